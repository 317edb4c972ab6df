"""From a checkout to the image: base, tools, data, notebooks, docs, image. What is done is not done again."""

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
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
LONG = ("fetch", "curate")  # verbs of the bake that may take hours
MACHINE = ROOT / "image" / "disk"  # what `./build.sh disk` lays on top of the image, and no part of it
LAST = BUILD / "baked.txt"  # of which inputs the files in build/ were made
# What decides what is in the image; anything else (tests, README) may change without a new bake
INPUTS = ("image", "content", "data_manifest", "docs", "pyproject.toml")


def ensure_image(engine: Engine, profile: str, mirrors: Sequence[str], here: bool = False) -> None:
    """Bake ``lhcbox:latest`` unless the one that is there was baked from the very same inputs.

    With ``here`` what the bake leaves in this checkout (the stick's pages, the translations) must be made of them
    too: another checkout may have baked the image.
    """
    inputs = inputs_digest(profile, mirrors)
    baked = engine.output("image", "inspect", "--format", '{{index .Config.Labels "lhcbox.inputs"}}', IMAGE)
    if baked == inputs and (not here or (LAST.is_file() and LAST.read_text() == inputs)):
        note(_("{image} is up to date").format(image=IMAGE))
        return
    ensure_disk()
    LAST.unlink(missing_ok=True)
    ensure_data(engine, profile, mirrors)
    step(_("making lessons, dashboards, data cards, teachers' notes and documentation"))
    bake(engine, "render", "--content", "content", "--out", "build/share")
    bake(engine, "cards", "--content", "content", "--data", "build/share/data", "--out", "build/share/cards")
    analysers = (
        "--content",
        "content",
        "--manifest",
        "data_manifest",
        "--out",
        "build/share",
        "--stick",
        "build/stick",
    )
    bake(engine, "analysers", *analysers)
    bake(engine, "docs", "--source", "docs", "--out", "build/share/docs")
    step(_("baking the image {image}").format(image=IMAGE))
    arguments = {"VERSION": version(), "REVISION": revision(), "PROFILE": profile, "INPUTS": inputs}
    build(engine, "box", arguments, ("--tag", IMAGE))
    LAST.write_text(inputs)


def ensure_data(engine: Engine, profile: str, mirrors: Sequence[str]) -> None:
    """Fetch, verify and curate the samples of ``profile`` into ``build/share/data``."""
    ensure_tools(engine)
    step(_("fetching the samples of the profile '{profile}'").format(profile=profile))
    sources = [argument for place in mirrors for argument in ("--mirror", place)]
    known = ("--manifest", "data_manifest", "--profile", profile)
    bake(engine, "fetch", *known, *sources, "--out", "build/downloads", readable=_folders(mirrors))
    step(_("curating the samples"))
    bake(engine, "curate", *known, "--downloads", "build/downloads", "--out", "build/share/data")
    bake(engine, "openmagic", "--manifest", "data_manifest", "--out", "build/share/data/openmagic")


def check_data(engine: Engine, profile: str) -> int:
    """Print what ``profile`` will fetch and hold, without fetching it; exit code 1 where it is over its budget."""
    ensure_tools(engine)
    step(_("what the profile '{profile}' fetches and holds").format(profile=profile))
    verb = ("python", "-m", "bake", "manifest", "table", "--manifest", "data_manifest", "--profile", profile)
    return subprocess.call([engine.program, *engine.container(*bake_options()), *verb])


def ensure_tools(engine: Engine) -> None:
    """The image in which the bake's own Python runs. Quick where nothing changed: the engine's cache answers."""
    ensure_disk()
    step(_("preparing the base and the tools"))
    base = ensure_base(engine)
    (SHARE / "data").mkdir(parents=True, exist_ok=True)
    DOWNLOADS.mkdir(parents=True, exist_ok=True)
    note(_("the Python packages, each checked by its hash"))
    build(engine, "bake", {"BASE": base}, ("--tag", TOOLS))


def ensure_disk(needed: int = FREE_BYTES) -> None:
    """Raises Trouble where the disk has less than ``needed`` bytes of room."""
    BUILD.mkdir(parents=True, exist_ok=True)
    for folder in (BUILD, Path("/var/lib/docker")):
        if folder.exists() and (free := shutil.disk_usage(folder).free) < needed:
            raise Trouble(
                _("the disk under {folder} is nearly full: {free:.1f} GB free, {needed:.1f} GB needed").format(
                    folder=folder, free=free / 1e9, needed=needed / 1e9
                ),
                _("make room, for example with: docker system prune"),
            )


def bake(engine: Engine, *arguments: str, readable: Sequence[Path] = ()) -> None:
    """Run ``python -m bake …`` on the checkout, inside the tools' image, with this user's ids."""
    name = f"bake-{arguments[0]}"
    if arguments[0] in LONG and sys.stderr.isatty():  # they draw a line for each file and one for all
        options = ["--tty", *bake_options(*readable)]
        command.show(engine.program, *engine.container(*options), "python", "-m", "bake", *arguments, name=name)
    else:
        engine.run(*engine.container(*bake_options(*readable)), "python", "-m", "bake", *arguments, name=name)


def bake_options(*readable: Path) -> list[str]:
    """Arguments for the engine that start the tools' image on this checkout; ``readable`` folders keep their path."""
    mounts = ["--mount", f"type=bind,source={ROOT},target=/src"]
    for folder in readable:
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


def build(
    engine: Engine,
    target: str,
    arguments: dict[str, str],
    result: Sequence[str],
    recipe: Path = ROOT / "image" / "Dockerfile",
    name: str = "",
) -> None:
    """Build a stage of ``recipe``; ``result`` is the engine's option that says what becomes of it."""
    options = ["--network", "host", "--file", str(recipe), "--target", target, *result]
    for key, value in {"BASE": ensure_base(engine), **arguments}.items():
        options += ["--build-arg", f"{key}={value}"]
    for key in PROXIES:
        if os.environ.get(key):
            options += ["--build-arg", key]  # its value comes from the environment and stays out of the image
    if (bundle := ca_bundle()) is not None:
        options += ["--secret", f"id=ca,src={bundle}"]
    # The OCI format that podman prefers knows no HEALTHCHECK
    options += ["--progress", "plain"] if engine.kind == "docker" else ["--format", "docker"]
    engine.run("build", *options, str(ROOT), name=name or f"build-{target}")


def _folders(mirrors: Sequence[str]) -> list[Path]:
    return [Path(place) for place in mirrors if "://" not in place]


def inputs_digest(profile: str, mirrors: Sequence[str]) -> str:
    """A digest of all that decides what the image holds."""
    digest = hashlib.sha256(profile.encode())
    for name in INPUTS:
        top = ROOT / name
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and "__pycache__" not in path.parts and not path.is_relative_to(MACHINE):
                digest.update(f"{path.relative_to(ROOT)}\0{path.stat().st_mode & 0o111}\0".encode())
                digest.update(path.read_bytes())
    for folder in _folders(mirrors):
        for path in sorted(folder.rglob("*")):
            digest.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
    return digest.hexdigest()[:24]


def version() -> str:
    """The version that pyproject.toml names."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def revision() -> str:
    """The commit of this checkout, ``unknown`` outside git."""
    return command.output("git", "-C", str(ROOT), "rev-parse", "HEAD") or "unknown"
