# %% [markdown]
# # Z to two taus: a particle that hides part of itself
#
# The electron has two heavier brothers. The muon weighs 207 electrons, the **tau** 3477, nearly twice a proton. It
# lives for 0.3 picoseconds only. Even at nearly the speed of light it gets no further than a few millimetres, and is
# gone before it reaches the detector. And whenever a tau decays, a **neutrino** carries part of it away, unseen.
#
# A Z boson decays into two taus as often as into two muons. But two muons give a needle of a peak at 91 GeV, and two
# taus give a hill at 60 or 70 GeV. And many other events look like them. Still this hill is worth the trouble: the
# Higgs boson decays into two taus, too. Whoever wants to see that must know the Z.
#
# This lesson follows a selection that ATLAS published with its data of 2020.

# %% [markdown]
# ![Left: a Z boson decays into two taus. The one becomes a muon and two neutrinos, the other three charged pions and a
# neutrino. Right, seen along the beam: a muon to the upper left, a narrow bundle of three tracks to the lower right,
# and an arrow for the missing momentum on the side of the muon.](process.svg)

# %% [markdown]
# **How to work.** Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code.
# The check below it tells you whether the number is right and, if it is not, what may have gone wrong. Above each
# picture stands where its events come from.

# %%
import awkward as ak
import matplotlib.pyplot as plt
import numpy as np

from lhcbox import comparison, kinematics, language, objects, plot, samples
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("z-two-taus")

# %% [markdown]
# ## 1. What a tau leaves behind
#
# The tau is the only lepton that is heavy enough to decay into hadrons:
#
# | decay | how often | what is seen |
# |---|---|---|
# | $\tau^- \to e^-\,\bar\nu_e\,\nu_\tau$ | 17.8 % | an electron |
# | $\tau^- \to \mu^-\,\bar\nu_\mu\,\nu_\tau$ | 17.4 % | a muon |
# | $\tau^- \to$ hadrons $+\ \nu_\tau$ | 64.8 % | a narrow jet with **one or three** tracks, mostly of pions |
#
# Why one or three? The tau has charge −1, and charge is conserved: an odd number of charged particles must come out.
# Five are very rare.
#
# An electron or a muon from a tau looks like any other. So one of the two taus will be caught by its hadrons, and the
# other by its lepton, which also fires the trigger. In what follows *lepton* means electron or muon, and *tau* means
# the narrow jet.
#
# **Task 1.** In which share of all tau pairs does one tau become a lepton (electron or muon) and the other hadrons?
#
# <details><summary>Hint</summary>
#
# The lepton may come from the first tau and the hadrons from the second, or the other way round.
#
# </details>

# %%
# solution:begin
channel_share = 2 * (0.178 + 0.174) * 0.648
# solution:instead
# # Your turn: a number between 0 and 1.
# channel_share = None
# solution:end

check("channel_share", channel_share)

# %% [markdown]
# Now the samples: collisions, the signal, and three kinds of background.
#
# | | what happens | what takes the tau's place |
# |---|---|---|
# | Z → ττ | the signal | a tau |
# | W + jets | a W decays into a lepton and a neutrino | a jet |
# | Z → ee, µµ | a lepton is lost | a jet, or the other lepton |
# | tt | a pair of top quarks, two W bosons | a tau of a W, or a jet |
#
# The function `look` takes events that a trigger kept, with **exactly one** well-measured, isolated lepton above
# 30 GeV and **exactly one** tau candidate above 25 GeV. `comparison.select` applies it to each sample. It also weighs
# the simulation for the luminosity of the collisions.

# %%
FAMILY = "atlas13-1lep1tau-"
groups = {
    "top": comparison.Group(plot.Look(_("top quark pairs"), plot.OKABE_ITO["yellow"], "///"), (FAMILY + "ttbar",)),
    "ll": comparison.Group(
        plot.Look(_("Z → ee, µµ"), plot.OKABE_ITO["purple"], "xx"), (FAMILY + "zee", FAMILY + "zmumu")
    ),
    "w": comparison.Group(
        plot.Look(_("W + jets"), plot.OKABE_ITO["green"], "..."),
        tuple(FAMILY + f"w{charge}{lepton}nu" for charge in ("plus", "minus") for lepton in ("e", "mu", "tau")),
    ),
    "z": comparison.Group(plot.Look(_("Z → ττ"), plot.OKABE_ITO["sky"], ""), (FAMILY + "ztautau",)),
}
names = [FAMILY + "data", *(name for group in groups.values() for name in group.names)]


