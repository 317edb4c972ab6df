"""Four leptons in pairs: the three ways to make two Z bosons of them.

Four things can be put into two pairs in three ways. A way is allowed if both pairs are of one flavour and of opposite
charge. Two electrons and two muons allow one way at most, four electrons or four muons (two of each charge) two.

Source: the selection of ZZ in ATL-OREACH-PUB-2020-001; which of the allowed ways to take is left to the caller.
"""

import awkward as ak
import numpy as np
from numpy.typing import NDArray

from lhcbox.kinematics import Array
from lhcbox.language import gettext as _

WAYS = (((0, 1), (2, 3)), ((0, 2), (1, 3)), ((0, 3), (1, 2)))
"""The three ways, by the places of the leptons in falling order of transverse momentum."""


def three_ways(leptons: Array) -> NDArray[np.float64]:
    """Masses of both pairs for each of the three ways of pairing four leptons, in the order of :data:`WAYS`.

    ``m**2 = (E1 + E2)**2 - (p1 + p2)**2`` for each pair.

    Args:
        leptons: ``events.lep`` or part of it: momenta with ``type`` and ``charge``, exactly four in each event.

    Returns:
        Shape (events, 3, 2), in the unit of the momenta. Of the two pairs that with the larger transverse momentum
        comes first. NaN for both pairs where a way is not allowed.

    Raises:
        ValueError: an event has more leptons than four, or fewer.

    Example:
        >>> import vector
        >>> pt, phi = [45.594, 45.594, 40.0, 40.0], [0.0, 3.14159265, 1.0, 4.14159265]
        >>> lepton = {"pt": pt, "phi": phi, "eta": [0.0] * 4, "mass": [0.0] * 4}
        >>> z = vector.zip({k: ak.Array([v]) for k, v in (lepton | {"type": [11, 11, 13, 13]}).items()})
        >>> three_ways(ak.with_field(z, ak.Array([[1, -1, 1, -1]]), "charge")).round(1).tolist()
        [[[91.2, 80.0], [nan, nan], [nan, nan]]]
    """
    if len(leptons) and not ak.all(ak.num(leptons, axis=1) == 4):
        raise ValueError(_("three_ways() pairs exactly four leptons: keep events with ak.num(lepton) == 4 first"))
    masses = np.full((len(leptons), 3, 2), np.nan)
    if not len(leptons):
        return masses
    for way, pairs in enumerate(WAYS):
        allowed = np.ones(len(leptons), dtype=np.bool_)
        mass, pt = [], []
        for i, j in pairs:
            one, two = leptons[:, i], leptons[:, j]
            allowed &= np.asarray((one["type"] == two["type"]) & (one.charge * two.charge < 0))
            mass.append(np.asarray((one + two).mass, dtype=np.float64))
            pt.append(np.asarray((one + two).pt, dtype=np.float64))
        swap = pt[1] > pt[0]
        first, second = np.where(swap, mass[1], mass[0]), np.where(swap, mass[0], mass[1])
        masses[:, way, 0] = np.where(allowed, first, np.nan)
        masses[:, way, 1] = np.where(allowed, second, np.nan)
    return masses
