"""One sample: what it is, where it comes from, its events, and how much each of them counts."""

import difflib
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias

import awkward as ak
import numpy as np
import uproot

from lhcbox import account, records
from lhcbox.language import gettext

_ = partial(gettext, domain="data")

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]


class SampleError(LookupError):
    """A sample, a period or a branch that does not exist; the message names those that do."""


class UnknownLuminosity(UserWarning):
    """The weights of a table are given as they are: nobody knows the luminosity that they stand for."""


SHORT_LIST = 12
"""So many names are still read when an error lists them all."""


def nearest(wrong: str, names: Iterable[str]) -> str:
    """The names most like ``wrong``; where none is like it, all of a short list, or the least unlike of a long one."""
    known = list(names)
    alike = difflib.get_close_matches(wrong, known, n=3, cutoff=0.4)
    if not alike and len(known) > SHORT_LIST:
        alike = difflib.get_close_matches(wrong, known, n=3, cutoff=0.0)
    return ", ".join(alike or known)


@dataclass(frozen=True)
class Step:
    """What was left after one step of curating; ``sum_of_weights`` is that of these events, None where not known."""

    name: str
    events: int
    sum_of_weights: float | None = None


@dataclass(frozen=True)
class SampleFile:
    """One ROOT file of a sample; ``luminosity_fb`` in 1/fb where the file is a period of collisions.

    ``precision`` holds, for branches that were rounded, how many bits of the mantissa were kept. ``excerpt`` is there
    where only the first events of the source were fetched: ``first_events`` of ``of``.
    """

    path: Path
    events: int
    events_before: int  # in the source file, before curating; generated ones for practice
    period: str | None = None
    luminosity_fb: float | None = None
    edition: str | None = None  # which upload of the record's file it was made of; None for practice
    source_checksum: str | None = None
    source: str | None = None  # name of the release's file
    steps: tuple[Step, ...] = ()
    excerpt: Mapping[str, int] | None = None
    precision: Mapping[str, int] = field(default_factory=dict)
    luminosity_share: float | None = None  # of the source's collisions, what is kept stands for this share

    @property
    def is_part(self) -> bool:
        """Whether events that pass the preselection are missing; weights and luminosity allow for it."""
        counts = [step.events for step in self.steps]
        thinned = any(
            step.name == "thinning" and after < before
            for step, before, after in zip(self.steps[1:], counts, counts[1:], strict=False)
        )
        return thinned or self.excerpt is not None


@dataclass(frozen=True)
class Branch:
    """What is known of a branch; ``unit`` is None for pure numbers, ``many`` says that an event has a list of it."""

    name: str
    type: str
    unit: str | None = None
    meaning: str | None = None
    many: bool = False


