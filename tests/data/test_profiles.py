"""Profiles: what a box lacks is practice, the same in every box, and each lesson finds its samples."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from lessons.notebooks import CONTENT, SLUGS

Bake = Callable[..., Any]
ID = "atlas8-3lep-zz"
PROFILE = {"download_mb": 1000, "image_mb": 100}


@pytest.fixture
def manifest(root: Path, tmp_path: Path) -> Path:
    """The manifest with two profiles more: ``small``, where a sample is practice, and ``large``, which falls back."""
    folder = Path(shutil.copytree(root / "data_manifest", tmp_path / "manifest"))
    small = {"profile": "small", "title": "s", **PROFILE, "samples": [{"id": ID, "practice": True, "max_events": 200}]}
    large = {
        "profile": "large",
        "title": "l",
        **PROFILE,
        "fallback": "small",
        "samples": [{"id": ID, "max_events": 900}],
    }
    for profile in (small, large):
        (folder / "profiles" / f"{profile['profile']}.yml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    return folder


def curated(bake: Bake, manifest: Path, profile: str) -> dict[str, Any]:
    """The catalogue's entry of the sample, with nothing fetched."""
    out = manifest.parent / profile
    nothing = str(manifest.parent / "nothing")
    known = ("--manifest", str(manifest), "--profile", profile)
    bake("curate", *known, "--downloads", nothing, "--out", str(out), paths=[manifest.parent])
    entry: dict[str, Any] = json.loads((out / "catalogue.json").read_text(encoding="utf-8"))["samples"][0]
    return entry


def test_what_a_profile_lacks_is_made_as_the_smaller_one_has_it(bake: Bake, manifest: Path) -> None:
    small, large = (curated(bake, manifest, name) for name in ("small", "large"))
    assert large["files"][0]["events"] == 200
    assert large["files"][0]["content_digest"] == small["files"][0]["content_digest"]
    assert large["sum_of_weights"] == small["sum_of_weights"]
    assert not large["real"]


def test_practice_by_choice_is_not_fetched_even_where_a_file_is_at_hand(bake: Bake, manifest: Path) -> None:
    known = ("--manifest", str(manifest), "--profile", "small")
    said = bake("fetch", *known, "--offline", "--out", str(manifest.parent / "got"), paths=[manifest.parent]).stdout
    assert said.startswith("0 files of profile small")


def test_a_profile_cannot_fall_back_on_itself(bake: Bake, manifest: Path) -> None:
    path = manifest / "profiles" / "large.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("fallback: small", "fallback: large"), encoding="utf-8")
    known = ("--manifest", str(manifest), "--profile", "large")
    done = bake("manifest", "table", *known, paths=[manifest.parent], check=False)
    assert done.returncode == 1
    assert "can't fall back on itself" in done.stderr


def test_a_recipe_like_one_that_is_not_there_is_named(bake: Bake, manifest: Path) -> None:
    path = manifest / "recipes" / "three-leptons-8tev.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("like: two-leptons-8tev", "like: nowhere"), encoding="utf-8"
    )
    done = bake(
        "manifest", "table", "--manifest", str(manifest), "--profile", "small", paths=[manifest.parent], check=False
    )
    assert done.returncode == 1
    assert "no recipe 'nowhere'" in done.stderr


@pytest.mark.parametrize("profile", ["starter", "classroom"])
def test_every_lesson_finds_its_samples_in_the_profile(root: Path, profile: str) -> None:
    text = (root / "data_manifest" / "profiles" / f"{profile}.yml").read_text(encoding="utf-8")
    held = {entry["id"] for entry in yaml.safe_load(text)["samples"]}
    facts = [CONTENT / "exercises" / slug / "lesson.yml" for slug in SLUGS]
    wanted = {name for path in facts for name in yaml.safe_load(path.read_text(encoding="utf-8"))["samples"]}
    assert wanted <= held
