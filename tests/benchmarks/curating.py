"""Run inside the tools' image: makes a large source, reads it with uproot alone, curates it; prints JSON.

``make FOLDER EVENTS``, ``read FOLDER``, ``curate FOLDER PROFILE``. Each measurement is one fresh process.
"""

import json
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import awkward as ak
import numpy as np
import uproot
import yaml

from bake.rootfile import STEP

NAME = "large.root"
BLOCK = 100_000  # events in one cluster, as in the release's files of 2020
LISTS = ("pt", "eta", "phi", "E", "z0", "ptcone30", "etcone20", "tracksigd0pvunbiased")
SCALES = ("mcWeight", "scaleFactor_PILEUP", "scaleFactor_ELE", "scaleFactor_MUON", "scaleFactor_LepTRIGGER")
JETS = ("pt", "eta", "phi", "E", "jvt", "MV2c10")
PRESELECTION = "count(lep_pt > 10000) >= 2 and max(lep_pt) > 40000 and any(jet_pt > 30000)"


def make(folder: Path, events: int) -> None:
    """A tree like those of the release, in zlib level 1 as they are: leptons, jets, weights, and what is not kept."""
    rng = np.random.default_rng(events)
    vector = "var * {" + ", ".join(f"{name}: float32" for name in LISTS) + ", charge: int32, type: uint32}"
    jet = "var * {pt: float32, eta: float32, phi: float32, E: float32, jvt: float32, MV2c10: float32}"
    types = dict.fromkeys((*SCALES, "SumWeights", "met_et", "met_phi", "ditau_m"), "float32")
    types |= {"eventNumber": "int32", "trigE": "bool", "trigM": "bool", "lep": vector, "jet": jet, "tau": jet}
    with uproot.recreate(folder / NAME, compression=uproot.ZLIB(1)) as file:
        tree = file.mktree("mini", types)
        for start in range(0, events, BLOCK):
            n = min(BLOCK, events - start)
            block = {name: rng.normal(1, 0.3, n).astype(np.float32) for name in (*SCALES, "ditau_m")}
            block |= {"SumWeights": np.full(n, 1e6, np.float32), "eventNumber": np.arange(start, start + n, dtype="i4")}
            block |= {"trigE": rng.random(n) < 0.5, "trigM": rng.random(n) < 0.5}
            block |= {name: rng.exponential(3e4, n).astype(np.float32) for name in ("met_et", "met_phi")}
            for group, mean, names in (("lep", 2, LISTS), ("jet", 3, JETS), ("tau", 1, JETS)):
                counts = rng.poisson(mean, n)
                members = {name: rng.exponential(2e4, counts.sum()).astype(np.float32) for name in names}
                if group == "lep":
                    members["charge"] = rng.choice(np.array([-1, 1], np.int32), counts.sum())
                    members["type"] = rng.choice(np.array([11, 13], np.uint32), counts.sum())
                block[group] = ak.unflatten(ak.zip(members), counts)
            tree.extend(block)
    write_manifest(folder, events)


