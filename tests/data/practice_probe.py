"""Runs in the tools' Python: makes small practice samples and prints what is in them, as JSON."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import awkward as ak
import numpy as np

from bake import columns, manifest, practice
from bake.manifest import SampleSpec
from bake.practice import atlas
from lhcbox.expression import Expression

EVENTS = 2500  # of each simulated sample
DATA_EVENTS = 6000  # of the large data samples
ALL = [spec for spec in manifest.samples(Path("data_manifest")).values() if spec.practice]
BY_ID = {spec.id: spec for spec in ALL}
# For these more events, as a test looks into them
MORE = {
    "atlas13-3lep-wz": 8000,
    "atlas13-2lep-zee": 8000,
    "atlas13-1lep-wplusmunu": 12000,
    "atlas13-1lep-wminusmunu": 12000,
    "atlas13-1lep-ttbar": 12000,
    "atlas13-2lep-hww-ggh": 8000,
    "atlas13-gamgam-ggh": 8000,
    "atlas13e-4lep-zz": 12000,
}
POISSON = ("atlas13-3lep-data", "atlas13e-4lep-data")  # whole, as many events as their luminosity gives


def small(spec: SampleSpec, **changes: Any) -> SampleSpec:
    """The same sample with few events."""
    about = spec.practice
    assert about is not None
    few = MORE.get(spec.id, EVENTS) if spec.simulation else about.events and min(about.events, DATA_EVENTS)
    if spec.id in POISSON or spec.id.startswith("atlas13-4lep") or spec.recipe.name == "four-lepton-candidates":
        few = about.events
    elif not spec.simulation and few is None:
        few = DATA_EVENTS
    if spec.recipe.name == "mono-z-table":
        few = 200
    return replace(spec, practice=replace(about, events=few, **changes))


def made(spec: SampleSpec, number: int = 0) -> practice.Made:
    """The practice stand-in of the sample's file of that ``number``."""
    return practice.make(spec, spec.files[number], ALL)


def digest(found: dict[str, Any]) -> str:
    """One number for the content of columns."""
    total = hashlib.sha256()
    for name in sorted(found):
        _form, length, buffers = ak.to_buffers(ak.to_packed(ak.Array(found[name])))
        total.update(f"{name} {length}".encode())
        for key in sorted(buffers):
            total.update(np.ascontiguousarray(buffers[key]).tobytes())
    return total.hexdigest()


def passing(spec: SampleSpec, found: dict[str, Any], text: str | None = None) -> Any:
    """Which events pass the sample's selection, or the cuts ``text``."""
    return Expression(text or spec.selection or "True", list(found), spec.id).mask(found)


def weights(spec: SampleSpec, sample: practice.Made, luminosity: float) -> Any:
    """Weights of simulated events for a luminosity in 1/fb, written out here once more."""
    product = np.prod([np.asarray(sample.columns[n], float) for n in spec.recipe.weight_factors], axis=0)
    assert spec.simulation
    assert spec.simulation.effective_cross_section_pb
    assert sample.sum_of_weights
    return 1000 * luminosity * spec.simulation.effective_cross_section_pb * product / sample.sum_of_weights


def about(spec: SampleSpec, sample: practice.Made) -> dict[str, Any]:
    """What every sample must be."""
    types = {b.name: (b.type, bool(b.counter)) for b in spec.recipe.branches}
    finished = columns.finished(spec.recipe, sample.columns, spec.id, exact=False)
    kinds = {
        name: ("string" if columns.is_text(v) else str(columns.content(v).dtype), columns.is_list(v))
        for name, v in finished.items()
    }
    said: dict[str, Any] = {
        "events": sample.accepted,
        "wrong": sorted(set(types.items()) ^ set(kinds.items())),
        "missing": sorted(set(types) ^ set(sample.columns)),
        "runs": sorted({int(r) for r in np.asarray(sample.columns.get("runNumber", sample.columns.get("Run", [1])))}),
        "label": practice.label(spec),
        "preselected": bool(passing(spec, sample.columns, spec.recipe.preselection or "True").all()),
    }
    if spec.simulation and sample.sum_of_weights and sample.expected:
        expected = sample.expected
        each = weights(spec, sample, expected.luminosity_fb)[passing(spec, sample.columns)]
        said["yield"] = [float(each.sum()), float(np.sqrt((each**2).sum())), expected.yield_, expected.source]
        said["negative"] = float((np.asarray(sample.columns["mcWeight"]) < 0).mean())
    return said


def one(spec: SampleSpec, name: str) -> Any:
    """A branch of a sample's events that pass its selection."""
    found = SMALL[spec.id].columns
    return found[name][passing(spec, found)]


def vector(found: dict[str, Any], kind: str, energy: str = "E") -> Any:
    """Momenta as lists of (px, py, pz, E), in the unit of the branches."""
    pt, eta, phi, e = (ak.values_astype(found[f"{kind}_{n}"], float) for n in ("pt", "eta", "phi", energy))
    return ak.zip({"x": pt * np.cos(phi), "y": pt * np.sin(phi), "z": pt * np.sinh(eta), "e": e})


