// @ts-check
// A browser translates a loop into quick code only once it has run for a while, and until then each event takes ten times
// as long. So the engine's loops are run on a few events while nobody waits, and the first pull is as quick as the others.

import { Engine } from "./engine.js";

const EVENTS = 16384;
const ROUNDS = 12; // over all variables, one at a time
const PAUSE = 8; // ms between two, for whatever the reader does

/** @typedef {import("./engine.js").Pack} Pack */

/**
 * Rehearse with some of the events; the reader's own engine is left alone.
 * @param {Pack} pack
 * @returns {() => void} ends it
 */
export function rehearse(pack) {
  if (pack.events < EVENTS) {
    return () => {}; // then the slow code is quick enough
  }
  let engine = /** @type {Engine | null} */ (null);
  let round = 0;
  let timer = setTimeout(play, PAUSE);
  function play() {
    engine ??= new Engine(excerpt(pack, EVENTS));
    engine.pack.variables.forEach(({ key, n, kind }, v) => {
      const edge = Math.floor((n * ((round * 5 + v * 3) % ROUNDS)) / ROUNDS);
      engine?.set(key, kind === "category" ? { keep: [1 + (edge % n)] } : { from: Math.floor(edge / 2), to: n - (edge % 3) });
      engine?.set(key, round % 3 ? null : { from: 1, to: n });
    });
    round += 1;
    if (round < ROUNDS) {
      timer = setTimeout(play, PAUSE);
    }
  }
  return () => clearTimeout(timer);
}

/** The same share of each process, its events one after another as they are. @param {Pack} pack @param {number} events */
function excerpt({ variables, processes, weights, events: all }, events) {
  const parts = processes.map(({ from, to }) => [from, from + Math.floor(((to - from) * events) / all)]);
  const taken = parts.reduce((sum, [from, to]) => sum + to - from, 0);
  /** @template {Uint8Array | Uint16Array | Int16Array} T  @param {T} column  @param {T} room  @returns {T} */
  const cut = (column, room) => {
    let at = 0;
    for (const [from, to] of parts) {
      room.set(/** @type {any} */ (column.subarray(from, to)), at);
      at += to - from;
    }
    return room;
  };
  let end = 0;
  return {
    events: taken,
    variables: variables.map((variable) => {
      const { codes } = variable;
      return { ...variable, codes: cut(codes, codes instanceof Uint8Array ? new Uint8Array(taken) : new Uint16Array(taken)) };
    }),
    processes: processes.map((process, p) => {
      const from = end;
      end += parts[p][1] - parts[p][0];
      return { ...process, from, to: end };
    }),
    weights: weights && cut(weights, new Int16Array(taken)),
  };
}
