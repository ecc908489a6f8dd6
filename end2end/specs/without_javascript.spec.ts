import { demo, mailedLink, newEmail, PASSWORD, signIn, signUp } from "../support/people.js";
import { expect, test } from "../support/test.js";

test.use({ javaScriptEnabled: false, expectedComplaints: [/status of 4(04|22)/] });

test("somebody signs up, confirms the address and signs in", async ({ page }) => {
  const email = newEmail();
  await signUp(page, email, "Brand without script");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await expect(page.getByRole("heading", { name: "The first passport of Brand without script" })).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await expect(page.getByText("You are signed out.")).toBeVisible();
  await page.goto("/admin");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("mistakes stand at their fields and what was typed stays", async ({ page }) => {
  await page.goto("/sign-up");
  await page.getByLabel("Brand name").fill("Typed & kept");
  await page.getByLabel("E-mail").fill("not an address");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Create account" }).click();

  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.getByRole("alert");
  await expect(summary.getByRole("link")).toHaveCount(2);
  await expect(summary).toContainText("Use at least 15 characters.");
  await expect(page.getByLabel("Brand name")).toHaveValue("Typed & kept");
  await expect(page.getByLabel("E-mail")).toHaveValue("not an address");
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
  await expect(page.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Password", { exact: true })).toHaveAccessibleDescription(/Use at least 15 characters/);

  await summary.getByRole("link").first().click();
  await expect(page).toHaveURL(/#(email|password)$/);

  const email = newEmail();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/\/sign-up\/sent$/);
  expect(await mailedLink(page, email, /\/verify-email\?token=/)).toContain("/verify-email?token=");
});

test("a wrong password is told without saying which part was wrong", async ({ page }) => {
  const words = [];
  for (const email of [demo.email, newEmail()]) {
    await page.goto("/sign-in");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill("not the password at all");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    words.push(await page.getByRole("alert").innerText());
    await expect(page.getByLabel("E-mail")).toHaveValue(email);
  }
  expect(words[0]).toContain("That did not work.");
  expect(words[1]).toBe(words[0]);
});

test("a forgotten password is replaced by the mailed link", async ({ page }) => {
  const email = newEmail();
  await signUp(page, email, "Forgetful");
  await page.context().clearCookies();

  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page).toHaveURL(/\/forgot-password\/sent$/);

  await page.goto(await mailedLink(page, email, /\/reset-password\?token=/));
  await page.getByLabel("New password").fill("passwordpassword");
  await page.getByRole("button", { name: "Save the new password" }).click();
  await expect(page.getByRole("alert")).toContainText("easy to guess");
  const fresh = "seven quiet herons over Lübeck";
  await page.getByLabel("New password").fill(fresh);
  await page.getByRole("button", { name: "Save the new password" }).click();
  await expect(page.getByText("Your new password is set.")).toBeVisible();
  await signIn(page, email, fresh);
});

test("a passport page says everything", async ({ page }) => {
  await page.goto(demo.passport_url);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const stamp = page.locator("aside.stamp");
  await stamp.getByText("Verify this passport").click();
  await expect(stamp.getByText("SHA-256")).toBeVisible();
  await page.getByRole("navigation", { name: "Language" }).getByRole("link", { name: "Deutsch" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", /^de/);
  await expect(page.getByText("Digitaler Produktpass")).toBeVisible();
});

test("the dashboard can be read", async ({ demoPage: page }) => {
  await page.goto("/admin");
  await expect(page.getByRole("heading", { name: "Where you stand" })).toBeVisible();
  const nav = page.getByRole("navigation", { name: "Dashboard" });

  await nav.getByRole("link", { name: "Products" }).click();
  await expect(page.getByRole("table", { name: "Products" }).getByRole("row")).not.toHaveCount(1);
  await page.getByRole("searchbox").fill("Kestrel");
  await page.getByRole("searchbox").press("Enter");
  await expect(page).toHaveURL(/q=Kestrel/);
  await expect(page.getByRole("rowheader").first()).toContainText("Kestrel");

  await nav.getByRole("link", { name: "Passports" }).click();
  await page.getByRole("table").getByRole("rowheader").first().getByRole("link").click();
  await expect(page.getByRole("heading", { name: "QR code" })).toBeVisible();
  await expect(page.getByRole("table", { name: "Versions, latest first" })).toBeVisible();

  await nav.getByRole("link", { name: "Templates" }).click();
  await page.getByRole("link", { name: "Headphones", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Headphones", level: 1 })).toBeVisible();

  await nav.getByRole("link", { name: "Connections" }).click();
  await page.getByRole("link", { name: "Akeneo (simulated)" }).click();
  await expect(page.getByText("Working")).toBeVisible();

  await nav.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("main").getByText(demo.email).first()).toBeVisible();
});
