"""The package atlasopenmagic in the box: the official notebooks' questions are answered without a network."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

BoxRun = Callable[..., subprocess.CompletedProcess[str]]

RELEASES = {"2016e-8tev": "atlas8-2016", "2020e-13tev": "atlas13-2020", "2025e-13tev-beta": "atlas13-2025"}

# Any attempt to reach a network ends the script, whether it would have succeeded or not
GUARD = """
import socket
def refuse(*_args, **_more):
    raise AssertionError("a network was tried")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = refuse
import atlasopenmagic as atom
atom.set_verbosity("warning")
"""


@pytest.fixture(scope="session")
def ask(box_run: BoxRun) -> Callable[..., str]:
    """Runs Python in the box, sockets guarded; what it prints."""

    def run(code: str, **environment: str) -> str:
        options = [f"--env={name}={value}" for name, value in environment.items()]
        return box_run("python", "-W", "error", "-", options=options, stdin=GUARD + code).stdout

    return run


def in_manifest(root: Path, release: str) -> dict[str, dict[str, Any]]:
    """The datasets of a release file, with the corrections that hold for all collections."""
    content = yaml.safe_load((root / "data_manifest" / "releases" / f"{release}.yml").read_text(encoding="utf-8"))
    known: dict[str, dict[str, Any]] = content["datasets"]
    for item in content.get("corrections", []):
        if "collection" not in item and str(item["dsid"]) in known:
            known[str(item["dsid"])].update(item)
    return known


@pytest.mark.parametrize("release", RELEASES)
def test_every_dataset_of_the_manifest_has_its_numbers(root: Path, ask: Callable[..., str], release: str) -> None:
    code = f"""
import json
atom.set_release({release!r})
print(json.dumps({{number: atom.get_metadata(number) for number in atom.available_datasets() if number != "data"}}))
"""
    answers = json.loads(ask(code).splitlines()[-1])
    known = in_manifest(root, RELEASES[release])
    assert answers.keys() <= known.keys()
    assert len(answers) > 40
    for number, answer in answers.items():
        about = known[number]
        total = about.get("sum_of_weights")
        assert answer["physics_short"] == about["short_name"]
        assert answer["cross_section_pb"] == about.get("cross_section_pb")
        assert answer["genFiltEff"] == about.get("filter_efficiency", 1)
        assert answer["kFactor"] == about.get("k_factor", 1)
        expected = None if total is None else pytest.approx(total * about.get("reduction", 1), rel=1e-12)
        assert answer["sumOfWeights"] == expected


@pytest.mark.parametrize(
    ("release", "dataset", "skim", "number"),
    [
        ("2016e-8tev", "data", "noskim", 2),
        ("2020e-13tev", "data", "3lep", 4),
        ("2025e-13tev-beta", "data", "exactly4lep", 16),
        ("2025e-13tev-beta", "345060", "exactly4lep", 1),
        ("2025e-13tev-beta", "data", "GamGam", 16),
    ],
)
def test_every_file_of_a_dataset_has_an_address(
    ask: Callable[..., str], release: str, dataset: str, skim: str, number: int
) -> None:
    code = f"atom.set_release({release!r})\nprint(len(atom.get_urls({dataset!r}, skim={skim!r})))"
    assert ask(code).splitlines()[-1] == str(number)


def test_a_file_that_the_box_holds_is_a_path(ask: Callable[..., str]) -> None:
    code = """
from pathlib import Path
atom.set_release("2020e-13tev")
print([Path(url).is_file() for url in atom.get_urls("data", skim="4lep")])
"""
    assert ask(code, LHCBOX_OPENMAGIC="practice").splitlines()[-1] == str([True] * 4)


def test_a_file_that_the_box_does_not_hold_keeps_its_address(ask: Callable[..., str]) -> None:
    code = """
atom.set_release("2020e-13tev")
print(*atom.get_urls("410000", skim="1lep", protocol="https", cache=False))
"""
    assert ask(code).splitlines()[-1].startswith("https://opendata.cern.ch/eos/opendata/atlas/OutreachDatasets/")


def test_practice_is_not_handed_out_as_atlas_data(ask: Callable[..., str]) -> None:
    code = """
atom.set_release("2020e-13tev")
print([url for number in atom.available_datasets() for skim in atom.get_all_info(number)["skims"]
       for url in skim["file_list"] if "practice_" in url])
"""
    assert ask(code).splitlines()[-1] == "[]"


def test_only_what_is_baked_may_be_asked_for(ask: Callable[..., str]) -> None:
    code = """
atom.set_release("2025e-13tev-beta")
print(any("://" in url for number in atom.available_datasets() for skim in atom.get_all_info(number)["skims"]
          for url in skim["file_list"]))
