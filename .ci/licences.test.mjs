// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { fulfilled } from "./licences.mjs";

const allowed = (/** @type {string} */ licence) => ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"].includes(licence);
/** @param {string} expression */
const good = (expression) => fulfilled(expression, allowed);

test("one of OR, all of AND, AND before OR, parentheses first", () => {
  assert.ok(good("MIT"));
  assert.ok(!good("GPL-3.0-only"));
  assert.ok(good("GPL-3.0-only OR MIT"));
  assert.ok(!good("GPL-3.0-only AND MIT"));
  assert.ok(good("MIT OR GPL-3.0-only AND AGPL-3.0-only"));
  assert.ok(!good("(MIT OR GPL-3.0-only) AND AGPL-3.0-only"));
  assert.ok(good("(MIT OR Apache-2.0) AND Unicode-3.0"));
});

test("a licence WITH an exception is a licence of its own", () => {
  assert.ok(good("Apache-2.0 WITH LLVM-exception"));
  assert.ok(!good("MIT WITH LLVM-exception"));
  assert.ok(good("GPL-2.0-only WITH Classpath-exception-2.0 OR MIT"));
});

test("the old slash is OR", () => {
  assert.ok(good("MIT/GPL-3.0-only"));
  assert.ok(good("Apache-2.0 / MIT"));
});

test("what is no expression is not waved through", () => {
  for (const expression of ["", "MIT Apache-2.0", "MIT OR", "AND MIT", "(MIT", "MIT)", "MIT WITH", "MIT, Apache-2.0", "OR"]) {
    assert.throws(() => good(expression), expression);
  }
});
