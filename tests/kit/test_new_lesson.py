"""``lhcbox new-lesson``: a lesson that works from the first minute, and never somebody else's overwritten."""

import pytest
from kit.team import Team, cells, every_file


def test_the_template_passes_the_checklist(team: Team) -> None:
    team.made("ours")
    found = team.findings("ours")
    assert {point: each["text"] for point, each in found.items() if each["state"] == "bad"} == {}
    assert found["axes"]["text"] == "every axis has a title (plots: 1)"
    assert found["numbers"]["state"] == found["languages"]["state"] == found["offline"]["state"] == "good"


def test_a_copy_asks_the_checks_of_its_own_name(team: Team) -> None:
    folder = team.made("ours", "--from", "first-histogram")
    for language in ("en", "es"):
        copied = cells(folder / f"lesson.{language}.ipynb")
        original = cells(team.share / "kit" / "lessons" / "first-histogram" / f"lesson.{language}.ipynb")
        assert [cell["source"].replace('Checks("ours")', 'Checks("first-histogram")') for cell in copied] == [
            cell["source"] for cell in original
        ]
        assert any('Checks("ours")' in cell["source"] for cell in copied)
    assert "first-histogram" in (folder / "authors.yml").read_text(encoding="utf-8")


def test_a_spanish_team_is_told_in_spanish_what_to_do(team: Team) -> None:
    done = team.run("new-lesson", "nuestra", lang="es")
    assert "Qué hacer ahora" in done.stdout
    assert "lesson.es.ipynb" in (team.folder("nuestra") / "LEEME-PRIMERO.md").read_text(encoding="utf-8")


def test_a_lesson_that_is_there_is_not_touched(team: Team) -> None:
    folder = team.made("ours")
    (folder / "lesson.yml").write_text("our work", encoding="utf-8")
    before = every_file(team.home)
    done = team.run("new-lesson", "ours", lang="es")
    assert done.returncode == 1
    assert "ya existe y no se toca" in done.stderr
    assert every_file(team.home) == before


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "a b", "Ours", "", "x" * 41, "-x", "ñ", ".."])
def test_a_name_that_is_no_name_is_refused(team: Team, name: str) -> None:
    done = team.run("new-lesson", "--", name)
    assert done.returncode == 1
    assert "cannot be the name of a lesson" in done.stderr
    assert list(team.home.iterdir()) == []


@pytest.mark.parametrize("source", ["nothing", "../../template", "template"])
def test_an_unknown_lesson_to_begin_with_is_named_with_those_that_exist(team: Team, source: str) -> None:
    done = team.run("new-lesson", "ours", "--from", source)
    assert done.returncode == 1
    assert "first-histogram" in done.stderr
    assert list(team.home.iterdir()) == []
