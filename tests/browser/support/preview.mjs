// @ts-check
// A running preview, and requests to it as no browser would let a script make them.

import { spawn } from "node:child_process";
import http from "node:http";
import { PROGRAM } from "./site.mjs";

/**
 * A preview that runs.
 * @typedef {object} Preview
 * @property {string} url
 * @property {() => string} said what it has printed
 * @property {() => boolean} alive
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the preview; port 0 lets the system choose, and the program says which it is.
 * @param {string} root
 * @param {string[]} [options]
 * @returns {Promise<Preview>}
 */
export async function preview(root, options = ["--addr", "127.0.0.1:0"]) {
  const child = spawn(PROGRAM, ["serve", "--root", root, "--lang", "zh", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (data) => (said += data));
  const ended = new Promise((done) => child.once("exit", done));
  const url = await new Promise((done, failed) => {
    child.stdout.on("data", (data) => {
      said += data;
      const found = /http:\/\/[\d.]+:[1-9]\d*\//.exec(said);
      if (found) done(found[0]);
    });
    child.once("error", failed);
    child.once("exit", (code) => failed(new Error(`serve ended with ${code}: ${said}`)));
    setTimeout(() => failed(new Error(`serve gives no address: ${said}`)), 30_000).unref();
  });
  return {
    url: /** @type {string} */ (url),
    said: () => said,
    alive: () => child.exitCode === null,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

/**
 * A request as it is, with any headers, on a connection of its own: one that is kept open may be closed by the preview
 * at the very moment at which it is used again.
 * @param {string} url of the preview
 * @param {string} path
 * @param {http.RequestOptions} [options]
 * @returns {Promise<{ status: number, headers: http.IncomingHttpHeaders, body: string }>}
 */
export function request(url, path, options = {}) {
  return new Promise((done, failed) => {
    const sent = http.request(url, { path, agent: false, ...options }, (reply) => {
      let body = "";
      reply.setEncoding("utf8");
      reply.on("data", (data) => (body += data));
      reply.on("end", () => done({ status: reply.statusCode ?? 0, headers: reply.headers, body }));
    });
    sent.once("error", failed);
    sent.end();
  });
}

/** @typedef {{ number: number, page: number, go: string | null }} Change */

/**
 * The stream of changes, as an open page reads it.
 * @param {string} url of the preview
 * @param {http.OutgoingHttpHeaders} [headers]
 * @returns {Promise<{ status: number, kind: string, next: () => Promise<Change>, close: () => void }>}
 */
export function changes(url, headers = {}) {
  /** @type {Change[]} */
  const heard = [];
  /** @type {((change: Change) => void)[]} */
  const waiting = [];
  return new Promise((done, failed) => {
    const sent = http.get(url, { path: "/.jianbao/events", headers, agent: false }, (reply) => {
      let text = "";
      reply.setEncoding("utf8");
      reply.on("data", (data) => {
        text += data;
        for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
          const line = text.slice(0, end).split("\n").find((line) => line.startsWith("data: "));
          text = text.slice(end + 2);
          if (!line) continue;
          const change = JSON.parse(line.slice("data: ".length));
          const first = waiting.shift();
          if (first) first(change);
          else heard.push(change);
        }
      });
      reply.on("error", () => {});
      done({
        status: reply.statusCode ?? 0,
        kind: reply.headers["content-type"] ?? "",
        next: () => new Promise((done) => (heard.length > 0 ? done(/** @type {Change} */ (heard.shift())) : waiting.push(done))),
        close: () => sent.destroy(),
      });
    });
    sent.on("error", failed);
  });
}
