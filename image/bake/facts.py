"""The generated part of the releases: what CERN's records and ATLAS's lists of simulated samples say, unchanged.

Facts come as two tables. ``cern_records.csv`` has a line a file: record, DOI, address, size, checksum. ``mc_info.csv``
has a line a simulated sample: cross-section, sum of weights, filter efficiency. What looks wrong in them is copied all
the same; what we do about it stands in the hand-written head, under ``corrections``, with the reason.
"""

import csv
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bake import yamlfile

MARKER = "# Below this line: written by `python -m bake manifest update`, changes are lost. Corrections go above it."
ROOT = "root://eospublic.cern.ch/"  # what the records put before a path
RECORDS = "cern_records.csv"
DATASETS = "mc_info.csv"
_RECORD_COLUMNS = (
    "record_id", "doi", "release", "collection", "file_name", "uri_root", "size_bytes", "checksum", "data_or_mc",
)  # fmt: skip
_DATASET_COLUMNS = ("release", "dsid", "short_name", "xsec_pb", "sumw", "red_eff", "events", "gen_filt_eff", "k_factor")
# Collections for which ATLAS published sums of weights of their own, because not all files were read for them
_OWN_SUMS = ("1lep1tau", "1largeRjet1lep")

Row = Mapping[str, str]


class FactsError(Exception):
    """Facts that can't be used; the message names the table, the line and what is wrong."""


@dataclass(frozen=True)
class Source:
    """Which rows of the tables make a release, and how its collections are called."""

    release: str  # in the tables
    wanted: Callable[[Row], bool]
    collection: Callable[[Row], str]


def _no_leftover(row: Row) -> bool:
    return row["data_or_mc"] in {"data", "mc"}


SKIMS_2025 = ("exactly4lep", "gamgam", "exactly3lep", "2muons", "2to4lep")
RECORDS_CMS = ("545", *(str(n) for n in range(300, 310)), "5200", "12341")

SOURCES = {
    "atlas8-2016": Source("8TeV-2016", _no_leftover, lambda row: "all"),
    # Record 15010 (jets for reconstruction studies) has another tree and belongs to no lesson
    "atlas13-2020": Source(
        "13TeV-2020", lambda row: _no_leftover(row) and row["record_id"] != "15010", lambda row: row["collection"]
    ),
    "atlas13-2025": Source(
        "13TeV-2025beta", lambda row: row["collection"] in SKIMS_2025, lambda row: row["collection"]
    ),
    "cms": Source("CMS", lambda row: row["record_id"] in RECORDS_CMS, lambda row: f"record-{row['record_id']}"),
}


