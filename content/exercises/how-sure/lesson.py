# %% [markdown]
# # How sure? Fluctuations, toys and a likelihood
#
# In December 2015 two experiments at CERN showed a bump in the mass of two photons, near 750 GeV. In its paper ATLAS
# gave it **3.9 standard deviations**. Within months, hundreds of papers explained the new particle. In August 2016
# there were four times as many new data, and the bump was gone. It had been chance. Nobody had made a mistake: the
# same paper gives a second number, **2.1 standard deviations**.
#
# Two numbers for one bump? In this lesson you will learn what each of them means, and find a bump of your own, in
# real data. Then you will do for the Higgs boson in four leptons what the experiments do: write down *everything*
# that is uncertain in one likelihood, and let it answer how sure we are.

# %% [markdown]
# ![Left: twelve small spectra without any signal; one of them has a high bar and is marked with an arrow. Right: a
# likelihood drawn as a product of bricks, one for each bin of the histogram and one for each uncertainty.](process.svg)

# %% [markdown]
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: real open data, or practice simulation.

# %%
import awkward as ak
import matplotlib.pyplot as plt
import numpy as np
import pyhf
from iminuit import Minuit
from iminuit.cost import poisson_chi2
from scipy.optimize import minimize_scalar
from scipy.stats import norm, poisson

from lhcbox import counting, kinematics, language, plot, samples, selection
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
pyhf.set_backend("numpy", pyhf.optimize.minuit_optimizer())
check = Checks("how-sure")

# %% [markdown]
# ## 1. Which one is real?
#
# One of these four spectra is real: photon pairs, selected as in the lesson *Higgs to two photons*. The three others
# are **toys**. For a toy one takes a smooth curve (fitted to the real spectrum, as in that lesson) and lets chance
# decide: each bin gets a random number from the Poisson distribution. In the toys there is no new particle, nothing at
# all.

# %%
photon_sample = samples.get("atlas13-gamgam-table")
photons = photon_sample.arrays(["photon_pt", "photon_eta", "photon_phi", "photon_E"])
pt, eta = photons.photon_pt[:, :2] / 1000, photons.photon_eta[:, :2]
pair_mass = np.asarray(
    kinematics.invariant_mass(pt, eta, photons.photon_phi[:, :2], energy=photons.photon_E[:, :2] / 1000)
)
kept = ak.all(np.abs(eta) < 2.37, axis=1) & (pt[:, 0] > 50) & (pt[:, 1] > 30) & ak.all(pt / pair_mass > 0.35, axis=1)

mass_edges = np.arange(105, 161)
real_counts = plot.histogram(pair_mass[kept], mass_edges).values()
x = (mass_edges[:-1] + 0.5 - 125) / 25
curve = Minuit(lambda a0, a1, a2: poisson_chi2(real_counts, np.exp(a0 + a1 * x + a2 * x**2)), 4.0, -0.6, -0.2)
curve.migrad()
smooth = np.exp(curve.values["a0"] + curve.values["a1"] * x + curve.values["a2"] * x**2)

toys = np.random.default_rng(13).poisson(smooth, (10_000, len(smooth)))
shown = [toys[0], toys[1], real_counts, toys[2]]
figure, grid = plt.subplots(2, 2, figsize=(9.0, 6.4), layout="constrained", sharex=True, sharey=True)
for letter, panel, each in zip("ABCD", grid.flat, shown, strict=True):
    panel.stairs(each, mass_edges, color="black", linewidth=1.2)
    panel.plot(mass_edges[:-1] + 0.5, smooth, color=plot.OKABE_ITO["vermilion"], linestyle="--", linewidth=1.5)
    panel.text(0.93, 0.88, letter, transform=panel.transAxes, fontsize=15, fontweight="bold", ha="right")
    panel.set_xlim(105, 160)
    panel.set_ylim(0, 1.15 * np.max(shown))
