"""What data go into the box: releases, samples, recipes and profiles, read from YAML and checked against their schemas.

The one rule: nothing is read that its JSON Schema does not describe, and every name that one file uses of another
(a recipe, a collection, a period, a branch) exists there. What facts say and what we make of them are kept apart: the
generated part of a release is never edited, corrections stand in its head with their reason and are laid over it here.
"""

import dataclasses
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema

from bake import yamlfile
from lhcbox.expression import Expression, ExpressionError

FOLDERS = {"release": "releases", "family": "samples", "recipe": "recipes", "profile": "profiles"}


class ManifestError(Exception):
    """A manifest that cannot be used; the message names the file, the entry and what is wrong."""


@dataclass(frozen=True)
class Edition:
    """One upload of a file, known by its size in bytes and its adler32 (eight hexadecimal digits)."""

    edition: str
    size: int
    adler32: str
    path: str | None = None  # on the portal; None where the portal does not offer it
    url: str | None = None  # elsewhere, at a fixed commit; asked where the portal lacks it
    name: str | None = None  # where it is known under another name than the record's
    note: str | None = None


@dataclass(frozen=True)
class SourceFile:
    """One file of a record, with every edition known of it; the first edition is the record's present one.

    A profile may ask for an excerpt only: the first ``first_events`` events, of at most ``at_most_mb`` MB (10^6 bytes).
    """

    record: int | None
    name: str
    editions: tuple[Edition, ...]
    period: str | None = None
    folder: str = ""  # in the place of the record's number where there is no record
    first_events: int | None = None
    at_most_mb: float | None = None

    @property
    def key(self) -> str:
        """Where the file lies below the folder of downloads."""
        return f"{self.folder if self.record is None else self.record}/{self.name}"

    @property
    def names(self) -> frozenset[str]:
        """Every file name under which an edition of it may be met."""
        return frozenset({self.name, *(e.name for e in self.editions if e.name)})

    @property
    def remote(self) -> Edition | None:
        """The edition that the portal offers, if any."""
        return next((e for e in self.editions if e.path), None)

    @property
    def elsewhere(self) -> tuple[Edition, ...]:
        """The editions that another address than the portal offers."""
        return tuple(e for e in self.editions if e.url)

    def edition_of(self, size: int, adler32: str) -> Edition | None:
        """The edition of ``size`` bytes with checksum ``adler32``; None where no known edition is that."""
        return next((e for e in self.editions if (e.size, e.adler32) == (size, adler32)), None)


@dataclass(frozen=True)
class Expected:
    """Events that pass the family's ``selection`` for a luminosity in 1/fb, with where the number is from."""

    yield_: float
    luminosity_fb: float
    source: str  # "published: …" or "computed: …"


@dataclass(frozen=True)
class Practice:
    """How a practice sample is made: seed, events (None: as many as the luminosity gives), what it must yield."""

    seed: int
    events: int | None = None
    expected: Expected | None = None
    options: Mapping[str, Any] = field(default_factory=dict)  # numbers and words for the generator


@dataclass(frozen=True)
class Simulation:
    """Normalisation of a simulated dataset; ``cross_section_pb`` in pb, ``sum_of_weights`` over all generated events.

    Unknown numbers are None. ``reduction`` is the share of the generated events that the files were made from (8 TeV
    only, "red_eff"): a weight is L * cross-section * filter * k * w / (``sum_of_weights`` * ``reduction``).
    """

    process: str
    dsid: int
    short_name: str
    cross_section_pb: float | None = None
    sum_of_weights: float | None = None
    filter_efficiency: float = 1.0
    k_factor: float = 1.0
    reduction: float = 1.0
    generated_events: int | None = None
    note: str | None = None

    @property
    def effective_cross_section_pb(self) -> float | None:
        """Cross-section times filter efficiency times k-factor, in pb."""
        if self.cross_section_pb is None:
            return None
        return self.cross_section_pb * self.filter_efficiency * self.k_factor

    @property
    def effective_sum_of_weights(self) -> float | None:
        """What the weights of the files are to be divided by: the sum of weights of the events they were made from."""
        return None if self.sum_of_weights is None else self.sum_of_weights * self.reduction


