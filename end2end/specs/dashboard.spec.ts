import type { Page } from "@playwright/test";
import { connect, demo, hydrated, newEmail, openAlive, PASSWORD, signIn, signUp } from "../support/people.js";
import { dashboardPages } from "../support/places.js";
import { expect, test } from "../support/test.js";

test("every page comes alive, and the browser has nothing to complain about", async ({ demoPage: page }) => {
  for (const { path, title } of await dashboardPages(page)) {
    await openAlive(page, path);
    await expect(page).toHaveTitle(`${title} · Tessera`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  }
});

/** What a browser notes by itself about an answer of such a status; the page tells it in words. */
const answered = (...statuses: number[]) => [new RegExp(`the server responded with a status of (${statuses.join("|")})`)];

test("one gets from page to page without loading a document", async ({ demoPage: page }) => {
  await openAlive(page, "/admin");
  const documents: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "document" && request.frame() === page.mainFrame()) documents.push(request.url());
  });
  const rail = page.getByRole("navigation", { name: "Dashboard" });
  for (const name of ["Products", "Passports", "Templates", "Connections", "Settings", "Overview"]) {
    await rail.getByRole("link", { name }).click();
    await expect(page.getByRole("heading", { name, level: 1 })).toBeFocused();
    await expect(rail.getByRole("link", { name })).toHaveAttribute("aria-current", "page");
    await expect(page).toHaveTitle(`${name} · Tessera`);
  }
  expect(documents).toEqual([]);
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
});

test("an area's part of the program is loaded when the area is opened", async ({ demoPage: page }) => {
  const parts: string[] = [];
  page.on("request", (request) => {
    const part = /\/program\/[0-9a-f]{16}\/pkg\/split_(\w+)\.wasm$/.exec(new URL(request.url()).pathname);
    if (part) parts.push(part[1]);
  });
  await openAlive(page, "/admin");
  expect(parts).toEqual([]);
  const rail = page.getByRole("navigation", { name: "Dashboard" });
  for (const name of ["Settings", "Overview", "Connections", "Templates"]) {
    await rail.getByRole("link", { name }).click();
    await expect(page.getByRole("heading", { name, level: 1 })).toBeFocused();
  }
  expect(parts).toEqual(["settings", "templates"]);
  const old = await page.request.get("/program/0123456789abcdef/pkg/split_settings.wasm");
  expect(old.status(), "a part of another build").toBe(404);
});

test.describe(() => {
  test.use({ expectedComplaints: [/Failed to fetch|ERR_FAILED/] });

  test("a part that cannot be had is told in words", async ({ demoPage: page }) => {
    await openAlive(page, "/admin");
    await page.route("**/split_settings.wasm", (route) => route.abort());
    const rail = page.getByRole("navigation", { name: "Dashboard" });
    await rail.getByRole("link", { name: "Settings" }).click();
    await expect(page.getByRole("heading", { name: "This page could not be loaded" })).toBeFocused();
    await rail.getByRole("link", { name: "Templates" }).click();
    await expect(page.getByRole("heading", { name: "Templates", level: 1 })).toBeFocused();
    await rail.getByRole("link", { name: "Settings" }).click();
    await page.unroute("**/split_settings.wasm");
    await page.getByRole("button", { name: "Reload" }).click();
    await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
    await hydrated(page);
  });

  test("where the part of the first page cannot be had, its links and forms still work", async ({ demoPage: page }) => {
    await page.route("**/split_settings.wasm", (route) => route.abort());
    await page.goto("/admin/settings");
    await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
    await page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name: "Overview" }).click();
    await hydrated(page);
    await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  });
});

