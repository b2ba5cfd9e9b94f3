// @ts-check
// What the registries themselves know against a dependency: crates that were withdrawn (yanked), and npm's advisories.
// Fails on either. A registry that cannot be asked, or does not answer this, is no fault of the change: it is said
// loudly that nothing was checked. RustSec's advisories are in no registry; SECURITY.md says so.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * What was found, or why nothing was looked for.
 * @typedef {{ faults: string[] } | { unchecked: string }} Finding
 */

/**
 * What `cargo package` says of yanked crates in Cargo.lock.
 * @param {{ status: number | null, stderr: string }} ran
 * @returns {Finding}
 */
export function yanked({ status, stderr }) {
  // Without the network it goes by what it knew last: that is no answer either.
  if (status !== 0 || !/^\s*Updating .* index$/m.test(stderr)) return { unchecked: last(stderr) };
  return { faults: [...stderr.matchAll(/package `([^`]+)` in Cargo\.lock is yanked/g)].map(([, name]) => `${name} was withdrawn by its authors`) };
}

/**
 * What `npm audit --json` says.
 * @param {{ stdout: string, stderr: string }} ran
 * @returns {Finding}
 */
export function audited({ stdout, stderr }) {
  /** @type {any} */
  let report;
  try {
    report = JSON.parse(stdout);
  } catch {
    return { unchecked: last(stderr) };
  }
  if (!report.vulnerabilities) return { unchecked: report.message ?? report.error?.summary ?? last(stderr) };
  const found = /** @type {[string, any][]} */ (Object.entries(report.vulnerabilities));
  return { faults: found.map(([name, { severity, range, via }]) => `${name} ${range}: ${severity}${reasons(via)}`) };
}

/** @param {any[]} via advisories, or the names of packages that have some */
const reasons = (via) => via.map((one) => (typeof one === "string" ? `, through ${one}` : `, ${one.title} ${one.url}`)).join("");

/** @param {string} text its last line that says something */
const last = (text) => text.trim().split("\n").at(-1)?.trim() || "no answer";

/** @param {string} program @param {string[]} options */
function run(program, options) {
  const { status, stdout, stderr, error } = spawnSync(program, options, { cwd: ROOT, encoding: "utf8", timeout: 120_000, maxBuffer: 1 << 26 });
  return { status, stdout: stdout ?? "", stderr: stderr || String(error ?? "") };
}

function main() {
  const target = mkdtempSync(path.join(tmpdir(), "jianbao-package-"));
  // The command of cargo that looks: what it packs is thrown away.
  const packed = run("cargo", ["package", "--locked", "--no-verify", "--allow-dirty", "--color", "never", "--target-dir", target]);
  rmSync(target, { recursive: true, force: true });
  const findings = { "withdrawn crates": yanked(packed), "npm's advisories": audited(run("npm", ["audit", "--package-lock-only", "--json"])) };
  for (const [what, finding] of Object.entries(findings)) {
    if ("unchecked" in finding) {
      console.log(`advisories: !!! NOT CHECKED: ${what}: ${finding.unchecked}`);
    } else if (finding.faults.length === 0) {
      console.log(`advisories: ${what}: none`);
    } else {
      process.exitCode = 1;
      for (const fault of finding.faults) console.error(`advisories: ${what}: ${fault}`);
    }
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
