// @ts-check
// Searching: candidates from the index, ranked, verified in their texts, and a page of hits. docs/search-api.md has the options
// and the reply; docs/search-format.md tells how a query is answered.

import { find as findCandidates, related as findByWords, words as wordsOf } from "./candidates.js";
import { excerpt, marks } from "./excerpt.js";
import { load } from "./index.js";
import { parse } from "./query.js";
import { term as toTerm } from "./text.js";

/** @typedef {import("./candidates.js").Candidate} Candidate */
/** @typedef {import("./index.js").Index} Index */
/** @typedef {import("./index.js").Story} Story */
/** @typedef {import("./text.js").Term} Term */
/**
 * @typedef {object} Options
 * @property {string} [column]
 * @property {string} [tag]
 * @property {string} [issue]
 * @property {string} [from]
 * @property {string} [to]
 * @property {string} [sort] "date" for the newest first
 * @property {number} [limit]
 * @property {number} [offset]
 * @property {AbortSignal} [signal] stops the verification of further candidates
 * @property {number | "all"} [verify] up to which number of hits the count is to be exact; 0 to verify the first few candidates only
 */
/**
 * @typedef {object} Hit
 * @property {string} address
 * @property {string} url
 * @property {string} title
 * @property {string} date
 * @property {string} column
 * @property {string} issue
 * @property {string[]} tags
 * @property {number} doc
 * @property {boolean} literal
 * @property {string | null} where "title", "head" or "body"
 * @property {{ title: import("./excerpt.js").Mark[] }} marks
 * @property {import("./excerpt.js").Excerpt | null} excerpt
 * @property {() => Promise<import("./excerpt.js").Excerpt>} load
 */
/** @typedef {Awaited<ReturnType<typeof search>>} Answer */
/** @typedef {ReturnType<typeof parse>} Query */
/** @typedef {(story: Story) => boolean} Filter */
/** @typedef {(a: Candidate, b: Candidate) => number} Order */
/** @typedef {import("./candidates.js").Fail} Fail */
/** @typedef {{ loose: Candidate[], words: string[] }} Loose stories that contain all words of a query but not the query */
// Batches of verification end at these numbers of candidates, always the same, so that a short answer begins a longer one.
const BATCH_ENDS = [5, 12, 40];
const BATCH_SIZE = 40;
// Candidates verified for a count, some megabytes of pages; more only for a reader who turns the pages.
const MAX_VERIFIED = 2000;
// Loose hits are looked for where there are fewer literal ones.
const FEW_HITS = 10;
// The tier of a loose hit, behind those of the fields. (In `verifyStory` the same number says that no field has a term.)
const LOOSE_TIER = 3;

/**
 * Opens the index of the site at an address.
 * @param {string} root
 * @param {{ fetch?: (url: string) => Promise<Response> }} [options]
 */
export async function open(root, { fetch = (url) => globalThis.fetch(url) } = {}) {
  const index = await load(root, fetch);
  const help = () => import("./suggest.js");

  return {
    /** @param {string} text @param {Options} [options] */
    search: (text, options = {}) => search(index, text, options),
    /** @param {string} text */
    suggest: async (text) => (await help()).suggest(index, text),
    /** @param {string} text */
    correct: async (text) => {
      const texts = await (await help()).correct(index, text);
      // Only those that find something.
      const answers = await Promise.all(texts.map((text) => search(index, text, { limit: 1, verify: 0 })));
      return texts.filter((_, n) => answers[n].literal).slice(0, 3);
    },
  };
}

