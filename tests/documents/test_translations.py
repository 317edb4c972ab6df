"""Translations of the documentation and of the front door: whole, and in the glossary's words."""

import ast
import re
import shutil
import string
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
CATALOGUES = sorted([*ROOT.glob("content/locale/es/LC_MESSAGES/*.po"), *ROOT.glob("docs/locale/es/LC_MESSAGES/*.po")])
NOT_PROSE = r"--[\w-]+|`[^`]*`|\$[^$]*\$|\]\([^)]*\)|\{[^{}]*\}|%\(\w+\)\w|<[^>]*>"


def messages(path: Path) -> Iterator[tuple[str, str]]:
    """English and Spanish of each message of a .po file; obsolete ones and the header left out."""
    entry = {"msgid": "", "msgstr": ""}
    field = "msgid"
    for line in [*path.read_text(encoding="utf-8").splitlines(), 'msgid ""']:
        keyword, _, rest = line.partition(" ")
        if keyword == "msgid":
            if entry["msgid"]:
                yield entry["msgid"], entry["msgstr"]
            entry = {"msgid": "", "msgstr": ""}
        if keyword in entry:
            field = keyword
        quoted = rest if keyword in entry else line
        if quoted.startswith('"'):
            entry[field] += ast.literal_eval(quoted)


def terms() -> list[dict[str, Any]]:
    """Every term of the glossary."""
    sections = yaml.safe_load((ROOT / "docs" / "glossary.yml").read_text(encoding="utf-8"))
    return [term for section in sections.values() for term in section]


def folded(text: str) -> str:
    """``text`` without accents, capitals and what is not prose."""
    plain = unicodedata.normalize("NFD", re.sub(NOT_PROSE, " ", text).replace("’", "'").replace("'", "").casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def names(term: str) -> re.Pattern[str]:
    """Finds an English term, in the plural too; not in the name of a file or a command, such as ``lesson.yml``."""
    words = re.escape(folded(term)).replace("\\-", "[- ]").replace("\\ ", r"\s+")
    plural = words.removesuffix("y") + "(?:y|ies)" if words.endswith("y") else words + "(?:s|es)?"
    return re.compile(rf"(?<![\w-]){plural}(?!\w|\.[a-z])")


def uses(spanish: str, rendering: str) -> bool:
    """Whether each word of ``rendering`` stands in ``spanish``; its last letter may change with number and gender."""
    words = [word for word in folded(rendering).split() if word not in {"de", "del", "la", "el", "en", "para"}]
    return all(word[:-1] in spanish if len(word) > 4 else word in spanish for word in words)


def test_the_glossary_has_one_term_for_each() -> None:
    english = [term["en"].casefold() for term in terms()]
    assert len(english) >= 60
    assert len(english) == len(set(english))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_translations_keep_to_the_glossary(path: Path) -> None:
    checked = [term for term in terms() if term.get("check", True)]
    astray = []
    for english, spanish in messages(path):
        for title in re.findall(r"(?<!\*)\*(?!\*)[^*]+\*(?!\*)", english):
            if title in spanish:  # of a paper, which is not translated
                english = english.replace(title, "")
        source, target = folded(english), folded(spanish)
        for term in checked if target else ():
            if names(term["en"]).search(source):
                renderings = [term["es"], *term.get("also", [])]
                if not any(uses(target, rendering) for rendering in renderings):
                    astray.append(f"“{term['en']}” is not “{term['es']}”: {english!r} -> {spanish!r}")
    assert astray == []


def test_every_sentence_of_the_front_door_has_its_spanish(root: Path) -> None:
    spanish = dict(messages(root / "content" / "locale" / "es" / "LC_MESSAGES" / "host.po"))
    for path in sorted((root / "image" / "host").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="_" | "gettext"), args=[ast.Constant(value=str(text))]):
                    assert spanish.get(text), f"{path.name}: {text!r} has no translation in host.po"


