# %% [markdown]
# # WZ to three leptons: two bosons at once
#
# A W boson alone, a Z boson alone: the LHC makes them by the million. But sometimes a single collision makes
# **both**. Theory says that they must also be able to *meet*: a W may turn into a W and a Z. There are few places in
# nature where bosons that carry a force feel a force themselves, and this is one of them.
#
# How does one see it? The Z gives two electrons or two muons, the W a third lepton and a neutrino, which escapes.
# Three leptons and something missing: little else looks like that. Nevertheless there are two questions to be asked.
# Which of the three leptons came from the W? And are all three of them leptons at all?

# %% [markdown]
# ![Left: a u quark and a d antiquark join into a W boson, from which a Z boson branches off. The Z decays into two
# leptons of opposite charge, the W into a lepton and a neutrino. Right: seen along the beam, two long tracks of the
# Z, a third track of the W and a dashed arrow for the missing momentum.](process.svg)

# %% [markdown]
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: real open data, or practice simulation.

# %%
from dataclasses import replace

import awkward as ak
import matplotlib.pyplot as plt
import numpy as np

from lhcbox import comparison, counting, kinematics, language, objects, plot, samples
from lhcbox.checks import Checks
from lhcbox.comparison import Group
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("wz-three-leptons")

Z_MASS = 91.188
family = "atlas13-3lep-"
names = [family + short for short in ("data", "wz", "zz", "zee", "zmumu", "ttbar", "ttw", "ttee", "ttmumu")]
for name in names:
    print(f"{name:<22} {samples.get(name).title} | {samples.get(name).label}")
luminosity = comparison.luminosity(names)
print(_("luminosity of the collisions: {value:.3f} 1/fb").format(value=luminosity))

# %% [markdown]
# The first sample holds collisions; the others are simulated, one process each. `ttw`, `ttee` and `ttmumu` are pairs
# of top quarks with a W or a Z. How many events the simulation expects depends on the **luminosity** of the
# collisions. The cell reads it from the sample, and so should you: never copy such a number from a book.
#
# ## 1. Three good leptons
#
# Not everything that a detector calls an electron or a muon is one. A *good* lepton is well identified, comes from
# the collision itself, and has little else beside it. `objects.good_leptons` takes care of that. The function below
# keeps events in which a trigger fired and which have **exactly three** good leptons above 20 GeV, the first of them
# above 25 GeV.


# %%
def three_leptons(events):
    """Events with a trigger and exactly three good leptons above 20 GeV, one of them above 25 GeV."""
    events = events[objects.fired(events)]
    events["good"] = objects.good_leptons(events.lep, pt=20)
    events = events[ak.num(events.good) == 3]
    return events[events.good.pt[:, 0] > 25]


branches = ["lep", "met", "trigE", "trigM"]
collisions = three_leptons(samples.get(family + "data").events(branches, unit="GeV"))
lepton = collisions.good
print(lepton["type"][:5].tolist(), lepton.charge[:5].tolist())

# %% [markdown]
# Leptons are sorted by transverse momentum, the hardest first. `lepton["type"]` is 11 for electrons and 13 for muons,
# a number for each lepton of each event.
#
# **Task 1.** How many collisions have three good leptons? And in how many of them are the three **of the same
# flavour**, three electrons or three muons, without all three charges being equal?
#
# <details><summary>Hint</summary>
#
# `len(lepton)` counts events. The sum of three types is 33 for three electrons and 39 for three muons, and no other
# three give these: `ak.sum(lepton["type"], axis=1)`. Three equal charges add up to 3 or −3:
# `np.abs(ak.sum(lepton.charge, axis=1)) == 1` says that they are not equal. Combine with `&` and `|`, each condition
# in brackets.
#
# </details>

# %%
# solution:begin
flavours = ak.sum(lepton["type"], axis=1)
charges = ak.sum(lepton.charge, axis=1)
n_three = len(lepton)
n_same = np.sum(((flavours == 33) | (flavours == 39)) & (np.abs(charges) == 1))
# solution:instead
# # Your turn: both counts.
# n_three = None
# n_same = None
# solution:end

check("n_three", n_three)
check("n_same", n_same)

