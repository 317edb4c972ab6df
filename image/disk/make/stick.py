"""The raw disk: GPT with a BIOS boot area, a FAT32 partition that every system shows, and the first slot.

The second slot and the partition for people's work are made at first boot (systemd-repart), as large as the stick
allows. No loop device and no privilege: sfdisk, mtools and grub-mkimage write into files, and two numbers in GRUB's
boot sector say where the rest of it lies.
"""

import hashlib
import json
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from make.names import MIB, identifier, run

SECTOR = 512
FAT_MIB = 40
BIOS_FIRST, BIOS_LAST = 34, 2047
TAIL = MIB  # the table's copy at the end
GRUB = Path("/usr/lib/grub")
# What GRUB needs on a BIOS; on UEFI Debian's signed image holds these and more
MODULES = [
    *("biosdisk", "part_gpt", "part_msdos", "fat", "ext2", "normal", "configfile", "linux", "echo", "test", "regexp"),
    *("probe", "loadenv", "search", "minicmd", "reboot", "halt", "sleep", "true", "gfxterm", "gfxterm_background"),
    *("gfxmenu", "png", "font", "all_video", "vbe", "vga", "video_bochs", "video_cirrus"),
]
# Windows gives a letter to this type and to no EFI system partition; firmware starts from any FAT on a stick
BASIC_DATA = "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7"
BIOS_BOOT = "21686148-6449-6E6F-744E-656564454649"
LINUX = "0FC63DAF-8483-4772-8E79-3D69D8477DE4"


@dataclass(frozen=True)
class Boot:
    """What starts the slot."""

    fat: Path
    sector: bytes
    """GRUB's boot.img: the first 440 bytes of the disk."""
    core: bytes
    """GRUB's core.img: fills the BIOS boot area."""


def prepare(medium: Path, work: Path, slot: Path, version: str, key: Path) -> Boot:
    """Make the FAT partition from ``medium``'s files, GRUB and shim, and a note of ``slot``, signed by ``key``."""
    tree = work / "fat"
    shutil.copytree(medium, tree)
    efi = tree / "EFI"
    for folder in ("BOOT", "debian"):
        (efi / folder).mkdir(parents=True, exist_ok=True)
    shim = Path("/usr/lib/shim")
    shutil.copyfile(shim / "shimx64.efi.signed", efi / "BOOT" / "BOOTX64.EFI")
    shutil.copyfile(shim / "mmx64.efi.signed", efi / "BOOT" / "mmx64.efi")
    shutil.copyfile(GRUB / "x86_64-efi-signed" / "grubx64.efi.signed", efi / "BOOT" / "grubx64.efi")
    shutil.move(tree / "grub.cfg", efi / "debian" / "grub.cfg")
    run("rsvg-convert", "-w", "1024", "-h", "768", "-o", str(efi / "debian" / "splash.png"), str(tree / "splash.svg"))
    (tree / "splash.svg").unlink()
    font = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"
    signs = "0x20-0x17f,0x2010-0x2026,0x2190-0x2193,0x2500-0x257f"  # letters, dashes, arrows, and the menu's frame
    run("grub-mkfont", "-s", "20", "-r", signs, "-o", str(efi / "debian" / "lhcbox.pf2"), font)
    (tree / "lhcbox").mkdir(exist_ok=True)
    run("grub-editenv", str(tree / "lhcbox" / "grubenv"), "create")
    run("grub-editenv", str(tree / "lhcbox" / "grubenv"), "set", "slot=a")
    _tell(slot, tree / "lhcbox" / "slot.txt", version, key)
    core = work / "core.img"
    run("grub-mkimage", "-O", "i386-pc", "-p", "(,gpt1)/EFI/debian", "-o", str(core), *MODULES)
    return Boot(_fat(tree, work / "fat.img", version), (GRUB / "i386-pc" / "boot.img").read_bytes(), core.read_bytes())


