# %% [markdown]
# # ZZ to four leptons: which lepton belongs to which Z?
#
# Ten thousand million million collisions, and in some 90 of them two **Z bosons** at once, both of which decay into
# electrons or muons. Four leptons fly out, and hardly anything else looks like that. It is one of the cleanest signs
# that a detector can be given, and it is the background that every hunter of Higgs bosons and of gravitons has to
# know.
#
# So everything is easy? Not quite. Four leptons must be put into two pairs, and there is more than one way to do it.
# There is a published program that takes the wrong one. You will see what that costs, and then measure how often the
# LHC makes two Z bosons, with **real collisions**.

# %% [markdown]
# ![Left: a quark and an antiquark exchange a quark and radiate two Z bosons; one decays into two electrons, the other
# one into two muons. Right: four dots, two with plus and two with minus, drawn three times and joined in pairs in
# three ways; the way that joins equal charges is crossed out.](process.svg)

# %% [markdown]
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: real open data, or practice simulation.

# %%
from dataclasses import replace

import awkward as ak
import matplotlib.pyplot as plt
import numpy as np

from lhcbox import comparison, counting, language, objects, plot, samples, zpairs
from lhcbox.checks import Checks
from lhcbox.comparison import Group
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("zz-four-leptons")

Z_MASS = 91.188
family = "atlas13-4lep-"
names = [family + short for short in ("data", "zz", "wh", "zh", "zee", "zmumu", "ttbar")]
for name in names:
    print(f"{name:<20} {samples.get(name).title} | {samples.get(name).label}")
print(_("luminosity of the collisions: {value:.3f} 1/fb").format(value=comparison.luminosity(names)))

# %% [markdown]
# ## 1. Four good leptons
#
# In the lesson on the Higgs boson soft leptons were welcome, because one of its Z bosons is light. Here both Z bosons
# are heavy, so their leptons are hard, and we can be strict: **exactly four** *good* leptons (well identified, alone,
# from the point of the collision) above **20 GeV**, one of them above **25 GeV**.


# %%
def four_leptons(events):
    """Events with a trigger and exactly four good leptons above 20 GeV, one of them above 25 GeV."""
    events = events[objects.fired(events)]
    events["good"] = objects.good_leptons(events.lep, pt=20)
    events = events[ak.num(events.good) == 4]
    return events[events.good.pt[:, 0] > 25]


branches = ["lep", "trigE", "trigM"]
data_sample = samples.get(family + "data")
collisions = four_leptons(data_sample.events(branches, unit="GeV"))
lepton = collisions.good
print(lepton["type"][:4].tolist(), lepton.charge[:4].tolist())

# %% [markdown]
# `lepton["type"]` is 11 for electrons and 13 for muons. Two Z bosons give four leptons with total charge 0, and with
# a sum of types of 44 (four electrons), 48 (two and two) or 52 (four muons).
#
# **Task 1.** How many collisions have four good leptons? How many of them are **not** two such pairs, because the
# charge or the sum of the types does not fit?
#
# <details><summary>Hint</summary>
#
# `ak.sum(lepton.charge, axis=1)` and `ak.sum(lepton["type"], axis=1)`. `np.isin(types, (44, 48, 52))` says for each
# event whether the sum is one of the three. `~` turns a mask round.
#
# </details>

# %%
# solution:begin
charges = np.asarray(ak.sum(lepton.charge, axis=1))
types = np.asarray(ak.sum(lepton["type"], axis=1))
n_four = len(lepton)
n_misfit = np.sum(~((charges == 0) & np.isin(types, (44, 48, 52))))
# solution:instead
# # Your turn: both counts.
# n_four = None
# n_misfit = None
# solution:end

check("n_four", n_four)
check("n_misfit", n_misfit)

