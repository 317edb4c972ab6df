# %% [markdown]
# # Two samples compared: which variable tells them apart?
#
# Two boxes of screws stand on a table. In the one they are for wood, in the other for metal. They look alike. Which
# quantity would you measure to tell them apart: length, thickness, weight, the angle of the thread? And how good is
# the best of them, in numbers?
#
# At the LHC the question is the same. Here are simulated collisions of two kinds. In one kind a **Higgs boson** decays
# into two W bosons. In the other two **W bosons** come into being without a Higgs boson. Either way one sees the same
# in the detector: two leptons (electrons or muons), and missing momentum, because two neutrinos escape. For each
# Higgs boson there are more than 40 of the others.

# %% [markdown]
# ![Left: a Higgs boson without spin decays into two W bosons, whose spins point in opposite directions. The positive
# lepton flies along the spin of its W, the negative lepton against the spin of its W, so both leptons fly to the
# right, and both neutrinos to the left. Right, seen along the beam: with a Higgs boson the two leptons are close
# together and the missing momentum is opposite to them; without it the leptons fly in nearly opposite
# directions.](process.svg)

# %% [markdown]
# **There are no collisions in this lesson**, only simulation. That is no fault: of a simulated event one knows what
# it is. In real data nobody will tell you.
#
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: simulation of ATLAS, or practice simulation.

# %%
import matplotlib.pyplot as plt
import numpy as np

from lhcbox import counting, language, plot, samples
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("two-samples")

sample = samples.get("atlas8-hww-table")
table = sample.arrays()
print(sample.title, "|", sample.label)
print(table.fields)

# %% [markdown]
# ## 1. Two samples in one table
#
# One row is one simulated event. Momenta and masses are in **GeV**, angles in radians.
#
# | column | meaning |
# |---|---|
# | `type` | 0: Higgs boson to WW, 1: WW without a Higgs boson, 2: pairs of top quarks, 3: Z boson |
# | `Mll` | mass of the two leptons together |
# | `LepDeltaPhi` | angle between the two leptons, seen along the beam |
# | `SumLepPt` | transverse momentum of the two leptons together |
# | `MET` | missing transverse momentum |
# | `METLLDeltaPhi` | angle between missing momentum and lepton pair, seen along the beam, with a sign |
# | `NJets` | number of jets |
# | `weight` | how many expected events this row stands for |
#
# The weights are needed because somebody simulated as many events as suited the computer, not as many as nature
# makes. The expected number of events is the sum of the weights, and $\sqrt{\sum w^2}$ is its statistical error.
#
# **Task 1.** How many rows have the two samples, and how many events are expected? And how many rows has the Z boson,
# which will come in at the end?
#
# <details><summary>Hint</summary>
#
# `higgs = table[table["type"] == 0]` are the rows with a Higgs boson. `len(higgs)` counts them; `np.sum(higgs.weight)`
# adds up their weights. The Z boson has type 3. (`table["type"]` needs its brackets: `table.type` is something else,
# the kind of the table.)
#
# </details>

# %%
# solution:begin
higgs = table[table["type"] == 0]
ww = table[table["type"] == 1]
higgs_rows, ww_rows = len(higgs), len(ww)
z_rows = len(table[table["type"] == 3])
higgs_expected, ww_expected = np.sum(higgs.weight), np.sum(ww.weight)
# solution:instead
# # Your turn: the three numbers of rows, then the two sums of weights.
# higgs_rows = None
# ww_rows = None
# z_rows = None
# higgs_expected = None
# ww_expected = None
# solution:end

check("higgs_rows", higgs_rows)
check("ww_rows", ww_rows)
check("z_rows", z_rows)
check("higgs_expected", higgs_expected)
check("ww_expected", ww_expected)

