// A peak on a smooth background, fitted while the hand still moves: linear in all that is free, so solved and not searched.
import { erf } from "./statistics.js";

const ROUNDS = 100; // until the weights of the bins agree with the curve; ten are usual
const CALM = 15; // rounds after which they go only half the way
const AGREED = 1e-8; // relative change of the curve below which they do

/**
 * @typedef {object} Fitted
 * @property {{value: number, error: number} | null} signal  events in the peak
 * @property {number[]} background  coefficients of the Legendre polynomials over the range of the edges, events in a bin
 * @property {number} chi2  Pearson's
 * @property {number} ndf  bins less free parameters
 * @property {(x: number) => number} curve  expected events in a bin of mean width around x
 * @property {(x: number) => number} smooth  the same without the peak
 * @property {{value: number, error: number | null} | null} mean  where the peak is best placed, if a scan was asked for
 * @property {boolean} ok
 * @property {"" | "empty" | "few" | "outside" | "unsettled" | "scan"} reason  why not ok: no event; fewer bins than
 *   parameters need; no part of the peak inside, or not to be told from the background; the weights did not settle; the
 *   best mean lies at an end of the scan
 */

/**
 * Fit a polynomial and a Gaussian of fixed mean and width to counts, by least squares. Each bin weighs with the
 * inverse of the count that the fit itself expects, found by repetition; that is the solution of greatest Poisson
 * likelihood, free of the bias of weighing with the counts seen (A. Charnes, E. Frome, P. Yu, J. Am. Stat. Assoc. 71 (1976) 169).
 * @param {object} given
 * @param {ArrayLike<number>} given.edges  of the bins, one more than counts, rising
 * @param {ArrayLike<number>} given.counts
 * @param {{mean: number, width: number}} given.peak  in the unit of the edges; width is a standard deviation
 * @param {number} given.order  of the polynomial
 * @param {ArrayLike<number>} [given.variances]  of the counts, if they are sums of weights: then bins weigh with these
 * @param {{from: number, to: number, steps: number}} [given.scan]  try these means, keep the best
 * @returns {Fitted}
 */
export function fitPeak({ edges, counts, peak, order, variances, scan }) {
  if (!scan) {
    return solve({ edges, counts, peak, order, variances });
  }
  const means = Array.from({ length: scan.steps + 1 }, (_, i) => scan.from + ((scan.to - scan.from) * i) / scan.steps);
  const tried = means.map((mean) => solve({ edges, counts, peak: { ...peak, mean }, order, variances }));
  const depth = tried.map((fit) => (fit.ok ? fit.distance : Infinity));
  const best = depth.indexOf(Math.min(...depth));
  if (!Number.isFinite(depth[best])) {
    return tried[best < 0 ? 0 : best];
  }
  const bend = depth[best - 1] - 2 * depth[best] + depth[best + 1];
  if (!(bend > 0) || !Number.isFinite(bend)) {
    return { ...tried[best], mean: { value: means[best], error: null }, ok: false, reason: "scan" };
  }
  // A parabola through the lowest point and its neighbours: its lowest point, and where it is 1 above.
  const step = (scan.to - scan.from) / scan.steps;
  const value = means[best] + (step * (depth[best - 1] - depth[best + 1])) / (2 * bend);
  const fit = solve({ edges, counts, peak: { ...peak, mean: value }, order, variances });
  return { ...fit, mean: { value, error: step * Math.sqrt(2 / bend) } };
}

function solve({ edges, counts, peak, order, variances }) {
  const bins = counts.length;
  const free = order + 2;
  const [low, high] = [edges[0], edges[bins]];
  const width = (high - low) / bins;
  const place = (x) => (2 * (x - low)) / (high - low) - 1;
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  const none = { signal: null, background: [], chi2: NaN, ndf: bins - free, curve: () => NaN, smooth: () => NaN, mean: null };
  if (bins <= free) {
    return { ...none, ok: false, reason: "few" };
  }
  if (!(total > 0)) {
    return { ...none, ok: false, reason: "empty" };
  }
  // One column a parameter: what a bin expects of it.
  const rows = Array.from(counts, (_count, bin) => {
    const [from, to] = [edges[bin], edges[bin + 1]];
    const parts = averages(place(from), place(to), order).map((part) => (part * (to - from)) / width);
    return [...parts, (erf(deviation(to, peak)) - erf(deviation(from, peak))) / 2];
  });
  const inside = rows.reduce((sum, row) => sum + row[free - 1], 0);
  if (!(inside > 0.01)) {
    return { ...none, ok: false, reason: "outside" };
  }
  const floor = (0.2 * total) / bins; // a bin that the curve expects to be empty must not outweigh all others
  let spread = Array.from(variances ?? counts, (variance) => Math.max(variance, floor));
  let settled = false;
  let solution;
  let expected = [];
  for (let round = 0; round < ROUNDS && !settled; round++) {
    solution = leastSquares(rows, counts, spread);
    if (!solution) {
      return { ...none, ok: false, reason: "outside" };
    }
    expected = rows.map((row) => row.reduce((sum, part, i) => sum + part * solution.values[i], 0));
    const next = variances ? spread : expected.map((count) => Math.max(count, floor));
    settled = next.every((variance, bin) => Math.abs(variance - spread[bin]) <= AGREED * variance);
    // Where a bin goes back and forth between two answers, the middle of them ends it.
    const swing = round < CALM ? 0 : 0.5;
    spread = next.map((variance, bin) => variance + swing * (spread[bin] - variance));
  }
  const { values, errors } = solution;
  const smooth = (x) => legendre(place(x), order).reduce((sum, part, i) => sum + part * values[i], 0);
  const height = (values[free - 1] * width) / (peak.width * Math.sqrt(2 * Math.PI));
  return {
    signal: { value: values[free - 1], error: errors[free - 1] },
    background: values.slice(0, -1),
    chi2: expected.reduce((sum, count, bin) => sum + (counts[bin] - count) ** 2 / spread[bin], 0),
    ndf: bins - free,
    curve: (x) => smooth(x) + height * Math.exp(-(deviation(x, peak) ** 2)),
    smooth,
    mean: null,
    distance: distance(counts, expected, variances ? spread : null),
    ok: settled,
    reason: settled ? "" : "unsettled",
  };
}

