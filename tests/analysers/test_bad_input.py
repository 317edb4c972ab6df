"""Bad input ends in a sentence in the reader's language: never in a blank page, and nothing goes to the console."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

LANGUAGES = ("en", "es")
TITLES = {"mll": "Mass of the two leptons", "met": "Missing transverse momentum"}
SHOWN = {  # odd events that can be shown: which phrase says what is odd, and its blank
    "empty": ("trouble.empty", ""),
    "one": ("means.undefined", ""),
    "negative": ("trouble.negative", ""),
    "no-ww": ("trouble.process", "WW"),
    "no-met": ("trouble.variable", TITLES["met"]),
    "other-shape": ("trouble.variable", TITLES["mll"]),
    "nan": ("chart.say_empty", ""),
    "infinite": ("chart.say_empty", ""),
}
DAMAGED = (
    "cut-off", "nothing", "a-page", "other-magic", "other-format", "no-list", "too-many", "no-scale", "not-a-record",
)  # fmt: skip
NONSENSE = [
    "c.nothing=1~2", "c.mll=abc~def", "c.mll=NaN~Infinity", "c.mll=1e999~", "c.mll=50~20", "c.mll=1~2~3", "c.mll=",
    "c.channel=9", "c.channel=1,x", "c.channel=-1", "c.__proto__=1~2", "c.constructor=1~2", "h=nobody", "f=99", "f=NaN",
    "log=perhaps", "a=none,7", "a=find,99", "a=find,0.5", "%E0%A4%A=1", "x=" + "y" * 5000, "c=1", "=", "v.log=1",
    "c.mll=" + quote("<img src=x onerror=alert(1)>"),
]  # fmt: skip
Open = Callable[[str], Page]


@pytest.fixture(scope="module")
def made(tools_run: Callable[..., Any]) -> dict[str, Any]:
    """What ``odd.py`` prints."""
    done = tools_run("python", "tests/analysers/odd.py")
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.fixture
def opened(browser: Browser, made: dict[str, Any], tmp_path: Path) -> Iterator[Open]:
    """``opened("empty.es", "#…")``: the page from the file system; in the end the console has stayed empty."""
    troubles: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})

    def open_page(name: str, state: str = "") -> Page:
        path = tmp_path / f"{name}.html"
        path.write_text(made["pages"][name], encoding="utf-8")
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
        page.on("dialog", lambda dialog: troubles.append(dialog.message))
        page.goto(path.as_uri() + (f"#{state}" if state else ""))
        return page

    yield open_page
    context.close()
    assert troubles == []


def settled(page: Page) -> None:
    """The plots are there, and everything is said."""
    page.locator(".an-plot canvas").first.wait_for(state="attached", timeout=20_000)
    page.evaluate("lhcboxAnalyser.flush()")
    page.wait_for_timeout(400)


def readable(page: Page) -> None:
    """There is something to be read, and no number that is none; notices may quote what they complain of."""
    text = page.evaluate(
        """() => [...document.querySelector("main").innerText.split("\\n")]
          .filter((line) => ![...document.querySelectorAll(".an-notice")].some((one) => one.innerText.includes(line)))
          .join(" ")"""
    )
    assert len(text) > 40
    for none in ("NaN", "Infinity", "undefined", "[object"):
        assert none not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHOWN)
def test_odd_events_are_shown_with_a_sentence(opened: Open, made: dict[str, Any], name: str, language: str) -> None:
    page = opened(f"{name}.{language}", "c.channel=1,2&ratio=1&h=")
    settled(page)
    phrase, blank = SHOWN[name]
    sentence = made["words"][language][phrase].replace("{what}", blank)
    if phrase.startswith("chart."):  # of a plot, for those who hear it and for those who unfold its table
        page.locator("[data-variable=mll] summary").click()
        expect(page.locator("[data-variable=mll] canvas").first).to_have_attribute(
            "aria-label", re.compile(re.escape(sentence)), timeout=5000
        )
    else:
        expect(page.get_by_text(sentence).first).to_be_visible()
    expect(page.locator(".an-plot canvas").first).to_be_visible()
    for switch in page.locator(".an-views .an-switch").all():
        switch.click()
        page.evaluate("lhcboxAnalyser.flush()")
        readable(page)
    handle = page.locator("[role=slider]").first
    handle.focus()
    for key in ("PageUp", "ArrowRight", "End"):
        page.keyboard.press(key)
    page.evaluate("lhcboxAnalyser.flush()")
    readable(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_events_are_told(opened: Open, made: dict[str, Any], name: str, language: str) -> None:
    page = opened(f"{name}.{language}")
    expect(page.get_by_role("alert")).to_have_text(made["words"][language]["trouble.damaged"])
    expect(page.get_by_role("button", name=made["words"][language]["load.again"])).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nonsense_in_the_address_is_named_and_left_out(opened: Open, made: dict[str, Any], language: str) -> None:
    start, end = made["words"][language]["trouble.address"].split("{what}")
    page = opened(f"usual.{language}")
    settled(page)
    everything = page.evaluate("[...lhcboxAnalyser.engine.totals().count]")
    for nonsense in NONSENSE:
        page.evaluate("hash => { location.hash = hash; }", f"{nonsense}&c.met=20~")
        settled(page)
        notice = page.locator(".an-notice").last
        expect(notice).to_contain_text(start)
        expect(notice).to_contain_text(end)
        readable(page)
        state = page.evaluate("lhcboxAnalyser.state.write()")
        assert state["c"] == {"met": [20, None]}, nonsense
        assert page.evaluate("[...lhcboxAnalyser.engine.totals().count]") < everything
        page.evaluate("location.hash = 'log=1'")
        settled(page)
        page.evaluate("document.querySelectorAll('.an-notice button').forEach((one) => one.click())")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("nonsense", ["c.nothing=1~2", "c.mll=NaN~Infinity", "a=none,7"])
def test_nonsense_to_begin_with_as_well(opened: Open, made: dict[str, Any], language: str, nonsense: str) -> None:
    page = opened(f"usual.{language}", nonsense)
    settled(page)
    start, _end = made["words"][language]["trouble.address"].split("{what}")
    expect(page.locator(".an-notice").last).to_contain_text(start)


def test_any_flip_of_a_bit_is_noticed_or_harmless(blank: Page, reference: Callable[..., Any]) -> None:
    flipped = """
    async (text) => {
      const whole = bytes(text);
      const reasons = new Set();
      let state = 5;
      const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
      for (let time = 0; time < 400; time++) {
        const other = whole.slice(0, random() < 0.3 ? Math.floor(random() * whole.length) : whole.length);
        if (other.length) {
          other[Math.floor(random() * other.length)] ^= 1 << Math.floor(random() * 8);
        }
        try {
          const pack = await numbers.unpack(other);
          new numbers.Engine(pack).recompute();
          reasons.add("harmless");
        } catch (error) {
          reasons.add(error.reason ?? String(error));
        }
      }
      return [...reasons];
    }
    """
    given = reference("packs")["held"]["many"]["pack"]
    assert set(blank.evaluate(flipped, given)) <= {"no-gzip", "damaged", "format", "harmless"}


def test_python_says_what_is_wrong_with_a_table(made: dict[str, Any]) -> None:
    english, spanish = made["said"]["en"], made["said"]["es"]
    fine = ("values nan", "no event", "one event", "all negative")
    for case, (kind, sentence) in english.items():
        if case in fine:
            assert (kind, sentence) == ("", ""), case
        else:
            assert kind == "AnalyserError", (case, kind, sentence)
            assert len(sentence) > 20, case
            assert spanish[case][1] != sentence, case
