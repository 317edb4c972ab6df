// @ts-check
/**
 * The page on which readers make an analyser of their own. Samples of the box go to Python as a question; a table of the
 * reader's stays in the browser. The choice of samples is in the address (before the #), the cuts behind it as always.
 */

import { mount } from "./app.js";
import { ask, canAsk } from "./ask.js";
import { save } from "./keep.js";
import { unpack } from "./pack.js";
import { make, Speech } from "./text.js";
import { Trouble } from "./trouble.js";
import { writeChoice, readChoice } from "./yours_address.js";
import { Samples } from "./yours_samples.js";
import { OwnTable } from "./yours_table.js";
import { Variables } from "./yours_variables.js";

/** Brings the page of yours_page.py to life. */
export async function bootYours() {
  const root = document.getElementById("analyser");
  const told = document.getElementById("analyser-page");
  if (root && told) {
    const page = new Yours(root, JSON.parse(told.textContent ?? ""));
    await page.begin();
  }
}

class Yours {
  /** @param {HTMLElement} root @param {any} page what yours_page.py wrote */
  constructor(root, { choices, limits, neighbours, title, words, language }) {
    this.title = title;
    this.words = words;
    this.language = language;
    this.speech = new Speech(words, language);
    this.boxed = choices !== null && canAsk();
    /** @type {AbortController | null} */
    this.asking = null;
    /** @type {ReturnType<typeof mount> | null} */
    this.analyser = null;
    const { speech } = this;
    /** @type {any} */
    const context = { speech, limits, language, changed: () => this.#changed(), say: (text) => this.#trouble(text) };
    context.opened = (names) => {
      this.#changed();
      this.variables.fill(names.slice(0, limits.variables));
    };
    this.samples = new Samples(context, this.boxed ? choices : null, neighbours);
    this.variables = new Variables(context);
    this.table = new OwnTable(context);

    this.source = this.boxed && choices.families.length ? "box" : "table";
    this.sources = make(
      "fieldset.ys-source",
      null,
      make("legend", null, speech.say("yours.source")),
      ...["box", "table"].map((name) =>
        make(
          "label.ys-choice",
          null,
          make("input", {
            type: "radio",
            name: "source",
            value: name,
            checked: name === this.source,
            onchange: () => {
              this.source = name;
              this.variables.clear(); // what one of them holds the other does not
              this.#changed();
            },
          }),
          speech.say(`yours.source.${name}`),
        ),
      ),
    );
    this.go = make("button.an-button.an-strong", { type: "button", onclick: () => this.show() }, speech.say("yours.show"));
    this.stop = make(
      "button.an-button",
      { type: "button", hidden: true, onclick: () => this.asking?.abort() },
      speech.say("yours.stop"),
    );
    this.status = make("p.ys-status", { role: "status" });
    this.alert = make("p.an-trouble.ys-alert", { role: "alert" });
    this.form = make(
      "details.ys-form.an-card",
      { open: true },
      make("summary", null, make("h2", null, speech.say("yours.choose"))),
      this.sources,
      this.samples.element,
      this.table.element,
      this.variables.element,
      make("div.an-row", null, this.go, this.stop, this.status),
      this.alert,
    );
    this.heading = make("h2", { tabindex: "-1" }, speech.say("yours.result"));
    this.keep = make("div.ys-keep");
    this.result = make("div");
    this.shown = make("section.ys-result", { hidden: true }, this.heading, this.keep, this.result);
    root.replaceChildren(make("div.ys", null, this.form, this.shown));
    this.#tongues();
    this.#changed();
  }

  /** What the address holds, if it holds a choice. */
  async begin() {
    const given = readChoice(location.search);
    if (!this.boxed || !given) {
      return;
    }
    this.samples.take(given.choice);
    this.variables.offer(this.samples.common());
    this.variables.restore(given.choice);
    this.#changed();
    if (given.choice.samples.length && given.choice.variables.length) {
      await this.show({ first: true });
    }
    if (given.left.length && !this.alert.textContent) {
      this.#trouble(this.speech.say("yours.trouble.address", { what: given.left.slice(0, 3).join(", ") }));
    }
  }

  /** Show what is chosen. `first`: the reader came with this address, and it may hold cuts as well. */
  async show({ first = false } = {}) {
    this.#trouble("");
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    this.go.disabled = true;
    this.stop.hidden = false;
    try {
      const made = this.source === "table" ? this.#ofTable() : await this.#ofBox(asking.signal, first);
      if (!asking.signal.aborted) {
        this.#mount(made, first);
      }
    } catch (error) {
      const sentence = error instanceof Trouble || /** @type {any} */ (error).reason in REASONS;
      if (!asking.signal.aborted) {
        if (!sentence) {
          console.error(error);
        }
        this.#trouble(sentence ? /** @type {Error} */ (error).message : this.speech.say("trouble.own"));
      }
    } finally {
      if (this.asking === asking) {
        this.asking = null;
        this.go.disabled = false;
        this.stop.hidden = true;
        if (this.status.textContent !== this.speech.say("yours.shown")) {
          this.status.textContent = "";
        }
      }
    }
  }

  #ofTable() {
    const { declaration, pack } = this.table.analyser(this.variables.chosen());
    return { declaration, pack, yml: "" };
  }

