"""``lhcbox carry`` and ``lhcbox take``: everything arrives, nothing of anybody's is lost."""

import json
import shutil
import zipfile
from collections.abc import Callable

from kit.team import Team, add, cells, edit, every_file

Make = Callable[[str], Team]


def test_a_lesson_arrives_whole_in_another_box(team: Team, make_team: Make) -> None:
    folder = team.made("ours", "--from", "the-w")
    shutil.copy(team.carried("ours"), make_team("other").home / "ours.zip")
    other = Team(team.home.parent / "other", team.share, team.box_run)
    done = other.run("take", "{home}/ours.zip", "--yes")
    assert done.returncode == 0, done.stderr
    there = every_file(other.folder("ours"))
    here = {path: content for path, content in every_file(folder).items() if path != "READ-ME-FIRST.md"}
    assert there == here


def test_the_file_says_what_it_holds_and_with_which_checksums(team: Team) -> None:
    team.made("ours")
    with zipfile.ZipFile(team.carried("ours")) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        assert (manifest["kind"], manifest["format"], manifest["name"]) == ("lhcbox-lesson", 1, "ours")
        assert set(manifest["files"]) == set(archive.namelist()) - {"manifest.json"}
        assert "READ-ME-FIRST.md" not in manifest["files"]


def test_outputs_stay_at_home(team: Team) -> None:
    path = team.made("ours") / "lesson.en.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"text/html": "<script>1</script>"}}]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with zipfile.ZipFile(team.carried("ours")) as archive:
        assert b"script" not in archive.read("lesson.en.ipynb")


def test_what_would_change_is_shown_and_nothing_is_without_a_yes(team: Team) -> None:
    folder = team.made("ours")
    add(folder / "lesson.en.ipynb", 1, "markdown", "One more paragraph.")
    edit(folder / "lesson.en.ipynb", "When two protons meet", "Whenever two protons meet")
    (folder / "another.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    packed = team.carried("ours")
    shutil.rmtree(folder)
    team.made("ours")
    before = every_file(folder)
    done = team.run("take", f"{{home}}/Hackathon/{packed.name}", lang="es")
    assert done.returncode == 1
    assert "nuevo      another.svg" in done.stdout
    assert "cambiado   lesson.en.ipynb  (celdas: 1 nuevas, 1 cambiadas, 0 quitadas)" in done.stdout
    assert "igual      lesson.es.ipynb" in done.stdout
    assert "añade --yes" in done.stdout
    assert every_file(folder) == before


def test_what_was_there_is_kept(team: Team) -> None:
    folder = team.made("ours")
    packed = team.carried("ours")
    edit(folder / "lesson.es.ipynb", "Cuando dos protones", "Si dos protones")
    (folder / "my-notes.txt").write_text("mine", encoding="utf-8")
    before = every_file(folder)
    done = team.run("take", f"{{home}}/Hackathon/{packed.name}", "--yes")
    assert done.returncode == 0, done.stderr
    kept = [path for path in folder.parent.iterdir() if path.name.startswith("ours.before-")]
    assert [every_file(path) for path in kept] == [before]
    assert any("Cuando dos protones" in cell["source"] for cell in cells(folder / "lesson.es.ipynb"))
    assert (folder / "my-notes.txt").read_text(encoding="utf-8") == "mine"
    assert not [path for path in folder.parent.iterdir() if path.name.startswith(".")]


def test_taking_the_same_again_changes_nothing(team: Team) -> None:
    folder = team.made("ours")
    packed = team.carried("ours")
    before = every_file(folder)
    done = team.run("take", f"{{home}}/Hackathon/{packed.name}", "--yes")
    assert done.returncode == 0
    assert "everything is here already" in done.stdout
    assert every_file(folder) == before


def test_another_name_leaves_the_first_one_alone(team: Team) -> None:
    team.made("ours")
    packed = team.carried("ours")
    done = team.run("take", f"{{home}}/Hackathon/{packed.name}", "--as", "theirs", "--yes")
    assert done.returncode == 0, done.stderr
    assert any('Checks("theirs")' in cell["source"] for cell in cells(team.folder("theirs") / "lesson.es.ipynb"))


def test_carrying_twice_keeps_the_first_file(team: Team) -> None:
    folder = team.made("ours")
    first = team.carried("ours").read_bytes()
    assert team.carried("ours").read_bytes() == first, "the same lesson gives the same bytes"
    edit(folder / "lesson.es.ipynb", "Cuando dos protones", "Si dos protones")
    team.carried("ours")
    kept = list(folder.parent.glob("ours.lhcbox.before-*.zip"))
    assert [path.read_bytes() for path in kept] == [first]


def test_the_whole_of_carry_runs_the_lesson_and_packs_its_plots(team: Team) -> None:
    team.made("ours")
    done = team.run("carry", "ours", lang="es")
    assert done.returncode == 0, done.stderr
    assert "✓ funciona tal como está" in done.stdout
    with zipfile.ZipFile(team.home / "Hackathon" / "ours.lhcbox.zip") as archive:
        assert {"plots/en-01.png", "plots/es-01.png"} <= set(archive.namelist())
        assert json.loads(archive.read("manifest.json"))["findings"]["runs"] == "good"
