import AxeBuilder from "@axe-core/playwright";
import { expect, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "@playwright/test";

/** What `tessera demo` wrote of itself. */
export const demo: {
  base_url: string;
  email: string;
  password: string;
  passport_url: string;
  akeneo_url: string;
  outbox_url: string;
} = JSON.parse(process.env.TESSERA_E2E_DEMO ?? "{}");

/** The look-alike's credentials, as its front page shows them. */
export const akeneo = {
  clientId: "1_tessera_demo_client",
  secret: "tessera_demo_secret",
  username: "tessera_4711",
  password: "demo_password",
};

export const PASSWORD = "copper lantern walks quietly north";

let visitors = 0;

/** A browser of somebody new: with no cookie, and from a network address of their own. */
export async function newVisitor(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  visitors += 1;
  const address = `198.51.${(process.pid + visitors * 7) % 250}.${(process.pid * 3 + visitors) % 250}`;
  return browser.newContext({
    baseURL: demo.base_url,
    ...options,
    extraHTTPHeaders: { "X-Forwarded-For": address, ...options.extraHTTPHeaders },
  });
}

/** Signs somebody up by the forms and the mailed link, and signs them in. */
export async function signUp(page: Page, email: string, brand: string): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Brand name").fill(brand);
  await page.locator("form button[type=submit]").click();
  await expect(page).toHaveURL(/\/sign-up\/sent$/);
  await page.goto(await mailedLink(page, email, /\/verify-email\?token=/));
  await page.locator("form button[type=submit]").click();
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, email, PASSWORD);
}

/** Signs somebody in by the form. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.locator("form button[type=submit]").click();
  await expect(page).toHaveURL(/\/admin/);
}

/** The link of the latest mail to somebody, read from the local outbox as a developer would. */
export async function mailedLink(page: Page, email: string, link: RegExp): Promise<string> {
  const outbox = await page.context().newPage();
  let href: string | null = null;
  await expect
    .poll(async () => {
      await outbox.goto("/dev/outbox");
      const mail = outbox.locator("article", { hasText: email }).first();
      const links = await mail.locator("a").evaluateAll((found) => found.map((a) => (a as HTMLAnchorElement).href));
      href = links.find((one) => link.test(one)) ?? null;
      return href;
    })
    .not.toBeNull();
  await outbox.close();
  return href ?? "";
}

/** Fails where axe finds a violation of WCAG 2.2 A or AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const told = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join("\n    ")}`);
  expect(told, page.url()).toEqual([]);
}

/** Waits until the dashboard is interactive. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset.hydrated === "true" || document.body.dataset.hydrated === "true");
}
