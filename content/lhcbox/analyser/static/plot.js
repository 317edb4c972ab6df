// @ts-check
// The picture of one histogram: where things lie, how far the axes reach, and the strokes, for a canvas or for SVG.

import { Bins } from "./bins.js";
import { Numerals, phrase } from "./numerals.js";
import { poisson } from "./statistics.js";
import { roundTop, tickDigits, tickParts, tickStep, tickValues } from "./ticks.js";

// Okabe and Ito's colours and three of Tol's. Lines on paper need 3:1 against it, so pale colours are darker there,
// and dark ones lighter at night; fills have an outline and a hatch besides.
const FILLS = "#0072B2 #56B4E9 #E69F00 #D55E00 #009E73 #CC79A7 #F0E442 #999999 #44AA99 #882255".split(" ");
const LINES = "#0072B2 #2A83B8 #A86F00 #C85200 #008560 #B0528A #857900 #6E6E6E #2B8576 #882255".split(" ");
const NIGHT = "#4BA3E0 #7CC6F2 #E69F00 #F07B2C #1DBE8F #DD94BC #F0E442 #B0B0B0 #5CC4B2 #D670A0".split(" ");
const DARK_FILLS = [0, 9]; // these take a light hatch
const DASHES = [[], [9, 4], [2.5, 2.5], [10, 3, 2, 3], [16, 5], [6, 2, 2, 2, 2, 2], [5, 5], [1.5, 4], [14, 3, 5, 3], [20, 3]];

export const DAY = Object.freeze({
  paper: "#ffffff",
  ink: "#14202e",
  soft: "#4a5768",
  curve: "#b3261e",
  dark: false,
});

/** How a process looks. @param {object} process @param {number} place among the processes @param {boolean} dark */
export function processLook(process, place, dark) {
  const colour = (((process.colour ?? place) % FILLS.length) + FILLS.length) % FILLS.length;
  return {
    fill: FILLS[colour],
    line: (dark ? NIGHT : LINES)[colour],
    hatch: process.pattern ?? "none",
    hatchColour: DARK_FILLS.includes(colour) ? "rgba(255,255,255,0.75)" : "rgba(10,16,24,0.62)",
    dash: process.kind === "signal" ? DASHES[0] : DASHES[1 + (place % (DASHES.length - 1))],
  };
}

/** Pieces of a text in which _x, _{xx} and ^{xx} are set low and high. @param {string} text */
function pieces(text) {
  return text
    .split(/([_^](?:\{[^}]*\}|[^\s{}]))/)
    .filter(Boolean)
    .map((piece) => {
      const shift = piece.length > 1 && piece[0] === "_" ? 1 : piece.length > 1 && piece[0] === "^" ? -1 : 0;
      return { text: shift ? piece.slice(1).replace(/^\{|\}$/g, "") : piece, shift };
    });
}

/** The same text where nothing can be set low. @param {string} text */
export const plainText = (text) => pieces(text).map((piece) => piece.text).join("");

/** @typedef {CanvasRenderingContext2D | import("./svg.js").SvgPen} Pen */

export class Plot {
  /** @param {{variable: any, processes: any[], words: Record<string, string>, language: string, label: string, stamp: string}} options */
  constructor({ variable, processes, words, language, label, stamp }) {
    this.variable = variable;
    this.processes = processes;
    this.words = words;
    this.label = label;
    this.stamp = stamp;
    this.numerals = new Numerals(language);
    this.bins = new Bins(variable, processes);
    this.view = { log: false, overlay: false, shape: false, ratio: false, band: true, f: 0, curve: null };
    this.edges = new Float64Array(this.bins.bins + 1); // of the bins in the picture, on whole pixels: crisp, and quicker
    this.norms = new Float64Array(processes.length).fill(1); // what an overlaid process is multiplied with
    this.room = new Float64Array(this.bins.bins).fill(1); // how far up a bin may reach: 1 is the top
    this.target = { low: 0, high: 1 }; // of the y axis; powers of ten where it is logarithmic
    this.shown = { low: 0, high: 1 };
    this.ratioSpan = { low: 0.4, high: 1.6 };
    this.frame = null;
  }

  /** A value of the variable as its axis writes it, with the unit. @param {number} value */
  quantity(value) {
    const { digits, step } = { digits: this.variable.digits, step: this.bins.step };
    const text = this.numerals.trimmed(value, digits ?? tickDigits(step));
    return this.variable.unit ? (this.variable.unit === "°" ? `${text}°` : `${text} ${this.variable.unit}`) : text;
  }

  /**
   * Take what the engine has now.
   * @returns {boolean} whether the picture is another
   */
  fill({ fine, scales, hidden, log, overlay, ratio, band, curve, f }) {
    const { view, bins } = this;
    let changed = bins.fill(fine, scales, hidden, f ?? 0);
    const wanted = Boolean(ratio) && bins.counted && bins.expecting;
    const shape = overlay === "shape";
    const curves = curve ?? null;
    if (view.log !== Boolean(log) || view.overlay !== Boolean(overlay) || view.shape !== shape) changed = true;
    if (view.ratio !== wanted || view.band !== Boolean(band) || view.curve !== curves) changed = true;
    view.log = Boolean(log);
    view.overlay = Boolean(overlay);
    view.shape = shape;
    view.ratio = wanted;
    view.band = Boolean(band);
    view.f = f ?? 0;
    view.curve = curves;
    if (changed) this.normalise();
    return changed;
  }

