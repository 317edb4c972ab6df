# %% [markdown]
# # ttZ: a top quark pair with a Z
#
# The top quark is the heaviest particle that we know, the Z one of the next heaviest. How strongly do the two feel
# each other? The decays of a Z cannot tell: a Z is lighter than a top quark. There is only one way: wait for a
# collision that makes two top quarks **and** a Z, together more than 430 GeV of mass. At the LHC one collision in a
# hundred billion does.
#
# Such a collision falls apart into a crowd: each top quark into a b quark and a W, each W into a lepton and a
# neutrino or into two jets, the Z into two more leptons. Whoever wants to find it must count jets, and must know what
# b jets are. And since so few are expected, it pays to be careful *before* one looks.

# %% [markdown]
# ![Left: two gluons make a top quark and an antitop quark, and one of them radiates a Z boson. The Z decays into two
# leptons, one W into a lepton and a neutrino, the other W into two quarks; two b quarks complete the picture. Right:
# a list of what is seen: three leptons, two of them from the Z, four jets, two of them b jets, and missing
# momentum.](process.svg)

# %% [markdown]
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: real open data, or practice simulation.

# %%
from dataclasses import replace

import awkward as ak
import matplotlib.pyplot as plt
import numpy as np

from lhcbox import comparison, counting, language, objects, plot, samples
from lhcbox.checks import Checks
from lhcbox.comparison import Group
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("ttz")

Z_MASS = 91.188
family = "atlas13-3lep-"
data = family + "data"
signal_names = [family + "ttee", family + "ttmumu"]
boson_names = [family + "wz", family + "zz"]
fake_names = [family + "zee", family + "zmumu", family + "ttbar"]
ttw_names = [family + "ttw"]
background_names = [*boson_names, *fake_names, *ttw_names]
for name in [data, *signal_names, *background_names]:
    print(f"{name:<22} {samples.get(name).title} | {samples.get(name).label}")
luminosity = samples.get(data).luminosity_fb
print(_("luminosity of the collisions: {value:.3f} 1/fb").format(value=luminosity))

# %% [markdown]
# The **signal** are two samples: top pairs with a Z that became electrons (`ttee`) or muons (`ttmumu`). The
# background: `wz` and `zz` have three real leptons, too, but mostly few jets. `zee`, `zmumu` and `ttbar` have only
# two; the third is *fake*, a jet or something out of a jet. `ttw` has top quarks, but no Z.
#
# ## 1. A region for the signal
#
# Three good leptons, two of which fit a Z: the lesson on WZ explains how that is done. In addition every event now
# gets two numbers: `jets` above 25 GeV, and among them `bjets`. What a b quark ends up in flies a few mm before it
# decays. A network looks for such displaced decays; the working point used here finds 70 % of the b jets of top
# quarks, and takes about one light jet in a few hundred for one, and one in ten with a c quark.


# %%
def with_jets(events, leptons):
    """Events whose best pair of ``leptons`` lies within 10 GeV of the Z; jets counted; with the lepton that is left."""
    mass, pair, others = objects.z_pair(leptons)
    near = np.abs(mass - Z_MASS) < 10  # False where there is no pair
    events, events["pair"], events["rest"] = events[near], pair[near], others[near]
    jets = objects.good_jets(events.jet, pt=25)
    events["jets"] = ak.num(jets)
    events["bjets"] = ak.num(objects.b_jets(jets, efficiency=70))
    return events


def candidates(events):
    """Exactly three good leptons above 20 GeV, one of them above 25 GeV, with a pair near the Z."""
    events = events[objects.fired(events)]
    good = objects.good_leptons(events.lep, pt=20)
    chosen = (ak.num(good) == 3) & (ak.fill_none(ak.max(good.pt, axis=1), 0) > 25)
    return with_jets(events[chosen], good[chosen])


def cut(kept, condition):
    """Of each sample those events that fulfil the condition."""
    found = {}
    for name, each in kept.items():
        mask = np.asarray(condition(each.events))
        found[name] = replace(each, events=each.events[mask], weights=each.weights[mask])
    return found


