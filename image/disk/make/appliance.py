"""The OVA: the stick's disk with room to grow, as VirtualBox and VMware import it.

A tar with the description first, then the compressed disk, then the manifest. The disk is declared BIOS, because it
starts both ways; in VirtualBox the host's port 8888 leads to the box.
"""

import hashlib
import tarfile
from pathlib import Path
from string import Template

from make import stick
from make.names import EPOCH, MIB, identifier, run
from make.stick import Boot

CAPACITY = 16 * 1024 * MIB
"""What the machine sees; the host stores only what is written."""
TEMPLATE = Path(__file__).with_name("appliance.ovf")


def make(ova: Path, boot: Boot, slot: Path, version: str) -> None:
    """Write ``ova``."""
    name = ova.stem
    work = ova.parent.parent / "ova.work"
    work.mkdir(exist_ok=True)
    raw, disk, description, manifest = (work / f"{name}{end}" for end in (".raw", "-disk1.vmdk", ".ovf", ".mf"))
    stick.make(raw, boot, slot, version, CAPACITY)
    # Debian's python3-vmdkstream: qemu-img leaves out the footer that some importers ask for
    run("python3", "-m", "VMDKstream", str(raw), str(disk))
    raw.unlink()
    description.write_text(
        Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
            name=name,
            version=version,
            disk=disk.name,
            size=disk.stat().st_size,
            capacity=CAPACITY,
            disk_id=identifier("vmdk", version),
            machine_id=identifier("machine", version),
        ),
        encoding="utf-8",
    )
    sums = [f"SHA256({path.name})= {_sha256(path)}\n" for path in (description, disk)]
    manifest.write_text("".join(sums), encoding="ascii")
    with tarfile.open(ova, "w", format=tarfile.USTAR_FORMAT) as tar:
        for path in (description, disk, manifest):
            entry = tarfile.TarInfo(path.name)
            entry.size, entry.mtime, entry.mode = path.stat().st_size, int(EPOCH), 0o644
            with path.open("rb") as file:
                tar.addfile(entry, file)
            path.unlink()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
