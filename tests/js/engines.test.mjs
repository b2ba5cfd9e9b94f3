// @ts-check
/** Holds scripts and style sheets of the default theme to what the oldest engines know (`tests/engines`). */

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, test } from "node:test";

import ts from "typescript";

const ASSETS = fileURLToPath(new URL("../../themes/jianbao/assets/", import.meta.url));
const ENGINES = new URL("../engines/", import.meta.url);

/** Lines of a file of `tests/engines`, up to the first space. @param {string} name */
const lines = (name) => readFileSync(new URL(name, ENGINES), "utf8").split("\n").filter((line) => line && !line.startsWith("#"));

/** The features that are newer, by name; values of properties have a space in theirs. */
const newer = new Set(lines("newer.txt").map((line) => line.replace(/( [\d.]+| none){2}$/, "")));
/** Those that may be used, with the reason. */
const allowed = new Map(lines("allowed.txt").map((line) => /** @type {[string, string]} */ (line.split(" # "))));

/** Those that occur. @type {Set<string>} */
const used = new Set();

/** Whether an engine would stumble over a feature. @param {string} feature */
function isForbidden(feature) {
  const isNewer = newer.has(feature) || feature === RANGE || feature.startsWith("unit ");
  if (isNewer) used.add(feature);
  return isNewer && !allowed.has(feature);
}

/** @param {string} extension */
const assets = (extension) =>
  readdirSync(ASSETS, { recursive: true }).map((path) => join(ASSETS, String(path))).filter((path) => path.endsWith(extension));

/** Newer syntax than ES2021, which these engines have but for a few parts, by the kind of node. @type {Record<number, string>} */
const SYNTAX = {
  [ts.SyntaxKind.ClassStaticBlockDeclaration]: "static block",
  [ts.SyntaxKind.PrivateIdentifier]: "private member",
  [ts.SyntaxKind.ImportAttributes]: "import attributes",
};

/** Whether an `await` stands outside any function. @param {ts.Node} node */
function isTopLevelAwait(node) {
  if (!ts.isAwaitExpression(node) && !(ts.isForOfStatement(node) && node.awaitModifier)) return false;
  for (let outer = node.parent; outer; outer = outer.parent) if (ts.isFunctionLike(outer)) return false;
  return true;
}

