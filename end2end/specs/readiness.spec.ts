import type { Page } from "@playwright/test";
import { connect, demo, expectAccessible, expectNoSidewaysScrolling, makeTemplate, newEmail, signUp } from "../support/people.js";
import { expect, test } from "../support/test.js";

test.use({ expectedComplaints: [/status of 422/] });

/** A brand of its own with a template for batteries; answers the path of its board. */
async function brandWithTemplate(page: Page): Promise<string> {
  await signUp(page, newEmail(), "Kestrel Batteries");
  await connect(page, demo.akeneo_url);
  await makeTemplate(page, "ebike_battery", "E-bike batteries");
  await page.goto("/readiness");
  await page.getByRole("link", { name: "E-bike batteries", exact: true }).click();
  await expect(page.getByRole("heading", { name: "This template follows no profile yet" })).toBeVisible();
  return new URL(page.url()).pathname;
}

async function chooseProfile(page: Page, board: string): Promise<void> {
  await page.goto(`${board}/mapping`);
  await page.getByLabel("Profile and category").selectOption("battery@2026-07 lmt");
  await page.getByLabel("Level of the passports").selectOption("model");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").first()).toContainText("The profile is saved.");
}

/** Reloads until the check that runs in the background has ended. */
async function checkAll(page: Page, board: string): Promise<void> {
  await page.goto(board);
  await page.getByRole("button", { name: "Check all products now" }).click();
  await expect(page.getByRole("status").first()).toContainText("The check has started.");
  await expect
    .poll(
      async () => {
        await page.goto(board);
        return page.getByText("A check is running").count();
      },
      { timeout: 60_000 },
    )
    .toBe(0);
}

test("a brand chooses a profile, maps, checks, enters what the PIM lacks, and publishes", async ({ page }) => {
  test.slow();
  const board = await brandWithTemplate(page);

  await test.step("a profile is chosen and suggestions are taken", async () => {
    await page.goto(`${board}/mapping`);
    await page.getByLabel("Profile and category").selectOption("battery@2026-07 lmt");
    await page.getByLabel("Publish from, in percent").fill("all");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toContainText("Enter a whole number from 0 to 100.");
    await expect(page.getByLabel("Profile and category")).toHaveValue("battery@2026-07 lmt");
    await chooseProfile(page, board);
    await page.getByRole("checkbox", { name: /^Choose .*weight/i }).check();
    await page.getByRole("button", { name: "Take the chosen suggestions" }).click();
    await expect(page.getByRole("status").first()).toContainText("1 suggestion is taken.");
  });

  await test.step("a source is changed and the change is undone", async () => {
    await page.goto(`${board}/mapping/points/weight`);
    await page.getByRole("radio", { name: "The same for all products" }).check();
    await page.getByLabel("Value", { exact: true }).fill("heavy");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expect(page.getByLabel("Value", { exact: true })).toHaveValue("heavy");
    await page.getByLabel("Value", { exact: true }).fill("2.5 kg");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("The same for all products: 2.5 kg")).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByRole("row", { name: /Attribute Weight/ })).toBeVisible();
  });

  await test.step("the board tells what is missing, and a value is entered by hand", async () => {
    await checkAll(page, board);
    await page.getByRole("link", { name: /^Fix / }).first().click();
    await expect(page.getByRole("heading", { name: "What is missing" })).toBeVisible();
    await page.getByRole("link", { name: /^Enter a value/ }).first().click();
    await page.getByRole("textbox").first().fill("Nordlicht AB, Hamburg");
    await page.getByRole("radio", { name: "All products of this family" }).check();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("status").first()).toContainText("The value is saved.");
    await expect(page.getByText("Entered by hand for the family").first()).toBeVisible();
  });

  await test.step("the chosen products are published", async () => {
    await page.goto(board);
    await page.getByRole("checkbox", { name: /^Choose / }).first().check();
    await page.getByRole("button", { name: "Publish the chosen ones" }).click();
    await expect(page).toHaveURL(/\/admin\/jobs\//);
  });
});

for (const width of [390, 1280]) {
  test(`readiness and its editors are accessible and fit into ${width} px`, async ({ page }) => {
    test.slow();
    await page.setViewportSize({ width, height: 900 });
    const board = await brandWithTemplate(page);
    await expectAccessible(page);
    await chooseProfile(page, board);
    await checkAll(page, board);
    const product = await page.getByRole("link", { name: /^Fix / }).first().getAttribute("href");
    const entry = (product ?? "").replace("/product?", "/product/points/manufacturer-name?");
    const points = ["weight", "marking-cadmium-lead", "manufacturer-name"].map((point) => `${board}/mapping/points/${point}`);
    for (const path of ["/readiness", board, `${board}?search=none`, `${board}/mapping?ticked=likely`, ...points, product ?? "", entry]) {
      await page.goto(path);
      await expectNoSidewaysScrolling(page);
      await expectAccessible(page);
      await expect(page.locator(".rail-link[aria-current]")).toBeInViewport();
      await shoot(page, path.replace(board, "/board"), width);
    }
    await page.goto(points[0]);
    await page.getByRole("radio", { name: "An attribute of the PIM" }).check();
    await page.getByLabel("Attribute", { exact: true }).selectOption("");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expectAccessible(page);
  });
}

/** A picture to be looked at, where one is wished for. */
async function shoot(page: Page, path: string, width: number): Promise<void> {
  if (!process.env.SCREENSHOTS) return;
  const file = path.replace(/\?.*/, "").replaceAll("/", "-");
  await page.screenshot({ path: `screenshots/readiness${file}-${width}.png`, fullPage: true });
}
