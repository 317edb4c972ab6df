# %% [markdown]
# # Supersymmetry in two leptons and missing momentum
#
# Matter is made of particles with half-integer spin, forces are carried by particles with integer spin. What if nature
# had a symmetry between the two? Then each particle that we know would have a partner with the other kind of spin: the
# electron a **selectron**, the muon a **smuon** (both are **sleptons**), the W a **chargino**. And the lightest of
# all, if it is neutral and stable, would be a candidate for dark matter. The idea is called **supersymmetry**. It is
# beautiful, and in fifty years nobody has seen any of it.
#
# One looks for it like this: two protons collide, two sleptons come out. Each becomes its lepton and a lightest
# particle, which leaves no trace. What one would see are **two leptons and missing momentum**. That is also what two W
# bosons leave behind, or two top quarks, and these are tens of thousands of times as frequent. In this lesson you
# search, with a quantity that was invented for it, and in the end you say what you have *not* seen. That is the result
# of most searches.

# %% [markdown]
# ![Left: two protons collide and two sleptons come out; each decays into a lepton and a lightest particle, which is not
# seen. Right, seen along the beam: two leptons fly up and to the right; an arrow for the missing momentum points down
# to the left, and is split into two dashed arrows with question marks.](process.svg)

# %% [markdown]
# **How to work.** Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code.
# The check below it tells you whether the number is right and, if it is not, what may have gone wrong. Above each
# picture stands where its events come from.

# %%
import awkward as ak
import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import poisson

from lhcbox import comparison, counting, kinematics, language, objects, plot, samples, stransverse
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("supersymmetry")

# %% [markdown]
# ## 1. Two that escape: the stransverse mass
#
# If *one* particle escapes, as the neutrino of a W does, the transverse mass helps (see the lesson on the W):
#
# $$m_T(\vec p, \vec q) = \sqrt{2\,(|\vec p|\,|\vec q| - \vec p\cdot\vec q)}$$
#
# $\vec p$ is the momentum of the lepton across the beam, $\vec q$ that of what escaped. It is never above the mass of
# the particle that decayed. But if *two* escape, only the **sum** of their momenta is known: $\vec q_1 + \vec q_2$ is
# the missing momentum. How much of it belongs to which lepton? Nobody can tell.
#
# Here is the trick. *Try every sharing.* For each of them compute both transverse masses, and keep the larger one.
# Nature has used one of these sharings, and with that one **both** transverse masses are below the true mass, so the
# larger is, too. Now take the sharing for which the larger one is *smallest*:
#
# $$m_{T2} = \min_{\vec q_1+\vec q_2\,=\,\vec p_T^\mathrm{\,miss}}\;\max\left[\,m_T(\vec p_1,\vec q_1),\;
# m_T(\vec p_2,\vec q_2)\,\right]$$
#
# The smallest cannot be above that of nature's sharing. So $m_{T2}$, the **stransverse mass**, is never above the mass
# of the particles that decayed, if all is measured well. For two W bosons it ends at 80 GeV. For two sleptons of 300
# GeV, it ends at 300 GeV!
#
# Three vectors for practice, in GeV: two leptons and the missing momentum.

# %%
lepton_1 = np.array([60.0, 0.0])
lepton_2 = np.array([-10.0, 45.0])
missing = np.array([-35.0, -65.0])


def mt(p, q):
    """Transverse mass of two vectors across the beam (their last axis has x and y)."""
    squared = 2 * (np.linalg.norm(p, axis=-1) * np.linalg.norm(q, axis=-1) - np.sum(p * q, axis=-1))
    return np.sqrt(np.maximum(squared, 0))


# %% [markdown]
# **Task 1.** Share the missing momentum in two halves. What is the larger of the two transverse masses? Then let the
# computer try: `q_1` runs over all points from −100 to 100 GeV in x and y, in steps of 1 GeV. What is the smallest of
# the larger ones?
#
# <details><summary>Hint</summary>
#
# `max(mt(lepton_1, missing / 2), …)` for the halves. For the second part, `q_1` is an array of all points, so
# `np.maximum(mt(lepton_1, q_1), mt(lepton_2, missing - q_1))` is an array, too. `np.min` gives its smallest number.
#
# </details>

