# %% [markdown]
# # Z to two leptons: how often, how heavy, how sure?
#
# When the LHC runs well, tens of times a second two protons collide and make a **Z boson** that turns into two
# electrons or two muons. Nobody is surprised any more: the Z was found in 1983, and its mass is known to two parts in
# 100 000.
#
# That is what makes it so useful. A lamp whose colour is known shows whether a camera works. The Z is such a lamp:
# with it ATLAS finds out how well it measures electrons and muons, and whether it counts them right. In this lesson
# you select Z bosons, see how sharp the detector is, and then measure how often they are made: at 13 TeV, and at 8
# TeV.

# %% [markdown]
# ![Left: a quark and an antiquark meet and make a Z boson, which decays into two leptons of opposite charge. Right: a
# quarter of the detector. An electron leaves a track and stops in the calorimeter; a muon leaves a track and flies on
# through everything to the muon chambers.](process.svg)

# %% [markdown]
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: ATLAS Open Data, or practice simulation.

# %%
import awkward as ak
import matplotlib.pyplot as plt
import numpy as np
from iminuit import Minuit
from iminuit.cost import ExtendedBinnedNLL
from scipy.special import voigt_profile

from lhcbox import comparison, language, massfit, objects, plot, samples
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("z-two-leptons")

ELECTRON, MUON = 11, 13
Z_WIDTH = 2.4955  # GeV, the natural width of the Z

simulated = ["zee", "zmumu", "ztautau", "ttbar", "ww", "wz", "zz", "tw", "tbarw"]
names = ["atlas13-2lep-data", *(f"atlas13-2lep-{process}" for process in simulated)]
for name in names:
    sample = samples.get(name)
    print(f"{name:22} {sample.event_count:8d}  {sample.title} | {sample.label}")
print(_("luminosity of the collisions: {lumi:.4f} per fb").format(lumi=comparison.luminosity(names)))

# %% [markdown]
# Read what is printed: which samples are practice, and how much luminosity the collisions stand for. The release of
# ATLAS has 10 fb$^{-1}$. A practice sample stands for far less; so all numbers that follow are smaller, too.
#
# ## 1. Two leptons, one mass
#
# If two particles come from one, its mass is kept in their energies and directions. For leptons so fast that their
# own mass does not matter:
#
# $$m_{\ell\ell} = \sqrt{2\,p_{\mathrm T,1}\,p_{\mathrm T,2}\,(\cosh\Delta\eta - \cos\Delta\phi)}$$
#
# $p_\mathrm{T}$ is the momentum across the beam, $\eta$ says how far forward the particle flies, $\phi$ is the angle
# round the beam. We read the events with `unit="GeV"`.
#
# **Task 1.** What is the mass of the first pair of muons in the collisions, in GeV?
#
# <details><summary>Hint</summary>
#
# `one.pt`, `one.eta`, `one.phi` belong to the first muon, `two.pt` and so on to the second one. `np.cosh`, `np.cos`,
# `np.sqrt` do the rest. The angles are in radians already.
#
# </details>

# %%
branches = ["lep", "trigE", "trigM"]
events = samples.get("atlas13-2lep-data").events(branches, period="A", unit="GeV")
both_muons = (ak.num(events.lep) == 2) & ak.all(events.lep["type"] == MUON, axis=1)
one, two = events.lep[both_muons][0]
for muon in (one, two):
    print(f"pt = {muon.pt:.3f} GeV   eta = {muon.eta:.4f}   phi = {muon.phi:.4f}   charge = {muon.charge:+d}")

# solution:begin
first_mass = np.sqrt(2 * one.pt * two.pt * (np.cosh(one.eta - two.eta) - np.cos(one.phi - two.phi)))
# solution:instead
# # Your turn: the mass of this pair in GeV.
# first_mass = None
# solution:end

check("first_mass", first_mass)

# %% [markdown]
# The `vector` library does the same without a formula: the leptons are four-vectors, and four-vectors can be added.

# %%
print(_("with vector: {mass:.3f} GeV").format(mass=(one + two).mass))

