"""The documentation site in every language, and the state of its translations.

``python -m bake docs --source docs --out build/share/docs`` makes one site a language. English is the source; every
other language is what ``locale/<language>/LC_MESSAGES/<page>.po`` says, read by Sphinx itself. Building never writes to
the sources: what is compiled lies in a temporary place.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from lhcbox.language import LANGUAGES

SOURCE_LANGUAGE = "en"
HEADER = """\
# Translations of the documentation page "{domain}" of LHC-in-a-Box.
# Texts: CC BY 4.0, LHC-in-a-Box contributors.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
CODE = re.compile(r"`[^`]+`")
LINK = re.compile(r"\[\]\([^)]*\)")  # a link that takes its words from the page it leads to
WORD = re.compile(r"[^\W\d_]{2,}")


class Unfinished(Exception):
    """The site or its translations are not as they must be; says which file and what to do."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line takes."""
    parser.add_argument("--source", type=Path, default=Path("docs"), help="folder of the pages and of conf.py")
    parser.add_argument("--out", type=Path, default=Path("build/share/docs"), help="one folder a language is made here")
    todo = parser.add_mutually_exclusive_group()
    todo.add_argument("--check", action="store_true", help="name every text that is not translated, make nothing")
    todo.add_argument("--update", action="store_true", help="bring the .po files up to date with the pages")


def run(args: argparse.Namespace) -> int:
    """Make the site, or check or update its translations; 0 where all is well."""
    source = args.source.resolve()
    try:
        if args.update:
            for path in update(source):
                print(f"updated {path.relative_to(source.parent)}")
        elif args.check:
            return _report(check(source))
        else:
            build(source, args.out.resolve())
    except Unfinished as reason:
        print(f"bake docs: {reason}", file=sys.stderr)
        return 1
    return 0


def build(source: Path, out: Path) -> None:
    """Make the site of every language below ``out``; what was there before is replaced.

    Raises:
        Unfinished: Sphinx found fault with a page or a translation.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out) as folder:
        work = Path(folder)
        if (source / "locale").is_dir():
            shutil.copytree(source / "locale", work / "locale")  # Sphinx writes .mo files beside the .po files
        for language in LANGUAGES:
            site = work / language
            _sphinx("html", source, site, work / "doctrees" / language, language, f"locale_dirs={work / 'locale'}")
            (site / ".buildinfo").unlink(missing_ok=True)
            (site / "objects.inv").unlink(missing_ok=True)  # for other projects' sites, which do not link here
            shutil.rmtree(site / "_sources", ignore_errors=True)
            # Debuggers' maps are half of the theme's weight
            for sources_map in site.rglob("*.map"):
                sources_map.unlink()
        for language in LANGUAGES:
            shutil.rmtree(out / language, ignore_errors=True)
            (work / language).rename(out / language)
    shutil.copyfile(source / "_root" / "index.html", out / "index.html")


def update(source: Path) -> list[Path]:
    """Bring every .po file up to date with the pages; returns those that changed.

    A text that changed a little keeps its translation marked ``fuzzy``, for a translator to look at.
    """
    changed = []
    templates = _templates(source)
    for folder in _locales(source):
        for domain, template in templates.items():
            path = folder / f"{domain}.po"
            before = path.read_text(encoding="utf-8") if path.is_file() else ""
            catalog = _catalogue(path)
            catalog.update(template, update_header_comment=False)
            after = _text(catalog, domain, folder.parent.name)
            if after != before:
                path.write_text(after, encoding="utf-8")
                changed.append(path)
        for path in folder.glob("*.po"):
            if path.stem not in templates:  # its page is gone
                path.unlink()
                changed.append(path)
    return changed


def check(source: Path) -> list[str]:
    """Everything that is wrong with the translations, one sentence each.

    Missing, fuzzy and superfluous texts, and code (between backticks) that a translation changed.
    """
    found = []
    templates = _templates(source)
    for folder in _locales(source):
        for domain, template in templates.items():
            path = folder / f"{domain}.po"
            catalog = _catalogue(path)
            found += [f"{path.name}: {fault}" for fault in _faults(template, catalog)]
        strangers = sorted({path.stem for path in folder.glob("*.po")} - templates.keys())
        found += [f"{name}.po: no page is called {name}" for name in strangers]
    return found


def _faults(template: Catalog, catalog: Catalog) -> Iterator[str]:
    for message in template:
        text = _one(message)
        if not text:
            continue
        known = catalog.get(text)
        if known is None or not known.string:
            yield f"not translated: {text!r}"
        elif known.fuzzy:
            yield f"fuzzy, look at it and take the mark away: {text!r}"
        elif lost := Counter(CODE.findall(text)) - Counter(CODE.findall(str(known.string))):
            yield f"the translation lacks {' '.join(lost)}: {text!r}"
    for message in catalog:
        if _one(message) and template.get(message.id) is None:
            yield f"no longer on the page, run with --update: {_one(message)!r}"


def _report(faults: list[str]) -> int:
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults in the translations of the documentation")
    return 1 if faults else 0


def _locales(source: Path) -> list[Path]:
    """The folder of .po files of each language but the source's own."""
    folders = [source / "locale" / language / "LC_MESSAGES" for language in LANGUAGES if language != SOURCE_LANGUAGE]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    return folders


def _templates(source: Path) -> dict[str, Catalog]:
    """The texts of every page (and of our templates, as ``sphinx``), in the order in which they are read."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _sphinx("gettext", source, work / "pot", work / "doctrees", SOURCE_LANGUAGE, "locale_dirs=")
        found = {}
        for path in sorted((work / "pot").glob("*.pot")):
            catalog = Catalog()
            for message in _read(path):
                if WORD.search(LINK.sub("", CODE.sub("", _one(message)))):  # numbers and code are the same everywhere
                    catalog.add(message.id)
            found[path.stem] = catalog
    return found


def _catalogue(path: Path) -> Catalog:
    return _read(path) if path.is_file() else Catalog()


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def _text(catalog: Catalog, domain: str, language: str) -> str:
    with tempfile.TemporaryFile() as file:
        write_po(
            file, catalog, width=100, omit_header=True, no_location=True, ignore_obsolete=True, include_previous=True
        )
        file.seek(0)
        body = file.read().decode("utf-8")
    return HEADER.format(domain=domain, language=language) + body.strip("\n") + "\n"


def _one(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _sphinx(builder: str, source: Path, out: Path, doctrees: Path, language: str, *overrides: str) -> None:
    """Run Sphinx in a process of its own: what it keeps in memory of one language must not reach the next."""
    options = ["-b", builder, "-d", str(doctrees), "-W", "--keep-going", "-q", "-E", "-D", f"language={language}"]
    for override in overrides:
        options += ["-D", override]
    environment = {
        **os.environ,
        "PYTHONDONTWRITEBYTECODE": "1",  # the sources may be read-only
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",
        "LC_ALL": "C.UTF-8",
    }
    command = [sys.executable, "-m", "sphinx", *options, str(source), str(out)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unfinished(f"Sphinx finds fault with the pages ({builder}, {language}):\n{done.stderr.strip()}")
