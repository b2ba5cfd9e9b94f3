// 索引文件里的字节和位，见 docs/search-format.md。

const check = (good) => {
  if (!good) throw new Error("文件损坏");
};

export class Bytes {
  at = 0;

  constructor(bytes) {
    this.bytes = bytes;
  }

  get more() {
    return this.at < this.bytes.length;
  }

  number() {
    for (let number = 0, unit = 1; ; unit *= 128) {
      check(this.more);
      const byte = this.bytes[this.at++];
      number += (byte & 127) * unit;
      if (byte < 128) return number;
    }
  }
}

export class Bits extends Bytes {
  bits(count) {
    let number = 0;
    for (let n = 0; n < count; n++, this.at++) {
      const byte = this.bytes[this.at >>> 3];
      check(byte >= 0);
      number |= ((byte >>> (this.at & 7)) & 1) << n;
    }
    return number >>> 0;
  }

  // total 篇中的 count 篇。
  list(count, total) {
    check(count > 0 && count <= total);
    let k = 0;
    while (2 ** (k + 1) * count * 1.5 <= total) k++;
    const docs = new Uint32Array(count);
    const classes = new Uint8Array(count);
    const classed = this.bits(1);
    for (let n = 0, doc = 0; n < count; n++) {
      let quotient = 0;
      while (quotient < 65 && this.bits(1)) quotient++;
      doc += quotient < 65 ? quotient * 2 ** k + this.bits(k) : this.bits(32);
      docs[n] = doc++;
      while (classed && classes[n] < 3 && this.bits(1)) classes[n]++;
    }
    return { docs, classes };
  }
}

// 核对校验值。
export function checked(file) {
  let hash = 0x811c9dc5;
  for (const byte of file.subarray(4)) hash = Math.imul(hash ^ byte, 0x01000193);
  check(file.length > 4 && new DataView(file.buffer).getInt32(0, true) === hash);
  return file.subarray(4);
}

export async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
