import type { Browser, Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScrolling, newVisitor } from "../support/people.js";
import { field, openShop, publish, type Product } from "../support/shop.js";
import type { Sim } from "../support/sim.js";
import { expect, test } from "../support/test.js";

// These pages need no script, so none runs here.
test.use({ javaScriptEnabled: false, expectedComplaints: [/status of 4(04|09)/] });

/** A brand with three jackets published; their GTINs are removed, because other brands of this site publish them, too. */
async function openThree(page: Page, sim: Sim): Promise<Product[]> {
  const fields = [field("care_instructions"), field("brand")];
  const { template, products } = await openShop(page, sim, { en_US: "Facts" }, fields);
  await publish(page, template, products.slice(0, 3));
  return products.slice(0, 3);
}

/** Loads the list until it shows something: the check runs in the background. */
async function untilListed(page: Page, text: string | RegExp): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.goto("/drift");
        return page.getByRole("main").innerText();
      },
      { timeout: 60_000 },
    )
    .toMatch(text);
}

/** Looks at the page as it is, in a browser that runs scripts: axe is one. */
async function lookAt(browser: Browser, page: Page): Promise<void> {
  for (const width of [320, 390, 1280]) {
    const state = await page.context().storageState();
    const viewport = { width, height: 844 };
    const context = await newVisitor(browser, { storageState: state, viewport, javaScriptEnabled: true });
    const look = await context.newPage();
    await look.goto(page.url());
    await expectNoSidewaysScrolling(look);
    if (width !== 320) await expectAccessible(look);
    await context.close();
  }
}

test("a change in the PIM is noticed, compared and published again", async ({ page, browser, sim }) => {
  test.slow();
  const products = await openThree(page, sim);
  const [first, second] = products;
  if (!first || !second) throw new Error("There are no jackets.");

  await test.step("nothing differs at first", async () => {
    await untilListed(page, /No drift/);
    await expect(page.getByRole("link", { name: "Drift", exact: true })).toHaveAttribute("aria-current", "page");
    await lookAt(browser, page);
  });

  await test.step("two values change; somebody has it checked at once", async () => {
    await sim.set(first.identifier, "care_instructions", "en_US", "Wash at 40 degrees. Do not iron.");
    await sim.set(second.identifier, "care_instructions", "en_US", "Wipe with a cloth.");
    await page.getByRole("button", { name: "Check all passports now" }).click();
    await expect(page.getByRole("status")).toContainText("The check has begun.");
    await untilListed(page, new RegExp(`${first.identifier}[^]*${second.identifier}|${second.identifier}[^]*${first.identifier}`));
    await expect(page.getByRole("row")).toHaveCount(3);
    await lookAt(browser, page);
  });

  await test.step("the filters stand in the address", async () => {
    await page.getByLabel("Name, identifier or GTIN").fill(first.identifier);
    await page.getByLabel("Order").selectOption({ label: "Most differences first" });
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page).toHaveURL(/search=.+&template=&order=fields/);
    await expect(page.getByRole("row")).toHaveCount(2);
    await page.getByRole("link", { name: "Clear the filters" }).click();
    await expect(page.getByRole("row")).toHaveCount(3);
  });

  await test.step("old and new stand side by side", async () => {
    await page.getByRole("row").filter({ hasText: first.identifier }).getByRole("link").click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Drift of");
    const row = page.getByRole("row").filter({ hasText: "care_instructions" }).filter({ hasText: "en_US" });
    await expect(row).toContainText("en_US");
    await expect(row.getByRole("insertion").first()).toBeVisible();
    await expect(row.getByRole("deletion").first()).toBeVisible();
    await lookAt(browser, page);
  });

  await test.step("with the keyboard, tick one and publish it again", async () => {
    await page.goto("/drift");
    await page.getByRole("button", { name: "Publish the ticked ones again" }).click();
    await expect(page.getByRole("alert")).toContainText("Choose at least one passport");
    await page.getByRole("row").filter({ hasText: first.identifier }).getByRole("checkbox").focus();
    await page.keyboard.press("Space");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/admin\/jobs\//);
    await expect.poll(async () => (await page.goto("/drift")) && page.getByRole("row").count()).toBe(2);
  });

  await test.step("publish the rest again; no drift is left", async () => {
    await page.getByRole("button", { name: "Publish all 1 again" }).click();
    await expect(page).toHaveURL(/\/admin\/jobs\//);
    await untilListed(page, /No drift/);
  });
});

test("a PIM that is down is told on the list and on the passport", async ({ page, browser, sim }) => {
  test.slow();
  const products = await openThree(page, sim);
  await untilListed(page, /No drift/);
  await sim.break({ forbidden: ["products"] });
  try {
    await page.getByRole("button", { name: "Check all passports now" }).click();
    await untilListed(page, /The last look failed: Akeneo does not allow this connection to read products/);
    await lookAt(browser, page);
  } finally {
    await sim.break({});
  }
  expect(products).toHaveLength(3);
  await page.goto("/drift/00000000-0000-7000-8000-000000000000");
  await expect(page.getByRole("heading", { name: "Not found" })).toBeVisible();
});