/** How far a point is from the mean, as erf takes it. */
const deviation = (x, { mean, width }) => (x - mean) / (width * Math.SQRT2);

/** -2 ln of the likelihood ratio to a curve through all counts; with given variances, chi squared. */
function distance(counts, expected, spread) {
  return expected.reduce((sum, count, bin) => {
    const seen = counts[bin];
    if (spread) {
      return sum + (seen - count) ** 2 / spread[bin];
    }
    const safe = Math.max(count, 1e-9);
    return sum + 2 * (safe - seen + (seen > 0 ? seen * Math.log(seen / safe) : 0));
  }, 0);
}

/** Legendre polynomials of order 0 to `order` at t. */
function legendre(t, order) {
  const all = [1, t];
  for (let n = 1; n < order; n++) {
    all.push(((2 * n + 1) * t * all[n] - n * all[n - 1]) / (n + 1));
  }
  return all.slice(0, order + 1);
}

/** Their averages between two points: each is, up to a factor, the derivative of the difference of its neighbours. */
function averages(from, to, order) {
  const [first, last] = [legendre(from, order + 1), legendre(to, order + 1)];
  return Array.from({ length: order + 1 }, (_, n) => {
    const integral = (all) => (n ? (all[n + 1] - all[n - 1]) / (2 * n + 1) : all[1]);
    return (integral(last) - integral(first)) / (to - from);
  });
}

/**
 * Weighted linear least squares by the normal equations, whose columns are first brought to length 1.
 * @returns {{values: number[], errors: number[]} | null} null where columns cannot be told apart
 */
function leastSquares(rows, counts, spread) {
  const free = rows[0].length;
  const lengths = Array.from({ length: free }, (_, i) => Math.sqrt(rows.reduce((s, row, bin) => s + row[i] ** 2 / spread[bin], 0)));
  const matrix = lengths.map((a, i) =>
    lengths.map((b, j) => rows.reduce((sum, row, bin) => sum + (row[i] * row[j]) / spread[bin], 0) / (a * b)),
  );
  const right = lengths.map((a, i) => rows.reduce((sum, row, bin) => sum + (row[i] * counts[bin]) / spread[bin], 0) / a);
  const triangle = cholesky(matrix);
  if (!triangle) {
    return null;
  }
  const values = backward(triangle, forward(triangle, right));
  const errors = lengths.map((_length, i) => Math.hypot(...forward(triangle, lengths.map((_, j) => (i === j ? 1 : 0)))));
  return { values: values.map((value, i) => value / lengths[i]), errors: errors.map((error, i) => error / lengths[i]) };
}

/** The lower triangle L with L L^T = matrix; null where the matrix is as good as singular. */
function cholesky(matrix) {
  const lower = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i][j];
      for (let k = 0; k < j; k++) {
        rest -= lower[i][k] * lower[j][k];
      }
      if (i === j && !(rest > 1e-12)) {
        return null;
      }
      lower[i][j] = i === j ? Math.sqrt(rest) : rest / lower[j][j];
    }
  }
  return lower;
}

function forward(lower, right) {
  const out = [];
  for (let i = 0; i < right.length; i++) {
    out.push((right[i] - out.reduce((sum, value, k) => sum + lower[i][k] * value, 0)) / lower[i][i]);
  }
  return out;
}

function backward(lower, right) {
  const out = [...right];
  for (let i = right.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < right.length; k++) {
      out[i] -= lower[k][i] * out[k];
    }
    out[i] /= lower[i][i];
  }
  return out;
}
