import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import type { Browser, Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScrolling, newVisitor } from "../support/people.js";
import { field, onlyPassport, openShop, publish } from "../support/shop.js";
import type { Sim } from "../support/sim.js";
import { expect, test } from "../support/test.js";

// These pages need no script, so none runs here.
test.use({ javaScriptEnabled: false, expectedComplaints: [/status of 422/] });

/** A brand with one published jacket that has no GTIN, because other brands of this site publish those, too. */
async function published(page: Page, sim: Sim): Promise<{ passport: string; template: string }> {
  const fields = [field("care_instructions"), field("brand")];
  const { template, products } = await openShop(page, sim, { en_US: "Care", de_DE: "Pflege" }, fields);
  await publish(page, template, products.slice(0, 1));
  return { passport: (await onlyPassport(page)).id, template };
}

/** Looks at the page as it is, in a browser that runs scripts: axe is one. */
async function lookAt(browser: Browser, page: Page): Promise<void> {
  for (const width of [320, 1280]) {
    const state = await page.context().storageState();
    const viewport = { width, height: 844 };
    const context = await newVisitor(browser, { storageState: state, viewport, javaScriptEnabled: true });
    const look = await context.newPage();
    await look.goto(page.url());
    await expectNoSidewaysScrolling(look);
    await expectAccessible(look);
    await context.close();
  }
}

test("three items by their serial numbers, and a phone that reads one of them", async ({ page, browser, sim }, testInfo) => {
  test.slow();
  const { passport, template } = await published(page, sim);

  await test.step("the template names what differs from item to item", async () => {
    await page.goto(`/templates/${template}/unit-fields`);
    const first = page.getByRole("group", { name: "A new field" }).first();
    await first.getByLabel("Key").fill("state_of_health");
    await first.getByLabel("Name in English").fill("State of health");
    await first.getByLabel("Of each").selectOption("Item");
    await first.getByLabel("Holds").selectOption("Number");
    await first.getByLabel("Unit").fill("%");
    await lookAt(browser, page);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("status").first()).toContainText("The fields are saved.");
    await expect(page.getByRole("group", { name: "Field state_of_health" })).toBeVisible();
  });

  await test.step("a wrong number is told at its field, and nothing typed is lost", async () => {
    await page.goto(`/passports/${passport}/units`);
    await page.getByRole("link", { name: "Create batches or items" }).click();
    await lookAt(browser, page);
    const row = page.getByRole("region", { name: "Numbers in a row" });
    await row.getByLabel("Before each number").fill("S-");
    await row.getByLabel("First number").fill("one");
    await row.getByLabel("Last number").fill("3");
    await row.getByRole("button", { name: "Create them" }).click();
    await expect(page.getByRole("alert")).toContainText("Enter a whole number, such as 0001.");
    await expect(row.getByLabel("Before each number")).toHaveValue("S-");
  });

  await test.step("three serial numbers in a row", async () => {
    const row = page.getByRole("region", { name: "Numbers in a row" });
    await row.getByLabel("First number").fill("0001");
    await row.getByText("Values of an item").click();
    await row.getByLabel("State of health (%)").fill("100");
    await row.getByRole("button", { name: "Create them" }).click();
    await expect(page.getByRole("status").first()).toContainText("3 published.");
    await expect(page.getByRole("rowheader")).toHaveText(["S-0001", "S-0002", "S-0003"]);
    await lookAt(browser, page);
  });

  await test.step("a table is refused with the line and column of each mistake, then taken", async () => {
    const file = testInfo.outputPath("units.csv");
    await page.getByRole("link", { name: "Create batches or items" }).click();
    writeFileSync(file, "batch;serial;state_of_health\nLOT 7;;\n;S-0004;much\n");
    await page.getByLabel("CSV file").setInputFiles(file);
    await page.getByRole("button", { name: "Create them from the file" }).click();
    await expect(page.getByRole("alert")).toContainText("Line 2, column \u{201c}batch\u{201d}");
    await expect(page.getByRole("alert")).toContainText("Line 3, column \u{201c}state_of_health\u{201d}");
    writeFileSync(file, "batch;serial;state_of_health\nLOT-7;;\nLOT-7;S-0004;98,5\n");
    await page.getByLabel("CSV file").setInputFiles(file);
    await page.getByRole("button", { name: "Create them from the file" }).click();
    await expect(page.getByRole("status").first()).toContainText("2 published.");
  });

  let address = "";
  await test.step("the value of one item changes; its code opens its page", async () => {
    await page.getByRole("link", { name: "S-0002", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Item S-0002", level: 1 })).toBeVisible();
    await page.getByLabel("State of health (%)").fill("91");
    await lookAt(browser, page);
    await page.getByRole("button", { name: "Save and publish" }).click();
    await expect(page.getByRole("status").first()).toContainText("Version 2 is published.");
    address = await page.getByRole("region", { name: "Address and code" }).getByRole("link").first().innerText();
    const code = await page.request.get(`/api/admin/passports/${page.url().split("/")[4]}/qr.png?size=512`);
    const file = testInfo.outputPath("code.png");
    writeFileSync(file, await code.body());
    expect(execFileSync("zbarimg", ["--raw", "-q", file], { encoding: "utf8" }).trim()).toBe(address);
  });

  await test.step("a phone reads the item's own values first, then the model's", async () => {
    const phone = await newVisitor(browser, { viewport: { width: 390, height: 844 }, hasTouch: true });
    const scanned = await phone.newPage();
    const answer = await scanned.goto(address);
    expect(answer?.status()).toBe(200);
    await expect(scanned.getByText("Item S-0002", { exact: true })).toBeVisible();
    await expect(scanned.getByRole("heading", { level: 2 }).first()).toHaveText("This item");
    await expect(scanned.getByText("91%")).toBeVisible();
    await expect(scanned.getByRole("heading", { name: "Care" })).toBeVisible();
    await lookAt(browser, scanned);
    await scanned.locator("p.of").getByRole("link", { name: "Model" }).click();
    await expect(scanned.getByText("This passport describes every product of this model.")).toBeVisible();
    await expect(scanned.getByText("S-0002")).toHaveCount(0);
    await phone.close();
  });
});
