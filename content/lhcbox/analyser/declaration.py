"""What an analyser shows, as a short file declares it: variables, processes, activities, texts.

``content/dashboards/<slug>/analyser.yml`` is read here, checked, and given as the JSON that the page works with. Title
and summary stand in ``dashboard.yml`` beside it. Texts are English; translations are of the domain ``analyser``.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from lhcbox import samples
from lhcbox.expression import Expression, ExpressionError
from lhcbox.language import current, gettext
from lhcbox.numerals import numeral
from lhcbox.sample import Sample, nearest

DOMAIN = "analyser"
_ = partial(gettext, domain=DOMAIN)

FILE = "analyser.yml"
SCHEMA = Path(__file__).with_name("declaration.schema.json")
UNCERTAINTIES = (0.0, 0.1, 0.2, 0.3)
NUMBERS = ("S", "B", "S/B", "root", "asimov", "data")
"""What a condition may ask for; ``S:<process>`` is one process alone."""
_SENTENCES = ("title", "text", "hint", "right")
_LARGEST = 1 << 18  # bytes of a file; ours have a twentieth of it

Entry = dict[str, Any]


class DeclarationError(ValueError):
    """A declaration that can't be used: the message names file and entry, what is wrong, and what to do."""


class Unavailable(DeclarationError):
    """Nothing is wrong with the declaration, but the samples at hand are not enough for it."""


@dataclass(frozen=True)
class Category:
    """One category: the values it holds, or the ends (both included) between which they lie."""

    title: str
    short: str
    values: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Variable:
    """One variable.

    Attributes:
        expression: gives its values, one an event.
        low, high, n: the fine grid, ``n`` equal steps; for categories ``n`` is their number, low and high are 0 and n.
        group: fine steps of a drawn bin.
        scale: "log10" where the values are logarithms, else None.
    """

    key: str
    title: str
    symbol: str
    unit: str
    expression: str
    explain: str
    low: float
    high: float
    n: int
    group: int = 1
    digits: int = 0
    scale: str | None = None
    categories: tuple[Category, ...] = ()

    @property
    def kind(self) -> str:
        """ "range" or "category"."""
        return "category" if self.categories else "range"


@dataclass(frozen=True)
class Process:
    """What is drawn as one layer, or as points: samples, and which of their events."""

    key: str
    title: str
    kind: str
    colour: int
    pattern: str
    visible: bool
    samples: tuple[str, ...]
    where: str | None = None
    weight: str | None = None

    def held(self) -> tuple[str, ...]:
        """Those of its samples that the box holds."""
        known = samples.catalogue()
        return tuple(name for name in self.samples if name in known)


