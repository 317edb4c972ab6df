// @ts-check
// Where an axis has its ticks, and where it ends.

const TOPS = [1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9, 10];
const ANGLES = [1, 2, 5, 10, 15, 30, 45, 60, 90, 180, 360];

/**
 * Distance of the ticks that a reader counts in: 1, 2 or 5 times a power of ten, or a part of a turn.
 * @param {number} span length of the axis, above 0
 * @param {number} most how many ticks find place, at least 1
 * @param {string} [unit] "°" counts in parts of a turn
 */
export function tickStep(span, most, unit = "") {
  const least = span / most;
  if (unit === "°") return ANGLES.find((angle) => angle >= least * 0.999) ?? 360;
  const power = 10 ** Math.floor(Math.log10(least));
  const lead = least / power;
  return power * (lead <= 1.001 ? 1 : lead <= 2.001 ? 2 : lead <= 5.005 ? 5 : 10);
}

/** Into how many parts the small ticks divide a step. @param {number} step */
export function tickParts(step) {
  if ([15, 30, 45, 60, 90, 180].includes(step)) return 3;
  const lead = step / 10 ** Math.floor(Math.log10(step) + 1e-9);
  return Math.abs(lead - 2) < 0.01 ? 4 : 5;
}

/** Decimals that tell neighbouring ticks apart. @param {number} step */
export function tickDigits(step) {
  for (let digits = 0; digits < 12; digits++) {
    const scaled = step * 10 ** digits;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return digits;
  }
  return 12;
}

/**
 * Multiples of a step between two values, both included.
 * @param {number} low
 * @param {number} high
 * @param {number} step
 */
export function tickValues(low, high, step) {
  const first = Math.ceil(low / step - 1e-6);
  const last = Math.floor(high / step + 1e-6);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

/** The next round number, in steps so small that no plot wastes much room. @param {number} value above 0 */
export function roundTop(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  for (let i = 0; i < TOPS.length; i++) if (value <= TOPS[i] * power * (1 + 1e-9)) return TOPS[i] * power;
  return 10 * power;
}
