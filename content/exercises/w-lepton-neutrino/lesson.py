# %% [markdown]
# # W to a lepton and a neutrino: choose your own events
#
# In the lesson on the W somebody else had chosen the events: a table with 1000 of them, ready to use. How had they
# been chosen? The table did not say. This time **you** choose, from collisions as they come out of the detector, as
# physicists of ATLAS do it. And you are not alone: simulated collisions of everything that is well known stand beside
# the recorded ones, and must agree with them.
#
# Do they? At first they do not: there are about a thousand collisions too many. Finding out what these are, and
# getting rid of them, is the core of this lesson. In the end you will see at two energies, 8 and 13 TeV, what the
# proton is made of.

# %% [markdown]
# ![Three collisions seen along the beam. First, a W boson: a single long track to one side, a dashed arrow for the
# missing momentum to the other side. Second, a Z boson with one lepton lost: one track is seen, the other one leaves
# through a gap in the detector, and seems to be missing. Third, two jets: a lepton in the middle of one of them, and a
# short dashed arrow.](process.svg)

# %% [markdown]
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: real open data, or practice simulation.

# %%
import awkward as ak
import matplotlib.pyplot as plt
import numpy as np

from lhcbox import comparison, counting, kinematics, language, objects, plot, samples
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("w-lepton-neutrino")

OI = plot.OKABE_ITO
data_name = "atlas13-1lep-data"
groups = {
    "top": comparison.Group(plot.Look(_("top quark pairs"), OI["green"], "---"), ("atlas13-1lep-ttbar",)),
    "z": comparison.Group(
        plot.Look(_("Z, one lepton lost"), OI["yellow"], "///"), ("atlas13-1lep-zee", "atlas13-1lep-zmumu")
    ),
    "tau": comparison.Group(
        plot.Look(_("W to a tau, which decays to a lepton"), OI["orange"], "..."),
        ("atlas13-1lep-wplustaunu", "atlas13-1lep-wminustaunu"),
    ),
    "w": comparison.Group(
        plot.Look(_("W to an electron or a muon"), OI["sky"], ""),
        (
            "atlas13-1lep-wplusenu",
            "atlas13-1lep-wplusmunu",
            "atlas13-1lep-wminusenu",
            "atlas13-1lep-wminusmunu",
        ),
    ),
}
simulated = [name for group in groups.values() for name in group.names]
names = [data_name, *simulated]
luminosity = comparison.luminosity(names)
for name in names:
    sample = samples.get(name)
    print(f"{name:<26} {sample.event_count:7d}  {sample.title} | {sample.label}")
print(_("luminosity of the collisions: {pb:.3f} per pb").format(pb=1000 * luminosity))

# %% [markdown]
# ## 1. A thousand too many
#
# A **collision** counts once. A **simulated** event counts as often as its weight says. The weight holds the
# luminosity $L$ of the collisions, the cross-section $\sigma$ of the process, and small corrections $c_i$ for each
# event:
#
# $$w_i = \frac{L\,\sigma}{\sum_\mathrm{gen} w_\mathrm{gen}}\; w_{\mathrm{gen},i}\; c_i \qquad\qquad
# N = \sum_i w_i \qquad\qquad \sigma_N = \sqrt{\sum_i w_i^2}$$
#
# The sum below the fraction is over all events that were generated, also over those that nobody would have recorded.
# `sample.weights(events, luminosity)` works it all out. Some weights are negative. They stay negative: the calculation
# of such processes adds and subtracts.
#
# The files hold events with a lepton of more than 25 GeV and more than 15 GeV of missing momentum. Nothing else has
# been asked.
#
# **Task 1.** How many collisions are there? How many does the simulation expect, all processes together?
#
# <details><summary>Hint</summary>
#
# `samples.get(data_name).event_count` is the number of events of a sample. For the second number add up the
# `np.sum(sample.weights(sample.events(unit="GeV"), luminosity))` of all `simulated` samples, in a loop.
#
# </details>