def look(events):
    """Events with one lepton and one tau candidate, which become ``events.lepton`` and ``events.tau``."""
    lepton = objects.good_leptons(events.lep, pt=30, isolation=0.1)
    tau = events.tau[(events.tau.pt > 25) & (np.abs(events.tau.eta) < 2.5)]
    one_of_each = objects.fired(events) & (ak.num(lepton) == 1) & (ak.num(tau) == 1)
    found = events[one_of_each]
    found["lepton"], found["tau"] = lepton[one_of_each][:, 0], tau[one_of_each][:, 0]
    return found


luminosity = comparison.luminosity(names)
candidates = comparison.select(names, look)
print(samples.get(FAMILY + "data").label)
print(_("luminosity: {value:.3g} per fb").format(value=luminosity))
print(comparison.table(candidates, groups))

# %% [markdown]
# How many events each process is *expected* to have is the sum of its weights. With the practice samples of this box
# seven of ten events are W + jets, and one of ten is our Z.
#
# **Task 2.** Among the rows of simulated Z → ττ: how many tau candidates have one track, how many have three? (Count
# rows here, without weights.)
#
# <details><summary>Hint</summary>
#
# `z.tau.nTracks` has one number for each row. `np.sum(condition)` counts where a condition is true.
#
# </details>

# %%
z = candidates[FAMILY + "ztautau"].events

# solution:begin
one_track = np.sum(z.tau.nTracks == 1)
three_tracks = np.sum(z.tau.nTracks == 3)
# solution:instead
# # Your turn: two counts.
# one_track = None
# three_tracks = None
# solution:end

check("one_track", one_track)
check("three_tracks", three_tracks)

# %% [markdown]
# Jets have one or three tracks, too, if they are as narrow as the release wants its candidates. A **boosted decision
# tree** (BDT) looks at more: how narrow is the bundle? Does it come from a point beside the collision? Do tracks and
# calorimeter agree? It gives each candidate a score from 0 (jet) to 1 (tau):

# %%
_figure, axes = plot.figure()
edges = np.linspace(0, 1, 21)
for short, line in (("z", "-"), ("w", "--")):
    group = groups[short]
    filled = plot.sum_of(
        plot.histogram(candidates[name].events.tau.BDTid, edges, candidates[name].weights) for name in group.names
    )
    colour = plot.OKABE_ITO["blue"] if short == "z" else plot.OKABE_ITO["vermilion"]
    axes.stairs(filled.values() / filled.values().sum(), edges, label=group.look.label, color=colour, linestyle=line)
axes.set_xlim(0, 1)
axes.set_ylim(0, None)
axes.set_xlabel(_("score of the tau candidate"))
axes.set_ylabel(_("share of events in each bin"))
plot.legend(axes)
plot.stamp(axes, [candidates[name].sample for short in ("z", "w") for name in groups[short].names])
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Two outlines, each with a total of 1. With the practice samples of this box the scores of Z → ττ rise up to 0.9 and
# stay there; hardly any are below 0.3. Those of W + jets are largest at 0 and fall steadily; nearly nothing is left
# beyond 0.75.
#
# </details>
#
# From this score the release makes a yes or no: `tau.isTightID`. (The threshold depends on the momentum and on the
# number of tracks.)
#
# **Task 3.** Which share of Z → ττ and which share of W + jets is tight? Use the weights.
#
# <details><summary>Hint</summary>
#
# The share is the sum of the weights of the tight events over the sum of all weights. `z_weights[tight]` picks the
# weights where the mask `tight` is true. The lists `w_tight` and `w_weights` hold all W samples together.
#
# </details>


# %%
def together(kept, short, column):
    """One column of all samples of a group, and the weights."""
    parts = [kept[name] for name in groups[short].names]
    return np.concatenate([np.asarray(column(part.events)) for part in parts]), np.concatenate(
        [part.weights for part in parts]
    )


