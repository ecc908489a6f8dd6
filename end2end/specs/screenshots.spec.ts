import type { Page } from "@playwright/test";
import { demo, openAlive } from "../support/people.js";
import { dashboardPages } from "../support/places.js";
import { test } from "../support/test.js";

// Pictures of every page, to be looked at: `SCREENSHOTS=1 npx playwright test screenshots` fills `end2end/screenshots`.
test.use({ expectedComplaints: [/./] });

const PUBLIC: [file: string, path: string][] = [
  ["home", "/"],
  ["sign-in", "/sign-in"],
  ["sign-up", "/sign-up"],
  ["sign-up-sent", "/sign-up/sent"],
  ["forgot-password", "/forgot-password"],
  ["reset-password", "/reset-password?token=x"],
  ["verify-email", "/verify-email?token=x"],
  ["outbox", "/dev/outbox"],
  ["public-passport", ""],
  ["public-passport-de", "?lang=de-DE"],
  ["public-not-found", "/p/aaaaaaaaaaaaaaaa"],
];

for (const width of [390, 1280]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`${width} px, ${colorScheme}`, () => {
      test.use({ viewport: { width, height: width < 600 ? 844 : 900 }, colorScheme });

      const save = (page: Page, file: string) =>
        page.screenshot({ path: `screenshots/${file}-${width}-${colorScheme}.png`, fullPage: true });

      test("public pages", async ({ page }) => {
        test.slow();
        for (const [file, path] of PUBLIC) {
          await page.goto(path.startsWith("/") ? path : demo.passport_url + path, { waitUntil: "networkidle" });
          await save(page, file);
        }
        await page.goto("/sign-up");
        await page.getByRole("button", { name: "Create account" }).click();
        await save(page, "sign-up-mistakes");
      });

      test("dashboard", async ({ demoPage: page }) => {
        test.slow();
        for (const { path, file } of await dashboardPages(page)) {
          await openAlive(page, path);
          await page.waitForLoadState("networkidle");
          await save(page, `admin-${file}`);
        }
        await openAlive(page, "/admin/products");
        await page.locator("tbody").getByRole("checkbox").first().check();
        await page.keyboard.press("Control+k");
        await page.getByRole("dialog", { name: "Go to" }).waitFor();
        await page.screenshot({ path: `screenshots/admin-palette-${width}-${colorScheme}.png` });
        await page.keyboard.press("Escape");
        await save(page, "admin-products-chosen");
        await editor(page, save);
        await openAlive(page, "/admin/connections/new");
        await page.getByRole("button", { name: "Save" }).click();
        await page.getByRole("alert").waitFor();
        await save(page, "admin-connection-new-mistakes");
      });
    });
  }
}

/** The template editor, pane by pane. */
async function editor(page: Page, save: (page: Page, file: string) => Promise<unknown>): Promise<void> {
  await page.goto("/admin/templates");
  await openAlive(page, (await page.locator("tbody th a").first().getAttribute("href")) ?? "");
  for (const name of ["Settings", "Page", "Preview"]) {
    const tab = page.getByRole("group", { name: "Part of the editor" }).getByRole("button", { name });
    if (!(await tab.isVisible())) continue;
    await tab.click();
    await page.waitForLoadState("networkidle");
    await save(page, `admin-template-${name.toLowerCase()}`);
  }
}
