// @ts-check
// The encoder of pictures that are made by code: the same pixels give the same file.

import { deflateSync } from "node:zlib";

/** @typedef {[red: number, green: number, blue: number, alpha?: number]} Colour */

/**
 * Encodes pixels as a PNG.
 * @param {number} width
 * @param {number} height
 * @param {3 | 4} channels four with transparency
 * @param {(x: number, y: number) => Colour | number[]} pixel
 */
export function png(width, height, channels, pixel) {
  const stride = 1 + width * channels;
  const rows = Buffer.alloc(height * stride);

  for (let y = 0; y < height; y++) {
    // Each byte as its difference from the pixel at the left: smooth pictures become small.
    rows[y * stride] = 1;
    let left = [0, 0, 0, 0];
    for (let x = 0; x < width; x++) {
      const colour = pixel(x, y);
      for (let at = 0; at < channels; at++) {
        rows[y * stride + 1 + x * channels + at] = (colour[at] ?? 255) - left[at];
      }
      left = /** @type {number[]} */ (colour);
    }
  }

  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, channels === 4 ? 6 : 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows, { level: 6 })), chunk("IEND", Buffer.alloc(0))]);
}

/** A chunk of a PNG. @param {string} name @param {Buffer} data */
function chunk(name, data) {
  const named = Buffer.concat([Buffer.from(name, "ascii"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The check sum of a chunk. @param {Buffer} data */
function crc32(data) {
  let sum = 0xffffffff;
  for (const byte of data) sum = CRC_TABLE[(sum ^ byte) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
