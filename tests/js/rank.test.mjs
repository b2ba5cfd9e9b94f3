// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { rank } from "../../themes/jianbao/assets/js/search/rank.js";

test("必需的词要全有", () => {
  const postings = new Map([["科技", [0, 1, 1, 1, 2, 1]], ["创新", [1, 1, 2, 5, 9, 1]]]);
  assert.deepEqual(rank(["科技", "创新"], [], postings, 10), [2, 1]);
  assert.deepEqual(rank(["科技", "没有"], [], postings, 10), []);
  assert.deepEqual(rank([], [], postings, 10), []);
});

test("少见的词更要紧，同分的新稿在前", () => {
  const postings = new Map([["平湖", [0, 3, 1, 3, 2, 3, 3, 3]], ["深根", [3, 1]]]);
  assert.deepEqual(rank(["平湖"], [], postings, 4), [0, 1, 2, 3]);
  assert.deepEqual(rank(["平湖"], ["深根"], postings, 4), [3, 0, 1, 2]);
});

test("加分的词不放进本来不合格的稿件", () => {
  assert.deepEqual(rank(["科技"], ["科技园"], new Map([["科技", [4, 1]], ["科技园", [7, 9]]]), 10), [4]);
});
