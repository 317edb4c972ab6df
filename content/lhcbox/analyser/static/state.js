// @ts-check
/**
 * What the reader has chosen: cuts, hidden processes, views, the background's uncertainty, the step of an activity.
 * It can be undone, written to the address and to a file, and read back; nonsense in either is named and left out.
 *
 * A cut inside is `{from, to}` in fine edges 0..n or `{keep: [category numbers]}`; in an address or a file it is in the
 * variable's unit, so that a person can read and write it.
 *
 * @typedef {{from: number, to: number}} RangeCut
 * @typedef {{keep: number[]}} KeepCut
 * @typedef {RangeCut | KeepCut} Cut
 * @typedef {{key: string, step: number}} Place
 */

export const VIEWS = ["log", "overlay", "shape", "ratio", "band"];
const DEFAULT_VIEW = { log: false, overlay: false, shape: false, ratio: false, band: true };
const DEPTH = 300;

export class State {
  /** @param {any} declaration the page's JSON */
  constructor(declaration) {
    this.declaration = declaration;
    this.variables = new Map(declaration.variables.map((variable) => [variable.key, variable]));
    /** Cuts in the order in which they were made. @type {Map<string, Cut>} */
    this.cuts = new Map();
    this.hidden = initiallyHidden(declaration);
    this.view = { ...DEFAULT_VIEW };
    this.uncertainty = declaration.background_uncertainty?.[0] ?? 0;
    /** @type {Place | null} */
    this.activity = null;
    this.past = [];
    this.future = [];
    this.now = this.#photograph();
  }

  get canUndo() {
    return this.past.length > 0;
  }

  get canRedo() {
    return this.future.length > 0;
  }

  /** Set or lift (null) the cut on one variable. @param {string} key @param {Cut | null} cut */
  setCut(key, cut) {
    const variable = this.variables.get(key);
    const useful = variable ? usefulCut(variable, cut) : null;
    if (useful) {
      this.cuts.set(key, useful);
    } else {
      this.cuts.delete(key);
    }
  }

  /** @param {string} key @returns {Cut | null} */
  cut(key) {
    return this.cuts.get(key) ?? null;
  }

  /**
   * A change is finished: it can be undone from now on.
   * @param {boolean} [joined] it goes on with the change before, so that one undo takes both back
   * @returns {boolean} whether anything differs
   */
  commit(joined = false) {
    const now = this.#photograph();
    if (now === this.now) {
      return false;
    }
    if (!joined || !this.past.length) {
      this.past.push(this.now);
      this.past.splice(0, this.past.length - DEPTH);
    }
    this.future = [];
    this.now = now;
    return true;
  }

  undo() {
    this.#travel(this.past, this.future);
  }

  redo() {
    this.#travel(this.future, this.past);
  }

  #travel(from, to) {
    const then = from.pop();
    if (then !== undefined) {
      to.push(this.now);
      this.now = then;
      this.#apply(JSON.parse(then));
    }
  }

  /** Everything as on a fresh page, but for the activity. */
  reset() {
    this.#apply({});
  }

  /** What undo brings back. */
  #photograph() {
    const { a: _place, ...rest } = this.write();
    return JSON.stringify(rest);
  }

  /** The whole state in units a person can read. */
  write() {
    const c = {};
    for (const [key, cut] of this.cuts) {
      c[key] = writtenCut(this.variables.get(key), cut);
    }
    return {
      c,
      h: [...this.hidden],
      v: { ...this.view },
      f: this.uncertainty,
      a: this.activity ? [this.activity.key, this.activity.step] : null,
    };
  }

  /**
   * Take over a state that `write` or a person wrote.
   * @param {any} given
   * @returns {string[]} what could not be understood and was left out
   */
  read(given) {
    const problems = this.#apply(given ?? {});
    if (given?.a) {
      const [key, step] = Array.isArray(given.a) ? given.a : [];
      const place = this.#place(key, step);
      if (place) {
        this.activity = place;
      } else {
        problems.push(`a=${String(given.a).slice(0, 40)}`);
      }
    }
    return problems;
  }

  #apply(given) {
    const problems = [];
    this.cuts = new Map();
    for (const [key, value] of Object.entries(isRecord(given.c) ? given.c : {})) {
      const variable = this.variables.get(key);
      const cut = variable ? readCut(variable, value) : undefined;
      if (cut === undefined) {
        problems.push(`c.${key}`.slice(0, 40));
      } else {
        this.setCut(key, cut);
      }
    }
    this.hidden = initiallyHidden(this.declaration);
    if (Array.isArray(given.h)) {
      const known = new Set(this.declaration.processes.map((process) => process.key));
      problems.push(...given.h.filter((key) => !known.has(key)).map((key) => `h=${String(key).slice(0, 40)}`));
      this.hidden = new Set(given.h.filter((key) => known.has(key)));
    } else if (given.h !== undefined && given.h !== null) {
      problems.push("h");
    }
    this.view = { ...DEFAULT_VIEW };
    for (const [key, value] of Object.entries(isRecord(given.v) ? given.v : {})) {
      if (VIEWS.includes(key) && typeof value === "boolean") {
        this.view[key] = value;
      } else {
        problems.push(key.slice(0, 40));
      }
    }
    const choices = this.declaration.background_uncertainty ?? [];
    this.uncertainty = choices[0] ?? 0;
    if (given.f !== undefined && given.f !== null) {
      if (choices.includes(given.f)) {
        this.uncertainty = given.f;
      } else {
        problems.push(`f=${String(given.f).slice(0, 40)}`);
      }
    }
    return problems;
  }

  #place(key, step) {
    const activity = (this.declaration.activities ?? []).find((one) => one.key === key);
    const valid = activity && Number.isInteger(step) && step >= 0 && step <= activity.steps.length;
    return valid ? { key, step } : null;
  }

  /** The state as the part of an address after `#`, empty for a fresh page. */
  hash() {
    const fresh = new State(this.declaration).write();
    const { c, h, v, f, a } = this.write();
    const parts = Object.entries(c).map(([key, cut]) => `c.${encodeURIComponent(key)}=${cutText(cut)}`);
    if (h.join() !== fresh.h.join()) {
      parts.push(`h=${h.map(encodeURIComponent).join(",")}`);
    }
    parts.push(...VIEWS.filter((key) => v[key] !== fresh.v[key]).map((key) => `${key}=${v[key] ? 1 : 0}`));
    if (f !== fresh.f) {
      parts.push(`f=${f}`);
    }
    if (a) {
      parts.push(`a=${encodeURIComponent(a[0])},${a[1]}`);
    }
    return parts.join("&");
  }

  /**
   * Take over a state from an address.
   * @param {string} text what follows `#`
   * @returns {string[]} what could not be understood and was left out
   */
  readHash(text) {
    const given = { c: {}, v: {} };
    const problems = [];
    for (const part of text.replace(/^#/, "").split("&").filter(Boolean)) {
      const equals = part.indexOf("=");
      const name = decoded(equals < 0 ? part : part.slice(0, equals));
      const value = equals < 0 ? "" : part.slice(equals + 1);
      const understood = name !== null && equals >= 0 && hashPart(given, name, value, this.variables);
      if (!understood) {
        problems.push((decoded(part) ?? part).slice(0, 40));
      }
    }
    return [...problems, ...this.read(given)];
  }
}

