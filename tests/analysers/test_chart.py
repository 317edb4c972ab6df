"""One histogram of an analyser in a page of its own: hands, keys, numbers, words, and what it shows of bad content."""

import re
import runpy
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from visitor import wait_until

ANALYSER = Path(__file__).parents[2] / "content" / "lhcbox" / "analyser"
WORDS: dict[str, str] = runpy.run_path(str(ANALYSER / "words_chart.py"))["WORDS"]
SPANISH = {
    "chart.events_per": "sucesos / {step}",
    "chart.ratio": "datos / esperado",
    "chart.outside": "{value} queda fuera de este gráfico, que va de {low} a {high}.",
}
SVG = "{http://www.w3.org/2000/svg}"

MASS = {
    "key": "mll", "title": "mass of the pair", "symbol": "m_{ll}", "unit": "GeV", "kind": "range",
    "low": 0, "high": 150, "n": 60, "group": 4, "digits": 1,
}  # fmt: skip
CHANNEL = {
    "key": "channel", "title": "channel", "symbol": "", "unit": "", "kind": "category", "n": 3,
    "categories": [{"title": "two electrons", "short": "ee"}, {"title": "two muons", "short": "μμ"},
                   {"title": "one of each", "short": "eμ"}],
}  # fmt: skip
PROCESSES = [
    {"key": "ttbar", "title": "top pairs", "kind": "background", "colour": 4, "pattern": "x"},
    {"key": "WW", "title": "WW", "kind": "background", "colour": 0, "pattern": "\\"},
    {"key": "H", "title": "Higgs <signal>", "kind": "signal", "colour": 3, "pattern": "none"},
    {"key": "data", "title": "data", "kind": "data", "colour": 0, "pattern": "none"},
]
SCALES = [0.01, 0.002, 0.0005, 1.0]

PAGE = """<!doctype html><html lang="{language}"><meta charset="utf-8"><title>One histogram</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{css}</style>
<main><h1>One histogram</h1><div id="host"></div><p style="height: 2000px">below</p></main>
<script type="module">{script}
window.swatch = swatch;
window.show = (options, input) => {{
  window.told = [];
  window.input = {{ log: false, overlay: false, ratio: false, band: true, cut: null, ...input,
    hidden: new Set(input.hidden ?? []), scales: Float64Array.from(input.scales),
    fine: {{ sum: Float64Array.from(input.sum), sum2: Float64Array.from(input.sum2), count: new Float64Array(0) }} }};
  window.chart = new Chart(document.getElementById("host"), {{ ...options, onCut(key, cut, {{ final }}) {{
    window.told.push([key, cut, final]);
    window.input.cut = cut;
    requestAnimationFrame(() => window.chart.draw(window.input));
  }} }});
  window.chart.draw(window.input);
}};
</script></html>"""


def fine_sums(variable: dict[str, Any], number: int = 4) -> tuple[list[float], list[float]]:
    """Sums of k and of its squares, by process and code: any numbers that are easy to tell apart."""
    stride = variable["n"] + 3
    total = [float((7 * p + 3 * code) % 41 * 10) for p in range(number) for code in range(stride)]
    return total, [2.0 * value for value in total]


@pytest.fixture(scope="module")
def script() -> str:
    """The chart and all that it needs, as one module."""
    joined = runpy.run_path(str(ANALYSER / "bundle.py"))["bundle"](ANALYSER / "static", ("Chart", "swatch"))
    return str(joined)


Show = Callable[..., Page]


@pytest.fixture
def show(browser: Browser, script: str) -> Iterator[Show]:
    """``show(MASS, cut=…)``: a page with one chart, whose console must have nothing to complain about at the end."""
    contexts = []
    complaints: list[str] = []

    def open_page(
        variable: dict[str, Any] = MASS,
        language: str = "en",
        processes: Sequence[dict[str, Any]] = tuple(PROCESSES),
        label: str = "ATLAS Open Data, for education",
        context: dict[str, Any] | None = None,
        **given: Any,
    ) -> Page:
        made = browser.new_context(**{"viewport": {"width": 800, "height": 700}, **(context or {})})
        contexts.append(made)
        page = made.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        home = ANALYSER.parents[1] / "home" / "static" / "home.css"
        css = home.read_text(encoding="utf-8") + (ANALYSER / "static" / "chart.css").read_text(encoding="utf-8")
        page.set_content(PAGE.format(language=language, css=css, script=script))
        words = WORDS | (SPANISH if language == "es" else {})
        options = {
            "variable": variable, "processes": list(processes), "words": words, "language": language, "label": label,
            "stamp": "√s = 8 TeV, 1 fb⁻¹",
        }  # fmt: skip
        sums, squares = fine_sums(variable, len(processes))
        page.evaluate(
            "([options, input]) => window.show(options, input)",
            [options, {"sum": sums, "sum2": squares, "scales": SCALES[: len(processes)], **given}],
        )
        return page

    yield open_page
    for each in contexts:
        each.close()
    assert complaints == []


