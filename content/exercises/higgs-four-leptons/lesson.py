# %% [markdown]
# # Four leptons and a Higgs boson
#
# On 4 July 2012 two experiments at CERN, ATLAS and CMS, announced a new particle. By all that has been measured
# since, it is the Higgs boson. One of the clearest traces it leaves is rare and beautiful: it decays into two Z
# bosons, and each Z into two leptons, electrons or muons. **Four leptons** fly out, and their invariant mass is that
# of the Higgs boson: 125 GeV.
#
# You have in front of you *every* four-lepton event of the release that ATLAS made for education in 2020, taken in
# 2016 at 13 TeV: 832 collisions out of some $10^{15}$. Will you find the Higgs boson in them? And how sure may you
# be?

# %% [markdown]
# ![Two gluons join through a loop of top quarks into a Higgs boson. It decays into two Z bosons, one of which is
# drawn with a star because it is lighter than a free Z. One Z gives an electron and a positron, the other a muon
# and an antimuon.](process.svg)

# %% [markdown]
# A Z boson weighs 91 GeV; two of them weigh 182 GeV, more than the Higgs boson has. So at least one of them must be
# lighter than usual: it is *off its mass shell*, and gets a star, Z*. Quantum physics allows this for a very short
# time, at the price of making it rare.
#
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: real open data, or practice simulation.

# %%
import awkward as ak
import matplotlib.pyplot as plt
import numpy as np

from lhcbox import counting, kinematics, language, plot, samples, selection
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("higgs-four-leptons")

data_sample = samples.get("atlas13-4lep-data")
data = data_sample.arrays()
luminosity = data_sample.luminosity_fb
print(data_sample.title)
print(_("{n} events, integrated luminosity {lumi} per fb").format(n=len(data), lumi=luminosity))

# %% [markdown]
# ## 1. Units, and a first look
#
# Each event holds lists with one entry for each lepton, the one with the largest transverse momentum first. The
# type is the particle code: **11** for an electron or positron, **13** for a muon or antimuon. This release gives
# all energies and momenta in **MeV**; physicists mostly speak in GeV. 1 GeV = 1000 MeV.

# %%
for event in data[:3]:
    print("pt     =", event.lep_pt.tolist(), "MeV")
    print("type   =", event.lep_type.tolist())
    print("charge =", event.lep_charge.tolist())
    print()

# %% [markdown]
# **Task 1.** What is the transverse momentum of the leading lepton of the very first event, **in GeV**?
#
# <details><summary>Hint</summary>
#
# `data.lep_pt[0, 0]` is the first lepton of the first event.
#
# </details>

# %%
# solution:begin
leading_pt = data.lep_pt[0, 0] / 1000
# solution:instead
# # Your turn: the number in GeV.
# leading_pt = None
# solution:end

check("leading_pt", leading_pt)

# %% [markdown]
# ## 2. Selecting, step by step
#
# Two Z bosons give two pairs; in each pair the leptons are of the same kind and of opposite charge. So among the
# four leptons there must be four electrons, or four muons, or two of each; and the total charge must be zero.
#
# Add up the particle codes of the four leading leptons: $4\times 11 = 44$, $2\times 11 + 2\times 13 = 48$, $4\times
# 13 = 52$. Any other sum, such as $3\times 11 + 13 = 46$, is no pair of pairs.
#
# **Task 2.** Make a mask `paired` for events with one of these three sums *and* total charge zero. How many events
# pass?
#
# <details><summary>Hint</summary>
#
# Five events have five leptons: take the first four with `data.lep_type[:, :4]`, then `ak.sum(..., axis=1)`. `(s ==
# 44) | (s == 48) | (s == 52)` means: one of the three.
#
# </details>

# %%
# solution:begin
codes = ak.sum(data.lep_type[:, :4], axis=1)
charge = ak.sum(data.lep_charge[:, :4], axis=1)
paired = ((codes == 44) | (codes == 48) | (codes == 52)) & (charge == 0)
# solution:instead
# # Your turn: the sum of the codes, the sum of the charges, and the mask.
# paired = None
# solution:end