"""
    assert ask(code, LHCBOX_OPENMAGIC="baked").splitlines()[-1] == "False"


def test_what_is_left_out_is_said(box_run: BoxRun) -> None:
    done = box_run(
        "python", "-", options=("--env=LHCBOX_OPENMAGIC=baked",), stdin=GUARD + "atom.set_release('2025e-13tev-beta')"
    )
    assert "files that the box does not hold are left out" in done.stderr


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("atom.set_release('2020e-13tev'); atom.get_metadata('999999')", "the box knows no dataset 999999"),
        ("atom.set_release('2024r-pp')", "it knows 2016e-8tev, 2020e-13tev, 2025e-13tev-beta"),
    ],
)
def test_what_the_box_does_not_know_is_said(ask: Callable[..., str], code: str, complaint: str) -> None:
    said = ask(f"try:\n    {code}\nexcept Exception as error:\n    print(error)")
    assert complaint in said


def test_installing_packages_does_nothing(ask: Callable[..., str]) -> None:
    code = "from atlasopenmagic import install_from_environment\ninstall_from_environment()"
    assert "nothing is installed" in ask(code)


def test_another_service_may_be_named(ask: Callable[..., str]) -> None:
    code = """
from atlasopenmagic.metadata import API_BASE_URL, get_session
print(type(get_session().get_adapter(API_BASE_URL)).__name__)
"""
    assert ask(code, ATLAS_API_BASE_URL="http://service.invalid").splitlines()[-1] == "HTTPAdapter"


def test_other_imports_are_left_alone(box_run: BoxRun) -> None:
    code = "import sys, json\nprint({'lhcbox', 'requests', 'atlasopenmagic'} & sys.modules.keys())"
    assert box_run("python", "-W", "error", "-", stdin=code).stdout == "set()\n"


# In the manner of the official notebooks: settings, addresses, loop over files in parts, weights, a mask, a sum
NOTEBOOK = """
from atlasopenmagic import install_from_environment
install_from_environment()
import awkward as ak, numpy as np, uproot, vector
atom.available_releases()
atom.set_release("2020e-13tev")
lumi = 10
weights = ["mcWeight", "scaleFactor_PILEUP", "scaleFactor_ELE", "scaleFactor_MUON", "scaleFactor_LepTRIGGER"]
variables = ["lep_pt", "lep_eta", "lep_phi", "lep_E", "lep_charge", "lep_type"]
defs = {"Data": {"dids": ["data"]}, "Zee": {"dids": [361106], "color": "orange"}}
samples = atom.build_dataset(defs, skim="4lep", protocol="https", cache=True)
found = {}
for name, sample in samples.items():
    total = 0.0
    for url in sample["list"]:
        tree = uproot.open(url + ":mini")
        for data in tree.iterate(variables + weights, library="ak", step_size=300):
            lep_type, charge = data["lep_type"], data["lep_charge"]
            flavour = lep_type[:, 0] + lep_type[:, 1] + lep_type[:, 2] + lep_type[:, 3]
            kept = (flavour == 44) | (flavour == 48) | (flavour == 52)
            kept = kept & (charge[:, 0] + charge[:, 1] + charge[:, 2] + charge[:, 3] == 0)
            if name == "Data":
                total += ak.sum(kept)
                continue
            about = atom.get_metadata("361106")
            cross_section = about["cross_section_pb"] * about["genFiltEff"] * about["kFactor"]
            scale = lumi * 1000 * cross_section / about["sumOfWeights"]
            total += scale * ak.sum(np.prod([data[weight] for weight in weights], axis=0)[kept])
    found[name] = float(total)
"""


def test_a_notebook_in_the_official_manner_runs_on_what_is_baked(
    ask: Callable[..., str], only_where_real: Callable[[str], None]
) -> None:
    only_where_real("atlas13-4lep-zee")  # a practice sample has a sum of weights of its own, in its tree
    code = (
        NOTEBOOK
        + """
import lhcbox
def ours(sample):
    lep = (events := sample.events()).lep
    flavour, charge = ak.sum(lep["type"][:, :4], axis=1), ak.sum(lep.charge[:, :4], axis=1)
    kept = ((flavour == 44) | (flavour == 48) | (flavour == 52)) & (charge == 0)
    return ak.sum(kept) if sample.kind == "data" else sample.weights(events, 10)[kept].sum()
print(found["Data"], ours(lhcbox.samples.atlas13_4lep_data), found["Zee"], ours(lhcbox.samples.atlas13_4lep_zee))
"""
    )
    events, our_events, total, our_total = map(float, ask(code, LHCBOX_OPENMAGIC="practice").splitlines()[-1].split())
    assert events == our_events > 0
    # single precision of the products, as the notebooks multiply them; the sum has cancelling signs
    assert total == pytest.approx(our_total, rel=1e-4)


def test_a_manifest_that_cannot_be_used_is_named(
    tmp_path: Path, root: Path, bake: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    for kind in ("releases", "schema"):
        (tmp_path / kind).mkdir()
    (tmp_path / "releases" / "broken.yml").write_text("release: [", encoding="utf-8")
    done = bake("openmagic", "--manifest", str(tmp_path), "--out", str(tmp_path / "out"), paths=[tmp_path], check=False)
    assert done.returncode == 1
    assert "broken.yml" in done.stderr
