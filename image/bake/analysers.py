"""``python -m bake analysers``: the pages with linked histograms, for the box and for a stick.

For the box, under ``analysers`` of what it shares: script and style of all of them, and for each its events
(``<slug>/pack.bin``), what its page works with (``<slug>/<language>.json``) and the page (``<slug>/<language>.html``).
What is served as text lies there compressed as well (``.gz``). For the stick: ``START-HERE.html``, and one file for
each analyser and language that holds everything. Same inputs, same bytes.
"""

import argparse
import gzip
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from bake import catalogues, sources
from bake.blocks import SourceError
from bake.manifest import ManifestError
from bake.manifest import samples as manifest_samples
from bake.sources import Source
from lhcbox import samples
from lhcbox.analyser import answers, choices, columns, declaration, page, start, yours_page
from lhcbox.analyser.bundle import BundleError
from lhcbox.analyser.declaration import Declaration, DeclarationError, Unavailable
from lhcbox.analyser.pack import PackError
from lhcbox.analyser.words import words
from lhcbox.analyser.yours import SLUG as YOURS
from lhcbox.sample import SampleError

FOLDER = "analysers"
START = "START-HERE.html"
# Where the teacher's notes have the table of answers; the second mark is there once the table is
BEGIN, END = "<!-- answers -->", "<!-- end of answers -->"


