// @ts-check
// A plain web server for a built site: what a host with a strict policy would answer.

import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { createGzip } from "node:zlib";

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
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".pdf": "application/pdf",
};

/** Nothing inline, nothing from elsewhere. */
export const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; object-src 'none'";

/** What is text, and so is sent compressed by a host that does. */
const COMPRESSED = new Set([".html", ".css", ".js", ".mjs", ".json", ".xml", ".txt", ".svg"]);

/** How long a host lets a browser keep a file: what is named by its bytes for ever, a picture for a year. @param {string} requested */
const kept = (requested) => (/\/assets\/[0-9a-f]{10}\//.test(requested) ? "public, max-age=31536000, immutable" : /\.(webp|png|jpe?g|gif|svg)$/.test(requested) ? "public, max-age=31536000" : "no-cache");

/**
 * Serves a directory below a path of the loopback host, and nothing beside it.
 * @param {string} directory
 * @param {string} base `/bulletin`, or empty
 * @param {{ hosted?: boolean }} [options] `hosted`: compressed and with times to keep, as a host should; else no byte is kept
 */
export async function serve(directory, base, { hosted = false } = {}) {
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
        const kind = path.extname(found.file).toLowerCase();
        const compressed = hosted && COMPRESSED.has(kind) && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
        head(200, {
          "Content-Type": TYPES[kind] ?? "application/octet-stream",
          ...(hosted && { "Cache-Control": kept(requested), Vary: "Accept-Encoding" }),
          ...(compressed && { "Content-Encoding": "gzip" }),
        });
        if (method === "HEAD") response.end();
        else if (compressed) createReadStream(found.file).pipe(createGzip({ level: 9 })).pipe(response);
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
