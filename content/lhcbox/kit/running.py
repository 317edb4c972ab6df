"""Run a lesson as a student would: each notebook in a kernel of its own, in a copy of the folder, without a network."""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lhcbox.checks import MIME
from lhcbox.kit.blocks import SourceError, variant
from lhcbox.kit.hooks import FIGURE, NETWORK
from lhcbox.kit.lesson import Cell, Lesson, notebook, written
from lhcbox.kit.words import gettext as _
from lhcbox.language import LANGUAGES, share

CELL_TIMEOUT_S = 120
WHOLE_TIMEOUT_S = 300
_AT_ONCE = 2  # as many cores as the smallest machine of a class has


@dataclass(frozen=True)
class Figure:
    """One drawn figure: the cell that drew it, its texts, its picture."""

    cell: str
    texts: list[str]
    panels: list[dict[str, Any]]
    png: bytes


@dataclass(frozen=True)
class Run:
    """What came of one notebook.

    Attributes:
        failure: why it stopped, in a sentence; empty where it ran to its end.
        checks: by name, the value given to each check and what was said of it.
        addresses: where it tried to connect to.
    """

    language: str
    solved: bool
    seconds: float
    failure: str
    checks: dict[str, tuple[float | None, str]] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    addresses: tuple[str, ...] = ()


def run_all(lesson: Lesson) -> list[Run]:
    """Run both languages, unsolved and solved."""
    jobs = [(language, solved) for solved in (True, False) for language in LANGUAGES]
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        return list(pool.map(lambda job: run(lesson, *job), jobs))


def run(lesson: Lesson, language: str, solved: bool) -> Run:
    """Run one notebook of ``lesson``."""
    try:
        cells = [
            Cell(cell.id, cell.code, variant(cell.source, solved=solved)) if cell.code else cell
            for cell in lesson.cells[language]
        ]
    except SourceError as error:
        return Run(language, solved, 0.0, str(error))
    with tempfile.TemporaryDirectory(prefix="lhcbox-") as name:
        top = Path(name)
        folder = top / lesson.name  # the lesson's checks look for lesson.yml in a folder of this name
        folder.mkdir()
        for path in lesson.folder.iterdir():
            if path.is_file() and not path.is_symlink():
                shutil.copyfile(path, folder / path.name)
        hook = Cell("lhcbox-hook", True, "from lhcbox.kit import hooks as _hooks; _hooks.install(); del _hooks")
        job = top / "job.ipynb"
        job.write_text(written(notebook([hook, *cells], lesson.name, language)), encoding="utf-8")
        own = {part: str(top / part) for part in ("runtime", "ipython", "matplotlib")}
        environment = os.environ | {
            "JUPYTER_RUNTIME_DIR": own["runtime"],
            "IPYTHONDIR": own["ipython"],
            "MPLCONFIGDIR": own["matplotlib"],
            "LHCBOX_LANG": language,
            "LHCBOX_CHECK": "1",
            "LHCBOX_SHARE": str(share()),
            NETWORK: str(top / "network"),
            # in a copy of the folder, Python must still find this package
            "PYTHONPATH": os.pathsep.join(filter(None, [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH")])),
        }
        try:
            done = subprocess.run(
                [sys.executable, "-m", "lhcbox.kit.running", str(job), str(folder)],
                env=environment, capture_output=True, text=True, timeout=WHOLE_TIMEOUT_S, check=False,
            )  # fmt: skip
            told = json.loads(done.stdout.splitlines()[-1])
        except subprocess.TimeoutExpired:
            return Run(
                language,
                solved,
                WHOLE_TIMEOUT_S,
                _("it did not end within {seconds} s").format(seconds=WHOLE_TIMEOUT_S),
            )
        except (ValueError, IndexError):
            return Run(
                language, solved, 0.0, _("it could not be started: {reason}").format(reason=done.stderr[-300:].strip())
            )
        outputs = json.loads(job.read_text(encoding="utf-8"))["cells"][1:]
        return Run(
            language,
            solved,
            told["seconds"],
            _failure(told, [cell.id for cell in cells]),
            _checks(outputs),
            tuple(_figures(outputs)),
            tuple(_addresses(top / "network")),
        )


def _failure(told: dict[str, Any], ids: list[str]) -> str:
    if not told["error"]:
        return ""
    place = ids.index(told["cell"]) + 1 if told["cell"] in ids else 0
    if told["error"] == "timeout":
        return _("cell {number} did not end within {seconds} s").format(number=place, seconds=CELL_TIMEOUT_S)
    if told["error"] == "dead":
        return _("the kernel died in cell {number}; it may need more memory").format(number=place)
    reason = _("cell {number} stopped with {kind}: {message}")
    return reason.format(number=place, kind=told["error"], message=told["message"])


def _checks(cells: Iterable[dict[str, Any]]) -> dict[str, tuple[float | None, str]]:
    found = {}
    for data in _data(cells):
        if MIME in data[1]:
            record = data[1][MIME]
            found[record["name"]] = (record["value"], _joined(data[1].get("text/plain", "")))
    return found


def _figures(cells: Iterable[dict[str, Any]]) -> Iterable[Figure]:
    for cell, data in _data(cells):
        if FIGURE in data:
            described = data[FIGURE]
            png = base64.b64decode(_joined(data.get("image/png", "")))
            yield Figure(cell, described["texts"], described["panels"], png)


def _data(cells: Iterable[dict[str, Any]]) -> Iterable[tuple[str, dict[str, Any]]]:
    for cell in cells:
        for output in cell.get("outputs", []):
            yield cell["id"], output.get("data", {})


def _addresses(path: Path) -> list[str]:
    try:
        return list(dict.fromkeys(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()))
    except OSError:
        return []


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text)


def _work(job: Path, folder: str) -> dict[str, Any]:
    """Execute the notebook ``job`` in place; in a process of its own, whose end takes the kernel with it."""
    import time

    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    read: Any = nbformat.read  # without types in nbformat
    write: Any = nbformat.write
    content = read(job, as_version=4)
    told: dict[str, Any] = {"error": "", "message": "", "cell": ""}
    began = time.monotonic()
    client = NotebookClient(
        content,
        timeout=CELL_TIMEOUT_S,
        kernel_name="python3",
        resources={"metadata": {"path": folder}},
        # sockets in our folder, not ports of the machine that anybody on it could open
        config=Config({"KernelManager": {"transport": "ipc", "ip": str(job.parent / "kernel")}}),
    )
    try:
        client.execute()
    except CellExecutionError as error:
        told |= {"error": error.ename, "message": error.evalue.split("\n")[0][:300]}
    except CellTimeoutError:
        told["error"] = "timeout"
    except (DeadKernelError, RuntimeError):
        told["error"] = "dead"
    if told["error"]:
        begun = [cell["id"] for cell in content.cells if cell.cell_type == "code" and _begun(cell)]
        told["cell"] = begun[-1] if begun else ""
    write(content, job)
    return told | {"seconds": time.monotonic() - began}


def _begun(cell: Any) -> bool:
    return bool(cell.get("outputs") or cell.get("execution_count") or cell.get("metadata", {}).get("execution"))


if __name__ == "__main__":
    print(json.dumps(_work(Path(sys.argv[1]), sys.argv[2])))
