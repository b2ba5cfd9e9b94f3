// @ts-check
/**
 * The drawings of the demo bulletin: `node tests/pictures/demo.mjs` writes them into `content/`. The same program makes the
 * same pixels.
 */

import { writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { random } from "../newsroom/random.mjs";
import { Canvas } from "./canvas.mjs";

/** @typedef {import("./canvas.mjs").Point} Point */
/** @typedef {import("./canvas.mjs").Ink} Ink */

const CONTENT = fileURLToPath(new URL("../../content", import.meta.url));

const PAPER = /** @type {Ink} */ ([245, 241, 232]);
const SAND = /** @type {Ink} */ ([229, 220, 201]);
const CLAY = /** @type {Ink} */ ([206, 190, 163]);
const EARTH = /** @type {Ink} */ ([172, 151, 121]);
const INK = /** @type {Ink} */ ([44, 40, 36]);
const STONE = /** @type {Ink} */ ([122, 130, 128]);
const MIST = /** @type {Ink} */ ([176, 184, 180]);
const RED = /** @type {Ink} */ ([168, 32, 26]);

/** The drawings, by the file below `content/`. @type {Record<string, () => Canvas>} */
export const DRAWINGS = {
  "zhuanti/shengen.png": deepRoots,
  "zhuanti/fengdian.png": windAtSea,
  "zhuanti/wanglian.png": connectedRoad,
  "xiangmu/lixiang.png": () => chosenOf(114, 29),
  "dongtai/shanhai.png": hillsAndSea,
  "fuwu/xincailiao.png": lattice,
};

/** A tree whose roots go as deep as its crown is high, through three layers of soil; four of its roots end in a station. */
function deepRoots() {
  const canvas = new Canvas(1200, 800, PAPER);
  canvas.circle([920, 230], 74, RED);
  [SAND, CLAY, EARTH].forEach((layer, at) => {
    canvas.below((x) => 430 + at * 120 + (7 + at * 5) * Math.sin(x / (120 + at * 36) + at * 2), layer);
  });

  const draw = random(19);
  branch(canvas, draw, { at: [560, 440], angle: -Math.PI / 2, length: 96, width: 34, depth: 6 }, STONE);
  for (const [spread, length] of /** @type {[number, number][]} */ ([[-1.1, 84], [-0.5, 100], [0, 110], [0.5, 100], [1.1, 84]])) {
    branch(canvas, draw, { at: [560 + spread * 11, 436], angle: Math.PI / 2 - spread, length, width: 17, depth: 4 });
  }

  for (const station of /** @type {Point[]} */ ([[254, 572], [452, 706], [678, 706], [872, 572]])) {
    canvas.line(curve([560, 440], station), INK, 13, 6);
    canvas.circle(station, 22, PAPER);
    canvas.circle(station, 15, RED);
  }
  return canvas;
}

/**
 * A branch that divides again and again.
 * @param {Canvas} canvas
 * @param {(below: number) => number} draw
 * @param {{ at: Point, angle: number, length: number, width: number, depth: number }} stem
 * @param {Ink} [leaf] the colour of leaves at its ends
 */
function branch(canvas, draw, { at, angle, length, width, depth }, leaf) {
  const end = /** @type {Point} */ ([at[0] + length * Math.cos(angle), at[1] + length * Math.sin(angle)]);
  if (depth === 0) {
    if (leaf) canvas.circle(end, 9 + draw(7), leaf);
    return;
  }
  for (const side of [-1, 1]) {
    const turned = angle + side * (0.3 + draw(30) / 100);
    branch(canvas, draw, { at: end, angle: turned, length: length * (0.7 + draw(15) / 100), width: width * 0.62, depth: depth - 1 }, leaf);
  }
  canvas.line([at, end], INK, width, width * 0.62);
}

/** A curve that leaves its beginning steeply. @param {Point} from @param {Point} to @returns {Point[]} */
function curve([x1, y1], [x2, y2]) {
  return Array.from({ length: 25 }, (_, step) => {
    const share = step / 24;
    return [x1 + (x2 - x1) * share ** 1.2, y1 + (y2 - y1) * Math.sin((share * Math.PI) / 2) ** 1.1];
  });
}

/** Three wind turbines in the sea. */
function windAtSea() {
  const canvas = new Canvas(1200, 800, PAPER);
  canvas.circle([930, 250], 80, RED);
  for (const [x, size, turn] of [[250, 0.8, 0.4], [560, 1.15, 0.9], [840, 0.65, 1.5]]) {
    const hub = /** @type {Point} */ ([x, 640 - 400 * size]);
    canvas.line([[x, 660], hub], INK, 20 * size, 9 * size);
    for (const blade of [0, 1, 2]) {
      const angle = turn + (blade * 2 * Math.PI) / 3;
      canvas.line([hub, [hub[0] + 190 * size * Math.cos(angle), hub[1] + 190 * size * Math.sin(angle)]], INK, 17 * size, 3);
    }
    canvas.circle(hub, 14 * size, PAPER);
    canvas.circle(hub, 8 * size, RED);
  }
  waves(canvas, 590, 4);
  return canvas;
}

/** Bands of sea, each with a crest. @param {Canvas} canvas @param {number} top @param {number} count */
function waves(canvas, top, count) {
  for (let at = 0; at < count; at++) {
    const crest = (/** @type {number} */ x) => top + at * 58 + 13 * Math.sin(x / 52 + at * 1.9);
    canvas.below(crest, at % 2 === 0 ? MIST : STONE);
    canvas.line(Array.from({ length: 121 }, (_, step) => [step * 10, crest(step * 10)]), PAPER, 4);
  }
}

/** A road with three cars that are heard by one another. */
function connectedRoad() {
  const canvas = new Canvas(1200, 800, PAPER);
  for (let at = 0; at < 6; at++) canvas.line([[at * 270 - 100, 0], [at * 270 - 300, 800]], SAND, 5);
  for (let at = 1; at < 5; at += 2) canvas.line([[0, at * 165], [1200, at * 165 - 60]], SAND, 5);

  const road = (/** @type {number} */ share) => /** @type {Point} */ ([-60 + 1320 * share, 620 - 420 * share + 110 * Math.sin(share * 6)]);
  const way = Array.from({ length: 121 }, (_, step) => road(step / 120));
  canvas.line(way, INK, 128);
  for (let step = 2; step < 120; step += 6) canvas.line(way.slice(step, step + 4), PAPER, 6);

  for (const share of [0.2, 0.5, 0.8]) {
    const place = road(share);
    for (const radius of [70, 112]) canvas.ring(place, radius, 7, RED);
    canvas.line([road(share - 0.018), road(share + 0.018)], PAPER, 62);
    canvas.line([road(share - 0.016), road(share + 0.016)], RED, 46);
  }
  return canvas;
}

/** As many rings as there were proposals; those that were chosen are filled. @param {number} all @param {number} chosen */
function chosenOf(all, chosen) {
  const canvas = new Canvas(1200, 800, PAPER);
  for (let at = 0; at < all; at++) {
    const place = /** @type {Point} */ ([96 + (at % 15) * 72, 100 + Math.floor(at / 15) * 72]);
    if (at < chosen) canvas.circle(place, 27, RED);
    else canvas.ring(place, 24, 5, STONE);
  }
  canvas.line([[70, 716], [1130, 716]], INK, 8);
  canvas.line([[70, 734], [1130, 734]], INK, 3);
  return canvas;
}

/** Hills with terraces on the one side, the sea on the other, and the sun between. */
function hillsAndSea() {
  const canvas = new Canvas(1200, 800, PAPER);
  canvas.circle([690, 270], 96, RED);
  for (const [peak, height, ink] of /** @type {[number, number, Ink][]} */ ([[120, 520, MIST], [400, 430, STONE], [190, 300, INK]])) {
    const slope = (/** @type {number} */ x) => 800 - height * Math.exp(-(((x - peak) / 300) ** 2)) - 40 * Math.exp(-(((x - peak - 210) / 60) ** 2));
    canvas.below(slope, ink);
    if (ink !== INK) continue;
    for (let at = 1; at < 5; at++) {
      canvas.line(Array.from({ length: 60 }, (_, step) => [step * 10, slope(step * 10) + at * 46]), CLAY, 4);
    }
  }
  for (let row = 0; row < 5; row++) {
    for (let at = 0; at < 9; at++) {
      const place = /** @type {Point} */ ([640 + at * 96 + (row % 2) * 48, 690 + row * 44]);
      canvas.circle(place, 62, row % 2 === 0 ? MIST : SAND);
      for (const radius of [58, 40, 22]) canvas.ring(place, radius, 5, INK);
    }
  }
  return canvas;
}

/** A crystal's lattice; one of its cells stands out. */
function lattice() {
  const canvas = new Canvas(1200, 800, PAPER);
  const side = 96;
  const cells = Array.from({ length: 9 * 7 }, (_, at) => {
    const row = Math.floor(at / 9);
    return /** @type {Point} */ ([(at % 9) * side * Math.sqrt(3) - 60 + (row % 2) * side * 0.866, row * side * 1.5 - 40]);
  });
  const outline = (/** @type {Point} */ [x, y]) =>
    Array.from({ length: 7 }, (_, at) => /** @type {Point} */ ([x + side * Math.sin((at * Math.PI) / 3), y + side * Math.cos((at * Math.PI) / 3)]));

  const special = cells[31];
  for (const cell of cells.filter((_, at) => at % 5 === 1)) canvas.area(outline(cell), SAND);
  canvas.area(outline(special), RED);
  for (const cell of cells) canvas.line(outline(cell), INK, 7);
  for (const cell of cells) {
    for (const corner of outline(cell).slice(0, 6)) canvas.circle(corner, 15, INK);
  }
  for (const corner of outline(special).slice(0, 6)) {
    canvas.circle(corner, 21, PAPER);
    canvas.circle(corner, 14, RED);
  }
  return canvas;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, drawing] of Object.entries(DRAWINGS)) await writeFile(path.join(CONTENT, file), drawing().toPng());
}