def mass(*parts: Any) -> Any:
    """Mass of the sum."""
    e, x, y, z = (sum(part[n] for part in parts) for n in "exyz")
    return ak.to_numpy(ak.drop_none(ak.Array(np.sqrt(np.maximum(e**2 - x**2 - y**2 - z**2, 0)))))


def chosen(sample: str, text: str | None = None) -> dict[str, Any]:
    """Columns of the events of a sample that pass its selection, or the cuts ``text``."""
    found = SMALL[sample].columns
    ok = passing(BY_ID[sample], found, text)
    return {name: values[ok] for name, values in found.items()}


def peak(values: Any, low: float, high: float, width: float) -> float:
    """Middle of the fullest bin."""
    counts, edges = np.histogram(values, np.arange(low, high + width, width))
    return float(edges[np.argmax(counts)] + width / 2)


def shapes() -> dict[str, Any]:
    """Peaks, edges and angles."""
    said: dict[str, Any] = {}
    z = chosen("atlas13-2lep-zee")
    lep = vector(z, "lep")
    masses = mass(lep[:, 0], lep[:, 1]) / 1000
    said["z"] = [peak(masses, 70, 112, 1.0), float(np.std(masses[np.abs(masses - 91) < 10]))]
    w = chosen("atlas13-1lep-wplusmunu", "met_et > 25000 and count(lep_pt > 25000) == 1")
    turn = 1 - np.cos(np.asarray(w["lep_phi"][:, 0]) - np.asarray(w["met_phi"]))
    mt = np.sqrt(2 * np.asarray(w["lep_pt"][:, 0]) * np.asarray(w["met_et"]) * turn) / 1000
    said["w"] = [peak(mt, 40, 120, 5.0), float((mt > 100).mean())]
    top = chosen("atlas13-1lep-ttbar")
    jets = vector(top, "jet")[:, :6]
    three = ak.combinations(ak.with_field(jets, top["jet_MV2c10"][:, :6] > 0.8244273, "b"), 3)
    a, b, c = ak.unzip(three)
    pt = np.hypot(a.x + b.x + c.x, a.y + b.y + c.y)
    best = ak.argmax(pt, axis=1, keepdims=True)
    triple = [ak.flatten(part[best]) for part in (a, b, c)]
    said["top"] = peak(mass(*triple) / 1000, 100, 250, 10.0)
    photons = chosen("atlas13-gamgam-ggh")
    gamma = vector(photons, "photon")
    mgg = mass(gamma[:, 0], gamma[:, 1]) / 1000
    core = mgg[np.abs(mgg - 125) < 4]
    said["photons"] = [float(core.mean()), float(core.std())]
    four = chosen("atlas13-4lep-graviton")
    lep = vector(four, "lep")
    said["graviton"] = peak(mass(*(lep[:, i] for i in range(4))) / 1000, 300, 700, 20.0)
    heavy = chosen("atlas13-1largerjet-zprime1000")
    large = heavy["largeRjet_m"][:, 0] / 1000
    said["large"] = [peak(np.asarray(large), 110, 300, 10.0)]
    light = chosen("atlas13-1largerjet-wjets-munu", "True")
    said["large"] += [float(np.median(light["largeRjet_m"][:, 0]) / 1000)]
    said["tau32"] = [
        float(np.mean(part["largeRjet_tau32"][:, 0][part["largeRjet_m"][:, 0] > 130_000])) for part in (heavy, light)
    ]
    lep, jet, fat = vector(heavy, "lep")[:, 0], vector(heavy, "jet"), vector(heavy, "largeRjet")[:, 0]
    met = ak.zip({"x": heavy["met_et"] * np.cos(heavy["met_phi"]), "y": heavy["met_et"] * np.sin(heavy["met_phi"])})
    # The neutrino goes along with the lepton, and the small jet is the one nearest to the lepton.
    nu = ak.zip({"x": met.x, "y": met.y, "z": np.hypot(met.x, met.y) * np.sinh(heavy["lep_eta"][:, 0])})
    nu = ak.with_field(nu, np.sqrt(nu.x**2 + nu.y**2 + nu.z**2), "e")
    turn = np.abs((heavy["jet_phi"] - heavy["lep_phi"][:, 0] + np.pi) % (2 * np.pi) - np.pi)
    near = ak.argmin(np.hypot(turn, heavy["jet_eta"] - heavy["lep_eta"][:, 0]), axis=1, keepdims=True)
    said["zprime"] = float(np.median(mass(lep, nu, ak.flatten(jet[near]), fat)) / 1000)
    pairs = "count(lep_pt > 15000) == 2 and lep_charge[0] * lep_charge[1] < 0"
    angles = {}
    for name in ("hww-ggh", "ww"):
        both = chosen(f"atlas13-2lep-{name}", pairs)
        turn = np.asarray(both["lep_phi"][:, 0] - both["lep_phi"][:, 1])
        angles[name] = float(np.mean(np.abs((turn + np.pi) % (2 * np.pi) - np.pi)))
    said["angles"] = angles
    rng = np.random.default_rng(1)
    said["tags"] = {
        name: [float((atlas.tag_score(rng, np.full(100_000, kind), name) > cut).mean()) for kind in (5, 4, 1)]
        for name, cut in (("MV2c10", 0.8244273), ("MV1", 0.7892))
    }
    table = SMALL["cms7-w-munu"].columns
    said["w_table"] = [float(np.mean(table["Q"])), float(np.median(table["pt"])), float(np.median(table["MET"]))]
    real = SMALL["cms-h4l-candidates"].columns
    said["candidates"] = [float(np.abs(real["M"] - _sum_mass(real)).max()), float(np.median(real["mZ1"]))]
    pairs_of_photons = SMALL["atlas13-gamgam-table"].columns
    gamma = vector(pairs_of_photons, "photon")
    said["photon_table"] = float(np.abs(mass(gamma[:, 0], gamma[:, 1]) / 1000 - pairs_of_photons["myy"]).max())
    return said


