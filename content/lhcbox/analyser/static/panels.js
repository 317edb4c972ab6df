// @ts-check
/** What stands around the plots: counts and their meaning, switches, undo, the fit. */

import { swatch } from "./chart.js";
import { fitPeak } from "./fit.js";
import { FullFit } from "./fullfit.js";
import { edgeValue, VIEWS } from "./state.js";
import { make, written } from "./text.js";

const LOW = 990; // pixels of a screen that has no room for an activity and all sentences beside the plots

/** One of so many experiments shows an excess of `z` standard deviations or more by chance alone. */
function oneIn(z) {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > 5) {
    return z / density / (1 - 1 / (z * z) + 3 / z ** 4);
  }
  let term = z;
  let total = z;
  for (let odd = 3; odd < 200; odd += 2) {
    term *= (z * z) / odd;
    total += term;
  }
  return 1 / (0.5 - density * total);
}

function rounded(value) {
  return Number(value.toPrecision(2));
}

/** Signal, background, data and what they say about each other. */
export class Figures {
  constructor(context) {
    this.context = context;
    const { speech, declaration } = context;
    const { hasSignal, hasBackground, hasData } = context.kinds;
    const both = hasSignal && hasBackground;
    /** @type {Map<string, any>} */
    this.rows = new Map();
    const list = make("dl.an-figures-list");
    const wanted = [
      ["signal", hasSignal],
      ["background", hasBackground],
      ["data", hasData],
      ["ratio", both],
      ["root", both],
      ["asimov", both],
    ].filter(([, shown]) => shown);
    for (const [key] of wanted) {
      const [value, error] = [written(), written()];
      const sentence = make("dd.an-sentence");
      const term = make(
        "dt",
        { id: context.id(`figure-${key}`) },
        speech.say(hasSignal || key === "data" ? `figures.${key}` : "figures.expected"),
      );
      const group = make(
        `div.an-figure.an-figure-${key}`,
        null,
        term,
        make(
          "dd.an-value",
          null,
          make("output", { "aria-live": "off", "data-figure": key }, value.node),
          make("span.an-error", null, error.node),
        ),
        sentence,
      );
      list.append(group);
      this.rows.set(key, { value, error, sentence, group });
    }
    if (hasData) {
      this.look = make("button.an-button.an-strong", { type: "button", onclick: () => this.#look() });
      this.lookNote = make("dd.an-sentence", null, speech.say("look.end"));
      this.rows.get("data").group.append(make("dd.an-row", null, this.look), this.lookNote);
    }
    if (both && (declaration.background_uncertainty ?? []).length > 1) {
      const options = declaration.background_uncertainty.map((f) => make("option", { value: f }, speech.percent(f)));
      this.choice = make(
        "select",
        { id: context.id("uncertainty"), onchange: (event) => this.#choose(Number(event.target.value)) },
        ...options,
      );
      this.rows
        .get("asimov")
        .group.append(
          make(
            "dd.an-row",
            null,
            make("label", { for: context.id("uncertainty") }, speech.say("figures.uncertainty")),
            this.choice,
          ),
        );
    }
    this.explain = make(
      "button.an-button.an-small",
      {
        type: "button",
        "aria-expanded": "true",
        onclick: () => this.#explain(this.element.classList.contains("an-terse")),
      },
      speech.say("figures.explain"),
    );
    this.element = make(
      "section.an-figures.an-card",
      { "aria-labelledby": context.id("figures") },
      make(
        "div.an-heading",
        null,
        make("h2", { id: context.id("figures") }, speech.say("figures.title")),
        this.explain,
      ),
      list,
    );
  }

  /** Show or fold away what the numbers mean. @param {boolean} on */
  #explain(on) {
    this.element.classList.toggle("an-terse", !on);
    this.explain.setAttribute("aria-expanded", String(on));
  }

  /** Something else needs room beside the plots, or no longer. @param {boolean} needed */
  spare(needed) {
    this.#explain(!needed || !this.element.closest(".an-wide") || innerHeight > LOW);
  }

  #look() {
    const { state, kinds, changed } = this.context;
    const looking = kinds.data.some((key) => state.hidden.has(key));
    kinds.data.forEach((key) => (looking ? state.hidden.delete(key) : state.hidden.add(key)));
    changed({ finished: true });
  }

  #choose(f) {
    this.context.state.uncertainty = f;
    this.context.changed({ finished: true });
  }