branches = ["lep", "jet", "trigE", "trigM"]
simulated = comparison.select(
    [*signal_names, *background_names], candidates, luminosity_fb=luminosity, branches=branches
)
groups = {
    "fake": Group(
        plot.Look(_("Z + jets, top pairs (fake lepton)"), plot.OKABE_ITO["yellow"], "///"), tuple(fake_names)
    ),
    "ttw": Group(plot.Look("ttW", plot.OKABE_ITO["purple"], "++"), tuple(ttw_names)),
    "bosons": Group(plot.Look(_("WZ and ZZ"), plot.OKABE_ITO["sky"], ""), tuple(boson_names)),
    "signal": Group(plot.Look("ttZ", plot.OKABE_ITO["vermilion"], "\\\\\\"), tuple(signal_names)),
}
print(comparison.table(simulated, groups))

# %%
for column, most, quantity in (("jets", 5, _("number of jets")), ("bjets", 3, _("number of b jets"))):
    axes, _low = comparison.draw(
        simulated, groups, column, np.arange(-0.5, most + 1), quantity, "", logarithmic=True, data=False
    )
    axes.set_ylabel(_("events"))
    axes.set_xticks(range(most + 1))
    axes.tick_params(axis="x", which="minor", bottom=False, top=False)
    plt.show()

# %% [markdown]
# <details><summary>The pictures in words</summary>
#
# Simulation only, with a vertical axis of powers of ten. First picture, numbers of jets from 0 to 5. Without a jet
# there are, with the practice samples of this box, more than 400 events with WZ or ZZ; with each further jet they
# become fewer by a factor, and beyond three none is left. ttZ has hardly an event with no jet, most of them with two,
# three or four. Second picture, numbers of b jets: with none WZ and ZZ are two hundred times as many as ttZ; with one
# b jet ttZ is more than half of all, with two it is nearly alone.
#
# </details>
#
# The collisions are **not** in these pictures, on purpose. Whoever looks at them first and chooses cuts afterwards,
# chooses (without noticing) those that make a nice excess. So: first the simulation, then all decisions, then the
# data. This is called a *blind* analysis.
#
# **Task 1.** Our signal region: at least three jets, at least one of them a b jet. How many *rows* of both signal
# samples together lie in it? How many events are expected, with which statistical error of the simulation?
#
# <details><summary>Hint</summary>
#
# `region = cut(simulated, lambda events: (events.jets >= 3) & ...)`. Then `region[name].weights` are the weights of a
# sample: their number are the rows. `comparison.totals(region, signal_names)` gives sum and error.
#
# </details>

# %%
# solution:begin
region = cut(simulated, lambda events: (events.jets >= 3) & (events.bjets >= 1))
signal_rows = sum(len(region[name].weights) for name in signal_names)
signal, signal_error = comparison.totals(region, signal_names)
# solution:instead
# # Your turn: rows, expected events, error.
# signal_rows = None
# signal = None
# signal_error = None
# solution:end

check("signal_rows", signal_rows)
check("signal", signal)
check("signal_error", signal_error)

# %% [markdown]
# ## 2. Too good to be true
#
# **Task 2.** How many rows of all background samples together lie in the signal region, and how many events are
# expected? Work out $S/\sqrt B$ as well.
#
# <details><summary>Hint</summary>
#
# As in task 1, with `background_names`.
#
# </details>

# %%
# solution:begin
background_rows = sum(len(region[name].weights) for name in background_names)
background_simulated = comparison.totals(region, background_names)[0]
naive = signal / np.sqrt(background_simulated)
# solution:instead
# # Your turn: rows, expected events, S/√B.
# background_rows = None
# background_simulated = None
# naive = None
# solution:end

check("background_rows", background_rows)
check("background_simulated", background_simulated)
check("naive", naive)

# %% [markdown]
# With the practice samples of this box: fifty standard deviations! Nobody should believe that. A handful of rows is
# all that the simulation has to say about the background. Here is the whole plane of jets and b jets, as expected
# events of signal | background:

# %%
print(" " * 8, *(f"{title:>16}" for title in (_("1 jet"), _("2 jets"), _("3 jets"), _("≥ 4 jets"))))
for b in range(3):
    cells = []
    for n in range(1, 5):
        cell = cut(
            simulated,
            lambda events, n=n, b=b: (
                ((events.jets == n) if n < 4 else (events.jets >= 4))
                & ((events.bjets == b) if b < 2 else (events.bjets >= 2))
            ),
        )
        s, bg = comparison.totals(cell, signal_names)[0], comparison.totals(cell, background_names)[0]
        cells.append(f"{s:6.2f} | {bg:7.2f}")
    print("{:>8}".format(_("{n} b").format(n=b if b < 2 else "≥ 2")), *cells)

