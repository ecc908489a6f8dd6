import { chromium } from "@playwright/test";
import { readFileSync } from "node:fs";
const demo = JSON.parse(readFileSync(process.env.DEMO));
const b = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--headless","--no-sandbox","--disable-gpu","--disable-quic","--no-first-run","--disable-background-networking"] });
const only = process.argv.slice(2);
for (const [w, scheme] of [[1280, "light"], [390, "light"], [1280, "dark"], [390, "dark"]]) {
  if (process.env.ONE && !(w == process.env.ONE.split(",")[0] && scheme == process.env.ONE.split(",")[1])) continue;
  const c = await b.newContext({ viewport: { width: w, height: w == 390 ? 844 : 900 }, colorScheme: scheme, baseURL: demo.base_url });
  const p = await c.newPage();
  p.on("console", (m) => { if (m.type() == "error" || m.type() == "warning") console.log(w, scheme, p.url(), m.text().slice(0, 300)); });
  p.on("pageerror", (e) => console.log("PAGEERROR", p.url(), String(e).slice(0, 300)));
  await p.goto("/sign-in");
  await p.getByLabel("E-mail").fill(demo.email);
  await p.getByLabel("Password", { exact: true }).fill(demo.password);
  await p.locator("form button[type=submit]").click();
  await p.waitForURL(/admin/);
  const pages = { home: "/", signup: "/sign-up", passport: demo.passport_url, overview: "/admin", products: "/admin/products", passports: "/admin/passports", templates: "/admin/templates", newtemplate: "/admin/templates/new", connections: "/admin/connections", newconnection: "/admin/connections/new", settings: "/admin/settings", outbox: "/dev/outbox" };
  for (const [name, url] of Object.entries(pages)) {
    if (only.length && !only.includes(name)) continue;
    await p.goto(url); await p.waitForTimeout(900);
    await p.screenshot({ path: `/tmp/shots/${name}-${w}-${scheme}.png`, fullPage: name != "products" });
  }
  for (const [list, name, pat] of [["/admin/templates", "editor", "/admin/templates/0"], ["/admin/passports", "passportdetail", "/admin/passports/0"], ["/admin/connections", "connection", "/admin/connections/0"]]) {
    if (only.length && !only.includes(name)) continue;
    await p.goto(list); await p.waitForTimeout(600);
    const href = await p.locator(`main a[href^="${pat}"]`).first().getAttribute("href");
    await p.goto(href); await p.waitForTimeout(2500);
    await p.screenshot({ path: `/tmp/shots/${name}-${w}-${scheme}.png`, fullPage: true });
  }
  await c.close();
}
await b.close();
