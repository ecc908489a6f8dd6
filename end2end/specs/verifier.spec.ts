import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScrolling } from "../support/people.js";
import { expect, test } from "../support/test.js";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const PAGE = join(ROOT, "target/verifier/verify.html");

/** A file of the checks' own vectors, as somebody has saved it. */
function saved(name: string): { name: string; mimeType: string; buffer: Buffer } {
  const vector = JSON.parse(readFileSync(join(ROOT, `crates/verify/vectors/${name}.json`), "utf8")) as { file: unknown };
  return { name: `${name}.tessera.json`, mimeType: "application/json", buffer: Buffer.from(JSON.stringify(vector.file)) };
}

async function check(page: Page, ...names: string[]): Promise<void> {
  await expect(page.locator("#files")).toBeEnabled();
  await page.locator("#files").setInputFiles(names.map(saved));
  await expect(page.getByRole("article")).toHaveCount(names.length);
}

for (const width of [390, 1280]) {
  test(`a page on a local disk proves a passport and asks nobody, at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 844 });
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(PAGE).href);
    await check(page, "sound", "changed-document");
    await expect(page.getByRole("status")).toHaveText("Checked 2 files: 1 proven, 1 not.");
    const [sound, changed] = [page.getByRole("article").first(), page.getByRole("article").last()];
    await expect(sound).toContainText("has signed version 3 of this passport, and nothing in it was changed since.");
    await expect(sound).toContainText("Whether that document is the brand's own was not checked");
    await expect(changed).toContainText("Version 3 was changed");
    expect(asked.filter((url) => !url.startsWith("file:"))).toEqual([]);
    await expectAccessible(page);
    await expectNoSidewaysScrolling(page);
  });
}

test("files can be dropped, and what is no passport is told of", async ({ page }) => {
  await page.goto(pathToFileURL(PAGE).href);
  await expect(page.locator("#files")).toBeEnabled();
  await page.evaluate(() => {
    const carried = new DataTransfer();
    carried.items.add(new File(["no passport"], "note.txt"));
    document.getElementById("drop")?.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
  });
  await expect(page.getByRole("article")).toContainText("The file cannot be read");
});

test("the site serves the same page under a policy that lets it reach nothing", async ({ page }) => {
  const answer = await page.goto("/verify");
  const policy = answer?.headers()["content-security-policy"] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("sandbox allow-scripts allow-downloads");
  await check(page, "sound");
  await expect(page.getByRole("article")).toContainText("Proven");
});
