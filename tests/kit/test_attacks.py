"""A file from elsewhere may have been made by anybody: each defence of ``lhcbox take`` is attacked."""

import hashlib
import json
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kit.team import Team, every_file

Parts = dict[str, bytes]


@pytest.fixture
def parts(team: Team) -> Parts:
    """The parts of an honest file, after which the team's home is empty again."""
    team.made("ours")
    with zipfile.ZipFile(team.carried("ours")) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    for path in sorted(team.home.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    return found


def manifest_of(parts: Parts, **changes: Any) -> bytes:
    """A manifest that fits ``parts``, but for ``changes``."""
    told = json.loads(parts["manifest.json"]) | changes
    if "files" not in changes:
        told["files"] = {
            name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            for name, content in parts.items()
            if name != "manifest.json"
        }
    return json.dumps(told).encode()


def written(team: Team, parts: Parts, *extra: tuple[zipfile.ZipInfo, bytes], refit: bool = True) -> Path:
    """A file with these parts, with a manifest that fits unless ``refit`` is false."""
    named = parts | {entry.filename: content for entry, content in extra}
    if refit:
        parts = parts | {"manifest.json": manifest_of(named)}
    path = team.home / "evil.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        for entry, content in extra:
            archive.writestr(entry, content)
    return path


def refused(team: Team, path: Path, said: str, said_in_english: str) -> None:
    """The file is refused in both languages with a sentence that names it, and nothing is written."""
    before = every_file(team.home)
    for lang, words in (("es", said), ("en", said_in_english)):
        done = team.run("take", f"{{home}}/{path.name}", "--yes", lang=lang)
        assert done.returncode == 2, done.stdout
        assert words in done.stderr
        assert path.name in done.stderr
        assert "Traceback" not in done.stderr
    assert every_file(team.home) == before
    assert not (team.home / "Hackathon").exists()


@pytest.mark.parametrize(
    "name",
    [
        "../evil.svg", "plots/../../evil.svg", "/etc/evil.svg", "C:/evil.svg", "plots\\..\\evil.svg", "./evil.svg",
        "plots//en-01.png", "evil\n.svg", "",
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere(team: Team, parts: Parts, name: str) -> None:
    entry = zipfile.ZipInfo("x.svg")
    entry.filename = name
    refused(team, written(team, parts, (entry, b"<svg/>")), "fuera de su carpeta", "outside its folder")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFDIR])
def test_a_link_or_a_device(team: Team, parts: Parts, kind: int) -> None:
    entry = zipfile.ZipInfo("link.svg")
    entry.create_system = 3
    entry.external_attr = (kind | 0o777) << 16
    refused(
        team, written(team, parts, (entry, b"/etc/passwd")), "es un enlace o un dispositivo", "is a link or a device"
    )


def test_a_bomb_that_says_so(team: Team, parts: Parts) -> None:
    path = written(team, parts | {"big.svg": b" " * 30_000_000})
    refused(team, path, "más de lo que necesita una lección", "more than a lesson needs")


def test_a_bomb_of_a_high_ratio(team: Team, parts: Parts) -> None:
    path = written(team, parts | {"big.svg": b" " * 5_000_000})
    refused(team, path, "más de lo que necesita una lección", "more than a lesson needs")


def test_a_bomb_of_many_parts(team: Team, parts: Parts) -> None:
    import random

    noise = random.Random(1)
    path = written(team, parts | {f"part-{n}.svg": noise.randbytes(50) * 180_000 for n in range(7)})
    assert path.stat().st_size < 30_000_000
    refused(team, path, "más de lo que necesita una lección", "more than a lesson needs")


def test_a_bomb_whose_header_lies(team: Team, parts: Parts) -> None:
    path = written(team, parts | {"big.svg": b" " * 9_000_000})
    content = bytearray(path.read_bytes())
    for signature, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = 0
        while (start := content.find(signature, start)) >= 0:
            if struct.unpack_from("<I", content, start + at)[0] == 9_000_000:
                struct.pack_into("<I", content, start + at, 1000)
            start += 4
    path.write_bytes(content)
    refused(team, path, "evil.zip", "evil.zip")


def test_too_many_files(team: Team, parts: Parts) -> None:
    path = written(team, parts | {f"n{n}.svg": b"<svg/>" for n in range(250)})
    refused(team, path, "como mucho 200", "at most 200")


def test_a_file_that_is_too_large(team: Team, parts: Parts) -> None:
    path = written(team, parts)
    with path.open("ab") as file:
        file.truncate(31_000_000)
    refused(team, path, "ocupa 31 MB", "has 31 MB")


def test_the_same_name_twice(team: Team, parts: Parts) -> None:
    path = written(team, parts, (zipfile.ZipInfo("LESSON.yml"), b"title: other"))
    refused(team, path, "dos veces", "twice")


def test_a_changed_part(team: Team, parts: Parts) -> None:
    path = written(team, parts | {"lesson.yml": parts["lesson.yml"] + b"\n"}, refit=False)
    refused(team, path, "la suma de comprobación de lesson.yml no es correcta", "the checksum of lesson.yml is wrong")


def test_a_part_that_the_manifest_does_not_name(team: Team, parts: Parts) -> None:
    path = written(team, parts | {"more.svg": b"<svg/>"}, refit=False)
    refused(team, path, "more.svg está en el", "more.svg is in the manifest or in the file")


def test_a_part_that_is_not_there(team: Team, parts: Parts) -> None:
    path = written(team, {name: content for name, content in parts.items() if name != "process.svg"}, refit=False)
    refused(team, path, "process.svg está en el", "process.svg is in the manifest")


@pytest.mark.parametrize(
    ("changes", "said", "english"),
    [
        ({"format": 2}, "tiene el formato 2", "has the format 2"),
        ({"format": "1; rm"}, "tiene el formato 1; rm", "has the format 1; rm"),
        ({"kind": "other"}, "no se hizo con `lhcbox carry`", "was not made by `lhcbox carry`"),
        ({"files": []}, "no se hizo con `lhcbox carry`", "was not made by `lhcbox carry`"),
        ({"name": "../../etc"}, "el nombre de una lección", "cannot be the name of a lesson"),
        ({"name": ["ours"]}, "el nombre de una lección", "cannot be the name of a lesson"),
    ],
)
def test_an_unknown_format(team: Team, parts: Parts, changes: dict[str, Any], said: str, english: str) -> None:
    path = written(team, parts | {"manifest.json": manifest_of(parts, **changes)}, refit=False)
    refused(team, path, said, english)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04" + bytes(100), b"\x89PNG\r\n\x1a\n"])
def test_a_file_of_another_kind(team: Team, content: bytes) -> None:
    path = team.home / "evil.zip"
    path.write_bytes(content)
    refused(team, path, "está dañado o no es un archivo", "is damaged or no file")


def test_a_file_that_was_cut_off(team: Team, parts: Parts) -> None:
    path = written(team, parts)
    path.write_bytes(path.read_bytes()[:-400])
    refused(team, path, "vuelve a copiarlo", "copy it again")


def test_a_file_without_a_manifest(team: Team, parts: Parts) -> None:
    path = written(team, {name: content for name, content in parts.items() if name != "manifest.json"}, refit=False)
    refused(team, path, "no se hizo con `lhcbox carry`", "was not made by `lhcbox carry`")


def test_a_manifest_nested_without_end(team: Team, parts: Parts) -> None:
    path = written(team, parts | {"manifest.json": b"[" * 100_000}, refit=False)
    refused(team, path, "no se hizo con `lhcbox carry`", "was not made by `lhcbox carry`")


def test_a_folder_in_the_place_of_the_file(team: Team) -> None:
    path = team.home / "evil.zip"
    path.mkdir()
    refused(team, path, "no es un archivo", "is not a file")


def test_a_lesson_whose_yaml_would_fill_the_memory(team: Team, parts: Parts) -> None:
    bomb = b"a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n"
    refused(
        team, written(team, parts | {"lesson.yml": bomb}), "no se permite un alias", "an alias (*name) is not allowed"
    )


ROOT = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink">'
DRAWINGS = [
    (ROOT + b"<script>1</script></svg>", "holds <script>"),
    (b"<svg><script>1</script></svg>", "holds <script>"),
    (b'<svg xmlns:h="http://www.w3.org/1999/xhtml"><h:SCRIPT>1</h:SCRIPT></svg>', "holds <SCRIPT>"),
    (ROOT + b'<g onload="1"/></svg>', "holds onload="),
    (ROOT + b'<image href="http://192.0.2.1/x.png"/></svg>', "from elsewhere"),
    (ROOT + b'<a x:href="javascript:1"/></svg>', "from elsewhere"),
    (ROOT + b'<rect fill="url(http://192.0.2.1/)"/></svg>', "from elsewhere"),
    (ROOT + b'<style>@import "//192.0.2.1/x.css";</style></svg>', "from elsewhere"),
    (ROOT + b"<foreignObject/></svg>", "holds <foreignObject>"),
    (b'<!DOCTYPE s [<!ENTITY a "b">]>' + ROOT + b"&a;</svg>", "document type"),
    (b"<html/>", "not SVG"),
    (b"\xff\xfe", "utf-8"),
]


@pytest.mark.parametrize(("drawing", "said"), DRAWINGS)
def test_a_drawing_that_runs_or_loads_something_is_left_out(
    team: Team, parts: Parts, drawing: bytes, said: str
) -> None:
    path = written(team, parts | {"evil.svg": drawing, "run.sh": b"#!/bin/sh\n", "plots/en-77.png": b"<html>"})
    done = team.run("take", f"{{home}}/{path.name}", "--yes")
    assert done.returncode == 0, done.stderr
    line = next(line for line in done.stdout.splitlines() if "evil.svg" in line)
    assert line.split()[0] == "refused"
    assert said in line
    assert "refused    run.sh  (it is not part of a lesson)" in done.stdout
    assert "refused    plots/en-77.png  (it is not a picture)" in done.stdout
    assert not {"evil.svg", "run.sh", "plots/en-77.png"} & set(every_file(team.folder("ours")))


def test_stored_outputs_do_not_come_in(team: Team, parts: Parts) -> None:
    notebook = json.loads(parts["lesson.en.ipynb"])
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"text/html": "<script>1</script>"}}]
    notebook["metadata"]["trusted"] = True
    path = written(team, parts | {"lesson.en.ipynb": json.dumps(notebook).encode()})
    assert team.run("take", f"{{home}}/{path.name}", "--yes").returncode == 0
    assert "script" not in (team.folder("ours") / "lesson.en.ipynb").read_text(encoding="utf-8")


