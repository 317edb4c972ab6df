"""Practice stand-ins of the flat tables: CMS's muon and four-lepton tables and ATLAS's tables of its analysers.

The tables of ATLAS are cut out of the same processes and the same detector as the samples; their cuts are those that
the real tables show, and the weights add up to what the manifest says.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import awkward as ak
import numpy as np

from bake.manifest import SampleSpec, SourceFile
from bake.practice import dimuons, processes
from bake.practice.atlas import Release, Seen, Skim, listed, observe
from bake.practice.decays import w_boson
from bake.practice.events import ELECTRON, MUON, Event
from bake.practice.fourleptons import higgs, two_z
from bake.practice.kinematics import (
    MUON_MASS,
    W_MASS,
    W_WIDTH,
    Array,
    breit_wigner,
    cartesian,
    falling,
    mass_of,
    moving,
    pt_eta_phi,
    transverse_angle,
)
from bake.practice.processes import Make
from bake.practice.sampling import Columns, Made, PracticeError, joined, length, taken

PEAKS = {
    "cms7-dimuon-jpsi": (dimuons.JPSI_2011, 1.0, (2.0, 5.0)),
    "cms7-dimuon-upsilon": (dimuons.UPSILON_2011, 1.0, (8.0, 12.0)),
    "cms7-dimuon-z": (dimuons.Z_2011, 3.0, (60.0, 120.0)),
}
MOST_MADE = 10_000_000  # before a table is given up
Rows = tuple[Columns, int]  # columns and how many events were made for them


def _filled(rng: np.random.Generator, wanted: int, rows: Callable[[int], Columns], first: int) -> Rows:
    """``wanted`` rows of what ``rows(n)`` keeps of ``n`` events made."""
    parts: list[Columns] = []
    made = have = 0
    size = first
    while have < wanted:
        if made > MOST_MADE:
            raise PracticeError(f"{have} of {made} practice rows are kept where {wanted} are wanted; ask for fewer")
        found = rows(size)
        take = min(wanted - have, length(found))
        made += size if take == length(found) else round(size * take / length(found))
        have += take
        parts.append(taken(found, slice(0, take)))
        size = min(100_000, round(1.1 * (wanted - have) * made / have) + 200 if have else 2 * size)
    return joined(parts), made


def _numbers(columns: Columns, digits: int) -> Columns:
    """Rounded to as many places as the tables have."""
    return {k: np.round(v, digits) if getattr(v, "dtype", None) == np.float64 else v for k, v in columns.items()}


# CMS ------------------------------------------------------------------------------------------------------------------


def _dimuon_nanoaod(rng: np.random.Generator, spec: SampleSpec, _file: SourceFile, n: int) -> Rows:
    return dimuons.nanoaod(rng, n)


def _dimuon_table(rng: np.random.Generator, spec: SampleSpec, _file: SourceFile, n: int) -> Rows:
    if spec.id not in PEAKS:
        raise PracticeError(
            f"{spec.id}: there is no practice generator for it; give it one in bake/practice or fetch it"
        )
    return dimuons.table(rng, n, *PEAKS[spec.id])


def _w_munu(rng: np.random.Generator, _spec: SampleSpec, _file: SourceFile, n: int) -> Rows:
    """W -> mu nu at 7 TeV: a muon above 25 GeV within 2.1; three W+ for two W-."""

    def rows(size: int) -> Columns:
        mass = breit_wigner(rng, W_MASS, W_WIDTH, np.full(size, 40.0), np.full(size, 140.0))
        w = moving(
            mass, falling(rng, 9.0, 1.2, size), 1.8 * rng.standard_normal(size), rng.uniform(-np.pi, np.pi, size)
        )
        charge = np.where(rng.random(size) < 0.58, 1, -1)
        made: Event = w_boson(rng, w, charge, np.full(size, MUON), transverse_angle(rng, size))
        pt, eta, phi = (v[:, 0] for v in pt_eta_phi(made.leptons.p4))
        measured = pt * (1 + (0.009 + 0.009 * (np.abs(eta) / 2.4) ** 2) * rng.standard_normal(size))
        missing = made.invisible + 4.5 * rng.standard_normal((size, 2))
        p4 = cartesian(measured, eta, phi, np.full(size, MUON_MASS))
        columns = {
            "Run": np.ones(size, dtype=np.int32),
            "E": p4[:, 3],
            **{name: p4[:, axis] for axis, name in enumerate(("px", "py", "pz"))},
            "pt": measured,
            "eta": eta,
            "phi": phi,
            "Q": charge,
            "MET": np.hypot(*missing.T),
            "phiMET": np.arctan2(missing[:, 1], missing[:, 0]),
        }
        return taken(columns, np.flatnonzero((measured > 25) & (np.abs(eta) < 2.1)))

    found, made = _filled(rng, n, rows, 3 * n + 100)
    return _numbers(found | {"Event": np.arange(1, n + 1)}, 6), made


def _candidates(rng: np.random.Generator, spec: SampleSpec, file: SourceFile, n: int) -> Rows:
    """Four-lepton candidates: two Z with one Higgs boson in twelve, of the channel that the file's name says."""
    channel = file.name.partition("_")[0]
    kinds = {"4e": (ELECTRON, ELECTRON), "4mu": (MUON, MUON), "2e2mu": (ELECTRON, MUON)}.get(channel)
    if kinds is None or spec.practice is None:
        raise PracticeError(f"{spec.id}: {file.name}: begins with none of 4e, 4mu, 2e2mu, which say what is in it")
    wanted = int(spec.practice.options.get(f"events_{file.name.partition('.')[0]}", max(n // len(spec.files), 1)))
    minimum = np.where(np.repeat(kinds, 2) == ELECTRON, 7.0, 5.0)

    def rows(size: int) -> Columns:
        signal = max(size // 12, 1)
        p4 = np.concatenate([two_z(rng, size - signal).p4, higgs(rng, signal, 14.0, 1.0, 0.0).p4])
        p4 = p4[rng.permutation(size)]
        pt, eta, phi = pt_eta_phi(p4)
        pt = pt * (1 + 0.015 * rng.standard_normal(pt.shape))
        p4 = cartesian(pt, eta, phi, np.zeros(pt.shape))
        # The generator's pairs are (0, 1) and (2, 3), minus first; the harder lepton of each pair comes first.
        order = np.stack([np.argsort(-pt[:, s : s + 2], axis=1) + s for s in (0, 2)], axis=1).reshape(size, 4)
        pairs = [mass_of(p4[:, s] + p4[:, s + 1]) for s in (0, 2)]
        first_is_z = np.abs(pairs[0] - 91.19) < np.abs(pairs[1] - 91.19)
        if kinds[0] == kinds[1]:
            order = np.where(first_is_z[:, None], order, np.roll(order, 2, axis=1))
        z1, z2 = (np.where(first_is_z, *p) for p in (pairs, pairs[::-1]))
        p4 = np.take_along_axis(p4, order[:, :, None], axis=1)
        pt, eta, phi = pt_eta_phi(p4)
        charge = np.where(order % 2 == 0, -1, 1)
        columns: Columns = {"Run": np.ones(size, dtype=np.int32)}
        for slot, kind in enumerate(np.repeat(kinds, 2)):
            values = {"PID": -charge[:, slot] * kind, "E": p4[:, slot, 3], "px": p4[:, slot, 0], "py": p4[:, slot, 1],
                      "pz": p4[:, slot, 2], "pt": pt[:, slot], "eta": eta[:, slot], "phi": phi[:, slot],
                      "Q": charge[:, slot]}  # fmt: skip
            columns |= {f"{name}{slot + 1}": v for name, v in values.items()}
        columns |= {"mZ1": z1, "mZ2": z2, "M": mass_of(p4.sum(axis=1))}
        hard = np.sort(pt, axis=1)
        ok = (pt > minimum).all(axis=1) & (np.abs(eta) < 2.4).all(axis=1) & (hard[:, 3] > 20) & (hard[:, 2] > 10)
        return taken(columns, np.flatnonzero(ok & (z1 > 40) & (z1 < 120) & (z2 > 12) & (z2 < 120)))

    found, made = _filled(rng, wanted, rows, 20 * wanted + 200)
    return _numbers(found | {"Event": np.arange(1, wanted + 1)}, 5), made


# Tables of ATLAS's analysers ------------------------------------------------------------------------------------------


def _pair(seen: Seen) -> tuple[dict[str, Array], Array, Array]:
    """Two leptons of each event: their values (n, 2) by falling pT, their mass, and the pair's momentum (n, 2)."""
    lists = listed(seen.lep)
    lep = {
        name: ak.to_numpy(ak.flatten(lists[name][:, :2])).reshape(-1, 2)
        for name in ("pt", "eta", "phi", "kind", "charge")
    }
    pt, eta, phi = lep["pt"], lep["eta"], lep["phi"]
    mass = np.sqrt(2 * pt[:, 0] * pt[:, 1] * (np.cosh(eta[:, 0] - eta[:, 1]) - np.cos(phi[:, 0] - phi[:, 1])))
    return lep, mass, np.stack([(pt * np.cos(phi)).sum(axis=1), (pt * np.sin(phi)).sum(axis=1)], axis=1)


def _angle(values: Any) -> Any:
    return (values + np.pi) % (2 * np.pi) - np.pi


def _weights(rng: np.random.Generator, n: int, total: float, negative: float = 0.0) -> Array:
    """Weights that add up to ``total``, a share of them negative."""
    size = np.clip(rng.normal(1.0, 0.3, n), 0.05, None)
    signed = np.where(rng.random(n) < negative, -size, size)
    return np.asarray(signed * total / signed.sum())


# Of each type of the table: the process, its share of the rows (as in the real table), and the manifest's word for it
_HWW_TYPES: tuple[tuple[Make, float, str], ...] = (
    (processes.higgs_to_w("ggH"), 0.062, "hww"),
    (processes.two_bosons((1.0, "WW:ll")), 0.159, "ww"),
    (processes.top_pair(2), 0.176, "ttbar"),
    (processes.z_to(ELECTRON), 0.603, "z"),
)
_EIGHT_TEV = Release(lepton_pt=7.0, trigger=20.0, jet_pt=25.0, tags="MV1")


def _hww(rng: np.random.Generator, spec: SampleSpec, _file: SourceFile, n: int) -> Rows:
    """The table of the Higgs-to-WW analyser; a third of its Z rows are pairs of 8 to 40 GeV."""
    parts: list[Columns] = []
    generated = 0
    options = spec.practice.options if spec.practice else {}
    for number, (make, share, name) in enumerate(_HWW_TYPES):
        pools = [(make, 1.0)]
        if name == "z":
            pools = [(processes.z_to(k, *m), s) for k, f in ((ELECTRON, 0.39), (MUON, 0.61))
                     for m, s in (((50.0, 300.0), 0.67 * f), ((8.0, 40.0), 0.33 * f))]  # fmt: skip
        rows: list[Columns] = []
        for process, part in pools:

            def some(size: int, process: Make = process, number: int = number) -> Columns:
                seen = observe(rng, process, size, 8.0, _EIGHT_TEV, Skim(leptons=2))
                lep, mass, pair = _pair(seen)
                kinds = lep["kind"].sum(axis=1)
                jets = seen.jet["seen"]
                tagged = (jets & (seen.jet["score"] > 0.7892)).any(axis=1)
                columns = {
                    "type": np.full(len(seen), number),
                    "Channel": np.select([kinds == 2 * ELECTRON, kinds == 2 * MUON], [0, 1], 2),
                    "NJets": jets.sum(axis=1),
                    "MET": seen.whole["met"],
                    "Mll": mass,
                    "LepDeltaPhi": np.abs(_angle(lep["phi"][:, 0] - lep["phi"][:, 1])),
                    "METLLDeltaPhi": _angle(np.arctan2(pair[:, 1], pair[:, 0]) - seen.whole["met_phi"]),
                    "SumLepPt": np.hypot(*pair.T),
                    "BTags": tagged.astype(float),
                }
                ok = (lep["pt"][:, 0] > 22) & (lep["pt"][:, 1] > 10) & (lep["charge"].sum(axis=1) == 0) & (mass > 8)
                return taken(columns, np.flatnonzero(ok))

            found, made = _filled(rng, max(round(n * share * part), 1), some, 4_000)
            rows.append(found)
            generated += made
        one = joined(rows)
        one["weight"] = _weights(rng, length(one), float(options.get(f"sum_{name}", 1.0)))
        parts.append(one)
    whole = joined(parts)
    return _numbers(taken(whole, np.argsort(-whole["type"], kind="stable")), 5), generated


_MONO_Z: dict[str, tuple[Make, float]] = {
    "dm200": (processes.dark_matter(200.0), 0.0),
    "zz": (processes.two_bosons((1.0, "ZZ:llvv")), 0.12),
    "wz": (processes.two_bosons((1.0, "WZ:lll")), 0.12),
    "zjets": (processes.z_to(ELECTRON, pt=(70.0, 800.0)), 0.05),
    "nonres": (processes.two_bosons((1.0, "WW:ll")), 0.0),
}


def _mono_z(rng: np.random.Generator, spec: SampleSpec, _file: SourceFile, n: int) -> Rows:
    """The tables of the dark-matter analyser, with the cuts that the real ones show: missing momentum above 80 GeV
    and more than half of what jets and leptons add up to, leptons above 28 and 22 GeV within 2 of each other, mass 61
    to 121 GeV, away from the missing momentum by more than 2 and balanced within 30 %."""
    name = spec.simulation.process if spec.simulation else spec.id.rpartition("-")[2]
    if name not in _MONO_Z:
        raise PracticeError(
            f"{spec.id}: there is no practice generator for {name}; give it one in bake/practice/tables.py"
        )
    make, negative = _MONO_Z[name]

    def promising(rng: np.random.Generator, size: int, energy: float) -> Event:
        made = make(rng, size, energy)
        return made[np.flatnonzero(np.hypot(*made.invisible.T) > (-1 if name == "zjets" else 50))]

    def rows(size: int) -> Columns:
        seen = observe(rng, promising, size, 13.0, Release(), Skim(leptons=2, lepton_pt=20.0))
        if name == "nonres":  # top quarks, more than half of the real table, bring a b jet
            seen = _with_b_jets(rng, seen)
        if name == "zjets":  # missing momentum from jets that were measured wrong: it points away from the pair
            seen.whole["met"] = seen.whole["met"] * (1 + rng.exponential(1.2, len(seen)))
        lep, mass, pair = _pair(seen)
        met, jets = seen.whole["met"], seen.jet["seen"]
        gap = np.hypot(lep["eta"][:, 0] - lep["eta"][:, 1], _angle(lep["phi"][:, 0] - lep["phi"][:, 1]))
        pair_pt = np.hypot(*pair.T)
        momenta = (seen.jet["pt"] * jets).sum(axis=1) + lep["pt"].sum(axis=1)
        missing = met[:, None] * np.stack([np.cos(seen.whole["met_phi"]), np.sin(seen.whole["met_phi"])], axis=1)
        recoil = np.hypot(*(missing + _jets(seen)).T)  # all that the pair recoils against
        tagged = (jets & (seen.jet["score"] > 0.1758475)).sum(axis=1)
        columns = {
            "sum_lep_charge": lep["charge"].sum(axis=1),
            "lead_lep_pt": lep["pt"][:, 0],
            "sublead_lep_pt": lep["pt"][:, 1],
            "mll": mass,
            "ETmiss": met,
            "dRll": gap,
            "dphi_pTll_ETmiss": np.abs(_angle(np.arctan2(pair[:, 1], pair[:, 0]) - seen.whole["met_phi"])),
            "fractional_pT_difference": np.abs(recoil - pair_pt) / pair_pt,
            "ETmiss_over_HT": met / momenta,
            "N_bjets": tagged,
        }
        ok = (met > 80) & (columns["ETmiss_over_HT"] > 0.5) & (gap < 2) & (columns["dphi_pTll_ETmiss"] > 2)
        ok &= (lep["pt"][:, 0] > 28) & (lep["pt"][:, 1] > 22) & (mass > 61) & (mass < 121) & (tagged < 2)
        ok &= columns["fractional_pT_difference"] < 0.3
        return taken(columns, np.flatnonzero(ok))

    found, made = _filled(rng, n, rows, 20_000)
    total = float(spec.practice.options.get("sum_of_weights", 1.0)) if spec.practice else 1.0
    return found | {"totalWeight": _weights(rng, n, total, negative)}, made


def _with_b_jets(rng: np.random.Generator, seen: Seen) -> Seen:
    """The same with the first jet tagged in six of ten events."""
    score = seen.jet["score"].copy()
    visible = np.argmax(seen.jet["seen"], axis=1)
    chosen = np.flatnonzero((rng.random(len(seen)) < 0.6) & seen.jet["seen"].any(axis=1))
    score[chosen, visible[chosen]] = 0.95
    return replace(seen, jet=seen.jet | {"score": score})


def _jets(seen: Seen) -> Array:
    """Vector sum (n, 2) of the jets' transverse momenta."""
    pt, phi = seen.jet["pt"] * seen.jet["seen"], seen.jet["phi"]
    return np.stack([(pt * np.cos(phi)).sum(axis=1), (pt * np.sin(phi)).sum(axis=1)], axis=1)


def _diphoton(rng: np.random.Generator, _spec: SampleSpec, _file: SourceFile, n: int) -> Rows:
    """Photon pairs after the published cuts, in MeV."""

    def rows(size: int) -> Columns:
        seen = observe(rng, processes.diphoton, size, 13.0, Release(), Skim(photons=2, fired=("P",)))
        lists = listed(seen.photon)
        pt, eta, phi, etcone, tight = (
            ak.to_numpy(ak.flatten(lists[name][:, :2])).reshape(-1, 2)
            for name in ("pt", "eta", "phi", "etcone", "tight")
        )
        mass = np.sqrt(2 * pt[:, 0] * pt[:, 1] * (np.cosh(eta[:, 0] - eta[:, 1]) - np.cos(phi[:, 0] - phi[:, 1])))
        ok = tight.all(axis=1) & (pt[:, 0] > 40) & (pt[:, 1] > 30) & (etcone < 4).all(axis=1)
        ok &= ((np.abs(eta) < 1.37) | (np.abs(eta) > 1.52)).all(axis=1)
        columns = {
            "photon_pt": 1000 * lists["pt"],
            "photon_eta": lists["eta"],
            "photon_phi": lists["phi"],
            "photon_E": 1000 * lists["e"],
            "photon_isTightID": lists["tight"],
            "photon_etcone20": 1000 * lists["etcone"],
            "myy": mass,
        }
        return taken(columns, np.flatnonzero(ok))

    found, made = _filled(rng, n, rows, 20_000)
    constants = {"sample": ak.Array(["A"] * n), "lumi": np.full(n, 0.5), "fraction": np.full(n, 0.8)}
    return found | constants, made


TABLES: dict[str, Callable[[np.random.Generator, SampleSpec, SourceFile, int], Rows]] = {
    "dimuon-nanoaod": _dimuon_nanoaod,
    "dimuon-table": _dimuon_table,
    "dimuon-z-table": _dimuon_table,
    "w-munu-table": _w_munu,
    "four-lepton-candidates": _candidates,
    "hww-table": _hww,
    "mono-z-table": _mono_z,
    "diphoton-table": _diphoton,
}


def make(spec: SampleSpec, file: SourceFile) -> Made:
    """The practice stand-in of a table, of as many rows as the manifest says."""
    assert spec.practice is not None
    seed: Any = spec.practice.seed
    if len(spec.files) > 1:
        seed = [seed, [f.name for f in spec.files].index(file.name)]
    found, generated = TABLES[spec.recipe.name](np.random.default_rng(seed), spec, file, spec.practice.events or 1000)
    ordered = {b.name: found[b.name] for b in spec.recipe.branches if b.name in found}
    return Made(ordered, generated, length(found))
