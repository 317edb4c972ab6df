// @ts-check
/** The full fit, which Python on the box computes: asked for by a button, while the page stays as it is. */

import { ask, canAsk } from "./ask.js";
import { make } from "./text.js";

const RARE = 1e9; // beyond one in so many, a number says no more
const LIKELY = 0.05; // a curve that fits worse than all but this share of the right ones is doubted
const LEAST = 1e-4; // shares below it are not told apart

/**
 * @typedef {object} Counted  a histogram as the reader sees it now
 * @property {number[]} edges
 * @property {number[]} counts
 * @property {boolean} data  whether these are data, and not what simulation expects
 */

export class FullFit {
  /**
   * @param {any} context
   * @param {any} variable
   */
  constructor(context, variable) {
    this.context = context;
    this.variable = variable;
    const { speech, declaration, id } = context;
    const { free = [], background = "polynomial" } = declaration.fit.python;
    /** @type {Counted | null} */
    this.now = null;
    /** @type {{asked: Counted, curves: ((x: number) => number)[]} | null} */
    this.found = null;
    this.shown = false; // whether what was found belongs to what is seen now
    /** @type {AbortController | null} */
    this.asking = null;
    const title = make("h4", { id: id("full") }, speech.say("full.title"));
    if (!canAsk()) {
      const away = make("p.an-sentence", null, speech.say("full.away"));
      this.element = make("section.an-full", { "aria-labelledby": id("full") }, title, away);
      return;
    }
    this.free = new Map(
      ["mean", "width"].map((name) => [
        name,
        make("input", { type: "checkbox", id: id(`full-${name}`), checked: free.includes(name) }),
      ]),
    );
    this.background = make(
      "select",
      { id: id("full-background") },
      ...["polynomial", "exponential"].map((kind) =>
        make(
          "option",
          { value: kind, selected: kind === background },
          speech.say(`full.${kind}`, { order: speech.number(declaration.fit.order) }),
        ),
      ),
    );
    this.begin = make("button.an-button", { type: "button", onclick: () => this.#ask() }, speech.say("full.begin"));
    this.cancel = make(
      "button.an-button",
      { type: "button", hidden: true, onclick: () => this.asking?.abort() },
      speech.say("full.cancel"),
    );
    this.status = make("div.an-full-status", { role: "status", "aria-live": "polite" });
    this.stale = make("p.an-sentence", { hidden: true }, speech.say("full.stale"));
    this.table = make("div.an-full-table");
    const choices = [...this.free].map(([name, box]) =>
      make("span.an-full-choice", null, box, make("label", { for: box.id }, speech.say(`full.free.${name}`))),
    );
    this.element = make(
      "section.an-full",
      { "aria-labelledby": id("full") },
      title,
      make("p.an-sentence", null, speech.say("full.what")),
      make(
        "div.an-row",
        { role: "group", "aria-label": speech.say("full.choices") },
        ...choices,
        make(
          "span.an-full-choice",
          null,
          make("label", { for: id("full-background") }, speech.say("full.background")),
          this.background,
        ),
      ),
      make("div.an-row", null, this.begin, this.cancel),
      this.status,
      this.stale,
      this.table,
    );
  }

  /**
   * Every frame: what the reader sees now.
   * @param {Counted} now
   * @returns {((x: number) => number)[] | null} the curve that was found for just this, and its smooth part, in events
   *   to a drawn bin
   */
  follow(now) {
    this.now = now;
    this.shown = this.found !== null && alike(this.found.asked, now);
    return this.shown ? this.found?.curves ?? null : null;
  }

  /** Once the hand rests: whether the result belongs to what is seen. */
  rest() {
    if (this.stale) {
      this.stale.hidden = !this.found || this.shown;
    }
  }

  /** Nobody waits for the answer any more. */
  destroy() {
    this.asking?.abort();
  }

  async #ask() {
    const { context, now } = this;
    const { speech, declaration, changed } = context;
    if (this.asking || !now) {
      return;
    }
    const { mean, width, order } = declaration.fit;
    const asked = { edges: [...now.edges], counts: [...now.counts], data: now.data };
    const question = {
      ...asked,
      mean,
      width,
      order,
      free: [...this.free].filter(([, box]) => box.checked).map(([name]) => name),
      background: this.background.value,
    };
    this.asking = new AbortController();
    this.#busy(true);
    this.#say(speech.say("ask.sent"));
    try {
      const bytes = await ask("fit", question, {
        words: speech.words,
        language: speech.language,
        signal: this.asking.signal,
        onState: (state) => this.#say(this.#told(state)),
      });
      this.#show(asked, question, JSON.parse(new TextDecoder().decode(bytes)));
    } catch (error) {
      const { reason, message } = /** @type {any} */ (error);
      this.#say(this.asking.signal.aborted ? speech.say("ask.cancelled") : reason ? message : speech.say("ask.failed"));
    } finally {
      this.asking = null;
      this.#busy(false);
      changed({ finished: false }); // the curve in the plot
    }
  }

  #busy(on) {
    const held = document.activeElement === this.cancel;
    this.begin.setAttribute("aria-disabled", String(on));
    this.cancel.hidden = !on;
    if (held) {
      this.begin.focus(); // a button that goes away must not take the focus along
    }
  }