check("paired", None if paired is None else ak.sum(paired))

# %% [markdown]
# Leptons from Z bosons are energetic. Leptons that come from elsewhere, for instance from inside a jet of
# particles, are mostly soft. So we ask for transverse momenta above **30, 20 and 10 GeV** for the three leading
# leptons.
#
# **Task 3.** Make a mask `selected` of events that are `paired` and fulfil this. How many are left?
#
# <details><summary>Hint</summary>
#
# `data.lep_pt[:, 0]` are the leading leptons, `[:, 1]` the second ones, `[:, 2]` the third ones. Mind the unit!
#
# </details>

# %%
# solution:begin
pt = data.lep_pt / 1000
selected = paired & (pt[:, 0] > 30) & (pt[:, 1] > 20) & (pt[:, 2] > 10)
# solution:instead
# # Your turn: the mask.
# selected = None
# solution:end

check("selected", None if selected is None else ak.sum(selected))

# %% [markdown]
# A table of what each step leaves is called a **cut flow**. Here it is for the four periods of data taking. Its
# last rows must agree with your numbers.

# %%
for period in ("A", "B", "C", "D"):
    flow = selection.four_lepton_cut_flow(data_sample.arrays(selection.FOUR_LEPTON_BRANCHES, period=period))
    print(_("period {name}").format(name=period))
    print(flow)
    print()

# %% [markdown]
# ## 3. The mass of four leptons
#
# $$m_{4\ell} = \sqrt{\Big(\sum_i E_i\Big)^2 - \Big(\sum_i \vec p_i\Big)^2}$$
#
# The function `kinematics.invariant_mass(pt, eta, phi, energy=...)` adds up the four-momenta of each event. It
# keeps the unit that it is given.
#
# **Task 4.** Compute the mass of the four leading leptons in GeV for every event. How many *selected* events lie
# from 115 to 130 GeV?
#
# <details><summary>Hint</summary>
#
# Give it `data.lep_pt[:, :4]` and so on, and divide the result by 1000. Combine the masks with `&`.
#
# </details>

# %%
# solution:begin
mass = (
    kinematics.invariant_mass(data.lep_pt[:, :4], data.lep_eta[:, :4], data.lep_phi[:, :4], energy=data.lep_E[:, :4])
    / 1000
)
observed = int(ak.sum(selected & (mass >= 115) & (mass < 130)))
# solution:instead
# # Your turn: the mass of every event in GeV, and the number of selected events from 115 to 130 GeV.
# mass = None
# observed = None
# solution:end

check("observed", observed)

# %%
# From here on the notebook works with the package's own selection, so that you can go on even if a task is open.
own = selection.four_lepton_cut_flow(data).selected
own_mass = selection.four_lepton_mass(data)
edges = np.arange(80, 251, 5)
data_histogram = plot.histogram(own_mass[own], edges)

