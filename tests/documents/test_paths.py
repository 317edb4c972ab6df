"""The page of ways through the box names lessons and dashboards that exist, with their minutes and Spanish titles."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from documents.test_translations import messages

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = ROOT / "content" / "locale" / "es" / "LC_MESSAGES"
TEXT = (ROOT / "docs" / "paths.md").read_text(encoding="utf-8")
PLANS, CURRICULA = TEXT.split("(paths-curricula)=")
ITALIC = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
STEP = re.compile(r"^\|(?: \d \|)? (\d+) \| (lesson|dashboard) \*([^*]+)\* \|", flags=re.MULTILINE)
SHORTER = {("The Higgs boson in four leptons", 15)}
"""Steps that take less time than the dashboard gives itself; the page says so."""


def facts(folder: str, name: str) -> dict[str, dict[str, Any]]:
    """What each lesson or dashboard says about itself, by its title."""
    read = {path: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ROOT / folder).glob(f"*/{name}")}
    return {each["title"]: each | {"slug": path.parent.name} for path, each in read.items()}


LESSONS = facts("content/exercises", "lesson.yml")
DASHBOARDS = facts("content/dashboards", "dashboard.yml")


def in_spanish(title: str) -> str:
    """The Spanish title of a lesson or dashboard."""
    name = f"exercise-{LESSONS[title]['slug']}" if title in LESSONS else "dashboards"
    return dict(messages(CATALOGUES / f"{name}.po"))[title]


def test_what_the_plans_name_exists() -> None:
    named = ITALIC.findall(PLANS)
    assert len(named) > 20
    assert [title for title in named if title not in LESSONS | DASHBOARDS] == []


def test_lessons_named_beside_a_curriculum_exist() -> None:
    cells = [cell.strip() for line in CURRICULA.splitlines() for cell in line.split("|")[3:4]]
    named = [title for cell in cells for title in ITALIC.findall(cell)]
    assert len(named) > 5
    assert [title for title in named if title not in LESSONS] == []


def test_each_step_takes_the_minutes_that_it_gives_itself() -> None:
    steps = [(kind, title, int(minutes)) for minutes, kind, title in STEP.findall(TEXT)]
    own = {"lesson": LESSONS, "dashboard": DASHBOARDS}
    wrong = [step for step in steps if own[step[0]][step[1]]["minutes"] != step[2] and step[1:] not in SHORTER]
    assert len(steps) > 10
    assert wrong == []


@pytest.mark.parametrize(("section", "minutes"), [("paths-45", 45), ("paths-half-day", 220)])
def test_the_minutes_add_up(section: str, minutes: int) -> None:
    table = TEXT.split(f"({section})=")[1].split("\n(paths-")[0]
    assert sum(int(each) for each in re.findall(r"^\| (\d+) \|", table, flags=re.MULTILINE)) == minutes


def test_spanish_readers_find_the_spanish_titles() -> None:
    wrong = [
        [title, spanish]
        for english, spanish in messages(ROOT / "docs" / "locale" / "es" / "LC_MESSAGES" / "paths.po")
        for title in ITALIC.findall(english)
        if title in LESSONS | DASHBOARDS and f"*{in_spanish(title)}*" not in spanish
    ]
    assert wrong == []