@pytest.mark.parametrize("inside", [False, True], ids=["folder", "file"])
def test_a_link_in_the_way_is_not_followed(team: Team, parts: Parts, inside: bool) -> None:
    path = written(team, parts)
    elsewhere = team.home / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lesson.yml").write_text("precious", encoding="utf-8")
    folder = team.folder("ours")
    if inside:
        folder.mkdir(parents=True)
        (folder / "lesson.yml").symlink_to("../../elsewhere/lesson.yml")
    else:
        folder.parent.mkdir(parents=True)
        folder.symlink_to("../elsewhere")
    done = team.run("take", f"{{home}}/{path.name}", "--yes")
    assert done.returncode == 0, done.stderr
    assert every_file(elsewhere) == {"lesson.yml": b"precious"}
    assert not folder.is_symlink()
    assert (folder / "lesson.yml").read_bytes() == parts["lesson.yml"]


def test_a_home_that_is_full_or_read_only_is_said_in_words(team: Team, parts: Parts) -> None:
    path = written(team, parts)
    (team.home / "Hackathon").write_text("a file where the folder should be", encoding="utf-8")
    done = team.run("take", f"{{home}}/{path.name}", "--yes", lang="es")
    assert done.returncode == 2
    assert "No se puede escribir" in done.stderr
    assert "Traceback" not in done.stderr


def test_only_known_arguments(make_team: Callable[[str], Team]) -> None:
    done = make_team("another").run("take")
    assert done.returncode == 2
