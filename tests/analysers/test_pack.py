"""Packs: what Python writes is what the page reads, the same events give the same bytes, damage is told."""

import base64
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

READ = """
async (pack) => {
  try {
    const { events, variables, processes, weights } = await numbers.unpack(bytes(pack));
    const codes = Object.fromEntries(variables.map(({ key, codes }) => [key, Array.from(codes)]));
    const kinds = variables.map(({ codes }) => codes.constructor.name);
    return { events, codes, processes, weights: weights && Array.from(weights), kinds };
  } catch (error) {
    return { reason: error.reason, message: error.message };
  }
}
"""


@pytest.fixture(scope="module")
def packs(reference: Callable[..., Any]) -> dict[str, Any]:
    """What ``reference.py`` says of packs."""
    return dict(reference("packs"))


SHAPES = ["many", "no process", "no events", "one event", "one weighted event", "negative", "weights of zero"]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_page_reads_what_python_wrote(blank: Page, packs: dict[str, Any], shape: str) -> None:
    held = packs["held"][shape]
    read = blank.evaluate(READ, held["pack"])
    header = held["header"]
    assert read["events"] == header["events"] == len(held["weights"])
    assert read["codes"] == held["codes"]
    assert (read["weights"] or [1] * read["events"]) == held["weights"]
    assert [
        {key: p[key] for key in ("key", "from", "to", "scale", "sum", "real")} for p in header["processes"]
    ] == read["processes"]
    assert read["kinds"] == [{1: "Uint8Array", 2: "Uint16Array"}[v["bytes"]] for v in header["variables"]]


def test_a_code_is_the_step_that_holds_the_value(packs: dict[str, Any]) -> None:
    assert packs["codes"] == [0, 0, 1, 2, 16, 17, 17, 18]  # -inf, below, low, first edge, inside, high, inf, NaN
    assert packs["categories"] == [7, 1, 5, 7, 7, 7, 7]
    assert packs["on edges"]


def test_widths_are_the_smallest_that_hold_the_codes(packs: dict[str, Any]) -> None:
    widths = {v["key"]: v["bytes"] for v in packs["held"]["many"]["header"]["variables"]}
    assert widths == {"mass": 1, "channel": 1, "angle": 2, "jets": 1, "narrow": 1, "broad": 2}


def test_the_same_events_give_the_same_bytes_in_whatever_order(packs: dict[str, Any]) -> None:
    assert packs["same bytes"]


def test_weights_are_kept_to_a_ten_thousandth_of_their_sum(packs: dict[str, Any]) -> None:
    assert max(packs["lost"]) < 1e-4
    about = packs["held"]["many"]["header"]["processes"]
    assert [process["weights"] for process in about] == [False, False, True, False, False]
    assert about[3]["scale"] == -0.25
    negative = packs["held"]["negative"]
    assert sorted(negative["weights"]) == [-32767, -16384, -8192]  # -16383.5: half to even
    assert negative["header"]["processes"][0]["sum"] == -3.5


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("infinite", "top: 1 of 3 weights are infinite or NaN"),
        ("missing", "top: 1 of 3 weights are infinite or NaN"),
        ("too different", "top: its weights differ too much"),
        ("shorter", "top: columns of different lengths"),
        ("no column", "top: no column mass"),
        ("twice", "two processes are called top"),
        ("no range", "x: from 1 to 1 is no range"),
        ("steps", "x: 1001 steps"),
    ],
)
def test_what_cannot_be_packed_is_refused_by_name(packs: dict[str, Any], what: str, said: str) -> None:
    assert packs["refused"][what][0].startswith(said)


REASONS = {
    "flipped": "damaged", "cut off": "damaged", "nothing": "no-gzip", "a page": "no-gzip", "another file": "format",
    "another format": "format", "another version": "format", "short columns": "damaged", "long columns": "damaged",
    "no header": "damaged",
}  # fmt: skip


@pytest.mark.parametrize("what", REASONS)
def test_damage_has_a_reason_in_python_and_in_the_page(blank: Page, packs: dict[str, Any], what: str) -> None:
    assert packs["reasons"][what] == REASONS[what]
    told = blank.evaluate(READ, packs["broken"][what])
    assert told["reason"] == REASONS[what]
    assert told["message"].endswith(".")


@pytest.mark.parametrize("events", [1_000_000])
def test_a_million_events_are_small(blank: Page, reference: Callable[..., Any], events: int) -> None:
    packed = reference("size", events)["pack"]
    assert len(base64.b64decode(packed)) < 10e6
    count = (
        "async (pack) => new numbers.Engine(await numbers.unpack(bytes(pack))).totals().count.reduce((a, b) => a + b)"
    )
    assert blank.evaluate(count, packed) == events


# The bundle -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bundling(root: Path) -> dict[str, Any]:
    """The names of ``bundle.py``."""
    return runpy.run_path(str(root / "content/lhcbox/analyser/bundle.py"))


def test_modules_come_after_what_they_import_and_keep_their_own_names(blank: Page, bundling: dict[str, Any]) -> None:
    sources = {
        "a.js": """
import { two } from "./b.js";
import {
  one,
} from "./c.js";
const own = 10;
export const sum = () => own + one() + two();
""",
        "b.js": """
import { one } from "./c.js";
const own = 200;
async function later() {}
function two() {
  return own + 2 * one();
}
export { two, later };
""",
        "c.js": "export function one() {\n  return 1;\n}\n",
        "unused.js": "export const never = 1;\n",
    }
    joined = bundling["join"](sources, ("sum",))
    assert joined.index("// c.js") < joined.index("// b.js") < joined.index("// a.js")
    assert "never" not in joined
    address = "data:text/javascript;base64," + base64.b64encode(joined.encode()).decode()
    assert blank.evaluate("(address) => import(address).then((all) => [Object.keys(all), all.sum()])", address) == [
        ["sum"],
        213,
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('import { x } from "./none.js";\n', "m.js: imports from none.js, which is not there"),
        ('import { x } from "./other.js";\n', "m.js: imports x, which other.js does not export"),
        ('import { y as z } from "./other.js";\n', "m.js: 'y as z' renames"),
        ('import { y } from "./other.js";\nconst y = 1;\n', "m.js: y of other.js is there already"),
        ('import * as all from "./other.js";\n', "m.js: cannot join 'import \\* as all"),
        ("export default 1;\n", "m.js: cannot join 'export default 1"),
        ("export let m = 1;\n", "m.js: cannot join 'export let m"),
        ("export { nowhere };\n", "m.js: exports nowhere, which it does not declare"),
        ("export const y = 1;\n", "y is exported by m.js and other.js"),
        ("", "m is exported by none of"),
    ],
)
def test_a_form_that_cannot_be_joined_names_its_file(bundling: dict[str, Any], text: str, said: str) -> None:
    ours = text if "m" in said[:2] and not text else f"{text}export const m = 1;\n" if text else ""
    public = ("y",) if said.startswith("y is") else ("m",)
    with pytest.raises(bundling["BundleError"], match=said):
        bundling["join"]({"m.js": ours, "other.js": "export const y = 1;\n"}, public)


def test_modules_that_import_each_other_are_refused(bundling: dict[str, Any]) -> None:
    sources = {
        "a.js": 'import { b } from "./b.js";\nexport const a = 1;\n',
        "b.js": 'import { a } from "./a.js";\nexport const b = 1;\n',
    }
    with pytest.raises(bundling["BundleError"], match=r"in a circle: .*a\.js"):
        bundling["join"](sources, ("a",))