# %% [markdown]
# ## 2. Which two are the Z?
#
# With two electrons and a muon it is clear: the electrons are the Z, the muon belongs to the W. With three muons it
# is not: two of them have the same charge, so there are **two** pairs of opposite charge, and each might be the Z.
#
# Here is such an event. The pair that one meets first, in the order of their momenta, may be the wrong one.
#
# **Task 2.** Work out the mass of both pairs of opposite charge. Enter the one that is found *first* (the hardest
# lepton takes part in it), and the one that is nearest to the mass of the Z.
#
# <details><summary>Hint</summary>
#
# `first[0]`, `first[1]` and `first[2]` are four-momenta: `(first[0] + first[2]).mass` is the mass of a pair. By hand,
# for particles this fast: $m = \sqrt{2\,p_{\mathrm{T}1}\,p_{\mathrm{T}2}\,(\cosh\Delta\eta - \cos\Delta\phi)}$.
#
# </details>

# %%
same = collisions[np.isin(np.asarray(ak.sum(lepton["type"], axis=1)), (33, 39))]
same = same[np.abs(np.asarray(ak.sum(same.good.charge, axis=1))) == 1].good
# the mass of the first pair of opposite charge: leptons 0 and 1, or 0 and 2 where 0 and 1 are alike
second = np.where(same.charge[:, 0] != same.charge[:, 1], 1, 2)
other = ak.firsts(same[ak.local_index(same, axis=1) == second])
first_mass = np.asarray(ak.fill_none((same[:, 0] + other).mass, np.nan))
best_mass = objects.z_pair(same)[0]

first = same[int(np.argmax(np.abs(first_mass - best_mass) > 1e-6))]
for k, each in enumerate(first):
    print(f"{k}: pt = {each.pt:7.2f} GeV  eta = {each.eta:6.3f}  phi = {each.phi:6.3f}  charge = {each.charge:+d}")

# solution:begin
pairs = [(i, j) for i, j in ((0, 1), (0, 2), (1, 2)) if first[i].charge != first[j].charge]
masses = [(first[i] + first[j]).mass for i, j in pairs]
mass_first = masses[0]
mass_best = min(masses, key=lambda mass: abs(mass - Z_MASS))
# solution:instead
# # Your turn: both masses in GeV.
# mass_first = None
# mass_best = None
# solution:end

check("mass_first", mass_first)
check("mass_best", mass_best)

# %% [markdown]
# `first_mass` and `best_mass`, made in the cell above, hold both masses for *all* collisions with three leptons of
# the same flavour.
#
# **Task 3.** In how many of these collisions is the first pair **not** the best one?
#
# <details><summary>Hint</summary>
#
# Where the pairs are the same, both masses are equal, but for rounding. Count where they differ by more than 0.000001
# GeV: `np.sum(np.abs(...) > 1e-6)`.
#
# </details>

# %%
# solution:begin
n_wrong = np.sum(np.abs(first_mass - best_mass) > 1e-6)
# solution:instead
# # Your turn: count.
# n_wrong = None
# solution:end

check("n_wrong", n_wrong)

