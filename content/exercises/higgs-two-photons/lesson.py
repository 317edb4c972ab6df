# %% [markdown]
# # Higgs to two photons: a bump on a hill
#
# Once in about 440 decays a Higgs boson turns into two **photons**: two flashes of light, and nothing else. It was
# in such pairs of photons, among others, that the Higgs boson was found in 2012: a small bump on a large, smooth
# hill. The bump has become one of the best-known pictures of physics.
#
# Here are 17 799 real pairs of photons that ATLAS recorded in 2016 at 13 TeV. Is there a bump? The honest answer to
# this question takes a whole lesson. You will learn how physicists look for a small bump, and how they find out how
# much more data they need.

# %% [markdown]
# ![Left: two gluons join through a loop of top quarks into a Higgs boson, which decays through a loop of W bosons or
# top quarks into two photons. Right: a falling spectrum of the mass of two photons, mostly from other processes, with
# a small bump at 125 GeV.](process.svg)

# %% [markdown]
# A photon has no mass, and the Higgs boson gives particles their mass: so the two do not touch. The decay takes a
# detour, through a loop of W bosons or top quarks that exist for a tiny moment. That is why it is so rare.
#
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: real open data, or practice simulation.

# %%
import awkward as ak
import matplotlib.pyplot as plt
import numpy as np
from iminuit import Minuit
from iminuit.cost import poisson_chi2
from scipy.special import xlogy
from scipy.stats import norm

from lhcbox import kinematics, language, massfit, plot, samples
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("higgs-two-photons")

sample = samples.get("atlas13-gamgam-table")
table = sample.arrays()
print(sample.title, "|", sample.label)
if sample.note:
    print(sample.note)
for unknown in sample.unknowns:
    print("?", unknown)
print(_("{n} pairs of photons").format(n=len(table)))

# %% [markdown]
# Read what is printed above: it says where the table comes from, and what is *not* known about it. ATLAS recorded
# about $0.5\ \mathrm{fb}^{-1}$ in period A of this release; the first 80 % of it are in the table, so $L \approx
# 0.4\ \mathrm{fb}^{-1}$. This is inferred, nobody has written it down. Keep it in mind.
#
# ## 1. The mass of two photons
#
# A photon hits the calorimeter and stops in it. ATLAS measures its energy $E$ and its direction: $\eta$ (along the
# beam) and $\phi$ (around it). For two particles without a mass the invariant mass is
#
# $$m_{\gamma\gamma} = \sqrt{2\,E_1 E_2\,(1 - \cos\alpha)} \qquad \cos\alpha = \frac{\cos\Delta\phi +
# \sinh\eta_1 \sinh\eta_2}{\cosh\eta_1 \cosh\eta_2}$$
#
# where $\alpha$ is the angle between the photons. This release gives energies in **MeV**.
#
# **Task 1.** What is the mass of the two photons of the first event, in GeV?
#
# <details><summary>Hint</summary>
#
# `first.photon_E[0]` and `first.photon_E[1]` are the energies in MeV, `first.photon_eta[0]` and so on the
# directions. Work out $\cos\alpha$ first and print it: it must lie between −1 and 1. `np.cos`, `np.sinh`, `np.cosh`
# and `np.sqrt` do the rest.
#
# </details>

# %%
first = table[0]
print("E   =", first.photon_E.tolist(), "MeV")
print("eta =", first.photon_eta.tolist())
print("phi =", first.photon_phi.tolist())

# solution:begin
eta1, eta2 = first.photon_eta[0], first.photon_eta[1]
cosine = np.cos(first.photon_phi[0] - first.photon_phi[1]) + np.sinh(eta1) * np.sinh(eta2)
cosine = cosine / (np.cosh(eta1) * np.cosh(eta2))
first_mass = np.sqrt(2 * first.photon_E[0] * first.photon_E[1] * (1 - cosine)) / 1000
# solution:instead
# # Your turn: the cosine of the angle, then the mass in GeV.
# first_mass = None
# solution:end

check("first_mass", first_mass)

# %% [markdown]
# `kinematics.invariant_mass` does the same for all events at once. A few of them have a third photon; we take the
# two with the largest transverse momentum, which stand first.

# %%
pt = table.photon_pt[:, :2] / 1000
eta, phi = table.photon_eta[:, :2], table.photon_phi[:, :2]
mass = np.asarray(kinematics.invariant_mass(pt, eta, phi, energy=table.photon_E[:, :2] / 1000))