z_tight, z_weights = together(candidates, "z", lambda events: events.tau.isTightID)
w_tight, w_weights = together(candidates, "w", lambda events: events.tau.isTightID)

# solution:begin
tight_z = np.sum(z_weights[z_tight]) / np.sum(z_weights)
tight_w = np.sum(w_weights[w_tight]) / np.sum(w_weights)
# solution:instead
# # Your turn: two numbers between 0 and 1.
# tight_z = None
# tight_w = None
# solution:end

check("tight_z", tight_z)
check("tight_w", tight_w)

# %% [markdown]
# ## 2. Visible mass and true mass
#
# The mass of what is seen, of lepton and tau candidate, is
#
# $$m_\mathrm{vis} = \sqrt{2\,p_{T,\ell}\,p_{T,\tau}\,\left[\cosh(\eta_\ell-\eta_\tau) -
# \cos(\varphi_\ell-\varphi_\tau)\right]}$$
#
# if both are taken as massless. What the neutrinos have is not in it, so $m_\mathrm{vis}$ is *below* the mass of the
# Z, nearly always.
#
# **Task 4.** Write `visible_mass(events)`. What is the weighted mean of the visible mass of simulated Z → ττ, tight
# candidates only?
#
# <details><summary>Hint</summary>
#
# `events.lepton.pt`, `events.tau.eta` and so on are arrays with one number for each event, in GeV. `np.cosh`,
# `np.cos`, `np.sqrt`. `np.average(values, weights=weights)` is a weighted mean; `z_tight` is the mask of the tight
# ones.
#
# </details>


# %%
def visible_mass(events):
    """Mass of lepton and tau candidate in GeV."""
    # solution:begin
    opening = np.cosh(events.lepton.eta - events.tau.eta) - np.cos(events.lepton.phi - events.tau.phi)
    return np.sqrt(2 * events.lepton.pt * events.tau.pt * opening)
    # solution:instead
    # # Your turn: replace None by the mass.
    # return None
    # solution:end


# solution:begin
visible_mean = np.average(visible_mass(z)[z_tight], weights=z_weights[z_tight])
# solution:instead
# # Your turn: the weighted mean, in GeV.
# visible_mean = None
# solution:end

check("visible_mean", visible_mean)

# %% [markdown]
# From here on the notebook uses its own numbers, so that you can go on even if a task is open. It keeps them with the
# events: `visible` is the visible mass. `where(kept, condition)` keeps those events for which a condition holds.

# %%
for each in candidates.values():
    each.events["visible"] = (each.events.lepton + each.events.tau).mass


def where(kept, condition):
    """The events of each sample for which ``condition(events)`` is true, with their weights."""
    left = {}
    for name, each in kept.items():
        mask = np.asarray(condition(each.events))
        left[name] = comparison.Kept(each.sample, each.events[mask], each.weights[mask])
    return left


tight = where(candidates, lambda events: events.tau.isTightID)
comparison.draw(tight, groups, "visible", np.arange(0, 241, 10), _("visible mass"), "GeV")
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Visible mass from 0 to 240 GeV in steps of 10 GeV, tight candidates. With the practice samples of this box Z → ττ is
# a hill from 50 to 100 GeV with its top between 60 and 80 GeV and a tail to higher masses. Top quark pairs are spread
# widely from 30 GeV to beyond 240 GeV. W + jets and Z → ee, µµ are thin layers. The points of the data follow the sum.
#
# </details>
#
# The tail beyond 91 GeV is not wrong. Some taus were measured too high. And some pairs *are* heavier: the sample holds
# virtual photons, too, which decay into two taus in the same way and may have any mass.
#
# A cut is read off: 35 GeV $< m_\mathrm{vis} <$ 75 GeV.
#
# ## 3. Where does the missing momentum point?
#
# The lesson on the W has it: the **transverse mass** of lepton and missing momentum,
#
# $$m_T = \sqrt{2\,p_T\,E_T^\mathrm{miss}\,(1-\cos\Delta\varphi)}$$
#
# In W + jets lepton and neutrino come from a heavy W, and tend to fly apart: $m_T$ goes up to 80 GeV. In Z → ττ the
# tau is light and fast. All that it decays into flies along with it, so the neutrinos beside the lepton point in the
# lepton's direction. And the neutrino of the other tau balances part of the missing momentum. $m_T$ is small.