for panel in grid[1]:
    panel.set_xlabel(_("mass of the two photons") + " [GeV]")
for panel in grid[:, 0]:
    panel.set_ylabel(_("events per 1 GeV"))
plot.stamp(grid[0, 0], photon_sample)
grid[0, 1].set_title(_("one is real, three are toys"), loc="right", fontsize=10, color="#333333")
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Four panels, A to D, each with a jagged falling histogram from 105 to 160 GeV and the same smooth dashed curve
# through it. In each of them some bins lie clearly above the curve and others below. They look alike.
#
# </details>
#
# <details><summary>Which one is it?</summary>
#
# C. If you have guessed it, ask yourself why. Most people find a bump in each of them.
#
# </details>
#
# ## 2. The largest bump
#
# Let us search for a bump. Slide a window of 2 GeV (two bins) over the spectrum, from 105 to 160 GeV. In each
# position count $n$ events, while $b$ are expected from the smooth curve. How surprising is $n$? The **local
# p-value** is the probability of counting $n$ or more, if nothing but $b$ is there:
#
# $$p_\mathrm{local} = P(N \ge n \mid b) = \sum_{N=n}^{\infty} \frac{b^N e^{-b}}{N!}$$
#
# It can be told in standard deviations, too: 0.159 is one, 0.0228 two, 0.00135 three, $2.9\cdot10^{-7}$ five.
#
# **Task 1.** In which window is the local p-value smallest? Give its lower edge in GeV, the number of events in it,
# and $p_\mathrm{local}$.
#
# <details><summary>Hint</summary>
#
# `in_windows(counts)` below adds up each bin and its right neighbour, so window number `k` begins at `mass_edges[k]`.
# `poisson.sf(n - 1, b)` is the probability of **more than** $n-1$, that is, of $n$ or more; it works on whole arrays.
# `np.argmin` tells where the smallest value stands.
#
# </details>


# %%
def in_windows(counts):
    """Sums over windows of two bins, for one spectrum or for many (the last axis is the mass)."""
    return counts[..., :-1] + counts[..., 1:]


# solution:begin
local = poisson.sf(in_windows(real_counts) - 1, in_windows(smooth))
where = np.argmin(local)
bump_left = mass_edges[where]
bump_count = in_windows(real_counts)[where]
p_local = local[where]
# solution:instead
# # Your turn: the local p-value of all windows, then where it is smallest.
# bump_left = None
# bump_count = None
# p_local = None
# solution:end

check("bump_left", bump_left)
check("bump_count", bump_count)
check("p_local", p_local)

# %%
own_local = poisson.sf(in_windows(real_counts) - 1, in_windows(smooth))
best = int(np.argmin(own_local))
print(
    _("{low} to {high} GeV: {n:.0f} events, {b:.1f} expected, p = {p:.5f}, {z:.2f} standard deviations").format(
        low=mass_edges[best],
        high=mass_edges[best] + 2,
        n=in_windows(real_counts)[best],
        b=in_windows(smooth)[best],
        p=own_local[best],
        z=counting.deviations(own_local[best]),
    )
)

# %% [markdown]
# With the real data: three standard deviations, far from 125 GeV. "Evidence" for a new particle of 146 GeV? Shall we
# write a paper?
#
# ## 3. Looking elsewhere
#
# Not yet. If we had looked at this window *only*, chosen before we saw the data, a chance of 1 in 860 would be
# remarkable. But we have looked at 54 windows and taken the most surprising one. Whoever rolls the dice 54 times must
# not be surprised by a six. This is the **look-elsewhere effect**.
#
# The right question is: *if there is nothing at all, how often does a search like ours find, anywhere, something at
# least as surprising?* This probability is the **global p-value**. There is an honest way to find it: do the whole
# search again with toys, in which there is nothing. We have thrown 10 000 of them.
#
# **Task 2.** For each toy, find the smallest local p-value of all its windows. In which part of the toys is it as
# small as in the real data, or smaller? And which part of the toys has a bump of three standard deviations or more?
#
# <details><summary>Hint</summary>
#
# `toys` has 10 000 rows, one for each toy, and `in_windows(toys)` takes all of them at once. `.min(axis=1)` is the
# smallest value of each row; `np.mean` of a condition is the part for which it is true. Three standard deviations are
# a p-value of 0.00135. Compare with `own_local[best]`, the one of the real data.
#
# </details>

