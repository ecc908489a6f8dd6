import type { Page } from "@playwright/test";
import { demo, expectAccessible, expectNoSidewaysScrolling, hydrated, openAlive, PASSWORD } from "../support/people.js";
import { dashboardPages } from "../support/places.js";
import { expect, test } from "../support/test.js";

const PUBLIC = ["/", "/sign-in", "/sign-up", "/sign-up/sent", "/forgot-password", "/reset-password?token=x", "/verify-email?token=x", "/dev/outbox"];

for (const width of [390, 1280]) {
  test.describe(`at ${width} px, in light and in dark`, () => {
    test.use({
      viewport: { width, height: 844 },
      expectedComplaints: [/the server responded with a status of 4(00|04|22)/],
    });

    test("the pages that everyone may see", async ({ page }) => {
      for (const path of [...PUBLIC, demo.passport_url, `${demo.passport_url}?lang=de-DE`, "/p/aaaaaaaaaaaaaaaa", "/01/1"]) {
        await page.goto(path);
        await expectAccessible(page);
      }
      await page.goto(demo.passport_url);
      for (const summary of await page.locator("summary").all()) await summary.click();
      await expectAccessible(page);
    });

    test("the account's forms with mistakes", async ({ page }) => {
      for (const path of ["/sign-in", "/sign-up", "/forgot-password", "/reset-password?token=x"]) {
        await page.goto(path);
        await page.locator("form:not([data-passkey]) button[type=submit]").click();
        await expect(page.getByRole("alert")).toBeVisible();
        await expectAccessible(page);
      }
      await page.goto("/verify-email?token=x");
      await page.locator("form button[type=submit]").click();
      await expect(page.getByRole("alert")).toBeVisible();
      await expectAccessible(page);
    });

    test("the dashboard", async ({ demoPage: page }) => {
      test.slow();
      for (const { path } of await dashboardPages(page)) {
        await openAlive(page, path);
        await expectAccessible(page);
      }
    });

    test("what opens on the dashboard", async ({ demoPage: page }) => {
      test.slow();
      await openAlive(page, "/admin/products");
      await page.locator("tbody").getByRole("checkbox").first().check();
      await expect(page.getByRole("region", { name: "Chosen products" })).toBeVisible();
      await expectAccessible(page);

      await page.keyboard.press("Control+k");
      await expect(page.getByRole("dialog", { name: "Go to" })).toBeVisible();
      await expectAccessible(page);
      await page.keyboard.press("Escape");

      await openAlive(page, "/admin/connections/new");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByRole("alert")).toBeVisible();
      await expectAccessible(page);

      await openAlive(page, "/admin/settings");
      await page.getByRole("button", { name: "Change password" }).click();
      await expect(page.getByRole("alert")).toBeVisible();
      await expectAccessible(page);

      await editor(page);
    });
  });
}

/** The parts of the template editor that only show on demand. */
async function editor(page: Page): Promise<void> {
  await page.goto("/admin/templates");
  await page.getByRole("link", { name: "Headphones", exact: true }).click();
  await hydrated(page);
  await expect(page.getByRole("group", { name: "Part of the editor" })).toBeVisible();
  for (const pane of ["Settings", "Page", "Preview"]) {
    const tab = page.getByRole("group", { name: "Part of the editor" }).getByRole("button", { name: pane });
    if (!(await tab.isVisible())) continue;
    await tab.click();
    await expectAccessible(page);
  }
  await page.getByRole("group", { name: "Part of the editor" }).getByRole("button", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Delete template" }).click();
  await expect(page.getByRole("dialog", { name: "Delete this template?" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Delete this template?" })).toBeHidden();
}

test.describe("at 320 px", () => {
  test.use({ viewport: { width: 320, height: 640 }, expectedComplaints: [/status of 4(00|04|22)/] });

  test("nothing is reached only by scrolling sideways", async ({ page, demoPage }) => {
    test.slow();
    for (const path of [...PUBLIC, demo.passport_url, `${demo.passport_url}?lang=de-DE`, "/p/aaaaaaaaaaaaaaaa"]) {
      await page.goto(path);
      await expectNoSidewaysScrolling(page);
    }
    for (const { path } of await dashboardPages(demoPage)) {
      await openAlive(demoPage, path);
      await expectNoSidewaysScrolling(demoPage);
    }
  });
});

test.describe("with the keyboard alone", () => {
  test("somebody signs in and gets around", async ({ page }) => {
    await page.goto("/sign-in");
    await page.keyboard.press("Tab");
    await expectFocus(page, "Skip to the content");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expect(page.getByLabel("E-mail")).toBeFocused();
    await expectFocusToBeSeen(page);
    await page.keyboard.type(demo.email);
    await page.keyboard.press("Tab");
    await page.keyboard.type(demo.password);
    await page.keyboard.press("Tab");
    await expectFocus(page, "Sign in");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/admin$/);
    await hydrated(page);

    await page.keyboard.press("Tab");
    await expectFocus(page, "Skip to content");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("main")).toBeFocused();
    await page.keyboard.press("Shift+Tab");
    const seen: string[] = [];
    for (const name of [
      "Sign out",
      demo.email,
      "Settings",
      "Audit log",
      "Team",
      "Connections",
      "Insight",
      "Labels",
      "Templates",
      "Drift",
      "Readiness",
      "Passports",
      "Products",
    ]) {
      await expectFocus(page, name);
      seen.push(name);
      await page.keyboard.press("Shift+Tab");
    }
    expect(seen).toHaveLength(13);
    await page.keyboard.press("Tab");
    await expectFocus(page, "Products");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Products", level: 1 })).toBeFocused();
    await expect(page.getByRole("searchbox")).toBeVisible();
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox")).toBeFocused();
    await expectFocusToBeSeen(page);
  });

  test("a dialog keeps the focus and gives it back", async ({ demoPage: page }) => {
    await openAlive(page, "/admin");
    const opener = page.getByRole("button", { name: /^Go to/ });
    await opener.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("combobox", { name: /^Go to/ })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(opener).toBeFocused();
  });

  test("a mistake in a form gets the focus", async ({ page }) => {
    await page.goto("/sign-up");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByLabel("Password", { exact: true }).press("Enter");
    await expect(page.getByRole("alert")).toBeFocused();
  });
  test.use({ expectedComplaints: [/status of 422/] });
});

async function expectFocus(page: Page, name: string): Promise<void> {
  await expect(page.locator(":focus")).toHaveAccessibleName(name);
  await expectFocusToBeSeen(page);
}

/** What has the focus stands in the window, and something marks it. */
async function expectFocusToBeSeen(page: Page): Promise<void> {
  const focused = page.locator(":focus");
  await expect(focused).toBeInViewport();
  const marked = await focused.evaluate((element) => {
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    return outlined || style.boxShadow !== "none";
  });
  expect(marked, "an outline or a shadow marks the focus").toBe(true);
}