# %% [markdown]
# Of 832 real collisions with four leptons of any kind few are left, but almost every one of them fits. Remember the
# misfits; they will be useful.
#
# ## 2. Three ways to make pairs
#
# Call the leptons 0, 1, 2, 3, the hardest first. There are three ways:
#
# | way | pairs |
# |---|---|
# | 0 | (0, 1) and (2, 3) |
# | 1 | (0, 2) and (1, 3) |
# | 2 | (0, 3) and (1, 2) |
#
# Both pairs must be of one flavour and of opposite charge. With two electrons and two muons only one way is allowed.
# With four electrons or four muons, two positive and two negative, there are always **two**. Here is such a collision.
#
# **Task 2.** Which two ways are allowed here? Of the better one (both masses near that of the Z), enter the mass of
# the pair with lepton 0, and that of the other pair.
#
# <details><summary>Hint</summary>
#
# `event[0]` … `event[3]` are four-momenta, and `(event[0] + event[1]).mass` is the mass of a pair. By hand: $m =
# \sqrt{2\,p_{\mathrm{T}1}\,p_{\mathrm{T}2}\,(\cosh\Delta\eta - \cos\Delta\phi)}$.
#
# </details>

# %%
alike = lepton[np.isin(np.asarray(ak.sum(lepton["type"], axis=1)), (44, 52))]
alike_ways = zpairs.three_ways(alike)
alike_far = np.nan_to_num(np.abs(alike_ways - Z_MASS).sum(axis=2), nan=np.inf)
event = alike[int(np.argmax(alike_far.argmin(axis=1) == 0))]
for k, each in enumerate(event):
    print(f"{k}: pt = {each.pt:7.2f} GeV  eta = {each.eta:6.3f}  phi = {each.phi:6.3f}  charge = {each.charge:+d}")

# solution:begin
for i, j, k, m in ((0, 1, 2, 3), (0, 2, 1, 3), (0, 3, 1, 2)):
    if event[i].charge != event[j].charge and event[k].charge != event[m].charge:
        print(i, j, (event[i] + event[j]).mass, k, m, (event[k] + event[m]).mass)
mass_with_0 = (event[0] + event[1]).mass
mass_other = (event[2] + event[3]).mass
# solution:instead
# # Your turn: both masses of the better way in GeV.
# mass_with_0 = None
# mass_other = None
# solution:end

check("mass_with_0", mass_with_0)
check("mass_other", mass_other)

# %% [markdown]
# How good is a way? A fair measure is the sum of both distances,
#
# $$D = |m_{\mathrm{Z}1} - m_\mathrm{Z}| + |m_{\mathrm{Z}2} - m_\mathrm{Z}|$$
#
# The published selection of ZZ takes the way with the smallest $D$ and keeps the event if $D < 50$ GeV. One known
# program, however, tries the ways one after the other, and each allowed one overwrites the one before:
#
# - if way 0 is allowed, take it;
# - if way 1 is allowed, take it;
# - if way 2 is allowed, take it.
#
# What remains is the **last** allowed way, not the best. (The program was made for Higgs bosons; the trap is the
# same.) `zpairs.three_ways` gives the masses for all events: `masses[event, way, pair]`, in GeV, with NaN ("not a
# number") where a way is not allowed.
#
# **Task 3.** How many collisions pass $D < 50$ GeV with the **best** way? How many with the **last** allowed way?
#
# <details><summary>Hint</summary>
#
# `D` has three numbers for each event. `np.fmin.reduce(D, axis=1)` is the smallest one and ignores NaN. For the last
# way: start with `last = D[:, 0]`, then `last = np.where(np.isnan(D[:, 1]), last, D[:, 1])`, then the same once more
# with `D[:, 2]`. And `NaN < 50` is false, so events without any allowed way drop out.
#
# </details>

# %%
masses = zpairs.three_ways(lepton)
D = np.abs(masses - Z_MASS).sum(axis=2)
print(D[:5].round(1))

# solution:begin
n_best = np.sum(np.fmin.reduce(D, axis=1) < 50)
last = D[:, 0]
for way in (1, 2):
    last = np.where(np.isnan(D[:, way]), last, D[:, way])
n_last = np.sum(last < 50)
# solution:instead
# # Your turn: both counts.
# n_best = None
# n_last = None
# solution:end

check("n_best", n_best)
check("n_last", n_last)

# %% [markdown]
# With the real data one in nine is lost by an innocent `if`. No error message, no warning: only a number that is too
# small.
#
# ## 3. A plane for two masses
#
# From here on the notebook uses its own selection, so that you can go on even if a task is open. `with_masses` adds
# the masses of both pairs: `z1` belongs to the pair with the larger transverse momentum, `z2` to the other.


