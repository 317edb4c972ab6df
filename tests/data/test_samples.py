"""`lhcbox samples` and the package behind it: every sample says what it is; a wrong name is met with the right ones."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from data.test_manifest import SAMPLES

BoxRun = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def listed(box_run: BoxRun) -> list[dict[str, Any]]:
    """What ``lhcbox samples --json`` says."""
    return list(json.loads(box_run("lhcbox", "samples", "--json").stdout))


def test_every_sample_of_the_profile_is_listed(listed: list[dict[str, Any]]) -> None:
    assert tuple(sample["id"] for sample in listed) == SAMPLES


def test_every_sample_says_where_it_comes_from(listed: list[dict[str, Any]]) -> None:
    for sample in listed:
        assert sample["record"] in {15005, 12341, 545}
        assert sample["licence"] == "CC0-1.0"
        assert sample["selection"]
        for file in sample["files"]:
            assert file["events"] <= file["events_before"]
            assert bool(file["source_checksum"]) == sample["real"], "practice has no source, real data have one"


def test_a_practice_sample_is_never_called_real(listed: list[dict[str, Any]]) -> None:
    for sample in listed:
        real = f"{sample['experiment']} Open Data, for education"
        assert sample["label"] == (real if sample["real"] else f"practice simulation, not {sample['experiment']} data")
        assert all(file["file"].startswith("practice_") != sample["real"] for file in sample["files"])


def test_the_periods_luminosities_add_up_to_the_release_s(listed: list[dict[str, Any]]) -> None:
    data = next(sample for sample in listed if sample["id"] == "atlas13-4lep-data")
    periods = {file["period"]: file["luminosity_fb"] for file in data["files"]}
    assert data["luminosity_fb"] == 10.0643
    assert sum(periods.values()) == pytest.approx(10.0643)
    assert {period: round(value, 1) for period, value in periods.items()} == {"A": 0.5, "B": 1.9, "C": 2.9, "D": 4.7}


def test_the_table_is_in_the_reader_s_language(box_run: BoxRun) -> None:
    table = box_run("lhcbox", "samples", options=("--env", "LHCBOX_LANG=es")).stdout
    assert "Colisiones entre protones que dan cuatro leptones, periodos de la A a la D" in table
    assert "registro 15005" in table


def test_an_unknown_sample_is_met_with_the_nearest_names(box_run: BoxRun) -> None:
    done = box_run("lhcbox", "samples", "atlas13-4lep-zmm", check=False)
    assert done.returncode == 1
    assert "atlas13-4lep-zmumu" in done.stderr


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("samples.get('cms8-dimuon').arrays(['muon_pt'])", "Muon_pt"),
        ("samples.get('atlas13-4lep-data').arrays(period='E')", "its periods: A, B, C, D"),
        ("s = samples.get('cms8-dimuon'); s.weights(s.arrays(), 1.0)", "it has no weights"),
        ("s = samples.get('atlas13-4lep-zee'); s.weights(s.arrays(['mcWeight']), 1.0)", "scaleFactor_ELE"),
    ],
)
def test_a_wrong_request_is_met_with_what_to_do(box_python: Callable[[str], str], code: str, complaint: str) -> None:
    attempt = f"from lhcbox import samples\ntry:\n    {code}\nexcept samples.SampleError as error:\n    print(error)\n"
    assert complaint in box_python(attempt)


def test_all_of_the_starter_s_samples_fit_on_a_small_stick(share: Path, practice_share: Path) -> None:
    for folder in (share / "data", practice_share / "data"):
        assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 15e6


SCHEMA = """
import json
from lhcbox import samples
import uproot
types = {}
for name, sample in samples.catalogue().items():
    with uproot.open(sample.files[0].path) as source:
        types[name] = source[sample.tree].typenames()
print(json.dumps(types))
"""


def test_practice_samples_have_the_branches_of_the_real_ones(
    box_python: Callable[[str], str], in_box: Callable[[str, Path], str], practice_share: Path
) -> None:
    assert json.loads(in_box(SCHEMA, practice_share)) == json.loads(box_python(SCHEMA))