/** One `name=value` of an address into `given`; false where it makes no sense. */
function hashPart(given, name, value, variables) {
  if (name.startsWith("c.")) {
    const variable = variables.get(name.slice(2));
    const cut = variable ? textCut(variable, decoded(value) ?? "") : undefined;
    if (cut === undefined) {
      return false;
    }
    given.c[variable.key] = cut;
    return true;
  }
  if (VIEWS.includes(name)) {
    given.v[name] = value === "1";
    return value === "0" || value === "1";
  }
  if (name === "h") {
    given.h = value === "" ? [] : value.split(",").map((key) => decoded(key) ?? key);
    return true;
  }
  if (name === "f") {
    given.f = value.trim() === "" ? NaN : Number(value);
    return true;
  }
  if (name === "a") {
    const [key, step] = value.split(",");
    given.a = [decoded(key), Number(step)];
    return true;
  }
  return false;
}

function initiallyHidden(declaration) {
  const hidden = declaration.processes.filter(
    (process) => process.visible === false || (process.kind === "data" && declaration.hidden_data),
  );
  return new Set(hidden.map((process) => process.key));
}

function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** The same cut, or null where it lets everything pass. */
function usefulCut(variable, cut) {
  if (!cut) {
    return null;
  }
  if ("keep" in cut) {
    const keep = [...new Set(cut.keep)].sort((a, b) => a - b);
    return keep.length === variable.n ? null : { keep };
  }
  return cut.from <= 0 && cut.to >= variable.n
    ? null
    : { from: Math.max(0, cut.from), to: Math.min(variable.n, cut.to) };
}

/** The value of a fine edge, without the noise of binary fractions. */
export function edgeValue(variable, edge) {
  const value = variable.low + ((variable.high - variable.low) * edge) / variable.n;
  return Number(value.toPrecision(12));
}

function nearestEdge(variable, value) {
  const edge = Math.round(((value - variable.low) / (variable.high - variable.low)) * variable.n);
  return Math.min(variable.n, Math.max(0, edge));
}

/** A cut as in a file: `[from, to]` in the variable's unit, null where it is open, or `[[1, 2]]`. */
function writtenCut(variable, cut) {
  if ("keep" in cut) {
    return [cut.keep];
  }
  const { from, to } = cut;
  return [from <= 0 ? null : edgeValue(variable, from), to >= variable.n ? null : edgeValue(variable, to)];
}

/** The reverse of `writtenCut`; undefined where it makes no sense. */
function readCut(variable, written) {
  if (!Array.isArray(written)) {
    return undefined;
  }
  if (variable.kind === "category") {
    const keep = Array.isArray(written[0]) && written.length === 1 ? written[0] : null;
    const valid = keep?.every((number) => Number.isInteger(number) && number >= 1 && number <= variable.n);
    return valid ? { keep } : undefined;
  }
  const valid = written.length === 2 && written.every((value) => value === null || Number.isFinite(value));
  if (!valid || (written[0] !== null && written[1] !== null && written[0] > written[1])) {
    return undefined;
  }
  const [from, to] = written;
  return {
    from: from === null ? 0 : nearestEdge(variable, from),
    to: to === null ? variable.n : nearestEdge(variable, to),
  };
}

/** A written cut as in an address: `10~55`, `~55`, `1,2`, or `0` where no category is kept. */
function cutText(written) {
  if (Array.isArray(written[0])) {
    return written[0].join(",") || "0";
  }
  return written.map((value) => (value === null ? "" : String(value))).join("~");
}

/** The reverse of `cutText`; undefined where it makes no sense. */
function textCut(variable, text) {
  if (variable.kind === "category") {
    return text === "0" ? [[]] : [text.split(",").map((number) => (/^\d+$/.test(number) ? Number(number) : NaN))];
  }
  const ends = text.split("~");
  return ends.length === 2 ? ends.map((end) => (end.trim() === "" ? null : Number(end))) : undefined;
}
