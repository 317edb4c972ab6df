"""A team at work: a home of its own, in which it runs the verbs of the kit.

In the hardened box; or, where ``LHCBOX_TEST_PYTHON`` names a Python that has the box's packages, on this machine, which
takes a tenth of the time while one writes the kit.
"""

import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PLAIN = os.environ.get("LHCBOX_TEST_PYTHON")
HOME = "/home/team"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass
class Team:
    """One team.

    Attributes:
        home: where its files are, on this machine.
        share: what was baked.
        box_run: runs a command in the hardened box.
    """

    home: Path
    share: Path
    box_run: Run

    def run(self, *arguments: str, lang: str = "en", stdin: str | None = None) -> "subprocess.CompletedProcess[str]":
        """``lhcbox ARGUMENTS``; `{home}` in them is the team's home as the command sees it."""
        return self.python("-m", "lhcbox", *arguments, lang=lang, stdin=stdin)

    def python(self, *arguments: str, lang: str = "en", stdin: str | None = None) -> "subprocess.CompletedProcess[str]":
        """``python ARGUMENTS`` with the box's package."""
        home = str(self.home) if PLAIN else HOME
        given = [argument.replace("{home}", home) for argument in arguments]
        if PLAIN:
            own = {"HOME": home, "LHCBOX_LANG": lang, "LHCBOX_SHARE": str(self.share)}
            own["PYTHONPATH"] = os.pathsep.join(str(ROOT / folder) for folder in ("content", "image"))
            return subprocess.run(
                [PLAIN, *given], cwd=self.home, env=os.environ | own, input=stdin, capture_output=True, text=True,
                check=False,
            )  # fmt: skip
        options = [
            "--user", f"{os.getuid()}:{os.getgid()}", "--mount", f"type=bind,source={self.home},target={HOME}",
            f"--env=HOME={HOME}", f"--env=LHCBOX_LANG={lang}", "--workdir", HOME,
        ]  # fmt: skip
        return self.box_run("python", *given, options=options, check=False, stdin=stdin)

    def folder(self, name: str) -> Path:
        """Of a lesson."""
        return self.home / "Hackathon" / name

    def made(self, name: str, *more: str) -> Path:
        """The folder of a new lesson."""
        done = self.run("new-lesson", name, *more)
        assert done.returncode == 0, done.stderr
        return self.folder(name)

    def carried(self, name: str) -> Path:
        """The file of a lesson, packed without running it."""
        done = self.run("carry", name, "--quick")
        assert done.returncode == 0, done.stderr
        return self.home / "Hackathon" / f"{name}.lhcbox.zip"

    def findings(self, name: str, *more: str, lang: str = "en") -> dict[str, dict[str, str]]:
        """What the checklist says of each point."""
        done = self.run("checklist", name, "--json", *more, lang=lang)
        assert done.returncode in (0, 1), done.stderr
        return {each["point"]: each for each in json.loads(done.stdout)}


def cells(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook; their source as one text."""
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell | {"source": "".join(cell["source"])} for cell in found]


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text in the sources of a notebook's cells, as somebody does in JupyterLab."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    hits = 0
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        hits += old in source
        cell["source"] = source.replace(old, new)
    assert hits, f"{old!r} is not in {path}"
    path.write_text(json.dumps(notebook), encoding="utf-8")


def add(path: Path, after: int, kind: str, source: str, name: str = "a-new-cell") -> None:
    """Put a new cell after the ``after``-th one."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {}, "source": source}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    notebook["cells"].insert(after, cell)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def every_file(top: Path) -> dict[str, bytes]:
    """All that lies below a folder."""
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in sorted(top.rglob("*")) if path.is_file()}