@dataclass(frozen=True)
class Sample:
    """Collision data (``kind`` "data") or one simulated process ("mc"), with what its normalisation needs.

    ``cross_section_pb`` in pb, with filter efficiency and k-factor; ``luminosity_fb`` in 1/fb; both None where they
    make no sense or are not known. Weights are divided by ``sum_of_weights``: ``sum_of_weights_source``, that of the
    release, times the share of the simulation that is kept. ``unknowns_en`` lists what nobody knows about a table
    that has no record of its own. ``whole`` says that the files are the release's own.
    """

    id: str
    title_en: str = field(repr=False)
    kind: str
    real: bool
    experiment: str
    release: str
    energy_tev: float | None
    record: int | None
    doi: str | None
    licence: str
    tree: str
    selection_en: str = field(repr=False)
    files: tuple[SampleFile, ...] = field(repr=False)
    note_en: str | None = field(default=None, repr=False)
    luminosity_fb: float | None = None
    process: str | None = None
    dsid: int | None = None
    short_name: str | None = field(default=None, repr=False)
    cross_section_pb: float | None = None
    sum_of_weights: float | None = None
    sum_of_weights_source: float | None = field(default=None, repr=False)
    weight_factors: tuple[str, ...] = field(default=(), repr=False)
    release_title_en: str = field(default="", repr=False)
    record_title: str | None = field(default=None, repr=False)
    recipe: str = field(default="", repr=False)
    preselection: str | None = field(default=None, repr=False)
    looser_than_en: str | None = field(default=None, repr=False)
    unknowns_en: tuple[str, ...] = field(default=(), repr=False)
    collection: str | None = field(default=None, repr=False)
    family: str | None = field(default=None, repr=False)
    known_branches: tuple[Branch, ...] = field(default=(), repr=False)
    whole: bool = field(default=False, repr=False)

    @property
    def title(self) -> str:
        """What it is, in the reader's language."""
        return _(self.title_en)

    @property
    def selection(self) -> str:
        """Which events and branches were kept of the source, in the reader's language."""
        if self.whole:
            return _("the release's own files, with all their events and branches")
        return _(self.selection_en)

    @property
    def note(self) -> str | None:
        """What one must know before using it, in the reader's language; None where there is nothing."""
        return _(self.note_en) if self.note_en else None

    @property
    def looser_than(self) -> str | None:
        """Why the events left out would not be missed, in the reader's language; None where none were left out."""
        return _(self.looser_than_en) if self.looser_than_en else None

    @property
    def unknowns(self) -> list[str]:
        """What is not known about the sample, in the reader's language."""
        return [_(text) for text in self.unknowns_en]

    @property
    def label(self) -> str:
        """What must stand on every plot of this sample, in the reader's language."""
        if self.real:
            return _("{experiment} Open Data, for education").format(experiment=self.experiment)
        return _("practice simulation, not {experiment} data").format(experiment=self.experiment)

    @property
    def event_count(self) -> int:
        """Number of events in all files."""
        return sum(file.events for file in self.files)

    @property
    def branches(self) -> list[str]:
        """Names of all branches."""
        with uproot.open(self.files[0].path) as source:
            return list(source[self.tree].keys())

    def provenance(self) -> dict[str, Any]:
        """All that is known of where the events come from and what was done to them, as plain values.

        Texts are in the reader's language. `print` of a sample, or its name alone in a notebook's cell, shows the same.
        """
        return account.facts(self)

    def __str__(self) -> str:
        return account.text(self)

    def _repr_html_(self) -> str:
        return account.html(self)

    def period_files(self, period: str | None = None) -> tuple[SampleFile, ...]:
        """All files, or those of one ``period``.

        Raises:
            SampleError: the sample has no such period.
        """
        if period is None:
            return self.files
        chosen = tuple(file for file in self.files if file.period == period)
        if not chosen:
            periods = ", ".join(sorted({file.period for file in self.files if file.period})) or _("none")
            raise SampleError(
                _("{sample} has no period {period!r}; its periods: {periods}").format(
                    sample=self.id, period=period, periods=periods
                )
            )
        return chosen

    def arrays(self, branches: list[str] | None = None, period: str | None = None) -> ak.Array:
        """The events as an awkward array with one field a branch; lists stay lists of different lengths.

        Args:
            branches: names of the branches to read; all of them where None.
            period: read only this period of collisions, such as "A".

        Raises:
            SampleError: there is no such branch or period.
        """
        files = self.period_files(period)
        known = self.branches
        for name in branches or []:
            if name not in known:
                raise self._no_branch(name, known)
        parts = []
        for file in files:
            with uproot.open(file.path) as source:
                parts.append(source[self.tree].arrays(branches or known))
        return parts[0] if len(parts) == 1 else ak.concatenate(parts)

    def events(
        self, branches: list[str] | None = None, period: str | None = None, unit: Literal["GeV"] | None = None
    ) -> ak.Array:
        """The events with particles as records: ``events.lep.pt``, ``(events.lep[:, 0] + events.lep[:, 1]).mass``.

        Records are four-momenta of the `vector` library and have the release's own names (ATLAS: ``lep``, ``jet``,
        ``photon``, ``tau``, ``largeRjet``, ``met``; CMS: ``Muon``; tables with one column a particle: ``lep``). A
        field whose name awkward uses itself is read in brackets: ``events.lep["type"]``.

        Args:
            branches: branches or whole records (``["lep", "met", "trigE"]``); all where None. What the weights of a
                simulated sample are made of is always there.
            period: read only this period of collisions, such as "A".
            unit: "GeV" gives every energy, momentum and mass in GeV; None leaves the release's unit (ATLAS 8 TeV and
                2020: MeV; ATLAS 2025 and CMS: GeV).

        Raises:
            SampleError: there is no such branch, record or period.
        """
        return records.grouped(self.arrays(self._expanded(branches), period), self._in_mev(unit))

    def iterate(
        self,
        step: str | int = "50 MB",
        branches: list[str] | None = None,
        period: str | None = None,
        unit: Literal["GeV"] | None = None,
    ) -> Iterator[ak.Array]:
        """The same as `events`, part by part, so that memory holds one part only.

        Args:
            step: how much is read at a time: "50 MB" of the branches read, or a number of events. What is computed of a
                part comes on top.
            branches, period, unit: as for `events`.

        Raises:
            SampleError: there is no such branch, record or period.
        """
        wanted, in_mev = self._expanded(branches), self._in_mev(unit)
        for file in self.period_files(period):
            with uproot.open(file.path) as source:
                for part in source[self.tree].iterate(wanted, step_size=step):
                    yield records.grouped(part, in_mev)

    def weights(self, events: ak.Array, luminosity_fb: float | None = None) -> Array:
        """How many collisions each simulated event stands for at ``luminosity_fb`` (1/fb).

        weight = L * 1000 * cross-section * mcWeight * product of scale factors / sum of weights; the 1000 turns 1/fb
        into 1/pb. A weight may be negative and must stay so: only the sum over many events means something.

        Of a table whose luminosity is not known the weights come as they are, with the warning `UnknownLuminosity`.

        Args:
            events: what `events`, `iterate` or `arrays` gave, with `weight_factors` among its fields; a selection of it
                is fine.
            luminosity_fb: integrated luminosity in 1/fb.

        Raises:
            SampleError: the sample is data, ``events`` lack a branch that the weight needs, or no luminosity is given.
        """
        if not self.weight_factors:
            raise SampleError(
                _("{sample} holds collisions, each counts once: it has no weights").format(sample=self.id)
                if self.kind == "data"
                else _("{sample} has no weights").format(sample=self.id)
            )
        missing = [name for name in self.weight_factors if name not in events.fields]
        if missing:
            raise SampleError(
                _("{sample}: the weight also needs the branches {names}; read them with arrays()").format(
                    sample=self.id, names=", ".join(missing)
                )
            )
        product = np.full(len(events), self._collisions_a_weight(luminosity_fb))
        for name in self.weight_factors:
            product = product * ak.to_numpy(events[name]).astype(np.float64)
        return product

    def _collisions_a_weight(self, luminosity_fb: float | None) -> float:
        if self.cross_section_pb is None or self.sum_of_weights is None:
            message = _("{sample}: the luminosity that its weights stand for is not known; they are given as they are")
            warnings.warn(message.format(sample=self.id), UnknownLuminosity, stacklevel=3)
            return 1.0
        if luminosity_fb is None:
            raise SampleError(
                _("{sample}: say for which luminosity in 1/fb: `weights(events, 10)`").format(sample=self.id)
            )
        return luminosity_fb * 1000 * self.cross_section_pb / self.sum_of_weights

    def _expanded(self, branches: list[str] | None) -> list[str]:
        """Branches of the records and branches named, and those that the weight needs."""
        known = self.branches
        if branches is None:
            return known
        wanted: dict[str, None] = {}
        for name in branches:
            parts = records.members(name, known) or ([name] if name in known else [])
            if not parts:
                raise self._no_branch(name, [*known, *records.names(known)])
            wanted.update(dict.fromkeys(parts))
        return [*wanted, *(name for name in self.weight_factors if name in known and name not in wanted)]

    def _in_mev(self, unit: str | None) -> frozenset[str]:
        """The branches that ``unit`` asks to convert. A whole release file has more than the catalogue describes."""
        if unit not in (None, "GeV"):
            raise ValueError(_("unit is {unit!r}; it may be 'GeV' or None").format(unit=unit))
        units = {branch.name: branch.unit for branch in self.known_branches}
        if unit is None or "MeV" not in units.values():
            return frozenset()
        return frozenset(
            name for name in self.branches if units.get(name, "MeV" if records.is_energy(name) else None) == "MeV"
        )

    def _no_branch(self, name: str, known: Iterable[str]) -> SampleError:
        return SampleError(
            _("{sample} has no branch {branch!r}; the nearest names are: {names}").format(
                sample=self.id, branch=name, names=nearest(name, known)
            )
        )