test("the palette leads to pages, templates and passports", async ({ demoPage: page }) => {
  await openAlive(page, "/admin");
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Go to" });
  const box = palette.getByRole("combobox");
  await expect(box).toBeFocused();
  await page.keyboard.type("sett");
  await expect(palette.getByRole("option", { selected: true })).toContainText("Settings");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
  await expect(page.getByRole("dialog")).toBeHidden();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("desk chairs");
  await expect(palette.getByRole("option", { selected: true })).toContainText("Template");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/admin\/templates\/.+/);

  await page.getByRole("button", { name: /^Go to/ }).click();
  await page.keyboard.type("kestrel");
  const passport = palette.getByRole("option").filter({ hasText: "Passport" }).first();
  await expect(passport).toContainText("Kestrel");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await expect(palette.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await passport.click();
  await expect(page).toHaveURL(/\/admin\/passports\/.+/);

  await page.keyboard.press("Control+k");
  await page.keyboard.type("nothing has such a name");
  await expect(page.getByText("Nothing matches.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test.describe(() => {
  test.use({ expectedComplaints: answered(422) });

  test("settings: the name, the age of values and the password are changed", async ({ page }) => {
    const email = newEmail();
    await signUp(page, email, "Before");
    await openAlive(page, "/admin/settings");

    await page.getByLabel("Brand name").fill(" ");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toContainText("Enter your brand's name.");
    await page.getByLabel("Brand name").fill("After");
    await page.getByLabel("Keep product values for").selectOption({ label: "Another time" });
    await page.getByLabel("Minutes").fill("99999");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toContainText("Choose between 1 minute and 7 days.");
    await expect(page.getByLabel("Minutes")).toHaveAttribute("aria-invalid", "true");
    await page.getByLabel("Minutes").fill("45");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("The settings are saved.")).toBeVisible();
    await expect(page.locator(".rail-brand-name")).toHaveText("After");
    await openAlive(page, "/admin/settings");
    await expect(page.getByLabel("Minutes")).toHaveValue("45");
    await expect(page.getByLabel("Brand name")).toHaveValue("After");

    const fresh = "eleven silver kites above Porto";
    await page.getByLabel("Current password").fill("not the password at all");
    await page.getByLabel("New password").fill(fresh);
    await page.getByRole("button", { name: "Change password" }).click();
    await expect(page.getByRole("alert")).toContainText("This is not your password.");
    await page.getByLabel("Current password").fill(PASSWORD);
    await page.getByRole("button", { name: "Change password" }).click();
    await expect(page.getByText("The password is changed.")).toBeVisible();
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByText("You are signed out.")).toBeVisible();
    await signIn(page, email, fresh);
  });
});

test.describe("the template editor", () => {
  test.use({ viewport: { width: 1440, height: 900 } });

  test("asks before changes are lost, and brings them back after a reload", async ({ demoPage: page }) => {
    await openTemplate(page, "E-bike batteries");
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Changed and not saved");
    await expect(page.getByText("Not saved yet")).toBeVisible();

    const asked: string[] = [];
    page.once("dialog", async (dialog) => {
      asked.push(dialog.message());
      await dialog.dismiss();
    });
    await page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name: "Products" }).click();
    expect(asked).toEqual(["You have changes that are not saved. Leave this page and lose them?"]);
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Changed and not saved");

    const kept = () => page.evaluate(() => Object.values(sessionStorage).some((v) => String(v).includes("not saved")));
    await expect.poll(kept).toBe(true);
    page.once("dialog", (dialog) => dialog.accept());
    await page.reload();
    await hydrated(page);
    await page.getByRole("button", { name: "Settings" }).click();
    await expect(page.getByText("You left changes here that were not saved.")).toBeVisible();
    await page.getByRole("button", { name: "Bring them back" }).click();
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Changed and not saved");

    page.once("dialog", (dialog) => dialog.accept());
    await page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name: "Products" }).click();
    await expect(page.getByRole("heading", { name: "Products", level: 1 })).toBeVisible();
  });

  test("gives back a section that was removed", async ({ demoPage: page }) => {
    await openTemplate(page, "Outdoor jackets");
    const titles = page.locator(".section-title");
    const before = await titles.evaluateAll((inputs) => inputs.map((i) => (i as HTMLInputElement).value));
    expect(before.length).toBeGreaterThan(2);
    await page.getByRole("button", { name: "Remove section" }).nth(1).click();
    await expect(titles).toHaveCount(before.length - 1);
    await expect(page.getByText(`“${before[1]}” is off the page.`)).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(titles).toHaveCount(before.length);
    const after = await titles.evaluateAll((inputs) => inputs.map((i) => (i as HTMLInputElement).value));
    expect(after).toEqual(before);
    await expect(page.getByText("All changes are saved")).toBeVisible();
  });

  test("refuses what cannot be published, at the field", async ({ demoPage: page }) => {
    await openTemplate(page, "Desk chairs");
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByLabel("Web address of the logo").fill("http://insecure.example/logo.png");
    await page.getByLabel("Colour", { exact: true }).fill("greenish");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByRole("alert").getByRole("link")).toHaveCount(2);
    await expect(page.getByLabel("Colour", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await page.getByRole("alert").getByRole("link").first().click();
    await expect(page.locator(":focus")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByText("Not saved yet")).toBeVisible();
  });
});

