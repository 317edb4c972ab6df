// @ts-check
/** The cut flow: what each cut leaves, in the order in which the reader made them. */

import { csv, save, tidy } from "./keep.js";
import { plainText } from "./plot.js";
import { edgeValue } from "./state.js";
import { make } from "./text.js";

/**
 * A cut in words: `mll 10–55 GeV`.
 * @param {any} variable
 * @param {any} cut
 * @param {import("./text.js").Speech} speech
 */
export function cutInWords(variable, cut, speech) {
  const name = plainText(variable.symbol || variable.title);
  if ("keep" in cut) {
    const kept = cut.keep.map((number) => variable.categories[number - 1].title);
    return `${name}: ${kept.length ? speech.list(kept) : speech.say("cut.none")}`;
  }
  const unit = variable.unit ? ` ${variable.unit}` : "";
  const value = (edge) => (variable.scale === "log10" ? 10 ** edgeValue(variable, edge) : edgeValue(variable, edge));
  const [from, to] = [speech.brief(value(cut.from)), speech.brief(value(cut.to))];
  if (cut.from <= 0) {
    return `${name} < ${to}${unit}`;
  }
  return cut.to >= variable.n ? `${name} ≥ ${from}${unit}` : `${name} ${from}–${to}${unit}`;
}

/** A row for each cut: what it leaves of every process. */
export class Flow {
  constructor(context) {
    this.context = context;
    const { speech } = context;
    this.table = make("table.an-flow");
    this.element = make(
      "section.an-card",
      { "aria-labelledby": context.id("flow") },
      make("h2", { id: context.id("flow") }, speech.say("flow.title")),
      make("p.an-soft", null, speech.say("flow.note")),
      make(
        "div.an-scroll",
        { tabindex: "0", role: "region", "aria-label": speech.say("plot.table", { title: speech.say("flow.title") }) },
        this.table,
      ),
      make(
        "p.an-row",
        null,
        make("button.an-button", { type: "button", onclick: () => this.save() }, speech.say("keep.flow")),
      ),
    );
  }

  /** Name and facts of each step. */
  steps() {
    const { engine, state, declaration, speech, facts } = this.context;
    const keys = [...state.cuts.keys()];
    const names = keys.map((key) => cutInWords(state.variables.get(key), state.cuts.get(key), speech));
    return engine.flow(keys).map((totals, index) => ({
      name: index ? names[index - 1] : speech.say("flow.start"),
      facts: facts(totals, declaration),
    }));
  }

  rest() {
    const { speech, state, kinds } = this.context;
    const steps = this.steps();
    const signature = JSON.stringify([steps.map((step) => step.name), state.uncertainty, [...state.hidden]]);
    if (signature === this.signature) {
      return;
    }
    this.signature = signature;
    const both = kinds.hasSignal && kinds.hasBackground;
    const first = steps[0].facts;
    const shown = first.processes.filter((process) => process.kind !== "data");
    const heads = [speech.say("flow.cut"), ...shown.map((process) => process.title)];
    if (both) {
      heads.push("S/√B");
    }
    if (kinds.hasData && !first.dataHidden) {
      heads.push(speech.say("figures.data"));
    }
    const rows = steps.map(({ name, facts }) => {
      const cells = facts.processes
        .filter((process) => process.kind !== "data")
        .map((process) => speech.events(process.value));
      if (both) {
        cells.push(facts.root.value === null ? "–" : speech.number(facts.root.value, 3));
      }
      if (kinds.hasData && !facts.dataHidden) {
        cells.push(speech.number(facts.data));
      }
      return make("tr", null, make("th", { scope: "row" }, name), ...cells.map((cell) => make("td", null, cell)));
    });
    this.table.replaceChildren(
      make("caption.an-unseen", null, speech.say("flow.title")),
      make("thead", null, make("tr", null, ...heads.map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", null, ...rows),
    );
  }

  save() {
    const { declaration, kinds, speech } = this.context;
    const steps = this.steps();
    const shown = steps[0].facts.processes.filter((process) => process.kind !== "data" || !steps[0].facts.dataHidden);
    const heads = shown.flatMap((process) =>
      process.kind === "data" ? [process.title] : [process.title, `${process.title} ±`],
    );
    const both = kinds.hasSignal && kinds.hasBackground;
    const rows = steps.map(({ name, facts }) => {
      const values = shown
        .map(({ key }) => facts.processes.find((process) => process.key === key))
        .flatMap((process) => (process.kind === "data" ? [process.value] : [tidy(process.value), tidy(process.error)]));
      return [name, ...values, ...(both ? [facts.ratio, facts.root, facts.asimov].map((one) => tidy(one.value)) : [])];
    });
    save(
      `${declaration.slug}-${speech.say("file.flow")}.csv`,
      csv([[speech.say("flow.cut"), ...heads, ...(both ? ["S/B", "S/√B", "Asimov Z"] : [])], ...rows]),
      "text/csv",
    );
  }
}
