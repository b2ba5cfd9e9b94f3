// @ts-check
/** Holds the minified scripts in the repository to the sources that they were made from. */

import assert from "node:assert/strict";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { MINIFIED, minifiedFiles } from "../../src/theme/minify.mjs";

test("the minified scripts are those of the sources: node src/theme/minify.mjs", () => {
  const expected = minifiedFiles();

  const present = readdirSync(MINIFIED, { recursive: true })
    .map(String)
    .filter((path) => statSync(join(MINIFIED, path)).isFile());
  assert.deepEqual(present.sort(), [...expected.keys()].sort());

  for (const [path, text] of expected) {
    assert.equal(readFileSync(join(MINIFIED, path), "utf8"), text, path);
  }
});