@dataclass(frozen=True)
class Branch:
    """A branch that a recipe keeps; ``counter`` names the branch that counts it where it holds a list an event."""

    name: str
    type: str
    unit: str | None = None
    meaning: str | None = None
    counter: str | None = None
    digits: int | None = None  # bits of a float32's mantissa that are kept; None: all of them
    may_be_nan: bool = False  # where the release itself has values that are not finite


@dataclass(frozen=True)
class Recipe:
    """How source files become curated ones."""

    name: str
    version: int
    selection: str  # a sentence for readers
    source: str  # "tree" or "csv"
    branches: tuple[Branch, ...]
    weight_factors: tuple[str, ...] = ()
    sum_branch: str | None = None
    preselection: str | None = None  # an expression, see lhcbox.expression
    looser_than: str | None = None  # why no cut of a student is looser than the preselection
    bytes_per_event: float | None = None  # of a curated file, measured
    source_bytes_per_event: float | None = None  # of a source file, measured
    kept_share: float = 1.0  # of the events of a source file that pass the preselection, at most
    measured: str | None = None  # how the three were measured or estimated

    @property
    def branch_names(self) -> frozenset[str]:
        """Names of all branches kept, and of the branches that count their lists."""
        return frozenset({b.name for b in self.branches} | {b.counter for b in self.branches if b.counter})


@dataclass(frozen=True)
class Collection:
    """Files of a release that hold the same kind of event, and what the box does with them by default."""

    name: str
    title: str
    tree: str | None
    recipe: str | None
    energy_tev: float | None
    data: tuple[SourceFile, ...]
    simulated: Mapping[int, tuple[SourceFile, ...]]
    datasets: Mapping[int, Simulation]

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """All files, data first."""
        return (*self.data, *(f for files in self.simulated.values() for f in files))


@dataclass(frozen=True)
class Release:
    """What all samples of a release share. Luminosities in 1/fb; ``periods_fb`` add up to ``luminosity_fb``."""

    name: str
    title: str
    experiment: str
    energy_tev: float | None  # None where its collections differ
    licence: str
    portal: str | None
    dois: Mapping[int, str]
    record_titles: Mapping[int, str]
    luminosity_fb: float | None
    published_periods_fb: Mapping[str, float]
    collections: Mapping[str, Collection]
    luminosity_note: str | None = None
    estimated_periods: frozenset[str] = frozenset()  # whose luminosity nobody published

    @cached_property
    def periods_fb(self) -> dict[str, float]:
        """Luminosity of each period in 1/fb: the published, rounded one, scaled so that all add up to the total."""
        rounded = sum(self.published_periods_fb.values())
        return {p: lumi * (self.luminosity_fb or rounded) / rounded for p, lumi in self.published_periods_fb.items()}


@dataclass(frozen=True)
class SampleSpec:
    """A sample of a release, before anything is fetched."""

    id: str
    title: str
    kind: str  # "data" or "mc"
    record: int | None  # of its first file
    tree: str
    recipe: Recipe
    practice: Practice | None
    files: tuple[SourceFile, ...]
    release: Release = field(repr=False, compare=False)
    simulation: Simulation | None = None
    note: str | None = None
    max_events: int | None = None
    collection: str | None = None
    family: str | None = None
    energy_tev: float | None = None
    selection: str | None = None  # the lesson's cuts as an expression
    unknowns: tuple[str, ...] = ()
    practice_only: bool = False  # this profile has no room for the real files

    @property
    def doi(self) -> str | None:
        """DOI of the sample's record, without a resolver's address; None where the record has none."""
        return None if self.record is None else self.release.dois.get(self.record)

    @property
    def luminosity_fb(self) -> float | None:
        """Luminosity of collision data in 1/fb, summed over the periods of its files; None: unknown, or simulated."""
        if self.kind != "data":
            return None
        periods = {file.period for file in self.files}
        if None in periods:
            return self.release.luminosity_fb
        known = self.release.periods_fb
        return sum(known[p] for p in periods if p) if all(p in known for p in periods) else None


