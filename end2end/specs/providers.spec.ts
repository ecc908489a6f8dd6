import type { Browser, Page } from "@playwright/test";
import { expectAccessible, newEmail, newVisitor, signUp } from "../support/people.js";
import { TENANT, tell, type Addresses, type Script } from "../support/providers.js";
import { expect, test } from "../support/test.js";

const providers: Addresses = JSON.parse(process.env.TESSERA_E2E_PROVIDERS ?? "{}");
const OTHER_TENANT = "11111111-2222-4333-8444-555555555555";
const VERIFIED_NOT = "could not be verified";
const BEGIN_AGAIN = "Please start again";

// One of the providers says what it was last told.
test.describe.configure({ mode: "default" });
// The form of the certified provider wants a font from the internet.
test.use({ javaScriptEnabled: false, expectedComplaints: [/status of 4(03|04|09|22)|favicon|\/interaction\/.*Failed to load resource/] });
test.beforeEach(() => tell(providers, {}));

/** Fills the form of the certified provider in. */
async function atTheCertifiedOne(page: Page, name: string): Promise<void> {
  await expect(page).toHaveURL((url) => url.href.startsWith(providers.google));
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("any");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).click();
}

/** Links the account that `subject` has at the provider in Microsoft's place. */
async function linkMicrosoft(page: Page, subject: string): Promise<void> {
  await tell(providers, { claims: { sub: subject } });
  await page.goto("/account/security");
  await page.getByRole("link", { name: "Link Microsoft" }).click();
  await expect(page.getByRole("heading", { name: "Link Microsoft?" })).toBeVisible();
  await page.getByRole("button", { name: "Link Microsoft" }).click();
  await expect(page.getByRole("status")).toContainText("The account is linked.");
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

/** A browser without anything, at the sign-in page. */
async function stranger(browser: Browser): Promise<Page> {
  const page = await (await newVisitor(browser, { javaScriptEnabled: false })).newPage();
  await page.goto("/sign-in");
  return page;
}

/** Leaves for Microsoft and is held there; answers the way back. */
async function wayBack(page: Page, sub: string): Promise<string> {
  await tell(providers, { claims: { sub }, hold: true });
  await page.getByRole("link", { name: "Continue with Microsoft" }).click();
  await expect(page).toHaveURL(/\/held\?/);
  return String(new URL(page.url()).searchParams.get("back"));
}

test("somebody links an account of the certified provider, signs in with it, and unlinks it", async ({ page }) => {
  const name = newEmail().split("@")[0];
  await signUp(page, newEmail(), "Linked by hand");
  await page.goto("/account/security");
  await page.getByRole("link", { name: "Link Google" }).click();
  await atTheCertifiedOne(page, name);
  await expect(page.getByRole("heading", { name: "Link Google?" })).toBeVisible();
  await expect(page.getByRole("main")).toContainText(`${name}@gmail.example`);
  await page.getByRole("button", { name: "Link Google" }).click();
  await expect(page.getByRole("status")).toContainText("The account is linked.");
  await signOut(page);

  await page.getByRole("link", { name: "Continue with Google" }).click();
  await expect(page).toHaveURL(/\/admin$/);

  await page.goto("/account/security");
  await page.getByRole("link", { name: "Unlink Google" }).click();
  await page.getByRole("button", { name: "Unlink Google" }).click();
  await expect(page.getByRole("status")).toContainText("The account is unlinked");
  await expect(page.getByRole("link", { name: "Link Google" })).toBeVisible();
});

test("somebody new opens an account with the certified provider and has no password", async ({ page }) => {
  const name = newEmail().split("@")[0];
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Continue with Google" }).click();
  await atTheCertifiedOne(page, name);
  await expect(page.getByRole("main")).toContainText(`${name}@gmail.example`);
  await page.getByLabel("Brand name").fill("Opened with Google");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/\/admin$/);
  await page.goto("/account/security");
  await expect(page.getByRole("main")).toContainText("This account has no password.");
  await page.goto("/account/security/unlink/google");
  await expect(page.getByRole("main")).toContainText("is the only way to sign in");
});

test("who cancels at the certified provider reads so on the sign-in page", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Continue with Google" }).click();
  await page.getByRole("link", { name: /cancel/i }).click();
  await expect(page.getByRole("alert")).toContainText("You cancelled at Google");
  await expect(page.getByLabel("Password", { exact: true })).toBeVisible();
});

