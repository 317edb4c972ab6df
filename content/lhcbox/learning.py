"""Simulated events made ready for a machine that learns: one matrix, one answer a row, weights that it can take.

What learns is scikit-learn's. Here is what belongs to physics: weights, of which some are negative, and how much a
selection is worth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lhcbox import counting
from lhcbox.language import gettext as _

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Events:
    """Rows of several tables, one below the other.

    ``x`` has a row for each event and a column for each of ``columns``; ``is_signal`` is the answer that is to be
    learnt; ``weight`` the expected events that the row stands for, with its sign; ``process`` the table that it comes
    from; ``row`` its number in that table, from 0.
    """

    columns: tuple[str, ...]
    x: Values
    is_signal: Mask
    weight: Values
    process: NDArray[np.str_]
    row: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.weight)

    def column(self, name: str) -> Values:
        """One column by its name."""
        if name not in self.columns:
            raise KeyError(_("there is no column {name!r}; there are: {known}").format(name=name, known=self.columns))
        return self.x[:, self.columns.index(name)]


class Worth(NamedTuple):
    """Expected signal and background, the Asimov significance of both, each with its statistical error."""

    signal: float
    signal_error: float
    background: float
    background_error: float
    significance: float
    significance_error: float


def events(tables: Mapping[str, Any], signal: str, weight: str) -> Events:
    """All rows of ``tables`` as one matrix.

    Args:
        tables: what `Sample.arrays` gave, by a short name; all have the same columns.
        signal: the short name of the signal's table.
        weight: the column that holds the weight; it is no column of the matrix, or the machine would learn from it.
    """
    if signal not in tables:
        raise KeyError(_("there is no table {name!r}; there are: {known}").format(name=signal, known=tuple(tables)))
    columns = tuple(name for name in tables[signal].fields if name != weight)
    lengths = [len(table) for table in tables.values()]
    process = np.repeat(np.array(list(tables)), lengths)
    return Events(
        columns=columns,
        x=np.concatenate([_matrix(table, columns) for table in tables.values()]),
        is_signal=process == signal,
        weight=np.concatenate([np.asarray(table[weight], dtype=np.float64) for table in tables.values()]),
        process=process,
        row=np.concatenate([np.arange(length) for length in lengths]),
    )


def _matrix(table: Any, columns: tuple[str, ...]) -> Values:
    return np.column_stack([np.asarray(table[name], dtype=np.float64) for name in columns])


def positive_weights(weight: ArrayLike, process: ArrayLike) -> Values:
    """Weights for training: ``max(w, 0)``, times ``sum w / sum max(w, 0)`` of the process.

    A row of negative weight is left out, and the other rows of its process are made lighter, so that the process keeps
    its sum. What it does to the shape of a process must be looked at; yields are always summed with the signs.

    Example:
        >>> positive_weights([2.0, 2.0, -1.0], ["zz", "zz", "zz"]).tolist()
        [1.5, 1.5, 0.0]
    """
    w, names = np.asarray(weight, dtype=np.float64), np.asarray(process)
    result = np.clip(w, 0.0, None)
    for name in np.unique(names):
        rows = names == name
        total, positive = w[rows].sum(), result[rows].sum()
        if not total > 0:
            raise ValueError(_("the weights of {name!r} do not sum to more than 0").format(name=str(name)))
        result[rows] *= total / positive
    return result


def balanced(positive: ArrayLike, is_signal: ArrayLike) -> Values:
    """The same weights, so scaled that signal and background weigh equally and the mean weight is 1.

    Example:
        >>> balanced([1.0, 2.0, 2.0, 4.0], [True, False, False, False]).tolist()
        [2.0, 0.5, 0.5, 1.0]
    """
    w, signal = np.asarray(positive, dtype=np.float64), np.asarray(is_signal, dtype=bool)
    if not (w >= 0).all():
        raise ValueError(_("a weight is negative; make them positive first, with positive_weights()"))
    if not (w[signal].sum() > 0 and w[~signal].sum() > 0):
        raise ValueError(_("both signal and background are needed, with weights above 0"))
    half = len(w) / 2
    scale: Values = np.where(signal, half / w[signal].sum(), half / w[~signal].sum())
    return scale * w


def worth(weight: ArrayLike, is_signal: ArrayLike, kept: ArrayLike, scale: float = 1.0) -> Worth:
    """What the rows that are ``kept`` are worth: S, B and the Asimov significance, with errors.

    Args:
        weight: expected events a row, with their signs.
        is_signal, kept: masks over the same rows.
        scale: 4 where the rows are a quarter of all that were simulated.

    Example:
        >>> round(worth([10.0, 25.0], [True, False], [True, True]).significance, 3)
        1.885
    """
    w = scale * np.asarray(weight, dtype=np.float64)
    signal, chosen = np.asarray(is_signal, dtype=bool), np.asarray(kept, dtype=bool)
    s, s_error = counting.weighted_yield(w[signal & chosen])
    b, b_error = counting.weighted_yield(w[~signal & chosen])
    if not b > 0:
        return Worth(s, s_error, b, b_error, float("nan"), float("nan"))
    return Worth(
        s, s_error, b, b_error, counting.asimov_significance(s, b), counting.asimov_error(s, s_error, b, b_error)
    )
