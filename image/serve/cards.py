"""What the data cards and the list of samples show, put in order: families, steps, totals.

The rule: the catalogue and the cards' index are only read here; whatever one of them does not say is left out.
"""

from dataclasses import dataclass, field
from typing import Any

from serve.shelf import Entry, Shelf

Text = Any
"""Either ``{"en": …, "es": …}`` or an English message of the domain ``data``, as ``serve.shelf.said`` takes it."""


@dataclass(frozen=True)
class Listed:
    """One sample in a list."""

    name: str
    sample: Entry
    card: Entry

    @property
    def events(self) -> int:
        """In all its files."""
        return sum(file.get("events") or 0 for file in self.sample.get("files", ()))

    @property
    def bytes(self) -> int:
        """In all its files."""
        return sum(file.get("bytes") or 0 for file in self.sample.get("files", ()))

    @property
    def manner(self) -> str:
        """What it is: "data", "official" (simulation) or "practice"."""
        return manner(self.sample)


@dataclass
class Family:
    """Samples for the same kind of analysis."""

    title: Text
    samples: list[Listed] = field(default_factory=list)

    def count(self, manner: str) -> int:
        """How many of the samples are "data", "official" or "practice"."""
        return sum(each.manner == manner for each in self.samples)


@dataclass
class Release:
    """The families of one release."""

    title: Text
    families: list[Family] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """What was left after a step of curating; ``sum_of_weights`` None for collisions, or where it is not known."""

    name: str
    events: int
    sum_of_weights: float | None


def manner(sample: Entry) -> str:
    """What a sample is: "data" and "official" (simulation) are the experiment's, "practice" is ours."""
    if not sample.get("real"):
        return "practice"
    return "data" if sample.get("kind") != "mc" else "official"


def releases(shelf: Shelf) -> list[Release]:
    """Every sample, by release and family, each in the order of the catalogue."""
    found: dict[str, Release] = {}
    families: dict[tuple[str, str], Family] = {}
    for name, sample in shelf.samples.items():
        card = shelf.cards.get(name, {})
        key, title = str(sample.get("release")), card.get("family", "")
        if key not in found:
            found[key] = Release(sample.get("release_title") or sample.get("release") or "")
        if (key, str(title)) not in families:
            families[key, str(title)] = Family(title)
            found[key].families.append(families[key, str(title)])
        families[key, str(title)].samples.append(Listed(name, sample, card))
    return list(found.values())


def steps(sample: Entry) -> list[Step]:
    """The steps of curating, added up over the files of the sample."""
    names: dict[str, None] = {}
    for file in sample.get("files", ()):
        names.update((step["name"], None) for step in file.get("steps") or ())
    made = []
    for name in names:
        each = [step for file in sample["files"] for step in file.get("steps") or () if step["name"] == name]
        sums = [step.get("sum_of_weights") for step in each]
        total = sum(value for value in sums if value is not None) if None not in sums else None
        made.append(Step(name, sum(step["events"] for step in each), total))
    return made


def precision(sample: Entry) -> dict[str, int]:
    """Bits of the mantissa that were kept of each branch that was made shorter."""
    found: dict[str, int] = {}
    for file in sample.get("files", ()):
        found |= file.get("precision") or {}
    return dict(sorted(found.items()))


@dataclass(frozen=True)
class Bin:
    """One bin of a plot, in the unit of its axis, with the lengths of its error bars."""

    start: float
    end: float
    content: float
    low: float
    high: float


def bins(histogram: Entry | None) -> list[Bin]:
    """The bins of a plot as ``Shelf.histogram`` gives it; none where there is no plot."""
    if histogram is None:
        return []
    filled = histogram["histogram"]
    edges = filled["edges"]
    columns = zip(edges, edges[1:], filled["contents"], filled["low"], filled["high"], strict=False)
    return [Bin(*row) for row in columns]