# %%
# solution:begin
all_data = samples.get(data_name).event_count
all_expected = 0
for name in simulated:
    process = samples.get(name)
    all_expected = all_expected + np.sum(process.weights(process.events(unit="GeV"), luminosity))
# solution:instead
# # Your turn: the number of collisions, and the sum of the weights of all simulated samples.
# all_data = None
# all_expected = None
# solution:end

check("all_data", all_data)
check("all_expected", all_expected)

# %% [markdown]
# The collisions are more than the simulation expects. With the practice samples of this box it is about 990 more, and
# a count of 18 000 fluctuates by no more than $\sqrt{18\,000} \approx 134$. This is no accident. Something is in the
# collisions which nobody has simulated.
#
# ## 2. A lepton to be trusted
#
# A track in the muon chambers, or a shower of the right form, is not yet a lepton from a W. ATLAS asks for more:
#
# - **tight** identification, and a track that comes from the collision itself;
# - **isolation**: hardly anything beside it. Add up the momenta of all other tracks in a cone around the lepton
#   (`ptcone30`), and the energies in the calorimeter (`etcone20`). Both must be less than a tenth of its own
#   $p_\mathrm{T}$;
# - more than 35 GeV, exactly **one** such lepton, and a trigger that has fired.
#
# `objects.good_leptons` makes these cuts. The function below keeps the events and notes what we shall need of each:
# the lepton, the missing momentum, the transverse mass (this one is your task).


# %%
def transverse_mass(pt, phi, met, met_phi):
    """Transverse mass of a lepton and the missing momentum, in GeV."""
    # solution:begin
    return np.sqrt(2 * pt * met * (1 - np.cos(phi - met_phi)))
    # solution:instead
    # # Your turn: replace None by the formula.
    # return None
    # solution:end


# %% [markdown]
# **Task 2.** Complete `transverse_mass`, as in the lesson on the W:
#
# $$m_\mathrm{T} = \sqrt{2\,p_\mathrm{T}^\ell\,p_\mathrm{T}^\mathrm{miss}\,(1 - \cos\Delta\phi)}$$
#
# Run its cell and the next one, which tries it on the first collision with a good lepton.
#
# <details><summary>Hint</summary>
#
# `np.sqrt`, `np.cos`, and the factor 2 *inside* the root. `phi` is the lepton's angle around the beam, `met_phi` that
# of the missing momentum.
#
# </details>


# %%
def one_lepton(events, pt=35, isolation=0.1, kind=None):
    """Events with exactly one good lepton (of one kind: 11 for electrons, 13 for muons), and what we need of them."""
    leptons = objects.good_leptons(events.lep, pt=pt, isolation=isolation)
    one = objects.fired(events) & np.asarray(ak.num(leptons) == 1)
    kept, lepton = events[one], leptons[one][:, 0]
    if kind is not None:
        kept, lepton = kept[lepton["type"] == kind], lepton[lepton["type"] == kind]
    kept["kind"], kept["charge"] = lepton["type"], lepton.charge
    kept["lepton_pt"], kept["lepton_phi"] = lepton.pt, lepton.phi
    kept["missing"], kept["missing_phi"] = kept.met.pt, kept.met.phi
    kept["isolation"] = np.maximum(lepton.ptcone30, lepton.etcone20) / lepton.pt
    kept["mt"] = kinematics.transverse_mass(lepton.pt, lepton.phi, kept.met.pt, kept.met.phi)
    return kept


kept = comparison.select(names, one_lepton)
collisions = kept[data_name].events
first = collisions[0]
print(f"lepton:  pt = {first.lepton_pt:.2f} GeV   phi = {first.lepton_phi:.3f}   charge = {first.charge:+d}")
print(f"missing: pt = {first.missing:.2f} GeV   phi = {first.missing_phi:.3f}")

mt_first = transverse_mass(first.lepton_pt, first.lepton_phi, first.missing, first.missing_phi)
check("mt_first", mt_first)