  /** Every frame: the numbers. */
  draw(facts) {
    const { speech } = this.context;
    const put = (key, value, error) => {
      const row = this.rows.get(key);
      if (!row) {
        return;
      }
      const [text, spread] = value === null ? ["–", null] : speech.measured(value, error);
      row.value.write(text);
      row.error.write(spread === null || !(error > 0) ? "" : ` ± ${spread}`);
    };
    put("signal", facts.signal, facts.signalError);
    put("background", facts.background, facts.backgroundError);
    put("ratio", facts.ratio.value, facts.ratio.error);
    put("root", facts.root.value, facts.root.error);
    put("asimov", facts.asimov.value, facts.asimov.error);
    const data = this.rows.get("data");
    data?.value.write(facts.dataHidden ? speech.say("look.hidden") : speech.number(facts.data));
  }

  /** At rest: what the numbers mean, and the controls. */
  rest(facts) {
    const { speech, state } = this.context;
    for (const [key, row] of this.rows) {
      const text = this.#meaning(key, facts);
      if (row.sentence.textContent !== text) {
        row.sentence.textContent = text;
      }
    }
    if (this.look) {
      this.look.textContent = speech.say(facts.dataHidden ? "look.button" : "look.hide");
      this.look.classList.toggle("an-strong", facts.dataHidden);
      this.lookNote.hidden = !facts.dataHidden;
      this.rows.get("data").sentence.hidden = facts.dataHidden;
    }
    if (this.choice) {
      this.choice.value = String(state.uncertainty);
    }
  }

  #meaning(key, facts) {
    const { speech, kinds } = this.context;
    const signal = speech.list(kinds.signalTitles);
    const many = (value) => speech.about(value);
    const share = (value, whole) => speech.percent(whole > 0 ? value / whole : 0);
    if (key === "signal") {
      return speech.say("means.signal", { share: share(facts.signal, facts.whole.signal) });
    }
    if (key === "background") {
      const shown = { share: share(facts.background, facts.whole.background), count: many(facts.background), signal };
      if (!kinds.hasSignal) {
        return speech.say("means.expected", shown);
      }
      const spread = many(Math.sqrt(Math.max(facts.background, 0)));
      return speech.say(facts.background > 0 ? "means.background" : "means.nothing", { ...shown, spread });
    }
    if (key === "data") {
      return this.#meaningOfData(facts, signal, many, share);
    }
    if (facts[key].value === null) {
      return speech.say("means.undefined");
    }
    if (key === "ratio") {
      return speech.say("means.ratio", { count: many(100 * facts.ratio.value) });
    }
    if (key === "root") {
      return speech.say("means.root", { count: speech.number(facts.root.value, 2) });
    }
    const z = facts.asimov.value;
    const verdict = z >= 5 ? "discovery" : z >= 3 ? "evidence" : z >= 1 ? "hint" : "common";
    const n = z > 0 ? oneIn(z) : 2;
    const sentence =
      n > 1e9
        ? speech.say("means.never", { signal })
        : speech.say("means.chance", { signal, count: speech.number(rounded(n)) });
    return `${sentence} ${speech.say(`means.${verdict}`)}`;
  }

  #meaningOfData(facts, signal, many, share) {
    const { speech, kinds } = this.context;
    if (facts.dataHidden) {
      return "";
    }
    if (!kinds.hasBackground && !kinds.hasSignal) {
      return speech.counted("means.recorded", facts.data, { share: share(facts.data, facts.whole.data) });
    }
    if (!kinds.hasSignal) {
      return speech.say("means.compared", { data: speech.number(facts.data), expected: many(facts.background) });
    }
    const expected = {
      data: speech.number(facts.data),
      with: many(facts.signal + facts.background),
      without: many(facts.background),
    };
    return speech.say("means.data", { ...expected, signal });
  }
}

/** Undo, redo, start again; on a telephone also the numbers, in one line that stays in sight. */
export class Strip {
  constructor(context) {
    this.context = context;
    const { speech, kinds } = context;
    const button = (name, icon, act) =>
      make(
        "button.an-button.an-icon",
        { type: "button", onclick: act, title: speech.say(`${name}.title`) },
        make("span", { "aria-hidden": "true" }, icon),
        make("span.an-label", null, speech.say(name)),
      );
    this.undo = button("undo", "↶", () => context.travel("undo"));
    this.redo = button("redo", "↷", () => context.travel("redo"));
    [this.undo, this.redo].forEach((one) => one.classList.add("an-undo"));
    this.reset = button("reset", "⟲", () => context.reset());
    this.texts = new Map();
    const line = make("p.an-brief", { "aria-hidden": "true" });
    const both = kinds.hasSignal && kinds.hasBackground;
    const wanted = [
      ["signal", "S", kinds.hasSignal],
      ["background", kinds.hasSignal ? "B" : speech.say("figures.expected"), kinds.hasBackground],
      ["root", "S/√B", both],
      ["data", speech.say("figures.data"), kinds.hasData],
    ];
    for (const [key, name, shown] of wanted) {
      if (shown) {
        const value = written();
        this.texts.set(key, value);
        line.append(make("span", null, `${name} `, make("b", null, value.node)), " ");
      }
    }
    this.element = make(
      "div.an-strip",
      { role: "group", "aria-label": speech.say("tools") },
      line,
      make("div.an-tools", null, this.undo, this.redo, this.reset),
    );
  }

