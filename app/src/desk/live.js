// Keeps parts of a plain page up to date. What is marked data-live="1500" is asked for again every 1500 ms until the server
// marks it no longer; a form marked data-live-form="id" shows the server's answer in the part of that id while it is filled in.
const fetched = async (address) => {
  const answer = await fetch(address, { headers: { accept: "text/html" } });
  if (answer.redirected || !(answer.headers.get("content-type") ?? "").startsWith("text/html")) throw new Error();
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

// Only words that changed are spoken.
const say = (part) => {
  const voice = document.getElementById("live-voice");
  const words = part?.dataset.say ?? "";
  if (voice && words && voice.textContent !== words) voice.textContent = words;
};

const show = (id, page) => {
  const [old, now] = [document.getElementById(id), page.getElementById(id)];
  if (!old || !now) return null;
  const held = old.contains(document.activeElement) ? document.activeElement.id : "";
  const next = document.adoptNode(now);
  old.replaceWith(next);
  if (held) document.getElementById(held)?.focus();
  say(next);
  return next;
};

const follow = (part) => {
  let pause = Number(part.dataset.live) || 1500;
  const look = async () => {
    try {
      part = show(part.id, await fetched(location.href)) ?? part;
      pause = Number(part.dataset.live);
    } catch {
      pause = Math.min(2 * (pause || 1500), 30000);
    }
    if (pause) setTimeout(look, pause);
  };
  setTimeout(look, pause);
};

const filled = (form) => new URLSearchParams(new FormData(form)).toString();

// What somebody filled in before this script came, or the browser put back, was heard by nobody.
const untouched = (form) => new DOMParser().parseFromString(form.outerHTML, "text/html").forms[0];

const watch = (form) => {
  let [timer, turn] = [0, 0];
  const ask = async () => {
    const mine = ++turn;
    const address = new URL(form.dataset.livePath ?? location.pathname, location.href);
    address.search = filled(form);
    try {
      const page = await fetched(address);
      if (mine === turn) show(form.dataset.liveForm, page);
    } catch {
      // The button asks as well.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 300);
  });
  if (filled(form) !== filled(untouched(form))) ask();
};

document.querySelectorAll("[data-live]").forEach(follow);
document.querySelectorAll("form[data-live-form]").forEach(watch);