# %%
_figure, axes = plot.figure()
edges = np.arange(20, 221, 5)
plot.data_points(axes, plot.histogram(best_mass, edges), _("best pair"))
axes.stairs(
    np.histogram(first_mass, edges)[0],
    edges,
    color=plot.OKABE_ITO["vermilion"],
    linestyle="--",
    linewidth=2,
    label=_("first pair"),
)
axes.set_ylim(0, None)
plot.axis_labels(axes, _("mass of the pair"), "GeV", 5)
plot.legend(axes)
plot.stamp(axes, samples.get(family + "data"))
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Collisions with three leptons of the same flavour, from 20 to 220 GeV in steps of 5 GeV. The masses of the best
# pair, points, have a sharp peak at the Z: with the practice samples of this box about 130 and 210 events in the two
# bins on either side of 90 GeV. The masses of the first pair, a dashed line, have the same peak at two thirds of the
# height; what is missing there lies in a broad tail up to 220 GeV and beyond.
#
# </details>
#
# Whoever takes the first pair loses events, and those that stay get the wrong lepton for their W. One finds programs,
# even published ones, that take the first pair or the last. The best pair is not always right, either! In a collision
# without any Z the best pair *looks* more like a Z than it should. It is a choice, and the simulation must be treated
# in the same way.
#
# ## 3. What is left for the W
#
# The third lepton and the missing transverse momentum belong to the W. Its transverse mass
#
# $$m_\mathrm{T}^\mathrm{W} = \sqrt{2\,p_\mathrm{T}^{\ell}\,p_\mathrm{T}^\mathrm{miss}\,(1 - \cos\Delta\phi)}$$
#
# is never much larger than 80 GeV, and seldom small. For a lepton that is not from a W it usually *is* small. (The
# lesson on the W has more about it.) The selection of the published analysis:
#
# 1. the best pair lies within 10 GeV of the Z: $|m_{\ell\ell} - m_\mathrm{Z}| < 10$ GeV,
# 2. something is missing: $p_\mathrm{T}^\mathrm{miss} > 30$ GeV,
# 3. it fits a W: $m_\mathrm{T}^\mathrm{W} > 30$ GeV.
#
# **Task 4.** Compute `mtw` for all collisions. How many are left after the first cut, after the second, after the
# third?
#
# <details><summary>Hint</summary>
#
# The third lepton is `third`, the missing momentum `with_pair.met`; both have `pt` and `phi`. Start with `keep =
# np.abs(mass - Z_MASS) < 10`, count, and narrow it: `keep = keep & (...)`.
#
# </details>

# %%
mass, pair, others = objects.z_pair(collisions.good)
has_pair = ~np.isnan(mass)
with_pair, mass, third = collisions[has_pair], mass[has_pair], others[has_pair][:, 0]

# solution:begin
mtw = np.sqrt(2 * third.pt * with_pair.met.pt * (1 - np.cos(third.phi - with_pair.met.phi)))
keep = np.abs(mass - Z_MASS) < 10
after_mass = np.sum(keep)
keep = keep & (with_pair.met.pt > 30)
after_met = np.sum(keep)
keep = keep & (mtw > 30)
after_mtw = np.sum(keep)
# solution:instead
# # Your turn: the transverse mass, and the events left after each cut.
# mtw = None
# after_mass = None
# after_met = None
# after_mtw = None
# solution:end

check("after_mass", after_mass)
check("after_met", after_met)
check("after_mtw", after_mtw)

# %% [markdown]
# Now the same for every sample. From here on the notebook uses its own selection, so that you can go on even if a
# task is open. `comparison.select` applies it to each sample and weighs the simulated events with the luminosity.


# %%
def candidates(events):
    """Three leptons with a pair for the Z; with new fields for pair, third lepton and missing momentum."""
    events = three_leptons(events)
    mass, _pair, others = objects.z_pair(events.good)
    events["mass"] = mass
    events = events[~np.isnan(mass)]
    third = others[~np.isnan(mass)][:, 0]
    events["mtw"] = kinematics.transverse_mass(third.pt, third.phi, events.met.pt, events.met.phi)
    events["missing"] = events.met.pt
    events["charge"] = third.charge
    return events


def cut(kept, condition):
    """Of each sample those events that fulfil the condition."""
    found = {}
    for name, each in kept.items():
        mask = np.asarray(condition(each.events))
        found[name] = replace(each, events=each.events[mask], weights=each.weights[mask])
    return found


groups = {
    "fake": Group(
        plot.Look(_("Z + jets, top pairs (fake lepton)"), plot.OKABE_ITO["yellow"], "///"),
        (family + "zee", family + "zmumu", family + "ttbar"),
    ),
    "ttv": Group(
        plot.Look(_("top pairs with W or Z"), plot.OKABE_ITO["green"], "..."),
        (family + "ttw", family + "ttee", family + "ttmumu"),
    ),
    "zz": Group(plot.Look("ZZ", plot.OKABE_ITO["sky"], ""), (family + "zz",)),
    "wz": Group(plot.Look("WZ", plot.OKABE_ITO["blue"], "xx"), (family + "wz",)),
}

all_candidates = comparison.select(names, candidates, branches=branches)
window = cut(all_candidates, lambda events: np.abs(events.mass - Z_MASS) < 10)
missing = cut(window, lambda events: events.missing > 30)
selected = cut(missing, lambda events: events.mtw > 30)
for title, kept in (
    (_("three leptons and a pair"), all_candidates),
    (_("pair near the Z"), window),
    (_("missing momentum"), missing),
    (_("transverse mass"), selected),
):
    print(f"--- {title}")
    print(comparison.table(kept, groups))

