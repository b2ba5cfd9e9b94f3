// @ts-check
// A plain web server for a built site: what a host with a strict policy would answer.

import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

/** @type {Record<string, string>} */
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".xml": "application/xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".pdf": "application/pdf",
};

/** Nothing inline, nothing from elsewhere. */
export const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; object-src 'none'";

/**
 * Serves a directory below a path of the loopback host, and nothing beside it.
 * @param {string} directory
 * @param {string} base `/bulletin`, or empty
 */
export async function serve(directory, base) {
  /** @type {{ method: string, path: string, status: number }[]} */
  const log = [];
  const server = createServer(async (request, response) => {
    const method = request.method ?? "GET";
    const requested = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
    /** @param {number} status @param {Record<string, string>} headers */
    const head = (status, headers) => {
      log.push({ method, path: requested, status });
      response.writeHead(status, { "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", ...headers });
    };
    try {
      const found = await resolve(directory, base, requested);
      if ("to" in found) {
        head(301, { Location: found.to });
        response.end();
      } else if (found.file === null) {
        head(404, { "Content-Type": TYPES[".html"] });
        response.end(await readFile(path.join(directory, "404.html")).catch(() => "404"));
      } else {
        head(200, { "Content-Type": TYPES[path.extname(found.file).toLowerCase()] ?? "application/octet-stream" });
        if (method === "HEAD") response.end();
        else createReadStream(found.file).pipe(response);
      }
    } catch (error) {
      head(500, { "Content-Type": TYPES[".txt"] });
      response.end(String(error));
    }
  });
  await new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => done(undefined));
  });
  const address = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    origin: `http://127.0.0.1:${address.port}`,
    log,
    close: () =>
      new Promise((done) => {
        server.close(() => done(undefined));
        server.closeAllConnections();
      }),
  };
}

/**
 * @param {string} directory
 * @param {string} base
 * @param {string} requested
 * @returns {Promise<{ file: string | null } | { to: string }>}
 */
async function resolve(directory, base, requested) {
  if (requested !== base && !requested.startsWith(`${base}/`)) return { file: null };
  const below = decodeURIComponent(requested.slice(base.length));
  const file = path.join(directory, below);
  if (below.includes("\0") || (file !== directory && !file.startsWith(directory + path.sep))) return { file: null };
  const there = await stat(file).catch(() => null);
  if (there?.isDirectory()) {
    if (!requested.endsWith("/")) return { to: `${requested}/` };
    const index = path.join(file, "index.html");
    return { file: (await stat(index).catch(() => null))?.isFile() ? index : null };
  }
  return { file: there?.isFile() && !requested.endsWith("/") ? file : null };
}