/** Answers a query; if nothing is found, with the wording of the other side of the strait. @param {Index} index @param {string} input @param {Options} options */
async function search(index, input, options) {
  /** @type {Map<string, string>} */
  const problems = new Map();
  /** @param {any} error @returns {undefined} */
  const fail = (error) => {
    if (!error.file) throw error;
    problems.set(error.file, error.message);
  };

  await index.variants(input + (options.tag ?? "")).catch(fail);
  let answer = await find(index, input, options, fail);

  const others = answer.exact && !answer.literal ? await index.reworded(index.fold(input)).catch(fail) : [];
  for (const other of others ?? []) {
    const found = await find(index, other, options, fail);
    if (answer.literal || (!found.literal && found.loose <= answer.loose)) continue;
    found.notes.push(`没有“${input}”，找的是“${other}”`);
    answer = found;
  }

  return { ...answer, complete: !problems.size, problems: Array.from(problems, ([file, reason]) => ({ file, reason })) };
}

/** Answers a query as it is worded, without rewording it. @param {Index} index @param {string} input @param {Options} options @param {Fail} fail */
async function find(index, input, options, fail) {
  const { scan, fold } = index;
  const { offset = 0, limit = 10, verify } = options;
  const query = parse(input, fold);
  const { terms, texts, notes } = query;
  const filter = storyFilter(options, fold);
  const { exact: exactTerms, verifyStory, collect, related } = matcher(index, query, filter, options.tag, fail);
  /** The score of a candidate by which it is ranked: that of newer ones up to 15 percent higher. @param {Candidate} candidate */
  const value = ({ doc, score }) => score * (1.15 - (0.15 * doc) / index.meta.stories);
  /** @type {Order} */
  const order = (a, b) => (options.sort !== "date" && (a.tier - b.tier || value(b) - value(a))) || a.doc - b.doc;

  const queue = (await collect()).sort(order);
  const total = queue.length;
  const batched = !scan && queue.some(({ unverified }) => unverified);
  // With exact lists, filters need story data only, and no pages: then any number of candidates is verified.
  const unlimited = verify === "all" || options.offset !== undefined || (filter && exactTerms.size === terms.length);
  const most = verify === 0 ? 1 : unlimited ? Infinity : verify || filter ? MAX_VERIFIED : BATCH_SIZE;
  const found = await verifyQueue(queue, (candidate) => verifyStory(candidate, terms).catch(fail), order, options, most, batched);

  // Loose hits cost round trips: where there are literal ones, they are looked for on the next page only.
  const few = !queue.length && found.length < FEW_HITS && texts.length > 0;
  const later = few && found.length > 0 && !scan && !offset && verify !== "all";
  const { loose, words } = few && !later ? await related(docsOf(found)) : { loose: [], words: [] };
  for (const candidate of loose) candidate.tier = LOOSE_TIER;
  loose.sort(order);

  const page = [...found, ...loose].slice(offset, offset + limit);
  const hits = await Promise.all(page.map((candidate) => toHit(index, candidate, texts, words, fail)));
  const next = offset + page.length;
  const more = queue.length || next < found.length + loose.length || (later && terms.some((term) => !exactTerms.has(term)));
  return {
    literal: queue.length ? Math.round((found.length / (total - queue.length)) * total) : found.length,
    loose: loose.length,
    exact: !queue.length,
    hits: hits.flat(),
    next: more ? next : null,
    terms: texts,
    words,
    notes,
  };
}

/** The filters of a search as one predicate, if there are any. @param {Options} options @param {import("./text.js").Fold} fold */
function storyFilter({ column, tag, issue, from, to }, fold) {
  if (!(column || tag || issue || from || to)) return undefined;
  const tagged = tag && fold(tag);
  /** @param {string} text */
  const compact = (text) => fold(text).replace(/\s/g, "");
  const number = issue && compact(issue).replace(/^第?(\d+)期?$/, "第$1期");

  /** @param {Story} story */
  return (story) =>
    (!column || story.column === column) &&
    (!tagged || story.tags.some((own) => fold(own) === tagged)) &&
    (!number || compact(story.issue).endsWith(number)) &&
    (!from || story.date >= from) &&
    (!to || story.date <= to);
}

/**
 * Returns the functions that match stories with a query: `collect` finds the candidates, `verifyStory` verifies one, `related`
 * finds the loose hits. `exact` is filled by `collect`.
 * @param {Index} index
 * @param {Query} query
 * @param {Filter | undefined} filter
 * @param {string | undefined} tag
 * @param {Fail} fail
 */
