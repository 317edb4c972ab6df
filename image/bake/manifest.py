"""What data go into the box: releases, recipes and profiles, read from YAML and checked against their schemas.

The one rule: nothing is read that its JSON Schema does not describe, and every name that one file uses of another
(a recipe, a record, a period) exists there.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import jsonschema
import yaml

KINDS = {"releases": "release", "recipes": "recipe", "profiles": "profile"}


class ManifestError(Exception):
    """A manifest that cannot be used; the message names the file, what is wrong and where."""


@dataclass(frozen=True)
class Edition:
    """One upload of a file, known by its size in bytes and its adler32 (eight hexadecimal digits)."""

    edition: str
    size: int
    adler32: str
    path: str | None = None  # on the portal; None where the portal no longer offers it
    name: str | None = None  # where it is known under another name than the record's
    note: str | None = None


@dataclass(frozen=True)
class SourceFile:
    """One file of a record, with every edition known of it; the first edition is the record's present one."""

    record: int
    name: str
    editions: tuple[Edition, ...]
    period: str | None = None

    @property
    def key(self) -> str:
        """Where the file lies below the folder of downloads."""
        return f"{self.record}/{self.name}"

    @property
    def names(self) -> frozenset[str]:
        """Every file name under which an edition of it may be met."""
        return frozenset({self.name, *(e.name for e in self.editions if e.name)})

    @property
    def remote(self) -> Edition | None:
        """The edition that the portal offers, if any."""
        return next((e for e in self.editions if e.path), None)

    def edition_of(self, size: int, adler32: str) -> Edition | None:
        """The edition of ``size`` bytes with checksum ``adler32``; None where no known edition is that."""
        return next((e for e in self.editions if (e.size, e.adler32) == (size, adler32)), None)


@dataclass(frozen=True)
class Yield:
    """Weighted events of a simulated sample in 10 per fb, as published."""

    charge_flavour: float
    pt_30_20_10: float


@dataclass(frozen=True)
class Practice:
    """How much of a practice sample is made: seed, accepted events (None: as many as the yields say), and yields."""

    seed: int
    events: int | None = None
    yield_10fb: Yield | None = None


@dataclass(frozen=True)
class Simulation:
    """Normalisation of a simulated sample; ``cross_section_pb`` in pb, ``sum_of_weights`` over all generated events."""

    process: str
    dsid: int
    short_name: str
    cross_section_pb: float
    sum_of_weights: float
    filter_efficiency: float = 1.0
    k_factor: float = 1.0
    generated_events: int | None = None

    @property
    def effective_cross_section_pb(self) -> float:
        """Cross-section times filter efficiency times k-factor, in pb."""
        return self.cross_section_pb * self.filter_efficiency * self.k_factor


@dataclass(frozen=True)
class Branch:
    """A branch that a recipe keeps; ``counter`` names the branch that counts it where it holds a list an event."""

    name: str
    type: str
    unit: str | None = None
    meaning: str | None = None
    counter: str | None = None


@dataclass(frozen=True)
class Recipe:
    """How source files become curated ones."""

    name: str
    version: int
    selection: str
    source: str
    branches: tuple[Branch, ...]
    weight_factors: tuple[str, ...] = ()
    sum_branch: str | None = None


@dataclass(frozen=True)
class SampleSpec:
    """A sample of a release, before anything is fetched."""

    id: str
    title: str
    kind: str
    record: int
    tree: str
    recipe: Recipe
    practice: Practice
    files: tuple[SourceFile, ...]
    release: "Release" = field(repr=False, compare=False)
    simulation: Simulation | None = None
    note: str | None = None
    max_events: int | None = None

    @property
    def doi(self) -> str | None:
        """DOI of the sample's record, without a resolver's address; None where the record has none."""
        return self.release.dois.get(self.record)


@dataclass(frozen=True)
class Release:
    """What all samples of a release share. Luminosities in 1/fb; ``periods_fb`` add up to ``luminosity_fb``."""

    name: str
    title: str
    experiment: str
    energy_tev: float
    licence: str
    portal: str
    dois: Mapping[int, str]
    record_titles: Mapping[int, str]
    luminosity_fb: float | None
    published_periods_fb: Mapping[str, float]

    @cached_property
    def periods_fb(self) -> dict[str, float]:
        """Luminosity of each period in 1/fb: the published, rounded one, scaled so that all add up to the total."""
        rounded = sum(self.published_periods_fb.values())
        return {p: lumi * (self.luminosity_fb or rounded) / rounded for p, lumi in self.published_periods_fb.items()}


@dataclass(frozen=True)
class Profile:
    """The samples of one profile, in its order."""

    name: str
    title: str
    samples: tuple[SampleSpec, ...]

    @property
    def files(self) -> Iterator[SourceFile]:
        """Every source file of the profile."""
        return (file for sample in self.samples for file in sample.files)

    @property
    def portal(self) -> str:
        """Address of the portal that the first sample's release names."""
        return self.samples[0].release.portal