# %%
comparison.draw(all_candidates, groups, "mass", np.arange(66, 117, 2), _("mass of the best pair"), "GeV")
plt.show()
comparison.draw(missing, groups, "mtw", np.arange(0, 161, 10), _("transverse mass of the third lepton"), "GeV")
plt.show()

# %% [markdown]
# <details><summary>The pictures in words</summary>
#
# First picture, masses of the best pair from 66 to 116 GeV in steps of 2 GeV: a sharp peak at 91 GeV, nearly two
# thirds of it WZ, most of the rest ZZ. Second picture, after the cuts on mass and missing momentum, transverse masses
# from 0 to 160 GeV in steps of 10 GeV: WZ rises up to about 75 GeV and then falls steeply, as an edge at the mass of
# the W does when it is smeared. What little there is of ZZ lies at small values, and top pairs with a Z are a thin
# layer everywhere. In both pictures the collisions lie on the expectation within their error bars.
#
# </details>
#
# Look at the table, too. Each cut has a purpose. The missing momentum removes ZZ: nothing is missing there, only the
# fourth lepton was lost. What the cut leaves of ZZ has a small transverse mass, and the third cut removes half of it.
#
# **Task 5.** After all three cuts: how many WZ events are expected, and with which statistical error of the
# simulation? And how many events of everything else (all other simulated samples)?
#
# <details><summary>Hint</summary>
#
# `selected["atlas13-3lep-wz"].weights` are the weights of what is left. Sum: `np.sum(w)`, error:
# `np.sqrt(np.sum(w**2))`. `comparison.totals(selected, names)` does both for a list of samples: `names[2:]` is
# everything but data and WZ.
#
# </details>

# %%
# solution:begin
w = selected["atlas13-3lep-wz"].weights
signal = np.sum(w)
signal_error = np.sqrt(np.sum(w**2))
background, background_error = comparison.totals(selected, names[2:])
# solution:instead
# # Your turn: expected WZ events, their error, expected background.
# signal = None
# signal_error = None
# background = None
# solution:end

check("signal", signal)
check("signal_error", signal_error)
check("background", background)

# %% [markdown]
# ## 4. Fake leptons
#
# Now for the second question: are all three of them leptons? A Z with two *real* leptons is several thousand times as
# frequent as WZ. If a jet beside it is taken for a lepton only once in a thousand times, that matters. Such a lepton
# is called **fake**. (Often it is a lepton, but out of a b quark's decay inside a jet.)
#
# The table says: after the cut on missing momentum no Z + jets event is left (with the practice samples of this box).
# So is this background zero? No! No *row* of the simulation is left, and each of its few rows stands for several
# events:

# %%
fakes = [family + "zee", family + "zmumu"]
before, before_error = comparison.totals(window, fakes)
rows = sum(len(window[name].weights) for name in fakes)
weight = before / max(rows, 1)
print(_("pair near the Z: {rows} rows, {n:.1f} ± {error:.1f} events").format(rows=rows, n=before, error=before_error))
print(_("a row stands for {weight:.1f} events on average").format(weight=weight))

# %% [markdown]
# If three rows were expected, none would turn up with a probability of $e^{-3}$ = 5 %. So no row says only: probably
# fewer than three rows' worth of events. With the practice samples of this box that is 20 events, as much as all
# other background together. Not good enough.
#
# The remedy: look where there are *many* of them. Take events whose third lepton is **not** good. They are nearly all
# fakes. If missing momentum does not care how good the third lepton looks, the same fraction $f$ of them passes the
# last two cuts. With $\sum w$ for the weights of all of them, $\sum' w$ for those that pass, and $B_0$ for the fakes
# within the window, the fakes after all cuts are
#
# $$B \approx f\,B_0, \qquad f = \frac{\sum' w}{\sum w}$$


