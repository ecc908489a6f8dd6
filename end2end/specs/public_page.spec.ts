import { createHash } from "node:crypto";
import { demo, newVisitor } from "../support/people.js";
import { expect, test } from "../support/test.js";

for (const width of [390, 1280]) {
  test(`at ${width} px it sets no cookie, runs no script and asks nobody else`, async ({ page, context }) => {
    await page.setViewportSize({ width, height: 844 });
    const asked: string[] = [];
    const set: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("response", async (response) => {
      const headers = await response.allHeaders();
      if (headers["set-cookie"]) set.push(response.url());
    });
    await page.goto(demo.passport_url, { waitUntil: "networkidle" });

    const origin = new URL(demo.base_url).origin;
    expect(asked.filter((url) => new URL(url).origin !== origin)).toEqual([]);
    expect(asked.filter((url) => /\.(js|mjs|wasm)(\?|$)/.test(url))).toEqual([]);
    expect(asked.length).toBeLessThan(15);
    expect(set).toEqual([]);
    expect(await context.cookies()).toEqual([]);
    expect(await page.locator('script:not([type="application/ld+json"]), iframe, object, embed, link[rel=preload]').count()).toBe(0);
    const stored = await page.evaluate(() => localStorage.length + sessionStorage.length);
    expect(stored).toBe(0);
    const pictures = page.locator("main img");
    await expect(pictures.first()).toBeVisible();
    for (const picture of await pictures.all()) {
      await picture.scrollIntoViewIfNeeded();
      await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
    }
  });
}

test("its head tells search engines and messengers what it is", async ({ page }) => {
  const answer = await page.goto(demo.passport_url);
  const policy = answer?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe-inline");
  const name = await page.getByRole("heading", { level: 1 }).innerText();
  await expect(page).toHaveTitle(new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`));
  await expect(page.locator("link[rel=canonical]")).toHaveAttribute("href", demo.passport_url);
  for (const language of ["en-US", "de-DE", "fr-FR", "x-default"]) {
    await expect(page.locator(`link[hreflang="${language}"]`)).toHaveCount(1);
  }
  await expect(page.locator('meta[name="description"]')).toHaveAttribute("content", /.{10,}/);
  await expect(page.locator('meta[property="og:title"]')).toHaveAttribute("content", /.+/);
  const image = await page.locator('meta[property="og:image"]').getAttribute("content");
  expect((await page.request.get(image ?? "")).headers()["content-type"]).toMatch(/^image\//);
});

test("the language comes from the address, then from the browser", async ({ browser }) => {
  const languageOf = async (locale: string, query = "") => {
    const context = await newVisitor(browser, { locale });
    const page = await context.newPage();
    await page.goto(demo.passport_url + query);
    const language = await page.locator("html").getAttribute("lang");
    await context.close();
    return language;
  };
  expect(await languageOf("de-AT")).toBe("de-DE");
  expect(await languageOf("fr-FR")).toBe("fr-FR");
  expect(await languageOf("ja-JP")).toBe("en-US");
  expect(await languageOf("de-DE", "?lang=fr-FR")).toBe("fr-FR");
  expect(await languageOf("de-DE", "?lang=nonsense")).toBe("de-DE");
});

test("the record has the fingerprint that the page shows", async ({ page }) => {
  await page.goto(demo.passport_url);
  await page.getByText("Verify this passport").click();
  const shown = await page.locator("aside.stamp details code").first().innerText();
  expect(shown).toMatch(/^[0-9a-f]{64}$/);

  const byHeader = await page.request.get(demo.passport_url, { headers: { Accept: "application/json" } });
  expect(byHeader.headers()["content-type"]).toBe("application/json");
  expect(byHeader.headers()["tessera-hash"]).toBe(`sha256:${shown}`);
  const body = await byHeader.body();
  expect(createHash("sha256").update(body).digest("hex")).toBe(shown);

  await page.getByText("Other formats").click();
  const link = page.getByRole("link", { name: /JSON/ });
  const byEnding = await page.request.get((await link.getAttribute("href")) ?? "");
  expect((await byEnding.body()).equals(body)).toBe(true);
});

test("a page that has not changed is not sent again", async ({ page }) => {
  const first = await page.request.get(demo.passport_url);
  expect(first.headers()["cache-control"]).toContain("public");
  const again = await page.request.get(demo.passport_url, { headers: { "If-None-Match": first.headers()["etag"] ?? "" } });
  expect(again.status()).toBe(304);
  expect(await again.body()).toHaveLength(0);
  expect(again.headers()["etag"]).toBe(first.headers()["etag"]);
  const other = await page.request.get(`${demo.passport_url}?lang=de-DE`, {
    headers: { "If-None-Match": first.headers()["etag"] ?? "" },
  });
  expect(other.status()).toBe(200);
});

test("on paper it keeps what matters", async ({ page }) => {
  await page.goto(demo.passport_url);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Language" })).toBeHidden();
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"]).toContain(background);
  const paper = await page.pdf({ format: "A4" });
  expect(paper.subarray(0, 5).toString()).toBe("%PDF-");
  expect(paper.length).toBeGreaterThan(10_000);
});

test.describe("where there is no passport", () => {
  test.use({ expectedComplaints: [/status of 40[04]/] });

  test("a visitor is told so in their language", async ({ browser }) => {
    const context = await newVisitor(browser, { locale: "de-DE", viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    for (const path of ["/p/aaaaaaaaaaaaaaaa", "/01/09520000999995", "/p/x"]) {
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(404);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText("Unter dieser Adresse gibt es keinen Pass");
      await expect(page.locator("html")).toHaveAttribute("lang", /^de/);
    }
    await context.close();
  });

  test("a mistyped GTIN is named as such", async ({ page }) => {
    const answer = await page.goto("/01/09520000999990");
    expect(answer?.status()).toBe(400);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This is not a valid GTIN");
  });
});
