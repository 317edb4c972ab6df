// @ts-check
// One histogram in a page: two canvases, what lies over them to be pulled and typed, and the same in words, table and file.

import { Brush } from "./brush.js";
import { passes } from "./bins.js";
import { phrase } from "./numerals.js";
import { DAY, plainText, Plot, processLook } from "./plot.js";
import { tickDigits } from "./ticks.js";
import { hatchParts, hatchPattern, SvgPen } from "./svg.js";

const REST_MS = 250; // without a draw: then the axis may shrink, and the words follow
const SHRINK_MS = 200;
const NEAR = "10% 0px"; // of the window above and below: plots farther away are painted once they come near
const BUTTONS = 34; // height of the category buttons, pixels
const FILE = { width: 760, height: 560, ratio: 660, em: 15 };
/** @type {Set<string>} */
const NONE = new Set();

let count = 0; // of charts, for ids

/**
 * @typedef {import("./brush.js").Cut} Cut
 *
 * @typedef {object} ChartOptions
 * @property {any} variable of the page's JSON
 * @property {any[]} processes of the page's JSON, the lowest of the stack first; `index` on one, where it is given, is its
 *   place in the engine's arrays, otherwise its place in this list is; below 0 it has no events
 * @property {Record<string, string>} words lhcbox.analyser.words_chart, in the reader's language
 * @property {string} language
 * @property {string} label what every plot of these events must say
 * @property {string} stamp energy and luminosity
 * @property {boolean} [legend] false: never in the plot on the page; otherwise where it is wide enough
 * @property {(key: string, cut: Cut, how: {final: boolean}) => void} onCut `final` when the hand is still again
 *
 * @typedef {object} ChartInput
 * @property {{sum: Float64Array, sum2: Float64Array, count: Float64Array}} fine
 * @property {Cut} cut
 * @property {boolean} log
 * @property {boolean | "shape"} overlay "shape": every process with the area 1
 * @property {Set<string>} hidden
 * @property {boolean} ratio
 * @property {boolean} band
 * @property {Float64Array} scales
 * @property {null | ((x: number) => number) | ((x: number) => number)[]} [curve] events per drawn bin at x; a second is the background
 * @property {number} [f] relative uncertainty of the background, part of the band
 */

export class Chart {
  /** @param {HTMLElement} host @param {ChartOptions} options */
  constructor(host, options) {
    this.host = host;
    this.options = options;
    this.variable = options.variable;
    this.words = options.words;
    this.plot = new Plot(options);
    this.category = this.plot.bins.category;
    this.id = `lhc-chart-${++count}`;
    /** @type {Cut} */
    this.cut = null;
    /** @type {ChartInput | null} */
    this.input = null;
    this.leaving = new AbortController();
    this.size = { width: 0, height: 0, em: 0, family: "sans-serif", dpr: 1 };
    this.axes = ""; // what the upper canvas shows
    this.printed = false;
    this.away = false; // out of sight
    this.unpainted = false; // the picture is older than the numbers
    this.placed = ""; // where handles and shades are
    this.drawnAt = 0;
    this.timer = 0;
    this.frameRequest = 0;
    this.shrink = { start: 0, low: 0, high: 0 };
    this.rest = this.rest.bind(this);
    this.grow = this.grow.bind(this);
    /** @type {(kind: string, colour: string, ground?: string) => CanvasPattern | string} */
    this.tiled = (kind, colour, ground) => canvasHatch(kind, colour, ground, this.size.dpr);
    this.build();
    this.readTheme();
    this.brush = new Brush({
      n: this.plot.bins.n,
      group: this.plot.bins.group,
      category: this.category,
      surface: this.surface,
      handles: this.handles,
      cut: () => this.cut,
      change: (cut, final) => this.change(cut, final),
    });
    this.listen();
  }

  // What it is made of ------------------------------------------------------------------------------------------------

