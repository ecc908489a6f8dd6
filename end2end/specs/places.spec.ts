import { expectAccessible, expectNoSidewaysScrolling, newEmail, signUp } from "../support/people.js";
import { expect, test } from "../support/test.js";
import type { Page } from "@playwright/test";

test.use({ expectedComplaints: [/status of 4(04|09|22|29)/] });

async function lookAt(page: Page): Promise<void> {
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 844 });
    await expectNoSidewaysScrolling(page);
    if (width !== 320) await expectAccessible(page);
  }
}

test("a host of one's own: added, its records copied, checked and removed", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signUp(page, newEmail(), "Nordwand");
  await page.goto("/admin/settings");
  await page.getByRole("link", { name: "Your own hosts" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your own hosts" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "No host yet" })).toBeVisible();

  await page.getByRole("textbox", { name: "Host", exact: true }).fill("https://id.nordwand.example");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText("Enter a host name alone");
  await expect(page.getByRole("textbox", { name: "Host", exact: true })).toHaveValue("https://id.nordwand.example");
  await lookAt(page);

  await page.getByRole("textbox", { name: "Host", exact: true }).fill("id.nordwand.example");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status")).toContainText("The host is in the list");
  await expect(page.getByText("Waits for its record")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Name" }).first()).toHaveValue("_tessera-challenge.id.nordwand.example");
  await page.getByRole("button", { name: "Copy" }).nth(1).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^tessera-domain=[\w-]{43}$/);
  await expect(page.getByRole("textbox", { name: "Value" })).toHaveValue(copied);
  await lookAt(page);

  await page.getByRole("button", { name: "Check id.nordwand.example now" }).click();
  await expect(page.getByText(/There is no TXT record|The DNS did not answer/)).toBeVisible();
  await page.getByRole("button", { name: "Remove id.nordwand.example" }).click();
  await expect(page.getByRole("status")).toContainText("The host is removed");
  await expect(page.getByRole("heading", { name: "No host yet" })).toBeVisible();
});

test("the EU registry: what it would object to, told with its source", async ({ demoPage }) => {
  await demoPage.goto("/admin/passports");
  await demoPage.getByRole("link", { name: "EU registry" }).click();
  await expect(demoPage.getByRole("heading", { level: 1, name: "EU registry" })).toBeVisible();
  await lookAt(demoPage);
  await demoPage.getByRole("row").nth(1).getByRole("link").click();
  await expect(demoPage.getByRole("heading", { name: "Check" })).toBeVisible();
  await expect(demoPage.getByText("User Guide for Economic Operators").first()).toBeVisible();
  await lookAt(demoPage);

  await demoPage.getByLabel("Registration identifier").fill("EU-1");
  await demoPage.getByRole("button", { name: "Store the proof" }).click();
  await expect(demoPage.getByRole("alert")).toContainText("Choose the sealed document.");
  await expect(demoPage.getByLabel("Registration identifier")).toHaveValue("EU-1");
  await lookAt(demoPage);
});