# %%
steps = np.arange(-100.0, 101.0)
q_1 = np.stack(np.meshgrid(steps, steps), axis=-1)

# solution:begin
half = max(mt(lepton_1, missing / 2), mt(lepton_2, missing / 2))
least = np.min(np.maximum(mt(lepton_1, q_1), mt(lepton_2, missing - q_1)))
# solution:instead
# # Your turn: the larger one for two halves, and the smallest larger one.
# half = None
# least = None
# solution:end

check("half", half)
check("least", least)

# %%
larger = np.maximum(mt(lepton_1, q_1), mt(lepton_2, missing - q_1))
where_least = q_1[np.unravel_index(np.argmin(larger), larger.shape)]
_figure, axes = plot.figure()
lines = axes.contour(steps, steps, larger, levels=np.arange(80, 161, 10), cmap="cividis")
axes.clabel(lines, fmt="%d GeV", fontsize=9)
for vector, label, colour, line in (
    (lepton_1, _("lepton 1"), "blue", "-"),
    (lepton_2, _("lepton 2"), "vermilion", "-"),
    (missing, _("missing momentum"), "black", "--"),
):
    axes.plot([0, vector[0]], [0, vector[1]], line, color=plot.OKABE_ITO[colour], label=label, linewidth=2.5)
    axes.plot(*vector, "o", color=plot.OKABE_ITO[colour])
axes.plot(*where_least, "*", color=plot.OKABE_ITO["purple"], markersize=16, label=_("best q₁"))
axes.set_aspect("equal")
axes.set_xlabel(_("x across the beam [GeV]"))
axes.set_ylabel(_("y across the beam [GeV]"))
axes.set_title(_("three vectors of our own, no events"), loc="left", fontsize=10, color="#333333")
axes.legend(loc="upper right", fontsize=9, frameon=True)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# A map of all possible q₁, from −100 to 100 GeV in x and y. Lines of equal height show the larger transverse mass,
# like a map of a valley: 80 GeV near its floor, 160 GeV at the rim. Lepton 1 points to the right, lepton 2 up and a
# little to the left, the missing momentum down to the left. The deepest point, a star, is at x = 25, y = −60 GeV.
#
# </details>
#
# To try 40 000 sharings for each event would take long. `stransverse.mt2` finds the deepest point in another way: the
# points where one transverse mass is below a value fill a parabola, and $m_{T2}$ is the value at which the two
# parabolas touch. Compare:

# %%
(x1, y1), (x2, y2), (mx, my) = lepton_1, lepton_2, missing
exact = stransverse.mt2(
    np.hypot(x1, y1), np.arctan2(y1, x1), np.hypot(x2, y2), np.arctan2(y2, x2), np.hypot(mx, my), np.arctan2(my, mx)
)
print(f"mT2 = {exact:.3f} GeV")

# %% [markdown]
# ## 2. The events
#
# | | what happens | leptons |
# |---|---|---|
# | tops | pairs of top quarks, or one with a W: two W bosons each | any flavours |
# | WW, ZZ → ℓℓνν | two W bosons; or two Z bosons, of which one is invisible | any; from a Z, equal flavours |
# | WZ, ZZ | with one or two leptons lost | mostly equal flavours, from a Z |
# | sleptons | two of 300 GeV, each to its lepton and a lightest particle of 1 GeV | equal flavours |
# | charginos | two of 400 GeV, each in two steps to a lepton, a neutrino and a lightest particle of 100 GeV | any |
#
# The last two are **benchmark points**: two of many possible choices of masses, simulated to see how a signal *would*
# look. `look` takes events with two leptons above 25 and 20 GeV of opposite charges, missing momentum above 80 GeV and
# a mass of the two above 40 GeV. It refuses events with a jet above 60 GeV, or with a b jet above 20 GeV: top quarks
# have b jets.