@dataclass(frozen=True)
class Profile:
    """The samples of one profile, in its order, and how large it may become (MB are 10^6 bytes).

    ``fallbacks`` holds samples as a smaller profile has them, by id: what this one can't get is made as that one does.
    """

    name: str
    title: str
    samples: tuple[SampleSpec, ...]
    download_mb: float | None = None
    image_mb: float | None = None
    fallbacks: Mapping[str, SampleSpec] = field(default_factory=dict)

    @property
    def files(self) -> Iterator[SourceFile]:
        """Every source file that the profile fetches, once each."""
        found: dict[str, SourceFile] = {}
        for sample in self.samples:
            if sample.practice_only:
                continue
            for file in sample.files:
                found.setdefault(file.key, file)
        return iter(found.values())

    @property
    def portal(self) -> str:
        """Address of the portal that the first release with one names."""
        return next((s.release.portal for s in self.samples if s.release.portal), "")

    def users(self, file: SourceFile) -> tuple[SampleSpec, ...]:
        """The samples that are cut from ``file``."""
        return tuple(s for s in self.samples if any(f.key == file.key for f in s.files))


# Reading --------------------------------------------------------------------------------------------------------------


class _Reader:
    """Files of one manifest, each checked against its schema."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._validators: dict[str, Any] = {}

    def _validator(self, kind: str) -> Any:
        if kind not in self._validators:
            path = self.folder / "schema" / f"{kind}.schema.json"
            try:
                schema = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise ManifestError(f"{path}: the schema cannot be read: {error}") from error
            self._validators[kind] = jsonschema.Draft202012Validator(schema)
        return self._validators[kind]

    def read(self, path: Path, kind: str) -> dict[str, Any]:
        """The YAML file ``path``, checked against ``schema/<kind>.schema.json``."""
        try:
            content = yamlfile.read(path)
        except yamlfile.YAMLFileError as error:
            raise ManifestError(str(error)) from error
        wrong = next(self._validator(kind).iter_errors(content), None)
        if wrong is not None:
            raise ManifestError(f"{path}: {_entry(content, wrong)}: {_complaint(wrong)}")
        if content[kind] != path.stem:
            raise ManifestError(f"{path}: says it is {kind} {content[kind]!r}; name the file {content[kind]}.yml")
        return content

    def each(self, kind: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Every file of a kind with its content."""
        for path in sorted((self.folder / FOLDERS[kind]).glob("*.yml")):
            yield path, self.read(path, kind)


def _entry(content: Any, error: jsonschema.ValidationError) -> str:
    """Where in the file: the path, with the id of the sample that it leads through."""
    steps = [str(step) for step in error.absolute_path]
    item, name = content, ""
    for step in error.absolute_path:
        item = item[step]
        name = str(item["id"]) if isinstance(item, dict) and "id" in item else name
    return f"at {'/'.join(steps) or 'the top'}" + (f" (sample {name})" if name else "")


def _complaint(error: jsonschema.ValidationError) -> str:
    said = str(error.schema.get("description", "")) if isinstance(error.schema, dict) else ""
    message = error.message if len(error.message) < 300 else error.message[:300] + " …"
    return f"{message}; {said}" if said else message


def _known(where: str, what: str, name: Any, known: Any) -> None:
    """Raise unless ``name`` is one of ``known``; name some that are."""
    if name not in known:
        names = sorted(map(str, known))
        shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
        raise ManifestError(f"{where}: no {what} {name!r}; there are {shown or 'none'}")


def _expression(text: str | None, recipe: Recipe, where: str) -> None:
    if text is not None:
        try:
            Expression(text, recipe.branch_names, where)
        except ExpressionError as error:
            raise ManifestError(str(error)) from error


# Recipes --------------------------------------------------------------------------------------------------------------


