import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** A look-alike of Akeneo in a process of its own. */
export interface Sim {
  /** Its address. */
  url: string;
  /** Breaks it in these ways, and in no others; nothing makes it whole again. */
  break(faults: Record<string, unknown>): Promise<void>;
  /** Changes a value of a product. */
  set(product: string, attribute: string, locale: string | null, data: unknown): Promise<void>;
  /** Ends it. */
  stop(): Promise<void>;
}

/** Starts one on a free port; built first where it is not there yet. */
export async function startSim(): Promise<Sim> {
  const debug = join(root, "target/debug");
  const beside = dirname(resolve(process.env.TESSERA_BIN ?? join(debug, "tessera")));
  const built = [beside, debug].map((folder) => join(folder, "akeneo_sim")).find((file) => existsSync(file));
  const options = ["--bind", "127.0.0.1:0"];
  const child = built
    ? spawn(built, options)
    : spawn("cargo", ["run", "--locked", "--quiet", "-p", "akeneo_sim", "--", ...options], { cwd: root });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  let told = "";
  const url = await new Promise<string>((found, failed) => {
    child.stderr.on("data", (chunk) => (told += chunk));
    child.stdout.on("data", (chunk) => {
      told += chunk;
      const address = /Simulated PIM at (\S+)/.exec(told)?.[1];
      if (address) found(address);
    });
    child.once("exit", () => failed(new Error(`akeneo_sim did not start:\n${told}`)));
  });
  return {
    url,
    break: async (faults) => {
      const answer = await fetch(new URL("/_sim/faults", url), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(faults),
      });
      if (!answer.ok) throw new Error(`akeneo_sim refused the faults: ${await answer.text()}`);
    },
    set: async (product, attribute, locale, data) => {
      const answer = await fetch(new URL("/_sim/values", url), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ identifier: product, attribute, locale, data }),
      });
      if (!answer.ok) throw new Error(`akeneo_sim did not take the value: ${await answer.text()}`);
    },
    stop: async () => {
      child.kill("SIGINT");
      await ended;
    },
  };
}