@dataclass(frozen=True)
class Declaration:
    """One analyser, checked.

    Attributes:
        path: its file.
        slug: name of its folder, part of addresses.
        facts: of ``dashboard.yml``: title, summary, minutes; empty where there is none.
        rest: the file's other entries as they are: keep, define, makers, luminosity, fit and so on.
        activities: as the page wants them, in English.
    """

    path: Path
    slug: str
    facts: Entry
    variables: tuple[Variable, ...]
    processes: tuple[Process, ...]
    activities: tuple[Entry, ...]
    rest: Entry

    @classmethod
    def read(cls, path: Path, known: Collection[str] | None = None) -> "Declaration":
        """The declaration in the file ``path``.

        Args:
            path: an analyser.yml.
            known: ids of all samples that there can be; where None, any id is taken for one.

        Raises:
            DeclarationError: the file can't be used.
        """
        beside = path.with_name("dashboard.yml")
        facts = _yaml(beside) if beside.is_file() else {}
        return cls.of(_yaml(path), path, facts, known)

    @classmethod
    def of(
        cls, content: Entry, path: Path, facts: Entry | None = None, known: Collection[str] | None = None
    ) -> "Declaration":
        """The declaration that ``content`` makes; arguments and errors as for :meth:`read`."""
        _validate(content, path)
        made = cls(
            path=path,
            slug=path.parent.name,
            facts=facts or {},
            variables=tuple(_variable(key, entry, path) for key, entry in content["variables"].items()),
            processes=tuple(
                _process(key, entry, place) for place, (key, entry) in enumerate(content["processes"].items())
            ),
            activities=tuple({"key": key, **entry} for key, entry in content.get("activities", {}).items()),
            rest={k: v for k, v in content.items() if k not in ("variables", "processes", "activities")},
        )
        made._check(known)
        return made

    def fault(self, entry: str, what: str) -> DeclarationError:
        """The error that ``entry`` of this file is at fault."""
        return DeclarationError(f"{self.path}: {entry}: {what}")

    def chosen(self, key: str, given: list[Any]) -> list[int]:
        """Categories of the variable ``key``, given by their short names or numbers, as numbers from 1."""
        return self._numbers(self._variable(key), given, key)

    def variable(self, key: str) -> Variable | None:
        """The variable ``key``; None where there is none."""
        return next((variable for variable in self.variables if variable.key == key), None)

    def shown(self) -> tuple[Process, ...]:
        """The processes of which the box holds a sample."""
        return tuple(process for process in self.processes if process.held())

    def available(self) -> bool:
        """Whether the box holds samples of any process."""
        return bool(self.shown())

    def luminosity(self) -> float | None:
        """Luminosity in 1/fb to which simulation is weighted: as stated, else that of the data; None where unknown.

        Raises:
            DeclarationError: the data are of several luminosities.
            Unavailable: it would be that of the data, and the box does not hold them.
        """
        if "luminosity_fb" in self.rest:
            return float(self.rest["luminosity_fb"])
        data = [process for process in self.processes if process.kind == "data"]
        held = [samples.get(name).luminosity_fb for process in data for name in process.held()]
        if data and not held and self._needs_luminosity():
            raise Unavailable(
                f"{self.path}: the data are not among the samples of this profile, and luminosity_fb is not stated;"
                " add the sample of the data to the profile, or state luminosity_fb"
            )
        if len(set(held)) > 1:
            said = ", ".join(str(value) for value in held)
            raise self.fault("processes", f"the data are of several luminosities ({said}); state luminosity_fb")
        return held[0] if held else None

    def messages(self) -> list[str]:
        """Every text that is translated, in reading order, each once."""
        found: dict[str, None] = {}
        for variable in self.variables:
            found.update(dict.fromkeys((variable.title, variable.explain)))
            for category in variable.categories:
                found.update(dict.fromkeys((category.title, category.short)))
        found.update(dict.fromkeys(process.title for process in self.processes))
        for activity in self.activities:
            for entry in (activity, *activity["steps"]):
                found.update(dict.fromkeys(_flat(entry[name]) for name in _SENTENCES if name in entry))
        return [text for text in found if any(letter.isalpha() for letter in text)]

    def page(self, language: str | None = None) -> Entry:
        """What the page works with, as JSON, in ``language``; the samples must be at hand for stamp and label.

        Bounds that are shares of answers must have been settled (`lhcbox.analyser.answers`), where there are any.
        Besides what the page needs there are ``notes``, sentences that it says about this box, ``sources``, the
        samples that are in it, and ``minutes``.
        """
        reader = language or current()
        said = partial(_, language=reader)
        shown = self.shown()
        held = [samples.get(name) for process in shown for name in process.held()]
        return {
            "slug": self.slug,
            "title": gettext(_flat(self.facts.get("title", self.slug)), domain="dashboards", language=reader),
            "summary": gettext(_flat(self.facts.get("summary", "")), domain="dashboards", language=reader)
            if self.facts.get("summary")
            else "",
            "minutes": self.facts.get("minutes"),
            "language": reader,
            "stamp": self._stamp(held, reader),
            "label": " · ".join(_labels(held, reader)),
            "processes": [_process_page(process, said) for process in shown],
            "variables": [_variable_page(variable, said) for variable in self.variables],
            "hidden_data": bool(self.rest.get("hidden_data", False)),
            "background_uncertainty": list(self.rest.get("background_uncertainty", UNCERTAINTIES)),
            "fit": self.rest.get("fit"),
            "activities": [self._activity_page(activity, said) for activity in self.activities],
            "notes": self._notes(said, reader),
            "sources": [
                {
                    "id": sample.id,
                    "title": gettext(sample.title_en, domain="data", language=reader),
                    "real": sample.real,
                }
                for sample in held
            ],
        }

    # Checks -----------------------------------------------------------------------------------------------------------

    def _check(self, known: Collection[str] | None) -> None:
        names = {variable.key for variable in self.variables}
        for process in self.processes:
            for name in process.samples:
                if known is not None and name not in known:
                    raise self.fault(
                        f"processes.{process.key}", f"there is no sample {name!r}; is {nearest(name, known)} meant?"
                    )
        fit = self.rest.get("fit")
        if fit is not None and (fit["variable"] not in names or self._variable(fit["variable"]).kind != "range"):
            raise self.fault(
                "fit", f"{fit['variable']!r} is no variable with an axis; choose {_listed(self._ranges())}"
            )
        for activity in self.activities:
            where = f"activities.{activity['key']}"
            self._check_start(activity.get("start", {}), f"{where}.start")
            for number, step in enumerate(activity["steps"], 1):
                if "answer" in step:
                    self._check_start(step["answer"], f"{where}, step {number}, answer")
                for condition in step["check"]:
                    self._check_condition(condition, f"{where}, step {number}")
                    shares = [end for end in ("above", "below") if isinstance(condition.get(end), Mapping)]
                    if shares and "answer" not in step:
                        raise self.fault(
                            f"{where}, step {number}",
                            f"{shares[0]} is a share of an answer, and the step has none; add it, or write a number",
                        )

    def _check_start(self, start: Mapping[str, Any], where: str) -> None:
        for key, cut in start.get("cuts", {}).items():
            variable = self._of_condition(key, where)
            if variable.kind == "category":
                self._numbers(variable, cut, where)
            elif len(cut) != 2 or not all(_is_number(value) for value in cut) or not cut[0] < cut[1]:
                raise self.fault(where, f"the cut on {key} is {cut}; write [from, to], two numbers in its unit")
        for key in start.get("hidden", ()):
            self._process(key, where)

    def _check_condition(self, condition: Entry, where: str) -> None:
        shapes = {
            "cut": {"cut", "from", "to"},
            "keep": {"keep", "only"},
            "process": {"process", "visible"},
            "number": {"number", "above", "below"},
            "uncertainty": {"uncertainty"},
            "view": {"view", "on"},
        }
        kinds = [kind for kind in shapes if kind in condition]
        if len(kinds) != 1 or not set(condition) <= shapes[kinds[0]]:
            raise self.fault(
                where,
                f"{json.dumps(condition, ensure_ascii=False)} is no condition; write cut (with from and to), keep and"
                " only, process and visible, number with above or below, uncertainty, or view and on",
            )
        match kinds[0]:
            case "cut":
                variable = self._of_condition(condition["cut"], where)
                windows = [condition[end] for end in ("from", "to") if end in condition]
                if windows and variable.kind == "category":
                    raise self.fault(where, f"{variable.key} has categories; write keep and only")
                for value in (value for window in windows for value in window.values()):
                    if not variable.low <= value <= variable.high:
                        raise self.fault(
                            where, f"{value:g} is outside of the axis of {variable.key}, {variable.low:g} to"
                            f" {variable.high:g}; correct one of them"
                        )  # fmt: skip
                if any(window.get("min", -1e300) > window.get("max", 1e300) for window in windows):
                    raise self.fault(where, f"the window of {variable.key} has min above max; exchange them")
            case "keep":
                variable = self._of_condition(condition["keep"], where)
                if variable.kind != "category":
                    raise self.fault(where, f"{variable.key} has an axis; write cut with from and to")
                if "only" in condition:
                    self._numbers(variable, condition["only"], where)
            case "process":
                self._process(condition["process"], where)
            case "number":
                name = str(condition["number"])
                if name.startswith("S:"):
                    self._process(name[2:], where)
                elif name not in NUMBERS:
                    raise self.fault(where, f"there is no number {name!r}; choose {_listed(NUMBERS)} or S:<process>")
                if not {"above", "below"} & set(condition):
                    raise self.fault(where, f"the number {name} needs above, below or both")

    def _numbers(self, variable: Variable, given: list[Any], where: str) -> list[int]:
        """Categories, given by their short names or numbers, as numbers from 1."""
        shorts = [category.short for category in variable.categories]
        found = []
        for each in given:
            if each in shorts:
                found.append(shorts.index(each) + 1)
            elif isinstance(each, int) and not isinstance(each, bool) and 1 <= each <= variable.n:
                found.append(each)
            else:
                raise self.fault(where, f"{variable.key} has no category {each!r}; choose {_listed(shorts)}")
        return found

    def _of_condition(self, key: str, where: str) -> Variable:
        variable = self.variable(key)
        if variable is None:
            names = [each.key for each in self.variables]
            raise self.fault(where, f"there is no variable {key!r}; is {nearest(key, names)} meant?")
        return variable

    def _variable(self, key: str) -> Variable:
        return self._of_condition(key, "variables")

    def _process(self, key: str, where: str) -> Process:
        names = [process.key for process in self.processes]
        if key not in names:
            raise self.fault(where, f"there is no process {key!r}; is {nearest(key, names)} meant?")
        return self.processes[names.index(key)]

    def _ranges(self) -> list[str]:
        return [variable.key for variable in self.variables if variable.kind == "range"]

    def _needs_luminosity(self) -> bool:
        mc = [process for process in self.shown() if process.kind != "data" and process.weight is None]
        return any(samples.get(name).cross_section_pb is not None for process in mc for name in process.held())

    # The page ---------------------------------------------------------------------------------------------------------

    def _stamp(self, held: list[Sample], language: str) -> str:
        stated = self.rest.get("energy_tev")
        energies = {stated} if stated else {sample.energy_tev for sample in held if sample.energy_tev}
        parts = [f"√s = {numeral(float(energy), language)} TeV" for energy in sorted(energies)]
        luminosity = self.luminosity()
        if luminosity is not None:
            value = numeral(luminosity, language, 3)
            inferred = self.rest.get("luminosity_inferred")
            words = _("{value} fb⁻¹ (inferred)", language=language) if inferred else "{value} fb⁻¹"
            parts.append(words.format(value=value))
        elif any(process.kind != "data" for process in self.shown()):
            parts.append(_("luminosity of the weights not stated", language=language))
        return ", ".join(parts)

    def _activity_page(self, activity: Entry, said: partial[str]) -> Entry:
        start = activity.get("start", {})
        state: Entry = {}
        if start.get("cuts"):
            state["c"] = {key: self._cut(key, cut) for key, cut in start["cuts"].items()}
        if start.get("hidden"):
            state["h"] = start["hidden"]
        if start.get("view"):
            state["v"] = start["view"]
        if "uncertainty" in start:
            state["f"] = start["uncertainty"]
        return {
            "key": activity["key"],
            **{name: said(_flat(activity[name])) for name in ("title", "text")},
            "start": state,
            "steps": [
                {
                    **{
                        name: _bounded(said(_flat(step[name])), step["check"], said.keywords["language"])
                        if step.get(name)
                        else ""
                        for name in ("text", "hint", "right")
                    },
                    "check": [self._condition(condition) for condition in step["check"]],
                }
                for step in activity["steps"]
            ],
        }

    def _cut(self, key: str, cut: list[Any]) -> list[Any]:
        variable = self._variable(key)
        return [self._numbers(variable, cut, key)] if variable.kind == "category" else cut

    def _condition(self, condition: Entry) -> Entry:
        if "only" not in condition:
            return condition
        numbers = self._numbers(self._variable(condition["keep"]), condition["only"], condition["keep"])
        return {**condition, "only": sorted(numbers)}

    def _notes(self, said: partial[str], language: str) -> list[str]:
        notes = []
        gone = [said(process.title) for process in self.processes if not process.held()]
        if gone:
            words = _("This box holds no samples of: {names}. They are left out.", language=language)
            notes.append(words.format(names=", ".join(gone)))
        parts = [said(each.title) for each in self.shown() if len(each.held()) < len(each.samples)]
        if parts:
            words = _("This box holds only some of the samples of: {names}. Too few are shown.", language=language)
            notes.append(words.format(names=", ".join(parts)))
        return notes


