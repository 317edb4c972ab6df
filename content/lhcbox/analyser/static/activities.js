// @ts-check
/** Guided activities: one step after another, each checked by what the reader has done to the cuts and switches. */

import { edgeValue } from "./state.js";
import { make } from "./text.js";

/**
 * Whether a condition of a step holds.
 * @param {any} condition as the declaration writes it
 * @param {import("./state.js").State} state
 * @param {Record<string, any>} facts what `count` of app.js gives
 * @returns {boolean}
 */
export function holds(condition, state, facts) {
  if ("cut" in condition) {
    return cutHolds(condition, state);
  }
  if ("keep" in condition) {
    const cut = state.cut(condition.keep);
    const wanted = condition.only && [...condition.only].sort((a, b) => a - b).join();
    return cut !== null && "keep" in cut && (wanted === undefined || cut.keep.join() === wanted);
  }
  if ("process" in condition) {
    return state.hidden.has(condition.process) !== condition.visible;
  }
  if ("number" in condition) {
    const value = numberNow(condition.number, facts);
    const { above = -Infinity, below = Infinity } = condition;
    return value !== null && value > above && value < below;
  }
  if ("uncertainty" in condition) {
    return state.uncertainty > condition.uncertainty - 1e-9;
  }
  if ("view" in condition) {
    return state.view[condition.view] === condition.on;
  }
  return false;
}

function cutHolds(condition, state) {
  const cut = state.cut(condition.cut);
  if (!cut) {
    return false;
  }
  if (!("from" in cut)) {
    return !condition.from && !condition.to;
  }
  const variable = state.variables.get(condition.cut);
  const from = cut.from <= 0 ? -Infinity : edgeValue(variable, cut.from);
  const to = cut.to >= variable.n ? Infinity : edgeValue(variable, cut.to);
  return within(from, condition.from) && within(to, condition.to);
}

function within(value, { min = -Infinity, max = Infinity } = {}) {
  return value >= min && value <= max;
}

function numberNow(name, facts) {
  if (name === "data") {
    return facts.dataHidden ? null : facts.data;
  }
  if (name.startsWith("S:")) {
    return facts.processes.find((process) => process.key === name.slice(2))?.value ?? null;
  }
  return (
    {
      S: facts.signal,
      B: facts.background,
      "S/B": facts.ratio.value,
      root: facts.root.value,
      asimov: facts.asimov.value,
    }[name] ?? null
  );
}

/** The panel in which an activity is chosen and followed. */
export class Guide {
  /**
   * @param {any} context see app.js
   */
  constructor(context) {
    this.context = context;
    this.activities = context.declaration.activities ?? [];
    this.met = false; // the conditions of the step that is shown have held since it began
    this.heading = make("h2", { id: context.id("guide"), tabindex: "-1" });
    this.body = make("div.an-guide-body");
    this.element = make(
      "section.an-guide.an-card",
      { "aria-labelledby": context.id("guide") },
      this.heading,
      this.body,
    );
    this.element.hidden = this.activities.length === 0;
    /** Called with whether an activity is being followed; set by app.js. @type {(running: boolean) => void} */
    this.settle = () => {};
    this.show();
  }

  get current() {
    const place = this.context.state.activity;
    return place ? this.activities.find((one) => one.key === place.key) : null;
  }

  /** Begin an activity with the state it starts from. @param {any} activity */
  start(activity) {
    const { state, declaration, kinds } = this.context;
    const begin = activity.start ?? {};
    // what an activity hides at its beginning comes on top of data that wait to be looked at
    const hidden = begin.h && declaration.hidden_data ? [...new Set([...begin.h, ...kinds.data])] : begin.h;
    state.read({ ...begin, h: hidden });
    state.activity = { key: activity.key, step: 0 };
    this.#moved();
  }

  leave() {
    this.context.state.activity = null;
    this.#moved();
  }

  next() {
    const { state } = this.context;
    state.activity = { key: state.activity.key, step: state.activity.step + 1 };
    this.#moved();
  }

  #moved() {
    this.met = false;
    this.show();
    this.context.changed({ finished: true });
    this.heading.focus({ preventScroll: false });
  }

  /** Look whether the step is done; called when the reader's hand rests. @param {Record<string, any>} facts */
  check(facts) {
    const { state, speech, announce } = this.context;
    const step = this.current?.steps[state.activity?.step ?? 0];
    const conditions = step?.check ?? [];
    if (this.met || !conditions.length || !conditions.every((condition) => holds(condition, state, facts))) {
      return;
    }
    this.met = true;
    this.show();
    announce(`${speech.say("guide.done")} ${step.right ?? ""}`);
  }

  /** Draw what belongs to the state. */
  show() {
    const { state, speech } = this.context;
    const activity = this.current;
    this.shown = JSON.stringify(state.activity);
    if (this.running !== Boolean(activity)) {
      this.running = Boolean(activity);
      this.settle(this.running);
    }
    if (!activity) {
      this.heading.textContent = speech.say("guide.title");
      this.body.replaceChildren(make("p", null, speech.say("guide.choose")), this.#choices());
      return;
    }
    const { step } = state.activity;
    const count = activity.steps.length;
    this.heading.textContent = activity.title;
    const parts = step < count ? this.#step(activity.steps[step], step, count) : this.#end(activity);
    this.body.replaceChildren(...(step === 0 && activity.text ? [make("p", null, activity.text)] : []), ...parts);
  }

  /** Draw again where the state was changed from outside, by an address or a file. */
  follow() {
    if (this.shown !== JSON.stringify(this.context.state.activity)) {
      this.met = false;
      this.show();
    }
  }

  #choices() {
    const button = (activity) =>
      make("button.an-button", { type: "button", onclick: () => this.start(activity) }, activity.title);
    return make("ul.an-choices", null, ...this.activities.map((activity) => make("li", null, button(activity))));
  }

  #step(step, index, count) {
    const { speech } = this.context;
    const free = !(step.check ?? []).length;
    const last = index === count - 1;
    const done = this.met
      ? make(
          "p.an-done",
          null,
          make("strong", null, `✓ ${speech.say("guide.done")}`),
          step.right ? ` ${step.right}` : "",
        )
      : null;
    const next = make(
      "button.an-button.an-strong",
      { type: "button", onclick: () => this.next() },
      speech.say(last ? "guide.finish" : "guide.next"),
    );
    return [
      make("p.an-step-number", null, speech.say("guide.step", { step: index + 1, count })),
      make("progress.an-steps", {
        max: count,
        value: index + (this.met ? 1 : 0),
        "aria-label": speech.say("guide.progress"),
      }),
      make("p.an-step", null, step.text),
      step.hint
        ? make("details.an-hint", null, make("summary", null, speech.say("guide.hint")), make("p", null, step.hint))
        : null,
      done ?? (free ? null : make("p.an-soft", null, speech.say("guide.wait"))),
      make("p.an-row", null, this.met || free ? next : null, ...this.#ways()),
    ].filter(Boolean);
  }

  #end() {
    const { speech } = this.context;
    return [
      make("p.an-done", null, make("strong", null, `✓ ${speech.say("guide.end")}`)),
      make("p.an-row", null, ...this.#ways()),
    ];
  }

  #ways() {
    const { speech } = this.context;
    return [
      make(
        "button.an-button.an-small",
        { type: "button", onclick: () => this.start(this.current) },
        speech.say("guide.again"),
      ),
      make("button.an-button.an-small", { type: "button", onclick: () => this.leave() }, speech.say("guide.leave")),
    ];
  }
}
