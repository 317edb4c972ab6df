"""``lhcbox checklist``: each fault that a program can see is seen, and said with what to do about it."""

import json

import pytest
from kit.team import Team, add, cells, edit

SAMPLE = "atlas13-4lep-data"
CONNECTS = """
import socket
try:
    socket.create_connection(("192.0.2.1", 80), 1)
except OSError:
    pass
"""


def test_each_fault_is_found_and_said(team: Team) -> None:
    folder = team.made("ours")
    for language in ("en", "es"):
        path = folder / f"lesson.{language}.ipynb"
        edit(path, "plot.axis_labels(axes, ", "print(")
        edit(path, "plot.stamp(axes, sample)", "pass")
        edit(path, 'check("share", share)', CONNECTS)
        edit(path, "(process", "(https://192.0.2.1/process" if language == "en" else "(process")
    edit(folder / "lesson.en.ipynb", "![Three boxes", "![x](nowhere.png)\n\n![Three boxes")
    edit(folder / "lesson.en.ipynb", "<details><summary>Hint</summary>", "<details><summary>Aside</summary>")
    found = team.findings("ours", lang="es")
    bad = {point for point, each in found.items() if each["state"] == "bad"}
    assert bad == {"languages", "axes", "label", "pictures", "numbers", "tasks", "offline"}
    assert "el eje x no tiene título" in found["axes"]["text"]
    assert "plot.stamp(axes, sample)" in found["label"]["text"]
    assert 'ninguna celda llama a check("share", …)' in found["numbers"]["text"]
    assert "3 tareas, 0 pistas" in found["tasks"]["text"]
    assert "192.0.2.1" in found["offline"]["text"]


def test_a_sample_that_is_not_there_is_named(team: Team) -> None:
    folder = team.made("ours")
    facts = (folder / "lesson.yml").read_text(encoding="utf-8")
    (folder / "lesson.yml").write_text(facts.replace(SAMPLE, "no-such-sample"), encoding="utf-8")
    found = team.findings("ours", "--quick", lang="es")["about"]
    assert found["state"] == "bad"
    assert "no tiene la muestra no-such-sample" in found["text"]


def test_a_cell_that_stops_is_named(team: Team) -> None:
    folder = team.made("ours")
    for language in ("en", "es"):
        edit(folder / f"lesson.{language}.ipynb", "plot.use_style()", "plot.use_stile()")
    found = team.findings("ours")["runs"]
    assert found["state"] == "bad"
    assert "cell 4 stopped with AttributeError" in found["text"]
    assert "use_stile" in found["text"]


def test_a_wrong_number_is_said_with_its_reason(team: Team) -> None:
    folder = team.made("ours")
    for language in ("en", "es"):
        edit(folder / f"lesson.{language}.ipynb", "n_events = len(events)", "n_events = len(events) - 1")
    found = team.findings("ours")["numbers"]
    assert found["state"] == "bad"
    assert "counting starts at 0" in found["text"]


def test_a_change_in_english_alone_makes_the_spanish_stale_until_it_was_read_again(team: Team) -> None:
    folder = team.made("ours")
    edit(folder / "lesson.en.ipynb", "new particles fly off", "many new particles fly off")
    found = team.findings("ours", "--quick")["languages"]
    assert found["state"] == "bad"
    assert "the English has changed, the Spanish has not" in found["text"]
    assert team.findings("ours", "--quick")["languages"]["state"] == "bad", "a second look must not make it fresh"
    assert team.findings("ours", "--quick", "--read-again")["languages"]["state"] == "good"
    assert team.findings("ours", "--quick")["languages"]["state"] == "good"


def test_a_change_in_spanish_alone_is_shown_until_somebody_has_looked(team: Team) -> None:
    folder = team.made("ours")
    edit(folder / "lesson.es.ipynb", "salen partículas nuevas", "salen muchas partículas nuevas")
    for _time in range(2):
        found = team.findings("ours", "--quick")["languages"]
        assert found["state"] == "look"
        assert "the Spanish has changed, the English has not" in found["text"]
    assert team.findings("ours", "--quick", "--read-again")["languages"]["state"] == "good"
    assert team.findings("ours", "--quick")["languages"]["state"] == "good"


def test_a_change_in_both_languages_is_fresh(team: Team) -> None:
    folder = team.made("ours")
    edit(folder / "lesson.en.ipynb", "new particles fly off", "many new particles fly off")
    edit(folder / "lesson.es.ipynb", "salen partículas nuevas", "salen muchas partículas nuevas")
    assert team.findings("ours", "--quick")["languages"]["state"] == "good"


