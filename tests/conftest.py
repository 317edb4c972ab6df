"""What every suite uses: the built image, running boxes, a browser that records each request.

The suites look at what was built from outside: they start it, ask it, attack it.
"""

import itertools
import json
import os
import subprocess
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from boxes import CODE, ENGINE, Box, engine, wait_until_healthy
from host.bake import IMAGE, bake_options, version
from host.box import HARDENED
from visitor import Visitor

ROOT = Path(__file__).resolve().parents[1]
# A redraw goes through a kernel that shares two processors with the browser and, often, with nine more of both
expect.set_options(timeout=60_000)
CHROMIUM = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def share() -> Path:
    """What the image holds for its readers, as ``build.sh test`` unpacked it."""
    return ROOT / "build" / "unpacked" / "share"


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Where screenshots and measurements are kept."""
    folder = ROOT / "build" / "artefacts"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def mirror() -> Path | None:
    """The folder of real data, None on a machine that has none."""
    given = os.environ.get("LHCBOX_TEST_MIRROR")
    return Path(given) if given else None


# The bake's own Python ------------------------------------------------------------------------------------------------


def _bake_argv(arguments: Sequence[str], env: Mapping[str, str], paths: Sequence[Path], name: str | None) -> list[str]:
    options = [f"--env={key}={value}" for key, value in env.items()]
    for path in paths:
        options += ["--mount", f"type=bind,source={path},target={path}"]
    if name:
        options += ["--name", name]
    *common, tools = bake_options()
    return [ENGINE, "run", *common, *options, tools, "python", "-m", "bake", *arguments]


@pytest.fixture(scope="session")
def bake() -> Callable[..., subprocess.CompletedProcess[str]]:
    """``bake("fetch", "--out", …)`` runs ``python -m bake fetch --out …`` in the tools' image."""

    def run(
        *arguments: str,
        env: Mapping[str, str] | None = None,
        paths: Sequence[Path] = (),
        check: bool = True,
        timeout: float = 300,
    ) -> subprocess.CompletedProcess[str]:
        argv = _bake_argv(arguments, env or {}, paths, None)
        done = subprocess.run(argv, capture_output=True, text=True, timeout=timeout, check=False)
        if check and done.returncode:
            pytest.fail(f"bake {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
        return done

    return run


@pytest.fixture
def bake_process() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """As ``bake``, but in the background; ``kill()`` on it kills the Python inside, too."""
    started: list[str] = []

    class Process(subprocess.Popen[str]):
        name: str

        def kill(self) -> None:
            engine("kill", "--signal", "KILL", self.name, check=False)
            super().kill()

    def run(*arguments: str, env: Mapping[str, str] | None = None, paths: Sequence[Path] = ()) -> subprocess.Popen[str]:
        name = f"lhcbox-test-{uuid.uuid4().hex[:8]}"
        started.append(name)
        argv = _bake_argv(arguments, env or {}, paths, name)
        process = Process(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        process.name = name
        return process

    yield run
    for name in started:
        engine("rm", "--force", name, check=False)


@pytest.fixture(scope="session")
def tools_run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Any command in the tools' image, on the checkout."""

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return engine("run", *bake_options(), *command, check=False)

    return run


# The box, one command at a time ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def box_run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """``box_run("lhcbox", "samples")`` is ``docker run --rm --network none … lhcbox lhcbox samples``."""

    def run(
        *command: str, options: Sequence[str] = (), check: bool = True, timeout: float = 300, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        interactive = ["--interactive"] if stdin is not None else []
        base = ["run", "--rm", "--network", "none", *HARDENED, "--tmpfs", "/home/student:mode=1777", *interactive]
        return engine(*base, *options, IMAGE, *command, check=check, timeout=timeout, input=stdin)

    return run


@pytest.fixture(scope="session")
def box_python(box_run: Callable[..., subprocess.CompletedProcess[str]]) -> Callable[[str], str]:
    """``box_python("print(1)")`` runs them in the box's Python, warnings as errors; what they print."""

    def run(code: str) -> str:
        return box_run("python", "-W", "error", "-", stdin=code).stdout

    return run


# The box, running -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def offline_network() -> Iterator[str]:
    """A network that reaches the host and nothing else: the box's network is cut, and a browser still sees it."""
    name = f"lhcbox-test-{os.getpid()}"
    engine("network", "create", "--internal", name)
    yield name
    engine("network", "rm", name, check=False)


@pytest.fixture(scope="session")
def box_factory(offline_network: str) -> Iterator[Callable[..., Box]]:
    """Starts hardened boxes without an internet; each is removed at the end of the session."""
    started: list[str] = []
    numbers = itertools.count()

    def make(
        *options: str,
        env: Mapping[str, str] | None = None,
        home: Sequence[str] = ("--tmpfs", "/home/student:mode=1777"),
        hardened: bool = True,
        wait: bool = True,
        command: Sequence[str] = (),
        network: str = offline_network,
    ) -> Box:
        name = f"lhcbox-test-{os.getpid()}-{next(numbers)}"
        variables = {"LHCBOX_CODE": CODE, **(env or {})}
        environment = [f"--env={key}={value}" for key, value in variables.items()]
        started.append(name)
        engine(
            "run", "-d", "--name", name, "--network", network, *(HARDENED if hardened else ()), *home,
            *environment, *options, IMAGE, *command,
        )  # fmt: skip
        state = json.loads(engine("container", "inspect", name).stdout)[0]
        address = state["NetworkSettings"]["Networks"][network]["IPAddress"]
        box = Box(name, f"http://{address}:8888", variables["LHCBOX_CODE"])
        if wait:
            try:
                wait_until_healthy(box.url)
            except TimeoutError as late:
                pytest.fail(f"{late}; its log:\n{box.logs()}")
        return box

    yield make
    for name in started:
        engine("rm", "--force", "--volumes", name, check=False)


@pytest.fixture(scope="session")
def box(box_factory: Callable[..., Box]) -> Box:
    """One running box, shared by the tests that leave it as they found it."""
    return box_factory()


@pytest.fixture
def make_box(box_factory: Callable[..., Box]) -> Iterator[Callable[..., Box]]:
    """Boxes of a test's own, removed after it."""
    made: list[Box] = []

    def make(*options: str, **settings: Any) -> Box:
        made.append(box_factory(*options, **settings))
        return made[-1]

    yield make
    for each in made:
        engine("rm", "--force", "--volumes", each.name, check=False)


# The browser ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(CHROMIUM))
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, box: Box, artefacts: Path) -> Iterator[Visitor]:
    """``visit("/dash/…", lang="es")``; at its end the test fails where any request left the box."""
    visitor = Visitor(browser, box.url, artefacts)
    yield visitor
    for context in visitor.contexts:
        context.close()
    assert visitor.foreign() == [], "requests left the box's own origin"


@pytest.fixture(scope="session")
def dist(root: Path) -> Path:
    """Where `./build.sh disk` leaves what it makes; a developer may name another folder in ``LHCBOX_DIST``."""
    return Path(os.environ.get("LHCBOX_DIST", root / "dist"))


@pytest.fixture(scope="session")
def stick_image(dist: Path) -> Path:
    """The raw disk."""
    return dist / f"lhcbox-{version()}.img"


@pytest.fixture(scope="session")
def ova(dist: Path) -> Path:
    """The virtual machine."""
    return dist / f"lhcbox-{version()}.ova"
