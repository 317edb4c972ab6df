# %% [markdown]
# # A heavy Z′: top quarks too fast to fall apart
#
# Is there a heavier brother of the Z boson? Many theories have one and call it **Z′**. If it decays to a top quark and
# an antitop quark, and weighs a thousand GeV, then each of them gets 500 GeV of energy. That is three times its mass:
# the top quarks are fast.
#
# A slow top quark makes three jets. A fast one makes **one**: its three jets fly so close together that they merge into
# one broad, heavy jet. This is bad for counting jets. But it is a chance: which other jets weigh 173 GeV?

# %% [markdown]
# ![Left: a slow top quark, and its three jets far apart, each in a small circle. Right: a fast top quark, and its three
# jets close together in one large circle. Below, under each: a formula for the distance of the jets, two times the mass
# over the transverse momentum, large on the left and small on the right.](process.svg)

# %% [markdown]
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: real open data, or practice simulation.

# %%
import awkward as ak
import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import brentq
from scipy.stats import poisson

from lhcbox import comparison, kinematics, language, objects, plot, samples
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("heavy-z-prime")

OI = plot.OKABE_ITO
data_name, signal_name = "atlas13-1largerjet-data", "atlas13-1largerjet-zprime1000"
groups = {
    "single": comparison.Group(
        plot.Look(_("top quark beside a W"), OI["yellow"], "///"),
        ("atlas13-1largerjet-tw", "atlas13-1largerjet-tbarw"),
    ),
    "w": comparison.Group(
        plot.Look(_("W boson and jets"), OI["orange"], "..."),
        ("atlas13-1largerjet-wjets-enu", "atlas13-1largerjet-wjets-munu"),
    ),
    "pairs": comparison.Group(plot.Look(_("top quark pairs"), OI["sky"], ""), ("atlas13-1largerjet-ttbar",)),
}
background_names = [name for group in groups.values() for name in group.names]
names = [data_name, *background_names, signal_name]
for name in names:
    sample = samples.get(name)
    print(f"{name:<30} {sample.event_count:7d}  {sample.title} | {sample.label}")
luminosity = comparison.luminosity(names)
print(_("luminosity of the collisions: {pb:.1f} per pb").format(pb=1000 * luminosity))

# %% [markdown]
# ## 1. When do jets merge?
#
# A particle of mass m decays into two light ones. If it moves across the beam with $p_T$, much larger than m, the two
# are at a distance of about
#
# $$ \Delta R \approx \frac{2m}{p_T} $$
#
# Usual jets have a radius of 0.4. For fast particles one also makes **large jets** of radius 1.
#
# Now the selection, as published: one good lepton above 30 GeV, missing momentum above 20 GeV, missing momentum and
# transverse mass together above 60 GeV: that is the *other* top quark. And a **fast** large jet, $p_T$ from 300 to 1500
# GeV and $|\eta| < 2$, on the other side: at least 1.5 from the lepton in $\Delta R$, and at least 1 in $\Delta\phi$.


# %%
def fast_jet(events):
    """Events with one lepton, missing momentum, and a fast large jet away from the lepton."""
    leptons = objects.good_leptons(events.lep, pt=30, isolation=0.15)
    one = objects.fired(events) & np.asarray(ak.num(leptons) == 1)
    kept, lepton = events[one], leptons[one][:, 0]
    mt = kinematics.transverse_mass(lepton.pt, lepton.phi, kept.met.pt, kept.met.phi)
    large = ak.with_field(kept.largeRjet, kept.largeRjet_m, "jet_mass")
    apart = kinematics.delta_r(large.eta, large.phi, lepton.eta, lepton.phi) > 1.5
    behind = np.abs(kinematics.delta_phi(large.phi, lepton.phi)) > 1.0
    fast = large[(large.pt > 300) & (large.pt < 1500) & (np.abs(large.eta) < 2) & apart & behind]
    jets = objects.good_jets(kept.jet, pt=30)
    distance = kinematics.delta_r(jets.eta, jets.phi, lepton.eta, lepton.phi)
    nearest = jets[ak.argsort(distance, axis=1)]
    kept["lepton"], kept["fast"] = lepton, fast
    kept["near"] = nearest[kinematics.delta_r(nearest.eta, nearest.phi, lepton.eta, lepton.phi) < 2]
    kept["n_b"] = ak.num(objects.b_jets(jets, 70))
    kept = kept[np.asarray((kept.met.pt > 20) & (kept.met.pt + mt > 60) & (ak.num(fast) >= 1))]
    kept["jet_mass"], kept["jet_tau32"] = kept.fast.jet_mass[:, 0], kept.fast.tau32[:, 0]
    return kept


with_fast = comparison.select(names, fast_jet)
collisions = with_fast[data_name].events

