# %% [markdown]
# # First histogram: how physicists look at many collisions at once
#
# Forty million times a second, bunches of protons cross in the Large Hadron Collider. Nobody can look at what
# comes out one collision after the other. And one collision alone says little: what happens in it is partly chance,
# like the roll of a die.
#
# So physicists do what you would do with a die that may be loaded: they repeat, count, and draw what they have
# counted. That drawing is called a **histogram**. The Higgs boson was found as a bump in a histogram. Today you draw
# your first one, with collisions that the ATLAS experiment recorded in 2016, and you learn how far you may trust it.
#
# You need no knowledge of programming. Everything that you need is shown before you need it.

# %% [markdown]
# ![Three steps. First, a collision seen from the side: four tracks leave it, and of the longest one the part across
# the beam is marked; that is its transverse momentum. Second, one number is written down for this collision. Third,
# the number goes as a block onto the pile of its bin; many blocks make a histogram.](process.svg)

# %% [markdown]
# ## How this page works
#
# This page is a **notebook**. The grey boxes are called **cells**; they hold commands in the language Python. Click
# into a cell and press **Shift + Enter**: the commands run, and their result appears below. Always go from top to
# bottom. Nothing can break: if things get muddled, choose *Restart Kernel and Run All Cells…* in the menu *Kernel*.
#
# The first cell only fetches the tools. You need not understand it; just run it.

# %%
import matplotlib.pyplot as plt
import numpy as np

from lhcbox import language, plot, samples
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("first-histogram")

# %% [markdown]
# Now try it yourself: run the next cell, then change a number in it and run it again. What stands behind `#` is a
# remark for people; Python skips it.

# %%
# A name on the left, a value on the right: from now on the name stands for the value.
protons_in_a_bunch = 100_000_000_000
bunches = 2500
print(protons_in_a_bunch * bunches)

# %% [markdown]
# Where a cell says *Your turn*, replace the word `None` by your answer: a number, or a command that works it out. The
# line with `check` tells you at once whether it is right and, if it is not, what may have gone wrong.
#
# ## 1. Open a sample
#
# What was measured in one collision is called an **event**. A collection of events is called a **sample**. The next
# cell opens one. All of its events have something in common: at least four **leptons** came out, that is electrons or
# muons. A muon is a heavy sister of the electron.

# %%
sample = samples.get("atlas13-4lep-data")
events = sample.arrays(["lep_type", "lep_charge", "lep_pt", "lep_phi"])
print(sample.title)
print(sample.label)

# %% [markdown]
# **Task 1.** How many events does the sample hold?
#
# <details><summary>Hint</summary>
#
# Python counts what a list holds with `len`, short for *length*. Write `n_events = len(events)`.
#
# </details>

# %%
# solution:begin
n_events = len(events)
# solution:instead
# # Your turn: replace None.
# n_events = None
# solution:end

check("events", n_events)

# %% [markdown]
# ## 2. Look at one event
#
# `events[0]` is the very first event. **Python starts counting at 0**: the first one has the number 0, the second
# one the number 1, and so on.

# %%
first = events[0]
print("lep_type   =", first.lep_type.tolist())
print("lep_charge =", first.lep_charge.tolist())
print("lep_pt     =", first.lep_pt.tolist())

# %% [markdown]
# There are four leptons, so each list has four entries:
#
# - `lep_type` says what it is: **11** stands for an electron, **13** for a muon.
# - `lep_charge` is the electric charge: −1, or +1 for the antiparticle.
# - `lep_pt` is the **transverse momentum** $p_\mathrm{T}$. Momentum says how hard it is to stop a moving body: for a
#   ball it is mass times velocity. *Transverse* is the part of it across the beam (see the picture above). The
#   protons come in along the beam, so only the collision itself can throw something out across it. The lepton with
#   the largest $p_\mathrm{T}$ comes first; it is called the **leading lepton**.
#
# **Which unit?** ATLAS wrote these numbers in **MeV**, mega-electronvolts. Physicists mostly speak in **GeV**,
# giga-electronvolts: 1 GeV = 1000 MeV, just as 1 km = 1000 m. (Strictly, momentum is given in GeV/$c$, where $c$ is
# the speed of light. Like everybody in this field we leave out the $c$.)
#
# **Task 2.** What is the transverse momentum of the leading lepton in the **third** event, in **GeV**?
#
# <details><summary>Hint</summary>
#
# Which number has the third event, if the first one has the number 0? `events[0].lep_pt[0]` is the leading lepton of
# the *first* event, in MeV. Dividing is written with `/`.
#
# </details>