  /** @param {AbortSignal} signal @param {boolean} first */
  async #ofBox(signal, first) {
    const { speech, words, language } = this;
    if (typeof DecompressionStream === "undefined") {
      throw new Trouble(speech.say("trouble.browser"));
    }
    const choice = { ...this.samples.chosen(), ...this.variables.question() };
    if (!choice.samples.length) {
      throw new Trouble(speech.say("yours.trouble.samples"));
    }
    if (!choice.variables.length) {
      throw new Trouble(speech.say("yours.trouble.variables"));
    }
    if (!first) {
      this.#address(writeChoice(choice)); // without cuts: they belong to the analyser before this one
    }
    this.status.textContent = speech.say("yours.working");
    const onState = (now) => {
      const place = now.state === "waiting" ? now.place : 0;
      this.status.textContent = speech.say(place ? "yours.waiting" : "yours.working", { place });
    };
    const bytes = new Uint8Array(await ask("yours", choice, { words, language, onState, signal }));
    const length = new DataView(bytes.buffer).getUint32(0, true);
    const { declaration, yml } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
    return { declaration, yml, pack: await unpack(bytes.subarray(4 + length)) };
  }

  #mount({ declaration, pack, yml }, first) {
    const { speech, words, language } = this;
    this.analyser?.destroy();
    if (!first && location.hash) {
      this.#address(location.search);
    }
    this.variables.propose(declaration.variables);
    this.shown.hidden = false;
    this.keep.replaceChildren(
      ...(yml
        ? [
            make(
              "button.an-button",
              { type: "button", onclick: () => save("analyser.yml", yml, "text/yaml") },
              speech.say("yours.save"),
            ),
            make("p.an-soft", null, speech.say("yours.save.help")),
          ]
        : []),
    );
    this.analyser = mount(this.result, { declaration, pack, words, language, address: true });
    this.status.textContent = speech.say("yours.shown");
    if (first) {
      this.form.open = false;
    } else {
      this.heading.focus();
    }
  }

  #changed() {
    const box = this.source === "box";
    this.samples.element.hidden = !box;
    this.table.element.hidden = box;
    this.variables.offer(box ? this.samples.common() : this.table.common(), !box);
    this.#trouble("");
  }

  /** @param {string} text */
  #trouble(text) {
    this.alert.textContent = text;
    if (text) {
      this.form.open = true;
    }
  }

  /** Write the choice into the address; the language that it asks for stays. @param {string} query */
  #address(query) {
    try {
      history.replaceState(null, "", `${location.pathname}${query}`);
    } catch {
      // some browsers keep a page of the file system from the history; there is no choice to be kept there
    }
  }

  /** A link to this page in another language takes choice and cuts along. */
  #tongues() {
    for (const link of document.querySelectorAll("a[data-same-state]")) {
      const anchor = /** @type {HTMLAnchorElement} */ (link);
      anchor.addEventListener("click", () => {
        const wanted = new URLSearchParams(anchor.search).get("lang");
        const choice = location.search.slice(1).split("&").filter((part) => part && !part.startsWith("lang="));
        if (wanted) {
          anchor.search = [`lang=${wanted}`, ...choice].join("&");
        }
        anchor.hash = location.hash;
      });
    }
  }
}

const REASONS = { offline: 1, busy: 1, refused: 1, failed: 1 };
