// @ts-check
/**
 * Minifies the scripts of the default theme into `src/theme/minified`, from where `build.rs` embeds them, so that nobody
 * who compiles the program has to compile a minifier first.
 *
 * `node src/theme/minify.mjs` writes them and `sources.txt`, the SHA-256 of each source in the form of `sha256sum`. Run it
 * after every change of a script: `tests/js/minified.test.mjs` holds the result to its source, and until then `build.rs`
 * embeds a changed script as it stands.
 */

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { minifySync } from "oxc-minify";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SOURCES = join(ROOT, "themes/jianbao/assets");

/** The directory of the minified scripts. */
export const MINIFIED = join(ROOT, "src/theme/minified");

/**
 * Minifies all scripts of the default theme.
 *
 * @returns {Map<string, string>} what each file of `src/theme/minified` must hold, by its path in there
 */
export function minifiedFiles() {
  const files = new Map();
  const digests = [];

  for (const path of scriptPaths()) {
    const source = readFileSync(join(SOURCES, path), "utf8");
    const { code, errors } = minifySync(path, source, { module: true });
    if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);

    files.set(path, code);
    digests.push(`${createHash("sha256").update(source).digest("hex")}  ${path}\n`);
  }

  files.set("sources.txt", digests.join(""));
  return files;
}

/** Paths of the scripts below `assets`, with slashes, in order. */
function scriptPaths() {
  return readdirSync(SOURCES, { recursive: true })
    .map((path) => String(path).replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".js"))
    .sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  rmSync(MINIFIED, { recursive: true, force: true });
  for (const [path, text] of minifiedFiles()) {
    const to = join(MINIFIED, path);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text);
  }
}
