// @ts-check
/** The panel from which a reader takes the state along: link, QR code, pictures, files. */

import { cutInWords } from "./flow.js";
import { picture, qrDrawing, save, sheet } from "./keep.js";
import { make } from "./text.js";

/** Links, pictures and files. */
export class Share {
  constructor(context) {
    this.context = context;
    const { speech } = context;
    const button = (name, act) =>
      make("button.an-button", { type: "button", onclick: act }, speech.say(`keep.${name}`));
    this.said = make("p.an-soft", { role: "status" });
    this.link = make("div.an-link");
    const file = make("input.an-unseen", {
      type: "file",
      accept: ".json,application/json",
      id: context.id("open"),
      onchange: (event) => this.#open(event.target),
    });
    this.element = make(
      "section.an-keep.an-card",
      { "aria-labelledby": context.id("keep") },
      make("h2", { id: context.id("keep") }, speech.say("keep.title")),
      make(
        "div.an-row",
        null,
        context.address ? button("link", () => this.#copy()) : null,
        context.address ? button("qr", () => this.#qr()) : null,
        button("all", () => this.#picture()),
        button("sheet", () => save(`${context.declaration.slug}.svg`, this.#sheet().svg, "image/svg+xml")),
        button("state", () => this.#state()),
        file,
        make("label.an-button", { for: context.id("open") }, speech.say("keep.open")),
        context.address ? button("print", () => window.print()) : null,
      ),
      this.said,
      this.link,
    );
  }

  get #address() {
    this.context.writeAddress();
    return location.href;
  }

  async #copy() {
    const { speech } = this.context;
    const field = make("input", {
      type: "text",
      readonly: true,
      "aria-label": speech.say("keep.address"),
      value: this.#address,
    });
    this.link.replaceChildren(field);
    let copied = false;
    try {
      await navigator.clipboard.writeText(field.value);
      copied = true;
    } catch {
      // without https the clipboard is closed to pages; the older way needs a selection
      field.select();
      copied = document.execCommand?.("copy") ?? false;
    }
    field.select();
    this.#say(copied ? "keep.copied" : "keep.copy");
  }

  #qr() {
    const { speech } = this.context;
    const drawing = qrDrawing(this.#address, speech.say("keep.qr.title"));
    this.link.replaceChildren(...(drawing ? [drawing] : []));
    this.#say(drawing ? "keep.qr.shown" : "keep.qr.long");
  }

  #say(name) {
    const { speech } = this.context;
    const local = location.protocol === "file:" && name !== "keep.saved" && name.startsWith("keep.");
    const linked = local && ["keep.copied", "keep.copy", "keep.qr.shown"].includes(name);
    this.said.textContent = speech.say(name) + (linked ? ` ${speech.say("keep.local")}` : "");
  }

  /** All plots under title, label, stamp and cuts. */
  #sheet() {
    const { declaration, charts, speech, state } = this.context;
    const cuts = [...state.cuts].map(([key, cut]) => cutInWords(state.variables.get(key), cut, speech));
    const second = [declaration.label, declaration.stamp, ...cuts].filter(Boolean).join(" · ");
    return sheet(
      charts.map(({ chart }) => chart.svg()),
      [declaration.title, second].filter(Boolean),
    );
  }

  async #picture() {
    try {
      save(`${this.context.declaration.slug}.png`, await picture(this.#sheet()));
    } catch {
      this.#say("keep.failed");
    }
  }

  #state() {
    const { declaration, state } = this.context;
    const file = { format: "lhcbox-analyser", version: 1, slug: declaration.slug, state: state.write() };
    save(`${declaration.slug}.json`, JSON.stringify(file, null, 2) + "\n", "application/json");
  }

  async #open(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) {
      return;
    }
    const { declaration } = this.context;
    let given;
    try {
      given = file.size < 1e6 ? JSON.parse(await file.text()) : null;
    } catch {
      given = null;
    }
    if (given?.format !== "lhcbox-analyser" || typeof given.state !== "object" || given.state === null) {
      this.#say("keep.foreign");
    } else if (given.slug !== declaration.slug) {
      this.#say("keep.other");
    } else {
      this.context.take(given.state);
      this.#say("keep.opened");
    }
  }
}
