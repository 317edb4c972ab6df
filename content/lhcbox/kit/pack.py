"""The file in which a team's work travels: a zip with a manifest. Written here, and read as if an enemy had made it.

Nothing of a file from elsewhere is written to disk before all of it has been looked at: names, kinds, sizes as declared
and as unpacked, checksums, and that each part is what its name says.
"""

import hashlib
import io
import json
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from lhcbox.kit import drawings, yamlfile
from lhcbox.kit.lesson import AUTHORS, FACTS, MEMORY, NAME, LessonError, notebook, notebook_name, parse_cells, written
from lhcbox.kit.words import gettext as _
from lhcbox.language import LANGUAGES

KIND = "lhcbox-lesson"
FORMAT = 1
MANIFEST = "manifest.json"
ENDING = ".lhcbox.zip"

MOST_FILES = 200
LARGEST_PACK = 30_000_000  # bytes of the zip
LARGEST_FILE = 10_000_000  # unpacked
LARGEST_ALL = 60_000_000
HIGHEST_RATIO = 200  # unpacked over packed; a notebook full of text reaches 10
_SMALL = 100_000  # below this a high ratio does no harm

NEEDED = (*(notebook_name(language) for language in LANGUAGES), FACTS)
_KNOWN = re.compile(
    rf"(?:lesson\.(?:en|es)\.ipynb|{re.escape(FACTS)}|{re.escape(AUTHORS)}|{re.escape(MEMORY)}|teacher\.(?:en|es)\.md"
    r"|[A-Za-z0-9][\w-]{0,60}(?:\.es)?\.svg|plots/e[ns]-\d\d\.png)"
)
_EPOCH = (2026, 1, 1, 0, 0, 0)
_PNG = b"\x89PNG\r\n\x1a\n"


class PackError(ValueError):
    """A file that is refused; the message names it, the reason, and what to do."""


@dataclass(frozen=True)
class Pack:
    """What a file holds, after all of it was looked at.

    Attributes:
        name: of the lesson.
        manifest: who, when, with which box.
        files: by path, what may be taken.
        refused: by path, why it is left out.
    """

    name: str
    manifest: dict[str, Any]
    files: dict[str, bytes]
    refused: dict[str, str]


def belongs(path: str) -> bool:
    """Whether a file of this path is part of a lesson."""
    return bool(_KNOWN.fullmatch(path))


def collect(folder: Path) -> tuple[dict[str, bytes], list[str]]:
    """The files of the lesson in ``folder``, and the names of those that are left out."""
    files: dict[str, bytes] = {}
    left: list[str] = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file():
            left += [name] if path.is_symlink() else []
        elif belongs(name):
            files[name] = clean(name, path.read_bytes(), folder.name)
        elif not any(part.startswith(".") for part in PurePosixPath(name).parts):
            left.append(name)
    return files, left


def clean(path: str, content: bytes, name: str) -> bytes:
    """``content`` as it travels: a notebook without its outputs, all else as it is.

    Raises:
        LessonError: it should be a notebook and is none.
    """
    if not path.endswith(".ipynb"):
        return content
    return written(notebook(parse_cells(content, path), name, path.split(".")[1])).encode()


def pack(name: str, files: dict[str, bytes], told: dict[str, Any]) -> bytes:
    """The file for ``files``; the same files give the same bytes.

    Args:
        name: of the lesson.
        files: by path.
        told: what the manifest says besides: box, authors, findings.
    """
    listed = {path: {"sha256": _sum(content), "size": len(content)} for path, content in sorted(files.items())}
    manifest = {"kind": KIND, "format": FORMAT, "name": name, **told, "files": listed}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, content in [(MANIFEST, written(manifest).encode()), *sorted(files.items())]:
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            entry.create_system = 3  # as on Linux, wherever it was made
            archive.writestr(entry, content)
    return packed.getvalue()


