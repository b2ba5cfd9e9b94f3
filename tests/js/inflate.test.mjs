// @ts-check
/** Holds the inflate of old browsers to zlib's deflate. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { constants, deflateRawSync } from "node:zlib";

import { inflate } from "../../themes/jianbao/assets/js/search/inflate.js";

const TEXTS = ["", "a", "科技创新".repeat(3000), Array.from({ length: 20000 }, (_, n) => (n * n * 7919) % 8191).join(",")];
const BYTES = [...TEXTS.map((text) => Buffer.from(text)), Buffer.from(Array.from({ length: 70000 }, (_, n) => (n * 2654435761) >>> 24))];

test("what deflate makes is inflated, in blocks of every kind", () => {
  for (const bytes of BYTES) {
    for (const options of [{ level: 9 }, { level: 1 }, { level: 0 }, { strategy: constants.Z_FIXED }, { strategy: constants.Z_HUFFMAN_ONLY }]) {
      assert.ok(Buffer.from(inflate(deflateRawSync(bytes, options))).equals(bytes), `${bytes.length} ${JSON.stringify(options)}`);
    }
  }
});

test("what is cut off or damaged is an error, and no end of it is waited for", () => {
  const whole = deflateRawSync(BYTES[2]);
  for (let length = 0; length < whole.length; length += 7) assert.throws(() => inflate(whole.subarray(0, length)));
  for (const bytes of [[7], [0xff, 0xff], [0x4b, 0x04, 0xff]]) assert.throws(() => inflate(Uint8Array.from(bytes)));
});