function matcher(index, { terms, texts, excluded, whole }, filter, tag, fail) {
  /** Terms whose posting lists are exact: no text needs to be looked at. @type {Set<Term>} */
  const exact = new Set();
  /** Excluded terms, with the stories that may have them; undefined for all. @type {Map<Term, Set<number> | undefined>} */
  const banned = new Map();

  /** Verifies a candidate in its story data and, for terms that are only there, its body; sets its tier. @param {Candidate} candidate @param {Term[]} wanted */
  const verifyStory = async (candidate, wanted) => {
    const story = await index.story(candidate.doc);
    if (filter && !filter(story)) return false;
    const { folded } = story;
    const body = async () => (candidate.body ??= await index.body(story)).folded;

    /** The tier of the first field with a term; 3 if no field has it. @param {Term} term */
    const tierOf = async (term) => {
      /** @param {string} field */
      const has = (field) => field.includes(term.text);
      const at = folded.findIndex(has);
      if (at >= 0) return Math.min(at, 1);
      return exact.has(term) || has(await body()) ? 2 : 3;
    };

    candidate.tier = 0;
    for (const term of wanted) {
      candidate.tier = Math.max(candidate.tier, await tierOf(term));
      if (candidate.tier > 2) return false;
      if (index.scan) for (const field of [...folded, await body()]) candidate.score += field.split(term.text).length - 1;
    }

    if (candidate.unverified) for (const term of excluded) if (!exact.has(term) && (await tierOf(term)) < 3) return false;
    if ([whole, texts.join(" ")].includes(toTerm(folded[0]).text)) candidate.tier = -1;
    return true;
  };

  /** Drops candidates with an excluded term, and marks those that may have one. @param {Candidate[]} candidates */
  const allowed = (candidates) =>
    candidates.filter((candidate) => {
      const suspects = [...banned].filter(([, docs]) => !docs || docs.has(candidate.doc));
      candidate.unverified ||= suspects.length > 0;
      return !suspects.some(([term]) => exact.has(term));
    });

  /** All stories: the candidates in the scan form. @returns {Promise<Candidate[]>} */
  const everything = async () => Array.from((await index.all()).stories, (_, doc) => ({ doc, score: 0, tier: 2, unverified: true }));

  /** Collects the candidates. @returns {Promise<Candidate[]>} */
  const collect = async () => {
    const all = index.scan ? await everything() : [];
    if (index.scan || !terms.length) return terms.length ? all : [];

    const { candidates, exact: certain } = await findCandidates(index, terms, fail);
    if (!candidates) throw new Error("索引没有取到");
    for (const term of candidates.length ? excluded : []) {
      const other = await findCandidates(index, [term], fail);
      for (const term of other.exact) exact.add(term);
      banned.set(term, other.candidates && docsOf(other.candidates));
    }

    for (const term of certain) exact.add(term);
    for (const candidate of candidates) candidate.unverified = Boolean(filter) || certain.size < terms.length;
    const queue = allowed(candidates);

    // A tag is text of the head, so that its bigrams narrow the queue down.
    const tagTerm = toTerm(index.fold(tag ?? ""));
    const tagged = queue.length && tagTerm.text && (await findCandidates(index, [tagTerm], fail)).candidates;
    if (!tagged) return queue;
    const docs = docsOf(tagged);
    return queue.filter(({ doc }) => docs.has(doc));
  };

  /** Finds other stories that contain all words of the terms. @param {Set<number>} taken @returns {Promise<Loose>} */
  const related = async (taken) => {
    /** @param {Candidate[]} candidates */
    const others = (candidates) => candidates.filter(({ doc }) => !taken.has(doc));
    if (index.scan) {
      const known = (await index.all()).words;
      const words = wordsOf(terms, (word) => known.get(word), index.meta.total);
      const loose = [];
      for (const candidate of words.length ? others(await everything()) : []) {
        if (await verifyStory(candidate, words.map(toTerm))) loose.push(candidate);
      }
      return { loose, words };
    }

    const { candidates, words } = await findByWords(index, terms, fail);
    const certain = allowed(others(candidates)).filter(({ unverified }) => !unverified);
    const stories = await Promise.all(certain.map(({ doc }) => filter && index.story(doc).catch(fail)));
    return { loose: filter ? certain.filter((_, n) => stories[n] && filter(stories[n])) : certain, words };
  };

  return { exact, verifyStory, collect, related };
}