# %%
# solution:begin
smallest = poisson.sf(in_windows(toys) - 1, in_windows(smooth)).min(axis=1)
p_global = np.mean(smallest <= own_local[best])
three_sigma = np.mean(smallest <= 0.00135)
# solution:instead
# # Your turn: the smallest local p-value of each toy, then two parts.
# p_global = None
# three_sigma = None
# solution:end

check("p_global", p_global)
check("three_sigma", three_sigma)

# %%
# From here on the notebook uses its own numbers, so that you can go on even if a task is open.
own_smallest = poisson.sf(in_windows(toys) - 1, in_windows(smooth)).min(axis=1)
real_z = counting.deviations(own_local[best])
figure, axes = plot.figure()
steps = np.arange(0.75, 5.01, 0.25)
axes.hist(norm.isf(own_smallest), steps, histtype="stepfilled", color=plot.OKABE_ITO["sky"], edgecolor="black")
axes.axvline(
    real_z, color=plot.OKABE_ITO["vermilion"], linestyle="--", linewidth=2, label=_("largest bump of the sample")
)
axes.set_xlim(0.75, 5)
axes.set_xlabel(_("largest bump of each toy [local standard deviations]"))
axes.set_ylabel(_("toys per 0.25"))
axes.legend(loc="upper right")
plot.stamp(axes, photon_sample)
axes.set_title(_("10 000 toys without any signal"), loc="right", fontsize=10, color="#333333")
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# A histogram of 10 000 toys. Nearly all of them have their largest bump between 1.25 and 3.25 local standard
# deviations; most have it at about 2.2. With the real data a dashed line stands at 3.04, in the right tail; one toy
# in twenty lies beyond it.
#
# </details>
#
# Look where the histogram has its peak: a typical spectrum *without anything* has a bump of two standard deviations
# somewhere. A spectrum with none would be suspicious.
#
# With the real data: the global p-value is about 5 %, that is 1.6 standard deviations. Of the "evidence" nothing is
# left. (And a real particle would make a broader bump here: the calorimeter smears any mass over 3 to 4 GeV.)
#
# **Task 3.** How many times larger is the global p-value than the local one? This number is called the **trials
# factor**.
#
# <details><summary>Hint</summary>
#
# Divide one by the other. With 10 000 toys it is known to some five per cent.
#
# </details>

# %%
# solution:begin
trials = p_global / p_local
# solution:instead
# # Your turn: the trials factor.
# trials = None
# solution:end

check("trials", trials)

# %% [markdown]
# Can one guess it without toys? If all windows were independent, the chance that *none* of $k$ windows is so
# surprising would be $(1-p)^k$, so
#
# $$p_\mathrm{global} = 1 - (1 - p_\mathrm{local})^k \approx k\,p_\mathrm{local}$$
#
# 27 windows fit side by side into the range; that is too few, because bumps also sit across their borders. There are
# 54 positions of the window; that is too many, because neighbours share a bin and are surprising together. The truth
# lies between, and the toys know it: about 44.
#
# <details><summary>And is the trials factor complete now?</summary>
#
# No. We have chosen the width of 2 GeV. Try 3 GeV or 4 GeV: the largest bump then has 2.7 or 2.4 local standard
# deviations. Whoever tries all widths and shows the best must let the toys do the same. And what about the other
# spectra that ATLAS has looked at, hundreds of them? There is no end to this, and no rule. That is one reason why
# particle physics asks for *five* standard deviations before it speaks of a discovery.
#
# </details>
#
# Back to the bump of 2015: 3.9 standard deviations were the local, 2.1 the global significance. Both numbers were in
# the paper. Most readers looked at the first one.
#
# ## 4. A count, and what it does not know
#
# For the Higgs boson in four leptons there is no elsewhere: in this sample of 2016 we know where to look, 125 GeV.
# But there are other things that we do not know exactly. Here are the events of the lesson *Four leptons and a Higgs
# boson*, selected in the same way.