# %% [markdown]
# **Task 1.** From which $p_T$ on are the products of a top quark ($m$ = 172.5 GeV) within a distance of 1? How many
# `collisions` have a fast large jet? And what is $2m/p_T$ for the first of them, with the *measured* mass and $p_T$ of
# its large jet?
#
# <details><summary>Hint</summary>
#
# Solve $2m/p_T = 1$. The first jet is `collisions.fast[0][0]`, with its `pt` and its `jet_mass`.
#
# </details>

# %%
# solution:begin
merging_pt = 2 * 172.5
n_fast = len(collisions)
first_jet = collisions.fast[0][0]
first_distance = 2 * first_jet.jet_mass / first_jet.pt
# solution:instead
# # Your turn: a momentum in GeV, a count, a distance.
# merging_pt = None
# n_fast = None
# first_distance = None
# solution:end

check("merging_pt", merging_pt)
check("n_fast", n_fast)
check("first_distance", first_distance)

# %% [markdown]
# ## 2. Which large jet is a top quark?
#
# Beside a W boson there may be a fast jet, too: of *one* quark or gluon. Two things tell it from a top quark. Its
# **mass** is smaller. And it has one core, not three. The number $\tau_{32}$ measures this: it compares how well three
# cores describe the jet with how well two do. It is small if the third core is really needed.

# %%
comparison.draw(with_fast, groups, "jet_mass", np.arange(0, 301, 20), _("mass of the large jet"), "GeV")
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# From 0 to 300 GeV in steps of 20 GeV. With the practice samples W bosons and jets, on the left, are most frequent at
# 20 to 40 GeV and nearly end at 160 GeV. Pairs of top quarks have a sharp peak at 160 to 180 GeV, few events from 100
# to 140 GeV, and a low hill below 100 GeV. Points and stack agree within their errors.
#
# </details>
#
# (The low hill: there the b quark has left the large jet, and only the W, or a part of it, is inside.)
#
# **Task 2.** A **top tag** asks for a mass above 100 GeV and $\tau_{32} < 0.75$. How many `collisions` pass it? Which
# share of the simulated pairs of top quarks passes it, and which share of the W bosons with jets? Use the weights.
#
# <details><summary>Hint</summary>
#
# Count `collisions` with `collisions.jet_mass` and `collisions.jet_tau32`. `with_fast[name].column("jet_mass")` and
# `.column("jet_tau32")` are the numbers, `with_fast[name].weights` the weights. The W bosons are two samples
# (`groups["w"].names`): sum their weights before you divide.
#
# </details>

# %%
# solution:begin
n_tagged = np.sum((collisions.jet_mass > 100) & (collisions.jet_tau32 < 0.75))


def share_tagged(some):
    tagged = total = 0
    for name in some:
        kept = with_fast[name]
        passes = (kept.column("jet_mass") > 100) & (kept.column("jet_tau32") < 0.75)
        tagged, total = tagged + kept.weights[passes].sum(), total + kept.weights.sum()
    return tagged / total


efficiency = share_tagged(groups["pairs"].names)
mistag = share_tagged(groups["w"].names)
# solution:instead
# # Your turn: a count, and two shares, each from 0 to 1.
# n_tagged = None
# efficiency = None
# mistag = None
# solution:end

check("n_tagged", n_tagged)
check("efficiency", efficiency)
check("mistag", mistag)

# %% [markdown]
# ## 3. The mass of everything
#
# Now ask for exactly one top-tagged jet, at least one b jet, and a small jet less than 2 from the lepton. The Z′ should
# be a peak in the mass of large jet, small jet, lepton *and neutrino*. Only the neutrino's momentum across the beam is
# known. But lepton and neutrino must have the mass of a W. This gives a quadratic equation for its $p_z$, and mostly
# two solutions. We take the one **nearer to 0**: a neutrino along the beam is rare. If there is no real solution (the
# missing momentum was measured wrongly) we take the middle, without the root.


# %%
def neutrino(lepton, met):
    """Four-momentum of the neutrino, if lepton and neutrino come from a W; and where a solution is real."""
    low, high = kinematics.neutrino_pz(lepton.pt, lepton.eta, lepton.phi, met.pt, met.phi, kinematics.W_MASS_GEV)
    low, high = np.asarray(low), np.asarray(high)
    along = kinematics.W_MASS_GEV**2 / 2 + lepton.pt * met.pt * np.cos(lepton.phi - met.phi)
    middle = np.asarray(along * np.sinh(lepton.eta) / lepton.pt)
    real = ~np.isnan(low)
    pz = np.where(real, np.where(np.abs(low) < np.abs(high), low, high), middle)
    eta = np.arcsinh(pz / np.asarray(met.pt))
    return kinematics.four_momenta(met.pt, eta, met.phi, mass=np.zeros(len(pz))), real


