"""The root file system on which the image stands: Debian 13, slim."""

import tempfile
from pathlib import Path

from host import command
from host.engine import Engine
from host.paths import BUILD
from host.speech import Trouble, note
from host.speech import gettext as _

SUITE = "trixie"
# debian:trixie-slim as the registry listed it on 2026-08-24
DIGEST = "sha256:d7e12182ce18b85b93007c1dedf31f2d29e01ccf3182cc4017c709b6259bc132"
TAG = f"lhcbox-base:{SUITE}"
REGISTRY_PATIENCE_S = 15
# What the slim image leaves out as well
EXCLUDED = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/info/*", "/usr/share/locale/*")


def ensure_base(engine: Engine) -> str:
    """The tag of the base root, pulled by digest where a registry answers, else made from Debian's packages.

    Raises:
        Trouble: neither can be had.
    """
    if engine.output("image", "inspect", TAG):
        return TAG
    pinned = f"debian:{SUITE}-slim@{DIGEST}"
    note(_("asking a container registry for {image}").format(image=pinned[:40] + "…"))
    try:
        engine.run("pull", pinned, name="base-pull", patience=REGISTRY_PATIENCE_S)
        engine.run("tag", pinned, TAG, name="base-tag")
    except Trouble:
        note(_("no registry answers: making the same suite from Debian's packages"))
        _bootstrap(engine)
    return TAG


def _bootstrap(engine: Engine) -> None:
    if not command.is_root():
        raise Trouble(
            _("no container registry can be reached, and making the base from Debian's packages needs root"),
            _("run this once as root: sudo ./build.sh bake"),
        )
    command.apt_install("mmdebstrap", "debian-archive-keyring")
    BUILD.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        tar = Path(folder) / "base.tar"
        excluded = [f"--dpkgopt=path-exclude={pattern}" for pattern in EXCLUDED]
        command.run("mmdebstrap", "--variant=minbase", *excluded, SUITE, str(tar), name="base-bootstrap")
        engine.run("import", str(tar), TAG, name="base-import")
