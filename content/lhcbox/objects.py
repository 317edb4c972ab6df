"""Which leptons, jets and taus of an event to trust: the definitions that the published lessons of ATLAS share.

They take the records of :meth:`lhcbox.samples.Sample.events` with ``unit="GeV"`` (``events.lep``, ``events.jet``,
``events.tau``, ``events.largeRjet``) and give the same records with fewer particles in each event. The release is told
by its fields, so one function serves 8 TeV (2016) and 13 TeV (2020).

Source: ATL-OREACH-PUB-2020-001 (13 TeV), ATL-OREACH-PUB-2016-001 (8 TeV), and the programs that were published with
them. Where these divide the significance of the impact parameter by its error once more, we do not.
"""

from itertools import combinations

import awkward as ak
import numpy as np

from lhcbox.kinematics import Z_MASS_GEV, Array
from lhcbox.language import gettext as _

ELECTRON, MUON = 11, 13
CRACK = (1.37, 1.52)
"""Between barrel and end cap electrons and photons are measured badly; in absolute pseudorapidity."""

B_TAG = {"MV2c10": {85: 0.1758475, 77: 0.645925, 70: 0.8244273, 60: 0.934906}, "MV1": {70: 0.7892}}
"""Scores above which so many per cent of the b jets of top quark pairs are found: ATL-PHYS-PUB-2016-012; 8 TeV: the
program that was published with the release."""

_TIGHT_BIT = 512  # of lep_flag, 8 TeV


def in_detector(particles: Array, electrons_too: bool = True) -> Array:
    """Mask of particles within reach: |eta| < 2.5; electrons (and photons) |eta| < 2.47 and not in the crack."""
    eta = np.abs(particles.eta)
    fine = (eta < 2.47) & ~((eta > CRACK[0]) & (eta < CRACK[1]))
    if not electrons_too:
        return fine
    return ak.where(particles["type"] == ELECTRON, fine, eta < 2.5)


def good_leptons(leptons: Array, pt: float = 25.0, isolation: float = 0.15, tight: bool = True) -> Array:
    """Electrons and muons that come from the collision itself, and not from inside a jet.

    Kept are those above ``pt`` within the detector, with little beside them in tracker and calorimeter
    (``ptcone30 / pt`` and ``etcone20 / pt`` below ``isolation``), whose track leads back to the collision:
    ``|z0 sin(theta)| < 0.5`` mm, and the distance d0 less than 5 (electrons) or 3 (muons) of its errors.

    Args:
        leptons: ``events.lep``, shape (events, leptons), GeV.
        pt: smallest transverse momentum, GeV.
        isolation: largest share of the lepton's own momentum that may be found beside it.
        tight: ask for the tight identification.

    Raises:
        ValueError: the momenta look like MeV.
    """
    _need_gev(leptons)
    along = np.abs(leptons.z0) / np.cosh(leptons.eta)  # sin(theta) = 1 / cosh(eta)
    limit = ak.where(leptons["type"] == ELECTRON, 5.0, 3.0)
    kept = (leptons.pt > pt) & in_detector(leptons) & (along < 0.5) & (impact_significance(leptons) < limit)
    kept = kept & (leptons.ptcone30 < isolation * leptons.pt) & (leptons.etcone20 < isolation * leptons.pt)
    if tight:
        kept = kept & (leptons.isTightID if "isTightID" in leptons.fields else (leptons.flag & _TIGHT_BIT) > 0)
    return leptons[kept]


def impact_significance(leptons: Array) -> Array:
    """Distance of the track from the beam over its error, |d0| / sigma(d0).

    The 2020 release has it ready in ``tracksigd0pvunbiased``; in that of 2016 the branch of this name is the error.
    """
    if "flag" in leptons.fields and "trackd0pvunbiased" in leptons.fields:  # flag: 8 TeV; in 2020 d0 is given, too
        return np.abs(leptons.trackd0pvunbiased) / np.maximum(leptons.tracksigd0pvunbiased, 1e-6)
    return np.abs(leptons.tracksigd0pvunbiased)