def _recipes(contents: Mapping[Path, Mapping[str, Any]]) -> dict[str, Recipe]:
    """All recipes by name; one that is `like` another has all of that one's entries but those that it gives itself."""
    named = {path.stem: content for path, content in contents.items()}
    whole = {}
    # Those that others are like come first, so that a fault of theirs is named where it is
    for path, content in sorted(contents.items(), key=lambda item: ("like" in item[1], item[0])):
        if (model := content.get("like")) is not None:
            _known(f"{path}: like", "recipe", model, named)
            if "like" in named[model]:
                raise ManifestError(f"{path}: like: {model} is itself like another recipe; name that one")
            content = {**named[model], **content}
        whole[path.stem] = _recipe(content, path)
    return whole


def _recipe(content: Mapping[str, Any], path: Path) -> Recipe:
    weight = content.get("weight", {})
    size = content.get("size", {})
    recipe = Recipe(
        name=content["recipe"],
        version=content["version"],
        selection=content["selection"],
        source=content["source"],
        branches=tuple(Branch(name=name, **about) for name, about in content["branches"].items()),
        weight_factors=tuple(weight.get("factors", ())),
        sum_branch=weight.get("sum_branch"),
        preselection=content.get("preselection"),
        looser_than=content.get("looser_than"),
        bytes_per_event=size.get("bytes_per_event"),
        source_bytes_per_event=size.get("source_bytes_per_event"),
        kept_share=size.get("kept_share", 1.0),
        measured=size.get("measured"),
    )
    branches = {b.name for b in recipe.branches}
    for name in (*recipe.weight_factors, *([recipe.sum_branch] if recipe.sum_branch else [])):
        _known(f"{path}: weight", "branch", name, branches)
    for branch in recipe.branches:
        if branch.counter in branches:
            raise ManifestError(
                f"{path}: branches/{branch.name}: its counter {branch.counter} is listed as a branch too; "
                "counters are written by themselves, take it out"
            )
        if branch.digits is not None and branch.type != "float32":
            raise ManifestError(f"{path}: branches/{branch.name}: digits are for float32 only, this is {branch.type}")
    _expression(recipe.preselection, recipe, f"{path}: preselection")
    return recipe


# Releases -------------------------------------------------------------------------------------------------------------


def _dataset(dsid: int, about: Mapping[str, Any]) -> Simulation:
    return Simulation(process=about["short_name"], dsid=dsid, **about)


def _corrected(
    content: Mapping[str, Any], datasets: dict[int, Simulation], collection: str, used: set[int]
) -> dict[int, Simulation]:
    """Datasets of a collection: its own variants and the head's corrections laid over the general ones."""
    own = {int(d): _dataset(int(d), about) for d, about in content.get("variants", {}).get(collection, {}).items()}
    datasets = {**datasets, **own}
    for number, item in enumerate(content.get("corrections", [])):
        if item.get("collection") in (None, collection) and item["dsid"] in datasets:
            used.add(number)
            changes = {k: v for k, v in item.items() if k not in {"dsid", "collection"}}
            datasets[item["dsid"]] = dataclasses.replace(datasets[item["dsid"]], **changes)
    return datasets


