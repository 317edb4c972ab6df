# %% [markdown]
# # Half a century of particles in one picture: the dimuon spectrum
#
# In 2012 the Large Hadron Collider made protons collide at 8 TeV. The CMS experiment wrote down, among much else, the
# collisions in which two **muons** came out. A muon is a heavy sister of the electron: it lives long enough to cross
# the whole detector, and it passes through the thick layers of metal that stop nearly everything else. That makes it
# easy to recognise.
#
# Where do two muons come from? Often from a single heavier particle that decayed at once: a J/ψ, an ϒ (upsilon), a
# Z boson. The heavier particle itself is never seen. But energy and momentum are conserved, so the two muons still
# carry its **mass** with them, and we can work it out. You will do so for tens of thousands of pairs of real muons,
# and particles discovered between 1961 and 1983 will stand up as peaks in one single picture.

# %% [markdown]
# ![Left: a quark and an antiquark meet and make a Z boson, which decays into a muon and an antimuon. Right: the
# same seen along the beam; the two muons fly apart and a magnetic field bends their paths in opposite
# senses.](process.svg)

# %% [markdown]
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: real open data, or practice simulation.

# %%
import awkward as ak
import matplotlib.pyplot as plt
import numpy as np
import vector
from iminuit import Minuit, cost
from scipy.special import voigt_profile

from lhcbox import kinematics, language, plot, samples, selection
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("dimuon-spectrum")

# The first 100 000 events are enough, and everybody gets the same numbers.
sample = samples.get("cms8-dimuon")
events = sample.arrays()[:100_000]
print(sample.title)
print(_("{n} events; each holds these lists:").format(n=len(events)), events.fields)

# %% [markdown]
# ## 1. Events with two muons
#
# Every event holds lists, because one collision may give no muon, one, two or more. Here are the first five events.
# The momenta are in **GeV** (with $c = 1$ we give masses, momenta and energies in the same unit). `Muon_pt` is the
# momentum *across* the beam, $p_\mathrm{T}$.

# %%
for event in events[:5]:
    print(len(event.Muon_pt), "µ ", event.Muon_pt.tolist(), event.Muon_charge.tolist())

# %% [markdown]
# If a particle without electric charge (J/ψ, ϒ and Z have none) decays into two muons, one of them is positive and
# the other negative: charge is conserved. So we keep events with exactly two muons, of opposite charge.
#
# **Task 1.** Make a mask `good` that is true for those events. How many are there?
#
# <details><summary>Hint</summary>
#
# `ak.num(events.Muon_pt)` is the number of muons of each event. `ak.sum(events.Muon_charge, axis=1)` adds the
# charges up. Two conditions are combined with `&`, each in brackets: `(a == 2) & (b == 0)`.
#
# </details>

# %%
# solution:begin
good = (ak.num(events.Muon_pt) == 2) & (ak.sum(events.Muon_charge, axis=1) == 0)
# solution:instead
# # Your turn: replace None by a mask made of two conditions.
# good = None
# solution:end

check("pairs", None if good is None else ak.sum(good))

# %% [markdown]
# ## 2. From four-momenta to a mass
#
# A detector measures for each muon its transverse momentum $p_\mathrm{T}$, the angle $\phi$ around the beam and the
# pseudorapidity $\eta$, which says how steeply it flies ($\eta = 0$ is across the beam, large $|\eta|$ is along
# it). The momentum in $x$, $y$, $z$ and the energy follow:
#
# $$p_x = p_\mathrm{T}\cos\phi \qquad p_y = p_\mathrm{T}\sin\phi \qquad p_z = p_\mathrm{T}\sinh\eta
# \qquad E = \sqrt{p_x^2 + p_y^2 + p_z^2 + m_\mu^2}$$
#
# Energy and momentum of the parent are the sums over its two muons. Its mass, the **invariant mass**, is
#
# $$m = \sqrt{(E_1 + E_2)^2 - (\vec p_1 + \vec p_2)^2}$$
#
# *Invariant* means that every observer finds the same value, however fast the parent flew.
#
# **Task 2.** Compute the invariant mass of this one pair.
#
# <details><summary>Hint</summary>
#
# `pt`, `eta`, `phi` hold two numbers each. `np.sum(px)` is the total momentum along $x$. Do not forget the root.
#
# </details>

