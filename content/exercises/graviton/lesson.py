# %% [markdown]
# # A heavy graviton to ZZ: how to find nothing, and be proud of it
#
# Why is gravity so weak? A small magnet lifts a nail against the pull of the whole Earth. One answer, thought out by
# Lisa Randall and Raman Sundrum in 1999, says: gravity is not weak, it only lives mostly elsewhere, in a fifth
# dimension that is curved. If so, there must be **heavy gravitons**, particles that the LHC could make and that would
# decay at once, for instance into two Z bosons: a bump in the mass of four leptons, far beyond the Higgs boson.
#
# You have the real collisions in front of you. We look for such a graviton with a mass of 500 GeV. If you find none,
# the work is not over: then the question is **which gravitons do not exist**.

# %% [markdown]
# ![Left: two gluons join into a graviton G*, which decays into two Z bosons, each of which gives two leptons. Right: a
# sketch of a falling curve of events against mass with a narrow bump at 500 GeV, drawn dashed, and two vertical lines
# that mark a window around it.](process.svg)

# %% [markdown]
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: real open data, or practice simulation.

# %%
import awkward as ak
import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import poisson

from lhcbox import counting, language, plot, samples, selection
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("graviton")

family = "atlas13-4lep-"
background_names = [family + short for short in ("zz", "ggh", "vbf", "wh", "zh", "zee", "zmumu", "ttbar")]
data_sample = samples.get(family + "data")
graviton_sample = samples.get(family + "graviton")
luminosity = data_sample.luminosity_fb
cross_section_fb = 1000 * graviton_sample.cross_section_pb
print(data_sample.title, "|", data_sample.label)
print(graviton_sample.title, "|", graviton_sample.label)
print(_("luminosity: {lumi:.3f} 1/fb").format(lumi=luminosity))
print(_("cross-section of the graviton: {xs:.2f} fb").format(xs=cross_section_fb))

# %% [markdown]
# ## 1. A number that is not what it seems
#
# The selection is that of the Higgs boson: four leptons, electrons and muons in pairs, total charge zero. Somebody
# may want to know whether the first two leptons are of the same flavour and takes the difference of their types (11
# for electrons, 13 for muons). Equal types give 0, and 11 − 13 gives ... see for yourself.

# %%
data = data_sample.arrays()
difference = data.lep_type[:, 0] - data.lep_type[:, 1]
print("type of 0:  ", data.lep_type[:12, 0].tolist())
print("type of 1:  ", data.lep_type[:12, 1].tolist())
print("difference: ", difference[:12].tolist())
print(data.lep_type.type)

# %% [markdown]
# `uint32` means: a whole number **without a sign**, kept in 32 bits, so from 0 to $2^{32}-1$. Below 0 there is
# nothing; the count goes on from the top, as a car's mileage would if it were turned back below 000000. This is called
# **overflow**. Python's own numbers do not do it; those in files do. The published exercise on this very graviton was
# stored with such an overflow in it, of numbers of 8 bits, and what it shows is an error message. That was lucky:
# mostly there is none.
#
# **Task 1.** What does 11 − 13 become in 32 bits without a sign? And how many collisions have a sum of the four types
# of 44, 48 or 52 *and* total charge zero?
#
# <details><summary>Hint</summary>
#
# The largest `difference` is the answer to the first question. Sums are safe, they do not go below 0:
# `ak.sum(data.lep_type[:, :4], axis=1)`; `np.isin(sums, (44, 48, 52))`. Likewise for `lep_charge`, which has a sign.
# Combine both with `&`.
#
# </details>

# %%
# solution:begin
wrapped = ak.max(difference)
sums = np.asarray(ak.sum(data.lep_type[:, :4], axis=1))
charges = np.asarray(ak.sum(data.lep_charge[:, :4], axis=1))
n_selected = np.sum(np.isin(sums, (44, 48, 52)) & (charges == 0))
# solution:instead
# # Your turn: what 11 - 13 becomes, and the number of selected collisions.
# wrapped = None
# n_selected = None
# solution:end

check("wrapped", wrapped)
check("n_selected", n_selected)

# %% [markdown]
# The remedy: turn them into numbers with a sign first, `ak.values_astype(data.lep_type, np.int64)`.
#
# ## 2. Four leptons, far beyond the Higgs boson
#
# From here on the notebook uses the package's own selection, so that you can go on even if a task is open. `mass` and
# `weight` hold one number for each selected event of each sample; masses are in GeV.

