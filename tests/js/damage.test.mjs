// @ts-check
// The decoder given damaged files: it refuses them, or returns numbers of stories that exist. It never loops for ever and
// never allocates more than the lists can hold. In a browser the checksum rejects such files first.
import assert from "node:assert/strict";
import { test } from "node:test";
import { decoder, verified } from "../../themes/jianbao/assets/js/search/decoder.js";
import { bigrams, characters } from "../../themes/jianbao/assets/js/search/shard.js";
import { site } from "./support/site.mjs";

const STORIES = Array.from({ length: 40 }, (_, n) => ({
  title: `第${n}篇`,
  body: ["深根计划推进科技创新。", "知识产权标准发布，科技局。", "人工智能绘画大赛，揭榜挂帅。"][n % 3],
}));
const WORDS = { 科技: 9000, 科技创新: 300, 创新: 8000, 深根: 50, 计划: 9000, 知识: 3000, 产权: 2000, 知识产权: 900 };

/** Numbers below a bound, the same every time (xorshift). @param {number} state */
const random = (state) => (/** @type {number} */ bound) => {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % bound;
};

/** A copy of bytes with up to four faults. @param {Uint8Array} bytes @param {(bound: number) => number} below */
function damaged(bytes, below) {
  let out = Uint8Array.from(bytes);
  for (let n = 1 + below(4); n > 0; n--) {
    const at = below(out.length);
    const kind = below(4);
    if (kind === 0) out = out.slice(0, at + 1);
    else if (kind === 1) out.fill(255, at, at + below(12));
    else if (kind === 2) out.copyWithin(at, below(out.length), below(out.length));
    else out[at] ^= 1 << below(8);
  }
  return out;
}

/** Whether a list's stories exist and are ascending. @param {ArrayLike<number>} docs */
const inOrder = (docs) => Array.from(docs).every((doc, n) => doc < STORIES.length && (n === 0 || doc > docs[n - 1]));

test("damaged lists are refused or name stories that exist", () => {
  const below = random(20200915);
  const { files } = site(STORIES, { words: WORDS });
  const meta = JSON.parse(String(files.get("search/meta.json")));
  let refused = 0;
  let read = 0;
  for (const [name, file] of files) {
    const [, kind, number] = /^search\/([tc])\/(\d+)\.bin$/.exec(name) ?? [];
    if (!kind) continue;
    const whole = verified(Uint8Array.from(/** @type {Buffer} */ (file)));
    for (let n = 0; n < 100; n++) {
      try {
        const terms = (kind === "t" ? bigrams : characters)(damaged(whole, below), Number(number), meta);
        read++;
        for (const entry of terms.values()) {
          for (const { docs } of [entry, ...(entry.words?.values() ?? [])]) assert.ok(inOrder(docs), `${docs}`);
        }
      } catch (error) {
        assert.equal(/** @type {Error} */ (error).message, "文件损坏");
        refused++;
      }
    }
  }
  console.log(`  ${refused} refused, ${read} read`);
  assert.ok(refused > 400 && read > 10, `${refused} refused, ${read} read`);
});

test("a count beyond all stories allocates nothing", () => {
  const input = decoder(new Uint8Array(8));
  assert.throws(() => input.postings(2 ** 40, STORIES.length), { message: "文件损坏" });
});

test("a damaged file is refused before it is read", async () => {
  const below = random(7);
  const { files } = site(STORIES, { words: WORDS });
  for (const [name, bytes] of files) {
    if (!name.endsWith(".bin")) continue;
    for (let n = 0; n < 50; n++) {
      const other = damaged(/** @type {Buffer} */ (bytes), below);
      if (Buffer.compare(other, /** @type {Buffer} */ (bytes)) === 0) continue;
      assert.throws(() => verified(other), name);
    }
  }
});
