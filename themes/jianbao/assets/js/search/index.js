// 取索引和稿件：取到的留着，没取到的下次重取。

import { checked, inflate } from "./bits.js";
import { shard } from "./shard.js";
import { collapse, fold, pageText } from "./text.js";

const decode = (bytes) => new TextDecoder().decode(bytes);
const json = async (bytes) => JSON.parse(decode(await inflate(checked(bytes))));

export class Index {
  #files = new Map();

  constructor(root, fetch) {
    this.root = root;
    this.fetch = fetch;
  }

  async load() {
    const meta = await this.#file("search/meta.json", (bytes) => JSON.parse(decode(bytes)));
    if (meta.version !== 2) throw new Error(`索引的版本是 ${meta.version}`);
    this.meta = meta;
    this.scan = meta.form === "scan";
  }

  // 一两个字的稿件，和以它开头的词。
  async entry(piece) {
    const { stories, shards, characters } = this.meta;
    const [a, b] = piece.map((char) => char.codePointAt(0));
    const single = b === undefined;
    const number = single ? a % characters : ((Math.imul(a, 0x9e3779b1) + Math.imul(b & 15, 0x85ebca6b)) >>> 0) % shards;
    const { entries, firsts } = await this.#file(`search/${single ? "c" : "t"}/${number}.bin`, (bytes) =>
      shard(checked(bytes), stories, single),
    );
    return entries.get(piece.join("")) ?? { docs: [], classes: [], first: firsts.get(piece[0]), words: new Map() };
  }

  async story(doc) {
    if (this.scan) return (await this.all()).stories[doc];
    const { block } = this.meta;
    const stories = await this.#file(`search/s/${Math.floor(doc / block)}.bin`, async (bytes) => this.#stories(await json(bytes)));
    return stories[doc % block];
  }

  all() {
    return this.#file("search/all.bin", async (bytes) => {
      const [stories, words] = await json(bytes);
      return { stories: this.#stories(stories), words };
    });
  }

  async body({ address, text }) {
    const body = (text) => ({ text, folded: fold(text) });
    return text === undefined ? this.#file(address, (bytes) => body(pageText(decode(bytes)))) : body(text);
  }

  #stories(stories) {
    return stories.map(([address, title, date, column, head, issue, text]) => {
      const fields = [title, ...head].map(collapse);
      return { address, fields, date, column: this.meta.columns[column], issue, text, folded: fields.map(fold) };
    });
  }

  #file(path, decode) {
    const load = async () => {
      try {
        const reply = await this.fetch(this.root + path);
        if (!reply.ok) throw new Error(`没有取到：${reply.status}`);
        return await decode(new Uint8Array(await reply.arrayBuffer()));
      } catch (error) {
        this.#files.delete(path);
        throw Object.assign(new Error(error.message), { file: path });
      }
    };
    if (!this.#files.has(path)) this.#files.set(path, load());
    return this.#files.get(path);
  }
}
