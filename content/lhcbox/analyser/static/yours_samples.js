// @ts-check
/** The part of the page in which samples of the box are chosen: by family, with a search, and which are the signal. */

import { Numerals } from "./numerals.js";
import { make } from "./text.js";
import { Trouble } from "./trouble.js";

/**
 * @typedef {{id: string, title: string, kind: "data" | "mc", manner: string, events: number, schema: number,
 *   luminosity: number | null, weighted: boolean}} Sample
 * @typedef {{key: string, about: string, unit: string, takes: string[]}} Quantity
 */

export class Samples {
  /**
   * @param {any} context of yours.js
   * @param {any} choices what the box offers; null where there is no box to ask
   * @param {{title: string, address: string}[]} neighbours analysers that lie beside this page
   */
  constructor(context, choices, neighbours) {
    this.context = context;
    this.choices = choices;
    /** @type {Map<string, Sample>} */
    this.known = new Map();
    /** Names in the order of choice; those of an address may be unknown. @type {string[]} */
    this.names = [];
    /** @type {Set<string>} */
    this.signal = new Set();
    this.element = make("section.ys-samples");
    if (!choices) {
      this.element.append(...this.#away(neighbours));
    } else if (!choices.families.length) {
      this.element.append(make("p", null, context.speech.say("yours.none")));
    } else {
      this.#build(choices.families);
    }
  }

  #away(neighbours) {
    const { speech } = this.context;
    const links = neighbours.map(({ title, address }) => make("li", null, make("a", { href: address }, title)));
    return [make("p", null, speech.say("yours.offline")), make("ul", null, ...links)];
  }

  #build(families) {
    const { speech } = this.context;
    this.rows = [];
    this.parts = families.map((family) => this.#family(family));
    this.nothing = make("p", { role: "status" });
    const search = make("input", {
      type: "search",
      id: "ys-search",
      autocomplete: "off",
      oninput: (event) => this.#search(event.target.value),
    });
    this.list = make("ul.ys-chosen");
    this.luminosity = make("input", {
      type: "text",
      inputmode: "decimal",
      id: "ys-luminosity",
      value: speech.brief(this.context.limits.luminosity),
    });
    this.weighed = make(
      "div.ys-field",
      null,
      make("label", { for: "ys-luminosity" }, speech.say("yours.luminosity")),
      this.luminosity,
    );
    this.normal = make("p.an-soft", null, speech.say("yours.luminosity.data"));
    this.element.append(
      make("h3", null, speech.say("yours.samples")),
      make("div.ys-field", null, make("label", { for: "ys-search" }, speech.say("yours.search")), search),
      this.nothing,
      make("div.ys-families", null, ...this.parts.map(({ element }) => element)),
      make("h4", null, speech.say("yours.chosen")),
      this.list,
      this.weighed,
      this.normal,
    );
    this.#draw();
  }