# %%
# solution:begin
third_pt = events[2].lep_pt[0] / 1000
# solution:instead
# # Your turn: the leading lepton of the third event, in GeV.
# third_pt = None
# solution:end

check("third_pt", third_pt)

# %% [markdown]
# ## 3. A histogram by hand
#
# From here on we want one number of every event: the transverse momentum of its leading lepton. One line does it for
# all events. Read `[:, 0]` as: of every event (`:`) the first entry (`0`). The same line divides by 1000.

# %%
leading_pt = events.lep_pt[:, 0].to_numpy() / 1000
print(*np.round(leading_pt[:20], 1))

# %% [markdown]
# These are the first twenty, in GeV. A long list of numbers says little. Take a pencil and draw this table on
# paper:
#
# | from … to … (GeV) | 20–40 | 40–60 | 60–80 | 80–100 | 100–120 | 120–140 | 140–160 | 160–180 | 180 and more |
# |---|---|---|---|---|---|---|---|---|---|
# | tally | | | | | | | | | |
#
# Go through the twenty numbers and make one stroke for each in its box. Such a box is called a **bin**, and your
# strokes already are a histogram. A value that lies exactly on a border belongs to the bin on the right.
#
# **Task 3.** How many of the twenty values lie from 40 to 60 GeV?
#
# <details><summary>Hint</summary>
#
# Check your tally: all the strokes together must be twenty.
#
# </details>

# %%
# solution:begin
by_hand = np.sum((leading_pt[:20] >= 40) & (leading_pt[:20] < 60))
# solution:instead
# # Your turn: your count.
# by_hand = None
# solution:end

check("by_hand", by_hand)

# %% [markdown]
# ## 4. The same with Python
#
# Now all events, and finer bins: twenty bins of 10 GeV each, from 0 to 200 GeV. Twenty bins have twenty-one
# **edges**, as a fence with twenty gaps has twenty-one posts. `np.linspace(0, 200, 21)` makes the edges.

# %%
edges = np.linspace(0, 200, 21)
spectrum = plot.histogram(leading_pt, edges)
counts = spectrum.values()