def test_a_lost_formula_is_named(team: Team) -> None:
    folder = team.made("ours")
    edit(folder / "lesson.es.ipynb", "con $p_x$ y", "con $q_x$ y")
    found = team.findings("ours", "--quick")["languages"]
    assert "formula differs (only in English: $p_x$; only in Spanish: $q_x$)" in found["text"]


def test_new_cells_and_code_are_brought_over(team: Team) -> None:
    folder = team.made("ours")
    add(folder / "lesson.en.ipynb", 2, "markdown", "A new paragraph that nobody has translated.")
    add(folder / "lesson.es.ipynb", 9, "markdown", "Un párrafo nuevo que falta en inglés.", name="another")
    edit(folder / "lesson.en.ipynb", "np.linspace(0, 300, 31)", "np.linspace(0, 400, 41)")
    team.run("checklist", "ours", "--quick")
    done = team.run("checklist", "ours", "--quick", "--complete", "--json")
    english, spanish = (cells(folder / f"lesson.{language}.ipynb") for language in ("en", "es"))
    assert [cell["id"] for cell in english] == [cell["id"] for cell in spanish]
    assert [cell["cell_type"] for cell in english] == [cell["cell_type"] for cell in spanish]
    drawn = [cell["source"] for cell in spanish if "linspace" in cell["source"]]
    assert len(drawn) == 1
    assert "np.linspace(0, 400, 41)" in drawn[0]
    assert "momento transverso del leptón principal" in drawn[0], "what was translated must stay translated"
    found = {each["point"]: each for each in json.loads(done.stdout)}["languages"]
    assert "not translated: “A new paragraph" in found["text"]
    assert "not translated: “Un párrafo nuevo" in found["text"]
    assert len(list(folder.glob("lesson.??.before-*.ipynb"))) == 2, "the notebooks as they were are kept"


def test_code_that_changed_in_spanish_alone_goes_to_english(team: Team) -> None:
    folder = team.made("ours")
    edit(folder / "lesson.es.ipynb", "np.linspace(0, 300, 31)", "np.linspace(0, 400, 41)")
    team.run("checklist", "ours", "--quick", "--complete")
    drawn = [cell["source"] for cell in cells(folder / "lesson.en.ipynb") if "linspace" in cell["source"]]
    assert "np.linspace(0, 400, 41)" in drawn[0]
    assert "transverse momentum of the leading lepton" in drawn[0]


@pytest.mark.parametrize("slug", ["first-histogram"])
def test_a_lesson_of_the_box_passes_and_is_left_alone(team: Team, slug: str) -> None:
    found = team.findings(slug)
    assert {point: each["text"] for point, each in found.items() if each["state"] == "bad"} == {}
    assert "authors" not in found
    assert list(team.home.glob("Hackathon/*")) == []


def test_a_reader_sees_a_line_for_each_point_in_spanish_and_the_plots_are_kept(team: Team) -> None:
    folder = team.made("ours")
    done = team.run("checklist", "ours", lang="es")
    assert done.returncode == 0, done.stdout
    assert "✓ los dos idiomas están completos" in done.stdout
    assert "? míralo tú: authors.yml no nombra a nadie" in done.stdout
    assert "Todo lo que un programa puede comprobar está bien" in done.stdout
    assert sorted(path.name for path in (folder / "plots").iterdir()) == ["en-01.png", "es-01.png"]
    assert (folder / "plots" / "es-01.png").read_bytes().startswith(b"\x89PNG")


def test_an_unknown_lesson_is_named_with_those_that_exist(team: Team) -> None:
    done = team.run("checklist", "nothing")
    assert done.returncode == 2
    assert "first-histogram" in done.stderr


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("lesson.yml", "title: [", "it is not YAML"),
        ("lesson.yml", "a: &a [1]\nb: *a\n", "an alias"),
        ("lesson.yml", "just words", "“key: value”"),
        ("lesson.es.ipynb", "{}", "is not a notebook"),
        ("lesson.es.ipynb", "[" * 100_000, "is not a notebook"),
        ("lesson.en.ipynb", None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(team: Team, file: str, content: str | None, said: str) -> None:
    path = team.made("ours") / file
    if content is None:
        path.unlink()
    else:
        path.write_text(content, encoding="utf-8")
    done = team.run("checklist", "ours")
    assert done.returncode == 2
    assert said in done.stderr
    assert file in done.stderr
    assert "Traceback" not in done.stderr