  /** Shapes have the area 1 each. */
  normalise() {
    const { bins, norms } = this;
    for (let p = 0; p < norms.length; p++) {
      let sum = 0;
      for (let bin = 0; bin < bins.bins; bin++) sum += bins.values[p * bins.bins + bin];
      norms[p] = this.view.shape ? (sum > 0 ? 1 / sum : 0) : 1;
    }
  }

  /**
   * Where things lie.
   * @param {Pen} pen measures texts
   * @param {{width: number, height: number, em: number, family: string, dpr?: number, buttons?: number, legend?: boolean}} size in user units;
   *   `buttons` is the height of what stands below the bins of a category variable, 0 for plain texts
   */
  arrange(pen, { width, height, em, family, dpr = 1, buttons = 0, legend = false }) {
    const left = Math.round(4.6 * em);
    const below = this.bins.category ? (buttons ? buttons + 2.1 * em : 3.2 * em) : 3.2 * em;
    const frame = {
      width,
      height,
      em,
      family,
      buttons,
      withLegend: legend && width >= 40 * em,
      x0: left,
      x1: Math.max(left + 20, Math.round(width - 1.1 * em)),
      y0: Math.round(1.45 * em),
      y1: Math.max(Math.round(1.45 * em) + 20, Math.round(height - below)),
      r0: 0,
      r1: 0,
      bottom: 0,
      /** @type {{text: string, bold: boolean, size: number, lead: string}[]} */
      lines: [],
      line: 1.4 * em,
      /** @type {any[]} */
      legend: [],
      legendX: 0,
      right: 0,
    };
    frame.bottom = frame.y1;
    if (this.view.ratio) {
      const whole = frame.y1 - frame.y0;
      frame.r1 = frame.y1;
      frame.y1 = Math.round(frame.y0 + 0.7 * whole);
      frame.r0 = Math.round(frame.y1 + 0.65 * em);
    }
    frame.right = frame.x1;
    this.frame = frame;
    for (let bin = 0; bin <= this.bins.bins; bin++) {
      this.edges[bin] = Math.round((frame.x0 + ((frame.x1 - frame.x0) * bin) / this.bins.bins) * dpr) / dpr;
    }
    this.inscribe(pen);
    return frame;
  }

  /** Label, stamp and legend, and the room they leave for the bins. @param {Pen} pen */
  inscribe(pen) {
    const { frame, bins } = this;
    const { em, x0, x1, y0, y1 } = frame;
    const inside = x1 - x0 - 1.4 * em;
    let legendLeft = Infinity;
    let legendBottom = 0;
    frame.legend = frame.withLegend ? this.entries() : [];
    if (frame.legend.length) {
      pen.font = this.type(0.92 * em);
      const widest = Math.max(...frame.legend.map((entry) => pen.measureText(entry.text).width));
      frame.legendX = x1 - 0.9 * em - widest - 2.9 * em;
      legendLeft = frame.legendX - 0.6 * em;
      legendBottom = y0 + 0.8 * em + frame.legend.length * 1.45 * em;
    }
    const free = frame.legend.length ? Math.max(8 * em, legendLeft - x0 - 1.2 * em) : inside;
    frame.lines = [];
    for (const [index, text] of [this.label, this.stamp].entries()) {
      if (!text) continue;
      const bold = index === 0;
      // the experiment's name leads in bold italics, as on its own plots
      const lead = bold ? (text.match(/^(ATLAS|CMS|LHCb|ALICE)(?=\s)/)?.[0] ?? "") : "";
      let size = bold ? 1.04 * em : 0.96 * em;
      pen.font = this.type(size, bold);
      let lines = wrapped(pen, text, free);
      if (lines.length > 1) {
        // a little smaller it may need a line less
        pen.font = this.type(0.88 * size, bold);
        const fewer = wrapped(pen, text, free);
        if (fewer.length < lines.length) {
          lines = fewer;
          size *= 0.88;
        }
      }
      lines.forEach((line, part) => frame.lines.push({ text: line, bold, size, lead: part ? "" : lead }));
    }
    const labelBottom = y0 + 0.8 * em + frame.lines.length * frame.line;
    let labelRight = x0;
    for (const { text, bold, size } of frame.lines) {
      pen.font = this.type(size, bold);
      labelRight = Math.max(labelRight, x0 + 1.6 * em + pen.measureText(text).width);
    }
    const height = y1 - y0;
    for (let bin = 0; bin < bins.bins; bin++) {
      const from = this.x(bin);
      const to = this.x(bin + 1);
      let taken = 0.06 * height;
      if (from < labelRight && frame.lines.length) taken = Math.max(taken, labelBottom - y0 + 0.3 * em);
      if (to > legendLeft) taken = Math.max(taken, legendBottom - y0 + 0.3 * em);
      this.room[bin] = Math.max(0.4, 1 - taken / height);
    }
  }

  /** A font. @param {number} size @param {boolean} [bold] @param {boolean} [italic] */
  type(size, bold = false, italic = false) {
    return `${italic ? "italic " : ""}${bold ? "bold " : ""}${Math.round(size * 10) / 10}px ${this.frame.family}`;
  }

