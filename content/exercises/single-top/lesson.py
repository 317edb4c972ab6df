# %% [markdown]
# # Single top quarks: a W from one proton, a b quark from the other
#
# Most top quarks at the LHC are made in pairs, by the *strong* force. But there is another way, which took fourteen
# years longer to find. A light quark of one proton sends out a **W boson**. It meets a **b quark** of the other proton.
# Together they become **one** top quark. This is the *weak* force at work, the same as in radioactive decay.
#
# The light quark is pushed a little to the side and flies on, nearly along the beam. So there is a clue: a jet **far
# forward**, on its own. And there is a gift: the charge of the lepton tells which quark sent out the W. Can we count u
# and d quarks in the proton with top quarks?

# %% [markdown]
# ![Left: a u quark comes from one proton, sends out a W boson and flies on as a d quark. The W meets a b quark of the
# other proton, and both become a top quark, which decays to a b quark and a W, and the W to a positive lepton and a
# neutrino. Right: the detector from the side, the beam from left to right: one jet at a small angle to the beam; a b
# jet, a lepton and a dashed arrow for the missing momentum at large angles.](process.svg)

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
check = Checks("single-top")

OI = plot.OKABE_ITO
data_name = "atlas13-1lepb-data"
top_name, antitop_name = "atlas13-1lepb-t", "atlas13-1lepb-tbar"
groups = {
    "w": comparison.Group(
        plot.Look(_("W boson and jets"), OI["orange"], "..."),
        (
            "atlas13-1lepb-wplusenu",
            "atlas13-1lepb-wplusmunu",
            "atlas13-1lepb-wminusenu",
            "atlas13-1lepb-wminusmunu",
        ),
    ),
    "tw": comparison.Group(
        plot.Look(_("top quark beside a W"), OI["yellow"], "///"), ("atlas13-1lepb-tw", "atlas13-1lepb-tbarw")
    ),
    "pairs": comparison.Group(plot.Look(_("top quark pairs"), OI["sky"], ""), ("atlas13-1lepb-ttbar",)),
    "signal": comparison.Group(
        plot.Look(_("single top, exchange of a W"), OI["vermilion"], "xx"), (top_name, antitop_name)
    ),
}
background_names = [name for key in ("w", "tw", "pairs") for name in groups[key].names]
signal_names = [top_name, antitop_name]
names = [data_name, *background_names, *signal_names]
for name in names:
    sample = samples.get(name)
    print(f"{name:<26} {sample.event_count:7d}  {sample.title} | {sample.label}")
luminosity = comparison.luminosity(names)
print(_("luminosity of the collisions: {pb:.1f} per pb").format(pb=1000 * luminosity))

# %% [markdown]
# ## 1. A W boson and two jets
#
# First the W, as published: exactly one good lepton above 35 GeV, missing momentum above 30 GeV, transverse mass above
# 60 GeV. Then *exactly two* jets above 30 GeV: the forward one, and the b jet. Pairs of top quarks have more jets; but
# jets get lost, and there are many pairs.


# %%
def w_boson(events):
    """Events with one lepton, missing momentum and a large transverse mass, with their good jets."""
    leptons = objects.good_leptons(events.lep, pt=35, isolation=0.1)
    one = objects.fired(events) & np.asarray(ak.num(leptons) == 1)
    kept, lepton = events[one], leptons[one][:, 0]
    kept["lepton"] = lepton
    kept["mt"] = kinematics.transverse_mass(lepton.pt, lepton.phi, kept.met.pt, kept.met.phi)
    kept["jets"] = objects.good_jets(kept.jet, pt=30)
    kept["n_jets"], kept["n_b"] = ak.num(kept.jets), ak.num(objects.b_jets(kept.jets, 70))
    return kept[(kept.met.pt > 30) & (kept.mt > 60)]


with_w = comparison.select(names, w_boson)
collisions = with_w[data_name].events
print(_("collisions with a W: {n}").format(n=len(collisions)))

# %% [markdown]
# **Task 1.** How many `collisions` have exactly two jets? And how many of these have exactly one b jet?
#
# <details><summary>Hint</summary>
#
# `np.sum(collisions.n_jets == 2)`. For the second number combine both conditions with `&`, each in brackets.
#
# </details>