# %%
def not_good(events):
    """A Z of two good leptons within the window, and a third lepton above 20 GeV that is not good."""
    events = events[objects.fired(events)]
    leptons = events.lep[events.lep.pt > 20]
    events, leptons = events[ak.num(leptons) == 3], leptons[ak.num(leptons) == 3]
    mass, pair, others = objects.z_pair(leptons)
    near = np.abs(mass - Z_MASS) < 10  # False where there is no pair
    events, pair, others = events[near], pair[near], others[near]
    third = others[:, 0]
    events["missing"] = events.met.pt
    events["mtw"] = kinematics.transverse_mass(third.pt, third.phi, events.met.pt, events.met.phi)
    two_good = ak.num(objects.good_leptons(pair, pt=20)) == 2
    return events[two_good & (ak.num(objects.good_leptons(others, pt=20)) == 0)]


loose = comparison.select(names, not_good, branches=branches)
print(comparison.table(loose, groups))
loose_passed = cut(loose, lambda events: (events.missing > 30) & (events.mtw > 30))

# %% [markdown]
# Nearly all is Z + jets, and the collisions agree with it: so the simulation of fakes is not far off. This is a
# **control region**: one looks where the background dominates before one believes it where it does not.
#
# **Task 6.** How large is $f$, of the two Z samples together? And how many Z + jets events are then expected after
# all cuts? (`before` are those within the window.)
#
# <details><summary>Hint</summary>
#
# `comparison.totals(loose, fakes)` gives the weights of both samples together and their error; `loose_passed` holds
# those events that pass the last two cuts.
#
# </details>

# %%
# solution:begin
fraction = comparison.totals(loose_passed, fakes)[0] / comparison.totals(loose, fakes)[0]
fake_events = fraction * before
# solution:instead
# # Your turn: the fraction, then the expected events.
# fraction = None
# fake_events = None
# solution:end

check("fraction", fraction)
check("fake_events", fake_events)

# %% [markdown]
# With the practice samples of this box: half an event instead of "anything from 0 to 20". That four rows only have
# passed makes even this uncertain by half of itself, but half of little is little.
#
# ## 5. The cross-section
#
# The simulation contains a prediction of how often WZ happens. By which factor $\mu$ must it be multiplied to get
# what was counted?
#
# $$\mu = \frac{N - B}{S}$$
#
# $N$ is known to $\sqrt N$, $S$ to the error of the simulation. What $B$ adds is small here. So
#
# $$\sigma_\mu = \sqrt{\left(\frac{\sqrt N}{S}\right)^2 + \left(\mu\,\frac{\sigma_S}{S}\right)^2}$$
#
# The prediction for the sum of all decays, with a Z between 66 and 116 GeV, is $\sigma_0$ = 48.2 pb (in
# next-to-next-to-leading order, quoted in the publication below). *If* the simulation predicts the same, then $\sigma
# = \mu\,\sigma_0$.
#
# **Task 7.** Compute $\mu$ and its uncertainty. Add your fakes to the background. Which cross-section in pb follows,
# and which uncertainty does it have?
#
# <details><summary>Hint</summary>
#
# $N$ is `after_mtw`, $S$ is `signal`, $\sigma_S$ is `signal_error`, $B$ is `background + fake_events`. Work out
# `strength` and `strength_error` first; a factor of 48.2 leads from one pair of numbers to the other.
#
# </details>

# %%
# solution:begin
strength = (after_mtw - background - fake_events) / signal
strength_error = np.hypot(np.sqrt(after_mtw) / signal, strength * signal_error / signal)
cross_section = 48.2 * strength
cross_section_error = 48.2 * strength_error
# solution:instead
# # Your turn: the factor and its uncertainty, the cross-section and its uncertainty.
# strength = None
# strength_error = None
# cross_section = None
# cross_section_error = None
# solution:end

check("strength", strength)
check("strength_error", strength_error)
check("cross_section", cross_section)
check("cross_section_error", cross_section_error)