all_pairs = plot.histogram(mass, np.arange(50, 201, 2))
figure, axes = plot.figure()
plot.data_points(axes, all_pairs)
axes.set_ylim(0, None)
plot.axis_labels(axes, _("mass of the two photons"), "GeV", 2)
plot.legend(axes)
plot.stamp(axes, sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With the real data: points with small error bars from 50 to 200 GeV in steps of 2 GeV. Below 80 GeV there are few
# events; the counts climb steeply to about 500 a bin near 90 GeV, and fall smoothly to 50 a bin at 200 GeV. At 125
# GeV nothing catches the eye.
#
# </details>
#
# A hill. Its left side is steep for a simple reason: photons below 40 and 30 GeV are not in the table. Light pairs
# with such momenta are rare. The right side is what nature makes: pairs of photons come out of the collisions of
# quarks and gluons at any mass, and the larger the mass, the fewer they are. And some "photons" are none: a jet whose
# energy went mostly into a $\pi^0$ looks much like one, because $\pi^0 \to \gamma\gamma$.
#
# ## 2. The selection
#
# For its release of 2025, ATLAS published how students may select photons. For the two leading photons:
#
# | cut | why |
# |---|---|
# | both *tight* | the shape of the flash in the calorimeter is that of a photon, not of a jet |
# | both isolated | a jet has many other particles around it |
# | both out of the *crack*, $1.37 < \lvert\eta\rvert < 1.52$ | here two parts of the calorimeter meet |
# | both $\lvert\eta\rvert < 2.37$ | beyond it, the calorimeter is too coarse to tell a photon from a $\pi^0$ |
# | $p_\mathrm{T}$ > 50 GeV and > 30 GeV | hard photons are rarer among the background |
# | both $p_\mathrm{T}/m_{\gamma\gamma} > 0.35$ | background prefers the direction of the beam, the Higgs boson none |
#
# Whoever made our table has already selected: tight photons above 40 and 30 GeV, isolated in the calorimeter (less
# than 4 GeV around them). The isolation that was published for 2025 uses tracks, which the table does not have; so we
# live with the other one. What of the rest has already been done? Do not trust, count!
#
# **Task 2.** Of the two leading photons of all events: how many are in the crack? And how many lie beyond the limit,
# with $\lvert\eta\rvert > 2.37$?
#
# <details><summary>Hint</summary>
#
# `np.abs(eta)` is the absolute value of all of them. A condition such as `(a > 1.37) & (a < 1.52)` gives true or
# false for each photon, `ak.sum` counts what is true.
#
# </details>

# %%
# solution:begin
a = np.abs(eta)
in_crack = ak.sum((a > 1.37) & (a < 1.52))
too_far = ak.sum(a > 2.37)
# solution:instead
# # Your turn: two numbers of photons.
# in_crack = None
# too_far = None
# solution:end

check("in_crack", in_crack)
check("too_far", too_far)

# %% [markdown]
# **Task 3.** Make a mask `selected` with the cuts that still have to be done: $\lvert\eta\rvert < 2.37$, transverse
# momenta above 50 and 30 GeV, and $p_\mathrm{T}/m_{\gamma\gamma} > 0.35$ for both photons. How many events pass? How
# many of them lie from 105 to 160 GeV (the lower edge included, the upper one not)?
#
# <details><summary>Hint</summary>
#
# `pt[:, 0]` are the leading photons, `pt[:, 1]` the second ones, in GeV. Both photons must pass: `ak.all(a < 2.37,
# axis=1)` is true where it is true for all photons of an event. Combine with `&`, each condition in brackets.
#
# </details>

# %%
# solution:begin
selected = ak.all(np.abs(eta) < 2.37, axis=1) & (pt[:, 0] > 50) & (pt[:, 1] > 30)
selected = selected & (pt[:, 0] / mass > 0.35) & (pt[:, 1] / mass > 0.35)
passed = ak.sum(selected)
in_range = ak.sum(selected & (mass >= 105) & (mass < 160))
# solution:instead
# # Your turn: the mask, and two numbers of events.
# selected = None
# passed = None
# in_range = None
# solution:end

check("passed", passed)
check("in_range", in_range)

# %% [markdown]
# ## 3. The hill
#
# What would the spectrum be *without* a Higgs boson? Nobody can compute this hill to one per cent: too many jets in
# it, and no simulation is that good. So one lets the data tell. Away from 125 GeV there is no Higgs boson; a smooth
# curve that describes the data there is believed in between, too. We take
#
# $$b(m) = \exp(a_0 + a_1 x + a_2 x^2) \qquad x = \frac{m - 125\ \mathrm{GeV}}{25\ \mathrm{GeV}}$$
#
# It is positive whatever the parameters are, it falls nearly as an exponential function does, and $a_2$ bends it a
# little. At 125 GeV it is simply $e^{a_0}$: the background per GeV.
#
# How does one find the best parameters? In bins of 1 GeV, $n_i$ events were counted and $\mu_i = b(m_i)$ are
# expected. A count follows the **Poisson distribution**, $P(n_i) = \mu_i^{n_i} e^{-\mu_i} / n_i!$. The best curve is
# the one that makes the product of all $P(n_i)$, the **likelihood**, as large as possible. Instead of this tiny
# number one uses
#
# $$D = 2 \sum_i \left[\mu_i - n_i + n_i \ln\frac{n_i}{\mu_i}\right]$$
#
# $D$ is −2 times the logarithm of the likelihood, shifted so that it is 0 if all $\mu_i = n_i$. Its smallest value is
# best, and if the curve is right, it is about as large as the number of bins minus that of the parameters.
#
# **Task 4.** Complete `disagreement`, then run the cell. How many events per GeV of background are there at 125 GeV?
# And how large is the smallest $D$?
#
# <details><summary>Hint</summary>
#
# `counts` holds all $n_i$; `np.sum` adds up. `xlogy(n, n / mu)` is $n \ln(n/\mu)$, and stays 0 if $n = 0$. The rest is
# the formula.
#
# </details>

# %%
# From here on the notebook works with its own selection, so that you can go on even if a task is open.
own = ak.all(np.abs(eta) < 2.37, axis=1) & (pt[:, 0] > 50) & (pt[:, 1] > 30) & ak.all(pt / mass > 0.35, axis=1)
edges = np.arange(105, 161, 1.0)
spectrum = plot.histogram(mass[own], edges)
counts, centres = spectrum.values(), spectrum.axes[0].centers
x = (centres - 125) / 25


def hill(parameters):
    """Background in each bin: exp(a0 + a1 x + a2 x**2 + …), as many terms as there are parameters."""
    return np.exp(np.polynomial.polynomial.polyval(x, parameters))


def disagreement(parameters):
    """D for the hill with these parameters."""
    mu = hill(parameters)
    # solution:begin
    return 2 * np.sum(mu - counts + xlogy(counts, counts / mu))
    # solution:instead
    # # Your turn: replace None by the formula.
    # return None
    # solution:end


start = [np.log(60), -0.5, 0.0]
height_at_125 = None
smallest_d = None
if disagreement(start) is not None:
    fit = Minuit(disagreement, start)
    fit.errordef = 1  # one standard deviation away from the best value, D is larger by 1
    fit.migrad()
    height_at_125 = np.exp(fit.values[0])
    smallest_d = fit.fval
    print(_("{bins} bins, {free} parameters").format(bins=len(counts), free=len(start)))

check("height_at_125", height_at_125)
check("smallest_d", smallest_d)

# %% [markdown]
# A $D$ of 61 for 52 *degrees of freedom* (55 bins minus 3 parameters) is unsuspicious: it scatters by about
# $\sqrt{2\cdot 52} \approx 10$. (These numbers are those of the real table.)
#
# <details><summary>Why not a straightforward χ²?</summary>
#
# Many know the sum $\chi^2 = \sum (n_i - \mu_i)^2 / n_i$, in which $\sqrt{n_i}$ is the error of each count. The next
# cell fits with it, and then compares the area under the curve with the number of events. With the Poisson likelihood
# the two are equal. With $\chi^2$ the curve has about 59 events **too few**: one for each bin. A bin that has
# fluctuated down gets too small an error, so it counts too much and pulls the curve down. Of 2821 events this is no
# more than 2 %, but we are searching for about ten! The mistake is five times the signal.
#
# </details>

# %%
print(_("events in the spectrum: {n:.0f}").format(n=counts.sum()))
likelihood_fit = Minuit(lambda parameters: poisson_chi2(counts, hill(parameters)), start)
likelihood_fit.errordef = 1
likelihood_fit.migrad()
background = hill(likelihood_fit.values)
print(_("under the curve, Poisson likelihood: {n:.0f}").format(n=background.sum()))
if np.all(counts > 0):  # an empty bin would have the error 0
    simple_fit = Minuit(lambda parameters: np.sum((counts - hill(parameters)) ** 2 / counts), start)
    simple_fit.migrad()
    print(_("under the curve, χ² with the errors √n: {n:.0f}").format(n=hill(simple_fit.values).sum()))

# %% [markdown]
# ## 4. A bump?
#
# Now add a Higgs boson to the model. All its decays have $m_{\gamma\gamma}$ = 125 GeV, but the calorimeter smears
# it: the bump is a Gauss curve. From the published fit of all data of 2015 and 2016 we know how wide it is: 1.4 GeV.
# We **fix** mass and width and let only the number $s$ of Higgs bosons free:
#
# $$\mu_i = b(m_i) + s\,g_i$$
#
# where $g_i$ is the part of the Gauss curve in bin $i$. $s$ may come out negative: then there are fewer events at 125
# GeV than on the hill around it. Whoever forbids that finds too many Higgs bosons on average.
#
# **Task 5.** Complete `hill_and_bump`. How many Higgs bosons does the fit find, with which uncertainty?
#
# <details><summary>Hint</summary>
#
# `bump` holds all $g_i$, `parameters[0]` is $s$, and `hill(parameters[1:])` is the background with the others.
#
# </details>

# %%
MASS, WIDTH = 125.0, 1.4


def bump_of(bin_edges, peak=MASS, width=WIDTH):
    """Part of a Gauss curve in each bin."""
    return np.diff(norm.cdf(bin_edges, peak, width))


bump = bump_of(edges)


def hill_and_bump(parameters):
    """Expected events in each bin: parameters[0] Higgs bosons on the hill of the other parameters."""
    # solution:begin
    return hill(parameters[1:]) + parameters[0] * bump
    # solution:instead
    # # Your turn: replace None.
    # return None
    # solution:end


higgs = None
higgs_error = None
if hill_and_bump([0.0, *start]) is not None:
    fit = Minuit(lambda p: poisson_chi2(counts, hill_and_bump(p)), [0.0, *likelihood_fit.values])
    fit.errordef = 1
    fit.migrad()
    higgs = fit.values[0]
    higgs_error = fit.errors[0]

check("higgs", higgs)
check("higgs_error", higgs_error)

# %%
both_fit = Minuit(lambda p: poisson_chi2(counts, hill(p[1:]) + p[0] * bump), [0.0, *likelihood_fit.values])
both_fit.errordef = 1
both_fit.migrad()
found, found_error = both_fit.values[0], both_fit.errors[0]
on_the_hill = hill(both_fit.values[1:])

figure, axes, lower = plot.figure_with_ratio()
plot.data_points(axes, spectrum)
axes.plot(centres, on_the_hill, color=plot.OKABE_ITO["blue"], linestyle="--", label=_("background"))
axes.plot(centres, on_the_hill + found * bump, color=plot.OKABE_ITO["vermilion"], label=_("background and Higgs boson"))
axes.set_ylim(0, 1.15 * axes.get_ylim()[1])
axes.set_ylabel(_("events per 1 GeV"))
plot.legend(axes, loc="upper right")
plot.stamp(axes, sample)
lower.axhline(0, color=plot.OKABE_ITO["blue"], linestyle="--", linewidth=1.2)
lower.errorbar(centres, counts - on_the_hill, yerr=np.sqrt(on_the_hill), fmt="o", color="black", markersize=3.5)
lower.plot(centres, found * bump, color=plot.OKABE_ITO["vermilion"])
lower.set_ylabel(_("data − background"), fontsize=10)
lower.set_xlabel(_("mass of the two photons") + " [GeV]")
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With the real data: points from 105 to 160 GeV in steps of 1 GeV, falling from about 90 to about 18 a bin, with
# error bars of 4 to 10 events. A dashed curve goes smoothly through them. A full curve, with the Higgs boson, is
# above it by at most three events near 125 GeV and otherwise covered by it. Below, data minus background: the points
# scatter around zero, most of them within their error bars; the fitted bump of three events is far smaller than the
# scatter.
#
# </details>
#
# With the real data: about ten Higgs bosons, give or take twenty. The fit says: perhaps there are some, perhaps
# there are none.
#
# The lower panel is called the **residuals**. It is the place to look at: on the falling hill the eye sees bumps and
# misses them as it pleases.
#
# ### And if all parameters are free?
#
# It is tempting to let the fit find the mass and the width, too. The next cell does so, within generous limits: mass
# from 110 to 155 GeV, width from 0.5 to 5 GeV.

# %%
free_fit = Minuit(
    lambda s, mass, width, a0, a1, a2: poisson_chi2(counts, hill([a0, a1, a2]) + s * bump_of(edges, mass, width)),
    20.0,
    MASS,
    WIDTH,
    *likelihood_fit.values,
)
free_fit.errordef = 1
free_fit.limits["mass"] = (110, 155)
free_fit.limits["width"] = (0.5, 5)
free_fit.migrad()
for name in ("s", "mass", "width"):
    print(f"{name:>6} = {free_fit.values[name]:7.2f} ± {free_fit.errors[name]:.2f}")
for problem in massfit.problems(free_fit):
    print("✗", problem)

# %% [markdown]
# With the real data, the fit takes refuge with a single bin near 119 GeV that has fluctuated up, and the width ends
# **on its limit**. Such a fit has failed: it did not find the best value, it found the fence that we have put up. The
# numbers look like a result, with an uncertainty and all; but they are none. A limit that is hit must be said, never
# printed as if it had been measured. (It has happened to professionals: a published teaching example shows a width of
# exactly 5.0 GeV, its limit.)
#
# Where there is no bump to hold on to, mass and width mean nothing. Fixing them is not a trick: it is knowledge from
# elsewhere.
#
# <details><summary>And how much depends on the shape of the hill?</summary>
#
# Try it: instead of `start`, fit with two parameters (no bend) or with four. With the real data two give 30 Higgs
# bosons, three give 11, four 17, each ± 20. None of these hills describes the data badly. That is a **systematic
# uncertainty**, here about as large as the signal that one expects. ATLAS measures it with large simulated samples
# of the background: it calls what a fit finds there, although no Higgs boson is in it, the *spurious signal*.
#
# </details>
#
# ## 5. What should we have seen?
#
# "About ten, give or take twenty": is that too few? For this one must know how many Higgs bosons there should be.
#
# $$S = L \cdot \sigma \cdot \mathcal{B} \cdot \varepsilon$$
#
# - $L$ is the integrated luminosity, 0.4 fb$^{-1}$ for our table.
# - $\sigma$ = 55.1 pb is the cross-section for making a Higgs boson at 13 TeV in any way, from the release's own list.
# - $\mathcal{B}$ = 0.00227 is the part of them that decays into two photons.
# - $\varepsilon$ is the **efficiency**: the part of these decays that the detector sees and the selection keeps.
#
# Nobody told us $\varepsilon$ for our table. But a fit with the same cuts (and isolation by tracks) to all data of
# 2015 and 2016 was published: of 250 125 events from 100 to 160 GeV, 249 092 were background. The rest, **1033**, are
# the Higgs bosons, in 36.1 fb$^{-1}$.
#
# **Task 6.** Work out $\varepsilon$ from the published fit, and then how many Higgs bosons are expected in our table.
#
# <details><summary>Hint</summary>
#
# 1 pb = 1000 fb. In 36.1 fb$^{-1}$ there are $36.1 \cdot 55.1 \cdot 1000 \cdot 0.00227$ decays into two photons. How
# many of them were found?
#
# </details>

# %%
TABLE_FB = 0.4
CROSS_SECTION_PB = 55.1
BRANCHING = 0.00227

# solution:begin
efficiency = 1033 / (36.1 * CROSS_SECTION_PB * 1000 * BRANCHING)
expected = TABLE_FB * CROSS_SECTION_PB * 1000 * BRANCHING * efficiency
# solution:instead
# # Your turn: the efficiency, and the Higgs bosons expected in the table.
# efficiency = None
# expected = None
# solution:end

check("efficiency", efficiency)
check("expected", expected)

# %% [markdown]
# The published background has an uncertainty of 581. Counting alone would give $\sqrt{249092} \approx 499$; the rest,
# $\sqrt{581^2 - 499^2} \approx 298$, comes with the signal. So it is 1033 ± 298, and our expectation is known to about
# 30 % only: **11 ± 3**.
#
# So in our table there are most probably about eleven Higgs bosons. The fit finds as many, but this agreement is worth
# nothing: with ± 20 it could as well have found −10 or 30.
#
# ## 6. How much data would be enough?
#
# A quick estimate: count in a window of two standard deviations around 125 GeV, that is ± 2.8 GeV. It holds 95.4 % of
# the signal, $S_\mathrm{w} = 0.954\,S$, and $B_\mathrm{w}$ events of background: the height of the hill times 5.6 GeV.
# If there were no Higgs boson, the count would fluctuate by $\sqrt{B_\mathrm{w}}$. So the signal is
# $S_\mathrm{w}/\sqrt{B_\mathrm{w}}$ standard deviations.
#
# With more data, both $S$ and $B$ grow in proportion to $L$. So
#
# $$\frac{S}{\sqrt B} \propto \frac{L}{\sqrt L} = \sqrt L$$
#
# To get twice as many standard deviations one needs **four times** the data.
#
# **Task 7.** Work out $S_\mathrm{w}/\sqrt{B_\mathrm{w}}$ for the table. How many fb$^{-1}$ are needed for three
# standard deviations (*evidence*), how many for five (*discovery*)? And how many selected events from 105 to 160 GeV
# would that be for five?
#
# <details><summary>Hint</summary>
#
# `height` below is the height of the hill at 125 GeV and `signal` the expected signal. If 0.4 fb$^{-1}$ give $Z$
# standard deviations, $0.4\,(3/Z)^2$ give three. The number of events grows in proportion to $L$.
#
# </details>

# %%
height = np.exp(likelihood_fit.values[0])
signal = TABLE_FB * 1033 / 36.1
print(_("{height:.1f} background events per GeV, {signal:.1f} Higgs bosons").format(height=height, signal=signal))

# solution:begin
significance = 0.954 * signal / np.sqrt(5.6 * height)
needed_3 = TABLE_FB * (3 / significance) ** 2
needed_5 = TABLE_FB * (5 / significance) ** 2
needed_events = round(counts.sum() * needed_5 / TABLE_FB)
# solution:instead
# # Your turn: standard deviations in the table, fb⁻¹ for three and for five, events for five.
# significance = None
# needed_3 = None
# needed_5 = None
# needed_events = None
# solution:end

check("significance", significance)
check("needed_3", needed_3)
check("needed_5", needed_5)
check("needed_events", needed_events)

# %%
luminosities = np.geomspace(0.1, 300, 100)
window_signal, window_background = 0.954 * signal, 5.6 * height
figure, axes = plot.figure()
axes.plot(
    luminosities,
    window_signal / np.sqrt(window_background) * np.sqrt(luminosities / TABLE_FB),
    color=plot.OKABE_ITO["blue"],
    label=_("counting in a window, S/√B"),
)
axes.plot(
    luminosities,
    signal / found_error * np.sqrt(luminosities / TABLE_FB),
    color=plot.OKABE_ITO["vermilion"],
    linestyle="--",
    label=_("from the uncertainty of our fit"),
)
for deviations, word in ((3, _("evidence")), (5, _("discovery"))):
    axes.axhline(deviations, color="#666666", linewidth=1, linestyle=":")
    axes.text(0.12, deviations * 1.05, word, fontsize=11, color="#444444")
for fb, word in ((0.4, _("this table")), (10.06, _("release of 2020")), (36.1, _("release of 2025"))):
    axes.axvline(fb, color="#666666", linewidth=1)
    axes.text(fb * 1.06, 0.22, word, fontsize=11, rotation=90, color="#444444", va="bottom")
axes.set_xscale("log")
axes.set_yscale("log")
axes.set_xlim(0.1, 300)
axes.set_ylim(0.2, 30)
axes.set_xlabel(_("integrated luminosity") + " [fb⁻¹]")
axes.set_ylabel(_("expected standard deviations"))
plot.legend(axes, loc="upper left")
plot.stamp(axes, sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Both axes are logarithmic, so $\sqrt L$ is a straight line. With the real data, two nearly equal lines rise from 0.3
# standard deviations at 0.1 fb⁻¹ to about 16 at 300 fb⁻¹. They cross three standard deviations near 10 fb⁻¹, the
# release of 2020, and five near 30 fb⁻¹, a little less than the release of 2025. Our table, at 0.4 fb⁻¹, is at 0.6.
#
# </details>
#
# With the real data: 0.6 standard deviations here; about 10 fb⁻¹ for evidence, nearly 30 fb⁻¹ for a discovery. The
# whole release of 2020 has 10 fb⁻¹, that of 2025 has 36 fb⁻¹.
#
# From those 36 fb⁻¹, ATLAS itself measured 0.99 ± 0.14 times the expected number of Higgs bosons: seven standard
# deviations from none. It did better than our estimate because it sorted the pairs into classes: where photons are
# measured best, or jets fly beside them in a special way, there is far more signal on the same background.
#
# ## 7. If your box holds all collisions
#
# A box of the larger profile holds the photon pairs of the whole release of 2020, about 10 fb⁻¹: a sample called
# `atlas13-gamgam-data`. There only loose cuts have been made (two tight photons above 25 GeV), and one can do the
# others right. The cell below looks whether it is here; if not, it says so, and you may read on.
#
# The crack is worth a second look. A photon is out of it if $\lvert\eta\rvert < 1.37$ **or** $\lvert\eta\rvert >
# 1.52$. A published example has the two numbers the wrong way round: `(a < 1.52) | (a > 1.37)`. Which photons does
# that remove? None: every number is below 1.52 or above 1.37. To veto what lies *between*, one asks for `(a > 1.37) &
# (a < 1.52)`, with AND, and takes the opposite.

# %%
big = samples.catalogue().get("atlas13-gamgam-data")
if big is None:
    print(_("This box does not hold the whole release; nothing to do here."))
else:
    names = ("pt", "eta", "phi", "E", "isTightID", "ptcone30", "etcone20")
    events = big.arrays([f"photon_{name}" for name in names])
    photon = {name: np.asarray(events[f"photon_{name}"][:, :2]) for name in names}
    a, big_pt = np.abs(photon["eta"]), photon["pt"] / 1000
    big_mass = np.asarray(kinematics.invariant_mass(big_pt, photon["eta"], photon["phi"], energy=photon["E"] / 1000))
    steps = {
        _("tight"): photon["isTightID"],
        _("|η| < 2.37"): a < 2.37,
        _("crack out, with OR (wrong)"): (a < 1.52) | (a > 1.37),
        _("crack out, with AND"): ~((a > 1.37) & (a < 1.52)),
        _("transverse momentum > 50 and 30 GeV"): big_pt > [50, 30],
        _("transverse momentum / mass > 0.35"): big_pt / big_mass[:, np.newaxis] > 0.35,
        _("isolated: tracks"): photon["ptcone30"] < 0.065 * photon["pt"],
        _("isolated: calorimeter"): photon["etcone20"] < 0.065 * photon["pt"],
    }
    print(big.title, "|", big.label)
    kept = np.ones(len(events), dtype=bool)
    print(f"{len(events):>9}")
    for step, passes in steps.items():
        kept &= np.all(passes, axis=1)
        print(f"{kept.sum():>9}  {step}")

# %% [markdown]
# Now the two fits, without and with a Higgs boson. The larger the sample, the more exactly the hill must be described:
# with 10 fb⁻¹ a bend $a_2$ may not be enough. So we try hills with three, four and five parameters. An additional
# parameter is worth it if it lowers $D$ by clearly more than 1, say by 4.
#
# How significant is the bump? If there is no Higgs boson, the additional parameter $s$ lowers $D$ by about 1 on
# average, and
#
# $$Z = \sqrt{D_\mathrm{hill} - D_\mathrm{hill\ and\ bump}}$$
#
# is its number of standard deviations (if $s$ is positive). It is the same as $\sqrt{2\,\Delta\ln L}$.

# %%
if big is not None:
    big_spectrum = plot.histogram(big_mass[kept], edges)
    big_counts = big_spectrum.values()
    guess, before, chosen = [np.log(big_counts[20]), -0.5, 0.0], None, None
    for free in (3, 4, 5):
        guess = [*guess, 0.0][:free] if free > 3 else guess
        alone = Minuit(lambda p: poisson_chi2(big_counts, hill(p)), guess)
        alone.errordef = 1
        alone.migrad()
        with_bump = Minuit(lambda p: poisson_chi2(big_counts, hill(p[1:]) + p[0] * bump), [0.0, *alone.values])
        with_bump.errordef = 1
        with_bump.migrad()
        gain = alone.fval - with_bump.fval
        print(
            _("{free} parameters: D = {d:.1f}, Higgs bosons {s:.0f} ± {error:.0f}, Z = {z:.1f}").format(
                free=free,
                d=with_bump.fval,
                s=with_bump.values[0],
                error=with_bump.errors[0],
                z=np.copysign(np.sqrt(max(gain, 0)), with_bump.values[0]),
            )
        )
        for problem in massfit.problems(with_bump):
            print("✗", problem)
        if before is None or before - with_bump.fval > 4:
            chosen, before = with_bump, with_bump.fval
        guess = list(alone.values)
    print(_("expected: about {s:.0f} Higgs bosons").format(s=big.luminosity_fb * 1033 / 36.1))

    big_hill = hill(chosen.values[1:])
    figure, axes, lower = plot.figure_with_ratio()
    plot.data_points(axes, big_spectrum)
    axes.plot(centres, big_hill, color=plot.OKABE_ITO["blue"], linestyle="--", label=_("background"))
    axes.plot(
        centres,
        big_hill + chosen.values[0] * bump,
        color=plot.OKABE_ITO["vermilion"],
        label=_("background and Higgs boson"),
    )
    axes.set_ylim(0, 1.15 * axes.get_ylim()[1])
    axes.set_ylabel(_("events per 1 GeV"))
    plot.legend(axes, loc="upper right")
    plot.stamp(axes, big)
    lower.axhline(0, color=plot.OKABE_ITO["blue"], linestyle="--", linewidth=1.2)
    lower.errorbar(centres, big_counts - big_hill, yerr=np.sqrt(big_hill), fmt="o", color="black", markersize=3.5)
    lower.plot(centres, chosen.values[0] * bump, color=plot.OKABE_ITO["vermilion"])
    lower.set_ylabel(_("data − background"), fontsize=10)
    lower.set_xlabel(_("mass of the two photons") + " [GeV]")
    plt.show()

    big_free = Minuit(
        lambda p: poisson_chi2(big_counts, hill(p[3:]) + p[0] * bump_of(edges, p[1], p[2])),
        [chosen.values[0], MASS, WIDTH, *chosen.values[1:]],
        name=["s", "mass", "width", *(f"a{k}" for k in range(len(chosen.values) - 1))],
    )
    big_free.errordef = 1
    big_free.limits["mass"] = (110, 155)
    big_free.limits["width"] = (0.5, 5)
    big_free.migrad()
    for name in ("s", "mass", "width"):
        print(f"{name:>6} = {big_free.values[name]:7.2f} ± {big_free.errors[name]:.2f}")
    for problem in massfit.problems(big_free):
        print("✗", problem)

# %% [markdown]
# <details><summary>The picture in words, if there is one</summary>
#
# As the picture of section 4, with about forty times the events: the points follow the falling curve closely. Below,
# data minus background: a bump of some tens of events per GeV near 125 GeV, several bins wide, stands out of the
# scatter, but not far.
#
# </details>
#
# About three standard deviations are expected with 10 fb⁻¹: one would take that seriously, and it is not yet a
# discovery. If the samples of your box are practice simulation, the bump was put in by its generator: then you have
# found what somebody had hidden, and no Higgs boson.
#
# ## What may we say?
#
# <details><summary>Have we seen the Higgs boson in the table?</summary>
#
# No. We have also not seen that it is absent. With 0.6 expected standard deviations the table cannot tell. "Not yet
# visible" is a result: we know what is missing, about seventy times the data.
#
# </details>
#
# <details><summary>May one say "the fit found eleven, as expected, so the Higgs boson is confirmed"?</summary>
#
# No. Had the fit found −10 or +30, one would have called this "in agreement" as well. A measurement that agrees with
# everything confirms nothing.
#
# </details>
#
# ## What you have learnt
#
# - A background that nobody can compute is taken from the data, with a smooth curve.
# - Counts are fitted with the Poisson likelihood; $\chi^2$ with $\sqrt n$ loses one event in each bin.
# - A parameter on its limit means that the fit has failed.
# - A significance grows with $\sqrt L$: twice as sure costs four times the data.
#
# **Data:** table `hyy_data_sample_a.csv`, made by hand of the ATLAS file data_A.GamGam.root: ATLAS collaboration,
# *ATLAS 13 TeV samples collection with at least two photons*, record 15006 of the CERN Open Data portal, DOI
# 10.7483/OPENDATA.ATLAS.B5BJ.3SGS, CC0. For education. Samples marked as practice simulation were made for this box
# and are neither ATLAS data nor ATLAS simulation.
