// @ts-check
// Debian's Chromium, and a page that keeps account of everything that goes wrong on it.

import { existsSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

export const CHROMIUM = process.env.CHROMIUM || "/usr/bin/chromium";

export async function launch() {
  if (!existsSync(CHROMIUM)) throw new Error(`no ${CHROMIUM}: install Debian's package chromium, or name another in CHROMIUM`);
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/**
 * A page on a site, and what went wrong on it.
 * @typedef {object} Watched
 * @property {import("playwright-core").Page} page
 * @property {import("playwright-core").BrowserContext} context
 * @property {() => Promise<string[]>} faults what went wrong since the last time this was asked
 */

/**
 * Opens a page that may reach the site and nothing else. A request for the address where the site is published is
 * answered by the server under test, but counts as a fault unless it is for a page as a whole: so redirects work.
 * @param {import("playwright-core").Browser} browser
 * @param {{ url: string, published?: string }} site
 * @param {import("playwright-core").BrowserContextOptions} [options]
 * @returns {Promise<Watched>}
 */
export async function open(browser, site, options = {}) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "zh-CN", timezoneId: "Asia/Shanghai", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  /** @type {string[]} */
  let faults = [];
  const origin = new URL(site.url).origin;
  await context.route("**/*", async (route) => {
    const request = route.request();
    const url = request.url();
    if (url.startsWith(site.url) || /^(data|blob|about):/.test(url)) return route.continue();
    if (site.published && url.startsWith(site.published) && request.isNavigationRequest()) {
      return route.fulfill({ status: 302, headers: { Location: site.url + url.slice(site.published.length) } });
    }
    faults.push(`${url.startsWith(origin) ? "a request out of the site's path" : "a request off the site"}: ${url}`);
    return route.abort();
  });
  // Told at once and not kept in the page, which may be loaded anew at any moment.
  await context.exposeBinding("violated", (_, /** @type {string} */ fault) => void faults.push(fault));
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      const fault = `policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}:${event.lineNumber} ${event.sample}`;
      /** @type {any} */ (globalThis).violated(fault);
    });
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => faults.push(`script: ${error.message}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // The browser itself drops what it no longer needs when it leaves a page.
    if (reason !== "net::ERR_ABORTED") faults.push(`request failed: ${request.url()} ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`status ${response.status()}: ${response.url()}`);
  });
  return {
    page,
    context,
    faults: async () => {
      await answer(page);
      const all = faults;
      faults = [];
      return [...new Set(all)];
    },
  };
}

/**
 * Brings pages in the order in which a slow line brings them: read to the end before the first paint, painted before
 * the reader's module runs. Left to itself, a busy browser may paint the first half of a page, which the second half
 * then moves: no theme can prevent that, and it must not be taken for a picture or a module that moves something.
 * @param {Watched} watched
 */
export async function inStages({ page, context }) {
  /** @param {string} files @param {() => boolean} come */
  const hold = (files, come) =>
    context.route(files, async (route) => {
      await page.waitForFunction(come, undefined, { polling: 10 });
      await route.fallback();
    });
  await hold("**/site.css", () => document.readyState !== "loading");
  await hold("**/reader.js", () => performance.getEntriesByType("paint").length > 0);
}

/**
 * How much the content of a page has moved, once more after all that was to come: a value for each time.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<number[]>}
 */
export function shifts(page) {
  return page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
    return new Promise((resolve) => {
      const observer = new PerformanceObserver((list) => resolve(list.getEntries().map((entry) => /** @type {any} */ (entry).value)));
      observer.observe({ type: "layout-shift", buffered: true });
      setTimeout(resolve, 300, []);
    });
  });
}

/**
 * Waits until a page has answered something: what went wrong on it before has been told by then.
 * @param {import("playwright-core").Page} page
 */
async function answer(page) {
  for (;;) {
    try {
      return void (await page.evaluate(() => 0));
    } catch (error) {
      // The preview has loaded the page anew meanwhile: the new one is asked.
      if (!/Execution context was destroyed|navigat/i.test(/** @type {Error} */ (error).message)) throw error;
      await page.waitForLoadState();
    }
  }
}

/** @type {Promise<string> | undefined} */
let pictures;

/**
 * Takes a picture of a page that failed; says where it is.
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
export async function picture(page, name) {
  pictures ??= process.env.SCREENSHOTS
    ? mkdir(process.env.SCREENSHOTS, { recursive: true }).then(() => /** @type {string} */ (process.env.SCREENSHOTS))
    : mkdtemp(path.join(tmpdir(), "jianbao-failed-"));
  const file = path.join(await pictures, `${name.replace(/[^\p{L}\p{N}._-]+/gu, "_").slice(0, 100)}.png`);
  await page.screenshot({ path: file, fullPage: true }).catch(() => {});
  return file;
}

/**
 * Runs a check with a page; when it fails, takes a picture first and says where it is.
 * @param {Watched} watched
 * @param {string} name
 * @param {() => Promise<void>} check
 */
export async function pictured(watched, name, check) {
  try {
    await check();
  } catch (error) {
    console.error(`picture of the failure: ${await picture(watched.page, name)}`);
    throw error;
  }
}

/** Loads all pictures of a page, also those that wait until they are scrolled to. @param {import("playwright-core").Page} page */
export function loadPictures(page) {
  return page.evaluate(async () => {
    const pictures = [...document.images];
    for (const picture of pictures) picture.loading = "eager";
    await Promise.allSettled(pictures.map((picture) => picture.decode()));
  });
}