/** The numbers of candidates. @param {Candidate[]} candidates */
const docsOf = (candidates) => new Set(candidates.map(({ doc }) => doc));

/**
 * Verifies candidates from the front of the queue, batch by batch, until the page is full and the count good enough.
 * Returns the literal hits; the candidates that are left in the queue have not been verified. Verification may change a tier,
 * so each batch is sorted again; a hit stays behind those of earlier batches, except with `verify: "all"`.
 * @param {Candidate[]} queue sorted by `order`
 * @param {(candidate: Candidate) => Promise<boolean | undefined>} verifyStory
 * @param {Order} order
 * @param {Options} options
 * @param {number} most no further batch begins once so many candidates have been verified
 * @param {boolean} batched whether to go batch by batch: only where story data or pages must be fetched; else all at once
 */
async function verifyQueue(queue, verifyStory, order, { limit = 10, offset = 0, verify, signal }, most, batched) {
  /** @type {Candidate[]} */
  let found = [];

  for (let spent = 0; queue.length && !signal?.aborted && spent < most; ) {
    // The page is full, and the count is not to become better.
    if (found.length >= offset + limit && verify !== "all" && (found.length > (verify || -1) || spent >= MAX_VERIFIED)) break;
    const end = BATCH_ENDS.find((end) => end > spent) ?? spent + BATCH_SIZE;
    const batch = queue.splice(0, batched ? end - spent : Infinity);
    spent += batch.length;

    // Candidates with all terms in the headline are verified even if their lists are exact, since only their story data tells
    // whether the headline is the query and nothing else (tier -1). Of many, only as many as a page has.
    let headlines = batch.filter(({ tier }) => tier < 1).length;
    if (headlines > BATCH_SIZE / 2) headlines = limit;
    const good = await Promise.all(
      batch.map((candidate) => !(candidate.unverified || (candidate.tier < 1 && headlines-- > 0)) || verifyStory(candidate)),
    );
    found = found.concat(batch.filter((_, n) => good[n]).sort(order));
  }

  return verify === "all" ? found.sort(order) : found;
}

/**
 * Makes a hit of a candidate: none if its story data could not be fetched.
 * @param {Index} index
 * @param {Candidate} candidate
 * @param {string[]} texts the texts of the terms
 * @param {string[]} words the words of loose hits
 * @param {Fail} fail
 * @returns {Promise<Hit[]>}
 */
async function toHit(index, candidate, texts, words, fail) {
  const { doc, tier } = candidate;
  const literal = tier < LOOSE_TIER;
  const terms = literal ? texts : [...texts, ...words];
  const { fold, scan, root } = index;
  const story = await index.story(doc).catch(fail);
  if (!story) return [];
  const { address, fields: [title, ...head], date, column, issue, tags } = story;

  /** Extracts from the body; from the head if the terms are only there. @param {import("./index.js").Body} body */
  const pick = ({ text }) => {
    const own = excerpt(text, terms, fold);
    return tier === 1 && !own.marks.length ? excerpt(head.join("　"), terms, fold) : own;
  };

  const body = scan ? await index.body(story) : candidate.body;
  return [{
    address, title, date, column, issue, tags, literal, doc,
    url: root + address,
    where: ["title", "head", "body"][Math.max(0, tier)] ?? null,
    marks: { title: marks(title, terms, fold) },
    excerpt: body ? pick(body) : null,
    load: async () => pick(await index.body(story)),
  }];
}
