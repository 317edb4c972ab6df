// @ts-check
/** Asks Python on the box what the browser does not compute itself: hands a question in, waits in its queue, fetches. */

import { phrase } from "./numerals.js";

const BASE = "/dash/ask/";
const LARGEST = 64 * 1024; // bytes of a question that the box takes
const PATIENCE = 6; // times that a lost connection is tried again
const PAUSE = 1000; // ms before it is
const LOADING = 90; // times PAUSE that a box may need until its Python is loaded

/**
 * @typedef {{state: "starting"} | {state: "waiting", place: number} | {state: "working"}} AskState
 *   starting: the box has just been switched on and loads Python; place: 1 is next
 * @typedef {Error & {reason: "offline" | "busy" | "refused" | "failed"}} AskError
 *   the message is a sentence in the reader's language; offline: nobody answers; busy: the queue is full; refused: the
 *   question makes no sense; failed: it does, and there is no answer
 */

/** Whether there may be a box to ask: a page that was opened from a file has none. */
export function canAsk() {
  return /^https?:$/.test(location.protocol);
}

/**
 * Ask, and wait for the answer.
 * @param {string} kind
 * @param {object} question  what becomes JSON of at most 64 kB
 * @param {object} options
 * @param {Record<string, string>} options.words  the page's phrases, of which those named `ask.…` are used
 * @param {string} [options.language]  in which sentences come back; that of the page where it is left out
 * @param {(state: AskState) => void} [options.onState]  told of each change
 * @param {AbortSignal} [options.signal]  gives the question up; then the promise is rejected with the signal's reason
 * @returns {Promise<ArrayBuffer>}
 */
export async function ask(kind, question, { words, language, onState = () => {}, signal }) {
  const told = language ?? document.documentElement.lang;
  const trouble = (reason, sentence) =>
    /** @type {AskError} */ (Object.assign(new Error(sentence || phrase(words, `ask.${reason}`)), { reason }));
  const tongue = `lang=${encodeURIComponent(told)}`;
  const body = JSON.stringify(question);
  if (new TextEncoder().encode(body).length > LARGEST) {
    throw trouble("refused", phrase(words, "ask.large"));
  }
  const sent = { method: "POST", body, headers: { "Content-Type": "application/json" } };
  let first = await reach(`${BASE}${kind}?${tongue}`, sent, { trouble, signal });
  for (let time = 0; first.status === 503 && time < LOADING; time++) {
    onState({ state: "starting" });
    await pause(PAUSE, signal);
    first = await reach(`${BASE}${kind}?${tongue}`, sent, { trouble, signal });
  }
  const { ticket, error } = await content(first);
  if (!ticket) {
    const reason = { 429: "busy", 400: "refused", 404: "refused" }[first.status] ?? "offline";
    throw trouble(reason, error);
  }
  const address = `${BASE}ticket/${ticket}`;
  const giveUp = () => void fetch(address, { method: "DELETE", keepalive: true }).catch(() => {});
  // a page that goes away takes its question along, and others wait less
  addEventListener("pagehide", giveUp);
  try {
    let query = tongue;
    for (;;) {
      const answer = await reach(`${address}?${query}`, {}, { trouble, signal });
      const now = await content(answer);
      if (!answer.ok || now.state === "failed") {
        throw trouble(now.refused ? "refused" : "failed", now.error);
      }
      if (now.state === "ready") {
        break;
      }
      onState(now);
      query = `${tongue}&after=${now.state}&place=${now.place ?? 0}`;
    }
    const found = await reach(`${address}/answer?${tongue}`, {}, { trouble, signal });
    if (!found.ok) {
      throw trouble("failed", (await content(found)).error);
    }
    return await found.arrayBuffer();
  } catch (error) {
    if (signal?.aborted) {
      giveUp();
    }
    throw error;
  } finally {
    removeEventListener("pagehide", giveUp);
  }
}

/** An answer of the box, whatever it says; a lost connection is tried again, and what was being asked is not lost. */
async function reach(address, options, { trouble, signal }) {
  for (let time = 0; ; time++) {
    try {
      return await fetch(address, { ...options, signal, cache: "no-store" });
    } catch (error) {
      signal?.throwIfAborted();
      // a question that was handed in twice would be answered twice
      if (time >= PATIENCE || options.method) {
        throw trouble("offline", "");
      }
      await pause(PAUSE, signal);
    }
  }
}

/** What an answer says in JSON; nothing where a page came instead. */
async function content(answer) {
  try {
    return await answer.json();
  } catch {
    return {};
  }
}

/** @param {number} time ms @param {AbortSignal} [signal] */
function pause(time, signal) {
  return new Promise((done, fail) => {
    const timer = setTimeout(done, time);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      fail(signal.reason);
    });
  });
}