def settled(page: Page) -> None:
    """Wait until what was told has been drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def cut_of(page: Page) -> Any:
    settled(page)
    return page.evaluate("window.chart.cut")


def told(page: Page) -> list[Any]:
    settled(page)
    return list(page.evaluate("window.told"))


def point(page: Page, value: float, height: float = 0.7) -> tuple[float, float]:
    """Where a value of the mass lies on the screen."""
    box = page.locator(".lhc-chart-surface").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * value / 150, box["y"] + box["height"] * height


def drag(page: Page, start: float, end: float, stop: bool = True) -> None:
    page.mouse.move(*point(page, start))
    page.mouse.down()
    for part in (0.3, 0.7, 1.0):
        page.mouse.move(*point(page, start + part * (end - start)))
    if stop:
        page.mouse.up()


def slider(page: Page, end: str) -> Locator:
    return page.get_by_role("slider", name=end)


# Pointers -------------------------------------------------------------------------------------------------------------


def test_a_drag_selects_a_window_and_its_end_is_final(show: Show) -> None:
    page = show()
    drag(page, 40, 80)
    assert cut_of(page) == {"from": 16, "to": 32}
    finals = [final for _, _, final in told(page)]
    assert finals[-1] is True
    assert not any(finals[:-1])
    expect(slider(page, "lower edge")).to_have_attribute("aria-valuetext", "40 GeV")
    expect(slider(page, "upper edge")).to_have_attribute("aria-valuenow", "80")
    expect(page.get_by_role("textbox", name="lower edge")).to_have_value("40")


def test_a_drag_inside_moves_the_window_and_one_outside_begins_anew(show: Show) -> None:
    page = show(cut={"from": 16, "to": 32})
    drag(page, 60, 85)
    assert cut_of(page) == {"from": 26, "to": 42}
    drag(page, 80, 400)
    assert cut_of(page) == {"from": 44, "to": 60}, "the window stops at the end of the axis and keeps its width"
    drag(page, 10, 30)
    assert cut_of(page) == {"from": 4, "to": 12}


def test_an_edge_at_the_end_of_the_axis_is_open_and_two_of_them_are_no_cut(show: Show) -> None:
    page = show(cut={"from": 16, "to": 32})
    drag(page, 80.5, 300)
    assert cut_of(page) == {"from": 16, "to": 60}
    expect(slider(page, "upper edge")).to_have_attribute("aria-valuetext", "150 GeV, open: larger values pass as well")
    drag(page, 39.5, -20)
    assert cut_of(page) is None


def test_a_handle_moves_its_own_edge_and_never_passes_the_other(show: Show) -> None:
    page = show(cut={"from": 16, "to": 32})
    drag(page, 40, 20)
    assert cut_of(page) == {"from": 8, "to": 32}
    drag(page, 20, 140)
    assert cut_of(page) == {"from": 31, "to": 32}
    drag(page, 80.5, 100)
    assert cut_of(page) == {"from": 31, "to": 40}


def test_a_press_without_a_move_changes_nothing(show: Show) -> None:
    page = show(cut={"from": 16, "to": 32})
    page.mouse.click(*point(page, 100))
    assert told(page) == []


def test_a_double_click_and_escape_and_the_button_reset(show: Show) -> None:
    page = show(cut={"from": 16, "to": 32})
    page.mouse.dblclick(*point(page, 60))
    assert cut_of(page) is None
    drag(page, 40, 80)
    slider(page, "upper edge").focus()
    page.keyboard.press("Escape")
    assert cut_of(page) is None
    drag(page, 40, 80)
    reset = page.get_by_role("button", name="Reset")
    expect(reset).to_have_attribute("aria-disabled", "false")
    reset.click()
    assert cut_of(page) is None
    expect(reset).to_have_attribute("aria-disabled", "true")
    expect(reset).to_be_focused()


def test_escape_during_a_drag_gives_the_cut_before_it_back(show: Show) -> None:
    page = show(cut={"from": 16, "to": 32})
    slider(page, "lower edge").focus()
    drag(page, 40, 10, stop=False)
    assert cut_of(page) == {"from": 4, "to": 32}
    page.keyboard.press("Escape")
    assert cut_of(page) == {"from": 16, "to": 32}
    page.mouse.move(*point(page, 100))
    page.mouse.up()
    assert cut_of(page) == {"from": 16, "to": 32}


def finger(session: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    session.send(
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": round(x), "y": round(y)} for x, y in points]}
    )


def test_a_finger_brushes_sideways_and_scrolls_up_and_down(show: Show) -> None:
    page = show(context={"has_touch": True, "is_mobile": True, "viewport": {"width": 360, "height": 640}})
    session = page.context.new_cdp_session(page)
    finger(session, "touchStart", point(page, 40))
    for value in (45, 60, 80):
        finger(session, "touchMove", point(page, value))
    finger(session, "touchEnd")
    assert cut_of(page) == {"from": 16, "to": 32}
    x, y = point(page, 60)
    finger(session, "touchStart", (x, y))
    for up in range(10, 200, 10):
        finger(session, "touchMove", (x, y - up))
    finger(session, "touchEnd")
    wait_until(page, "window.scrollY > 50")
    assert cut_of(page) == {"from": 16, "to": 32}, "a page that scrolls leaves the cut alone"


def test_targets_are_large_enough_and_nothing_overflows_at_360_pixels(show: Show) -> None:
    page = show(context={"has_touch": True, "is_mobile": True, "viewport": {"width": 360, "height": 640}})
    for target in [*page.get_by_role("slider").all(), *page.get_by_role("textbox").all(), page.get_by_role("button")]:
        box = target.bounding_box()  # type: ignore[union-attr]
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert box["x"] >= 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


# Keys and numbers -----------------------------------------------------------------------------------------------------


def test_keys_move_an_edge_by_a_step_a_bin_and_to_the_end(show: Show) -> None:
    page = show()
    slider(page, "lower edge").focus()
    for key, edge in (("ArrowRight", 1), ("PageUp", 5), ("ArrowUp", 6), ("ArrowLeft", 5), ("PageDown", 1), ("End", 59)):
        page.keyboard.press(key)
        assert cut_of(page) == {"from": edge, "to": 60}, key
    page.keyboard.press("Home")
    assert cut_of(page) is None
    slider(page, "upper edge").focus()
    page.keyboard.press("PageDown")
    assert cut_of(page) == {"from": 0, "to": 56}


def test_a_key_that_is_held_down_is_one_change(show: Show) -> None:
    page = show()
    slider(page, "lower edge").focus()
    for _ in range(4):
        page.keyboard.down("ArrowRight")
    page.keyboard.up("ArrowRight")
    assert [final for _, _, final in told(page)] == [False] * 4 + [True]
    assert cut_of(page) == {"from": 4, "to": 60}


def test_shift_moves_the_whole_window(show: Show) -> None:
    page = show(cut={"from": 16, "to": 32})
    slider(page, "lower edge").focus()
    page.keyboard.press("Shift+PageUp")
    assert cut_of(page) == {"from": 20, "to": 36}
    page.keyboard.press("Shift+End")
    assert cut_of(page) == {"from": 44, "to": 60}


@pytest.mark.parametrize(
    ("typed", "edge"), [("54.4", 22), ("54,4", 22), (" 55 GeV ", 22), ("5,5e1", 22), ("", 0), ("0", 0)]
)
def test_numbers_are_taken_as_people_type_them_and_snap(show: Show, typed: str, edge: int) -> None:
    page = show(cut={"from": 2, "to": 40})
    entry = page.get_by_role("textbox", name="lower edge")
    entry.fill(typed)
    page.keyboard.press("Enter")
    assert cut_of(page) == {"from": edge, "to": 40}
    expect(entry).to_have_value("55" if edge else "0")
    assert told(page)[-1][2] is True


def test_leaving_an_entry_takes_its_number(show: Show) -> None:
    page = show()
    page.get_by_role("textbox", name="upper edge").fill("99,9")
    page.keyboard.press("Tab")
    assert cut_of(page) == {"from": 0, "to": 40}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("much", "“much” is not a number."),
        ("1,234.5", "“1,234.5” is not a number."),
        ("900", "900 lies outside of this plot, which goes from 0 GeV to 150 GeV."),
        ("120", "The lower edge must lie below the upper edge, which is at 100 GeV."),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence(show: Show, typed: str, sentence: str) -> None:
    page = show(cut={"from": 0, "to": 40})
    entry = page.get_by_role("textbox", name="lower edge")
    entry.fill(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text(sentence)
    expect(entry).to_have_attribute("aria-invalid", "true")
    expect(entry).to_have_accessible_description(sentence)
    assert told(page) == []
    page.keyboard.press("Escape")
    expect(entry).to_have_value("0")
    expect(entry).not_to_have_attribute("aria-invalid", "true")
    assert cut_of(page) == {"from": 0, "to": 40}, "the first Escape only takes back what was typed"


def test_spanish_numbers_have_a_comma(show: Show) -> None:
    page = show(language="es", cut={"from": 1, "to": 40})
    expect(page.get_by_role("textbox").first).to_have_value("2,5")
    expect(page.get_by_role("slider").first).to_have_attribute("aria-valuetext", "2,5 GeV")
    page.get_by_role("textbox").first.fill("151,5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("151,5 queda fuera de este gráfico, que va de 0 GeV a 150 GeV.")


# Categories -----------------------------------------------------------------------------------------------------------


def test_buttons_keep_categories_and_none_or_all_of_them_are_no_cut(show: Show) -> None:
    page = show(CHANNEL)
    electrons, muons, both = (page.get_by_role("button", name=name) for name in ("electrons", "muons", "one of each"))
    both.click()
    assert cut_of(page) == {"keep": [3]}
    expect(both).to_have_attribute("aria-pressed", "true")
    expect(muons).to_have_attribute("aria-pressed", "false")
    electrons.press("Enter")
    assert cut_of(page) == {"keep": [1, 3]}
    both.click()
    electrons.press(" ")
    assert cut_of(page) is None
    for button in (electrons, muons, both):
        button.click()
    assert cut_of(page) is None
    both.click()
    page.keyboard.press("Escape")
    assert cut_of(page) is None


def test_a_bar_is_a_button_and_a_drag_takes_several(show: Show) -> None:
    page = show(CHANNEL)
    page.mouse.click(*point(page, 75))
    assert cut_of(page) == {"keep": [2]}
    drag(page, 70, 140)
    assert cut_of(page) == {"keep": [2, 3]}


# What it shows --------------------------------------------------------------------------------------------------------


def test_the_table_is_the_sums(show: Show) -> None:
    page = show(f=0.1)
    sums, squares = fine_sums(MASS)
    rows = page.evaluate("window.chart.table()")
    assert len(rows) == 15
    for number, row in enumerate(rows):
        codes = [1 + 4 * number + step for step in range(4)]
        expected = [SCALES[p] * sum(sums[p * 63 + code] for code in codes) for p in range(3)]
        variance = sum(SCALES[p] ** 2 * sum(squares[p * 63 + code] for code in codes) for p in range(3))
        assert (row["from"], row["to"]) == (10 * number, 10 * number + 10)
        assert list(row["expected"].values()) == pytest.approx(expected, rel=1e-12)
        assert row["total"] == pytest.approx(sum(expected), rel=1e-12)
        assert row["error"] == pytest.approx((variance + (0.1 * sum(expected[:2])) ** 2) ** 0.5, rel=1e-12)
        assert row["data"] == sum(sums[3 * 63 + code] for code in codes)


def test_hidden_and_missing_processes_are_not_in_the_table(show: Show) -> None:
    missing = [{**PROCESSES[0], "index": 1}, {**PROCESSES[1], "index": 0}, {**PROCESSES[2], "index": -1}, PROCESSES[3]]
    page = show(processes=missing, hidden=["data"])
    row = page.evaluate("window.chart.table()")[0]
    sums, _ = fine_sums(MASS)
    assert row["expected"] == {
        "ttbar": pytest.approx(SCALES[1] * sum(sums[64:68])),
        "WW": pytest.approx(SCALES[0] * sum(sums[1:5])),
    }
    assert row["data"] is None


@pytest.mark.parametrize(
    "view", [{}, {"log": True}, {"overlay": True}, {"overlay": "shape", "log": True}, {"ratio": True}]
)
@pytest.mark.parametrize("variable", [MASS, CHANNEL], ids=["range", "category"])
def test_the_svg_stands_alone(show: Show, variable: dict[str, Any], view: dict[str, Any]) -> None:
    cut = {"from": 8, "to": 60} if variable is MASS else {"keep": [2]}
    page = show(variable, cut=cut, **view)
    text = page.evaluate("window.chart.svg()")
    tree = ET.fromstring(text)
    written = ["".join(each.itertext()) for each in tree.iter(f"{SVG}text")]
    shape = "fraction of " if view.get("overlay") == "shape" else ""
    assert shape + ("events / 10 GeV" if variable is MASS else "events") in written
    assert "√s = 8 TeV, 1 fb⁻¹" in written
    assert {"ATLAS", "Open Data, for education", "Higgs <signal>", "top pairs"} <= set(written)
    assert ("data / expected" in written) == ("ratio" in view)
    joined = "".join(written).replace("\u00a0", " ")
    assert "mass of the pair mll [GeV]" in joined if variable is MASS else {"ee", "μμ", "eμ", "channel"} <= set(written)
    assert tree.find(f"{SVG}title") is not None
    assert tree.findtext(f"{SVG}desc") == page.evaluate("window.chart.describe()")
    patterns = {each.get("id") for each in tree.iter(f"{SVG}pattern")}
    assert set(re.findall(r"url\(#([^)]+)\)", text)) == patterns
    assert bool(patterns) == ("overlay" not in view)
    assert not re.search(r"NaN|Infinity|undefined", text)
    assert re.findall(r'(?:href|src)="', text) == []
    assert tree.get("font-family") == "sans-serif"


def test_titles_are_in_the_reader_s_language(show: Show) -> None:
    page = show({**MASS, "high": 1.5, "digits": 3}, language="es", ratio=True)
    written = [
        "".join(each.itertext()) for each in ET.fromstring(page.evaluate("window.chart.svg()")).iter(f"{SVG}text")
    ]
    assert {"sucesos / 0,1 GeV", "datos / esperado", "0,2"} <= set(written)


def test_a_sample_of_a_process_looks_as_in_the_plot(show: Show) -> None:
    page = show()
    plot = page.evaluate("window.chart.svg()")
    drawn = [
        page.evaluate("([process, place]) => swatch(process, place)", [each, i]) for i, each in enumerate(PROCESSES)
    ]
    for sample in drawn[:2]:
        pattern = re.search(r"<pattern[^>]*>(.+)</pattern>", sample)
        assert pattern is not None
        assert pattern[1] in plot, "the same colour and the same hatch"
    assert "<circle" in drawn[3]
    lines = [page.evaluate("([process, place]) => swatch(process, place, { overlay: true })", [each, i])
             for i, each in enumerate(PROCESSES[:3])]  # fmt: skip
    assert len({re.sub('stroke="#[^"]+"', "", line) for line in lines}) == 3, "told apart without their colours"


def test_the_png_is_a_picture(show: Show) -> None:
    page = show()
    size = "async () => { const made = await createImageBitmap(await chart.png(1)); return [made.width, made.height] }"
    assert page.evaluate(size) == [760, 560]


def test_the_description_says_what_is_seen(show: Show) -> None:
    page = show(cut={"from": 8, "to": 60})
    text = page.evaluate("window.chart.describe()")
    sums, _ = fine_sums(MASS)
    inside = sum(sums[3 * 63 + code] for code in range(9, 62))
    assert text.startswith("Histogram of “mass of the pair” from 0 GeV to 150 GeV.")
    assert "The cut keeps 20 GeV and above." in text
    assert f"Events in the data that it keeps: {inside:.0f}." in text.replace("\u202f", "")
    expect(page.get_by_role("img", name=text)).to_be_attached()


@pytest.mark.parametrize(
    "view", [{}, {"log": True}, {"overlay": True}, {"overlay": "shape"}, {"ratio": True, "log": True}]
)
@pytest.mark.parametrize("content", ["zero", "negative", "nan", "data alone", "nothing shown", "empty cut"])
def test_bad_content_is_drawn_as_it_is(show: Show, content: str, view: dict[str, Any]) -> None:
    sums, _ = fine_sums(MASS)
    given: dict[str, Any] = {**view}
    if content == "zero":
        given |= {"sum": [0.0] * len(sums), "sum2": [0.0] * len(sums)}
    elif content == "negative":
        given |= {"sum": [-value if i < 189 else value for i, value in enumerate(sums)]}
    elif content == "nan":
        given |= {"scales": [float("nan"), float("inf"), 0.001, 1.0]}
    elif content == "data alone":
        given |= {"hidden": ["ttbar", "WW", "H"]}
    elif content == "nothing shown":
        given |= {"hidden": ["ttbar", "WW", "H", "data"]}
    else:
        given |= {"cut": {"from": 20, "to": 20}}
    page = show(**given)
    settled(page)
    everything = page.evaluate("[chart.svg(), chart.describe(), JSON.stringify(chart.table()), host.innerHTML].join()")
    assert not re.search(r"NaN|Infinity|undefined", everything)
    if content in ("zero", "nothing shown"):
        assert "no events" in page.evaluate("window.chart.svg()")
    if content == "negative":
        assert page.evaluate("window.chart.table()[0].total") < 0


def test_the_top_of_the_stack_is_the_total_with_negative_weights(show: Show) -> None:
    sums, squares = fine_sums(MASS)
    sums[63:126] = [-value / 2 for value in sums[63:126]]
    page = show(sum=sums, sum2=squares)
    levels = page.evaluate("Array.from(window.chart.plot.bins.levels)")
    totals = page.evaluate("Array.from(window.chart.plot.bins.total)")
    for bin_, total in enumerate(totals):
        ends = [levels[p * 15 + bin_] for p in range(3)]
        assert ends[-1] == total
        assert ends == sorted(ends, reverse=total < 0)


def test_one_bin_and_one_step_are_drawn(show: Show) -> None:
    page = show({**MASS, "n": 1, "group": 1})
    assert len(page.evaluate("window.chart.table()")) == 1
    slider(page, "lower edge").focus()
    page.keyboard.press("ArrowRight")
    assert cut_of(page) is None


def test_the_axis_grows_at_once_and_shrinks_when_the_hand_rests(show: Show) -> None:
    page = show()
    high = "window.chart.plot.shown.high"
    scaled = "(by) => { for (let i = 0; i < input.fine.sum.length; i++) input.fine.sum[i] *= by; chart.draw(input); }"
    before = page.evaluate(high)
    page.evaluate(scaled, 0.5)
    assert page.evaluate(high) == before
    wait_until(page, f"{high} < {0.8 * before}")
    rested = page.evaluate(high)
    page.evaluate(scaled, 4)
    assert page.evaluate(high) > 2 * rested


def test_only_what_changed_is_drawn_and_on_every_pixel_of_the_screen(show: Show) -> None:
    page = show(context={"device_scale_factor": 2})
    page.evaluate(
        """() => { window.wiped = [];
        for (const canvas of document.querySelectorAll("canvas")) {
          const pen = canvas.getContext("2d"), clear = pen.clearRect;
          const name = canvas === chart.upper ? "axes" : "bars";
          pen.clearRect = function (...area) { window.wiped.push(name); clear.apply(pen, area); };
        } }"""
    )
    page.evaluate("chart.draw({ ...input, cut: { from: 3, to: 30 } })")
    assert page.evaluate("wiped") == [], "a cut of its own changes no bar"
    page.evaluate("(input.fine.sum[1] *= 1.01, chart.draw(input))")
    assert page.evaluate("wiped") == ["bars"], "the axis is as it was"
    page.evaluate("chart.draw({ ...input, log: true })")
    assert page.evaluate("wiped") == ["bars", "bars", "axes"]
    assert page.evaluate(
        "[chart.lower.width === 2 * chart.area.clientWidth, chart.upper.height === 2 * chart.area.clientHeight]"
    ) == [True, True]


def test_a_chart_that_is_destroyed_leaves_nothing(show: Show) -> None:
    page = show()
    page.evaluate("(chart.draw(input), chart.destroy())")
    assert page.evaluate("document.getElementById('host').childElementCount") == 0
    page.set_viewport_size({"width": 500, "height": 500})
    page.wait_for_timeout(400)  # what was still to come would have complained by now


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("variable", [MASS, CHANNEL], ids=["range", "category"])
def test_nothing_stands_in_the_way_of_anybody(show: Show, variable: dict[str, Any], scheme: str) -> None:
    page = show(
        variable, context={"color_scheme": scheme}, cut={"from": 3, "to": 9} if variable is MASS else {"keep": [1]}
    )
    found = Axe().run(page).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


def test_every_message_is_used_and_every_use_has_a_message() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((ANALYSER / "static").glob("*.js")))
    assert set(re.findall(r'"(chart\.[a-z_]+)"', code)) == set(WORDS)
    for message in WORDS.values():
        assert re.fullmatch(r"(?:[^{}]|\{[a-z]+\})+", message)