# %% [markdown]
# ATLAS published in 2016, from 3.2 fb$^{-1}$ (Phys. Lett. B 762 (2016) 1): **50.6 ± 2.6 (statistical) ± 2.0
# (systematic) ± 0.9 (theory) ± 1.2 (luminosity) pb**.
#
# Compare the uncertainties rather than the values. With practice samples the collisions were made with a
# cross-section near the published one, so that agreement proves nothing about nature; it proves that your analysis is
# right. What you left out: the luminosity itself is known to about 2 %, and so is how well leptons are found. The
# uncertainty of your simulation is one that ATLAS hardly has: they simulate far more events.
#
# ## 6. More plus than minus
#
# A proton has two u quarks and one d quark. $\mathrm{u}\,\bar{\mathrm{d}}$ makes a $\mathrm{W}^+$, $\mathrm{d}\,
# \bar{\mathrm{u}}$ makes a $\mathrm{W}^-$. So there should be more W$^+$Z than W$^-$Z. The charge of the W is that of
# the third lepton.
#
# **Task 8.** After all cuts: how many collisions have a third lepton of charge +1, how many of −1? Which ratio, with
# which uncertainty?
#
# <details><summary>Hint</summary>
#
# `charge = selected["atlas13-3lep-data"].events.charge` holds the charges. For the ratio $R = N_+/N_-$ of two counts
# $\sigma_R = R\sqrt{1/N_+ + 1/N_-}$.
#
# </details>

# %%
# solution:begin
charge = selected["atlas13-3lep-data"].events.charge
plus = np.sum(charge > 0)
minus = np.sum(charge < 0)
ratio = plus / minus
ratio_error = ratio * np.sqrt(1 / plus + 1 / minus)
# solution:instead
# # Your turn: both counts, the ratio, its uncertainty.
# plus = None
# minus = None
# ratio = None
# ratio_error = None
# solution:end

check("plus", plus)
check("minus", minus)
check("ratio", ratio)
check("ratio_error", ratio_error)

# %% [markdown]
# ATLAS found 1.47 ± 0.05 (stat.) ± 0.02 (syst.) with 36 fb$^{-1}$ (Eur. Phys. J. C 79 (2019) 535), after subtracting
# the background. Ours is not subtracted: the background has as many plus as minus, so it pulls the ratio a little
# towards 1.
#
# ## 7. The same at 8 TeV
#
# ATLAS released 1 fb$^{-1}$ of 2012, too, at 8 TeV. Its analysis asks for three good leptons above 25 GeV, a pair
# within 10 GeV of the Z and $m_\mathrm{T}^\mathrm{W} > 30$ GeV; there is no cut on missing momentum.
#
# But there is a trap. The collisions come in **two files**, or streams: one holds events that a muon trigger kept
# (`trigM`), the other events of an electron trigger (`trigE`). A collision with an electron *and* a muon may have
# fired both, and then it stands in both files. Simulated events stand in one file and count once.
#
# **Task 9.** How many events pass in the two streams if you simply add them? And how many if each is counted once:
# from the muon stream all, from the electron stream only those without a muon trigger?
#
# <details><summary>Hint</summary>
#
# `muons` and `electrons` are the selected events of the two streams. `electrons.trigM` is true where a muon trigger
# fired, too; `~` turns true into false.
#
# </details>


# %%
def candidates_8(events):
    """The selection at 8 TeV: three good leptons above 25 GeV, a pair near the Z, a transverse mass above 30 GeV."""
    events = events[objects.fired(events)]
    good = objects.good_leptons(events.lep, pt=25)
    events, good = events[ak.num(good) == 3], good[ak.num(good) == 3]
    mass, _pair, others = objects.z_pair(good)
    near = np.abs(mass - Z_MASS) < 10
    events, third = events[near], others[near][:, 0]
    events["mtw"] = kinematics.transverse_mass(third.pt, third.phi, events.met.pt, events.met.phi)
    return events[events.mtw > 30]


names_8 = ["atlas8-3lep-" + short for short in ("data-muons", "data-egamma", "wz", "zz", "zee", "zmumu", "ttbar")]
branches_8 = [*branches, "passGRL", "hasGoodVertex"]
at_8 = comparison.select(names_8, candidates_8, branches=branches_8)
muons, electrons = (at_8[name].events for name in names_8[:2])

# solution:begin
simply_added = len(muons) + len(electrons)
counted_once = np.sum(muons.trigM) + np.sum(electrons.trigE & ~electrons.trigM)
# solution:instead
# # Your turn: both counts.
# simply_added = None
# counted_once = None
# solution:end

check("simply_added", simply_added)
check("counted_once", counted_once)