pairs = {}
for name, kept in with_fast.items():
    top_like = kept.events.fast[(kept.events.fast.jet_mass > 100) & (kept.events.fast.tau32 < 0.75)]
    good = np.asarray((ak.num(top_like) == 1) & (kept.events.n_b >= 1) & (ak.num(kept.events.near) >= 1))
    events = kept.events[good]
    events["top_jet"], events["near_jet"] = top_like[good][:, 0], kept.events.near[good][:, 0]
    events["neutrino"], events["real"] = neutrino(events.lepton, events.met)
    pairs[name] = comparison.Kept(kept.sample, events, kept.weights[good])
print(comparison.table(pairs, groups))
signal_all = comparison.totals(pairs, [signal_name])[0]
print(_("Z′ of 1000 GeV, if it exists as simulated: {n:.1f}").format(n=signal_all))

# %% [markdown]
# (Where the table says 0.0 ± 0.0, no simulated event has passed. This does not prove that none ever would.)
#
# **Task 3.** Add the four momenta in the first collision of `pairs[data_name].events` (`top_jet`, `near_jet`, `lepton`,
# `neutrino`) and give the mass. Which share of these collisions has *no* real solution?
#
# <details><summary>Hint</summary>
#
# Four-vectors are added with `+`, and the sum knows its `mass`. `pairs[data_name].events.real` is true where the
# solution is real; `~` turns it round, and `np.mean` of true and false is a share.
#
# </details>

# %%
first = pairs[data_name].events[0]

# solution:begin
first_mass = (first.top_jet + first.near_jet + first.lepton + first.neutrino).mass
share_unreal = np.mean(~pairs[data_name].events.real)
# solution:instead
# # Your turn: a mass in GeV, and a share from 0 to 1.
# first_mass = None
# share_unreal = None
# solution:end

check("first_mass", first_mass)
check("share_unreal", share_unreal)

# %%
for kept in pairs.values():
    e = kept.events
    e["m_tt"] = (e.top_jet + e.near_jet + e.lepton + e.neutrino).mass

edges = np.arange(500, 2001, 100)
axes, _low = comparison.draw(pairs, groups, "m_tt", edges, _("mass of the pair of top quarks"), "GeV")
wanted = plot.histogram(pairs[signal_name].column("m_tt"), edges, 20 * pairs[signal_name].weights)
axes.stairs(
    wanted.values(), edges, color=OI["vermilion"], linestyle="--", linewidth=2, label=_("Z′ of 1000 GeV, times 20")
)
plot.legend(axes)
used = [pairs[name].sample for name in names]
plot.stamp(axes, used)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# From 500 to 2000 GeV in steps of 100 GeV. With the practice samples the stack, nearly all of it pairs of top quarks,
# rises quickly from 600 GeV to about 200 events a step at 800 to 900 GeV and falls slowly after that. The points
# follow it within their errors. The dashed line, 20 times the Z′, is a narrow peak of about 100 events a step from 900
# to 1100 GeV, and next to nothing elsewhere.
#
# </details>
#
# ## 4. Search
#
# **Task 4.** Take the window from 900 to 1100 GeV. How many collisions $N$ are in it, how large are the expected
# background $B$ and the expected signal $S$?
#
# <details><summary>Hint</summary>
#
# `pairs[name].column("m_tt")` gives the masses. Sum the weights in the window over `background_names`; the signal is
# `signal_name`.
#
# </details>


# %%
# solution:begin
def in_window(some):
    found = 0
    for name in some:
        m = pairs[name].column("m_tt")
        found = found + pairs[name].weights[(m > 900) & (m < 1100)].sum()
    return found


N = int(in_window([data_name]))
B = in_window(background_names)
S = in_window([signal_name])
# solution:instead
# # Your turn: a count and two expectations.
# N = None
# B = None
# S = None
# solution:end

check("window", N)
check("background", B)
check("signal", S)

# %% [markdown]
# If nothing is found, we say what is **excluded**. How large could a signal $s$ be without being noticed? Take
#
# $$ \mathrm{CL}_s = \frac{P(\text{at most } N \mid s + B)}{P(\text{at most } N \mid B)} $$
#
# The larger s is, the less likely it is to see so few. The s at which this is 5 % is the **upper limit at 95 %
# confidence**. The denominator keeps us from excluding what we are not sensitive to, when the background happens to
# fluctuate down.
#
# **Task 5.** Give the upper limit in events. What is it as a cross-section times branching fraction, in pb, if the
# simulated cross-section (`samples.get(signal_name).cross_section_pb`) makes $S$ events?
#
# <details><summary>Hint</summary>
#
# `poisson.cdf(N, s + B)` is the chance of at most N. `brentq(f, 0, 300)` finds where the function `f(s)` is 0: let it
# return CLs − 0.05.
#
# </details>