def _tell(slot: Path, manifest: Path, version: str, key: Path) -> None:
    """Say what the slot is, so that another stick can update from this one; signed where there is a key."""
    with slot.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    known = {"version": version, "size": slot.stat().st_size, "sha256": digest}
    manifest.write_text(json.dumps(known), encoding="ascii")
    if key.is_file() and key.stat().st_size:
        # the comments hold the time otherwise, and two makes would differ
        words = f"LHC-in-a-Box {version}"
        run("minisign", "-S", "-s", str(key), "-c", words, "-t", words, "-m", str(manifest), stdin="\n")


def make(image: Path, boot: Boot, slot: Path, version: str, size: int = 0) -> None:
    """Write the disk ``image``, with at least ``size`` bytes; what is not written stays a hole."""
    fat_at = MIB
    slot_at = fat_at + FAT_MIB * MIB
    slot_size = slot.stat().st_size
    total = max(size, slot_at + slot_size + TAIL)
    with image.open("wb") as disk:
        disk.truncate(total)
    table = [
        "label: gpt",
        f"label-id: {identifier('disk', version)}",
        "unit: sectors",
        "first-lba: 34",
        _line(1, fat_at, FAT_MIB * MIB, BASIC_DATA, "LHCBOX", version),
        _line(2, BIOS_FIRST * SECTOR, (BIOS_LAST - BIOS_FIRST + 1) * SECTOR, BIOS_BOOT, "bios", version),
        _line(3, slot_at, slot_size, LINUX, "lhcbox-a", version),
    ]
    run("sfdisk", "--quiet", "--no-reread", "--no-tell-kernel", str(image), stdin="\n".join(table) + "\n")
    with image.open("r+b") as disk:
        _start_from_bios(disk, boot)
        for offset, path in ((fat_at, boot.fat), (slot_at, slot)):
            disk.seek(offset)
            with path.open("rb") as part:
                shutil.copyfileobj(part, disk, 4 * MIB)


def _line(number: int, at: int, size: int, kind: str, name: str, version: str) -> str:
    place = f"start={at // SECTOR}, size={size // SECTOR}"
    return f'{number} : {place}, type={kind}, uuid={identifier("part", name, version)}, name="{name}"'


def _start_from_bios(disk: BinaryIO, boot: Boot) -> None:
    """What grub-bios-setup does on a device: say in each stage where the next one lies."""
    if len(boot.core) > (BIOS_LAST - BIOS_FIRST + 1) * SECTOR:
        raise ValueError("GRUB's core does not fit into the BIOS boot area; take modules out of MODULES")
    disk.seek(0)
    first = bytearray(disk.read(SECTOR))
    first[:440] = boot.sector[:440]
    first[0x5C:0x64] = struct.pack("<Q", BIOS_FIRST)  # the sector where the core begins
    first[0x66:0x68] = b"\x90\x90"  # trust the BIOS's word for which drive it started from, as grub-install does
    first[446] = 0x80  # some old BIOSes start only from a disk that has an active partition, the protective one here
    disk.seek(0)
    disk.write(bytes(first))
    core = bytearray(boot.core)
    core[0x1F4:0x1FC] = struct.pack("<Q", BIOS_FIRST + 1)  # the core's first sector loads the others from here
    disk.seek(BIOS_FIRST * SECTOR)
    disk.write(bytes(core))


def _fat(tree: Path, image: Path, version: str) -> Path:
    with image.open("wb") as file:
        file.truncate(FAT_MIB * MIB)
    serial = identifier("fat", version).replace("-", "")[:8]
    run("mkfs.vfat", "-F", "32", "-s", "1", "-n", "LHCBOX", "-i", serial, "--invariant", str(image))
    for path in sorted(tree.rglob("*")):
        name = "::/" + path.relative_to(tree).as_posix()
        if path.is_dir():
            run("mmd", "-i", str(image), name)
        else:
            run("mcopy", "-i", str(image), str(path), name)
    return image