def _collections(content: Mapping[str, Any], path: Path) -> dict[str, Collection]:
    general = {int(dsid): _dataset(int(dsid), about) for dsid, about in content.get("datasets", {}).items()}
    others = dict(content.get("editions", {}))
    known_records = {int(record) for record in content.get("records", {})}
    made: dict[str, Collection] = {}
    used: set[int] = set()
    for name in content["files"]:
        _known(f"{path}: files", "collection", name, content["collections"])
    for name, about in content["collections"].items():
        datasets = _corrected(content, general, name, used)
        data: list[SourceFile] = []
        simulated: dict[int, list[SourceFile]] = {}
        for part in content["files"].get(name, []):
            record = part.get("record")
            if record is not None:
                _known(f"{path}: files/{name}", "record", record, known_records)
            for filename, entry in part["files"].items():
                place = f"{path}: files/{name}/{filename}"
                folder = content["release"]
                key = f"{folder if record is None else record}/{filename}"
                first = Edition(
                    edition=part.get("edition", content.get("edition", "record")),
                    size=entry["size"],
                    adler32=entry["adler32"],
                    path=f"{part['path']}/{filename}" if "path" in part else None,
                    url=f"{part['url']}/{filename}" if "url" in part else None,
                    note=entry.get("note"),
                )
                editions = (first, *(Edition(**e) for e in others.pop(key, [])))
                file = SourceFile(record, filename, editions, entry.get("period"), folder)
                if "dsid" not in entry:
                    data.append(file)
                    continue
                if "period" in entry:
                    raise ManifestError(f"{place}: has both a dsid and a period; simulation has no period")
                _known(place, "dataset", entry["dsid"], datasets)
                simulated.setdefault(entry["dsid"], []).append(file)
        made[name] = Collection(
            name=name,
            title=about["title"],
            tree=about.get("tree", content.get("tree")),
            recipe=about.get("recipe"),
            energy_tev=about.get("energy_tev", content.get("energy_tev")),
            data=tuple(data),
            simulated={dsid: tuple(files) for dsid, files in simulated.items()},
            datasets={dsid: datasets[dsid] for dsid in simulated},
        )
    if others:
        raise ManifestError(f"{path}: editions: no file {sorted(others)[0]!r} under `files`")
    for number, item in enumerate(content.get("corrections", [])):
        if number not in used:
            raise ManifestError(f"{path}: corrections/{number}: no dataset {item['dsid']} is there to be corrected")
    return made


def _release(content: Mapping[str, Any], path: Path) -> Release:
    luminosity = content.get("luminosity", {})
    estimated = content.get("estimated_periods_fb", {})
    collections = _collections(content, path)
    titles = {int(r): title for r, title in content.get("titles", {}).items()}
    for record in titles:
        _known(f"{path}: titles", "record", str(record), content.get("records", {}))
    for collection in collections.values():
        for file in collection.files:
            if file.record is not None:
                titles.setdefault(file.record, collection.title)
    return Release(
        name=content["release"],
        title=content["title"],
        experiment=content["experiment"],
        energy_tev=content.get("energy_tev"),
        licence=content["licence"],
        portal=content.get("portal"),
        dois={int(r): about["doi"] for r, about in content.get("records", {}).items() if "doi" in about},
        record_titles=titles,
        luminosity_fb=luminosity.get("total_fb"),
        published_periods_fb={**luminosity.get("periods_fb", {}), **estimated},
        collections=collections,
        luminosity_note=luminosity.get("note"),
        estimated_periods=frozenset(estimated),
    )


# Samples --------------------------------------------------------------------------------------------------------------


def _practice(content: Mapping[str, Any] | None) -> Practice | None:
    if content is None:
        return None
    expected = content.get("expected")
    return Practice(
        seed=content["seed"],
        events=content.get("events"),
        expected=Expected(expected["yield"], expected["luminosity_fb"], expected["source"]) if expected else None,
        options=content.get("options", {}),
    )


def _files(item: Mapping[str, Any], collection: Collection, where: str) -> tuple[SourceFile, ...]:
    """The files that a sample names: a dataset's, or those listed, or all data of the collection."""
    if "dsid" in item:
        _known(where, f"dataset of collection {collection.name}", item["dsid"], collection.simulated)
        return collection.simulated[item["dsid"]]
    if "files" not in item:
        return collection.data
    by_name = {file.name: file for file in collection.data}
    for name in item["files"]:
        _known(where, f"file of collection {collection.name}", name, by_name)
    return tuple(by_name[name] for name in item["files"])


