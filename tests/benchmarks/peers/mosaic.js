// The same linked histograms in Mosaic: eight plots of stacked, weighted processes over DuckDB in a worker.
// As its documentation says: one crossfilter selection, an interval or a toggle in each plot.

import * as duckdb from "@duckdb/duckdb-wasm";
import * as vg from "@uwdata/vgplot";
import { tableFromArrays } from "apache-arrow";

const number = new URLSearchParams(location.search).get("events");
const variables = await (await fetch(`/${number}/variables.json`)).json();

async function column(name, Kind) {
  return new Kind(await (await fetch(`/${number}/${name}.bin`)).arrayBuffer());
}

const worker = new Worker("/peers/duckdb-browser-eh.worker.js");
const database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
await database.instantiate("/peers/duckdb-eh.wasm");
const connection = await database.connect();
const columns = { process: await column("process", Uint8Array), weight: await column("weight", Float32Array) };
for (const { key, kind } of variables) {
  columns[key] = await column(key, kind === "range" ? Float32Array : Uint8Array);
}
await connection.insertArrowTable(tableFromArrays(columns), { name: "events" });

const wasm = vg.wasmConnector({ duckdb: database, connection });
globalThis.open = 0; // queries that are not answered yet
vg.coordinator().databaseConnector({
  async query(query) {
    globalThis.open += 1;
    try {
      return await wasm.query(query);
    } finally {
      globalThis.open -= 1;
    }
  },
});

document.body.style = "display: grid; grid-template-columns: repeat(3, 400px)";
const brush = vg.Selection.crossfilter();
const look = [vg.width(400), vg.height(300), vg.colorDomain([0, 1, 2, 3, 4, 5]), vg.colorScale("ordinal")];
for (const { key, kind, low, high, bins } of variables) {
  const from = vg.from("events", { filterBy: brush });
  const encoding = { y: vg.sum("weight"), fill: "process" };
  const plot =
    kind === "range"
      ? vg.plot(
          vg.rectY(from, { ...encoding, x: vg.bin(key, { step: (high - low) / bins }) }),
          vg.intervalX({ as: brush }),
          vg.xDomain([low, high]),
          ...look,
        )
      : vg.plot(vg.barY(from, { ...encoding, x: key }), vg.toggleX({ as: brush }), ...look);
  const place = document.createElement("div");
  place.dataset.variable = key;
  place.append(plot);
  document.body.append(place);
}
