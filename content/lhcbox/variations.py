"""What if the detector measured a little otherwise? Leptons shifted and smeared, and many such shifts as one band.

A systematic uncertainty is worked out by changing what is uncertain, selecting again, and looking how the result moves.
So the changes here go *before* the selection: they give leptons for :func:`lhcbox.objects.good_leptons`.
"""

from collections.abc import Mapping, Sequence

import awkward as ak
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from lhcbox.kinematics import Array
from lhcbox.language import gettext as _
from lhcbox.objects import ELECTRON, MUON

Values = NDArray[np.float64]


def scaled(leptons: Array, kind: int, factor: float) -> Array:
    """Momentum and energy of all electrons (``kind`` 11) or muons (13) times ``factor``; directions stay.

    Args:
        leptons: ``events.lep``, any number in each event.
        kind: 11 or 13.
        factor: such as 1.002 for a scale that is 0.2 per cent too large.

    Raises:
        ValueError: the kind is no lepton's, or the factor is nowhere near 1 (per cent taken for a factor).

    Example:
        >>> leptons = ak.Array([[{"pt": 40.0, "E": 50.0, "type": 11}, {"pt": 30.0, "E": 30.0, "type": 13}]])
        >>> scaled(leptons, 11, 1.01).pt.tolist()
        [[40.4, 30.0]]
    """
    if not 0.5 < factor < 2:
        raise ValueError(_("the factor is {factor}; a shift up by 0.2 % is 1.002").format(factor=factor))
    return _times(leptons, ak.where(_of(leptons, kind), factor, 1.0))


def smeared(leptons: Array, kind: int, width: float, seed: int) -> Array:
    """Momentum and energy of each electron or muon times ``1 + width * g``, with g from a Gauss curve of width 1.

    This adds to the resolution in quadrature: a simulation can be smeared to be worse, but not better.

    Args:
        leptons: as of :func:`scaled`.
        kind: 11 or 13.
        width: relative, such as 0.005 for half a per cent.
        seed: equal seeds give equal random numbers, so that two results differ by what was changed alone.

    Raises:
        ValueError: the kind is no lepton's, or the width is not between 0 and 1.

    Example:
        >>> leptons = ak.Array([[{"pt": 40.0, "E": 50.0, "type": 11}], []])
        >>> smeared(leptons, 11, 0.0, 1).pt.tolist()
        [[40.0], []]
    """
    if not 0 <= width < 1:
        raise ValueError(_("the width is {width}; half a per cent is 0.005").format(width=width))
    counts = ak.num(leptons.pt)
    gauss = np.random.default_rng(seed).standard_normal(int(ak.sum(counts)))
    return _times(leptons, ak.where(_of(leptons, kind), 1 + width * ak.unflatten(gauss, counts), 1.0))


def envelope(nominal: ArrayLike, sources: Mapping[str, Sequence[ArrayLike]]) -> tuple[Values, Values]:
    """How far independent sources together may push each bin down and up: ``sqrt(sum shift**2)``, both ways apart.

    The bins of one source move together (they are correlated); different sources are taken as independent.

    Args:
        nominal: a number, or one a bin.
        sources: for each its variations, shaped as ``nominal``: up and down; or one alone, whose shift is then taken
            in both directions. If up and down fall on the same side, the larger shift counts there.

    Returns:
        (down, up), neither negative.

    Raises:
        ValueError: a source has no variation.

    Example:
        >>> down, up = envelope(100.0, {"scale": [103.0, 97.0], "resolution": [96.0]})
        >>> float(down), float(up)
        (5.0, 5.0)
    """
    middle = np.asarray(nominal, dtype=np.float64)
    down, up = np.zeros_like(middle), np.zeros_like(middle)
    for name, variations in sources.items():
        shifts = [np.asarray(each, dtype=np.float64) - middle for each in variations]
        if not shifts:
            raise ValueError(_("the source {name} has no variation").format(name=name))
        if len(shifts) == 1:
            shifts.append(-shifts[0])
        up += np.max([np.maximum(shift, 0.0) for shift in shifts], axis=0) ** 2
        down += np.max([np.maximum(-shift, 0.0) for shift in shifts], axis=0) ** 2
    return np.sqrt(down), np.sqrt(up)


def band(
    ax: Axes, edges: ArrayLike, middle: ArrayLike, down: ArrayLike, up: ArrayLike, label: str, colour: str = "#E69F00"
) -> None:
    """Draw a band from ``middle - down`` to ``middle + up`` in each bin, with an outline, behind points and hatches."""
    centre = np.asarray(middle, dtype=np.float64)
    low, high = centre - np.asarray(down, dtype=np.float64), centre + np.asarray(up, dtype=np.float64)
    bins = np.asarray(edges, dtype=np.float64)
    ax.stairs(high, bins, baseline=low, fill=True, color=colour, alpha=0.45, linewidth=0, label=label, zorder=1.8)
    for side in (low, high):
        ax.stairs(side, bins, baseline=None, color=colour, linewidth=1.2, zorder=1.9)


def _of(leptons: Array, kind: int) -> Array:
    if kind not in (ELECTRON, MUON):
        raise ValueError(_("the kind is {kind}; it may be 11 (electrons) or 13 (muons)").format(kind=kind))
    return leptons["type"] == kind


def _times(leptons: Array, factor: Array) -> Array:
    changed = ak.with_field(leptons, leptons.pt * factor, "pt")
    return ak.with_field(changed, leptons.E * factor, "E")
