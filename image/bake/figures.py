"""Our drawings: SVG files whose words are translated and which travel inside the notebook, so no file is missed.

A picture stands in a lesson as ``![what it shows](name.svg)``. The alternative text in the brackets is a message of the
lesson like any other; the words inside the drawing (its ``text``, ``tspan``, ``title`` and ``desc``) are messages too.
"""

import base64
import re
from pathlib import Path

from bake.blocks import SourceError, Translate
from lhcbox.kit.drawings import translated

_PICTURE = re.compile(r"!\[(?P<alternative>[^\]]*)\]\((?P<name>[\w-]+\.svg)\)")


def embed(markdown: str, folder: Path, translate: Translate) -> str:
    """``markdown`` with every picture of ``folder`` put inside it as a data address.

    JupyterLab refuses SVG as a cell attachment, but shows it from a data address.

    Raises:
        SourceError: the file is missing, or the picture has no alternative text.
    """

    def replace(match: re.Match[str]) -> str:
        path = folder / match["name"]
        if not match["alternative"].strip():
            raise SourceError(f"{path}: the picture needs a text between the brackets that says what it shows")
        if not path.is_file():
            raise SourceError(f"{path}: there is no such picture")
        encoded = base64.b64encode(translated(path, translate).encode()).decode()
        return f"![{match['alternative']}](data:image/svg+xml;base64,{encoded})"

    return _PICTURE.sub(replace, markdown)


def names(markdown: str) -> list[str]:
    """File names of the pictures that ``markdown`` shows."""
    return [match["name"] for match in _PICTURE.finditer(markdown)]


__all__ = ["embed", "names", "translated"]