@dataclass(frozen=True)
class Made:
    """One analyser with its events: the pack's bytes, the first 16 figures of their SHA-256, the teacher's answers."""

    declaration: Declaration
    source: Source
    pack: bytes
    digest: str
    answers: tuple[answers.Row, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb understands."""
    parser.add_argument("--content", type=Path, default=Path("content"), help="the folder of sources")
    parser.add_argument("--manifest", type=Path, default=Path("data_manifest"), help="what samples there can be")
    parser.add_argument("--out", type=Path, default=Path("build/share"), help="where the box's files are and go")
    parser.add_argument("--stick", type=Path, default=Path("build/stick"), help="where the stick's files go")


def run(args: argparse.Namespace) -> int:
    """Write everything; the exit code is 1 where a declaration can't be used."""
    content: Path = args.content.resolve()
    os.environ["LHCBOX_SHARE"] = str(args.out.resolve())  # the samples and translations of this very bake
    try:
        made = list(analysers(content, args.manifest))
    except (DeclarationError, ManifestError, PackError, SampleError, BundleError, SourceError) as error:
        print(f"analysers: {error}", file=sys.stderr)
        return 1
    languages = catalogues.languages(content)
    for_box(made, content, languages, args.out)
    for_stick(made, content, languages, args.stick)
    for_teachers(made, languages, args.out)
    size = sum(len(each.pack) for each in made) / 1e6
    print(f"{len(made)} analysers in {', '.join(languages)}, {size:.1f} MB of events")
    return 0


def analysers(content: Path, manifest: Path) -> list[Made]:
    """Every analyser of which the box holds samples, with its events.

    Raises:
        DeclarationError, PackError: a declaration, or what it gives, can't be used.
    """
    known = {*samples.catalogue(), *(manifest_samples(manifest) if manifest.is_dir() else ())}
    folders = {source.slug: source for source in sources.dashboards(content)}
    made = []
    for declared in declaration.declarations(content, known):
        try:
            fills = columns.filled(declared)
        except Unavailable as reason:
            print(f"left out: {reason}")
            continue
        try:
            data = columns.packed(declared, fills)
        except PackError as error:
            raise PackError(f"{declared.path}: {error}") from error
        declared = answers.settled(declared, fills)
        found = tuple(answers.rows(declared, fills))
        made.append(Made(declared, folders[declared.slug], data, _digest(data), found))
        counts = ", ".join(f"{key} {events}" for key, events, _total in columns.rows(fills))
        print(f"{declared.slug}: {counts}; {len(data) / 1e6:.2f} MB")
    return made


def for_box(made: Sequence[Made], content: Path, languages: Sequence[str], out: Path) -> None:
    """Write what the box serves."""
    top = out / FOLDER
    shutil.rmtree(top, ignore_errors=True)
    files = {
        "analyser.js": page.script(),
        "analyser.css": page.style(),
        f"{YOURS}.js": yours_page.script(),
        f"{YOURS}.css": yours_page.style(),
    }
    for name, text in files.items():
        _text(top / name, text)
    common = (content / "home" / "static" / "home.css").read_text(encoding="utf-8")
    version = _digest("".join([*files.values(), common]).encode())
    for language in languages:
        written = yours_page.html(
            _yours(content, language),
            language,
            choices=choices.offered(language),
            limits=choices.limits(),
            switch={code: f"/dash/{YOURS}?lang={code}" for code in languages},
            version=version,
        )
        _text(top / YOURS / f"{language}.html", written)
    for each in made:
        slug = each.declaration.slug
        folder = top / slug
        folder.mkdir(parents=True)
        (folder / "pack.bin").write_bytes(each.pack)
        for language in languages:
            facts = each.declaration.page(language)
            (folder / f"{language}.json").write_text(_json(facts), encoding="utf-8")
            written = page.html(
                facts,
                words(language),
                language,
                f"/dash/{slug}/pack.bin?v={each.digest}",
                switch={code: f"/dash/{slug}?lang={code}" for code in languages},
                version=version,
                live=f"/dash/{slug}/live" if each.source.cells else None,
            )
            _text(folder / f"{language}.html", written)


def for_stick(made: Sequence[Made], content: Path, languages: Sequence[str], stick: Path) -> None:
    """Write what is copied to a stick."""
    shutil.rmtree(stick / FOLDER, ignore_errors=True)
    (stick / FOLDER).mkdir(parents=True)
    common = (content / "home" / "static" / "home.css").read_text(encoding="utf-8")
    entries = []
    for each in made:
        slug = each.declaration.slug
        facts = {language: each.declaration.page(language) for language in languages}
        for language in languages:
            written = page.html(
                facts[language],
                words(language),
                language,
                each.pack,
                home=f"../{START}#{language}",
                switch={code: f"{slug}.{code}.html" for code in languages},
                common=common,
            )
            (stick / FOLDER / f"{slug}.{language}.html").write_text(written, encoding="utf-8")
        entries.append(
            start.Entry(
                drawing=each.source.card,
                titles={language: facts[language]["title"] for language in languages},
                summaries={language: facts[language]["summary"] for language in languages},
                pages={language: f"{FOLDER}/{slug}.{language}.html" for language in languages},
                minutes=each.source.facts.get("minutes"),
            )
        )
    for language in languages:
        written = yours_page.html(
            _yours(content, language),
            language,
            choices=None,
            limits=choices.limits(),
            neighbours=[(each.titles[language], Path(each.pages[language]).name) for each in entries],
            home=f"../{START}#{language}",
            switch={code: f"{YOURS}.{code}.html" for code in languages},
            common=common,
        )
        (stick / FOLDER / f"{YOURS}.{language}.html").write_text(written, encoding="utf-8")
    own = {
        language: (f"{FOLDER}/{YOURS}.{language}.html", _yours(content, language)["title"]) for language in languages
    }
    (stick / START).write_text(start.html(entries, languages, common, own), encoding="utf-8")


def for_teachers(made: Sequence[Made], languages: Sequence[str], out: Path) -> None:
    """Put the answers into the teacher's notes that `bake render` wrote, and write them for the tests of the box."""
    for each in made:
        declared = each.declaration
        if not each.answers:
            continue
        stated: dict[str, dict[str, str]] = {}
        for row in each.answers[1:]:
            given = answers.address(declared, row.answer)
            stated.setdefault(row.activity, {})[str(row.step)] = given
        path = out / "solutions" / f"answers-{declared.slug}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_json(stated), encoding="utf-8")
        for language in languages:
            notes = out / "teachers" / language / f"dash-{declared.slug}.html"
            if notes.is_file():
                table = MarkdownIt("commonmark").enable("table").render(answers.table(declared, each.answers, language))
                before, mark, after = notes.read_text(encoding="utf-8").partition(BEGIN)
                rest = after.partition(END)[2] or after  # of an earlier bake the table is there already
                notes.write_text(f"{before}{BEGIN}\n{table}{END}{rest}" if mark else before, encoding="utf-8")


def _yours(content: Path, language: str) -> dict[str, str]:
    """Title and summary of the page on which readers make their own."""
    source = next(source for source in sources.dashboards(content) if source.slug == YOURS)
    return source.texts(catalogues.translator(content, language, source.domain))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _text(path: Path, text: str) -> None:
    """The text, and beside it the same compressed, as a browser may ask for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