def good_jets(jets: Array, pt: float = 30.0) -> Array:
    """Jets above ``pt`` (GeV) with |eta| < 2.5 that belong to this collision and not to one of those beside it.

    Soft jets in the middle must come from the vertex: JVT > 0.59 below 60 GeV (13 TeV), JVF > 0.5 below 50 GeV (8 TeV),
    both for |eta| < 2.4.
    """
    _need_gev(jets)
    eta = np.abs(jets.eta)
    if "jvt" in jets.fields:
        own = (jets.jvt > 0.59) | (jets.pt > 60) | (eta > 2.4)
    else:
        own = (np.abs(jets.jvf) > 0.5) | (jets.pt > 50) | (eta > 2.4)
    return jets[(jets.pt > pt) & (eta < 2.5) & own]


def b_jets(jets: Array, efficiency: int = 70) -> Array:
    """Those jets that look as if a b quark was inside.

    Args:
        jets: as of :func:`good_jets`.
        efficiency: of the working point, in per cent: 60, 70, 77 or 85 at 13 TeV, 70 at 8 TeV.

    Raises:
        ValueError: there is no such working point.
    """
    score = "MV2c10" if "MV2c10" in jets.fields else "MV1"
    if efficiency not in B_TAG[score]:
        reason = _("there is no b-tag of {efficiency} % for {score}; choose {known}")
        raise ValueError(reason.format(efficiency=efficiency, score=score, known=", ".join(map(str, B_TAG[score]))))
    return jets[jets[score] > B_TAG[score][efficiency]]


def good_taus(taus: Array, pt: float = 25.0) -> Array:
    """Taus that decayed to hadrons: above ``pt`` (GeV), |eta| < 2.5, tightly identified."""
    _need_gev(taus)
    return taus[(taus.pt > pt) & (np.abs(taus.eta) < 2.5) & taus.isTightID]


def fired(events: Array) -> Array:
    """Mask of events that an electron or a muon trigger kept; at 8 TeV also: a good vertex, the detector in order."""
    kept = events.trigE | events.trigM
    if "passGRL" in events.fields:
        kept = kept & events.passGRL & events.hasGoodVertex
    return np.asarray(kept, dtype=np.bool_)


def z_pair(leptons: Array) -> tuple[Array, Array, Array]:
    """In each event the pair of same flavour and opposite charge whose mass is nearest that of the Z.

    Args:
        leptons: any number in each event; of the first four at most.

    Returns:
        (mass, pair, others): the mass in GeV, NaN where there is no such pair; the two leptons, and the rest of them,
        both in falling order of pt and empty where there is none.
    """
    first = leptons[:, :4]
    padded = ak.pad_none(first, 4, axis=1)
    best = np.full(len(first), np.nan)
    chosen = np.full((len(first), 2), -1)
    for i, j in combinations(range(4), 2):
        one, two = padded[:, i], padded[:, j]
        mass = _filled((one + two).mass, np.nan)
        fits = _filled((one["type"] == two["type"]) & (one.charge * two.charge < 0), False).astype(np.bool_)
        better = fits & ~(np.abs(mass - Z_MASS_GEV) >= np.abs(best - Z_MASS_GEV))
        best = np.where(better, mass, best)
        chosen[better] = (i, j)
    place = ak.local_index(first, axis=1)
    in_pair = (place == chosen[:, 0]) | (place == chosen[:, 1])
    return best, first[in_pair], first[~in_pair & (chosen[:, 0] >= 0)]


def _filled(values: Array, missing: float | bool) -> Array:
    return np.asarray(ak.fill_none(values, missing))


def _need_gev(particles: Array) -> None:
    # A few events of two leptons are enough to tell: none of ATLAS's thresholds is above 100 GeV
    hardest = ak.max(particles.pt[:1000], axis=None)
    if hardest is not None and hardest > 14_000:
        raise ValueError(
            _(
                "a momentum of {pt:.0f} GeV is more than the beam has: these are MeV; read the events with unit='GeV'"
            ).format(pt=float(hardest))
        )