# %% [markdown]
# ![Two pictures along the beam. Left, Z to two taus: the lepton and its neutrinos fly up, the tau and its neutrino
# down; the missing momentum lies between lepton and tau, close to one of them, and the two angles add up to at most
# 180 degrees. Right, W and a jet: lepton and missing momentum lie on two sides, the jet on the third; the two angles
# from the missing momentum to lepton and jet add up to more than 180 degrees.](angles.svg)

# %% [markdown]
# **Task 5.** Write `mt(events)`, the transverse mass. Which share (weighted) of Z → ττ and of W + jets has less than
# 30 GeV? Take all candidates, not only tight ones: of W + jets, few tight ones have been simulated.
#
# <details><summary>Hint</summary>
#
# `events.met.pt` and `events.met.phi` are the missing momentum and its direction. `together(candidates, "w", mt)`
# gives the transverse masses of all W samples and their weights.
#
# </details>


# %%
def mt(events):
    """Transverse mass of lepton and missing momentum in GeV."""
    # solution:begin
    opening = 1 - np.cos(events.lepton.phi - events.met.phi)
    return np.sqrt(2 * events.lepton.pt * events.met.pt * opening)
    # solution:instead
    # # Your turn: replace None by the transverse mass.
    # return None
    # solution:end


# solution:begin
values, weights = together(candidates, "z", mt)
mt_z = np.sum(weights[values < 30]) / np.sum(weights)
values, weights = together(candidates, "w", mt)
mt_w = np.sum(weights[values < 30]) / np.sum(weights)
# solution:instead
# # Your turn: two numbers between 0 and 1.
# mt_z = None
# mt_w = None
# solution:end

check("mt_z", mt_z)
check("mt_w", mt_w)

# %%
for each in candidates.values():
    lepton, met = each.events.lepton, each.events.met
    each.events["mt"] = kinematics.transverse_mass(lepton.pt, lepton.phi, met.pt, met.phi)
comparison.draw(candidates, groups, "mt", np.arange(0, 151, 10), _("transverse mass"), "GeV")
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Transverse mass from 0 to 150 GeV in steps of 10 GeV, all candidates. With the practice samples of this box W + jets
# rises up to a high peak between 70 and 80 GeV and falls quickly behind 90 GeV. Most of Z → ττ and of Z → ee, µµ lies
# below 50 GeV. Top quark pairs are a thin layer everywhere. The points of the data follow the sum.
#
# </details>
#
# A second quantity asks the same otherwise. How far, around the beam, is the missing momentum from the lepton, and how
# far from the tau? Look at the drawing once more. If it lies **between** them, the two angles add up to the angle
# between lepton and tau, which is at most π. If it lies on the other side, the sum is larger:
#
# $$\Sigma\Delta\varphi = |\Delta\varphi(\ell, E_T^\mathrm{miss})| + |\Delta\varphi(\tau, E_T^\mathrm{miss})| < 3.5$$
#
# The cut is a bit above π = 3.14, because the missing momentum is not measured well.
#
# **Task 6.** Write `sum_of_angles(events)`. Which share (weighted) of Z → ττ and of W + jets has less than 3.5? All
# candidates again.
#
# <details><summary>Hint</summary>
#
# Two directions can never be more than π apart, but the difference of two numbers can. `kinematics.delta_phi(a, b)`
# gives the angle between −π and π; `np.abs` makes it positive.
#
# </details>


# %%
def sum_of_angles(events):
    """Angle around the beam from the missing momentum to the lepton, plus that to the tau."""
    # solution:begin
    to_lepton = np.abs(kinematics.delta_phi(events.lepton.phi, events.met.phi))
    to_tau = np.abs(kinematics.delta_phi(events.tau.phi, events.met.phi))
    return to_lepton + to_tau
    # solution:instead
    # # Your turn: replace None by the sum.
    # return None
    # solution:end


