"""What the checklist looks at: one function for each point, each gives one finding."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from lhcbox.checks import Expected
from lhcbox.kit import drawings, pairing, yamlfile
from lhcbox.kit import facts as facts_of
from lhcbox.kit.lesson import AUTHORS, Lesson, notebook_name
from lhcbox.kit.running import Figure, Run
from lhcbox.kit.words import gettext as _
from lhcbox.language import LANGUAGES

State = Literal["good", "bad", "look"]

LONGEST_S = 60
SHORTEST_WORDS = 40  # characters of a text that says what a picture shows
_SHOWN = 3  # problems named in one finding; the others are counted

_UNIT = re.compile(r"\[[^\]]+\]")
_BARE = re.compile(
    r"event|entr|count|number|candidate|ratio|fraction|probab|efficien|significance|pull|charge|score|/|"
    r"suceso|recuento|número|candidato|cociente|fracci|eficienci|significa|desviaci|carga|puntuaci|√|η|cos|ΔR",
    re.IGNORECASE,
)
_TASK = re.compile(r"\*\*(?:Task|Tarea) \d+")
_HINT = re.compile(r"<summary>\s*(?:Hint|Pista)")
_WORDS = re.compile(
    r"<summary>[^<]*\b(?:picture|plot|figure|histogram|imagen|imágenes|figura|gráfic|dibujo|histograma)", re.IGNORECASE
)
_LOADED = re.compile(
    r"!\[[^\]]*\]\(\s*(?:https?:)?//|<(?:img|script|iframe|link|video|audio|embed|object)\b", re.IGNORECASE
)
_LINK = re.compile(r"https?://[^\s)>\"']+")
_FETCHES = re.compile(
    r"^\s*[!%]\s*(?:pip|conda|wget|curl|git)\b|https?://|ftp://|\b(?:import|from)\s+(?:requests|urllib\.request|httpx)\b",
    re.MULTILINE,
)
_FORMULA = re.compile(r"\$\$?[^$]+\$\$?")
_REFERENCE = re.compile(r"\bDOI\b|arXiv|\b10\.\d{4,}/|\brecords? \d+|\bregistros? \d+", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """One line of the checklist.

    Attributes:
        point: short name, the same in every language.
        state: "good", "bad", or "look" where a person must decide.
        text: what was found, and what to do next, in the reader's language.
    """

    point: str
    state: State
    text: str


@dataclass(frozen=True)
class Subject:
    """A lesson, its texts side by side, its runs, and what its samples are called on a plot, by language."""

    lesson: Lesson
    pairs: list[pairing.Pair]
    unpaired: list[str]
    runs: list[Run]
    labels: dict[str, set[str]]
    unknown_samples: list[str]
    expected: dict[str, Expected | None]


Look = Callable[[Subject], Finding]


def review(subject: Subject, *, built_in: bool = False) -> Iterator[Finding]:
    """Every point, in the order in which a team should mend them.

    Where nothing was run, what only a run can tell is left out; a lesson of the box needs no authors of its own.
    """
    points: tuple[Look, ...] = (
        _about, _runs, _quick, _complete, _axes, _labelled, _pictures, _in_words, _numbers, _tasks, _offline,
        _explained, _authors,
    )  # fmt: skip
    for point in points:
        if not (point in _BY_RUNNING and not subject.runs) and not (point is _authors and built_in):
            yield point(subject)


def _about(subject: Subject) -> Finding:
    problems = list(facts_of.faults(subject.lesson.facts))
    problems += [
        _("lesson.yml: this box has no sample {name}; `lhcbox samples` lists what there is").format(name=name)
        for name in subject.unknown_samples
    ]
    return _finding("about", problems, _("lesson.yml says what the lesson is about"))


def _runs(subject: Subject) -> Finding:
    problems = [
        _("{notebook}: {reason}").format(notebook=_called(run), reason=run.failure)
        for run in subject.runs
        if run.failure
    ]
    return _finding("runs", problems, _("it runs as it is, solved and unsolved, in both languages"))


def _quick(subject: Subject) -> Finding:
    slowest = max(run.seconds for run in subject.runs)
    if slowest <= LONGEST_S:
        return Finding("quick", "good", _("the slowest notebook took {seconds} s").format(seconds=f"{slowest:.0f}"))
    reason = _("it took {seconds} s; at most {most} s are right for a class. Read fewer columns, or fewer events")
    return Finding("quick", "bad", reason.format(seconds=f"{slowest:.0f}", most=LONGEST_S))


def _complete(subject: Subject) -> Finding:
    known = subject.lesson.memory["texts"]
    problems = [*subject.unpaired, *filter(None, (pairing.fault(pair, known) for pair in subject.pairs))]
    good = _("both languages are complete (texts: {count})").format(count=len(subject.pairs))
    if problems:
        return _finding("languages", list(dict.fromkeys(problems)), good)
    reason = _(
        "{where}: the Spanish has changed, the English has not: “{text}”. If both say the same, add --read-again"
    )
    drifted = [
        reason.format(where=pair.where, text=" ".join(pair.spanish.split())[:70])
        for pair in subject.pairs
        if pairing.drifted(pair, known)
    ]
    return _finding("languages", list(dict.fromkeys(drifted)), good, otherwise="look")


def _axes(subject: Subject) -> Finding:
    problems: list[str] = []
    doubtful: dict[str, None] = {}
    for _run, figure, place in _figures(subject):
        for panel in figure.panels:
            if panel["colours"]:
                if not (panel["x"] or panel["y"]):
                    problems.append(_("{place}: the colour scale has no title").format(place=place))
                continue
            for which in ("x", "y"):
                title = panel[which]
                if title == "":
                    reason = _("{place}: the {axis} axis has no title; use plot.axis_labels(axes, quantity, unit)")
                    problems.append(reason.format(place=place, axis=which))
                elif title and not _UNIT.search(title) and not _BARE.search(title):
                    doubtful.setdefault(f"“{title}”")
    if problems or not doubtful:
        return _finding("axes", problems, _("every axis has a title (plots: {count})").format(count=_drawn(subject)))
    reason = _("no unit in square brackets: {titles}. Is that right? Write the unit as [GeV] unless there is none")
    return Finding("axes", "look", reason.format(titles=", ".join(list(doubtful)[:4])))


def _labelled(subject: Subject) -> Finding:
    problems: list[str] = []
    doubtful: dict[str, None] = {}
    for run, figure, place in _figures(subject):
        texts = [*figure.texts, *(text for panel in figure.panels for text in panel["texts"])]
        if any(label in text for label in subject.labels[run.language] for text in texts):
            continue
        if texts:
            doubtful.setdefault(f"{place} (“{texts[0]}”)")
        else:
            problems.append(
                _("{place}: it does not say where its events are from; use `plot.stamp(axes, sample)`").format(
                    place=place
                )
            )
    if problems or not doubtful:
        return _finding("label", problems, _("every plot says where its events are from"))
    reason = _("no data label, another text: {places}. Right only where no event of a sample is drawn")
    return Finding("label", "look", reason.format(places="; ".join(list(doubtful)[:4])))


def _pictures(subject: Subject) -> Finding:
    problems: list[str] = []
    lesson = subject.lesson
    count = 0
    for language in LANGUAGES:
        for alternative, address in lesson.pictures(language):
            count += 1
            what = f"{notebook_name(language)}, {address[:60] or '![]'}"
            if len(" ".join(alternative.split())) < SHORTEST_WORDS:
                reason = _("{what}: say between the square brackets what it shows, in at least {least} characters")
                problems.append(reason.format(what=what, least=SHORTEST_WORDS))
            if not re.fullmatch(r"[\w-]+(?:\.es)?\.svg", address):
                reason = _('{what}: a picture is an SVG file beside the notebook, for instance plt.savefig("name.svg")')
                problems.append(reason.format(what=what))
            elif not (lesson.folder / address).is_file():
                problems.append(_("{what}: there is no such file").format(what=what))
            else:
                try:
                    drawings.harmless((lesson.folder / address).read_text(encoding="utf-8"))
                except (drawings.DrawingError, UnicodeDecodeError) as error:
                    problems.append(f"{what}: {error}")
        if any("attachment:" in cell.source for cell in lesson.cells[language] if not cell.code):
            reason = _("{file}: a picture was pasted in; save it as a file beside the notebook")
            problems.append(reason.format(file=notebook_name(language)))
    if not count:
        reason = _(
            "there is no picture. A drawing of the process helps most readers: draw one, save it as SVG, and say what"
            " it shows"
        )
        return Finding("pictures", "look", reason)
    return _finding("pictures", problems, _("every picture says in words what it shows"))


def _in_words(subject: Subject) -> Finding:
    problems: list[str] = []
    for run in subject.runs:
        if not run.solved:
            continue
        cells = subject.lesson.cells[run.language]
        drawing = {figure.cell for figure in run.figures}
        waiting = 0
        for number, cell in enumerate(cells, start=1):
            if cell.code:
                if waiting and cell.id in drawing:
                    problems.append(_not_in_words(run.language, waiting))
                waiting = number if cell.id in drawing else waiting
            elif waiting and _WORDS.search(cell.source):
                waiting = 0
        if waiting:
            problems.append(_not_in_words(run.language, waiting))
    return _finding("words", problems, _("every plot is described in words below it"), otherwise="look")


def _not_in_words(language: str, number: int) -> str:
    summary = {"en": "The picture in words", "es": "La imagen en palabras"}[language]
    reason = _(
        "{file}: below the plot of cell {number}, say what it shows: <details><summary>{summary}</summary> … </details>"
    )
    return reason.format(file=notebook_name(language), number=number, summary=summary)


def _numbers(subject: Subject) -> Finding:
    problems: list[str] = []
    for name, expected in subject.expected.items():
        for run in subject.runs:
            value, said = run.checks.get(name, (None, ""))
            if run.failure:
                continue
            if name not in run.checks:
                problems.append(
                    _('{notebook}: no cell calls check("{name}", …)').format(notebook=_called(run), name=name)
                )
            elif run.solved and expected is not None and (value is None or not expected.agrees(value)):
                problems.append(f"{_called(run)}: {said or name}")
            elif not run.solved and value is not None and not said.startswith("✓"):
                problems.append(f"{_called(run)}: {said}")
    if not subject.expected:
        problems.append(_("lesson.yml holds no number under expect, so nobody notices when the lesson goes wrong"))
    good = _("numbers with their source, all as expected: {count}").format(count=len(subject.expected))
    return _finding("numbers", list(dict.fromkeys(problems)), good)


def _tasks(subject: Subject) -> Finding:
    problems: list[str] = []
    tasks = 0
    for language in LANGUAGES:
        text = "\n".join(cell.source for cell in subject.lesson.cells[language] if not cell.code)
        tasks, hints = len(_TASK.findall(text)), len(_HINT.findall(text))
        word, summary = {"en": ("Task", "Hint"), "es": ("Tarea", "Pista")}[language]
        if not tasks:
            problems.append(
                _("{file}: no task. Begin a paragraph with **{word} 1.**").format(
                    file=notebook_name(language), word=word
                )
            )
        elif hints < tasks:
            reason = _(
                "{file}: {tasks} tasks, {hints} hints. Below each task: <details><summary>{summary}</summary> …"
                " </details>"
            )
            problems.append(reason.format(file=notebook_name(language), tasks=tasks, hints=hints, summary=summary))
    return _finding("tasks", problems, _("tasks, each with a hint: {count}").format(count=tasks))


def _offline(subject: Subject) -> Finding:
    problems: list[str] = []
    links: dict[str, None] = {}
    for language in LANGUAGES:
        for number, cell in enumerate(subject.lesson.cells[language], start=1):
            found = (_FETCHES if cell.code else _LOADED).search(cell.source)
            place = _("{file}, cell {number}").format(file=notebook_name(language), number=number)
            if found:
                reason = _("{place}: “{what}” needs a network; use what the box has")
                problems.append(reason.format(place=place, what=" ".join(found[0].split())[:60]))
            elif not cell.code:
                links |= dict.fromkeys(_LINK.findall(cell.source))
    for run in subject.runs:
        problems += [
            _("{notebook}: it tried to reach {address}").format(notebook=_called(run), address=address)
            for address in run.addresses
        ]
    if links and not problems:
        reason = _("links that lead nowhere without a network: {links}. Better write the DOI or the title as text")
        return Finding("offline", "look", reason.format(links=", ".join(list(links)[:3])))
    return _finding("offline", problems, _("nothing needs a network"))


def _explained(subject: Subject) -> Finding:
    text = "\n".join(cell.source for cell in subject.lesson.cells["en"] if not cell.code)
    counts = {
        "formulas": len(set(_FORMULA.findall(text))),
        "references": len(_REFERENCE.findall(text)),
        "plots": _drawn(subject),
    }
    reason = _(
        "formulas: {formulas}, references: {references}, plots: {plots}. Read it aloud to somebody who has not made it:"
        " is each symbol explained, is each step shown in a plot, does each claim have its source?"
    )
    return Finding("explained", "look", reason.format(**counts))


def _authors(subject: Subject) -> Finding:
    try:
        found = yamlfile.read(subject.lesson.folder / AUTHORS)
    except yamlfile.YAMLError as error:
        return Finding("authors", "look", str(error))
    names = found.get("authors") or []
    if (isinstance(names, list) and names) or found.get("team"):
        return Finding("authors", "good", _("authors.yml says who made it"))
    reason = _("authors.yml names nobody. Write the team; names of people only if they want to see them in public")
    return Finding("authors", "look", reason)


def _finding(point: str, problems: list[str], good: str, otherwise: State = "bad") -> Finding:
    if not problems:
        return Finding(point, "good", good)
    more = _(" (and {count} more)").format(count=len(problems) - _SHOWN) if len(problems) > _SHOWN else ""
    return Finding(point, otherwise, "\n".join(problems[:_SHOWN]) + more)


def _called(run: Run) -> str:
    return f"{notebook_name(run.language)} ({_('solved') if run.solved else _('unsolved')})"


def _figures(subject: Subject) -> Iterable[tuple[Run, Figure, str]]:
    for run in subject.runs:
        if run.solved:
            numbers = {cell.id: number for number, cell in enumerate(subject.lesson.cells[run.language], start=1)}
            for figure in run.figures:
                place = _("{file}, plot of cell {number}")
                yield run, figure, place.format(file=notebook_name(run.language), number=numbers.get(figure.cell, 0))


def _drawn(subject: Subject) -> int:
    return max((len(run.figures) for run in subject.runs if run.solved), default=0)


_BY_RUNNING: tuple[Look, ...] = (_runs, _quick, _axes, _labelled, _in_words, _numbers)