def _sample(
    item: Mapping[str, Any],
    family: Mapping[str, Any],
    releases: Mapping[str, Release],
    recipes: Mapping[str, Recipe],
    path: Path,
) -> SampleSpec:
    where = f"{path}: sample {item['id']}"
    release = releases[family["release"]]
    name = item.get("collection", family.get("collection"))
    _known(where, f"collection of release {release.name}", name, release.collections)
    collection = release.collections[name]
    recipe = item.get("recipe", family.get("recipe", collection.recipe))
    _known(where, "recipe", recipe, recipes)
    tree = item.get("tree", collection.tree)
    if tree is None:
        raise ManifestError(f"{where}: neither it nor collection {name} names a tree")
    files = _files(item, collection, where)
    if not files:
        raise ManifestError(f"{where}: collection {name} has no files of collision data")
    for file in files:
        if file.period is not None and release.luminosity_fb and file.period not in release.published_periods_fb:
            raise ManifestError(f"{where}: {file.name}: period {file.period} has no luminosity")
    simulation = collection.datasets[item["dsid"]] if "dsid" in item else None
    selection = item.get("selection", family.get("selection"))
    _expression(selection, recipes[recipe], f"{where}: selection")
    return SampleSpec(
        id=item["id"],
        title=item["title"],
        kind=item["kind"],
        record=files[0].record,
        tree=tree,
        recipe=recipes[recipe],
        practice=_practice(item.get("practice")),
        files=files,
        release=release,
        simulation=dataclasses.replace(simulation, process=item["process"]) if simulation else None,
        note=item.get("note", simulation.note if simulation else None),
        collection=name,
        family=family["family"],
        energy_tev=item.get("energy_tev", family.get("energy_tev", collection.energy_tev)),
        selection=selection,
        unknowns=tuple(item.get("unknowns", family.get("unknowns", ()))),
    )


@dataclass(frozen=True)
class Manifest:
    """Everything that a folder of YAML files says."""

    folder: Path
    releases: Mapping[str, Release]
    recipes: Mapping[str, Recipe]
    samples: Mapping[str, SampleSpec]

    @classmethod
    def of(cls, folder: Path) -> "Manifest":
        """Read and check all of ``folder`` but its profiles.

        Raises:
            ManifestError: a file does not follow its schema, or a name in it is not known or taken.
        """
        reader = _Reader(folder)
        recipes = _recipes(dict(reader.each("recipe")))
        releases: dict[str, Release] = {}
        keys: dict[str, Path] = {}
        for path, content in reader.each("release"):
            release = _release(content, path)
            releases[release.name] = release
            for collection in release.collections.values():
                if collection.recipe is not None:
                    _known(f"{path}: collections/{collection.name}", "recipe", collection.recipe, recipes)
                for file in collection.files:
                    if file.key in keys:
                        raise ManifestError(f"{path}: files: {file.key} stands in {keys[file.key]} already")
                    keys[file.key] = path
        samples: dict[str, SampleSpec] = {}
        for path, content in reader.each("family"):
            _known(f"{path}: release", "release", content["release"], releases)
            for item in content["samples"]:
                if item["id"] in samples:
                    raise ManifestError(f"{path}: the sample id {item['id']!r} is taken already; choose another")
                samples[item["id"]] = _sample(item, content, releases, recipes, path)
        return cls(folder, releases, recipes, samples)

    def profiles(self) -> list[str]:
        """Names of the profiles that there are."""
        return sorted(path.stem for path in (self.folder / FOLDERS["profile"]).glob("*.yml"))

    def profile(self, name: str) -> Profile:
        """The profile called ``name``.

        Raises:
            ManifestError: there is none, or it names what does not exist.
        """
        path = self.folder / FOLDERS["profile"] / f"{name}.yml"
        if name not in self.profiles():
            known = ", ".join(self.profiles()) or "none"
            raise ManifestError(f"{path}: there is no such profile; profiles are: {known}")
        content = _Reader(self.folder).read(path, "profile")
        chosen: dict[str, SampleSpec] = {}
        for item in content["samples"]:
            _known(path.as_posix(), "sample", item["id"], self.samples)
            if item["id"] in chosen:
                raise ManifestError(f"{path}: sample {item['id']} is listed twice; delete one of them")
            chosen[item["id"]] = _chosen(self.samples[item["id"]], item, f"{path}: sample {item['id']}")
        for spec in self._everything() if content.get("everything") else ():
            chosen.setdefault(spec.id, spec)
        smaller = content.get("fallback")
        if smaller == name:
            raise ManifestError(f"{path}: fallback: a profile can't fall back on itself; name a smaller one")
        return Profile(
            name=content["profile"],
            title=content["title"],
            samples=_agreed(tuple(chosen.values())),
            download_mb=content["download_mb"],
            image_mb=content["image_mb"],
            fallbacks={spec.id: spec for spec in self.profile(smaller).samples} if smaller else {},
        )

    def _everything(self) -> Iterator[SampleSpec]:
        """The samples named by hand, then one for each dataset of each collection that none of them is."""
        yield from self.samples.values()
        taken = {(s.release.name, s.collection, f.key) for s in self.samples.values() for f in s.files}
        for release in self.releases.values():
            for collection in release.collections.values():
                if collection.recipe is None or collection.tree is None:
                    continue
                groups: list[tuple[str, tuple[SourceFile, ...], Simulation | None]] = [("data", collection.data, None)]
                groups += [(str(d), files, collection.datasets[d]) for d, files in collection.simulated.items()]
                for suffix, files, simulation in groups:
                    files = tuple(f for f in files if (release.name, collection.name, f.key) not in taken)
                    if not files:
                        continue
                    about = simulation.short_name if simulation else "proton collisions"
                    yield SampleSpec(
                        id=f"{release.name}-{collection.name.lower()}-{suffix}",
                        title=f"{collection.title}: {about}",
                        kind="mc" if simulation else "data",
                        record=files[0].record,
                        tree=collection.tree,
                        recipe=self.recipes[collection.recipe],
                        practice=None,
                        files=files,
                        release=release,
                        simulation=simulation,
                        note=simulation.note if simulation else None,
                        collection=collection.name,
                        energy_tev=collection.energy_tev,
                    )