# solution:begin
values, weights = together(candidates, "z", sum_of_angles)
sum_z = np.sum(weights[values < 3.5]) / np.sum(weights)
values, weights = together(candidates, "w", sum_of_angles)
sum_w = np.sum(weights[values < 3.5]) / np.sum(weights)
# solution:instead
# # Your turn: two numbers between 0 and 1.
# sum_z = None
# sum_w = None
# solution:end

check("sum_z", sum_z)
check("sum_w", sum_w)

# %%
for each in candidates.values():
    lepton, tau, met = each.events.lepton, each.events.tau, each.events.met
    each.events["angles"] = np.abs(kinematics.delta_phi(lepton.phi, met.phi)) + np.abs(
        kinematics.delta_phi(tau.phi, met.phi)
    )
comparison.draw(candidates, groups, "angles", np.arange(0, 6.31, 0.35), _("sum of the two angles"), "rad")
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Sum of the two angles from 0 to 6.3 in steps of 0.35, all candidates. With the practice samples of this box nearly all
# of Z → ττ lies in three bins around π, from 2.5 to 3.5. W + jets begins low, grows until 3.5 and falls slowly from
# there to 6. The points of the data follow the sum.
#
# </details>
#
# ## 4. Cut by cut
#
# The whole selection, on top of `look`:
#
# - the tau candidate is tight,
# - lepton and tau have opposite charges,
# - 35 GeV $< m_\mathrm{vis} <$ 75 GeV,
# - $m_T$ < 30 GeV,
# - $\Sigma\Delta\varphi$ < 3.5.
#
# **Task 7.** Write `passes(events)`. How many collisions are left? How many Z → ττ are expected, and how many events of
# all backgrounds together?
#
# <details><summary>Hint</summary>
#
# `events.visible`, `events.mt` and `events.angles` are ready. Combine conditions with `&`, each in brackets. Charges
# are opposite if their product is negative. Then `final = where(candidates, passes)`;
# `len(final[FAMILY + "data"].events)` counts, and `comparison.totals(final, groups["z"].names)` gives the expected
# events of a group and their statistical error.
#
# </details>


# %%
def passes(events):
    """Mask of the events that pass all five cuts."""
    # solution:begin
    return (
        events.tau.isTightID
        & (events.lepton.charge * events.tau.charge < 0)
        & (events.visible > 35)
        & (events.visible < 75)
        & (events.mt < 30)
        & (events.angles < 3.5)
    )
    # solution:instead
    # # Your turn: replace None by the mask.
    # return None
    # solution:end


# solution:begin
mine = where(candidates, passes)
left = len(mine[FAMILY + "data"].events)
signal, _signal_error = comparison.totals(mine, groups["z"].names)
background = sum(comparison.totals(mine, groups[short].names)[0] for short in ("top", "ll", "w"))
# solution:instead
# # Your turn: a count, and two sums of weights.
# left = None
# signal = None
# background = None
# solution:end

check("left", left)
check("signal", signal)
check("background", background)

# %% [markdown]
# What each cut is good for is shown by the **cut flow**: the events after each of them.

# %%
steps = [
    (_("lepton and candidate"), lambda events: events.visible >= 0),
    (_("tight tau"), lambda events: events.tau.isTightID),
    (_("opposite charges"), lambda events: events.lepton.charge * events.tau.charge < 0),
    (_("visible mass"), lambda events: (events.visible > 35) & (events.visible < 75)),
    (_("transverse mass"), lambda events: events.mt < 30),
    (_("sum of angles"), lambda events: events.angles < 3.5),
]
final = candidates
print(f"{'':<24}", *(f"{group.look.label:>16}" for group in groups.values()), "{:>8}".format(_("data")))
for name, condition in steps:
    final = where(final, condition)
    expected = [comparison.totals(final, group.names) for group in groups.values()]
    row = [f"{value:9.1f} ± {error:4.1f}" for value, error in expected]
    print(f"{name:<24}", *row, f"{len(final[FAMILY + 'data'].events):8d}")

