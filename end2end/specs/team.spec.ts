import type { BrowserContext, Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScrolling, mailedLink, newEmail, newVisitor, PASSWORD, signUp } from "../support/people.js";
import { expect, listen, test } from "../support/test.js";

// Members are managed by plain forms: no script is needed, so none runs here.
test.use({ javaScriptEnabled: false, expectedComplaints: [/status of 4(03|04|09|22)/] });

async function invite(page: Page, email: string, role: string): Promise<void> {
  await page.goto("/team");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("radio", { name: role }).check();
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await expect(page.getByRole("status")).toContainText("The invitation is on its way.");
}

test("an owner invites an editor, who joins in another browser, cannot manage, and is removed", async ({ page, browser, complaints }) => {
  test.slow();
  const [owner, editor] = [newEmail(), newEmail()];
  let other: BrowserContext;
  let guest: Page;

  await test.step("the owner is alone and invites", async () => {
    await signUp(page, owner, "Kestrel Audio");
    await page.goto("/team");
    await expect(page.getByRole("heading", { name: "Team", level: 1 })).toBeVisible();
    await expect(page.getByText("You are the only owner")).toBeVisible();
    await page.getByLabel("E-mail address").fill("nobody");
    await page.getByRole("button", { name: "Send the invitation" }).click();
    await expect(page.getByRole("alert")).toContainText("Enter an e-mail address");
    await invite(page, editor, "Editor");
    const row = page.getByRole("table", { name: "Open invitations" }).getByRole("row", { name: editor });
    await expect(row).toContainText("Editor");
    await row.getByRole("button", { name: /Send again/ }).click();
    await expect(page.getByRole("status")).toContainText("sent again");
  });

  await test.step("the mail leads somebody without an account into the brand", async () => {
    other = await newVisitor(browser, { javaScriptEnabled: false });
    listen(other, complaints);
    guest = await other.newPage();
    await guest.goto(await mailedLink(guest, editor, /\/invitations\?token=/));
    await expect(guest.getByRole("heading", { name: "You are invited", level: 1 })).toBeVisible();
    await expect(guest.getByText("Kestrel Audio")).toBeVisible();
    await guest.getByLabel("Password", { exact: true }).fill("short");
    await guest.getByRole("button", { name: "Create my account and accept" }).click();
    await expect(guest.getByRole("alert")).toContainText("Use at least 15 characters.");
    await guest.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await guest.getByRole("button", { name: "Create my account and accept" }).click();
    await expect(guest).toHaveURL(/\/team\?notice=joined$/);
    await expect(guest.getByRole("row", { name: owner })).toContainText("Owner");
  });

  await test.step("an editor sees the members and manages none", async () => {
    await expect(guest.getByText("Owners and admins invite members")).toBeVisible();
    await expect(guest.getByRole("button", { name: "Send the invitation" })).toHaveCount(0);
    await expect(guest.getByRole("link", { name: /Change role|Remove/ })).toHaveCount(0);
    await expect(guest.getByRole("columnheader", { name: "Second factor" })).toHaveCount(0);
    await guest.goto("/team/transfer");
    await expect(guest.getByRole("heading", { name: "Not for your role" })).toBeVisible();
  });

  await test.step("the owner makes them an admin, which counts at once", async () => {
    await page.goto("/team");
    await page.getByRole("row", { name: editor }).getByRole("link", { name: /Change role/ }).click();
    await page.getByRole("radio", { name: "Admin" }).check();
    await page.getByRole("button", { name: "Change the role" }).click();
    await expect(page.getByRole("status")).toContainText("The role is changed.");
    await guest.goto("/team");
    await expect(guest.getByRole("button", { name: "Send the invitation" })).toBeVisible();
    await expect(guest.getByText("Only an owner changes an owner.")).toBeVisible();
  });

  await test.step("the owner removes them: their session has no brand any more", async () => {
    await page.goto("/team");
    await page.getByRole("row", { name: editor }).getByRole("link", { name: /Remove/ }).click();
    await expect(page.getByText("They lose the brand at once")).toBeVisible();
    await page.getByRole("button", { name: "Remove this member" }).click();
    await expect(page.getByRole("status")).toContainText("The member is removed.");
    await expect(page.getByRole("row", { name: editor })).toHaveCount(0);
    await guest.goto("/team");
    await expect(guest).toHaveURL(/\/account\/brands$/);
    await expect(guest.getByRole("heading", { name: "You do not belong to a brand yet" })).toBeVisible();
    await guest.getByLabel("Brand name").fill("My own");
    await guest.getByRole("button", { name: "Open the brand" }).click();
    await expect(guest).toHaveURL(/\/admin$/);
    await guest.goto("/account/brands");
    await expect(guest.getByRole("row", { name: "My own" })).toContainText("In use");
    await other.close();
  });
});