# %%
def with_masses(events):
    """Four leptons, and of the best way of pairing them the masses z1 and z2 and the distance D, all in GeV."""
    events = four_leptons(events)
    masses = zpairs.three_ways(events.good)
    far = np.nan_to_num(np.abs(masses - Z_MASS).sum(axis=2), nan=np.inf)
    best = masses[np.arange(len(masses)), far.argmin(axis=1)]
    events["z1"], events["z2"], events["D"] = best[:, 0], best[:, 1], far.min(axis=1)
    return events[~np.isnan(best[:, 0])]


paired = comparison.select(names, with_masses, branches=branches)
points = paired[family + "data"]
zz = paired[family + "zz"]

figure, axes = plot.figure()
grid = np.arange(40, 141, 5)
expected, _x, _y = np.histogram2d(zz.column("z1"), zz.column("z2"), bins=(grid, grid), weights=zz.weights)
colours = axes.pcolormesh(grid, grid, np.ma.masked_less(expected.T, 0.01), cmap="Blues", vmax=0.6 * expected.max())
figure.colorbar(colours, ax=axes, label=_("expected ZZ events per field"), extend="max")
axes.plot(points.column("z1"), points.column("z2"), "ko", markersize=4, label=_("data"))
diamond = np.array([(50, 0), (0, 50), (-50, 0), (0, -50), (50, 0)]) + Z_MASS
axes.plot(*diamond.T, color=plot.OKABE_ITO["vermilion"], label=_("D = 50 GeV"))
square = np.array([(66, 66), (116, 66), (116, 116), (66, 116), (66, 66)])
axes.plot(*square.T, "--", color="black", label=_("both from 66 to 116 GeV"))
axes.set_xlim(40, 141)
axes.set_ylim(40, 171)
axes.set_xlabel(_("mass of the harder pair") + " [GeV]")
axes.set_ylabel(_("mass of the softer pair") + " [GeV]")
axes.legend(loc="upper left", fontsize=10, frameon=False)
plot.stamp(axes, [data_sample, zz.sample])
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# A plane: the mass of the harder pair to the right, that of the softer pair upwards, both from 40 to 140 GeV. The
# expected events, in shades of blue, are crowded around the point where both masses are 91 GeV, with thin arms to the
# left and downwards along the lines where one of the masses is 91 GeV. The real collisions, black points, lie in the
# same place, a few of them in the arms. A diamond marks D = 50 GeV: its corners lie 50 GeV to the left, to the right,
# above and below the crowd. A dashed square goes from 66 to 116 GeV on both sides. Nearly all points are inside both.
#
# </details>
#
# In this plane one sees at once what a selection does. $D < 50$ GeV is a **diamond**. Papers mostly ask that each mass
# lies between 66 and 116 GeV: a **square**.
#
# The square just fits into the diamond, because 25 + 25 = 50.
#
# **Task 4.** How many collisions lie in the square? And how many in the diamond, but not in the square?
#
# <details><summary>Hint</summary>
#
# `z1`, `z2` and `distance` are arrays with one number for each collision. Combine conditions with `&`, each in
# brackets.
#
# </details>

# %%
z1, z2, distance = points.column("z1"), points.column("z2"), points.column("D")

# solution:begin
in_square = (z1 > 66) & (z1 < 116) & (z2 > 66) & (z2 < 116)
n_square = np.sum(in_square)
n_tip = np.sum(~in_square & (distance < 50))
# solution:instead
# # Your turn: both counts.
# n_square = None
# n_tip = None
# solution:end

check("n_square", n_square)
check("n_tip", n_tip)

# %% [markdown]
# ## 4. Counted and expected
#
# Now the diamond for every sample, weighted with the luminosity of the collisions.


# %%
def in_diamond(each):
    """Of one sample the events in the diamond, and their weights."""
    mask = each.column("D") < 50
    return replace(each, events=each.events[mask], weights=each.weights[mask])


groups = {
    "fake": Group(
        plot.Look(_("Z + jets, top pairs"), plot.OKABE_ITO["yellow"], "///"),
        (family + "zee", family + "zmumu", family + "ttbar"),
    ),
    "higgs": Group(
        plot.Look(_("W or Z and a Higgs boson"), plot.OKABE_ITO["vermilion"], "\\\\\\"), (family + "wh", family + "zh")
    ),
    "zz": Group(plot.Look("ZZ", plot.OKABE_ITO["sky"], ""), (family + "zz",)),
}
kept = {name: in_diamond(each) for name, each in paired.items()}
print(comparison.table(kept, groups))
for name in names:
    print(f"{name:<20} {len(kept[name].events):6d} " + _("rows"))