# %% [markdown]
# Some of these numbers hide a trap. With the practice samples of this box no simulated W event is left in the end, and
# the error is 0.0. Does that mean that no W + jets event can get here? No! It means that too few of them were
# simulated. **Nothing of 45 rows is not nothing.** We need another way to know.
#
# ## 5. Ask the data: events with equal charges
#
# A Z has no charge. Its taus have opposite ones, always. But a jet that is taken for a tau has either charge, with
# about equal chances. So events with **equal charges** are a **control region**: hardly any Z in it, nearly only false
# taus. As many false taus as there are here must be expected among the opposite charges:
#
# $$N_\mathrm{false}^\mathrm{opposite} = r \cdot N^\mathrm{equal}$$
#
# Is $r$ exactly 1? Not with W bosons: a quark beside a W⁺ has a preferred charge, and so has its jet. We measure $r$
# with candidates that are **not tight**, as nearly all of these are jets. But only *nearly*: some of the real taus are
# not tight. These we subtract, from simulation:
#
# $$r = \frac{N^\mathrm{opposite}_\mathrm{data} - N^\mathrm{opposite}_{Z\to\tau\tau} -
# N^\mathrm{opposite}_{tt}}{N^\mathrm{equal}_\mathrm{data}}\qquad\text{(not tight)}$$
#
# **Task 8.** How many tight collisions have equal charges? How large is $r$? And how many false taus does that make
# among the tight ones of opposite charges? (Without the cuts on masses and angles.)
#
# <details><summary>Hint</summary>
#
# `not_tight = where(candidates, lambda events: ~events.tau.isTightID)`. Then split `tight` and `not_tight` with
# `where(…, opposite)` and `where(…, equal)`. Count the data, use `comparison.totals` for the simulation.
#
# </details>


# %%
def opposite(events):
    """Lepton and tau have opposite charges."""
    return events.lepton.charge * events.tau.charge < 0


def equal(events):
    """Lepton and tau have equal charges."""
    return events.lepton.charge * events.tau.charge > 0


# solution:begin
not_tight = where(candidates, lambda events: ~events.tau.isTightID)
data = FAMILY + "data"
same_sign = len(where(tight, equal)[data].events)
real_taus = comparison.totals(where(not_tight, opposite), groups["z"].names + groups["top"].names)[0]
ratio = (len(where(not_tight, opposite)[data].events) - real_taus) / len(where(not_tight, equal)[data].events)
false_taus = ratio * same_sign
# solution:instead
# # Your turn: a count, the ratio r, and the number of false taus.
# same_sign = None
# ratio = None
# false_taus = None
# solution:end

check("same_sign", same_sign)
check("ratio", ratio)
check("false_taus", false_taus)

# %% [markdown]
# Compare with what simulation says of W + jets and Z → ee, µµ with opposite charges. And go on to the selected events:
# there the same trick needs one step more, as hardly any tight events of equal charge are left. But *not tight* ones
# there are, and which share of jets is tight we know from all equal charges:

# %%
value, error = comparison.totals(where(tight, opposite), groups["w"].names + groups["ll"].names)
line = _("false taus, tight, opposite charges, in simulation: {value:.1f} ± {error:.1f}")
print(line.format(value=value, error=error))


def inside(events):
    """The cuts on masses and angles, whatever charge and identification."""
    return (events.visible > 35) & (events.visible < 75) & (events.mt < 30) & (events.angles < 3.5)


def data_with(*conditions):
    """How many collisions fulfil all conditions."""
    kept = candidates
    for condition in conditions:
        kept = where(kept, condition)
    return len(kept[FAMILY + "data"].events)


is_tight, is_not = (lambda events: events.tau.isTightID), (lambda events: ~events.tau.isTightID)
all_tight, all_not = data_with(equal, is_tight), data_with(equal, is_not)
inside_tight, inside_not = data_with(equal, is_tight, inside), data_with(equal, is_not, inside)
print(_("equal charges: {tight} tight, {other} not tight").format(tight=all_tight, other=all_not))
print(_("equal charges, selected: {tight} tight, {other} not tight").format(tight=inside_tight, other=inside_not))
estimate = all_tight / all_not * inside_not
print(_("false taus among the selected events: about {value:.1f}").format(value=estimate))

