"""``bake fetch``: bring every source file of a profile here, verified against its record.

Places are asked in order: the mirrors (folders or addresses, as they are given), the portal, and for a file that the
portal does not offer its own address in the manifest. Each file is streamed into ``<name>.part`` beside its place,
checked by size and adler32, and only then renamed: whatever has its name is whole. Of a very large file a profile may
want an excerpt only, see `bake.excerpt`. What came from where is in ``fetched.json``. No time stamp of any file is ever
looked at.

A file that can't be had is no error, `bake curate` makes a practice sample instead; ``--strict`` makes it one.
"""

import argparse
import errno
import fcntl
import json
import os
import shutil
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath

from bake import checksum, excerpt, manifest, sites
from bake.client import Client, Patience
from bake.manifest import Profile, SourceFile
from bake.mirror import SPARE, Folder
from bake.places import PART, Absent, Got, Place, TransferError, Trees, Unreachable
from bake.progress import Board, Row, readable
from bake.transfer import part_of

SUMMARY = "fetched.json"
EARLIER = "an earlier run"
HINTS = {
    errno.ENOSPC: "the disk is full; make room and run again, it goes on where it stopped",
    errno.EDQUOT: "your share of the disk is full; make room and run again, it goes on where it stopped",
    errno.EFBIG: "this file system takes no file so large (FAT32 ends at 4 GB); format it as exFAT or ext4",
    errno.EROFS: "this file system is read-only; choose another folder with --out",
}


class FetchError(Exception):
    """Fetching cannot go on; the message says what to do."""


@dataclass(frozen=True)
class Fetched:
    """A verified file below the folder of downloads: which edition it is, and where it came from."""

    file: str
    edition: str
    size: int  # bytes here
    adler32: str | None  # of the record; None for an excerpt, which it does not cover
    origin: str  # kind of the place: "mirror", "url", "portal", or "an earlier run" where it is not known which
    place: str | None  # path or address there
    excerpt: dict[str, int] | None = None  # first_events, of, bytes


@dataclass(frozen=True)
class Wish:
    """A file to be had: whole, or (where there are ``trees``) an excerpt that is enough for these branches."""

    file: SourceFile
    trees: Trees | None

    @property
    def most(self) -> int:
        """Bytes that it may need on the disk."""
        if self.trees is not None:
            return int((self.file.at_most_mb or 0) * 1e6)
        return max(edition.size for edition in self.file.editions)

    def waiting(self, folder: Path) -> int:
        """Bytes of it that an interrupted run left."""
        target = folder / self.file.key
        part = excerpt.data_path(target) if self.trees is not None else target
        try:
            return min(part_of(part).stat().st_size, self.most)
        except OSError:
            return 0


def wishes(profile: Profile) -> list[Wish]:
    """What the profile wants.

    Raises:
        FetchError: a file would lie outside of the folder of downloads, or an excerpt is wanted where none can be cut.
    """
    found = []
    for file in profile.files:
        parts = PurePosixPath(file.key).parts
        if len(parts) != 2 or not all(_harmless(part) for part in parts):
            raise FetchError(f"{file.key!r}: no name for a file below the folder of downloads; mend the manifest")
        trees = None
        if file.first_events is not None:
            if file.at_most_mb is None:
                raise FetchError(f"{file.key}: first_events needs at_most_mb beside it; mend the profile")
            users = profile.users(file)
            if any(spec.recipe.source != "tree" for spec in users):
                raise FetchError(f"{file.key}: an excerpt can be cut from a ROOT tree only; take first_events away")
            if max(edition.size for edition in file.editions) > file.at_most_mb * 1e6:
                trees = _trees(users)  # a smaller file is fetched whole, for then it can be verified
        found.append(Wish(file, trees))
    return found


def _harmless(part: str) -> bool:
    return part not in {"", ".", ".."} and part.isprintable() and not set(part) & set("/\\") and len(part) < 200