  build() {
    const { words, id, variable } = this;
    const title = plainText(variable.title);
    this.root = element("div", { class: "lhc-chart", role: "group", "aria-label": title });
    this.area = element("div", { class: "lhc-chart-plot" });
    this.lower = element("canvas", { class: "lhc-chart-layer", role: "img", "aria-label": title });
    this.upper = element("canvas", { class: "lhc-chart-layer", "aria-hidden": "true" });
    this.surface = element("div", { class: "lhc-chart-surface" });
    const shades = this.category ? this.plot.bins.bins : 2;
    this.shades = Array.from({ length: shades }, () => element("div", { class: "lhc-chart-shade" }));
    /** @type {HTMLElement[]} */
    this.handles = [];
    /** @type {HTMLElement[]} */
    this.buttons = [];
    /** @type {HTMLInputElement[]} */
    this.inputs = [];
    this.area.append(this.lower, ...this.shades, this.upper, this.surface);
    this.controls = element("div", { class: "lhc-chart-controls" });
    this.trouble = element("p", { class: "lhc-chart-trouble", id: `${id}-trouble`, role: "alert" });
    this.trouble.hidden = true;
    if (this.category) this.buildButtons();
    else this.buildHandles();
    this.reset = element("button", { class: "lhc-chart-reset", type: "button", "aria-disabled": "true" });
    this.reset.textContent = phrase(words, "chart.reset");
    this.reset.setAttribute("aria-label", phrase(words, "chart.reset_of", { quantity: title }));
    this.reset.title = this.reset.getAttribute("aria-label") ?? "";
    this.controls.append(this.reset);
    this.root.append(this.area, this.controls, this.trouble);
    this.host.append(this.root);
  }

  buildHandles() {
    const { words, id, variable } = this;
    const quantity = plainText(variable.title);
    const hint = element("p", { class: "lhc-chart-unseen", id: `${id}-hint` });
    hint.textContent = phrase(words, "chart.keys");
    this.area.append(hint);
    for (const end of ["from", "to"]) {
      const name = phrase(words, end === "from" ? "chart.lower_edge" : "chart.upper_edge", { quantity });
      const handle = element("div", { class: `lhc-chart-handle ${end}`, role: "slider", tabindex: "0" });
      handle.setAttribute("aria-label", name);
      handle.setAttribute("aria-orientation", "horizontal");
      handle.setAttribute("aria-describedby", `${id}-hint`);
      this.handles.push(handle);
      this.area.append(handle);
      const input = /** @type {HTMLInputElement} */ (element("input", { type: "text", inputmode: "decimal", id: `${id}-${end}` }));
      input.autocomplete = "off";
      input.spellcheck = false;
      input.enterKeyHint = "done";
      input.setAttribute("aria-label", name);
      const label = element("label", { for: input.id });
      label.textContent = phrase(words, end === "from" ? "chart.from" : "chart.to");
      this.inputs.push(input);
      this.controls.append(label, input);
    }
    if (variable.unit) {
      const unit = element("span", { class: "lhc-chart-unit" });
      unit.textContent = variable.unit;
      this.controls.append(unit);
    }
  }

  buildButtons() {
    const { variable } = this;
    this.buttonRow = element("div", { class: "lhc-chart-buttons" });
    for (let category = 1; category <= this.plot.bins.n; category++) {
      const { title, short } = variable.categories[category - 1] ?? { title: String(category), short: String(category) };
      const button = element("button", { type: "button", "aria-pressed": "false", title: plainText(title) });
      button.setAttribute("aria-label", plainText(title));
      button.textContent = plainText(short ?? title);
      this.buttons.push(button);
      this.buttonRow.append(button);
    }
    this.area.append(this.buttonRow);
  }

