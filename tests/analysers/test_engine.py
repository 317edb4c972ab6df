"""The engine's histograms after thousands of selections, beside the same filled from scratch by `hist`."""

import base64
import math
from array import array
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Error, Page

SETS = 12  # of 300 selections each, or of 60 on a fine grid
FOLLOW = """
async ({ pack, steps }) => {
  const packed = await numbers.unpack(bytes(pack));
  const engine = new numbers.Engine(packed);
  const keys = packed.variables.map(({ key }) => key);
  const all = ({ sum, sum2, count }) => [sum, sum2, count];
  const views = keys.map((key) => engine.fine(key));
  const told = [];
  for (const [key, cut] of steps) {
    engine.set(key, cut);
    const shown = [...views.flatMap(all), ...engine.flow(keys).flatMap(all)];
    told.push(...shown.map((array) => array.slice()));
    const [ends, last] = [engine.totals(), engine.flow(keys).at(-1)];
    for (const name of ["sum", "sum2", "count"]) {
      if (String(ends[name]) !== String(last[name])) {
        throw new Error(`totals and the end of the flow differ: ${ends[name]} and ${last[name]}`);
      }
    }
  }
  const scaled = keys.map((key) => ["sum", "sum2"].map((name, power) => {
    const { n } = packed.variables.find((variable) => variable.key === key);
    const scale = (i) => packed.processes[Math.floor(i / (n + 3))].scale ** (power + 1);
    return Array.from(engine.fine(key)[name], (k, i) => k * scale(i));
  }));
  return { told: text(told), scaled };
}
"""
# Events made in the page: for what is too large to come from outside, or must only agree with itself.
RANDOM = """
(shape, seed = 1) => {
  let state = seed;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const { events, grids, processes: number, weighted, sorted = 0 } = shape;
  const variables = grids.map((n, i) => {
    const codes = new (n > 252 ? Uint16Array : Uint8Array)(events);
    const kind = n < 10 ? "category" : "range";
    return { key: `v${i}`, kind, n, codes: codes.map(() => random() * random() * (n + 3)) };
  });
  const ends = Array.from({ length: number + 1 }, (_, p) => Math.round((events * p * p) / (number * number)));
  const processes = ends.slice(1).map((to, p) => ({ key: `p${p}`, from: ends[p], to, scale: 1, sum: to - ends[p] }));
  for (const { codes } of variables.slice(0, sorted)) {
    processes.forEach(({ from, to }) => codes.subarray(from, to).sort());
  }
  const weights = weighted ? new Int16Array(events).map(() => random() * 65535 - 32767) : null;
  return { pack: { events, variables, processes, weights }, random };
}
"""
MOVE = """
({ shape, moves, look }) => {
  const { pack, random } = (RANDOM)(shape);
  const engine = new numbers.Engine(pack);
  const below = (n) => Math.floor(random() * n);
  const wrong = [];
  const compare = (name, ours, other) => {
    for (const sums of ["sum", "sum2", "count"]) {
      if (ours[sums].some((value, i) => value !== other[sums][i])) {
        wrong.push(`${name} ${sums}`);
      }
    }
  };
  let hand = 0;
  for (let move = 1; move <= moves; move++) {
    hand = random() < 0.3 ? below(pack.variables.length) : hand; // a hand stays with a variable for some moves
    const { key, n, kind } = pack.variables[hand];
    const edges = [below(n + 1), below(n + 1)];
    const range = { from: Math.min(...edges), to: Math.max(...edges) };
    const keep = Array.from({ length: n }, (_, i) => i + 1).filter(() => random() < 0.6);
    engine.set(key, random() < 0.3 ? null : kind === "category" ? { keep } : range);
    if (move % look === 0) {
      const fresh = engine.recompute();
      pack.variables.forEach(({ key }) => compare(`${move}: ${key}`, engine.fine(key), fresh.fine[key]));
      compare(`${move}: totals`, engine.totals(), fresh.totals);
      compare(`${move}: flow`, engine.flow(pack.variables.map(({ key }) => key)).at(-1), fresh.totals);
    }
  }
  return wrong;
}
""".replace("RANDOM", RANDOM)


@pytest.mark.parametrize("seed", range(1, SETS + 1))
def test_every_number_is_that_of_hist(blank: Page, reference: Callable[..., Any], seed: int) -> None:
    given = reference("engine", seed)
    told = blank.evaluate(FOLLOW, {"pack": given["pack"], "steps": given["steps"]})
    ours, expected = array("d", base64.b64decode(told["told"])), array("d", base64.b64decode(given["expected"]))
    assert len(ours) == len(expected)
    per_step = len(expected) // len(given["steps"])
    differ = next((i for i, pair in enumerate(zip(ours, expected, strict=True)) if pair[0] != pair[1]), None)
    assert differ is None, f"number {differ % per_step} after {given['steps'][: differ // per_step + 1]}"
    for pairs in zip(told["scaled"], given["scaled"], strict=True):
        for mine, hists in zip(*pairs, strict=True):
            largest = max(1.0, *map(abs, hists))
            assert all(
                math.isclose(a, b, rel_tol=1e-12, abs_tol=1e-12 * largest) for a, b in zip(mine, hists, strict=True)
            )


