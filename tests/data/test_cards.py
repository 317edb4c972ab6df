"""The plots of the data cards: the right numbers, the same bytes each time, and no part passed off as the whole."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from boxes import engine
from host.bake import bake_options

Bake = Callable[..., subprocess.CompletedProcess[str]]

# Bins of 1 from 0 to 4. In the first: weights 2 and -0.5; in the second: 3; one event beyond the axis, one not a number
SIMULATED = {"mass": [0.2, 0.4, 1.5, 9.0, float("nan")], "weight": [2.0, -0.5, 3.0, 1.0, 1.0]}
COLLISIONS = {"mass": [0.5] * 4 + [2.5]}
PLOT = {"quantity": "mass of the two muons", "values": "mass", "unit": "GeV", "axis": [0, 4, 4]}


def in_tools(code: str, *folders: Path) -> str:
    """Run Python in the tools' image, warnings as errors; what it prints."""
    *common, tools = bake_options()
    mounts = [part for folder in folders for part in ("--mount", f"type=bind,source={folder},target={folder}")]
    return engine("run", "--interactive", *common, *mounts, tools, "python", "-W", "error", "-", input=code).stdout


@dataclass
class Desk:
    """A catalogue of small samples and a table of plots of its own."""

    folder: Path
    run: Bake

    @property
    def out(self) -> Path:
        """Where the cards go."""
        return self.folder / "cards"

    def table(self, **plots: dict[str, Any]) -> None:
        """Write the table: every sample may have every one of ``plots``."""
        content = {"plots": plots, "cards": [{"title": "Muon pairs", "samples": ["*"], "plots": list(plots)}]}
        (self.folder / "content" / "cards.yml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")

    def sample(self, name: str, columns: dict[str, list[float]], **about: Any) -> None:
        """Write one more sample of one file into the catalogue."""
        path = self.folder / "data" / "catalogue.json"
        catalogue = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"samples": []}
        target = self.folder / "data" / name / "events.root"
        target.parent.mkdir(parents=True, exist_ok=True)
        in_tools(
            "import numpy, uproot\nnan = float('nan')\n"
            f"with uproot.recreate({str(target)!r}) as file:\n"
            f"    file['Events'] = {{key: numpy.asarray(column, float) for key, column in {columns!r}.items()}}\n",
            self.folder,
        )
        entry = {
            "id": name, "title": "A sample", "kind": "data", "real": True, "experiment": "CMS", "tree": "Events",
            "release": "test", "weight_factors": [], "cross_section_pb": None, "sum_of_weights": None,
            "files": [{
                "path": f"{name}/events.root", "events": len(columns["mass"]), "content_digest": str(columns)[:500],
            }],
        } | about  # fmt: skip
        catalogue["samples"] = [*(each for each in catalogue["samples"] if each["id"] != name), entry]
        path.write_text(json.dumps(catalogue), encoding="utf-8")

    def cards(self, out: str = "cards", check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run ``bake cards``."""
        known = ["--content", str(self.folder / "content"), "--data", str(self.folder / "data")]
        return self.run("cards", *known, "--out", str(self.folder / out), paths=[self.folder], check=check)

    def histogram(self, sample: str) -> dict[str, Any]:
        """The numbers of a sample's plot."""
        return dict(json.loads((self.out / f"{sample}.json").read_text(encoding="utf-8"))["histogram"])

    def card(self, sample: str) -> dict[str, Any]:
        """What the index says of a sample."""
        return dict(json.loads((self.out / "cards.json").read_text(encoding="utf-8"))["cards"][sample])

    def drawing(self, sample: str, language: str = "en") -> str:
        """The words of a sample's plot, those of its text alternative among them."""
        tree = ElementTree.parse(self.out / language / f"{sample}.svg")
        return " ".join(text.strip() for text in tree.getroot().itertext() if text.strip())


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory, root: Path, bake: Bake) -> Desk:
    """A desk with one simulated sample and one of collisions, to be copied."""
    made = Desk(tmp_path_factory.mktemp("cards"), bake)
    shutil.copytree(root / "content" / "locale", made.folder / "content" / "locale")
    shutil.copyfile(root / "content" / "cards.schema.json", made.folder / "content" / "cards.schema.json")
    made.table(mass=PLOT)
    weights = {"kind": "mc", "weight_factors": ["weight"], "cross_section_pb": 0.01, "sum_of_weights": 5.0}
    made.sample("simulated", SIMULATED, **weights)
    made.sample("collisions", COLLISIONS)
    return made


