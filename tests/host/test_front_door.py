"""`./build.sh` on machines that are not as one would wish: it works, or says what to do."""

import os
import shutil
import socket
import subprocess
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from boxes import ENGINE, engine
from host.bake import TOOLS


def words(done: subprocess.CompletedProcess[str]) -> str:
    """All that it said."""
    return done.stdout + done.stderr


def knock(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `./build.sh …` of the checkout in ``folder``."""
    return subprocess.run(
        [str(folder / "build.sh"), *arguments],
        env={**os.environ, "LHCBOX_LANG": "en", **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """A copy of this checkout, in a folder whose name has spaces and an accent."""
    copy = tmp_path / "física de partículas" / "main"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (root / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, copy / name)
    return copy


@pytest.fixture
def own_box() -> Iterator[dict[str, str]]:
    """The environment in which `up` starts a box of the test's own, on a free port; removed afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    name = f"lhcbox-test-{uuid.uuid4().hex[:8]}"
    yield {"LHCBOX_NAME": name, "LHCBOX_PORT": str(port)}
    engine("rm", "--force", name, check=False)
    engine("volume", "rm", "--force", f"{name}-home", check=False)


@pytest.fixture
def mirrored(mirror: Path | None) -> tuple[str, ...]:
    """The options with which this suite's image was baked."""
    return ("--mirror", str(mirror)) if mirror else ()


def test_help_names_each_verb_with_one_line(root: Path) -> None:
    told = knock(root, "help").stdout
    assert all(f"\n    {verb}" in told for verb in ("up", "class", "down", "bake", "data", "test", "help"))


def test_up_starts_a_box_and_says_where_it_is(root: Path, own_box: dict[str, str], mirrored: tuple[str, ...]) -> None:
    done = knock(root, "up", *mirrored, env=own_box)
    assert done.returncode == 0, done.stderr
    assert f"http://localhost:{own_box['LHCBOX_PORT']}/" in done.stdout
    assert httpx.get(f"http://localhost:{own_box['LHCBOX_PORT']}/healthz").status_code == 200


def test_up_says_the_class_code_that_opens_the_box(
    root: Path, own_box: dict[str, str], mirrored: tuple[str, ...]
) -> None:
    done = knock(root, "up", *mirrored, env=own_box)
    code = done.stdout.strip().splitlines()[-1].strip()
    told = engine("exec", own_box["LHCBOX_NAME"], "cat", "/home/student/.lhcbox/code").stdout.strip()
    assert code == told != ""


def test_a_second_up_leaves_the_running_box_alone(
    root: Path, own_box: dict[str, str], mirrored: tuple[str, ...]
) -> None:
    started = []
    for _call in range(2):
        knock(root, "up", *mirrored, env=own_box)
        started.append(engine("inspect", "--format", "{{.Id}} {{.State.StartedAt}}", own_box["LHCBOX_NAME"]).stdout)
    assert started[0] == started[1] != ""


def test_down_keeps_what_people_made(root: Path, own_box: dict[str, str], mirrored: tuple[str, ...]) -> None:
    knock(root, "up", *mirrored, env=own_box)
    engine("exec", own_box["LHCBOX_NAME"], "sh", "-c", "echo 125 > /home/student/mass")
    assert knock(root, "down", env=own_box).returncode == 0
    knock(root, "up", *mirrored, env=own_box)
    assert engine("exec", own_box["LHCBOX_NAME"], "cat", "/home/student/mass").stdout == "125\n"


def test_a_busy_port_is_named_with_another_to_try(
    root: Path, own_box: dict[str, str], mirrored: tuple[str, ...]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(own_box["LHCBOX_PORT"])))
        other.listen()
        done = knock(root, "up", *mirrored, env=own_box)
    assert done.returncode == 1
    assert f"port {own_box['LHCBOX_PORT']} is taken" in done.stderr
    assert f"--port {int(own_box['LHCBOX_PORT']) + 1}" in done.stderr