# %%
data_sample = samples.get("atlas13-4lep-data")
GROUPS = {
    "other": ["atlas13-4lep-zee", "atlas13-4lep-zmumu", "atlas13-4lep-ttbar"],
    "ZZ": ["atlas13-4lep-zz"],
    "Higgs": ["atlas13-4lep-ggh", "atlas13-4lep-vbf", "atlas13-4lep-wh", "atlas13-4lep-zh"],
}
edges = np.arange(110, 141, 5)


def selected_masses(sample):
    """Masses of the selected events of a sample in GeV, and the mask of the selected ones."""
    events = sample.arrays()
    passes = selection.four_lepton_cut_flow(events).selected
    weights = sample.weights(events, data_sample.luminosity_fb)[passes] if sample.kind == "mc" else None
    return selection.four_lepton_mass(events)[passes], weights


masses, _none = selected_masses(data_sample)
data = plot.histogram(masses, edges)
expected, window, used = {}, {}, [data_sample]
for group, names in GROUPS.items():
    parts = [selected_masses(samples.get(name)) for name in names]
    used += [samples.get(name) for name in names]
    group_masses = np.concatenate([each for each, _weights in parts])
    group_weights = np.concatenate([weights for _masses, weights in parts])
    expected[group] = plot.histogram(group_masses, edges, group_weights)
    window[group] = counting.weighted_yield(group_weights[selection.inside(group_masses, (115, 130))])
    print(f"{group:>6}  115 … 130 GeV: {window[group][0]:6.2f} ± {window[group][1]:.2f}")
observed = int(np.sum(selection.inside(masses, (115, 130))))

figure, axes = plot.figure()
plot.stack(axes, expected)
plot.data_points(axes, data)
plot.axis_labels(axes, _("mass of the four leptons"), "GeV", 5)
axes.set_ylim(0, 1.6 * data.values().max())
plot.legend(axes, loc="upper right")
plot.stamp(axes, used)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Six bins of 5 GeV from 110 to 140 GeV, the expected processes stacked: yellow hatched Z + jets and top quarks, blue
# ZZ*, and on top of them, from 120 to 130 GeV, the Higgs boson. With the real data, the points are 5, 5, 17, 9, 10
# and 5 events. The highest, from 120 to 125 GeV, lies above the stack, the others near it.
#
# </details>
#
# **Task 4.** How many data events are in the six bins? How many standard deviations is the count `observed`, from 115
# to 130 GeV, above the background, if the background is known exactly?
#
# <details><summary>Hint</summary>
#
# `data.values()` are the counts of the bins. The background is the sum of the groups `other` and `ZZ`;
# `window["ZZ"][0]` is the expected number of the one in 115 to 130 GeV. `counting.chance_of_at_least(n, mean)` and
# `counting.deviations(p)` do the rest.
#
# </details>

# %%
# solution:begin
in_bins = data.values().sum()
background = window["other"][0] + window["ZZ"][0]
count_z = counting.deviations(counting.chance_of_at_least(observed, background))
# solution:instead
# # Your turn: the number of events in the bins, and the standard deviations of the count.
# in_bins = None
# count_z = None
# solution:end

check("in_bins", in_bins)
check("count_z", count_z)