figure, axes = plot.figure()
axes.stairs(counts, edges, fill=True, color=plot.OKABE_ITO["sky"])
axes.stairs(counts, edges, color=plot.OKABE_ITO["blue"])
axes.set_xlim(0, 200)
plot.axis_labels(axes, _("transverse momentum of the leading lepton"), "GeV", 10)
plot.stamp(axes, sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With the real data. Horizontal: transverse momentum from 0 to 200 GeV. Vertical: events per 10 GeV. No event lies
# below 20 GeV. The bars rise to about 150 between 40 and 60 GeV, then fall, steeply at first, and stay below 10 from
# 140 GeV on.
#
# </details>
#
# Read the picture as a physicist does, from the outside to the inside:
#
# 1. **Above the left corner:** where do the events come from? Real data, or practice simulation?
# 2. **Horizontal axis:** which quantity, in which **unit**? It stands in square brackets.
# 3. **Vertical axis:** how many events *per bin*, and how wide is a bin?
# 4. Only then the shape. Why is it empty on the left? The experiment only keeps an event if at least one lepton has
#    enough momentum; softer ones are far too common. On the right, large momenta become rarer and rarer.
#
# **Task 4.** How many events are in the highest bin?
#
# <details><summary>Hint</summary>
#
# `counts` holds the heights of all twenty bins. `print(counts)` shows them; `max(counts)` is the largest one.
#
# </details>

# %%
# solution:begin
highest = max(counts)
# solution:instead
# # Your turn: the height of the highest bin.
# highest = None
# solution:end

check("highest", highest)

# %% [markdown]
# ## 5. How sure is a count?
#
# Suppose that ATLAS had run for the same time once more. Would there be exactly as many events in this bin? Hardly:
# collisions are chance. Let the computer repeat the experiment twenty times. `counts[4]` is the bin from 40 to 50
# GeV. (Why 4? Count the bins from 0.)

# %%
chance = np.random.default_rng(seed=1)
print(*chance.poisson(counts[4], size=20))

# %% [markdown]
# The numbers scatter. There is a simple rule for how much: if you count $N$ independent events, the count is
# uncertain by about
#
# $$\sigma = \sqrt N$$
#
# In about two thirds of all repetitions the result lies within $\pm\sqrt N$ (and in 95 % within twice that). This is
# the **statistical uncertainty**, drawn as an **error bar**. Note what the root does: four times the data make the
# error bar twice as long, but *compared with the count* it is only half as long. Counting 100 is uncertain by 10 %,
# counting 10 000 by 1 %. This is why physicists want so many collisions.
#
# From now on we draw points with error bars.

# %%
figure, axes = plot.figure()
plot.data_points(axes, spectrum)
plot.axis_labels(axes, _("transverse momentum of the leading lepton"), "GeV", 10)
axes.set_ylim(0, None)
plot.legend(axes)
plot.stamp(axes, sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# The same histogram as before, each bin now a point with a vertical bar. The bars are longest where the most events
# are. Compared with the height of the point they are longest on the right, where only few events are.
#
# </details>
#
# **Task 5.** The bin from 40 to 50 GeV is the highest one. Is it really higher than its neighbour from 50 to 60 GeV,
# or may it be chance?
#
# - First: what is the statistical uncertainty of the bin from 40 to 50 GeV?
# - Then: divide the difference of the two bins by the uncertainty of the difference, $\sqrt{N_1 + N_2}$.
#
# <details><summary>Hint</summary>
#
# `np.sqrt(…)` is the root. The two bins are `counts[4]` and `counts[5]`. Use brackets: `(a - b) / np.sqrt(a + b)`.
#
# </details>

# %%
# solution:begin
error = np.sqrt(counts[4])
difference = (counts[4] - counts[5]) / np.sqrt(counts[4] + counts[5])
# solution:instead
# # Your turn: the uncertainty of the bin, then the difference in units of its uncertainty.
# error = None
# difference = None
# solution:end

check("error", error)
check("difference", difference)

# %% [markdown]
# <details><summary>What does that tell us?</summary>
#
# A difference of less than one uncertainty is what chance makes all the time; nobody would speak of a bump. With the
# real data it is less than half of one. At three uncertainties physicists begin to talk, at five of them they speak of
# a discovery.
#
# Where does $\sqrt{N_1 + N_2}$ come from? Uncertainties that do not depend on each other add like the legs of a right
# triangle: $\sqrt{\sigma_1^2 + \sigma_2^2}$, and $\sigma_1^2$ is $N_1$.
#
# </details>
#
# ## 6. Choosing bins
#
# How many bins should there be? Nobody prescribes it; it is up to you. Here are the same events in 4, in 20 and in
# 200 bins.

# %%
figure, panels = plt.subplots(3, 1, figsize=(8.0, 9.6), layout="constrained")
for axes, n_bins in zip(panels, (4, 20, 200), strict=True):
    binned = plot.histogram(leading_pt, np.linspace(0, 200, n_bins + 1))
    axes.stairs(binned.values(), binned.axes[0].edges, fill=True, color=plot.OKABE_ITO["sky"])
    plot.data_points(axes, binned)
    plot.axis_labels(axes, _("transverse momentum of the leading lepton"), "GeV", 200 / n_bins)
    axes.set_ylim(0, None)
    plot.stamp(axes, sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Above, 4 bins of 50 GeV: four points with short error bars; that the events begin at about 25 GeV and peak near 50
# GeV cannot be seen. In the middle, 20 bins of 10 GeV: rise, peak and fall can be seen, and the error bars are shorter
# than the steps. Below, 200 bins of 1 GeV: points jump up and down between 1 and 23 with error bars as long as the
# jumps; beyond 100 GeV seven bins in ten hold no event or a single one.
#
# </details>
#
# - **Too few bins** hide what is there: a narrow peak disappears in a wide bin.
# - **Too many bins** show what is *not* there: with few events in each, chance makes hills and valleys.
# - A good bin is no wider than what you want to see, and holds so many events that its error bar is short compared
#   with that.
#
# The label of the vertical axis must say how wide the bins are. "Events" alone is not enough: with bins half as wide,
# every point is about half as high, although the data are the same.
#
# **Task 6.** We want 40 bins from 0 to 200 GeV. How wide is one bin? Your number then appears in the label of the
# picture below.
#
# <details><summary>Hint</summary>
#
# Divide the range by the number of *bins*, not by the number of edges.
#
# </details>

# %%
n_bins = 40

# solution:begin
bin_width = 200 / n_bins
# solution:instead
# # Your turn: the width of one bin in GeV.
# bin_width = None
# solution:end

check("bin_width", bin_width)

if bin_width is not None:
    figure, axes = plot.figure()
    plot.data_points(axes, plot.histogram(leading_pt, np.linspace(0, 200, n_bins + 1)))
    plot.axis_labels(axes, _("transverse momentum of the leading lepton"), "GeV", bin_width)
    axes.set_ylim(0, None)
    plot.stamp(axes, sample)
    plt.show()

# %% [markdown]
# ## 7. What the picture does not show
#
# Our axis ends at 200 GeV. Are there events beyond it? A histogram silently leaves out what lies outside its edges,
# so always ask. `max(leading_pt)` is the largest value of all.

# %%
print(max(leading_pt))

# %% [markdown]
# **Task 7.** How many events have a leading lepton of 200 GeV or more?
#
# <details><summary>Hint</summary>
#
# `leading_pt >= 200` asks the question for every event and gives as many answers, `True` or `False`. `np.sum(…)`
# counts the `True`.
#
# </details>

# %%
# solution:begin
beyond = np.sum(leading_pt >= 200)
# solution:instead
# # Your turn: how many events lie outside the picture?
# beyond = None
# solution:end

check("beyond", beyond)

# %% [markdown]
# <details><summary>More than two thousand GeV in a single lepton?</summary>
#
# With the real data the largest value is 2374 GeV, for a muon. Is it the most violent collision of all? Probably not.
# Momentum is measured by the curvature of a track in a magnetic field: the faster a particle, the straighter its
# track. At such a momentum the track is so straight that a tiny error of the measurement makes a huge momentum of it.
# What speaks against it here: the other three leptons together have much less than that, so nothing seen balances it,
# and the track misses the point of the collision by eighty times its uncertainty. A good physicist does not throw
# such an event away in secret, and does not believe it blindly, but says what was done with it.
#
# </details>
#
# ## 8. For those who are fast: a test for the detector
#
# The angle $\phi$ (*phi*) says in which direction *around* the beam a lepton flew, from $-\pi$ to $\pi$. Protons do
# not know where up or down is. So every direction must be equally frequent, and the histogram must be **flat**,
# apart from chance. A hole would mean that a part of the detector is broken.

# %%
phi = events.lep_phi[:, 0].to_numpy()
flat = plot.histogram(phi, np.linspace(-np.pi, np.pi, 13))
phi_counts = flat.values()
mean = np.mean(phi_counts)

figure, axes = plot.figure()
axes.axhspan(mean - np.sqrt(mean), mean + np.sqrt(mean), color=plot.OKABE_ITO["yellow"], alpha=0.5)
axes.axhline(mean, color=plot.OKABE_ITO["vermilion"], label=_("mean of all bins, with its uncertainty for one bin"))
plot.data_points(axes, flat)
plot.axis_labels(axes, _("angle around the beam of the leading lepton"), _("radians"))
axes.set_ylim(0, 1.5 * max(phi_counts))
plot.legend(axes)
plot.stamp(axes, sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Twelve points between 59 and 82 (real data), around a horizontal line at 69. A band of ±8 around the line holds ten
# of the points; one lies above it and one below.
#
# </details>
#
# **Task 8.** For how many of the twelve bins is the count no further from the mean than the root of the mean? How many
# do you expect?
#
# <details><summary>Hint</summary>
#
# `np.abs(a)` makes a negative number positive, `<=` means "at most". Count with `np.sum(…)` as in task 7.
#
# </details>

# %%
# solution:begin
within = np.sum(np.abs(phi_counts - mean) <= np.sqrt(mean))
# solution:instead
# # Your turn: the number of bins inside the band.
# within = None
# solution:end

check("within", within)

# %% [markdown]
# <details><summary>Is that as expected?</summary>
#
# Two thirds of twelve are eight, give or take two. With the real data we find ten, so the detector looks equally good
# all around. If *all* points hit the mean exactly, you should become suspicious: honest counts scatter.
#
# </details>
#
# ## What you have learnt
#
# - A histogram sorts one number of each event into bins and counts.
# - Quantity, unit, bin width and the source of the data belong on every picture. 1 GeV = 1000 MeV.
# - A count $N$ is uncertain by about $\sqrt N$. A bump smaller than that is no bump.
# - Too few bins hide what is there, too many show what is not. And some events may lie outside the picture.
#
# **How to go on:** the lesson *Invariant mass* turns two leptons into the mass of the particle that they came from;
# there, a histogram has real peaks.
#
# **Data:** ATLAS collaboration, *ATLAS 13 TeV samples collection with at least four leptons*, record 15005 of the
# CERN Open Data portal, DOI 10.7483/OPENDATA.ATLAS.2Y1T.TLGL, CC0. For education. This sample
# holds every event of it.
