"""The running box: start, wait until it is healthy, say where it is, stop."""

import contextlib
import json
import os
import socket
import time
import urllib.request

from host.bake import IMAGE
from host.engine import Engine
from host.speech import Trouble, note, step
from host.speech import gettext as _

# Another name lets a second box run beside the first, with a home of its own
NAME = os.environ.get("LHCBOX_NAME", "lhcbox")
VOLUME = f"{NAME}-home"
HEALTHY_SECONDS = 60
# Settings of the box that whoever starts it may set in the environment
HANDED_ON = ("LHCBOX_CODE", "LHCBOX_LANG", "LHCBOX_HOSTS", "LHCBOX_MAX_DASHBOARDS")
# What the box needs to run is what it may do: nothing but write to its volume and to memory
HARDENED = ("--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")


def start(engine: Engine, port: int, address: str) -> None:
    """Start the box on ``address:port`` and wait until it is healthy; a box that runs already is left alone.

    Raises:
        Trouble: the port is taken, or the box does not become healthy.
    """
    published = f"{address}:{port}"
    if _running(engine) == (_image_id(engine), published):
        note(_("the box is running"))
    else:
        stop(engine)
        if not _free(address, port):
            raise Trouble(
                _("port {port} is taken by another program").format(port=port),
                _("choose another one, for example: ./build.sh up --port {port}").format(port=port + 1),
            )
        step(_("starting the box"))
        home = ("--volume", f"{VOLUME}:/home/student")
        labels = ("--label", f"lhcbox.published={published}")
        restart = ("--restart", "unless-stopped")
        publish = ("--publish", f"{published}:8888")
        told = [f"--env={name}" for name in HANDED_ON if os.environ.get(name)]
        options = ("-d", *told, "--name", NAME, *restart, *labels, *publish, *home, *HARDENED)
        engine.run(*engine.container(*options, IMAGE), name="start")
    _wait(engine, port)


def stop(engine: Engine) -> None:
    """Stop and remove the box; what people made stays on its volume."""
    if engine.output("container", "inspect", NAME):
        engine.run("rm", "--force", NAME, name="stop")


def tell(engine: Engine, port: int, addresses: list[str]) -> None:
    """Print where the box is and how to sign in."""
    code = os.environ.get("LHCBOX_CODE") or engine.output("exec", NAME, "cat", "/home/student/.lhcbox/code")
    print()
    print(_("LHC-in-a-Box is ready:"))
    for address in addresses:
        print(f"    http://{address}:{port}/")
    print(_("Class code for the notebooks (dashboards need none):"))
    print(f"    {code}", flush=True)


def lan_addresses() -> list[str]:
    """This machine's addresses in the classroom, the one of the default route first."""
    found = []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # a documentation address: nothing is sent, the kernel only picks a route
        found.append(str(probe.getsockname()[0]))
    with contextlib.suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return [address for address in dict.fromkeys(found) if not address.startswith("127.")] or ["localhost"]


def _running(engine: Engine) -> tuple[str, str] | None:
    told = engine.output(
        "container",
        "inspect",
        "--format",
        '{{.State.Running}} {{.Image}} {{index .Config.Labels "lhcbox.published"}}',
        NAME,
    )
    match (told or "").split():
        case ["true", image, published]:
            return image.removeprefix("sha256:"), published
    return None


def _image_id(engine: Engine) -> str:
    return (engine.output("image", "inspect", "--format", "{{.Id}}", IMAGE) or "").removeprefix("sha256:")


def _free(address: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def _wait(engine: Engine, port: int) -> None:
    deadline = time.monotonic() + HEALTHY_SECONDS
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a school's proxy knows no localhost
    while time.monotonic() < deadline:
        with (
            contextlib.suppress(OSError, ValueError),
            opener.open(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer,
        ):
            if json.load(answer):
                return
        time.sleep(0.2)
    log = engine.output("logs", "--tail", "20", NAME) or ""
    raise Trouble(
        _("the box did not become healthy in {seconds} s. Its last words:").format(seconds=HEALTHY_SECONDS)
        + f"\n{log}",
        _("read the whole log with: docker logs {name}").format(name=NAME),
    )
