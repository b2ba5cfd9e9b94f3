// @ts-check

/** The widths in pixels at which pages are looked at. */
export const WIDTHS = [390, 320, 360, 768, 1280, 1920];

/**
 * How every page is looked at: what the reader's system wants, what she has chosen, and what must come of it.
 * @type {Record<string, { colorScheme: "light" | "dark", chosen: Record<string, string>, paper: string, type: string }>}
 */
export const LOOKS = {
  light: { colorScheme: "light", chosen: {}, paper: "light", type: "17px" },
  dark: { colorScheme: "dark", chosen: {}, paper: "dark", type: "17px" },
  "large type": { colorScheme: "light", chosen: { "jianbao-type": "large" }, paper: "light", type: "20px" },
  "huge type, dark by choice": { colorScheme: "light", chosen: { "jianbao-type": "huge", "jianbao-colours": "dark" }, paper: "dark", type: "24px" },
};

/**
 * Chooses reading settings for every page that is opened.
 * @param {import("playwright-core").Page} page
 * @param {Record<string, string>} settings
 */
export function choose(page, settings) {
  return page.addInitScript((settings) => Object.entries(settings).forEach(([name, value]) => localStorage.setItem(name, value)), settings);
}