# %%
first = events[selection.muon_pair_charge_is(events)][0]
pt, eta, phi = (first[name].to_numpy().astype(float) for name in ("Muon_pt", "Muon_eta", "Muon_phi"))
muon_mass = 0.1057
print("pt  =", pt, "GeV")
print("eta =", eta)
print("phi =", phi)

# solution:begin
px, py, pz = pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta)
energy = np.sqrt(px**2 + py**2 + pz**2 + muon_mass**2)
mass = np.sqrt(np.sum(energy) ** 2 - np.sum(px) ** 2 - np.sum(py) ** 2 - np.sum(pz) ** 2)
# solution:instead
# # Your turn: px, py, pz and energy of both muons, then the mass of the pair.
# mass = None
# solution:end

check("first_mass", mass)

# %% [markdown]
# ## 3. All pairs at once
#
# The library `vector` knows these equations. It makes a four-momentum of every muon; two of them are added with
# `+`, and the sum has a `.mass`. No loop is needed: what you write for one event happens for all.
#
# **Task 3.** Compute the mass of every pair. How many pairs lie between 80 and 100 GeV?
#
# <details><summary>Hint</summary>
#
# `muons[:, 0]` is the first muon of every event, `muons[:, 1]` the second one. Count with `np.sum` of a condition.
#
# </details>

# %%
pairs = events[selection.muon_pair_charge_is(events)]
muons = vector.zip(
    {
        "pt": ak.values_astype(pairs.Muon_pt, float),
        "eta": ak.values_astype(pairs.Muon_eta, float),
        "phi": ak.values_astype(pairs.Muon_phi, float),
        "mass": ak.values_astype(pairs.Muon_mass, float),
    }
)

# solution:begin
masses = (muons[:, 0] + muons[:, 1]).mass
near_the_z = np.sum((masses > 80) & (masses < 100))
# solution:instead
# # Your turn: the mass of every pair, and how many lie between 80 and 100 GeV.
# masses = None
# near_the_z = None
# solution:end

check("near_the_z", near_the_z)

# %% [markdown]
# ## 4. The spectrum
#
# Masses from a quarter of a GeV to hundreds of GeV fit into one picture if both axes are logarithmic. Each bin is 2
# % wider than the one before it.

# %%
all_masses = selection.dimuon_mass(events)[selection.muon_pair_charge_is(events)]

