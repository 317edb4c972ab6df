// @ts-check
/** The part of the page in which variables are chosen: quantities, what is taken of them, expressions, axes. */

import { Numerals } from "./numerals.js";
import { make } from "./text.js";
import { Trouble } from "./trouble.js";

const ENDS = ["from", "to", "bins"];
const EXAMPLES = { lists: ["max({list}) - min({list})", "count({list}) >= 2"], plain: ["abs({name})", "{name} > 0"] };

/**
 * @typedef {import("./yours_samples.js").Quantity} Quantity
 * @typedef {{label: string, quantity?: string, take?: string, values?: string, title?: string, unit?: string,
 *   axis: [string, string, string], proposed: [number, number, number] | null}} Chosen axis as typed
 */

export class Variables {
  /** @param {any} context of yours.js */
  constructor(context) {
    this.context = context;
    this.numerals = new Numerals(context.language);
    /** @type {Chosen[]} */
    this.list = [];
    /** @type {Quantity[]} */
    this.offered = [];
    const { speech } = context;
    this.quantity = make("select", { id: "ys-quantity", onchange: () => this.#takes() });
    this.take = make("select", { id: "ys-take" });
    this.taking = field("ys-take", speech.say("yours.take"), this.take);
    this.text = input("ys-expression", { maxlength: context.limits.expression, spellcheck: "false", autocapitalize: "none" });
    this.title = input("ys-title", { maxlength: context.limits.title });
    this.unit = input("ys-unit", { maxlength: 16 });
    this.keep = input("ys-keep", { maxlength: context.limits.expression, spellcheck: "false", autocapitalize: "none" });
    this.help = make("p.an-soft", { id: "ys-expression-help" });
    this.keepHelp = make("p.an-soft", { id: "ys-keep-help" });
    this.text.setAttribute("aria-describedby", "ys-expression-help");
    this.keep.setAttribute("aria-describedby", "ys-keep-help");
    const add = (name, act) => make("button.an-button", { type: "button", onclick: act }, speech.say(name));
    this.note = make("p.an-soft", { role: "status" });
    this.expressions = make(
      "details.ys-more",
      null,
      make("summary", null, speech.say("yours.expression")),
      make(
        "div.ys-fields",
        null,
        field("ys-expression", speech.say("yours.expression.text"), this.text, "ys-wide"),
        field("ys-title", speech.say("yours.expression.title"), this.title),
        field("ys-unit", speech.say("yours.expression.unit"), this.unit, "ys-narrow"),
        add("yours.add.expression", () => this.#addExpression()),
      ),
      this.help,
      make("div.ys-fields", null, field("ys-keep", speech.say("yours.keep"), this.keep, "ys-wide")),
      this.keepHelp,
    );
    this.choose = make(
      "div",
      null,
      make(
        "div.ys-fields",
        null,
        field("ys-quantity", speech.say("yours.quantity"), this.quantity, "ys-wide"),
        this.taking,
        add("yours.add", () => this.#addQuantity()),
      ),
      this.expressions,
    );
    this.chosenList = make("ul.ys-chosen");
    this.element = make(
      "section.ys-variables",
      null,
      make("h3", null, speech.say("yours.variables")),
      this.note,
      this.choose,
      make("h4", null, speech.say("yours.chosen")),
      this.chosenList,
      make("p.an-soft", null, speech.say("yours.axis.help")),
    );
    this.#draw();
  }

  /**
   * Offer these quantities; null where it is not known yet of what.
   * @param {Quantity[] | null} quantities
   * @param {boolean} [table] of a table, in which there are no expressions
   */
  offer(quantities, table = false) {
    const { speech } = this.context;
    const before = this.quantity.value;
    this.offered = quantities ?? [];
    const lines = (made) =>
      this.offered
        .filter(({ key }) => made === (key.includes(".") || key === "pair") && !table)
        .map((each) => make("option", { value: each.key }, described(each)));
    const made = lines(true);
    this.quantity.replaceChildren(
      ...(made.length ? [make("optgroup", { label: speech.say("yours.made") }, ...made)] : []),
      make(
        "optgroup",
        { label: speech.say(table ? "yours.table" : "yours.held") },
        ...(table ? this.offered.map((each) => make("option", { value: each.key }, each.key)) : lines(false)),
      ),
    );
    if (this.offered.some(({ key }) => key === before)) {
      this.quantity.value = before;
    }
    this.choose.hidden = !this.offered.length;
    this.expressions.hidden = table;
    this.note.textContent = quantities
      ? speech.say(this.offered.length ? (table ? "yours.table.columns" : "yours.variables.shared") : "yours.variables.nothing")
      : speech.say(table ? "yours.trouble.file" : "yours.variables.first");
    const list = this.offered.find(({ takes }) => takes.includes("sum"))?.key;
    const name = this.offered.find(({ key }) => !key.includes("."))?.key ?? "";
    const [example, condition] = list ? EXAMPLES.lists : EXAMPLES.plain;
    const filled = (text) => text.replaceAll("{list}", list ?? "").replaceAll("{name}", name);
    this.help.textContent = speech.say("yours.expression.help", { example: filled(example) });
    this.keepHelp.textContent = speech.say("yours.keep.help", { example: filled(condition) });
    this.#takes();
  }

  /** Forget what is chosen. */
  clear() {
    this.list = [];
    this.#draw();
  }

  /** Choose the quantities of these names. @param {string[]} names */
  fill(names) {
    this.list = names.map((name) => ({ label: name, quantity: name, ...untouched() }));
    this.#draw();
  }

  #takes() {
    const { speech } = this.context;
    const takes = this.offered.find(({ key }) => key === this.quantity.value)?.takes ?? [];
    const before = this.take.value;
    this.take.replaceChildren(...takes.map((take) => make("option", { value: take }, speech.say(`yours.take.${take}`))));
    if (takes.includes(before)) {
      this.take.value = before;
    }
    this.taking.hidden = !takes.length;
  }

  #addQuantity() {
    const quantity = this.quantity.value;
    const take = this.taking.hidden ? "" : this.take.value;
    if (quantity) {
      this.#add({ quantity, ...(take ? { take } : {}), label: this.#label(quantity, take), ...untouched() });
    }
  }

  #addExpression() {
    const values = this.text.value.trim();
    if (!values) {
      this.text.focus();
      return;
    }
    const title = this.title.value.trim();
    const added = this.#add({ values, title, unit: this.unit.value.trim(), label: title || values, ...untouched() });
    if (added) {
      [this.text, this.title, this.unit].forEach((each) => (each.value = ""));
    }
  }

  #label(quantity, take) {
    const about = this.offered.find(({ key }) => key === quantity)?.about;
    const taken = take ? `, ${this.context.speech.say(`yours.take.${take}`)}` : "";
    return `${quantity}${taken}${about ? `: ${about}` : ""}`;
  }