# %% [markdown]
# But the background is *not* known exactly. We assume (these sizes are ours; a real analysis measures them):
#
# - ZZ to 10 %: cross-section and luminosity,
# - Z + jets and top quarks to 30 %: leptons out of jets are hard to simulate. In the four-lepton lesson you have seen
#   how far off an expectation can be,
# - and each simulation has only finitely many events: the errors printed above.
#
# **Task 5.** Add the three in quadrature. How large is the uncertainty of the background from 115 to 130 GeV,
# relative to the background?
#
# <details><summary>Hint</summary>
#
# In quadrature means: the root of the sum of the squares. There are four terms: $0.1\,B_\mathrm{ZZ}$,
# $0.3\,B_\mathrm{other}$, and the statistical error of each of the two groups, `window["ZZ"][1]` and
# `window["other"][1]`.
#
# </details>

# %%
# solution:begin
systematic = (0.1 * window["ZZ"][0]) ** 2 + (0.3 * window["other"][0]) ** 2
statistical = window["ZZ"][1] ** 2 + window["other"][1] ** 2
absolute = np.sqrt(systematic + statistical)
fraction = absolute / (window["ZZ"][0] + window["other"][0])
# solution:instead
# # Your turn: the relative uncertainty of the background.
# fraction = None
# solution:end

check("fraction", fraction)

# %%
own_background = window["ZZ"][0] + window["other"][0]
own_fraction = (
    np.sqrt(sum((f * window[g][0]) ** 2 + window[g][1] ** 2 for g, f in (("ZZ", 0.1), ("other", 0.3)))) / own_background
)
for f in (0.0, own_fraction):
    z = counting.asimov_significance(window["Higgs"][0], own_background, f)
    print(_("background uncertain by {f:.0%}: {z:.2f} standard deviations expected").format(f=f, z=z))

# %% [markdown]
# A third of the significance is lost. Can one do better? Yes: the *shape* helps. Bins beside the peak say how much
# background there is, and the same uncertainty moves all bins together. One has to write this down.
#
# ## 5. A likelihood made of bricks
#
# The experiments write it as **HistFactory** does. In each bin $i$ the expected events are
#
# $$\nu_i = \mu\,S_i\,\gamma_i + (1 + 0.1)^{\alpha_1} B_i^\mathrm{ZZ}\,\gamma_i + (1 + 0.3)^{\alpha_2}
# B_i^\mathrm{other}\,\gamma_i$$
#
# (for negative $\alpha$ with $1 - 0.1$ and $1 - 0.3$ in the same way), and the likelihood is the product
#
# $$L = \prod_i \mathrm{Poisson}(n_i \mid \nu_i)\;\times\;\prod_j \mathrm{Gauss}(\alpha_j)\;\times\;\prod_i
# \mathrm{Gauss}(\gamma_i \mid 1, \delta_i)$$
#
# - $\mu$ is what we want to know, the **signal strength**: 0 without a Higgs boson, 1 as expected.
# - $\alpha_1, \alpha_2$ are **nuisance parameters**: not interesting, but unknown. $\alpha = 1$ means that the
#   background is one uncertainty higher, in all bins. The Gauss curves keep them near 0.
# - $\gamma_i$, one for each bin, is the statistics of the simulation; $\delta_i$ is its relative error there.
#
# The program `pyhf` does this. A model is a nested list: channels hold samples, samples hold the content of the bins
# and *modifiers*, which say what may vary.
#
# | modifier | what it does |
# |---|---|
# | `normfactor` | a free factor: the signal strength |
# | `normsys` | a factor with an uncertainty, the same for all bins |
# | `staterror` | the statistical error of the simulation, bin by bin |
#
# **Task 6.** The model below lacks the sample `other` (Z + jets and top quarks, uncertain by 30 %, called
# `other_norm`, with its statistical errors). Write it as for ZZ. How many parameters does the complete model have?
#
# <details><summary>Hint</summary>
#
# Copy the lines of `ZZ`, then change the name, the bins, the name of the `normsys` and its two numbers, `hi` and
# `lo`. The name of the `staterror` stays the same in all samples: then they share one $\gamma_i$ for each bin.
#
# </details>