# %% [markdown]
# ## 3. Cut by cut
#
# From here on `collisions.mt` is the transverse mass that the package has worked out, so you can go on even if a task
# is open. The published selection goes on with two more cuts: a neutrino must have escaped, and lepton and neutrino
# must come from something heavy.
#
# $$p_\mathrm{T}^\mathrm{miss} > 30\ \mathrm{GeV} \qquad\qquad m_\mathrm{T} > 60\ \mathrm{GeV}$$
#
# **Task 3.** Make the cut flow of the collisions: how many have one good lepton, how many of them more than 30 GeV of
# missing momentum, and how many of *those* a transverse mass above 60 GeV?
#
# <details><summary>Hint</summary>
#
# `len(collisions)`, then `np.sum(collisions.missing > 30)`. For the last number combine both conditions with `&`, each
# in brackets.
#
# </details>

# %%
# solution:begin
with_lepton = len(collisions)
with_missing = np.sum(collisions.missing > 30)
selected = np.sum((collisions.missing > 30) & (collisions.mt > 60))
# solution:instead
# # Your turn: three counts, each after one more cut.
# with_lepton = None
# with_missing = None
# selected = None
# solution:end

check("with_lepton", with_lepton)
check("with_missing", with_missing)
check("selected", selected)


# %%
def w_bosons(events, **options):
    """The published selection at 13 TeV."""
    found = one_lepton(events, **options)
    return found[(found.missing > 30) & (found.mt > 60)]


chosen = comparison.select(names, w_bosons)
axes, _low = comparison.draw(kept, groups, "missing", np.arange(15, 106, 5), _("missing transverse momentum"), "GeV")
axes.axvline(30, color="black", linestyle="--")
plt.show()
axes, _low = comparison.draw(chosen, groups, "mt", np.arange(60, 141, 4), _("transverse mass"), "GeV")
axes.axvline(kinematics.W_MASS_GEV, color=OI["vermilion"], linestyle="--")
plt.show()

# %% [markdown]
# <details><summary>The pictures in words</summary>
#
# With the practice samples. First picture, one good lepton, from 15 to 105 GeV in steps of 5 GeV: the missing momentum
# is highest from 35 to 40 GeV and falls to a few events at 90 GeV. The layer of the W to an electron or a muon is
# nearly everything; only below 25 GeV that of the Z can be seen, too. The points follow the stack everywhere, also left
# of the dashed line at 30 GeV. Second picture, after all cuts, from 60 to 140 GeV in steps of 4 GeV: the transverse
# mass is highest from 76 to 80 GeV, falls beyond the dashed line at the mass of the W, 80.4 GeV, and is nearly gone at
# 110 GeV. Below each picture the ratio of data to expectation stays near 1.
#
# </details>
#
# Collisions and simulation agree! The edge near the mass of the W has come by itself, because it is in nature (or, in
# the practice samples, in their model of nature). Now put this agreement into a number.

# %%
print(comparison.table(chosen, groups))

# %% [markdown]
# **Task 4.** How large is the ratio of collisions to expected events after all cuts, and how large is its statistical
# uncertainty? Which share of the expected events are W bosons to an electron or a muon?
#
# <details><summary>Hint</summary>
#
# Two numbers fluctuate: the count $N$ by $\sqrt N$, and the expectation by its own error $\sigma_E$ from the table.
# Relative uncertainties are added in quadrature: $\sigma_R = R\sqrt{1/N + (\sigma_E/E)^2}$. The share is one line of
# the table divided by another.
#
# </details>

# %%
counted = len(chosen[data_name].events)
expected, expected_error = comparison.totals(chosen, simulated)

# solution:begin
agreement = counted / expected
agreement_error = agreement * np.sqrt(1 / counted + (expected_error / expected) ** 2)
purity = comparison.totals(chosen, groups["w"].names)[0] / expected
# solution:instead
# # Your turn: ratio, its uncertainty, and the share of W bosons to an electron or a muon.
# agreement = None
# agreement_error = None
# purity = None
# solution:end