# %%
FAMILY = "atlas13-2lepmet-"
DATA = FAMILY + "data"
groups = {
    "others": comparison.Group(plot.Look(_("WZ, ZZ"), plot.OKABE_ITO["green"], "..."), (FAMILY + "wz", FAMILY + "zz")),
    "ww": comparison.Group(plot.Look(_("WW, ZZ → ℓℓνν"), plot.OKABE_ITO["sky"], ""), (FAMILY + "ww",)),
    "tops": comparison.Group(
        plot.Look(_("top quarks"), plot.OKABE_ITO["yellow"], "///"),
        (FAMILY + "ttbar", FAMILY + "tw", FAMILY + "tbarw"),
    ),
}
known = [name for group in groups.values() for name in group.names]
signals = {"charginos": FAMILY + "susy-c1c1", "sleptons": FAMILY + "susy-slepton"}


def look(events):
    """Events with two leptons, missing momentum and little else."""
    leptons = objects.good_leptons(events.lep, pt=20)
    jets = objects.good_jets(events.jet, pt=20)
    tagged = objects.b_jets(jets, 77)
    light = jets[(jets.MV2c10 <= objects.B_TAG["MV2c10"][77]) & (jets.pt > 60)]
    kept = objects.fired(events) & (ak.num(leptons) == 2) & (ak.num(tagged) == 0) & (ak.num(light) == 0)
    found, leptons = events[kept], leptons[kept]
    found["one"], found["two"] = leptons[:, 0], leptons[:, 1]
    found["mll"] = (found.one + found.two).mass
    hard = np.maximum(found.one.pt, found.two.pt) > 25
    return found[hard & (found.one.charge * found.two.charge < 0) & (found.mll > 40) & (found.met.pt > 80)]


names = [DATA, *known, *signals.values()]
luminosity = comparison.luminosity(names)
selected = comparison.select(names, look)
print(samples.get(DATA).label)
print(_("luminosity: {value:.3g} per fb").format(value=luminosity))
print(comparison.table(selected, groups))
far = np.sum(selected[DATA].events.met.pt > 900)
print(_("collisions with more than 900 GeV of missing momentum: {n}").format(n=far))

# %% [markdown]
# The last line has a story. In ATLAS's real data of 2020 there *are* a few events with absurd missing momentum, above
# 900 GeV. They come from muons that were recognised by the calorimeter alone. If the momentum of a muon is far too
# large, the missing momentum is so, too, and points the other way. Anyone who finds a spectacular event first looks for
# such a reason.
#
# **Task 2.** How many collisions have two leptons of **equal** flavour (two electrons or two muons), and how many of
# **different** flavour (an electron and a muon)?
#
# <details><summary>Hint</summary>
#
# `data.one["type"]` is 11 for an electron and 13 for a muon; compare it with that of `data.two`.
#
# </details>

# %%
data = selected[DATA].events

# solution:begin
same_flavour = np.sum(data.one["type"] == data.two["type"])
different_flavour = np.sum(data.one["type"] != data.two["type"])
# solution:instead
# # Your turn: two counts.
# same_flavour = None
# different_flavour = None
# solution:end

check("same_flavour", same_flavour)
check("different_flavour", different_flavour)

# %% [markdown]
# Two W bosons decay independently of each other, so they give as many pairs of equal as of different flavour. What is
# more among the equal ones comes from a Z. Now the stransverse mass of all events:

# %%
for each in selected.values():
    e = each.events
    e["same"] = e.one["type"] == e.two["type"]
    e["mt2"] = stransverse.mt2(e.one.pt, e.one.phi, e.two.pt, e.two.phi, e.met.pt, e.met.phi)


def where(kept, condition):
    """The events of each sample for which ``condition(events)`` is true, with their weights."""
    left = {}
    for name, each in kept.items():
        mask = np.asarray(condition(each.events))
        left[name] = comparison.Kept(each.sample, each.events[mask], each.weights[mask])
    return left


# %% [markdown]
# **Task 3.** Of the simulated events with top quarks, which share (weighted) has $m_{T2}$ above the mass of the W?
# Which share of the events with sleptons?
#
# <details><summary>Hint</summary>
#
# `mt2_of(tops)` gives the values and the weights of these samples. The share is the sum of the weights of the events
# above the mass over the sum of all weights. `kinematics.W_MASS_GEV` is the mass.
#
# </details>


# %%
def mt2_of(sample_names):
    """Stransverse masses and weights of some samples together."""
    return (
        np.concatenate([np.asarray(selected[name].events.mt2) for name in sample_names]),
        np.concatenate([selected[name].weights for name in sample_names]),
    )


