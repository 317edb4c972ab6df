"""``lhcbox checklist NAME``: what is still to do before others can use a lesson, as far as a program can tell."""

import argparse
import json
import sys
from dataclasses import asdict
from dataclasses import replace as replaced
from pathlib import Path

from lhcbox import samples
from lhcbox.checks import Checks, Expected
from lhcbox.kit import lesson as lessons
from lhcbox.kit import pairing, running
from lhcbox.kit.facts import in_language
from lhcbox.kit.files import replace
from lhcbox.kit.lesson import MEMORY, PLOTS, Lesson, LessonError, notebook, notebook_name, written
from lhcbox.kit.review import Finding, Subject, review
from lhcbox.kit.words import gettext as _
from lhcbox.kit.words import speaking
from lhcbox.language import LANGUAGES, use

_SIGNS = {"good": "✓", "bad": "✗", "look": "?"}


def main(argv: list[str]) -> int:
    """Run the verb; returns 0 where no point is bad, 1 where one is, 2 where there is no such lesson."""
    parser = argparse.ArgumentParser(
        prog="lhcbox checklist", description=_("What is still to do before others can use a lesson.")
    )
    parser.add_argument("name", metavar="NAME", help=_("a lesson of your team, a folder, or a lesson of the box"))
    parser.add_argument("--lang", choices=LANGUAGES, help=_("language of the answer"))
    parser.add_argument(
        "--complete", action="store_true", help=_("first copy cells and code that one language lacks from the other")
    )
    parser.add_argument("--read-again", action="store_true", help=_("every translation has been read again and fits"))
    parser.add_argument("--quick", action="store_true", help=_("without running it: texts, drawings, tasks"))
    parser.add_argument("--json", action="store_true", help=_("print the findings as JSON"))
    args = parser.parse_args(argv)
    if args.lang:
        use(args.lang)
    try:
        folder = lessons.find(args.name)
        own = not folder.is_relative_to(lessons.built_in())
        if args.complete and own:
            for line in complete(folder):
                print(line, file=sys.stderr)
        if not args.quick:
            reason = _("Running {name}, both languages, with and without solutions …")
            print(reason.format(name=folder.name), file=sys.stderr)
        lesson, runs, findings = look_over(folder, read_again=args.read_again, quick=args.quick)
        if own:
            keep(lesson, runs, read_again=args.read_again)
    except LessonError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(_("{file} cannot be written: {error}").format(file=error.filename, error=error.strerror), file=sys.stderr)
        return 2
    print(
        json.dumps([asdict(each) for each in findings], ensure_ascii=False, indent=1) if args.json else table(findings)
    )
    return 1 if any(each.state == "bad" for each in findings) else 0


def look_over(
    folder: Path, *, read_again: bool = False, quick: bool = False
) -> tuple[Lesson, list[running.Run], list[Finding]]:
    """Run the lesson in ``folder`` and judge it.

    Args:
        folder: of the lesson.
        read_again: take every translation as it is.
        quick: without running it.

    Raises:
        LessonError: it cannot be read.
    """
    lesson = lessons.read(folder)
    found, unpaired = pairing.pairs(lesson)
    if read_again:
        lesson = replaced(lesson, memory=pairing.remembered(lesson, found, read_again=True))
    labels, unknown = _labels(lesson)
    runs = [] if quick else running.run_all(lesson)
    subject = Subject(lesson, found, unpaired, runs, labels, unknown, _expected(lesson, unknown))
    return lesson, runs, list(review(subject, built_in=folder.is_relative_to(lessons.built_in())))


def table(findings: list[Finding]) -> str:
    """The findings as a reader wants them: a line each, further problems below."""
    lines = []
    for each in findings:
        mark = _("look yourself: ") if each.state == "look" else ""
        lines.append(f"{_SIGNS[each.state]} {mark}" + each.text.replace("\n", "\n    "))
    bad, look = (sum(each.state == state for each in findings) for state in ("bad", "look"))
    if bad:
        summary = _("Still to do: {bad} of {all}. To look at yourself: {look}.")
    else:
        summary = _("Everything that a program can tell is right. To look at yourself: {look}.")
    summary = summary.format(bad=bad, all=len(findings), look=look)
    return "\n".join([*lines, "", summary])


def complete(folder: Path) -> list[str]:
    """Copy what one notebook lacks from the other; returns what was done. The notebooks as they were are kept."""
    lesson = lessons.read(folder)
    made, done = pairing.completed(lesson)
    if done:
        for language in LANGUAGES:
            content = written(notebook(made[language], lesson.name, language))
            replace(folder / notebook_name(language), content.encode(), keep=True)
        done.append(_("In JupyterLab, reload the notebooks: menu File, Reload Notebook from Disk"))
    return done


def keep(lesson: Lesson, runs: list[running.Run], *, read_again: bool) -> None:
    """Keep beside the lesson what its texts were translated from, and what it drew."""
    found, _unpaired = pairing.pairs(lesson)
    memory = pairing.remembered(lesson, found, read_again=read_again)
    replace(lesson.folder / MEMORY, written(memory).encode())
    drawn = {
        f"{run.language}-{number:02d}.png": figure.png
        for run in runs
        if run.solved and not run.failure
        for number, figure in enumerate(run.figures, start=1)
        if figure.png
    }
    if drawn:
        folder = lesson.folder / PLOTS
        folder.mkdir(exist_ok=True)
        for old in folder.glob("e[ns]-[0-9][0-9].png"):
            if old.name not in drawn:
                old.unlink()
        for name, png in drawn.items():
            replace(folder / name, png)


def _labels(lesson: Lesson) -> tuple[dict[str, set[str]], list[str]]:
    labels: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    unknown = []
    wanted = lesson.facts.get("samples")
    for name in wanted if isinstance(wanted, list) else []:
        for language in LANGUAGES:
            with speaking(language):
                try:
                    labels[language].add(samples.get(str(name)).label)
                except (samples.SampleError, OSError):
                    unknown.append(str(name))
    return labels, list(dict.fromkeys(unknown))


def _expected(lesson: Lesson, unknown: list[str]) -> dict[str, Expected | None]:
    expect = lesson.facts.get("expect")
    if not isinstance(expect, dict):
        return {}
    found: dict[str, Expected | None] = {}
    checks = Checks(lesson.name, facts=in_language(lesson.facts, "en"))
    for name in expect:
        try:
            found[str(name)] = None if unknown else checks.expected(str(name))
        except (KeyError, TypeError, ValueError, AttributeError):
            found[str(name)] = None  # what is wrong with it stands in the first finding
    return found
