// @ts-check
/** The analyser in the output of a notebook's cell: an anywidget module's `render`. */

import { mount } from "./app.js";
import { unpack } from "./pack.js";
import { make, Speech } from "./text.js";

/** The bytes of a traitlet: a DataView, or nothing where a saved notebook came without its kernel. */
function bytesOf(view) {
  return view ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : new Uint8Array();
}

/**
 * Draw the widget's events, and keep its `state` in step with the page's in both directions.
 * @param {{model: any, el: HTMLElement}} given by anywidget
 * @returns {Promise<() => void>} what ends it
 */
export async function render({ model, el }) {
  const words = model.get("words");
  const language = model.get("language");
  const root = make("div.an-widget");
  el.append(root);
  let analyser = null;
  let writing = false;

  async function draw() {
    analyser?.destroy();
    analyser = null;
    try {
      const pack = await unpack(bytesOf(model.get("pack")));
      const live = { changed: tell };
      analyser = mount(root, { declaration: model.get("page"), pack, words, language, live });
      take();
    } catch (error) {
      console.error(error);
      const name = typeof DecompressionStream === "undefined" ? "trouble.browser" : "trouble.damaged";
      root.replaceChildren(make("p.an-trouble", { role: "alert" }, new Speech(words, language).say(name)));
    }
  }

  /** The reader's state goes to Python. */
  function tell(state) {
    if (JSON.stringify(state) !== JSON.stringify(model.get("state"))) {
      writing = true;
      model.set("state", state);
      model.save_changes();
      writing = false;
    }
  }

  /** Python's state goes to the page. */
  function take() {
    const state = model.get("state");
    if (!writing && analyser && Object.keys(state).length) {
      analyser.state.read(state);
      analyser.state.commit();
      analyser.flush();
    }
  }

  model.on("change:state", take);
  model.on("change:pack", draw);
  await draw();
  return () => {
    model.off("change:state", take);
    model.off("change:pack", draw);
    analyser?.destroy();
  };
}