# %% [markdown]
# With the practice samples of this box one cell even has a *negative* background, and others are exactly zero.
# Neither can be true. Negative weights are right as long as many rows are added up; the sum of one row may be
# anything. And zero means that nobody simulated enough.
#
# Two remedies: do not make the cells too small (that is why we have joined those with one and two b jets), and get
# the background from where there is more of it.
#
# ## 3. The background, measured
#
# WZ and ZZ have no b quarks. If such an event has a b jet, it is mostly a mistake: a light jet or one with a c quark
# was taken for one. Let $p$ be the probability of that *for each jet*. Of $n$ jets at least one is tagged with the
# probability
#
# $$P_n = 1 - (1 - p)^n$$
#
# **Task 3.** Of the simulated WZ and ZZ events with **exactly one** jet, which (weighted) fraction $p$ has a b jet?
# How large is $P_3$?
#
# <details><summary>Hint</summary>
#
# `one = cut(simulated, lambda events: events.jets == 1)`, and `tagged = cut(one, ...)`. Divide the totals of
# `boson_names`.
#
# </details>

# %%
# solution:begin
one = cut(simulated, lambda events: events.jets == 1)
tagged = cut(one, lambda events: events.bjets == 1)
p = comparison.totals(tagged, boson_names)[0] / comparison.totals(one, boson_names)[0]
p_three = 1 - (1 - p) ** 3
# solution:instead
# # Your turn: p and P_3.
# p = None
# p_three = None
# solution:end

check("p", p)
check("p_three", p_three)

# %% [markdown]
# So in the signal region WZ and ZZ are expected to be $P_3$ times those with three jets and *any* number of b jets.
# Is it legitimate? It takes for granted that all jets are alike, and leaves out WZ with a real pair of b quarks. An
# honest uncertainty is a third of it at least.
#
# But does the simulation know how many WZ and ZZ there are? This can be asked of the collisions, without touching the
# signal region: in a **control region** with a Z, at least one jet and *no* b jet there is next to no signal. With
# $V$ for the simulated WZ and ZZ there, $R$ for all the rest that is simulated, and $N$ for the collisions:
#
# $$k = \frac{N - R}{V}$$
#
# **Task 4.** How many collisions lie in the control region? How large is the correction $k$ for WZ and ZZ, and its
# uncertainty from the count and from the simulation of WZ and ZZ?
#
# <details><summary>Hint</summary>
#
# `control` below holds all samples. $R$ is the total of `signal_names`, `fake_names` and `ttw_names`. With the error
# $\sigma_V$ of $V$: $\sigma_k = \sqrt{(\sqrt N / V)^2 + (k\,\sigma_V / V)^2}$.
#
# </details>


# %%
def without_b(events):
    """As candidates, and at least one jet, none of them a b jet."""
    events = candidates(events)
    return events[(events.jets >= 1) & (events.bjets == 0)]


control = comparison.select([data], without_b, branches=branches)
control |= cut(simulated, lambda events: (events.jets >= 1) & (events.bjets == 0))
print(comparison.table(control, groups))

# solution:begin
control_count = len(control[data].events)
bosons, bosons_error = comparison.totals(control, boson_names)
k = (control_count - comparison.totals(control, [*signal_names, *fake_names, *ttw_names])[0]) / bosons
k_error = np.hypot(np.sqrt(control_count) / bosons, k * bosons_error / bosons)
# solution:instead
# # Your turn: the count, k, its uncertainty.
# control_count = None
# k = None
# k_error = None
# solution:end

check("control_count", control_count)
check("k", k)
check("k_error", k_error)

