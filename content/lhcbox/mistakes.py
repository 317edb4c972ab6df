"""What a pupil sees after a typical mistake: which line, what is wrong, what to do; not the depths of a library.

In a notebook :func:`install` puts itself before the usual report of errors. Errors that it knows are told in the
reader's language, in a few lines; all others are shown as always.
"""

import linecache
import re
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Any

from lhcbox.language import gettext as _


def _truth_of_many(_error: BaseException) -> str:
    return _(
        "There are many values here, and Python wants one answer, yes or no. Conditions on arrays are joined "
        "with & (and) | (or) ~ (not) instead of `and`, `or`, `not`, each condition in brackets: (pt > 20) & "
        "(abs(eta) < 2.5). For a single event pick it first: pt[0] > 20."
    )


def _one_wanted(_error: BaseException) -> str:
    return _(
        "One number is wanted here, and there is a whole array, one value for each event. Pick one event, as in "
        "values[0], or make one number of all: np.sum, np.mean, len."
    )


def _nothing_left(_error: BaseException) -> str:
    return _(
        "There is nothing in this array. Probably a cut before it has left no event: print how many are left "
        "after each cut, and look at the unit (GeV or MeV?) and at the direction of the comparison."
    )


def _brackets(_error: BaseException) -> str:
    return _(
        "& and | bind more tightly than < and >: put each condition in brackets of its own, as in (pt > 20) & "
        "(eta < 2)."
    )


def _lengths(_error: BaseException) -> str:
    return _(
        "Two arrays of different lengths meet here. Often one of them was cut and the other not: apply the same "
        "mask to both."
    )


def _not_done(_error: BaseException) -> str:
    return _(
        "Here stands a None. Either a task before this line is still open: replace its None by your own code, "
        "and run it. Or it is the largest or smallest value of nothing, because a cut has left no event."
    )


def _no_field(_error: BaseException) -> str:
    return _(
        "There is no such field. Look at what there is: events.fields, and for particles events.lep.fields. A "
        "field whose name Python or awkward needs itself is read in brackets: events.lep['type']."
    )


def _no_name(error: BaseException) -> str:
    return _(
        "Python does not know the name {name}. Is it spelled as where it was made, capitals included? Has that "
        "cell been run? After a pause, run all cells from the top: menu Run, Run All Above Selected Cell."
    ).format(name=getattr(error, "name", None) or "")


KNOWN: tuple[tuple[type[BaseException], str, Callable[[BaseException], str]], ...] = (
    (ValueError, r"truth value of an (?:empty )?array|truth value of an array whose length is not 1", _truth_of_many),
    (TypeError, r"only (?:length-1|0-dimensional|size-1) arrays can be converted|unsupported format string passed to "
                r"(?:numpy\.ndarray|Array)\.__format__", _one_wanted),
    (ValueError, r"zero-size array|attempt to get arg(?:max|min) of an empty|empty sequence", _nothing_left),
    (IndexError, r"out of bounds for axis 0 with size 0|of length 0|while attempting to slice.*\b0 \*", _nothing_left),
    (TypeError, r"ufunc 'bitwise_(?:and|or)' not supported|unsupported operand type\(s\) for [&|]", _brackets),
    (ValueError, r"could not be broadcast together|cannot broadcast|boolean index did not match", _lengths),
    (IndexError, r"boolean index did not match", _lengths),
    (AttributeError, r"no field named", _no_field),
    (LookupError, r"no field named", _no_field),
    (NameError, r"is not defined", _no_name),
    (TypeError, r"NoneType", _not_done),
    (AttributeError, r"'NoneType' object has no attribute", _not_done),
)  # fmt: skip
"""Errors of libraries that pupils meet: the kind, what it says, and what we say instead."""


def explained(error: BaseException) -> str | None:
    """What to say about ``error`` in the reader's language; None where nothing better is known than what it says.

    Errors of this package are already written for pupils and say what to do: their own words are given.
    """
    if type(error).__module__.split(".")[0] == "lhcbox":
        return str(error.args[0]) if error.args else str(error)
    said = str(error)
    for kind, pattern, words in KNOWN:
        if isinstance(error, kind) and re.search(pattern, said, flags=re.DOTALL):
            return words(error)
    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, (ValueError, KeyError, LookupError)) and frames and "/lhcbox/" in frames[-1].filename:
        return str(error.args[0]) if len(error.args) == 1 else said  # a KeyError puts its words in quotes
    return None


def where(trace: TracebackType | None) -> str:
    """The last line of the reader's own code that the error came through; empty where there is none."""
    for frame in reversed(traceback.extract_tb(trace)):
        own = "ipykernel_" in frame.filename or frame.filename.startswith("<ipython-input")
        line = (frame.line or linecache.getline(frame.filename, frame.lineno or 0)).strip()
        if own and line:
            return _("line {number}: {code}").format(number=frame.lineno, code=line)
    return ""


def install() -> None:
    """Explain errors from now on, in the notebook this runs in; nothing happens outside of a notebook."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((Exception,), _report)


def _report(
    shell: Any, kind: type[BaseException], error: BaseException, trace: TracebackType, tb_offset: int | None = None
) -> list[str] | None:
    sentence = explained(error)
    if sentence is None:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
        return None
    lines = [part for part in (where(trace), sentence, f"({kind.__name__})") if part]
    shell._showtraceback(kind, error, lines)  # the only way to an error output, which other programs rely on
    return lines
