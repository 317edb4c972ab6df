"""Another version from another stick: taken only where it is signed and whole, tried once, given up where it fails."""

import contextlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from boxes import ENGINE
from computer import MIB, computer, copy_of, on_stick
from host import disk
from host.engine import Engine

pytestmark = pytest.mark.timeout(3600)
NEWER = "9.9.9"
UPDATE = """
say("update", run("lhcbox-update"))
run("sync")
run("poweroff")
"""
WHICH = """
import time
words = dict(word.partition("=")[::2] for word in open("/proc/cmdline").read().split())
say("slot", words["lhcbox.slot"])
say("version", open("/run/live/medium/lhcbox/version").read().strip())
kept = pathlib.Path("/home/student/kept.txt")
say("kept", kept.read_text() if kept.exists() else None)
kept.write_text("kept")
time.sleep(5)
run("sync")
run("poweroff")
say("off", True)
"""


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stick with the next version, signed by the key that the box knows."""
    folder = tmp_path_factory.mktemp("newer")
    disk.lay(Engine("docker", ENGINE), folder, NEWER, True, disk.signing_key())
    return folder / f"lhcbox-{NEWER}.img"


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """``start(stick, report, other)``: one start, until it goes off by itself; what it said."""

    def run(stick: Path, report: str, *other: Path) -> dict[str, Any]:
        drives = [option for path in other for option in ("-drive", f"file={path},format=raw,if=virtio,readonly=on")]
        with computer(tmp_path, stick, report=report, more=drives) as machine:
            machine.wait_until_off(2400)
            return machine.said()

    return run


@pytest.fixture
def stick(stick_image: Path, tmp_path: Path) -> Path:
    """A stick as somebody has just written it."""
    return copy_of(stick_image, tmp_path / "stick.img")


def changed(image: Path, target: Path) -> Path:
    """A copy to be spoilt."""
    subprocess.run(["cp", "--sparse=always", str(image), str(target)], check=True)
    return target


def slot_at(image: Path, name: str = "lhcbox-a") -> int:
    """Where a disk's slot begins."""
    listed = subprocess.run(["sfdisk", "--json", str(image)], capture_output=True, text=True, check=True).stdout
    parts = json.loads(listed)["partitiontable"]["partitions"]
    return next(int(part["start"]) * 512 for part in parts if part["name"] == name)


def test_a_newer_version_is_taken_and_stays(stick: Path, newer: Path, start: Callable[..., dict[str, Any]]) -> None:
    before = start(stick, WHICH)
    assert before["slot"] == "a"
    updated = start(stick, UPDATE, newer)
    assert updated["update"]["code"] == 0, updated["update"]["text"]
    for _start in range(2):  # on trial, and then for good
        after = start(stick, WHICH)
        assert (after["slot"], after["version"], after["kept"]) == ("b", NEWER, "kept")


def test_a_version_that_does_not_start_gives_way_to_the_one_before(
    stick: Path, newer: Path, start: Callable[..., dict[str, Any]]
) -> None:
    assert start(stick, UPDATE, newer)["update"]["code"] == 0
    at = slot_at(stick, "lhcbox-b")
    with stick.open("r+b") as file:  # its kernel starts, and finds no root
        file.seek(at)
        place = at + file.read(200 * MIB).index(b"hsqs")
        file.seek(place)
        file.write(b"\0" * MIB)
    with computer(stick.parent, stick) as machine, contextlib.suppress(subprocess.TimeoutExpired):
        machine.wait_until_off(240)  # it starts again by itself, or somebody pulls the plug
    assert start(stick, WHICH)["slot"] == "a"


def test_a_stick_that_somebody_else_signed_is_refused(
    stick: Path, newer: Path, tmp_path: Path, start: Callable[..., dict[str, Any]]
) -> None:
    other = changed(newer, tmp_path / "other.img")
    manifest = tmp_path / "slot.txt"
    manifest.write_bytes(on_stick(other, "mtype", "::/lhcbox/slot.txt"))
    disk.make_key(tmp_path / "stranger.key")
    disk.sign(manifest, tmp_path / "stranger.key")
    on_stick(other, "mcopy", "-o", f"{manifest}.minisig", "::/lhcbox/slot.txt.minisig")
    said = start(stick, UPDATE, other)["update"]
    assert said["code"] == 1
    assert "signature" in said["text"]
    assert start(stick, WHICH)["slot"] == "a"


def test_a_stick_without_signature_is_refused(
    stick: Path, newer: Path, tmp_path: Path, start: Callable[..., dict[str, Any]]
) -> None:
    other = changed(newer, tmp_path / "other.img")
    on_stick(other, "mdel", "::/lhcbox/slot.txt.minisig")
    said = start(stick, UPDATE, other)["update"]
    assert said["code"] == 1
    assert "not signed" in said["text"]


def test_a_damaged_version_is_never_tried(
    stick: Path, newer: Path, tmp_path: Path, start: Callable[..., dict[str, Any]]
) -> None:
    other = changed(newer, tmp_path / "other.img")
    with other.open("r+b") as file:
        file.seek(slot_at(other) + 300 * MIB)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))
    said = start(stick, UPDATE, other)["update"]
    assert said["code"] == 1
    assert "damaged" in said["text"]
    assert start(stick, WHICH)["slot"] == "a"