# %%
def bins(group):
    """Expected events of a group in each bin, and their statistical errors."""
    return expected[group].values().tolist(), np.sqrt(expected[group].variances()).tolist()


def sample_of(name, group, modifiers):
    """One sample of the model; every sample has the statistical error of its simulation."""
    content, errors = bins(group)
    statistics = {"name": "mc_stat", "type": "staterror", "data": errors}
    return {"name": name, "data": content, "modifiers": [*modifiers, statistics]}


signal_part = sample_of("signal", "Higgs", [{"name": "mu", "type": "normfactor", "data": None}])
zz_part = sample_of("ZZ", "ZZ", [{"name": "zz_norm", "type": "normsys", "data": {"hi": 1.1, "lo": 0.9}}])
# solution:begin
other_part = sample_of("other", "other", [{"name": "other_norm", "type": "normsys", "data": {"hi": 1.3, "lo": 0.7}}])
# solution:instead
# # Your turn: the third sample.
# other_part = None
# solution:end

parameters = None
if other_part is not None:
    complete = pyhf.Model({"channels": [{"name": "m4l", "samples": [signal_part, zz_part, other_part]}]})
    parameters = complete.config.npars
    print(complete.config.par_names)

check("parameters", parameters)

# %% [markdown]
# ## 6. What do the data say?
#
# **The fit.** All parameters at once: those that make $L$ largest.
#
# **Task 7.** How large is the fitted $\mu$, and its uncertainty?
#
# <details><summary>Hint</summary>
#
# `pyhf.infer.mle.fit(counts, model, return_uncertainties=True)` gives one row for each parameter, with its value and
# its uncertainty. `model.config.poi_index` is the row of $\mu$, the *parameter of interest*.
#
# </details>

# %%
own_other = sample_of("other", "other", [{"name": "other_norm", "type": "normsys", "data": {"hi": 1.3, "lo": 0.7}}])
model = pyhf.Model({"channels": [{"name": "m4l", "samples": [signal_part, zz_part, own_other]}]})
# pyhf wants the counts and, behind them, what the Gauss curves are centred on
counts = data.values().tolist() + model.config.auxdata

# solution:begin
fitted = pyhf.infer.mle.fit(counts, model, return_uncertainties=True)
mu, mu_error = fitted[model.config.poi_index]
# solution:instead
# # Your turn: the fit, then the value of mu and its uncertainty.
# mu = None
# mu_error = None
# solution:end

check("mu", mu)
check("mu_error", mu_error)

# %%
best_fit = pyhf.infer.mle.fit(counts, model, return_uncertainties=True)
for name, (value, error) in zip(model.config.par_names, best_fit, strict=True):
    print(f"{name:>12} = {value:6.2f} ± {error:.2f}")

# %% [markdown]
# Read the list: $\mu$ first, or where it stands; the two norms are $\alpha$, so 0 means as expected; the $\gamma$ of
# the bins are near 1. A nuisance parameter that ends several units away from its centre would be a warning: then the
# model does not describe the data.
#
# **The discovery.** Now ask as before: *if there were no Higgs boson ($\mu = 0$), how probable would data be that
# look at least as much like one?* What is compared is the ratio of two likelihoods: the best with $\mu = 0$ and the
# best of all,
#
# $$q_0 = -2 \ln \frac{L(\mu = 0,\ \text{other parameters fitted})}{L(\text{all parameters fitted})}$$
#
# The nuisance parameters are fitted *both* times. So the background may rise, as far as its uncertainty allows, to do
# without a Higgs boson. For large numbers $\sqrt{q_0}$ is the number of standard deviations; with as few events as
# here this is a good approximation, no more.
#
# **Task 8.** How many standard deviations are observed, and how many are expected if there is a Higgs boson as
# predicted?
#
# <details><summary>Hint</summary>
#
# `pyhf.infer.hypotest(0.0, counts, model, test_stat="q0", return_expected=True)` gives two p-values for $\mu = 0$:
# the observed one and the one expected for $\mu = 1$. `counting.deviations(float(p))` makes standard deviations of
# each.
#
# </details>

