import type { CDPSession, Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScrolling, newEmail, PASSWORD, signUp } from "../support/people.js";
import { expect, test } from "../support/test.js";

test.use({ expectedComplaints: [/status of 4(22)/] });

/** Chromium's virtual authenticator: a phone that has verified its owner. */
class Device {
  private constructor(
    private readonly cdp: CDPSession,
    readonly authenticatorId: string,
  ) {}

  static async on(page: Page): Promise<Device> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable", { enableUI: false });
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new Device(cdp, authenticatorId);
  }

  /** Whether its owner touches it. One that is left alone answers nothing. */
  async touched(enabled: boolean): Promise<void> {
    await this.cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId: this.authenticatorId, enabled });
  }

  async verifies(isUserVerified: boolean): Promise<void> {
    await this.cdp.send("WebAuthn.setUserVerified", { authenticatorId: this.authenticatorId, isUserVerified });
  }

  async lies(bits: { isBogusSignature?: boolean; isBadUV?: boolean; isBadUP?: boolean }): Promise<void> {
    await this.cdp.send("WebAuthn.setResponseOverrideBits", { authenticatorId: this.authenticatorId, ...bits });
  }

  async credentials() {
    return (await this.cdp.send("WebAuthn.getCredentials", { authenticatorId: this.authenticatorId })).credentials;
  }

  /** Turns its only counter back, as a copy of the device would have it. */
  async rollBack(): Promise<void> {
    const [credential] = await this.credentials();
    const { authenticatorId } = this;
    await this.cdp.send("WebAuthn.removeCredential", { authenticatorId, credentialId: credential.credentialId });
    await this.cdp.send("WebAuthn.addCredential", { authenticatorId, credential: { ...credential, signCount: 1 } });
  }
}

/** Somebody who has just signed up and added a passkey; the device is left alone. */
async function withPasskey(page: Page): Promise<Device> {
  await signUp(page, newEmail(), "Passkeys");
  const device = await Device.on(page);
  await addPasskey(page);
  await device.touched(false);
  return device;
}

async function addPasskey(page: Page, name?: string): Promise<void> {
  await page.goto("/account/security");
  await page.getByRole("link", { name: "Add a passkey" }).click();
  if (name) await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create the passkey" }).click();
  await expect(page.getByRole("heading", { name: "Your backup codes" })).toBeVisible();
  await expect(page.getByRole("status")).toContainText("The passkey is added");
  await page.getByRole("link", { name: "I have kept them" }).click();
  await expect(page).toHaveURL(/\/account\/security$/);
}

async function signOut(page: Page): Promise<void> {
  await page.goto("/account/security");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

/** Presses the button for passkeys, with the device in the hand. */
async function signIn(page: Page, device: Device): Promise<void> {
  await page.goto("/sign-in");
  await device.touched(true);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
}

/** A virtual device takes every offer of the field for the address; a person chooses. */
async function withoutAutofill(page: Page): Promise<void> {
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
}

test.beforeEach(async ({ page }, { title }) => {
  if (!title.startsWith("the field for the address")) await withoutAutofill(page);
});

test("somebody adds a passkey, names it, signs in with nothing else, and removes it", async ({ page }) => {
  const email = newEmail();
  await signUp(page, email, "Passkeys");
  const device = await Device.on(page);
  await page.goto("/account/security/passkeys");
  await expect(page.getByLabel("Name")).not.toHaveValue("");
  await expectAccessible(page);
  await page.getByLabel("Name").fill(" ");
  await page.getByRole("button", { name: "Create the passkey" }).click();
  await expect(page.getByRole("status")).toContainText("Give the passkey a name");
  expect(await device.credentials(), "nothing is left on the device").toHaveLength(0);
  await addPasskey(page, "My phone");
  expect(await device.credentials()).toHaveLength(1);
  await device.touched(false);

  await signOut(page);
  await expectAccessible(page);
  await signIn(page, device);
  await expect(page).toHaveURL(/\/admin$/);
  await page.goto("/account/security");
  await expectAccessible(page);
  await expectNoSidewaysScrolling(page);
  await page.getByRole("link", { name: "Rename My phone" }).click();
  await page.getByLabel("Name").fill("My old phone");
  await page.getByRole("button", { name: "Rename it" }).click();
  await expect(page.getByRole("main")).toContainText("My old phone");

  await page.getByRole("link", { name: "Remove My old phone" }).click();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Remove it" }).click();
  await expect(page.getByRole("status")).toContainText("The passkey is removed");
  await signOut(page);
  await signIn(page, device);
  await expect(page.getByRole("alert")).toContainText("not known here");
});

test("the field for the address offers the passkey", async ({ page }) => {
  const device = await withPasskey(page);
  await signOut(page);
  await page.goto("/sign-in");
  await expect(page.getByLabel("E-mail")).toHaveAttribute("autocomplete", "username webauthn");
  await device.touched(true);
  await page.goto("/sign-in");
  await expect(page).toHaveURL(/\/admin$/);
});

test("a passkey is the second step after the password, and confirms who somebody is", async ({ page }) => {
  const email = newEmail();
  await signUp(page, email, "Passkeys");
  const device = await Device.on(page);
  await addPasskey(page);
  await device.touched(false);
  await signOut(page);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in\/second-factor/);
  await expectAccessible(page);
  await device.touched(true);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page).toHaveURL(/\/admin$/);

  await page.goto("/account/confirm?next=/account/security/passkeys");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Confirm with a passkey" }).click();
  await expect(page).toHaveURL(/\/account\/security\/passkeys/);
});