# %% [markdown]
# With the practice samples of this box both methods say: a few dozen false taus before the cuts on masses and angles,
# and one or so after them. The data say a bit more than simulation. That is no surprise: how often a jet looks like a
# tau is difficult to simulate. Physicists trust the data here, and use simulation only where they have to.
#
# ## 6. The result
#
# The selected events:

# %%
comparison.draw(final, groups, "visible", np.arange(35, 76, 5), _("visible mass"), "GeV")
plt.show()
print(comparison.table(final, groups))

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Visible mass from 35 to 75 GeV in steps of 5 GeV, after all cuts. With the practice samples of this box nearly
# everything is Z → ττ: a few events in each bin below 55 GeV, then a rise to more than 50 near 70 GeV. Top quark pairs
# are a thin layer below, other backgrounds are hardly visible. Most points of the data follow the sum within their
# errors.
#
# </details>
#
# How do collisions and simulation compare, in one number? The **signal strength** $\mu$ is 1 if the Z decays into
# taus as often as expected:
#
# $$\mu = \frac{N_\mathrm{data} - B}{S} \qquad\qquad \sigma_\mu = \frac{\sqrt{N_\mathrm{data}}}{S}$$
#
# (The error is that of counting alone.)
#
# **Task 9.** How large are $\mu$ and its error? Use your numbers of task 7.
#
# <details><summary>Hint</summary>
#
# `np.sqrt` is the root. Do not forget the brackets.
#
# </details>

# %%
# solution:begin
strength = (left - background) / signal
strength_error = np.sqrt(left) / signal
# solution:instead
# # Your turn: the signal strength and its error.
# strength = None
# strength_error = None
# solution:end

check("strength", strength)
check("strength_error", strength_error)

# %% [markdown]
# ## 7. Extra: can the true mass be had back?
#
# Neutrinos of a fast tau fly along with it. **If** they do so exactly, their directions are known, and only two
# numbers are not: how much of its tau the lepton carries, $x_1$, and how much the tau candidate carries, $x_2$. The
# missing momentum has two components across the beam. Two equations for two unknowns!
#
# $$\vec p_T^\mathrm{\,miss} = a\,\vec p_{T,\ell} + b\,\vec p_{T,\tau}, \qquad x_1 = \frac1{1+a}, \quad
# x_2 = \frac1{1+b}, \qquad m_{\tau\tau} = \frac{m_\mathrm{vis}}{\sqrt{x_1\,x_2}}$$
#
# This is the **collinear approximation**. The solution is
#
# $$a = \frac{p^\mathrm{miss}_x\,p_{\tau y} - p^\mathrm{miss}_y\,p_{\tau x}}{D}, \quad
# b = \frac{p_{\ell x}\,p^\mathrm{miss}_y - p_{\ell y}\,p^\mathrm{miss}_x}{D}, \quad
# D = p_{\ell x}\,p_{\tau y} - p_{\ell y}\,p_{\tau x}$$
#
# It makes sense only if $a > 0$ and $b > 0$: a neutrino cannot carry less than nothing.
#
# **Task 10.** Take the rows of simulated Z → ττ after all cuts. For how many are both $a$ and $b$ above 0? Of these,
# what is the median of $m_{\tau\tau}$ where lepton and tau are **less** than 2.8 apart around the beam, and what is it
# where they are **more** than 2.8 apart? (Rows, without weights.)
#
# <details><summary>Hint</summary>
#
# `chosen.lepton.px`, `chosen.tau.py`, `chosen.met.px` and so on are the components. Compute `a` and `b`, then the mask
# `good = (a > 0) & (b > 0)`, then `mass = chosen.visible * np.sqrt((1 + a) * (1 + b))`. `apart` is the angle between
# lepton and tau. `np.median(mass[good & (apart < 2.8)])`.
#
# </details>

# %%
chosen = final[FAMILY + "ztautau"].events
apart = np.abs(kinematics.delta_phi(chosen.lepton.phi, chosen.tau.phi))

