"""`lhcbox samples` and the package behind it: every sample says what it is; a wrong name is met with the right ones."""

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

BoxRun = Callable[..., subprocess.CompletedProcess[str]]
BoxPython = Callable[[str], str]


@pytest.fixture(scope="module")
def listed(box_run: BoxRun) -> list[dict[str, Any]]:
    """What ``lhcbox samples --json`` says."""
    return list(json.loads(box_run("lhcbox", "samples", "--json").stdout))


@pytest.fixture
def at_release(real_files: Path, box_run: BoxRun) -> BoxPython:
    """Runs Python in the box, with the release's own files of the mirror under ``/release``."""

    def run(code: str) -> str:
        mount = f"type=bind,source={real_files},target=/release,readonly"
        return box_run("python", "-W", "error", "-", options=("--mount", mount), stdin=code).stdout

    return run


def attempt(code: str) -> str:
    """Python that prints the error of the last line of ``code``."""
    *before, last = code.strip().splitlines()
    lines = ["import lhcbox", "from lhcbox.samples import SampleError", *before]
    return "\n".join([*lines, "try:", f"    {last}", "except SampleError as error:", "    print(error)"])


# What is listed -------------------------------------------------------------------------------------------------------


def test_every_sample_of_the_profile_is_listed(root: Path, listed: list[dict[str, Any]]) -> None:
    profile = yaml.safe_load((root / "data_manifest" / "profiles" / "starter.yml").read_text(encoding="utf-8"))
    assert [sample["id"] for sample in listed] == [sample["id"] for sample in profile["samples"]]


def test_every_sample_says_where_it_comes_from(listed: list[dict[str, Any]]) -> None:
    for sample in listed:
        assert sample["licence"]
        assert sample["selection"]
        assert sample["record"] or sample["unknowns"], "what has no record says what is not known about it"
        for file in sample["files"]:
            assert bool(file["source_checksum"]) == sample["real"], "practice has no source, real data have one"


def test_a_practice_sample_is_never_called_real(listed: list[dict[str, Any]]) -> None:
    for sample in listed:
        real = f"{sample['experiment']} Open Data, for education"
        assert sample["label"] == (real if sample["real"] else f"practice simulation, not {sample['experiment']} data")
        assert all(file["file"].startswith("practice_") != sample["real"] for file in sample["files"])


def test_the_steps_account_for_every_event(listed: list[dict[str, Any]]) -> None:
    for sample in listed:
        for file in sample["files"]:
            counts = [step["events"] for step in file["steps"]]
            assert counts[-1] == file["events"], f"{file['file']}: the last step leaves what is in the file"
            assert counts == sorted(counts, reverse=True), f"{file['file']}: no step makes events"
            assert counts[0] == file["events_before"]


def test_the_sum_of_weights_is_lowered_by_what_the_steps_left(listed: list[dict[str, Any]]) -> None:
    for sample in listed:
        if sample["sum_of_weights"] is None or not sample["real"]:
            continue
        (file,) = sample["files"]
        sums = {step["name"]: step["sum_of_weights"] for step in file["steps"]}
        before = sums.get("preselection", sums["source"])
        if None not in (before, sums.get("thinning")):
            share = sums["thinning"] / before
            assert sample["sum_of_weights"] == pytest.approx(share * sample["sum_of_weights_source"])
        elif "excerpt" not in sums:
            assert sample["sum_of_weights"] == sample["sum_of_weights_source"]


def test_the_periods_luminosities_add_up_to_the_release_s(listed: list[dict[str, Any]]) -> None:
    data = next(sample for sample in listed if sample["id"] == "atlas13-4lep-data")
    periods = {file["period"]: file["luminosity_fb"] for file in data["files"]}
    assert data["luminosity_fb"] == pytest.approx(10.0643)
    assert sum(periods.values()) == pytest.approx(10.0643)
    assert {period: round(value, 1) for period, value in periods.items()} == {"A": 0.5, "B": 1.9, "C": 2.9, "D": 4.7}