/** What a regular expression has that is newer. @param {string} literal */
const newerRegExp = (literal) => (/\(\?<[=!]/.test(literal) ? ["lookbehind"] : /\/[a-z]*[dv][a-z]*$/.test(literal) ? ["flag d or v"] : []);

/** The names of a use of a member as `newer.txt` has them. @param {ts.TypeChecker} checker @param {ts.Node} node @returns {string[]} */
function apisAt(checker, node) {
  if (!ts.isIdentifier(node)) return [];
  const declarations = checker.getSymbolAtLocation(node)?.declarations ?? [];
  return declarations.filter((declaration) => /\/lib\.dom[^/]*\.d\.ts$/.test(declaration.getSourceFile().fileName)).flatMap((declaration) => {
    const owner = declaration.parent;
    return ts.isInterfaceDeclaration(owner) ? [owner.name.text, `${owner.name.text}.${node.text}`] : [node.text];
  });
}

describe("scripts", () => {
  const files = assets(".js");
  const program = ts.createProgram(files, {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: true,
    types: [],
    target: ts.ScriptTarget.ES2021,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ["lib.es2021.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  });
  const checker = program.getTypeChecker();

  test("use nothing of the language and its objects that is newer than ES2021", () => {
    const mistakes = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
      const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
      return `${file?.fileName}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
    assert.deepEqual(mistakes, []);
  });

  test("use no syntax and nothing of the browser that is newer than the oldest engines", () => {
    /** @type {string[]} */
    const found = [];
    for (const path of files) {
      const source = /** @type {ts.SourceFile} */ (program.getSourceFile(path));
      const visit = (/** @type {ts.Node} */ node) => {
        const syntax = [SYNTAX[node.kind], isTopLevelAwait(node) && "await outside functions"].filter(Boolean);
        const patterns = ts.isRegularExpressionLiteral(node) ? newerRegExp(node.text) : [];
        const apis = apisAt(checker, node).filter(isForbidden);
        const line = source.getLineAndCharacterOfPosition(node.getStart(source, false)).line + 1;
        for (const feature of new Set([...syntax, ...patterns, ...apis])) found.push(`${path.slice(ASSETS.length)}:${line} ${feature}`);
        ts.forEachChild(node, visit);
      };
      visit(source);
    }
    assert.deepEqual(found, []);
  });
});

/** Units of Chromium 105 and later. */
const NEWER_UNITS = /^(?:[dls]v(?:[bhiw]|max|min)|v[bi]|cq(?:[bhiw]|max|min)|r?(?:cap|ic|lh)|rch|rex)$/;

/** `(width > 30rem)` in a media query: Chromium 104. */
const RANGE = "range of a media feature";

/** @param {string} declaration @returns {string[]} */
function featuresOfDeclaration(declaration) {
  const [, property, value] = /^([a-z-]+)\s*:\s*([^]+)$/.exec(declaration) ?? [];
  if (!property) return [];
  const words = (value.match(/(?<![\w-])[a-z][a-z-]*(?![\w(-])/g) ?? []).map((word) => `${property}: ${word}`);
  const functions = (value.match(/[a-z-]+\(/g) ?? []).map((name) => `${name})`);
  const units = [...value.matchAll(/\d([a-z]+)/g)].flatMap(([, unit]) => (NEWER_UNITS.test(unit) ? [`unit ${unit}`] : []));
  return [`${property}:`, ...words, ...functions, ...units];
}

/** The features that a style sheet names, as `newer.txt` has them. @param {string} css @returns {string[]} */
function featuresOf(css) {
  const plain = css.replace(/\/\*[^]*?\*\//g, "").replace(/"[^"]*"|'[^']*'/g, '""');
  /** Whether each open block is a style rule. @type {boolean[]} */
  const blocks = [];
  /** @type {string[]} */
  const features = [];
  for (const [, text, end] of plain.matchAll(/([^{};]*)([{};])/g)) {
    const part = text.trim();
    if (part.startsWith("@")) features.push(/@[a-z-]+/.exec(part)?.[0] ?? "", ...(/[<>]/.test(part) ? [RANGE] : []));
    else if (end === "{") features.push(...(part.match(/(?<=:)[a-z-]+/g) ?? []).map((name) => `:${name}`), ...(blocks.includes(true) ? [":nesting"] : []));
    else features.push(...featuresOfDeclaration(part));
    if (end === "{") blocks.push(!part.startsWith("@"));
    if (end === "}") blocks.pop();
  }
  return features;
}

describe("style sheets", () => {
  for (const path of assets(".css")) {
    test(`${path.slice(ASSETS.length)} uses nothing newer, but for what does no harm where it is not known`, () => {
      assert.deepEqual([...new Set(featuresOf(readFileSync(path, "utf8")).filter(isForbidden))], []);
    });
  }

  test("a feature is told by its name", () => {
    const features = (/** @type {string} */ css) => featuresOf(css).filter((feature) => newer.has(feature) || feature === RANGE || feature.startsWith("unit "));
    assert.deepEqual(features("a:has(b) { color: color-mix(in srgb, red, blue) }"), [":has", "color-mix()"]);
    assert.deepEqual(features("@layer x { a { height: 1dvh; aspect-ratio: 1 } }"), ["@layer", "unit dvh", "aspect-ratio:"]);
    assert.deepEqual(features("a { b { color: red } }"), [":nesting"]);
    assert.deepEqual(features("@media print { a { text-wrap: balance } }"), ["text-wrap:"]);
    assert.deepEqual(features("@media (width > 1rem) {}"), [RANGE]);
    assert.deepEqual(features("a { width: 1rem; overflow: clip }"), ["overflow: clip"]);
  });
});

test("what is allowed is used", () => {
  assert.deepEqual([...allowed].filter(([feature, reason]) => !used.has(feature) || !reason), []);
});