# %%
cuts = selection.FourLeptonCuts(leading_pt_gev=())
mass, weight = {}, {}
for name in (data_sample.id, graviton_sample.id, *background_names):
    sample = samples.get(name)
    events = sample.arrays()
    chosen = selection.four_lepton_cut_flow(events, cuts).selected
    mass[name] = selection.four_lepton_mass(events)[chosen]
    weight[name] = np.ones(chosen.sum()) if sample.kind == "data" else sample.weights(events, luminosity)[chosen]
data_mass = mass[data_sample.id]

# %% [markdown]
# **Task 2.** How many of the selected collisions have a mass above 400 GeV? And how heavy is the heaviest, in GeV?
#
# <details><summary>Hint</summary>
#
# `data_mass` is an array: `np.sum(data_mass > ...)` counts, `np.max` finds the largest.
#
# </details>

# %%
# solution:begin
n_heavy = np.sum(data_mass > 400)
heaviest = np.max(data_mass)
# solution:instead
# # Your turn: count and largest mass.
# n_heavy = None
# heaviest = None
# solution:end

check("n_heavy", n_heavy)
check("heaviest", heaviest)

# %% [markdown]
# ## 3. A background that one can trust
#
# Beyond 182 GeV, twice the mass of the Z, nearly all events are pairs of Z bosons; they become ever rarer. How many
# are expected at 500 GeV? The simulation gives the *shape*. As to how many there are in all, we know from the lesson
# on ZZ that it expects too few: gluons are missing in it. So let the collisions decide, in a region where the
# graviton would hardly be seen: from **200 to 400 GeV**. That is called a **control region**.
#
# **Task 3.** By which factor $k$ must the expected background be multiplied so that it agrees with the collisions
# from 200 to 400 GeV? And how large is its uncertainty from the $\sqrt N$ of the collisions alone?
#
# <details><summary>Hint</summary>
#
# `counted(low, high)` and `simulated(low, high)` give the numbers: $k = N/B$ and $\sigma_k = \sqrt N/B$.
#
# </details>


# %%
def counted(low, high):
    """Collisions with a mass from low to high (GeV)."""
    return int(np.sum((data_mass >= low) & (data_mass < high)))


def simulated(low, high, names=background_names):
    """Expected events from low to high (GeV), as the simulation has them."""
    return sum(float(np.sum(weight[name][(mass[name] >= low) & (mass[name] < high)])) for name in names)


# solution:begin
k = counted(200, 400) / simulated(200, 400)
k_error = np.sqrt(counted(200, 400)) / simulated(200, 400)
# solution:instead
# # Your turn: the factor and its uncertainty.
# k = None
# k_error = None
# solution:end

check("k", k)
check("k_error", k_error)

# %%
own_k = counted(200, 400) / simulated(200, 400)
edges = np.arange(130, 1231, 55)
groups = {
    "other": background_names[5:],
    "higgs": background_names[1:5],
    "zz": background_names[:1],
    "graviton": [graviton_sample.id],
}
looks = {
    "other": plot.Look(_("Z + jets, top pairs"), plot.OKABE_ITO["yellow"], "///"),
    "higgs": plot.Look(_("Higgs boson"), plot.OKABE_ITO["green"], "..."),
    "zz": plot.Look("ZZ", plot.OKABE_ITO["sky"], ""),
    "graviton": plot.Look(_("graviton of 500 GeV"), plot.OKABE_ITO["vermilion"], "\\\\\\"),
}
layers = {
    group: plot.sum_of(
        plot.histogram(mass[name], edges, weight[name] * (1 if group == "graviton" else own_k)) for name in names
    )
    for group, names in groups.items()
}
_figure, axes = plot.figure()
plot.stack(axes, layers, looks)
plot.data_points(axes, plot.histogram(data_mass, edges))
plot.axis_labels(axes, _("mass of the four leptons"), "GeV", 55)
axes.set_yscale("log")
axes.set_ylim(0.05, 5000)
plot.legend(axes, ncols=2)
plot.stamp(axes, [data_sample, graviton_sample, *(samples.get(name) for name in background_names)])
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Masses of four leptons from 130 to 1230 GeV in steps of 55 GeV; the vertical axis has powers of ten. The stack falls
# from about 130 events in the second bin to below one event at 800 GeV; beyond 300 GeV most of it is ZZ. At 460
# to 515 GeV the graviton would stand out as a tower of some 110 events. The real collisions do not follow the tower:
# they lie on the background, 9 events where the tower is, and end with single events near 900 GeV.
#
# </details>
#
# ## 4. Choosing a window, before looking into it
#
# We shall count in a window around 500 GeV. A narrow one loses signal, a wide one collects background. Choose the
# half-width $h$ for which the expected significance
#
# $$Z_\mathrm{A} = \sqrt{2\left[(S+B)\ln\left(1+\frac SB\right) - S\right]}$$
#
# is largest, with the simulation alone. Whoever chooses with the collisions chooses their fluctuations.
#
# **Task 4.** Which half-width in GeV is the best, among 5, 10, 15, …, 100? Which $S$ and which $B$ (multiplied by
# $k$) does the window have?
#
# <details><summary>Hint</summary>
#
# `S = simulated(500 - h, 500 + h, [graviton_sample.id])` and `B = own_k * simulated(500 - h, 500 + h)` in a loop over
# `np.arange(5, 101, 5)`; `counting.asimov_significance(S, B)`. `np.argmax` tells the place of the largest one.
#
# </details>