def test_without_root_and_without_an_engine_one_sentence_says_what_to_install(root: Path) -> None:
    done = engine(
        "run", "--rm", "--user", "1234", "--mount", f"type=bind,source={root},target=/src,readonly",
        "--env", "PATH=/opt/lhcbox/venv/bin:/bin", TOOLS, "/src/build.sh", "up", check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "no container engine answers" in done.stderr
    assert "apt-get install docker.io" in done.stderr


def test_a_client_without_an_engine_is_passed_over(root: Path, tmp_path: Path, mirrored: tuple[str, ...]) -> None:
    lonely = tmp_path / "docker"
    lonely.write_text("#!/bin/sh\necho Cannot connect to the Docker daemon >&2\nexit 1\n")
    lonely.chmod(0o755)
    done = knock(root, "bake", *mirrored, env={"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert done.returncode == 0, done.stderr


def test_an_engine_that_is_down_is_named_with_how_to_start_it(root: Path, tmp_path: Path) -> None:
    for name in ("docker", "dockerd"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n")
        (tmp_path / name).chmod(0o755)
    tmp_path.chmod(0o755)
    done = engine(
        "run", "--rm", "--user", "1234", "--mount", f"type=bind,source={root},target=/src,readonly",
        "--mount", f"type=bind,source={tmp_path},target=/stubs,readonly",
        "--env", "PATH=/stubs:/opt/lhcbox/venv/bin:/bin", TOOLS, "/src/build.sh", "up", check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "systemctl start docker" in done.stderr


def test_a_full_disk_is_named_before_anything_is_baked(checkout: Path) -> None:
    (checkout / "build").mkdir()
    (checkout / "content" / "new.txt").write_text("something to bake")
    script = 'mount -t tmpfs -o size=50m none "$1/build" && exec "$1/build.sh" bake'
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, "sh", str(checkout)],
        env={**os.environ, "LHCBOX_LANG": "en"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "nearly full" in done.stderr


def test_a_checkout_makes_its_own_pages_though_another_baked_the_image(
    checkout: Path, tmp_path: Path, own_box: dict[str, str], mirrored: tuple[str, ...]
) -> None:
    refusing = tmp_path / "docker"  # answers questions, and makes and starts nothing
    refusing.write_text(f'#!/bin/sh\ncase "$1" in build|run) echo not now >&2; exit 1;; esac\nexec {ENGINE} "$@"\n')
    refusing.chmod(0o755)
    env = {**own_box, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    assert "lhcbox:latest is up to date" in words(knock(checkout, "up", *mirrored, env=env))
    done = knock(checkout, "bake", *mirrored, env=env)
    assert done.returncode == 1
    assert "up to date" not in words(done)
    assert "not now" in words(done)


def test_a_failed_step_shows_the_end_of_its_log_and_where_it_lies(checkout: Path) -> None:
    recipe = checkout / "image" / "Dockerfile"
    broken = recipe.read_text().replace("RUN apt-get update", "RUN echo the flux capacitor is missing && false", 1)
    recipe.write_text(broken)
    done = knock(checkout, "data")
    assert done.returncode == 1
    assert "the flux capacitor is missing" in done.stderr
    assert str(checkout / "build" / "logs" / "build-bake.log") in done.stderr


def test_data_are_curated_in_a_path_with_spaces_and_accents(checkout: Path, mirrored: tuple[str, ...]) -> None:
    done = knock(checkout, "data", *mirrored)
    assert done.returncode == 0, done.stderr
    assert (checkout / "build" / "share" / "data" / "catalogue.json").is_file()


def test_a_shallow_clone_knows_its_revision(root: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "--quiet", "--depth", "1", f"file://{root}", str(tmp_path / "shallow")], check=True)
    told = subprocess.run(
        ["python3", "-c", "from host.bake import revision; print(revision())"],
        cwd=tmp_path / "shallow" / "image", capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=True).stdout
    assert told == head.strip()


def test_it_speaks_spanish_in_a_spanish_locale(root: Path) -> None:
    told = knock(root, "help", env={"LHCBOX_LANG": "", "LC_ALL": "es_ES.UTF-8"}).stdout
    assert "muestra este texto" in told


@pytest.mark.parametrize("locale", ["tr_TR.UTF-8", "C", "nonsense"])
def test_it_works_in_any_locale(root: Path, locale: str, mirrored: tuple[str, ...]) -> None:
    done = knock(root, "bake", *mirrored, env={"LHCBOX_LANG": "", "LC_ALL": locale})
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("profile", ["starter", "classroom", "full"])
def test_a_check_of_the_data_shows_a_table_and_downloads_nothing(root: Path, profile: str) -> None:
    downloads = root / "build" / "downloads"
    before = {path: path.stat().st_mtime_ns for path in downloads.rglob("*")}
    done = knock(root, "data", "--check", "--profile", profile)
    assert done.returncode == 0, done.stderr
    firsts = {line.split()[0] for line in done.stdout.splitlines() if line.split()}
    assert {"sample", "atlas13-4lep-data", "total", "allowed"} <= firsts, done.stdout
    assert {path: path.stat().st_mtime_ns for path in downloads.rglob("*")} == before


def test_a_profile_over_its_budget_fails_the_check(checkout: Path) -> None:
    profile = checkout / "data_manifest" / "profiles" / "starter.yml"
    text = profile.read_text(encoding="utf-8")
    assert "download_mb: 600" in text
    profile.write_text(text.replace("download_mb: 600", "download_mb: 6"), encoding="utf-8")
    done = knock(checkout, "data", "--check")
    assert done.returncode == 1
    assert "allowed are 6 MB; take less of a sample" in done.stderr


def test_an_unknown_profile_is_answered_with_the_known_ones(root: Path) -> None:
    done = knock(root, "data", "--profile", "everything")
    assert done.returncode == 2
    assert all(name in done.stderr for name in ("starter", "classroom", "full"))


def test_a_mirror_that_is_not_there_is_named(root: Path) -> None:
    done = knock(root, "data", "--mirror", "/nowhere/at all")
    assert done.returncode == 1
    assert "/nowhere/at all" in done.stderr


def test_an_unknown_suite_is_answered_with_the_known_ones(root: Path) -> None:
    done = knock(root, "test", "tomography")
    assert done.returncode == 1
    assert "lessons" in done.stderr
