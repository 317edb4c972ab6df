"""What the data suite shares: manifests of its own, a portal to attack, and readers of what was made."""

import fcntl
import json
import os
import random
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from data import portal as portals
from data.portal import Portal

RECORD = 545
FOLDER = "/eos/opendata/test"
SAMPLE = "cms7-dimuon-jpsi"
QUICK = ("--pause", "0.05", "--connect-timeout", "2", "--stall-timeout", "1")


@pytest.fixture
def portal() -> Iterator[Portal]:
    """A portal that behaves until told otherwise."""
    running = portals.start()
    yield running
    portals.stop(running)


def noise(size: int, seed: int) -> bytes:
    """Bytes without a pattern, the same for the same seed."""
    return random.Random(seed).randbytes(size)


@dataclass
class Bench:
    """A manifest of one sample with a few small files, a portal that serves them, and a folder of downloads."""

    folder: Path
    portal: Portal
    run: Callable[..., subprocess.CompletedProcess[str]]
    contents: dict[str, bytes] = field(default_factory=dict)

    @property
    def manifest(self) -> Path:
        """The folder of the manifest."""
        return self.folder / "manifest"

    @property
    def out(self) -> Path:
        """The folder of downloads."""
        return self.folder / "out"

    def path(self, name: str) -> str:
        """Where the portal has the file ``name``."""
        return f"{FOLDER}/{name}"

    @contextmanager
    def editing(self, kind: str) -> Iterator[dict[str, Any]]:
        """The content of the manifest's one file of a kind (``releases``, ``samples``, …), to be changed."""
        path = self.manifest / kind / "test.yml"
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield content
        path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")

    def add(self, name: str, content: bytes, **stated: Any) -> None:
        """One more file, on the portal and in the manifest, which may state another ``size`` or ``adler32``."""
        self.contents[name] = content
        self.portal.files[self.path(name)] = content
        known = {"size": len(content), "adler32": f"{zlib.adler32(content):08x}"}
        with self.editing("releases") as release:
            release["files"]["tables"][0]["files"][name] = {**known, **stated}

    def clear(self) -> None:
        """No file any more."""
        self.contents.clear()
        self.portal.files.clear()
        with self.editing("releases") as release:
            release["files"]["tables"][0]["files"].clear()

    def arguments(self, *more: str) -> list[str]:
        """Arguments of ``bake fetch`` for this bench."""
        known = ["--manifest", str(self.manifest), "--profile", "test", "--out", str(self.out)]
        return ["fetch", *known, "--portal", self.portal.url, *QUICK, *more]

    def fetch(
        self, *more: str, env: Mapping[str, str] | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run ``bake fetch``; its output is all in ``stdout``."""
        done = self.run(*self.arguments(*more), env=env, paths=[self.folder], check=check)
        done.stdout += done.stderr
        return done

    def kept(self, name: str) -> bytes | None:
        """Content of the download called ``name``; None where there is no such file."""
        path = self.out / str(RECORD) / name
        return path.read_bytes() if path.is_file() else None

    def summary(self) -> dict[str, Any]:
        """What ``fetched.json`` says."""
        return dict(json.loads((self.out / "fetched.json").read_text(encoding="utf-8")))


@pytest.fixture
def bench(tmp_path: Path, root: Path, portal: Portal, bake: Callable[..., subprocess.CompletedProcess[str]]) -> Bench:
    """One sample of two files on a portal: ``one.csv`` (200 kB) and ``two.csv`` (20 kB)."""
    made = Bench(tmp_path, portal, bake)
    for part in ("schema", "recipes"):
        shutil.copytree(root / "data_manifest" / part, made.manifest / part)
    release = {
        "release": "test",
        "title": "A release for tests",
        "experiment": "CMS",
        "energy_tev": 7,
        "licence": "CC0-1.0",
        "portal": "https://portal.invalid",
        "collections": {"tables": {"title": "A collection for tests", "tree": "Events", "recipe": "dimuon-table"}},
        "records": {str(RECORD): {}},
        "files": {"tables": [{"record": RECORD, "path": FOLDER, "files": {}}]},
    }
    sample = {"id": SAMPLE, "title": "A sample for tests", "kind": "data", "practice": {"events": 50, "seed": 1}}
    family = {
        "family": "test",
        "title": "A family for tests",
        "release": "test",
        "collection": "tables",
        "samples": [sample],
    }
    profile = {
        "profile": "test",
        "title": "A profile for tests",
        "download_mb": 100,
        "image_mb": 10,
        "samples": [{"id": SAMPLE}],
    }
    for kind, content in (("releases", release), ("samples", family), ("profiles", profile)):
        (made.manifest / kind).mkdir()
        (made.manifest / kind / "test.yml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    made.add("one.csv", noise(200_000, 1))
    made.add("two.csv", noise(20_000, 2))
    return made


@pytest.fixture(scope="session")
def facts(root: Path) -> Path:
    """The folder of facts that the manifest was written from."""
    folder = root.parent / "shared" / "facts"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there: nothing to compare the manifest with")
    return folder


@pytest.fixture(scope="session")
def real_files(root: Path, mirror: Path | None) -> Path:
    """A folder tree with real open data."""
    folder = mirror or root.parent / "shared" / "open-data"
    if not folder.is_dir():
        pytest.skip("there is no mirror with real data here; name one in LHCBOX_TEST_MIRROR")
    return folder


@pytest.fixture(scope="session")
def practice_share(
    tmp_path_factory: pytest.TempPathFactory, bake: Callable[..., subprocess.CompletedProcess[str]]
) -> Path:
    """What is baked on a machine that has neither a mirror nor a network: practice samples only."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "practice"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:  # two workers need it, and one bakes it
        fcntl.flock(lock, fcntl.LOCK_EX)
        bake(
            "curate", "--downloads", str(folder / "nothing"), "--out", str(folder / "data"), paths=[folder], timeout=590
        )
    return folder


@pytest.fixture(scope="session")
def in_box(box_run: Callable[..., subprocess.CompletedProcess[str]]) -> Callable[[str, Path], str]:
    """``in_box(code, share)`` runs Python in the box with the samples of ``share`` instead of its own."""

    def run(code: str, share: Path) -> str:
        mount = f"type=bind,source={share},target=/other,readonly"
        who = f"{os.getuid()}:{os.getgid()}"
        options = ("--mount", mount, "--env", "LHCBOX_SHARE=/other", "--user", who)
        return box_run("python", "-W", "error", "-", options=options, stdin=code).stdout

    return run


@pytest.fixture(scope="session")
def only_where_real(share: Path) -> Callable[[str], None]:
    """``only_where_real("atlas13-4lep-zee")`` skips a test about a real file where the box holds practice instead."""
    catalogue = json.loads((share / "data" / "catalogue.json").read_text(encoding="utf-8"))
    real = {sample["id"] for sample in catalogue["samples"] if sample["real"]}

    def check(name: str) -> None:
        if name not in real:
            pytest.skip(f"{name} is practice in this box")

    return check
