// @ts-check
/** The part of the page in which a reader opens a table of their own. It is read here and sent nowhere. */

import { gridOf, packOf, proposed, valuesOf } from "./columns.js";
import { readTable, TableError, textOf } from "./csv.js";
import { make } from "./text.js";
import { Trouble } from "./trouble.js";

const LARGEST = 100; // MB of a file
const MOST_PROCESSES = 12;
const COLOURS = [0, 1, 2, 4, 5, 7, 8, 9, 6]; // 3 is the signal's
const PATTERNS = ["none", "/", "\\", "x", ".", "-", "|"];
const KINDS = ["background", "signal", "data"];

export class OwnTable {
  /** @param {any} context of yours.js */
  constructor(context) {
    this.context = context;
    /** @type {import("./csv.js").Table | null} */
    this.table = null;
    this.file = "";
    const { speech } = context;
    const chooser = make("input.an-unseen", {
      type: "file",
      id: "ys-file",
      accept: ".csv,.tsv,.txt,.dat,text/csv,text/plain,text/tab-separated-values",
      onchange: () => this.#open(chooser.files[0], chooser),
    });
    this.drop = make(
      "div.ys-drop",
      {
        ondragover: (event) => {
          event.preventDefault();
          this.drop.classList.add("ys-over");
        },
        ondragleave: () => this.drop.classList.remove("ys-over"),
        ondrop: (event) => {
          event.preventDefault();
          this.drop.classList.remove("ys-over");
          this.#open(event.dataTransfer?.files[0], chooser);
        },
      },
      chooser,
      make("label.an-button.an-strong", { for: "ys-file" }, speech.say("yours.table.choose")),
      make("span", null, ` ${speech.say("yours.table.drop")} ${speech.say("yours.table.private")}`),
    );
    this.about = make("p", { role: "status" });
    this.options = make("div.ys-fields");
    this.kinds = make("div.ys-fields");
    this.element = make(
      "section.ys-table",
      null,
      make("h3", null, speech.say("yours.table")),
      this.drop,
      this.about,
      this.options,
      this.kinds,
    );
  }

  /** @param {File | undefined} file @param {HTMLInputElement} chooser */
  async #open(file, chooser) {
    const { speech, say } = this.context;
    if (!file) {
      return;
    }
    say("");
    let trouble = "";
    this.table = null;
    this.file = file.name.slice(0, 80);
    try {
      if (file.size > LARGEST * 1e6) {
        throw new TableError("table.large", { size: Math.ceil(file.size / 1e6), most: LARGEST });
      }
      this.table = readTable(textOf(await file.arrayBuffer()));
      if (!this.table.columns.some(({ kind }) => kind === "number")) {
        this.table = null;
        throw new TableError("table.nothing");
      }
    } catch (error) {
      trouble = error instanceof TableError ? speech.say(error.reason, error.blanks) : speech.say("yours.trouble.read");
      if (!(error instanceof TableError)) {
        console.error(error);
      }
    }
    chooser.value = ""; // so that the same file can be chosen again, once it is mended
    this.#draw();
    this.context.opened(this.#shown().map(({ name }) => name));
    if (trouble) {
      say(`${this.file}: ${trouble}`);
    }
  }

