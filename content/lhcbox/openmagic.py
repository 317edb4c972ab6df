"""The package atlasopenmagic without a network: its questions are answered from what was baked into the box.

The official ATLAS notebooks ask a service at CERN for cross-sections, sums of weights and addresses of files. The
package asks through a `requests` session, and a session may have an adapter for an address: here one that answers
from files. So the package itself is the official one, unchanged. ``image/rootfs/opt/lhcbox/app/sitecustomize.py``
calls `install` when a notebook imports the package; where ``ATLAS_API_BASE_URL`` is set, the reader wants that
service and nothing is done.

Addresses of files that the box holds are paths. By ``LHCBOX_OPENMAGIC`` the reader may ask for something else:
``baked`` leaves out the files that the box does not hold (by default they keep their address at CERN), ``practice``
counts practice samples as held, which by default they are not: an official notebook would call them ATLAS data.
"""

import gzip
import io
import json
import logging
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter

from lhcbox.language import gettext as _
from lhcbox.language import share

if TYPE_CHECKING:
    from lhcbox.sample import SampleFile

FORMAT = 1
VARIABLE = "LHCBOX_OPENMAGIC"

log = logging.getLogger("atlasopenmagic.lhcbox")


def install(package: Any) -> None:
    """Answer the questions of ``package``, which is atlasopenmagic, from the box."""
    if os.environ.get("ATLAS_API_BASE_URL"):
        return
    session = package.metadata.get_session()
    for address in (package.metadata.API_BASE_URL, package.weights.PMG_WEIGHTS_API_URL):
        session.mount(address, Shelf())
    # Notebooks begin with it: it reads a list of packages from a server and calls pip, and the box has neither
    package.install_from_environment = package.utils.install_from_environment = nothing_to_install


def nothing_to_install(*packages: str | None, environment_file: str | None = None) -> None:
    """In the place of ``install_from_environment``: says that the box installs nothing."""
    print(_("The box has its packages already; nothing is installed."))


class Shelf(BaseAdapter):
    """Answers as the service would to ``/datasets/count``, ``/datasets`` and ``/metadata/RELEASE/KEY``; 404 else."""

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        """The answer to one request; nothing leaves this process."""
        parts = urlsplit(request.url or "")
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        steps = [step for step in parts.path.split("/") if step]
        try:
            content = self._answer(steps, asked)
        except LookupError as error:
            return _response(request, 404, str(error.args[0]), {"detail": str(error.args[0])})
        return _response(request, 200, "OK", content)

    def close(self) -> None:
        """Nothing is open."""

    def _answer(self, steps: list[str], asked: Mapping[str, str]) -> Any:
        match steps:
            case ["datasets", "count"]:
                return {"count": len(datasets(asked["release_name"]))}
            case ["datasets"]:
                found, start = datasets(asked["release_name"]), int(asked.get("skip", 0))
                if start == 0:  # the package asks page by page; once is enough
                    warn(asked["release_name"])
                return found[start : start + int(asked.get("limit", 1000))]
            case ["metadata", release, key]:
                for dataset in datasets(release):
                    if key in (dataset["dataset_number"], dataset["physics_short"].lower()):
                        return dataset
                raise LookupError(
                    _("the box knows no dataset {key} of release {release}").format(key=key, release=release)
                )
            case ["weights", *_rest]:
                raise LookupError(_("the box does not hold the names of generator weights"))
        raise LookupError(_("the box has no answer to this"))


def datasets(release: str) -> list[dict[str, Any]]:
    """Every dataset of an official release, with paths where the box holds the file.

    Raises:
        LookupError: the box knows nothing of the release.
    """
    folder = share() / "data" / "openmagic"
    path = folder / f"{release}.json.gz"
    names = sorted(known.name.removesuffix(".json.gz") for known in folder.glob("*.json.gz"))
    if release not in names:
        raise LookupError(
            _("the box knows nothing of release {release}; it knows {names}").format(
                release=release, names=", ".join(names) or _("none")
            )
        )
    content = _read(path)
    wishes = _wishes()
    held = _held(content["ours"], "practice" in wishes)
    return [_local(dataset, held, "baked" in wishes) for dataset in content["datasets"]]


def warn(release: str) -> None:
    """Say what the box's files of ``release`` are not: part of the events only, or not all files."""
    content = _read(share() / "data" / "openmagic" / f"{release}.json.gz")
    wishes = _wishes()
    held = _held(content["ours"], "practice" in wishes)
    if thinned := sorted(name for name, file in held.items() if file.is_part):
        log.warning(
            _("%s: the box holds part of the events of %s; divide by the sum of weights in the tree"),
            release,
            ", ".join(thinned),
        )
    if "baked" in wishes:
        every = [_names(dataset) for dataset in content["datasets"]]
        left_out = sum(name not in held for names in every for name in names)
        log.warning(
            _("%s: %d files that the box does not hold are left out; whole luminosities and sums do not hold"),
            release,
            left_out,
        )


def _wishes() -> set[str]:
    return {word.strip() for word in os.environ.get(VARIABLE, "").split(",")}


@cache
def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    if content.get("format") != FORMAT:
        raise LookupError(
            _("{file}: is of format {found}, and this lhcbox reads format {known}; bake the samples again").format(
                file=path, found=content.get("format"), known=FORMAT
            )
        )
    return content


def _held(release: str, practice: bool) -> dict[str, "SampleFile"]:
    """The source files of a release that the box holds, by name; where two samples share one, the larger."""
    from lhcbox import samples  # reading events costs imports that a look at numbers does not need

    found: dict[str, SampleFile] = {}
    for sample in samples.catalogue().values():
        if sample.release == release and (sample.real or practice):
            for file in sample.files:
                if file.source and (file.source not in found or file.events > found[file.source].events):
                    found[file.source] = file
    return found


def _local(dataset: Mapping[str, Any], held: Mapping[str, "SampleFile"], only_held: bool) -> dict[str, Any]:
    def paths(addresses: list[str]) -> list[str]:
        named = [(address, held.get(_name(address))) for address in addresses]
        return [str(file.path) if file else address for address, file in named if file or not only_held]

    skims = [{**skim, "file_list": paths(skim["file_list"])} for skim in dataset["skims"]]
    return {**dataset, "file_list": paths(dataset["file_list"]), "skims": skims}


def _names(dataset: Mapping[str, Any]) -> list[str]:
    lists = [dataset["file_list"], *(skim["file_list"] for skim in dataset["skims"])]
    return [_name(address) for addresses in lists for address in addresses]


def _name(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def _response(request: PreparedRequest, status: int, reason: str, content: Any) -> Response:
    response = Response()
    response.status_code = status
    response.reason = reason
    response.url = request.url or ""
    response.request = request
    response.encoding = "utf-8"
    response.raw = io.BytesIO(json.dumps(content).encode())
    response.headers["Content-Type"] = "application/json"
    return response