test("one device makes one passkey for an account", async ({ page }) => {
  const device = await withPasskey(page);
  await device.touched(true);
  await page.goto("/account/security/passkeys");
  await page.getByRole("button", { name: "Create the passkey" }).click();
  await expect(page.getByRole("status").last()).toContainText("has a passkey for your account already");
});

test("a bogus signature is refused", async ({ page }) => {
  const device = await withPasskey(page);
  await signOut(page);
  await device.lies({ isBogusSignature: true });
  await signIn(page, device);
  await expect(page.getByRole("alert")).toContainText("was not accepted");
  await device.touched(false);
  await device.lies({ isBogusSignature: false });
  await signIn(page, device);
  await expect(page).toHaveURL(/\/admin$/);
});

test("a device that has not verified its owner does not sign in", async ({ page }) => {
  const device = await withPasskey(page);
  await signOut(page);
  await device.lies({ isBadUV: true });
  await signIn(page, device);
  await expect(page.getByRole("alert")).toContainText("was not accepted");
  // An honest device says so itself.
  await device.touched(false);
  await device.lies({ isBadUV: false });
  await device.verifies(false);
  await signIn(page, device);
  await expect(page.getByRole("status").first()).toContainText("Nothing was done");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a counter that goes backwards suspends the passkey", async ({ page }) => {
  const email = newEmail();
  await signUp(page, email, "Passkeys");
  const device = await Device.on(page);
  await addPasskey(page);
  await device.touched(false);
  for (let times = 0; times < 2; times++) {
    await signOut(page);
    await signIn(page, device);
    await expect(page).toHaveURL(/\/admin$/);
    await device.touched(false);
  }
  await signOut(page);
  await device.rollBack();
  await signIn(page, device);
  await expect(page.getByRole("alert")).toContainText("may have been copied");
  await device.touched(false);
  await signIn(page, device);
  await expect(page.getByRole("alert")).toContainText("no longer signs in");
  await device.touched(false);

  // It no longer counts as a factor either: the password is what is left, and the page says what happened.
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(/\/admin$/);
  await page.goto("/account/security");
  await expect(page.getByRole("main")).toContainText("Suspended: it may have been copied");
});

test("an answer counts once", async ({ page }) => {
  const device = await withPasskey(page);
  await signOut(page);
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/sign-in/passkey"));
  await signIn(page, device);
  const body = (await sent).postData() ?? "";
  expect(body).toContain("credential=");
  await expect(page).toHaveURL(/\/admin$/);
  await page.context().clearCookies();
  const again = await page.request.post("/sign-in/passkey", {
    data: body,
    headers: { "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin" },
  });
  expect(again.status()).toBe(422);
  expect(await again.text()).toContain("was answered already");
  expect(again.headers()["set-cookie"]).toBeUndefined();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the page says that passkeys need it, and the password signs in", async ({ page }) => {
    await page.goto("/sign-in");
    await expect(page.getByRole("button", { name: "Sign in with a passkey" })).toBeDisabled();
    await expect(page.locator("noscript p")).toBeVisible();
    await expect(page.locator("noscript p")).toContainText("Passkeys need JavaScript", { useInnerText: true });
  });
});