# %%
axes, _ratio = comparison.draw(kept, groups, "z1", np.arange(61, 122, 5), _("mass of the harder pair"), "GeV")
axes.set_ylim(0, 60)
plt.show()
axes, _ratio = comparison.draw(kept, groups, "z2", np.arange(61, 122, 5), _("mass of the softer pair"), "GeV")
axes.set_ylim(0, 60)
plt.show()

# %% [markdown]
# <details><summary>The pictures in words</summary>
#
# The masses of the harder and of the softer pair, from 61 to 121 GeV in steps of 5 GeV. Both have a peak at the Z
# that is two bins wide, from 86 to 96 GeV, and in both almost all of the stack is ZZ. The real collisions follow it,
# on the whole a little above it. In the lower panels data over expectation scatter around 1 and above, with large error
# bars outside the peak.
#
# </details>
#
# **Task 5.** How many ZZ events are expected in the diamond, and with which statistical error of the simulation?
#
# <details><summary>Hint</summary>
#
# `kept[family + "zz"].weights` holds their weights: $S = \sum w$ and $\sigma_S = \sqrt{\sum w^2}$.
#
# </details>

# %%
# solution:begin
w = kept[family + "zz"].weights
signal = np.sum(w)
signal_error = np.sqrt(np.sum(w**2))
# solution:instead
# # Your turn: expected ZZ events and their statistical error.
# signal = None
# signal_error = None
# solution:end

check("signal", signal)
check("signal_error", signal_error)

# %% [markdown]
# And the background? With the samples of this box the table says 0.0 for Z + jets and top pairs. Do not believe it:
# not one *row* of them is left, and nobody knows how large a number is of which one has seen nothing.
#
# The collisions know better. In such a background two leptons are real and two are **fakes**, out of jets. Suppose
# that a fake is an electron or a muon, positive or negative, as a coin falls. The two fakes then are of equal flavour
# in one half of the cases, and of opposite charge in one half: they fit in 1 of 4 cases and are misfits in 3 of 4.
#
# **Task 6.** Call $n$ your misfits of Task 1. How many fitting events $B$ follow from them, and with which
# uncertainty, if $n$ fluctuates by $\sqrt n$?
#
# <details><summary>Hint</summary>
#
# For three misfits there is one that fits. The uncertainty is divided in the same way.
#
# </details>

# %%
misfits = len(lepton) - len(points.events)

# solution:begin
background = misfits / 3
background_error = np.sqrt(misfits) / 3
# solution:instead
# # Your turn: the background from the misfits and its uncertainty.
# background = None
# background_error = None
# solution:end

check("background", background)
check("background_error", background_error)

# %% [markdown]
# It is a rough number. Not all that fit lie in the diamond, so it is rather too large, and a coin is a poor model of a
# jet. But it tells what matters: the background is about one event in a hundred.
#
# ## 5. How often does the LHC make two Z bosons?
#
# Compare what was counted with what was expected:
#
# $$\mu = \frac{N - B}{S} \; \sigma_\mu = \sqrt{\frac{N + \sigma_B^2}{S^2} + \left(\mu\,\frac{\sigma_S}{S}\right)^2}$$
#
# The simulation was calculated with one correction beyond the simplest order (NLO). To the same order, theory expects
# $\sigma_\mathrm{NLO}$ = **14.51 pb** for two Z bosons at 13 TeV, however they decay. Then we have measured
# $\sigma = \mu\,\sigma_\mathrm{NLO}$.
#
# **Task 7.** Work out $\mu$, the cross-section in pb and its uncertainty.
#
# <details><summary>Hint</summary>
#
# $N$ is `n_counted`, $\sqrt N$ its fluctuation. The uncertainty of the cross-section is $\sigma_\mu$ times 14.51 pb.
#
# </details>

# %%
n_counted = len(kept[family + "data"].events)
print(_("counted in the diamond: {n}").format(n=n_counted))

