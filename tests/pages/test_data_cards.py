"""The list of samples and the card of each: what it is, where it comes from, what was done to it, and a plot of it."""

import html
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from boxes import Box
from visitor import Visitor

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LANGUAGES = ("en", "es")
KINDS = {"data": "real data", "mc": "official simulation"}


@pytest.fixture(scope="session")
def samples(share: Path) -> dict[str, dict[str, Any]]:
    """The entries of the catalogue by id."""
    content = json.loads((share / "data" / "catalogue.json").read_text(encoding="utf-8"))
    return {entry["id"]: entry for entry in content["samples"]}


@pytest.fixture(scope="session")
def one_of_each(samples: dict[str, dict[str, Any]]) -> list[str]:
    """A sample of each kind that the box has: real data, official simulation, practice."""
    found = {(entry["kind"], entry["real"]): name for name, entry in samples.items()}
    return list(found.values())


def card(box: Box, name: str, lang: str = "en") -> str:
    """The page of a sample."""
    answer = httpx.get(f"{box.url}/data/{name}", params={"lang": lang}, timeout=30)
    assert answer.status_code == 200
    return answer.text


def counted(page: Page, selector: str) -> int:
    """How many of them can be seen."""
    return page.locator(selector).filter(visible=True).count()


def test_the_list_holds_every_sample_once_with_its_stamp(visit: Visitor, samples: dict[str, dict[str, Any]]) -> None:
    page = visit("/data")
    assert page.locator(".listed").count() == len(samples)
    for name, entry in samples.items():
        tile = page.locator(".listed").filter(has=page.locator(f'a[href="/data/{name}"]'))
        expect(tile).to_have_count(1)
        expect(tile.locator(".badge")).to_have_text(KINDS[entry["kind"]] if entry["real"] else "practice simulation")
        events = sum(file["events"] for file in entry["files"])
        assert f"{events} event" in tile.inner_text().replace("\u202f", "")
        assert tile.locator(".outline path").get_attribute("d")


@pytest.mark.parametrize(("choice", "manner"), [
    ("real data", "data"), ("official simulation", "official"), ("practice simulation", "practice"),
])  # fmt: skip
def test_the_list_is_narrowed_by_keyboard_and_without_a_script(visit: Visitor, choice: str, manner: str) -> None:
    page = visit("/data", java_script_enabled=False)
    every = page.locator(".listed").count()
    wanted = page.locator(f".listed.is-{manner}").count()
    page.get_by_label(re.compile("^all")).focus()
    while not page.get_by_label(re.compile(f"^{choice}")).is_checked():
        page.keyboard.press("ArrowDown")
    assert counted(page, ".listed") == counted(page, f".listed.is-{manner}") == wanted
    assert counted(page, ".family") == page.locator(f".family:has(.is-{manner})").count()
    page.get_by_label(re.compile("^all")).check()
    assert counted(page, ".listed") == every


def test_every_card_has_the_same_content_in_both_languages(box: Box, samples: dict[str, dict[str, Any]]) -> None:
    for name in samples:
        english, spanish = (card(box, name, lang) for lang in LANGUAGES)
        for tag in ("dt", "dd", "h2", "caption", "th", "td", "tr", "code", "img", "summary"):
            assert english.count(f"<{tag}") == spanish.count(f"<{tag}"), (name, tag)
        for value in (r"<code>([^<]*)</code>", r'data-events="(\d+)"', r"adler32:[0-9a-f]{8}", r"\b[0-9a-f]{64}\b"):
            assert re.findall(value, english) == re.findall(value, spanish), (name, value)


