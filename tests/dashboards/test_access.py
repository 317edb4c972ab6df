"""Dashboards for everybody: by keyboard, by ear, by finger, on a telephone and on a projector."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from dashboards.board import DATA, PICTURES, SLUGS, Board, Counts, Visit, open_board
from visitor import wait_until

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
TITLES = {
    ("dimuon-spectrum", "en"): "Two muons and what they came from",
    ("dimuon-spectrum", "es"): "Dos muones y de dónde vienen",
    ("higgs-four-leptons", "en"): "The Higgs boson in four leptons",
    ("higgs-four-leptons", "es"): "El bosón de Higgs en cuatro leptones",
}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_text_that_stands_for_a_plot_follows_the_cuts(visit: Visit, slug: str) -> None:
    board = open_board(visit, slug)
    pictures, alternatives = board.pictures(), board.alternatives()
    board.type_number("pt_1", "40")
    board.settle(pictures)
    assert all(re.search(r"\d+ events", text) for text in board.alternatives())
    assert all(now != then for now, then in zip(board.alternatives(), alternatives, strict=True))


@pytest.mark.parametrize("slug", SLUGS)
def test_every_plot_has_a_table_that_follows_the_cuts_and_stays_open(visit: Visit, slug: str) -> None:
    board = open_board(visit, slug)
    tables = board.page.locator(".lhc-picture details")
    expect(tables).to_have_count(PICTURES)
    for each in tables.all():
        each.locator("summary").click()
    before = [each.locator("table").inner_text() for each in tables.all()]
    pictures = board.pictures()
    board.type_number("pt_1", "40")
    board.settle(pictures)
    for position, text in enumerate(before):
        now = tables.nth(position).locator("table")
        expect(now).to_be_visible()
        assert now.inner_text() != text


def test_the_table_of_a_plot_adds_up_to_its_count(visit: Visit, counts: dict[str, Counts]) -> None:
    board = open_board(visit, "dimuon-spectrum")
    details = board.page.locator(".lhc-picture details").nth(1)
    details.locator("summary").click()
    rows = [int(re.sub(r"\D", "", text)) for text in details.locator("td").all_inner_texts()]
    assert sum(rows) == counts["dimuon-spectrum"].window


def test_a_change_is_announced_politely(visit: Visit) -> None:
    board = open_board(visit, "dimuon-spectrum")
    status = board.page.locator("#lhc-announcer")
    expect(status).to_have_attribute("aria-live", "polite")
    board.page.get_by_role("button", name="J/ψ").click()
    expect(status).to_contain_text("2.9–3.3 GeV")


@pytest.mark.parametrize("slug", SLUGS)
def test_every_slider_and_entry_has_a_name_of_its_own(visit: Visit, slug: str) -> None:
    board = open_board(visit, slug)
    sliders = [str(each.get_attribute("aria-label")) for each in board.page.get_by_role("slider").all()]
    assert len(set(sliders)) == len(sliders)
    for name in sliders:
        expect(board.page.get_by_role("spinbutton", name=name, exact=True)).to_have_count(1)


def test_a_slider_of_equal_factors_says_its_value_in_gev(visit: Visit) -> None:
    board = open_board(visit, "dimuon-spectrum")
    expect(board.handle("window", 0)).to_have_attribute("aria-valuetext", "80")


def test_the_keyboard_alone_is_enough(visit: Visit, counts: dict[str, Counts]) -> None:
    board = open_board(visit, "higgs-four-leptons")
    page = board.page
    _tab_to(board, "[type=radio]")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".lhc-tables")).to_contain_text("Flavours: 4e")
    _tab_to(board, ".lhc-cut-pt_1 .noUi-handle")
    for _press in range(3):
        page.keyboard.press("ArrowRight")
    expect(board.number("pt_1")).to_have_value("3")
    _tab_to(board, ".lhc-cut-pt_2 input")
    page.keyboard.press("Control+A")
    page.keyboard.type("20")
    _tab_to(board, ".lhc-cut-data input")
    expect(board.handle("pt_2")).to_have_attribute("aria-valuenow", "20.0")
    page.keyboard.press("Space")
    expect(page.locator(".lhc-sentence")).to_contain_text("hidden")
    _tab_to(board, ".lhc-reset")
    page.keyboard.press("Enter")
    board.expect_fact(0, str(counts["higgs-four-leptons"].selected))
    _tab_to(board, "summary")
    page.keyboard.press("Enter")
    expect(page.locator(".lhc-picture table").first).to_be_visible()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_finger_finds_every_control(visit: Visit, slug: str) -> None:
    board = open_board(visit, slug, width=360, height=740, has_touch=True)
    for handle in board.page.get_by_role("slider").all():
        assert _size(handle.bounding_box()) >= 44
    for name in ("button", "input", "summary", "label:has(input)"):
        for control in board.page.locator(f".lhc-board {name}:visible").all():
            box = control.bounding_box()
            if name == "input" and control.get_attribute("type") != "number":
                continue  # its label is the target
            assert _size(box) >= 24, control.evaluate("element => element.outerHTML")


def test_a_finger_moves_a_slider(visit: Visit) -> None:
    board = open_board(visit, "higgs-four-leptons", width=360, height=740, has_touch=True)
    track = board.cut("pt_1").locator(".noUi-target")
    track.scroll_into_view_if_needed()
    box = track.bounding_box()
    assert box is not None
    board.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(board.number("pt_1")).to_have_value("30")


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, slug: str, scheme: str) -> None:
    board = open_board(visit, slug, color_scheme=scheme)
    for summary in board.page.locator(".lhc-picture summary").all():
        summary.click()
    board.type_number("pt_1", "1000")  # with a note about a number out of range
    expect(board.cut("pt_1").locator(".lhc-note")).not_to_be_empty()
    found = Axe().run(board.page, context=".lhc-board", options=WCAG)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [
        ("desk", (1280, 800), "light"),
        ("projector", (1024, 768), "light"),
        ("telephone", (360, 740), "light"),
        ("night", (1280, 800), "dark"),
    ],
)
def test_it_fits_the_screen_in_both_languages(
    visit: Visit, artefacts: Path, slug: str, lang: str, name: str, size: tuple[int, int], scheme: str
) -> None:
    board = open_board(visit, slug, lang, width=size[0], height=size[1], color_scheme=scheme)
    expect(board.page.get_by_role("heading", level=1)).to_contain_text(TITLES[slug, lang])
    assert board.page.evaluate("document.documentElement.scrollWidth") <= size[0]
    wide = board.page.evaluate(
        "Math.max(...[...document.querySelectorAll('.lhc-board *')].filter(e => !e.closest('.lhc-table, .lhc-scroll')"
        " && e.checkVisibility()).map(e => e.getBoundingClientRect().right))"
    )
    assert wide <= size[0]
    board.screenshot(artefacts / f"dashboard-{slug}-{lang}-{name}.png")


def test_the_spanish_page_speaks_spanish_throughout(visit: Visit) -> None:
    text = open_board(visit, "higgs-four-leptons", "es").page.locator(".lhc-board").inner_text()
    english = ("Data", "Cut", "events", "Start", "window", "selected", "Show", "lepton ", "charge", "boson ")
    assert [word for word in english if re.search(rf"\b{word}\b", text)] == []


@pytest.mark.parametrize(("slug", "experiment"), [("dimuon-spectrum", "CMS"), ("higgs-four-leptons", "ATLAS")])
def test_a_plot_with_practice_events_says_so_to_everybody(
    visit: Visit, all_real: dict[str, bool], real: dict[str, bool], slug: str, experiment: str
) -> None:
    alternatives = open_board(visit, slug).alternatives()
    practised = f"practice simulation, not {experiment} data"
    assert all((practised in text) != all_real[slug] for text in alternatives)
    assert all(("Open Data, for education" in text) == real[DATA[slug]] for text in alternatives)


def _tab_to(board: Board, selector: str) -> None:
    for _press in range(60):
        if board.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        board.page.keyboard.press("Tab")
    pytest.fail(f"the Tab key does not reach {selector}")


def _size(box: object) -> float:
    assert isinstance(box, dict), "the control is not on the page"
    return float(min(box["width"], box["height"]))


def test_a_formula_is_set_without_a_network(visit: Visit) -> None:
    page = visit("/dash/dimuon-spectrum/live")
    wait_until(page, "window.MathJax?.Hub")  # Voilà asks for it when its page stands
    page.evaluate(
        r"""() => {
            const formula = document.createElement("p");
            formula.textContent = "\\(m_{\\mu\\mu}\\)";
            document.body.append(formula);
            window.MathJax.Hub.Queue(["Typeset", window.MathJax.Hub, formula]);
        }"""
    )
    page.locator("mjx-container svg").wait_for(state="attached")