@pytest.fixture
def desk(tmp_path: Path, ready: Desk) -> Desk:
    """A desk of the test's own."""
    shutil.copytree(ready.folder, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path, ready.run)


def test_simulated_events_count_with_their_signed_weights(desk: Desk) -> None:
    desk.cards()
    # events of a cross-section of 0.01 pb at 1/fb = 1000/pb, of a sum of weights of 5: each weight counts twice
    filled = desk.histogram("simulated")
    assert filled["contents"] == pytest.approx([3.0, 6.0, 0.0, 0.0])
    assert filled["high"] == pytest.approx([2 * (2.0**2 + 0.5**2) ** 0.5, 6.0, 0.0, 0.0], rel=1e-5)  # six digits kept
    assert (filled["normalised"], filled["negative"], filled["inside"], filled["drawn"]) == ("per_fb", 1, 3, 5)


def test_weights_without_a_cross_section_are_shown_as_they_are(desk: Desk) -> None:
    desk.sample("table", SIMULATED, kind="mc", weight_factors=["weight"])
    desk.cards()
    assert desk.histogram("table")["contents"] == pytest.approx([1.5, 3.0, 0.0, 0.0])
    assert "Sum of weights per 1 GeV" in desk.drawing("table")


def test_collisions_are_counted_with_poisson_errors(desk: Desk) -> None:
    desk.cards()
    filled = desk.histogram("collisions")
    assert filled["contents"] == [4, 0, 1, 0]
    # central 68 % interval of a count of 4: half of the quantiles of chi-square with 8 and 10 degrees of freedom
    assert filled["low"][0] == pytest.approx(4 - 2.09, abs=0.01)
    assert filled["high"][0] == pytest.approx(7.16 - 4, abs=0.01)
    assert filled["low"][1] == filled["high"][1] == 0


def test_a_part_of_a_large_sample_is_scaled_up_and_said_to_be_a_part(desk: Desk) -> None:
    many = {"mass": [0.5] * 60_000, "weight": [1.0] * 60_000}
    whole = {"kind": "mc", "weight_factors": ["weight"], "cross_section_pb": 0.001, "sum_of_weights": 60_000.0}
    desk.sample("large", many, **whole)
    desk.sample("largedata", many)
    desk.cards()
    assert desk.histogram("large")["contents"][0] == pytest.approx(1.0)  # 0.001 pb at 1/fb, all of it in one bin
    assert desk.histogram("largedata")["contents"][0] == 50_000
    plain = desk.drawing("large").replace("\u202f", "")
    assert "drawn from 50000 of 60000 events, scaled up to all" in plain
    assert "drawn from 50000 of 60000 events" in desk.drawing("largedata").replace("\u202f", "")
    assert "a escala del total" in desk.drawing("large", "es")


def test_every_plot_bears_its_stamp_and_only_practice_is_hatched(desk: Desk) -> None:
    desk.sample("practice", COLLISIONS, real=False)
    desk.cards()
    stamps = {
        ("collisions", "en"): "CMS Open Data, for education",
        ("collisions", "es"): "CMS Open Data, con fines educativos",
        ("practice", "en"): "practice simulation, not CMS data",
        ("practice", "es"): "simulación de práctica, no son datos de CMS",
    }
    for (sample, language), stamp in stamps.items():
        drawing = (desk.out / language / f"{sample}.svg").read_text(encoding="utf-8")
        assert stamp in re.findall(r"<text[^>]*>([^<]*)</text>", drawing)
        assert ("url(#hatch)" in drawing) == (sample == "practice")


def test_a_plot_says_in_words_what_it_shows(desk: Desk) -> None:
    desk.cards()
    for language, words in (("en", "The fullest bin goes from 0 to 1 GeV and has 4 events"),
                            ("es", "El intervalo más lleno va de 0 a 1 GeV y tiene 4 sucesos")):  # fmt: skip
        tree = ElementTree.parse(desk.out / language / "collisions.svg").getroot()
        assert (tree.get("role"), tree.get("lang")) == ("img", language)
        names = str(tree.get("aria-labelledby")).split()
        described = [element for element in tree.iter() if element.get("id") in names]
        assert [element.tag.partition("}")[2] for element in described] == ["title", "desc"]
        assert words in str(described[1].text)
        assert words in desk.card("collisions")["summary"][language]


def test_the_same_data_give_the_same_bytes(desk: Desk) -> None:
    desk.cards(out="first")
    desk.cards(out="second")
    first, second = ({path.relative_to(desk.folder / out): path.read_bytes()
                      for path in sorted((desk.folder / out).rglob("*")) if path.is_file()}
                     for out in ("first", "second"))  # fmt: skip
    assert {str(path).partition("/")[2]: content for path, content in first.items()} == {
        str(path).partition("/")[2]: content for path, content in second.items()
    }
    assert len(first) == 1 + 2 + 2 * 2


