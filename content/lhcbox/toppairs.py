"""Pairs of top quarks, of which one decays to three jets: which three jets of an event are its own?

Both functions take jets as :func:`lhcbox.objects.good_jets` gives them, of either release.
"""

from itertools import combinations

import awkward as ak
import numpy as np

from lhcbox.kinematics import Array
from lhcbox.language import gettext as _


def best_triplet(jets: Array) -> Array:
    """The three jets of each event whose momenta add up to the largest transverse momentum.

    The three jets of a top quark that moves across the beam fly to its side, so their momenta add up; those of three
    jets out of different top quarks cancel in part. Source: ATL-OREACH-PUB-2020-001.

    Args:
        jets: at least three in each event.

    Returns:
        The three jets of each event, in their order in the event; of equal sums the first triplet.

    Raises:
        ValueError: an event has fewer than three jets, or these are the jets of a single event.

    Example:
        >>> from lhcbox.kinematics import four_momenta
        >>> jets = four_momenta([[60.0, 50.0, 40.0, 30.0]], [[0.0] * 4], [[0.0, 0.3, 3.0, -0.2]], mass=[[0.0] * 4])
        >>> [[round(float(pt)) for pt in event.pt] for event in best_triplet(jets)]
        [[60, 50, 30]]
    """
    if jets.ndim != 2:
        raise ValueError(_("best_triplet needs the jets of many events; for one event give a list of it: events[:1]"))
    counts = np.asarray(ak.num(jets, axis=1))
    if len(counts) == 0:
        return jets
    if counts.min() < 3:
        few = int(np.sum(counts < 3))
        raise ValueError(
            _("{few} events have fewer than three jets; keep those with enough: events[ak.num(jets) >= 4]").format(
                few=few
            )
        )
    places = np.full((len(counts), 3), -1)
    largest = np.full(len(counts), -1.0)
    padded = ak.pad_none(jets, int(counts.max()), axis=1)
    px, py = (np.asarray(ak.fill_none(part, np.nan)) for part in (padded.px, padded.py))
    for triplet in combinations(range(px.shape[1]), 3):
        chosen = list(triplet)
        pt = np.hypot(px[:, chosen].sum(axis=1), py[:, chosen].sum(axis=1))
        better = pt > largest  # false for the jets that an event does not have: NaN
        largest[better], places[better] = pt[better], chosen
    return jets[ak.from_regular(ak.Array(places))]


def light_pair(triplet: Array) -> Array:
    """Of three jets the two that look least like a b quark's: those of the W, if the three are of a top quark.

    Args:
        triplet: three jets in each event, with the score of the b-tag of their release.

    Returns:
        Two jets in each event.

    Raises:
        ValueError: the jets have no such score.
    """
    known = [name for name in ("MV2c10", "MV1") if name in triplet.fields]
    if not known:
        raise ValueError(_("these jets have no score of a b-tag; read the jets as events.jet, with all their fields"))
    order = ak.argsort(triplet[known[0]], axis=1, ascending=True, stable=True)
    return triplet[order[:, :2]]
