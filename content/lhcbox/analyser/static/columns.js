// @ts-check
/**
 * Columns of numbers as an analyser's engine wants them: what pack.py and axes.py do in Python, for tables that are read
 * in the browser only. The same values give the same codes, whole-number weights and axes.
 */

export const MOST_CATEGORIES = 12; // different whole numbers that become buttons instead of an axis
const BINS = 40;
const FINE = 5; // steps of a cut in a drawn bin
const STEPS = 1000; // the most that a variable may have
const OUTSIDE = 0.005; // share of the values that may lie beyond either end
const NARROW = 252; // steps whose codes, with the three beyond them, fit into a byte
const LARGEST = 32767; // of the whole numbers that stand for weights
const LOST = 1e-4; // of the sum of weights or of its statistical error: the most that rounding them may change

/** @typedef {{kind: "range" | "category", n: number, low: number, high: number}} Grid */

/**
 * The code of each value: of a range 0 below `low`, 1 to `n` the steps, `n + 1` from `high` on, `n + 2` for NaN; of
 * categories their number from 1, `n + 2` for anything else.
 * @param {Grid} grid
 * @param {ArrayLike<number>} values
 * @returns {Uint8Array | Uint16Array}
 */
export function codes({ kind, n, low, high }, values) {
  const found = n <= NARROW ? new Uint8Array(values.length) : new Uint16Array(values.length);
  const factor = n / (high - low);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (kind === "category") {
      found[i] = Number.isInteger(value) && value >= 1 && value <= n ? value : n + 2;
    } else if (Number.isNaN(value)) {
      found[i] = n + 2;
    } else if (value < low) {
      found[i] = 0;
    } else if (value >= high) {
      found[i] = n + 1;
    } else {
      // what lies inside stays inside: rounding must not carry the last value below an end across it
      found[i] = Math.min(n, Math.max(1, Math.floor((value - low) * factor) + 1));
    }
  }
  return found;
}

/**
 * Weights as whole multiples of a scale; `whole` is null where all are the same.
 * @param {ArrayLike<number>} weights finite ones
 * @returns {{whole: Int16Array | null, scale: number, sum: number} | null} null where they differ too much to be kept
 */
export function wholeWeights(weights) {
  const sum = total(weights, (weight) => weight);
  const first = weights.length ? weights[0] : 1;
  let largest = 0;
  let same = true;
  for (let i = 0; i < weights.length; i++) {
    largest = Math.max(largest, Math.abs(weights[i]));
    same &&= weights[i] === first;
  }
  if (same) {
    return { whole: null, scale: first, sum };
  }
  const scale = largest / LARGEST;
  const whole = Int16Array.from(weights, (weight) => even(weight / scale));
  const kept = scale * whole.reduce((all, part) => all + part, 0);
  const spread = Math.sqrt(total(weights, (weight) => weight * weight));
  return Math.abs(kept - sum) > LOST * Math.max(Math.abs(sum), spread) ? null : { whole, scale, sum };
}

/** Rounded, halves to the even neighbour. @param {number} value */
function even(value) {
  const low = Math.floor(value);
  const rest = value - low;
  return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
}

/** A sum in which rounding does not add up (A. Neumaier, Z. Angew. Math. Mech. 54 (1974) 39). */
function total(values, part) {
  let sum = 0;
  let lost = 0;
  for (let i = 0; i < values.length; i++) {
    const value = part(values[i]);
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/**
 * The different values of a variable that has few, all of them whole; empty where it needs an axis.
 * @param {ArrayLike<number>} values
 * @returns {number[]}
 */
export function valuesOf(values) {
  const different = new Set();
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isFinite(value)) {
      if (!Number.isInteger(value) || (different.add(value + 0) && different.size > MOST_CATEGORIES)) {
        return [];
      }
    }
  }
  return [...different].sort((a, b) => a - b);
}

/**
 * From, to and number of bins in round numbers, around all values but the outermost half per cent at either end.
 * @param {ArrayLike<number>} values
 * @returns {[number, number, number]}
 */
export function proposed(values) {
  const finite = Float64Array.from(values).filter(Number.isFinite).sort();
  if (!finite.length) {
    return [0, 1, BINS];
  }
  let low = quantile(finite, OUTSIDE);
  let high = quantile(finite, 1 - OUTSIDE);
  if (!(high > low)) {
    [low, high] = [low - 0.5, low + 0.5];
  }
  if (!((high - low) / BINS > Math.abs(high + low) * 1e-12)) {
    const half = Math.max(Math.abs(low), Math.abs(high)) / 2;
    [low, high] = [low - half, high + half];
  }
  const power = Number(`1e${Math.floor(Math.log10((high - low) / BINS))}`);
  let width = power * ([1, 2, 2.5, 5].find((step) => step * power * BINS >= high - low) ?? 10);
  if (finite.every(Number.isInteger)) {
    width = width === 2.5 ? 5 : Math.max(1, width); // a bin that holds no whole number would stay empty
  }
  const start = Math.floor(low / width) * width;
  const bins = Math.ceil((high - start) / width + 1e-9);
  return [start, start + bins * width, bins];
}

/** @param {Float64Array} sorted @param {number} share */
function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const before = Math.floor(place);
  const [a, b] = [sorted[before], sorted[Math.min(before + 1, sorted.length - 1)]];
  const t = place - before;
  return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
}

/**
 * The fine steps of an axis.
 * @param {[number, number, number]} axis from, to, drawn bins
 */
export function gridOf([low, high, bins]) {
  const n = bins * Math.max(1, Math.min(FINE, Math.floor(STEPS / bins)));
  const width = (high - low) / n;
  let digits = 0;
  for (; digits < 6; digits++) {
    const scaled = width * 10 ** digits;
    if (Math.abs(scaled - Math.round(scaled)) <= 1e-8 + 1e-5 * Math.abs(Math.round(scaled))) {
      break;
    }
  }
  return { low, high, n, group: n / bins, digits };
}

/**
 * A table as a pack, as `unpack` of pack.js gives it.
 * @param {{key: string, kind: "range" | "category", n: number, low: number, high: number, values: Float64Array}[]} variables
 * @param {{key: string, title: string, rows: number[], weights: Float64Array | null}[]} processes which rows are whose, in the
 *   order of the declaration; `weights` one a row of the table
 * @returns {import("./engine.js").Pack | null} null where weights differ too much to be kept
 */
export function packOf(variables, processes) {
  const order = processes.flatMap(({ rows }) => rows);
  const weights = new Int16Array(order.length).fill(1);
  let weighted = false;
  let at = 0;
  const made = [];
  for (const { key, rows, weights: given } of processes) {
    const kept = given ? wholeWeights(Float64Array.from(rows, (row) => given[row])) : null;
    if (given && !kept) {
      return null;
    }
    if (kept?.whole) {
      weights.set(kept.whole, at);
      weighted = true;
    }
    const [scale, sum] = kept ? [kept.scale, kept.sum] : [1, rows.length];
    made.push({ key, from: at, to: at + rows.length, scale, sum, real: false });
    at += rows.length;
  }
  return {
    events: order.length,
    variables: variables.map((variable) => ({
      key: variable.key,
      kind: variable.kind,
      n: variable.n,
      codes: codes(variable, Float64Array.from(order, (row) => variable.values[row])),
    })),
    processes: made,
    weights: weighted ? weights : null,
  };
}
