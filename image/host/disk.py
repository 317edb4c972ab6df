"""The box as a machine: ``dist/lhcbox-<version>.img`` for a stick, ``.ova`` for VirtualBox and VMware."""

import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from host import command
from host.bake import IMAGE, build, ensure_image, version
from host.engine import Engine
from host.paths import BUILD, ROOT
from host.speech import Trouble, note, step
from host.speech import gettext as _

DIST = ROOT / "dist"
SUMS = "SHA256SUMS"
RECIPE = ROOT / "image" / "disk" / "Dockerfile"
STAMP = BUILD / "disk.txt"
FREE_BYTES = 9 * 10**9  # measured: the machine's layers 1.5, its slot and both disks 3 GB, and the engine's copies
# Level 22 takes minutes and saves a quarter; a test needs neither
SQUASH = {False: "-comp zstd -Xcompression-level 22 -b 1M", True: "-comp zstd -Xcompression-level 1"}
KEY = "LHCBOX_SIGNING_KEY"  # a minisign key, kept where nobody else can read it; never in the checkout


def make(engine: Engine, profile: str, mirrors: Sequence[str], quick: bool = False) -> None:
    """Make stick and OVA unless those in ``dist`` were made from the very same image and recipe.

    Raises:
        Trouble: the disk is too full, or a step failed.
    """
    ensure_image(engine, profile, mirrors)
    made_from = _digest(engine, quick)
    if STAMP.is_file() and STAMP.read_text() == made_from and all(path.is_file() for path in files()):
        note(_("{folder} is up to date").format(folder=DIST))
        return
    _ensure_room()
    step(_("making the stick's image and the virtual machine; this takes some minutes"))
    STAMP.unlink(missing_ok=True)
    DIST.mkdir(exist_ok=True)
    for path in files():
        path.unlink(missing_ok=True)
    lay(engine, DIST, version(), quick, os.environ.get(KEY))
    DIST.chmod(0o755)
    write_sums(DIST)
    if key := os.environ.get(KEY):
        sign(DIST / SUMS, key)
    else:
        note(_("{name} is not set: nothing is signed, and other sticks will not update from this one").format(name=KEY))
    STAMP.write_text(made_from)
    for path in files():
        note(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1e6:.0f} MB")


def files() -> list[Path]:
    """What is made."""
    return [DIST / f"lhcbox-{version()}{end}" for end in (".img", ".ova", ".cdx.json")]


def write_sums(folder: Path) -> None:
    """List the checksum of every file in ``folder`` as ``sha256sum -c`` reads it."""
    lines = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith(SUMS):
            with path.open("rb") as file:
                lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    (folder / SUMS).write_text("".join(lines), encoding="ascii")


def lay(engine: Engine, folder: Path, number: str, quick: bool, key: str | None) -> None:
    """Build version ``number`` into ``folder``, its slot signed by ``key`` where there is one."""
    arguments = {"BOX": IMAGE, "VERSION": number, "SQUASH": SQUASH[quick], "PUBLIC_KEY": public_key(key)}
    options = ["--output", f"type=local,dest={folder}"]
    if key:
        options += ["--secret", f"id=signing,src={key}"]
    build(engine, "dist", arguments, options, RECIPE, name="disk")


def public_key(key: str | None) -> str:
    """The line by which a box knows its makers: that of ``key``, else the one in the documents, else none."""
    path = ROOT / "docs" / "lhcbox.pub"
    if key:
        command.apt_install("minisign")
        path = BUILD / "signing.pub"
        path.unlink(missing_ok=True)
        command.run("minisign", "-R", "-s", key, "-p", str(path), name="public-key")
    return path.read_text(encoding="ascii").splitlines()[-1] if path.is_file() else ""


def sign(path: Path, key: str) -> None:
    """Put a signature beside ``path``."""
    command.apt_install("minisign")
    command.run("minisign", "-S", "-s", key, "-m", str(path), name="sign")


def _digest(engine: Engine, quick: bool) -> str:
    digest = hashlib.sha256((engine.output("image", "inspect", "--format", "{{.Id}}", IMAGE) or "").encode())
    digest.update(f"{version()} {quick}".encode())
    for path in [*sorted(RECIPE.parent.rglob("*")), ROOT / "image" / "locks" / "disk.txt"]:
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(ROOT)}\0{path.stat().st_mode & 0o111}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _ensure_room() -> None:
    for folder in (ROOT, Path("/var/lib/docker")):
        if folder.exists() and (free := shutil.disk_usage(folder).free) < FREE_BYTES:
            raise Trouble(
                _("the disk under {folder} is nearly full: {free:.1f} GB free, {needed:.1f} GB needed").format(
                    folder=folder, free=free / 1e9, needed=FREE_BYTES / 1e9
                ),
                _("make room, for example with: docker system prune"),
            )