def _table(path: Path, columns: Iterable[str]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [name for name in columns if name not in (reader.fieldnames or [])]
            if missing:
                raise FactsError(f"{path}: lacks the columns {', '.join(missing)}")
            return list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise FactsError(f"{path}: cannot be read: {error}; name the folder of facts with --facts") from error


def number(text: str) -> str:
    """A number as YAML 1.1 reads it back: whole numbers without a point, others with one (``1.0e-05``)."""
    value = float(text)
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    written = repr(value)
    mantissa, e, exponent = written.partition("e")
    return written if "." in mantissa else f"{mantissa}.0{e}{exponent}"


def period(name: str) -> str | None:
    """The period of data taking that a file's name says: ``A``, or ``2015 D``; None where it says none."""
    if found := re.match(r"data_([A-Z])\.", name):
        return found[1]
    if found := re.search(r"_data(\d\d)_period([A-Z])\.", name):
        return f"20{found[1]} {found[2]}"
    return None


def dsid(name: str) -> int | None:
    """The dataset number that the name of a simulated sample's file says; None where it says none."""
    found = re.search(r"(?:^|_)mc_(\d{6})\.", name)
    return int(found[1]) if found else None


def short_name(name: str, collection: str) -> str:
    """The physics short name in the name of a simulated sample's file."""
    middle = re.sub(r"^.*?mc_\d{6}\.", "", name).removesuffix(".root")
    return middle if collection == "all" else middle.rpartition(".")[0]


class Facts:
    """The two tables in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = _table(folder / RECORDS, _RECORD_COLUMNS)
        self.datasets = _table(folder / DATASETS, _DATASET_COLUMNS)

    def rows(self, source: Source) -> list[dict[str, str]]:
        """The files of a release, in the order of collection, record, folder and name."""
        rows = [row for row in self.files if row["release"] == source.release and source.wanted(row)]
        return sorted(rows, key=lambda row: (
            source.collection(row), int(row["record_id"]), row["uri_root"].rpartition("/")[0], row["file_name"]
        ))  # fmt: skip

    def known(self, release: str) -> tuple[dict[int, dict[str, str]], dict[str, dict[int, dict[str, str]]]]:
        """Simulated samples of a release by dataset number; and those with own sums, by collection.

        Raises:
            FactsError: the same sample is given twice.
        """
        general: dict[int, dict[str, str]] = {}
        own: dict[str, dict[int, dict[str, str]]] = {name: {} for name in _OWN_SUMS}
        for row in self.datasets:
            if row["release"] != release:
                continue
            collection = next((name for name in _OWN_SUMS if row["short_name"].endswith(f"_{name}")), None)
            place = general if collection is None else own[collection]
            if int(row["dsid"]) in place:
                raise FactsError(f"{self.folder / DATASETS}: {release} has {row['short_name']} ({row['dsid']}) twice")
            place[int(row["dsid"])] = row
        return general, own


def _dataset_line(name: str, row: Row | None) -> str:
    entries = [f"short_name: {name}"]
    if row is not None:
        entries += [f"cross_section_pb: {number(row['xsec_pb'])}", f"sum_of_weights: {number(row['sumw'])}"]
        for key, column in (("filter_efficiency", "gen_filt_eff"), ("k_factor", "k_factor"), ("reduction", "red_eff")):
            if row[column] and float(row[column]) != 1:
                entries.append(f"{key}: {number(row[column])}")
        # A single event is a place-holder: no sample was made of one
        if row["events"] and float(row["events"]) > 1:
            entries.append(f"generated_events: {number(row['events'])}")
    return "{" + ", ".join(entries) + "}"


def _same(one: Row, other: Row) -> bool:
    return all(one[c] == other[c] for c in _DATASET_COLUMNS if c not in {"short_name", "events"})


def _records(rows: list[dict[str, str]]) -> Iterator[str]:
    yield "records:"
    by_record: dict[int, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        by_record[int(row["record_id"])].append(row)
    for record, files in sorted(by_record.items()):
        doi = f"doi: {files[0]['doi']}, " if files[0]["doi"] else ""
        size = sum(int(row["size_bytes"]) for row in files) / 1e6
        yield f'  "{record}": {{{doi}files: {len(files)}, megabytes: {size:.1f}}}'


def _datasets(facts: Facts, source: Source, rows: list[dict[str, str]]) -> Iterator[str]:
    general, own = facts.known(source.release)
    names = {d: short_name(row["file_name"], source.collection(row)) for row in rows if (d := dsid(row["file_name"]))}
    if names:
        yield "datasets:"
    for number_, name in sorted(names.items()):
        yield f'  "{number_}": {_dataset_line(name, general.get(number_))}'
    variants: list[str] = []
    for collection, found in own.items():
        there = {dsid(row["file_name"]) for row in rows if source.collection(row) == collection}
        differing = {d: row for d, row in found.items() if d in there and not (d in general and _same(row, general[d]))}
        if differing:
            variants.append(f"  {collection}:")
        variants += [f'    "{d}": {_dataset_line(names[d], row)}' for d, row in sorted(differing.items())]
    if variants:
        yield "# Sums of weights that were published for one collection only, because not all files were read for it"
        yield "variants:"
        yield from variants


def _line(row: Row) -> str:
    checksum = row["checksum"].removeprefix("adler32:")
    entries = [f"size: {int(row['size_bytes'])}", f'adler32: "{checksum}"']
    if (taken := period(row["file_name"])) is not None:
        entries.insert(0, f"period: {taken}")
    if (simulated := dsid(row["file_name"])) is not None:
        entries.insert(0, f"dsid: {simulated}")
    return f"        {row['file_name']}: {{{', '.join(entries)}}}"


def _files(source: Source, rows: list[dict[str, str]]) -> Iterator[str]:
    yield "files:"
    collection: str | None = None
    part: tuple[str, str] | None = None
    for row in rows:
        folder = row["uri_root"].removeprefix(ROOT).rpartition("/")[0]
        if source.collection(row) != collection:
            collection, part = source.collection(row), None
            yield f"  {collection}:"
        if (row["record_id"], folder) != part:
            part = (row["record_id"], folder)
            yield f"    - record: {row['record_id']}"
            yield f"      path: {folder}"
            yield "      files:"
        yield _line(row)


def _estimated_periods(years: Mapping[str, float], rows: list[dict[str, str]]) -> Iterator[str]:
    """Luminosity of single periods: the year's, shared out as the sizes of the files with two muons.

    Z bosons to two muons fill these files, and their number follows the luminosity.
    """
    sizes = {taken: int(row["size_bytes"]) for row in rows
             if row["collection"] == "2muons" and (taken := period(row["file_name"]))}  # fmt: skip
    yield "estimated_periods_fb:"
    for year, luminosity in sorted(years.items()):
        whole = sum(size for taken, size in sizes.items() if taken.startswith(year))
        for taken, size in sorted(sizes.items()):
            if taken.startswith(year):
                yield f"  {taken}: {luminosity * size / whole:.4f}"


def generated(facts: Facts, release: str, head: Mapping[str, object]) -> str:
    """The generated part of the file of ``release``, whose hand-written part is ``head``.

    Raises:
        FactsError: the tables have nothing of it, or contradict themselves.
    """
    source = SOURCES[release]
    rows = facts.rows(source)
    if not rows:
        raise FactsError(f"{facts.folder / RECORDS}: has no files of release {source.release}")
    lines = [*_records(rows), *_datasets(facts, source, rows)]
    luminosity = head.get("luminosity")
    if isinstance(luminosity, dict) and "years_fb" in luminosity:
        lines += _estimated_periods(luminosity["years_fb"], rows)
    return "\n".join([MARKER, *lines, *_files(source, rows)]) + "\n"


def split(path: Path) -> tuple[str, str]:
    """The hand-written and the generated part of the release file ``path``.

    Raises:
        FactsError: it cannot be read or has no line that parts them.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise FactsError(f"{path}: cannot be read: {error}") from error
    head, marker, below = text.partition(MARKER)
    if not marker:
        raise FactsError(f"{path}: lacks the line {MARKER!r}; put it after the hand-written part")
    return head, marker + below


def renewed(facts: Facts, path: Path) -> tuple[str, str]:
    """The text of the release file ``path`` as it is, and as the facts say that it should be."""
    head, below = split(path)
    return head + below, head + generated(facts, path.stem, yamlfile.parse(head, path))


def update(facts: Facts, folder: Path) -> list[Path]:
    """Write the generated part of every release in ``folder`` anew; the files that changed."""
    changed = []
    for release in SOURCES:
        path = folder / f"{release}.yml"
        is_, should = renewed(facts, path)
        if is_ != should:
            part = path.with_name(path.name + ".part")
            part.write_text(should, encoding="utf-8")
            os.replace(part, path)
            changed.append(path)
    return changed
