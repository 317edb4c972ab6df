"""``bake openmagic``: the answers of the ATLAS metadata service, made of the manifest, for use without a network.

The official notebooks ask the service through the package atlasopenmagic for cross-sections, sums of weights and
addresses of files. In the box `lhcbox.openmagic` answers from the files that are written here, one a release, in the
service's own form.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bake import provenance
from bake.manifest import Manifest, ManifestError, Release, Simulation, SourceFile

FORMAT = 1
SERVER = "root://eospublic.cern.ch:1094/"  # as the service has it; the package makes https addresses out of it
NAMES = {"atlas8-2016": "2016e-8tev", "atlas13-2020": "2020e-13tev", "atlas13-2025": "2025e-13tev-beta"}
"""The manifest's releases by the names that atlasopenmagic gives them."""
UNSKIMMED = frozenset({"atlas8-2016"})
"""Releases that have one collection only; the service lists their files as those of the whole dataset."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bake openmagic``."""
    parser.add_argument("--manifest", type=Path, default=Path("data_manifest"), help="folder of the manifest")
    parser.add_argument("--out", type=Path, default=Path("build/share/data/openmagic"), help="folder to write to")


def run(args: argparse.Namespace) -> int:
    """Write one file a release; 1 where the manifest cannot be used."""
    try:
        releases = Manifest.of(args.manifest).releases
    except ManifestError as error:
        print(f"openmagic: {error}", file=sys.stderr)
        return 1
    args.out.mkdir(parents=True, exist_ok=True)
    for stale in {*args.out.iterdir()} - {args.out / f"{official}.json.gz" for official in NAMES.values()}:
        stale.unlink()
    for name, official in NAMES.items():
        known = datasets(releases[name])
        content = {"format": FORMAT, "release": official, "ours": name, "datasets": known}
        # Addresses of files, much alike: packed, a twentieth is left
        provenance.write_json(args.out / f"{official}.json.gz", content)
        print(f"{official}: {len(known)} datasets")
    return 0


def datasets(release: Release) -> list[dict[str, Any]]:
    """Every dataset of the release as the service describes it: collisions as "data", then simulation by number."""
    numbers = sorted({dsid for collection in release.collections.values() for dsid in collection.simulated})
    return [_dataset(release, None), *(_dataset(release, dsid) for dsid in numbers)]


def _files(release: Release, dsid: int | None) -> Iterator[tuple[str, tuple[SourceFile, ...], Simulation | None]]:
    """Skim, its files and its normalisation, for each collection that has the dataset."""
    for collection in release.collections.values():
        files = collection.data if dsid is None else collection.simulated.get(dsid, ())
        if files:
            # The package's names of skims are those in the names of the files: gamgam is GamGam there
            skim = "noskim" if release.name in UNSKIMMED else files[0].name.split(".")[-2]
            yield skim, files, None if dsid is None else collection.datasets[dsid]


def _dataset(release: Release, dsid: int | None) -> dict[str, Any]:
    skims = list(_files(release, dsid))
    common = _common([simulation for _skim, _files_, simulation in skims if simulation])
    number = "data" if dsid is None else str(dsid)
    lists = {skim: _addresses(files) for skim, files, _simulation in skims}
    return {
        "dataset_number": number,
        "physics_short": common.short_name if common else "data",
        "e_tag": None,
        "cross_section_pb": common.cross_section_pb if common else None,
        "genFiltEff": common.filter_efficiency if common else None,
        "kFactor": common.k_factor if common else None,
        "nEvents": common.generated_events if common else None,
        "sumOfWeights": common.effective_sum_of_weights if common else None,
        "sumOfWeightsSquared": None,
        "process": common.process if common else None,
        "generator": None,
        "keywords": [],
        "description": _description(release, common),
        "job_path": None,
        "CoMEnergy": f"{release.energy_tev:g}TeV" if release.energy_tev else None,
        "release": {"name": NAMES[release.name]},
        "file_list": lists.pop("noskim", []),
        "skims": [
            {
                "skim_type": skim,
                "file_list": lists[skim],
                "dataset_number": number,
                "release_name": NAMES[release.name],
                "description": _difference(simulation, common),
            }
            for skim, _files_, simulation in skims
            if skim in lists
        ],
    }


def _common(variants: list[Simulation]) -> Simulation | None:
    """The numbers that most collections share: the service knows one set a dataset."""
    return Counter(variants).most_common(1)[0][0] if variants else None


def _difference(simulation: Simulation | None, common: Simulation | None) -> str | None:
    if simulation is None or common is None:
        return None
    same = (common.effective_sum_of_weights, common.cross_section_pb)
    if (simulation.effective_sum_of_weights, simulation.cross_section_pb) == same:
        return None
    return (
        f"in this skim the sum of weights is {simulation.effective_sum_of_weights!r} and the cross-section "
        f"{simulation.cross_section_pb!r} pb"
    )


def _description(release: Release, common: Simulation | None) -> str:
    parts = [release.title]
    if common is None and release.luminosity_fb is not None:
        parts.append(f"{release.luminosity_fb:g} per fb")
    if common and common.reduction != 1:
        parts.append(
            f"sumOfWeights is {common.sum_of_weights!r} times {common.reduction!r}, the share of the generated events "
            "that the files were made from"
        )
    if common and common.note:
        parts.append(common.note)
    return "; ".join(parts)


def _addresses(files: tuple[SourceFile, ...]) -> list[str]:
    return [f"{SERVER}{file.remote.path}" for file in files if file.remote]