# %% [markdown]
# ## 2. Which pairs are Z bosons?
#
# Not all that looks like a lepton is one, and not every pair of leptons comes from a Z. ATLAS's published exercise
# asks for this:
#
# | cut | what it is against |
# |---|---|
# | an electron or muon trigger has fired | events that were recorded for another reason |
# | exactly two *good* leptons above 25 GeV | jets that look like leptons; leptons out of jets |
# | the same flavour: two electrons or two muons | top quarks, pairs of W bosons |
# | opposite charges | pairs of which one is no lepton, or has the wrong charge |
# | $\lvert m_{\ell\ell} - 91.18\ \mathrm{GeV}\rvert < 25$ GeV | all that is no Z |
#
# *Good* means: tightly identified, within reach of the detector, coming from the collision point, and **isolated**:
# less than 15 % of its momentum is found beside it. `objects.good_leptons` does this for you. (The published exercise
# asks for no jets in its plots, too. We leave this cut away: what it removes is mostly Z bosons.)
#
# The cell below applies the first two cuts to all samples.


# %%
def two_good(events):
    """Events with a trigger and exactly two good leptons, which become events.lep; with the mass of the pair."""
    events = events[objects.fired(events)]
    leptons = objects.good_leptons(events.lep, pt=25, isolation=0.15)
    two_of_them = ak.num(leptons) == 2
    events, leptons = events[two_of_them], leptons[two_of_them]
    events["lep"] = leptons
    events["mass"] = (leptons[:, 0] + leptons[:, 1]).mass
    events["flavour"] = ak.where(leptons[:, 0]["type"] == leptons[:, 1]["type"], leptons[:, 0]["type"], 0)
    return events


pairs = comparison.select(names, two_good, branches=branches)
data = pairs["atlas13-2lep-data"].events
print(_("{n} collisions with two good leptons").format(n=len(data)))
print(data.lep.charge[:6].tolist(), data.flavour[:6].tolist(), data.mass[:6].tolist())

# %% [markdown]
# `data.lep[:, 0]` is the first lepton of every event, `data.lep[:, 1]` the second one. `data.flavour` is 11 for two
# electrons, 13 for two muons and 0 for one of each.
#
# **Task 2.** Write the last three cuts as the function `is_z`. How many Z candidates with two electrons are there
# among the collisions, and how many with two muons?
#
# <details><summary>Hint</summary>
#
# Three conditions, each in brackets, joined by `&`. `events.flavour > 0`; the product of the two charges,
# `events.lep[:, 0].charge * events.lep[:, 1].charge`, is negative; and `np.abs(events.mass - 91.18) < 25`. Then
# `np.sum(is_z(data) & (data.flavour == ELECTRON))` counts.
#
# </details>


# %%
def is_z(events):
    """Which events pass the last three cuts."""
    # solution:begin
    opposite = events.lep[:, 0].charge * events.lep[:, 1].charge < 0
    return (events.flavour > 0) & opposite & (np.abs(events.mass - 91.18) < 25)
    # solution:instead
    # # Your turn: replace None by the mask.
    # return None
    # solution:end


# solution:begin
electron_pairs = np.sum(is_z(data) & (data.flavour == ELECTRON))
muon_pairs = np.sum(is_z(data) & (data.flavour == MUON))
# solution:instead
# # Your turn: count both.
# electron_pairs = None
# muon_pairs = None
# solution:end

check("electron_pairs", electron_pairs)
check("muon_pairs", muon_pairs)

# %% [markdown]
# From here on the notebook uses its own cuts, so that you can go on even if a task is open. Here is the **cut flow**:
# what is left after each cut, of the collisions and of the simulation, weighted to the same luminosity.


# %%
def same_flavour(events):
    return events.flavour > 0


def opposite_charges(events):
    return events.lep[:, 0].charge * events.lep[:, 1].charge < 0


def near_z(events, window=25):
    return np.abs(events.mass - 91.18) < window