tops, sleptons = groups["tops"].names, [signals["sleptons"]]

# solution:begin
values, weights = mt2_of(tops)
above_tops = np.sum(weights[values > kinematics.W_MASS_GEV]) / np.sum(weights)
values, weights = mt2_of(sleptons)
above_sleptons = np.sum(weights[values > kinematics.W_MASS_GEV]) / np.sum(weights)
# solution:instead
# # Your turn: two numbers between 0 and 1.
# above_tops = None
# above_sleptons = None
# solution:end

check("above_tops", above_tops)
check("above_sleptons", above_sleptons)

# %%
_figure, axes = plot.figure()
edges = np.arange(0, 341, 10)
for label, sample_names, colour, line in (
    (_("top quarks"), tops, "black", "-"),
    (_("charginos, 400 GeV"), [signals["charginos"]], "blue", "--"),
    (_("sleptons, 300 GeV"), sleptons, "vermilion", "-."),
):
    values, weights = mt2_of(sample_names)
    shares = plot.histogram(values, edges, weights).values() / np.sum(weights)
    axes.stairs(shares, edges, label=label, color=plot.OKABE_ITO[colour], linestyle=line)
axes.axvline(kinematics.W_MASS_GEV, color="#555555", linewidth=1)
axes.set_xlim(0, 340)
axes.set_ylim(0, None)
axes.text(kinematics.W_MASS_GEV + 4, axes.get_ylim()[1] * 0.6, _("mass of the W"))
axes.set_xlabel(_("stransverse mass [GeV]"))
axes.set_ylabel(_("share of events per 10 GeV"))
plot.legend(axes)
plot.stamp(axes, [selected[name].sample for name in (*tops, *signals.values())])
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Three outlines, each with a total of 1, from 0 to 340 GeV. With the practice samples of this box that of the top
# quarks has its highest bin at 0, is lower beside it, rises again to 50 GeV and falls steeply at 80 GeV, where a line
# marks the mass of the W; hardly anything is beyond 100 GeV. Charginos go up to 260 GeV, sleptons up to 300 GeV, most
# of them beyond 100 GeV.
#
# </details>
#
# There is the **edge** at the mass of the W. What is beyond it was measured badly, or a W was heavier than usual. The
# sleptons have an edge of their own, at 300 GeV. If we *saw* sleptons, we could read their mass from it. Why do the
# charginos of 400 GeV end near 260 GeV already? Their lightest particles are heavy, and we pretend that they are not.
# And the first bin: where the missing momentum lies between the two leptons, it can be shared so that both transverse
# masses are 0.
#
# ## 3. Two signal regions, chosen before looking
#
# | region | flavours | mass of the two leptons | stransverse mass |
# |---|---|---|---|
# | loose | equal | above 111 GeV | above 100 GeV |
# | tight | equal | above 300 GeV | above 130 GeV |
#
# 111 GeV is 20 GeV above the Z. **We do not look at the collisions in these regions yet.** Whoever looks first may
# choose cuts that please him, without noticing.
#
# **Task 4.** How many events of all known processes together, of charginos and of sleptons are expected in the loose
# region? How many sleptons in the tight one?
#
# <details><summary>Hint</summary>
#
# Write the two conditions as functions, like `lambda e: e.same & (e.mll > 111) & (e.mt2 > 100)`, and give them to
# `where(selected, …)`. `comparison.totals(kept, known)[0]` is the sum of the weights of the known processes,
# `comparison.totals(kept, [signals["sleptons"]])[0]` that of the sleptons.
#
# </details>

# %%
# solution:begin
my_loose = where(selected, lambda e: e.same & (e.mll > 111) & (e.mt2 > 100))
my_tight = where(selected, lambda e: e.same & (e.mll > 300) & (e.mt2 > 130))
background = comparison.totals(my_loose, known)[0]
chargino_loose = comparison.totals(my_loose, [signals["charginos"]])[0]
slepton_loose = comparison.totals(my_loose, [signals["sleptons"]])[0]
slepton_tight = comparison.totals(my_tight, [signals["sleptons"]])[0]
# solution:instead
# # Your turn: four sums of weights.
# background = None
# chargino_loose = None
# slepton_loose = None
# slepton_tight = None
# solution:end

