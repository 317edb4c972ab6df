"""A bench for ROOT sources: they are made inside the tools' image, put where `bake fetch` would, and curated."""

import json
import subprocess
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from data.conftest import RECORD, SAMPLE, Bench

from boxes import ENGINE
from host.bake import bake_options

DSID = 100_000
GENERATED = 50_000.0  # sum of weights that the manifest states for the simulated source

# Simulated events with up to three leptons; a fifth of the weights is negative. Momenta fall, weights depend on them:
# the share of the weights that a selection takes is not its share of the events.
SIMULATED = """
import awkward as ak, numpy as np, uproot
n = {events}
rng = np.random.default_rng({seed})
counts = rng.integers(0, 4, n)
counts[0] = 2
total = int(counts.sum())
pt = (20_000 * rng.exponential(1, total) + 5_000).astype(np.float32)
eta = rng.normal(0, 1.2, total).astype(np.float32)
lead = ak.to_numpy(ak.fill_none(ak.firsts(ak.unflatten(pt, counts)), 0.0))
columns = {{
    "eventNumber": np.arange(n, dtype=np.uint64) + 2**40,
    "mcWeight": (np.where(rng.random(n) < 0.2, -1, 1) * rng.lognormal(0, 0.5, n) * (1 + lead / 1e5)).astype(np.float32),
    "scale": rng.normal(1, 0.1, n).astype(np.float32),
    "SumWeights": np.full(n, {generated}, dtype=np.float32),
    "met": rng.exponential(3e4, n).astype(np.float32),
    "lep": ak.unflatten(ak.zip({{
        "pt": pt, "eta": eta, "phi": rng.uniform(-3, 3, total).astype(np.float32),
        "E": (pt * np.cosh(eta)).astype(np.float32), "charge": rng.choice([-1, 1], total).astype(np.int32),
        "tight": rng.random(total) < 0.7,
    }}), counts),
}}
{change}
with uproot.recreate("{path}", compression=uproot.ZLIB(1)) as file:
    kinds = {{name: v.dtype if isinstance(v, np.ndarray) else v.type.content for name, v in columns.items()}}
    tree = file.mktree("{tree}", kinds)
    for start in range(0, n, {cluster}):
        tree.extend({{name: values[start : start + {cluster}] for name, values in columns.items()}})
"""

BRANCHES: dict[str, dict[str, Any]] = {
    "eventNumber": {"type": "uint64"},
    "mcWeight": {"type": "float32"},
    "scale": {"type": "float32"},
    "SumWeights": {"type": "float32"},
    "lep_pt": {"type": "float32", "unit": "MeV", "counter": "nlep"},
    "lep_eta": {"type": "float32", "counter": "nlep"},
    "lep_E": {"type": "float32", "unit": "MeV", "counter": "nlep"},
    "lep_charge": {"type": "int32", "counter": "nlep"},
    "lep_tight": {"type": "bool", "counter": "nlep"},
}


