// @ts-check
/**
 * A table of a reader's own: text with separators, as spreadsheets and programs write it. Small and strict: what it does
 * not understand it names with its line, and it never guesses at a number.
 *
 * Understood are separators `,` `;` and tab, quotes with doubled quotes and line ends inside, decimal points or decimal
 * commas (not both in one file), a first line with names or none, lines beginning with `#`, a byte order mark, and
 * missing values: an empty cell, NaN, NA, null, none, -.
 */

const MOST_ROWS = 1_000_000;
const MOST_COLUMNS = 200;
const MOST_WORDS = 12; // different words of a column that can tell rows apart
const SEPARATORS = [";", "\t", ","];
const MISSING = /^(nan|n\/?a|null|none|-|)$/i;
const INFINITE = /^([+-]?)inf(inity)?$/i;
const POINT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const COMMA = /^[+-]?(\d+,\d*|,\d+)(e[+-]?\d+)?$/i;

/**
 * @typedef {{name: string, kind: "number", values: Float64Array}} NumberColumn
 * @typedef {{name: string, kind: "words", values: string[], words: string[]}} WordColumn `words` are the different ones
 * @typedef {{name: string, kind: "other"}} OtherColumn more different words than can be told apart, or nothing at all
 * @typedef {{rows: number, columns: (NumberColumn | WordColumn | OtherColumn)[]}} Table
 */

/** What is wrong with a table: `reason` names a phrase, `blanks` fill it. */
export class TableError extends Error {
  /** @param {string} reason @param {Record<string, string | number>} [blanks] */
  constructor(reason, blanks = {}) {
    super(`${reason} ${JSON.stringify(blanks)}`);
    this.name = "TableError";
    this.reason = reason;
    this.blanks = blanks;
  }
}

/**
 * The text in a file: UTF-8, or UTF-16 with its mark, or else Windows-1252, which older spreadsheets write.
 * @param {ArrayBuffer} bytes
 */