def chosen(kept, *conditions):
    """Of each sample only those events, with their weights, that fulfil all conditions."""
    left = {}
    for name, each in kept.items():
        mask = np.ones(len(each.events), dtype=bool)
        for condition in conditions:
            mask &= np.asarray(condition(each.events))
        left[name] = comparison.Kept(each.sample, each.events[mask], each.weights[mask])
    return left


signals = ["atlas13-2lep-zee", "atlas13-2lep-zmumu"]
others = [name for name in names[1:] if name not in signals]
flow = [(_("trigger, two good leptons"), []), (_("same flavour"), [same_flavour])]
flow += [(_("opposite charges"), [same_flavour, opposite_charges])]
flow += [(_("mass near the Z"), [same_flavour, opposite_charges, near_z])]
print("{:28} {:>8} {:>11} {:>9}".format("", _("data"), "Z → ee, µµ", _("other")))
for what, conditions in flow:
    left = chosen(pairs, *conditions)
    counted = len(left["atlas13-2lep-data"].events)
    print(f"{what:28} {counted:8d} {comparison.totals(left, signals)[0]:11.1f}", end=" ")
    print(f"{comparison.totals(left, others)[0]:9.1f}")

# %% [markdown]
# With the practice samples of this box, two good leptons are enough to leave hardly anything but Z bosons. The same
# flavour removes most of what remains of the top quarks. (If your box holds real events, they were selected before
# they came into the box: then the first lines do not change much.)
#
# **Task 3.** And the cut on the charge? Count the pairs of *equal* charge, with the same flavour and a mass near the
# Z, among the collisions: how many of electrons, how many of muons?
#
# <details><summary>Hint</summary>
#
# `same_flavour`, `opposite_charges` and `near_z` are functions that give masks. `~mask` turns a mask round. Do not
# forget the flavour.
#
# </details>

# %%
# solution:begin
equal = near_z(data) & ~opposite_charges(data)
equal_electrons = np.sum(equal & (data.flavour == ELECTRON))
equal_muons = np.sum(equal & (data.flavour == MUON))
# solution:instead
# # Your turn: count pairs of equal charge.
# equal_electrons = None
# equal_muons = None
# solution:end

check("equal_electrons", equal_electrons)
check("equal_muons", equal_muons)

# %% [markdown]
# A Z has no charge, so these pairs should not exist. But an electron may radiate a photon in the material of the
# detector, the photon turns into an electron and a positron, and the track of the *wrong* one is taken. A muon
# radiates 40 000 times less (the rate goes as one over the mass squared), so this does not happen to it.
#
# ## 3. Collisions against simulation
#
# Now all selected pairs, electrons and muons, beside what the simulation expects. The axis is logarithmic. On a
# linear one you would not see the background.

# %%
groups = {
    "top": comparison.Group(
        plot.Look(_("top quarks"), plot.OKABE_ITO["green"], "---"),
        ("atlas13-2lep-ttbar", "atlas13-2lep-tw", "atlas13-2lep-tbarw"),
    ),
    "bosons": comparison.Group(
        plot.Look(_("WW, WZ, ZZ"), plot.OKABE_ITO["purple"], "xx"),
        ("atlas13-2lep-ww", "atlas13-2lep-wz", "atlas13-2lep-zz"),
    ),
    "taus": comparison.Group(plot.Look("Z → ττ", plot.OKABE_ITO["orange"], "..."), ("atlas13-2lep-ztautau",)),
    "z": comparison.Group(plot.Look("Z → ee, µµ", plot.OKABE_ITO["sky"], ""), tuple(signals)),
}


def electrons(events):
    return events.flavour == ELECTRON


def muons(events):
    return events.flavour == MUON


z_candidates = chosen(pairs, same_flavour, opposite_charges, near_z)
edges = np.arange(67, 116, 2.0)
for which, quantity in ((electrons, _("mass of the two electrons")), (muons, _("mass of the two muons"))):
    main, _low = comparison.draw(chosen(z_candidates, which), groups, "mass", edges, quantity, "GeV", logarithmic=True)
    main.set_ylim(0.02, None)
    plt.show()