@pytest.mark.parametrize(
    ("shape", "moves", "look"),
    [
        ({"events": 20_000, "grids": [100, 4, 300, 60, 3, 100, 12, 40], "processes": 6, "weighted": True}, 10_000, 500),
        ({"events": 5_000, "grids": [100, 4, 10], "processes": 3, "weighted": False}, 1_000, 50),
        ({"events": 3_000, "grids": [1000] * 9 + [5, 6], "processes": 9, "weighted": True}, 600, 30),  # > 65 536 cells
        (
            {"events": 300_000, "grids": [100, 4, 60, 500], "processes": 6, "weighted": True},
            120,
            10,
        ),  # > 65 536 at once
        ({"events": 90_000, "grids": [3, 40, 100, 4, 300], "processes": 5, "weighted": True, "sorted": 2}, 600, 20),
        ({"events": 50, "grids": [20], "processes": 2, "weighted": True}, 100, 1),
        ({"events": 0, "grids": [20, 3], "processes": 1, "weighted": False}, 20, 1),
        ({"events": 400, "grids": [30] * 16, "processes": 2, "weighted": True}, 300, 20),
    ],
    ids=[
        "ten thousand moves",
        "all weights 1",
        "many cells",
        "many events",
        "sorted events",
        "one variable",
        "no event",
        "16 variables",
    ],
)
def test_nothing_drifts(blank: Page, shape: dict[str, Any], moves: int, look: int) -> None:
    assert blank.evaluate(MOVE, {"shape": shape, "moves": moves, "look": look}) == []


def with_engine(page: Page, code: str) -> Any:
    """What ``code`` gives, with an engine of two variables: x of 20 steps, c of 3 categories."""
    made = f"({RANDOM})({{ events: 500, grids: [20, 3], processes: 2, weighted: true }}).pack"
    return page.evaluate(f"() => {{ const pack = {made}; const engine = new numbers.Engine(pack); {code} }}")


def test_what_is_no_cut_is_told_as_none(blank: Page) -> None:
    code = """
    const [all, beyond, open] = [{from: 0, to: 20}, {from: -5, to: 99}, {from: 3, to: 20}];
    const cuts = [all, beyond, undefined, open, {from: 2.4, to: 7.6}, {from: 9, to: 4}];
    return cuts.map((cut) => { engine.set("v0", cut); return engine.cut("v0"); });
    """
    assert with_engine(blank, code) == [
        None, None, None, {"from": 3, "to": 20}, {"from": 2, "to": 8}, {"from": 9, "to": 4},
    ]  # fmt: skip


@pytest.mark.parametrize("cut", ["{from: 9, to: 4}", "{from: 4, to: 4}", "{keep: []}"])
def test_a_cut_may_keep_nothing(blank: Page, cut: str) -> None:
    key = "v1" if "keep" in cut else "v0"
    assert with_engine(blank, f'engine.set("{key}", {cut}); return Array.from(engine.totals().count);') == [0, 0]


def test_views_follow_later_cuts_and_an_own_cut_is_not_felt(blank: Page) -> None:
    code = """
    const views = [engine.fine("v0"), engine.fine("v1")];
    const before = views.map(({ count }) => Array.from(count));
    engine.set("v0", { from: 3, to: 9 });
    const after = views.map(({ count }) => Array.from(count));
    return [String(before[0]) === String(after[0]), String(before[1]) === String(after[1])];
    """
    assert with_engine(blank, code) == [True, False]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ('engine.set("mass", null)', "no variable mass"),
        ('engine.fine("mass")', "no variable mass"),
        ('engine.set("v0", {from: NaN, to: 3})', "edges are numbers from 0 to 20"),
        ('engine.set("v0", {})', "edges are numbers from 0 to 20"),
        ('engine.set("v1", {keep: [0]})', "categories are whole numbers from 1 to 3"),
        ('engine.set("v1", {keep: [1.5]})', "categories are whole numbers from 1 to 3"),
        ("new numbers.Engine({ ...pack, variables: Array(17).fill(pack.variables[0]) })", "16 are the most"),
    ],
)
def test_nonsense_is_refused_and_changes_nothing(blank: Page, code: str, reason: str) -> None:
    with pytest.raises(Error, match=reason):
        with_engine(blank, code)
    unchanged = f"""
    const before = String(engine.totals().sum);
    try {{ {code}; }} catch {{ /* as it should */ }}
    return before === String(engine.totals().sum) && engine.cut("v0") === null && engine.cut("v1") === null;
    """
    assert with_engine(blank, unchanged)


def test_memory_of_five_million_events_is_bounded(blank: Page) -> None:
    code = f"""
    () => {{
      const grids = [100, 100, 100, 60, 120, 100, 4, 6];
      const {{ pack }} = ({RANDOM})({{ events: 5_000_000, grids, processes: 6, weighted: true }});
      const engine = new numbers.Engine(pack);
      const seen = new Set();
      const size = (value) => {{
        if (ArrayBuffer.isView(value)) {{
          const known = seen.has(value.buffer);
          seen.add(value.buffer);
          return known ? 0 : value.buffer.byteLength;
        }}
        return value && typeof value === "object" ? Object.values(value).reduce((sum, part) => sum + size(part), 0) : 0;
      }};
      return size(engine);
    }}
    """
    assert blank.evaluate(code) < 400e6