check("agreement", agreement)
check("agreement_error", agreement_error)
check("purity", purity)

# %% [markdown]
# The uncertainty is statistical only. ATLAS knew the luminosity of these collisions to 2 %, too, and the cross-sections
# to a few per cent. So a ratio that is off by 2 % would say nothing.
#
# ## 4. What were the thousand?
#
# The surplus of task 1 has gone. What was it? Let us go back by a single step: leave out the **isolation**, and look
# at how much there is beside the lepton.


# %%
def any_isolation(events):
    """As one_lepton, but whatever there is beside the lepton."""
    return one_lepton(events, isolation=np.inf)


loose = comparison.select(names, any_isolation)
edges = np.array([0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0])
axes, low = comparison.draw(
    loose, groups, "isolation", edges, _("momentum beside the lepton / its own"), "", logarithmic=True
)
axes.axvline(0.1, color="black", linestyle="--")
axes.set_ylim(0.3, None)
low.set_ylim(0, 3)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# The vertical axis is in powers of ten. Most leptons have less than a tenth of their own momentum beside them; there
# points and stack agree. The dashed line at 0.1 is the limit of the selection. Beyond it the stack falls off, with the
# practice samples to nothing at 0.3. The points do not: there remain 10 to 20 in each bin up to 1. In the panel below,
# the ratio rises to nearly 2; beyond 0.3 nothing is expected, and there is no ratio.
#
# </details>
#
# Leptons with a lot beside them: these are **jets**. In a jet a b or c quark may decay to a real lepton, and now and
# then a jet looks like one. Two jets are by far the most frequent thing that the LHC makes. But only a tiny part of
# them passes as a lepton, and nobody can simulate enough of them, nor how exactly they fool the detector. There is no
# file for this **multijet background**. The collisions themselves have to tell.
#
# The idea: leptons out of jets come in two kinds, isolated (below 0.1) and not isolated (above 0.2). If the ratio $f$
# of the two kinds does not depend on the missing momentum, we measure it where there are hardly any W bosons, at
# $m_\mathrm{T}$ below 40 GeV, and use it where we need it:
#
# $$N_\mathrm{high}^\mathrm{iso} = f \cdot N_\mathrm{high}^\mathrm{not\ iso} \qquad\qquad
# f = \frac{N_\mathrm{low}^\mathrm{iso}}{N_\mathrm{low}^\mathrm{not\ iso}}$$
#
# Here *low* means $m_\mathrm{T} < 40$ GeV, *high* the two cuts of section 3. And each $N$ is the *surplus*: collisions
# minus simulation, for W bosons are everywhere.

# %%
regions = {
    "low iso": lambda e: (e.mt < 40) & (e.isolation < 0.1),
    "low not iso": lambda e: (e.mt < 40) & (e.isolation > 0.2),
    "high not iso": lambda e: (e.missing > 30) & (e.mt > 60) & (e.isolation > 0.2),
}
seen, known, known_error = {}, {}, {}
for region, mask in regions.items():
    seen[region] = int(np.sum(mask(loose[data_name].events)))
    weights = np.concatenate([loose[name].weights[np.asarray(mask(loose[name].events))] for name in simulated])
    known[region], known_error[region] = counting.weighted_yield(weights)
    text = _("{region:<13} collisions {seen:4d}   simulation {known:6.1f} ± {error:.1f}")
    print(text.format(region=region, seen=seen[region], known=known[region], error=known_error[region]))

# %% [markdown]
# **Task 5.** How large is the surplus among the leptons that are **not** isolated at low $m_\mathrm{T}$? How large is
# $f$? How many multijet events are then hidden in your selection?
#
# <details><summary>Hint</summary>
#
# `surplus = {region: seen[region] - known[region] for region in regions}` gives all three at once.
#
# </details>

