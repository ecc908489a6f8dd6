import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScrolling, newEmail, PASSWORD, signUp } from "../support/people.js";
import { expect, test } from "../support/test.js";

test.use({ expectedComplaints: [/status of 4(22)/] });

/** The bytes of a key in base32. */
function bytes(key: string): Buffer {
  const bits = [...key.replace(/\s/g, "")]
    .map((char) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(char).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The code of a time step (RFC 6238). `ahead` are steps from now: a code works once, the next one is accepted already. */
function codeOf(key: string, ahead = 0): string {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac("sha1", bytes(key)).update(step).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Signs in with the password, and is asked for the second factor. */
async function half(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in\/second-factor/);
}

async function show(page: Page, code: string): Promise<void> {
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Go on" }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.goto("/account/security");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("somebody sets up an app, signs in with it and with a backup code, and removes it", async ({ page }) => {
      const email = newEmail();
      await signUp(page, email, "Two factors");
      await page.goto("/account/security");
      await page.getByRole("link", { name: "Set up an authenticator app" }).click();
      await expect(page.locator(".qr svg")).toBeVisible();
      await page.getByText("I cannot scan it").click();
      const key = (await page.locator("details .code").textContent()) ?? "";
      expect(bytes(key)).toHaveLength(20);
      const field = page.getByLabel("Code");
      await expect(field).toHaveAttribute("autocomplete", "one-time-code");
      await expect(field).toHaveAttribute("inputmode", "numeric");
      if (javaScriptEnabled) await expectAccessible(page);

      await field.fill("000 000");
      await page.getByRole("button", { name: "Turn it on" }).click();
      await expect(page.getByLabel("Code")).toHaveAccessibleDescription(/does not match/);
      const code = codeOf(key);
      await page.getByLabel("Code").fill(`${code.slice(0, 3)} ${code.slice(3)}`);
      await page.getByRole("button", { name: "Turn it on" }).click();
      await expect(page.getByRole("heading", { name: "Your backup codes" })).toBeVisible();
      const codes = await page.locator(".codes .code").allTextContents();
      expect(new Set(codes).size).toBe(10);
      const download = page.waitForEvent("download");
      await page.getByRole("button", { name: "Download as a file" }).click();
      expect((await download).suggestedFilename()).toBe("tessera-backup-codes.txt");
      await page.getByRole("link", { name: "I have kept them" }).click();
      await expect(page.getByRole("main")).toContainText("10 of 10 are left");

      await signOut(page);
      await half(page, email);
      await page.goto("/admin");
      await expect(page).toHaveURL(/\/sign-in\/second-factor\?next=%2Fadmin/);
      if (javaScriptEnabled) await expectAccessible(page);
      await show(page, code);
      await expect(page.getByRole("alert")).toContainText("used already");
      await show(page, codeOf(key, 1));
      await expect(page).toHaveURL(/\/admin$/);

      await signOut(page);
      await half(page, email);
      await show(page, codes[0].toLowerCase());
      await expect(page).toHaveURL(/\/admin$/);
      await page.goto("/account/security");
      await expect(page.getByRole("main")).toContainText("9 of 10 are left");

      await page.getByRole("link", { name: "Remove the authenticator app" }).click();
      if (javaScriptEnabled) await expectAccessible(page);
      await page.getByRole("button", { name: "Remove it" }).click();
      await expect(page.getByRole("status")).toContainText("The authenticator app is removed");
    });
  });
}

test("the pages of second factors fit a narrow and a wide window", async ({ page }) => {
  await signUp(page, newEmail(), "Pictures");
  await page.goto("/account/security/authenticator");
  const key = (await page.locator("details .code").textContent()) ?? "";
  const look = async (name: string) => {
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      await expectNoSidewaysScrolling(page);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        if (process.env.PICTURES) {
          await page.screenshot({ path: `${process.env.PICTURES}/${name}-${width}-${colorScheme}.png`, fullPage: true });
        }
      }
    }
  };
  await look("set-up");
  await page.getByLabel("Code").fill(codeOf(key));
  await page.getByRole("button", { name: "Turn it on" }).click();
  await expect(page.getByRole("heading", { name: "Your backup codes" })).toBeVisible();
  await look("codes");
  for (const [name, path] of Object.entries({
    security: "/account/security",
    remove: "/account/security/authenticator/remove",
    "new-codes": "/account/security/backup-codes",
    confirm: "/account/confirm",
    team: "/team/security",
  })) {
    await page.goto(path);
    await look(name);
  }
});
