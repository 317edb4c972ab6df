"""From a checkout to the image: base, tools, data, notebooks, docs, image. What is done is not done again."""

import hashlib
import os
import shutil
import tomllib
from pathlib import Path

from host import command
from host.base import ensure_base
from host.engine import Engine
from host.paths import BUILD, DOWNLOADS, ROOT, SHARE
from host.speech import Trouble, note, step
from host.speech import gettext as _

IMAGE = "lhcbox:latest"
TOOLS = "lhcbox-bake:latest"
FREE_BYTES = 4 * 10**9  # measured: base 0.1, tools 0.9, image 0.7 GB, and what the engine keeps between its stages
PROXIES = ("http_proxy", "https_proxy", "no_proxy")
# What decides what is in the image; anything else (tests, README) may change without a new bake
INPUTS = ("image", "content", "data_manifest", "docs", "pyproject.toml")


def ensure_image(engine: Engine, profile: str, mirror: Path | None) -> None:
    """Bake ``lhcbox:latest`` unless the one that is there was baked from the very same inputs."""
    inputs = inputs_digest(profile, mirror)
    if engine.output("image", "inspect", "--format", '{{index .Config.Labels "lhcbox.inputs"}}', IMAGE) == inputs:
        note(_("{image} is up to date").format(image=IMAGE))
        return
    ensure_disk()
    ensure_data(engine, profile, mirror)
    step(_("making lessons, dashboards, teachers' notes and documentation"))
    bake(engine, "render", "--content", "content", "--out", "build/share")
    bake(engine, "docs", "--source", "docs", "--out", "build/share/docs")
    step(_("baking the image {image}").format(image=IMAGE))
    arguments = {"VERSION": version(), "REVISION": revision(), "PROFILE": profile, "INPUTS": inputs}
    _build(engine, "box", IMAGE, arguments)


def ensure_data(engine: Engine, profile: str, mirror: Path | None) -> None:
    """Fetch, verify and curate the samples of ``profile`` into ``build/share/data``."""
    ensure_tools(engine)
    step(_("fetching the samples of the profile '{profile}'").format(profile=profile))
    source = ("--mirror", str(mirror)) if mirror else ()
    known = ("--manifest", "data_manifest", "--profile", profile)
    bake(engine, "fetch", *known, *source, "--out", "build/downloads", readable=mirror)
    step(_("curating the samples"))
    bake(engine, "curate", *known, "--downloads", "build/downloads", "--out", "build/share/data")


def ensure_tools(engine: Engine) -> None:
    """The image in which the bake's own Python runs. Quick where nothing changed: the engine's cache answers."""
    ensure_disk()
    step(_("preparing the base and the tools"))
    base = ensure_base(engine)
    (SHARE / "data").mkdir(parents=True, exist_ok=True)
    DOWNLOADS.mkdir(parents=True, exist_ok=True)
    note(_("the Python packages, each checked by its hash"))
    _build(engine, "bake", TOOLS, {"BASE": base})


def ensure_disk() -> None:
    """Raises Trouble where the disk is too full to bake."""
    BUILD.mkdir(parents=True, exist_ok=True)
    for folder in (BUILD, Path("/var/lib/docker")):
        if folder.exists() and (free := shutil.disk_usage(folder).free) < FREE_BYTES:
            raise Trouble(
                _("the disk under {folder} is nearly full: {free:.1f} GB free, {needed:.1f} GB needed").format(
                    folder=folder, free=free / 1e9, needed=FREE_BYTES / 1e9
                ),
                _("make room, for example with: docker system prune"),
            )


def bake(engine: Engine, *arguments: str, readable: Path | None = None) -> None:
    """Run ``python -m bake …`` on the checkout, inside the tools' image, with this user's ids."""
    engine.run(
        *engine.container(*bake_options(readable)), "python", "-m", "bake", *arguments, name=f"bake-{arguments[0]}"
    )


def bake_options(*readable: Path | None) -> list[str]:
    """Arguments for the engine that start the tools' image on this checkout; ``readable`` folders keep their path."""
    mounts = ["--mount", f"type=bind,source={ROOT},target=/src"]
    for folder in readable:
        if folder is not None:
            mounts += ["--mount", f"type=bind,source={folder},target={folder},readonly"]
    bundle = ca_bundle()
    if bundle is not None:
        mounts += ["--mount", f"type=bind,source={bundle},target=/run/secrets/ca,readonly"]
        mounts += ["--env", "SSL_CERT_FILE=/run/secrets/ca"]
    proxies = [f"--env={name}" for name in PROXIES if os.environ.get(name)]
    user = f"{os.getuid()}:{os.getgid()}"
    return ["--rm", "--network", "host", "--user", user, *proxies, *mounts, TOOLS]


def ca_bundle() -> Path | None:
    """The host's bundle of certificates where one is set: needed where TLS is inspected."""
    for variable in ("PIP_CERT", "SSL_CERT_FILE"):
        given = os.environ.get(variable)
        if given and Path(given).is_file():
            return Path(given).resolve()
    return None


def _build(engine: Engine, target: str, tag: str, arguments: dict[str, str]) -> None:
    options = [
        "--network",
        "host",
        "--file",
        str(ROOT / "image" / "Dockerfile"),
        "--target",
        target,
        "--tag",
        tag,
    ]
    for name, value in {"BASE": ensure_base(engine), **arguments}.items():
        options += ["--build-arg", f"{name}={value}"]
    for name in PROXIES:
        if os.environ.get(name):
            options += ["--build-arg", name]  # its value comes from the environment and stays out of the image
    if (bundle := ca_bundle()) is not None:
        options += ["--secret", f"id=ca,src={bundle}"]
    # The OCI format that podman prefers knows no HEALTHCHECK
    options += ["--progress", "plain"] if engine.kind == "docker" else ["--format", "docker"]
    engine.run("build", *options, str(ROOT), name=f"build-{target}")


def inputs_digest(profile: str, mirror: Path | None) -> str:
    """A digest of all that decides what the image holds."""
    digest = hashlib.sha256(profile.encode())
    for name in INPUTS:
        top = ROOT / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(ROOT)}\0{path.stat().st_mode & 0o111}\0".encode())
                digest.update(path.read_bytes())
    if mirror is not None:
        for path in sorted(mirror.rglob("*")):
            digest.update(f"{path.relative_to(mirror)}\0{path.stat().st_size}\0".encode())
    return digest.hexdigest()[:24]


def version() -> str:
    """The version that pyproject.toml names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def revision() -> str:
    """The commit of this checkout, ``unknown`` outside git."""
    return command.output("git", "-C", str(ROOT), "rev-parse", "HEAD") or "unknown"