check("background", background)
check("chargino_loose", chargino_loose)
check("slepton_loose", slepton_loose)
check("slepton_tight", slepton_tight)


# %%
def loose(e):
    """The loose region, whatever the flavours."""
    return (e.mll > 111) & (e.mt2 > 100)


def tight(e):
    """The tight region, whatever the flavours."""
    return (e.mll > 300) & (e.mt2 > 130)


regions = {
    _("loose"): where(selected, lambda e: e.same & loose(e)),
    _("tight"): where(selected, lambda e: e.same & tight(e)),
}
for region, kept in regions.items():
    print(region)
    for label, some in (
        *((group.look.label, group.names) for group in groups.values()),
        (_("all known"), known),
        (_("charginos, 400 GeV"), [signals["charginos"]]),
        (_("sleptons, 300 GeV"), [signals["sleptons"]]),
    ):
        total, error = comparison.totals(kept, some)
        count = sum(len(kept[name].events) for name in some)
        print(f"   {label:<22} {total:7.2f} ± {error:5.2f}   " + _("({n} rows)").format(n=count))

# %%
outside = where(selected, lambda e: e.same & (e.mll > 111))
edges = np.arange(0, 301, 20)
axes, _low = comparison.draw(outside, groups, "mt2", edges, _("stransverse mass"), "GeV", logarithmic=True, data=False)
for key, label, colour, line in (
    ("charginos", _("charginos, 400 GeV"), "blue", "--"),
    ("sleptons", _("sleptons, 300 GeV"), "vermilion", "-"),
):
    kept = outside[signals[key]]
    heights = plot.histogram(kept.column("mt2"), edges, kept.weights).values()
    axes.stairs(heights, edges, label=label, color=plot.OKABE_ITO[colour], linestyle=line, linewidth=2.5)
axes.axvline(100, color="black", linewidth=1, linestyle=":")
plot.legend(axes, ncols=2)
plot.stamp(axes, [selected[name].sample for name in (*known, *signals.values())])
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Stransverse mass from 0 to 300 GeV in steps of 20 GeV, equal flavours, mass of the leptons above 111 GeV, powers of
# ten on the vertical axis. With the practice samples of this box the known processes are a stack of 150 to 200 events
# in each bin up to 80 GeV, fall to 30 in the next bin and to a few in all beyond 100 GeV, where a dotted line is drawn;
# some bins there are empty. The lines of charginos and sleptons are far below the stack at first. Beyond 100 GeV they
# have one or two events in each bin, as much as the stack or more.
#
# </details>
#
# With the practice samples of this box ten rows of background are left in the loose region, and **none** in the tight
# one. That does not mean that the background there is 0, only that too few events were simulated. Keep it in mind.
#
# ## 4. Is the background right? Ask the other flavour
#
# Two W bosons give as many pairs of an electron and a muon as pairs of equal flavour. Sleptons give none. So pairs of
# **different flavour** are a **control region** for top quarks and WW, and we may look at their collisions:

# %%
other = where(selected, lambda e: ~e.same & (e.mll > 111))
comparison.draw(other, groups, "mt2", np.arange(0, 201, 10), _("stransverse mass"), "GeV")
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Stransverse mass from 0 to 200 GeV in steps of 10 GeV, different flavours, mass of the leptons above 111 GeV. With the
# practice samples of this box there are 55 to 110 events in each bin up to 80 GeV, and then a steep fall. Top quarks
# and WW share the stack, WZ and ZZ are a thin layer. The points of the data follow the sum; between 60 and 80 GeV they
# are a bit above it. Beyond 100 GeV there is a single collision.
#
# </details>
#
# **Task 5.** How many collisions of different flavour lie just below the region, with a mass of the leptons above
# 111 GeV and $60 < m_{T2} < 100$ GeV? How many have $m_{T2}$ above 100 GeV?
#
# <details><summary>Hint</summary>
#
# `other[DATA].events.mt2` has one number for each of these collisions.
#
# </details>