def _trees(users: Sequence[manifest.SampleSpec]) -> Trees:
    wanted: dict[str, set[str]] = {}
    for spec in users:
        wanted.setdefault(spec.tree, set()).update(spec.recipe.branch_names)
    return {tree: tuple(sorted(names)) for tree, names in sorted(wanted.items())}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bake fetch``."""
    parser.add_argument("--manifest", type=Path, default=Path("data_manifest"), help="folder of the manifest")
    parser.add_argument("--profile", default="starter", help="how much to fetch (default: starter)")
    parser.add_argument("--out", type=Path, required=True, help="folder to keep the files in")
    parser.add_argument(
        "--mirror",
        action="append",
        default=[],
        metavar="FOLDER|ADDRESS",
        help="folder tree, or http(s) address, to look in before the portal; may be given several times",
    )
    parser.add_argument(
        "--portal", default=os.environ.get("LHCBOX_PORTAL"), help="address of the portal (default: the release's own)"
    )
    parser.add_argument("--offline", action="store_true", help="ask nothing but the mirrors")
    parser.add_argument("--strict", action="store_true", help="fail where a file cannot be had")
    parser.add_argument("--parallel", type=int, default=4, metavar="N", help="files at a time (default: 4)")
    patience = Patience()
    parser.add_argument("--connect-timeout", type=float, default=patience.connect, metavar="S")
    parser.add_argument("--stall-timeout", type=float, default=patience.stall, metavar="S")
    parser.add_argument("--attempts", type=int, default=patience.attempts, metavar="N")
    parser.add_argument("--pause", type=float, default=patience.pause, metavar="S", help="pause before the first retry")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, which the system lets go when the process ends, however it ends.

    Raises:
        FetchError: another run holds it, or this file system has no locks.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FetchError(
                f"{folder}: another run is fetching into this folder; wait until it has ended, then run again"
            ) from error
        except OSError as error:
            raise FetchError(
                f"{folder}: cannot be locked ({error.strerror}), so two runs could spoil each other's files; choose a "
                "folder on another file system with --out"
            ) from error
        yield


def _noted(folder: Path) -> dict[str, tuple[str, str | None]]:
    """Origin and place of each file that an earlier run noted; empty where there is no readable summary."""
    try:
        noted = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        return {str(item["file"]): (str(item["origin"]), item["place"]) for item in noted["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # the files themselves are verified again; only where they came from is lost


@dataclass
class Run:
    """One run of the verb: what is wanted, what was got so far, and every trouble met."""

    folder: Path
    wanted: list[Wish]
    board: Board
    got: dict[str, Fetched] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    fresh: Counter[str] = field(default_factory=Counter)  # kind of place -> files that this run got there
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def missing(self) -> list[Wish]:
        """What is wanted and not here yet."""
        return [wish for wish in self.wanted if wish.file.key not in self.got]

    def trouble(self, line: str) -> None:
        """Note and show a trouble that does not stop the run; one that comes again is not said again."""
        with self._lock:
            known = line in self.troubles
            if not known:
                self.troubles.append(line)
        if not known:
            self.board.say(f"  {line}")

    def look_here(self, parallel: int) -> None:
        """Verify what earlier runs left; a copy that is no known edition is deleted and fetched again."""
        noted = _noted(self.folder)
        rows = Board()
        with ThreadPoolExecutor(max_workers=parallel) as pool:
            found = pool.map(
                lambda wish: self._here(wish, noted.get(wish.file.key, (EARLIER, None)), rows), self.wanted
            )
            self.got = {item.file: item for item in found if item is not None}
        rows.close()

    def _here(self, wish: Wish, origin: tuple[str, str | None], rows: Board) -> Fetched | None:
        """What is here of ``wish``, verified; None where nothing good is."""
        file = wish.file
        target = self.folder / file.key
        if target.is_file():
            digest = checksum.Digest()
            with rows.row(f"checking {file.name}", target.stat().st_size) as row:
                for data in checksum.chunks(target):
                    digest.feed(data)
                    row.at(digest.size)
            if edition := file.edition_of(digest.size, digest.adler32):
                return Fetched(file.key, edition.edition, edition.size, edition.adler32, *origin)
            target.unlink()
            self.trouble(f"{target}: has changed since it was fetched; deleted, to be fetched again")
        if wish.trees is None:
            return None
        try:
            part = excerpt.load(target, file)
        except FileNotFoundError:
            return None
        except excerpt.ExcerptError as error:
            excerpt.discard(target)
            self.trouble(f"{error}; deleted, to be fetched again")
            return None
        if not part.covers(file.first_events or 0, wish.trees):
            return None  # its blocks are used for the larger one
        return Fetched(file.key, part.edition, part.bytes, None, *origin, _counts(part))

    def ask_for_space(self) -> None:
        """Raise FetchError unless the disk takes every byte that is still missing, and `SPARE` more."""
        needed = sum(wish.most - wish.waiting(self.folder) for wish in self.missing)
        free = shutil.disk_usage(self.folder).free
        if needed and needed + SPARE > free:
            raise FetchError(
                f"{self.folder}: {readable(needed)} are to be fetched and {readable(SPARE)} kept free, but the disk "
                f"has {readable(free)}; make room, or choose another folder with --out"
            )

    def ask(self, places: Sequence[Place], client: Client, parallel: int) -> None:
        """Fetch what is missing, a few files at a time, each from the first place that has it.

        Raises:
            OSError: writing failed; the other transfers are stopped, and what they have stays for the next run.
        """
        rows = {wish.file.key: self.board.row(wish.file.name, wish.most) for wish in self.missing}
        with ThreadPoolExecutor(max_workers=parallel) as pool:
            running = [pool.submit(self._one, wish, places, rows[wish.file.key]) for wish in self.missing]
            try:
                for future in as_completed(running):
                    future.result()
            except BaseException:  # a full disk or Ctrl-C: the other threads must end too, or this would wait for them
                client.stop()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _one(self, wish: Wish, places: Sequence[Place], row: Row) -> None:
        file, target = wish.file, self.folder / wish.file.key

        def said(line: str) -> None:
            self.trouble(line if file.name in line else f"{file.name}: {line}")

        with row:
            for place in places:
                try:
                    if wish.trees is None:
                        got = place.bring(file, target, row, said)
                    else:
                        got = place.cut(file, wish.trees, target, row, said)
                except Absent:
                    continue
                except Unreachable as error:
                    self.trouble(f"the {place.kind} {error}")
                    continue
                except TransferError as error:
                    self.trouble(f"{file.name} ({_entry(file)}): {error}")
                    continue
                self._have(wish, got)
                return
            row.at(0, 0)

    def _have(self, wish: Wish, got: Got) -> None:
        """Note that the file is here and verified."""
        file, target = wish.file, self.folder / wish.file.key
        part = None
        if got.adler32 is None:
            part = _counts(excerpt.load(target, file))
        else:
            excerpt.discard(target)
        self.got[file.key] = Fetched(file.key, got.edition, got.size, got.adler32, got.kind, got.place, part)
        with self._lock:
            self.fresh[got.kind] += 1
        what = f"the first {part['first_events']} of {part['of']} events, " if part else ""
        self.board.say(f"  {file.name}: {what}{readable(got.size)} from the {got.kind}, edition {got.edition}")

    def write_summary(self, profile: str) -> None:
        """Write ``fetched.json``: what is here, what is not, and why."""
        content = {
            "profile": profile,
            "files": [asdict(self.got[key]) for key in sorted(self.got)],
            "missing": sorted(wish.file.key for wish in self.missing),
            "troubles": self.troubles,
        }
        part = self.folder / (SUMMARY + PART)
        part.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        os.replace(part, self.folder / SUMMARY)

    def table(self) -> str:
        """What came from where, a line for each server or folder."""
        rows: dict[str, list[int]] = {}
        for item in self.got.values():
            files = rows.setdefault(_source(item), [0, 0, 0])
            files[0] += 1
            files[1] += item.excerpt is not None
            files[2] += item.size
        lines = [f"  {'from':<60} {'files':>6} {'excerpts':>9} {'size':>10}"]
        for source, (count, parts, size) in sorted(rows.items()):
            lines.append(f"  {source:<60} {count:>6} {parts:>9} {readable(size):>10}")
        return "\n".join(lines)


def _counts(part: excerpt.Excerpt) -> dict[str, int]:
    return {"first_events": part.first_events, "of": part.of, "bytes": part.bytes}


def _entry(file: SourceFile) -> str:
    return f"record {file.record}" if file.record is not None else file.folder


def _source(item: Fetched) -> str:
    """Where a file came from, short: the kind of place, and the server or the folder."""
    place = item.place or ""
    if "://" in place:
        return f"{item.origin} {place.split('/', 3)[2]}"
    return f"{item.origin} {os.path.dirname(place)}".strip()


def fetch(args: argparse.Namespace) -> int:
    """Fetch what ``args`` asks for; returns the exit code."""
    profile = manifest.load(args.manifest, args.profile)
    job = Run(args.out, wishes(profile), Board())
    client = Client(Patience(args.connect_timeout, args.stall_timeout, args.attempts, args.pause))
    parallel = max(1, args.parallel)
    try:
        job.look_here(parallel)
        present = len(job.got)
        if job.missing:
            names = {name for wish in job.missing for name in wish.file.names}
            places: list[Place] = [
                sites.mirror(client, given) if "://" in given else Folder(Path(given), names, job.trouble)
                for given in args.mirror
            ]
            if not args.offline:
                if base := args.portal or profile.portal:
                    places.append(sites.portal(client, base))
                places.append(sites.elsewhere(client))
            job.ask_for_space()
            job.ask(places, client, parallel)
    finally:
        job.board.close()
        job.write_summary(profile.name)
    if job.got:
        print(job.table())
    sources = ", ".join(f"{job.fresh[kind]} from the {kind}" for kind in ("mirror", "url", "portal"))
    print(
        f"{len(job.wanted)} files of profile {profile.name}: {present} were here, {sources}, {len(job.missing)} missing"
    )
    if job.missing:
        names_missing = ", ".join(wish.file.name for wish in job.missing)
        print(f"missing, to be replaced by practice samples: {names_missing}")
    return 1 if job.missing and args.strict else 0


def run(args: argparse.Namespace) -> int:
    """Entry of the verb."""
    try:
        with alone(args.out):
            return fetch(args)
    except (FetchError, TransferError, manifest.ManifestError, NotADirectoryError) as error:
        print(f"fetch: {error}", file=sys.stderr)
    except OSError as error:
        hint = HINTS.get(error.errno or 0, str(error))
        print(f"fetch: {args.out}: {hint}", file=sys.stderr)
    except KeyboardInterrupt:
        print("fetch: stopped; run again and it goes on where it stopped", file=sys.stderr)
        return 130
    return 1
