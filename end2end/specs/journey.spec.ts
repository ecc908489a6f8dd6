import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { demo, fillConnection, hydrated, newEmail, newVisitor, openAlive, signUp } from "../support/people.js";
import { expect, test } from "../support/test.js";

test.use({ viewport: { width: 1440, height: 900 } });

test("from sign-up to a phone that reads the passport", async ({ page, browser, demoPage }, testInfo) => {
  test.slow();
  const taken = await publishedByTheDemo(demoPage);

  await test.step("sign up; the dashboard says what to do first", async () => {
    await signUp(page, newEmail(), "Kestrel Audio");
    await hydrated(page);
    const list = page.getByRole("region", { name: "The first passport of Kestrel Audio" });
    await expect(list.getByRole("heading", { level: 3 })).toHaveText([
      "To do: Connect your PIM",
      "To do: Design a template",
      "To do: Publish a passport",
      "To do: Print a label",
    ]);
    await list.getByRole("link", { name: "Connect", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Connect a PIM" })).toBeFocused();
  });

  await test.step("connect Akeneo: a wrong secret is told in words, the right one works", async () => {
    await fillConnection(page, demo.akeneo_url, "not the secret");
    await page.getByRole("button", { name: "Test without saving" }).click();
    await expect(page.getByText("The connection does not work yet.")).toBeVisible();
    const checks = page.locator(".checks li");
    const client = checks.filter({ hasText: "Client ID and secret" });
    await expect(client.getByText("Failed")).toBeVisible();
    await expect(client).toContainText("Akeneo does not accept the client ID and secret.");
    await expect(checks.filter({ hasText: "Akeneo PIM" }).first().getByText("Works")).toBeVisible();
    await expect(checks.filter({ hasText: "Products" }).getByText("Not tried", { exact: true })).toBeVisible();

    await fillConnection(page, demo.akeneo_url);
    await page.getByRole("button", { name: "Test without saving" }).click();
    await expect(page.getByText("Everything that passports need works.")).toBeVisible();
    await expect(client).toContainText("Akeneo accepts the client ID and secret.");
    await expect(checks.getByText("Failed")).toHaveCount(0);

    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("The connection is saved.")).toBeVisible();
    await expect(page.getByRole("heading", { name: "Akeneo", level: 1 })).toBeVisible();
    await expect(page.getByLabel("Secret")).toHaveValue("");
  });

  await test.step("begin a template", async () => {
    await page.getByRole("navigation", { name: "Dashboard" }).getByRole("link", { name: "Templates" }).click();
    await page.getByRole("link", { name: "New template" }).click();
    await page.getByRole("button", { name: "Create template" }).click();
    await expect(page.getByRole("alert")).toContainText("Choose a family of products.");
    await page.getByLabel("Family of products").selectOption({ label: "Headphones" });
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Headphones");
    await page.getByLabel("Name", { exact: true }).fill("Over-ear 2027");
    await page.getByRole("radio", { name: /An empty page/ }).check();
    await page.getByRole("button", { name: "Create template" }).click();
    await expect(page.getByRole("heading", { name: "Over-ear 2027", level: 1 })).toBeVisible();
    await expect(page.getByText("The page has no sections yet.")).toBeVisible();
  });

  await test.step("design it; the preview follows", async () => {
    await design(page);
  });

  await test.step("save it", async () => {
    await expect(page.getByText("Not saved yet")).toBeVisible();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText("The template is saved.")).toBeVisible();
    await expect(page.getByText("All changes are saved")).toBeVisible();
    await openAlive(page, page.url());
    await expect(codes(page)).toHaveText(["charging_time", "battery_life", "weight"]);
    await expect(page.getByLabel("Colour", { exact: true })).toHaveValue("#8c1d40");
  });

  await test.step("choose two products and publish them", async () => {
    await openAlive(page, "/admin/products");
    await page.getByLabel("Family", { exact: true }).selectOption({ label: "Headphones" });
    await expect(page).toHaveURL(/family=headphones/);
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox")).toBeFocused();
    await page.keyboard.type("Kestrel Pro");
    await expect(page).toHaveURL(/q=Kestrel/);
    await expect(page.getByRole("rowheader").first()).toContainText("Kestrel Pro");
    await expect(page.getByRole("row").filter({ hasText: "Kestrel One" })).toHaveCount(0);
    await chooseTwo(page, taken);
    await expect(page.getByText("2 chosen")).toBeVisible();
    await page.getByRole("button", { name: "Publish 2 products" }).click();
    await expect(page).toHaveURL(/\/admin\/jobs\//);
    await expect(page.getByText("Finished")).toBeVisible();
    await expect(page.getByText("2 published", { exact: true })).toBeVisible();
    await expect(page.getByRole("link", { name: "Version 1", exact: true })).toHaveCount(2);
  });

  let decoded = "";
  await test.step("download the QR code of the first", async () => {
    await page.getByRole("link", { name: "Version 1", exact: true }).first().click();
    await expect(page.getByRole("heading", { name: "QR code" })).toBeVisible();
    await page.getByLabel("Size of the picture").selectOption("512");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download PNG" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^qr-.+\.png$/);
    const file = testInfo.outputPath(download.suggestedFilename());
    await download.saveAs(file);
    // Width and height stand in the header of every PNG.
    expect([readFileSync(file).readUInt32BE(16), readFileSync(file).readUInt32BE(20)]).toEqual([512, 512]);
    decoded = execFileSync("zbarimg", ["--raw", "-q", file], { encoding: "utf8" }).trim();
    expect(decoded).toBe(await page.locator(".address .code-text").innerText());
    expect(decoded).toMatch(/\/01\/0952\d{10}$|\/p\/[a-z0-9]{16}$/);
  });

  await test.step("a German phone opens what it scanned", async () => {
    const phone = await newVisitor(browser, { locale: "de-DE", viewport: { width: 390, height: 844 }, hasTouch: true });
    const scanned = await phone.newPage();
    const answer = await scanned.goto(decoded);
    expect(answer?.status()).toBe(200);
    await expect(scanned.locator("html")).toHaveAttribute("lang", "de-DE");
    await expect(scanned.getByRole("heading", { level: 1 })).toContainText("Kestrel Pro");
    await expect(scanned.getByText("Digitaler Produktpass")).toBeVisible();
    await expect(scanned.getByText("Kestrel Audio").first()).toBeVisible();
    const glance = scanned.getByRole("region", { name: "Auf einen Blick" });
    await expect(glance).toContainText("Akkulaufzeit");
    await expect(glance).toContainText(/50\s*(h|Std)/);
    await scanned.getByRole("link", { name: "English" }).click();
    await expect(scanned.locator("html")).toHaveAttribute("lang", "en-US");
    await expect(scanned.getByRole("heading", { name: "Sound and battery" })).toBeVisible();
    await expect(scanned.getByRole("region", { name: "At a glance" })).toContainText("Playing time");

    await scanned.getByText("Verify this passport").click();
    const fingerprint = await scanned.locator("aside.stamp details code").first().innerText();
    const record = await scanned.request.get(decoded, { headers: { Accept: "application/json" } });
    expect(createHash("sha256").update(await record.body()).digest("hex")).toBe(fingerprint);
    await phone.close();
  });

  await test.step("publishing again without a change makes no new version and says so", async () => {
    await page.getByRole("button", { name: "Publish again" }).click();
    await expect(page).toHaveURL(/\/admin\/jobs\//);
    await expect(page.getByText("1 unchanged", { exact: true })).toBeVisible();
    await page.getByRole("link", { name: "Version 1 still says it all" }).click();
    await expect(page.getByRole("table", { name: "Versions, latest first" }).getByRole("row")).toHaveCount(2);
  });

  await test.step("the list of first steps is done", async () => {
    await openAlive(page, "/admin");
    await expect(page.getByRole("heading", { name: "Where you stand" })).toBeVisible();
    await expect(page.getByRole("heading", { name: /The first passport/ })).toHaveCount(0);
  });
});

test("a GTIN that another brand has published is refused with the reason", async ({ page, demoPage }) => {
  test.slow();
  const taken = [...(await publishedByTheDemo(demoPage, "gtin"))][0] ?? "";
  await signUp(page, newEmail(), "Copycat");
  await hydrated(page);
  await openAlive(page, "/admin/connections/new");
  await fillConnection(page, demo.akeneo_url);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The connection is saved.")).toBeVisible();

  const family = taken.startsWith("HP-") ? "Headphones" : "Desk chair";
  await openAlive(page, "/admin/templates/new");
  await page.getByLabel("Family of products").selectOption({ label: family });
  await page.getByRole("button", { name: "Create template" }).click();
  await expect(page.getByRole("heading", { name: family, level: 1 })).toBeVisible();

  await openAlive(page, `/admin/products?q=${taken}`);
  await page.getByRole("row").filter({ hasText: taken }).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Publish 1 product" }).click();
  await expect(page.getByText("1 failed", { exact: true })).toBeVisible();
  await expect(page.getByRole("cell", { name: /Another brand has published a passport for the GTIN/ })).toBeVisible();
});

/** The products whose addresses are taken, because the demo brand has published them. */
async function publishedByTheDemo(page: Page, kind: "all" | "gtin" = "all"): Promise<Set<string>> {
  await page.goto("/admin/passports");
  const rows = page.getByRole("table").locator("tbody tr");
  await expect(rows.first()).toBeVisible();
  const found = new Set<string>();
  for (const row of await rows.all()) {
    const path = (await row.getByRole("link", { name: /^Open the page/ }).getAttribute("href")) ?? "";
    const identifier = await row.locator("td.code-text").first().innerText();
    const wanted = kind === "all" || (path.startsWith("/01/") && /^(HP|CH)/.test(identifier));
    if (wanted) found.add(identifier);
  }
  return found;
}

/** Chooses the first two products of the list that nobody has published. */
async function chooseTwo(page: Page, taken: Set<string>): Promise<void> {
  let chosen = 0;
  for (const row of await page.locator("tbody tr").all()) {
    if (taken.has(await row.locator("td.code-text").innerText())) continue;
    await row.getByRole("checkbox").check();
    chosen += 1;
    if (chosen === 2) return;
  }
  throw new Error("There are no two products that nobody has published.");
}

/** The codes of the fields in the order of the page. */
function codes(page: Page) {
  return page.locator(".field-row .attribute-meta");
}

async function design(page: Page): Promise<void> {
  const preview = page.frameLocator("iframe:not(.phone-screen-next)");
  const search = page.getByRole("searchbox", { name: "Search attributes" });

  // English first: that is what visitors get who speak none of the languages.
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByRole("button", { name: "Move up: English (en_US)" }).click();
  await page.getByRole("button", { name: "Attributes" }).click();
  await page.getByLabel("Texts in").selectOption("en_US");

  for (const name of ["Battery life", "Charging time", "Weight"]) {
    await search.fill(name);
    await page.getByRole("button", { name: `Add ${name}`, exact: true }).click();
  }
  await search.fill("");
  await expect(codes(page)).toHaveText(["battery_life", "charging_time", "weight"]);
  await expect(preview.getByRole("heading", { level: 1 })).toContainText("Kestrel");

  await page.getByLabel("Title of section 1 in English").fill("Sound and battery");
  await page.getByLabel("Texts in").selectOption("de_DE");
  await page.getByLabel("Title of section 1 in Deutsch").fill("Klang und Akku");
  await page.getByLabel("Texts in").selectOption("en_US");
  await expect(preview.getByRole("heading", { name: "Sound and battery" })).toBeVisible();

  await page.getByRole("button", { name: "Move up: Weight" }).click();
  await expect(codes(page)).toHaveText(["battery_life", "weight", "charging_time"]);
  await page.getByLabel("Name of Charging time in English").focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(codes(page)).toHaveText(["battery_life", "charging_time", "weight"]);
  await expect(page.getByLabel("Name of Charging time in English")).toBeFocused();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(codes(page)).toHaveText(["charging_time", "battery_life", "weight"]);

  await page.getByLabel("Name of Battery life in English").fill("Playing time");
  await page.locator(".field-row").filter({ hasText: "battery_life" }).getByRole("checkbox", { name: "Key fact" }).check();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByLabel("Colour", { exact: true }).fill("#8c1d40");
  await expect(page.getByText("White text stands on it with a contrast of")).toBeVisible();

  await expect(preview.getByRole("region", { name: "At a glance" })).toContainText("Playing time");
  await expect(preview.getByText("Preview. This passport is not published.")).toBeVisible();
  await expect(preview.locator("header.band")).toHaveCSS("background-color", "rgb(140, 29, 64)");
  await page.getByLabel("Language", { exact: true }).selectOption("de_DE");
  await expect(preview.locator("html")).toHaveAttribute("lang", "de-DE");
  await expect(preview.getByRole("heading", { name: "Klang und Akku" })).toBeVisible();
  await page.getByLabel("Language", { exact: true }).selectOption("en_US");
}