def in_tools(code: str, *folders: Path) -> str:
    """What Python prints in the tools' image, warnings as errors, with ``folders`` at their own paths."""
    *common, tools = bake_options()
    mounts = [part for path in folders for part in ("--mount", f"type=bind,source={path},target={path}")]
    argv = [ENGINE, "run", *common, *mounts, tools, "python", "-W", "error", "-c", code]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class TreeBench:
    """A manifest with one sample, cut from one ROOT file by a recipe of the test's own."""

    bench: Bench

    def __post_init__(self) -> None:
        self.bench.clear()
        self.recipe()
        with self.bench.editing("releases") as release:
            release["collections"]["tables"] = {"title": "Trees", "tree": "mini", "recipe": "test-tree"}

    @property
    def folder(self) -> Path:
        """Where everything lies."""
        return self.bench.folder

    def recipe(self, branches: dict[str, dict[str, Any]] | None = None, **more: Any) -> None:
        """The recipe, with what a test wants otherwise; None takes an entry out."""
        content = {
            "recipe": "test-tree",
            "version": 1,
            "selection": "for tests",
            "source": "tree",
            "branches": branches or BRANCHES,
            "weight": {"factors": ["mcWeight", "scale"], "sum_branch": "SumWeights"},
        } | more
        if content.get("preselection"):
            content.setdefault("looser_than", "nothing, it is for tests")
        kept = {name: value for name, value in content.items() if value is not None}
        path = self.bench.manifest / "recipes" / "test-tree.yml"
        path.write_text(yaml.safe_dump(kept, sort_keys=False), encoding="utf-8")

    def profile(self, **sample: Any) -> None:
        """What the profile asks of the sample, such as ``max_events``."""
        with self.bench.editing("profiles") as profile:
            profile["samples"] = [{"id": SAMPLE, **sample}]

    def place(self, name: str, content: bytes, *, simulated: bool = True) -> Path:
        """The file among the downloads and in the manifest."""
        path = self.bench.out / str(RECORD) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        stated: dict[str, Any] = {"size": len(content), "adler32": f"{zlib.adler32(content):08x}"}
        with self.bench.editing("releases") as release:
            release["files"]["tables"][0]["files"] = {name: stated | ({"dsid": DSID} if simulated else {})}
            if simulated:
                about = {"short_name": "made", "cross_section_pb": 2.0, "sum_of_weights": GENERATED}
                release["datasets"] = {str(DSID): about}
        with self.bench.editing("samples") as family:
            sample = {"id": SAMPLE, "title": "A sample for tests", "kind": "mc" if simulated else "data"}
            sample |= {"process": "made", "dsid": DSID} if simulated else {}
            family["samples"] = [sample | {"practice": {"seed": 1, "events": 50}}]
        return path

    def source(
        self,
        *,
        name: str = "made.root",
        events: int = 20_000,
        seed: int = 3,
        change: str = "",
        tree: str = "mini",
        cluster: int = 5_000,
        simulated: bool = True,
    ) -> Path:
        """Make a source; ``change`` is code that changes ``columns`` before they are written."""
        path = self.folder / name
        about = {"events": events, "seed": seed, "change": change, "path": path, "tree": tree, "cluster": cluster}
        in_tools(SIMULATED.format(**about, generated=GENERATED), self.folder)
        return self.place(name, path.read_bytes(), simulated=simulated)

    def curate(self, *more: str, out: str = "data", check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run ``bake curate``; all of its output is in ``stdout``."""
        known = ["--manifest", str(self.bench.manifest), "--profile", "test", "--downloads", str(self.bench.out)]
        target = ["--out", str(self.folder / out), "--no-practice"]
        done = self.bench.run("curate", *known, *target, *more, paths=[self.folder], check=check)
        done.stdout += done.stderr
        return done

    def made(self, out: str = "data", name: str = "made.root") -> Path:
        """The curated file."""
        return self.folder / out / SAMPLE / name

    def note(self, out: str = "data") -> dict[str, Any]:
        """Its provenance."""
        path = self.made(out)
        return dict(json.loads(path.with_name(path.name + ".json").read_text(encoding="utf-8")))

    def entry(self, out: str = "data") -> dict[str, Any]:
        """The sample's entry in the catalogue."""
        content = json.loads((self.folder / out / "catalogue.json").read_text(encoding="utf-8"))
        return dict(content["samples"][0])

    def refused(self, *more: str) -> str:
        """What curating says when it refuses; what an earlier run made must be as it was."""
        before = self._state()
        done = self.curate(*more, check=False)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stdout, done.stdout
        assert self._state() == before, "an error must leave the last good output alone, and nothing half made"
        return done.stdout

    def _state(self) -> dict[str, bytes]:
        top = self.folder / "data"
        return {str(path): path.read_bytes() for path in top.rglob("*") if path.is_file()}


Make = Callable[[], TreeBench]


@pytest.fixture
def trees(bench: Bench) -> TreeBench:
    """A bench for ROOT files without one yet."""
    return TreeBench(bench)
