"""The release's own files, opened as the sample that was cut from them: same names, same weights, all events.

Which numbers belong to which file (cross-section, sum of weights, luminosity) is known from the catalogue, so an
analysis of the box's sample becomes one of the full release by naming a path.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path

import uproot

from lhcbox.language import gettext
from lhcbox.sample import Sample, SampleError, SampleFile, Step

_ = partial(gettext, domain="data")

OURS = ("practice simulation, not ", ", recipe ")
"""What the title of a tree that the box made holds; the release's trees have none of these."""


def opened(sample: Sample, path: Path) -> Sample:
    """``sample`` with the release's files at ``path``: one file, or a folder that holds them at any depth.

    Raises:
        SampleError: a file is missing, cannot be read, lacks something, or is of another sample.
    """
    if path.is_dir():
        found = _in_folder(sample, path)
    elif path.is_file():
        found = [(path, _known(sample, path.name))]
    else:
        raise SampleError(_("{path}: there is no such file or folder").format(path=path))
    files = tuple(_file(sample, at, known) for at, known in found)
    return replace(
        sample,
        real=True,
        whole=True,
        files=files,
        recipe="",
        preselection=None,
        looser_than_en=None,
        luminosity_fb=_luminosity(sample, files),
        sum_of_weights=sample.sum_of_weights_source,
    )


def _luminosity(sample: Sample, files: tuple[SampleFile, ...]) -> float | None:
    periods = [file.luminosity_fb for file in files if file.luminosity_fb is not None]
    if len(periods) == len(files):
        return float(sum(periods))
    share = sample.files[0].luminosity_share
    if len(sample.files) > 1 or sample.luminosity_fb is None or not share:
        return None
    return sample.luminosity_fb / share


def _in_folder(sample: Sample, folder: Path) -> list[tuple[Path, SampleFile | None]]:
    """Every file of the sample; of collisions those periods that are there."""
    found: list[tuple[Path, SampleFile | None]] = []
    missing = []
    for known in sample.files:
        places = sorted(folder.rglob(known.source)) if known.source else []
        if len(places) > 1:
            raise SampleError(
                _("{folder}: {name} is there more than once: {places}; name the file itself").format(
                    folder=folder, name=known.source, places=", ".join(str(place) for place in places)
                )
            )
        if places:
            found.append((places[0], known))
        else:
            missing.append(str(known.source))
    if not found or (missing and sample.kind != "data"):
        raise SampleError(
            _("{folder}: {sample} is made of {names}, and that is not there").format(
                folder=folder, sample=sample.id, names=", ".join(missing)
            )
        )
    return found


def _known(sample: Sample, name: str) -> SampleFile | None:
    by_name = {file.source: file for file in sample.files}
    return by_name.get(name, sample.files[0] if len(sample.files) == 1 else None)


def _file(sample: Sample, path: Path, known: SampleFile | None) -> SampleFile:
    try:
        with uproot.open(path) as source:
            if sample.tree not in source:
                there = ", ".join(source.keys(cycle=False)) or _("nothing")
                raise SampleError(
                    _("{path}: holds no tree {tree!r}; it holds {there}").format(
                        path=path, tree=sample.tree, there=there
                    )
                )
            tree = source[sample.tree]
            _check(sample, path, tree)
            events = int(tree.num_entries)
    except (OSError, ValueError) as error:
        raise SampleError(_("{path}: cannot be read as a ROOT file: {error}").format(path=path, error=error)) from error
    luminosity, share = (known.luminosity_fb, known.luminosity_share) if known else (None, None)
    return SampleFile(
        path=path,
        events=events,
        events_before=events,
        period=known.period if known else None,
        luminosity_fb=luminosity / share if luminosity is not None and share else None,
        luminosity_share=1.0 if sample.kind == "data" else None,
        source=path.name,
        steps=(Step("source", events),),
    )


def _check(sample: Sample, path: Path, tree: uproot.TTree) -> None:
    """That it is the release's, of this dataset, and has what the sample has.

    Raises:
        SampleError: it is not.
    """
    if any(mark in tree.title for mark in OURS):
        raise SampleError(_("{path}: the box made this file; open it by its name, without a path").format(path=path))
    missing = [branch.name for branch in sample.known_branches if branch.name not in tree.keys()]  # noqa: SIM118
    if missing:
        raise SampleError(
            _("{path}: lacks the branches {names}, so it is no file of {sample}").format(
                path=path, names=", ".join(missing), sample=sample.id
            )
        )
    if sample.dsid is not None and "channelNumber" in tree and tree.num_entries:
        dataset = int(tree["channelNumber"].array(entry_stop=1)[0])
        if dataset != sample.dsid:
            raise SampleError(
                _("{path}: holds dataset {found}, and {sample} is dataset {dsid}").format(
                    path=path, found=dataset, sample=sample.id, dsid=sample.dsid
                )
            )
