// @ts-check
// 读索引文件：用到哪一片取哪一片，取过的不再取。取文件的函数由外面给，所以这里不碰浏览器。

/** @typedef {{ version: number, stories: number, shards: number, block: number }} Meta */
/** @typedef {{ url: string, title: string, date: string, column: string, summary: string }} StoryEntry */
/** @typedef {(url: string) => Promise<{ ok: boolean, status: number, json(): Promise<any> }>} Fetch */

/** 这份程序读得懂的索引。 */
const VERSION = 1;

/**
 * 一个词在第几片里：由它的头两个字算出，与 src/search/index.rs 相同。
 * @param {string} term
 * @param {number} shards 片数，是 2 的幂
 */
export function shardOf(term, shards) {
  let hash = 0x811c9dc5;
  for (const char of Array.from(term).slice(0, 2)) {
    hash = Math.imul(hash ^ /** @type {number} */ (char.codePointAt(0)), 0x01000193) >>> 0;
  }
  return hash & (shards - 1);
}

export class SearchIndex {
  /** @type {Map<string, Promise<any>>} */
  #files = new Map();
  #root;
  #fetch;

  /**
   * @param {string} root 网站的根，如 `/`
   * @param {Fetch} fetch
   */
  constructor(root, fetch) {
    this.#root = root;
    this.#fetch = fetch;
  }

  /**
   * 索引里有多少东西。
   * @returns {Promise<Meta>}
   */
  async meta() {
    const meta = await this.#file("meta.json");
    if (meta.version !== VERSION) throw new Error(`索引版本是 ${meta.version}，不是 ${VERSION}`);
    return meta;
  }

  /**
   * 这些词各在哪些稿件里；索引里没有的词不在结果里。
   * @param {string[]} terms
   * @returns {Promise<Map<string, number[]>>} 词 → [稿件, 分量, 稿件, 分量, …]
   */
  async postings(terms) {
    const { shards } = await this.meta();
    const numbers = [...new Set(terms.map((term) => shardOf(term, shards)))];
    const files = new Map(
      await Promise.all(
        numbers.map(async (number) => /** @type {const} */ ([number, await this.#file(`t/${number.toString(16).padStart(3, "0")}.json`)])),
      ),
    );
    /** @type {Map<string, number[]>} */
    const found = new Map();
    for (const term of terms) {
      const shard = files.get(shardOf(term, shards));
      if (Object.hasOwn(shard, term)) found.set(term, shard[term]);
    }
    return found;
  }

  /**
   * 这些稿件的标题、网址等，次序照旧。
   * @param {number[]} stories 稿件的编号
   * @returns {Promise<StoryEntry[]>}
   */
  async stories(stories) {
    const { block } = await this.meta();
    return Promise.all(stories.map(async (story) => (await this.#file(`s/${Math.floor(story / block)}.json`))[story % block]));
  }

  /** @param {string} path */
  #file(path) {
    let file = this.#files.get(path);
    if (!file) {
      file = this.#load(`${this.#root}search/${path}`);
      this.#files.set(path, file);
      file.catch(() => this.#files.delete(path)); // 失败的不记，下次重取。
    }
    return file;
  }

  /** @param {string} url */
  async #load(url) {
    const reply = await this.#fetch(url);
    if (!reply.ok) throw new Error(`${url}：${reply.status}`);
    return reply.json();
  }
}
