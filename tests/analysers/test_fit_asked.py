"""The fit by Python, asked for in the page: its numbers against scipy's, the queue in sight, and what goes wrong."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from analysers.asking import ASK, Asker, held, question, ready
from playwright.sync_api import Browser, Page, Request, Route, expect

from boxes import Box
from visitor import Visitor

PATH = "/dash/higgs-two-photons"
WORDS = {
    "en": {"begin": "Fit with Python", "cancel": "Give up", "place": "Your place in the queue:"},
    "es": {"begin": "Ajustar con Python", "cancel": "Dejarlo", "place": "Tu puesto en la cola:"},
}
Reference = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.fixture(scope="module")
def box(box_factory: Callable[..., Box]) -> Box:
    """A box of these tests' own: they stop a part of it."""
    return ready(box_factory())


@pytest.fixture(scope="module")
def scipy_says(tools_run: Callable[..., Any]) -> Reference:
    """What ``asked_reference.py`` makes of a question, in the bake's Python."""

    def run(asked: dict[str, Any]) -> dict[str, Any]:
        done = tools_run("python", "tests/analysers/asked_reference.py", json.dumps(asked))
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    return run


def opened(visit: Visitor, lang: str = "en", hash: str = "", **more: Any) -> Page:
    """The page, with its plots drawn."""
    page = visit(f"{PATH}?lang={lang}{hash}", lang=lang, **more)
    panel(page).get_by_role("button").first.wait_for()
    return page


def panel(page: Page) -> Any:
    """The part of the page that asks."""
    return page.locator(".an-full")


def begin(page: Page, lang: str = "en") -> Any:
    """The button that asks."""
    return panel(page).get_by_role("button", name=WORDS[lang]["begin"])


def numbers(text: str, lang: str) -> list[float]:
    """The numbers in a text of the page."""
    point = "." if lang == "en" else ","
    plain = text.replace("−", "-").replace("\u202f", "").replace("\xa0", "")
    found = re.findall(rf"[-+]?\d+(?:{re.escape(point)}\d+)?", plain)
    return [float(each.replace(",", ".") if lang == "es" else each) for each in found]


def near(shown: float, value: float, error: float) -> bool:
    """Whether a number with two digits of its error is the value."""
    return abs(shown - value) < 0.06 * abs(error)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"free": ["mean"]},
        {"free": ["mean", "width"], "background": "exponential"},
        {"background": "exponential", "counts": [max(0, round(30 / (1 + bin / 8) - 2)) for bin in range(110)]},
        {"counts": [50 - (30 if 36 <= bin <= 44 else 0) for bin in range(110)], "order": 1},
    ],
    ids=["fixed", "mean", "all", "few", "dip"],
)
def test_its_numbers_are_those_of_scipy(box: Box, scipy_says: Reference, changes: dict[str, Any]) -> None:
    asked = question(**changes)
    expected = scipy_says(asked)
    with Asker(box) as asker:
        found = asker.answer(asker.ticket(asked))
    rows = {row["name"]: row for row in found["parameters"]}
    for name in ("signal", *asked["free"]):
        upper = expected[name]["upper"]
        for side in ("value", "lower", "upper"):
            assert rows[name][side] == pytest.approx(expected[name][side], abs=2e-3 * upper), (name, side)
    assert rows["mean"]["fixed"] == ("mean" not in asked["free"])
    assert found["q0"] == pytest.approx(expected["q0"], abs=1e-4, rel=1e-4)
    assert found["z"] == pytest.approx(expected["z"], abs=2e-2 if abs(expected["z"]) < 0.1 else 1e-4)
    assert found["p0"] == pytest.approx(expected["p0"], rel=1e-2)
    assert found["deviance"] == pytest.approx(expected["deviance"], abs=1e-4)
    for name in ("chi2", "ndf", "p"):
        if name in expected:
            assert found[name] == pytest.approx(expected[name], abs=1e-4)


@pytest.mark.parametrize("background", ["polynomial", "exponential"])
@pytest.mark.parametrize(
    "counts",
    [
        [1000] * 5 + [0] * 105,
        [0] * 105 + [10**9] * 5,
        [10**12] * 110,
        [10**9 * 0.8**bin for bin in range(110)],
        [bin % 2 for bin in range(110)],
        [1e-12] * 110,
    ],
    ids=["step", "edge", "large", "steep", "sparse", "tiny"],
)
def test_whatever_is_asked_ends_in_a_fit_or_a_sentence(box: Box, counts: list[float], background: str) -> None:
    with Asker(box) as asker:
        ticket = asker.ticket(question(counts=counts, background=background, free=["mean", "width"], order=5))
        told = asker.end(ticket)
        if told["state"] == "ready":
            assert len(asker.answer(ticket)["parameters"]) > 4
        else:
            assert told["refused"] is True, told


