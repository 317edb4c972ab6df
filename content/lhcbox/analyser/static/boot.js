// @ts-check
/** Brings the page of page.py to life: reads what it holds, fetches what it does not, and says what goes wrong. */

import { mount } from "./app.js";
import { unpack } from "./pack.js";
import { make, Speech } from "./text.js";

/** The bytes of an answer, telling how far it is. */
async function download(address, told) {
  try {
    const answer = await fetch(address);
    if (!answer.ok || !answer.body) {
      throw new Error(`${address}: ${answer.status}`);
    }
    const size = Number(answer.headers.get("Content-Length")) || 0;
    const parts = [];
    let have = 0;
    const reader = answer.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      parts.push(part.value);
      have += part.value.length;
      told(size ? Math.min(1, have / size) : null);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  } catch (error) {
    throw Object.assign(new Error(String(error)), { reason: "away" });
  }
}

function bytesOf(text) {
  const binary = atob(text.trim());
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index++) {
    bytes[index] = binary.charCodeAt(index);
  }
  return bytes;
}

/**
 * Bring the page of page.py to life: read what it holds, fetch what it does not, mount. Whatever goes wrong is said.
 * @returns {Promise<ReturnType<typeof mount> | null>}
 */
export async function boot() {
  const root = document.getElementById("analyser");
  const told = document.getElementById("analyser-page");
  if (!root || !told) {
    return null;
  }
  const { declaration, words, language, pack: address } = JSON.parse(told.textContent ?? "");
  const speech = new Speech(words, language);
  const bar = make("progress", { "aria-label": speech.say("load.reading"), max: 1 });
  const line = make("p", { role: "status" }, speech.say("load.reading"));
  root.replaceChildren(make("div.an.an-loading", null, line, bar));
  const fail = (name) => {
    const again = make(
      "button.an-button.an-strong",
      { type: "button", onclick: () => location.reload() },
      speech.say("load.again"),
    );
    root.replaceChildren(
      make(
        "div.an.an-loading",
        null,
        make("p.an-trouble", { role: "alert" }, speech.say(name)),
        make("p", null, again),
      ),
    );
    return null;
  };
  if (typeof DecompressionStream === "undefined") {
    return fail("trouble.browser");
  }
  carryState();
  try {
    const embedded = document.getElementById("analyser-pack");
    const bytes = embedded
      ? bytesOf(embedded.textContent ?? "")
      : await download(address, (share) => (share === null ? bar.removeAttribute("value") : (bar.value = share)));
    embedded?.remove();
    line.textContent = speech.say("load.drawing");
    const pack = await unpack(bytes);
    await new Promise((next) => setTimeout(next, 0)); // so that the line above is seen
    return mount(root, { declaration, pack, words, language, address: true });
  } catch (error) {
    const { reason } = /** @type {any} */ (error);
    if (reason === "away") {
      return fail("trouble.away");
    }
    const damaged = ["no-gzip", "damaged", "format"].includes(reason) || error instanceof DOMException;
    if (!damaged) {
      console.error(error); // ours to mend; what is wrong with the events is said in the page
    }
    return fail(damaged ? "trouble.damaged" : "trouble.own");
  }
}

/** A link to the same page in another language takes the state along. */
function carryState() {
  for (const link of document.querySelectorAll("a[data-same-state]")) {
    link.addEventListener("click", () => {
      const anchor = /** @type {HTMLAnchorElement} */ (link);
      anchor.hash = location.hash;
    });
  }
}
