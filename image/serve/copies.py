"""Students work on copies of the lessons.

The rule: no file of a student is ever overwritten. A copy appears whole or not at all, under a name that was free.
"""

import os
import shutil
import tempfile
from itertools import count
from pathlib import Path

from lhcbox.language import LANGUAGES, gettext

FOLDERS = {language: gettext("Lessons", domain="home", language=language) for language in LANGUAGES}


def first_copy(lesson: Path, home: Path, language: str) -> Path:
    """The student's copy of ``lesson``, made if there is none yet.

    Returns:
        Its path, relative to ``home``.

    Raises:
        OSError: the folder cannot be written to, or something that is no folder has its name.
    """
    target = _folder(home, language) / lesson.name
    if not os.path.lexists(target):
        _place(lesson, target)
    return target.relative_to(home)


def fresh_copy(lesson: Path, home: Path, language: str) -> Path:
    """A new copy of ``lesson`` beside those that are there: ``name.ipynb``, then ``name-2.ipynb`` and so on.

    Returns:
        Its path, relative to ``home``.

    Raises:
        OSError: as for ``first_copy``.
    """
    folder = _folder(home, language)
    for number in count(1):
        target = folder / (lesson.name if number == 1 else f"{lesson.stem}-{number}{lesson.suffix}")
        if _place(lesson, target):
            return target.relative_to(home)
    raise AssertionError("there is always another number")


def _folder(home: Path, language: str) -> Path:
    folder = home / FOLDERS[language]
    folder.mkdir(exist_ok=True)
    return folder


def _place(source: Path, target: Path) -> bool:
    """Put a writable copy of ``source`` at ``target`` unless something is there; whether it was put."""
    if os.path.lexists(target):
        return False
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file, source.open("rb") as original:
            shutil.copyfileobj(original, file)
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o644)
        try:
            os.link(partial, target)  # unlike a rename, this fails where the name has been taken meanwhile
        except FileExistsError:
            return False
        except OSError:
            # FAT sticks know no links; two people who open one lesson in the same instant are not expected there
            if os.path.lexists(target):
                return False
            partial.rename(target)
        return True
    finally:
        partial.unlink(missing_ok=True)