  #family(family) {
    const { speech } = this.context;
    const rows = family.samples.map((sample) => {
      this.known.set(sample.id, sample);
      const box = make("input", {
        type: "checkbox",
        onchange: () => {
          this.#choose(sample.id, box.checked);
          this.#told();
        },
      });
      const element = make(
        "li",
        null,
        make("label.ys-choice", null, box, make("span", null, sample.title, " ", this.#badge(sample))),
        make("span.an-soft", null, `${sample.id} · ${speech.counted("yours.events", sample.events)}`),
      );
      const row = { sample, box, element, text: plain(`${sample.title} ${sample.id} ${family.title} ${family.release}`) };
      this.rows.push(row);
      return row;
    });
    const all = make(
      "button.an-button.an-small",
      {
        type: "button",
        "aria-label": speech.say("yours.all.of", { family: family.title }),
        onclick: () => {
          rows.filter(({ element }) => !element.hidden).forEach(({ sample }) => this.#choose(sample.id, true));
          this.#told();
        },
      },
      speech.say("yours.all"),
    );
    const counts = ["data", "official", "practice"]
      .map((manner) => [manner, rows.filter(({ sample }) => sample.manner === manner).length])
      .filter(([, count]) => count)
      .map(([manner, count]) => make(`span.badge.${badge(manner)}`, null, `${speech.say(`yours.manner.${manner}`)}: ${count}`));
    const element = make(
      "details.ys-family",
      null,
      make(
        "summary",
        null,
        make("strong", null, family.title),
        make("span.an-soft", null, ` ${family.release}${family.name ? ` · ${family.name}` : ""} `),
        ...counts,
      ),
      all,
      make("ul", null, ...rows.map((row) => row.element)),
    );
    return { element, rows };
  }

  #badge(sample) {
    return make(`span.badge.${badge(sample.manner)}`, null, this.context.speech.say(`yours.manner.${sample.manner}`));
  }

  #search(typed) {
    const wanted = plain(typed).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { element, rows } of this.parts) {
      let here = 0;
      for (const row of rows) {
        row.element.hidden = !wanted.every((word) => row.text.includes(word));
        here += row.element.hidden ? 0 : 1;
      }
      element.hidden = here === 0;
      element.open = wanted.length > 0 && here > 0;
      found += here;
    }
    this.nothing.textContent = found ? "" : this.context.speech.say("yours.search.none");
  }

  #choose(name, on) {
    this.names = this.names.filter((each) => each !== name);
    if (on) {
      this.names.push(name);
    } else {
      this.signal.delete(name);
    }
  }

  #told() {
    this.#draw();
    this.context.changed();
  }

  /** Boxes and list after a change. */
  #draw() {
    const { speech } = this.context;
    for (const { sample, box } of this.rows) {
      box.checked = this.names.includes(sample.id);
    }
    const focus = document.activeElement?.closest("li[data-sample]");
    const place = focus ? [...this.list.children].indexOf(focus) : -1;
    this.list.replaceChildren(...(this.names.length ? this.names.map((name) => this.#entry(name)) : [this.#empty()]));
    if (place >= 0) {
      this.list.children[Math.min(place, this.list.children.length - 1)]?.querySelector("input, button")?.focus();
    }
    const chosen = this.names.map((name) => this.known.get(name));
    const data = chosen.some((sample) => sample?.kind === "data");
    const weighted = chosen.some((sample) => sample?.weighted);
    this.weighed.hidden = data || !weighted;
    this.normal.hidden = !data || !weighted;
  }

  #empty() {
    return make("li.an-soft", null, this.context.speech.say("yours.chosen.none"));
  }

  #entry(name) {
    const { speech } = this.context;
    const sample = this.known.get(name);
    const title = sample?.title ?? name;
    const signal =
      sample?.kind === "mc"
        ? make(
            "label.ys-choice",
            null,
            make("input", {
              type: "checkbox",
              checked: this.signal.has(name),
              "aria-label": speech.say("yours.signal.of", { name: title }),
              onchange: (event) => (event.target.checked ? this.signal.add(name) : this.signal.delete(name)),
            }),
            speech.say("yours.signal"),
          )
        : null;
    const remove = make(
      "button.an-button.an-icon",
      {
        type: "button",
        "aria-label": speech.say("yours.remove", { name: title }),
        onclick: () => {
          this.#choose(name, false);
          this.#told();
        },
      },
      "×",
    );
    return make(
      "li",
      { "data-sample": name },
      make("span.ys-what", null, title, " ", sample ? this.#badge(sample) : null),
      signal,
      remove,
    );
  }

  /** What is chosen, for the question. @returns {{samples: string[], signal: string[], luminosity?: number}} */
  chosen() {
    const { speech } = this.context;
    const wanted = { samples: [...this.names], signal: this.names.filter((name) => this.signal.has(name)) };
    if (this.weighed.hidden) {
      return wanted;
    }
    const luminosity = new Numerals(this.context.language).parse(this.luminosity.value, "fb⁻¹");
    if (!(luminosity !== null && luminosity > 0)) {
      throw new Trouble(speech.say("yours.trouble.luminosity", { given: this.luminosity.value.slice(0, 40) }));
    }
    return { ...wanted, luminosity };
  }

  /** Choose what an address holds. @param {import("./yours_address.js").Choice} choice */
  take(choice) {
    this.names = [...new Set(choice.samples)];
    this.signal = new Set(choice.signal.filter((name) => this.names.includes(name)));
    if (choice.luminosity !== undefined) {
      this.luminosity.value = this.context.speech.brief(choice.luminosity);
    }
    this.#draw();
  }

  /** The quantities that all samples chosen have; null where none is chosen. @returns {Quantity[] | null} */
  common() {
    const chosen = this.names.flatMap((name) => this.known.get(name) ?? []);
    if (!chosen.length) {
      return null;
    }
    const lists = [...new Set(chosen.map(({ schema }) => schema))].map((schema) => this.choices.schemas[schema]);
    const sames = (a, b) => a.key === b.key && a.unit === b.unit && a.takes.length === b.takes.length;
    return lists[0].filter((one) => lists.every((list) => list.some((other) => sames(one, other))));
  }
}

const badge = (manner) => (manner === "practice" ? "practice" : "real");

/** A text without accents and capitals. @param {string} text */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