# %%
# solution:begin
surplus = {region: seen[region] - known[region] for region in regions}
surplus_not_iso = surplus["low not iso"]
factor = surplus["low iso"] / surplus["low not iso"]
multijet = factor * surplus["high not iso"]
# solution:instead
# # Your turn: one surplus, the factor f, and the multijet events in the selection.
# surplus_not_iso = None
# factor = None
# multijet = None
# solution:end

check("surplus_not_iso", surplus_not_iso)
check("factor", factor)
check("multijet", multijet)

# %% [markdown]
# A negative number of events? The *number* cannot be negative, but its *estimate* can: it is a difference of two
# numbers that fluctuate. So its uncertainty is needed, even more than elsewhere:

# %%
error = {region: np.hypot(np.sqrt(seen[region]), known_error[region]) for region in regions}
own = {region: seen[region] - known[region] for region in regions}
own_factor = own["low iso"] / own["low not iso"]
factor_error = abs(own_factor) * np.hypot(error["low iso"] / own["low iso"], error["low not iso"] / own["low not iso"])
estimate = own_factor * own["high not iso"]
estimate_error = np.hypot(own_factor * error["high not iso"], factor_error * own["high not iso"])
print(_("f = {value:.2f} ± {error:.2f}").format(value=own_factor, error=factor_error))
print(_("multijet events in the selection: {value:.1f} ± {error:.1f}").format(value=estimate, error=estimate_error))
share, share_error = 100 * estimate / counted, 100 * estimate_error / counted
print(_("that is {share:.2f} ± {error:.2f} % of it").format(share=share, error=share_error))

# %% [markdown]
# With the practice samples: at most some events out of more than six thousand. Isolation, missing momentum and
# transverse mass *together* have removed a thousand multijet events. (The model of this background in the practice
# samples is a simple one. In real collisions more of it is left, and more for electrons than for muons; ATLAS has to
# subtract it.)
#
# ## 5. Plus and minus
#
# Now the harvest: thousands of clean W bosons.
#
# **Task 6.** How many of the selected leptons are positive, how many negative? Which ratio $R = N_+/N_-$ follows, with
# which uncertainty?
#
# <details><summary>Hint</summary>
#
# `charge = chosen[data_name].events.charge`. As in the lesson on the W: $\sigma_R = R\sqrt{1/N_+ + 1/N_-}$.
#
# </details>

# %%
# solution:begin
charge = chosen[data_name].events.charge
plus = np.sum(charge > 0)
minus = np.sum(charge < 0)
ratio = plus / minus
ratio_error = ratio * np.sqrt(1 / plus + 1 / minus)
# solution:instead
# # Your turn: both counts, the ratio and its uncertainty.
# plus = None
# minus = None
# ratio = None
# ratio_error = None
# solution:end

check("plus", plus)
check("minus", minus)
check("ratio", ratio)
check("ratio_error", ratio_error)

# %%
own_charge = chosen[data_name].events.charge
for kind, name in ((11, _("electrons")), (13, _("muons"))):
    of_kind = own_charge[chosen[data_name].events.kind == kind]
    n_plus, n_minus = np.sum(of_kind > 0), np.sum(of_kind < 0)
    error = n_plus / n_minus * np.sqrt(1 / n_plus + 1 / n_minus)
    print(f"{name:<10} {n_plus:6d} / {n_minus:6d} = {n_plus / n_minus:.3f} ± {error:.3f}")
sim_plus, sim_minus = (
    np.concatenate([chosen[n].weights[np.asarray(sign * chosen[n].events.charge > 0)] for n in simulated])
    for sign in (1, -1)
)
print(_("simulation: {ratio:.3f}").format(ratio=sim_plus.sum() / sim_minus.sum()))