# %%
# solution:begin
p_observed, p_expected = pyhf.infer.hypotest(0.0, counts, model, test_stat="q0", return_expected=True)
z_observed = counting.deviations(float(p_observed))
z_expected = counting.deviations(float(p_expected))
# solution:instead
# # Your turn: two p-values, then the standard deviations of each.
# z_observed = None
# z_expected = None
# solution:end

check("z_observed", z_observed)
check("z_expected", z_expected)

# %% [markdown]
# **The limit.** If the data cannot prove that there is something, they can say how much of it there is *at most*. For
# a given $\mu$ ask: how probable is it, if this $\mu$ is true, to find as few events as we did, or fewer? If that is
# less than 5 %, $\mu$ is **excluded at 95 % confidence**. One difficulty remains: if the background happens to
# fluctuate down, one would exclude even a signal that the experiment could never have seen. So one divides by the
# probability of finding as few if there is no signal at all:
#
# $$\mathrm{CL_s} = \frac{P(\text{as few or fewer} \mid \mu)}{P(\text{as few or fewer} \mid 0)}$$
#
# and excludes where $\mathrm{CL_s} < 0.05$. The smallest excluded $\mu$ is the **upper limit**.
#
# **Task 9.** Which upper limit do the data give, and which one would be expected if there were no Higgs boson?
#
# <details><summary>Hint</summary>
#
# The cell already scans $\mu$ and draws $\mathrm{CL_s}$; this takes a few seconds. `observed_limit` is the first
# answer. `expected_limits` is a list of five: what two and one standard deviations downwards, the middle, one and two
# upwards would give.
#
# </details>

# %%
pyhf.set_backend("numpy", pyhf.optimize.scipy_optimizer())  # faster, where no uncertainty of a parameter is wanted
upper_limit = pyhf.infer.intervals.upper_limits.upper_limit
scanned = np.linspace(0.2, 5.0, 25)
observed_limit, expected_limits, (_scan, results) = upper_limit(
    counts, model, scan=scanned, level=0.05, return_results=True
)
observed_cls = [float(each[0]) for each in results]
bands = np.array([[float(value) for value in each[1]] for each in results])

figure, axes = plot.figure()
axes.fill_between(scanned, bands[:, 0], bands[:, 4], color=plot.OKABE_ITO["yellow"], label=_("expected, ± 2 σ"))
axes.fill_between(scanned, bands[:, 1], bands[:, 3], color=plot.OKABE_ITO["green"], label=_("expected, ± 1 σ"))
axes.plot(scanned, bands[:, 2], color="black", linestyle="--", label=_("expected without a Higgs boson"))
axes.plot(scanned, observed_cls, color="black", marker="o", markersize=4, label=_("observed"))
axes.axhline(0.05, color=plot.OKABE_ITO["vermilion"], linewidth=1.5)
axes.text(4.95, 0.06, "0.05", ha="right", fontsize=11, color="#A33F00")
axes.set_xlim(0.2, 5)
axes.set_ylim(0, 1)
axes.set_xlabel(_("signal strength µ"))
axes.set_ylabel("CLs")
axes.legend(loc="upper right")
plot.stamp(axes, used)
plt.show()

# solution:begin
limit = observed_limit
limit_expected = expected_limits[2]
# solution:instead
# # Your turn: both limits.
# limit = None
# limit_expected = None
# solution:end

check("limit", limit)
check("limit_expected", limit_expected)

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# CLs against the signal strength from 0.2 to 5. A dashed line, expected without a Higgs boson, falls from about 0.8 to
# below 0.05 at a signal strength of about 1.5, with a narrow band and a wider one around it. With the real data, the
# observed line with points lies higher, above the narrow band and within the wide one, and crosses a horizontal line
# at 0.05 near 2.8.
#
# </details>
#
# The observed limit is *worse* than the expected one, and that is good news: the expected one holds for a world
# without a Higgs boson. The more events there are, the less can be excluded.
#
# ## 7. The same data, four answers
#
# The next cell collects them: how many standard deviations are observed, with what we have put in?