figure, axes = plot.figure()
plot.data_points(axes, data_histogram)
plot.axis_labels(axes, _("mass of the four leptons"), "GeV", 5)
axes.set_ylim(0, None)
plot.legend(axes)
plot.stamp(axes, data_sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With the real data: points with error bars from 80 to 250 GeV, in steps of 5 GeV. There is a narrow peak of about
# 15 events a bin at 85 to 95 GeV, few events from 95 to 115 GeV, one bin of 17 events at 120 to 125 GeV, between 4
# and 11 events a bin up to 180 GeV, and more beyond it.
#
# </details>
#
# Three things are to be seen: a peak at **91 GeV**, something near **125 GeV**, and a rise beyond **180 GeV**. The
# peak at 91 GeV is a single Z boson: $\mathrm{Z}\to\ell\ell$, where one of the leptons radiated another pair. The
# rise is two real Z bosons, for which there is enough energy from $2\times 91 = 182$ GeV on. And near 125 GeV? An
# excess by eye is not yet a discovery. We need to know what would be there *without* a Higgs boson.
#
# ## 4. Simulated events and their weights
#
# The processes are simulated, collision by collision. Some are rare and were simulated very often, so that their
# shape is well known. Therefore each simulated event counts with a **weight** $w$, so that the sum of weights is
# the number of events expected in our data:
#
# $$w = \frac{L \cdot \sigma \cdot w_\mathrm{MC} \cdot \prod_k \mathrm{SF}_k}{\sum w_\mathrm{MC}}$$
#
# - $L$, the integrated luminosity, in fb$^{-1}$: how much was collided.
# - $\sigma$, the cross-section, in pb: how probable the process is. 1 pb = 1000 fb, so a factor 1000 is needed.
# - $w_\mathrm{MC}$, `mcWeight`, the weight from the generator. It can be **negative**: the calculation beyond
#   leading order adds and subtracts. The sign must stay.
# - $\mathrm{SF}$, the scale factors, which correct the simulated detector for small differences from the real one.
# - $\sum w_\mathrm{MC}$, the sum over *all* events that were generated, kept or not.
#
# **Task 5.** Work out the weights of the process $\mathrm{Z}\to\mathrm{ee}$ and from them how many of our selected
# events are expected to come from it.
#
# <details><summary>Hint</summary>
#
# `zee_sample.cross_section_pb` and `zee_sample.sum_of_weights` are given. The scale factors are
# `zee.scaleFactor_PILEUP`, `zee.scaleFactor_ELE`, `zee.scaleFactor_MUON` and `zee.scaleFactor_LepTRIGGER`. Sum the
# weights where `zee_selected` is true.
#
# </details>

# %%
zee_sample = samples.get("atlas13-4lep-zee")
zee = zee_sample.arrays()
zee_selected = selection.four_lepton_cut_flow(zee).selected
print(zee_sample.title, "|", zee_sample.label)
print(_("{n} simulated events, {selected} selected").format(n=len(zee), selected=zee_selected.sum()))

# solution:begin
scale_factors = zee.scaleFactor_PILEUP * zee.scaleFactor_ELE * zee.scaleFactor_MUON * zee.scaleFactor_LepTRIGGER
weights = luminosity * 1000 * zee_sample.cross_section_pb * zee.mcWeight * scale_factors / zee_sample.sum_of_weights
zee_expected = ak.sum(weights[zee_selected])
# solution:instead
# # Your turn: the weights of all events, then the sum over the selected ones.
# zee_expected = None
# solution:end

check("zee_expected", zee_expected)

# %% [markdown]
# `Sample.weights` does the same for every sample. Now all processes: the Higgs boson made in four ways, and what
# looks like it without being it. Over all masses, the largest **background** is $\mathrm{ZZ}^*\to 4\ell$ without any
# Higgs boson. The others are Z bosons with jets and pairs of top quarks, in which some of the "leptons" come out of a
# jet or are none at all; near 125 GeV they are the larger part.

# %%
GROUPS = {
    "other": ["atlas13-4lep-zee", "atlas13-4lep-zmumu", "atlas13-4lep-ttbar"],
    "ZZ": ["atlas13-4lep-zz"],
    "Higgs": ["atlas13-4lep-ggh", "atlas13-4lep-vbf", "atlas13-4lep-wh", "atlas13-4lep-zh"],
}

masses = {group: [] for group in GROUPS}
weights_of = {group: [] for group in GROUPS}
used_samples = [data_sample]
for group, names in GROUPS.items():
    for name in names:
        sample = samples.get(name)
        events = sample.arrays()
        kept = selection.four_lepton_cut_flow(events).selected
        masses[group].append(selection.four_lepton_mass(events)[kept])
        weights_of[group].append(sample.weights(events, luminosity)[kept])
        used_samples.append(sample)
        total, error = counting.weighted_yield(weights_of[group][-1])
        print(f"{sample.process:>6}  {total:8.3f} ± {error:.3f}   {sample.label}")
    masses[group] = np.concatenate(masses[group])
    weights_of[group] = np.concatenate(weights_of[group])

# %%
expected_histograms = {group: plot.histogram(masses[group], edges, weights_of[group]) for group in GROUPS}

figure, axes, lower = plot.figure_with_ratio()
total_histogram = plot.stack(axes, expected_histograms)
plot.data_points(axes, data_histogram)
axes.set_ylabel(_("events per 5 GeV"))
# Room for the legend above the points.
axes.set_ylim(0, 1.7 * data_histogram.values().max())
plot.legend(axes, loc="upper right")
plot.stamp(axes, used_samples)
plot.ratio(lower, data_histogram, total_histogram)
lower.set_xlabel(_("mass of the four leptons") + " [GeV]")
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With the real data: up to about 130 GeV the stack of expected processes reaches about as high as the points; beyond
# 180 GeV most points lie above it. Z + jets and top quarks spread over all masses from 100 GeV on; ZZ* makes the peak
# at 91 GeV and dominates beyond 180 GeV. The Higgs boson is a narrow peak from 120 to 130 GeV of about eight events.
# The hatched band around the top of the stack is the statistical uncertainty of the simulation. Below, data over
# expectation scatter around 1, and around 1.3 beyond 180 GeV.
#
# </details>
#
# The hatched band is $\sqrt{\sum w^2}$ in each bin: the simulation has only finitely many events. The error bars of
# the data are those of counting: of $N$ events, about $\pm\sqrt N$.
#
# With the real data there are about 30 % more events from 180 to 250 GeV than expected. That is no new particle. The
# simulation that we use does not hold all processes (two gluons make pairs of Z bosons, too), it does not know every
# cross-section to the last per cent, and leptons out of jets are hard to simulate. The hatched band knows nothing of
# this: it is statistical only.
#
# ## 5. What is there at 125 GeV?
#
# Call $S$ the number of Higgs events expected in a window, $B$ the number of all others. Both are sums of weights.
#
# **Task 6.** Find $S$ and $B$ from 115 to 130 GeV.
#
# <details><summary>Hint</summary>
#
# `selection.inside(masses["Higgs"], (115, 130))` is the mask. $B$ has two groups: `"ZZ"` and `"other"`.
#
# </details>

# %%
# solution:begin
window = (115, 130)
signal = np.sum(weights_of["Higgs"][selection.inside(masses["Higgs"], window)])
background = sum(np.sum(weights_of[group][selection.inside(masses[group], window)]) for group in ("ZZ", "other"))
# solution:instead
# # Your turn: expected signal and expected background.
# signal = None
# background = None
# solution:end

check("signal", signal)
check("background", background)

# %% [markdown]
# If there were no Higgs boson, we would count $B$ events, give or take $\sqrt B$. With one, we expect $S$ more. How
# many of those $\sqrt B$ are they? This is the **expected significance** (statistics calls it $Z$; the boson has
# nothing to do with it):
#
# $$Z \approx \frac{S}{\sqrt B} \qquad\qquad Z_\mathrm{A} = \sqrt{2\left[(S+B)\ln\left(1+\frac SB\right) - S\right]}$$
#
# The first formula is quick, and good if $S$ is much smaller than $B$. The second one, named after Asimov, follows
# from the Poisson distribution and stays good for small numbers, too.
#
# **Task 7.** Compute both, without any uncertainty of the background.
#
# <details><summary>Hint</summary>
#
# `np.sqrt` and `np.log` do it. `counting.asimov_significance(signal, background)` is there for comparison.
#
# </details>

# %%
# solution:begin
simple = signal / np.sqrt(background)
asimov = np.sqrt(2 * ((signal + background) * np.log(1 + signal / background) - signal))
# solution:instead
# # Your turn: both significances.
# simple = None
# asimov = None
# solution:end

check("simple", simple)
check("asimov", asimov)

# %% [markdown]
# And what was really seen? The right question is: *if there were no Higgs boson, how probable would it be to count
# as many events as we did, or more?*
#
# **Task 8.** `counting.chance_of_at_least(n, mean)` gives the probability of counting `n` or more if `mean` are
# expected. Use it with the number that you observed and the right mean.
#
# <details><summary>Hint</summary>
#
# "If there were no Higgs boson" means: only the background is expected.
#
# </details>

# %%
# solution:begin
chance = counting.chance_of_at_least(observed, background)
print(_("{z:.1f} standard deviations").format(z=counting.deviations(chance)))
# solution:instead
# # Your turn: the probability.
# chance = None
# solution:end

check("chance", chance)

# %%
# How much does an uncertainty of the background cost? f = 0.3 means 30 %.
if signal is not None and background is not None:
    for f in (0.0, 0.1, 0.2, 0.3):
        z_simple = counting.simple_significance(signal, background, f)
        z_asimov = counting.asimov_significance(signal, background, f)
        print(f"f = {f:.1f}:  S/√(B + (fB)²) = {z_simple:.2f}   Asimov: {z_asimov:.2f}")

# %% [markdown]
# ## How sure may we be?
#
# Particle physics speaks of **evidence** from three standard deviations on and of a **discovery** from five on: the
# background alone would get that far with a chance of 1 in 740, or of 1 in 3.5 million. With the real data we have a
# bit less than two. Think first, then open:
#
# <details><summary>Have we found the Higgs boson?</summary>
#
# Not with this data and this selection alone. What we see near 125 GeV is what a Higgs boson would give; but a chance
# of about 4 % is no proof: if there were no Higgs boson, one in twenty-five experiments like ours would see as much.
#
# And our number must be read with care:
#
# - It takes the background to be known exactly. But the simulation has a statistical uncertainty, and a systematic
#   one that our number leaves out. Beyond 180 GeV we have seen how far off an expectation can be; the table above
#   shows what 30 % would cost here.
# - We knew where to look. Whoever does not know the mass and looks everywhere will find an excess *somewhere* more
#   easily, and must take that off the significance: the **look-elsewhere effect**.
# - We have only counted. The experiments also use the shape of the peak, the angles of the leptons, better selected
#   leptons, and by now more than ten times the data. In 2012 ATLAS and CMS each reached five standard deviations by
#   combining several decays.
#
# </details>
#
# <details><summary>Which events are left if only pairs close to the Z are allowed?</summary>
#
# Four leptons can be paired in up to three ways. `selection.z_pair_masses(data)` finds the best one: the pair nearest
# to 91.2 GeV is Z1, the other one Z2. Draw both with `plt.scatter`, for selected events near 125 GeV and beyond 180
# GeV. Near 125 GeV, Z1 mostly lies near 91 GeV and Z2 far below: the Z*. Two of the selected events have no valid
# pairing at all, although their total charge is zero. Can you think why?
#
# </details>
#
# ## A second part: the same search in the release of 2025
#
# In 2025 ATLAS released more: 36 fb$^{-1}$ of the years 2015 and 2016. It is the same experiment and the same decay,
# but the files look different. Whoever copies a selection from one release to another without reading falls into
# traps:
#
# - All momenta and energies are in **GeV** already. The energy is called `lep_e`, no longer `lep_E`.
# - How surely a lepton is one is a yes or no for **each lepton**: `lep_isLooseID`, `lep_isMediumID`,
#   `lep_isTightID`. So is isolation, that is, whether a lepton flies alone: `lep_isLooseIso`.
# - `trigE` and `trigM` say whether a trigger on electrons or on muons fired; `lep_isTrigMatched` says for each lepton
#   whether it is the one that fired it.
# - `lep_d0sig` and `lep_z0`, which say how far a track misses the collision point, have a **sign** here: a cut needs
#   their absolute value. In the release of 2020 the significance of $d_0$ comes without a sign.
#
# We take the first of sixteen periods: D of 2015. The cell prints how much was collided in it, and whether the box
# holds the real collisions or practice simulation.

# %%
new_sample = samples.get("atlas13e-4lep-data")
new = new_sample.arrays(period="2015 D")
new_luminosity = new_sample.period_files("2015 D")[0].luminosity_fb
print(new_sample.title, "|", new_sample.label)
print(_("{n} events, integrated luminosity {lumi} per fb").format(n=len(new), lumi=round(new_luminosity, 4)))
for event in new[:3]:
    print("pt     =", [round(pt, 1) for pt in event.lep_pt.tolist()], "GeV")
    print("type   =", event.lep_type.tolist())
    print("loose  =", event.lep_isLooseID.tolist())
    print()

# %% [markdown]
# Look at the order. In the real file electrons stand first, then muons, and the momenta go up and down! There
# `lep_pt[:, 0]` is *the first* lepton, not the one with the largest momentum. In the data of 2020 the two were the
# same.
#
# **Task 9.** Count the events in which `trigE` or `trigM` is true, at least one lepton is matched to the trigger, and
# the three largest transverse momenta are above **20, 15 and 10 GeV**.
#
# <details><summary>Hint</summary>
#
# `ak.sort(new.lep_pt, axis=1, ascending=False)` puts the momenta of each event in order. `ak.any(new.lep_isTrigMatched,
# axis=1)` is true where at least one lepton is matched.
#
# </details>

# %%
# solution:begin
sorted_pt = ak.sort(new.lep_pt, axis=1, ascending=False)
fired = (new.trigE | new.trigM) & ak.any(new.lep_isTrigMatched, axis=1)
energetic = fired & (sorted_pt[:, 0] > 20) & (sorted_pt[:, 1] > 15) & (sorted_pt[:, 2] > 10)
# solution:instead
# # Your turn: the mask.
# energetic = None
# solution:end

check("energetic", None if energetic is None else ak.sum(energetic))

# %% [markdown]
# Now each single lepton must be a good one: a **muon** of *medium* identification, an **electron** of *loose*
# identification, and each of them of *loose* isolation. And as before: two pairs of a kind, total charge zero.
#
# **Task 10.** Make the mask `good` with one yes or no for each lepton. Then demand that all four leptons are good, that
# the sum of the codes is 44, 48 or 52, and that the total charge is zero. How many of the `energetic` events are left?
#
# <details><summary>Hint</summary>
#
# `(new.lep_type == 13) & new.lep_isMediumID` are the medium muons. Join them to the loose electrons with `|`, and
# mind the brackets. `ak.all(good, axis=1)` is true where all leptons of an event are good.
#
# </details>

# %%
# solution:begin
muon = (new.lep_type == 13) & new.lep_isMediumID
electron = (new.lep_type == 11) & new.lep_isLooseID
good = (muon | electron) & new.lep_isLooseIso
new_codes = ak.sum(new.lep_type, axis=1)
new_paired = ((new_codes == 44) | (new_codes == 48) | (new_codes == 52)) & (ak.sum(new.lep_charge, axis=1) == 0)
new_selected = energetic & ak.all(good, axis=1) & new_paired
# solution:instead
# # Your turn: the good leptons, then the mask of the events.
# new_selected = None
# solution:end

check("new_selected", None if new_selected is None else ak.sum(new_selected))

# %%
# The same cut flow once more with the box's own lines, so that you can go on even if a task is open.
triggered = (new.trigE | new.trigM) & ak.any(new.lep_isTrigMatched, axis=1)
momenta = ak.sort(new.lep_pt, axis=1, ascending=False)
above = (momenta[:, 0] > 20) & (momenta[:, 1] > 15) & (momenta[:, 2] > 10)
identified = ak.all(ak.where(new.lep_type == 13, new.lep_isMediumID, new.lep_isLooseID), axis=1)
isolated = ak.all(new.lep_isLooseIso, axis=1)
kinds = ak.sum(new.lep_type == 13, axis=1) % 2 == 0
neutral = ak.sum(new.lep_charge, axis=1) == 0
passing = triggered & True
print(f"{len(new):5d}  ", _("in the file"))
print(f"{ak.sum(passing):5d}  ", _("a trigger fired, and a lepton is matched to it"))
for words, step in (
    (_("transverse momenta above 20, 15 and 10 GeV"), above),
    (_("all leptons identified"), identified),
    (_("all leptons isolated"), isolated),
    (_("two pairs of a kind"), kinds),
    (_("total charge zero"), neutral),
):
    passing = passing & step
    print(f"{ak.sum(passing):5d}  ", words)

# %%
new_mass = kinematics.invariant_mass(new.lep_pt, new.lep_eta, new.lep_phi, energy=new.lep_e)
loose_events = triggered & above & kinds & neutral
wide_edges = np.arange(80, 501, 10)

figure, axes = plot.figure()
loose_histogram = plot.histogram(new_mass[loose_events], wide_edges)
axes.stairs(
    loose_histogram.values(),
    wide_edges,
    color="#0072B2",
    linestyle="--",
    label=_("without identification and isolation"),
)
plot.data_points(axes, plot.histogram(new_mass[passing], wide_edges), label=_("all cuts"))
axes.axvspan(122.5, 130, color="#E69F00", alpha=0.35, label=_("here a Higgs boson would lie"))
plot.axis_labels(axes, _("mass of the four leptons"), "GeV", 10)
axes.set_ylim(0, 1.6 * max(4, loose_histogram.values().max()))
plot.legend(axes)
plot.stamp(axes, new_sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With the real data: a dashed line, the events without identification and isolation, jumps between 0 and 4 events a
# bin from 80 to 250 GeV, with hardly any beyond. Two points, the events that pass all cuts, lie far to the right, at
# 264 and 472 GeV. In the narrow band from 122.5 to 130 GeV there is no point.
#
# </details>
#
# The analysis that was published with this release draws the masses from 80 to 250 GeV in bins of 2.5 GeV. With the
# real data of this one period nothing at all would be in that picture. Is something wrong? With similar cuts and all
# 36 fb$^{-1}$, the education team of ATLAS counts 1112 events of any mass. Take the share of that which belongs to
# our period: less than two. So two events are just what one should expect.
#
# **Task 11.** In the whole release, 36.6 fb$^{-1}$, that analysis expects 28.73 events from 122.5 to 130 GeV, the
# Higgs boson and everything else together. 10.30 of them are background. How many **Higgs bosons** do you expect in our
# period?
#
# <details><summary>Hint</summary>
#
# First the signal alone. The number of expected events is proportional to the luminosity; ours is `new_luminosity`.
#
# </details>

# %%
# solution:begin
expected_higgs = (28.73 - 10.30) * new_luminosity / 36.6
# solution:instead
# # Your turn: the number of Higgs bosons that one may expect.
# expected_higgs = None
# solution:end

check("expected_higgs", expected_higgs)

# %%
if expected_higgs is not None:
    at_least_one = counting.chance_of_at_least(1, expected_higgs)
    print(_("chance of one Higgs boson or more: {chance:.3f}").format(chance=at_least_one))
    print(_("periods of this size for one Higgs boson: {n:.0f}").format(n=1 / expected_higgs))

# %% [markdown]
# So in this period we can *not* find the Higgs boson, and not rule it out either: an empty place where far less than
# one event is expected says nothing. What the period can teach is how to read a new file, and how rare this decay is.
#
# <details><summary>And with the whole release?</summary>
#
# $S = 18.4$ and $B = 10.3$ give $S/\sqrt B = 5.7$. If $B$ is uncertain by a fraction $f$, the root becomes $\sqrt{B +
# (fB)^2}$; for 30 %, $f = 0.3$, what remains is 4.1. Beware of a formula that is found in places: $0.3\,B^2$ under the
# root is *not* an uncertainty of 30 %, but of $\sqrt{0.3} = 55$ %. And beware of calling the 28.73 events "signal":
# that is $S + B$.
#
# </details>
#
# ## What you have learnt
#
# - A selection is a chain of steps; a cut flow shows what each of them costs.
# - Simulated events count with weights, and their signs must stay.
# - A significance compares a signal with the fluctuation of the background, not with the background.
# - "As expected with a Higgs boson" and "impossible without one" are different statements.
# - Another release, other traps: units, names, signs, and the order of the leptons.
#
# **Data:** ATLAS collaboration, *ATLAS 13 TeV samples collection with at least four leptons*, record 15005 of the
# CERN Open Data portal, DOI 10.7483/OPENDATA.ATLAS.2Y1T.TLGL, CC0; second part: ATLAS collaboration, release of
# 2025 for education (beta), *exactly four leptons*, record 93924, DOI 10.7483/OPENDATA.ATLAS.3ATL.Q9Z2, CC0. For
# education. Samples marked as practice
# simulation were made for this box and are neither ATLAS data nor ATLAS simulation.