def _chosen(spec: SampleSpec, item: Mapping[str, Any], where: str) -> SampleSpec:
    """The sample as a profile wants it: of some periods, editions or first events only."""
    files = spec.files
    if "periods" in item:
        for period in item["periods"]:
            _known(where, "period", period, {f.period for f in files if f.period})
        files = tuple(f for f in files if f.period in item["periods"])
    if "edition" in item:
        kept = []
        for file in files:
            editions = tuple(e for e in file.editions if e.edition == item["edition"])
            if not editions:
                raise ManifestError(f"{where}: {file.name} has no edition {item['edition']!r}")
            kept.append(dataclasses.replace(file, editions=editions))
        files = tuple(kept)
    if "first_events" in item:
        bounds = {"first_events": item["first_events"], "at_most_mb": item.get("at_most_mb")}
        files = tuple(dataclasses.replace(f, **bounds) for f in files)
    return dataclasses.replace(
        spec, files=files, max_events=item.get("max_events"), practice_only=item.get("practice", False)
    )


def _agreed(samples: tuple[SampleSpec, ...]) -> tuple[SampleSpec, ...]:
    """Samples that are cut from one file fetch it once: the widest of what they ask for."""
    widest: dict[str, SourceFile] = {}
    for file in (f for s in samples if not s.practice_only for f in s.files):
        other = widest.setdefault(file.key, file)
        if other.first_events is not None and (file.first_events is None or file.first_events > other.first_events):
            widest[file.key] = file
    return tuple(dataclasses.replace(s, files=tuple(widest.get(f.key, f) for f in s.files)) for s in samples)


def samples(folder: Path) -> dict[str, SampleSpec]:
    """Every sample that is named in ``folder/samples``, by id.

    Raises:
        ManifestError: a manifest file cannot be used.
    """
    return dict(Manifest.of(folder).samples)


def load(folder: Path, profile: str) -> Profile:
    """The profile called ``profile`` of the manifest in ``folder``.

    Raises:
        ManifestError: no such profile, or a manifest file cannot be used.
    """
    return Manifest.of(folder).profile(profile)
