"""LHC-in-a-Box: real LHC collisions, ready to be looked at without a network.

What a notebook or a dashboard imports. Each module is short enough to be read in a lesson.

>>> import lhcbox
>>> events = lhcbox.open("atlas13-4lep-data").events()
"""

import importlib
import sys
from typing import TYPE_CHECKING, Any

from lhcbox.language import share

if TYPE_CHECKING:
    from lhcbox import samples
    from lhcbox.analyser.widget import Analyser
    from lhcbox.samples import get

    open = get

__all__ = ["Analyser", "samples", "share"]  # without open: `from lhcbox import *` must not hide Python's own


def __getattr__(name: str) -> Any:
    # Only now, because the server imports this package, too, and needs neither uproot nor awkward
    if name in ("samples", "open"):
        samples = importlib.import_module("lhcbox.samples")
        return samples.get if name == "open" else samples
    if name == "Analyser":
        return importlib.import_module("lhcbox.analyser.widget").Analyser
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return ["open", *__all__]  # what Tab offers


if "IPython" in sys.modules:  # in a notebook, and not in the server, whose errors nobody reads in a cell
    importlib.import_module("lhcbox.mistakes").install()