  #told(state) {
    const { speech } = this.context;
    return state.state === "waiting"
      ? speech.say("ask.waiting", { place: speech.number(state.place) })
      : speech.say(`ask.${state.state}`);
  }

  #say(...sentences) {
    this.status.replaceChildren(...sentences.map((sentence) => make("p.an-sentence", null, sentence)));
  }

  #show(asked, question, result) {
    const { variable } = this;
    const bin = ((variable.high - variable.low) / variable.n) * variable.group;
    const { x } = result.curve;
    this.found = { asked, curves: [result.curve.with, result.curve.without].map((y) => between(x, y, bin)) };
    this.#say(...this.#meaning(question, result));
    this.table.replaceChildren(this.#parameters(result.parameters));
  }

  #meaning(question, { parameters, z, q0, p0, chi2, ndf, p }) {
    const { speech } = this.context;
    const [signal, mean] = parameters;
    const unit = this.variable.unit ? ` ${this.variable.unit}` : "";
    const [value, below, above] = this.#sides(signal);
    const place = `${mean.fixed ? speech.brief(mean.value) : this.#sides(mean)[0]}${unit}`;
    const sentences = [speech.say(question.data ? "full.found" : "full.expected", { place, value, below, above })];
    if (z <= 0) {
      sentences.push(speech.say("full.dip"));
    } else {
      const n = Number((1 / p0).toPrecision(2));
      sentences.push(speech.say("full.ratio", { q: speech.number(q0, 1), z: speech.number(z, 1) }));
      sentences.push(n > RARE ? speech.say("full.never") : speech.say("full.chance", { n: speech.number(n) }));
    }
    if (question.free.includes("mean")) {
      sentences.push(speech.say("full.searched"));
    }
    if (p !== null) {
      const share = p < LEAST ? `< ${speech.percent(LEAST)}` : speech.percent(Number(p.toPrecision(2)));
      sentences.push(speech.say("full.quality", { chi2: speech.number(chi2, 1), ndf: speech.number(ndf), share }));
      sentences.push(speech.say(p < LIKELY ? "full.doubt" : "full.right"));
    }
    if (parameters.some((parameter) => parameter.bound)) {
      sentences.push(speech.say("full.bound"));
    }
    return sentences;
  }

  /** Value and errors downwards and upwards, as far as there are any, with the same decimals. */
  #sides({ value, error, lower, upper }) {
    const { speech } = this.context;
    const [down, up] = [lower === null ? error : -lower, upper === null ? error : upper];
    const least = Math.min(down ?? Infinity, up ?? Infinity);
    const digits = least > 0 && Number.isFinite(least) ? Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(least)))) : 2;
    return [value, down, up].map((each) => (each === null ? "–" : speech.number(each, digits)));
  }

  #parameters(parameters) {
    const { speech } = this.context;
    const unit = this.variable.unit ? ` [${this.variable.unit}]` : "";
    const rows = parameters.map((parameter) => {
      const [name, number] = parameter.name.split("_");
      const title = speech.say(`full.parameter.${name}`, { number: number ? speech.number(Number(number)) : "" });
      const head = `${title.trim()}${name === "mean" || name === "width" ? unit : ""}`;
      const [value, below, above] = this.#sides(parameter);
      const cell = parameter.fixed
        ? speech.say("full.fixed", { value: speech.brief(parameter.value) })
        : `${value} −${below} +${above}`;
      return make(
        "tr",
        { "data-parameter": parameter.name },
        make("th", { scope: "row" }, head),
        make("td", null, cell),
      );
    });
    const heads = ["parameter", "value"].map((name) => make("th", { scope: "col" }, speech.say(`full.${name}`)));
    return make(
      "table",
      null,
      make("caption.an-unseen", null, speech.say("full.table")),
      make("thead", null, make("tr", null, ...heads)),
      make("tbody", null, ...rows),
    );
  }
}

/** Whether two histograms are the same. @param {Counted} a @param {Counted} b */
function alike(a, b) {
  return (
    a.data === b.data &&
    a.counts.length === b.counts.length &&
    a.edges[0] === b.edges[0] &&
    a.counts.every((count, bin) => count === b.counts[bin])
  );
}

/** The line through points, times a factor; NaN outside of them. @param {number[]} x @param {number[]} y @param {number} factor */
function between(x, y, factor) {
  return (at) => {
    if (!(at >= x[0] && at <= x[x.length - 1])) {
      return NaN;
    }
    let [low, high] = [0, x.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      x[middle] <= at ? (low = middle) : (high = middle);
    }
    const share = (at - x[low]) / (x[high] - x[low]);
    return factor * (y[low] + share * (y[high] - y[low]));
  };
}