# %%
# solution:begin
two_jets = np.sum(collisions.n_jets == 2)
one_b = np.sum((collisions.n_jets == 2) & (collisions.n_b == 1))
# solution:instead
# # Your turn: two counts.
# two_jets = None
# one_b = None
# solution:end

check("two_jets", two_jets)
check("one_b", one_b)

# %% [markdown]
# Now we know which jet is which: one is the **b jet**, the other one the **light jet**. For each event we work out four
# numbers: how far forward the light jet is ($|\eta|$; 0 is across the beam, 2.5 is at 9 degrees to it), how far it is
# from the b jet ($|\Delta\eta|$), the sum $H_T$ of all transverse momenta (lepton, both jets, missing momentum), and
# the mass of lepton and b jet.

# %%
two = {}
for name, kept in with_w.items():
    right = np.asarray((kept.events.n_jets == 2) & (kept.events.n_b == 1))
    events = kept.events[right]
    is_b = events.jets.MV2c10 > objects.B_TAG["MV2c10"][70]
    b, light = events.jets[is_b][:, 0], events.jets[~is_b][:, 0]
    events["b"], events["light"] = b, light
    events["forward"] = np.abs(light.eta)
    events["gap"] = np.abs(light.eta - b.eta)
    events["ht"] = events.lepton.pt + b.pt + light.pt + events.met.pt
    two[name] = comparison.Kept(kept.sample, events, kept.weights[right])
print(comparison.table(two, groups))

# %% [markdown]
# We leave the mass of lepton and b to you. If both come from one top quark, $t \to b\,W \to b\,\ell\,\nu$, there is a
# largest value: the neutrino takes the rest. With masses of lepton and b quark neglected it is
#
# $$ m_{\ell b}^{\max} = \sqrt{m_t^2 - m_W^2} $$
#
# **Task 2.** Work it out, with $m_t$ = 172.5 GeV. Then give the mass of lepton and b jet in the first collision of
# `two[data_name].events`.
#
# <details><summary>Hint</summary>
#
# `kinematics.W_MASS_GEV` is the mass of the W. Four-momenta can be added: `(first.lepton + first.b).mass`.
#
# </details>

# %%
first = two[data_name].events[0]

# solution:begin
edge = np.sqrt(172.5**2 - kinematics.W_MASS_GEV**2)
first_mass = (first.lepton + first.b).mass
# solution:instead
# # Your turn: the largest mass, and that of the first collision, in GeV.
# edge = None
# first_mass = None
# solution:end

check("edge", edge)
check("first_mass", first_mass)

# %% [markdown]
# This is why the published selection asks for less than 150 GeV: above it, lepton and b are of *different* top quarks.
#
# ## 2. The forward jet
#
# Why is the light jet forward? The exchanged W is heavy, but the quark that sends it out has much more energy than that
# along the beam. It loses part of it and gets only a kick of about the W's mass across the beam. So it flies on at a
# small angle. The jets of a pair of top quarks come from decays of slow, heavy particles: they prefer no direction.

# %%
for kept in two.values():
    kept.events["m_lb"] = (kept.events.lepton + kept.events.b).mass

comparison.draw(two, groups, "forward", np.arange(0, 2.51, 0.25), _("|η| of the light jet"), "")
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# From 0 to 2.5 in steps of 0.25. With the practice samples all processes but the signal fall from about 75 events a
# step on the left to about 30 on the right. The signal lies on top of them, with 7 events a step on the left and about
# 15 on the right, so that its share grows from a tenth to a third. The points follow the sum within their errors.
#
# </details>
#
# **Task 3.** Which share of the expected signal has its light jet at $|\eta| > 1.5$, and which share of the pairs of
# top quarks? Use the weights.
#
# <details><summary>Hint</summary>
#
# `np.sum(weights[far]) / np.sum(weights)`, with the mask `far` of `forward > 1.5`. The signal are two samples: add
# their sums of weights before you divide. `two[name].weights` are the weights, `two[name].column("forward")` the
# numbers.
#
# </details>


