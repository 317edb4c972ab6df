"""Writing without ever losing somebody's work: aside first, then renamed; what was there is kept where asked."""

import os
import tempfile
from datetime import datetime
from pathlib import Path


def replace(path: Path, content: bytes, *, keep: bool = False) -> Path | None:
    """Put ``content`` at ``path``, whole or not at all.

    Args:
        path: of the file.
        content: what it holds from now on.
        keep: keep what was there under another name.

    Returns:
        Where the old file was put; None where there was none, or nothing has changed.

    Raises:
        OSError: it cannot be written.
    """
    old = path.read_bytes() if path.is_file() else None
    if old == content:
        return None
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o644)
        kept = None
        if keep and old is not None:
            kept = free(path.with_name(f"{path.stem}.before-{_stamp()}{path.suffix}"))
            path.rename(kept)
        partial.replace(path)
        return kept
    finally:
        partial.unlink(missing_ok=True)


def put_folder(ready: Path, target: Path) -> Path | None:
    """Rename the folder ``ready``, beside ``target``, to ``target``; what was there is kept under another name.

    Returns:
        Where the old folder was put; None where there was none.

    Raises:
        OSError: it cannot be renamed; then everything is as before.
    """
    kept = None
    if os.path.lexists(target):
        kept = free(target.with_name(f"{target.name}.before-{_stamp()}"))
        target.rename(kept)
    try:
        ready.rename(target)
    except OSError:
        if kept is not None:
            kept.rename(target)
        raise
    return kept


def free(path: Path) -> Path:
    """``path``, or the next name after it that nothing has."""
    number, tried = 1, path
    while os.path.lexists(tried):
        number += 1
        tried = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return tried


def _stamp() -> str:
    return datetime.now().strftime("%Y%m%d-%H%M%S")