# %%
half_widths = np.arange(5, 101, 5)

# solution:begin
significances = []
for h in half_widths:
    S = simulated(500 - h, 500 + h, [graviton_sample.id])
    B = own_k * simulated(500 - h, 500 + h)
    significances.append(counting.asimov_significance(S, B))
half_width = half_widths[np.argmax(significances)]
signal = simulated(500 - half_width, 500 + half_width, [graviton_sample.id])
background = own_k * simulated(500 - half_width, 500 + half_width)
# solution:instead
# # Your turn: the best half-width, and S and B in its window.
# half_width = None
# signal = None
# background = None
# solution:end

check("half_width", half_width)
check("signal", signal)
check("background", background)

# %% [markdown]
# If this graviton existed, nobody could overlook it. From here on the window is **480 to 520 GeV**.
#
# ## 5. Opening the window
#
# **Task 5.** How many collisions lie from 480 to 520 GeV? If there is no graviton: how probable is it to count as
# many or more?
#
# <details><summary>Hint</summary>
#
# `counting.chance_of_at_least(n, mean)`; the mean is the background of the window, `own_b`.
#
# </details>

# %%
own_s = simulated(480, 520, [graviton_sample.id])
own_b = own_k * simulated(480, 520)

# solution:begin
observed = counted(480, 520)
chance = counting.chance_of_at_least(observed, own_b)
# solution:instead
# # Your turn: the count and the probability.
# observed = None
# chance = None
# solution:end

check("observed", observed)
check("chance", chance)

# %% [markdown]
# Nothing is there. But how much *could* be there, and have stayed hidden by bad luck?
#
# ## 6. An upper limit
#
# Suppose there were $s$ signal events on average. How probable would it be to count as few as we did, or fewer? If
# that is very improbable, we **exclude** $s$. There is one catch. Where the background happens to fluctuate downwards,
# one would exclude signals that one cannot see at all. Therefore one divides by the same probability without signal:
#
# $$\mathrm{CL_s}(s) = \frac{P(n \le n_\mathrm{obs};\, s + b)}{P(n \le n_\mathrm{obs};\, b)}$$
#
# The smallest $s$ with $\mathrm{CL_s} \le 0.05$ is the **upper limit at 95 % confidence**.
#
# From $s$ to a cross-section: of all gravitons that are made, the share $\varepsilon$ ends up in our window, which the
# simulation tells: $\varepsilon = S/(L\,\sigma)$. So $\sigma_\mathrm{up} = s_\mathrm{up}/(L\,\varepsilon)$.
#
# **Task 6.** Find the upper limit $s_\mathrm{up}$ on the number of events, and $\sigma_\mathrm{up}$ in fb.
#
# <details><summary>Hint</summary>
#
# `poisson.cdf(n, mean)` is the probability to count `n` or fewer. Compute `cls` for all `s = np.arange(0, 30, 0.01)`
# at once, then `s[cls <= 0.05][0]` is the first one that is excluded. `own_s`, `own_b`, `luminosity` and
# `cross_section_fb` are given.
#
# </details>

# %%
# solution:begin
s = np.arange(0, 30, 0.01)
cls = poisson.cdf(observed, s + own_b) / poisson.cdf(observed, own_b)
s_up = s[cls <= 0.05][0]
efficiency = own_s / (luminosity * cross_section_fb)
xs_up = s_up / (luminosity * efficiency)
# solution:instead
# # Your turn: both upper limits.
# s_up = None
# xs_up = None
# solution:end

check("s_up", s_up)
check("xs_up", xs_up)

