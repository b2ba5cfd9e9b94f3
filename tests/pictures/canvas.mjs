// @ts-check
// A canvas for flat drawings: circles, lines and areas in whole colours, their edges smoothed.

import { png } from "./png.mjs";

/** @typedef {[x: number, y: number]} Point */
/** @typedef {[red: number, green: number, blue: number]} Ink */

/** Samples of each pixel, in each direction. */
const SAMPLES = 2;

export class Canvas {
  /** @param {number} width in pixels @param {number} height in pixels @param {Ink} ground */
  constructor(width, height, ground) {
    this.width = width;
    this.height = height;
    this.stride = width * SAMPLES;
    /** The inks that are used; a sample is the position of its ink. @type {Ink[]} */
    this.inks = [ground];
    this.samples = new Uint8Array(this.stride * height * SAMPLES);
  }

  /** @param {Point} centre @param {number} radius @param {Ink} ink */
  circle([x, y], radius, ink) {
    this.#fill(ink, x - radius, y - radius, x + radius, y + radius, (sx, sy) => Math.hypot(sx - x, sy - y) <= radius);
  }

  /** @param {Point} centre @param {number} radius @param {number} width @param {Ink} ink */
  ring([x, y], radius, width, ink) {
    const outer = radius + width / 2;
    this.#fill(ink, x - outer, y - outer, x + outer, y + outer, (sx, sy) => Math.abs(Math.hypot(sx - x, sy - y) - radius) <= width / 2);
  }

  /**
   * A line through points, as wide as `from` at its beginning and as `to` at its end.
   * @param {Point[]} points @param {Ink} ink @param {number} from @param {number} [to]
   */
  line(points, ink, from, to = from) {
    for (let at = 1; at < points.length; at++) {
      const [begin, end] = [at - 1, at].map((step) => (from + ((to - from) * step) / (points.length - 1)) / 2);
      this.#segment(points[at - 1], points[at], begin, end, ink);
    }
  }

  /** The area below a curve. @param {(x: number) => number} top @param {Ink} ink */
  below(top, ink) {
    this.#fill(ink, 0, 0, this.width, this.height, (sx, sy) => sy >= top(sx));
  }

  /** An area with straight edges. @param {Point[]} corners @param {Ink} ink */
  area(corners, ink) {
    const xs = corners.map(([x]) => x);
    const ys = corners.map(([, y]) => y);
    this.#fill(ink, Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), (sx, sy) => isWithin(corners, sx, sy));
  }

  /** @returns {Buffer} a PNG */
  toPng() {
    return png(this.width, this.height, 3, (x, y) => {
      const sum = [0, 0, 0];
      for (let row = 0; row < SAMPLES; row++) {
        for (let column = 0; column < SAMPLES; column++) {
          const ink = this.inks[this.samples[(y * SAMPLES + row) * this.stride + x * SAMPLES + column]];
          for (let at = 0; at < 3; at++) sum[at] += ink[at];
        }
      }
      return sum.map((value) => Math.round(value / SAMPLES ** 2));
    });
  }

  /** @param {Point} from @param {Point} to @param {number} begin half the width @param {number} end @param {Ink} ink */
  #segment([x1, y1], [x2, y2], begin, end, ink) {
    const most = Math.max(begin, end);
    const squared = (x2 - x1) ** 2 + (y2 - y1) ** 2 || 1;
    const isOn = (/** @type {number} */ sx, /** @type {number} */ sy) => {
      const along = Math.min(1, Math.max(0, ((sx - x1) * (x2 - x1) + (sy - y1) * (y2 - y1)) / squared));
      return Math.hypot(sx - x1 - along * (x2 - x1), sy - y1 - along * (y2 - y1)) <= begin + along * (end - begin);
    };
    this.#fill(ink, Math.min(x1, x2) - most, Math.min(y1, y2) - most, Math.max(x1, x2) + most, Math.max(y1, y2) + most, isOn);
  }

  /**
   * Colours the samples of a rectangle that are in a shape.
   * @param {Ink} ink @param {number} left @param {number} top @param {number} right @param {number} bottom
   * @param {(x: number, y: number) => boolean} isIn
   */
  #fill(ink, left, top, right, bottom, isIn) {
    let number = this.inks.indexOf(ink);
    if (number < 0) number = this.inks.push(ink) - 1;

    const lastRow = Math.min(this.height * SAMPLES - 1, Math.ceil(bottom * SAMPLES));
    const lastColumn = Math.min(this.stride - 1, Math.ceil(right * SAMPLES));
    for (let row = Math.max(0, Math.floor(top * SAMPLES)); row <= lastRow; row++) {
      for (let column = Math.max(0, Math.floor(left * SAMPLES)); column <= lastColumn; column++) {
        if (isIn((column + 0.5) / SAMPLES, (row + 0.5) / SAMPLES)) this.samples[row * this.stride + column] = number;
      }
    }
  }
}

/** Tells whether a point is in a polygon, by the even-odd rule. @param {Point[]} corners @param {number} x @param {number} y */
function isWithin(corners, x, y) {
  let inside = false;
  corners.forEach(([x1, y1], at) => {
    const [x2, y2] = corners[(at + 1) % corners.length];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}
