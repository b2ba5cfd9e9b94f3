// @ts-check
// The web servers of Debian, each with the configuration that `jianbao headers` prints, as a user who may do nothing.

import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { PROGRAM, scratch } from "./site.mjs";

const run = promisify(execFile);

/** Where Debian keeps them: `/usr/sbin` is not in everybody's path. */
const PROGRAMS = { nginx: "/usr/sbin/nginx", caddy: "/usr/bin/caddy" };
const BROTLI = "/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so";

/** @typedef {"nginx" | "caddy"} Server */
export const SERVERS = /** @type {Server[]} */ (Object.keys(PROGRAMS));

/** A number for which nobody listens. @returns {Promise<number>} */
function free() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => done(port));
    });
  });
}

/**
 * Replaces what must be there once.
 * @param {string} text @param {string} from @param {string} to
 */
function instead(text, from, to) {
  if (text.split(from).length !== 2) throw new Error(`not once in the configuration: ${from}\n${text}`);
  return text.replace(from, () => to);
}

/**
 * What goes round the configuration of a site, and the address in it: here there is no port 80, no name and no certificate.
 * @param {Server} server @param {string} printed @param {number} port @param {string} directory for what it writes
 */
function whole(server, printed, port, directory) {
  if (server === "caddy") return `{\n\tadmin off\n}\n${instead(printed, "https://example.org {", `http://:${port} {`)}`;
  const site = instead(instead(printed, "listen 80;", `listen 127.0.0.1:${port};`), "    listen [::]:80;\n", "");
  const places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${directory}/${name};`);
  return [
    `load_module ${BROTLI};`,
    `daemon off; pid ${directory}/pid; error_log stderr warn;`,
    `events {}`,
    `http { access_log off; ${places.join(" ")}`,
    site.replace("# brotli on;", "brotli on;").replace("# brotli_types", "brotli_types"),
    `}`,
  ].join("\n");
}

/**
 * Starts a server for a built bulletin.
 * @param {Server} server
 * @param {import("./site.mjs").Built} site
 * @returns {Promise<{ url: string, origin: string, said: () => string, stop: () => Promise<void> }>}
 */
export async function host(server, site) {
  const program = PROGRAMS[server];
  if (!existsSync(program)) throw new Error(`no ${program}: tests/run setup installs it`);
  const { directory, remove } = await scratch();
  // The site is nobody's own, and so are the server's files: as root the server becomes somebody who may only read.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  await chmod(path.dirname(site.out), 0o755);
  const { stdout } = await run(PROGRAM, ["headers", "--for", server, "--root", site.root, "--directory", site.out]);
  const port = await free();
  const file = path.join(directory, "configuration");
  await writeFile(file, whole(server, stdout, port, directory));
  const home = path.join(directory, "home");
  await mkdir(home);
  if (nobody.uid) await Promise.all([directory, home].map((own) => chown(own, nobody.uid, nobody.gid)));
  const options = server === "nginx" ? ["-e", "stderr", "-c", file] : ["run", "--config", file, "--adapter", "caddyfile"];
  const child = spawn(program, options, {
    ...nobody,
    cwd: directory,
    env: { HOME: home, PATH: process.env.PATH },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (said += data));
  const ended = new Promise((done) => child.once("exit", done));
  const origin = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill();
    await ended;
    await remove();
  };
  for (let tries = 0; ; tries += 1) {
    if (await fetch(origin, { redirect: "manual" }).then(() => true, () => false)) break;
    if (child.exitCode !== null || tries > 200) {
      await stop();
      throw new Error(`${server} does not answer: ${said}`);
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  return { url: `${origin}${site.base}/`, origin, said: () => said, stop };
}