# %% [markdown]
# Electrons and muons must agree: to the W they are the same. Do they, within their uncertainties? ATLAS published 1.295
# ± 0.003 (statistical) ± 0.010 (systematic) for leptons within its reach (Phys. Lett. B 759 (2016) 601). At 7 TeV the
# lesson on the W found 1.42 ± 0.09 with real data, and CMS 1.421 ± 0.034 for *all* W bosons. Both are larger than 1
# because a proton has two valence u quarks and one d quark. And the ratio seems to fall with the energy of the
# collisions.
#
# ## 6. The same at 8 TeV
#
# Does it? The box also holds collisions at 8 TeV, of 2012. They come as two **streams**: events kept by a muon trigger,
# and events kept by an electron trigger. An event with both is in both streams. So: muons from the muon stream,
# electrons from the electron stream, and each stream with its own luminosity. The published selection at this energy is
# looser: $p_\mathrm{T} > 25$ GeV, isolation 0.15, missing momentum above 30 GeV, $m_\mathrm{T} > 30$ GeV.

# %%
streams = {"muons": ("atlas8-1lep-data-muons", 13), "electrons": ("atlas8-1lep-data-egamma", 11)}
of_2012 = {}
for stream, (name, kind) in streams.items():
    found = one_lepton(samples.get(name).events(unit="GeV"), pt=25, isolation=0.15, kind=kind)
    of_2012[stream] = found[(found.missing > 30) & (found.mt > 30)]
    sample = samples.get(name)
    print(
        _("{stream}: {n} events in {pb:.3f} per pb | {label}").format(
            stream=_("electrons") if kind == 11 else _("muons"),
            n=len(of_2012[stream]),
            pb=1000 * sample.luminosity_fb,
            label=sample.label,
        )
    )

# %% [markdown]
# **Task 7.** Add up both streams: how many positive, how many negative leptons, and which ratio? By how many standard
# deviations is it larger than that at 13 TeV?
#
# <details><summary>Hint</summary>
#
# `of_2012["muons"].charge` and `of_2012["electrons"].charge`. The uncertainty of a difference: both uncertainties,
# added in quadrature. `np.hypot(a, b)` does that.
#
# </details>

# %%
# solution:begin
plus8 = sum(np.sum(events.charge > 0) for events in of_2012.values())
minus8 = sum(np.sum(events.charge < 0) for events in of_2012.values())
ratio8 = plus8 / minus8
ratio8_error = ratio8 * np.sqrt(1 / plus8 + 1 / minus8)
distance = (ratio8 - ratio) / np.hypot(ratio8_error, ratio_error)
# solution:instead
# # Your turn: both counts, the ratio, and its distance from that at 13 TeV in standard deviations.
# plus8 = None
# minus8 = None
# ratio8 = None
# distance = None
# solution:end

check("plus8", plus8)
check("minus8", minus8)
check("ratio8", ratio8)
check("distance", distance)

# %% [markdown]
# With the practice samples: less than one. We see that $R$ is larger than 1 at both energies, beyond any doubt; that it
# *falls*, we do not see. For that we would need several times as many events. This, too, is a result.
#
# Something else changes a lot: *how many* W bosons there are. The number for each unit of luminosity is a rate that one
# can compare. But take care to compare like with like: the same cuts at both energies! We take those of 13 TeV, and
# muons only.

# %%
rates_for = {"13": data_name, "8": "atlas8-1lep-data-muons"}
muons = {energy: w_bosons(samples.get(name).events(unit="GeV"), kind=13) for energy, name in rates_for.items()}
for energy, name in rates_for.items():
    pb = 1000 * samples.get(name).luminosity_fb
    print(_("{energy:>2} TeV: {n} events in {pb:.4f} per pb").format(energy=energy, n=len(muons[energy]), pb=pb))

# %% [markdown]
# **Task 8.** How many events of a W with a muon are there for each pb$^{-1}$ at 8 TeV and at 13 TeV? By which factor
# does the rate grow, and what is its statistical uncertainty?
#
# <details><summary>Hint</summary>
#
# Rate = number of events / luminosity. The luminosity has no statistical uncertainty, so the counts alone give that of
# the ratio.
#
# </details>