  draw(facts) {
    const { speech, state } = this.context;
    const short = (value) => (value === null ? "–" : speech.events(value));
    this.texts.get("signal")?.write(short(facts.signal));
    this.texts.get("background")?.write(short(facts.background));
    this.texts.get("root")?.write(short(facts.root.value));
    this.texts.get("data")?.write(facts.dataHidden ? "?" : speech.number(facts.data));
    this.#enable(this.undo, state.canUndo);
    this.#enable(this.redo, state.canRedo);
  }

  /** A button in use keeps the focus, so it says that it is off instead of going away. */
  #enable(button, on) {
    const now = on ? "false" : "true";
    if (button.getAttribute("aria-disabled") !== now) {
      button.setAttribute("aria-disabled", now);
    }
  }
}

/** The processes: their colour and pattern, how many events, and a switch each; and how the plots are drawn. */
export class Legend {
  constructor(context) {
    this.context = context;
    const { speech, declaration, state, changed } = context;
    this.switches = new Map();
    this.samples = [];
    const list = make("ul.an-processes");
    // the same order as in a stack, read from its top
    for (const [place, process] of [...declaration.processes.entries()].reverse()) {
      const count = written();
      const sample = make("span.an-swatch");
      this.samples.push({ sample, process, place });
      const button = make(
        "button.an-switch",
        {
          type: "button",
          role: "switch",
          "aria-checked": "true",
          onclick: () => {
            const hidden = state.hidden;
            hidden.has(process.key) ? hidden.delete(process.key) : hidden.add(process.key);
            changed({ finished: true });
          },
        },
        make("span.an-knob", { "aria-hidden": "true" }),
        sample,
        make("span.an-name", null, process.title),
        make("span.an-count", null, count.node),
      );
      this.switches.set(process.key, { button, count, checked: true });
      list.append(make("li", { "data-process": process.key }, button));
    }
    this.views = new Map();
    const views = make("div.an-views", { role: "group", "aria-label": speech.say("views.title") });
    // data alone are neither stacked nor compared with anything
    const { hasData, hasSimulation } = context.kinds;
    const usable = VIEWS.filter((key) => key === "log" || (hasSimulation && (key !== "ratio" || hasData)));
    for (const key of usable) {
      const button = make(
        "button.an-switch",
        {
          type: "button",
          role: "switch",
          "aria-checked": "false",
          title: speech.say(`views.${key}.title`),
          onclick: () => {
            state.view[key] = !state.view[key];
            changed({ finished: true });
          },
        },
        make("span.an-knob", { "aria-hidden": "true" }),
        speech.say(`views.${key}`),
      );
      this.views.set(key, button);
      views.append(button);
    }
    this.element = make(
      "section.an-legend.an-card",
      { "aria-labelledby": context.id("legend") },
      make(
        "div.an-heading",
        null,
        make("h2", { id: context.id("legend") }, speech.say("legend.title")),
        make("span.an-soft", null, speech.say("legend.note")),
      ),
      list,
      views,
    );
  }

  draw(facts) {
    const { speech, state } = this.context;
    for (const process of facts.processes) {
      const { button, count } = this.switches.get(process.key);
      const shown = !state.hidden.has(process.key);
      const text =
        process.kind === "data"
          ? shown
            ? speech.number(process.value)
            : speech.say("look.hidden")
          : speech.events(process.value);
      count.write(text);
      check(button, shown);
    }
    this.views.forEach((button, key) => check(button, state.view[key]));
    this.#sample();
  }

  /** The samples look as the plots do now. */
  #sample() {
    const { charts, state } = this.context;
    const how = { overlay: state.view.overlay || state.view.shape, dark: charts[0]?.chart?.theme?.dark ?? false };
    if (this.how?.overlay !== how.overlay || this.how.dark !== how.dark) {
      this.how = how;
      for (const { sample, process, place } of this.samples) {
        sample.innerHTML = swatch(process, place, how);
      }
    }
  }
}