# solution:begin
lepton, tau, met = chosen.lepton, chosen.tau, chosen.met
determinant = lepton.px * tau.py - lepton.py * tau.px
a = (met.px * tau.py - met.py * tau.px) / determinant
b = (lepton.px * met.py - lepton.py * met.px) / determinant
good = (a > 0) & (b > 0)
mass = chosen.visible * np.sqrt(np.where(good, (1 + a) * (1 + b), np.nan))
solved = np.sum(good)
median_near = np.median(mass[good & (apart < 2.8)])
median_far = np.median(mass[good & (apart > 2.8)])
# solution:instead
# # Your turn: a count, and two medians in GeV.
# solved = None
# median_near = None
# median_far = None
# solution:end

check("solved", solved)
check("median_near", median_near)
check("median_far", median_far)


# %%
def collinear_mass(events):
    """Mass in the collinear approximation in GeV; NaN where there is no solution."""
    lepton, tau, met = events.lepton, events.tau, events.met
    determinant = lepton.px * tau.py - lepton.py * tau.px
    a = np.asarray((met.px * tau.py - met.py * tau.px) / determinant)
    b = np.asarray((lepton.px * met.py - lepton.py * met.px) / determinant)
    sensible = (a > 0) & (b > 0)
    return np.where(sensible, np.asarray(events.visible) * np.sqrt(np.where(sensible, (1 + a) * (1 + b), 1)), np.nan)


_figure, axes = plot.figure()
masses, apart = collinear_mass(chosen), np.asarray(apart)
edges = np.arange(0, 401, 12.5)
for label, values, colour, line in (
    (_("less than 2.8 apart"), masses[apart < 2.8], "blue", "-"),
    (_("more than 2.8 apart"), masses[apart > 2.8], "vermilion", "--"),
):
    axes.stairs(
        plot.histogram(values, edges).values(), edges, label=label, color=plot.OKABE_ITO[colour], linestyle=line
    )
axes.axvline(kinematics.Z_MASS_GEV, color="#555555", linewidth=1)
axes.text(kinematics.Z_MASS_GEV - 4, axes.get_ylim()[1] * 0.9, _("mass of the Z"), ha="right")
axes.set_xlim(0, 400)
axes.set_ylim(0, None)
axes.set_xlabel(_("mass in the collinear approximation [GeV]"))
axes.set_ylabel(_("simulated rows per 12.5 GeV"))
plot.legend(axes)
plot.stamp(axes, samples.get(FAMILY + "ztautau"))
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Two outlines from 0 to 400 GeV, simulated Z → ττ after all cuts. With the practice samples of this box the mass of
# pairs that are less than 2.8 apart has a peak near 91 GeV, the mass of the Z, where a line is drawn. That of pairs
# more than 2.8 apart has no peak: it is spread from 75 GeV to 400 GeV and beyond.
#
# </details>
#
# Why does it fail for some? If lepton and tau fly back to back, their directions lie on **one line**. Then the
# determinant $D$ is nearly 0. The missing momentum across this line belongs to nobody, and along it nobody can say
# which of the two it belongs to: one may add as much as one likes to both neutrinos, they cancel. A small error of
# measurement becomes a huge one of the mass. Most Z bosons are slow, and their taus *are* back to back. That is why
# searches for the Higgs boson in tau pairs like events in which a jet pushes the pair to one side. And it is why they
# use better methods, which ask how *probable* each solution is.
#
# ## What may we say?
#
# - A tau leaves a narrow bundle of one or three tracks, or a lepton. Part of it is always missing.
# - The visible mass shows a hill, not a peak. Angles and the transverse mass tell where the missing part went.
# - False taus are counted with the data themselves: as many as there are events with equal charges.
# - Where no simulated event is left, one does not know that there is nothing. One knows that one cannot tell.
# - With the practice samples of this box the signal strength is 1 within its error. That says that our analysis is in
#   order. It says nothing about nature, as practice samples are made by a program. With real samples it does, and then
#   uncertainties of tau identification, energy scale and luminosity must be added to that of counting.
#
# **Data:** ATLAS Collaboration, collection with a lepton and a hadronic tau of the 13 TeV release of 2020, record
# 15002, DOI 10.7483/OPENDATA.ATLAS.W8ZU.YU6N, CC0. Where these are not in the box, practice simulation takes their
# place; above each picture stands which of them you see. Selection: ATL-OREACH-PUB-2020-001. Masses, lifetime and
# decays: Particle Data Group, Review of Particle Physics, 2024.
