import { defineConfig } from "@playwright/test";

const MEASURED = "lighthouse.spec.ts";

// The browser tests drive the real program: `support/server.ts` starts `tessera demo` with data of its own.
export default defineConfig({
  testDir: "specs",
  projects: [
    // Pictures to be looked at are no test.
    { name: "browser", testIgnore: process.env.SCREENSHOTS ? [MEASURED] : [MEASURED, "screenshots.spec.ts"] },
    // Last and alone: what others do at the same time would be part of the figures. `--no-deps` runs it without them.
    { name: "measured", testMatch: MEASURED, dependencies: ["browser"] },
  ],
  globalSetup: "./support/server.ts",
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 2,
  fullyParallel: true,
  retries: 0,
  reporter: "list",
  use: {
    baseURL: process.env.TESSERA_E2E_URL,
    actionTimeout: 15_000,
    // What fades in is looked at when it is there.
    contextOptions: { reducedMotion: "reduce" },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
