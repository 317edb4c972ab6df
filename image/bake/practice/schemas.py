"""The columns of a release's tree: `columns` gives those that a recipe keeps, of what was seen, in the release's units.

Each release has its table of branches: which slots of `Seen` they show, and by how much a GeV is multiplied.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import awkward as ak
import numpy as np

from bake.practice.atlas import Release, Seen, listed, tag_bin

MEV = 1000.0


@dataclass(frozen=True)
class Schema:
    """How a release writes: branches of lists and of whole events by name, and the factors of a simulated weight.

    A list is (object, slot, factor); a value of the event is (value, factor). ``corrections`` are scale factors: mean,
    spread, and the value of the event that says how often it is applied. ``counters`` are the objects' numbers.
    """

    release: Release
    lists: dict[str, tuple[str, str, float]]
    values: dict[str, tuple[str, float]]
    corrections: dict[str, tuple[float, float, str | None]]
    counters: dict[str, str]
    special: dict[str, Callable[[np.random.Generator, Seen, bool], Any]] = field(default_factory=dict)


def _lists(kind: str, prefix: str, names: str, factor: float) -> dict[str, tuple[str, str, float]]:
    """``branch:slot`` pairs, a star in front of a slot that is an energy or momentum."""
    found = {}
    for pair in names.split():
        branch, _colon, slot = pair.partition(":")
        energy = slot.startswith("*") or (not slot and branch.startswith("*"))
        branch = branch.lstrip("*")
        found[f"{prefix}_{branch}"] = (kind, slot.lstrip("*") or branch, factor if energy else 1.0)
    return found


def _absolute_d0(_rng: np.random.Generator, seen: Seen, _simulated: bool) -> Any:
    return listed({**seen.lep, "d0sig": np.abs(seen.lep["d0sig"])})["d0sig"]


def _shift(kind: str, share: float) -> Callable[[np.random.Generator, Seen, bool], Any]:
    """How far a momentum may be off in MeV: a share of it; 0 in collision data."""

    def column(_rng: np.random.Generator, seen: Seen, simulated: bool) -> Any:
        return listed(getattr(seen, kind))["pt"] * (share * MEV if simulated else 0.0)

    return column


def _if_simulated(kind: str, slot: str) -> Callable[[np.random.Generator, Seen, bool], Any]:
    """Truth, that collision data do not know: no and 0 there."""

    def column(_rng: np.random.Generator, seen: Seen, simulated: bool) -> Any:
        values = listed(getattr(seen, kind))[slot]
        return values if simulated else ak.zeros_like(values)

    return column


def _constant(value: Any) -> Callable[[np.random.Generator, Seen, bool], Any]:
    return lambda _rng, seen, _simulated: np.full(len(seen), value)


def _pair_mass(_rng: np.random.Generator, seen: Seen, _simulated: bool) -> Any:
    """Visible mass of the first two taus, MeV; 0 without."""
    tau = listed(seen.tau)
    pt, eta, phi = (ak.fill_none(ak.pad_none(tau[n], 2, clip=True), 0.0).to_numpy() for n in ("pt", "eta", "phi"))
    square = 2 * pt[:, 0] * pt[:, 1] * (np.cosh(eta[:, 0] - eta[:, 1]) - np.cos(phi[:, 0] - phi[:, 1]))
    return MEV * np.sqrt(np.maximum(square, 0.0))


_PHOTON_LISTS = _lists(
    "photon", "photon", "*pt eta phi *E:*e trigMatched:matched isTightID:tight *ptcone30:*ptcone *etcone20:*etcone "
    "convType:conversion", MEV)  # fmt: skip

MINI_2020 = Schema(
    release=Release(),
    lists=_lists(
        "lep",
        "lep",
        "trigMatched:matched *pt eta phi *E:*e z0 charge type:kind isTightID:tight_2020 "
        "*ptcone30:*ptcone *etcone20:*etcone trackd0pvunbiased:d0",
        MEV,
    )
    | _lists("jet", "jet", "*pt eta phi *E:*e jvt MV2c10:score", MEV)
    | _PHOTON_LISTS
    | _lists(
        "tau", "tau", "*pt eta phi *E:*e charge isTightID:tight trigMatched:matched nTracks:tracks BDTid:score", MEV
    )
    | _lists("large", "largeRjet", "*pt eta phi *E:*e *m:*m D2 tau32", MEV),
    values={"met_et": ("met", MEV), "met_phi": ("met_phi", 1.0)}
    | {f"trig{t}": (f"trig{t}", 1.0) for t in ("E", "M", "P")},
    corrections={
        "scaleFactor_PILEUP": (1.0, 0.3, None),
        "scaleFactor_ELE": (0.977, 0.02, "electrons"),
        "scaleFactor_MUON": (0.997, 0.006, "muons"),
        "scaleFactor_PHOTON": (0.985, 0.01, "photons"),
        "scaleFactor_TAU": (0.94, 0.02, "taus"),
        "scaleFactor_BTAG": (1.0, 0.03, None),
        "scaleFactor_LepTRIGGER": (0.985, 0.02, "leptons"),
        "scaleFactor_PhotonTRIGGER": (0.99, 0.005, "photon_pair"),
    },
    counters={"lep_n": "lep", "jet_n": "jet", "photon_n": "photon", "tau_n": "tau", "largeRjet_n": "large"},
    special={
        "lep_tracksigd0pvunbiased": _absolute_d0,
        "lep_truthMatched": _if_simulated("lep", "truth"),
        "jet_trueflav": _if_simulated("jet", "flavour"),
        "jet_truthMatched": _if_simulated("jet", "truth"),
        "photon_truthMatched": _if_simulated("photon", "truth"),
        "tau_truthMatched": _if_simulated("tau", "truth"),
        "largeRjet_truthMatched": _if_simulated("large", "truth"),
        "ditau_m": _pair_mass,
        "lep_pt_syst": _shift("lep", 0.01),
        "jet_pt_syst": _shift("jet", 0.05),
        "photon_pt_syst": _shift("photon", 0.01),
        "tau_pt_syst": _shift("tau", 0.03),
        "largeRjet_pt_syst": _shift("large", 0.04),
        "met_et_syst": lambda rng, seen, simulated: np.where(simulated, MEV * rng.exponential(5.0, len(seen)), 0.0),
    },
)


def _ring(_rng: np.random.Generator, seen: Seen, _simulated: bool) -> Any:
    """Bits of object cuts of the top group; only the one of a tight lepton (512) is set here."""
    return ak.values_astype(listed(seen.lep)["tight_2020"], np.int64) * 512


MINI_2016 = Schema(
    release=Release(lepton_pt=5.0, trigger=25.0, jet_pt=25.0, tags="MV1"),
    lists=_lists("lep", "lep", "trigMatched:matched *pt eta phi *E:*e z0 charge type:kind *ptcone30:*ptcone "
                 "*etcone20:*etcone trackd0pvunbiased:d0 tracksigd0pvunbiased:d0_width", MEV)
    | _lists("jet", "jet", "*pt eta phi *E:*e *m:*m jvf:jvt MV1:score", MEV),
    values={"met_et": ("met", MEV), "met_phi": ("met_phi", 1.0), "trigE": ("trigE", 1.0), "trigM": ("trigM", 1.0)},
    corrections={
        "scaleFactor_PILEUP": (1.0, 0.25, None),
        "scaleFactor_ELE": (0.98, 0.02, "electrons"),
        "scaleFactor_MUON": (0.995, 0.006, "muons"),
        "scaleFactor_BTAG": (1.0, 0.03, None),
        "scaleFactor_TRIGGER": (0.99, 0.015, "leptons"),
        "scaleFactor_JVFSF": (1.0, 0.002, None),
        "scaleFactor_ZVERTEX": (1.0, 0.05, None),
    },
    counters={"lep_n": "lep", "jet_n": "jet", "alljet_n": "jet"},
    special={
        "lep_truthMatched": _if_simulated("lep", "truth"),
        "lep_flag": _ring,
        "jet_trueflav": _if_simulated("jet", "flavour"),
        "jet_truthMatched": _if_simulated("jet", "truth"),
        "jet_SV0": lambda rng, seen, _s: listed(
            {**seen.jet, "SV0": np.where(seen.jet["score"] > 0.35, 2 + 4 * rng.random(seen.jet["pt"].shape), -90.0)}
        )["SV0"],
        "pvxp_n": lambda rng, seen, _s: np.clip(rng.poisson(11.0, len(seen)), 1, None),
        "vxp_z": lambda rng, seen, _s: rng.normal(0.0, 48.0, len(seen)),
        "passGRL": _constant(True),
        "hasGoodVertex": _constant(True),
    },
)  # fmt: skip


def _quantile(_rng: np.random.Generator, seen: Seen, _simulated: bool) -> Any:
    return listed({**seen.jet, "bin": tag_bin(seen.jet["score"])})["bin"]


def _good_jet(_rng: np.random.Generator, seen: Seen, _simulated: bool) -> Any:
    return listed(seen.jet)["jvt"] > 0.5


def _dilepton_match(_rng: np.random.Generator, seen: Seen, _simulated: bool) -> Any:
    return np.where(np.logical_or(seen.whole["trigDE"], seen.whole["trigDM"]), 1.0, 0.0)


def _component(turn: Callable[[Any], Any]) -> Callable[[np.random.Generator, Seen, bool], Any]:
    return lambda _rng, seen, _s: seen.whole["met"] * turn(seen.whole["met_phi"])


def _truth(value: str) -> Callable[[np.random.Generator, Seen, bool], Any]:
    return lambda _rng, seen, simulated: seen.whole[value] * (1.0 if simulated else 0.0)


def _no_truth(_rng: np.random.Generator, seen: Seen, _simulated: bool) -> Any:
    return ak.unflatten(np.zeros(0), np.zeros(len(seen), int))


_TRUTH_OBJECTS = ("jet", "elec", "muon", "tau", "photon")

ANALYSIS_2025 = Schema(
    release=Release(),
    lists=_lists("lep", "lep", "type:kind pt eta phi e charge ptvarcone30:ptcone topoetcone20:etcone z0 d0 d0sig "
                 "isTightID:tight isMediumID:medium isLooseID:loose isTightIso:tight_iso isLooseIso:loose_iso "
                 "isTrigMatched:matched", 1.0)
    | _lists("jet", "jet", "pt eta phi e", 1.0)
    | _lists("large", "largeRJet", "pt eta phi e m D2", 1.0)
    | _lists("photon", "photon", "pt eta phi e ptcone20:ptcone topoetcone40:etcone isLooseID:loose isTightID:tight "
             "isLooseIso:loose_iso isTightIso:tight_iso", 1.0)
    | _lists("tau", "tau", "pt eta phi e charge nTracks:tracks isTight:tight RNNJetScore:score "
             "RNNEleScore:electron_score", 1.0),
    values={name: (name, 1.0) for name in (
        "met", "met_phi", "trigE", "trigM", "trigP", "trigT", "trigDT", "trigDE", "trigDM", "trigML", "trigMET")},
    corrections={
        "ScaleFactor_PILEUP": (1.0, 0.25, None),
        "ScaleFactor_FTAG": (1.0, 0.03, None),
        "ScaleFactor_BTAG": (1.0, 0.03, None),
        "ScaleFactor_JVT": (1.0, 0.01, None),
        "ScaleFactor_ELE": (0.98, 0.02, "electrons"),
        "ScaleFactor_MUON": (0.995, 0.006, "muons"),
        "ScaleFactor_LepTRIGGER": (0.985, 0.02, "leptons"),
        "ScaleFactor_MuTRIGGER": (0.985, 0.02, "muons"),
        "ScaleFactor_ElTRIGGER": (0.985, 0.02, "electrons"),
        "ScaleFactor_MLTRIGGER": (0.99, 0.01, None),
        "ScaleFactor_PHOTON": (0.985, 0.01, "photons"),
        "ScaleFactor_TAU": (0.95, 0.02, "taus"),
        "ScaleFactor_TauTRIGGER": (0.97, 0.03, "taus"),
        "ScaleFactor_DiTauTRIGGER": (1.0, 0.0, None),
    },
    counters={"lep_n": "lep", "jet_n": "jet", "photon_n": "photon", "tau_n": "tau", "largeRJet_n": "large"},
    special={
        "jet_btag_quantile": _quantile,
        "jet_jvt": _good_jet,
        "jet_pt_jer1": lambda _r, seen, _s: listed(seen.jet)["pt"] * 1.02,
        "jet_pt_jer2": lambda _r, seen, _s: listed(seen.jet)["pt"] * 0.98,
        "TriggerMatch_DILEPTON": _dilepton_match,
        "met_mpx": _component(np.cos),
        "met_mpy": _component(np.sin),
        "truth_met": _truth("truth_met"),
        "truth_met_phi": _truth("truth_met_phi"),
        **{f"truth_{kind}_n": _constant(0) for kind in _TRUTH_OBJECTS},
        **{f"truth_{kind}_{part}": _no_truth for kind in _TRUTH_OBJECTS for part in ("pt", "eta", "phi", "m")},
    },
)  # fmt: skip

SCHEMAS = {"atlas13-2020": MINI_2020, "atlas8-2016": MINI_2016, "atlas13-2025": ANALYSIS_2025}


def corrections(rng: np.random.Generator, schema: Schema, seen: Seen) -> dict[str, Any]:
    """Scale factors of simulated events: near 1, one factor for each object that they correct."""
    n = len(seen)
    whole = seen.whole | {
        "leptons": np.minimum(seen.whole["electrons"] + seen.whole["muons"], 1),
        "photon_pair": (seen.whole["photons"] > 1).astype(int),
    }
    found = {}
    for name, (mean, spread, number) in schema.corrections.items():
        once = np.clip(rng.normal(mean, spread, n), max(0.0, mean - 4 * spread), mean + 4 * spread)
        found[name] = once if number is None else once ** whole[number]
    return found


def columns(
    rng: np.random.Generator, schema: Schema, seen: Seen, wanted: Iterable[str], simulated: bool
) -> dict[str, Any]:
    """The branches ``wanted`` that are of what was seen; not those of the sample as a whole, such as its weights."""
    cached: dict[str, dict[str, ak.Array]] = {}

    def of(kind: str) -> dict[str, ak.Array]:
        if kind not in cached:
            cached[kind] = listed(getattr(seen, kind))
        return cached[kind]

    found: dict[str, Any] = {}
    for name in wanted:
        if name in schema.lists:
            kind, slot, factor = schema.lists[name]
            found[name] = of(kind)[slot] * factor if factor != 1.0 else of(kind)[slot]
        elif name in schema.values:
            value, factor = schema.values[name]
            found[name] = seen.whole[value] * factor if factor != 1.0 else seen.whole[value]
        elif name in schema.counters:
            found[name] = getattr(seen, schema.counters[name])["seen"].sum(axis=1)
        elif name in schema.special:
            found[name] = schema.special[name](rng, seen, simulated)
    return found
