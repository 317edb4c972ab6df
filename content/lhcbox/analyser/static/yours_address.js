// @ts-check
/**
 * A choice as it stands in an address, so that a person can read and change it:
 * `?s=cms8-dimuon&v=Muon_pt~leading~0~100~50&v=nMuon&e=mass~GeV~~~~Muon.pair`. `s` are samples, `g` those that are the
 * signal, `v` a quantity with what is taken of it and its axis, `e` an expression with title, unit and axis before it, `k`
 * the selection, `l` the luminosity.
 *
 * @typedef {{quantity: string, take?: string, axis?: [number, number, number]}
 *   | {values: string, title: string, unit: string, axis?: [number, number, number]}} Variable
 * @typedef {{samples: string[], signal: string[], variables: Variable[], keep?: string, luminosity?: number}} Choice
 */

const LONGEST = 20_000; // characters that are looked at

/**
 * @param {Choice} choice
 * @returns {string} the query, with the language that the address asks for now
 */
export function writeChoice({ samples, signal, variables, keep = "", luminosity }) {
  const language = new URLSearchParams(location.search).get("lang");
  const parts = language ? [`lang=${encodeURIComponent(language)}`] : [];
  parts.push(`s=${samples.map(encodeURIComponent).join(",")}`);
  if (signal.length) {
    parts.push(`g=${signal.map(encodeURIComponent).join(",")}`);
  }
  for (const variable of variables) {
    const axis = variable.axis ?? [];
    if ("values" in variable) {
      const about = [variable.title, variable.unit, ...(axis.length ? axis : ["", "", ""]), variable.values];
      parts.push(`e=${about.map(piece).join("~")}`);
    } else {
      const about = [variable.quantity, ...(variable.take || axis.length ? [variable.take ?? ""] : []), ...axis];
      parts.push(`v=${about.map(piece).join("~")}`);
    }
  }
  if (keep) {
    parts.push(`k=${encodeURIComponent(keep)}`);
  }
  if (luminosity !== undefined) {
    parts.push(`l=${luminosity}`);
  }
  return `?${parts.join("&")}`;
}

/**
 * @param {string} search of the address
 * @returns {{choice: Choice, left: string[]} | null} with what was not understood; null where it holds no choice
 */
export function readChoice(search) {
  /** @type {Choice} */
  const choice = { samples: [], signal: [], variables: [] };
  /** @type {string[]} */
  const left = [];
  let any = false;
  for (const part of search.slice(1, LONGEST).split("&")) {
    const [name] = part.split("=", 1);
    const text = part.slice(name.length + 1).replaceAll("+", " ");
    if (!["s", "g", "v", "e", "k", "l"].includes(name)) {
      continue;
    }
    any = true;
    const pieces = decoded(text, name);
    if (!pieces || !take(choice, name, pieces)) {
      left.push(part.slice(0, 60));
    }
  }
  return any ? { choice, left } : null;
}

/** @param {Choice} choice @param {string} name @param {string[]} pieces @returns {boolean} whether it was understood */
function take(choice, name, pieces) {
  if (name === "s" || name === "g") {
    choice[name === "s" ? "samples" : "signal"].push(...pieces.filter(Boolean));
    return true;
  }
  if (name === "k") {
    choice.keep = pieces[0];
    return true;
  }
  if (name === "l") {
    const value = Number(pieces[0]);
    choice.luminosity = value;
    return Number.isFinite(value) && value > 0;
  }
  const [first, second] = pieces;
  if (name === "v") {
    const axis = axisOf(pieces.slice(2));
    if (!first || axis === null || (pieces.length > 2 && pieces.length !== 5)) return false;
    choice.variables.push({ quantity: first, ...(second ? { take: second } : {}), ...(axis ? { axis } : {}) });
    return true;
  }
  const axis = axisOf(pieces.slice(2, 5));
  if (pieces.length !== 6 || axis === null || !pieces[5]) return false;
  choice.variables.push({ values: pieces[5], title: first, unit: second, ...(axis ? { axis } : {}) });
  return true;
}

/** Three numbers; undefined where there are none, null where they are something else. */
function axisOf(pieces) {
  if (pieces.every((text) => text === "")) return undefined;
  const numbers = pieces.map((text) => (text.trim() === "" ? NaN : Number(text)));
  return numbers.every(Number.isFinite) ? /** @type {[number, number, number]} */ (numbers) : null;
}

const piece = (value) => encodeURIComponent(String(value)).replaceAll("~", "%7E");

function decoded(text, name) {
  try {
    const raw = name === "v" || name === "e" ? text.split("~") : name === "s" || name === "g" ? text.split(",") : [text];
    return raw.map(decodeURIComponent);
  } catch {
    return null;
  }
}