# %% [markdown]
# With the practice samples of this box the simulation is right within its errors: $k$ agrees with 1. What is it good
# for, then? Without it, we would have to *trust* the predicted cross-sections, the luminosity, how well leptons are
# found. All of these are in $k$. Whatever was wrong with them would have been corrected.
#
# ## 4. All of the background
#
# Fakes: as in the lesson on WZ we take events whose third lepton is *not* good, of which there are more, and scale
# them with the ratio $r$ of good to not good ones, from Z + jets within the window. (The cell below does it.)
#
# **Task 5.** What is expected of WZ and ZZ in the signal region: $k \cdot N_{\ge 3\,\mathrm{jets}} \cdot P_3$? And
# how large is the whole background, with ttW from simulation and the fakes of the cell below?
#
# <details><summary>Hint</summary>
#
# $N_{\ge 3\,\mathrm{jets}}$ are the simulated WZ and ZZ events with three jets or more and any number of b jets. ttW
# is `comparison.totals(region, ttw_names)[0]`. `fakes["3"]` are the fakes.
#
# </details>


# %%
def not_good(events):
    """Three leptons above 20 GeV with a pair near the Z; the pair is good, the third is not."""
    events = events[objects.fired(events)]
    leptons = events.lep[events.lep.pt > 20]
    events, leptons = events[ak.num(leptons) == 3], leptons[ak.num(leptons) == 3]
    events = with_jets(events, leptons)
    two_good = ak.num(objects.good_leptons(events.pair, pt=20)) == 2
    return events[two_good & (ak.num(objects.good_leptons(events.rest, pt=20)) == 0)]


titles = {"1": _("1 jet"), "2": _("2 jets"), "3": _("3 jets or more")}
conditions = {
    "1": lambda events: (events.jets == 1) & (events.bjets >= 1),
    "2": lambda events: (events.jets == 2) & (events.bjets >= 1),
    "3": lambda events: (events.jets >= 3) & (events.bjets >= 1),
}
loose = comparison.select(fake_names, not_good, luminosity_fb=luminosity, branches=branches)
z_names = fake_names[:2]
r = comparison.totals(simulated, z_names)[0] / comparison.totals(loose, z_names)[0]
fakes = {}
for name, condition in conditions.items():
    there = cut(loose, condition)
    fakes[name] = r * comparison.totals(there, fake_names)[0]
    rows = sum(len(there[each].weights) for each in fake_names)
    print(_("{region}: {rows} rows, {n:.3f} fakes").format(region=titles[name], rows=rows, n=fakes[name]))

# solution:begin
many = cut(simulated, lambda events: events.jets >= 3)
bosons_in_region = k * comparison.totals(many, boson_names)[0] * p_three
background = bosons_in_region + comparison.totals(region, ttw_names)[0] + fakes["3"]
# solution:instead
# # Your turn: WZ and ZZ in the signal region, then the whole background.
# bosons_in_region = None
# background = None
# solution:end

check("bosons_in_region", bosons_in_region)
check("background", background)

# %% [markdown]
# With the practice samples of this box it is about a third of an event: three times what the simulation alone gave,
# and it rests on a few rows. Let us say that it is uncertain by half of itself.
#
# ## 5. How significant would it be?
#
# The Asimov significance with a relative uncertainty $f$ of the background is in
# `counting.asimov_significance(signal, background, f)`. (Its formula is in the teacher's notes of this lesson. For $f
# = 0$ it is the one of the lesson on dark matter.)
#
# **Task 6.** Compute it without uncertainty, and for $f$ = 0.5. Then suppose that we have missed most of the
# background: let it be **twenty times** as large, known to 30 %. What then?
#
# <details><summary>Hint</summary>
#
# Three calls. In the last one `20 * background` and 0.3.
#
# </details>

# %%
# solution:begin
significance = counting.asimov_significance(signal, background)
significance_half = counting.asimov_significance(signal, background, 0.5)
significance_worse = counting.asimov_significance(signal, 20 * background, 0.3)
# solution:instead
# # Your turn: three significances.
# significance = None
# significance_half = None
# significance_worse = None
# solution:end

check("significance", significance)
check("significance_half", significance_half)
check("significance_worse", significance_worse)

# %% [markdown]
# That is no mere game. The practice generator makes few jets beside bosons, so WZ with three jets is much rarer here
# than in nature; and single top quarks with a Z, which ATLAS has to fight with, have no sample at all. In the real
# experiment a considerable part of such a region is background.
#
# ## 6. Regions together
#
# There is signal in other regions, too: with two jets, and a little with one. Three regions, each with a b jet:
# exactly one jet, exactly two, at least three. From here on the notebook uses its own numbers, so that you can go on
# even if a task is open. WZ and ZZ are estimated with $k$ and $P_n$ in each of them.