# %%
# solution:begin
values = other[DATA].events.mt2
below = np.sum((values > 60) & (values < 100))
control = np.sum(values > 100)
# solution:instead
# # Your turn: two counts.
# below = None
# control = None
# solution:end

check("below", below)
check("control", control)

# %%
near = where(other, lambda e: (e.mt2 > 60) & (e.mt2 < 100))
total, error = comparison.totals(near, known)
line = _("60 to 100 GeV: {n} collisions, {total:.0f} ± {error:.0f} expected")
print(line.format(n=len(near[DATA].events), total=total, error=error))

# %% [markdown]
# As many as are counted above 100 GeV with different flavours should be expected with equal flavours from top quarks
# and WW. (What comes from a Z is added from simulation.) With the practice samples of this box it is one, and the
# simulation of WW says 1.9 ± 1.1. That agrees, and shows how little is known about so rare a background.
#
# ## 5. How significant would a signal be?
#
# The background of the loose region is known badly: few rows, and an extrapolation beyond an edge. Let us say that its
# relative uncertainty $f$ is **50 %**. The Asimov significance with an uncertain background is
#
# $$Z_\mathrm{A} = \sqrt{2\left[(S+B)\ln\frac{(S+B)(B+\sigma^2)}{B^2+(S+B)\sigma^2} -
# \frac{B^2}{\sigma^2}\ln\left(1+\frac{\sigma^2 S}{B(B+\sigma^2)}\right)\right]}, \qquad \sigma = f B$$
#
# **Task 6.** Which significance is expected in the loose region for charginos and for sleptons, with $f$ = 0.5?
#
# <details><summary>Hint</summary>
#
# `counting.asimov_significance(signal, background, fraction)` computes it. Take your numbers of task 4.
#
# </details>

# %%
# solution:begin
z_charginos = counting.asimov_significance(chargino_loose, background, 0.5)
z_sleptons = counting.asimov_significance(slepton_loose, background, 0.5)
# solution:instead
# # Your turn: two significances.
# z_charginos = None
# z_sleptons = None
# solution:end

check("z_charginos", z_charginos)
check("z_sleptons", z_sleptons)

# %% [markdown]
# And the tight region? There the formula needs a background, and the simulation has none to offer. What if it were
# 0.1, or 0.3, or 1?

# %%
total, _error = comparison.totals(regions[_("tight")], [signals["sleptons"]])
for assumed in (0.1, 0.3, 1.0):
    line = _("tight region, sleptons, background of {b}: {z:.1f} standard deviations")
    print(line.format(b=assumed, z=counting.asimov_significance(total, assumed, 0.5)))

# %% [markdown]
# So with the practice samples of this box one may say: a good region, but how good depends on a number that we do not
# know. More simulation would be needed.
#
# ## 6. Open the box
#
# The cuts are fixed, the background was checked. Now we look.
#
# **Task 7.** How many collisions are in the loose region, how many in the tight one? And how probable is it to count as
# many as in the loose one, or more, if only the known processes exist? (Take the background as exactly known here.)
#
# <details><summary>Hint</summary>
#
# `len(my_loose[DATA].events)` counts. The probability of $N$ or more is 1 minus that of $N-1$ or fewer, and
# `poisson.cdf(n, mean)` is the probability of `n` or fewer. Or `counting.chance_of_at_least(n, mean)`.
#
# </details>

# %%
# solution:begin
observed_loose = len(my_loose[DATA].events)
observed_tight = len(my_tight[DATA].events)
chance = 1 - poisson.cdf(observed_loose - 1, background)
# solution:instead
# # Your turn: two counts and a probability.
# observed_loose = None
# observed_tight = None
# chance = None
# solution:end

check("observed_loose", observed_loose)
check("observed_tight", observed_tight)
check("chance", chance)

