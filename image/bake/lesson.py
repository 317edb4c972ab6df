"""``python -m bake lesson``: take a team's lesson into the repository, or give one in the form that teams edit."""

import argparse
import os
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from bake import catalogues, sources, team
from bake.blocks import SourceError
from lhcbox.kit import lesson as lessons
from lhcbox.kit import take
from lhcbox.kit.lesson import LessonError
from lhcbox.kit.pack import PackError, unpack


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb understands."""
    parser.add_argument("action", choices=("take", "give"))
    parser.add_argument("what", metavar="FILE|SLUG", help="take: a file of `lhcbox carry`; give: a lesson")
    parser.add_argument("--content", type=Path, default=Path("content"), help="the folder of sources")
    parser.add_argument(
        "--out", type=Path, default=Path("build"), help="give: where the folder goes; take: where old files are kept"
    )
    parser.add_argument("--yes", action="store_true", help="take: without asking")


def run(args: argparse.Namespace) -> int:
    """Do one action; the exit code is 1 where nothing was done, 2 where the file is refused."""
    content: Path = args.content.resolve()
    try:
        if args.action == "give":
            return _give(content, args.what, args.out)
        return _take(content, Path(args.what), args.out, yes=args.yes)
    except (LessonError, PackError, SourceError) as error:
        print(error, file=sys.stderr)
        return 2


def _give(content: Path, slug: str, out: Path) -> int:
    source = next((each for each in sources.lessons(content) if each.slug == slug), None)
    if source is None:
        known = ", ".join(each.slug for each in sources.lessons(content))
        print(f"there is no lesson {slug!r}; there are {known}", file=sys.stderr)
        return 2
    if os.path.lexists(out / slug):
        print(f"{out / slug} is there already; move it away", file=sys.stderr)
        return 2
    team.give(source, catalogues.translator(content, "es", source.domain), out / slug)
    print(out / slug)
    return 0


def _take(content: Path, path: Path, out: Path, *, yes: bool) -> int:
    found = unpack(path)
    with tempfile.TemporaryDirectory(prefix="lhcbox-") as name:
        folder = Path(name) / found.name
        take.place(found.files, folder)
        made = team.back(lessons.read(folder), content)
    files = {made_path.as_posix(): data for made_path, data in made.items()}
    print(take.about(found, content / "exercises" / found.name))
    changes = take.compare(files, found.refused, content)
    print(take.table(changes))
    wanted = {change.path for change in changes if change.state in ("new", "changed")}
    if not wanted:
        print("Nothing to take in: everything is here already.")
        return 0
    if not (yes or take.agreed()):
        print("Nothing was changed. To take it in, add --yes.")
        return 1
    kept = out / "before-take" / f"{found.name}-{datetime.now():%Y%m%d-%H%M%S}"
    for wanted_path in sorted(wanted):
        target = content / wanted_path
        if target.is_file():
            (kept / wanted_path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(target, kept / wanted_path)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.part")
        partial.write_bytes(files[wanted_path])
        partial.replace(target)
    if kept.is_dir():
        print(f"What was there is kept in {kept}.")
    print(f"Taken in. Read it, then `./build.sh bake` and `lhcbox check --only {found.name}`.")
    return 0
