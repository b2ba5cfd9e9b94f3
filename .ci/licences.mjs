// @ts-check
// Where every dependency comes from and under which licence, offline: from `cargo metadata` and the two lock files.
// Fails on a licence that is not in the list, a source other than the registry, a requirement that any version
// fulfils, or a package without a checksum. Two versions of one package are told, and no fault.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Permissive licences, by SPDX; each lets the program be given away as a binary, with notice. */
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "Apache-2.0 WITH LLVM-exception",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BSL-1.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "Unicode-3.0",
  "Unlicense",
  "Zlib",
]);

/** Packages that may be used under one more licence, each with its reason. @type {Record<string, string[]>} */
const EXCEPTIONS = {
  // Under ammonia, the HTML sanitiser. MPL-2.0 binds changes of its own files only, and they are used unchanged.
  cssparser: ["MPL-2.0"],
  "dtoa-short": ["MPL-2.0"],
  // The rules of accessibility in the browser tests; no part of the program or of a site.
  "axe-core": ["MPL-2.0"],
  // Under lighthouse, in the browser tests. As free as MIT, in plainer words.
  "graceful-fs": ["BlueOak-1.0.0"],
  // Under ureq: Mozilla's list of certificate authorities, as data. The licence wants its text to go with the data.
  "webpki-roots": ["CDLA-Permissive-2.0"],
  // The same list under reqwest, for systems that have none of their own.
  "webpki-root-certs": ["CDLA-Permissive-2.0"],
};

/** Licences of packages whose manifests name none, as read in the text that comes with them. @type {Record<string, string>} */
const READ = {
  // Under lighthouse, in the browser tests.
  "parse-cache-control 1.0.1": "BSD-3-Clause",
};

/**
 * Whether an SPDX expression can be fulfilled with allowed licences alone. `a/b` is the old way to write `a OR b`.
 * @param {string} expression
 * @param {(licence: string) => boolean} allowed
 */
export function fulfilled(expression, allowed) {
  const words = expression.replaceAll("/", " OR ").match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const fail = () => {
    throw new Error(`not an SPDX expression: ${JSON.stringify(expression)}`);
  };
  /** @returns {boolean} */
  const either = () => {
    let good = both();
    while (/^or$/i.test(words[at] ?? "")) {
      at++;
      good = both() || good;
    }
    return good;
  };
  /** @returns {boolean} */
  const both = () => {
    let good = one();
    while (/^and$/i.test(words[at] ?? "")) {
      at++;
      good = one() && good;
    }
    return good;
  };
  /** @returns {boolean} */
  const one = () => {
    const word = words[at++];
    if (word === "(") {
      const good = either();
      if (words[at++] !== ")") fail();
      return good;
    }
    if (word === undefined || !/^[A-Za-z0-9][A-Za-z0-9.+-]*$/.test(word) || /^(or|and|with)$/i.test(word)) fail();
    if (!/^with$/i.test(words[at] ?? "")) return allowed(word);
    const exception = words[at + 1];
    if (exception === undefined || !/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(exception)) fail();
    at += 2;
    return allowed(`${word} WITH ${exception}`);
  };
  const good = either();
  if (at !== words.length) fail();
  return good;
}

/** @param {string} root */
function check(root) {
  const metadata = JSON.parse(
    execFileSync("cargo", ["metadata", "--format-version", "1", "--locked"], { cwd: root, encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] }),
  );
  /** @type {string[]} */
  const faults = [];
  /** @type {Map<string, number>} */
  const licences = new Map();
  /** @type {Map<string, string[]>} */
  const versions = new Map();
  /** @param {string} name @param {string} version @param {string | null | undefined} licence */
  const licence = (name, version, licence) => {
    if (!licence) return void faults.push(`${name} ${version}: says no licence`);
    licences.set(licence, (licences.get(licence) ?? 0) + 1);
    try {
      if (!fulfilled(licence, (one) => ALLOWED.has(one) || (EXCEPTIONS[name] ?? []).includes(one))) {
        faults.push(`${name} ${version}: ${licence} is not allowed`);
      }
    } catch (error) {
      faults.push(`${name} ${version}: ${/** @type {Error} */ (error).message}`);
    }
  };

  const own = new Set(metadata.workspace_members);
  for (const { id, name, version, license, source, dependencies } of metadata.packages) {
    licence(name, version, license);
    if (own.has(id)) {
      for (const { name: wanted, req, source } of dependencies) {
        if (req === "*") faults.push(`${name}: its requirement of ${wanted} is fulfilled by any version`);
        if (!source?.startsWith("registry+")) faults.push(`${name}: ${wanted} does not come from the registry`);
      }
      continue;
    }
    if (!source?.startsWith("registry+")) faults.push(`${name} ${version}: comes from ${source ?? "a directory"}`);
    versions.set(name, [...(versions.get(name) ?? []), version]);
  }

  const locked = readFileSync(path.join(root, "Cargo.lock"), "utf8").split("[[package]]").slice(1);
  for (const entry of locked) {
    const field = (/** @type {string} */ key) => new RegExp(`^${key} = "(.*)"$`, "m").exec(entry)?.[1];
    if (field("source") && !/^[0-9a-f]{64}$/.test(field("checksum") ?? "")) faults.push(`${field("name")} ${field("version")}: no checksum in Cargo.lock`);
  }

  let scripts = 0;
  const npm = path.join(root, "package-lock.json");
  if (existsSync(npm)) {
    for (const [place, entry] of Object.entries(/** @type {Record<string, any>} */ (JSON.parse(readFileSync(npm, "utf8")).packages))) {
      if (place === "") continue;
      const name = place.replace(/^.*node_modules\//, "");
      scripts++;
      licence(name, entry.version, entry.license ?? READ[`${name} ${entry.version}`]);
      if (entry.link || !entry.integrity) faults.push(`${name}: no checksum in package-lock.json`);
      if (entry.resolved) faults.push(`${name}: package-lock.json names a registry's host (npm install --omit-lockfile-registry-resolved)`);
    }
  }

  for (const [expression, count] of [...licences].sort(([, a], [, b]) => b - a)) console.log(`${String(count).padStart(5)}  ${expression}`);
  for (const [name, two] of [...versions].sort()) if (two.length > 1) console.log(`note: ${name} is there as ${two.join(" and ")}`);
  for (const fault of faults) console.error(`fault: ${fault}`);
  console.log(`licences and sources: ${metadata.packages.length - own.size} crates, ${scripts} npm packages, ${faults.length} faults`);
  return faults.length === 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  if (!check(fileURLToPath(new URL("..", import.meta.url)))) process.exitCode = 1;
}
