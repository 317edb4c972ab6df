"""A small simulation of W bosons that decay into a muon and a neutrino: just enough to see what shapes an edge.

A real analysis simulates the collision and every part of the detector. Here four things are kept: the W's mass and
width, the angles of its decay, a push across the beam, and the resolution of the missing momentum.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lhcbox.kinematics import transverse_mass

Values = NDArray[np.float64]

WIDTH_GEV = 2.1
"""Natural width of the W, rounded. Particle Data Group, Review of Particle Physics, 2024 edition."""

_LARGEST_PUSH_GEV = 300.0
_PART_OF_BREIT_WIGNER = 0.95  # the tails beyond, 27 GeV from the peak, would give masses near zero


@dataclass(frozen=True)
class Decays:
    """Simulated decays W -> mu nu, one entry each, GeV and radians.

    Attributes:
        pt, phi: transverse momentum of the muon and its azimuth.
        met, met_phi: the same of the missing transverse momentum, as measured.
    """

    pt: Values
    phi: Values
    met: Values
    met_phi: Values

    @property
    def transverse_mass(self) -> Values:
        """Transverse mass of each decay."""
        mass: Values = transverse_mass(self.pt, self.phi, self.met, self.met_phi)
        return mass

    def __len__(self) -> int:
        return len(self.pt)

    def where(self, passes: NDArray[np.bool_]) -> "Decays":
        """Only the decays for which ``passes`` is true."""
        return Decays(self.pt[passes], self.phi[passes], self.met[passes], self.met_phi[passes])


def simulate(mass: float, resolution: float, *, push: float = 7.0, number: int = 200_000, seed: int = 1) -> Decays:
    """Let ``number`` W bosons decay.

    - The W's mass follows a Breit-Wigner curve of width 2.1 GeV, without its far tails.
    - The muon leaves along or against the beam more often than across: ``1 + cos(theta)**2``, the average over both
      charges and both directions of the quark (R. K. Ellis, W. J. Stirling, B. R. Webber, QCD and Collider Physics,
      1996).
    - The W flies across the beam with a momentum q, more than q in ``1 / (1 + (q / push)**2)`` of the cases.
    - Each component of the missing momentum is smeared by a Gauss curve.

    The W's motion along the beam changes nothing across it and is left out; so is the muon's resolution, which is far
    better.

    Args:
        mass: of the W, GeV.
        resolution: width of that Gauss curve, GeV.
        push: median of the W's momentum across the beam, GeV; 0 for none.
        number: of decays.
        seed: equal seeds give equal random numbers, so that two masses differ by the mass alone.

    Example:
        >>> ideal = simulate(80.0, 0.0, push=0.0, number=1000)
        >>> bool(np.mean(ideal.transverse_mass < 84.0) > 0.9)
        True
    """
    random = np.random.default_rng(seed)
    masses = mass + WIDTH_GEV / 2 * np.tan(np.pi * _PART_OF_BREIT_WIGNER * (random.random(number) - 0.5))
    # the cumulative curve of 1 + c**2 is a cubic in c, which Cardano's formula turns round
    uniform = 8 * random.random(number) - 4
    root = np.cbrt(uniform / 2 + np.sqrt(uniform**2 / 4 + 1))
    cosine = root - 1 / root
    across = masses / 2 * np.sqrt(1 - cosine**2)
    azimuth = 2 * np.pi * random.random(number)
    momentum = np.minimum(push * np.sqrt(1 / (1 - random.random(number)) - 1), _LARGEST_PUSH_GEV)
    smearing = resolution * random.standard_normal((2, number))

    # x is where the W flies across the beam; a Lorentz transformation takes both particles there
    x, y = across * np.cos(azimuth), across * np.sin(azimuth)
    gamma, gamma_beta = np.sqrt(1 + (momentum / masses) ** 2), momentum / masses
    muon_x = gamma * x + gamma_beta * masses / 2
    missing_x = -gamma * x + gamma_beta * masses / 2 + smearing[0]
    missing_y = -y + smearing[1]
    return Decays(
        pt=np.hypot(muon_x, y),
        phi=np.arctan2(y, muon_x),
        met=np.hypot(missing_x, missing_y),
        met_phi=np.arctan2(missing_y, missing_x),
    )