function check(button, on) {
  const now = String(on);
  if (button.getAttribute("aria-checked") !== now) {
    button.setAttribute("aria-checked", now);
  }
}

/** The live fit of a peak on a smooth background. */
export class Fit {
  constructor(context) {
    this.context = context;
    const { speech } = context;
    this.variable = context.state.variables.get(context.declaration.fit?.variable);
    this.values = { signal: written(), quality: written() };
    this.sentence = make("p.an-sentence");
    this.result = null;
    this.full = context.declaration.fit?.python ? new FullFit(context, this.variable) : null;
    this.element = make(
      "section.an-fit",
      { "aria-labelledby": context.id("fit") },
      make("h4", { id: context.id("fit") }, speech.say("fit.title")),
      make(
        "dl.an-fit-values",
        null,
        make(
          "div",
          null,
          make("dt", null, speech.say("fit.signal")),
          make("dd", null, make("output", { "aria-live": "off", "data-figure": "fit" }, this.values.signal.node)),
        ),
        make("div", null, make("dt", null, "χ²/ndf"), make("dd", null, this.values.quality.node)),
      ),
      this.sentence,
      this.full?.element,
    );
  }

  /**
   * Fit what is shown: data where they are, what is expected otherwise.
   * @returns {((x: number) => number)[] | null} the curve and its smooth part, in events to a drawn bin
   */
  draw(fine, facts) {
    const { declaration, state, speech, pack, kinds } = this.context;
    const { variable } = this;
    const stride = variable.n + 3;
    const steps = new Float64Array(variable.n);
    this.onData = kinds.hasData && !facts.dataHidden;
    declaration.processes.forEach((process) => {
      const p = process.index;
      if ((process.kind === "data") === this.onData) {
        for (let code = 1; code <= variable.n; code++) {
          steps[code - 1] += pack.processes[p].scale * fine.sum[p * stride + code];
        }
      }
    });
    const counts = new Float64Array(variable.n / variable.group);
    steps.forEach((count, step) => (counts[Math.floor(step / variable.group)] += count));
    const cut = state.cut(variable.key) ?? { from: 0, to: variable.n };
    const full = this.full?.follow({
      edges: Array.from({ length: Math.max(0, cut.to - cut.from) + 1 }, (_, step) => edgeValue(variable, cut.from + step)),
      counts: Array.from(steps.subarray(cut.from, Math.max(cut.from, cut.to))),
      data: this.onData,
    });
    const [first, end] = [Math.ceil(cut.from / variable.group), Math.floor(cut.to / variable.group)];
    const edges = Array.from({ length: Math.max(0, end - first) + 1 }, (_, index) =>
      edgeValue(variable, (first + index) * variable.group),
    );
    const { mean, width, order } = declaration.fit;
    this.result =
      end > first
        ? fitPeak({ edges, counts: Array.from(counts.subarray(first, end)), peak: { mean, width }, order })
        : { ok: false, reason: "few" };
    const { ok } = this.result;
    this.values.signal.write(
      ok ? speech.measured(this.result.signal.value, this.result.signal.error).join(" ± ") : "–",
    );
    this.values.quality.write(ok && this.onData ? `${speech.number(this.result.chi2, 1)} / ${this.result.ndf}` : "–");
    return full ?? (ok ? [this.result.curve, this.result.smooth] : null);
  }

  rest() {
    this.full?.rest();
    this.sentence.textContent = this.#meaning();
  }

  #meaning() {
    const { speech, declaration } = this.context;
    if (!this.result?.ok) {
      return speech.say("fit.none");
    }
    const { signal, chi2, ndf } = this.result;
    const [value, error] = speech.measured(signal.value, signal.error);
    const place = `${speech.brief(declaration.fit.mean)} ${this.variable.unit}`.trim();
    const z = signal.error > 0 ? signal.value / signal.error : 0;
    const good = ndf > 0 && Math.abs(chi2 / ndf - 1) < 3 * Math.sqrt(2 / ndf);
    const parts = [
      speech.say(this.onData ? "fit.found" : "fit.expected", { value, error, place }),
      speech.say(z >= 3 ? "fit.clear" : z >= 1 ? "fit.hint" : "fit.nothing", { z: speech.number(z, 1) }),
    ];
    if (this.onData) {
      parts.push(speech.say(good ? "fit.good" : "fit.bad"));
    }
    return parts.join(" ");
  }
}