# %%
n_own = counted(480, 520)
trial = np.linspace(0, 12, 241)
_figure, axes = plot.figure()
few = poisson.cdf(n_own, trial + own_b)
axes.plot(trial, few / poisson.cdf(n_own, own_b), color=plot.OKABE_ITO["blue"], label="CLs")
axes.plot(trial, few, "--", color=plot.OKABE_ITO["vermilion"], label=_("without the division"))
axes.axhline(0.05, color="black", linestyle=":", label=_("5 %"))
axes.set_xlim(0, 12)
axes.set_ylim(0, 1.25)
axes.set_xlabel(_("signal events on average"))
axes.set_ylabel(_("probability"))
axes.legend()
plot.stamp(axes, [data_sample, graviton_sample, samples.get(family + "zz")])
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Two falling curves against the number of signal events, from 0 to 12. CLs, a full line, starts at 1 and crosses the
# dotted line at 5 % at about 5.9 events. The curve without the division, dashed, starts at 0.6 and crosses it earlier,
# at about 5.1 events.
#
# </details>
#
# The theory predicts 23.73 fb for this graviton. Compare with your limit: it is **excluded**, with room to spare.
#
# ## 7. And if there were a bump elsewhere?
#
# Somebody looks at the picture once more and points at the bin from 350 to 405 GeV: 23 collisions! The simulation
# expected, with the samples of this box, only half as many. Almost three standard deviations! Two things must be said:
# the background was not multiplied by $k$; and nobody had asked for 350 GeV before. There are 20 bins, and somewhere
# the largest fluctuation *must* be.
#
# If the probability in the bin is $p$, the probability that at least one of $N$ bins is as strange or stranger is
#
# $$p_\mathrm{global} = 1 - (1 - p)^N$$
#
# **Task 7.** Work out $p$ for this bin with the background multiplied by $k$, and $p_\mathrm{global}$ for 20 bins.
#
# <details><summary>Hint</summary>
#
# `counting.chance_of_at_least(counted(350, 405), own_k * simulated(350, 405))`.
#
# </details>

# %%
# solution:begin
p_local = counting.chance_of_at_least(counted(350, 405), own_k * simulated(350, 405))
p_global = 1 - (1 - p_local) ** 20
# solution:instead
# # Your turn: both probabilities.
# p_local = None
# p_global = None
# solution:end

check("p_local", p_local)
check("p_global", p_global)

# %%
simple = counting.chance_of_at_least(counted(350, 405), simulated(350, 405))
better = counting.chance_of_at_least(counted(350, 405), own_k * simulated(350, 405))
anywhere = 1 - (1 - better) ** 20
for title, p in (
    (_("as simulated"), simple),
    (_("background from the control region"), better),
    (_("anywhere in 20 bins"), anywhere),
):
    print(f"{title:<40} p = {p:.4f}  " + _("{z:.1f} standard deviations").format(z=counting.deviations(p)))

# %% [markdown]
# From almost three standard deviations to nothing at all. That is the **look-elsewhere effect**, and it is why a
# search says in advance where it will look, or pays the price.
#
# ## What may we say?
#
# <details><summary>“There are no gravitons.” True?</summary>
#
# No. What is excluded, if the efficiency is right, is *this* one: 500 GeV, with the coupling with which the sample was
# made. Its cross-section grows with the square of the coupling; with a fifth of the coupling it would be 25 times
# smaller, and our limit would not reach it. Other masses need windows of their own. And the gravitons of ordinary
# gravity, without mass, are far out of reach of the LHC.
#
# And look at the label: if the signal is practice simulation, its efficiency and its width were modelled for this box.
# The collisions are real, the limit is as good as that model.
#
# </details>
#
# <details><summary>Why does 95 % not mean “with 95 % probability there is no graviton”?</summary>
#
# It is a statement about the method: *if* there were $s_\mathrm{up}$ signal events on average, at most one experiment
# in twenty would exclude it by mistake. How probable a graviton is, no counting can tell.
#
# </details>
#
# <details><summary>What have we left out?</summary>
#
# The uncertainties of $k$ (a tenth), of the efficiency and of the luminosity. With them the limit becomes a little
# weaker. The lesson "How sure?" shows how to put them into a likelihood. ATLAS also uses the shape of the bump and
# angles, with 36 and 139 fb$^{-1}$ (Eur. Phys. J. C 78, 293 (2018); Eur. Phys. J. C 81, 332 (2021)). No bump was
# found.
#
# </details>
#
# ## What you have learnt
#
# - Whole numbers without a sign have no −2. Know the type of your numbers.
# - Take the shape of a background from simulation, and how much there is from a control region.
# - Choose the window before you look into it.
# - Finding nothing is a result: an upper limit, first on events, then on a cross-section.
# - A bump that nobody asked for must be paid for with the look-elsewhere effect.
#
# **Data:** ATLAS collaboration, *ATLAS 13 TeV samples collection with at least four leptons*, record 15005 of the
# CERN Open Data portal, DOI 10.7483/OPENDATA.ATLAS.2Y1T.TLGL, CC0. For education. Samples marked as practice
# simulation were made for this box and are neither ATLAS data nor ATLAS simulation.
