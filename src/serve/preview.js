// @ts-check
// In a page of the preview: waits for changes, and loads the page anew where it stood, or the panel alone if only the
// mistakes have changed. Marks links to stories that readers do not see.

/** @typedef {{ number: number, page: number, go: string | null }} Change */

const SCROLL = "jianbao-scroll";

const panel = () => document.getElementById("jianbao-preview");
const number = () => Number(panel()?.dataset.number);

function reload() {
  sessionStorage.setItem(SCROLL, JSON.stringify({ url: location.href, left: scrollX, top: scrollY }));
  location.reload();
}

function scrollBack() {
  const kept = sessionStorage.getItem(SCROLL);
  sessionStorage.removeItem(SCROLL);
  if (!kept) return;
  const { url, left, top } = JSON.parse(kept);
  if (url !== location.href) return;
  const back = () => scrollTo({ left, top, behavior: "instant" });
  back();
  // Pictures without a size move the text when they come.
  if (document.readyState !== "complete") addEventListener("load", back, { once: true });
}

async function exchangePanel() {
  const reply = await fetch("/.jianbao/panel");
  const text = await reply.text();
  const fresh = new DOMParser().parseFromString(text, "text/html").getElementById("jianbao-preview");
  const old = panel();
  if (!reply.ok || !fresh || !old) return;
  for (const details of old.querySelectorAll("details")) {
    const same = fresh.querySelector(`details.${details.className}`);
    if (same instanceof HTMLDetailsElement && details.className === "jianbao-warnings") same.open = details.open;
  }
  old.replaceWith(fresh);
}

/** @param {Change} change */
async function changed(change) {
  if (change.go && change.go !== location.pathname) location.assign(change.go);
  else if (change.page !== Number(panel()?.dataset.page)) reload();
  else if (change.number !== number()) await exchangePanel();
}

/** @type {EventSource | null} */
let events = null;

// A page that nobody sees lets go of its connection: browsers have only six for all of them.
function listen() {
  const hidden = document.visibilityState === "hidden";
  if (hidden || events?.readyState === EventSource.CLOSED) {
    events?.close();
    events = null;
  }
  if (hidden || events) return;
  events = new EventSource(`/.jianbao/events?since=${number()}`);
  events.addEventListener("change", (event) => void changed(JSON.parse(event.data)));
}

function markLinks() {
  for (const mark of document.querySelectorAll("a.jianbao-link")) {
    if (!(mark instanceof HTMLAnchorElement)) continue;
    for (const link of document.querySelectorAll("main a[href]")) {
      if (link instanceof HTMLAnchorElement && link.pathname === mark.pathname && link.textContent?.trim()) {
        link.dataset.jianbaoMark = mark.textContent ?? "";
      }
    }
  }
}

scrollBack();
markLinks();
listen();
addEventListener("visibilitychange", listen);
addEventListener("pagehide", () => {
  events?.close();
  events = null;
});
addEventListener("pageshow", (event) => {
  if (event.persisted) listen();
});