def _sum_mass(table: dict[str, Any]) -> Any:
    e, x, y, z = (sum(table[f"{n}{i}"] for i in range(1, 5)) for n in ("E", "px", "py", "pz"))
    return np.sqrt(e**2 - x**2 - y**2 - z**2)


def mixtures() -> dict[str, Any]:
    """Data beside what the simulated samples of their family add up to, at the luminosity that the data stand for."""
    said = {}
    for family, bins in (("atlas13-3lep", 3), ("atlas13-2lep", 1), ("atlas13-1lep1tau", 1), ("atlas8-2lep", 1)):
        data = next(s for s in ALL if s.family == family and s.kind == "data")
        sample = SMALL[data.id]
        file = data.files[0]
        luminosity = data.release.periods_fb.get(file.period or "", data.release.luminosity_fb or 0)
        luminosity *= sample.luminosity_share
        text = data.selection if bins == 3 else "any(lep_pt > 30000)"
        if family.startswith("atlas8"):
            text = "trigM and (any(lep_pt > 30000))"
        observed = int(passing(data, sample.columns, text).sum())
        expected = error = 0.0
        for spec in ALL:
            if spec.family == family and spec.simulation and "susy" not in spec.id and "dm" not in spec.id[-2:]:
                each = weights(spec, SMALL[spec.id], luminosity)[passing(spec, SMALL[spec.id].columns, text)]
                expected += float(each.sum())
                error += float((each**2).sum())
        said[family] = [observed, expected, error]
    return said


def higgs_window() -> dict[str, float]:
    """Events of 2025 from 122.5 to 130 GeV in 36.6 per fb."""
    said = {}
    for name in ("h4l", "vbf", "zz"):
        spec = BY_ID[f"atlas13e-4lep-{name}"]
        found = chosen(spec.id)
        each = weights(spec, SMALL[spec.id], 36.6)[passing(spec, SMALL[spec.id].columns)]
        lep = vector(found, "lep", "e")
        masses = mass(*(lep[:, i] for i in range(4)))
        said[name] = float(each[(masses > 122.5) & (masses < 130)].sum())
    return said


def errors() -> dict[str, str]:
    """What is said where nothing can be made."""
    said = {}
    spec = small(BY_ID["atlas13-2lep-zee"])
    assert spec.simulation
    branch = replace(spec.recipe.branches[0], name="lep_shoeSize")
    broken = {
        "process": replace(spec, simulation=replace(spec.simulation, short_name="mystery")),
        "branch": replace(spec, recipe=replace(spec.recipe, branches=(*spec.recipe.branches, branch))),
        "seed": replace(spec, practice=None),
        "collection": replace(spec, collection="5lep"),
    }
    for name, case in broken.items():
        try:
            made(case)
        except practice.PracticeError as error:
            said[name] = str(error)
    return said


SPECS = {spec.id: small(spec) for spec in ALL}
SMALL = {name: made(spec) for name, spec in SPECS.items()}

if __name__ == "__main__":
    again = {}
    for name in ("atlas13-1lep-ttbar", "atlas8-2lep-data-muons", "atlas8-hww-table", "atlas13e-4lep-zz"):
        spec = SPECS[name]
        assert spec.practice
        other = replace(spec, practice=replace(spec.practice, seed=spec.practice.seed + 1))
        again[name] = [digest(s.columns) for s in (SMALL[name], made(spec), made(other))]
    gamgam = SPECS["atlas13-gamgam-data"]
    whole = made(BY_ID["atlas13-gamgam-data"])
    photon_count = [
        int(passing(gamgam, whole.columns).sum()),
        gamgam.release.periods_fb["A"] * whole.luminosity_share,
    ]
    print(
        json.dumps(
            {
                "samples": {name: about(SPECS[name], SMALL[name]) for name in SPECS},
                "shapes": shapes(),
                "mixtures": mixtures(),
                "window": higgs_window(),
                "photon_count": photon_count,
                "again": again,
                "errors": errors(),
            }
        )
    )  # fmt: skip
