"""``bake fetch``: bring every source file of a profile here, verified against its record.

The mirror is looked at first, then the portal. Each file is streamed into ``<name>.part`` beside its place, checked by
size and adler32, and only then renamed: whatever has its name is whole. What came from where is in ``fetched.json``.
A file that can't be had is no error, `bake curate` makes a practice sample instead; ``--strict`` makes it one.
"""

import argparse
import errno
import fcntl
import json
import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from bake import checksum, manifest
from bake.manifest import Edition, SourceFile
from bake.mirror import Mirror
from bake.portal import PART, Patience, Portal, TransferError
from bake.progress import Progress, mebibytes

SUMMARY = "fetched.json"
SPARE = 64 << 20  # bytes left free on the disk, for what else runs there


class FetchError(Exception):
    """Fetching cannot go on; the message says what to do."""


@dataclass(frozen=True)
class Fetched:
    """A verified file: where it lies (below the folder of downloads), which edition it is, where it came from."""

    file: str
    edition: str
    size: int
    adler32: str
    origin: str  # "mirror", "portal", or "an earlier run" where it is not known which


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bake fetch``."""
    parser.add_argument("--manifest", type=Path, default=Path("data_manifest"), help="folder of the manifest")
    parser.add_argument("--profile", default="starter", help="how much to fetch (default: starter)")
    parser.add_argument("--out", type=Path, required=True, help="folder to keep the files in")
    parser.add_argument("--mirror", type=Path, help="folder tree to look in before the portal")
    parser.add_argument(
        "--portal", default=os.environ.get("LHCBOX_PORTAL"), help="address of the portal (default: the release's own)"
    )
    parser.add_argument("--offline", action="store_true", help="do not ask the portal at all")
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
        FetchError: another run holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FetchError(
                f"{folder}: another run is fetching into this folder; wait until it has ended, then run again"
            ) from error
        yield


def _origins(folder: Path) -> dict[str, str]:
    """Origin of each file that an earlier run noted; empty where there is no readable summary."""
    try:
        noted = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        return {item["file"]: item["origin"] for item in noted["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}  # the files themselves are verified again; only where they came from is lost


def _copy(source: Path, target: Path, edition: Edition, progress: Progress) -> None:
    """Copy from a mirror, verified again while it is copied: the file may have changed since it was looked at."""
    part = target.with_name(target.name + PART)
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = checksum.Digest()
    with part.open("wb") as stream:
        for data in checksum.chunks(source):
            stream.write(data)
            digest.feed(data)
            progress.add(len(data))
    if (digest.size, digest.adler32) != (edition.size, edition.adler32):
        part.unlink()
        raise TransferError(f"{source} changed while it was copied")
    os.replace(part, target)


def _ask_for_space(folder: Path, files: list[SourceFile], sizes: dict[str, int]) -> None:
    """Raise unless the disk takes every byte that is still missing, and ``SPARE`` more."""
    have = 0
    for file in files:
        part = folder / (file.key + PART)
        have += min(part.stat().st_size, sizes[file.key]) if part.exists() else 0
    needed = sum(sizes.values()) - have
    free = shutil.disk_usage(folder).free
    if needed and needed + SPARE > free:
        raise FetchError(
            f"{folder}: {mebibytes(needed)} are to be fetched and {mebibytes(SPARE)} kept free, but the disk has "
            f"{mebibytes(free)}; make room, or choose another folder with --out"
        )


@dataclass
class Run:
    """One run of the verb: what is wanted, what was got so far, and every trouble met."""

    folder: Path
    wanted: dict[str, SourceFile]
    progress: Progress
    got: dict[str, Fetched] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    @property
    def missing(self) -> list[SourceFile]:
        """The wanted files that are not here yet."""
        return [file for key, file in self.wanted.items() if key not in self.got]

    def have(self, file: SourceFile, edition: Edition, origin: str) -> None:
        """Note that ``file`` is here and verified."""
        self.got[file.key] = Fetched(file.key, edition.edition, edition.size, edition.adler32, origin)
        if origin in {"mirror", "portal"}:
            self.progress.say(f"  {file.name}: from the {origin}, edition {edition.edition}")

    def trouble(self, line: str) -> None:
        """Note and show a trouble that does not stop the run."""
        self.troubles.append(line)
        self.progress.say(f"  {line}")

    def look_here(self) -> None:
        """Verify what earlier runs left; a copy that is no known edition is deleted and fetched again."""
        noted = _origins(self.folder)
        for file in self.wanted.values():
            target = self.folder / file.key
            if not target.is_file():
                continue
            found = checksum.of(target)
            if edition := file.edition_of(found.size, found.adler32):
                self.got[file.key] = Fetched(
                    file.key, edition.edition, edition.size, edition.adler32, noted.get(file.key, "an earlier run")
                )
            else:
                target.unlink()
                self.trouble(f"{target}: has changed since it was fetched; deleted, to be fetched again")

    def look_in_mirror(self, mirror: Mirror) -> None:
        """Copy what the mirror has of the missing files."""
        for file in self.missing:
            match, complaints = mirror.find(file)
            for line in complaints:
                self.trouble(line)
            if match is None:
                continue
            _ask_for_space(self.folder, [file], {file.key: match.edition.size})
            self.progress.total += match.edition.size
            try:
                _copy(match.path, self.folder / file.key, match.edition, self.progress)
            except TransferError as error:
                self.trouble(str(error))
                continue
            self.have(file, match.edition, "mirror")

    def ask_portal(self, portal: Portal, parallel: int) -> None:
        """Fetch the missing files that the portal has, a few at a time.

        Raises:
            FetchError: the disk has not the room.
            OSError: writing failed; the other transfers are stopped, and what they have stays for the next run.
        """
        files = [file for file in self.missing if file.remote]
        if not files:
            return
        if reason := portal.why_unreachable(files[0]):
            self.trouble(f"the portal {portal.base} cannot be reached: {reason}")
            return
        sizes = {file.key: file.remote.size for file in files if file.remote}
        _ask_for_space(self.folder, files, sizes)
        self.progress.total += sum(sizes.values())
        for file in files:
            part = self.folder / (file.key + PART)
            self.progress.add(part.stat().st_size if part.exists() else 0)
        with ThreadPoolExecutor(max_workers=max(1, parallel)) as pool:
            running = {
                pool.submit(portal.fetch, file, self.folder / file.key, self.progress.add, self.progress.say): file
                for file in files
            }
            try:
                for future in as_completed(running):
                    file = running[future]
                    try:
                        self.have(file, future.result(), "portal")
                    except TransferError as error:
                        self.trouble(f"{file.name} (record {file.record}): {error}")
            except BaseException:  # a full disk or Ctrl-C: the other threads must end too, or this would wait for them
                portal.stop()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def write_summary(self, profile: str) -> None:
        """Write ``fetched.json``: what is here, what is not, and why."""
        content = {
            "profile": profile,
            "files": [asdict(self.got[key]) for key in sorted(self.got)],
            "missing": sorted(file.key for file in self.missing),
            "troubles": self.troubles,
        }
        part = self.folder / (SUMMARY + PART)
        part.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        os.replace(part, self.folder / SUMMARY)


def fetch(args: argparse.Namespace) -> int:
    """Fetch what ``args`` asks for; returns the exit code."""
    profile = manifest.load(args.manifest, args.profile)
    job = Run(args.out, {file.key: file for file in profile.files}, Progress(0))
    try:
        job.look_here()
        present = len(job.got)
        if args.mirror and job.missing:
            job.look_in_mirror(Mirror.of(args.mirror))
        if not args.offline:
            patience = Patience(args.connect_timeout, args.stall_timeout, args.attempts, args.pause)
            job.ask_portal(Portal(args.portal or profile.portal, patience), args.parallel)
    finally:
        job.progress.close()
        job.write_summary(profile.name)
    fresh = [item.origin for item in job.got.values()][present:]
    print(
        f"{len(job.wanted)} files of profile {profile.name}: {present} were here, {fresh.count('mirror')} from the "
        f"mirror, {fresh.count('portal')} from the portal, {len(job.missing)} missing"
    )
    if job.missing:
        names = ", ".join(file.name for file in job.missing)
        print(f"missing, to be replaced by practice samples: {names}")
    return 1 if job.missing and args.strict else 0


def run(args: argparse.Namespace) -> int:
    """Entry of the verb."""
    try:
        with alone(args.out):
            return fetch(args)
    except (FetchError, manifest.ManifestError, NotADirectoryError) as error:
        print(f"fetch: {error}", file=sys.stderr)
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        hint = "the disk is full; make room and run again, it goes on where it stopped" if full else str(error)
        print(f"fetch: {args.out}: {hint}", file=sys.stderr)
    except KeyboardInterrupt:
        print("fetch: stopped; run again and it goes on where it stopped", file=sys.stderr)
        return 130
    return 1
