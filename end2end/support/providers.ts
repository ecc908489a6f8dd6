import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { OAuth2Issuer, OAuth2Service } from "oauth2-mock-server";
import Provider from "oidc-provider";

const CLIENT = "tessera";
/** The tenant of the Microsoft accounts. */
export const TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";

/** Where the tests find the providers. */
export interface Addresses {
  /** `oidc-provider`, a certified one with a sign-in form, in Google's place. */
  google: string;
  /** `oauth2-mock-server`, which says what it is told to, in Microsoft's place. */
  microsoft: string;
}

/** What the provider in Microsoft's place is told to do with its next tokens. */
export interface Script {
  /** Claims that replace the right ones; `null` takes one out. */
  claims?: Record<string, unknown>;
  /** Leaves the signature out. */
  unsigned?: boolean;
  /** Keeps the browser there; the way back stands in the query of its address. */
  hold?: boolean;
}

export interface Providers extends Addresses {
  /** What the server under test has to be told. */
  env: Record<string, string>;
  /** Registers the server under test, once its address is known. */
  register(base: string): void;
  stop(): Promise<void>;
}

/** Starts two independent providers of OpenID Connect on free ports. */
export async function startProviders(): Promise<Providers> {
  const secret = randomBytes(24).toString("base64url");
  const google = await listen();
  const microsoft = await listen();
  microsoft.answer = await entra(microsoft.base);
  return {
    google: google.base,
    microsoft: microsoft.base,
    env: {
      TESSERA_ALLOW_LOOPBACK_PIM: "true",
      TESSERA_GOOGLE_CLIENT_ID: CLIENT,
      TESSERA_GOOGLE_CLIENT_SECRET: secret,
      TESSERA_GOOGLE_ISSUER: google.base,
      TESSERA_MICROSOFT_CLIENT_ID: CLIENT,
      TESSERA_MICROSOFT_CLIENT_SECRET: secret,
      TESSERA_MICROSOFT_ISSUER: microsoft.base,
    },
    register: (base) => {
      google.answer = certified(google.base, secret, new URL("/sign-in/google/callback", base).href);
    },
    stop: async () => {
      await Promise.all([google, microsoft].map(close));
    },
  };
}

interface Place {
  base: string;
  server: Server;
  answer: RequestListener;
}

async function listen(): Promise<Place> {
  const place = { base: "", answer: (_request, response) => void response.writeHead(503).end() } as Place;
  place.server = createServer((request, response) => place.answer(request, response));
  await new Promise<void>((done) => place.server.listen(0, "127.0.0.1", done));
  place.base = `http://127.0.0.1:${(place.server.address() as AddressInfo).port}`;
  return place;
}

async function close(place: Place): Promise<void> {
  place.server.closeAllConnections();
  await new Promise((done) => place.server.close(done));
}

/** Signs in whoever types a name into its form; its users' addresses are verified. */
function certified(issuer: string, secret: string, callback: string): RequestListener {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: "jwk" }), alg: "RS256", kid: "certified", use: "sig" };
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT, client_secret: secret, redirect_uris: [callback] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    conformIdTokenClaims: false,
    cookies: { keys: [randomBytes(24).toString("base64url")] },
    discovery: { prompt_values_supported: ["none", "login", "consent"] },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@gmail.example`, email_verified: true }),
    }),
    jwks: { keys: [key] },
    pkce: { required: () => true },
  });
  return provider.callback();
}

/** Lets everybody in at once, under the issuer of one tenant and with the shared metadata of all. */
async function entra(base: string): Promise<RequestListener> {
  let script: Script = {};
  const issuer = new OAuth2Issuer();
  issuer.url = `${base}/${TENANT}/v2.0`;
  await issuer.keys.generate("RS256");
  const service = new OAuth2Service(issuer);
  service.on("beforeTokenSigning", (token: { payload: Record<string, unknown> }) => {
    if (token.payload.aud === undefined) return;
    Object.assign(token.payload, { tid: TENANT, email: "ada@contoso.example" }, script.claims);
    for (const [name, value] of Object.entries(token.payload)) if (value === null) delete token.payload[name];
  });
  service.on("beforeResponse", (response: { body: Record<string, unknown> | "" }) => {
    if (!script.unsigned || response.body === "") return;
    const header = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT" })).toString("base64url");
    response.body.id_token = `${header}.${String(response.body.id_token).split(".")[1]}.`;
  });
  service.on("beforeAuthorizeRedirect", ({ url }: { url: URL }) => {
    if (script.hold) url.href = `${base}/held?${new URLSearchParams({ back: url.href })}`;
  });
  const metadata = JSON.stringify({
    issuer: `${base}/{tenantid}/v2.0`,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    jwks_uri: `${base}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
  });
  return (request, response) => {
    if (request.url === "/common/v2.0/.well-known/openid-configuration") {
      response.writeHead(200, { "content-type": "application/json" }).end(metadata);
    } else if (request.url === "/script") {
      void body(request).then((text) => {
        script = JSON.parse(text);
        response.writeHead(204).end();
      });
    } else if (request.url?.startsWith("/held?")) {
      response.writeHead(200, { "content-type": "text/plain" }).end("Held");
    } else {
      service.requestHandler(request, response);
    }
  };
}

async function body(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

/** Tells the provider in Microsoft's place what to say. */
export async function tell(addresses: Addresses, script: Script): Promise<void> {
  await fetch(`${addresses.microsoft}/script`, { method: "POST", body: JSON.stringify(script) });
}