def test_a_spanish_card_is_spanish_throughout(visit: Visitor, one_of_each: list[str]) -> None:
    english = ("Sample", "Events", "Size", "Step", "Share", "Recipe", "Branch", "Meaning", "File", "Edition", "Licence")
    for name in one_of_each:
        words = visit(f"/data/{name}", lang="es").locator("dt, th[scope=col], h2, figcaption, summary")
        text = " ".join(words.all_inner_texts())
        assert [word for word in english if re.search(rf"\b{word}\b", text)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_plot_has_a_text_alternative_and_the_stamp_of_the_catalogue(
    box: Box, samples: dict[str, dict[str, Any]], lang: str
) -> None:
    stamps = {
        ("en", True): "{} Open Data, for education",
        ("es", True): "{} Open Data, con fines educativos",
        ("en", False): "practice simulation, not {} data",
        ("es", False): "simulación de práctica, no son datos de {}",
    }
    for name, entry in samples.items():
        found = re.search(r'<img src="(/cards/[^"]+)"[^>]* alt="([^"]{80,})"', card(box, name, lang))
        assert found, name
        assert found[2].startswith("Histogram of one quantity" if lang == "en" else "Histograma de una magnitud")
        drawing = httpx.get(box.url + found[1])
        assert drawing.headers["Content-Type"].startswith("image/svg+xml")
        assert stamps[lang, entry["real"]].format(entry["experiment"]) in drawing.text
        assert f'lang="{lang}"' in drawing.text
        assert "<desc" in drawing.text


def test_plots_are_drawn_by_the_browser_and_ask_for_nothing_else(visit: Visitor, one_of_each: list[str]) -> None:
    for name in one_of_each:
        page = visit(f"/data/{name}")
        width = page.locator(".plot img").evaluate("async image => { await image.decode(); return image.naturalWidth }")
        assert width == 480
        page.goto(f"{visit.origin}/cards/en/{name}.svg")
        expect(page.locator("svg > title")).to_have_count(1)
    # the fixture fails the test if any request left the box


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_of_a_plot_runs_out_of_it(visit: Visitor, samples: dict[str, dict[str, Any]], lang: str) -> None:
    page = visit("/data")
    for name in samples:
        page.goto(f"{visit.origin}/cards/{lang}/{name}.svg")
        beyond = page.evaluate(
            "[...document.querySelectorAll('text')].map(e => [e.textContent, e.getBBox()])"
            ".filter(([, box]) => box.x < 0 || box.x + box.width > 480).map(([text]) => text)"
        )
        assert beyond == [], name


def test_a_plot_that_is_opened_alone_can_run_nothing(box: Box, one_of_each: list[str]) -> None:
    policy = httpx.get(f"{box.url}/cards/en/{one_of_each[0]}.svg").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


@pytest.mark.parametrize("path", [
    "/cards/en/../cards.json", "/cards/cards.json", "/cards/en/%2e%2e/cards.json", "/cards/fr/cms8-dimuon.svg",
    "/cards/en/nothing.svg", "/data/nothing", "/data/..%2fcatalogue",
])  # fmt: skip
def test_only_plots_and_cards_are_given_out(box: Box, path: str) -> None:
    assert httpx.get(box.url + path).status_code == 404


def test_the_plot_in_numbers_is_the_plot(box: Box, share: Path, samples: dict[str, dict[str, Any]]) -> None:
    for name in samples:
        filled = json.loads((share / "cards" / f"{name}.json").read_text(encoding="utf-8"))["histogram"]
        rows = re.findall(r'<tr><th scope="row">[^<]* – [^<]*</th><td>([^<]*)</td>', card(box, name))
        assert len(rows) == len(filled["contents"])
        if filled["normalised"] == "counts":
            assert sum(float(row.replace("\u202f", "")) for row in rows) == filled["inside"]


def test_steps_add_up_with_what_lhcbox_samples_says(
    box: Box, box_run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    for sample in json.loads(box_run("lhcbox", "samples", "--json").stdout):
        steps = [int(events) for events in re.findall(r'data-events="(\d+)"', card(box, sample["id"]))]
        assert steps, sample["id"]
        assert steps[0] == sum(file["events_before"] for file in sample["files"])
        assert steps[-1] == sum(file["events"] for file in sample["files"])
        assert steps == sorted(steps, reverse=True)


def test_a_card_leads_back_to_the_record(box: Box, samples: dict[str, dict[str, Any]]) -> None:
    for name, entry in samples.items():
        page = card(box, name)
        for fact in (entry["record"], entry["doi"], entry["licence"], entry["tree"]):
            assert fact is None or str(fact) in page, (name, fact)
        for file in entry["files"]:
            assert Path(file["path"]).name in page
            assert file["content_digest"] in page
            assert file["source_checksum"] is None or file["source_checksum"] in page


def test_a_card_opens_what_it_says(
    box: Box, box_python: Callable[[str], str], samples: dict[str, dict[str, Any]], one_of_each: list[str]
) -> None:
    for name in one_of_each:
        ours, plain = re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", card(box, name), re.DOTALL)
        code = "\n".join([html.unescape(ours), html.unescape(plain), "print(len(events), tree.num_entries)"])
        events = sum(file["events"] for file in samples[name]["files"])
        assert box_python(code).split() == [str(events), str(samples[name]["files"][0]["events"])]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_on_the_list_or_a_card(
    visit: Visitor, one_of_each: list[str], lang: str, scheme: str
) -> None:
    for path in ("/data", *(f"/data/{name}" for name in one_of_each)):
        page = visit(path, lang=lang, color_scheme=scheme, reduced_motion="reduce")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [360, 1024, 1920])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_list_and_cards_fit_every_screen(visit: Visitor, one_of_each: list[str], lang: str, width: int) -> None:
    for path in ("/data", *(f"/data/{name}" for name in one_of_each)):
        page = visit(path, lang=lang, width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        visit.screenshot(page, f"{path.strip('/').replace('/', '-')}-{lang}-{width}")


def test_targets_on_the_list_are_large_enough_for_a_finger(visit: Visitor) -> None:
    page = visit("/data", width=360, has_touch=True)
    small = page.evaluate(
        "[...document.querySelectorAll('main a, main input, main summary')].map(e => [e.outerHTML,"
        " e.getBoundingClientRect()]).filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"
    )
    assert small == []


def test_a_card_is_printed_whole(visit: Visitor, one_of_each: list[str]) -> None:
    page = visit(f"/data/{one_of_each[0]}")
    page.emulate_media(media="print")
    assert not page.locator("nav.places").is_visible()
    clipped = page.evaluate(
        "[...document.querySelectorAll('.scroll')].filter(e => getComputedStyle(e).overflowY !== 'visible').length"
    )
    assert clipped == 0


def test_the_first_page_stays_quick_however_many_samples_there_are(box: Box) -> None:
    httpx.get(box.url)
    times = sorted(httpx.get(box.url).elapsed.total_seconds() for _try in range(9))
    assert times[4] < 0.25  # 15 ms on two cores with ninety samples; the rest is for a machine that does other things
