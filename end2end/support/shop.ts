import { expect, type Page } from "@playwright/test";
import { akeneo, demo, newEmail, signUp } from "./people.js";
import type { Sim } from "./sim.js";

/** A product of the PIM. */
export interface Product {
  key: string;
  identifier: string;
  name: string;
}

/** A passport of the brand. */
export interface Passport {
  id: string;
  path: string;
}

/** A brand with a PIM and a template for jackets without GTINs, because other brands of this site publish those, too. */
export interface Shop {
  connection: string;
  template: string;
  products: Product[];
}

/** Calls a function of the dashboard as its program would. */
export async function call<T>(page: Page, name: string, body: unknown): Promise<T> {
  const answer = await page.request.post(`/api/admin/${name}`, { data: body, headers: { Origin: demo.base_url } });
  expect(answer.status(), `${name}: ${await answer.text()}`).toBe(200);
  return (await answer.json()) as T;
}

/** A field of a template, for everybody unless it is said for whom. */
export function field(attribute: string, readers?: string[]): object {
  return { attribute, label: {}, key_fact: false, ...(readers && { readers }) };
}

/** Signs a brand up, connects its PIM and designs its passports. */
export async function openShop(page: Page, sim: Sim, title: Record<string, string>, fields: object[]): Promise<Shop> {
  await signUp(page, newEmail(), "Nordwand");
  const { clientId: client_id, secret, username, password } = akeneo;
  const pim = { id: null, name: "PIM", base_url: sim.url, client_id, secret, username, password };
  const connection = await call<string>(page, "connections/save", { cmd: pim });
  const design = {
    name: "Jackets",
    channel: "ecommerce",
    locales: ["en_US", "de_DE"],
    name_attribute: null,
    description_attribute: null,
    image_attribute: null,
    gtin_attribute: null,
    sections: [{ title, fields }],
    branding: { accent: "#0f6b66", logo_url: "" },
  };
  const family = "outdoor_jacket";
  const save = { id: null, revision: 0, connection, family, design };
  const template = await call<{ id: string }>(page, "templates/save", { cmd: save });
  const listed = { connection, search: "", family, cursor: null };
  const list = await call<{ items: Product[] }>(page, "catalog/products", { cmd: listed });
  return { connection, template: template.id, products: list.items };
}

/** Publishes products and waits until they are. */
export async function publish(page: Page, template: string, products: Product[]): Promise<void> {
  const cmd = { template, products: products.map((product) => product.key) };
  const { job } = await call<{ job: string }>(page, "passports/publish", { cmd });
  await expect.poll(async () => (await call<{ state: string }>(page, "passports/job", { id: job })).state).toBe("done");
}

/** The brand's one passport. */
export async function onlyPassport(page: Page): Promise<Passport> {
  const cmd = { search: "", template: null, page: 1 };
  const found = await call<{ items: Passport[] }>(page, "passports/list", { cmd });
  const [passport] = found.items;
  if (!passport) throw new Error("There is no passport.");
  return passport;
}