# %%
edges = np.arange(0, 301, 20)
axes, _low = comparison.draw(outside, groups, "mt2", edges, _("stransverse mass"), "GeV", logarithmic=True)
kept = outside[signals["sleptons"]]
heights = plot.histogram(kept.column("mt2"), edges, kept.weights).values()
axes.stairs(heights, edges, label=_("sleptons, 300 GeV"), color=plot.OKABE_ITO["vermilion"], linewidth=2.5)
axes.axvline(100, color="black", linewidth=1, linestyle=":")
plot.legend(axes, ncols=2)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# The same stack as above, now with the points of the data and their ratio below. With the practice samples of this box
# the points follow the stack up to 100 GeV. Beyond, there are seven collisions: five in the first bin behind the dotted
# line, one near 150 GeV and one near 210 GeV. The line of the sleptons asks for two in each bin up to 260 GeV.
#
# </details>
#
# With the practice samples of this box that is no discovery. One experiment in six would see as many by chance, or
# more. But look where they are: five of seven close to the edge, where badly measured W bosons go, and where only a few
# rows were simulated. Sleptons would be spread evenly up to 260 GeV.
#
# ## 7. What can be excluded?
#
# If nothing is found, one turns the question round. *How large could a signal be at most, without our having noticed
# it?* Let $N$ be the number of collisions, $B$ the background, and $s$ a signal to be tested. If $s$ were there, would
# so few collisions be likely?
#
# $$\mathrm{CL}_s(s) = \frac{P(n\le N\;|\;s+B)}{P(n\le N\;|\;B)}$$
#
# Above the line stands how probable it is to count $N$ or fewer, if the signal exists; below the line the same without
# signal. The second one protects us from excluding signals to which the experiment is not sensitive. Where
# $\mathrm{CL}_s$ is below 0.05, $s$ is **excluded at 95 % confidence level**. The $s$ with $\mathrm{CL}_s = 0.05$ is
# the **upper limit**.
#
# **Task 8.** What is the upper limit on signal events in the loose region, and in the tight one? In the tight one take
# $B$ = 0 (you will see that it does not matter). Try all $s$ from 0 to 100 in steps of 0.01.
#
# <details><summary>Hint</summary>
#
# `poisson.cdf(N, s + B) / poisson.cdf(N, B)` works with the array `trials` in place of `s`. The limit is the first of
# the trials for which it is below 0.05: `trials[cls < 0.05][0]`.
#
# </details>

# %%
trials = np.arange(0, 100, 0.01)

# solution:begin
cls = poisson.cdf(observed_loose, trials + background) / poisson.cdf(observed_loose, background)
limit_loose = trials[cls < 0.05][0]
cls = poisson.cdf(observed_tight, trials) / poisson.cdf(observed_tight, 0)
limit_tight = trials[cls < 0.05][0]
# solution:instead
# # Your turn: two upper limits, in events.
# limit_loose = None
# limit_tight = None
# solution:end

check("limit_loose", limit_loose)
check("limit_tight", limit_tight)


# %%
def cls_of(count, mean):
    """CLs of all trials for a count and an expected background."""
    return poisson.cdf(count, trials + mean) / poisson.cdf(count, mean)


_figure, axes = plot.figure()
for (region, kept), colour, line in zip(regions.items(), ("blue", "vermilion"), ("-", "--"), strict=True):
    count, (mean, _error) = len(kept[DATA].events), comparison.totals(kept, known)
    curve = cls_of(count, mean)
    limit = trials[curve < 0.05][0]
    axes.plot(trials, curve, line, color=plot.OKABE_ITO[colour], label=_("{region} region").format(region=region))
    told = _("{region}: {n} collisions, {b:.2f} expected, upper limit {limit:.2f}")
    print(told.format(region=region, n=count, b=mean, limit=limit))
    for key, marker in (("charginos", "s"), ("sleptons", "o")):
        total, _error = comparison.totals(kept, [signals[key]])
        height = np.interp(total, trials, curve)
        axes.plot(total, max(height, 2e-4), marker, color=plot.OKABE_ITO[colour], markersize=9)
        label = {"charginos": _("charginos, 400 GeV"), "sleptons": _("sleptons, 300 GeV")}[key]
        verdict = _("excluded") if total > limit else _("not excluded")
        print(f"   {label:<22} {total:6.2f}   {verdict}")
