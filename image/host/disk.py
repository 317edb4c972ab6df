"""The box as a machine: ``dist/lhcbox-<version>.img`` for a stick, ``.ova`` for VirtualBox and VMware."""

import hashlib
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from host import command
from host.bake import IMAGE, build, ensure_disk, ensure_image, version
from host.engine import Engine
from host.paths import BUILD, ROOT
from host.speech import gettext as _
from host.speech import note, step

DIST = ROOT / "dist"
NEW = BUILD / "dist"  # while they are made
SUMS = "SHA256SUMS"
RECIPE = ROOT / "image" / "disk" / "Dockerfile"
STAMP = BUILD / "disk.txt"
FREE_BYTES = 9 * 10**9  # measured: the machine's layers 1.5, its slot and both disks 3 GB, and the engine's copies
# Level 22 takes minutes and saves a seventh of the disk, 115 of 792 MB; a test needs neither
SQUASH = {False: "-comp zstd -Xcompression-level 22 -b 1M", True: "-comp zstd -Xcompression-level 1"}
KEY = "LHCBOX_SIGNING_KEY"  # names a minisign key without a password, kept where nobody else can read it
OWN_KEY = Path.home() / ".local" / "share" / "lhcbox" / "signing.key"  # made where none is named; never in the checkout
PUBLISHED = ROOT / "docs" / "lhcbox.pub"  # whose releases are the project's own


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
    ensure_disk(FREE_BYTES)
    step(_("making the stick's image and the virtual machine; this takes some minutes"))
    key = signing_key()
    shutil.rmtree(NEW, ignore_errors=True)
    NEW.mkdir()
    lay(engine, NEW, version(), quick, key)
    NEW.chmod(0o755)
    write_sums(NEW)
    sign(NEW / SUMS, key)
    STAMP.unlink(missing_ok=True)
    DIST.mkdir(exist_ok=True)
    for path in NEW.iterdir():  # what was there stays until the new is whole
        path.replace(DIST / path.name)
    if not PUBLISHED.is_file() or public_key(key) not in PUBLISHED.read_text(encoding="ascii"):
        note(_("signed with the key {key}; sticks take updates only from sticks of the same key").format(key=key))
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


def lay(engine: Engine, folder: Path, number: str, quick: bool, key: Path) -> None:
    """Build version ``number`` into ``folder``, its slot signed by ``key``."""
    arguments = {"BOX": IMAGE, "VERSION": number, "SQUASH": SQUASH[quick], "PUBLIC_KEY": public_key(key)}
    options = ["--output", f"type=local,dest={folder}", "--secret", f"id=signing,src={key}"]
    build(engine, "dist", arguments, options, RECIPE, name="disk")


def signing_key() -> Path:
    """The key named in the environment, else this computer's own, made at its first use."""
    if given := os.environ.get(KEY):
        return Path(given)
    if not OWN_KEY.is_file():
        make_key(OWN_KEY)
        note(_("a new signing key: {key}. Keep it: without it no stick made now can be updated").format(key=OWN_KEY))
    return OWN_KEY


def make_key(path: Path) -> None:
    """Make a key pair: ``path``, which only its owner can read, and beside it the public half, ``.pub``."""
    command.apt_install("minisign")
    path.parent.mkdir(parents=True, exist_ok=True)
    new, public = path.with_suffix(".new"), path.with_suffix(".pub")
    command.run("minisign", "-G", "-f", "-W", "-p", str(public), "-s", str(new), name="new-key")
    new.chmod(0o600)
    new.replace(path)


def public_key(key: Path) -> str:
    """The line by which a box knows its makers: the public half of ``key``."""
    command.apt_install("minisign")
    path = BUILD / "signing.pub"
    path.unlink(missing_ok=True)
    command.run("minisign", "-R", "-s", str(key), "-p", str(path), name="public-key")
    return path.read_text(encoding="ascii").splitlines()[-1]


def sign(path: Path, key: Path) -> None:
    """Put a signature beside ``path``."""
    command.run("minisign", "-S", "-s", str(key), "-m", str(path), name="sign")


def _digest(engine: Engine, quick: bool) -> str:
    digest = hashlib.sha256((engine.output("image", "inspect", "--format", "{{.Id}}", IMAGE) or "").encode())
    digest.update(f"{version()} {quick}".encode())
    for path in [*sorted(RECIPE.parent.rglob("*")), ROOT / "image" / "locks" / "disk.txt"]:
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(ROOT)}\0{path.stat().st_mode & 0o111}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