def test_the_table_is_in_the_reader_s_language(box_run: BoxRun) -> None:
    table = box_run("lhcbox", "samples", options=("--env", "LHCBOX_LANG=es")).stdout
    assert "Colisiones entre protones que dan cuatro leptones, periodos de la A a la D" in table
    assert "registro 15005" in table
    assert "luminosidad: 10,0643 fb⁻¹" in table


def test_the_table_shows_each_step(box_run: BoxRun, only_where_real: Callable[[str], None]) -> None:
    only_where_real("atlas13-4lep-data")
    table = box_run("lhcbox", "samples", "atlas13-4lep-data").stdout
    assert "39 events in the source" in table


def test_an_unknown_sample_is_met_with_the_nearest_names(box_run: BoxRun) -> None:
    done = box_run("lhcbox", "samples", "atlas13-4lep-zmm", check=False)
    assert done.returncode == 1
    assert "atlas13-4lep-zmumu" in done.stderr


def test_a_sample_in_a_notebook_is_a_card(box_python: BoxPython) -> None:
    card = box_python("import lhcbox\nprint(lhcbox.open('atlas13-4lep-data')._repr_html_())")
    assert card.startswith("<div")
    assert "10.7483/OPENDATA.ATLAS.2Y1T.TLGL" in card


def test_a_card_shows_texts_as_texts(box_python: BoxPython) -> None:
    code = """
import dataclasses, lhcbox
odd = dataclasses.replace(lhcbox.open("atlas13-4lep-data"), title_en="<script>alert(1)</script>")
print(odd._repr_html_())
"""
    assert "<script>" not in box_python(code)


# Opening --------------------------------------------------------------------------------------------------------------


def test_a_sample_is_an_attribute(box_python: BoxPython) -> None:
    code = "import lhcbox\nprint(lhcbox.samples.atlas13_4lep_zee is lhcbox.open('atlas13-4lep-zee'))"
    assert box_python(code) == "True\n"


def test_tab_offers_the_samples(box_run: BoxRun) -> None:
    code = """
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_cell("import lhcbox")
text = "lhcbox.samples.atlas13_4lep_z"
for jedi in (True, False):
    shell.Completer.use_jedi = jedi
    with provisionalcompleter():
        print(sorted(found.text.lstrip(".") for found in shell.Completer.completions(text, len(text))))
"""
    offered = box_run("python", "-", stdin=code).stdout.splitlines()
    names = ["atlas13_4lep_zee", "atlas13_4lep_zh", "atlas13_4lep_zmumu", "atlas13_4lep_zz"]
    assert offered == [str(names)] * 2, "with and without jedi"


def test_import_alone_loads_no_libraries(box_python: BoxPython) -> None:
    code = "import sys, lhcbox\nprint({'uproot', 'awkward', 'vector', 'requests'} & sys.modules.keys())"
    assert box_python(code) == "set()\n"


def test_a_star_import_leaves_python_s_open_alone(box_python: BoxPython) -> None:
    assert box_python("from lhcbox import *\nimport builtins\nprint(open is builtins.open)") == "True\n"


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("lhcbox.samples.atlas13_4lep_zmm", "atlas13-4lep-zmumu"),
        ("lhcbox.open('atlas13-4lep-zmm')", "atlas13-4lep-zmumu"),
        ("lhcbox.open('cms8-dimuon').arrays(['muon_pt'])", "Muon_pt"),
        ("lhcbox.open('cms8-dimuon').events(['muon'])", "Muon"),
        ("lhcbox.open('atlas13-4lep-data').arrays(period='E')", "its periods: A, B, C, D"),
        ("s = lhcbox.open('cms8-dimuon')\ns.weights(s.arrays(), 1.0)", "it has no weights"),
        ("s = lhcbox.open('atlas13-4lep-zee')\ns.weights(s.arrays(['mcWeight']), 1.0)", "scaleFactor_ELE"),
        ("s = lhcbox.open('atlas13-4lep-zee')\ns.weights(s.events(['lep']))", "which luminosity"),
    ],
)
def test_a_wrong_request_is_met_with_what_to_do(box_python: BoxPython, code: str, complaint: str) -> None:
    assert complaint in box_python(attempt(code))