  /** @param {Chosen} chosen */
  #add(chosen) {
    const { speech, limits, say } = this.context;
    const same = ({ quantity, take, values }) =>
      quantity === chosen.quantity && take === chosen.take && values === chosen.values;
    if (this.list.length >= limits.variables) {
      say(speech.say("yours.trouble.most", { most: limits.variables }));
      return false;
    }
    if (this.list.some(same)) {
      say(speech.say("yours.trouble.twice"));
      return false;
    }
    say("");
    this.list.push(chosen);
    this.#draw();
    return true;
  }

  #draw() {
    const { speech } = this.context;
    const rows = this.list.map((chosen, place) => this.#row(chosen, place));
    this.chosenList.replaceChildren(
      ...(rows.length ? rows : [make("li.an-soft", null, speech.say("yours.chosen.none"))]),
    );
  }

  #row(chosen, place) {
    const { speech } = this.context;
    const ends = ENDS.map((end, which) => {
      const hint = chosen.proposed ? this.#brief(chosen.proposed[which]) : speech.say("yours.axis.auto");
      const box = make("input", {
        type: "text",
        inputmode: "decimal",
        value: chosen.axis[which],
        placeholder: hint,
        "aria-label": speech.say("yours.axis.of", { name: chosen.label, end: speech.say(`yours.axis.${end}`) }),
        oninput: () => (chosen.axis[which] = box.value),
      });
      return make("label.ys-end", null, make("span", { "aria-hidden": "true" }, speech.say(`yours.axis.${end}`)), box);
    });
    const remove = make(
      "button.an-button.an-icon",
      {
        type: "button",
        "aria-label": speech.say("yours.remove", { name: chosen.label }),
        onclick: () => {
          this.list.splice(place, 1);
          this.#draw();
          const next = this.chosenList.querySelectorAll("button");
          (next[Math.min(place, next.length - 1)] ?? this.quantity).focus();
        },
      },
      "×",
    );
    return make("li", null, make("span.ys-what", null, chosen.label), make("span.ys-axis", null, ...ends), remove);
  }

  #brief(value) {
    const plain = String(Number(value.toPrecision(6)));
    return this.context.speech.numerals.trimmed(value, Math.min(12, plain.split(".")[1]?.length ?? 0));
  }

  /** The axis as numbers; undefined where nothing is typed. @param {Chosen} chosen */
  #axis(chosen) {
    if (chosen.axis.every((text) => text.trim() === "")) {
      return undefined;
    }
    const [low, high, bins] = chosen.axis.map((text, which) =>
      text.trim() === "" ? (chosen.proposed?.[which] ?? NaN) : (this.numerals.parse(text) ?? NaN),
    );
    const { limits, speech } = this.context;
    if (!(low < high) || !Number.isInteger(bins) || bins < 1 || bins > limits.bins) {
      throw new Trouble(speech.say("yours.trouble.axis", { name: chosen.label, most: limits.bins }));
    }
    return /** @type {[number, number, number]} */ ([low, high, bins]);
  }

  /** What is chosen, with axes as numbers. @returns {(Chosen & {wanted?: [number, number, number]})[]} */
  chosen() {
    if (!this.list.length) {
      throw new Trouble(this.context.speech.say("yours.trouble.variables"));
    }
    return this.list.map((each) => ({ ...each, wanted: this.#axis(each) }));
  }

  /** What is chosen, as the question and the address have it. */
  question() {
    const variables = this.list.map((each) => {
      const axis = this.#axis(each);
      const wanted = axis ? { axis } : {};
      return each.values === undefined
        ? { quantity: each.quantity, ...(each.take ? { take: each.take } : {}), ...wanted }
        : { values: each.values, title: each.title, unit: each.unit, ...wanted };
    });
    const keep = this.keep.value.trim();
    return { variables, ...(keep ? { keep } : {}) };
  }

  /** Choose what an address holds. @param {import("./yours_address.js").Choice} choice */
  restore(choice) {
    this.list = choice.variables.map((/** @type {any} */ each) => ({
      ...each,
      label: each.values === undefined ? this.#label(each.quantity, each.take) : each.title || each.values,
      ...untouched(),
      ...(each.axis ? { axis: each.axis.map((value) => this.#brief(value)) } : {}),
    }));
    this.keep.value = choice.keep ?? "";
    this.expressions.open = Boolean(choice.keep);
    this.#draw();
  }

  /** Show which axes were found. @param {any[]} variables of the declaration, in the same order */
  propose(variables) {
    this.list.forEach((chosen, place) => {
      const { kind, low, high, n, group } = variables[place];
      chosen.proposed = kind === "range" ? [low, high, n / group] : null;
    });
    this.#draw();
  }
}

const untouched = () => ({
  axis: /** @type {[string, string, string]} */ (["", "", ""]),
  proposed: null,
});

const described = ({ key, about, unit }) => `${key}${about ? ` – ${about}` : ""}${unit ? ` [${unit}]` : ""}`;

const input = (id, more) => make("input", { type: "text", id, autocomplete: "off", ...more });

function field(id, label, control, more = "") {
  return make(`div.ys-field${more ? `.${more}` : ""}`, null, make("label", { for: id }, label), control);
}