# %%
# solution:begin
def share_forward(some):
    far = sum(two[name].weights[two[name].column("forward") > 1.5].sum() for name in some)
    return far / sum(two[name].weights.sum() for name in some)


share_signal = share_forward(signal_names)
share_pairs = share_forward(groups["pairs"].names)
# solution:instead
# # Your turn: two shares, each from 0 to 1.
# share_signal = None
# share_pairs = None
# solution:end

check("share_signal", share_signal)
check("share_pairs", share_pairs)

# %% [markdown]
# ## 3. Cut by cut
#
# The published selection asks for four things, one after the other: $|\eta| > 1.5$, $|\Delta\eta| > 1.5$,
# $H_T > 195$ GeV, $m_{\ell b} < 150$ GeV. What does each of them do to signal $S$ and background $B$?

# %%
cuts = {
    "forward > 1.5": lambda e: e.forward > 1.5,
    "gap > 1.5": lambda e: e.gap > 1.5,
    "ht > 195": lambda e: e.ht > 195,
    "m_lb < 150": lambda e: e.m_lb < 150,
}


def after(kept, some):
    """The events of each sample that pass the first so many cuts."""
    found = {}
    for name, each in kept.items():
        mask = np.ones(len(each.events), dtype=bool)
        for cut in list(cuts.values())[:some]:
            mask = mask & np.asarray(cut(each.events))
        found[name] = comparison.Kept(each.sample, each.events[mask], each.weights[mask])
    return found


print("{:<14} {:>7} {:>7} {:>6} {:>6}".format("", "S", "B", "S/B", _("data")))
for some in range(len(cuts) + 1):
    left = after(two, some)
    s, b = (comparison.totals(left, which)[0] for which in (signal_names, background_names))
    label = ["-", *cuts][some]
    print(f"{label:<14} {s:7.1f} {b:7.1f} {s / b:6.2f} {len(left[data_name].events):6d}")

final = after(two, 4)
comparison.draw(after(two, 3), groups, "m_lb", np.arange(0, 301, 30), _("mass of lepton and b jet"), "GeV")
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# From 0 to 300 GeV in steps of 30 GeV, before the last cut. With the practice samples the signal rises to 12 events a
# step just below 150 GeV, and there is nearly nothing of it above. The pairs of top quarks under it reach beyond 200
# GeV. The collisions rise to 32 in the same step and fall to a few beyond it; the grey band, the error of the
# simulation, is a sixth of the stack at the top, and more elsewhere.
#
# </details>
#
# **Task 4.** After all four cuts (`final`): how many collisions are left? How large are the expected signal $S$ and
# the expected background $B$, and how large is the simulation's error of $B$?
#
# <details><summary>Hint</summary>
#
# `comparison.totals(final, background_names)` gives the sum of the weights and its error.
#
# </details>

# %%
# solution:begin
n = len(final[data_name].events)
S = comparison.totals(final, signal_names)[0]
B, B_error = comparison.totals(final, background_names)
# solution:instead
# # Your turn: a count and three numbers.
# n = None
# S = None
# B = None
# B_error = None
# solution:end

check("n", n)
check("signal", S)
check("background", B)
check("background_error", B_error)

# %% [markdown]
# ## 4. Is the signal there?
#
# The **signal strength** is what is seen of the signal over what is expected of it: $\mu = (N - B)/S$. It is 0 if
# there are no single top quarks, and 1 if theory is right. $N$ fluctuates by $\sqrt N$, and $B$ is known to its error:
#
# $$ \sigma_\mu = \frac{\sqrt{N + \sigma_B^2}}{S} $$
#
# **Task 5.** Work out both.
#
# <details><summary>Hint</summary>
#
# `counted` is $N$, `expected_b` and `error_b` are $B$ and its error, `expected_s` is $S$. `np.sqrt` takes the root;
# in it stands $N$ itself, because the square of $\sqrt N$ is $N$.
#
# </details>

# %%
counted = len(final[data_name].events)
expected_s = comparison.totals(final, signal_names)[0]
expected_b, error_b = comparison.totals(final, background_names)