def declarations(content: Path, known: Collection[str] | None = None) -> Iterator[Declaration]:
    """Every declaration under ``content/dashboards``, by slug; errors as for :meth:`Declaration.read`."""
    for path in sorted((content / "dashboards").glob(f"*/{FILE}")):
        yield Declaration.read(path, known)


def expression(text: str, known: Collection[str], where: str) -> Expression:
    """``text`` as an expression over ``known`` names.

    Raises:
        DeclarationError: it is none.
    """
    try:
        return Expression(text, known, where)
    except ExpressionError as error:
        raise DeclarationError(str(error)) from error


# Reading --------------------------------------------------------------------------------------------------------------


class _Loader(yaml.SafeLoader):
    """YAML in which each key stands once, and nothing stands for something else."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem="an alias (*name); write out what it stands for",
                problem_mark=self.peek_event().start_mark,  # type: ignore[no-untyped-call]
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Any:
        keys = [key.value for key, _value in node.value]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {key!r} is given twice; delete or rename one of them",
                    problem_mark=node.value[place][0].start_mark,
                )
        return super().construct_mapping(node, deep)


def _yaml(path: Path) -> Entry:
    try:
        text = path.read_text(encoding="utf-8")
        if len(text) > _LARGEST:
            raise DeclarationError(f"{path}: longer than {_LARGEST} characters; a declaration is a short file")
        content = yaml.load(text, Loader=_Loader)
    except OSError as error:
        raise DeclarationError(f"{path}: cannot be read: {error.strerror}") from error
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise DeclarationError(f"{path}: {line}{error.problem}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise DeclarationError(f"{path}: not YAML: {' '.join(str(error).split())}; save it as UTF-8 text") from error
    if not isinstance(content, dict):
        raise DeclarationError(f"{path}: holds no mapping (key: value) at its top; compare it with another {FILE}")
    return content


# Only true and false are yes and no, as in YAML 1.2: `on` is the name of an entry
_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in resolvers if not (tag == "tag:yaml.org,2002:bool" and first not in "tTfF")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def _schema() -> Any:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _validate(content: Entry, path: Path) -> None:
    errors = sorted(_schema().iter_errors(content), key=lambda error: [str(part) for part in error.absolute_path])
    if not errors:
        return
    error = errors[0]
    place = ".".join(str(part) for part in error.absolute_path) or "the file"
    remedy = error.schema.get("description") or "compare it with analyser.yml of another dashboard"
    if error.validator == "additionalProperties" and "properties" in error.schema:
        remedy = "there may be: " + ", ".join(error.schema["properties"])
    message = error.message if len(error.message) < 300 else error.message[:300] + "…"
    raise DeclarationError(f"{path}: {place}: {message}; {remedy}")


def _variable(key: str, entry: Entry, path: Path) -> Variable:
    where = f"{path}: variables.{key}"
    if ("axis" in entry) == ("categories" in entry):
        raise DeclarationError(f"{where}: give either axis: [from, to, fine steps] or categories")
    texts = {
        "key": key,
        "title": _flat(entry["title"]),
        "symbol": entry.get("symbol") or _flat(entry["title"]),
        "unit": entry.get("unit", ""),
        "expression": entry["values"],
        "explain": _flat(entry["explain"]),
    }
    if "categories" in entry:
        given = [name for name in ("group", "digits", "scale", "unit") if name in entry]
        if given:
            raise DeclarationError(f"{where}: categories have no {given[0]}; delete it")
        categories = tuple(_category(each, where) for each in entry["categories"])
        shorts = [category.short for category in categories]
        for place, short in enumerate(shorts):
            if short in shorts[:place]:
                raise DeclarationError(f"{where}: two categories have the short name {short!r}; rename one of them")
        n = len(categories)
        return Variable(**texts, low=0, high=n, n=n, categories=categories)
    low, high, n = entry["axis"]
    group = entry.get("group", 1)
    if not low < high:
        raise DeclarationError(f"{where}: the axis goes from {low:g} to {high:g}; write the smaller number first")
    if n % group:
        fits = [str(step) for step in range(1, n + 1) if n % step == 0]
        raise DeclarationError(
            f"{where}: {n} fine steps can't be drawn in groups of {group}; choose group out of {', '.join(fits)}"
        )
    return Variable(
        **texts, low=low, high=high, n=n, group=group, digits=entry.get("digits", 0), scale=entry.get("scale")
    )


def _category(entry: Entry, where: str) -> Category:
    given = entry.get("is")
    if (given is None) == ("from" not in entry and "to" not in entry):
        raise DeclarationError(
            f"{where}: the category {entry['short']!r} needs its values: is (one or a list), or from and to"
        )
    values = () if given is None else tuple(float(v) for v in (given if isinstance(given, list) else [given]))
    return Category(_flat(entry["title"]), _flat(entry["short"]), values, entry.get("from"), entry.get("to"))


def _process(key: str, entry: Entry, place: int) -> Process:
    data = entry["kind"] == "data"
    return Process(
        key=key,
        title=_flat(entry["title"]),
        kind=entry["kind"],
        colour=entry.get("colour", 3 if entry["kind"] == "signal" else place % 10),
        pattern=entry.get("pattern", "none"),
        visible=entry.get("visible", True),
        samples=tuple(entry["samples"]),
        where=entry.get("where"),
        weight=None if data else entry.get("weight"),
    )


# Showing --------------------------------------------------------------------------------------------------------------


def _process_page(process: Process, said: partial[str]) -> Entry:
    return {
        "key": process.key,
        "title": said(process.title),
        "kind": process.kind,
        "colour": process.colour,
        "pattern": process.pattern,
        "visible": process.visible,
    }


def _variable_page(variable: Variable, said: partial[str]) -> Entry:
    page: Entry = {
        "key": variable.key,
        "title": said(variable.title),
        "symbol": said(variable.title) if variable.symbol == variable.title else variable.symbol,
        "unit": variable.unit,
        "kind": variable.kind,
        "low": variable.low,
        "high": variable.high,
        "n": variable.n,
        "group": variable.group,
        "digits": variable.digits,
        "categories": [{"title": said(each.title), "short": said(each.short)} for each in variable.categories],
        "explain": said(variable.explain),
    }
    if variable.scale:
        page["scale"] = variable.scale
    return page


def _labels(held: list[Sample], language: str) -> list[str]:
    """What must stand on every plot, as `Sample.label` says it, real events first."""
    real, practice = "{experiment} Open Data, for education", "practice simulation, not {experiment} data"
    said = partial(gettext, domain="data", language=language)
    return list(
        dict.fromkeys(
            said(real if sample.real else practice).format(experiment=sample.experiment)
            for sample in sorted(held, key=lambda sample: not sample.real)
        )
    )


def _bounded(text: str, conditions: list[Entry], language: str) -> str:
    """``text`` with the bounds of the step's conditions where it says {above} or {below}."""
    for end in ("above", "below"):
        bound = next((condition[end] for condition in conditions if end in condition), None)
        if bound is not None:
            text = text.replace(f"{{{end}}}", numeral(float(bound), language))
    return text


def _flat(text: str) -> str:
    return " ".join(str(text).split())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _listed(names: Collection[str]) -> str:
    return ", ".join(names)