print(comparison.table(z_candidates, groups))

# %% [markdown]
# <details><summary>The pictures in words</summary>
#
# Two plots with a logarithmic axis, for electrons and for muons: the mass from 67 to 115 GeV in steps of 2 GeV. With
# the practice samples of this box, data points and the stacked simulation form a peak of more than 1000 events at 90
# to 92 GeV. The peak of the muons is narrower and higher. The background of top quarks and Z → ττ is flat, at one
# event per bin or less; that of boson pairs has a small peak of its own, because many of them hold a Z. Below, data
# over expectation lies near 1. In the tails both scatter, because there are few events in data and simulation.
#
# </details>
#
# **Task 4.** What share of all expected events (electrons and muons together) is background, in per cent? Z → ττ
# counts as background here, because its leptons are not those of the Z.
#
# <details><summary>Hint</summary>
#
# `comparison.totals(z_candidates, others)` gives two numbers: expected events and their statistical error. Take the
# first one. With `signals` in place of `others` you get the Z bosons.
#
# </details>

# %%
# solution:begin
expected_background = comparison.totals(z_candidates, others)[0]
expected_signal = comparison.totals(z_candidates, signals)[0]
background_percent = 100 * expected_background / (expected_signal + expected_background)
# solution:instead
# # Your turn: background over everything expected, in per cent.
# background_percent = None
# solution:end

check("background_percent", background_percent)

# %% [markdown]
# Few selections at the LHC are as clean as this one. And the normalisation is absolute: nobody has scaled the
# simulation to the data. It is $L \sigma$ times the share of events that pass.
#
# ## 4. How sharp does the detector see?
#
# The Z lives for only $3 \cdot 10^{-25}$ s. So its mass is not sharp: the curve (of Breit and Wigner) is
# $\Gamma = 2.4955$ GeV wide at half of its height. What you see is wider, because each momentum is measured with an
# error.
#
# **Task 5.** How wide are the two peaks at half of their maximum? Use the histograms in steps of 0.5 GeV below: count
# the bins that hold at least half as much as the fullest bin, and multiply by 0.5 GeV.
#
# <details><summary>Hint</summary>
#
# `np.sum(counts >= np.max(counts) / 2)` counts bins.
#
# </details>

# %%
fine = np.arange(70, 110.1, 0.5)
z_data = z_candidates["atlas13-2lep-data"].events
mass_electrons = np.asarray(z_data.mass[z_data.flavour == ELECTRON])
mass_muons = np.asarray(z_data.mass[z_data.flavour == MUON])
counts_electrons = np.histogram(mass_electrons, fine)[0]
counts_muons = np.histogram(mass_muons, fine)[0]

# solution:begin
width_electrons = 0.5 * np.sum(counts_electrons >= np.max(counts_electrons) / 2)
width_muons = 0.5 * np.sum(counts_muons >= np.max(counts_muons) / 2)
# solution:instead
# # Your turn: the full widths at half maximum, in GeV.
# width_electrons = None
# width_muons = None
# solution:end

check("width_electrons", width_electrons)
check("width_muons", width_muons)

# %% [markdown]
# This is quick but rough: one full bin, higher by chance, changes the answer. A **fit** uses all bins. If the true
# masses follow the curve of Breit and Wigner and the detector smears them by a Gauss curve of width $\sigma$, then
# the result is a *Voigt curve*:
#
# $$f(m) = N \int \frac{\Gamma/2\pi}{(m'-m_0)^2 + \Gamma^2/4}\; \frac{1}{\sqrt{2\pi}\,\sigma}\,
# e^{-(m-m')^2/2\sigma^2}\; dm'$$
#
# $\Gamma$ is known and stays fixed. Free are the number $N$, the position $m_0$ and the resolution $\sigma$. The fit
# looks at 86 to 96 GeV only: beyond, leptons that have lost energy form a tail that no Voigt curve has.


# %%
def z_shape(m, number, position, resolution):
    """Expected events per GeV at mass m."""
    return number * voigt_profile(m - position, resolution, Z_WIDTH / 2)