  /** What the legend says, from the top of the stack down. */
  entries() {
    const { bins, view, words, numerals } = this;
    const all = this.processes.map((process, p) => {
      const kind = process.kind === "data" ? "data" : view.overlay ? "line" : "fill";
      return { kind, p, text: plainText(process.title) };
    });
    const seen = all.filter((entry) => bins.visible[entry.p]);
    const entries = [...seen.filter((entry) => entry.kind === "data"), ...seen.filter((entry) => entry.kind !== "data").reverse()];
    if (view.band && bins.expecting && !view.overlay) {
      const percent = `${numerals.brief(view.f * 100)}\u202f%`;
      const text = view.f ? phrase(words, "chart.band_both", { percent }) : phrase(words, "chart.band");
      entries.push({ kind: "band", p: -1, text });
    }
    curvesOf(view.curve).forEach((_, index) =>
      entries.push({ kind: "curve", p: index, text: phrase(words, index ? "chart.fit_background" : "chart.fit") }),
    );
    return entries;
  }

  /** How far the y axis must reach now; `target` is set. */
  reach() {
    const { bins, view, room, target } = this;
    let top = 0;
    let bottom = 0;
    let least = Infinity;
    for (let bin = 0; bin < bins.bins; bin++) {
      const high = this.highest(bin);
      if (high > top) top = high;
      const low = this.lowest(bin);
      if (low < bottom) bottom = low;
      const positive = this.leastPositive(bin);
      if (positive < least) least = positive;
    }
    if (view.log) {
      if (!(top > 0)) {
        target.low = view.shape ? -3 : -1;
        target.high = view.shape ? 0 : 1;
        return;
      }
      // some way below the smallest bin, but no more than six powers of ten below the highest
      const floor = Math.max(Math.log10(Math.min(least, top) * 0.2), Math.log10(top) - 6);
      target.low = Math.floor(Math.min(floor, Math.log10(top) - 1));
      target.high = target.low + 1;
      for (let bin = 0; bin < bins.bins; bin++) {
        const high = this.highest(bin);
        if (!(high > 0)) continue;
        target.high = Math.max(target.high, target.low + (Math.log10(high) - target.low) / room[bin]);
      }
      target.high = Math.ceil(target.high * 4 - 1e-9) / 4;
      return;
    }
    target.low = bottom < 0 ? -roundTop(-bottom * 1.05) : 0;
    let need = 0;
    for (let bin = 0; bin < bins.bins; bin++) need = Math.max(need, (this.highest(bin) - target.low) / room[bin] + target.low);
    target.high = need > 0 ? roundTop(need) : target.low < 0 ? -target.low * 0.5 : 1;
  }

  /** What a bin must show at its top. @param {number} bin */
  highest(bin) {
    const { bins, view } = this;
    let high = 0;
    if (view.overlay) {
      for (let p = 0; p < this.processes.length; p++) {
        if (bins.visible[p] && this.processes[p].kind !== "data") high = Math.max(high, bins.values[p * bins.bins + bin] * this.norms[p]);
      }
    } else high = bins.total[bin] + (view.band ? bins.error[bin] : 0);
    if (bins.counted && bins.data[bin] > 0) high = Math.max(high, poisson(bins.data[bin]).high * this.dataNorm());
    return high;
  }

  /** @param {number} bin */
  lowest(bin) {
    const { bins, view } = this;
    if (!view.overlay) return bins.total[bin];
    let low = 0;
    for (let p = 0; p < this.processes.length; p++) {
      if (this.processes[p].kind !== "data") low = Math.min(low, bins.values[p * bins.bins + bin] * this.norms[p]);
    }
    return low;
  }

  /** The smallest value above zero that a logarithmic axis must reach. @param {number} bin */
  leastPositive(bin) {
    const { bins, view } = this;
    let least = Infinity;
    if (view.overlay) {
      for (let p = 0; p < this.processes.length; p++) {
        const value = bins.values[p * bins.bins + bin] * this.norms[p];
        if (this.processes[p].kind !== "data" && value > 0 && value < least) least = value;
      }
    } else if (bins.total[bin] > 0) least = bins.total[bin];
    if (bins.counted && bins.data[bin] > 0) least = Math.min(least, bins.data[bin] * this.dataNorm());
    return least;
  }

  /** Shapes of data have the area 1 as well. */
  dataNorm() {
    if (!this.view.shape) return 1;
    for (let p = 0; p < this.processes.length; p++) {
      if (this.processes[p].kind === "data" && this.bins.visible[p]) return this.norms[p];
    }
    return 1;
  }

  /**
   * Let the axis that is shown follow: up at once, down only when asked or when far too long.
   * @param {"now" | "gently"} how
   * @returns {boolean} whether the axis is as it should be
   */
  follow(how) {
    const { shown, target, view } = this;
    if (how === "now") {
      shown.low = target.low;
      shown.high = target.high;
      return true;
    }
    if (target.high > shown.high) shown.high = target.high;
    if (target.low < shown.low) shown.low = target.low;
    if (view.log ? shown.high - target.high > 1.5 : shown.high > 6 * target.high) {
      shown.high = view.log ? Math.max(target.high, shown.high - 0.06) : Math.max(target.high, shown.high * 0.94);
    }
    return shown.high === target.high && shown.low === target.low;
  }