# %%
# solution:begin
rate8 = len(muons["8"]) / (1000 * samples.get(rates_for["8"]).luminosity_fb)
rate13 = len(muons["13"]) / (1000 * samples.get(rates_for["13"]).luminosity_fb)
growth = rate13 / rate8
growth_error = growth * np.sqrt(1 / len(muons["8"]) + 1 / len(muons["13"]))
# solution:instead
# # Your turn: both rates for each 1/pb, the factor between them, and its uncertainty.
# rate8 = None
# rate13 = None
# growth = None
# growth_error = None
# solution:end

check("rate8", rate8)
check("rate13", rate13)
check("growth", growth)
check("growth_error", growth_error)

# %% [markdown]
# What should it be? For *all* W bosons to one kind of lepton, ATLAS measured 20.6 nb at 13 TeV (11.83 + 8.79; Phys.
# Lett. B 759 (2016) 601), CMS 12.21 nb at 8 TeV (Phys. Rev. Lett. 112 (2014) 191802): a factor of 1.69, known to about
# 5 %. Ours counts muons that the detector has seen. Its efficiency is not the same in both years; and at 13 TeV the W
# flies faster along the beam, so more muons escape through the ends of the detector. That is why our factor need not be
# the same. Let the simulation tell what to expect of *our* count:

# %%
simulated8 = [
    "atlas8-1lep-wmunu-nojets",
    "atlas8-1lep-wmunu-jets",
    "atlas8-1lep-wmunu-b",
    "atlas8-1lep-wtaunu-nojets",
    "atlas8-1lep-ttbar",
]
own_growth, own_relative = {}, {}
for energy, used in (("13", simulated), ("8", simulated8)):
    passed = comparison.select(used, lambda events: w_bosons(events, kind=13), luminosity_fb=0.001)
    own_growth[energy], own_error = comparison.totals(passed, used)
    own_relative[energy] = own_error / own_growth[energy]
    text = _("{energy:>2} TeV: {rate:.0f} ± {error:.0f} events expected in 1 per pb")
    print(text.format(energy=energy, rate=own_growth[energy], error=own_error))
expected_growth = own_growth["13"] / own_growth["8"]
print(
    _("expected growth: {value:.2f} ± {error:.2f}").format(
        value=expected_growth, error=expected_growth * np.hypot(own_relative["13"], own_relative["8"])
    )
)

# %% [markdown]
# Compare with your own result. With the practice samples both agree within their uncertainties.
#
# <details><summary>Why does the rate grow at all?</summary>
#
# To make a W, a quark and an antiquark need 80 GeV together. In protons of 6.5 TeV they need a share of about
# $80/13\,000 = 0.6$ % of their proton's momentum, in protons of 4 TeV of $80/8000 = 1$ %. The smaller the share, the
# more quarks and antiquarks there are. These additional ones belong to the *sea*, in which u and d are nearly equally
# frequent. This is why the ratio of plus to minus falls while the rate grows.
#
# </details>
#
# ## What may we say?
#
# - A selection does not only keep the signal. It must throw away what *nobody can simulate*.
# - What remains of that background is measured in the collisions themselves, where the signal is not.
# - Collisions and simulation may only be compared with their uncertainties: those of the count *and* those of the
#   simulation.
# - There are more $\mathrm{W}^+$ than $\mathrm{W}^-$ at both energies. With so few events we cannot say that the
#   ratio falls.
# - Rates at two energies may only be compared after the same cuts.
#
# If your box holds practice samples, you have measured the model of those who made them, not nature. With the real
# files, the same notebook measures nature.
#
# **Data:** ATLAS Open Data, samples at 13 TeV (released in 2020) and at 8 TeV (released in 2016) with one lepton, CC0;
# `samples.get(data_name)` shows record and DOI. They were selected for education, without the experiment's final
# calibration.