def fit_z(masses):
    """Fit the peak between 86 and 96 GeV; gives the finished fit."""
    edges = np.arange(86, 96.1, 0.5)
    counts = np.histogram(masses, edges)[0]
    cost = ExtendedBinnedNLL(counts, edges, z_shape, use_pdf="approximate")
    fit = Minuit(cost, number=len(masses), position=91, resolution=1.5)
    fit.limits["number"] = (0, None)
    fit.limits["resolution"] = (0.1, 6)
    fit.migrad()
    print(*massfit.problems(fit), sep="\n", end="")
    return fit


# %% [markdown]
# **Task 6.** Fit both peaks. Enter the position of the muon peak and both resolutions, in GeV.
#
# <details><summary>Hint</summary>
#
# `fit = fit_z(mass_muons)`; then `fit.values["position"]` is the position and `fit.errors["position"]` its
# uncertainty.
#
# </details>

# %%
# solution:begin
of_muons, of_electrons = fit_z(mass_muons), fit_z(mass_electrons)
position_muons = of_muons.values["position"]
resolution_muons = of_muons.values["resolution"]
resolution_electrons = of_electrons.values["resolution"]
# solution:instead
# # Your turn: fit both.
# position_muons = None
# resolution_muons = None
# resolution_electrons = None
# solution:end

check("position_muons", position_muons)
check("resolution_muons", resolution_muons)
check("resolution_electrons", resolution_electrons)

# %%
figure, axes = plot.figure()
curve = np.linspace(86, 96, 201)
looks = (
    (mass_muons, "µµ", "o", "-", plot.OKABE_ITO["blue"]),
    (mass_electrons, "ee", "s", "--", plot.OKABE_ITO["vermilion"]),
)
for masses, what, marker, line, colour in looks:
    fit = fit_z(masses)
    counts = np.histogram(masses, fine)[0]
    centres = (fine[1:] + fine[:-1]) / 2
    axes.errorbar(centres, counts, np.sqrt(counts), fmt=marker, color=colour, markersize=4, linewidth=1)
    m0, error = fit.values["position"], fit.errors["position"]
    sigma, sigma_error = fit.values["resolution"], fit.errors["resolution"]
    text = f"{what}: $m_0$ = {m0:.2f} ± {error:.2f} GeV, σ = {sigma:.2f} ± {sigma_error:.2f} GeV"
    axes.plot(curve, 0.5 * z_shape(curve, *fit.values), line, color=colour, label=text)
    print(f"{what}: χ²/ndof = {fit.fmin.reduced_chi2:.2f}")