def test_errors_speak_the_reader_s_language(box_run: BoxRun) -> None:
    code = attempt("lhcbox.samples.atlas13_4lep_zmm")
    said = box_run("python", "-", options=("--env", "LHCBOX_LANG=es"), stdin=code).stdout
    assert "no existe la muestra 'atlas13_4lep_zmm'" in said


def test_a_catalogue_of_another_format_is_refused(tmp_path: Path, in_box: Callable[[str, Path], str]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "catalogue.json").write_text('{"format": 1, "samples": []}', encoding="utf-8")
    said = in_box(attempt("lhcbox.open('atlas13-4lep-data')"), tmp_path)
    assert "/other/data/catalogue.json: is of format 1, and this lhcbox reads format 2" in said


def test_a_box_without_samples_says_so(tmp_path: Path, in_box: Callable[[str, Path], str]) -> None:
    assert "bake them first" in in_box(attempt("lhcbox.open('atlas13-4lep-data')"), tmp_path)


# Particles ------------------------------------------------------------------------------------------------------------


def test_particles_are_four_momenta(box_python: BoxPython) -> None:
    code = """
import numpy as np, lhcbox
from lhcbox.kinematics import invariant_mass
sample = lhcbox.open("atlas13-4lep-data")
flat, lep = sample.arrays(), sample.events().lep
expected = invariant_mass(flat.lep_pt[:, :2], flat.lep_eta[:, :2], flat.lep_phi[:, :2], energy=flat.lep_E[:, :2])
# two orders of the same sum in double precision; a mass near zero loses half of the digits
print(np.allclose((lep[:, 0] + lep[:, 1]).mass, expected, rtol=1e-6))
"""
    assert box_python(code) == "True\n"


def test_records_hold_the_release_s_values(box_python: BoxPython) -> None:
    code = """
import awkward as ak, lhcbox
sample = lhcbox.open("atlas13-4lep-data")
flat, lep = sample.arrays(), sample.events().lep
print(all(ak.all(lep[name] == flat["lep_" + name]) for name in lep.fields))
"""
    assert box_python(code) == "True\n"


def test_what_belongs_to_no_particle_keeps_its_name(box_python: BoxPython) -> None:
    code = "import lhcbox\nprint({'trigE', 'mcWeight'} <= set(lhcbox.open('atlas13-4lep-zee').events().fields))"
    assert box_python(code) == "True\n"


def test_gev_is_a_thousandth_of_mev(box_python: BoxPython) -> None:
    code = """
import awkward as ak, numpy as np, lhcbox
sample = lhcbox.open("atlas13-4lep-data")
mev, gev = sample.events(["lep"]).lep, sample.events(["lep"], unit="GeV").lep
print([name for name in mev.fields if ak.all(np.isclose(mev[name], 1000 * gev[name], rtol=1e-6, atol=0))])
print([name for name in mev.fields if ak.all(mev[name] == gev[name])])
"""
    scaled, same = (set(json.loads(line.replace("'", '"'))) for line in box_python(code).splitlines())
    assert {"pt", "E", "ptcone30", "etcone20"} <= scaled
    assert {"eta", "phi", "charge", "type", "z0"} <= same


def test_another_unit_than_gev_is_refused(box_python: BoxPython) -> None:
    code = """
import lhcbox
try:
    lhcbox.open("atlas13-4lep-data").events(unit="TeV")
except ValueError as error:
    print(error)
"""
    assert "'GeV'" in box_python(code)


def test_branches_of_one_record_are_enough(box_python: BoxPython) -> None:
    assert box_python("import lhcbox\nprint(lhcbox.open('atlas13-4lep-data').events(['lep']).fields)") == (
        "['lep_n', 'lep']\n"
    )


def test_muons_of_cms_have_the_release_s_name(box_python: BoxPython) -> None:
    code = "import lhcbox\nm = lhcbox.open('cms8-dimuon').events().Muon\nprint(m.fields, type(m).__name__)"
    assert box_python(code) == "['pt', 'eta', 'phi', 'mass', 'charge'] MomentumArray4D\n"