  /** Height in the picture of a number of events. @param {number} value */
  y(value) {
    const { frame, shown, view } = this;
    const at = view.log ? (value > 0 ? Math.log10(value) : -Infinity) : value;
    const part = (at - shown.low) / (shown.high - shown.low);
    return part <= 0 ? frame.y1 : part >= 1 ? frame.y0 : frame.y1 - part * (frame.y1 - frame.y0);
  }

  /** Left edge of a bin. @param {number} bin 0 to the number of bins */
  x(bin) {
    return this.edges[bin];
  }

  /**
   * Everything that follows the events: stack or lines, band, curve, data, ratio.
   * @param {Pen} pen
   * @param {(kind: string, colour: string, ground?: string) => any} hatch gives fill styles
   * @param {typeof DAY} theme
   */
  paintBars(pen, hatch, theme) {
    const { bins, view, processes } = this;
    pen.globalAlpha = 1;
    pen.lineJoin = "miter";
    const P = processes.length;
    let below = -1;
    for (let p = 0; p < P; p++) {
      if (!bins.visible[p] || processes[p].kind === "data") continue;
      const look = processLook(processes[p], p, theme.dark);
      pen.open?.(plainText(processes[p].title));
      if (view.overlay) this.paintLine(pen, p, look);
      else this.paintStacked(pen, hatch, theme, p, below, look);
      pen.close?.();
      below = p;
    }
    if (!view.overlay && bins.expecting) {
      if (view.band) this.paintBand(pen, hatch, theme);
      this.stroke(pen, theme.ink, 1.3);
      this.step(pen, bins.total, 0, 1);
      pen.stroke();
    }
    if (view.log === false && this.shown.low < 0) {
      this.stroke(pen, theme.ink, 1);
      line(pen, this.frame.x0, this.y(0), this.frame.x1, this.y(0));
    }
    this.paintCurves(pen, theme);
    if (bins.counted) this.paintData(pen, theme);
    if (view.ratio) this.paintRatio(pen, hatch, theme);
    this.paintEmpty(pen, theme);
  }