def unpack(path: Path) -> Pack:
    """What the file at ``path`` holds.

    Raises:
        PackError: nothing of it may be taken.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise PackError(_("{file} is not a file").format(file=path))
        if size > LARGEST_PACK:
            reason = _("{file} has {size} MB; a lesson has at most {most} MB. Ask the team for a smaller one")
            raise PackError(reason.format(file=path, size=size // 1_000_000, most=LARGEST_PACK // 1_000_000))
        with zipfile.ZipFile(path) as archive:
            contents = _contents(archive, path)
    except OSError as error:
        raise PackError(_("{file} cannot be read: {error}").format(file=path, error=error.strerror)) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, PackError):
            raise
        reason = _("{file} is damaged or no file of `lhcbox carry` ({error}); copy it again")
        raise PackError(reason.format(file=path, error=error)) from error
    return _opened(contents, path)


def _contents(archive: zipfile.ZipFile, path: Path) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        reason = _("{file} holds {count} files; a lesson has at most {most}. It is not taken")
        raise PackError(reason.format(file=path, count=len(entries), most=MOST_FILES))
    seen: set[str] = set()
    declared = 0
    for entry in entries:
        _regular(entry, path)
        if entry.filename.casefold() in seen:
            reason = _("{file} holds {name} twice; it is not taken. Ask the team to carry it again")
            raise PackError(reason.format(file=path, name=entry.filename))
        seen.add(entry.filename.casefold())
        declared += entry.file_size
        if entry.file_size > LARGEST_FILE or declared > LARGEST_ALL:
            _too_large(path, entry.filename)
        if entry.file_size > max(_SMALL, HIGHEST_RATIO * entry.compress_size):
            _too_large(path, entry.filename)
    contents = {}
    total = 0
    for entry in entries:
        with archive.open(entry) as opened:
            content = opened.read(min(LARGEST_FILE, entry.file_size) + 1)  # a header may lie
        total += len(content)
        if len(content) > entry.file_size or total > LARGEST_ALL:
            _too_large(path, entry.filename)
        contents[entry.filename] = content
    return contents


def _regular(entry: zipfile.ZipInfo, path: Path) -> None:
    """Make sure that an entry is a plain file below the lesson's folder."""
    name = entry.filename
    shown = name.encode("unicode_escape").decode()[:80]
    parts = name.split("/")
    mode = entry.external_attr >> 16
    if (
        name.startswith("/")
        or any(part in ("", ".", "..") for part in parts)
        or re.search(r"[\\:\x00-\x1f\x7f]", name)
        or entry.orig_filename != name
        or len(name) > 200
    ):
        reason = _(
            "{file} wants to write to “{name}”, outside its folder; it is not taken. Do not trust where it is from"
        )
        raise PackError(reason.format(file=path, name=shown))
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        reason = _("{file}: “{name}” is a link or a device, not a file; it is not taken. Do not trust where it is from")
        raise PackError(reason.format(file=path, name=shown))
    if entry.flag_bits & 0x1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        reason = _("{file}: “{name}” is encrypted or packed in an unknown way; ask the team to use `lhcbox carry`")
        raise PackError(reason.format(file=path, name=shown))


def _too_large(path: Path, name: str) -> None:
    reason = _(
        "{file}: “{name}” would unpack to more than a lesson needs; it is not taken. Do not trust where it is from"
    )
    raise PackError(reason.format(file=path, name=name))


def _opened(contents: dict[str, bytes], path: Path) -> Pack:
    manifest = _manifest(contents.pop(MANIFEST, None), path)
    listed: dict[str, Any] = manifest["files"]
    for name in sorted({*contents, *listed}):
        if name not in contents or name not in listed:
            reason = _(
                "{file}: {name} is in the manifest or in the file, but not in both; it is not taken. Copy it again"
            )
            raise PackError(reason.format(file=path, name=name))
        if not isinstance(listed[name], dict) or listed[name].get("sha256") != _sum(contents[name]):
            reason = _("{file}: the checksum of {name} is wrong, so it was changed or damaged; copy it again")
            raise PackError(reason.format(file=path, name=name))
    files: dict[str, bytes] = {}
    refused: dict[str, str] = {}
    for name, content in sorted(contents.items()):
        try:
            files[name] = _part(name, content, manifest["name"])
        except (LessonError, drawings.DrawingError, yamlfile.YAMLError, UnicodeDecodeError) as error:
            refused[name] = str(error)
    for name in NEEDED:
        if name not in files:
            why = refused.get(name, _("it is missing"))
            reason = _("{file}: {name}: {why}. Without it there is no lesson; ask the team to carry it again")
            raise PackError(reason.format(file=path, name=name, why=why))
    return Pack(manifest["name"], manifest, files, refused)


def _manifest(content: bytes | None, path: Path) -> dict[str, Any]:
    try:
        found = json.loads(content or b"")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("kind") != KIND or not isinstance(found.get("files"), dict):
        raise PackError(
            _("{file} was not made by `lhcbox carry`; ask the team for the file that it makes").format(file=path)
        )
    if found.get("format") != FORMAT:
        reason = _(
            "{file} has the format {found}, this box reads {known}; take it in with the box that made it ({box})"
        )
        raise PackError(
            reason.format(file=path, found=str(found.get("format"))[:20], known=FORMAT, box=str(found.get("box"))[:40])
        )
    if not isinstance(found.get("name"), str) or not NAME.fullmatch(found["name"]):
        reason = _("{file}: “{name}” cannot be the name of a lesson; ask the team to carry it again")
        raise PackError(reason.format(file=path, name=str(found.get("name"))[:60]))
    return found


def _part(name: str, content: bytes, lesson: str) -> bytes:
    """``content`` as it may be taken; complains where it is not what its name says."""
    if not belongs(name):
        raise LessonError(_("it is not part of a lesson"))
    if name.endswith(".svg"):
        drawings.harmless(content.decode("utf-8"))
    elif name.endswith(".yml"):
        yamlfile.parse(content, name)
    elif name.endswith(".md"):
        content.decode("utf-8")
    elif name.endswith(".png") and not content.startswith(_PNG):
        raise LessonError(_("it is not a picture"))
    return clean(name, content, lesson)


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