export function textOf(bytes) {
  const [first, second] = new Uint8Array(bytes.slice(0, 2));
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/**
 * @param {string} text
 * @returns {Table}
 * @throws {TableError}
 */
export function readTable(text) {
  const plain = text.startsWith("\ufeff") ? text.slice(1) : text;
  if (plain.includes("\0")) {
    throw new TableError("table.binary");
  }
  const separator = separatorOf(plain);
  const lines = cut(plain, separator);
  if (!lines.length) {
    throw new TableError("table.empty");
  }
  const width = lines[0].cells.length;
  if (width > MOST_COLUMNS) {
    throw new TableError("table.wide", { count: width, most: MOST_COLUMNS });
  }
  for (const { number, cells } of lines) {
    if (cells.length !== width) {
      throw new TableError("table.cells", { line: number, count: cells.length, expected: width });
    }
  }
  const comma = decimalComma(lines, separator);
  const named = !lines[0].cells.every((cell) => numberOf(cell, comma) !== null);
  const names = distinct(named ? lines[0].cells : lines[0].cells.map(() => ""));
  const rows = named ? lines.slice(1) : lines;
  if (!rows.length) {
    throw new TableError("table.rows");
  }
  return { rows: rows.length, columns: names.map((name, place) => columnOf(name, place, rows, comma)) };
}

/** The separator that the first line has most of, outside of quotes; the first of equals. @param {string} text */
function separatorOf(text) {
  const start = text.search(/^(?!#)[^\r\n]*\S/m);
  const end = text.slice(Math.max(0, start)).search(/[\r\n]/);
  const line = text.slice(Math.max(0, start), end < 0 ? undefined : Math.max(0, start) + end).replace(/"[^"]*"/g, "");
  const counts = SEPARATORS.map((separator) => line.split(separator).length - 1);
  const most = Math.max(...counts);
  // the only column may have decimal commas: a number alone is no two cells
  if (most === 0 || (most === counts[2] && COMMA.test(line.trim()))) return "\t";
  return SEPARATORS[counts.indexOf(most)];
}

/**
 * Lines with their numbers and trimmed cells; empty lines and remarks are left out.
 * @param {string} text
 * @param {string} separator
 */
function cut(text, separator) {
  /** @type {{number: number, cells: string[]}[]} */
  const lines = [];
  const size = text.length;
  let at = 0;
  let number = 1;
  while (at < size) {
    let end = at;
    while (end < size && text[end] !== "\n" && text[end] !== "\r") end++;
    const line = text.slice(at, end);
    if (!line.includes('"')) {
      if (line.trim() !== "" && !line.startsWith("#")) {
        lines.push({ number, cells: line.split(separator).map((cell) => cell.trim()) });
      }
    } else {
      const quoted = quotedLine(text, at, separator, number);
      lines.push({ number, cells: quoted.cells });
      end = quoted.end;
      number += quoted.breaks;
    }
    if (lines.length > MOST_ROWS + 1) {
      throw new TableError("table.long", { most: MOST_ROWS });
    }
    at = end + (text[end] === "\r" && text[end + 1] === "\n" ? 2 : 1);
    number += 1;
  }
  return lines;
}

/** A line in which there are quotes, and which may go on over ends of lines. */
function quotedLine(text, from, separator, number) {
  const cells = [];
  let at = from;
  let breaks = 0;
  for (;;) {
    while (text[at] === " ") at++;
    let cell = "";
    if (text[at] === '"') {
      for (at++; ; at++) {
        if (at >= text.length) {
          throw new TableError("table.quote", { line: number });
        }
        if (text[at] === '"') {
          if (text[at + 1] !== '"') break;
          at++;
        }
        if (text[at] === "\n") breaks++;
        cell += text[at];
      }
      for (at++; text[at] === " "; at++);
      if (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") {
        throw new TableError("table.quote", { line: number });
      }
    } else {
      const start = at;
      while (at < text.length && text[at] !== separator && text[at] !== "\n" && text[at] !== "\r") at++;
      cell = text.slice(start, at);
    }
    cells.push(cell.trim());
    if (text[at] !== separator) return { cells, end: at, breaks };
    at++;
  }
}

/** Whether decimals are set off by a comma. */
function decimalComma(lines, separator) {
  let comma = 0;
  let point = 0;
  for (const { number, cells } of lines) {
    for (const cell of cells) {
      if (cell.includes(",") && separator !== "," && COMMA.test(cell)) comma ||= number;
      else if (cell.includes(".") && POINT.test(cell)) point ||= number;
    }
    if (comma && point) {
      throw new TableError("table.decimals", { comma, point });
    }
  }
  return comma > 0;
}

/** A cell as a number, NaN where it says that there is none, null where it is something else. */
function numberOf(cell, comma) {
  const text = cell.replace("\u2212", "-");
  if (POINT.test(text)) return Number(text);
  if (comma && COMMA.test(text)) return Number(text.replace(",", "."));
  if (MISSING.test(text)) return NaN;
  const infinite = INFINITE.exec(text);
  return infinite ? (infinite[1] === "-" ? -Infinity : Infinity) : null;
}

/** Names of columns, none of them empty, none twice. @param {string[]} given */
function distinct(given) {
  const taken = new Set();
  return given.map((name, place) => {
    const plain = name.replace(/\s+/g, " ").slice(0, 80) || String(place + 1);
    let free = plain;
    for (let number = 2; taken.has(free); number++) free = `${plain} (${number})`;
    taken.add(free);
    return free;
  });
}

/** One column; numbers where most of its cells are, and then all must be. */
function columnOf(name, place, rows, comma) {
  const values = new Float64Array(rows.length);
  let numbers = 0;
  let wrong = 0;
  let first = -1;
  for (let row = 0; row < rows.length; row++) {
    const value = numberOf(rows[row].cells[place], comma);
    if (value === null) {
      wrong++;
      if (first < 0) first = row;
    } else if (!Number.isNaN(value)) {
      numbers++;
    }
    values[row] = value ?? NaN;
  }
  if (wrong === 0) {
    return numbers ? { name, kind: /** @type {const} */ ("number"), values } : { name, kind: /** @type {const} */ ("other") };
  }
  if (numbers > wrong) {
    throw new TableError("table.number", { line: rows[first].number, column: name, cell: rows[first].cells[place].slice(0, 40) });
  }
  const texts = rows.map(({ cells }) => cells[place]);
  const words = [...new Set(texts)];
  return words.length <= MOST_WORDS
    ? { name, kind: /** @type {const} */ ("words"), values: texts, words: words.sort() }
    : { name, kind: /** @type {const} */ ("other") };
}