# %% [markdown]
# Expected in how much data? The table does not say; the numbers fit 1 fb$^{-1}$ of collisions at 8 TeV, as ATLAS
# released them. For the first part of this lesson it makes no difference: we compare **shapes**.
#
# The next cell holds what the notebook needs later, whether or not you have done the task. `values(rows, name)` takes
# one variable from the rows, with angles in degrees and without a sign. The edges belong to histograms.

# %%
kinds = {"higgs": table[table["type"] == 0], "ww": table[table["type"] == 1], "z": table[table["type"] == 3]}
variables = {
    "Mll": (_("mass of the two leptons"), "GeV", np.arange(0, 201, 10)),
    "LepDeltaPhi": (_("angle between the leptons"), "°", np.linspace(0, 180, 17)),
    "SumLepPt": (_("transverse momentum of the lepton pair"), "GeV", np.arange(0, 121, 5)),
    "MET": (_("missing transverse momentum"), "GeV", np.arange(0, 151, 10)),
    "METLLDeltaPhi": (_("angle, missing momentum to lepton pair"), "°", np.linspace(0, 180, 17)),
    "NJets": (_("number of jets"), "", np.arange(-0.5, 6.6)),
}


def values(rows, name):
    """One variable of these rows, as an array: GeV, a number of jets, or an angle in degrees without sign."""
    found = np.asarray(rows[name], dtype=float)
    return np.degrees(np.abs(found)) if name.endswith("DeltaPhi") else found


def weights(rows):
    """The weights of these rows, as an array."""
    return np.asarray(rows.weight, dtype=float)


# %% [markdown]
# ## 2. Shapes
#
# If one drew both samples with their expected events, the Higgs boson would be a thin line at the bottom. To compare
# *shapes*, divide each histogram by its sum. Then every bin holds the **part** of all events that falls into it, and
# the bins add up to 1:
#
# $$h_i = \frac{\sum_{\text{bin } i} w}{\sum_{\text{all}} w}$$
#
# **Task 2.** Which part of the events has an angle of less than 90° between the leptons, with a Higgs boson and
# without? (With weights!)
#
# <details><summary>Hint</summary>
#
# `angle = values(kinds["higgs"], "LepDeltaPhi")` and `w = weights(kinds["higgs"])` have one entry for each row.
# `np.sum(w[angle < 90])` adds up the weights of some of them; `np.sum(w)` those of all.
#
# </details>

# %%
# solution:begin
near = {}
for kind in ("higgs", "ww"):
    angle, w = values(kinds[kind], "LepDeltaPhi"), weights(kinds[kind])
    near[kind] = np.sum(w[angle < 90]) / np.sum(w)
higgs_near, ww_near = near["higgs"], near["ww"]
# solution:instead
# # Your turn: the two parts, numbers between 0 and 1.
# higgs_near = None
# ww_near = None
# solution:end

check("higgs_near", higgs_near)
check("ww_near", ww_near)

# %% [markdown]
# And now all shapes. (Whatever lies beyond the last edge is put into the last bin, so that nothing is lost.)


# %%
def shape(name, rows):
    """Histogram of a variable, divided by its sum."""
    edges = variables[name][2]
    inside = np.minimum(values(rows, name), (edges[-2] + edges[-1]) / 2)
    filled = plot.histogram(inside, edges, weights(rows))
    return filled * (1 / filled.sum().value)


figure, panels = plt.subplots(3, 2, figsize=(9.5, 10.5), layout="constrained")
for axes, (name, (quantity, unit, edges)) in zip(panels.flat, variables.items(), strict=True):
    for kind, label, colour, style in (
        ("higgs", "H → WW", "vermilion", "-"),
        ("ww", _("WW without H"), "blue", "--"),
    ):
        drawn = shape(name, kinds[kind])
        axes.stairs(drawn.values(), edges, color=plot.OKABE_ITO[colour], linestyle=style, linewidth=2, label=label)
        error = np.sqrt(drawn.variances())
        axes.stairs(
            drawn.values() + error,
            edges,
            baseline=drawn.values() - error,
            fill=True,
            color=plot.OKABE_ITO[colour],
            alpha=0.3,
        )
    axes.set_xlim(edges[0], edges[-1])
    axes.set_ylim(0, None)
    axes.set_xlabel(f"{quantity} [{unit}]" if unit else quantity, fontsize=11)
    axes.set_ylabel(_("part of the events"), fontsize=11)
