// @ts-check
// Pictures and tables of a story: enlarged pictures, one after another, and tables as CSV. Loaded by a page that has some.

import { element } from "./reader.js";

/** @typedef {{ image: HTMLImageElement, link: HTMLAnchorElement }} Picture */

/** How far a finger must move to turn to another picture, in pixels. */
const SWIPE = 40;

const images = /** @type {NodeListOf<HTMLImageElement>} */ (document.querySelectorAll(".picture img"));
/** @type {Picture[]} */
const pictures = [...images].filter((image) => !image.closest("a")).map((image) => ({ image, link: linked(image) }));
pictures.forEach(({ link }, at) =>
  link.addEventListener("click", (event) => {
    // Safari before 15.4 follows the link.
    if (event.ctrlKey || event.metaKey || event.shiftKey || !window.HTMLDialogElement) return;
    event.preventDefault();
    show(at);
  }),
);

/** Puts a picture into a link to itself. @param {HTMLImageElement} image */
function linked(image) {
  const link = element("a", { href: image.src, className: "enlarge" });
  link.setAttribute("aria-label", image.alt ? `放大图片：${image.alt}` : "放大图片");
  const place = image.closest("picture") ?? image;
  place.replaceWith(link);
  link.append(place);
  return link;
}

/** The copy of a picture that is as wide as the window, or the widest there is. @param {HTMLImageElement} image */
function fittingCopy(image) {
  const list = image.parentElement?.querySelector("source")?.srcset ?? "";
  const copies = list.split(", ").map((entry) => entry.split(" ")).filter((entry) => entry.length === 2);
  const wanted = innerWidth * devicePixelRatio;
  const [url] = copies.find(([, width]) => parseInt(width) >= wanted) ?? copies[copies.length - 1] ?? [image.src];
  return url;
}

/** @type {{ dialog: HTMLDialogElement, large: HTMLImageElement, caption: HTMLElement } | undefined} */
let viewer;
/** The picture that is shown. */
let shown = 0;

function makeViewer() {
  const large = new Image();
  const caption = element("p", {});
  caption.setAttribute("aria-live", "polite");
  const button = (/** @type {string} */ text, /** @type {() => void} */ onclick) => element("button", { type: "button", onclick }, text);
  const turns = pictures.length > 1 ? [button("上一张", () => show(shown - 1)), button("下一张", () => show(shown + 1))] : [];
  const dialog = element("dialog", { className: "viewer", ariaLabel: "放大的图片" }, large, caption);
  dialog.append(element("div", {}, ...turns, button("关闭", () => dialog.close())));
  large.onclick = () => dialog.close();

  dialog.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowLeft") show(shown - 1);
    if (key === "ArrowRight") show(shown + 1);
  });
  dialog.addEventListener("close", () => pictures[shown].link.focus());
  let from = 0;
  dialog.addEventListener("touchstart", ({ touches }) => void (from = touches[0].clientX), { passive: true });
  dialog.addEventListener("touchend", ({ changedTouches }) => {
    const moved = changedTouches[0].clientX - from;
    if (Math.abs(moved) > SWIPE) show(shown + (moved < 0 ? 1 : -1));
  });
  document.body.append(dialog);
  return { dialog, large, caption };
}

/** Shows a picture at the size of the window, with its caption; past the last one comes the first. @param {number} at */
function show(at) {
  viewer ??= makeViewer();
  shown = (at + pictures.length) % pictures.length;
  const { image } = pictures[shown];
  const said = image.closest("figure")?.querySelector("figcaption");
  const place = pictures.length > 1 ? `${shown + 1}/${pictures.length}　` : "";

  viewer.large.alt = image.alt;
  viewer.large.src = fittingCopy(image);
  const texts = said ? [...said.childNodes].map((node) => node.textContent ?? "") : [];
  viewer.caption.textContent = place + texts.join("　");
  if (!viewer.dialog.open) viewer.dialog.showModal();
}

/** A table as CSV. @param {HTMLTableElement} table */
function csv(table) {
  const field = (/** @type {string} */ text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = [...table.rows].map((row) => [...row.cells].map((cell) => field((cell.textContent ?? "").trim())).join(","));
  return rows.join("\r\n");
}

const tables = /** @type {NodeListOf<HTMLTableElement>} */ (document.querySelectorAll(".story .table table"));
if (tables.length && "clipboard" in navigator) {
  const status = element("span", {});
  status.setAttribute("role", "status");
  const copy = element("button", { type: "button" }, "复制表格（CSV）", status);
  copy.addEventListener("click", async () => {
    const text = [...tables].map(csv).join("\r\n\r\n");
    status.textContent = await navigator.clipboard.writeText(text).then(() => "已复制", () => "没有复制成功");
    setTimeout(() => (status.textContent = ""), 3000);
  });
  document.querySelector(".actions")?.append(copy);
}
