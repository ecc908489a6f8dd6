import { test as base, type BrowserContext, type Page } from "@playwright/test";
import { demo, newVisitor, ownAddress, signIn } from "./people.js";
import { startSim, type Sim } from "./sim.js";

export { expect } from "@playwright/test";

type StorageState = Awaited<ReturnType<BrowserContext["storageState"]>>;

interface Options {
  /** What the browser may complain about in this test, because the test provokes it. */
  expectedComplaints: RegExp[];
}

interface Fixtures {
  /** Everything that browsers complained about; the test fails where it is not empty at the end. */
  complaints: string[];
  /** A page signed in as the owner of the demo brand. Others use that brand too: look, do not change. */
  demoPage: Page;
}

interface WorkerFixtures {
  /** The cookies of the demo brand's owner. */
  demoState: StorageState;
  /** A look-alike of Akeneo that only this worker uses, so that it may be broken. */
  sim: Sim;
}

/** Playwright's test, from a network address of its own, and strict with what browsers complain about. */
export const test = base.extend<Options & Fixtures, WorkerFixtures>({
  expectedComplaints: [[], { option: true }],

  extraHTTPHeaders: async ({}, use) => use({ "X-Forwarded-For": ownAddress() }),

  complaints: [
    async ({ context, expectedComplaints }, use) => {
      const complaints: string[] = [];
      listen(context, complaints);
      await use(complaints);
      const unexpected = complaints.filter((text) => !expectedComplaints.some((known) => known.test(text)));
      base.expect(unexpected, "what the browser complained about").toEqual([]);
    },
    { auto: true },
  ],

  demoPage: async ({ browser, demoState, complaints }, use) => {
    const context = await newVisitor(browser, { storageState: demoState });
    listen(context, complaints);
    await use(await context.newPage());
    await context.close();
  },

  demoState: [
    async ({ browser }, use) => {
      const context = await newVisitor(browser);
      await signIn(await context.newPage(), demo.email, demo.password);
      const state = await context.storageState();
      await context.close();
      await use(state);
    },
    { scope: "worker" },
  ],

  sim: [
    async ({}, use) => {
      const sim = await startSim();
      await use(sim);
      await sim.stop();
    },
    { scope: "worker", timeout: 300_000 },
  ],
});

/** Notes errors of scripts, violations of the content security policy and everything else on the console's error level. */
export function listen(context: BrowserContext, complaints: string[]): void {
  context.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.page()?.url()}: ${message.text()}`);
  });
  context.on("weberror", (error) => complaints.push(`${error.page()?.url()}: ${error.error()}`));
}
