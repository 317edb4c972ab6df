// @ts-check
// Hatches, and a pen that writes SVG where a canvas would paint: one drawing code serves both.

/**
 * What a hatch consists of, on a square tile that repeats.
 * @param {string} kind "/", "\\", "x", ".", "-", "|", "band"; anything else is empty
 * @returns {{size: number, lines: number[][], dots: number[][], width: number}}
 */
export function hatchParts(kind) {
  const rising = (size) => [[-1, 1, 1, -1], [0, size, size, 0], [size - 1, size + 1, size + 1, size - 1]];
  const falling = (size) => rising(size).map(([x1, y1, x2, y2]) => [size - x1, y1, size - x2, y2]);
  if (kind === "/") return { size: 8, lines: rising(8), dots: [], width: 1.2 };
  if (kind === "\\") return { size: 8, lines: falling(8), dots: [], width: 1.2 };
  if (kind === "x") return { size: 9, lines: [...rising(9), ...falling(9)], dots: [], width: 1 };
  if (kind === ".") return { size: 6, lines: [], dots: [[1.5, 1.5, 0.95], [4.5, 4.5, 0.95]], width: 1 };
  if (kind === "-") return { size: 6, lines: [[0, 3, 6, 3]], dots: [], width: 1.2 };
  if (kind === "|") return { size: 6, lines: [[3, 0, 3, 6]], dots: [], width: 1.2 };
  if (kind === "band") return { size: 5, lines: rising(5), dots: [], width: 0.9 };
  return { size: 8, lines: [], dots: [], width: 1 };
}

/** @param {string} text */
export function escapeXml(text) {
  const names = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  // control characters are not allowed in XML at all
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "").replace(/[&<>"]/g, (sign) => names[sign]);
}

/** @param {number} value */
const short = (value) => String(Math.round(value * 100) / 100);

/**
 * A `<pattern>` element.
 * @param {string} id
 * @param {string} kind
 * @param {string} colour
 * @param {string} [ground] colour behind the lines; without it one sees through
 */
export function hatchPattern(id, kind, colour, ground = "") {
  const { size, lines, dots, width } = hatchParts(kind);
  const path = lines.map(([x1, y1, x2, y2]) => `M${short(x1)} ${short(y1)}L${short(x2)} ${short(y2)}`).join("");
  const drawn = path ? `<path d="${path}" stroke="${colour}" stroke-width="${width}" fill="none"/>` : "";
  const dotted = dots.map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour}"/>`).join("");
  const behind = ground ? `<rect width="${size}" height="${size}" fill="${ground}"/>` : "";
  return `<pattern id="${id}" width="${size}" height="${size}" patternUnits="userSpaceOnUse">${behind}${drawn}${dotted}</pattern>`;
}

/** The part of a canvas's context that the plot uses, written down as SVG. Text lies on the alphabetic baseline. */
export class SvgPen {
  /**
   * @param {number} width
   * @param {number} height user units
   * @param {string} name of the file's patterns, so that several files can stand in one page
   */
  constructor(width, height, name) {
    this.width = width;
    this.height = height;
    this.name = name.replace(/[^A-Za-z0-9-]/g, "-");
    /** @type {string[]} */
    this.parts = [];
    /** @type {Map<string, string>} what a pattern is made of -> its element */
    this.hatches = new Map();
    this.ruler = document.createElement("canvas").getContext("2d"); // measures text
    this.d = "";
    this.turned = "";
    /** @type {number[]} */
    this.dash = [];
    this.fillStyle = this.strokeStyle = "#000000";
    this.lineWidth = this.globalAlpha = 1;
    this.textAlign = "left";
    this.lineJoin = "miter";
    this.font = "12px sans-serif";
  }

  save() {}
  restore() {
    this.turned = "";
  }
  translate(x, y) {
    this.turned += `translate(${short(x)} ${short(y)}) `;
  }
  rotate(angle) {
    this.turned += `rotate(${short((angle * 180) / Math.PI)})`;
  }
  setLineDash(dash) {
    this.dash = dash;
  }
  beginPath() {
    this.d = "";
  }
  moveTo(x, y) {
    this.d += `M${short(x)} ${short(y)}`;
  }
  lineTo(x, y) {
    this.d += `L${short(x)} ${short(y)}`;
  }
  closePath() {
    this.d += "Z";
  }
  rect(x, y, width, height) {
    this.d += `M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`;
  }
  /** A whole circle; the plot needs no other arc. */
  arc(x, y, r) {
    this.d += `M${short(x - r)} ${short(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  }
  get opacity() {
    return this.globalAlpha < 1 ? ` opacity="${short(this.globalAlpha)}"` : "";
  }
  fill() {
    if (this.d) this.parts.push(`<path d="${this.d}" fill="${this.fillStyle}"${this.opacity}/>`);
  }
  stroke() {
    if (!this.d) return;
    const dash = this.dash.length ? ` stroke-dasharray="${this.dash.join(" ")}"` : "";
    const look = `fill="none" stroke="${this.strokeStyle}" stroke-width="${short(this.lineWidth)}"`;
    this.parts.push(`<path d="${this.d}" ${look} stroke-linejoin="${this.lineJoin}"${dash}${this.opacity}/>`);
  }
  fillRect(x, y, width, height) {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
  }
  measureText(text) {
    this.ruler.font = this.font;
    return this.ruler.measureText(text);
  }
  fillText(text, x, y) {
    const [, style, weight, size] = this.font.match(/^(italic )?(bold )?([\d.]+)px/) ?? [];
    const anchor = { center: "middle", right: "end" }[this.textAlign];
    this.parts.push(
      `<text x="${short(x)}" y="${short(y)}" font-size="${size}"${style ? ' font-style="italic"' : ""}` +
        `${weight ? ' font-weight="bold"' : ""}${anchor ? ` text-anchor="${anchor}"` : ""} fill="${this.fillStyle}"` +
        `${this.turned ? ` transform="${this.turned.trim()}"` : ""}>${escapeXml(text.replace(/^ | $/g, "\u00a0"))}</text>`, // XML drops spaces at the ends
    );
  }

  /** Begin a group that has a name. @param {string} title */
  open(title) {
    this.parts.push(`<g><title>${escapeXml(title)}</title>`);
  }
  close() {
    this.parts.push("</g>");
  }

  /** A fill style. @param {string} kind @param {string} colour @param {string} [ground] */
  hatch(kind, colour, ground = "") {
    const key = `${kind} ${colour} ${ground}`;
    const number = [...this.hatches.keys()].indexOf(key) + 1 || this.hatches.size + 1;
    const id = `${this.name}-hatch-${number}`;
    if (!this.hatches.has(key)) this.hatches.set(key, hatchPattern(id, kind, colour, ground));
    return `url(#${id})`;
  }

  /**
   * The whole file.
   * @param {string} title
   * @param {string} description
   * @param {string} language
   */
  file(title, description, language) {
    const { width, height, name } = this;
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `role="img" xml:lang="${escapeXml(language)}" lang="${escapeXml(language)}" font-family="sans-serif" ` +
      `aria-labelledby="${name}-title ${name}-desc">` +
      `<title id="${name}-title">${escapeXml(title)}</title><desc id="${name}-desc">${escapeXml(description)}</desc>` +
      `<defs>${[...this.hatches.values()].join("")}</defs>${this.parts.join("")}</svg>\n`
    );
  }
}
