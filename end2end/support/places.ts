import type { Page } from "@playwright/test";

/** A page of the dashboard, and its heading. */
export interface Place {
  path: string;
  title: string;
  /** The name of its screenshots. */
  file: string;
}

/** Every page of the demo brand's dashboard, with one of each kind of thing. */
export async function dashboardPages(page: Page): Promise<Place[]> {
  const template = await first(page, "/admin/templates", "tbody th a");
  const connection = await first(page, "/admin/connections", ".connection h2 a");
  const passport = await first(page, "/admin/passports", "tbody th a");
  return [
    { path: "/admin", title: "Overview", file: "overview" },
    { path: "/admin/products", title: "Products", file: "products" },
    { path: "/admin/products?q=no-such-product", title: "Products", file: "products-none" },
    { path: "/admin/passports", title: "Passports", file: "passports" },
    { ...passport, file: "passport" },
    { path: "/admin/templates", title: "Templates", file: "templates" },
    { path: "/admin/templates/new", title: "New template", file: "template-new" },
    { ...template, file: "template" },
    { path: "/admin/connections", title: "Connections", file: "connections" },
    { path: "/admin/connections/new", title: "Connect a PIM", file: "connection-new" },
    { ...connection, file: "connection" },
    { path: "/admin/settings", title: "Settings", file: "settings" },
  ];
}

async function first(page: Page, list: string, link: string): Promise<{ path: string; title: string }> {
  await page.goto(list);
  const found = page.locator(link).first();
  return { path: (await found.getAttribute("href")) ?? "", title: await found.innerText() };
}
