"""A lesson of the repository, as a team edits it, and back: nothing is lost."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kit.team import PLAIN, ROOT, Team, add, edit

CONTENT = Path(os.environ.get("LHCBOX_TEST_CONTENT", ROOT / "content"))
SLUGS = tuple(sorted(path.parent.name for path in CONTENT.glob("exercises/*/lesson.yml")))
Bake = Callable[..., "subprocess.CompletedProcess[str]"]

THERE_AND_BACK = """
import json, sys, tempfile
from pathlib import Path
from bake import catalogues, sources, team
from bake.notebooks import notebook
from lhcbox.kit.lesson import read

content, slug = Path(sys.argv[1]), sys.argv[2]
source = next(each for each in sources.lessons(content) if each.slug == slug)
spanish = catalogues.translator(content, "es", source.domain)
with tempfile.TemporaryDirectory() as name:
    folder = Path(name) / slug
    team.give(source, spanish, folder)
    differing = [str(path) for path, text in team.back(read(folder), content).items() if (content / path).read_bytes() != text]
    empty = Path(name) / "content"
    (empty / "exercises").mkdir(parents=True)
    (empty / sources.SCHEMA).write_bytes((content / sources.SCHEMA).read_bytes())
    for path, text in team.back(read(folder), empty).items():
        (empty / path).parent.mkdir(parents=True, exist_ok=True)
        (empty / path).write_bytes(text)
    new = sources.lessons(empty)[0]
    anew = catalogues.translator(empty, "es", new.domain)
    pairs = [
        [notebook(each, language, translate if language == "es" else str, solved=solved) for each, translate in ((source, spanish), (new, anew))]
        for language in ("en", "es")
        for solved in (True, False)
    ]
    print(json.dumps({
        "differing": differing,
        "notebooks": [one == other for one, other in pairs],
        "facts": new.facts == source.facts,
        "notes": [spanish(each) == anew(each) for each in source.messages()].count(False),
    }))
"""  # noqa: E501


@pytest.fixture
def run_bake(team: Team, bake: Bake) -> Bake:
    """``run_bake("lesson", "take", …)`` runs that verb; the folder of the test's own files is there."""

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        if PLAIN:
            return team.python("-m", "bake", *arguments)
        return bake(*arguments, paths=[team.home.parent], check=False)

    return run


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the sources."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content", ignore=shutil.ignore_patterns("home", "__pycache__")))


@pytest.mark.parametrize("slug", SLUGS)
def test_there_and_back_nothing_changes(team: Team, tools_run: Callable[..., Any], slug: str) -> None:
    place = str(CONTENT) if PLAIN else "content"
    arguments = ("-c", THERE_AND_BACK, place, slug)
    done = team.python(*arguments) if PLAIN else tools_run("python", *arguments)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["differing"] == [], "a file of the repository would change although nothing was edited"
    assert told["notebooks"] == [True] * 4
    assert told["facts"]
    assert told["notes"] == 0


def test_a_new_lesson_becomes_one_of_the_repository(team: Team, run_bake: Bake, content: Path) -> None:
    team.made("ours")
    packed = team.carried("ours")
    done = run_bake("lesson", "take", str(packed), "--content", str(content), "--out", str(team.home), "--yes")
    assert done.returncode == 0, done.stderr
    folder = content / "exercises" / "ours"
    assert {path.name for path in folder.iterdir()} == {"lesson.py", "lesson.yml", "process.svg", "teacher.md"}
    assert 'Checks("ours")' in (folder / "lesson.py").read_text(encoding="utf-8")
    check = run_bake("translations", "check", "--content", str(content), "--domain", "exercise-ours")
    assert check.returncode == 0, check.stderr
    out = team.home / "share"
    assert run_bake("render", "--content", str(content), "--out", str(out)).returncode == 0
    spanish = (out / "lessons" / "es" / "ours.ipynb").read_text(encoding="utf-8")
    assert "leptón" in spanish
    assert "n_events = None" in spanish


def test_an_improved_lesson_changes_only_what_was_improved(team: Team, run_bake: Bake, content: Path) -> None:
    given = run_bake(
        "lesson", "give", "first-histogram", "--content", str(content), "--out", str(team.home / "Hackathon")
    )
    assert given.returncode == 0, given.stderr
    folder = team.folder("first-histogram")
    add(folder / "lesson.en.ipynb", 3, "markdown", "A paragraph of the team.")
    add(folder / "lesson.es.ipynb", 3, "markdown", "Un párrafo del equipo.")
    before = (content / "exercises" / "first-histogram" / "lesson.py").read_text(encoding="utf-8")
    packed = team.carried("first-histogram")
    asked = run_bake("lesson", "take", str(packed), "--content", str(content), "--out", str(team.home))
    assert asked.returncode == 1
    assert "changed    exercises/first-histogram/lesson.py" in asked.stdout
    assert "unchanged  exercises/first-histogram/lesson.yml" in asked.stdout
    lesson = content / "exercises" / "first-histogram" / "lesson.py"
    assert lesson.read_text(encoding="utf-8") == before
    done = run_bake("lesson", "take", str(packed), "--content", str(content), "--out", str(team.home), "--yes")
    assert done.returncode == 0, done.stderr
    after = lesson.read_text(encoding="utf-8")
    assert after.replace("# %% [markdown]\n# A paragraph of the team.\n\n", "") == before
    kept = list((team.home / "before-take").rglob("lesson.py"))
    assert [path.read_text(encoding="utf-8") for path in kept] == [before]


def test_a_lesson_that_is_not_translated_does_not_come_in(team: Team, run_bake: Bake, content: Path) -> None:
    folder = team.made("ours")
    edit(folder / "lesson.en.ipynb", "When two protons meet", "Whenever two protons meet")
    packed = team.carried("ours")
    done = run_bake("lesson", "take", str(packed), "--content", str(content), "--out", str(team.home), "--yes")
    assert done.returncode == 2
    assert "the English has changed, the Spanish has not" in done.stderr
    assert not (content / "exercises" / "ours").exists()