def test_its_curve_holds_the_events_that_it_found(box: Box) -> None:
    with Asker(box) as asker:
        found = asker.answer(asker.ticket())
    curve, values = found["curve"], {row["name"]: row["value"] for row in found["parameters"]}
    steps = list(zip(curve["x"], curve["x"][1:], strict=False))
    area = {
        name: sum((b - a) * (y0 + y1) / 2 for (a, b), y0, y1 in zip(steps, curve[name], curve[name][1:], strict=False))
        for name in ("with", "without")
    }
    assert area["without"] == pytest.approx(values["background"], rel=1e-3)
    assert area["with"] - area["without"] == pytest.approx(values["signal"], rel=5e-3)


def test_expected_events_have_no_chi_squared(box: Box) -> None:
    with Asker(box) as asker:
        found = asker.answer(asker.ticket(question(data=False)))
    assert found["chi2"] is found["ndf"] is found["p"] is None


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_page_shows_what_python_found(visit: Visitor, scipy_says: Reference, lang: str) -> None:
    page = opened(visit, lang)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if request.method == "POST" else None)
    panel(page).get_by_role("checkbox").first.check()
    begin(page, lang).click()
    panel(page).locator("table").wait_for()
    (sent,) = asked
    sent_question = json.loads(sent.post_data or "")
    assert sent_question["free"] == ["mean"]
    total = page.locator("[data-figure=data]").inner_text()
    assert sum(sent_question["counts"]) == numbers(total.replace("," if lang == "en" else ".", ""), lang)[0]
    expected = scipy_says(sent_question)
    for name in ("signal", "mean"):
        shown = panel(page).locator(f"[data-parameter={name}] td").inner_text()
        value, lower, upper = numbers(shown, lang)
        bound = expected[name]
        sides = bound["lower"], bound["upper"]
        assert near(value, bound["value"], upper), shown
        if None not in sides:  # a peak that is hardly there has no place
            assert near(lower, sides[0], sides[0]), shown
            assert near(upper, sides[1], sides[1]), shown
    told = panel(page).get_by_role("status").inner_text()
    assert any(abs(number - expected["z"]) < 0.06 for number in numbers(told, lang))
    other = WORDS["es" if lang == "en" else "en"]["begin"]
    assert other not in page.content().split('id="analyser-page"')[0]
    visit.screenshot(page, f"fit-asked-{lang}")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_one_waits_in_sight_and_goes_on_working(visit: Visitor, box: Box, lang: str) -> None:
    page = opened(visit, lang)
    with Asker(box) as before, held(box):
        tickets = [before.ticket() for _each in range(4)]  # as many as one may ask: each is held until its time is up
        begin(page, lang).focus()
        page.keyboard.press("Enter")
        status = panel(page).get_by_role("status")
        expect(status).to_contain_text(WORDS[lang]["place"])
        expect(status).to_have_attribute("aria-live", "polite")
        expect(begin(page, lang)).to_have_attribute("aria-disabled", "true")
        # meanwhile the page is what it always is
        count = page.locator("[data-figure=data]")
        whole = count.inner_text()
        page.locator("[data-variable=pt1]").get_by_role("slider").first.press("PageUp")
        expect(count).not_to_have_text(whole)
        page.keyboard.press("Control+z")
        expect(count).to_have_text(whole)
        cancel = panel(page).get_by_role("button", name=WORDS[lang]["cancel"])
        cancel.press("Enter")
        expect(cancel).to_be_hidden()
        expect(begin(page, lang)).to_be_focused()
        expect(begin(page, lang)).to_have_attribute("aria-disabled", "false")
        told = [before.state(ticket)["state"] for ticket in tickets]
        assert "working" in told
        for ticket, state in zip(tickets, told, strict=True):
            if state in ("waiting", "working"):
                before.give_up(ticket)
    begin(page, lang).press("Enter")
    panel(page).locator("table").wait_for()