  /** The columns that can be shown. */
  #shown() {
    return (this.table?.columns ?? []).filter(({ kind }) => kind !== "other");
  }

  #draw() {
    const { speech } = this.context;
    this.kinds.replaceChildren();
    if (!this.table) {
      this.about.textContent = "";
      this.options.replaceChildren();
      return;
    }
    const { rows, columns } = this.table;
    const left = columns.filter(({ kind }) => kind === "other").map(({ name }) => name);
    const counts = { file: this.file, rows: speech.number(rows), columns: speech.number(columns.length) };
    this.about.textContent =
      speech.say("yours.table.read", counts) +
      (left.length ? ` ${speech.say("yours.table.left", { names: left.slice(0, 12).join(", ") })}` : "");
    const chooser = (id, fitting, changed) =>
      make(
        "select",
        { id, onchange: changed },
        make("option", { value: "" }, speech.say("yours.table.without")),
        ...columns.flatMap((column, place) =>
          fitting(column) ? [make("option", { value: String(place) }, column.name)] : [],
        ),
      );
    this.weights = chooser("ys-weights", ({ kind }) => kind === "number", () => this.context.say(""));
    this.processes = chooser("ys-processes", (column) => wordsOf(column) !== null, () => this.#kinds());
    this.options.replaceChildren(
      make("div.ys-field", null, make("label", { for: "ys-weights" }, speech.say("yours.table.weights")), this.weights),
      make(
        "div.ys-field",
        null,
        make("label", { for: "ys-processes" }, speech.say("yours.table.processes")),
        this.processes,
      ),
    );
  }

  /** For each process what it is. */
  #kinds() {
    const { speech } = this.context;
    const names = this.#words() ?? [];
    this.kinds.replaceChildren(
      ...names.map((name, place) => {
        const id = `ys-kind-${place}`;
        const likely = /^(data|datos)$/i.test(name) ? "data" : /signal|señal|higgs/i.test(name) ? "signal" : "background";
        const options = KINDS.map((kind) =>
          make("option", { value: kind, selected: kind === likely }, speech.say(`yours.kind.${kind}`)),
        );
        const label = speech.say("yours.table.kind", { name: name || "–" });
        return make("div.ys-field", null, make("label", { for: id }, label), make("select", { id }, ...options));
      }),
    );
  }

  #words() {
    return this.processes.value === "" ? null : wordsOf(this.table?.columns[Number(this.processes.value)]);
  }

  /** What can be shown of it, null where no table is open. */
  common() {
    return this.table ? this.#shown().map(({ name }) => ({ key: name, about: "", unit: "", takes: [] })) : null;
  }

  /**
   * The table as an analyser.
   * @param {{quantity?: string, wanted?: [number, number, number]}[]} chosen
   */
  analyser(chosen) {
    const { speech, language } = this.context;
    if (!this.table) {
      throw new Trouble(speech.say("yours.trouble.file"));
    }
    const variables = chosen.map(({ quantity, wanted }, place) => this.#variable(`v${place + 1}`, String(quantity), wanted));
    const processes = this.#processes();
    const pack = packOf(variables, processes);
    if (!pack) {
      throw new Trouble(speech.say("yours.trouble.uneven"));
    }
    const declaration = {
      slug: "yours",
      title: this.file,
      summary: "",
      language,
      stamp: "",
      label: speech.say("yours.table.label", { file: this.file }),
      processes: processes.map(({ rows: _rows, weights: _weights, ...rest }) => rest),
      variables: variables.map(({ values: _values, ...rest }) => rest),
      hidden_data: false,
      background_uncertainty: [0, 0.1, 0.2, 0.3],
      fit: null,
      activities: [],
      notes: [],
      sources: [],
    };
    return { declaration, pack };
  }

  #variable(key, name, wanted) {
    const column = /** @type {any} */ (this.table?.columns.find((each) => each.name === name));
    const explain = this.context.speech.say("yours.table.explain", { name });
    const about = { key, title: name, symbol: name.replace(/[_^{}]+/g, " "), unit: "", explain };
    const few = column.kind === "words" ? column.words : wanted ? [] : valuesOf(column.values);
    if (few.length) {
      const places = new Map(few.map((value, place) => [value, place + 1]));
      const categories = few.map((value) => {
        const title = typeof value === "number" ? this.context.speech.brief(value) : value || "–";
        return { title, short: title };
      });
      const values = Float64Array.from(column.values, (value) => places.get(value === 0 ? 0 : value) ?? NaN);
      const count = few.length;
      const grid = { kind: /** @type {const} */ ("category"), low: 0, high: count, n: count, group: 1, digits: 0 };
      return { ...about, ...grid, categories, values };
    }
    const grid = gridOf(wanted ?? proposed(column.values));
    return { ...about, kind: /** @type {const} */ ("range"), ...grid, categories: [], values: column.values };
  }

  #processes() {
    const { speech } = this.context;
    const table = /** @type {import("./csv.js").Table} */ (this.table);
    const column = /** @type {any} */ (table.columns[Number(this.weights.value)]);
    const weights = this.weights.value === "" ? null : column.values;
    if (weights) {
      const wrong = weights.filter((weight) => !Number.isFinite(weight)).length;
      if (wrong) {
        throw new Trouble(
          speech.say("yours.trouble.weights", { count: speech.number(wrong), rows: speech.number(table.rows) }),
        );
      }
    }
    const words = this.#words();
    if (!words) {
      const rows = Array.from({ length: table.rows }, (_, row) => row);
      const kind = weights ? "background" : "data";
      return [{ ...look(0, kind), key: "rows", title: speech.say("yours.table.all"), kind, rows, weights }];
    }
    const told = /** @type {any} */ (table.columns[Number(this.processes.value)]).values;
    const rows = new Map(words.map((word) => [word, /** @type {number[]} */ ([])]));
    for (let row = 0; row < table.rows; row++) {
      rows.get(String(told[row]))?.push(row);
    }
    const kinds = [...this.kinds.querySelectorAll("select")].map((select) => select.value);
    const made = words.map((word, place) => {
      const kind = kinds[place];
      const own = kind === "data" ? null : weights;
      return { ...look(place, kind), key: `p${place + 1}`, title: word || "–", kind, rows: rows.get(word) ?? [], weights: own };
    });
    return KINDS.flatMap((kind) => made.filter((process) => process.kind === kind));
  }
}

/** The different entries of a column that can tell processes apart, as words; null where it can't. */
function wordsOf(column) {
  if (column?.kind === "words") {
    return column.words;
  }
  const few = column?.kind === "number" ? valuesOf(column.values) : [];
  return few.length && few.length <= MOST_PROCESSES && !column.values.some(Number.isNaN) ? few.map(String) : null;
}

function look(place, kind) {
  const colour = kind === "signal" ? 3 : COLOURS[place % COLOURS.length];
  return { colour, pattern: kind === "data" ? "none" : PATTERNS[place % PATTERNS.length], visible: true };
}
