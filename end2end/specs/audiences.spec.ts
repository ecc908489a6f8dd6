import type { Browser, Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScrolling, newVisitor, openAlive } from "../support/people.js";
import { field, onlyPassport, openShop, publish } from "../support/shop.js";
import type { Sim } from "../support/sim.js";
import { expect, test } from "../support/test.js";

test.use({ expectedComplaints: [/status of 4(03|04|22)/] });

/** A brand with a passport whose care instructions are for recyclers alone. */
async function openGuarded(page: Page, sim: Sim): Promise<{ template: string; passport: string }> {
  const fields = [field("brand"), field("care_instructions", ["recycler"])];
  const { template, products } = await openShop(page, sim, { en_US: "Facts" }, fields);
  await publish(page, template, products.slice(0, 1));
  return { template, passport: (await onlyPassport(page)).path };
}

/** Looks at a page of the dashboard on a phone and on a screen. */
async function lookAt(browser: Browser, page: Page): Promise<void> {
  for (const width of [320, 390, 1280]) {
    const storageState = await page.context().storageState();
    const context = await newVisitor(browser, { storageState, viewport: { width, height: 844 } });
    const look = await context.newPage();
    await look.goto(page.url());
    await expectNoSidewaysScrolling(look);
    if (width !== 320) await expectAccessible(look);
    await context.close();
  }
}

test("a grant opens what not everybody may read, until it is revoked", async ({ page, browser, sim }) => {
  test.slow();
  const { passport } = await openGuarded(page, sim);
  const context = await newVisitor(browser, { javaScriptEnabled: false });
  const reader = await context.newPage();
  let secret = "";

  await test.step("everybody reads the rest, and that there is more", async () => {
    await reader.goto(passport);
    await expect(reader.locator("dt").filter({ hasText: "Care" })).toHaveCount(0);
    await expect(reader.getByText("There are further details")).toBeVisible();
  });

  await test.step("the brand gives access", async () => {
    await page.goto("/access");
    await lookAt(browser, page);
    await page.getByRole("button", { name: "Give access" }).click();
    await expect(page.getByRole("alert")).toContainText("Enter the organisation's name");
    await page.getByLabel("Organisation").fill("Re-Cell GmbH");
    await page.getByLabel("Reads as").selectOption("recycler");
    await page.getByLabel("Last day").fill("2028-06-30");
    await page.getByRole("button", { name: "Give access" }).click();
    secret = (await page.locator("#key").innerText()).trim();
    expect(secret).toMatch(/^tg_[\w-]{43}$/);
  });

  await test.step("the link opens the page in every browser", async () => {
    await reader.goto(`${passport}?grant=${secret}`);
    await expect(reader.getByRole("note")).toContainText("as recycler: Re-Cell GmbH");
    await expect(reader.locator("dt").filter({ hasText: "Care" })).toBeVisible();
    await expect(reader.getByText("For: recycler, brand")).toBeVisible();
    await reader.getByRole("link", { name: "Deutsch" }).click();
    await expect(reader.getByRole("note")).toContainText("Recyclingbetrieb");
    expect(await context.cookies()).toEqual([]);
  });

  await test.step("the page with a grant is accessible", async () => {
    const look = await (await newVisitor(browser)).newPage();
    await look.goto(`${passport}?grant=${secret}`);
    await expectAccessible(look);
    await look.context().close();
  });

  await test.step("the brand sees who read it, and takes it back", async () => {
    await page.goto("/access/reads");
    await expect(page.getByRole("row").filter({ hasText: "Re-Cell GmbH" }).first()).toContainText("page");
    await lookAt(browser, page);
    await page.goto("/access");
    await page.getByText("Revoke the access of Re-Cell GmbH").click();
    await page.getByRole("button", { name: "Revoke now" }).click();
    await expect(page.getByRole("status")).toContainText("The access is revoked");
    await reader.goto(`${passport}?grant=${secret}`);
    await expect(reader.getByRole("note")).toContainText("does not work for this passport");
    await expect(reader.locator("dt").filter({ hasText: "Care" })).toHaveCount(0);
  });
  await context.close();
});

test("the matrix says who reads a field, and the preview shows it as they do", async ({ page, sim }) => {
  test.slow();
  const { template } = await openGuarded(page, sim);
  await openAlive(page, `/admin/templates/${template}`);
  await page.getByRole("button", { name: "Readers" }).click();
  const box = (name: string) => page.getByRole("checkbox", { name });
  await expect(box("Care: Recycler")).toBeChecked();
  await expect(box("Care: Repairer")).not.toBeChecked();
  await expect(box("Care: Brand")).toBeDisabled();
  const preview = page.frameLocator("iframe.phone-screen:not(.phone-screen-next)");
  await expect(preview.getByText("Preview. This passport is not published.")).toBeVisible();
  await expect(preview.locator("dt").filter({ hasText: "Care" })).toHaveCount(0);
  await page.getByLabel("View as").selectOption("repairer");
  await expect(preview.locator("dt").filter({ hasText: "Care" })).toHaveCount(0);

  // With the keyboard: the repairer may, too.
  await box("Care: Repairer").focus();
  await page.keyboard.press("Space");
  await expect(preview.locator("dt").filter({ hasText: "Care" })).toBeVisible();

  await box("Facts: Everybody").check();
  await expect(box("Care: Everybody")).toBeChecked();
  await page.getByLabel("View as").selectOption("public");
  await expect(preview.locator("dt").filter({ hasText: "Care" })).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 800 });
  await expectNoSidewaysScrolling(page);
});