# %%
def log_likelihood(strength):
    """Logarithm of the likelihood of the six bins, without any uncertainty but that of counting."""
    signal, zz, other = (np.array(bins(group)[0]) for group in ("Higgs", "ZZ", "other"))
    return np.sum(poisson.logpmf(data.values(), strength * signal + zz + other))


one_bin = pyhf.simplemodels.uncorrelated_background(
    signal=[window["Higgs"][0]], bkg=[own_background], bkg_uncertainty=[own_fraction * own_background]
)
best_strength = minimize_scalar(lambda strength: -log_likelihood(strength), bounds=(0, 10), method="bounded").x
p_one_bin = pyhf.infer.hypotest(0.0, [observed, *one_bin.config.auxdata], one_bin, test_stat="q0")
p_model = pyhf.infer.hypotest(0.0, counts, model, test_stat="q0")
answers = {
    _("count in the window, background exact"): counting.deviations(
        counting.chance_of_at_least(observed, own_background)
    ),
    _("count in the window, background uncertain"): counting.deviations(float(p_one_bin)),
    _("six bins, background exact"): np.sqrt(2 * (log_likelihood(best_strength) - log_likelihood(0.0))),
    _("six bins, everything uncertain"): counting.deviations(float(p_model)),
}
for name, z in answers.items():
    print(f"{z:6.2f}  {name}")

# %% [markdown]
# With the real data: 1.7, 1.2, 2.5 and 2.0 (which simulation the box holds changes them a little). The shape gains,
# the uncertainties cost. None of the four is *the* truth; each answers a question with something put in. So a
# significance without its assumptions is worth little.
#
# ## What may we say?
#
# <details><summary>Have we discovered the Higgs boson?</summary>
#
# No: two standard deviations. The fitted signal strength agrees well with 1, the prediction. From 0 it is two standard
# deviations away, and chance may do that. The data exclude (at 95 %) that there are three times as many Higgs bosons as
# predicted.
#
# </details>
#
# <details><summary>Is there no look-elsewhere effect here?</summary>
#
# The mass was known from 2012, so we looked at one place only. Whoever had searched from 110 to 140 GeV would have to
# pay for it, as in section 3. But the choice of the bins is ours: with bins of 2.5 GeV the same data give clearly
# less than with 5 GeV, because the events happen to lie a little beside the peak. Choose such things *before* you
# look.
#
# </details>
#
# <details><summary>What does "95 % confidence" mean?</summary>
#
# If the experiment were done many times, at least 95 of 100 of the upper limits would lie above the true value. It
# does not mean that µ is below this one with a probability of 95 %. A p-value, too, says how probable the *data* are
# if there is no signal, never how probable it is that there is none.
#
# </details>
#
# ## What you have learnt
#
# - Chance makes bumps. Count where you have looked, and ask toys what is usual.
# - A local p-value answers a question about one place, a global one about the whole search.
# - A likelihood holds all that is uncertain; nuisance parameters let the background defend itself.
# - A significance, a limit and a fitted value are three answers to three questions.
#
# **Data:** ATLAS collaboration, *ATLAS 13 TeV samples collection with at least four leptons*, record 15005, DOI
# 10.7483/OPENDATA.ATLAS.2Y1T.TLGL, and a table made by hand of *ATLAS 13 TeV samples collection with at least two
# photons*, record 15006, DOI 10.7483/OPENDATA.ATLAS.B5BJ.3SGS, both of the CERN Open Data portal, CC0. For education.
# Samples marked as practice simulation were made for this box and are neither ATLAS data nor ATLAS simulation.