# solution:begin
strength = (counted - expected_b) / expected_s
strength_error = np.sqrt(counted + error_b**2) / expected_s
# solution:instead
# # Your turn: the strength and its uncertainty.
# strength = None
# strength_error = None
# solution:end

check("strength", strength)
check("strength_error", strength_error)
expected_z = counting.asimov_significance(expected_s, expected_b)
print(_("expected significance if B were known exactly: {z:.1f}").format(z=expected_z))

# %% [markdown]
# With the practice samples the strength is three uncertainties from 0, and within one of 1. So we may say: *in this
# practice box the collisions are hard to understand without single top quarks, and agree with theory.* But most
# of the background are pairs of top quarks, of which only twenty simulated events are left. Where a selection is tight,
# the simulation runs out first.
#
# ## 5. Top or antitop: u or d?
#
# A **u** quark can send out a W⁺ and makes a **top** quark; its lepton is positive. A **d** quark sends out a W⁻ and
# makes an **antitop** quark; its lepton is negative. (A b antiquark is found in the proton as often as a b quark.)
# There are two u quarks in the proton, and one d quark. What does theory say for $R = \sigma(t)/\sigma(\bar t)$?
#
# Pairs of top quarks, and top quarks beside a W, have as many positive leptons as negative ones. So half of $B$ is the
# background of each charge: $R = (N_+ - B/2)/(N_- - B/2)$.
#
# **Task 6.** Give R of theory from the two cross-sections (`samples.get(name).cross_section_pb`), and R of the
# collisions with its statistical uncertainty,
#
# $$ \sigma_R = R \sqrt{\frac{N_+}{(N_+ - B/2)^2} + \frac{N_-}{(N_- - B/2)^2}} $$
#
# The uncertainty falls with the root of the luminosity. How many 1/fb would one need so that R of theory is three
# uncertainties away from 1?
#
# <details><summary>Hint</summary>
#
# The uncertainty must become (R of theory − 1)/3. It is $\sigma_R$ now, with `luminosity`. If it must become k times
# smaller, the luminosity must become k² times larger.
#
# </details>

# %%
charge = final[data_name].events.lepton.charge
plus, minus = np.sum(charge > 0), np.sum(charge < 0)
print(_("positive: {plus}, negative: {minus}").format(plus=plus, minus=minus))

# solution:begin
theory = samples.get(top_name).cross_section_pb / samples.get(antitop_name).cross_section_pb
top, antitop = plus - expected_b / 2, minus - expected_b / 2
ratio = top / antitop
ratio_error = ratio * np.sqrt(plus / top**2 + minus / antitop**2)
needed = luminosity * (ratio_error / ((theory - 1) / 3)) ** 2
# solution:instead
# # Your turn: theory, the measured ratio, its uncertainty, and the luminosity in 1/fb.
# theory = None
# ratio = None
# ratio_error = None
# needed = None
# solution:end

check("theory", theory)
check("ratio", ratio)
check("ratio_error", ratio_error)
check("needed", needed)

# %% [markdown]
# ## What may we say?
#
# - A forward jet helps to tell the weak production of single top quarks from the strong production of pairs.
# - With the small luminosity of the practice samples we see *that* there is a signal, but not whether u or d makes more
#   of it: 1 and 1.7 both agree with our ratio.
# - Theory's ratio is not 2. There are two u and one d among the three *valence* quarks; but there are also pairs of
#   quarks and antiquarks in the proton, and u quarks carry a larger part of its momentum than d quarks.
# - ATLAS has measured $R$ = 1.72 ± 0.09 (statistical) ± 0.18 (systematic) in 3.2/fb of the year 2015, and later 1.64 ±
#   0.04 in 140/fb. So top quarks do count the quarks in the proton.
# - The uncertainty of the simulated background, the energy scale of jets, and the b-tag are not in our ratio.
#
# **Data:** ATLAS Open Data, samples at 13 TeV (published 2020) with a lepton and b jets, CC0, or practice samples of
# the same form; `samples.get(data_name)` shows record and DOI. Selection: ATL-OREACH-PUB-2020-001, without the
# experiment's final calibration.