def test_only_what_has_changed_is_filled_anew(desk: Desk) -> None:
    desk.cards()
    long_ago = 1_000_000_000
    for sample in ("simulated", "collisions"):
        os.utime(desk.out / f"{sample}.json", (long_ago, long_ago))
    desk.sample("collisions", {"mass": [2.5]})
    desk.cards()
    assert (desk.out / "simulated.json").stat().st_mtime == long_ago
    assert desk.histogram("collisions")["contents"] == [0, 0, 1, 0]


def test_a_damaged_histogram_of_an_earlier_run_is_made_again(desk: Desk) -> None:
    desk.cards()
    (desk.out / "collisions.json").write_text("{", encoding="utf-8")
    desk.cards()
    assert desk.histogram("collisions")["contents"] == [4, 0, 1, 0]


def test_cards_of_samples_that_are_gone_go_too(desk: Desk) -> None:
    desk.cards()
    path = desk.folder / "data" / "catalogue.json"
    catalogue = json.loads(path.read_text(encoding="utf-8"))
    catalogue["samples"] = [each for each in catalogue["samples"] if each["id"] == "collisions"]
    path.write_text(json.dumps(catalogue), encoding="utf-8")
    desk.cards()
    assert {file.name for file in desk.out.rglob("*") if file.is_file()} == {
        "cards.json", "collisions.json", "collisions.svg",
    }  # fmt: skip


def test_the_first_plot_that_the_branches_allow_is_taken(desk: Desk) -> None:
    desk.table(other={**PLOT, "values": "energy"}, mass=PLOT)
    desk.cards()
    assert desk.card("collisions")["plot"] == "mass"


def test_a_sample_that_no_plot_fits_is_named_and_keeps_its_card(desk: Desk) -> None:
    desk.table(other={**PLOT, "values": "energy"})
    done = desk.cards()
    assert "collisions: no plot" in done.stdout
    assert desk.card("collisions").keys() == {"family"}
    assert desk.card("collisions")["family"]["en"] == "Muon pairs"


@pytest.mark.parametrize(
    "values", ["__import__('os').system('id')", "mass.__class__", "(lambda: mass)()", "open(mass)"]
)
def test_a_plot_that_tries_to_run_code_is_refused(desk: Desk, values: str) -> None:
    desk.table(evil={**PLOT, "values": values})
    done = desk.cards(check=False)
    assert done.returncode == 1
    assert "cards.yml: plots.evil.values" in done.stderr


@pytest.mark.parametrize(("change", "complaint"), [
    ({"axis": [4, 0, 4]}, "plots.mass.axis: must rise"),
    ({"axis": [0, 4, 4], "spacing": "log"}, "begin above 0"),
    ({"axis": [0, 4, "four"]}, "plots.mass.axis.2"),
    ({"colour": "red"}, "'colour' was unexpected"),
])  # fmt: skip
def test_a_wrong_table_is_refused_with_the_entry(desk: Desk, change: dict[str, Any], complaint: str) -> None:
    desk.table(mass={**PLOT, **change})
    done = desk.cards(check=False)
    assert done.returncode == 1
    assert complaint in done.stderr


def test_a_damaged_file_is_named_with_the_remedy(desk: Desk) -> None:
    path = desk.folder / "data" / "collisions" / "events.root"
    path.write_bytes(path.read_bytes()[:300])
    done = desk.cards(check=False)
    assert done.returncode == 1
    assert str(path) in done.stderr
    assert "bake curate" in done.stderr


def test_without_a_catalogue_it_says_what_to_run_first(desk: Desk) -> None:
    (desk.folder / "data" / "catalogue.json").unlink()
    done = desk.cards(check=False)
    assert done.returncode == 1
    assert "run `python -m bake curate` first" in done.stderr


def test_every_sample_of_the_manifest_has_a_plot_of_its_own_family() -> None:
    lines = in_tools("""
from pathlib import Path
from bake import manifest, spectrum
known = manifest.Manifest.of(Path("data_manifest"))
table = spectrum.rules(Path("content/cards.yml"))
for profile in known.profiles():
    for spec in known.profile(profile).samples:
        rule = spectrum.rule_of(spec.id, table)
        if rule is table[-1] or not any(plot.branches <= spec.recipe.branch_names for plot in rule.plots):
            print(profile, spec.id, rule.title)
""").splitlines()
    assert lines == []
