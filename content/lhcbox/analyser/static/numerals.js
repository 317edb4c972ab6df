// @ts-check
// Numbers as a reader writes and types them: decimal comma or point, thousands set apart by a narrow space.

const GROUP = "\u202f"; // never breaks a line, and both languages read it
const MINUS = "\u2212";

export class Numerals {
  /** @param {string} language a BCP 47 tag: "en", "es" */
  constructor(language) {
    this.language = language;
    /** @type {Map<number, Intl.NumberFormat>} by the number of decimals */
    this.formats = new Map();
  }

  /**
   * With a fixed number of decimals.
   * @param {number} value anything; what is not finite becomes a dash
   * @param {number} digits decimals, 0 to 20
   */
  fixed(value, digits) {
    if (!Number.isFinite(value)) return "–";
    let format = this.formats.get(digits);
    if (!format) {
      const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
      this.formats.set(digits, (format = new Intl.NumberFormat(this.language, options)));
    }
    const text = format.format(Math.abs(value));
    const sign = value < 0 && /[1-9]/.test(text) ? MINUS : ""; // no minus before a zero
    const whole = text.match(/^\d+/)?.[0] ?? "";
    if (whole.length < 5) return sign + text;
    return sign + whole.replace(/\B(?=(\d{3})+$)/g, GROUP) + text.slice(whole.length);
  }

  /**
   * With at most so many decimals, none of them a zero at the end.
   * @param {number} value
   * @param {number} digits
   */
  trimmed(value, digits) {
    const plain = Number.isFinite(value) ? Math.abs(value).toFixed(digits) : "";
    const needed = plain.includes(".") ? plain.replace(/0+$/, "").split(".")[1].length : 0;
    return this.fixed(value, needed);
  }

  /**
   * With as many decimals as it has, at most four significant digits: for bin widths, ticks and edges.
   * @param {number} value
   */
  brief(value) {
    if (!Number.isFinite(value)) return "–";
    const plain = String(Number(value.toPrecision(4)));
    return plain.includes("e") ? plain.replace("-", MINUS) : this.fixed(value, plain.split(".")[1]?.length ?? 0);
  }

  /**
   * Weighted events: whole above a hundred, then one decimal, then two.
   * @param {number} value
   */
  events(value) {
    const size = Math.abs(value);
    return this.fixed(value, size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : 2);
  }

  /**
   * What somebody typed.
   * @param {string} text with a decimal comma or point, spaces, the unit behind it
   * @param {string} unit
   * @returns {number | null} null where it is no number
   */
  parse(text, unit = "") {
    let typed = text.trim();
    if (unit && typed.endsWith(unit)) typed = typed.slice(0, -unit.length);
    typed = typed.replace(/[\s\u00a0\u202f]/g, "").replace(MINUS, "-").replace(",", ".");
    return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed) ? Number(typed) : null;
  }
}

/**
 * Words with their gaps filled.
 * @param {Record<string, string>} words key -> message of the reader's language
 * @param {string} key
 * @param {Record<string, string | number>} [gaps] name -> what stands in the place of {name}
 */
export function phrase(words, key, gaps = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (gap, name) => String(gaps[name] ?? gap));
}