def read(path: Path, kind: str, folder: Path) -> dict[str, Any]:
    """The YAML file ``path``, checked against ``folder/schema/<kind>.schema.json``.

    Raises:
        ManifestError: the file is not YAML or does not follow the schema.
    """
    schema = json.loads((folder / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(schema).validate(content)
    except yaml.YAMLError as error:
        raise ManifestError(f"{path}: not YAML: {error}") from error
    except jsonschema.ValidationError as error:
        where = "/".join(str(step) for step in error.absolute_path) or "the top"
        raise ManifestError(f"{path}: at {where}: {error.message}") from error
    if content[kind] != path.stem:
        raise ManifestError(f"{path}: says it is {kind} {content[kind]!r}; name the file {content[kind]}.yml")
    return dict(content)


def _recipe(content: Mapping[str, Any]) -> Recipe:
    weight = content.get("weight", {})
    return Recipe(
        name=content["recipe"],
        version=content["version"],
        selection=content["selection"],
        source=content["source"],
        branches=tuple(Branch(name=name, **about) for name, about in content["branches"].items()),
        weight_factors=tuple(weight.get("factors", ())),
        sum_branch=weight.get("sum_branch"),
    )


def _release(content: Mapping[str, Any]) -> Release:
    luminosity = content.get("luminosity", {})
    return Release(
        name=content["release"],
        title=content["title"],
        experiment=content["experiment"],
        energy_tev=content["energy_tev"],
        licence=content["licence"],
        portal=content["portal"],
        dois={int(r): about["doi"] for r, about in content["records"].items() if "doi" in about},
        record_titles={int(r): about["title"] for r, about in content["records"].items()},
        luminosity_fb=luminosity.get("total_fb"),
        published_periods_fb=luminosity.get("periods_fb", {}),
    )


def _simulation(content: Mapping[str, Any]) -> Simulation | None:
    names = Simulation.__dataclass_fields__
    return Simulation(**{k: v for k, v in content.items() if k in names}) if content["kind"] == "mc" else None


def _practice(content: Mapping[str, Any]) -> Practice:
    published = content.get("yield_10fb")
    return Practice(content["seed"], content.get("events"), Yield(**published) if published else None)


def _sample(content: Mapping[str, Any], release: Release, recipes: Mapping[str, Recipe], path: Path) -> SampleSpec:
    name = content["id"]
    if content["recipe"] not in recipes:
        known = ", ".join(sorted(recipes))
        raise ManifestError(f"{path}: sample {name}: no recipe {content['recipe']!r}; there are {known}")
    if content["record"] not in release.record_titles:
        raise ManifestError(f"{path}: sample {name}: record {content['record']} is not under `records`")
    files = tuple(
        SourceFile(content["record"], f["name"], tuple(Edition(**e) for e in f["editions"]), f.get("period"))
        for f in content["files"]
    )
    for file in files:
        if file.period is not None and file.period not in release.published_periods_fb:
            raise ManifestError(f"{path}: sample {name}: {file.name}: period {file.period} has no luminosity")
    return SampleSpec(
        id=name,
        title=content["title"],
        kind=content["kind"],
        record=content["record"],
        tree=content["tree"],
        recipe=recipes[content["recipe"]],
        practice=_practice(content["practice"]),
        files=files,
        release=release,
        simulation=_simulation(content),
        note=content.get("note"),
    )


def samples(folder: Path) -> dict[str, SampleSpec]:
    """Every sample of every release below ``folder``, by id.

    Raises:
        ManifestError: a file does not follow its schema, or two samples share an id.
    """
    recipes = {p.stem: _recipe(read(p, "recipe", folder)) for p in sorted((folder / "recipes").glob("*.yml"))}
    found: dict[str, SampleSpec] = {}
    for path in sorted((folder / "releases").glob("*.yml")):
        content = read(path, "release", folder)
        release = _release(content)
        for item in content["samples"]:
            if item["id"] in found:
                raise ManifestError(f"{path}: the sample id {item['id']!r} is taken already; choose another")
            found[item["id"]] = _sample(item, release, recipes, path)
    return found


def load(folder: Path, profile: str) -> Profile:
    """The profile called ``profile`` of the manifest in ``folder``.

    Raises:
        ManifestError: no such profile, or a manifest file cannot be used.
    """
    path = folder / "profiles" / f"{profile}.yml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in (folder / "profiles").glob("*.yml"))) or "none"
        raise ManifestError(f"{path}: there is no such profile; profiles are: {known}")
    content = read(path, "profile", folder)
    known_samples = samples(folder)
    chosen = []
    for item in content["samples"]:
        if item["id"] not in known_samples:
            raise ManifestError(f"{path}: no release has a sample {item['id']!r}")
        spec = known_samples[item["id"]]
        chosen.append(SampleSpec(**{**spec.__dict__, "max_events": item.get("max_events")}))
    return Profile(content["profile"], content["title"], tuple(chosen))
