// @ts-check
// Pictures made by code: landscapes with hills and houses, screens of phones, line drawings on transparent ground. The same
// arguments give the same pixels.

import { png } from "../pictures/png.mjs";
import { random } from "./random.mjs";

/** @typedef {import("../pictures/png.mjs").Colour} Colour */

/**
 * A landscape: a sky, a sun, three ranges of hills and a row of houses.
 * @param {number} width in pixels
 * @param {number} height in pixels
 * @param {number} seed
 * @returns {Buffer} a PNG
 */
export function landscape(width, height, seed) {
  const draw = random(seed);
  const hue = draw(3);
  const skies = /** @type {Colour[]} */ ([[126, 170, 205], [214, 178, 140], [150, 165, 175]]);
  const ranges = [0.45, 0.58, 0.72].map((base, at) => ({
    base: base * height,
    swing: (0.12 - at * 0.03) * height,
    period: (0.35 + at * 0.13) * width,
    shift: draw(1000),
    shade: 150 - at * 45,
  }));
  const nearest = ranges.slice().reverse();
  const sun = { x: (0.2 + draw(60) / 100) * width, y: 0.22 * height, radius: 0.07 * Math.min(width, height) };
  const houses = Array.from({ length: 14 }, (_, at) => ({ left: (at * width) / 14, top: height * (0.8 - draw(18) / 100), lit: draw(4) }));

  return png(width, height, 3, (x, y) => {
    const house = houses[Math.min(13, Math.floor((x * 14) / width))];
    if (y > house.top) {
      const inside = ((x - house.left) * 14 * 6) / width;
      const floor = ((y - house.top) * 20) / height;
      const isWindow = inside % 1 > 0.35 && floor % 1 > 0.4 && (Math.floor(inside) + Math.floor(floor) * 3 + house.lit) % 4 !== 0;
      return isWindow ? [236, 214, 150] : [72, 64, 60];
    }
    for (const { base, swing, period, shift, shade } of nearest) {
      if (y > base + swing * Math.sin(((x + shift) / period) * 2 * Math.PI)) return [shade - 40, shade, shade - 25];
    }
    if (Math.hypot(x - sun.x, y - sun.y) < sun.radius) return [250, 236, 200];
    const fade = (y / height) * 60;
    const [red, green, blue] = skies[hue];
    return [red + fade * 0.8, green + fade * 0.7, blue + fade * 0.5].map(Math.round);
  });
}

/**
 * The screen of a phone with a list of messages, as people photograph notices.
 * @param {number} width in pixels
 * @param {number} height in pixels
 * @returns {Buffer} a PNG
 */
export function phoneScreen(width, height) {
  return png(width, height, 3, (x, y) => {
    if (y < height * 0.05) return [30, 30, 32];
    if (y < height * 0.11) return [168, 32, 26];
    const row = Math.floor((y / height - 0.11) / 0.08);
    const within = ((y / height - 0.11) / 0.08) % 1;
    const isMine = row % 3 === 2;
    const [from, to] = isMine ? [0.3, 0.92] : [0.08, 0.75 - (row % 4) * 0.08];
    const isBubble = within > 0.2 && within < 0.8 && x > width * from && x < width * to;
    const isText = isBubble && Math.abs(within - 0.42) % 0.25 < 0.06 && x > width * (from + 0.04) && x < width * (to - 0.06);
    if (isText) return [60, 60, 62];
    return isBubble ? (isMine ? [158, 220, 130] : [255, 255, 255]) : [237, 237, 237];
  });
}

/**
 * Black lines on transparent ground: the plan of a building.
 * @param {number} width in pixels
 * @param {number} height in pixels
 * @returns {Buffer} a PNG
 */
export function linePlan(width, height) {
  const line = Math.max(2, Math.round(width / 200));
  return png(width, height, 4, (x, y) => {
    const isWall = [0.05, 0.3, 0.62, 0.95].some((at) => Math.abs(x - at * width) < line) || [0.08, 0.5, 0.92].some((at) => Math.abs(y - at * height) < line);
    const isWithin = x >= 0.05 * width - line && x <= 0.95 * width + line && y >= 0.08 * height - line && y <= 0.92 * height + line;
    return isWall && isWithin ? [0, 0, 0, 255] : [0, 0, 0, 0];
  });
}
