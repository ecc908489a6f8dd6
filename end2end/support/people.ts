import { AxeBuilder } from "@axe-core/playwright";
import { randomBytes } from "node:crypto";
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

/** An address that no other browser of this run has: the range is set aside for tests of networks. */
export function ownAddress(): string {
  visitors += 1;
  const worker = Number(process.env.TEST_WORKER_INDEX ?? 0);
  return `198.18.${worker % 250}.${visitors % 250}`;
}

/** An e-mail address that nobody has used. */
export function newEmail(): string {
  return `${randomBytes(6).toString("hex")}@brand.example`;
}

/** A browser of somebody new: with no cookie, and from a network address of their own. */
export async function newVisitor(browser: Browser, options: BrowserContextOptions = {}): Promise<BrowserContext> {
  const address = ownAddress();
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
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.locator("form button[type=submit]").click();
  await expect(page).toHaveURL(/\/admin/);
}

/** Signs somebody in by the form. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
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

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Rules whose outcome depends on colours. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** Fails where axe finds a violation of WCAG 2.2 A or AA, in light or in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" });
  await expectNoViolations(page, axe(page).withTags(RULES), "light");
  await page.emulateMedia({ colorScheme: "dark" });
  await expectNoViolations(page, axe(page).withRules(COLOURS), "dark");
}

/**
 * Legacy mode runs in the page itself instead of a second one, which is faster. The frame of the editor's preview is left
 * out: it loads anew while axe waits for its answer, and the page it shows is checked at its own address.
 */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).options({ iframes: false }).setLegacyMode(true);
}

async function expectNoViolations(page: Page, builder: AxeBuilder, colours: string): Promise<void> {
  const { violations } = await builder.analyze();
  const told = violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.html}\n      ${n.failureSummary}`).join("\n    ")}`);
  expect(told, `${page.url()} in ${colours} colours`).toEqual([]);
}

/** Waits until the dashboard is interactive. */
export async function hydrated(page: Page): Promise<void> {
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", "true");
}

/** Opens a page of the dashboard and waits until it is interactive and its data is there. */
export async function openAlive(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await hydrated(page);
  await expect(page.locator(".skeleton")).toHaveCount(0);
}

/** Fills in the form of a connection. */
export async function fillConnection(page: Page, url: string, secret = akeneo.secret): Promise<void> {
  await page.getByLabel("Address of the PIM").fill(url);
  await page.getByLabel("Client ID").fill(akeneo.clientId);
  await page.getByLabel("Secret").fill(secret);
  await page.getByLabel("User name").fill(akeneo.username);
  await page.getByLabel("Password").fill(akeneo.password);
}

/** Connects a brand to a PIM by the form. */
export async function connect(page: Page, url: string): Promise<void> {
  await openAlive(page, "/admin/connections/new");
  await fillConnection(page, url);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/admin\/connections\/(?!new)/);
}

/** Makes a template for a family, with a section for each group of attributes. */
export async function makeTemplate(page: Page, family: string, name: string): Promise<void> {
  await openAlive(page, "/admin/templates/new");
  await page.getByLabel("Family of products").selectOption(family);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Create template" }).click();
  await expect(page).toHaveURL(/\/admin\/templates\/(?!new)/);
}

/** No part of the page is reached only by scrolling sideways, once all of it has arrived. */
export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  await page.waitForLoadState("load");
  await expect(async () => {
    const { excess, who } = await page.evaluate(() => ({
      excess: document.documentElement.scrollWidth - window.innerWidth,
      who: [...document.querySelectorAll("body *")]
        .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
        .filter((element) => !element.parentElement?.closest(".rail, .table-box"))
        .map((element) => `${element.tagName}.${element.className}`)
        .slice(0, 10)
        .join(", "),
    }));
    expect(excess, `${page.url()} is wider than the window by so many pixels; beyond its edge: ${who}`).toBeLessThanOrEqual(0);
  }).toPass({ timeout: 5_000 });
}
