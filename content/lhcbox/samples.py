"""Every sample in the box, by name.

>>> import lhcbox
>>> data = lhcbox.samples.atlas13_4lep_data            # Tab after the dot lists them all
>>> data = lhcbox.open("atlas13-4lep-data")            # the same
>>> events = data.events(["lep", "met"], period="D")

Branch names and units are those of the release (ATLAS 8 TeV and 2020: MeV, ATLAS 2025 and CMS: GeV). A sample whose
``real`` is false is a practice sample: simulated by the box's own small generator because the real file was not at
hand when the box was baked.
"""

import argparse
import json
from collections.abc import Mapping
from functools import cache, partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lhcbox import originals
from lhcbox.language import gettext, share
from lhcbox.sample import Branch, Sample, SampleError, SampleFile, Step, UnknownLuminosity, nearest

__all__ = ["Sample", "SampleError", "SampleFile", "UnknownLuminosity", "catalogue", "get"]

_ = partial(gettext, domain="data")

FORMAT = 2
"""Of the catalogue, which `bake curate` writes."""


class UnknownSample(SampleError, AttributeError):
    """There is no such sample; an AttributeError as well, because samples are attributes of this module."""


def _file(item: Mapping[str, Any], folder: Path) -> SampleFile:
    return SampleFile(
        path=folder / item["path"],
        events=item["events"],
        events_before=item["events_before"],
        period=item["period"],
        luminosity_fb=item["luminosity_fb"],
        edition=item["edition"],
        source_checksum=item["source_checksum"],
        source=item["source"],
        steps=tuple(Step(step["name"], step["events"], step["sum_of_weights"]) for step in item["steps"]),
        excerpt=item["excerpt"],
        precision=item["precision"],
        luminosity_share=item["luminosity_share"],
    )


def _sample(entry: Mapping[str, Any], folder: Path) -> Sample:
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
        files=tuple(_file(item, folder) for item in entry["files"]),
        note_en=entry["note"],
        luminosity_fb=entry["luminosity_fb"],
        process=entry["process"],
        dsid=entry["dsid"],
        short_name=entry["short_name"],
        cross_section_pb=entry["cross_section_pb"],
        sum_of_weights=entry["sum_of_weights"],
        sum_of_weights_source=entry["sum_of_weights_source"],
        weight_factors=tuple(entry["weight_factors"]),
        release_title_en=entry["release_title"],
        record_title=entry["record_title"],
        recipe=f"{entry['recipe']['name']} {entry['recipe']['version']}",
        preselection=entry["preselection"],
        looser_than_en=entry["looser_than"],
        unknowns_en=tuple(entry["unknowns"]),
        collection=entry["collection"],
        family=entry["family"],
        known_branches=tuple(
            Branch(branch["name"], branch["type"], branch["unit"], branch["meaning"], branch["list"])
            for branch in entry["branches"]
        ),
    )


@cache
def _read(folder: Path) -> dict[str, Sample]:
    path = folder / "catalogue.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    found = content.get("format") if isinstance(content, dict) else None
    if found != FORMAT:
        raise SampleError(
            _("{file}: is of format {found}, and this lhcbox reads format {known}; bake the samples again").format(
                file=path, found=found, known=FORMAT
            )
        )
    return {entry["id"]: _sample(entry, folder) for entry in content["samples"]}


def catalogue() -> dict[str, Sample]:
    """All samples of the box, by id.

    Raises:
        SampleError: the box holds no catalogue of samples, or one that another version wrote.
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


def get(sample: str, path: str | PathLike[str] | None = None) -> Sample:
    """The sample with this id; ``lhcbox.open`` is this function.

    Args:
        sample: its id, such as "atlas13-4lep-zee"; underscores do as well.
        path: None for the box's own, small files. A file of the full release, or a folder that holds such files at any
            depth, gives the same sample with all events and branches of them, and weights that fit.

    Raises:
        SampleError: there is no such sample, and the message names the nearest ids; or the files are not what they
            should be.
    """
    known = catalogue()
    name = sample if sample in known else sample.replace("_", "-")
    if name not in known:
        raise UnknownSample(
            _("there is no sample {sample!r}; the nearest names are: {names}").format(
                sample=sample, names=nearest(name, known)
            )
        )
    return known[name] if path is None else originals.opened(known[name], Path(path))


if not TYPE_CHECKING:  # a type checker would take every misspelt name of this module for a sample

    def __getattr__(name: str) -> Sample:
        if name.startswith("_"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return get(name)


def __dir__() -> list[str]:
    """Samples first of all: this is what Tab offers."""
    try:
        return [*(name.replace("-", "_") for name in catalogue()), *__all__]
    except SampleError:
        return list(__all__)


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
        print(json.dumps([sample.provenance() for sample in shown], indent=1, ensure_ascii=False))
        return 0
    for sample in shown:
        print(sample, end="\n\n")
    real = sum(sample.real for sample in shown)
    counts = {"all": len(shown), "real": real, "practice": len(shown) - real}
    print(_("{all} samples: {real} real, {practice} practice").format(**counts))
    return 0
