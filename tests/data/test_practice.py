"""Practice samples: the release's tree, the lesson's physics, the yields that are claimed, and never taken for real."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = [
    sample
    for path in sorted((ROOT / "data_manifest" / "samples").glob("*.yml"))
    for sample in yaml.safe_load(path.read_text(encoding="utf-8"))["samples"]
    if "practice" in sample
]
NAMES = [sample["id"] for sample in SAMPLES]
SIMULATED = [s["id"] for s in SAMPLES if s["kind"] == "mc" and "dsid" in s]


@pytest.fixture(scope="module")
def probe(tools_run: Callable[..., Any]) -> dict[str, Any]:
    """What a small practice file of every sample of the manifest holds."""
    done = tools_run("python", "-W", "error", "tests/data/practice_probe.py")
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(scope="module")
def shapes(probe: dict[str, Any]) -> dict[str, Any]:
    """Peaks, edges and angles of some samples."""
    return dict(probe["shapes"])


# Every sample ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_practice_file_has_the_branches_and_types_of_its_recipe(probe: dict[str, Any], name: str) -> None:
    assert (probe["samples"][name]["missing"], probe["samples"][name]["wrong"]) == ([], [])


@pytest.mark.parametrize("name", NAMES)
def test_a_practice_file_holds_only_what_its_recipe_would_keep(probe: dict[str, Any], name: str) -> None:
    assert probe["samples"][name]["events"] > 0
    assert probe["samples"][name]["preselected"]


@pytest.mark.parametrize("name", NAMES)
def test_a_practice_file_is_marked_and_of_a_run_that_the_lhc_never_had(probe: dict[str, Any], name: str) -> None:
    assert probe["samples"][name]["label"].startswith("practice simulation, not ")
    assert set(probe["samples"][name]["runs"]) <= set(range(1, 17))


@pytest.mark.parametrize("name", SIMULATED)
def test_a_simulated_sample_yields_what_it_is_said_to_and_names_the_source(probe: dict[str, Any], name: str) -> None:
    found, _error, expected, source = probe["samples"][name]["yield"]
    # A relative 1e-5: the columns are written in single precision, 2^-24 a factor, and sums of weights up to 1e14 too.
    assert found == pytest.approx(expected, rel=1e-5)
    assert source.startswith(("published: ", "computed: "))


@pytest.mark.parametrize("name", ["atlas13-1lep-wplusenu", "atlas13-2lep-zee", "atlas13-3lep-wz", "atlas8-2lep-zee"])
def test_generators_with_negative_weights_have_them(probe: dict[str, Any], name: str) -> None:
    assert 0.02 < probe["samples"][name]["negative"] < 0.12


def test_the_same_seed_gives_the_same_events_and_another_seed_others(probe: dict[str, Any]) -> None:
    for first, second, other in probe["again"].values():
        assert first == second != other


def test_all_that_is_baked_without_data_is_called_practice(practice_share: Path) -> None:
    catalogue = json.loads((practice_share / "data" / "catalogue.json").read_text(encoding="utf-8"))
    assert catalogue["samples"]
    for sample in catalogue["samples"]:
        assert not sample["real"]
        assert sample["practice"].startswith("practice simulation, not ")


# Yields that others have published ------------------------------------------------------------------------------------


def test_photon_pairs_are_as_many_as_were_counted_in_the_real_data(probe: dict[str, Any]) -> None:
    counted, luminosity = probe["photon_count"]
    expected = 318_473 / 8.05144 * luminosity  # five published counts, of 80 % of the events
    # Poisson, and 1 % from the 200 000 events from which the generator learns what passes
    assert abs(counted - expected) < 4 * math.sqrt(expected + (0.01 * expected) ** 2)


def test_four_leptons_of_2025_have_the_published_signal_and_background_at_125_gev(probe: dict[str, Any]) -> None:
    window = probe["window"]
    # Published for 122.5 to 130 GeV and 36.6 per fb: 28.73 events, 10.30 of them background. The generator was tuned to
    # it by hand; WH, ZH and ttH, 6 % of the signal, have no sample here.
    assert window["h4l"] + window["vbf"] == pytest.approx(18.43, rel=0.15)
    assert window["zz"] == pytest.approx(10.30, rel=0.25)


def test_w_and_z_to_three_leptons_come_near_to_the_published_count(probe: dict[str, Any]) -> None:
    # 4708 events in 36.6 per fb of 2025, of looser leptons and with all backgrounds, of which WZ is the most
    assert probe["samples"]["atlas13-3lep-wz"]["yield"][0] == pytest.approx(4708 / 36.6 * 10.0643, rel=0.3)


def test_more_w_plus_than_w_minus_are_made(probe: dict[str, Any]) -> None:
    plus, minus = (probe["samples"][f"atlas13-1lep-w{sign}munu"]["yield"][0] for sign in ("plus", "minus"))
    assert plus / minus == pytest.approx(11500.4632 / 8579.63498, rel=0.08)  # 4 statistical errors of the 12 000 events


@pytest.mark.parametrize("family", ["atlas13-3lep", "atlas13-2lep", "atlas13-1lep1tau", "atlas8-2lep"])
def test_practice_data_agree_with_the_simulation_of_their_luminosity(probe: dict[str, Any], family: str) -> None:
    observed, expected, variance = probe["mixtures"][family]
    assert expected > 20
    # Poisson of the data, statistics of the weighted simulation, and 2 % from the generator's own trial of each process
    assert (observed - expected) ** 2 < 16 * (expected + variance + (0.02 * expected) ** 2)


# Shapes that lessons live on ------------------------------------------------------------------------------------------


def test_the_z_boson_peaks_at_its_mass(shapes: dict[str, Any]) -> None:
    place, width = shapes["z"]
    assert place == pytest.approx(91.2, abs=1.5)  # in bins of 1 GeV; electrons lose photons
    assert 2.0 < width < 5.0


def test_the_transverse_mass_of_the_w_boson_ends_at_its_mass(shapes: dict[str, Any]) -> None:
    place, above = shapes["w"]
    assert place == pytest.approx(77.5, abs=5.1)  # the bin below 80.4 GeV, or a neighbour
    assert above < 0.05  # of the events are above 100 GeV


def test_three_jets_peak_at_the_top_quark(shapes: dict[str, Any]) -> None:
    assert shapes["top"] == pytest.approx(170, abs=15.1)


def test_two_photons_peak_at_the_higgs_boson_with_the_detector_s_width(shapes: dict[str, Any]) -> None:
    mean, width = shapes["photons"]
    assert mean == pytest.approx(125.0, abs=0.2)
    assert 1.3 < width < 1.8


def test_four_leptons_peak_at_the_graviton(shapes: dict[str, Any]) -> None:
    assert shapes["graviton"] == pytest.approx(500, abs=21)  # bins of 20 GeV


def test_large_jets_tell_top_quarks_from_others_by_mass_and_substructure(shapes: dict[str, Any]) -> None:
    top, light = shapes["large"]
    assert top == pytest.approx(173, abs=13)
    assert light < 100
    assert shapes["tau32"][0] < shapes["tau32"][1] - 0.1


def test_a_heavy_z_boson_is_seen_in_the_mass_of_its_top_quarks(shapes: dict[str, Any]) -> None:
    assert shapes["zprime"] == pytest.approx(1000, rel=0.12)  # the neutrino is put along the lepton


def test_leptons_of_a_higgs_boson_to_w_bosons_are_nearer_to_each_other_than_those_of_w_pairs(
    shapes: dict[str, Any],
) -> None:
    assert shapes["angles"]["hww-ggh"] < shapes["angles"]["ww"] - 0.4


@pytest.mark.parametrize(
    ("tagger", "charm", "light"), [("MV2c10", 1 / 12, 1 / 381), ("MV1", 0.20, 0.0075)], ids=["13-TeV", "8-TeV"]
)
def test_b_tags_have_the_efficiencies_of_their_working_point(
    shapes: dict[str, Any], tagger: str, charm: float, light: float
) -> None:
    # 100 000 jets each: five statistical errors
    for found, expected in zip(shapes["tags"][tagger], (0.70, charm, light), strict=True):
        assert abs(found - expected) < 5 * math.sqrt(expected * (1 - expected) / 100_000)


def test_the_muons_of_the_w_table_have_more_plus_than_minus_and_half_the_mass(shapes: dict[str, Any]) -> None:
    charge, momentum, missing = shapes["w_table"]
    assert charge == pytest.approx(0.174, abs=0.12)  # the real table's mean; 4 statistical errors of 1000 rows
    assert momentum == pytest.approx(36.3, rel=0.05)
    assert missing == pytest.approx(35.9, rel=0.08)


def test_masses_in_the_tables_are_those_of_their_momenta(shapes: dict[str, Any]) -> None:
    assert shapes["candidates"][0] < 0.001  # GeV; the table has five digits
    assert shapes["photon_table"] < 0.01


# What can't be made ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ("process", "no practice generator for the process mystery"),
        ("branch", "keeps lep_shoeSize"),
        ("seed", "gives no seed"),
        ("collection", "there is no practice generator for it"),
    ],
)
def test_what_cannot_be_made_is_said_with_the_sample_and_a_remedy(probe: dict[str, Any], case: str, says: str) -> None:
    message = probe["errors"][case]
    assert message.startswith("atlas13-2lep-zee: ")
    assert says in message
    assert "fetch" in message or "add it" in message
