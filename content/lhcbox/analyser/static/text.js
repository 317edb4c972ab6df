// @ts-check
/** What the page says: phrases with blanks, numbers as the reader's language writes them, elements that hold them. */

import { Numerals, phrase } from "./numerals.js";

const NARROW = "\u202f";

export class Speech {
  /**
   * @param {Record<string, string>} words by name, with blanks `{like this}`; plural forms end in `.one`, `.other`
   * @param {string} language code of the reader's language
   */
  constructor(words, language) {
    this.words = words;
    this.language = language;
    this.plural = new Intl.PluralRules(language);
    this.numerals = new Numerals(language);
    this.joined = new Intl.ListFormat(language, { type: "conjunction" });
  }

  /**
   * The phrase `name` with its blanks filled. A phrase nobody wrote is shown by its name, which is better than nothing.
   * @param {string} name
   * @param {Record<string, string | number>} [blanks]
   */
  say(name, blanks = {}) {
    return phrase(this.words, name, blanks);
  }

  /**
   * The form of the phrase `name` that goes with `count`; `{count}` in it is the number itself.
   * @param {string} name
   * @param {number} count
   * @param {Record<string, string | number>} [blanks]
   */
  counted(name, count, blanks = {}) {
    const form = `${name}.${this.plural.select(count)}`;
    const known = Object.hasOwn(this.words, form) ? form : `${name}.other`;
    return this.say(known, { count: this.number(count, Number.isInteger(count) ? 0 : 1), ...blanks });
  }

  /**
   * `value` with `digits` decimals, thousands set apart.
   * @param {number} value
   * @param {number} [digits]
   */
  number(value, digits = 0) {
    return this.numerals.fixed(value, digits);
  }

  /** `value` with at most four significant digits: for edges and thresholds. @param {number} value */
  brief(value) {
    return this.numerals.brief(value);
  }

  /** Weighted events: with fewer decimals, the more there are. @param {number} value */
  events(value) {
    return this.numerals.events(value);
  }

  /** `value` with three significant digits, for sentences. @param {number} value */
  about(value) {
    return this.numerals.brief(Number(value.toPrecision(3)));
  }

  /**
   * A value and its error, both with as many decimals as make two digits of the error.
   * @param {number} value
   * @param {number} error
   * @returns {[string, string]}
   */
  measured(value, error) {
    const most = Math.abs(value) < 0.001 ? 8 : 4; // a signal lost in its background is not zero times it
    const digits = error > 0 ? Math.min(most, Math.max(0, 1 - Math.floor(Math.log10(error)))) : value % 1 ? 2 : 0;
    return [this.number(value, digits), this.number(error, digits)];
  }

  /** A share as a percentage. @param {number} share */
  percent(share) {
    const value = 100 * share;
    const whole = Math.abs(value) >= 10 || Number.isInteger(Number(value.toPrecision(6)));
    return `${this.number(value, whole ? 0 : 1)}${NARROW}%`;
  }

  /** Things named one after another: “a, b and c”. @param {string[]} items */
  list(items) {
    return this.joined.format(items);
  }
}

/**
 * A new element.
 * @param {string} tag its name, with classes after dots: `p.note.small`
 * @param {Record<string, any> | null} [properties] `on…` are listeners, others attributes; false leaves one out
 * @param {...(Node | string | null | undefined)} children
 * @returns {any}
 */
export function make(tag, properties, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) {
    element.className = classes.join(" ");
  }
  for (const [key, value] of Object.entries(properties ?? {})) {
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * A text that is written often: the document is touched only where the text differs.
 * @returns {{node: Text, write: (text: string) => void}}
 */
export function written() {
  const node = document.createTextNode("");
  let last = "";
  return {
    node,
    write(text) {
      if (text !== last) {
        node.data = last = text;
      }
    },
  };
}
