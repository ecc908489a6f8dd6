import type { Browser, Page } from "@playwright/test";
import { demo, expectAccessible, expectNoSidewaysScrolling, newEmail, newVisitor, signUp } from "../support/people.js";
import { expect, test } from "../support/test.js";

const PHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

// The page needs no script, so none runs here.
test.use({ javaScriptEnabled: false, expectedComplaints: [/status of 422/] });

/** Looks at the page as it is, in a browser that runs scripts: axe is one. */
async function lookAt(browser: Browser, page: Page): Promise<void> {
  for (const width of [320, 390, 1280]) {
    const state = await page.context().storageState();
    const context = await newVisitor(browser, { storageState: state, viewport: { width, height: 844 }, javaScriptEnabled: true });
    const look = await context.newPage();
    await look.goto(page.url());
    for (const summary of await look.locator("main summary").all()) await summary.click();
    await expectNoSidewaysScrolling(look);
    if (width !== 320) await expectAccessible(look);
    await context.close();
  }
}

test("a brand that was never scanned reads what a scan is", async ({ page, browser }) => {
  await signUp(page, newEmail(), "Nordwand");
  await page.getByRole("link", { name: "Insight", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Insight" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Insight", exact: true })).toHaveAttribute("aria-current", "page");
  await expect(page.getByRole("heading", { name: "No scans yet" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Make labels" })).toBeVisible();
  await lookAt(browser, page);
});

test("scans are told over time and by what, and each table is a file", async ({ demoPage: page, browser }) => {
  test.slow();
  await test.step("seven people look at a passport", async () => {
    for (let n = 0; n < 7; n += 1) {
      const visitor = await newVisitor(browser, { locale: "de-DE", userAgent: PHONE });
      const look = await visitor.newPage();
      await look.goto(demo.passport_url);
      await visitor.close();
    }
    await expect
      .poll(
        async () => {
          await page.goto("/insight?days=7");
          return page.getByRole("main").innerText();
        },
        { timeout: 60_000 },
      )
      .toContain("Scans per day");
  });

  await test.step("the picture says in words what it shows", async () => {
    const chart = page.getByRole("img", { name: /^Scans from / });
    await expect(chart).toBeVisible();
    await expect(chart).toHaveAccessibleDescription(/Most on .+: \d+\. .*The table below has every number\./);
    await page.getByText("Every day as a table").click();
    await expect(page.getByRole("table", { name: "Scans over time" }).getByRole("row")).toHaveCount(8);
    await lookAt(browser, page);
  });

  await test.step("days stand in the address, and a mistake at its field", async () => {
    await page.getByRole("link", { name: "Last 30 days" }).click();
    await expect(page).toHaveURL(/\/insight\?days=30$/);
    await expect(page.getByRole("link", { name: "Last 30 days" })).toHaveAttribute("aria-current", "true");
    const last = await page.getByLabel("Last day").inputValue();
    await page.getByLabel("First day").fill("2099-01-01");
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page.getByRole("alert")).toContainText("This day has not begun.");
    await expect(page.getByLabel("First day")).toHaveValue("2099-01-01");
    await expect(page.getByLabel("First day")).toHaveAccessibleDescription(/This day has not begun/);
    await expect(page.getByLabel("Last day")).toHaveValue(last);
    await lookAt(browser, page);
    await page.goto("/insight?days=7");
  });

  await test.step("a table is a file", async () => {
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download CSV of languages" }).click()]);
    expect(file.suggestedFilename()).toMatch(/^tessera-insight-language-[\d-]+\.csv$/);
  });
});
