// @ts-check
/** What belongs to one plot: its name, what it is, the chart, the same in words and as a table, its files. */

import { csv, save, tidy } from "./keep.js";
import { plainText } from "./plot.js";
import { make } from "./text.js";

/** One variable: its plot, what it is, its numbers as text and table, its files. */
export class Card {
  /**
   * @param {any} context
   * @param {any} variable
   */
  constructor(context, variable) {
    this.context = context;
    this.variable = variable;
    const { speech } = context;
    const id = context.id(`plot-${variable.key}`);
    this.host = make("div.an-chart");
    this.text = make("p.an-soft");
    this.table = make("div.an-scroll.an-plot-table", {
      tabindex: "0",
      role: "region",
      "aria-label": speech.say("plot.table", { title: variable.title }),
    });
    const button = (name, act) => make("button.an-button", { type: "button", onclick: act }, speech.say(name));
    this.more = make(
      "details.an-more",
      { ontoggle: () => this.rest() },
      make("summary", null, speech.say("plot.more"), make("span.an-unseen", null, ` ${variable.title}`)),
      make(
        "div.an-row",
        null,
        button("plot.png", () => this.#png()),
        button("plot.svg", () => save(`${this.#name}.svg`, this.chart.svg(), "image/svg+xml")),
        button("plot.csv", () => save(`${this.#name}.csv`, csv(this.#rows()), "text/csv")),
      ),
      this.text,
      this.table,
    );
    this.element = make(
      "article.an-plot.an-card",
      { "aria-labelledby": id, "data-variable": variable.key },
      make("h3", { id }, variable.title),
      variable.explain ? make("p.an-soft.an-explain", null, variable.explain) : null,
      this.host,
      this.more,
    );
    /** @type {any} set by app.js once the element is in the page */
    this.chart = null;
  }

  get #name() {
    return `${this.context.declaration.slug}-${this.variable.key}`;
  }

  rest() {
    if (this.more.open) {
      this.text.textContent = this.chart.describe();
      const [heads, ...rows] = this.#rows((value) => this.context.speech.events(value));
      this.table.replaceChildren(
        make(
          "table",
          null,
          make("caption.an-unseen", null, this.variable.title),
          make("thead", null, make("tr", null, ...heads.map((head) => make("th", { scope: "col" }, head)))),
          make(
            "tbody",
            null,
            ...rows.map(([first, ...rest]) =>
              make(
                "tr",
                null,
                make("th", { scope: "row" }, String(first)),
                ...rest.map((cell) => make("td", null, cell === null ? "–" : String(cell))),
              ),
            ),
          ),
        ),
      );
    }
  }

  /** The drawn bins as rows under their heads; `write` makes a cell of a number. */
  #rows(write = tidy) {
    const { speech, declaration, state } = this.context;
    const { variable } = this;
    const simulated = declaration.processes.filter(
      (process) => process.kind !== "data" && !state.hidden.has(process.key),
    );
    const data = declaration.processes.some((process) => process.kind === "data" && !state.hidden.has(process.key));
    const categories = variable.kind === "category";
    const unit = variable.unit ? ` [${variable.unit}]` : "";
    const symbol = plainText(variable.symbol || variable.title);
    const place = categories ? [symbol] : [`${speech.say("plot.from")}${unit}`, `${speech.say("plot.to")}${unit}`];
    const heads = [
      ...place,
      ...simulated.map((process) => process.title),
      ...(simulated.length ? ["±"] : []),
      ...(data ? [speech.say("figures.data")] : []),
    ];
    const rows = this.chart
      .table()
      .map((bin) => [
        ...(categories
          ? [variable.categories[Math.round(bin.from) - 1]?.title ?? bin.title ?? bin.from]
          : write === tidy
            ? [bin.from, bin.to]
            : [speech.brief(bin.from), speech.brief(bin.to)]),
        ...simulated.map((process) => write(bin.expected?.[process.key] ?? 0)),
        ...(simulated.length ? [write(bin.error ?? 0)] : []),
        ...(data ? [bin.data ?? null] : []),
      ]);
    return [heads, ...rows];
  }

  async #png() {
    try {
      const drawn = await this.chart.png();
      if (!drawn) {
        throw new Error("no picture");
      }
      save(`${this.#name}.png`, drawn);
    } catch {
      this.context.notice("keep.failed");
    }
  }
}
