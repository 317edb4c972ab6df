"""Every sample in the box: what it is, where it comes from, and its events.

>>> from lhcbox import samples
>>> data = samples.get("atlas13-4lep-data")
>>> events = data.arrays(["lep_pt", "lep_charge"], period="D")

Branch names and units are those of the release (ATLAS: MeV, CMS: GeV). A sample whose ``real`` is false is a practice
sample: simulated by the box's own small generator because the real file was not at hand when the box was baked.
"""

import argparse
import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeAlias

import awkward as ak
import numpy as np
import uproot

from lhcbox.language import gettext, share

_ = partial(gettext, domain="data")

Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]


class SampleError(LookupError):
    """A sample, a period or a branch that does not exist; the message names those that do."""


def _nearest(wrong: str, names: Iterable[str]) -> str:
    """The names most like ``wrong``, or all of them where none is like it."""
    known = list(names)
    return ", ".join(difflib.get_close_matches(wrong, known, n=3, cutoff=0.4) or known)


@dataclass(frozen=True)
class SampleFile:
    """One ROOT file of a sample; ``luminosity_fb`` in 1/fb where the file is a period of collisions."""

    path: Path
    events: int
    events_before: int  # in the source file, before curating; generated ones for practice
    period: str | None = None
    luminosity_fb: float | None = None
    edition: str | None = None  # which upload of the record's file it was made of; None for practice
    source_checksum: str | None = None


@dataclass(frozen=True)
class Sample:
    """Collision data (``kind`` "data") or one simulated process ("mc"), with what its normalisation needs.

    ``cross_section_pb`` in pb, ``luminosity_fb`` in 1/fb; both None where they make no sense or are not known.
    """

    id: str
    title_en: str = field(repr=False)
    kind: str
    real: bool
    experiment: str
    release: str
    energy_tev: float
    record: int
    doi: str | None
    licence: str
    tree: str
    selection_en: str = field(repr=False)
    files: tuple[SampleFile, ...] = field(repr=False)
    note_en: str | None = field(default=None, repr=False)
    luminosity_fb: float | None = None
    process: str | None = None
    dsid: int | None = None
    cross_section_pb: float | None = None
    sum_of_weights: float | None = None
    weight_factors: tuple[str, ...] = field(default=(), repr=False)

    @property
    def title(self) -> str:
        """What it is, in the reader's language."""
        return _(self.title_en)

    @property
    def selection(self) -> str:
        """Which events and branches were kept of the source, in the reader's language."""
        return _(self.selection_en)

    @property
    def note(self) -> str | None:
        """What one must know before using it, in the reader's language; None where there is nothing."""
        return _(self.note_en) if self.note_en else None

    @property
    def label(self) -> str:
        """What must stand on every plot of this sample, in the reader's language."""
        if self.real:
            return _("{experiment} Open Data, for education").format(experiment=self.experiment)
        return _("practice simulation, not {experiment} data").format(experiment=self.experiment)

    @property
    def events(self) -> int:
        """Number of events in all files."""
        return sum(file.events for file in self.files)

    @property
    def branches(self) -> list[str]:
        """Names of all branches."""
        with uproot.open(self.files[0].path) as source:
            return list(source[self.tree].keys())

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
                raise SampleError(
                    _("{sample} has no branch {branch!r}; the nearest names are: {names}").format(
                        sample=self.id, branch=name, names=_nearest(name, known)
                    )
                )
        parts = []
        for file in files:
            with uproot.open(file.path) as source:
                parts.append(source[self.tree].arrays(branches or known))
        return parts[0] if len(parts) == 1 else ak.concatenate(parts)

    def weights(self, events: ak.Array, luminosity_fb: float) -> Array:
        """How many collisions each simulated event stands for at ``luminosity_fb`` (1/fb).

        weight = L * 1000 * cross-section * mcWeight * product of scale factors / sum of weights; the 1000 turns 1/fb
        into 1/pb. A weight may be negative and must stay so: only the sum over many events means something.

        Args:
            events: what `arrays` gave, with `weight_factors` among its branches; a selection of it is fine.
            luminosity_fb: integrated luminosity in 1/fb.

        Raises:
            SampleError: the sample is data, or ``events`` lack a branch that the weight is made of.
        """
        if self.cross_section_pb is None or self.sum_of_weights is None:
            raise SampleError(
                _("{sample} holds collisions, each counts once: it has no weights").format(sample=self.id)
            )
        missing = [name for name in self.weight_factors if name not in events.fields]
        if missing:
            raise SampleError(
                _("{sample}: the weight also needs the branches {names}; read them with arrays()").format(
                    sample=self.id, names=", ".join(missing)
                )
            )
        product = np.full(len(events), luminosity_fb * 1000 * self.cross_section_pb / self.sum_of_weights)
        for name in self.weight_factors:
            product = product * ak.to_numpy(events[name]).astype(np.float64)
        return product