# solution:begin
strength = (n_counted - background) / signal
strength_error = np.sqrt((n_counted + background_error**2) / signal**2 + (strength * signal_error / signal) ** 2)
cross_section = strength * 14.51
cross_section_error = strength_error * 14.51
# solution:instead
# # Your turn: µ, the cross-section in pb and its uncertainty.
# strength = None
# cross_section = None
# cross_section_error = None
# solution:end

check("strength", strength)
check("cross_section", cross_section)
check("cross_section_error", cross_section_error)

# %%
zz_expected, zz_error = counting.weighted_yield(kept[family + "zz"].weights)
own = (n_counted - misfits / 3) / zz_expected
own_error = np.hypot(np.sqrt(n_counted + misfits / 9) / zz_expected, own * zz_error / zz_expected)
results = [
    (_("theory, NLO"), 14.51, 0.35, 0.44),
    (_("theory, NNLO"), 16.91, 0.41, 0.54),
    (_("ATLAS, 36.1 1/fb"), 17.3, 0.9, 0.9),
    (_("this lesson"), 14.51 * own, 14.51 * own_error, 14.51 * own_error),
]
_figure, axes = plot.figure()
for place, (_name, value, down, up) in enumerate(results):
    marker, colour = ("s", plot.OKABE_ITO["blue"]) if place < 2 else ("o", "black")
    axes.errorbar(value, -place, xerr=[[down], [up]], fmt=marker, color=colour, capsize=4)
axes.set_yticks([0, -1, -2, -3], [name for name, *_numbers in results])
axes.set_ylim(-3.6, 1.2)
axes.set_xlim(10, 24)
axes.minorticks_off()
axes.set_xlabel(_("cross-section of ZZ at 13 TeV") + " [pb]")
plot.stamp(axes, [data_sample, zz.sample])
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Four numbers with error bars, one below the other, on an axis from 10 to 24 pb. Theory at NLO: 14.5 pb; theory at
# NNLO: 16.9 pb, both with bars of half a pb; ATLAS with 36.1 fb⁻¹: 17.3 ± 0.9 pb. Lowest, this lesson: with the
# samples of this box 16.6 ± 1.9 pb.
#
# </details>
#
# ## What may we say?
#
# <details><summary>“We have 16.6 ± 1.9 pb, ATLAS has 17.3 ± 0.9 pb. So our measurement is right.” True?</summary>
#
# The *count* is a real one: 84 collisions of ATLAS, found by yourself. The cross-section also needs the efficiency,
# and it comes from the simulation. If yours is practice simulation (look at the label), its efficiency was modelled
# for this box, without a detector. Then the agreement says that the method works and that the model is a fair one, no
# more. With ATLAS's own simulation it becomes a measurement.
#
# Missing as well: the uncertainty of the luminosity, of the efficiency of leptons, and of the theory that says which
# share of all pairs our leptons are.
#
# </details>
#
# <details><summary>Why is NLO too low?</summary>
#
# Two **gluons** can make two Z bosons, too, through a loop of quarks. This belongs to the next order (NNLO) and is more
# than half of what it adds, and neither the 14.51 pb nor our simulation contain it. So we should count about one sixth
# more than expected. µ says so, too, with the data as they are; but within its uncertainty it could also be 1.
#
# </details>
#
# <details><summary>Would the last way instead of the best have given a wrong cross-section?</summary>
#
# If data *and* simulation are paired in the same wrong way, both lose about one event in ten, and µ hardly changes:
# with the samples of this box 1.11 instead of 1.15. If only one of them has the mistake, the cross-section is wrong by
# a tenth. That is why the same function must select both.
#
# </details>
#
# ## What you have learnt
#
# - Four leptons can be paired in three ways; take the best one, and decide before you look what "best" means.
# - A mistake in a selection gives no error message. Count in two ways.
# - "No row left" is not "no background". Misfits in the collisions tell how large it is.
# - A cross-section is what was counted over what was expected, times what theory puts in, with all uncertainties.
#
# **Data:** ATLAS collaboration, *ATLAS 13 TeV samples collection with at least four leptons*, record 15005 of the
# CERN Open Data portal, DOI 10.7483/OPENDATA.ATLAS.2Y1T.TLGL, CC0. For education. Samples marked as practice
# simulation were made for this box and are neither ATLAS data nor ATLAS simulation.