  listen() {
    const options = { signal: this.leaving.signal };
    this.root.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        const typing = this.inputs.includes(/** @type {any} */ (event.target));
        if (typing && this.unapplied(/** @type {any} */ (event.target))) this.showEdges(true);
        else if (!this.brush.cancel() && this.cut) this.change(null, true);
        else return;
        event.preventDefault();
      },
      options,
    );
    this.reset.addEventListener("click", () => this.cut && this.change(null, true), options);
    this.buttons.forEach((button, index) => button.addEventListener("click", () => this.brush.toggle(index + 1), options));
    this.inputs.forEach((input, index) => {
      input.addEventListener("keydown", (event) => event.key === "Enter" && this.typed(index), options);
      input.addEventListener("blur", () => this.unapplied(input) && this.typed(index), options);
      input.addEventListener("focus", () => input.select(), options);
    });
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(this.area);
    this.sight = new IntersectionObserver((seen) => this.look(seen[seen.length - 1].isIntersecting), { rootMargin: NEAR });
    this.sight.observe(this.area);
    const again = () => this.refresh();
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.dark.addEventListener("change", again, options);
    this.still = matchMedia("(prefers-reduced-motion: reduce)"); // asked once: the browser keeps each question
    window.addEventListener("beforeprint", () => this.refresh(true), options);
    window.addEventListener("afterprint", again, options);
    window.addEventListener("resize", () => this.resize(), options); // zoom changes the pixels and perhaps not the size
  }

  destroy() {
    this.brush.destroy();
    this.leaving.abort();
    this.sizes.disconnect();
    this.sight.disconnect();
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frameRequest);
    this.timer = this.frameRequest = 0;
    this.root.remove();
  }

  // The cut -----------------------------------------------------------------------------------------------------------

  /** @param {Cut} cut @param {boolean} final */
  change(cut, final) {
    this.cut = cut;
    this.place();
    this.options.onCut(this.variable.key, cut, { final });
  }

  /** Fine edges of the cut, the whole axis where there is none. */
  edges() {
    return this.cut && "from" in this.cut ? this.cut : { from: 0, to: this.plot.bins.n };
  }

  /** Whether a number was typed and not taken yet. @param {HTMLInputElement} input */
  unapplied(input) {
    return input.value !== input.dataset.set;
  }

  /** Take a number that was typed. @param {number} index 0 the lower edge, 1 the upper one */
  typed(index) {
    const { bins, numerals } = this.plot;
    const input = this.inputs[index];
    const { from, to } = this.edges();
    const open = index === 0 ? 0 : bins.n;
    let edge = open;
    if (input.value.trim()) {
      const value = numerals.parse(input.value, this.variable.unit);
      if (value === null) return this.complain(input, phrase(this.words, "chart.no_number", { text: input.value.trim() }));
      const gap = 1e-9 * (bins.high - bins.low);
      if (value < bins.low - gap || value > bins.high + gap) {
        const gaps = { value: numerals.brief(value), low: this.plot.quantity(bins.low), high: this.plot.quantity(bins.high) };
        return this.complain(input, phrase(this.words, "chart.outside", gaps));
      }
      edge = Math.round((value - bins.low) / bins.step);
    }
    if (index === 0 ? edge >= to : edge <= from) {
      const gaps = { from: this.plot.quantity(bins.at(from)), to: this.plot.quantity(bins.at(to)) };
      return this.complain(input, phrase(this.words, index === 0 ? "chart.not_below" : "chart.not_above", gaps));
    }
    this.complain(input, "");
    input.dataset.set = input.value; // taken: what is shown may now be written over
    const next = index === 0 ? { from: edge, to } : { from, to: edge };
    this.placed = "";
    if (next.from === from && next.to === to) this.place();
    else this.change(next.from === 0 && next.to === bins.n ? null : next, true);
  }

  /** @param {HTMLInputElement} input @param {string} sentence nothing where all is well */
  complain(input, sentence) {
    this.trouble.textContent = sentence;
    this.trouble.hidden = !sentence;
    for (const each of this.inputs) {
      const wrong = each === input && Boolean(sentence);
      if (wrong) each.setAttribute("aria-invalid", "true");
      else each.removeAttribute("aria-invalid");
      if (wrong) each.setAttribute("aria-describedby", this.trouble.id);
      else each.removeAttribute("aria-describedby");
    }
  }

  /** The numbers beside the plot. @param {boolean} [over] what is being typed as well */
  showEdges(over = false) {
    const { bins, numerals } = this.plot;
    const { from, to } = this.edges();
    [from, to].forEach((edge, index) => {
      const input = this.inputs[index];
      if (!over && document.activeElement === input && this.unapplied(input) && input.dataset.set !== undefined) return;
      const text = this.edgeText(bins.at(edge), numerals);
      if (input.value !== text) input.value = text;
      input.dataset.set = text;
      if (over || input.hasAttribute("aria-invalid")) this.complain(input, "");
    });
  }

  /** @param {number} value */
  edgeText(value, numerals) {
    return numerals.trimmed(value, this.variable.digits ?? tickDigits(this.plot.bins.step));
  }

  /** Handles, shades, numbers and buttons where the cut is. The document is touched only where something is new. */
  place() {
    const { frame, bins } = this.plot;
    if (!frame) return;
    const { cut } = this;
    const { from, to } = this.edges();
    const kept = cut && "keep" in cut ? cut.keep.join() : "";
    const where = `${from} ${to} ${kept} ${cut === null} ${frame.x0} ${frame.x1} ${frame.y0} ${frame.bottom}`;
    if (where === this.placed) return;
    this.placed = where;
    this.reset.setAttribute("aria-disabled", String(!cut));
    this.root.classList.toggle("cut", Boolean(cut));
    if (this.category) {
      this.shades.forEach((shade, bin) => shadeOver(shade, this.plot.x(bin), this.plot.x(bin + 1), !passes(cut, bin + 1, bins.n)));
      this.buttons.forEach((button, bin) => {
        const pressed = Boolean(cut && "keep" in cut && cut.keep.includes(bin + 1));
        button.setAttribute("aria-pressed", String(pressed));
      });
      return;
    }
    const x = (edge) => frame.x0 + ((frame.x1 - frame.x0) * Math.max(0, Math.min(bins.n, edge))) / bins.n;
    shadeOver(this.shades[0], frame.x0, x(Math.min(from, to)), from > 0);
    shadeOver(this.shades[1], x(Math.max(from, to)), frame.x1, to < bins.n);
    [from, to].forEach((edge, index) => {
      const handle = this.handles[index];
      const open = edge === (index ? bins.n : 0);
      handle.style.transform = `translateX(${x(edge).toFixed(1)}px)`;
      handle.classList.toggle("open", open);
      const text = this.plot.quantity(bins.at(edge));
      const spoken = open ? phrase(this.words, index ? "chart.open_above" : "chart.open_below", { value: text }) : text;
      handle.setAttribute("aria-valuemin", short(bins.at(index ? from + 1 : 0)));
      handle.setAttribute("aria-valuemax", short(bins.at(index ? bins.n : to - 1)));
      handle.setAttribute("aria-valuenow", short(bins.at(edge)));
      handle.setAttribute("aria-valuetext", spoken);
    });
    this.showEdges();
  }

  // Drawing -----------------------------------------------------------------------------------------------------------

  /** Colours and letters of the page. */
  readTheme() {
    const style = getComputedStyle(this.root);
    this.size.em = Math.max(11, 0.8 * parseFloat(style.fontSize) || 13);
    this.size.family = style.fontFamily || "sans-serif";
    const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
    const paper = read("--paper", DAY.paper);
    const dark = isDark(paper);
    this.theme = this.printed ? DAY : {
      paper,
      ink: read("--ink", DAY.ink),
      soft: read("--soft", DAY.soft),
      curve: dark ? "#ff9a8a" : DAY.curve,
      dark,
    };
  }

  /** Draw all anew, where the page has other colours. @param {boolean} [printed] paper is white */
  refresh(printed = false) {
    this.printed = printed;
    this.size.width = 0;
    this.resize();
  }

  /** The place has another size: everything is arranged anew. */
  resize() {
    const width = this.area.clientWidth;
    const height = this.area.clientHeight;
    const dpr = Math.min(3, window.devicePixelRatio || 1);
    const { size } = this;
    if (!width || !height || (size.width === width && size.height === height && size.dpr === dpr)) return;
    this.readTheme(); // letters may follow the window
    Object.assign(size, { width, height, dpr });
    for (const canvas of [this.lower, this.upper]) {
      canvas.width = Math.round(width * dpr);
      canvas.height = Math.round(height * dpr);
    }
    this.arrange();
    if (this.input) {
      this.plot.reach();
      this.plot.follow("now");
      this.paint();
    }
  }

  arrange() {
    const pen = context(this.upper);
    const legend = this.options.legend !== false;
    const frame = this.plot.arrange(pen, { ...this.size, buttons: this.category ? BUTTONS : 0, legend });
    this.axes = this.placed = "";
    for (const [name, value] of Object.entries({ x0: frame.x0, x1: frame.x1, y0: frame.y0, y1: frame.bottom })) {
      this.area.style.setProperty(`--${name}`, `${value}px`);
    }
    this.place();
  }

  /**
   * Show what the engine has now.
   * @param {ChartInput} input kept until the next draw
   */
  draw(input) {
    const { plot } = this;
    const first = this.input === null;
    const { log, overlay, shape, ratio, band, f, curve } = plot.view;
    const seen = seenKey(plot.bins.visible);
    this.input = input;
    const changed = plot.fill({ ...input, hidden: input.hidden ?? NONE });
    this.cut = input.cut ?? null;
    if (plot.view.ratio !== ratio || first) {
      this.root.classList.toggle("with-ratio", plot.view.ratio);
      this.size.width = 0;
    }
    const { view } = plot;
    if (this.size.width === 0) this.resize();
    else if (changed) {
      const scaled = log !== view.log || overlay !== view.overlay || shape !== view.shape;
      const named = seen !== seenKey(plot.bins.visible) || band !== view.band || f !== view.f || !curve !== !view.curve;
      if (scaled || named) this.arrangeLegend();
      plot.reach();
      plot.follow(scaled ? "now" : "gently");
      this.paint();
    }
    this.place();
    this.drawnAt = performance.now();
    if (!this.timer) this.timer = window.setTimeout(this.rest, REST_MS);
  }

  /** The legend follows what is shown. */
  arrangeLegend() {
    this.plot.inscribe(context(this.upper));
    this.axes = "";
  }

  /** Came near or went away. @param {boolean} near */
  look(near) {
    this.away = !near;
    if (near && this.unpainted) {
      this.plot.follow("now");
      this.paint();
    }
  }

  /** The picture; of a plot out of sight once it is seen or printed. */
  paint() {
    const { plot, size, theme } = this;
    this.unpainted = this.away && !this.printed;
    if (!plot.frame || this.unpainted) return;
    if (plot.view.ratio) plot.spanRatio(!this.timer);
    const pen = context(this.lower);
    pen.setTransform(size.dpr, 0, 0, size.dpr, 0, 0);
    pen.clearRect(0, 0, size.width, size.height);
    plot.paintBars(pen, this.tiled, theme);
    const axes = `${plot.shown.low} ${plot.shown.high} ${plot.view.log} ${plot.view.shape} ${plot.ratioSpan.high} ${plot.view.ratio}`;
    if (axes === this.axes) return;
    this.axes = axes;
    const over = context(this.upper);
    over.setTransform(size.dpr, 0, 0, size.dpr, 0, 0);
    over.clearRect(0, 0, size.width, size.height);
    plot.paintAxes(over, this.tiled, theme);
  }

  /** Nothing has moved for a while: the axis may become shorter, and the words follow. */
  rest() {
    const left = REST_MS - (performance.now() - this.drawnAt);
    this.timer = 0;
    if (left > 4) {
      this.timer = window.setTimeout(this.rest, left);
      return;
    }
    this.lower.setAttribute("aria-label", this.describe());
    const { plot } = this;
    const narrower = plot.view.ratio && plot.spanRatio(true);
    if (plot.follow("gently")) {
      if (narrower) this.paint();
      return;
    }
    const { low, high } = plot.shown;
    this.shrink = { start: this.still.matches ? -Infinity : performance.now(), low, high };
    cancelAnimationFrame(this.frameRequest);
    this.frameRequest = requestAnimationFrame(this.grow);
  }

  /** One frame of the axis becoming shorter. @param {number} now */
  grow(now) {
    const { plot, shrink } = this;
    const part = Math.min(1, Math.max(0, (now - shrink.start) / SHRINK_MS));
    const eased = 1 - (1 - part) ** 3;
    this.frameRequest = 0;
    if (this.timer) return; // it moves again
    plot.shown.low = shrink.low + (plot.target.low - shrink.low) * eased;
    plot.shown.high = shrink.high + (plot.target.high - shrink.high) * eased;
    if (part === 1) plot.follow("now");
    else this.frameRequest = requestAnimationFrame(this.grow);
    this.paint();
  }

  // The same in words, table and file ---------------------------------------------------------------------------------

  /** What the plot shows, in sentences. */
  describe() {
    const { plot, words, variable, cut } = this;
    const { bins, numerals } = plot;
    const quantity = plainText(variable.title);
    if (!bins.fine) return quantity;
    const sentences = [];
    const say = (key, gaps = {}) => sentences.push(phrase(words, key, gaps));
    if (this.category) say("chart.say_categories", { quantity, number: bins.n });
    else say("chart.say_range", { quantity, low: plot.quantity(bins.low), high: plot.quantity(bins.high) });
    const all = bins.inside(null);
    if (bins.expecting) say("chart.say_expected", { value: numerals.events(all.expected), error: numerals.events(all.error) });
    if (bins.counted) say("chart.say_data", { value: numerals.events(all.data) });
    const heights = bins.expecting ? bins.total : bins.data;
    const highest = heights.reduce((best, value, bin) => (value > heights[best] ? bin : best), 0);
    if (!(heights[highest] > 0)) say("chart.say_empty");
    else if (this.category) say("chart.say_most_category", { category: this.categoryTitle(highest) });
    else {
      const mean = bins.mean();
      if (mean !== null) say("chart.say_mean", { mean: plot.quantity(mean) });
      const from = bins.low + highest * bins.width;
      say("chart.say_most", { from: plot.quantity(from), to: plot.quantity(from + bins.width) });
    }
    if (!cut) say("chart.say_no_cut");
    else {
      if ("keep" in cut) {
        const names = cut.keep.map((category) => this.categoryTitle(category - 1)).join(", ");
        say(names ? "chart.say_keep" : "chart.say_keep_none", { categories: names });
      } else if (cut.from >= cut.to) say("chart.say_keep_none");
      else {
        const from = plot.quantity(bins.at(cut.from));
        const to = plot.quantity(bins.at(cut.to));
        const key = cut.from === 0 ? "chart.say_below" : cut.to === bins.n ? "chart.say_above" : "chart.say_between";
        say(key, { from, to });
      }
      const inside = bins.inside(cut);
      if (bins.expecting) say("chart.say_inside", { value: numerals.events(inside.expected), error: numerals.events(inside.error) });
      if (bins.counted) say("chart.say_inside_data", { value: numerals.events(inside.data) });
    }
    return sentences.join(" ");
  }

  /** @param {number} bin */
  categoryTitle(bin) {
    return plainText(this.variable.categories[bin]?.title ?? String(bin + 1));
  }

  /**
   * The drawn bins as numbers; `from` and `to` in the variable's unit, of a category its number, and then a `title`;
   * `error` is the one that the band shows; `data` is null where none is shown.
   */
  table() {
    return this.plot.bins.fine ? this.plot.bins.rows() : [];
  }

  /** The plot for a file: by day, with its legend, independent of the window. @param {(plot: Plot) => any} paint */
  filed(paint) {
    const plot = new Plot(this.options);
    if (this.input) plot.fill({ ...this.input, hidden: this.input.hidden ?? NONE });
    return paint(plot);
  }

  /** The whole plot as a file. @returns {string} SVG, nothing of it from outside */
  svg() {
    return this.filed((plot) => {
      const height = plot.view.ratio ? FILE.ratio : FILE.height;
      const pen = new SvgPen(FILE.width, height, `lhc-${this.variable.key}`);
      this.whole(plot, pen, (kind, colour, ground) => pen.hatch(kind, colour, ground), FILE.width, height);
      return pen.file(plainText(this.variable.title), this.describe(), this.options.language);
    });
  }

  /** The whole plot as a picture. @param {number} [times] pixels for each unit @returns {Promise<Blob | null>} PNG */
  png(times = 2) {
    return this.filed((plot) => {
      const canvas = document.createElement("canvas");
      const height = plot.view.ratio ? FILE.ratio : FILE.height;
      canvas.width = FILE.width * times;
      canvas.height = height * times;
      const pen = context(canvas);
      pen.setTransform(times, 0, 0, times, 0, 0);
      this.whole(plot, pen, (kind, colour, ground) => canvasHatch(kind, colour, ground, times), FILE.width, height);
      return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
    });
  }

  /** @param {Plot} plot @param {any} pen @param {(kind: string, colour: string, ground?: string) => any} hatch */
  whole(plot, pen, hatch, width, height) {
    plot.arrange(pen, { width, height, em: FILE.em, family: "sans-serif", legend: true });
    plot.reach();
    plot.follow("now");
    if (plot.view.ratio) plot.spanRatio(true);
    pen.fillStyle = DAY.paper;
    pen.fillRect(0, 0, width, height);
    if (this.input) plot.paintBars(pen, hatch, DAY);
    plot.paintCut(pen, DAY, this.cut);
    plot.paintAxes(pen, hatch, DAY);
  }
}