figure, axes = plot.figure()
spectrum = plot.histogram(all_masses, np.geomspace(0.25, 300, 360))
axes.stairs(spectrum.values(), spectrum.axes[0].edges, fill=True, color=plot.OKABE_ITO["sky"])
axes.stairs(spectrum.values(), spectrum.axes[0].edges, color=plot.OKABE_ITO["blue"], linewidth=1)
axes.set_xscale("log")
axes.set_yscale("log")
axes.set_xlim(0.25, 300)
plot.axis_labels(axes, _("mass of the muon pair"), "GeV")
plot.stamp(axes, sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With the real data. Horizontal: the mass of the pair from 0.25 to 300 GeV, logarithmic. Vertical: events per bin.
# Above a broad background stand narrow peaks just below 0.8 and just above 1 GeV (ω and φ), the tallest and
# sharpest one a little above 3 GeV (J/ψ), a small one at 3.7 GeV (ψ(2S)), a group between 9 and 10.5 GeV (ϒ) and a
# broad one at 91 GeV (Z).
#
# </details>
#
# The broad hill near 30 GeV is no particle. The **trigger** makes it, which decides within a fraction of a second
# what is kept: most pairs are kept only if both muons are energetic, and from about 30 GeV on that is usually so.
#
# | particle | what it is | discovered | mass in GeV (PDG) |
# |---|---|---|---|
# | ω and φ | light quarks and antiquarks bound together | 1961, 1962 | 0.783 and 1.019 |
# | J/ψ | a charm quark and its antiquark | 1974 | 3.097 |
# | ψ(2S) | the same, in an excited state | 1974 | 3.686 |
# | ϒ(1S), ϒ(2S), ϒ(3S) | a bottom quark and its antiquark, three states | 1977 | 9.460, 10.023, 10.355 |
# | Z | a carrier of the weak force | 1983 | 91.188 |
#
# **Task 4.** Zoom in. Change `low` and `high` so that first the J/ψ, then the ϒ fills the picture, and read off
# where the highest bin lies. Enter both values.
#
# <details><summary>Hint</summary>
#
# Good windows are 2.8 to 3.4 GeV and 8.5 to 11 GeV. Of the three ϒ states take the highest peak.
#
# </details>

# %%
low, high = 2.0, 12.0

figure, axes = plot.figure()
zoom = plot.histogram(all_masses, np.linspace(low, high, 61))
plot.data_points(axes, zoom)
plot.axis_labels(axes, _("mass of the muon pair"), "GeV", (high - low) / 60)
plot.stamp(axes, sample)
plt.show()

# solution:begin
jpsi_peak = 3.09
upsilon_peak = 9.45
# solution:instead
# # Your turn: the position of the two peaks in GeV.
# jpsi_peak = None
# upsilon_peak = None
# solution:end

check("jpsi_peak", jpsi_peak)
check("upsilon_peak", upsilon_peak)

# %% [markdown]
# ## 5. How heavy is the Z? A fit with an uncertainty
#
# The Z peak is broad for two reasons. The Z lives only about $3\times 10^{-25}$ s, and what lives so briefly has no
# sharp mass: its curve is a **Breit–Wigner** of width $\Gamma$ = 2.4955 GeV (PDG). And the detector measures every
# momentum a little wrongly: a **Gauss** curve of unknown width $\sigma$. One smeared with the other is called a
# **Voigt** curve. Below it lies a background of other muon pairs, which falls roughly like an exponential:
#
# $$n(m) = N_\mathrm{Z}\,\mathrm{Voigt}(m;\,M,\,\sigma,\,\Gamma) + N_\mathrm{b}\,\mathrm{Exp}(m;\,\lambda)$$
#
# The fit looks for those five numbers ($N_\mathrm{Z}$, $M$, $\sigma$, $N_\mathrm{b}$, $\lambda$) which make what we
# counted in the bins most probable. The library `iminuit` does the searching. It also says how far each number may
# be moved before the data disagree: that is the **statistical uncertainty**.
#
# **Task 5.** Complete `expected_events`, then run the fit. The function gets the bin edges and returns how many
# events are expected *below* each edge; `iminuit` takes the differences itself.
#
# <details><summary>Hint</summary>
#
# `voigt_below(edges, mass, sigma)` and `exponential_below(edges, slope)` are given. Each rises from 0 to 1 across
# the window. Multiply each by its number of events and add.
#
# </details>

# %%
z_width = 2.4955


def voigt_below(edges, mass, sigma):
    """Part of the Voigt curve below each edge; the first and the last edge are the window."""
    fine = np.linspace(edges[0], edges[-1], 2001)
    height = voigt_profile(fine - mass, sigma, z_width / 2)
    area = np.append(0.0, np.cumsum((height[1:] + height[:-1]) / 2))
    return np.interp(edges, fine, area / area[-1])


def exponential_below(edges, slope):
    """Part of the falling exponential below each edge; the first and the last edge are the window."""
    return np.expm1(-slope * (edges - edges[0])) / np.expm1(-slope * (edges[-1] - edges[0]))


def expected_events(edges, n_z, mass, sigma, n_background, slope):
    """Events expected below each edge, counted from the first one."""
    # solution:begin
    return n_z * voigt_below(edges, mass, sigma) + n_background * exponential_below(edges, slope)
    # solution:instead
    # # Your turn: replace None.
    # return None
    # solution:end


# %%
def fit_z(low, high):
    """Fit the Z peak between low and high (GeV); gives the finished fit, or None if there is nothing to fit yet."""
    edges = np.linspace(low, high, round((high - low) / 0.5) + 1)
    if expected_events(edges, 1.0, 91.0, 1.5, 1.0, 0.1) is None:
        return None
    counted = plot.histogram(all_masses, edges)
    total = counted.values().sum()
    likelihood = cost.ExtendedBinnedNLL(counted.values(), edges, expected_events)
    fit = Minuit(likelihood, n_z=0.8 * total, mass=90.0, sigma=1.5, n_background=0.2 * total, slope=0.1)
    fit.limits["n_z", "n_background"] = (0, None)
    fit.limits["sigma"] = (0.1, 5.0)
    fit.limits["slope"] = (-1.0, 1.0)
    fit.migrad()
    fit.hesse()
    return fit


def fit_is_good(fit):
    """A fit that did not converge, or that ran into a limit, has failed: its numbers mean nothing."""
    if not fit.valid:
        print(_("The fit has failed: it did not find a minimum. Do not use its numbers."))
        return False
    for name in ("n_z", "sigma", "n_background", "slope"):
        bounds = [bound for bound in fit.limits[name] if np.isfinite(bound)]
        if any(abs(fit.values[name] - bound) < 0.01 * fit.errors[name] for bound in bounds):
            print(_("The fit has failed: {name} ended on its limit. Do not use its numbers.").format(name=name))
            return False
    return True


z_mass, z_mass_error = None, None
fit = fit_z(86, 96)
if fit is not None and fit_is_good(fit):
    z_mass, z_mass_error = fit.values["mass"], fit.errors["mass"]
    for name in fit.parameters:
        print(f"{name:>13} = {fit.values[name]:8.3f} ± {fit.errors[name]:.3f}")
    print(_("chi-squared {chi2:.1f} for {ndof} degrees of freedom").format(chi2=fit.fval, ndof=int(fit.ndof)))

check("z_mass", z_mass)
check("z_mass_error", z_mass_error)

# %%
if fit is not None and fit_is_good(fit):
    figure, axes, lower = plot.figure_with_ratio()
    counted = plot.histogram(all_masses, np.linspace(86, 96, 21))
    edges = counted.axes[0].edges
    curve = np.linspace(86, 96, 401)
    values = list(fit.values)
    plot.data_points(axes, counted)
    per_bin = np.diff(expected_events(curve, *values)) * 20
    axes.plot((curve[1:] + curve[:-1]) / 2, per_bin, color=plot.OKABE_ITO["vermilion"], label=_("fit"))
    values[0] = 0.0
    per_bin = np.diff(expected_events(curve, *values)) * 20
    axes.plot(
        (curve[1:] + curve[:-1]) / 2, per_bin, "--", color=plot.OKABE_ITO["green"], label=_("background in the fit")
    )
    axes.set_ylim(0, None)
    axes.set_ylabel(_("events per 0.5 GeV"))
    axes.legend()
    plot.stamp(axes, sample)
    expected = np.diff(expected_events(edges, *fit.values))
    pulls = (counted.values() - expected) / np.sqrt(expected)
    lower.errorbar(counted.axes[0].centers, pulls, yerr=1, fmt="o", color="black", markersize=4)
    lower.axhline(0, color=plot.OKABE_ITO["vermilion"], linewidth=1)
    lower.set_ylim(-4, 4)
    lower.set_ylabel(_("pull"))
    lower.set_xlabel(_("mass of the muon pair") + " [GeV]")
    plt.show()

# %% [markdown]
# The lower panel shows the **pulls**: (data − fit) divided by the statistical uncertainty of the bin. If the model
# is right, about two thirds of them lie between −1 and 1, and $\chi^2$ is near its number of degrees of freedom.
#
# ## 6. Compared with the world
#
# All experiments together give $M_\mathrm{Z}$ = 91.1880 ± 0.0020 GeV (Particle Data Group, *Review of Particle
# Physics*, 2024).
#
# **Task 6.** By how many of your standard deviations does your mass differ from it? Give it a sign: negative if
# yours is lighter.
#
# <details><summary>Hint</summary>
#
# Difference divided by uncertainty. The uncertainty of a difference is $\sqrt{a^2 + b^2}$; here one of the two
# hardly matters.
#
# </details>

# %%
pdg_mass, pdg_error = 91.1880, 0.0020

# solution:begin
deviation = (z_mass - pdg_mass) / np.sqrt(z_mass_error**2 + pdg_error**2)
# solution:instead
# # Your turn: the difference in standard deviations.
# deviation = None
# solution:end

check("deviation", deviation)

# %% [markdown]
# With the real data: four standard deviations! By chance alone this would happen about once in 70 000 times. Have
# we found that the Z is lighter than everybody thinks?
#
# No. The uncertainty of the fit is only *statistical*: it says how much the result jumps about if the same
# measurement is made again with new events. It knows nothing of effects which push every event the same way:
#
# - **Calibration.** The momentum of a muon is read from the curvature of its track. The final corrections of the
#   momentum scale, which an analysis applies on top, are not in this education sample. A scale that is off by 0.2 %
#   moves the Z by 0.2 GeV.
# - **Radiation.** A muon can emit a photon as it is made. The photon's energy is then missing from the pair, and
#   the mass comes out too low, never too high. That makes a tail on the left, which our symmetric curve does not
#   have.
#
# What such effects leave uncertain is called a **systematic** uncertainty. In a real measurement, finding and
# bounding them is most of the work.
#
# ## 7. Go further
#
# **Task 7.** Make such an effect visible: fit again from 80 to 100 GeV with `fit_z(80, 100)`. By how many GeV does
# the mass move (wide minus narrow)? Look at $\chi^2$ as well: in which of the two windows does the model describe the
# data well?
#
# <details><summary>Hint</summary>
#
# `wide = fit_z(80, 100)`, then `wide.values["mass"] - z_mass`. Also print `wide.fval / wide.ndof`.
#
# </details>

# %%
# solution:begin
wide = fit_z(80, 100)
shift = wide.values["mass"] - z_mass if fit_is_good(wide) else None
print(_("chi-squared per degree of freedom: {value:.2f}").format(value=wide.fval / wide.ndof))
# solution:instead
# # Your turn: fit the wide window and compare.
# shift = None
# solution:end

check("window_shift", shift)

# %% [markdown]
# <details><summary>What does that tell us?</summary>
#
# With the real data the fit in the wide window is poor: $\chi^2$ is about twice the number of degrees of freedom,
# because the tail from radiation pulls the curve to the left. The mass moves by three times its statistical
# uncertainty. A careful physicist would quote at least this shift as a systematic uncertainty: 0.15 GeV. With it, our
# result and the world's agree quite well.
#
# </details>
#
# **Task 8.** Other data: 20 000 muon pairs near the J/ψ, taken in 2011 at 7 TeV. Their table holds the two muons in
# columns. How many pairs have an opening angle around the beam, $|\Delta\phi|$, below 0.5? Mind the seam: $\phi$ runs
# from $-\pi$ to $\pi$, and two muons at 3.1 and −3.1 are close neighbours.
#
# <details><summary>Hint</summary>
#
# `kinematics.delta_phi(a, b)` wraps the difference into the range from $-\pi$ to $\pi$. Cut on its absolute value.
#
# </details>

# %%
jpsi = samples.get("cms7-dimuon-jpsi")
table = jpsi.arrays(["phi1", "phi2"])

# solution:begin
close_pairs = np.sum(np.abs(kinematics.delta_phi(table.phi1, table.phi2)) < 0.5)
# solution:instead
# # Your turn: count the pairs with an angle below 0.5.
# close_pairs = None
# solution:end

check("close_pairs", close_pairs)

# %% [markdown]
# ## What you have learnt
#
# - An invariant mass brings back a particle that decayed before anything could see it.
# - A peak has a position, a width and a background under it; a fit finds all of them, and their statistical
#   uncertainties.
# - A fit that did not converge, or whose parameter ended on a limit, gives no result.
# - A small statistical uncertainty does not make a number true: systematic effects must be looked for.
#
# **Data:** CMS collaboration, dimuon events of 2012 (record 12341) and 2011 (record 545) of the CERN Open Data
# portal, CC0. They are an excerpt for education, without the experiment's final calibration.
