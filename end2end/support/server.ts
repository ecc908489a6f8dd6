import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { startProviders } from "./providers.js";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const START_MS = 180_000;

/** Starts two providers of identities and `tessera demo` on free ports with an empty data folder; answers the function that stops it. */
export default async function start(): Promise<() => Promise<void>> {
  const data = mkdtempSync(join(tmpdir(), "tessera-e2e-"));
  chmodSync(data, 0o755);
  const binary = process.env.TESSERA_BIN ?? join(root, "target/debug/tessera");
  const log: string[] = [];
  const providers = await startProviders();
  const server = spawn(binary, ["demo"], {
    cwd: root,
    env: {
      ...process.env,
      ...providers.env,
      TESSERA_BIND: "127.0.0.1:0",
      TESSERA_DATA_DIR: data,
      // Each test comes from an address of its own, so that the limit on attempts of one does not stop another.
      TESSERA_TRUSTED_PROXIES: "127.0.0.0/8,::1/128",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (chunk) => log.push(String(chunk)));
  const ended = new Promise<void>((done) => server.once("exit", () => done()));
  const stop = async () => {
    server.kill("SIGINT");
    await ended;
    await providers.stop();
    rmSync(data, { recursive: true, force: true });
  };
  const notes = join(data, "demo.json");
  const until = Date.now() + START_MS;
  while (!existsSync(notes) || !(await answers(JSON.parse(readFileSync(notes, "utf8")).base_url))) {
    if (server.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error(`tessera demo did not start:\n${log.join("")}`);
    }
    await new Promise((wake) => setTimeout(wake, 200));
  }
  const demo = JSON.parse(readFileSync(notes, "utf8"));
  providers.register(demo.base_url);
  process.env.TESSERA_E2E_URL = demo.base_url;
  process.env.TESSERA_E2E_PROVIDERS = JSON.stringify({ google: providers.google, microsoft: providers.microsoft });
  process.env.TESSERA_E2E_DEMO = JSON.stringify(demo);
  return stop;
}

async function answers(base: string): Promise<boolean> {
  try {
    return (await fetch(new URL("/readyz", base))).ok;
  } catch {
    return false;
  }
}