# %%
in_one = cut(simulated, lambda events: events.jets == 1)
tag = (
    comparison.totals(cut(in_one, lambda events: events.bjets == 1), boson_names)[0]
    / comparison.totals(in_one, boson_names)[0]
)
others = comparison.totals(control, [*signal_names, *fake_names, *ttw_names])[0]
correction = (len(control[data].events) - others) / comparison.totals(control, boson_names)[0]
expected = {}
for name, condition in conditions.items():
    there = cut(simulated, condition)
    any_b = cut(simulated, lambda events, name=name: events.jets >= 3 if name == "3" else events.jets == int(name))
    two_bosons = correction * comparison.totals(any_b, boson_names)[0] * (1 - (1 - tag) ** int(name))
    b = two_bosons + comparison.totals(there, ttw_names)[0] + fakes[name]
    expected[name] = (comparison.totals(there, signal_names)[0], b)
    print(_("{region}: S = {s:.2f}, B = {b:.2f}").format(region=titles[name], s=expected[name][0], b=b))

# %% [markdown]
# Significances of independent regions are added in quadrature: $Z = \sqrt{Z_1^2 + Z_2^2 + Z_3^2}$. (If the
# uncertainties of the background have a common cause, this is a little too kind.)
#
# **Task 7.** With $f$ = 0.5 in each region: how large is the combined Asimov significance? And how large would it be
# if you threw all three regions into one, with one sum of signal and one sum of background?
#
# <details><summary>Hint</summary>
#
# `expected.values()` are pairs $(S, B)$. `for s, b in expected.values():` goes through them.
#
# </details>

# %%
# solution:begin
parts = [counting.asimov_significance(s, b, 0.5) for s, b in expected.values()]
combined = np.sqrt(np.sum(np.square(parts)))
joined = counting.asimov_significance(sum(s for s, _b in expected.values()), sum(b for _s, b in expected.values()), 0.5)
# solution:instead
# # Your turn: combined in quadrature, and all thrown into one.
# combined = None
# joined = None
# solution:end

check("combined", combined)
check("joined", joined)

# %% [markdown]
# A good region is spoiled by a bad one if the two are mixed. Kept apart, the bad ones cannot do harm, and add a
# little.
#
# ## 7. The box is opened
#
# All is decided; now we look.
#
# **Task 8.** How many collisions lie in the three regions? How probable is it that background alone gives as many as
# in the best region (three jets), or more? How many standard deviations is that?
#
# <details><summary>Hint</summary>
#
# `opened` holds the collisions. `counting.chance_of_at_least(n, expected)` is the Poisson probability,
# `counting.deviations(probability)` turns it into standard deviations. The background is `expected["3"][1]`.
#
# </details>

# %%
opened = candidates(samples.get(data).events(branches, unit="GeV"))

# solution:begin
count_1 = np.sum(conditions["1"](opened))
count_2 = np.sum(conditions["2"](opened))
count_3 = np.sum(conditions["3"](opened))
chance = counting.chance_of_at_least(int(count_3), expected["3"][1])
sigmas = counting.deviations(chance)
# solution:instead
# # Your turn: three counts, the probability, the standard deviations.
# count_1 = None
# count_2 = None
# count_3 = None
# chance = None
# sigmas = None
# solution:end

check("count_1", count_1)
check("count_2", count_2)
check("count_3", count_3)
check("chance", chance)
check("sigmas", sigmas)

# %%
counts = {name: int(np.sum(condition(opened))) for name, condition in conditions.items()}
s, b = expected["3"]
excess = max(counts["3"] - b, 0)
print(_("with the background uncertain by half: {z:.1f}").format(z=counting.asimov_significance(excess, b, 0.5)))
too_few = 1 - counting.chance_of_at_least(counts["3"] + 1, s + b)
print(_("so few or fewer, with signal: {p:.3f}").format(p=too_few))

