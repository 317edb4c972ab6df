// The same sums kept by crossfilter: of each variable's codes by process, weights, their squares and events.

import crossfilter from "crossfilter2";

/** @param {import("../../../content/lhcbox/analyser/static/engine.js").Pack} pack */
globalThis.crossfiltered = ({ variables, processes, weights, events }) => {
  const process = new Uint8Array(events);
  processes.forEach(({ from, to }, p) => process.fill(p, from, to));
  const P = processes.length;
  const filter = crossfilter(Array.from({ length: events }, (_, event) => event)); // a typed array would be one record
  const kept = new Map();
  for (const { key, codes, n } of variables) {
    const dimension = filter.dimension((event) => codes[event] * P + process[event]);
    const group = dimension.group().reduce(
      (sums, event) => {
        const k = weights[event];
        sums.sum += k;
        sums.sum2 += k * k;
        sums.count += 1;
        return sums;
      },
      (sums, event) => {
        const k = weights[event];
        sums.sum -= k;
        sums.sum2 -= k * k;
        sums.count -= 1;
        return sums;
      },
      () => ({ sum: 0, sum2: 0, count: 0 }),
    );
    kept.set(key, { dimension, group, n });
  }
  return {
    /** A cut of an engine. */
    set(key, cut) {
      const { dimension, n } = kept.get(key);
      if (!cut || (cut.from === 0 && cut.to === n)) {
        dimension.filterAll();
      } else if (cut.keep) {
        const keep = new Set(cut.keep);
        dimension.filterFunction((value) => keep.has(Math.floor(value / P)));
      } else {
        dimension.filterRange([(cut.from ? cut.from + 1 : 0) * P, (cut.to === n ? n + 2 : cut.to + 1) * P]);
      }
      return [...kept.values()].map(({ group }) => group.all());
    },
    /** Events of a variable at p*(n+3)+code. */
    counts(key) {
      const { group, n } = kept.get(key);
      const counts = new Float64Array(P * (n + 3));
      for (const { key: place, value } of group.all()) {
        counts[(place % P) * (n + 3) + Math.floor(place / P)] = value.count;
      }
      return counts;
    },
  };
};
