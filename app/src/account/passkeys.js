// Passkeys. A form marked data-passkey="create" or "get" asks the server (data-begin) for a question, has the browser answer
// it, and sends itself with the answer. Where it is marked data-autofill, the field for the address offers passkeys too.
const names = ["attestationObject", "authenticatorData", "clientDataJSON", "signature", "userHandle"];
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const listed = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
let waiting;

// For browsers without the JSON functions of WebAuthn level 3.
const read = {
  create: (o) =>
    PublicKeyCredential.parseCreationOptionsFromJSON?.(o) ?? {
      ...o,
      challenge: bytes(o.challenge),
      user: { ...o.user, id: bytes(o.user.id) },
      excludeCredentials: listed(o.excludeCredentials),
    },
  get: (o) =>
    PublicKeyCredential.parseRequestOptionsFromJSON?.(o) ?? {
      ...o,
      challenge: bytes(o.challenge),
      allowCredentials: listed(o.allowCredentials),
    },
};
const plain = (credential) => {
  if (credential.toJSON) return credential.toJSON();
  const { id, rawId, type, response } = credential;
  const parts = names.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  return { id, rawId: text(rawId), type, response: Object.fromEntries(parts), clientExtensionResults: {} };
};

const words = {
  NotAllowedError: "Nothing was done: it was cancelled, took too long, or there is no passkey for this site on this device.",
  InvalidStateError: "This device, or the password manager on it, has a passkey for your account already.",
  SecurityError: "Passkeys do not work under this address of the site.",
  NotSupportedError: "This device cannot make a passkey that works here.",
};

class Told extends Error {}

async function ask(form) {
  const answer = await fetch(form.dataset.begin, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (answer.redirected) location.assign(answer.url);
  const body = await answer.json();
  if (body.next) location.assign(body.next);
  if (!answer.ok) throw new Told(body.message);
  return body;
}

async function run(form, more) {
  const { handle, options } = await ask(form);
  const kind = form.dataset.passkey;
  const credential = await navigator.credentials[kind]({ publicKey: read[kind](options), ...more });
  form.elements.handle.value = handle;
  form.elements.credential.value = JSON.stringify(plain(credential));
  form.submit();
}

async function autofill(form) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  waiting = new AbortController();
  const again = setTimeout(() => {
    // The question is about to end.
    waiting.abort();
    if (!document.hidden) autofill(form);
    else document.addEventListener("visibilitychange", () => autofill(form), { once: true });
  }, 270000);
  // Who chooses none need not hear of it.
  await run(form, { mediation: "conditional", signal: waiting.signal }).catch(() => {});
  if (!waiting.signal.aborted) clearTimeout(again);
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const status = form.querySelector("[role=status]");
  if (!window.PublicKeyCredential) {
    status.textContent = "This browser does not know passkeys.";
    continue;
  }
  const button = form.querySelector("button");
  button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    waiting?.abort();
    button.disabled = true;
    status.textContent = "Your browser is asking for the passkey…";
    try {
      await run(form);
    } catch (error) {
      status.textContent =
        error instanceof Told ? error.message : (words[error.name] ?? "That did not work. Check your connection and try again.");
    }
    button.disabled = false;
  });
  if ("autofill" in form.dataset) autofill(form);
}