# %%
# solution:begin
limit = brentq(lambda s: poisson.cdf(N, s + B) / poisson.cdf(N, B) - 0.05, 0, 300)
limit_pb = limit / S * samples.get(signal_name).cross_section_pb
# solution:instead
# # Your turn: the limit in events and in pb.
# limit = None
# limit_pb = None
# solution:end

check("limit", limit)
check("limit_pb", limit_pb)

# %% [markdown]
# With the practice samples the limit is several times larger than the simulated cross-section. So this box can *not*
# exclude such a Z′: we have too few collisions. (And practice collisions have none mixed in: here we know the answer.)
# Our B is taken as exact. Its uncertainty, at least that of the simulation, makes a real limit weaker still.
#
# ## 5. The same at 8 TeV, with separate jets
#
# At 8 TeV the published search did not use large jets. One lepton, four jets above 25 GeV, at least one b jet, and the
# neutrino as above: the mass of all six. To compare, we scale both simulations to **1/fb**. No collisions are needed.

# %%
signal8_name = "atlas8-1lepb-zprime1000"
background8_names = [
    "atlas8-1lepb-" + name for name in ("ttbar", "t", "tbar", "tw", "wenu-b", "wenu-jets", "wmunu-b", "wmunu-jets")
]


def resolved(events):
    """The published selection at 8 TeV, with the mass of lepton, neutrino and four jets."""
    leptons = objects.good_leptons(events.lep, pt=25, isolation=0.15)
    one = objects.fired(events) & np.asarray(ak.num(leptons) == 1)
    kept, lepton = events[one], leptons[one][:, 0]
    mt = kinematics.transverse_mass(lepton.pt, lepton.phi, kept.met.pt, kept.met.phi)
    jets = objects.good_jets(kept.jet, pt=25)
    good = (kept.met.pt > 30) & (mt > 30) & (mt + kept.met.pt > 60)
    good = np.asarray(good & (ak.num(jets) >= 4) & (ak.num(objects.b_jets(jets, 70)) >= 1))
    kept, lepton, jets = kept[good], lepton[good], jets[good]
    nu, _real = neutrino(lepton, kept.met)
    kept["m_tt"] = (lepton + nu + jets[:, 0] + jets[:, 1] + jets[:, 2] + jets[:, 3]).mass
    return kept


at8 = comparison.select([*background8_names, signal8_name], resolved, luminosity_fb=1.0)


def in_window8(some):
    """Expected events per 1/fb at 8 TeV, from 900 to 1100 GeV."""
    masses = {name: at8[name].column("m_tt") for name in some}
    return sum(at8[name].weights[(m > 900) & (m < 1100)].sum() for name, m in masses.items())


signal8, background8 = in_window8([signal8_name]), in_window8(background8_names)
print(_("8 TeV, for 1/fb: S = {s:.1f}, B = {b:.0f}").format(s=signal8, b=background8))

# %% [markdown]
# **Task 6.** Give $S/\sqrt B$ for 1/fb at 8 TeV, and at 13 TeV from your $S$ and $B$ (they stand for `luminosity`). How
# many times more collisions would one need at 8 TeV for the same $S/\sqrt B$?
#
# <details><summary>Hint</summary>
#
# S and B both grow with the luminosity L, so $S/\sqrt B$ grows with $\sqrt L$.
#
# </details>

# %%
# solution:begin
sensitivity8 = signal8 / np.sqrt(background8)
sensitivity13 = S / np.sqrt(B) / np.sqrt(luminosity)
times_more = (sensitivity13 / sensitivity8) ** 2
# solution:instead
# # Your turn: two sensitivities for 1/fb, and a factor.
# sensitivity8 = None
# sensitivity13 = None
# times_more = None
# solution:end

check("sensitivity8", sensitivity8)
check("sensitivity13", sensitivity13)
check("times_more", times_more)

# %% [markdown]
# ## What may we say?
#
# - The products of a fast top quark merge. A large jet with its mass and its three cores is recognised again.
# - With the practice samples no excess is seen in the window. What we exclude is only a Z′ with a cross-section several
#   times that of the simulation.
# - More energy helps twice: the heavy Z′ is made more often, and its mass is measured better with merged jets than with
#   the wrong four out of many. But background grows as well, so one must work it out.
# - We chose the window where the simulation has its signal. Who searches *all* masses sees an excess somewhere by
#   chance (the look-elsewhere effect).
# - With 36/fb ATLAS has excluded one kind of Z′ (topcolour, width 1 %) up to 3.0 TeV.
#
# **Data:** ATLAS Open Data, samples at 13 TeV (published 2020) with a large jet and at 8 TeV (published 2016) with a
# lepton, CC0, or practice samples of the same form; `samples.get(data_name)` shows record and DOI. Selections:
# ATL-OREACH-PUB-2020-001 and ATL-OREACH-PUB-2016-001, without the experiment's final calibration.