panels[0, 0].legend()
plot.stamp(panels[0, 0], sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With ATLAS's simulation, six shapes, each with a Higgs boson (full line) and without (dashed). The mass of the two
# leptons: with a Higgs boson a hill between 10 and 80 GeV with its top at 35 GeV; without, a broad one with its top at
# 85 GeV and a long tail, so that the last bin is high. The angle between the leptons: with a Higgs boson most events
# are below 60°, without it the curve rises up to 180°. The transverse momentum of the pair: with a Higgs boson most
# often near 60 GeV, without near 30 GeV. The missing momentum: nearly the same. The angle between missing momentum and
# pair: both curves rise up to 180°, without a Higgs boson more steeply. The number of jets: with a Higgs boson more.
#
# </details>
#
# ### Why are the leptons of a Higgs boson close together?
#
# Look at the drawing at the top once more. Three facts are enough:
#
# 1. The Higgs boson has **no spin**. So the spins of its two W bosons must be opposite, and add up to nothing.
# 2. The weak force is left-handed. A neutrino's spin always points *against* its flight, an antineutrino's *along*
#    its flight. A fast positive lepton from a W has its spin along its flight, a negative one against it.
# 3. Momentum and spin must come out right in each W's decay. The positive lepton therefore likes to fly **along** the
#    spin of its W, and the negative lepton **against** the spin of its own.
#
# Opposite spins, opposite rules: both leptons fly to the *same* side. And there is the mass: 125 GeV is less than
# two W bosons of 80 GeV weigh. One of them must be too light. What remains for the leptons is little, so `Mll` is
# small.
#
# Of two W bosons without a Higgs boson nobody demands opposite spins, and there is energy to spare.
#
# ## 3. A number for “different”
#
# Your eye says: the angle separates, the missing momentum does not. Measure it! Two shapes $h_i$ and $g_i$ have the
# **separation**
#
# $$D = \frac12 \sum_i \frac{(h_i - g_i)^2}{h_i + g_i}$$
#
# It is 0 for equal shapes, and 1 if there is not a single bin in which both have events.
#
# **Task 3.** Complete the function. How large is the separation by `Mll`, and by `LepDeltaPhi`?
#
# <details><summary>Hint</summary>
#
# `h` and `g` are arrays of equal length. Bins that are empty in both would give 0/0: `some = h + g > 0` picks the
# others, and `h[some]` has only those. The last line may be `return np.sum(...) / 2`.
#
# </details>


# %%
def separation(h, g):
    """How different two shapes are: 0 (equal) to 1 (no overlap)."""
    # solution:begin
    some = h + g > 0
    return np.sum((h - g)[some] ** 2 / (h + g)[some]) / 2
    # solution:instead
    # # Your turn: replace None.
    # return None
    # solution:end


separation_mll = separation(shape("Mll", kinds["higgs"]).values(), shape("Mll", kinds["ww"]).values())
separation_angle = separation(shape("LepDeltaPhi", kinds["higgs"]).values(), shape("LepDeltaPhi", kinds["ww"]).values())
check("separation_mll", separation_mll)
check("separation_angle", separation_angle)

# %% [markdown]
# A good physicist measures *nothing*, too: how much separation does the formula find where there is none?
#
# **Task 4.** Split WW into the rows 0, 2, 4, … and the rows 1, 3, 5, …. Both halves come from the same physics. How
# large is the separation of their `Mll`?
#
# <details><summary>Hint</summary>
#
# `kinds["ww"][::2]` is one half, `kinds["ww"][1::2]` the other. Everything else is as in the cell above.
#
# </details>

# %%
# solution:begin
even, odd = kinds["ww"][::2], kinds["ww"][1::2]
nothing = separation(shape("Mll", even).values(), shape("Mll", odd).values())
# solution:instead
# # Your turn: the separation of the two halves.
# nothing = None
# solution:end

check("nothing", nothing)


# %%
def distance(h, g):
    """The notebook's own separation."""
    both = h + g
    return np.sum(np.divide((h - g) ** 2, both, out=np.zeros_like(both), where=both > 0)) / 2


print("{:<16}{:>10}{:>24}".format("", "H | WW", _("two halves of WW")))
for name in variables:
    real = distance(shape(name, kinds["higgs"]).values(), shape(name, kinds["ww"]).values())
    chance = distance(shape(name, kinds["ww"][::2]).values(), shape(name, kinds["ww"][1::2]).values())
    print(f"{name:<16}{real:10.4f}{chance:24.4f}")

# %% [markdown]
# Differences between two halves are chance, as squares they never come out negative, and so there is always *some*
# separation: with ATLAS's simulation about 0.001, and more with narrower bins or fewer rows. What is not clearly above
# it is nothing. With ATLAS's simulation even the missing momentum is above it: 0.007 is small, but real.
#
# ## 4. One cut: true and false positives
#
# Say you keep the events whose `Mll` is below a threshold, and call them “Higgs”. Doctors ask two things about such a
# test, and so do physicists:
#
# - the **true positive rate**: which part of the Higgs events is kept? (The *efficiency* of the signal.)
# - the **false positive rate**: which part of the WW events is kept, wrongly?
#
# **Task 5.** Find both, with weights, for `Mll` below 60 GeV.
#
# <details><summary>Hint</summary>
#
# It is the same as in task 2, with another variable and 60 instead of 90.
#
# </details>

# %%
# solution:begin
rate = {}
for kind in ("higgs", "ww"):
    mass, w = values(kinds[kind], "Mll"), weights(kinds[kind])
    rate[kind] = np.sum(w[mass < 60]) / np.sum(w)
true_rate, false_rate = rate["higgs"], rate["ww"]
# solution:instead
# # Your turn: both rates.
# true_rate = None
# false_rate = None
# solution:end

check("true_rate", true_rate)
check("false_rate", false_rate)

# %% [markdown]
# ## 5. All cuts: the ROC curve
#
# Why just 60 GeV? With a lower threshold fewer WW events get in, but Higgs events are lost as well. So take *all*
# thresholds, one after the other. Each gives one pair of rates; each pair is one point in a plane. The points form
# the **ROC curve**. (Receiver operating characteristic: it was invented for radar in the Second World War. Is the dot
# an aeroplane, or a flock of birds?)
#
# A variable that tells nothing gives the diagonal. A perfect one goes through the upper left corner. The **area**
# below the curve is a number for it: 0.5 is guessing, 1 is perfect. For points $(x_k, y_k)$, ordered by $x$, it is a
# sum of trapezia:
#
# $$A = \sum_k \left(x_{k+1} - x_k\right) \frac{y_k + y_{k+1}}{2}$$
#
# **Task 6.** Complete `roc` with a loop over the thresholds, then compute the areas for `Mll` and `LepDeltaPhi`.
#
# <details><summary>Hint</summary>
#
# In the loop append to both lists: `true_rates.append(np.sum(ws[s < threshold]) / np.sum(ws))`, and likewise with
# `b` and `wb`. For the area: `np.diff(x)` gives all $x_{k+1} - x_k$, and `(y[:-1] + y[1:]) / 2` all the means.
#
# </details>

# %%
all_thresholds = {
    "Mll": [*range(0, 201, 2), np.inf],
    "LepDeltaPhi": [*range(0, 181, 2), np.inf],
    "SumLepPt": [*range(0, 201, 2), np.inf],
    "MET": [*range(0, 201, 2), np.inf],
    "METLLDeltaPhi": [*range(0, 181, 2), np.inf],
    "NJets": [*range(0, 11), np.inf],
}


def roc(name, signal=kinds["higgs"], background=kinds["ww"]):
    """False and true positive rates of the cut "below a threshold", for all thresholds of this variable."""
    s, ws = values(signal, name), weights(signal)
    b, wb = values(background, name), weights(background)
    false_rates, true_rates = [], []
    for threshold in all_thresholds[name]:
        # solution:begin
        true_rates.append(np.sum(ws[s < threshold]) / np.sum(ws))
        false_rates.append(np.sum(wb[b < threshold]) / np.sum(wb))
        # solution:instead
        # # Your turn: append one number to each list instead of this line.
        # pass
        # solution:end
    return np.array(false_rates), np.array(true_rates)


def area(x, y):
    """Area below the curve through these points, by trapezia."""
    # solution:begin
    return np.sum(np.diff(x) * (y[:-1] + y[1:]) / 2)
    # solution:instead
    # # Your turn: replace None.
    # return None
    # solution:end


area_mll = area(*roc("Mll"))
area_angle = area(*roc("LepDeltaPhi"))
check("area_mll", area_mll)
check("area_angle", area_angle)

# %% [markdown]
# Now the curves of four variables. The thick dots mark your cut of task 5, and the angle of 90° of task 2.


# %%
def curve(name, signal=kinds["higgs"], background=kinds["ww"]):
    """The notebook's own ROC points, all thresholds at once."""
    found = []
    for rows in (background, signal):
        numbers, w = values(rows, name), weights(rows)
        order = np.argsort(numbers)
        summed = np.concatenate([[0.0], np.cumsum(w[order])])
        found.append(summed[np.searchsorted(numbers[order], all_thresholds[name])] / summed[-1])
    return found


figure, axes = plt.subplots(figsize=(6.4, 6.4), layout="constrained")
for name, colour, style in (
    ("Mll", "vermilion", "-"),
    ("LepDeltaPhi", "blue", "--"),
    ("MET", "green", "-."),
    ("SumLepPt", "purple", ":"),
):
    x, y = curve(name)
    label = _("{variable}, area {area:.3f}").format(variable=name, area=np.trapezoid(y, x))
    axes.plot(x, y, style, color=plot.OKABE_ITO[colour], linewidth=2.2, label=label)
for name, threshold, colour in (("Mll", 60, "vermilion"), ("LepDeltaPhi", 90, "blue")):
    where = all_thresholds[name].index(threshold)
    x, y = curve(name)
    axes.plot(x[where], y[where], "o", color=plot.OKABE_ITO[colour], markersize=9)
axes.plot([0, 1], [0, 1], color="#888888", linewidth=1, label=_("guessing, area 0.5"))
axes.set_xlim(0, 1)
axes.set_ylim(0, 1)
axes.set_xlabel(_("false positive rate: WW events kept"))
axes.set_ylabel(_("true positive rate: Higgs events kept"))
axes.legend(loc="lower right")
plot.stamp(axes, sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With ATLAS's simulation: four curves from the lower left to the upper right corner. `Mll` rises most steeply: where
# one WW event in eight is kept, eight Higgs events in ten are. `LepDeltaPhi` lies below it. `MET` runs along the
# diagonal. `SumLepPt` sags *below* the diagonal.
#
# </details>
#
# A curve below the diagonal is no disaster. It says that the cut points the wrong way: for `SumLepPt` one should keep
# what is **above** a threshold.
#
# **Task 7.** Which area does `SumLepPt` have if one keeps the events above the threshold? (Think before you compute.)
#
# <details><summary>Hint</summary>
#
# Who is not kept by the one cut is kept by the other: each rate turns into 1 minus itself. How does the picture
# change? The area for “below” stands in the legend.
#
# </details>

# %%
# solution:begin
area_pt = 1 - area(*roc("SumLepPt"))
# solution:instead
# # Your turn: the area for the cut "above".
# area_pt = None
# solution:end

check("area_pt", area_pt)

# %% [markdown]
# The area has a meaning that one can feel. Draw one Higgs event and one WW event at random. How probable is it that
# the Higgs event has the smaller value? Exactly the area! Try it:

# %%
random = np.random.default_rng(8)
for name in ("Mll", "LepDeltaPhi", "MET", "SumLepPt"):
    drawn = {}
    for each in ("higgs", "ww"):
        w = weights(kinds[each])
        drawn[each] = random.choice(values(kinds[each], name), size=100_000, p=w / np.sum(w))
    x, y = curve(name)
    smaller = np.mean(drawn["higgs"] < drawn["ww"]) + np.mean(drawn["higgs"] == drawn["ww"]) / 2
    print(f"{name:<14}", _("pairs {pairs:.3f}, area {area:.3f}").format(pairs=smaller, area=np.trapezoid(y, x)))

# %% [markdown]
# ## 6. What the curve does not know
#
# With ATLAS's simulation `Mll` has an area of 0.93. That sounds like a discovery. But both rates are *parts*. They say
# nothing about how many there are of each. For this one needs the expected events, and these depend on the
# **cross-section**: how often nature makes a process at all.
#
# **Task 8.** After the cut `Mll` < 60 GeV: which part of the events that are left are Higgs events (the **purity**
# $S/(S+B)$), with WW as the only background? And which part would it be if there were as many WW events as Higgs
# events before the cut?
#
# <details><summary>Hint</summary>
#
# $S$ is the expected number of Higgs events (task 1) times the true positive rate (task 5), $B$ that of WW events
# times the false positive rate. If both are equally frequent, the numbers of events cancel, and the rates alone are
# left.
#
# </details>

# %%
# solution:begin
signal = higgs_expected * true_rate
background = ww_expected * false_rate
purity = signal / (signal + background)
purity_if_equal = true_rate / (true_rate + false_rate)
# solution:instead
# # Your turn: both purities, numbers between 0 and 1.
# purity = None
# purity_if_equal = None
# solution:end

check("purity", purity)
check("purity_if_equal", purity_if_equal)

# %% [markdown]
# The same curve, the same point on it, and two quite different answers. It gets worse. Put the **Z boson** in place of
# WW as the background:

# %%
for kind, label in (("ww", "WW"), ("z", "Z")):
    x, y = curve("LepDeltaPhi", background=kinds[kind])
    kept = {}
    for which in ("higgs", kind):
        rows = kinds[which]
        kept[which], _error = counting.weighted_yield(weights(rows)[values(rows, "LepDeltaPhi") < 90])
    part = kept["higgs"] / (kept["higgs"] + kept[kind])
    line = _("{name}: area {area:.3f}; below 90° {signal:.1f} Higgs events on {background:.0f}, purity {part:.5f}")
    print(line.format(name=label, area=np.trapezoid(y, x), signal=kept["higgs"], background=kept[kind], part=part))

# %% [markdown]
# With ATLAS's simulation, the angle separates the Higgs boson much *better* from the Z (area 0.95) than from WW
# (0.85). And after the cut things look much *worse*: Z bosons are so frequent that twenty thousand of them are left,
# and one event in 1650 is a Higgs event. **A ROC curve does not know any cross-sections.** It says how good a variable
# is, not how good a search is. How a search is made from all this, with all backgrounds at once, is another lesson:
# Higgs to WW.
#
# ## 7. Twice as good with two?
#
# `Mll` and `LepDeltaPhi` both separate well. Do both together separate twice as well? Not if they tell the same story
# twice.
#
# **Task 9.** Keep only events with `Mll` < 60 GeV, Higgs and WW. Which area has `LepDeltaPhi` among them?
#
# <details><summary>Hint</summary>
#
# `kinds["ww"][kinds["ww"].Mll < 60]` are such rows. Give both to `roc`, as `signal=...` and `background=...`.
#
# </details>

# %%
# solution:begin
light = {kind: kinds[kind][kinds[kind].Mll < 60] for kind in ("higgs", "ww")}
area_after = area(*roc("LepDeltaPhi", signal=light["higgs"], background=light["ww"]))
# solution:instead
# # Your turn: the area among events with a light lepton pair.
# area_after = None
# solution:end

check("area_after", area_after)

# %%
figure, panels = plt.subplots(1, 2, figsize=(10.0, 4.8), layout="constrained", sharey=True)
for axes, kind, label in ((panels[0], "higgs", "H → WW"), (panels[1], "ww", _("WW without H"))):
    mass, angle = values(kinds[kind], "Mll"), values(kinds[kind], "LepDeltaPhi")
    picture = axes.hist2d(
        mass,
        angle,
        bins=[np.arange(0, 201, 10), np.linspace(0, 180, 19)],
        weights=weights(kinds[kind]) / np.sum(weights(kinds[kind])),
        cmap="cividis_r",
        cmin=1e-5,
    )
    axes.axvline(60, color="black", linestyle="--", linewidth=1.2)
    axes.set_xlabel(_("mass of the two leptons") + " [GeV]")
    axes.text(0.97, 0.03, label, transform=axes.transAxes, ha="right", fontsize=13)
    figure.colorbar(picture[3], ax=axes, label=_("part of the events"))
panels[0].set_ylabel(_("angle between the leptons") + " [°]")
plot.stamp(panels[0], sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With ATLAS's simulation: mass of the two leptons to the right, angle between them upwards, darker where more events
# are. With a Higgs boson they form a band that rises from 15 GeV and 20° to 60 GeV and 100°. Without a Higgs boson
# the dark region is at 80 to 110 GeV and above 130°. Below 60 GeV, left of the dashed line, small angles are the rule
# in both pictures.
#
# </details>
#
# Left of the dashed line even WW events have small angles: two leptons fly close together *because* their mass is
# small. The formula (for fast leptons) says it, too:
#
# $$m_{\ell\ell}^2 = 2\,p_{\mathrm T1}\,p_{\mathrm T2}\left(\cosh\Delta\eta - \cos\Delta\phi\right)$$
#
# Variables that tell the same are **correlated**. A little is still to be won: with ATLAS's simulation 0.64 instead of
# 0.5. To draw all that is possible out of many correlated variables is what machines are good at. But first one should
# know them one by one.
#
# ## What may we say?
#
# <details><summary>“With Mll one finds 82 % of the Higgs bosons.” True?</summary>
#
# Of those that are *in this table*. Somebody has selected these events before: two good leptons with enough momentum.
# Most Higgs bosons never get so far. And “finds” is too much: among the events that are kept, seven out of eight are
# WW, and no event carries a label in real data.
#
# </details>
#
# <details><summary>“Area 0.93 against 0.85: Mll is the better variable.” Always?</summary>
#
# Against WW, in these events, with cuts on one side. Against another background the order may be different. And how
# well the simulation knows the variable counts as well: a shape that comes out of a bad simulation separates
# beautifully, but not in nature.
#
# </details>
#
# ## What you have learnt
#
# - Compare shapes after dividing by the sum, with weights.
# - The separation $D$ puts variables in order; a test with two equal halves tells how much of it is chance.
# - A cut has a true and a false positive rate; all cuts together are the ROC curve, and its area is a probability.
# - The Higgs boson has no spin, therefore its leptons fly close together.
# - A ROC curve knows no cross-sections: purity and significance need the expected events.
# - Two good variables need not be twice as good.
#
# **Data:** the table of ATLAS outreach's analyser for the Higgs boson to two W bosons, simulation at 8 TeV. It has no
# record of its own on the CERN Open Data portal; that it stands for 1 fb$^{-1}$ is a conclusion. For education. Samples
# marked as practice simulation were made for this box and are neither ATLAS data nor ATLAS simulation.