# %% [markdown]
# With the practice samples of this box there is ttZ beyond doubt (if the background is not much larger, as it would
# be in nature). But there are *fewer* than expected: something like this happens by chance once in thirty times. That
# is no reason to change the cuts now! This is what the blind analysis is for.
#
# ## 8. The cross-section
#
# As in the lesson on WZ let $\mu$ be the factor between what is counted and what is predicted. Now there are three
# regions, and each has something to say. The probability of all three counts together is a product of Poisson
# probabilities; minus twice its logarithm is, apart from a constant,
#
# $$q(\mu) = 2 \sum_i \left[(\mu S_i + B_i) - n_i \ln(\mu S_i + B_i)\right]$$
#
# The best $\mu$ makes $q$ smallest. Its 68 % interval are those $\mu$ for which $q$ is not more than 1 above that.
#
# **Task 9.** Find the best $\mu$ among `strengths`, and half the length of its interval. Theory expects 0.88 pb for
# ttZ: which cross-section follows?
#
# <details><summary>Hint</summary>
#
# Write a function `q(mu)` that adds up the three terms (`counts[name]` and `expected[name]`). With `values =
# np.array([q(mu) for mu in strengths])`, `np.argmin(values)` is the place of the smallest, and `strengths[values <=
# values.min() + 1]` is the interval.
#
# </details>

# %%
strengths = np.arange(0.0, 2.0005, 0.001)


# solution:begin
def q(mu):
    """Minus twice the logarithm of the probability of all counts."""
    total = 0.0
    for name, (s, b) in expected.items():
        total += 2 * (mu * s + b - counts[name] * np.log(mu * s + b))
    return total


values = np.array([q(mu) for mu in strengths])
strength = strengths[np.argmin(values)]
inside = strengths[values <= values.min() + 1]
strength_error = (inside[-1] - inside[0]) / 2
cross_section = 0.88 * strength
# solution:instead
# # Your turn: the best µ, half the length of its interval, the cross-section in pb.
# strength = None
# strength_error = None
# cross_section = None
# solution:end

check("strength", strength)
check("strength_error", strength_error)
check("cross_section", cross_section)

# %%
_figure, axes = plot.figure()
total = np.zeros(len(strengths))
looks = zip(expected.items(), ("purple", "green", "vermilion"), (":", "-.", "--"), strict=True)
for (name, (s, b)), colour, style in looks:
    term = 2 * (strengths * s + b - counts[name] * np.log(strengths * s + b))
    total += term
    axes.plot(strengths, term - term.min(), style, color=plot.OKABE_ITO[colour], label=titles[name])
axes.plot(strengths, total - total.min(), color=plot.OKABE_ITO["blue"], linewidth=2.6, label=_("all together"))
axes.axhline(1, color="#444444", linewidth=1)
axes.set_xlim(0, 2)
axes.set_ylim(0, 9)
axes.set_xlabel(_("signal strength µ"))
axes.set_ylabel(_("q above its minimum"))
plot.legend(axes)
plot.stamp(axes, [samples.get(data), *(each.sample for each in simulated.values())])
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Four curves of $q$ above its minimum over the signal strength µ from 0 to 2. With the practice samples of this box
# the curve of one jet is nearly flat: it says nothing. That of two jets is a shallow valley, that of three jets a
# steep one about µ = 0.5. The curve of all together follows the steep one and is a little narrower. A thin line at 1
# marks where the 68 % interval ends, at 0.35 and 0.69. At µ = 0 the curve has long left the picture.
#
# </details>
#
# What ATLAS found: 0.95 ± 0.08 (stat.) ± 0.10 (syst.) pb with 36 fb$^{-1}$ (Phys. Rev. D 99 (2019) 072009), and 0.86
# ± 0.04 (stat.) ± 0.04 (syst.) pb with 140 fb$^{-1}$ (JHEP 07 (2024) 163), with two, three and four leptons and many
# regions. With practice samples ours is half of that by chance: the practice collisions were made with µ = 1. A count
# that is so far below its expectation turns up once in about thirty times.
#
# ## What you have learnt
#
# - First the regions, then the background, then the data.
# - No simulated row, or a negative sum, is no background estimate. Larger cells and control regions help.
# - A control region replaces trust in the simulation by a count; its error becomes part of the result.
# - An uncertain background costs the more significance the larger it is.
# - Regions of different purity are combined, not mixed.
#
# **Data:** ATLAS collaboration, 13 TeV samples for education of 2020, record 15004 of the CERN Open Data portal, DOI
# 10.7483/OPENDATA.ATLAS.DN95.JW6T, CC0. Where the box has no real file, practice simulation of our own stands in;
# each picture says so.