def test_columns_with_numbers_become_particles(box_python: BoxPython) -> None:
    code = """
import numpy as np, lhcbox
sample = lhcbox.open("cms7-dimuon-jpsi")
flat, lep = sample.arrays(), sample.events().lep
masses = (lep[:, 0] + lep[:, 1]).mass
energy, momentum = flat.E1 + flat.E2, [flat["p%s1" % axis] + flat["p%s2" % axis] for axis in "xyz"]
print(np.allclose(masses, np.sqrt(energy**2 - sum(p**2 for p in momentum)), rtol=1e-6))
"""
    assert box_python(code) == "True\n"


def test_of_two_sets_of_coordinates_the_one_that_gives_the_mass_is_taken(
    box_python: BoxPython, only_where_real: Callable[[str], None]
) -> None:
    """In 288 of the 40 000 muons of this table pt, eta and phi are of another fit than E, and give a wrong mass."""
    only_where_real("cms7-dimuon-jpsi")
    code = """
import awkward as ak, lhcbox
lep = lhcbox.open("cms7-dimuon-jpsi").events().lep
print(ak.mean((lep.mass > 0.08) & (lep.mass < 0.13)))
"""
    assert float(box_python(code)) > 0.98, "the table's six digits give the muon's 0.106 GeV within a quarter"


def test_a_number_that_only_some_particles_have_is_no_particle_s(box_python: BoxPython) -> None:
    """The candidates have four leptons, and the masses of two pairs in mZ1 and mZ2."""
    code = "import lhcbox\nevents = lhcbox.open('cms-h4l-candidates').events()\nprint(events.lep.fields, events.fields)"
    fields, rest = box_python(code).strip().split("] ")
    assert "PID" in fields
    assert "mZ1" in rest


def test_particles_without_energy_have_a_direction_only(box_python: BoxPython) -> None:
    code = "import lhcbox\nprint(type(lhcbox.open('cms7-dimuon-z').events().lep).__name__)"
    assert box_python(code) == "MomentumArray3D\n"


GROUPED = """
import awkward as ak
from lhcbox import records
two = ak.Array([[30.0, 20.0], [25.0, 15.0]])
flat = {"jet_pt": two, "jet_eta": two * 0, "jet_phi": two / 20, "jet_E": two * 2}
"""


def test_a_list_of_another_length_stays_outside(box_python: BoxPython) -> None:
    code = GROUPED + 'made = records.grouped(ak.zip({**flat, "jet_tag": [[], []]}, depth_limit=1))\nprint(made.fields)'
    assert box_python(code) == "['jet_tag', 'jet']\n"


def test_a_second_mass_stays_outside(box_python: BoxPython) -> None:
    code = GROUPED + 'made = records.grouped(ak.zip({**flat, "jet_m": two}, depth_limit=1))\nprint(made.fields)'
    assert box_python(code) == "['jet_m', 'jet']\n"


def test_the_longest_prefix_wins(box_python: BoxPython) -> None:
    code = (
        GROUPED
        + """
truth = {"truth_" + name: values for name, values in flat.items()}
print(records.grouped(ak.zip({**flat, **truth}, depth_limit=1)).fields)
"""
    )
    assert box_python(code) == "['jet', 'truth_jet']\n"


def test_missing_momentum_has_two_components(box_python: BoxPython) -> None:
    code = (
        GROUPED
        + """
met = records.grouped(ak.zip({"met": ak.Array([5.0]), "met_phi": ak.Array([0.0])}, depth_limit=1)).met
print(type(met).__name__, met.px[0])
"""
    )
    assert box_python(code) == "MomentumArray2D 5.0\n"


# Part by part ---------------------------------------------------------------------------------------------------------


