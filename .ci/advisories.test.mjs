// @ts-check
// What is made of the registries' answers: faults, none, or loudly that nothing was checked.

import assert from "node:assert/strict";
import { test } from "node:test";
import { audited, yanked } from "./advisories.mjs";

const UPDATED = "   Packaging jianbao v0.1.0\n    Updating crates.io index\n";
const YANKED =
  "warning: package `futures-task v0.3.18` in Cargo.lock is yanked in registry `crates-io`, consider updating to a version that is not yanked\n";

test("a crate that was withdrawn is a fault", () => {
  assert.deepEqual(yanked({ status: 0, stderr: `${UPDATED}${YANKED}    Packaged 4 files` }), { faults: ["futures-task v0.3.18 was withdrawn by its authors"] });
  assert.deepEqual(yanked({ status: 0, stderr: `${UPDATED}    Packaged 4 files` }), { faults: [] });
});

test("what was known last is no answer, and neither is a failure", () => {
  assert.deepEqual(yanked({ status: 0, stderr: "   Packaging\n    Packaged 4 files\n" }), { unchecked: "Packaged 4 files" });
  assert.deepEqual(yanked({ status: 101, stderr: `${UPDATED}error: failed to get \`clap\`\n` }), { unchecked: "error: failed to get `clap`" });
});

test("npm's advisories are faults, each with its reason", () => {
  const via = [{ title: "it runs what it is given", url: "https://example.org/1" }, "b"];
  const report = { vulnerabilities: { a: { severity: "high", range: "<2", via } } };
  assert.deepEqual(audited({ stdout: JSON.stringify(report), stderr: "" }), { faults: ["a <2: high, it runs what it is given https://example.org/1, through b"] });
  assert.deepEqual(audited({ stdout: '{"vulnerabilities":{}}', stderr: "" }), { faults: [] });
});

test("a registry that has no advisories is not taken for one that has none to give", () => {
  const refused = { message: "405 Method Not Allowed", error: { summary: "" } };
  assert.deepEqual(audited({ stdout: JSON.stringify(refused), stderr: "" }), { unchecked: "405 Method Not Allowed" });
  assert.deepEqual(audited({ stdout: "", stderr: "npm error network\n" }), { unchecked: "npm error network" });
});