test("somebody with two brands switches between them and hands one over", async ({ page, browser, complaints }) => {
  test.slow();
  const [owner, heir] = [newEmail(), newEmail()];
  await signUp(page, owner, "First brand");
  await page.goto("/account/brands");
  await page.getByLabel("Brand name").fill("Second brand");
  await page.getByRole("button", { name: "Open the brand" }).click();
  await page.goto("/account/brands");
  await expect(page.getByRole("row", { name: "Second brand" })).toContainText("In use");
  await page.getByRole("button", { name: "Switch to First brand" }).click();
  await page.goto("/team");
  await expect(page.getByRole("link", { name: "First brand" })).toBeVisible();

  const other = await newVisitor(browser, { javaScriptEnabled: false });
  listen(other, complaints);
  const guest = await other.newPage();
  await signUp(guest, heir, "Of the heir");
  await invite(page, heir, "Viewer");
  await guest.goto(await mailedLink(guest, heir, /\/invitations\?token=/));
  await guest.getByRole("button", { name: "Accept the invitation" }).click();
  await expect(guest).toHaveURL(/\/team\?notice=joined$/);

  await page.goto("/team/transfer");
  await page.getByLabel("New owner").selectOption({ label: `${heir} (viewer)` });
  await page.getByLabel("Name of the brand").fill("Wrong brand");
  await page.getByRole("button", { name: "Hand the brand over" }).click();
  await expect(page.getByRole("alert")).toContainText("This is not the name of the brand.");
  await page.getByLabel("Name of the brand").fill("First brand");
  await page.getByRole("button", { name: "Hand the brand over" }).click();
  await expect(page.getByRole("status")).toContainText("The brand has another owner now.");
  await page.getByRole("link", { name: "Leave this brand" }).click();
  await page.getByRole("button", { name: "Leave this brand" }).click();
  await expect(page).toHaveURL(/\/account\/brands\?notice=left$/);
  await expect(page.getByRole("row", { name: "Second brand" })).toContainText("In use");
  await expect(page.getByRole("row", { name: "First brand" })).toHaveCount(0);
  await other.close();
});

test.describe("the pages of members and brands", () => {
  test.use({ javaScriptEnabled: true });

  for (const width of [390, 1280]) {
    test(`are accessible and fit into ${width} px`, async ({ page, context }) => {
      test.slow();
      await page.setViewportSize({ width, height: 900 });
      const [owner, invited] = [newEmail(), `a.rather.long.address.of.somebody.${newEmail()}`];
      await signUp(page, owner, "Kestrel Audio");
      await invite(page, invited, "Admin");
      const link = await mailedLink(page, invited, /\/invitations\?token=/);
      for (const path of ["/team", "/account/brands", "/team/transfer", link]) {
        await page.goto(path);
        await expectNoSidewaysScrolling(page);
        await expectAccessible(page);
        await shoot(page, path, width);
      }
      await context.clearCookies();
      await page.goto(link);
      await expectAccessible(page);
      await shoot(page, "/invitation-new", width);
    });
  }
});

/** A picture to be looked at, where one is wished for. */
async function shoot(page: Page, path: string, width: number): Promise<void> {
  if (!process.env.SCREENSHOTS) return;
  const file = path.replace(/^https?:\/\/[^/]+/, "").replace(/\?.*/, "").replaceAll("/", "-");
  await page.screenshot({ path: `screenshots/team${file}-${width}.png`, fullPage: true });
}
