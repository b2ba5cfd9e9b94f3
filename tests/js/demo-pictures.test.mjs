// @ts-check
// The drawings of the demo bulletin are those that their program makes.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import { DRAWINGS } from "../pictures/demo.mjs";

const MOST_BYTES = 40 * 1024;

for (const [file, drawing] of Object.entries(DRAWINGS)) {
  test(`content/${file} is small and as it was drawn`, async () => {
    const committed = await readFile(new URL(`../../content/${file}`, import.meta.url));
    assert.ok(committed.length <= MOST_BYTES, `${committed.length} bytes`);
    assert.ok(pixels(committed).equals(pixels(drawing().toPng())), "run node tests/pictures/demo.mjs");
  });
}

/** The rows of a PNG of one IDAT: how they are compressed is no part of a picture. @param {Buffer} picture */
function pixels(picture) {
  const at = picture.indexOf("IDAT");
  return inflateSync(picture.subarray(at + 4, at + 4 + picture.readUInt32BE(at - 4)));
}