def test_a_result_belongs_to_its_cuts(visit: Visitor) -> None:
    page = opened(visit)
    begin(page).click()
    panel(page).locator("table").wait_for()
    stale = panel(page).get_by_text("Ask again to fit what you see now")
    expect(stale).to_be_hidden()
    page.locator("[data-variable=pt1]").get_by_role("slider").first.press("PageUp")
    expect(stale).to_be_visible()
    page.keyboard.press("Control+z")
    expect(stale).to_be_hidden()


def test_the_curve_in_the_plot_is_python_s(visit: Visitor) -> None:
    page = opened(visit)
    picture = page.locator("[data-variable=mass] canvas").first
    panel(page).get_by_label("Background:").select_option("exponential")
    panel(page).get_by_role("checkbox").nth(1).check()
    before = picture.screenshot()
    begin(page).click()
    panel(page).locator("table").wait_for()
    page.wait_for_timeout(500)
    assert picture.screenshot() != before


@pytest.mark.parametrize(("lang", "word"), [("en", "too few"), ("es", "muy pocos")])
def test_what_cannot_be_fitted_is_told_in_a_sentence(visit: Visitor, lang: str, word: str) -> None:
    page = opened(visit, lang, hash="#c.mass=124.5~125.5")
    begin(page, lang).click()
    expect(panel(page).get_by_role("status")).to_contain_text(word)
    expect(begin(page, lang)).to_have_attribute("aria-disabled", "false")


def test_a_lost_connection_is_told_in_a_sentence(visit: Visitor) -> None:
    page = opened(visit)
    page.context.set_offline(True)
    begin(page).click()
    expect(panel(page).get_by_role("status")).to_contain_text("does not answer")
    page.context.set_offline(False)
    begin(page).click()
    panel(page).locator("table").wait_for()


def test_a_box_that_is_still_loading_is_waited_for(visit: Visitor) -> None:
    page = opened(visit)
    answers: list[int] = []

    def starting(route: Route) -> None:
        answers.append(503)
        if len(answers) < 3:
            route.fulfill(status=503, content_type="text/html", body="<p>starting</p>")
        else:
            route.continue_()

    page.route(f"**{ASK}/fit*", starting)
    begin(page).click()
    expect(panel(page).get_by_role("status")).to_contain_text("just been switched on")
    panel(page).locator("table").wait_for()
    assert len(answers) == 3


def test_a_full_queue_is_told_in_a_sentence(visit: Visitor) -> None:
    page = opened(visit)
    full = json.dumps({"error": "So many questions are waiting."})
    page.route(f"**{ASK}/fit*", lambda route: route.fulfill(status=429, content_type="application/json", body=full))
    begin(page).click()
    expect(panel(page).get_by_role("status")).to_contain_text("So many questions are waiting.")


def test_a_page_that_closes_takes_its_question_along(visit: Visitor, box: Box) -> None:
    page = opened(visit)
    with Asker(box) as other, held(box):
        tickets = [other.ticket() for _each in range(2)]
        begin(page).click()
        expect(panel(page).get_by_role("status")).to_contain_text("1")
        mine = other.ticket()
        assert other.state(mine) == {"state": "waiting", "place": 2}
        page.goto("about:blank")
        assert other.state(mine, after="waiting") in (
            {"state": "waiting", "place": 1},
            {"state": "waiting", "place": 2},
        )
        assert other.state(mine) == {"state": "waiting", "place": 1}
        for ticket in (*tickets, mine):
            other.give_up(ticket)


def test_it_fits_a_telephone(visit: Visitor) -> None:
    page = opened(visit, width=360, has_touch=True)
    begin(page).tap()
    panel(page).locator("table").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    wide = "[...document.querySelectorAll('.an-full *')].filter((e) => e.scrollWidth > e.clientWidth + 1).length"
    assert page.evaluate(f"{wide} - document.querySelectorAll('.an-full .an-unseen').length") <= 0
    box = begin(page).bounding_box()
    assert box is not None
    assert box["height"] >= 24


@pytest.mark.parametrize(("lang", "word"), [("en", "running box"), ("es", "caja en marcha")])
def test_the_stick_says_what_it_needs(browser: Browser, root: Path, lang: str, word: str) -> None:
    page = browser.new_page()
    page.goto((root / "build" / "stick" / "analysers" / f"higgs-two-photons.{lang}.html").as_uri())
    panel(page).wait_for()
    expect(panel(page)).to_contain_text(word)
    assert panel(page).get_by_role("button").count() == 0
    page.close()