axes.axhline(0.05, color="black", linewidth=1, linestyle=":")
axes.text(29.5, 0.055, _("excluded below this line"), ha="right")
axes.plot([], [], "s", color="#555555", label=_("charginos, 400 GeV"))
axes.plot([], [], "o", color="#555555", label=_("sleptons, 300 GeV"))
axes.set_yscale("log")
axes.set_ylim(1e-4, 2)
axes.set_xlim(0, 30)
axes.set_xlabel(_("signal events s"))
axes.set_ylabel("CLs")
axes.legend()
plot.stamp(axes, [selected[name].sample for name in names])
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# CLs against the number of signal events from 0 to 30, powers of ten on the vertical axis. Both curves begin at 1 and
# fall; that of the tight region is a straight line and falls faster. With the practice samples of this box the loose
# one crosses 0.05 at 8.9 events and the tight one at 3.0. Marks on the curves show where the two benchmark points lie:
# the sleptons are below the line in both regions, the charginos are above it in both.
#
# </details>
#
# Look at the tight region: with no collision counted, $P(0\,|\,s+B)/P(0\,|\,B) = e^{-(s+B)}/e^{-B} = e^{-s}$. The
# background has dropped out! The limit is $-\ln 0.05 = 3.0$ events, whatever was expected. Here the missing simulation
# does no harm.
#
# ## 8. A region that we had overlooked
#
# Sleptons give equal flavours only. But the two charginos decay independently of each other: half of their events have
# **different** flavours, and those we have taken for a mere control region!
#
# **Task 9.** How many charginos are expected with different flavours, a mass of the leptons above 111 GeV and $m_{T2}$
# above 100 GeV? And what is the upper limit for what you counted there in task 5, if one takes $B$ = 0?
#
# <details><summary>Hint</summary>
#
# The charginos are in `other`, too: `comparison.totals(where(other, lambda e: e.mt2 > 100), [signals["charginos"]])`.
# The limit goes as in task 8.
#
# </details>

# %%
# solution:begin
chargino_other = comparison.totals(where(other, lambda e: e.mt2 > 100), [signals["charginos"]])[0]
cls = poisson.cdf(control, trials) / poisson.cdf(control, 0)
limit_other = trials[cls < 0.05][0]
# solution:instead
# # Your turn: the expected charginos, and the upper limit in events.
# chargino_other = None
# limit_other = None
# solution:end

check("chargino_other", chargino_other)
check("limit_other", limit_other)

# %% [markdown]
# Any background above 0 would make this limit *lower*, so $B$ = 0 is the careful choice. With the practice samples of
# this box more charginos are expected than the limit allows: this region excludes them.
#
# But be fair. We chose this region **after** looking at it. Whoever looks at twenty regions and uses the one with the
# fewest events will exclude something sooner or later. That is why the ATLAS search had its regions with different
# flavours in the plan from the start. We should have, too.
#
# ## What may we say?
#
# - With the practice samples of this box: no sign of anything new. Sleptons of 300 GeV with a lightest particle of
#   1 GeV **would have been noticed** and are excluded at 95 % confidence level. Charginos of 400 GeV are not excluded
#   by the two regions that we had planned; they are by a third one, which we found afterwards.
# - *Not excluded* does not mean *there*. And *excluded* holds for this model: for these masses, these decays, this
#   cross-section. Heavier sleptons, or a lightest particle nearly as heavy as they are, remain possible.
# - No signal of supersymmetry was mixed into the practice collisions, so a "discovery" here would have been an error.
#   About nature practice samples say nothing. With real samples the same cells make a real search.
# - ATLAS has done this search with all data of 2015 and 2016, more than three times as many as in this release, and
#   with a better treatment of the background: sleptons are excluded up to about 500 GeV, charginos that decay in this
#   way up to about 750 GeV, if the lightest particle is light.
# - A real limit includes the uncertainties of signal and background. They make it weaker.
#
# **Data:** ATLAS Collaboration, collection with two leptons of the 13 TeV release of 2020, record 15003, DOI
# 10.7483/OPENDATA.ATLAS.GQ1W.I9VI, CC0. Where these are not in the box, practice simulation takes their place; above
# each picture stands which of them you see. Selection: ATL-OREACH-PUB-2020-001. Stransverse mass: C. G. Lester, D. J.
# Summers, Phys. Lett. B 463 (1999) 99. Limits of ATLAS: Eur. Phys. J. C 78 (2018) 995.
