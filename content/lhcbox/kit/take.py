"""``lhcbox take FILE``: take in a lesson that a team has carried here, after showing what would change."""

import argparse
import difflib
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lhcbox.kit import lesson as lessons
from lhcbox.kit.files import put_folder
from lhcbox.kit.lesson import LessonError, notebook, parse_cells, renamed, valid_name, written
from lhcbox.kit.pack import Pack, PackError, unpack
from lhcbox.kit.words import gettext as _
from lhcbox.language import LANGUAGES, use

State = Literal["new", "changed", "unchanged", "refused"]


@dataclass(frozen=True)
class Change:
    """What would become of one file."""

    path: str
    state: State
    what: str = ""


def main(argv: list[str]) -> int:
    """Run the verb; returns 0 where it was taken in or nothing had to be, 1 where not, 2 where the file is refused."""
    parser = argparse.ArgumentParser(prog="lhcbox take", description=_("Take in a lesson that was carried here."))
    parser.add_argument("file", metavar="FILE", type=Path, help=_("made by `lhcbox carry`"))
    parser.add_argument("--as", dest="name", metavar="NAME", help=_("take it in under another name"))
    parser.add_argument("--yes", action="store_true", help=_("without asking"))
    parser.add_argument("--lang", choices=LANGUAGES, help=_("language of the answer"))
    args = parser.parse_args(argv)
    if args.lang:
        use(args.lang)
    try:
        found = unpack(args.file)
        name = valid_name(args.name or found.name)
        files = _under(found, name)
        target = lessons.home() / name
        print(about(found, target))
        changes = compare(files, found.refused, target)
        print(table(changes))
        if all(change.state in ("unchanged", "refused") for change in changes):
            print(_("Nothing to take in: everything is here already."))
            return 0
        if not (args.yes or agreed()):
            print(_("Nothing was changed. To take it in, add --yes."))
            return 1
        kept = place(files, target)
    except (PackError, LessonError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(_("{file} cannot be written: {error}").format(file=error.filename, error=error.strerror), file=sys.stderr)
        return 2
    if kept:
        print(_("What was there is kept in {folder}.").format(folder=kept))
    print(_("Taken in: {folder}. Look at it, then `lhcbox checklist {name}`.").format(folder=target, name=name))
    return 0


def about(found: Pack, target: Path) -> str:
    """Who made it, and where it would go."""
    told = found.manifest
    people = ", ".join(filter(None, [str(told.get("team") or ""), *map(str, told.get("authors") or [])])) or _(
        "nobody named"
    )
    lines = [
        _("{name}, made {date} by {people}, in a box of version {box}.").format(
            name=found.name, date=str(told.get("made"))[:10], people=people[:200], box=str(told.get("box"))[:40]
        )
    ]
    findings = told.get("findings")
    open_points = (
        [str(point)[:20] for point, state in findings.items() if state == "bad"] if isinstance(findings, dict) else []
    )
    if open_points:
        lines.append(_("Its checklist was not done: {points}.").format(points=", ".join(open_points)))
    lines.append(
        _("It would go to {folder}. Notebooks hold programs: look at them before you run them.").format(folder=target)
    )
    return "\n".join(lines)


def compare(files: dict[str, bytes], refused: dict[str, str], target: Path) -> list[Change]:
    """What would become of each file."""
    changes = []
    for path, content in files.items():
        there = target / path
        old = there.read_bytes() if there.is_file() else None
        if old is None:
            changes.append(Change(path, "new"))
        elif old == content or _same_notebook(path, old, content):
            changes.append(Change(path, "unchanged"))
        else:
            changes.append(Change(path, "changed", difference(path, old, content)))
    return [*changes, *(Change(path, "refused", reason) for path, reason in refused.items())]


def _same_notebook(path: str, old: bytes, new: bytes) -> bool:
    try:
        return path.endswith(".ipynb") and parse_cells(old, path) == parse_cells(new, path)
    except LessonError:
        return False


def difference(path: str, old: bytes, new: bytes) -> str:
    """How two versions of a file differ, in a few words."""
    if path.endswith(".ipynb"):
        try:
            before, after = ({cell.id: cell.source for cell in parse_cells(side, path)} for side in (old, new))
        except LessonError:
            return ""
        counts = (
            sum(name not in before for name in after),
            sum(before.get(name, text) != text for name, text in after.items()),
            sum(name not in after for name in before),
        )
        return _("cells: {new} new, {changed} changed, {gone} gone").format(
            new=counts[0], changed=counts[1], gone=counts[2]
        )
    if path.endswith(".png"):
        return _("another picture")
    before_lines, after_lines = (side.decode("utf-8", "replace").splitlines() for side in (old, new))
    lines = list(difflib.unified_diff(before_lines, after_lines, n=0, lineterm=""))[2:]
    plus, minus = (sum(line.startswith(sign) for line in lines) for sign in "+-")
    return _("lines: +{plus} −{minus}").format(plus=plus, minus=minus)


def table(changes: list[Change]) -> str:
    """The changes, a line each."""
    words = {"new": _("new"), "changed": _("changed"), "unchanged": _("unchanged"), "refused": _("refused")}
    wide = max(len(word) for word in words.values())
    lines = [
        f"  {words[each.state]:<{wide}}  {each.path}" + (f"  ({each.what})" if each.what else "") for each in changes
    ]
    return "\n".join(lines)


def agreed() -> bool:
    """Ask at the terminal; False where there is none."""
    if not sys.stdin.isatty():
        return False
    yes = _("y")
    answer = input(_("Take it in? [{yes}/N] ").format(yes=yes)).strip().lower()
    return answer[:1] in (yes, "y", "s")


def place(files: dict[str, bytes], target: Path) -> Path | None:
    """Write ``files`` aside, then rename; returns where the folder that was there is kept.

    What a folder of this name holds besides stays in the new one.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    ready = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        if target.is_dir() and not target.is_symlink():
            shutil.copytree(target, ready, symlinks=True, dirs_exist_ok=True)
        ready.chmod(0o755)
        for path, content in files.items():
            there = ready / path
            if there.parent.is_symlink() or (there.parent.exists() and not there.parent.is_dir()):
                there.parent.unlink()
            there.parent.mkdir(exist_ok=True)
            if there.is_symlink():
                there.unlink()
            there.write_bytes(content)
        return put_folder(ready, target)
    finally:
        shutil.rmtree(ready, ignore_errors=True)


def _under(found: Pack, name: str) -> dict[str, bytes]:
    """The files as those of the lesson ``name``."""
    if name == found.name:
        return found.files
    files = dict(found.files)
    for language in LANGUAGES:
        path = lessons.notebook_name(language)
        cells = renamed(parse_cells(files[path], path), name)
        files[path] = written(notebook(cells, name, language)).encode()
    return files