def _sample(entry: Mapping[str, Any], folder: Path) -> Sample:
    files = tuple(
        SampleFile(
            path=folder / item["path"],
            events=item["events"],
            events_before=item["events_before"],
            period=item["period"],
            luminosity_fb=item["luminosity_fb"],
            edition=item["edition"],
            source_checksum=item["source_checksum"],
        )
        for item in entry["files"]
    )
    return Sample(
        id=entry["id"],
        title_en=entry["title"],
        kind=entry["kind"],
        real=entry["real"],
        experiment=entry["experiment"],
        release=entry["release"],
        energy_tev=entry["energy_tev"],
        record=entry["record"],
        doi=entry["doi"],
        licence=entry["licence"],
        tree=entry["tree"],
        selection_en=entry["selection"],
        files=files,
        note_en=entry["note"],
        luminosity_fb=entry["luminosity_fb"],
        process=entry["process"],
        dsid=entry["dsid"],
        cross_section_pb=entry["cross_section_pb"],
        sum_of_weights=entry["sum_of_weights"],
        weight_factors=tuple(entry["weight_factors"]),
    )


@cache
def _read(folder: Path) -> dict[str, Sample]:
    content = json.loads((folder / "catalogue.json").read_text(encoding="utf-8"))
    return {entry["id"]: _sample(entry, folder) for entry in content["samples"]}


def catalogue() -> dict[str, Sample]:
    """All samples of the box, by id.

    Raises:
        SampleError: the box holds no catalogue of samples.
    """
    folder = share() / "data"
    try:
        return dict(_read(folder))
    except FileNotFoundError as error:
        raise SampleError(
            _("{folder}: there are no samples here; bake them first, or name their place in LHCBOX_SHARE").format(
                folder=folder
            )
        ) from error


def get(sample: str) -> Sample:
    """The sample with this id.

    Raises:
        SampleError: there is none; the message names the nearest ids.
    """
    known = catalogue()
    if sample not in known:
        raise SampleError(
            _("there is no sample {sample!r}; the nearest names are: {names}").format(
                sample=sample, names=_nearest(sample, known)
            )
        )
    return known[sample]


def as_dict(sample: Sample) -> dict[str, Any]:
    """A sample as plain values for JSON, texts in the reader's language."""
    return {
        "id": sample.id,
        "title": sample.title,
        "kind": sample.kind,
        "real": sample.real,
        "label": sample.label,
        "experiment": sample.experiment,
        "release": sample.release,
        "energy_tev": sample.energy_tev,
        "record": sample.record,
        "doi": sample.doi,
        "licence": sample.licence,
        "selection": sample.selection,
        "note": sample.note,
        "luminosity_fb": sample.luminosity_fb,
        "process": sample.process,
        "dsid": sample.dsid,
        "cross_section_pb": sample.cross_section_pb,
        "sum_of_weights": sample.sum_of_weights,
        "tree": sample.tree,
        "events": sample.events,
        "files": [
            {
                "file": file.path.name,
                "period": file.period,
                "luminosity_fb": file.luminosity_fb,
                "edition": file.edition,
                "source_checksum": file.source_checksum,
                "events_before": file.events_before,
                "events": file.events,
            }
            for file in sample.files
        ],
    }


def _table(shown: Iterable[Sample]) -> str:
    """A block a sample: one line what it is, then where it comes from and what was kept."""
    lines = []
    for sample in shown:
        state = _("real") if sample.real else _("PRACTICE")
        lines.append(f"{sample.id}  [{state}]")
        lines.append(f"    {sample.title}")
        origin = f"{sample.experiment}, {sample.energy_tev:g} TeV, " + _("record {number}").format(number=sample.record)
        lines.append("    " + ", ".join(filter(None, [origin, sample.doi and f"DOI {sample.doi}", sample.licence])))
        if sample.luminosity_fb is not None:
            lines.append("    " + _("luminosity: {value:g} per fb").format(value=sample.luminosity_fb))
        if sample.cross_section_pb is not None:
            lines.append(
                "    "
                + _("cross-section: {value:g} pb, sum of weights: {sum:.6g}").format(
                    value=sample.cross_section_pb, sum=sample.sum_of_weights
                )
            )
        lines.append("    " + _("selection: {text}").format(text=sample.selection))
        if sample.note:
            lines.append("    " + _("note: {text}").format(text=sample.note))
        if not sample.real:
            lines.append(f"    {sample.label}")
        for file in sample.files:
            counts = _("{before} events before, {after} after").format(before=file.events_before, after=file.events)
            edition = _("edition {name}").format(name=file.edition) if file.edition else None
            lines.append("      " + ", ".join(filter(None, [file.path.name, edition, file.source_checksum, counts])))
        lines.append("")
    return "\n".join(lines)


def main(argv: list[str]) -> int:
    """``lhcbox samples [--json] [ID ...]``: list the samples; returns the exit code."""
    parser = argparse.ArgumentParser(prog="lhcbox samples", description=_("List the samples in the box."))
    parser.add_argument("--json", action="store_true", help=_("print JSON, for programs"))
    parser.add_argument("id", nargs="*", help=_("only these samples"))
    args = parser.parse_args(argv)
    try:
        shown = [get(name) for name in args.id] or list(catalogue().values())
    except SampleError as error:
        parser.exit(1, f"lhcbox samples: {error}\n")
    if args.json:
        print(json.dumps([as_dict(sample) for sample in shown], indent=1, ensure_ascii=False))
        return 0
    print(_table(shown))
    real = sum(sample.real for sample in shown)
    counts = {"all": len(shown), "real": real, "practice": len(shown) - real}
    print(_("{all} samples: {real} real, {practice} practice").format(**counts))
    return 0
