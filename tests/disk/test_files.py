"""What `./build.sh disk` leaves: right checksums, a stick that every system reads, an OVA that importers take."""

import hashlib
import json
import re
import subprocess
import tarfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from boxes import ENGINE, engine
from computer import FAT_AT, MIB, on_stick
from host import disk
from host.bake import build, version
from host.base import TAG
from host.engine import Engine

OVF = "{http://schemas.dmtf.org/ovf/envelope/1}"
VBOX = "{http://www.virtualbox.org/ovf/machine}"
RASD = "{http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData}"


@pytest.fixture(scope="module")
def members(ova: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The OVA's files, in their order."""
    folder = tmp_path_factory.mktemp("ova")
    with tarfile.open(ova) as tar:
        tar.extractall(folder, filter="data")
        return [folder / name for name in tar.getnames()]


def sha256(path: Path) -> str:
    """The checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def test_the_description_comes_first_and_the_manifest_is_right(members: list[Path]) -> None:
    assert [path.suffix for path in members] == [".ovf", ".vmdk", ".mf"]
    lines = [f"SHA256({path.name})= {sha256(path)}" for path in members[:2]]
    assert members[2].read_text().splitlines() == lines


def test_the_description_names_the_disk_as_it_is(members: list[Path]) -> None:
    tree = ElementTree.parse(members[0])
    file, disk = tree.find(f".//{OVF}File"), tree.find(f".//{OVF}Disk")
    image = tree.find(f".//{VBOX}Machine/{OVF}StorageControllers//{OVF}Image")
    assert file is not None
    assert disk is not None
    assert image is not None
    assert file.get(f"{OVF}href") == members[1].name
    assert int(file.get(f"{OVF}size", "0")) == members[1].stat().st_size
    known = json.loads(subprocess.check_output(["qemu-img", "info", "--output", "json", str(members[1])]))
    assert int(disk.get(f"{OVF}capacity", "0")) == known["virtual-size"]
    assert known["format-specific"]["data"]["create-type"] == "streamOptimized"
    # VirtualBox finds its disk by this identity
    assert image.get("uuid") == "{" + disk.get(f"{VBOX}uuid", "") + "}"


def test_every_part_of_the_description_has_an_identity_of_its_own(members: list[Path]) -> None:
    found = [each.text for each in ElementTree.parse(members[0]).iter(f"{RASD}InstanceID")]
    assert len(found) == len(set(found))


def test_port_8888_of_the_host_leads_to_the_box(members: list[Path]) -> None:
    rule = ElementTree.parse(members[0]).find(f".//{OVF}Forwarding")
    assert rule is not None
    assert (rule.get("hostip"), rule.get("hostport"), rule.get("guestport")) == ("127.0.0.1", "8888", "8888")


def test_the_virtual_disk_holds_what_the_stick_holds(members: list[Path], stick_image: Path, tmp_path: Path) -> None:
    raw = tmp_path / "disk.raw"
    subprocess.run(["qemu-img", "convert", "-O", "raw", str(members[1]), str(raw)], check=True)
    end = stick_image.stat().st_size - MIB  # the last part is the table's copy, which lies elsewhere on a larger disk
    with stick_image.open("rb") as ours, raw.open("rb") as theirs:
        ours.seek(FAT_AT)
        theirs.seek(FAT_AT)
        for _block in range(FAT_AT, end, MIB):
            assert ours.read(MIB) == theirs.read(MIB)


def test_an_importer_that_is_not_ours_reads_the_virtual_machine(ova: Path) -> None:
    reader = "lhcbox-reader:latest"
    build(Engine("docker", ENGINE), "reader", {"BOX": TAG}, ("--tag", reader), disk.RECIPE)
    mount = ("--mount", f"type=bind,source={ova.parent},target=/ova,readonly")
    command = ("virt-v2v", "-i", "ova", f"/ova/{ova.name}", "--print-source")
    said = engine("run", "--rm", "--network", "none", *mount, reader, *command).stdout
    assert re.search(rf"source name: LHC-in-a-Box {re.escape(version())}\n", said), said
    assert re.search(r"memory: 2147483648 \(bytes\)", said), said
    assert re.search(r"disks:\n\s*0 \[scsi\]", said), said
    assert re.search(r'NICs:\n\s*Bridge "NAT" \[e1000\]', said), said


def test_the_partition_table_is_sound(stick_image: Path) -> None:
    done = subprocess.run(["sfdisk", "--verify", str(stick_image)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No errors detected" in done.stdout
    dump = subprocess.run(["sfdisk", "--dump", str(stick_image)], capture_output=True, text=True, check=True).stdout
    # Windows gives no letter to an EFI system partition
    assert re.search(r'type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7,.*name="LHCBOX"', dump)


def test_windows_can_read_and_change_the_settings(stick_image: Path) -> None:
    raw = on_stick(stick_image, "mtype", "::/lhcbox-settings.txt")
    assert raw.startswith(b"\xef\xbb\xbf"), "without a mark an old Notepad takes it for another encoding"
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_loaders_are_those_that_debian_signed(stick_image: Path, tmp_path: Path) -> None:
    for name in ("BOOTX64.EFI", "grubx64.efi", "mmx64.efi"):
        on_stick(stick_image, "mcopy", f"::/EFI/BOOT/{name}", str(tmp_path / name))
        data = (tmp_path / name).read_bytes()
        header = int.from_bytes(data[0x3C:0x40], "little")
        size = int.from_bytes(data[header + 24 + 144 + 4 : header + 24 + 144 + 8], "little")
        assert size > 1000, f"{name} carries no signature"


@pytest.mark.parametrize("part", ["pkg:deb/debian/linux-image-", "pkg:deb/debian/chromium@", "pkg:pypi/uproot@"])
def test_the_list_of_parts_names_debian_s_and_python_s(dist: Path, part: str) -> None:
    bill = json.loads((dist / f"lhcbox-{version()}.cdx.json").read_text(encoding="utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    assert any(each.get("purl", "").startswith(part) for each in bill["components"])


def test_every_file_has_its_checksum(dist: Path) -> None:
    lines = (dist / "SHA256SUMS").read_text().splitlines()
    assert {line.split("  ")[1] for line in lines} == {path.name for path in disk.files()}
    assert all(line.split("  ")[0] == sha256(dist / line.split("  ")[1]) for line in lines)
