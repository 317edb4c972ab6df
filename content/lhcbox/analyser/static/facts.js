// @ts-check
/** Signal, background and data: the engine's whole numbers turned into events. */

import { significance } from "./statistics.js";

/** What the counts of all processes say together. */
export function factsOf(totals, { declaration, pack, state, whole }) {
  const facts = { signal: 0, background: 0, data: 0, s2: 0, b2: 0, processes: [], events: 0, dataHidden: false, whole };
  declaration.processes.forEach((process) => {
    const p = process.index;
    const { scale } = pack.processes[p];
    const value = scale * totals.sum[p];
    const variance = scale * scale * totals.sum2[p];
    facts.processes.push({
      key: process.key,
      title: process.title,
      kind: process.kind,
      value,
      error: Math.sqrt(variance),
    });
    facts.events += totals.count[p];
    if (process.kind === "data") {
      facts.data += value;
      facts.dataHidden ||= state.hidden.has(process.key);
    } else if (process.kind === "signal") {
      facts.signal += value;
      facts.s2 += variance;
    } else {
      facts.background += value;
      facts.b2 += variance;
    }
  });
  const { signal: s, s2, background: b, b2 } = facts;
  return {
    ...facts,
    signalError: Math.sqrt(s2),
    backgroundError: Math.sqrt(b2),
    ...significance({ s, s2, b, b2, f: state.uncertainty }),
  };
}
