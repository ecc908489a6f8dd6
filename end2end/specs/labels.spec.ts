import { demo, expectAccessible, expectNoSidewaysScrolling, signIn } from "../support/people.js";
import { expect, test } from "../support/test.js";

test.use({ expectedComplaints: [/status of 422/] });

test("labels are measured while they are designed, made while one waits, and downloaded", async ({ page }) => {
  await signIn(page, demo.email, demo.password);
  await page.goto("/admin");
  await page.getByRole("link", { name: "Labels", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Labels", level: 1 })).toBeVisible();
  const proof = page.locator("#preflight");
  await expect(proof).toContainText("Choose a template");
  await page.getByLabel("Template", { exact: true }).selectOption({ index: 1 });
  await expect(proof).toContainText("Yes. Measured on");
  await expect(proof.getByRole("img")).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);

  // What would not scan is told at once, with the remedy.
  await page.getByLabel("Width of the code, in mm").fill("7");
  await expect(proof).toContainText("Too small to scan");
  await expect(proof.getByRole("img")).toHaveCount(0);
  await page.getByRole("button", { name: "Make the labels" }).click();
  await expect(page.getByRole("alert")).toContainText("Too small to scan");
  await expect(page.getByLabel("Width of the code, in mm")).toHaveValue("7");

  await page.getByLabel("Width of the code, in mm").fill("");
  await page.getByLabel("Kind of code").selectOption("data_matrix");
  await expect(page.locator("#preflight")).toContainText("Data Matrix");
  await page.getByRole("button", { name: "Make the labels" }).click();
  await expect(page).toHaveURL(/\/exports\//);
  await expect(page.getByText("Ready", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: /^Download labels-/ }).click();
  const download = await waiting;
  expect(download.suggestedFilename()).toMatch(/^labels-.*\.pdf$/);
  await page.getByRole("link", { name: "Back to labels" }).click();
  await expect(page.getByRole("table", { name: "Files" })).toContainText("Ready");
});

test("labels can be ordered without scripts", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: demo.base_url, javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, demo.email, demo.password);
  await page.goto("/labels");
  await page.getByLabel("Template", { exact: true }).selectOption({ index: 1 });
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.locator("#preflight")).toContainText("Yes. Measured on");
  await page.getByRole("button", { name: "Make the labels" }).click();
  await expect(page).toHaveURL(/\/exports\//);
  await context.close();
});
