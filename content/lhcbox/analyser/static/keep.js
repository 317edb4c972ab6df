// @ts-check
/** Files and links that a reader takes along: tables, pictures, the state, the address as a link and as a QR code. */

import { qrCode } from "./qr.js";
import { make } from "./text.js";

const SHARPNESS = 2; // pixels of a saved picture to a unit of its drawing

/**
 * Hand a file to the reader.
 * @param {string} name
 * @param {Blob | string} content
 * @param {string} [type] of a text
 */
export function save(name, content, type = "text/plain") {
  const blob = typeof content === "string" ? new Blob([content], { type: `${type};charset=utf-8` }) : content;
  const address = URL.createObjectURL(blob);
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/**
 * Rows as comma-separated values (RFC 4180), numbers with a decimal point so that every program reads them.
 * @param {(string | number | null)[][]} rows
 */
export function csv(rows) {
  const cell = (value) => {
    const text = value === null || value === undefined ? "" : String(value);
    // a text that a spreadsheet would take for a formula is kept a text
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** A number for a file: six significant digits. */
export function tidy(value) {
  return value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(6));
}

/** @param {string} svg @returns {Promise<HTMLImageElement>} */
async function image(svg) {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await picture.decode();
  return picture;
}

/**
 * One picture of several drawings, side by side under a title.
 * @param {string[]} drawings whole SVG files
 * @param {string[]} lines text above them
 * @returns {Promise<Blob>} a PNG
 */
export async function picture(drawings, lines = []) {
  const images = await Promise.all(drawings.map(image));
  const [width, height] = [Math.max(...images.map((one) => one.width)), Math.max(...images.map((one) => one.height))];
  const columns = Math.min(images.length, Math.ceil(Math.sqrt(images.length)));
  const rows = Math.ceil(images.length / columns);
  const head = lines.length ? 20 + 24 * lines.length : 0;
  const canvas = document.createElement("canvas");
  canvas.width = SHARPNESS * columns * width;
  canvas.height = SHARPNESS * (head + rows * height);
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.scale(SHARPNESS, SHARPNESS);
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, columns * width, head + rows * height);
  pen.fillStyle = "#14202e";
  lines.forEach((line, index) => {
    pen.font = `${index ? "" : "bold "}16px system-ui, "DejaVu Sans", sans-serif`;
    pen.fillText(line, 14, 26 + 24 * index, columns * width - 28);
  });
  images.forEach((one, index) => {
    pen.drawImage(one, (index % columns) * width, head + Math.floor(index / columns) * height, one.width, one.height);
  });
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
  });
}

/**
 * A QR code as a drawing, null where the text is too long for one that a telephone reads.
 * @param {string} text
 * @param {string} title read aloud
 * @returns {SVGElement | null}
 */
export function qrDrawing(text, title) {
  const modules = qrCode(text);
  if (!modules) {
    return null;
  }
  const NS = "http://www.w3.org/2000/svg";
  const side = modules.length + 8; // four quiet modules on each side
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", title);
  svg.setAttribute("class", "an-qr");
  const paper = document.createElementNS(NS, "path");
  paper.setAttribute("d", `M0 0h${side}v${side}h-${side}z`);
  paper.setAttribute("fill", "#fff");
  const ink = document.createElementNS(NS, "path");
  const dark = modules.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x + 4} ${y + 4}h1v1h-1z`] : [])));
  ink.setAttribute("d", dark.join(""));
  ink.setAttribute("fill", "#000");
  ink.setAttribute("shape-rendering", "crispEdges");
  svg.append(paper, ink);
  return svg;
}