# %% [markdown]
# One could also recognise twins by their run number and event number. (In practice samples the two files were made
# independently of each other, and equal numbers mean nothing. But the rule stands, since the expectation has each
# event once.)
#
# **Task 10.** How many events are expected with WZ, and how many without? How probable is it that as many as you
# counted (once), *or fewer*, turn up if the expectation with WZ is right?
#
# <details><summary>Hint</summary>
#
# `comparison.totals(at_8, names_8[2:])` is everything simulated, `names_8[3:]` all but WZ.
# `counting.chance_of_at_least(n, expected)` is the Poisson probability of $n$ or more. Of at most $n$ it is 1 minus
# that of at least $n + 1$.
#
# </details>

# %%
# solution:begin
with_wz = comparison.totals(at_8, names_8[2:])[0]
without_wz = comparison.totals(at_8, names_8[3:])[0]
chance_of_so_few = 1 - counting.chance_of_at_least(int(counted_once) + 1, with_wz)
# solution:instead
# # Your turn: both expectations, and the probability.
# with_wz = None
# without_wz = None
# chance_of_so_few = None
# solution:end

check("with_wz", with_wz)
check("without_wz", without_wz)
check("chance_of_so_few", chance_of_so_few)

# %%
_figure, axes = plot.figure()
n_events = np.arange(0, 201)
once = len(muons[muons.trigM]) + len(electrons[electrons.trigE & ~electrons.trigM])
for expected, label, colour, style in (
    (comparison.totals(at_8, names_8[3:])[0], _("expected without WZ"), "vermilion", "--"),
    (comparison.totals(at_8, names_8[2:])[0], _("expected with WZ"), "blue", "-"),
):
    at_least = np.array([counting.chance_of_at_least(int(n), expected) for n in range(202)])
    probability = at_least[:-1] - at_least[1:]
    axes.plot(n_events, probability, style, color=plot.OKABE_ITO[colour], label=label)
axes.axvline(once, color="black", linewidth=2.5, linestyle=":", label=_("counted: {n}").format(n=once))
axes.set_xlabel(_("number of events"))
axes.set_ylabel(_("Poisson probability"))
axes.set_ylim(0, None)
plot.legend(axes)
plot.stamp(axes, [each.sample for each in at_8.values()])
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Two Poisson distributions over the number of events, from 0 to 200. With the practice samples of this box: without
# WZ a narrow hill about 15, with WZ a broad one about 146. A dotted line marks the count, 106: far beyond the first
# hill, and at the lower foot of the second.
#
# </details>
#
# Two questions, two answers:
#
# - **Are WZ pairs seen?** Without them so many events would practically never turn up. Yes.
# - **Are they as many as expected?** With the practice samples of this box the chance is below one in a thousand. Has
#   something been discovered? No! The practice collisions were made with the very cross-sections of the simulation,
#   so here we *know* that it is chance. Besides, the expectation itself has an error of 4 % from the simulation,
#   which the Poisson probability does not know of. In a real experiment nobody would know. One would look for
#   mistakes first, then take more data. The box has twenty-five lessons, with hundreds of numbers: somewhere, such a
#   thing must happen.
#
# Do not compare the two energies with practice samples: how many WZ pairs their generator makes at 8 TeV is a rough
# guess. Nature's answer: in a region that ATLAS can measure well, 35.1 fb for each kind of decay at 8 TeV (Phys. Rev.
# D 93 (2016) 092004), 63.2 fb at 13 TeV. That is 1.8 times as many.
#
# ## What you have learnt
#
# - Of two possible pairs take the better one, and do the same with the simulation.
# - Each cut removes one background, and one should be able to say which.
# - No row left does not mean no event expected. Look where there are many.
# - A cross-section is a count minus background over what one expects; each of the three has an uncertainty.
# - Collisions that come in two files are easily counted twice.
#
# **Data:** ATLAS collaboration, 13 TeV samples for education of 2020, record 15004 of the CERN Open Data portal, DOI
# 10.7483/OPENDATA.ATLAS.DN95.JW6T, and 8 TeV data of 2016, record 391, DOI 10.7483/OPENDATA.ATLAS.RT1K.D2E1, CC0.
# Where the box has no real file, practice simulation of our own stands in; each picture says so.
