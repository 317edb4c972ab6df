"""The answers of the teacher's notes pass every step of every guided activity, on the pages of the stick.

What the answers give depends on the samples: of the box as it was baked, and of one that has practice samples only. The
classroom profile differs from the starter profile in samples that are real; what it can't get is practice as in the
starter profile, so these two are what can be tried without the portal.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from visitor import wait_until

DASHBOARDS = Path(__file__).parents[2] / "content" / "dashboards"
SLUGS = sorted(path.parent.name for path in DASHBOARDS.glob("*/analyser.yml"))
PRACTICE = "practice-only"


@dataclass(frozen=True)
class Baked:
    """What a bake has made: the folders of what is shared and of what goes to a stick."""

    share: Path
    stick: Path

    def activities(self, slug: str) -> list[dict[str, Any]]:
        """The activities as the English page has them."""
        page = json.loads((self.share / "analysers" / slug / "en.json").read_text(encoding="utf-8"))
        return list(page["activities"])

    def answers(self, slug: str) -> dict[str, dict[str, str]]:
        """Activity and step, from "1", to what an address has to say."""
        return dict(json.loads((self.share / "solutions" / f"answers-{slug}.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def as_baked(root: Path, share: Path) -> Baked:
    """The box."""
    return Baked(share, root / "build" / "stick")


@pytest.fixture(scope="session")
def practice_only(root: Path, bake: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Baked:
    """A box of the starter profile that could get no real file, without the samples that no analyser reads."""
    folder = tmp_path_factory.mktemp(PRACTICE)
    used: set[str] = set()
    for slug in SLUGS:
        declared = yaml.safe_load((DASHBOARDS / slug / "analyser.yml").read_text(encoding="utf-8"))
        used.update(name for process in declared["processes"].values() for name in process["samples"])
    manifest = folder / "manifest"
    for part in ("schema", "releases", "recipes", "samples"):
        (manifest / part).mkdir(parents=True)
        for path in (root / "data_manifest" / part).iterdir():
            (manifest / part / path.name).write_bytes(path.read_bytes())
    profile = yaml.safe_load((root / "data_manifest" / "profiles" / "starter.yml").read_text(encoding="utf-8"))
    profile["profile"] = PRACTICE
    profile["samples"] = [entry for entry in profile["samples"] if entry["id"] in used]
    (manifest / "profiles").mkdir()
    (manifest / "profiles" / f"{PRACTICE}.yml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    made = Baked(folder / "share", folder / "stick")
    nothing = folder / "downloads"
    nothing.mkdir()
    given = ["--manifest", str(manifest), "--profile", PRACTICE, "--downloads", str(nothing)]
    bake("curate", *given, "--out", str(made.share / "data"), paths=[folder], timeout=900)
    out = ["--out", str(made.share), "--stick", str(made.stick)]
    bake("analysers", "--content", "content", "--manifest", "data_manifest", *out, paths=[folder], timeout=900)
    return made


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page without a network."""
    context = browser.new_context(offline=True)
    yield context.new_page()
    context.close()


def follow(page: Page, made: Baked, slug: str) -> None:
    """Do every activity as the teacher would; each step must wait for its answer, and then be passed."""
    guide = page.locator(".an-guide")
    answers = made.answers(slug)
    activities = made.activities(slug)
    assert [activity["key"] for activity in activities] == list(answers)
    for activity in activities:
        page.goto("about:blank")
        page.goto((made.stick / "analysers" / f"{slug}.en.html").as_uri())
        guide.get_by_role("button", name=activity["title"], exact=True).click()
        for number, step in enumerate(activity["steps"]):
            expect(guide).to_contain_text(step["text"])
            expect(guide).not_to_contain_text(step["right"])
            answer = answers[activity["key"]][str(number + 1)]
            page.evaluate("hash => { location.hash = hash; }", f"{answer}&a={activity['key']},{number}")
            expect(guide).to_contain_text(step["right"])
            last = number + 1 == len(activity["steps"])
            guide.get_by_role("button", name="Finish" if last else "Next step").click()


@pytest.mark.parametrize("slug", SLUGS)
def test_the_teacher_s_answers_pass_every_step(as_baked: Baked, page: Page, slug: str) -> None:
    follow(page, as_baked, slug)


@pytest.mark.parametrize("slug", SLUGS)
def test_they_pass_where_all_samples_are_practice(practice_only: Baked, page: Page, slug: str) -> None:
    catalogue = json.loads((practice_only.share / "data" / "catalogue.json").read_text(encoding="utf-8"))
    assert not any(sample["real"] for sample in catalogue["samples"])
    follow(page, practice_only, slug)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_step_says_its_bounds(as_baked: Baked, slug: str) -> None:
    for activity in as_baked.activities(slug):
        for step in activity["steps"]:
            assert not re.search(r"\{\w+\}", step["text"] + step["hint"] + step["right"]), "a blank was not filled"
            for condition in step["check"]:
                assert all(isinstance(condition[end], int | float) for end in ("above", "below") if end in condition)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_page_holds_the_answers(as_baked: Baked, slug: str) -> None:
    for activity in as_baked.activities(slug):
        assert all(set(step) == {"text", "hint", "right", "check"} for step in activity["steps"])


class Rows(HTMLParser):
    """The cells of the tables of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.inside = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("slug", SLUGS)
def test_the_notes_hold_a_row_for_each_answer(as_baked: Baked, slug: str, language: str) -> None:
    notes = (as_baked.share / "teachers" / language / f"dash-{slug}.html").read_text(encoding="utf-8")
    table = Rows()
    table.feed(notes.partition("<!-- answers -->")[2].partition("<!-- end of answers -->")[0])
    steps = sum(len(activity["steps"]) for activity in as_baked.activities(slug))
    assert len(table.rows) == steps + 2, "a head, the beginning, and one for each step"
    assert len({len(row) for row in table.rows}) == 1


def test_the_numbers_of_the_notes_are_those_of_the_page(as_baked: Baked, page: Page) -> None:
    notes = (as_baked.share / "teachers" / "en" / "dash-higgs-ww.html").read_text(encoding="utf-8")
    table = Rows()
    table.feed(notes.partition("<!-- answers -->")[2].partition("<!-- end of answers -->")[0])
    answers = [answer for steps in as_baked.answers("higgs-ww").values() for answer in steps.values()]
    column = table.rows[0].index("S")
    for answer, row in zip(answers, table.rows[2:], strict=True):
        page.goto("about:blank")
        page.goto((as_baked.stick / "analysers" / "higgs-ww.en.html").as_uri() + "#" + answer)
        wait_until(page, "window.lhcboxAnalyser")
        signal = page.evaluate(
            """() => {
              const { engine } = window.lhcboxAnalyser;
              const p = engine.pack.processes.findIndex((process) => process.key === "higgs");
              return engine.pack.processes[p].scale * engine.totals().sum[p];
            }"""
        )
        assert float(row[column].replace("\u202f", "")) == pytest.approx(signal, rel=0.006)