def write_manifest(folder: Path, events: int) -> None:
    """A manifest with the file as a simulated sample, and profiles for what may be done with it."""
    size, adler = (folder / NAME).stat().st_size, 1
    with (folder / NAME).open("rb") as stream:
        while data := stream.read(1 << 24):
            adler = zlib.adler32(data, adler)
    (folder / "545").mkdir(exist_ok=True)
    (folder / NAME).rename(folder / "545" / NAME)
    scalars = {name: {"type": "float32"} for name in (*SCALES, "SumWeights", "met_et", "met_phi")}
    scalars |= {"eventNumber": {"type": "int32"}, "trigE": {"type": "bool"}, "trigM": {"type": "bool"}}
    lists = {f"lep_{name}": {"type": "float32", "counter": "nlep"} for name in LISTS}
    lists |= {"lep_charge": {"type": "int32", "counter": "nlep"}, "lep_type": {"type": "uint32", "counter": "nlep"}}
    lists |= {f"jet_{name}": {"type": "float32", "counter": "njet"} for name in JETS}
    recipe = {"version": 1, "selection": "for a measurement", "source": "tree", "branches": scalars | lists}
    recipe["weight"] = {"factors": list(SCALES), "sum_branch": "SumWeights"}
    loose = {"preselection": PRESELECTION, "looser_than": "nothing: it is for a measurement"}
    release = {
        "release": "test", "title": "A release for a measurement", "experiment": "ATLAS", "energy_tev": 13,
        "licence": "CC0-1.0", "portal": "https://portal.invalid",
        "collections": {"c": {"title": "Large", "tree": "mini", "recipe": "selecting"}},
        "records": {"545": {}},
        "datasets": {"100000": {"short_name": "large", "cross_section_pb": 1.0, "sum_of_weights": 1e6}},
        "files": {"c": [{"record": 545, "path": "/eos/opendata/test", "files": {
            NAME: {"size": size, "adler32": f"{adler:08x}", "dsid": 100000}}}]},
    }  # fmt: skip
    about = {"title": "Large", "kind": "mc", "process": "large", "dsid": 100000}
    samples = [{"id": f"test-{recipe}", "recipe": recipe, **about} for recipe in ("selecting", "keeping")]
    family = {"family": "test", "title": "Large", "release": "test", "collection": "c", "samples": samples}
    contents = {
        "recipes/selecting.yml": {"recipe": "selecting", **recipe, **loose},
        "recipes/keeping.yml": {"recipe": "keeping", **recipe},
        "releases/test.yml": release,
        "samples/test.yml": family,
    }
    thin = {"id": "test-selecting", "max_events": max(1, events // 50)}
    profiles = {"selecting": {"id": "test-selecting"}, "keeping": {"id": "test-keeping"}, "thinning": thin}
    for name, sample in profiles.items():
        budget = {"download_mb": 1e6, "image_mb": 1e6}
        contents[f"profiles/{name}.yml"] = {"profile": name, "title": name, **budget, "samples": [sample]}
    for name, content in contents.items():
        (folder / "manifest" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "manifest" / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def read(folder: Path) -> dict[str, float]:
    """Seconds that uproot alone takes to read the branches that the recipe keeps, as its documentation says."""
    kept = yaml.safe_load((folder / "manifest/recipes/keeping.yml").read_text(encoding="utf-8"))["branches"]
    begun = time.monotonic()
    size = 0
    with uproot.open(folder / "545" / NAME) as file:
        for part in file["mini"].iterate(list(kept), step_size=STEP):
            size += part.nbytes
    return {"seconds": time.monotonic() - begun, "bytes": size}


def curate(folder: Path, profile: str) -> dict[str, float]:
    """Seconds, and the largest memory (MB) that all its processes held together, of ``bake curate``."""
    known = ["--manifest", str(folder / "manifest"), "--profile", profile, "--downloads", str(folder)]
    out = folder / f"out-{profile}-{time.monotonic_ns()}"
    argv = [sys.executable, "-m", "bake", "curate", *known, "--out", str(out)]
    begun = time.monotonic()
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    peaks = [0.0]
    watch = threading.Thread(target=_watch, args=(process, peaks))
    watch.start()
    text, _none = process.communicate()
    seconds = time.monotonic() - begun
    watch.join()
    if process.returncode:
        raise SystemExit(text)
    size = sum(path.stat().st_size for path in out.rglob("*.root"))
    return {"seconds": seconds, "megabytes": max(peaks), "written": size}


def _watch(process: "subprocess.Popen[str]", peaks: list[float]) -> None:
    """Note every 0.1 s what the process and its children hold; pages that several share count once."""
    while process.poll() is None:
        total = 0
        for pid in _family(process.pid):
            try:
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        peaks.append(total / 1e3)
        time.sleep(0.1)


def _family(top: int) -> set[int]:
    parents = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                parents[int(path.name)] = int((path / "stat").read_text(encoding="ascii").rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {top}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


if __name__ == "__main__":
    verb, folder, *rest = sys.argv[1:]
    if verb == "make":
        make(Path(folder), int(rest[0]))
        print(json.dumps({"bytes": (Path(folder) / "545" / NAME).stat().st_size}))
    else:
        print(json.dumps(read(Path(folder)) if verb == "read" else curate(Path(folder), rest[0])))
