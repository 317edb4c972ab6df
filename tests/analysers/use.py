"""Random use of an analyser's page, and what the page holds after it."""

import json
from typing import Any

from playwright.sync_api import CDPSession, Page

LEDGER = ("used", "buffers", "nodes", "listeners")

# What a person can press, each as often as its weight says. A frame is waited for now and then, so that all is drawn.
USE = """
async ([number, seed]) => {
  let state = seed;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const any = (selector) => {
    const found = [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
    return found[Math.floor(random() * found.length)];
  };
  const press = (selector) => any(selector)?.click();
  const key = (element, name) => element?.dispatchEvent(new KeyboardEvent(name[0], { key: name[1], bubbles: true }));
  const pull = () => {
    const handle = any("[role=slider]");
    const keys = ["ArrowRight", "ArrowLeft", "PageUp", "PageDown", "Home", "End"];
    for (let times = 1 + random() * 5; times > 0; times--) {
      key(handle, ["keydown", keys[Math.floor(random() * keys.length)]]);
    }
    key(handle, ["keyup", "ArrowRight"]);
  };
  const type = () => {
    const input = any(".lhc-chart-controls input");
    if (input) {
      input.focus();
      input.value = String(Math.floor(random() * 200));
      input.blur();
    }
  };
  const deeds = [
    [30, pull], [6, type], [10, () => press(".lhc-chart-buttons button")], [3, () => press(".lhc-chart-reset")],
    [6, () => press(".an-undo")], [1, () => press(".an-tools .an-button:last-child")],
    [6, () => press(".an-processes .an-switch")], [4, () => press(".an-views .an-switch")],
    [5, () => press(".an-guide button")], [2, () => press(".an-plot summary")],
    [1, () => press(".an-plot details[open] .an-row button")], [1, () => press(".an-keep button:not([data-print])")],
    [1, () => press(".an-figures button")], [1, () => press(".an-notice button")],
  ];
  const whole = deeds.reduce((sum, [weight]) => sum + weight, 0);
  window.print = () => {};
  const frame = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
  for (let deed = 0; deed < number; deed++) {
    let at = random() * whole;
    deeds.find(([weight]) => (at -= weight) < 0)[1]();
    if (deed % 3 === 0) await frame();
    if (deed % 60 === 0) window.lhcboxAnalyser.flush();
  }
  window.lhcboxAnalyser.flush();
  await new Promise((next) => setTimeout(next, 1500));
}
"""
# The same at each look: no cut, no activity, no notice; every table and the QR code there; the history of undo is full.
SAME = """
() => {
  const { state, flush } = lhcboxAnalyser;
  state.activity = null;
  state.reset();
  flush();
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  document.querySelectorAll(".an-notice button").forEach((one) => one.click());
  document.querySelector(".an-keep button:nth-of-type(2)").click();
  flush();
}
"""


def random_use(page: Page, deeds: int, seed: int) -> None:
    """Press what there is to be pressed, ``deeds`` times, and let the page come to rest."""
    page.evaluate(USE, [deeds, seed])


def heap(session: CDPSession) -> dict[str, int]:
    """Bytes of objects and of their buffers, nodes of documents and listeners; what is unused was collected before.

    Compiled code is not among the objects: the browser goes on compiling for as long as a page is used.
    """
    for _time in range(2):  # what the first finds may have held more
        session.send("HeapProfiler.collectGarbage")
    counters = session.send("Memory.getDOMCounters")
    held: dict[str, Any] = {
        "used": _objects(session),
        "buffers": session.send("Runtime.getHeapUsage")["backingStorageSize"],
        "nodes": counters["nodes"],
        "listeners": counters["jsEventListeners"],
    }
    return {name: int(held[name]) for name in LEDGER}


def _objects(session: CDPSession) -> int:
    """Bytes of strings, arrays, objects and closures in a snapshot of the heap."""
    chunks: list[str] = []

    def keep(event: dict[str, Any]) -> None:
        chunks.append(event["chunk"])

    session.on("HeapProfiler.addHeapSnapshotChunk", keep)
    session.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    session.remove_listener("HeapProfiler.addHeapSnapshotChunk", keep)
    snapshot = json.loads("".join(chunks))
    meta, nodes = snapshot["snapshot"]["meta"], snapshot["nodes"]
    fields, kinds = meta["node_fields"], meta["node_types"][0]
    rows = zip(nodes[fields.index("type") :: len(fields)], nodes[fields.index("self_size") :: len(fields)], strict=True)
    return sum(size for kind, size in rows if kinds[kind] not in ("code", "native"))