test("Microsoft signs in who has linked it, and nobody by an address alone", async ({ page, browser }) => {
  const email = newEmail();
  await signUp(page, email, "Linked to Microsoft");
  await linkMicrosoft(page, email);

  const ada = await stranger(browser);
  await ada.getByRole("link", { name: "Continue with Microsoft" }).click();
  await expect(ada).toHaveURL(/\/admin$/);

  await tell(providers, { claims: { sub: "mallory", email } });
  const mallory = await stranger(browser);
  await mallory.getByRole("link", { name: "Continue with Microsoft" }).click();
  await expect(mallory.getByRole("heading", { name: "This Microsoft account is not linked" })).toBeVisible();
  await mallory.goto("/admin");
  await expect(mallory).toHaveURL(/\/sign-in/);
});

test("a token that is wrong in one part signs nobody in", async ({ page, browser }) => {
  test.slow();
  const sub = newEmail();
  await signUp(page, sub, "Told lies");
  await linkMicrosoft(page, sub);
  const now = Math.floor(Date.now() / 1000);
  const lies: Record<string, Script> = {
    "wrong nonce": { claims: { nonce: "another" } },
    "no nonce": { claims: { nonce: null } },
    "wrong audience": { claims: { aud: "another" } },
    "a second audience": { claims: { aud: ["tessera", "another"] } },
    "wrong issuer": { claims: { iss: "https://login.microsoftonline.com/common/v2.0" } },
    "swapped tenant": { claims: { tid: OTHER_TENANT } },
    "issuer of another tenant": { claims: { iss: `${providers.microsoft}/${OTHER_TENANT}/v2.0` } },
    "template as the tenant": { claims: { tid: "{tenantid}", iss: `${providers.microsoft}/{tenantid}/v2.0` } },
    expired: { claims: { exp: now - 1 } },
    "issued long ago": { claims: { iat: now - 3600 } },
    "alg none": { unsigned: true },
  };
  for (const [what, lie] of Object.entries(lies)) {
    await test.step(what, async () => {
      await tell(providers, { ...lie, claims: { sub, ...lie.claims } });
      const visitor = await stranger(browser);
      await visitor.getByRole("link", { name: "Continue with Microsoft" }).click();
      await expect(visitor.getByRole("alert")).toContainText(VERIFIED_NOT);
      await visitor.goto("/admin");
      await expect(visitor).toHaveURL(/\/sign-in/);
      await visitor.context().close();
    });
  }
  // The very same without a lie.
  await tell(providers, { claims: { sub, tid: TENANT } });
  const ada = await stranger(browser);
  await ada.getByRole("link", { name: "Continue with Microsoft" }).click();
  await expect(ada).toHaveURL(/\/admin$/);
});

test("a way back works once, in its own browser, and at its own provider", async ({ page, browser }) => {
  const sub = newEmail();
  await signUp(page, sub, "Comes back once");
  await linkMicrosoft(page, sub);

  const ada = await stranger(browser);
  const back = await wayBack(ada, sub);
  expect(back).toContain("/sign-in/microsoft/callback?");

  const mallory = await stranger(browser);
  for (const victim of [mallory, page]) {
    await victim.goto(back);
    await expect(victim.getByRole("alert")).toContainText(BEGIN_AGAIN);
  }
  await ada.goto(back.replace("/microsoft/", "/google/"));
  await expect(ada.getByRole("alert")).toContainText(BEGIN_AGAIN);

  await ada.goto(back);
  await expect(ada).toHaveURL(/\/admin$/);
  await ada.goto(back);
  await expect(ada.getByRole("alert")).toContainText(BEGIN_AGAIN);
});

test.describe("with the tools that need a script", () => {
  test.use({ javaScriptEnabled: true });

  test("the pages are accessible", async ({ page }) => {
    const name = newEmail().split("@")[0];
    await page.goto("/sign-in?next=/account/security");
    await expectAccessible(page);
    await page.getByRole("link", { name: "Continue with Google" }).click();
    await atTheCertifiedOne(page, name);
    await expectAccessible(page);
    await page.getByLabel("Brand name").fill("Accessible");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page).toHaveURL(/\/account\/security$/);
    await expectAccessible(page);
    await page.goto("/account/confirm");
    await expectAccessible(page);

    await tell(providers, { claims: { sub: name } });
    await page.goto("/account/security/link/microsoft");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Link Microsoft" }).click();
    await page.goto("/account/security/unlink/google");
    await expectAccessible(page);
  });
});
