"""``lhcbox carry NAME``: pack a team's lesson into one file, for another box or for those who keep the lessons."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lhcbox.kit import checklist, pack, yamlfile
from lhcbox.kit import lesson as lessons
from lhcbox.kit.files import replace
from lhcbox.kit.lesson import AUTHORS, LessonError
from lhcbox.kit.words import gettext as _
from lhcbox.language import LANGUAGES, use


def main(argv: list[str]) -> int:
    """Run the verb; returns 0 where the file is there, 2 where it cannot be made."""
    parser = argparse.ArgumentParser(prog="lhcbox carry", description=_("Pack a lesson into one file."))
    parser.add_argument("name", metavar="NAME", help=_("a lesson of your team, or its folder"))
    parser.add_argument("--out", metavar="FILE", type=Path, help=_("the file to write; otherwise beside the folder"))
    parser.add_argument(
        "--quick", action="store_true", help=_("without running it; the plots are those of the last checklist")
    )
    parser.add_argument("--lang", choices=LANGUAGES, help=_("language of the answer"))
    args = parser.parse_args(argv)
    if args.lang:
        use(args.lang)
    try:
        folder = lessons.find(args.name)
        name = lessons.valid_name(folder.name)
        own = not folder.is_relative_to(lessons.built_in())
        target = args.out or (folder.parent if own else Path.cwd()) / f"{name}{pack.ENDING}"
        told = _told(folder)
        if not args.quick:
            print(_("Running {name}, both languages, with and without solutions …").format(name=name), file=sys.stderr)
            lesson, runs, findings = checklist.look_over(folder)
            if own:
                checklist.keep(lesson, runs, read_again=False)
            print(checklist.table(findings) + "\n")
            told["findings"] = {each.point: each.state for each in findings}
        else:
            lessons.read(folder)
        files, left = pack.collect(folder)
        content = pack.pack(name, files, told)
        kept = replace(target, content, keep=True)
        pack.unpack(target)  # what another box would refuse is better known here
    except (LessonError, pack.PackError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(_("{file} cannot be written: {error}").format(file=error.filename, error=error.strerror), file=sys.stderr)
        return 2
    for path in left:
        print(_("left out, because it is not part of a lesson: {path}").format(path=path), file=sys.stderr)
    if kept:
        print(_("The file of before is kept as {file}.").format(file=kept.name))
    print(_("{file}: {count} files, {size} kB.").format(file=target, count=len(files), size=len(content) // 1000 + 1))
    if not told["team"] and not told["authors"]:
        print(_("It names nobody: write the team into {file} if you want to be thanked.").format(file=AUTHORS))
    print(_("Download it (in the list of files: right click, Download), then `lhcbox take FILE` in the other box."))
    return 0


def _told(folder: Path) -> dict[str, Any]:
    try:
        found = yamlfile.read(folder / AUTHORS)
    except yamlfile.YAMLError:
        found = {}
    authors = found.get("authors")
    return {
        "box": os.environ.get("LHCBOX_VERSION", "0"),
        "made": datetime.now(UTC).strftime("%Y-%m-%d"),
        "team": str(found.get("team") or ""),
        "authors": [str(author) for author in authors] if isinstance(authors, list) else [],
        "licence": str(found.get("licence") or ""),
    }
