"""The test suite: its environment, its programs, its run."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from host import command, disk
from host.bake import IMAGE, ca_bundle, ensure_image, ensure_tools
from host.engine import Engine
from host.paths import BUILD, ROOT
from host.speech import Trouble, step
from host.speech import gettext as _

ENVIRONMENT = BUILD / "test-environment"
UNPACKED = BUILD / "unpacked"
MACHINE = ("disk", "disk_matrix")  # these start what `./build.sh disk` makes
LONG = ("benchmarks", *MACHINE)  # run only where they are named
COMPUTER = ("openssh-client", "qemu-system-x86", "qemu-utils", "ovmf", "mtools", "fdisk")
PROGRAMS = ("chromium", "shellcheck", "hunspell", "hunspell-es", "hunspell-en-us", "zstd")
SECOND_BROWSER = "firefox-esr"  # Debian has it; where a distribution does not, its tests say that they were skipped


def run(engine: Engine, suites: list[str], options: list[str], profile: str, mirrors: Sequence[str]) -> int:
    """Run the suites named (where none is: all but the long ones) and return pytest's exit code.

    Raises:
        Trouble: a suite does not exist, or what the tests need can't be had.
    """
    known = sorted({path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")})
    for name in suites:
        if name not in known:
            raise Trouble(_("there is no test suite {name}").format(name=name), _("choose from: ") + ", ".join(known))
    folders = [ROOT / "tests" / name for name in suites or [name for name in known if name not in LONG]]
    ensure_tools(engine)
    ensure_image(engine, profile, mirrors, here=True)
    machine = any(folder.name in MACHINE for folder in folders)
    if machine:
        disk.make(engine, profile, mirrors, quick="disk_matrix" not in suites)
    step(_("preparing the test environment"))
    command.apt_install(*PROGRAMS, *(COMPUTER if machine else ()))
    if command.output("apt-cache", "show", SECOND_BROWSER):
        command.apt_install(SECOND_BROWSER)
    python = _ensure_environment()
    _unpack(engine)
    step(_("testing"))
    mirror = next((place for place in mirrors if Path(place).is_dir()), "")
    env = {**os.environ, "LHCBOX_ENGINE": engine.program, "LHCBOX_TEST_MIRROR": mirror}
    # Two files at a time: most tests wait for a container or a browser. A measurement wants the machine for itself
    workers = [] if "benchmarks" in suites else ["--numprocesses", "2", "--dist", "loadfile"]
    return subprocess.call([str(python), "-m", "pytest", *workers, *options, *map(str, folders)], cwd=ROOT, env=env)


def _unpack(engine: Engine) -> None:
    """Lay what the image holds beside the tests, whichever checkout it was baked in."""
    image = engine.output("image", "inspect", "--format", "{{.Id}}", IMAGE) or ""
    stamp = UNPACKED / "image"
    if stamp.is_file() and stamp.read_text() == image:
        return
    shutil.rmtree(UNPACKED, ignore_errors=True)
    UNPACKED.mkdir(parents=True)
    container = engine.output("create", IMAGE)
    if container is None:
        raise Trouble(_("the image {image} can't be opened").format(image=IMAGE), _("bake it again: ./build.sh bake"))
    try:
        engine.run("cp", f"{container}:/opt/lhcbox/share", str(UNPACKED / "share"), name="test-unpack")
    finally:
        engine.output("rm", container)
    stamp.write_text(image)


def _ensure_environment() -> Path:
    python = ENVIRONMENT / "bin" / "python"
    lock = ROOT / "tests" / "lock.txt"
    stamp = ENVIRONMENT / "lock.txt"
    if stamp.is_file() and stamp.read_bytes() == lock.read_bytes():
        return python
    if importlib.util.find_spec("ensurepip") is None:  # Debian puts it into a package of its own
        command.apt_install("python3-venv")
    command.run(sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT), name="test-venv")
    bundle = ca_bundle()
    env = {"PIP_CERT": str(bundle)} if bundle else {}
    options = ("--disable-pip-version-check", "--only-binary=:all:", "--require-hashes", "-r", str(lock))
    command.run(str(python), "-m", "pip", "install", *options, name="test-packages", env=env)
    stamp.write_bytes(lock.read_bytes())
    return python
