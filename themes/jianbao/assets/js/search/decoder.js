// @ts-check
// Decoding of the index's files: checksum, deflate, and an adaptive binary range coder (docs/search-format.md).

/** Refuses a damaged file. @param {unknown} intact */
export const check = (intact) => {
  if (!intact) throw new Error("文件损坏");
};

/** FNV-1a, 32 bits. @param {Uint8Array} bytes */
export function fnv1a(bytes) {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

// Contexts of the adaptive bits, each with 64 models; the other contexts are in shard.js.
const NOT_ONCE = 4;
const IN_HEAD = 5;
const IS_MANY = 6;
const CONTEXT_COUNT = 56;
const MODELS_PER_CONTEXT = 64;

// Impacts: 0 once in the body, 1 two or three times, 2 more often, 3 in the head, 4 in the headline.
const MANY = 2;
const HEAD = 3;
const TITLE = 4;

/**
 * The Golomb step of a posting list: how many slots one bit skips, and the probability, of 4,096, that it does not.
 * @param {number} remaining stories still to come, at least 2
 * @param {number} slots story numbers that they can have
 */
function golombStep(remaining, slots) {
  const width = Math.floor((slots * 522) / (remaining * 1024 + 261)) || 1;
  if (width >= 8) return [width, Math.floor(0.4 * 4096)];

  let emptyProbability = 1;
  for (let n = 0; n < width; n++) emptyProbability *= (slots - remaining) / slots;
  return [width, Math.floor(4096 - emptyProbability * 4096)];
}

/** @typedef {{ docs: number[], impacts: number[] }} Postings story numbers, ascending, and the impact of the term in each */

/** @typedef {ReturnType<typeof decoder>} RangeDecoder */

/** Returns the decoder of one file of terms, which is read front to back. @param {Uint8Array} bytes */
export function decoder(bytes) {
  let range = 0xffffff;
  let code = (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];
  let position = 3;
  /** The probability of a 0, of 65,536, by model. */
  const probabilities = new Uint16Array(CONTEXT_COUNT * MODELS_PER_CONTEXT).fill(32768);
  /** The number of bits decoded, up to 62, by model: it sets the rate of adaptation. */
  const counts = new Uint8Array(CONTEXT_COUNT * MODELS_PER_CONTEXT);

  const renormalize = () => {
    for (; range < 65536; range <<= 8) code = (code << 8) | bytes[position++];
  };

  /** Decodes a bit of known probability. @param {number} probability of a 0, of 4,096 */
  const fixedBit = (probability) => {
    const bound = ((range >>> 8) * probability) >>> 4;
    const bit = code < bound ? 0 : 1;

    if (bit) {
      code -= bound;
      range -= bound;
    } else range = bound;

    renormalize();
    return bit;
  };

  /** Decodes an adaptive bit. @param {number} context @param {number} [model] one of the context's 64 */
  const bit = (context, model = 0) => {
    const at = context * MODELS_PER_CONTEXT + model;
    const probability = probabilities[at];
    const bit = fixedBit(probability >>> 4);

    const rate = 31 - Math.clz32(counts[at] + 2);
    probabilities[at] += bit ? -(probability >>> rate) : (65535 - probability) >>> rate;
    if (counts[at] < 62) counts[at]++;
    return bit;
  };

  /** Decodes a number below `total`, all equally likely. @param {number} total @returns {number} */
  const uniform = (total) => {
    if (total > 256) {
      const lowBits = 24 - Math.clz32(total);
      return (uniform(((total - 1) >>> lowBits) + 1) << lowBits) | uniform(1 << lowBits);
    }

    range = (range / total) | 0;
    const number = (code / range) | 0;
    check(number < total);
    code -= number * range;
    renormalize();
    return number;
  };

  /** Decodes a number in Elias gamma code, its length and second highest bit adaptive. @param {number} context */
  const number = (context) => {
    let bits = 0;
    while (bit(context, bits)) check(++bits < 22);
    if (!bits) return 0;

    const top = 2 + bit(context, 32 + bits);
    return ((top << (bits - 1)) | uniform(1 << (bits - 1))) - 1;
  };

  /** Decodes the next story's number, a gap in adaptive Golomb code. @param {number} remaining @param {number} next @param {number} total */
  const nextDoc = (remaining, next, total) => {
    // Without a free slot all stories that are left follow one another.
    while (remaining < total - next) {
      const [width, probability] = remaining > 1 ? golombStep(remaining, total - next) : [total - next, 0];
      if (!probability || !fixedBit(probability)) return next + uniform(width);
      next += width;
    }
    return next;
  };

  /** Decodes the impact of a term. @param {number} last the last one of the list that was not 0 */
  const impact = (last) => {
    if (!bit(NOT_ONCE, last && 1)) return 0;
    return bit(IN_HEAD, last && Math.min(last, HEAD) - 1)
      ? HEAD + bit(IN_HEAD, last === TITLE ? 4 : 3)
      : 1 + bit(IS_MANY, last === MANY ? 1 : 0);
  };

  /** Decodes the postings of `remaining` stories out of `total`. @param {number} remaining @param {number} total @returns {Postings} */
  const postings = (remaining, total) => {
    check(remaining > 0 && remaining <= total && position <= bytes.length);
    const docs = new Array(remaining);
    const impacts = new Array(remaining);

    for (let n = 0, next = 0, last = 0; remaining; n++, remaining--) {
      next = nextDoc(remaining, next, total);
      check(remaining <= total - next);
      docs[n] = next++;
      impacts[n] = impact(last);
      last = impacts[n] || last;
    }
    return { docs, impacts };
  };

  /** Checks that the file ends here. */
  const finish = () => check(position === bytes.length);

  return { bit, uniform, number, postings, finish };
}

/** Returns the bytes behind a file's checksum, if it is right. @param {Uint8Array} file */
export function verified(file) {
  const bytes = file.subarray(4);
  check(bytes.length && new DataView(file.buffer).getUint32(0, true) === fnv1a(bytes));
  return bytes;
}

/** Inflates raw deflate. @param {Uint8Array} bytes @returns {Promise<BodyInit>} */
async function inflated(bytes) {
  // A Response, not a Blob: browsers keep blobs in another process.
  const { body } = new Response(/** @type {BodyInit} */ (bytes));
  try {
    return /** @type {ReadableStream} */ (body).pipeThrough(new DecompressionStream("deflate-raw"));
  } catch {
    // Chromium before 103 and Safari before 16.4.
    return /** @type {BodyInit} */ ((await import("./inflate.js")).inflate(bytes));
  }
}

/** Parses a file of deflated JSON. @param {Uint8Array} file @returns {Promise<any>} */
export async function json(file) {
  return new Response(await inflated(verified(file))).json();
}
