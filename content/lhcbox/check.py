"""``lhcbox check``: run every lesson and dashboard of the box and compare their numbers with what they must be.

For a teacher on the evening before, and for the tests. Every notebook runs in a kernel of its own, without a network,
in a folder that is thrown away afterwards; nothing of the reader's is touched.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from traitlets.config import Config

from lhcbox.checks import MIME, Checks
from lhcbox.language import LANGUAGES, share, use
from lhcbox.language import gettext as _

_read_notebook: Any = nbformat.read  # without types in nbformat

CELL_TIMEOUT_S = 300
"""A cell that is still running after this many seconds hangs; the slowest of ours needs a few."""


@dataclass(frozen=True)
class Task:
    """One notebook to run."""

    kind: str
    slug: str
    language: str
    path: Path


@dataclass(frozen=True)
class Result:
    """One number, or one notebook that could not be run to its end.

    Attributes:
        state: "right", "wrong", "missing" (the notebook never gave it), "unknown" (nothing to compare with),
            or "failed" (the notebook stopped).
        reason: for everything but "right", what is wrong and what to do.
    """

    kind: str
    slug: str
    language: str
    name: str
    found: float | None
    expected: float | None
    tolerance: float | None
    state: str
    reason: str = ""

    @property
    def good(self) -> bool:
        """Whether the box may be used as it is."""
        return self.state in ("right", "unknown")


def main(argv: list[str]) -> int:
    """Run the verb; returns 0 where everything is right, 1 where something is not, 2 where there is nothing to run."""
    parser = argparse.ArgumentParser(prog="lhcbox check", description=_("Run every lesson and dashboard and compare."))
    parser.add_argument("--lang", choices=LANGUAGES, help=_("only the notebooks of this language"))
    parser.add_argument("--json", action="store_true", help=_("print the results as JSON"))
    parser.add_argument("--quick", action="store_true", help=_("one language, lessons only"))
    parser.add_argument("--only", metavar="SLUG", help=_("only the lesson or dashboard of this name"))
    cores = len(os.sched_getaffinity(0))
    parser.add_argument(
        "--jobs",
        type=int,
        default=cores,
        metavar="N",
        help=_("notebooks at a time (here: {cores})").format(cores=cores),
    )
    args = parser.parse_args(argv)
    if args.lang:
        use(args.lang)
    tasks = [task for task in _tasks(args.lang, args.quick) if args.only in (None, task.slug)]
    if not tasks:
        print(_("{folder}: there is no lesson to run").format(folder=share()), file=sys.stderr)
        return 2
    results = _all(tasks, max(1, args.jobs))
    if args.json:
        print(json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=1))
    else:
        print(_table(results))
    return 0 if all(result.good for result in results) else 1


def _all(tasks: list[Task], jobs: int) -> list[Result]:
    """Run ``tasks``, so many at a time, with a line for each as it ends; results in the order of the tasks."""
    began = time.monotonic()
    with ThreadPoolExecutor(jobs) as workers:
        waiting = {workers.submit(_timed, task): task for task in tasks}
        for position, done in enumerate(as_completed(waiting), start=1):
            task = waiting[done]
            found, seconds = done.result()
            verdict = _("right") if all(result.good for result in found) else _("WRONG")
            what = f"{position}/{len(tasks)} {_kind_name(task.kind)} {task.slug} [{task.language}]"
            print(f"{what} … {verdict} ({seconds:.0f} s)", flush=True, file=sys.stderr)
    print(
        _("{count} notebooks in {seconds:.0f} s").format(count=len(tasks), seconds=time.monotonic() - began),
        file=sys.stderr,
    )
    return [result for done in waiting for result in done.result()[0]]


def _timed(task: Task) -> tuple[list[Result], float]:
    began = time.monotonic()
    return list(_run(task)), time.monotonic() - began


def _tasks(language: str | None, quick: bool) -> Iterator[Task]:
    wanted = [language] if language else list(LANGUAGES[:1] if quick else LANGUAGES)
    for one in wanted:
        for path in sorted((share() / "solutions").glob(f"*.{one}.ipynb")):
            yield Task("lesson", path.name.removesuffix(f".{one}.ipynb"), one, path)
    for one in [] if quick else wanted:
        for path in sorted((share() / "dashboards" / one).glob("*.ipynb")):
            yield Task("dashboard", path.stem, one, path)


def _run(task: Task) -> Iterator[Result]:
    notebook = _read_notebook(task.path, as_version=4)
    failure = _execute(notebook, task)
    found = _recorded(notebook)
    has_numbers = (share() / "solutions" / _facts_name(task)).is_file()
    checks = Checks(task.slug, "lesson" if task.kind == "lesson" else "dashboard") if has_numbers else None
    if failure:
        yield _result(task, _("(runs to its end)"), None, state="failed", reason=failure)
        return
    if checks is None:
        yield _result(task, _("(runs to its end)"), None, state="right")
        return
    for name in checks.names():
        yield _judged(task, checks, name, found.get(name))


def _judged(task: Task, checks: Checks, name: str, value: float | None) -> Result:
    expected = checks.expected(name)
    if value is None:
        reason = _("the notebook never calls this check with a number; see {path}").format(path=task.path)
        return _result(task, name, None, state="missing", reason=reason)
    if expected is None:
        reason = _("there is no number to compare with for this kind of sample")
        return _result(task, name, value, state="unknown", reason=reason)
    good = expected.agrees(value)
    reason = (
        ""
        if good
        else _(
            "compare `lhcbox samples` with the list of samples of this release (a sample may be missing, practice or of"
            " another edition); if they agree, the lesson or a library has changed. Expected: {source}"
        ).format(source=expected.source)
    )
    return Result(
        task.kind, task.slug, task.language, name, value, expected.value, expected.tolerance,
        "right" if good else "wrong", reason,
    )  # fmt: skip


def _result(task: Task, name: str, found: float | None, *, state: str, reason: str = "") -> Result:
    return Result(task.kind, task.slug, task.language, name, found, None, None, state, reason)


def _execute(notebook: Any, task: Task) -> str:
    """Run ``notebook`` in place; returns why it stopped, or an empty string."""
    with tempfile.TemporaryDirectory(prefix="lhcbox-check-") as folder:
        # A kernel writes connection files and caches at home, which may be read-only; it may write here.
        own = {
            name: os.path.join(folder, part)
            for name, part in (
                ("JUPYTER_RUNTIME_DIR", "runtime"),
                ("IPYTHONDIR", "ipython"),
                ("MPLCONFIGDIR", "matplotlib"),
            )
        }
        own |= {"LHCBOX_LANG": task.language, "LHCBOX_CHECK": "1", "LHCBOX_SHARE": str(share())}
        try:
            NotebookClient(
                notebook,
                timeout=CELL_TIMEOUT_S,
                kernel_name="python3",
                resources={"metadata": {"path": folder}},
                # sockets in our folder, not ports of the machine that anybody on it could open
                config=Config(
                    {
                        "KernelManager": {
                            "transport": "ipc",
                            "ip": os.path.join(folder, "kernel"),
                            "connection_file": os.path.join(folder, "kernel.json"),
                        }
                    }
                ),
            ).execute(env={**os.environ, **own})
        except CellExecutionError as error:
            return _("a cell stopped with {kind}: {message}; see {path}").format(
                kind=error.ename, message=error.evalue, path=task.path
            )
        except CellTimeoutError:
            return _("a cell did not end within {seconds} s; see {path}").format(seconds=CELL_TIMEOUT_S, path=task.path)
        except (DeadKernelError, RuntimeError) as error:
            return _("the kernel died ({error}); it may need more memory").format(error=error)
    return ""


def _recorded(notebook: Any) -> dict[str, float | None]:
    values: dict[str, float | None] = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            record = output.get("data", {}).get(MIME)
            if record:
                values[record["name"]] = record["value"]
    return values


def _facts_name(task: Task) -> str:
    return f"{task.slug}.json" if task.kind == "lesson" else f"dashboard-{task.slug}.json"


def _kind_name(kind: str) -> str:
    return _("lesson") if kind == "lesson" else _("dashboard")


def _table(results: list[Result]) -> str:
    words = {
        "right": _("right"),
        "wrong": _("WRONG"),
        "missing": _("MISSING"),
        "unknown": _("no comparison"),
        "failed": _("STOPPED"),
    }
    head = [_("notebook"), _("number"), _("found"), _("expected"), _("verdict")]
    rows = [head] + [
        [
            f"{_kind_name(each.kind)} {each.slug} [{each.language}]",
            each.name,
            "" if each.found is None else f"{each.found:.6g}",
            "" if each.expected is None else f"{each.expected:.6g} ± {each.tolerance:.2g}",
            words[each.state],
        ]
        for each in results
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    wrong = [each for each in results if not each.good]
    for each in wrong:
        lines.append(f"\n{_kind_name(each.kind)} {each.slug} [{each.language}], {each.name}: {each.reason}")
    summary = _("{good} of {all} numbers right").format(good=len(results) - len(wrong), all=len(results))
    return "\n".join([*lines, "", summary])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