def test_the_parts_are_all_the_events(box_python: BoxPython) -> None:
    code = """
import awkward as ak, lhcbox
sample = lhcbox.open("atlas13-4lep-data")
parts = list(sample.iterate(step=100, branches=["lep"]))
whole = sample.events(["lep"])
print(max(map(len, parts)), ak.all(ak.concatenate(parts).lep.pt == whole.lep.pt), sum(map(len, parts)) == len(whole))
"""
    assert box_python(code) == "100 True True\n"


def test_weights_of_the_parts_add_up(box_python: BoxPython) -> None:
    code = """
import numpy as np, lhcbox
sample = lhcbox.open("atlas13-4lep-zee")
parts = sum(sample.weights(events, 10).sum() for events in sample.iterate(step=100, branches=["lep"]))
print(np.isclose(parts, sample.weights(sample.events(), 10).sum()))
"""
    assert box_python(code) == "True\n"


def test_reading_in_parts_needs_the_memory_of_a_part(box_python: BoxPython) -> None:
    """60 MB of events in steps of 3 MB; measured are numpy's own allocations."""
    code = """
import dataclasses, tracemalloc
from pathlib import Path
import numpy as np, uproot, lhcbox
path = Path("/tmp/large.root")
values = np.random.default_rng(1).random(500_000)
with uproot.recreate(path, compression=None) as file:
    tree = file.mktree("mini", {f"x{i}": "f8" for i in range(15)})
    for start in range(0, len(values), 20_000):
        tree.extend({f"x{i}": values[start : start + 20_000] for i in range(15)})
sample = lhcbox.open("atlas13-4lep-data")
large = dataclasses.replace(sample, files=(dataclasses.replace(sample.files[0], path=path),))
tracemalloc.start()
count = sum(len(events) for events in large.iterate(step="3 MB"))
print(count, tracemalloc.get_traced_memory()[1] < 20e6)
"""
    assert box_python(code) == "500000 True\n"


# Weights --------------------------------------------------------------------------------------------------------------


def test_the_weight_is_the_published_formula(box_python: BoxPython) -> None:
    code = """
import numpy as np, lhcbox
sample = lhcbox.open("atlas13-4lep-zee")
flat = sample.arrays()
factors = flat.mcWeight
for name in ("PILEUP", "ELE", "MUON", "LepTRIGGER"):
    factors = factors * flat["scaleFactor_" + name]
expected = 10_000 * flat.XSection * factors / flat.SumWeights
print(np.allclose(sample.weights(flat, 10), expected, rtol=1e-4))  # the tree's numbers have single precision
"""
    assert box_python(code) == "True\n"


def test_negative_weights_stay_negative(box_python: BoxPython) -> None:
    code = """
import numpy as np, lhcbox
sample = lhcbox.open("atlas13-4lep-zee")
events = sample.events()
negative = np.asarray(events.mcWeight < 0)
weights = sample.weights(events, 10)
print((weights[negative] <= 0).all(), (weights[~negative] >= 0).all(), (weights < 0).sum() > 10)
"""
    assert box_python(code) == "True True True\n"


TABLE = """
import dataclasses, warnings, lhcbox
from lhcbox.samples import UnknownLuminosity
sample = lhcbox.open("atlas13-4lep-zee")
table = dataclasses.replace(sample, cross_section_pb=None, sum_of_weights=None, weight_factors=("mcWeight",))
events = table.events()
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    weights = table.weights(events, 10)
"""


def test_weights_of_unknown_luminosity_are_given_as_they_are(box_python: BoxPython) -> None:
    assert box_python(TABLE + "print((weights == events.mcWeight.to_numpy()).all())") == "True\n"


def test_weights_of_unknown_luminosity_come_with_a_warning(box_python: BoxPython) -> None:
    assert box_python(TABLE + "print([warning.category is UnknownLuminosity for warning in said])") == "[True]\n"


# The full release -----------------------------------------------------------------------------------------------------


