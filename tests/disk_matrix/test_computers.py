"""Every firmware with every bus, and the virtual machine's own disk."""

import itertools
import re
import subprocess
import tarfile
from pathlib import Path

import pytest

from computer import BUSES, FIRMWARE, computer, copy_of

REPORT = """
say("secure", run("sh", "-c", "dmesg | grep -i secureboot"))
lesson = "lhcbox check --quick --only first-histogram"
say("check", run("sh", "-c", "set -a; . /etc/lhcbox/box.env; exec runuser -u student -- " + lesson))
say("failed", run("systemctl", "--failed", "--plain", "--no-legend"))
"""
# OVMF has drivers for these, and none for the old LSI and for pvscsi
UEFI_KNOWS = {"virtio", "ahci", "nvme", "usb"}
COMPUTERS = [
    (firmware, bus)
    for firmware, bus in itertools.product(FIRMWARE, BUSES)
    if (firmware == "bios" and bus != "pvscsi") or (firmware != "bios" and bus in UEFI_KNOWS)
]


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("firmware", "bus"), COMPUTERS)
def test_it_starts(stick_image: Path, tmp_path: Path, artefacts: Path, firmware: str, bus: str) -> None:
    stick = copy_of(stick_image, tmp_path / "stick.img")
    with computer(tmp_path, stick, firmware, bus, report=REPORT) as machine:
        seconds = machine.wait_for_page()
        said = machine.report("failed")
        machine.photograph(artefacts / f"disk-{firmware}-{bus}.png")
    print(f"{firmware} {bus}: first page after {seconds:.0f} s")
    assert said["failed"]["text"] == ""
    assert said["check"]["code"] == 0, said["check"]["text"]
    enabled = re.search("secureboot: Secure boot enabled", said["secure"]["text"]) is not None
    assert enabled == (firmware == "secure-boot")


@pytest.mark.timeout(900)
def test_the_virtual_machine_s_own_disk_starts(ova: Path, tmp_path: Path) -> None:
    with tarfile.open(ova) as tar:
        tar.extract(f"{ova.stem}-disk1.vmdk", tmp_path, filter="data")
    overlay = tmp_path / "disk.qcow2"
    backing = ("-F", "vmdk", "-b", f"{ova.stem}-disk1.vmdk")
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", *backing, str(overlay)], check=True)
    with computer(tmp_path, overlay, bus="mptsas", memory=2048, report=REPORT, form="qcow2") as machine:
        machine.wait_for_page()
        assert machine.report("failed")["failed"]["text"] == ""


@pytest.mark.timeout(7200)
def test_every_lesson_is_right_inside(stick_image: Path, tmp_path: Path) -> None:
    stick = copy_of(stick_image, tmp_path / "stick.img")
    report = REPORT.replace(" --only first-histogram", "")
    with computer(tmp_path, stick, memory=2048, report=report) as machine:
        machine.wait_for_page()
        said = machine.report("failed", seconds=7000)
    assert said["check"]["code"] == 0, said["check"]["text"]


def test_stick_and_virtual_machine_are_small_enough_to_be_handed_on(stick_image: Path, ova: Path) -> None:
    assert stick_image.stat().st_size <= 600e6
    assert ova.stat().st_size <= 550e6
