"""The code's form: formatters, linters and types, each over the whole tree."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MACHINE = ("image/disk/rootfs/usr/local/sbin/*", "image/disk/rootfs/etc/initramfs-tools/[hs]*lhcbox*")


def tracked(root: Path, *patterns: str) -> list[str]:
    """The files of the checkout that match, as git knows them."""
    listed = subprocess.run(["git", "ls-files", "-z", *patterns], cwd=root, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name]


def clean(root: Path, *command: str) -> None:
    """Run a linter; what it prints is the failure's text."""
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_nothing(root: Path) -> None:
    clean(root, sys.executable, "-m", "ruff", "check", "--output-format", "concise", ".")


def test_python_is_formatted(root: Path) -> None:
    clean(root, sys.executable, "-m", "ruff", "format", "--check", ".")


@pytest.mark.parametrize(
    "package", ["content/lhcbox", "image/bake", "image/serve", "image/disk/machine", "image/disk/make"]
)
def test_types_are_strict(root: Path, tools_run: Callable[..., Any], package: str) -> None:
    done = tools_run("python", "-m", "mypy", "--cache-dir", "/tmp/mypy", package)
    assert done.returncode == 0, done.stdout


def test_types_of_the_host_s_python_are_strict(tools_run: Callable[..., Any]) -> None:
    done = tools_run("python", "-m", "mypy", "--cache-dir", "/tmp/mypy", "--python-version", "3.11", "image/host")
    assert done.returncode == 0, done.stdout


def test_shellcheck_finds_nothing(root: Path) -> None:
    scripts = [*tracked(root, "*.sh", ".ci/run"), *tracked(root, "image/rootfs/usr/local/bin/*", *MACHINE)]
    clean(root, "shellcheck", *scripts)


def test_hadolint_finds_nothing(root: Path) -> None:
    clean(root, str(Path(sys.executable).parent / "hadolint"), "image/Dockerfile", "image/disk/Dockerfile")


def test_no_registry_is_named(root: Path) -> None:
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "docker" + ".io/", "deb.debian" + ".org"]
    found = subprocess.run(
        ["git", "grep", "-nIF", *(argument for host in hosts for argument in ("-e", host))],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.stdout == ""


def test_nothing_large_is_committed(root: Path) -> None:
    large = [name for name in tracked(root) if (root / name).is_file() and (root / name).stat().st_size > 1_000_000]
    assert large == []
