"""What goes wrong with sticks: the box starts all the same, and says what is the matter."""

import hashlib
import json
import random
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from computer import MIB, Computer, computer, copy_of

pytestmark = pytest.mark.timeout(3600)
SCREEN = """
say("mount", run("findmnt", "-n", "-o", "FSTYPE", "/home"))
say("words", open("/proc/cmdline").read())
time.sleep(5)
say("screen", open("/run/lhcbox/screen.json").read())
say("failed", run("systemctl", "--failed", "--plain", "--no-legend"))
"""
MENU_S = 1.5


def partitions(disk: Path) -> dict[str, tuple[int, int]]:
    """Start and size in bytes of each partition, by name."""
    done = subprocess.run(["sfdisk", "--json", str(disk)], capture_output=True, text=True, check=True)
    table = json.loads(done.stdout)["partitiontable"]["partitions"]
    return {part["name"]: (part["start"] * 512, part["size"] * 512) for part in table}


def notices(said: dict[str, Any]) -> str:
    """What the screen complains of."""
    return " ".join(json.loads(said["screen"])["notices"])


@pytest.fixture(scope="module")
def used(stick_image: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stick that has been started once."""
    folder = tmp_path_factory.mktemp("used")
    stick = copy_of(stick_image, folder / "stick.img")
    report = 'open("/home/student/kept.txt", "w").write("kept"); run("sync"); run("poweroff"); say("off", True)'
    with computer(folder, stick, report=report) as machine:
        machine.report("off")
        machine.wait_until_off()
    return stick


def again(stick: Path, folder: Path, report: str = SCREEN) -> dict[str, Any]:
    """What the box says after another start."""
    with computer(folder, stick, report=report) as machine:
        machine.wait_for_page()
        return machine.report("failed")


def test_a_destroyed_data_partition_is_set_aside(used: Path, tmp_path: Path) -> None:
    stick = copy_of(used, tmp_path / "stick.img")
    start, size = partitions(stick)["lhcbox-data"]
    with stick.open("r+b") as disk:
        for at in range(0, size, 32 * MIB):  # superblock, its copies, and inode tables
            disk.seek(start + at)
            disk.write(random.Random(at).randbytes(4 * MIB))
    before = _sum(stick, start, 64 * MIB)
    said = again(stick, tmp_path)
    assert said["failed"]["text"] == ""
    assert said["mount"]["text"].strip() != "ext4"
    assert "damaged" in notices(said)
    assert _sum(stick, start, 64 * MIB) == before, "somebody may still want to rescue files from it"


def test_a_damaged_data_partition_is_repaired(used: Path, tmp_path: Path) -> None:
    stick = copy_of(used, tmp_path / "stick.img")
    start, _size = partitions(stick)["lhcbox-data"]
    with stick.open("r+b") as disk:
        disk.seek(start)
        disk.write(b"\0" * 4096)  # the first superblock; e2fsck knows where the others are
    report = SCREEN.replace('say("mount"', 'say("kept", open("/home/student/kept.txt").read())\nsay("mount"')
    said = again(stick, tmp_path, report)
    assert said["kept"] == "kept"
    assert said["mount"]["text"].strip() == "ext4"


def test_a_missing_data_partition_is_made_anew(used: Path, tmp_path: Path) -> None:
    stick = copy_of(used, tmp_path / "stick.img")
    subprocess.run(["sfdisk", "--quiet", "--delete", str(stick), "5"], check=True)
    said = again(stick, tmp_path)
    assert said["mount"]["text"].strip() == "ext4"


def test_a_full_data_partition_keeps_nobody_out(used: Path, tmp_path: Path) -> None:
    stick = copy_of(used, tmp_path / "stick.img")
    fill = (
        'run("runuser", "-u", "student", "--", "dd", "if=/dev/zero", "of=/home/student/full", "bs=1M")\nrun("sync")\n'
    )
    with computer(tmp_path, stick, report=fill + 'run("poweroff")\nsay("off", True)') as machine:
        machine.report("off", seconds=1200)
        machine.wait_until_off()
    said = again(stick, tmp_path)
    assert said["failed"]["text"] == ""


def test_flipped_bits_in_the_root_are_found_and_said(stick_image: Path, tmp_path: Path) -> None:
    stick = copy_of(stick_image, tmp_path / "stick.img")
    start, size = partitions(stick)["lhcbox-a"]
    # near the end lies the data that a start does not need: the hash tree and the kernel are small and come last
    with stick.open("r+b") as disk:
        at = start + size // 2
        disk.seek(at)
        old = disk.read(1)
        disk.seek(at)
        disk.write(bytes([old[0] ^ 1]))
    report = 'run("systemctl", "start", "lhcbox-seal.service")\n' + SCREEN
    said = again(stick, tmp_path, report)
    assert "damaged" in notices(said)


def test_the_room_s_stick_can_be_pulled_out(stick_image: Path, tmp_path: Path) -> None:
    stick = copy_of(stick_image, tmp_path / "stick.img")
    report = SCREEN + 'say("medium", run("findmnt", "-n", "-o", "FSTYPE", "/run/live/medium"))\n'
    with computer(tmp_path, stick, memory=3072, report=report) as machine:
        _choose(machine, "down", "ret")
        machine.wait_for_page()
        said = machine.report("medium")
    assert " toram" in said["words"]
    assert said["medium"]["text"].strip() == "tmpfs"
    assert "memory" in notices(said)


def test_reset_empties_the_data_partition(used: Path, tmp_path: Path) -> None:
    stick = copy_of(used, tmp_path / "stick.img")
    report = 'say("there", pathlib.Path("/home/student/kept.txt").exists())\n' + SCREEN
    with computer(tmp_path, stick, report=report) as machine:
        _choose(machine, "down", "down", "down", "ret")
        machine.press("down", "ret")
        machine.wait_for_page()
        said = machine.report("failed")
    assert said["there"] is False
    assert "reset" in notices(said)


def test_a_stick_smaller_than_its_table_says_starts(used: Path, tmp_path: Path) -> None:
    stick = copy_of(used, tmp_path / "stick.img")
    subprocess.run(["truncate", "-s", "-300M", str(stick)], check=True)
    said = again(stick, tmp_path)
    assert said["failed"]["text"] == ""


def test_a_stick_without_room_for_work_starts(stick_image: Path, tmp_path: Path) -> None:
    stick = copy_of(stick_image, tmp_path / "stick.img", size=0)
    said = again(stick, tmp_path)
    assert "no room for people" in notices(said)


WRITING = """
import hashlib, os
folder = pathlib.Path("/home/student/work")
folder.mkdir(exist_ok=True)
number = len(list(folder.glob("*.saved")))
for kept in folder.glob("*.saved"):
    name, text = kept.stem, kept.read_text()
    assert hashlib.sha256(text[:-64].encode()).hexdigest() == text[-64:], name
say("whole", number)
while True:
    text = f"{number} " * 5000
    path = folder / f"{number}.part"
    with path.open("w") as file:
        file.write(text + hashlib.sha256(text.encode()).hexdigest())
        file.flush()
        os.fsync(file.fileno())
    path.rename(folder / f"{number}.saved")
    folder_handle = os.open(folder, os.O_RDONLY)
    os.fsync(folder_handle)
    os.close(folder_handle)
    number += 1
    say("saved", number)
"""


def test_nothing_saved_is_lost_in_twenty_power_cuts(stick_image: Path, tmp_path: Path) -> None:
    stick = copy_of(stick_image, tmp_path / "stick.img")
    chance = random.Random(2012)
    saved = 0
    for _cut in range(20):
        with computer(tmp_path, stick, report=WRITING) as machine:
            said = machine.report("whole", "saved")
            assert said["whole"] >= saved
            _wait(machine, chance.uniform(0, 5))
            saved = machine.said()["saved"]
            machine.cut_power()


def _wait(machine: Computer, seconds: float) -> None:
    time.sleep(seconds)
    assert machine.process.poll() is None


def _choose(machine: Computer, *keys: str) -> None:
    """Wait for the boot menu, then press."""
    machine.wait_for_menu()
    machine.press(*keys)


def _sum(disk: Path, start: int, size: int) -> str:
    with disk.open("rb") as file:
        file.seek(start)
        return hashlib.sha256(file.read(size)).hexdigest()
