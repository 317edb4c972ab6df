"""The page around linked histograms: what a reader can do with it, what it keeps, what it says when something is wrong.

The events are made for these tests (``synthetic.py``), the pages by the bake's own Python, and they are opened from the
file system as from a stick, or from a server that is as strict as the box.
"""

import ast
import base64
import csv
import http.server
import io
import json
import re
import threading
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

MORE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def made(tools_run: Callable[..., Any]) -> dict[str, Any]:
    """What ``synthetic.py`` prints."""
    done = tools_run("python", "tests/analysers/synthetic.py")
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.fixture(scope="module")
def stick(made: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all pages, as unwieldy as a teacher's."""
    folder = tmp_path_factory.mktemp("stick") / "Física de 4.º año – «señal»"
    folder.mkdir()
    for name, text in made["pages"].items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def opened(browser: Browser, stick: Path) -> Iterator[Open]:
    """``opened("tried.es", "c.mll=10~50", width=360)``: the page, ready; in the end no request was made."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(
        name: str = "tried.en",
        state: str = "",
        *,
        ready: bool = True,
        script: str = "",
        width: int = 1280,
        **options: Any,
    ) -> Page:
        viewport = {"width": width, "height": options.pop("height", 800)}
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        address = (stick / f"{name}.html").as_uri()
        page.on("request", lambda request: troubles.append(request.url) if outside(request.url, stick) else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        if script:
            page.add_init_script(script)
        page.goto(address + (f"#{state}" if state else ""))
        if ready:
            wait(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def outside(address: str, stick: Path) -> bool:
    """Whether a request leaves the pages themselves."""
    return not address.startswith((stick.as_uri(), "data:", "blob:"))


def wait(page: Page) -> None:
    """Until the page has drawn and said everything."""
    expect(page.locator(".an-flow tbody tr, .an-plot canvas").first).to_be_attached(timeout=20_000)
    settle(page)


def settle(page: Page) -> None:
    """Do at once what waits for a still hand."""
    page.evaluate("window.lhcboxAnalyser.flush()")


def shown(page: Page, figure: str) -> str:
    """One of the numbers beside the plots."""
    settle(page)
    return page.locator(f"[data-figure={figure}]").inner_text()


def counts(page: Page) -> list[float]:
    """Events of each process that pass all cuts."""
    settle(page)
    result: list[float] = page.evaluate("[...window.lhcboxAnalyser.engine.totals().count]")
    return result


def state(page: Page) -> dict[str, Any]:
    """What the reader has chosen."""
    result: dict[str, Any] = page.evaluate("window.lhcboxAnalyser.state.write()")
    return result


def plot(page: Page, key: str) -> Any:
    """The card of one variable."""
    return page.locator(f"[data-variable={key}]")


def typed(page: Page, key: str, index: int, text: str) -> None:
    """Type an edge of a cut."""
    field = plot(page, key).get_by_role("textbox").nth(index)
    field.fill(text)
    field.press("Enter")


# Cuts -----------------------------------------------------------------------------------------------------------------


def test_a_typed_cut_changes_every_count(opened: Open) -> None:
    page = opened()
    assert counts(page) == [4000, 3000, 2000, 1500]
    assert shown(page, "signal") == "100.0"
    before = shown(page, "background")
    typed(page, "mll", 1, "60")
    after = counts(page)
    assert after[2] > 1800
    assert after[0] < 200
    assert shown(page, "background") != before
    assert state(page)["c"] == {"mll": [None, 60]}
    row = page.locator(".an-flow tbody tr").nth(1)
    expect(row).to_contain_text("mll < 60 GeV")
    expect(row).to_contain_text("95")


def test_a_cut_by_keyboard_changes_every_count(opened: Open) -> None:
    page = opened()
    handle = plot(page, "mll").get_by_role("slider").nth(1)
    handle.focus()
    for _press in range(3):
        page.keyboard.press("PageDown")
    page.keyboard.press("ArrowLeft")
    settle(page)
    upper = state(page)["c"]["mll"][1]
    assert upper == 200 - 3 * 10 - 2
    plot(page, "channel").get_by_role("button", name="electron and muon").press("Enter")
    assert state(page)["c"]["channel"] == [[3]]
    assert 2000 * 0.25 < counts(page)[2] < 2000 * 0.42


def test_a_cut_is_drawn_with_the_mouse_and_all_numbers_follow_while_it_moves(opened: Open) -> None:
    page = opened()
    surface = plot(page, "met").locator(".lhc-chart-surface")
    surface.scroll_into_view_if_needed()
    box = surface.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 40, steps=4)
    page.wait_for_timeout(100)
    moving = page.locator("[data-figure=signal]").inner_text()
    assert moving != "100.0"
    assert page.locator(".an-flow tbody tr").count() == 1, "the cut flow waits for a still hand"
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 40, steps=4)
    page.mouse.up()
    settle(page)
    low, high = state(page)["c"]["met"]
    assert low == pytest.approx(20, abs=4)
    assert high == pytest.approx(80, abs=4)
    page.get_by_role("button", name="Undo", exact=True).click()
    assert state(page)["c"] == {}, "one drag is undone at once"


def test_changes_are_undone_redone_and_reset(opened: Open) -> None:
    page = opened()
    typed(page, "mll", 1, "60")
    typed(page, "met", 0, "20")
    page.get_by_role("switch", name="Logarithmic").click()
    both = counts(page)
    page.keyboard.press("Control+z")
    assert state(page)["v"]["log"] is False
    page.keyboard.press("Control+z")
    assert state(page)["c"] == {"mll": [None, 60]}
    page.get_by_role("button", name="Undo", exact=True).click()
    assert state(page)["c"] == {}
    settle(page)
    assert counts(page) == [4000, 3000, 2000, 1500]
    expect(page.get_by_role("button", name="Undo", exact=True)).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+Shift+z")
    page.get_by_role("button", name="Redo").click()
    settle(page)
    assert counts(page) == both
    plot(page, "mll").get_by_role("button", name="Reset").click()
    assert state(page)["c"] == {"met": [20, None]}
    page.get_by_role("button", name="Start again").click()
    assert state(page)["c"] == {}
    assert state(page)["v"]["log"] is False


def test_undoing_while_typing_is_the_field_s_own(opened: Open) -> None:
    page = opened()
    typed(page, "mll", 1, "60")
    field = plot(page, "met").get_by_role("textbox").nth(0)
    field.click()
    page.keyboard.type("3")
    page.keyboard.press("Control+z")
    assert state(page)["c"] == {"mll": [None, 60]}


# Numbers and what they mean -------------------------------------------------------------------------------------------


def test_each_number_says_what_it_means(opened: Open) -> None:
    page = opened("tried.en", "c.mll=~60")
    for figure in ("signal", "background", "ratio", "root", "asimov"):
        sentence = page.locator(f".an-figure-{figure} .an-sentence").first
        expect(sentence).to_have_text(re.compile(r"\d.*\.$"))
    expect(page.locator(".an-figure-background")).to_contain_text("If there were no Higgs boson, you would count about")


def test_the_uncertainty_of_the_background_is_chosen(opened: Open) -> None:
    page = opened("tried.en", "c.mll=~60")
    exact = float(shown(page, "asimov"))
    page.get_by_label("Background known to within").select_option("0.2")
    assert float(shown(page, "asimov")) < exact
    assert "f=0.2" in page.url


def test_data_are_hidden_until_the_reader_looks(opened: Open) -> None:
    page = opened()
    assert shown(page, "data") == "hidden"
    assert "1500" not in page.locator(".an").inner_text()
    expect(page.get_by_text("Looking is for the end")).to_be_visible()
    page.get_by_role("button", name="Look at the data").click()
    assert shown(page, "data") == "1500"
    expect(page.locator(".an-flow thead")).to_contain_text("Data")
    page.get_by_role("button", name="Hide the data").click()
    assert shown(page, "data") == "hidden"
    expect(page.locator(".an-flow thead")).not_to_contain_text("Data")


def test_switches_change_what_is_drawn_and_not_what_is_counted(opened: Open) -> None:
    page = opened()
    signal, background = shown(page, "signal"), shown(page, "background")
    page.get_by_role("switch", name="Top quarks").click()
    assert (shown(page, "signal"), shown(page, "background")) == (signal, background)
    assert state(page)["h"] == ["data", "top"]
    expect(page.get_by_role("switch", name="Top quarks")).to_have_attribute("aria-checked", "false")


def test_the_peak_is_fitted_on_what_is_shown(opened: Open) -> None:
    page = opened("tried.en", "c.met=~40")
    assert shown(page, "fit") != "–"
    expect(page.locator(".an-fit .an-sentence")).to_contain_text("the simulation expects")
    page.get_by_role("button", name="Look at the data").click()
    settle(page)
    expect(page.locator(".an-fit .an-sentence")).not_to_contain_text("the simulation expects")
    typed(page, "mll", 1, "20")
    settle(page)
    expect(page.locator(".an-fit .an-sentence")).to_have_text("Too few events or bins are left for a fit.")


def test_counts_are_told_when_the_hand_rests(opened: Open) -> None:
    page = opened()
    typed(page, "mll", 1, "60")
    told = page.locator(".an > [role=status]").last
    expect(told).to_contain_text("Signal S: ")
    expect(told).to_contain_text("Data: hidden")


# The address ----------------------------------------------------------------------------------------------------------


def test_the_state_is_in_the_address(opened: Open) -> None:
    page = opened()
    typed(page, "mll", 0, "10")
    typed(page, "mll", 1, "56")
    plot(page, "channel").get_by_role("button", name="two muons").click()
    plot(page, "channel").get_by_role("button", name="electron and muon").click()
    page.get_by_role("switch", name="Logarithmic").click()
    settle(page)
    written = page.url.split("#")[1]
    assert written == "c.mll=10~56&c.channel=2,3&log=1"
    again = opened("tried.en", written)
    assert state(again) == state(page)
    assert counts(again) == counts(page)


@pytest.mark.parametrize(
    "nonsense",
    [
        *("c.mll=abc~60", "c.mll=60~10", "c.mll=7", "c.mll=NaN~Infinity", "c.mll=%E0%A4%A", "c.nowhere=1~2"),
        *("c.channel=9", "c.channel=1.5", "c.__proto__=1~2", "__proto__=1", "h=nobody"),
        *("f=7", "a=find,99", "a=nothing,1"),
        *("log=yes", "what=ever"),
    ],
)
def test_nonsense_in_the_address_is_named_and_left_out(opened: Open, nonsense: str) -> None:
    page = opened("tried.en", f"{nonsense}&c.met=20~40")
    expect(page.get_by_text("The address holds something that makes no sense here")).to_be_visible()
    assert state(page)["c"] == {"met": [20, 40]}
    page.get_by_role("button", name="Close this notice").last.click()
    expect(page.get_by_text("The address holds something")).to_have_count(0)


def test_a_place_in_the_page_is_no_nonsense(opened: Open) -> None:
    page = opened("tried.en", "main")
    expect(page.get_by_text("The address holds something")).to_have_count(0)


def test_an_address_pasted_into_the_open_page_is_taken(opened: Open) -> None:
    page = opened()
    page.evaluate("location.hash = 'c.mll=10~50'")
    expect(page.locator(".an-flow tbody tr")).to_have_count(2)
    assert counts(page)[0] < 100


def test_another_language_takes_the_cuts_along(opened: Open) -> None:
    page = opened("tried.en", "c.mll=10~50")
    page.get_by_role("link", name="Español").click()
    wait(page)
    assert state(page)["c"] == {"mll": [10, 50]}
    expect(page.locator("html")).to_have_attribute("lang", "es")


# Activities -----------------------------------------------------------------------------------------------------------


def test_an_activity_is_done_step_by_step(opened: Open) -> None:
    page = opened()
    page.get_by_role("button", name="Find the Higgs boson").click()
    settle(page)
    assert state(page)["c"] == {"met": [20, None]}
    assert state(page)["h"] == ["data"]
    guide = page.get_by_role("region", name="Find the Higgs boson")
    expect(guide).to_contain_text("Step 1 of 3")
    expect(guide.get_by_role("button", name="Next step")).to_have_count(0)
    guide.get_by_text("Hint").click()
    expect(guide).to_contain_text("Press eμ.")
    plot(page, "channel").get_by_role("button", name="two muons").click()
    settle(page)
    expect(guide).not_to_contain_text("Done.")
    plot(page, "channel").get_by_role("button", name="two muons").click()
    plot(page, "channel").get_by_role("button", name="electron and muon").click()
    settle(page)
    expect(guide).to_contain_text("Done. No Z left.")
    guide.get_by_role("button", name="Next step").click()
    settle(page)
    assert "a=find,1" in page.url
    typed(page, "mll", 1, "70")
    settle(page)
    expect(guide).not_to_contain_text("Done.")
    typed(page, "mll", 1, "58")
    settle(page)
    expect(guide).to_contain_text("Done. Well cut.")
    guide.get_by_role("button", name="Next step").click()
    page.get_by_role("button", name="Look at the data").click()
    settle(page)
    guide.get_by_role("button", name="Finish").click()
    expect(guide).to_contain_text("You have done all the steps.")
    guide.get_by_role("button", name="Start over").click()
    settle(page)
    assert state(page)["c"] == {"met": [20, None]}
    expect(guide).to_contain_text("Step 1 of 3")
    guide.get_by_role("button", name="Leave the activity").click()
    expect(page.get_by_role("heading", name="Guided activities")).to_be_visible()


def test_an_activity_goes_on_where_the_address_says(opened: Open) -> None:
    page = opened("tried.en", "c.mll=~80&a=find,1")
    expect(page.get_by_role("region", name="Find the Higgs boson")).to_contain_text("Step 2 of 3")


# Files ----------------------------------------------------------------------------------------------------------------


def saved(page: Page, press: Any) -> tuple[str, bytes]:
    """Name and content of the file that a button gives."""
    with page.expect_download() as waiting:
        press.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_the_cut_flow_is_saved(opened: Open) -> None:
    page = opened("tried.en", "c.mll=~60&c.met=20~")
    name, content = saved(page, page.get_by_role("button", name="Cut flow (CSV)"))
    assert name == "tried-cut-flow.csv"
    rows = list(csv.reader(io.StringIO(content.decode())))
    assert rows[0][:5] == ["Cut", "Top quarks", "Top quarks ±", "WW", "WW ±"]
    assert [row[0] for row in rows[1:]] == ["no cut", "mll < 60 GeV", "met ≥ 20 GeV"]
    assert float(rows[1][1]) == pytest.approx(500, rel=1e-3)
    assert float(rows[3][5]) == pytest.approx(float(shown(page, "signal")), abs=0.1)
    assert "Data" not in rows[0], "what is hidden is in no file"


def test_a_plot_is_saved_as_table_drawing_and_picture(opened: Open) -> None:
    page = opened("tried.en", "h=&c.met=20~")
    card = plot(page, "mll")
    card.get_by_text("Table and files").click()
    name, content = saved(page, card.get_by_role("button", name="Table (CSV)"))
    rows = list(csv.reader(io.StringIO(content.decode())))
    assert name == "tried-mll.csv"
    assert rows[0] == ["from [GeV]", "to [GeV]", "Top quarks", "WW", "Higgs boson", "±", "Data"]
    assert [float(row[0]) for row in rows[1:]] == [10.0 * step for step in range(20)]
    assert sum(int(row[6]) for row in rows[1:]) == counts(page)[3]
    expect(card.get_by_role("table")).to_contain_text("Higgs boson")
    name, content = saved(page, card.get_by_role("button", name="Drawing (SVG)"))
    assert name == "tried-mll.svg"
    assert ElementTree.fromstring(content.decode()).tag.endswith("svg")
    assert b"practice simulation, not ATLAS data" in content
    name, content = saved(page, card.get_by_role("button", name="Picture (PNG)"))
    assert name == "tried-mll.png"
    assert content.startswith(b"\x89PNG")
    assert len(content) > 5000


def test_all_plots_are_saved_as_one_picture(opened: Open) -> None:
    page = opened("tried.en", "c.mll=~60")
    name, content = saved(page, page.get_by_role("button", name="All plots (PNG)"))
    assert name == "tried.png"
    assert content.startswith(b"\x89PNG")
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    assert width >= 2 * 2 * 700
    assert height >= 2 * 2 * 500


def test_a_state_is_saved_and_opened_again(opened: Open, tmp_path: Path) -> None:
    page = opened("tried.en", "c.mll=10~60&c.channel=1&log=1&f=0.2")
    name, content = saved(page, page.get_by_role("button", name="State as a file"))
    assert name == "tried.json"
    assert json.loads(content)["state"]["c"] == {"mll": [10, 60], "channel": [[1]]}
    fresh = opened()
    kept = tmp_path / name
    kept.write_bytes(content)
    fresh.get_by_label("Open a state").set_input_files(kept)
    expect(fresh.get_by_text("The state of the file is shown now.")).to_be_visible()
    settle(fresh)
    assert state(fresh) == state(page)
    assert counts(fresh) == counts(page)
    fresh.get_by_role("button", name="Undo", exact=True).click()
    assert state(fresh)["c"] == {}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("not json", "This file holds no state of an analyser"),
        ('{"format": "lhcbox-analyser", "slug": "other", "state": {}}', "This file belongs to another analyser"),
        ("[1, 2]", "This file holds no state of an analyser"),
        (
            '{"format": "lhcbox-analyser", "slug": "tried", "state": {"c": {"mll": "x"}, "v": 7, "h": 3}}',
            "The file holds something",
        ),
    ],
)
def test_a_foreign_file_is_refused_in_a_sentence(opened: Open, tmp_path: Path, content: str, sentence: str) -> None:
    page = opened()
    path = tmp_path / "state.json"
    path.write_text(content, encoding="utf-8")
    page.get_by_label("Open a state").set_input_files(path)
    expect(page.get_by_text(sentence)).to_be_visible()
    settle(page)
    assert counts(page) == [4000, 3000, 2000, 1500]


def test_the_link_is_shown_and_drawn_as_a_qr_code(opened: Open) -> None:
    page = opened("tried.en", "c.mll=10~60")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_label("Link with your cuts")).to_have_value(re.compile(r"#c\.mll=10~60$"))
    expect(page.locator(".an-keep")).to_contain_text("works on this computer only")
    page.get_by_role("button", name="QR code").click()
    code = page.get_by_role("img", name="QR code of the link")
    expect(code).to_be_visible()
    side = int(str(code.get_attribute("viewBox")).split()[2]) - 8
    assert side in range(21, 98, 4)


# Where it is opened ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "signal", "undo"), [("en", "Signal S", "Undo"), ("es", "Señal S", "Deshacer")])
def test_a_page_of_the_stick_speaks_its_language(opened: Open, language: str, signal: str, undo: str) -> None:
    page = opened(f"tried.{language}", "c.mll=~60")
    expect(page.get_by_role("term").filter(has_text=signal)).to_be_visible()
    expect(page.get_by_role("button", name=undo, exact=True)).to_be_visible()
    assert not re.search(r"\{\w+\}", page.locator("main").inner_text()), "a blank was not filled"
    assert not re.search(
        r"\b(figures|means|guide|keep|plot|chart|views|flow|fit)\.[a-z]+", page.locator("main").inner_text()
    )
    decimal = {"en": ".", "es": ","}[language]
    assert decimal in shown(page, "root")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(("width", "height"), [(360, 740), (1024, 768), (1920, 1080)])
def test_nothing_is_wider_than_the_screen(opened: Open, language: str, width: int, height: int) -> None:
    page = opened(f"tried.{language}", "c.mll=~60&a=find,0", width=width, height=height)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.mouse.wheel(0, 350)  # at the very end of a short page the foot may push them up
    page.wait_for_timeout(200)
    numbers = page.locator(".an-brief" if width == 360 else "[data-figure=signal]")
    expect(numbers).to_be_in_viewport()
    expect(page.locator(".an-tools")).to_be_in_viewport()


def test_targets_are_large_enough_for_a_finger(opened: Open) -> None:
    page = opened(width=360, has_touch=True, is_mobile=True)
    small = page.evaluate(
        "[...document.querySelectorAll('main :is(a, button, select, input, summary, [role=slider])')]"
        ".filter(e => e.checkVisibility() && !e.matches('.an-unseen'))"
        ".map(e => [e.outerHTML, e.getBoundingClientRect()])"
        ".filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html.slice(0, 200))"
    )
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("language", "width", "at"),
    [("en", 1280, ""), ("es", 1280, "c.mll=10~60&h=&a=find,1&ratio=1"), ("es", 360, "c.mll=10~60&h=&nonsense=1")],
)
def test_axe_finds_nothing(opened: Open, language: str, width: int, at: str, scheme: str) -> None:
    page = opened(f"tried.{language}", at, width=width, color_scheme=scheme, reduced_motion="reduce")
    page.locator("summary").evaluate_all("all => all.forEach(one => one.click())")
    settle(page)
    page.wait_for_timeout(100)
    found = Axe().run(page, options=MORE)
    assert found.violations_count == 0, found.generate_report()


def test_paper_shows_plots_numbers_and_cut_flow(opened: Open) -> None:
    page = opened("tried.en", "c.mll=~60")
    page.emulate_media(media="print")
    for wanted in (".an-flow", ".an-figures", ".an-stamp", "[data-variable=mll] canvas"):
        expect(page.locator(wanted).first).to_be_visible()
    for needless in (".an-keep", ".an-tools", ".an-views"):
        expect(page.locator(needless)).to_be_hidden()


# Bad input ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("empty", "There is not a single event in this page"),
        ("lacking", "The events of this page lack a variable: Missing transverse momentum"),
        ("lacking", "The events of this page lack a process: WW"),
        ("negative", "The weights of all events add up to nothing or less"),
        ("tried.en", "A note about this box."),
    ],
)
def test_odd_events_are_shown_with_a_sentence(opened: Open, name: str, sentence: str) -> None:
    page = opened(name, "c.mll=~60")
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(plot(page, "mll").locator("canvas").first).to_be_visible()
    assert "NaN" not in page.locator("main").inner_text()


def test_one_event_and_data_alone_are_shown(opened: Open) -> None:
    page = opened("one")
    assert counts(page) == [0, 0, 1, 0]
    expect(page.locator(".an-figure-root .an-sentence")).to_contain_text(
        "only where both signal and background are left"
    )
    alone = opened("data-only", "c.mll=~80")
    expect(alone.locator(".an-figure-data")).to_contain_text("recorded collisions pass your cuts")
    expect(alone.locator(".an-figure")).to_have_count(1)
    assert "NaN" not in alone.locator("main").inner_text()


@pytest.mark.parametrize("name", ["cut-off", "foreign", "text"])
def test_damaged_events_are_told(opened: Open, name: str) -> None:
    page = opened(name, ready=False)
    expect(page.get_by_role("alert")).to_contain_text("The events of this page are damaged or incomplete.")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def test_an_old_browser_is_told(opened: Open) -> None:
    page = opened(ready=False, script="delete window.DecompressionStream")
    expect(page.get_by_role("alert")).to_contain_text("This browser is too old for the page")


def test_without_scripts_there_is_a_sentence(browser: Browser, stick: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((stick / "tried.en.html").as_uri())
    expect(page.locator("noscript p")).to_contain_text("needs JavaScript")
    assert page.locator("noscript p").bounding_box() is not None
    context.close()


# As the box serves it -------------------------------------------------------------------------------------------------


def strict(root: Path) -> str:
    """The policy of the box's pages, as it stands in its source, which this Python cannot import."""
    for node in ast.parse((root / "image/serve/page.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "STRICT":
            return str(ast.literal_eval(node.value))
    raise LookupError("no policy in image/serve/page.py")


@pytest.fixture(scope="module")
def served(made: dict[str, Any], root: Path) -> Iterator[str]:
    """The origin of a server with the box's policy and the page in its parts; ``/?away`` lacks the events."""
    page = made["pages"]["box"]
    files = {
        "/": ("text/html; charset=utf-8", page.encode()),
        "/away": ("text/html; charset=utf-8", page.replace("/pack.bin", "/gone.bin").encode()),
        "/pack.bin": ("application/octet-stream", base64.b64decode(made["pack"])),
        "/home/analyser/analyser.js": ("text/javascript", made["script"].encode()),
        "/home/analyser/analyser.css": ("text/css", made["style"].encode()),
        "/home/home.css": ("text/css", (root / "content/home/static/home.css").read_bytes()),
        "/home/icon.svg": ("image/svg+xml", (root / "content/home/static/icon.svg").read_bytes()),
    }

    policy = strict(root)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, content = files.get(self.path.partition("?")[0], ("text/plain", None))
            self.send_response(404 if content is None else 200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Security-Policy", policy)
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_the_box_s_page_keeps_to_the_strict_policy(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{served}/#c.mll=10~60")
    wait(page)
    assert counts(page)[2] > 1500
    page.get_by_role("button", name="QR code").click()
    plot(page, "mll").get_by_text("Table and files").click()
    saved(page, plot(page, "mll").get_by_role("button", name="Picture (PNG)"))
    saved(page, page.get_by_role("button", name="All plots (PNG)"))
    page.get_by_text("What is in this page").click()
    expect(page.get_by_role("link", name="Some sample")).to_have_attribute("href", "/data/some-sample")
    found = Axe().run(page, options=MORE)
    assert found.violations_count == 0, found.generate_report()
    assert said == []
    context.close()


def test_events_that_cannot_be_fetched_are_told(browser: Browser, served: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served}/away")
    expect(page.get_by_role("alert")).to_contain_text("could not be fetched")
    context.close()
