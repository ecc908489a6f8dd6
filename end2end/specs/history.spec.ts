import type { Browser, Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScrolling, newVisitor } from "../support/people.js";
import { call, field, onlyPassport, openShop, publish, type Passport } from "../support/shop.js";
import type { Sim } from "../support/sim.js";
import { expect, test } from "../support/test.js";

// Neither these pages nor the passport need a script, so none runs here.
test.use({ javaScriptEnabled: false, expectedComplaints: [/status of 4(00|04|22)/] });

/** A brand with a jacket in two versions: how to care for it changed. */
async function twoVersions(page: Page, sim: Sim): Promise<Passport> {
  const { connection, template, products } = await openShop(page, sim, { en_US: "Facts" }, [field("care_instructions")]);
  const jacket = products.slice(0, 1);
  await publish(page, template, jacket);
  await sim.set(products[0]?.identifier ?? "", "care_instructions", "en_US", "Wash at 40 degrees. Do not iron.");
  await call(page, "connections/clear-cache", { id: connection });
  await publish(page, template, jacket);
  return onlyPassport(page);
}

/** Looks at a page as it is, in a browser that runs scripts: axe is one. */
async function lookAt(browser: Browser, page: Page): Promise<void> {
  for (const width of [320, 390, 1280]) {
    const viewport = { width, height: 844 };
    const storageState = await page.context().storageState();
    const context = await newVisitor(browser, { storageState, viewport, javaScriptEnabled: true });
    const look = await context.newPage();
    await look.goto(page.url());
    await expectNoSidewaysScrolling(look);
    if (width !== 320) await expectAccessible(look);
    await context.close();
  }
}

/** The page as somebody reads it who never saw it before: a browser may show for a minute what it has read already. */
async function scan(browser: Browser, address: string): Promise<Page> {
  const reader = await (await newVisitor(browser, { javaScriptEnabled: false })).newPage();
  await reader.goto(address);
  return reader;
}

test("a passport is looked at as it was, compared, recalled and ended", async ({ page, browser, sim }) => {
  test.slow();
  const { id, path } = await twoVersions(page, sim);

  await test.step("the page leads to its history, and that to the first version", async () => {
    await page.goto(path);
    await page.getByRole("link", { name: "Earlier versions and what changed" }).click();
    await expect(page.getByRole("listitem").filter({ hasText: "Changed:" })).toContainText("Wash at 40 degrees");
    await lookAt(browser, page);
    await page.getByRole("region", { name: "Version 1" }).getByRole("link", { name: "Read this version" }).click();
    await expect(page.getByRole("note")).toContainText("This is version 1 of");
    await lookAt(browser, page);
    await page.getByRole("link", { name: "Read the latest version" }).click();
    await expect(page.getByRole("note")).toHaveCount(0);
  });

  await test.step("as of today it is the latest; before it was published there is none", async () => {
    await page.goto(`${path}?date=${new Date().toISOString().slice(0, 10)}`);
    await expect(page.getByText("Wash at 40 degrees")).toBeVisible();
    await page.goto(`${path}?date=2001-01-01`);
    await expect(page.getByRole("heading", { name: "There was no passport yet" })).toBeVisible();
    await page.goto(`${path}?date=yesterday`);
    await expect(page.getByRole("heading", { name: "This is not a version or a date" })).toBeVisible();
  });

  await test.step("two versions side by side", async () => {
    await page.goto(`/passports/${id}/versions`);
    await lookAt(browser, page);
    await page.getByRole("button", { name: "Compare" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Version 1 beside version 2");
    await expect(page.getByRole("insertion").first()).toBeVisible();
    await lookAt(browser, page);
  });

  await test.step("recall it: its page says so at once", async () => {
    await page.goto(`/passports/${id}/state`);
    await lookAt(browser, page);
    await page.getByRole("button", { name: "Recall the product" }).click();
    await expect(page.getByRole("alert")).toContainText("Say in at least one language");
    await page.getByLabel("Recalled since").fill("2026-01-15");
    await page.getByLabel("Why, and what to do (en-US)").fill("Stop wearing it: the zip may break.");
    await page.getByLabel("Where to read more").fill("https://brand.example/recall");
    await page.getByRole("button", { name: "Recall the product" }).click();
    await expect(page.getByRole("status")).toContainText("The product is recalled.");
    for (const query of ["", "?version=1", "?history"]) {
      const reader = await scan(browser, `${path}${query}`);
      await expect(reader.getByRole("alert")).toContainText("Stop wearing it: the zip may break.");
      await lookAt(browser, reader);
      await reader.context().close();
    }
  });

  await test.step("lift the recall and end the passport; take the end back", async () => {
    await page.goto(`/passports/${id}/state`);
    const lift = page.locator("form").filter({ hasText: "The notice goes from the page at once" });
    await lift.getByLabel("Reason").fill("All were repaired");
    await lift.getByRole("button", { name: "Lift the recall" }).click();
    await page.getByLabel("Recycled").check();
    await page.getByRole("button", { name: "End the passport" }).click();
    await expect(page.getByRole("status")).toContainText("The passport has ended.");
    const reader = await scan(browser, path);
    await expect(reader.getByRole("note")).toContainText("This product has been recycled.");
    await expect(reader.getByRole("alert")).toHaveCount(0);
    await lookAt(browser, reader);
    await reader.context().close();
    await page.goto(`/passports/${id}/state`);
    const back = page.locator("form").filter({ hasText: "If it was said by mistake" });
    await back.getByLabel("Reason").fill("The wrong one");
    await back.getByRole("button", { name: "Take the end back" }).click();
    await expect(page.getByRole("status")).toContainText("The end is taken back.");
  });
});
