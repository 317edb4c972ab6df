// Numbers of a counting experiment: significances with their errors, and the interval of a Poisson count.

const ONE_SIGMA = 0.15865525393145707; // of a normal distribution lies above one standard deviation
const COUNTED = 1000; // up to here intervals are solved for and kept; above, a formula is good to a millionth
const SMALL = 1e-7; // S/B below which the Asimov formula loses more digits to cancellation than its first term lacks

/** @typedef {{value: number | null, error: number | null}} Measured  null where it is not defined */

/**
 * How strongly a signal stands out: S/B, S/sqrt(B), and the median significance of the "Asimov" data set with a relative
 * uncertainty of the background: G. Cowan, K. Cranmer, E. Gross, O. Vitells, Eur. Phys. J. C 71 (2011) 1554, and, with the
 * uncertainty, G. Cowan's note "Discovery sensitivity for a counting experiment with background uncertainty" (2012).
 * Errors are those of the simulation that gave S and B, propagated with the first derivatives; f is not part of them.
 * @param {{s: number, s2: number, b: number, b2: number, f: number}} given  expected events S and B, their variances, and
 *   the relative uncertainty f of B (0.1: ten per cent)
 * @returns {{ratio: Measured, root: Measured, asimov: Measured}} values null where B is not above 0
 */
export function significance({ s, s2, b, b2, f }) {
  if (!(b > 0) || ![s, s2, b, b2, f].every(Number.isFinite)) {
    const nothing = () => ({ value: null, error: null });
    return { ratio: nothing(), root: nothing(), asimov: nothing() };
  }
  const error = (byS, byB) => Math.hypot(byS * Math.sqrt(s2), byB * Math.sqrt(b2));
  const root = Math.sqrt(b);
  const asimov = median(s, b, f * f);
  return {
    ratio: { value: s / b, error: error(1 / b, s / (b * b)) },
    root: { value: s / root, error: error(1 / root, s / (2 * b * root)) },
    asimov: { value: asimov.value, error: error(asimov.byS, asimov.byB) },
  };
}

/** Asimov significance and its derivatives; f2 is f squared. A deficit of events is no discovery: 0. */
function median(s, b, f2) {
  const spread = b * (1 + f2 * b); // variance of the background count, Poisson and f together
  if (s / b < SMALL) {
    const slope = 1 / Math.sqrt(spread);
    const value = Math.max(0, s) * slope;
    return { value, byS: slope, byB: (-value * (1 + 2 * f2 * b)) / (2 * spread) };
  }
  const n = s + b;
  const byS = Math.log1p(s / (b * (1 + f2 * n)));
  const shift = f2 === 0 ? s : Math.log1p((f2 * s) / (1 + f2 * b)) / f2;
  const value = Math.sqrt(2 * Math.max(0, n * byS - shift));
  return { value, byS: byS / value, byB: (byS - s / spread) / value };
}

/** @type {Map<number, {low: number, high: number}>} */
const solved = new Map();

/**
 * The central 68.27 % interval for the mean of a Poisson count: F. Garwood, Biometrika 28 (1936) 437.
 * @param {number} n  events, 0 or more
 * @returns {{low: number, high: number}} both in events; the error bar goes from low to high
 */
export function poisson(n) {
  if (n > COUNTED) {
    return { low: cubic(n, -1), high: cubic(n + 1, 1) };
  }
  let interval = solved.get(n);
  if (!interval) {
    interval = { low: n > 0 ? quantile(n, ONE_SIGMA) : 0, high: quantile(Math.max(n, 0) + 1, 1 - ONE_SIGMA) };
    solved.set(n, interval);
  }
  return interval;
}

/** Where a gamma variable of shape a lies `deviations` above its middle: E. Wilson, M. Hilferty, PNAS 17 (1931) 684. */
function cubic(a, deviations) {
  return a * (1 - 1 / (9 * a) + deviations / (3 * Math.sqrt(a))) ** 3;
}

/** Where a gamma variable of shape a, 1 or more or a fraction, stays below with this probability. */
function quantile(a, probability) {
  let low = 0;
  let high = a + 10 * Math.sqrt(a) + 10;
  let x = Math.max(cubic(a, probability < 0.5 ? -1 : 1), high / 1e6);
  for (let step = 0; step < 60; step++) {
    const off = gammaBelow(a, x) - probability;
    if (off > 0) {
      high = x;
    } else {
      low = x;
    }
    const newton = x - off / Math.exp((a - 1) * Math.log(x) - x - logGamma(a));
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-13 * x) {
      return next;
    }
    x = next;
  }
  return x;
}

/** The regularised lower incomplete gamma function P(a, x). */
export function gammaBelow(a, x) {
  if (x <= 0) {
    return 0;
  }
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let i = 1; Math.abs(term) > 1e-17 * sum; i++) {
      term *= x / (a + i);
      sum += term;
    }
    return front * sum;
  }
  // A continued fraction from its far end; 400 terms suffice for every x here, as fewer do the further x is from a.
  let tail = 0;
  for (let i = 400; i >= 1; i--) {
    tail = (i * (i - a)) / (x + 2 * i + 1 - a - tail);
  }
  return 1 - front / (x + 1 - a - tail);
}

/** The logarithm of the gamma function: Stirling's series, from 10 on where it converges fast. */
function logGamma(a) {
  let product = 1;
  let x = a;
  for (; x < 10; x++) {
    product *= x;
  }
  const y = 1 / (x * x);
  const series = (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y / 1188)))) / x;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}

/** The share of a normal distribution that lies within x standard deviations times the square root of 2. */
export function erf(x) {
  return Math.sign(x) * gammaBelow(0.5, x * x);
}