axes.set_xlim(78, 102)
axes.set_ylim(0, 1.4 * np.max(counts_muons))
plot.axis_labels(axes, _("mass of the two leptons"), "GeV", 0.5)
plot.legend(axes)
plot.stamp(axes, pairs["atlas13-2lep-data"].sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# The masses of muon pairs (circles) and electron pairs (squares) from 78 to 102 GeV, each with a fitted curve from 86
# to 96 GeV. With the practice samples of this box the muon peak lies at 91.1 GeV, is higher and narrower; the
# electron peak lies at 90.7 GeV, is lower and wider, and has a longer tail to low masses, which its curve does not
# describe well.
#
# </details>
#
# What do you learn? With the practice samples: masses of muon pairs are measured to a little over one per cent, and
# their scale is right to about one part in 1000 (the Z is at 91.19 GeV). Electron pairs seem lighter, because some
# electrons have lost energy to a photon: the tail pulls the peak down, and $\chi^2$ tells that a Voigt curve is not
# quite its shape. ATLAS calibrates the energies of its electrons *with* the Z peak, until it lies where it must. The
# generator of the practice samples does not.
#
# ## 5. How often?
#
# The **cross-section** $\sigma$ says how often a process happens. How many events are seen depends on three things:
#
# $$N = L\,\sigma\,\varepsilon + B \qquad\Longrightarrow\qquad \sigma = \frac{N - B}{L\,\varepsilon}$$
#
# $L$ is the luminosity, how many chances there were; $B$ the background. $\varepsilon$ is the share of the Z bosons
# that pass all cuts: some leptons fly along the beam, some are too slow, some are not recognised. It can be had from
# simulation:
#
# $$\varepsilon = \frac{\text{weighted events that pass}}{L\,\sigma_\mathrm{list}}$$
#
# Here $\sigma_\mathrm{list}$ is the cross-section that the simulation was normalised to. It only serves to undo this
# normalisation: double it, and the weights double, too, and $\varepsilon$ stays.
#
# **Task 7.** What are the efficiency of Z → µµ, and its cross-section in pb with its statistical error? The errors
# are those of $N$ (it is $\sqrt N$) and of the efficiency; neglect that of the background.
#
# <details><summary>Hint</summary>
#
# In pb$^{-1}$ the luminosity is 1000 times larger than in fb$^{-1}$: `lumi` below. Relative errors of independent
# factors add in quadrature: `np.hypot(np.sqrt(n) / (n - b), passed_error / passed)`.
#
# </details>

# %%
lumi = 1000 * comparison.luminosity(names)  # per pb
sigma_list = samples.get("atlas13-2lep-zmumu").cross_section_pb
two_muons = chosen(z_candidates, muons)
n = len(two_muons["atlas13-2lep-data"].events)
b = comparison.totals(two_muons, others)[0]
passed, passed_error = comparison.totals(two_muons, ["atlas13-2lep-zmumu"])
print(f"N = {n}   B = {b:.1f}   L = {lumi:.3f}/pb   σ_list = {sigma_list:.1f} pb")
print(_("weighted events that pass: {w:.1f} ± {e:.1f}").format(w=passed, e=passed_error))

# solution:begin
efficiency_muons = passed / (lumi * sigma_list)
sigma_muons = (n - b) / (lumi * efficiency_muons)
sigma_muons_error = sigma_muons * np.hypot(np.sqrt(n) / (n - b), passed_error / passed)
# solution:instead
# # Your turn: efficiency, cross-section in pb, its error in pb.
# efficiency_muons = None
# sigma_muons = None
# sigma_muons_error = None
# solution:end

check("efficiency_muons", efficiency_muons)
check("sigma_muons", sigma_muons)
check("sigma_muons_error", sigma_muons_error)

# %% [markdown]
# The same for the electrons, as a function, since we need it again:


# %%
def cross_section(kept, collisions, signal, background):
    """Efficiency, cross-section in pb and its statistical error, of selected events."""
    luminosity = 1000 * kept[collisions].sample.luminosity_fb
    n = len(kept[collisions].events)
    b = comparison.totals(kept, background)[0]
    passed, passed_error = comparison.totals(kept, [signal])
    efficiency = passed / (luminosity * samples.get(signal).cross_section_pb)
    sigma = (n - b) / (luminosity * efficiency)
    return efficiency, sigma, sigma * np.hypot(np.sqrt(n) / (n - b), passed_error / passed)


at_13 = {
    "ee": cross_section(chosen(z_candidates, electrons), names[0], "atlas13-2lep-zee", others),
    "µµ": cross_section(chosen(z_candidates, muons), names[0], "atlas13-2lep-zmumu", others),
}
for what, (efficiency, sigma, error) in at_13.items():
    print(f"13 TeV, {what}:  ε = {efficiency:.4f}   σ = {sigma:.0f} ± {error:.0f} pb")

# %% [markdown]
# The efficiencies differ, the cross-sections agree. Nature treats electrons and muons alike; physicists call it
# **lepton universality**. It is the detector that sees muons better.
#
# ATLAS has published $\sigma = 1981 \pm 7 \pm 38 \pm 42$ pb for one flavour, with masses from 66 to 116 GeV (Phys.
# Lett. B 759 (2016) 601). The errors are statistical, systematic, and from the luminosity. Does a result from
# practice samples confirm this? **No.** The practice collisions were made with the cross-section of the release's own
# list, 1951 pb. You find what was put in. What you can test with them is your own method.
#
# ## 6. The same at 8 TeV
#
# In 2012 the LHC ran at 8 TeV. The release for that energy has two files of collisions, one of the electron triggers
# and one of the muon triggers. We take each for its own flavour, so that no event is counted twice. The cuts are
# nearly the same; the published exercise asks for $\lvert m - m_\mathrm{Z}\rvert < 20$ GeV.


# %%
def near_z_8(events):
    return near_z(events, window=20)


branches_8 = [*branches, "passGRL", "hasGoodVertex"]
simulated_8 = [f"atlas8-2lep-{process}" for process in ("zee", "zmumu", "ztautau", "ttbar")]
background_8 = ["atlas8-2lep-ztautau", "atlas8-2lep-ttbar"]
at_8 = {}
for what, flavour, stream, signal in (("ee", electrons, "egamma", "zee"), ("µµ", muons, "muons", "zmumu")):
    collisions = f"atlas8-2lep-data-{stream}"
    found = comparison.select([collisions, *simulated_8], two_good, branches=branches_8)
    found = chosen(found, flavour, opposite_charges, near_z_8)
    at_8[what] = cross_section(found, collisions, f"atlas8-2lep-{signal}", background_8)
    efficiency, sigma, error = at_8[what]
    print(
        f"8 TeV, {what}:  N = {len(found[collisions].events)}   L = {found[collisions].sample.luminosity_fb:.4f}/fb",
        end="   ",
    )
    print(f"ε = {efficiency:.4f}   σ = {sigma:.0f} ± {error:.0f} pb")

# %% [markdown]
# More energy, more Z bosons: in the protons there are many more quarks that carry a small share of the energy than
# ones that carry a large share. At 13 TeV a smaller share is enough.
#
# **Task 8.** For each energy take the mean of electrons and muons; its error is half the quadratic sum of the two.
# How large is the ratio $R = \sigma_{13} / \sigma_8$, and its statistical error?
#
# <details><summary>Hint</summary>
#
# `at_13["ee"][1]` is the cross-section, `at_13["ee"][2]` its error. `np.hypot(a, b)` is the quadratic sum. Relative
# errors of numerator and denominator are independent.
#
# </details>

# %%
# solution:begin
sigma_13 = (at_13["ee"][1] + at_13["µµ"][1]) / 2
error_13 = np.hypot(at_13["ee"][2], at_13["µµ"][2]) / 2
sigma_8 = (at_8["ee"][1] + at_8["µµ"][1]) / 2
error_8 = np.hypot(at_8["ee"][2], at_8["µµ"][2]) / 2
ratio = sigma_13 / sigma_8
ratio_error = ratio * np.hypot(error_13 / sigma_13, error_8 / sigma_8)
# solution:instead
# # Your turn: the ratio and its error.
# ratio = None
# ratio_error = None
# solution:end

check("ratio", ratio)
check("ratio_error", ratio_error)

# %% [markdown]
# And what do the experiments find? At 13 TeV: ATLAS, $1981 \pm 7 \pm 38 \pm 42$ pb (above). At 8 TeV the whole
# cross-section was published by CMS: $1150 \pm 10 \pm 20 \pm 30$ pb, for masses from 60 to 120 GeV (Phys. Rev. Lett.
# 112 (2014) 191802). The two experiments are independent.
#
# **Task 9.** Which ratio follows, with which error? Add the three errors of each in quadrature.
#
# <details><summary>Hint</summary>
#
# `np.sqrt(7**2 + 38**2 + 42**2)` is the error at 13 TeV.
#
# </details>

# %%
# solution:begin
published = 1981 / 1150
relative_13 = np.sqrt(7**2 + 38**2 + 42**2) / 1981
relative_8 = np.sqrt(10**2 + 20**2 + 30**2) / 1150
published_error = published * np.hypot(relative_13, relative_8)
# solution:instead
# # Your turn: the published ratio and its error.
# published = None
# published_error = None
# solution:end

check("published", published)
check("published_error", published_error)

# %%
figure, axes = plot.figure()
energies = {13: at_13, 8: at_8}
for what, marker, colour, shift in (("ee", "s", "vermilion", -0.15), ("µµ", "o", "blue", 0.15)):
    x = np.array([energy + shift for energy in energies])
    y = np.array([found[what][1] for found in energies.values()])
    errors = np.array([found[what][2] for found in energies.values()])
    axes.errorbar(
        x, y, errors, fmt=marker, color=plot.OKABE_ITO[colour], label=_("this lesson, {what}").format(what=what)
    )
axes.errorbar(
    [7.5, 12.5],
    [1150, 1981],
    [37, 57],
    fmt="D",
    color="black",
    mfc="white",
    label=_("published (CMS 8 TeV, ATLAS 13 TeV)"),
)
listed = [samples.get(name).cross_section_pb for name in ("atlas8-2lep-zmumu", "atlas13-2lep-zmumu")]
axes.hlines(listed, [7.7, 12.7], [8.3, 13.3], color="#444444", linestyle="--", label=_("list of the release"))
axes.set_xlim(6, 15)
axes.set_ylim(0, 2600)
axes.set_xlabel(_("energy of the collision") + " [TeV]")
axes.set_ylabel(_("cross-section of Z → two leptons [pb]"))
axes.legend(loc="upper left")
plot.stamp(axes, [samples.get(names[0]), samples.get("atlas8-2lep-data-muons")])
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Cross-sections against energy. With the practice samples of this box, the points of this lesson lie at about 1250 pb
# at 8 TeV and 1960 pb at 13 TeV, electrons and muons in agreement, with errors of 2 to 3 per cent. They lie on the
# short bars that mark the list of the release. The published points, a little to the left, are 1150 pb at 8 TeV and
# 1981 pb at 13 TeV.
#
# </details>
#
# ## What may we say?
#
# <details><summary>With the practice samples the ratio is far from the published one. Is something wrong?</summary>
#
# Not with your counting: the practice samples were normalised to the list of the release, and its ratio is 1951 /
# 1241 = 1.57. Look at the *question* instead: the cross-section *of what*? A virtual photon makes pairs of any mass,
# and the more the smaller the mass is. A cross-section that begins at 40 GeV is larger than one that begins at 60 or
# 66 GeV. The list says nothing about the range. We believe that its 8 TeV sample begins lower; this would explain why
# it is 8 % above the measurement. A number without its definition cannot be compared.
#
# This is why experiments prefer **fiducial** cross-sections: those of leptons that the detector could see. For
# ATLAS's own careful comparison of 13, 8 and 7 TeV see JHEP 02 (2017) 117.
#
# </details>
#
# <details><summary>Is the statistical error all?</summary>
#
# No. Luminosity, efficiency of triggers, energy scale: each is known to a per cent or two only. In the published
# numbers these are much larger than the statistical error. Lesson 25, *Systematics*, works them out for these very
# events.
#
# </details>
#
# ## What you have learnt
#
# - Two good leptons of the same flavour and opposite charge near 91 GeV: this is the cleanest selection of all.
# - The width that one sees is the natural width folded with the resolution. Muons are measured more sharply here;
#   electrons lose energy to photons.
# - $N = L \sigma \varepsilon + B$. The efficiency comes from simulation, and brings its own statistical error.
# - Electrons and muons give the same cross-section: lepton universality.
# - A cross-section needs a definition (which masses? which leptons?), or it cannot be compared.
#
# **Data:** ATLAS Open Data at 13 TeV (release of 2020, two leptons, DOI 10.7483/OPENDATA.ATLAS.GQ1W.I9VI) and at 8
# TeV (release of 2016, DOI 10.7483/OPENDATA.ATLAS.1TZA.6KZF and 10.7483/OPENDATA.ATLAS.RT1K.D2E1 for the collisions),
# for education. Samples marked as practice simulation were made for this box and are neither ATLAS data nor ATLAS
# simulation.