  /** @param {Pen} pen @param {string} colour @param {number} width @param {number[]} [dash] */
  stroke(pen, colour, width, dash = DASHES[0]) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(dash);
  }

  /** The outline of bins as a path. @param {Pen} pen @param {Float64Array} values @param {number} offset @param {number} norm */
  step(pen, values, offset, norm) {
    const { bins, frame } = this;
    pen.beginPath();
    let before = this.view.log ? frame.y1 : this.y(0);
    pen.moveTo(frame.x0, before);
    for (let bin = 0; bin < bins.bins; bin++) {
      const y = this.y(values[offset + bin] * norm);
      if (y !== before) pen.lineTo(this.x(bin), y);
      pen.lineTo(this.x(bin + 1), y);
      before = y;
    }
    pen.lineTo(frame.x1, this.view.log ? frame.y1 : this.y(0));
  }

  paintLine(pen, p, look) {
    this.stroke(pen, look.line, 2.2, look.dash);
    this.step(pen, this.bins.values, p * this.bins.bins, this.norms[p]);
    pen.stroke();
  }

  paintStacked(pen, hatch, theme, p, below, look) {
    const { bins } = this;
    const B = bins.bins;
    const top = p * B;
    const base = below * B;
    pen.beginPath();
    pen.moveTo(this.x(0), this.y(bins.levels[top]));
    for (let bin = 0; bin < B; bin++) {
      const y = this.y(bins.levels[top + bin]);
      pen.lineTo(this.x(bin), y);
      pen.lineTo(this.x(bin + 1), y);
    }
    for (let bin = B - 1; bin >= 0; bin--) {
      const y = this.y(below < 0 ? 0 : bins.levels[base + bin]);
      pen.lineTo(this.x(bin + 1), y);
      pen.lineTo(this.x(bin), y);
    }
    pen.closePath();
    pen.fillStyle = look.hatch === "none" ? look.fill : hatch(look.hatch, look.hatchColour, look.fill);
    pen.fill();
    this.stroke(pen, theme.ink, 0.6);
    pen.stroke();
  }

  paintBand(pen, hatch, theme) {
    const { bins } = this;
    pen.beginPath();
    for (let bin = 0; bin < bins.bins; bin++) {
      const error = bins.error[bin];
      if (!(error > 0)) continue;
      const high = this.y(bins.total[bin] + error);
      const low = this.y(bins.total[bin] - error);
      if (low > high) pen.rect(this.x(bin), high, this.x(bin + 1) - this.x(bin), low - high);
    }
    pen.fillStyle = hatch("band", theme.ink);
    pen.fill();
  }

  paintCurves(pen, theme) {
    const { frame, bins, view } = this;
    if (!view.curve || bins.category) return;
    const curves = curvesOf(view.curve);
    for (let index = 0; index < curves.length; index++) {
      pen.beginPath();
      let on = false;
      for (let x = frame.x0; x <= frame.x1; x += 2) {
        const value = curves[index](bins.low + ((x - frame.x0) / (frame.x1 - frame.x0)) * (bins.high - bins.low));
        const at = view.log ? Math.log10(value) : value; // what lies beyond the axes is not drawn along their frame
        const drawn = at >= this.shown.low && at <= this.shown.high;
        if (drawn && on) pen.lineTo(x, this.y(value));
        else if (drawn) pen.moveTo(x, this.y(value));
        on = drawn;
      }
      this.stroke(pen, theme.paper, 4.5);
      pen.stroke();
      this.stroke(pen, theme.curve, 2.2, index ? DASHES[1] : DASHES[0]);
      pen.stroke();
    }
  }

  paintData(pen, theme) {
    const { bins, frame } = this;
    const norm = this.dataNorm();
    const r = Math.min(0.27 * frame.em, 0.42 * (this.x(1) - this.x(0)) + 0.6);
    pen.open?.(phrase(this.words, "chart.points"));
    pen.beginPath();
    for (let bin = 0; bin < bins.bins; bin++) {
      const n = bins.data[bin];
      if (!(n > 0)) continue; // an empty bin has no point
      const x = (this.x(bin) + this.x(bin + 1)) / 2;
      pen.moveTo(x, this.y(poisson(n).low * norm));
      pen.lineTo(x, this.y(poisson(n).high * norm));
    }
    if (theme.dark) {
      // white points on yellow bars would be lost without a rim
      this.stroke(pen, theme.paper, 3.4);
      pen.stroke();
    }
    this.stroke(pen, theme.ink, 1.4);
    pen.stroke();
    pen.beginPath();
    for (let bin = 0; bin < bins.bins; bin++) {
      const n = bins.data[bin];
      const y = this.y(n * norm);
      if (!(n > 0) || y >= frame.y1) continue;
      const x = (this.x(bin) + this.x(bin + 1)) / 2;
      pen.moveTo(x + r, y);
      pen.arc(x, y, r, 0, 2 * Math.PI);
    }
    if (theme.dark) {
      this.stroke(pen, theme.paper, 2);
      pen.stroke();
    }
    pen.fillStyle = theme.ink;
    pen.fill();
    pen.close?.();
  }

  /**
   * The lower panel reaches further where many points would lie outside.
   * @param {boolean} resting only then does it become narrow again
   * @returns {boolean} whether it is other than before
   */
  spanRatio(resting) {
    const { bins, ratioSpan } = this;
    let all = 0;
    let far = 0;
    for (let bin = 0; bin < bins.bins; bin++) {
      if (!(bins.total[bin] > 0) || !(bins.data[bin] > 0)) continue;
      all++;
      if (Math.abs(bins.data[bin] / bins.total[bin] - 1) > 0.6) far++;
    }
    const high = far > 0.15 * all ? 2.4 : 1.6;
    if (high === ratioSpan.high || (high < ratioSpan.high && !resting)) return false;
    ratioSpan.high = high;
    ratioSpan.low = high > 2 ? 0 : 0.4;
    return true;
  }

  /** Height in the lower panel. @param {number} ratio */
  ry(ratio) {
    const { frame, ratioSpan } = this;
    const part = (ratio - ratioSpan.low) / (ratioSpan.high - ratioSpan.low);
    return frame.r1 - Math.max(0, Math.min(1, part)) * (frame.r1 - frame.r0);
  }

  paintRatio(pen, hatch, theme) {
    const { bins, frame, ratioSpan } = this;
    const { em } = frame;
    pen.open?.(phrase(this.words, "chart.ratio"));
    pen.beginPath();
    for (let bin = 0; bin < bins.bins; bin++) {
      if (!(bins.total[bin] > 0) || !(bins.error[bin] > 0)) continue;
      const part = bins.error[bin] / bins.total[bin];
      const high = this.ry(1 + part);
      pen.rect(this.x(bin), high, this.x(bin + 1) - this.x(bin), this.ry(1 - part) - high);
    }
    pen.fillStyle = hatch("band", theme.soft);
    pen.fill();
    this.stroke(pen, theme.ink, 1, DASHES[6]);
    line(pen, frame.x0, this.ry(1), frame.x1, this.ry(1));
    const r = Math.min(0.26 * em, 0.42 * (this.x(1) - this.x(0)) + 0.6);
    this.stroke(pen, theme.ink, 1.4);
    pen.beginPath();
    for (let bin = 0; bin < bins.bins; bin++) {
      const n = bins.data[bin];
      const total = bins.total[bin];
      if (!(total > 0) || !(n > 0)) continue;
      const x = (this.x(bin) + this.x(bin + 1)) / 2;
      const low = this.ry(poisson(n).low / total);
      const high = this.ry(poisson(n).high / total);
      if (low === high) continue;
      pen.moveTo(x, low);
      pen.lineTo(x, high);
    }
    pen.stroke();
    pen.fillStyle = theme.ink;
    pen.beginPath();
    for (let bin = 0; bin < bins.bins; bin++) {
      const n = bins.data[bin];
      const ratio = n / bins.total[bin];
      if (!(bins.total[bin] > 0) || !(n > 0)) continue;
      const x = (this.x(bin) + this.x(bin + 1)) / 2;
      const s = 1.15 * r;
      if (ratio > ratioSpan.high || ratio < ratioSpan.low) {
        // an arrow at the rim says that the point lies beyond
        const up = ratio > ratioSpan.high;
        const tip = up ? frame.r0 + 1.5 : frame.r1 - 1.5;
        const foot = up ? tip + 2 * s : tip - 2 * s;
        pen.moveTo(x, tip);
        pen.lineTo(x + s, foot);
        pen.lineTo(x - s, foot);
        pen.closePath();
      } else {
        pen.moveTo(x + r, this.ry(ratio));
        pen.arc(x, this.ry(ratio), r, 0, 2 * Math.PI);
      }
    }
    pen.fill();
    pen.close?.();
  }

  /** A plot without any event says so. */
  paintEmpty(pen, theme) {
    const { bins, frame } = this;
    for (let bin = 0; bin < bins.bins; bin++) {
      if (bins.data[bin] > 0) return;
      for (let p = 0; p < this.processes.length; p++) if (bins.values[p * bins.bins + bin] !== 0) return;
    }
    pen.fillStyle = theme.soft;
    pen.font = this.type(frame.em, false, true);
    pen.textAlign = "center";
    pen.fillText(phrase(this.words, "chart.empty"), (frame.x0 + frame.x1) / 2, (frame.y0 + frame.y1) / 2 + frame.em);
  }

  /** What stays while events come and go: frames, ticks, numbers, titles, label, stamp, legend. */
  paintAxes(pen, hatch, theme) {
    const { frame, view } = this;
    pen.globalAlpha = 1;
    pen.lineJoin = "miter";
    this.stroke(pen, theme.ink, 1.2);
    pen.beginPath();
    pen.rect(frame.x0, frame.y0, frame.x1 - frame.x0, frame.y1 - frame.y0);
    if (view.ratio) pen.rect(frame.x0, frame.r0, frame.x1 - frame.x0, frame.r1 - frame.r0);
    pen.stroke();
    this.paintX(pen, theme);
    if (view.log) this.paintLogY(pen, theme);
    else this.paintY(pen, theme);
    if (view.ratio) this.paintRatioY(pen, theme);
    this.paintTitles(pen, theme);
    this.paintLabel(pen, theme);
    this.paintLegend(pen, hatch, theme);
  }

  paintX(pen, theme) {
    const { frame, bins, variable, numerals, view } = this;
    const { em, x0, x1, y0, y1 } = frame;
    pen.fillStyle = theme.ink;
    pen.font = this.type(0.94 * em);
    pen.textAlign = "center";
    const place = (value) => x0 + ((x1 - x0) * (value - bins.low)) / (bins.high - bins.low);
    const tick = (x, length) => {
      for (const [top, bottom] of view.ratio ? [[y0, y1], [frame.r0, frame.r1]] : [[y0, y1]]) {
        pen.moveTo(x, bottom);
        pen.lineTo(x, bottom - length);
        pen.moveTo(x, top);
        pen.lineTo(x, top + length);
      }
    };
    pen.beginPath();
    if (bins.category) {
      for (let bin = 1; bin < bins.bins; bin++) tick(this.x(bin), 0.5 * em);
      pen.stroke();
      if (frame.buttons) return; // they name the bins
      for (let bin = 0; bin < bins.bins; bin++) {
        const text = plainText(variable.categories[bin]?.short ?? String(bin + 1));
        pen.fillText(text, (this.x(bin) + this.x(bin + 1)) / 2, frame.bottom + 1.25 * em);
      }
      return;
    }
    const step = tickStep(bins.high - bins.low, Math.max(2, Math.min(8, (x1 - x0) / (4.6 * em))), variable.unit);
    const digits = tickDigits(step);
    const small = step / tickParts(step);
    for (const value of tickValues(bins.low, bins.high, small)) tick(place(value), 0.32 * em);
    for (const value of tickValues(bins.low, bins.high, step)) tick(place(value), 0.6 * em);
    pen.stroke();
    for (const value of tickValues(bins.low, bins.high, step)) {
      pen.fillText(numerals.fixed(value, digits), place(value), frame.bottom + 1.25 * em);
    }
  }

  paintY(pen, theme) {
    const { frame, shown, numerals } = this;
    const { em, x0, x1 } = frame;
    const far = Math.max(Math.abs(shown.low), Math.abs(shown.high));
    const power = far >= 1e4 || far < 5e-3 ? 3 * Math.floor(Math.log10(far) / 3 + 1e-9) : 0;
    const unit = 10 ** power;
    const step = tickStep(shown.high - shown.low, Math.max(2, (frame.y1 - frame.y0) / (2.7 * em)));
    const digits = tickDigits(step / unit);
    pen.beginPath();
    for (const value of tickValues(shown.low, shown.high, step / tickParts(step))) this.tickY(pen, this.y(value), 0.32 * em);
    for (const value of tickValues(shown.low, shown.high, step)) this.tickY(pen, this.y(value), 0.6 * em);
    pen.stroke();
    pen.fillStyle = theme.ink;
    pen.font = this.type(0.94 * em);
    pen.textAlign = "right";
    for (const value of tickValues(shown.low, shown.high, step)) {
      pen.fillText(numerals.fixed(value / unit, digits), x0 - 0.55 * em, this.y(value) + 0.34 * em);
    }
    pen.textAlign = "left";
    if (power) this.write(pen, `×10^{${power < 0 ? "−" : ""}${Math.abs(power)}}`, x0, frame.y0 - 0.42 * em, 0.9 * em);
  }

  paintLogY(pen, theme) {
    const { frame, shown } = this;
    const { em, x0 } = frame;
    const decade = (frame.y1 - frame.y0) / (shown.high - shown.low);
    const every = Math.max(1, Math.ceil((1.5 * em) / decade));
    pen.beginPath();
    for (let power = Math.floor(shown.low); power <= Math.ceil(shown.high); power++) {
      for (let lead = 1; lead < 10; lead++) {
        const at = power + Math.log10(lead);
        if (at < shown.low - 1e-9 || at > shown.high + 1e-9 || (lead > 1 && decade < 1.2 * em)) continue;
        this.tickY(pen, this.y(10 ** at), lead === 1 ? 0.6 * em : 0.32 * em);
      }
    }
    pen.stroke();
    pen.fillStyle = theme.ink;
    for (let power = Math.ceil(shown.low - 1e-9); power <= shown.high + 1e-9; power++) {
      if (power % every) continue;
      const text = power === 0 ? "1" : power === 1 ? "10" : `10^{${power < 0 ? "−" : ""}${Math.abs(power)}}`;
      const width = this.write(pen, text, 0, 0, 0.94 * em, true);
      this.write(pen, text, x0 - 0.55 * em - width, this.y(10 ** power) + 0.36 * em, 0.94 * em);
    }
  }

  tickY(pen, y, length) {
    const { x0, x1 } = this.frame;
    pen.moveTo(x0, y);
    pen.lineTo(x0 + length, y);
    pen.moveTo(x1, y);
    pen.lineTo(x1 - length, y);
  }

  paintRatioY(pen, theme) {
    const { frame, ratioSpan, numerals } = this;
    const { em } = frame;
    const wide = ratioSpan.low === 0;
    pen.beginPath();
    for (const value of tickValues(ratioSpan.low, ratioSpan.high, wide ? 0.2 : 0.1)) this.tickY(pen, this.ry(value), 0.32 * em);
    for (const value of tickValues(ratioSpan.low, ratioSpan.high, wide ? 1 : 0.5)) this.tickY(pen, this.ry(value), 0.6 * em);
    this.stroke(pen, theme.ink, 1.2);
    pen.stroke();
    pen.fillStyle = theme.ink;
    pen.font = this.type(0.94 * em);
    pen.textAlign = "right";
    for (const value of tickValues(ratioSpan.low, ratioSpan.high, wide ? 1 : 0.5)) {
      pen.fillText(numerals.fixed(value, wide ? 0 : 1), frame.x0 - 0.55 * em, this.ry(value) + 0.34 * em);
    }
  }

  /** The name of the horizontal axis, as long as there is room. @param {Pen} pen */
  nameX(pen) {
    const { variable, frame } = this;
    const unit = variable.unit ? ` [${variable.unit}]` : "";
    const known = plainText(variable.symbol ?? "").toLowerCase() === plainText(variable.title).toLowerCase();
    const symbol = known ? "" : (variable.symbol ?? "");
    const long = `${variable.title}${symbol ? ` ${symbol}` : ""}${unit}`;
    const room = frame.x1 - frame.x0 + 2 * frame.em;
    if (this.write(pen, long, 0, 0, 1.02 * frame.em, true) <= room) return long;
    const middle = `${variable.title}${unit}`;
    if (!symbol || this.write(pen, middle, 0, 0, 1.02 * frame.em, true) <= room) return middle;
    return `${symbol}${unit}`;
  }

  /** The name of the vertical axis. */
  nameY() {
    const { bins, variable, words, view, numerals } = this;
    if (bins.category) return phrase(words, view.shape ? "chart.fraction" : "chart.events");
    const width = numerals.brief(bins.width);
    const step = variable.unit === "°" ? `${width}°` : variable.unit ? `${width} ${variable.unit}` : width;
    return phrase(words, view.shape ? "chart.fraction_per" : "chart.events_per", { step });
  }

  paintTitles(pen, theme) {
    const { frame, words, view } = this;
    const { em } = frame;
    pen.fillStyle = theme.ink;
    const name = this.nameX(pen);
    const width = this.write(pen, name, 0, 0, 1.02 * em, true);
    this.write(pen, name, Math.max(2, frame.x1 - width), frame.height - 0.55 * em, 1.02 * em);
    this.upright(pen, this.nameY(), frame.y0, "right");
    if (view.ratio) this.upright(pen, phrase(words, "chart.ratio"), (frame.r0 + frame.r1) / 2, "center");
  }

  /** A title that reads upwards, smaller where it would not find room. */
  upright(pen, text, y, align) {
    const { frame } = this;
    const most = align === "center" ? frame.r1 - frame.r0 + 1.6 * frame.em : frame.y1 - frame.y0;
    pen.font = this.type(1.02 * frame.em);
    const width = pen.measureText(text).width;
    if (width > most) pen.font = this.type(Math.max(0.7, most / width) * 1.02 * frame.em);
    pen.save();
    pen.translate(1.05 * frame.em, y);
    pen.rotate(-Math.PI / 2);
    pen.textAlign = align;
    pen.fillText(text, 0, 0);
    pen.restore();
  }

  paintLabel(pen, theme) {
    const { frame } = this;
    const { em } = frame;
    const x = frame.x0 + 0.9 * em;
    pen.fillStyle = theme.ink;
    pen.textAlign = "left";
    frame.lines.forEach(({ text, bold, size, lead }, index) => {
      const y = frame.y0 + 1.75 * em + index * frame.line;
      let after = x;
      if (lead) {
        pen.font = this.type(size, true, true);
        pen.fillText(lead, x, y);
        after += pen.measureText(`${lead} `).width;
      }
      pen.font = this.type(size, bold && !lead);
      pen.fillText(text.slice(lead.length).trimStart(), after, y);
    });
  }

  paintLegend(pen, hatch, theme) {
    const { frame } = this;
    const { em, legendX: x } = frame;
    frame.legend.forEach(({ kind, p, text }, index) => {
      const y = frame.y0 + 0.75 * em + index * 1.45 * em;
      const middle = y + 0.6 * em;
      if (kind === "fill" || kind === "band") {
        const look = p >= 0 ? processLook(this.processes[p], p, theme.dark) : null;
        pen.beginPath();
        pen.rect(x, y + 0.1 * em, 2.1 * em, em);
        if (!look) pen.fillStyle = hatch("band", theme.ink);
        else pen.fillStyle = look.hatch === "none" ? look.fill : hatch(look.hatch, look.hatchColour, look.fill);
        pen.fill();
        this.stroke(pen, theme.ink, 0.8);
        pen.stroke();
      } else if (kind === "line") {
        const look = processLook(this.processes[p], p, theme.dark);
        this.stroke(pen, look.line, 2.2, look.dash);
        line(pen, x, middle, x + 2.1 * em, middle);
      } else if (kind === "curve") {
        this.stroke(pen, theme.curve, 2.2, p ? DASHES[1] : DASHES[0]);
        line(pen, x, middle, x + 2.1 * em, middle);
      } else {
        this.stroke(pen, theme.ink, 1.4);
        line(pen, x + 1.05 * em, y + 0.05 * em, x + 1.05 * em, y + 1.15 * em);
        pen.beginPath();
        pen.moveTo(x + 1.35 * em, middle);
        pen.arc(x + 1.05 * em, middle, 0.3 * em, 0, 2 * Math.PI);
        pen.fillStyle = theme.ink;
        pen.fill();
      }
      pen.fillStyle = theme.ink;
      pen.font = this.type(0.92 * em);
      pen.textAlign = "left";
      pen.fillText(text, x + 2.9 * em, y + 0.92 * em);
    });
  }

  /**
   * Write a text with low and high pieces.
   * @returns {number} its width
   */
  write(pen, text, x, y, size, measureOnly = false) {
    let start = 0; // of the last low piece: a high one right behind it stands above it
    let width = 0;
    let before = 0;
    pen.textAlign = "left";
    for (const piece of pieces(text)) {
      const at = piece.shift < 0 && before > 0 ? start : width;
      pen.font = this.type(piece.shift ? 0.74 * size : size);
      if (!measureOnly) pen.fillText(piece.text, x + at, y + (piece.shift > 0 ? 0.24 : piece.shift < 0 ? -0.4 : 0) * size);
      if (piece.shift > 0) start = at;
      before = piece.shift;
      width = Math.max(width, at + pen.measureText(piece.text).width);
    }
    return width;
  }

  /**
   * For a file: what lies outside of the cut is faded, and a line marks its edges.
   * @param {null | {from: number, to: number} | {keep: number[]}} cut
   */
  paintCut(pen, theme, cut) {
    const { frame, bins } = this;
    if (!cut) return;
    const fade = (from, to) => {
      pen.fillStyle = theme.paper;
      pen.globalAlpha = 0.7;
      if (to > from) pen.fillRect(from, frame.y0, to - from, frame.bottom - frame.y0);
      pen.globalAlpha = 1;
    };
    if ("keep" in cut) {
      for (let bin = 0; bin < bins.bins; bin++) if (!cut.keep.includes(bin + 1)) fade(this.x(bin), this.x(bin + 1));
      return;
    }
    const place = (edge) => frame.x0 + ((frame.x1 - frame.x0) * edge) / bins.n;
    fade(frame.x0, place(Math.min(cut.from, bins.n)));
    fade(place(Math.max(cut.to, cut.from)), frame.x1);
    this.stroke(pen, theme.ink, 1.6, DASHES[1]);
    if (cut.from > 0) line(pen, place(cut.from), frame.y0, place(cut.from), frame.bottom);
    if (cut.to < bins.n) line(pen, place(cut.to), frame.y0, place(cut.to), frame.bottom);
  }
}

/** One curve, a list of them, or none. @returns {((x: number) => number)[]} */
function curvesOf(curve) {
  return !curve ? [] : Array.isArray(curve) ? curve : [curve];
}

/** @param {Pen} pen */
function line(pen, x1, y1, x2, y2) {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

/** A text in lines that fit. @param {Pen} pen @param {string} text @param {number} width @returns {string[]} */
function wrapped(pen, text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines[lines.length - 1] ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines[lines.length - 1] && pen.measureText(longer).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
