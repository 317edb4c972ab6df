// @ts-check
/** Files and links that a reader takes along: tables, pictures, the state, the address as a link and as a QR code. */

import { encode } from "./uqr.js";
import { make } from "./text.js";

const SHARPNESS = 2; // pixels of a saved picture to a unit of its drawing
const SVG = "http://www.w3.org/2000/svg";
const FONT = { "font-family": 'system-ui, "DejaVu Sans", sans-serif' };

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

/**
 * One drawing of several, side by side under a title.
 * @param {string[]} drawings whole SVG files of one size
 * @param {string[]} lines text above them, the first in bold
 * @returns {{svg: string, width: number, height: number}}
 */
export function sheet(drawings, lines = []) {
  const parsed = drawings.map((text) => new DOMParser().parseFromString(text, "image/svg+xml").documentElement);
  const size = (name) => Math.max(...parsed.map((one) => Number(one.getAttribute(name))));
  const [wide, high] = [size("width"), size("height")];
  const columns = Math.min(parsed.length, Math.ceil(Math.sqrt(parsed.length)));
  const head = lines.length ? 20 + 24 * lines.length : 0;
  const [width, height] = [columns * wide, head + Math.ceil(parsed.length / columns) * high];
  const whole = document.implementation.createDocument(SVG, "svg").documentElement;
  const put = (parent, name, attributes, text = "") => {
    const part = parent.ownerDocument.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => part.setAttribute(key, String(value)));
    part.textContent = text;
    parent.append(part);
  };
  const title = lines.join(" · ");
  Object.entries({ width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title }).forEach(
    ([key, value]) => whole.setAttribute(key, String(value)),
  );
  put(whole, "title", {}, title);
  put(whole, "rect", { width, height, fill: "#ffffff" });
  lines.forEach((text, index) => {
    const long = index ? { textLength: width - 28, lengthAdjust: "spacingAndGlyphs" } : {};
    const room = text.length * 8.2 > width - 28 ? long : {}; // a line of many cuts is pressed into the width
    put(
      whole,
      "text",
      { x: 14, y: 26 + 24 * index, fill: "#14202e", "font-size": 16, "font-weight": index ? 400 : 700, ...FONT, ...room },
      text,
    );
  });
  parsed.forEach((one, index) => {
    one.setAttribute("x", String((index % columns) * wide));
    one.setAttribute("y", String(head + Math.floor(index / columns) * high));
    whole.append(whole.ownerDocument.adoptNode(one));
  });
  return { svg: new XMLSerializer().serializeToString(whole), width, height };
}

/**
 * A drawing as a picture.
 * @param {{svg: string, width: number, height: number}} drawn
 * @returns {Promise<Blob>} a PNG
 */
export async function picture({ svg, width, height }) {
  const drawing = new Image();
  drawing.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await drawing.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SHARPNESS * width;
  canvas.height = SHARPNESS * height;
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.drawImage(drawing, 0, 0, canvas.width, canvas.height);
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
  /** @type {boolean[][]} */
  let modules;
  try {
    // finer codes are too much for a telephone that looks at a projector's picture
    modules = encode(text, { ecc: "L", maxVersion: 20, border: 0 }).data;
  } catch (error) {
    if (error instanceof RangeError) {
      return null;
    }
    throw error;
  }
  const side = modules.length + 8; // four quiet modules on each side
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", title);
  svg.setAttribute("class", "an-qr");
  const paper = document.createElementNS(SVG, "path");
  paper.setAttribute("d", `M0 0h${side}v${side}h-${side}z`);
  paper.setAttribute("fill", "#fff");
  const ink = document.createElementNS(SVG, "path");
  const dark = modules.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x + 4} ${y + 4}h1v1h-1z`] : [])));
  ink.setAttribute("d", dark.join(""));
  ink.setAttribute("fill", "#000");
  ink.setAttribute("shape-rendering", "crispEdges");
  svg.append(paper, ink);
  return svg;
}