/**
 * A sample of how a process is drawn, for lists beside the charts.
 * @param {any} process of the page's JSON
 * @param {number} place of it among the processes
 * @param {{overlay?: boolean, dark?: boolean}} [how]
 * @returns {string} SVG, 30 by 16; hidden from screen readers, the process's name stands beside it
 */
export function swatch(process, place, { overlay = false, dark = false } = {}) {
  const look = processLook(process, place, dark);
  const head = `<svg class="lhc-chart-swatch" width="30" height="16" viewBox="0 0 30 16" aria-hidden="true" focusable="false">`;
  if (process.kind === "data") {
    return `${head}<path d="M15 0V16" stroke="currentColor" stroke-width="1.6"/><circle cx="15" cy="8" r="4" fill="currentColor"/></svg>`;
  }
  if (overlay) {
    const dash = look.dash.length ? ` stroke-dasharray="${look.dash.join(" ")}"` : "";
    return `${head}<path d="M0 8H30" stroke="${look.line}" stroke-width="2.4"${dash}/></svg>`;
  }
  const id = `lhc-swatch-${++count}`;
  const hatched = look.hatch !== "none";
  const rect = (fill) => `<rect x="0.5" y="0.5" width="29" height="15" fill="${fill}" stroke="currentColor"/>`;
  const pattern = hatched ? `<defs>${hatchPattern(id, look.hatch, look.hatchColour, look.fill)}</defs>` : "";
  return `${head}${pattern}${rect(hatched ? `url(#${id})` : look.fill)}</svg>`;
}

/** @type {Map<string, CanvasPattern | string>} one tile serves all charts */
const tiles = new Map();

/** @param {string} kind @param {string} colour @param {string} [ground] @param {number} [dpr] */
function canvasHatch(kind, colour, ground = "", dpr = 1) {
  const key = `${kind} ${colour} ${ground} ${dpr}`;
  let pattern = tiles.get(key);
  if (!pattern) {
    const { size, lines, dots, width } = hatchParts(kind);
    const tile = document.createElement("canvas");
    const pixels = Math.max(1, Math.round(size * dpr));
    tile.width = tile.height = pixels;
    const pen = context(tile);
    pen.scale(pixels / size, pixels / size);
    if (ground) {
      pen.fillStyle = ground;
      pen.fillRect(0, 0, size, size);
    }
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = width;
    pen.beginPath();
    for (const [x1, y1, x2, y2] of lines) {
      pen.moveTo(x1, y1);
      pen.lineTo(x2, y2);
    }
    pen.stroke();
    for (const [x, y, r] of dots) {
      pen.beginPath();
      pen.arc(x, y, r, 0, 2 * Math.PI);
      pen.fill();
    }
    pattern = pen.createPattern(tile, "repeat") ?? (ground || colour);
    // a hatch keeps its size on every screen
    if (typeof pattern !== "string" && pixels !== 1) pattern.setTransform(new DOMMatrix().scale(size / pixels));
    tiles.set(key, pattern);
  }
  return pattern;
}

/** @param {HTMLCanvasElement} canvas @returns {CanvasRenderingContext2D} */
function context(canvas) {
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser has no canvas");
  return pen;
}

/** @param {string} name @param {Record<string, string>} attributes @returns {any} */
function element(name, attributes) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** @param {HTMLElement} shade @param {number} from @param {number} to pixels @param {boolean} on */
function shadeOver(shade, from, to, on) {
  shade.hidden = !on || to <= from;
  if (shade.hidden) return;
  shade.style.transform = `translateX(${from.toFixed(1)}px)`;
  shade.style.width = `${(to - from).toFixed(1)}px`;
}

/** A number without the noise of its last digits, for attributes. @param {number} value */
function short(value) {
  return String(Number(value.toPrecision(10)));
}

/** Which processes are seen, as one number. @param {Uint8Array} visible */
function seenKey(visible) {
  let key = 1;
  for (let p = 0; p < visible.length; p++) key = key * 2 + visible[p];
  return key;
}

/** Whether a colour is nearer to black than to white. @param {string} colour of CSS */
function isDark(colour) {
  const pen = context(document.createElement("canvas"));
  pen.fillStyle = colour;
  const hex = /^#(..)(..)(..)$/.exec(String(pen.fillStyle));
  if (!hex) return false;
  const [red, green, blue] = hex.slice(1).map((part) => parseInt(part, 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}
