// @ts-check
/**
 * Draws `newer.txt` from MDN's browser-compat-data (CC0): what the oldest engines that the default theme is made for do not know.
 *
 * `npm install --no-save @mdn/browser-compat-data && node tests/engines/draw.mjs`
 */

import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

import { OLDEST } from "./oldest.mjs";

const { api, css, __meta } = createRequire(import.meta.url)("@mdn/browser-compat-data");

/** The version of a browser that first has a feature, perhaps not all of it, without prefix or switch; `none` if it has it not. @param {any} support */
function firstVersion(support) {
  const full = [support].flat().filter((entry) => entry && !entry.prefix && !entry.flags && !entry.alternative_name);
  const versions = full.map(({ version_added: added }) => (typeof added === "string" ? parseFloat(added.replace("≤", "")) : Infinity));
  return Math.min(Infinity, ...versions);
}

/** @param {string} name @param {any} feature @returns {string[]} */
function lineFor(name, feature) {
  const support = feature?.__compat?.support;
  if (!support) return [];
  const versions = Object.keys(OLDEST).map((browser) => firstVersion(support[browser]));
  const isNewer = Object.values(OLDEST).some((oldest, n) => versions[n] > oldest);
  // Names of notes of MDN, not of features, have `_`; what neither engine has nobody uses.
  const isFeature = !/[^@]_/.test(name) && versions.some(Number.isFinite);
  return isNewer && isFeature ? [[name, ...versions.map((version) => (version === Infinity ? "none" : version))].join(" ")] : [];
}

/** The parts of a group of features. @param {any} group @returns {[string, any][]} */
const partsOf = (group) => Object.entries(group).filter(([name]) => name !== "__compat");

/** The line of a feature, or those of its parts where it is not newer itself. @param {string} name @param {any} feature @param {(part: string) => string} nameOf */
function linesFor(name, feature, nameOf) {
  const own = lineFor(name, feature);
  return own.length > 0 ? own : partsOf(feature).flatMap(([part, value]) => lineFor(nameOf(part), value));
}

const lines = [];
for (const [name, entry] of partsOf(api)) lines.push(...linesFor(name, entry, (member) => `${name}.${member.replace(/_static$|_event$/, "")}`));
for (const [name, feature] of partsOf(css["at-rules"])) lines.push(...lineFor(`@${name}`, feature));
for (const [name, feature] of partsOf(css.selectors)) lines.push(...lineFor(`:${name}`, feature));
for (const [name, property] of partsOf(css.properties)) lines.push(...linesFor(`${name}:`, property, (value) => `${name}: ${value}`));
for (const [name, type] of partsOf(css.types)) lines.push(...linesFor(`${name}()`, type, (value) => `${value}()`));
const head = `# Newer than ${Object.entries(OLDEST).map((pair) => pair.join(" ")).join(" or ")}, by browser-compat-data ${__meta.version} (CC0), drawn by draw.mjs: a feature, then the
# versions that first have it. Interfaces and their members; at-rules; selectors (:); properties (a: and a: value); functions, units ().
`;
writeFileSync(new URL("newer.txt", import.meta.url), head + [...new Set(lines)].sort().join("\n") + "\n");
