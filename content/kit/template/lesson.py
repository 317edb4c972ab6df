# %% [markdown]
# # A lesson of our own: the most energetic lepton
#
# **For the team.** This is a small lesson that works. Change it piece by piece until it is yours, and run it after each
# change. What must stay: a story, a drawing, at least one task with a hint, at least one number that is checked. Delete
# this paragraph at the end.
#
# When two protons meet head-on in the Large Hadron Collider, new particles fly off in all directions. Some of them are
# **leptons**: electrons, or their heavy sisters, the muons. How much momentum does the strongest one of a collision
# carry? And how often does it carry far more than usual?

# %% [markdown]
# ![Three boxes joined by arrows. In the first one two protons meet and four leptons leave. In the second one the
# longest of the four is marked. In the third one a histogram of many collisions falls off to the right.](process.svg)

# %% [markdown]
# ## How to work
#
# Run each grey cell with **Shift + Enter**, from top to bottom. Where it says *Your turn*, replace `None` by your
# answer; the line with `check` tells you at once whether it is right.

# %%
import matplotlib.pyplot as plt
import numpy as np

from lhcbox import language, plot, samples
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("template")

# %% [markdown]
# ## 1. The data
#
# A collection of measured collisions is called a **sample**, one collision an **event**. In each event of this sample
# at least four leptons were found. Their momenta across the beam are stored under the name `lep_pt`, in MeV.

# %%
sample = samples.get("atlas13-4lep-data")
events = sample.arrays(["lep_pt"])
print(sample.title)
print(sample.label)

# %% [markdown]
# **Task 1.** How many events are there?
#
# <details><summary>Hint</summary>
#
# `len(…)` counts what is in a list. The list is called `events`.
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
# ## 2. One number for each event
#
# The **transverse momentum** is the part of the momentum across the beam:
#
# $$p_\mathrm{T} = \sqrt{p_x^2 + p_y^2}$$
#
# with $p_x$ and $p_y$ the components across the beam. The lepton with the largest $p_\mathrm{T}$ comes first in each
# event. From MeV to GeV we divide by 1000.

# %%
leading_pt = events.lep_pt[:, 0].to_numpy() / 1000

figure, axes = plot.figure()
plot.data_points(axes, plot.histogram(leading_pt, np.linspace(0, 300, 31)))
plot.axis_labels(axes, _("transverse momentum of the leading lepton"), "GeV", 10)
axes.set_ylim(0, None)
plot.legend(axes)
plot.stamp(axes, sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Horizontal: transverse momentum from 0 to 300 GeV. Vertical: events per 10 GeV. The points rise steeply to a maximum
# near 45 GeV and fall off to the right; beyond 200 GeV only a few events are left.
#
# </details>
#
# **Task 2.** How many events have a leading lepton of 200 GeV or more?
#
# <details><summary>Hint</summary>
#
# `leading_pt >= 200` asks the question for every event. `np.sum(…)` counts how often the answer is yes.
#
# </details>

# %%
# solution:begin
strong = np.sum(leading_pt >= 200)
# solution:instead
# # Your turn: how many are there?
# strong = None
# solution:end

check("strong", strong)

# %% [markdown]
# **Task 3.** Which share of all events is that, in per cent?
#
# <details><summary>Hint</summary>
#
# Divide the one number by the other, and multiply by 100.
#
# </details>

# %%
# solution:begin
share = 100 * strong / n_events
# solution:instead
# # Your turn: the share in per cent.
# share = None
# solution:end

check("share", share)

# %% [markdown]
# ## What you have learnt
#
# - The leading lepton of an event mostly carries some tens of GeV; hundreds of them are rare.
# - A number becomes a result only together with the question where it is from.
#
# **Data:** ATLAS collaboration, *ATLAS 13 TeV samples collection with at least four leptons*, record 15005 of the CERN
# Open Data portal, DOI 10.7483/OPENDATA.ATLAS.2Y1T.TLGL, CC0. For education.