test.describe(() => {
  test.use({ expectedComplaints: answered(422, 503) });

  test("a PIM that fails is told in words, and what was read before stays", async ({ page, sim }) => {
    test.slow();
    await signUp(page, newEmail(), "Stormy");
    await connect(page, sim.url);
    const connection = page.url();
    await page.getByRole("button", { name: "Test connection" }).click();
    await expect(page.getByText("Everything that passports need works.")).toBeVisible();
    await openAlive(page, "/admin/products");
    const first = await page.getByRole("rowheader").first().innerText();

    await test.step("it is down", async () => {
      await sim.break({ unavailable: true });
      await openAlive(page, connection);
      await page.getByRole("button", { name: "Test connection" }).click();
      await expect(page.getByText("The connection does not work yet.")).toBeVisible();
      await expect(page.getByText(/Akeneo is not available right now/).first()).toBeVisible();
      await openAlive(page, "/admin/products");
      await expect(page.getByRole("rowheader").first()).toHaveText(first);
      await openAlive(page, "/admin/products?q=Kestrel");
      await expect(page.getByRole("alert")).toContainText("Akeneo is not available right now");
      await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
    });

    await test.step("it comes back", async () => {
      await sim.break({});
      await page.getByRole("button", { name: "Try again" }).click();
      await expect(page.getByRole("rowheader").first()).toContainText("Kestrel");
    });

    await test.step("a role lacks a permission", async () => {
      await sim.break({ forbidden: ["families"] });
      await openAlive(page, connection);
      await page.getByRole("button", { name: "Test connection" }).click();
      const families = page.locator(".checks li").filter({ hasText: "FailedFamilies" });
      await expect(families.getByText("Failed")).toBeVisible();
      await expect(families).toContainText("System → Roles");
    });

    await test.step("somebody removed the connection in Akeneo", async () => {
      await sim.break({ disconnected: true, password_changed: true, revoke_refresh_tokens: true });
      await page.getByRole("button", { name: "Clear cache" }).click();
      await expect(page.getByText("The cache is empty.")).toBeVisible();
      await openAlive(page, "/admin/products");
      await expect(page.getByRole("alert")).toBeVisible();
      await openAlive(page, "/admin");
      await expect(page.getByText("1 connection needs your attention.")).toBeVisible();
      await page.getByRole("link", { name: "Look at the connections" }).click();
      await expect(page.getByText("Needs your attention").first()).toBeVisible();
    });

    await test.step("new credentials heal it", async () => {
      await sim.break({});
      await openAlive(page, connection);
      await page.getByLabel("Secret").fill("tessera_demo_secret");
      await page.getByLabel("Password").fill("demo_password");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByText("The connection is saved.")).toBeVisible();
      await openAlive(page, "/admin/products");
      await expect(page.getByRole("rowheader").first()).toHaveText(first);
    });
  });
});

test.describe(() => {
  test.use({ expectedComplaints: answered(404) });

  test("what is not yours does not exist", async ({ page, demoPage }) => {
    await demoPage.goto("/admin/passports");
    const href = await demoPage.getByRole("rowheader").first().getByRole("link").getAttribute("href");
    await signUp(page, newEmail(), "Somebody else");
    await openAlive(page, href ?? "");
    await expect(page.getByRole("alert")).toHaveText("This passport does not exist, or it is not yours.");
    await openAlive(page, "/admin/templates/not-an-id");
    await expect(page.getByRole("alert")).toHaveText("This template does not exist, or it is not yours.");
    expect((await page.request.get(`/api${href}/qr.png`)).status()).toBe(404);
    await openAlive(page, "/admin/nowhere");
    await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  });
});

test.describe(() => {
  test.use({ expectedComplaints: answered(401) });

  test("a session that ended is told where it is noticed", async ({ page, context }) => {
    await signUp(page, newEmail(), "Interrupted");
    await openAlive(page, "/admin/settings");
    await context.clearCookies();
    await page.getByLabel("Brand name").fill("Still typed");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toContainText("Your session has ended");
    await expect(page.getByRole("link", { name: "Sign in in a new tab" })).toBeVisible();
    await expect(page.getByLabel("Brand name")).toHaveValue("Still typed");
    await page.goto("/admin/passports?q=x");
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    expect(demo.base_url).toContain("localhost");
  });
});

async function openTemplate(page: Page, name: string): Promise<void> {
  await page.goto("/admin/templates");
  await page.getByRole("link", { name, exact: true }).click();
  await hydrated(page);
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  await openAlive(page, page.url());
}
