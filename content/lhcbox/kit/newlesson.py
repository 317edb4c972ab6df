"""``lhcbox new-lesson NAME``: a lesson of a team's own, from the template or as a copy of one in the box."""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from lhcbox.kit import lesson as lessons
from lhcbox.kit import yamlfile
from lhcbox.kit.files import put_folder
from lhcbox.kit.lesson import AUTHORS, FACTS, LessonError, notebook, notebook_name, renamed, written
from lhcbox.kit.words import gettext as _
from lhcbox.language import LANGUAGES, current, share, use

LICENCE = "CC BY 4.0"


def main(argv: list[str]) -> int:
    """Run the verb; returns 0 where the lesson is there now, 1 where it cannot be made."""
    parser = argparse.ArgumentParser(prog="lhcbox new-lesson", description=_("Make a lesson of your own."))
    parser.add_argument("name", metavar="NAME", help=_("its name: small letters a to z, digits and hyphens"))
    parser.add_argument(
        "--from", dest="source", metavar="LESSON", help=_("begin with a copy of this lesson of the box")
    )
    parser.add_argument("--lang", choices=LANGUAGES, help=_("language of the answer"))
    args = parser.parse_args(argv)
    if args.lang:
        use(args.lang)
    try:
        folder = make(args.name, args.source)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(_("{file} cannot be written: {error}").format(file=error.filename, error=error.strerror), file=sys.stderr)
        return 1
    print(_("{folder} is ready.").format(folder=folder))
    print(next_steps(folder))
    return 0


def make(name: str, source: str | None = None) -> Path:
    """Make the lesson ``name`` and return its folder.

    Args:
        name: of the new lesson.
        source: a lesson of the box to begin with; the template where None.

    Raises:
        LessonError: the name is taken or cannot be used, or there is no such source.
        OSError: the home cannot be written to.
    """
    lessons.valid_name(name)
    target = lessons.home() / name
    if os.path.lexists(target):
        reason = _("{folder} is there already and is not touched; choose another name")
        raise LessonError(reason.format(folder=target))
    lesson = lessons.read(_source(source))
    target.parent.mkdir(parents=True, exist_ok=True)
    ready = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=target.parent))
    try:
        ready.chmod(0o755)
        for path in sorted(lesson.folder.iterdir()):
            if path.is_file() and path.suffix != ".ipynb":
                shutil.copyfile(path, ready / path.name)
        for language in LANGUAGES:
            content = written(notebook(renamed(lesson.cells[language], name), name, language))
            (ready / notebook_name(language)).write_text(content, encoding="utf-8")
        (ready / AUTHORS).write_text(authors(source), encoding="utf-8")
        (ready / _("READ-ME-FIRST.md")).write_text(next_steps(target) + "\n", encoding="utf-8")
        put_folder(ready, target)
    finally:
        shutil.rmtree(ready, ignore_errors=True)
    return target


def _source(source: str | None) -> Path:
    if source is None:
        folder = share() / "kit" / "template"
    else:
        folder = lessons.built_in() / source
        if not lessons.NAME.fullmatch(source) or not (folder / FACTS).is_file():
            known = ", ".join(sorted(path.parent.name for path in lessons.built_in().glob(f"*/{FACTS}")))
            raise LessonError(
                _("the box has no lesson {name}; it has: {known}").format(name=source[:60], known=known or "–")
            )
    if not (folder / FACTS).is_file():
        raise LessonError(
            _("{folder} is missing; whoever made the box can add it with ./build.sh bake").format(folder=folder)
        )
    return folder


def authors(source: str | None) -> str:
    """What stands in a new authors.yml."""
    version = os.environ.get("LHCBOX_VERSION", "0")
    head = _(
        "# Who made this lesson. Name people only if they want to be named in public.\n"
        "# Whoever passes the lesson on names the team, and what it was made from."
    )
    made_from = f"{source}, LHC-in-a-Box {version}" if source else f"LHC-in-a-Box {version}"
    return head + "\n" + yamlfile.written({"team": "", "authors": [], "licence": LICENCE, "from": made_from})


def next_steps(folder: Path) -> str:
    """What a team does with its new lesson, as Markdown."""
    name = folder.name
    steps = [
        _("Open `{notebook}` and run it from top to bottom. Note what is hard, and why."),
        _(
            "Improve it: explanation, equations, drawings, plots in between. The other language has its own notebook,"
            " with the same cells in the same order."
        ),
        _("In a terminal (menu File, New, Terminal), `lhcbox checklist {name}` says what is still to do."),
        _(
            "`lhcbox checklist {name} --complete` copies new cells and changed code to the other notebook; there you"
            " translate."
        ),
        _("Title, levels, minutes and the expected numbers stand in `lesson.yml`, the team in `authors.yml`."),
        _("`lhcbox carry {name}` packs everything into one file, for another box or for those who keep the lessons."),
    ]
    numbered = [f"{number}. {step}" for number, step in enumerate(steps, start=1)]
    text = "\n".join([_("# What to do now"), "", *numbered])
    return text.format(name=name, notebook=notebook_name(current()))