def test_the_front_door_s_spanish_keeps_every_gap(root: Path) -> None:
    for english, spanish in messages(root / "content" / "locale" / "es" / "LC_MESSAGES" / "host.po"):
        gaps = [sorted(part[1:3] for part in string.Formatter().parse(text) if part[1]) for text in (english, spanish)]
        assert gaps[0] == gaps[1], english


@pytest.mark.parametrize(
    "stamp", ["{experiment} Open Data, for education", "practice simulation, not {experiment} data"]
)
def test_the_pages_quote_the_stamps_that_plots_carry(root: Path, stamp: str) -> None:
    assert stamp in (root / "content" / "lhcbox" / "sample.py").read_text(encoding="utf-8")
    spanish = dict(messages(root / "content" / "locale" / "es" / "LC_MESSAGES" / "data.po"))[stamp]
    quoted = dict(messages(root / "docs" / "locale" / "es" / "LC_MESSAGES" / "teachers.po"))
    for words, texts in ((stamp, quoted.keys()), (spanish, quoted.values())):
        assert any(words.format(experiment="ATLAS") in text for text in texts), words


@pytest.fixture
def pages(root: Path, tmp_path: Path) -> Path:
    """A copy of the documentation's sources, with the manifest and the catalogues that one of its pages shows."""
    shutil.copytree(root / "data_manifest", tmp_path / "data_manifest")
    for part in ("locale", "kit"):
        shutil.copytree(root / "content" / part, tmp_path / "content" / part)
    return Path(shutil.copytree(root / "docs", tmp_path / "docs"))


def test_the_documentation_is_translated_to_the_last_text(bake: Callable[..., Any]) -> None:
    assert "0 faults" in bake("docs", "--check").stdout


def test_a_text_without_translation_is_named(bake: Callable[..., Any], pages: Path) -> None:
    with (pages / "teachers.md").open("a", encoding="utf-8") as page:
        page.write("\nA sentence that nobody has translated yet.\n")
    done = bake("docs", "--check", "--source", str(pages), paths=[pages.parent], check=False)
    assert done.returncode == 1
    assert "teachers.po: not translated: 'A sentence that nobody has translated yet.'" in done.stdout


def test_a_text_that_changed_is_marked_for_the_translator(bake: Callable[..., Any], pages: Path) -> None:
    page = pages / "teachers.md"
    english = page.read_text(encoding="utf-8")
    page.write_text(english.replace("before the next guess", "before each guess"), encoding="utf-8")
    bake("docs", "--update", "--source", str(pages), paths=[pages.parent])
    done = bake("docs", "--check", "--source", str(pages), paths=[pages.parent], check=False)
    assert "teachers.po: fuzzy" in done.stdout


def test_a_command_that_a_translation_lost_is_named(bake: Callable[..., Any], pages: Path) -> None:
    catalogue = pages / "locale" / "es" / "LC_MESSAGES" / "technicians.po"
    text = catalogue.read_text(encoding="utf-8")
    catalogue.write_text(text.replace('"`docker stop lhcbox` tarda', '"`docker halt lhcbox` tarda'), encoding="utf-8")
    done = bake("docs", "--check", "--source", str(pages), paths=[pages.parent], check=False)
    assert "the translation lacks `docker stop lhcbox`" in done.stdout


def test_a_broken_link_stops_the_build(bake: Callable[..., Any], pages: Path) -> None:
    with (pages / "about.md").open("a", encoding="utf-8") as page:
        page.write("\nRead [this](nowhere.md).\n")
    done = bake("docs", "--source", str(pages), "--out", str(pages / "out"), paths=[pages.parent], check=False)
    assert done.returncode == 1
    assert "nowhere.md" in done.stderr


def test_the_site_is_the_same_each_time(bake: Callable[..., Any], share: Path, tmp_path: Path) -> None:
    bake("docs", "--out", str(tmp_path), paths=[tmp_path], env={"PYTHONHASHSEED": "7"})
    first, second = (
        {path.relative_to(top): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        for top in (share / "docs", tmp_path)
    )
    assert first == second