def test_the_release_s_file_gives_the_same_yields(at_release: BoxPython) -> None:
    code = """
import numpy as np, lhcbox
def analyse(sample):
    events = sample.events(["lep"], unit="GeV")
    lep, weights = events.lep, sample.weights(events, 10)
    kept = np.asarray(abs(lep.charge[:, 0] + lep.charge[:, 1] + lep.charge[:, 2] + lep.charge[:, 3]) == 0)
    kept &= np.asarray((lep.pt[:, 0] > 30) & (lep.pt[:, 1] > 20) & (lep.pt[:, 2] > 10))
    return weights[kept].sum(), np.sqrt((weights[kept] ** 2).sum())
ours, whole = (analyse(lhcbox.open("atlas13-4lep-zee", path)) for path in (None, "/release"))
assert lhcbox.open("atlas13-4lep-zee").real
print(*ours, *whole)
"""
    ours, our_error, whole, whole_error = map(float, at_release(code).split())
    assert ours == pytest.approx(whole, rel=1e-6), "every event is kept, so only rounding is left"
    assert our_error == pytest.approx(whole_error, rel=1e-6)


def test_the_release_s_file_has_what_the_box_left_out(at_release: BoxPython) -> None:
    code = "import lhcbox\nevents = lhcbox.open('atlas13-4lep-zee', '/release').events()"
    code += "\nprint({'jet', 'photon', 'met'} <= set(events.fields))"
    assert at_release(code) == "True\n"


def test_collisions_of_the_release_keep_their_luminosity(at_release: BoxPython) -> None:
    code = "import lhcbox\ns = lhcbox.open('atlas13-4lep-data', '/release')"
    code += "\nprint(s.event_count, round(s.luminosity_fb, 4))"
    assert at_release(code) == "832 10.0643\n"


def test_one_file_of_the_release_has_the_luminosity_of_its_period(at_release: BoxPython) -> None:
    path = "/release/atlas13-2020-4lep-data/data_A.4lep.root"
    code = f"import lhcbox\ns = lhcbox.open('atlas13-4lep-data', {path!r})\nprint(round(s.luminosity_fb, 4))"
    assert at_release(code) == "0.5032\n"


def test_the_page_for_analysts_runs_as_it_is_written(root: Path, at_release: BoxPython) -> None:
    page = (root / "docs" / "analysis.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    code = "\n".join(blocks).replace("/data/atlas-2020", "/release")
    assert len(blocks) >= 6
    assert "+-" in at_release(code)


@pytest.mark.parametrize(
    ("sample", "path", "complaint"),
    [
        ("atlas13-4lep-zmumu", "/release/atlas13-2020-4lep-mc-zee/mc_361106.Zee.4lep.root", "holds dataset 361106"),
        ("atlas13-4lep-zmumu", "/release/atlas13-2020-4lep-mc-zee", "mc_361107.Zmumu.4lep.root"),
        ("atlas13-4lep-zee", "/release/nowhere", "there is no such file or folder"),
        ("atlas13-4lep-zee", "/release/cms7-2011-dilepton-csv/Zmumu.csv", "cannot be read as a ROOT file"),
        ("atlas13-4lep-zee", "/release/atlas8-hww-outreach-mc/outreach.root", "holds no tree 'mini'"),
    ],
)
def test_a_file_of_another_kind_is_refused(at_release: BoxPython, sample: str, path: str, complaint: str) -> None:
    assert complaint in at_release(attempt(f"lhcbox.open({sample!r}, {path!r})"))


def test_a_file_that_the_box_made_is_not_taken_for_the_release_s(box_python: BoxPython) -> None:
    for sample in ("atlas13-4lep-zee", "atlas13-4lep-zz"):  # practice where no mirror has it, the second everywhere
        code = f"path = lhcbox.open({sample!r}).files[0].path\nlhcbox.open({sample!r}, path)"
        assert "the box made this file" in box_python(attempt(code))


# Size and schema ------------------------------------------------------------------------------------------------------


def test_all_of_the_starter_s_samples_fit_on_a_small_stick(share: Path, practice_share: Path) -> None:
    for folder in (share / "data", practice_share / "data"):
        assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 60e6


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
    box_python: BoxPython, in_box: Callable[[str, Path], str], practice_share: Path
) -> None:
    assert json.loads(in_box(SCHEMA, practice_share)) == json.loads(box_python(SCHEMA))
