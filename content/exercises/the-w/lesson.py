# %% [markdown]
# # The W: a particle that is only half seen
#
# The Sun shines because protons turn into neutrons; some atomic nuclei are radioactive because neutrons turn into
# protons. Behind both stands the **weak force**, and its carrier is the **W boson**. It was found at CERN in 1983,
# with no more than a handful of collisions. The LHC can make thousands of them each second.
#
# Here are 1000 candidates from its first year: collisions at 7 TeV that CMS recorded in a single run in 2010. In each
# of them a W seems to have decayed into a **muon** and a **neutrino**. But CMS did not see the neutrino. No detector
# at a collider does: nearly every neutrino like this would fly right through the Earth. How do you weigh a particle
# of which one half has escaped?

# %% [markdown]
# ![Left: a u quark and a d antiquark join into a W boson of positive charge, which decays into an antimuon and a
# neutrino. Right: the same seen along the beam. The muon's track goes one way, a dashed arrow for the missing
# momentum goes the other way, and a few short tracks of other particles balance what is left.](process.svg)

# %% [markdown]
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: real open data, or practice simulation.

# %%
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from lhcbox import kinematics, language, plot, samples, wbosons
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("the-w")

sample = samples.get("cms7-w-munu")
table = sample.arrays()
print(sample.title)
print(_("{n} events with these columns:").format(n=len(table)), ", ".join(table.fields))

# %% [markdown]
# ## 1. What is missing?
#
# One row is one collision, and all energies and momenta are in **GeV**. `pt`, `eta`, `phi` and `Q` belong to the
# muon: its momentum across the beam, its direction, its charge.
#
# Before the collision the protons fly along the beam; *across* it there is no momentum. So there must be none
# afterwards, either. CMS adds up, as vectors, the transverse momenta of all particles that it sees. If the sum is not
# zero, something has escaped, with just the opposite momentum: the **missing transverse momentum**. Its size is
# `MET`, its direction `phiMET`.
#
# $$\vec p_\mathrm{T}^\mathrm{\,miss} = -\sum_\mathrm{vis} \vec p_\mathrm{T}$$
#
# **Task 1.** If the missing momentum is the neutrino's, the W had the sum of both: $\vec p_\mathrm{T}^{\,\mathrm{W}}
# = \vec p_\mathrm{T}^{\,\mu} + \vec p_\mathrm{T}^\mathrm{\,miss}$. How large is it in the first event?
#
# <details><summary>Hint</summary>
#
# A vector of size $p$ and angle $\phi$ has the components $p\cos\phi$ and $p\sin\phi$. Add the components, then use
# Pythagoras. The angles are in radians, which is what `np.cos` wants.
#
# </details>

# %%
# The first event for which task 2 has a solution: in the real table that is the very first one.
chosen = int(np.argmax(kinematics.transverse_mass(table.pt, table.phi, table.MET, table.phiMET) < 80))
first = table[chosen]
print(f"muon:    pt  = {first.pt:.2f} GeV   phi    = {first.phi:.3f}   eta = {first.eta:.3f}")
print(f"missing: MET = {first.MET:.2f} GeV   phiMET = {first.phiMET:.3f}")

# solution:begin
wx = first.pt * np.cos(first.phi) + first.MET * np.cos(first.phiMET)
wy = first.pt * np.sin(first.phi) + first.MET * np.sin(first.phiMET)
boson_pt = np.hypot(wx, wy)
# solution:instead
# # Your turn: the components of the sum, then its size in GeV.
# boson_pt = None
# solution:end

check("boson_pt", boson_pt)

# %% [markdown]
# The muon and the neutrino fly nearly back to back, and the W itself was slow across the beam.
#
# ## 2. What remains unknown
#
# Why only *across* the beam? What collides is not really two protons, but one quark or gluon out of each. Each
# carries an unknown part of its proton's momentum *along* the beam, and the rest of the protons disappears down the
# beam pipe, unmeasured. So nobody knows how much momentum along the beam there was to begin with. The neutrino's
# $p_z$ cannot be found as what is missing.
#
# Could we work it out if we knew the mass $M$ of the W? The invariant mass of the muon and the neutrino must be $M$.
# Solved for $p_z^\nu$ (both masses are so small that we leave them out), this is a quadratic equation:
#
# $$p_z^\nu = \frac{A\,p_z^\mu \pm E^\mu\sqrt{A^2 - \left(p_\mathrm{T}^\mu\,p_\mathrm{T}^\mathrm{miss}\right)^2}}
# {\left(p_\mathrm{T}^\mu\right)^2}, \qquad A = \frac{M^2}{2} + p_\mathrm{T}^\mu\,
# p_\mathrm{T}^\mathrm{miss}\cos\Delta\phi$$
#
# Here $\Delta\phi$ is the angle between the two around the beam, $p_z^\mu = p_\mathrm{T}^\mu\sinh\eta$ and $E^\mu =
# p_\mathrm{T}^\mu\cosh\eta$.
#
# **Task 2.** Which two values can the neutrino's $p_z$ have in the first event, with $M$ = 80.37 GeV? Enter the lower
# and the upper one.
#
# <details><summary>Hint</summary>
#
# Work out `A` first and print it: with the real data it is about 1912 GeV². Then the root, and then the two values.
# `np.sinh`, `np.cosh` and `np.sqrt` do the rest.
#
# </details>

# %%
w_mass_pdg = 80.3692

# solution:begin
A = w_mass_pdg**2 / 2 + first.pt * first.MET * np.cos(first.phi - first.phiMET)
muon_pz = first.pt * np.sinh(first.eta)
muon_energy = first.pt * np.cosh(first.eta)
root = np.sqrt(A**2 - (first.pt * first.MET) ** 2)
pz_low = (A * muon_pz - muon_energy * root) / first.pt**2
pz_high = (A * muon_pz + muon_energy * root) / first.pt**2
# solution:instead
# # Your turn: A, the root, and both values in GeV.
# pz_low = None
# pz_high = None
# solution:end

check("pz_low", pz_low)
check("pz_high", pz_high)

# %% [markdown]
# Two answers, and nothing in the event says which one is true. Worse: we had to put the mass in, so we cannot get it
# out. We need a quantity that does without $p_z$.
#
# ## 3. The transverse mass
#
# Leave out everything along the beam, and do with the rest what one does for an invariant mass:
#
# $$m_\mathrm{T} = \sqrt{2\,p_\mathrm{T}^\mu\,p_\mathrm{T}^\mathrm{miss}\,(1 - \cos\Delta\phi)}$$
#
# This **transverse mass** is never larger than the real mass. (Look at the root in section 2: it exists only if $A
# \ge p_\mathrm{T}^\mu\,p_\mathrm{T}^\mathrm{miss}$, and that is the same as $m_\mathrm{T} \le M$. Try it!) Fly along
# the beam with the W, so that it seems at rest: if it decays across the beam, $m_\mathrm{T} = M$; if it decays along
# the beam, $m_\mathrm{T}$ is small.

# %% [markdown]
# ![A W boson at rest decays. The beam is a horizontal line. Nine arrows of equal length leave the centre at nine
# angles, from along the beam to across it. On a vertical scale beside it nine points show how long each arrow is
# across the beam: the points crowd together at the upper end of the scale.](edge.svg)

# %% [markdown]
# The picture shows why this is useful. For many directions of the decay the part across the beam is nearly the whole.
# So the events pile up just below $m_\mathrm{T} = M$, and beyond it there are none: the distribution ends with a
# sharp **edge**. A mathematician would say: the derivative $\mathrm{d}\theta/\mathrm{d}m_\mathrm{T}$ is infinite
# there, so it is called a **Jacobian** edge. Already the first W bosons at CERN were weighed in this way.
#
# **Task 3.** Compute $m_\mathrm{T}$ of all events. Enter that of the first event, and the number of events with
# $m_\mathrm{T}$ **above** the mass of the W.
#
# <details><summary>Hint</summary>
#
# Write the formula with `table.pt`, `table.MET`, `table.phi - table.phiMET`, and it is worked out for all rows at
# once; `mt[chosen]` is that of the first event. The angle sits inside a cosine, so it need not be wrapped into the
# range from $-\pi$ to $\pi$. Count with `np.sum`.
#
# </details>

# %%
# solution:begin
mt = np.sqrt(2 * table.pt * table.MET * (1 - np.cos(table.phi - table.phiMET)))
mt_first = mt[chosen]
above_mass = np.sum(mt > w_mass_pdg)
# solution:instead
# # Your turn: the transverse mass of all events, that of the first one, and how many lie above the mass of the W.
# mt = None
# mt_first = None
# above_mass = None
# solution:end

check("mt_first", mt_first)
check("above_mass", above_mass)

# %% [markdown]
# More than one event in five lies where none should be! Keep this in mind; it will cost us dearly in section 5.

# %%
# From here on the notebook uses the package's own function, so that you can go on even if a task is open.
all_mt = np.asarray(kinematics.transverse_mass(table.pt, table.phi, table.MET, table.phiMET))

figure, axes = plot.figure()
spectrum = plot.histogram(all_mt, np.arange(0, 131, 5))
plot.data_points(axes, spectrum)
axes.axvline(w_mass_pdg, color=plot.OKABE_ITO["vermilion"], linestyle="--", label=_("mass of the W (PDG)"))
axes.set_ylim(0, None)
plot.axis_labels(axes, _("transverse mass"), "GeV", 5)
plot.legend(axes, loc="upper left")
plot.stamp(axes, sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With the real data: points with error bars from 0 to 130 GeV in steps of 5 GeV. Below 45 GeV there is next to
# nothing. From 45 GeV on the counts rise from 17 to about 150 a bin at 65 to 80 GeV. There they fall: 127, 62, 20,
# 11, and next to nothing beyond 100 GeV. A dashed line marks the mass of the W, 80.4 GeV; the fall goes on for 10 GeV
# beyond it.
#
# </details>
#
# <details><summary>And why is there nothing on the left?</summary>
#
# Decays along the beam give a small $m_\mathrm{T}$, so there should be events. But whoever made this table had
# already selected: every muon has at least 25 GeV and lies within $|\eta| < 2.1$, and there must have been a cut
# close to $m_\mathrm{T}$ = 50 GeV. The table does not say so; the data show it.
#
# There is a good reason for such a cut. Most muons at the LHC come out of **jets**, where a b or c quark has decayed.
# Physicists call this the **QCD background**. There the neutrino is soft and flies beside the muon, so $m_\mathrm{T}$
# is small. What is left of this background here cannot be found from the table alone. A measurement estimates it from
# the data, for instance from muons with many other particles around them.
#
# </details>
#
# ## 4. More plus than minus
#
# A $\mathrm{W}^+$ gives a $\mu^+$, a $\mathrm{W}^-$ a $\mu^-$. The column `Q` is the charge, so you can count both.
#
# **Task 4.** How many of each are there? How large is the ratio $R = N_+/N_-$, and how large is its uncertainty?
#
# <details><summary>Hint</summary>
#
# A count $N$ fluctuates by $\sqrt N$; *relatively*, that is $1/\sqrt N$. For a ratio, the relative uncertainties are
# added in quadrature: $\sigma_R = R\,\sqrt{1/N_+ + 1/N_-}$.
#
# </details>

# %%
# solution:begin
plus = np.sum(table.Q > 0)
minus = np.sum(table.Q < 0)
ratio = plus / minus
ratio_error = ratio * np.sqrt(1 / plus + 1 / minus)
# solution:instead
# # Your turn: count both charges, then the ratio and its uncertainty.
# plus = None
# minus = None
# ratio = None
# ratio_error = None
# solution:end

check("plus", plus)
check("minus", minus)
check("ratio", ratio)
check("ratio_error", ratio_error)

# %% [markdown]
# Is that more than chance? Suppose both charges were equally probable. Then each event is like the toss of a coin,
# and of $N$ tosses heads come up $N/2$ times, give or take $\sqrt{N}/2$. So the difference $N_+ - N_-$ would be 0,
# give or take $\sqrt N$.
#
# **Task 5.** How many of these standard deviations is $N_+ - N_-$ away from 0?
#
# <details><summary>Hint</summary>
#
# Here $N = N_+ + N_-$ is the number of all events.
#
# </details>

# %%
# solution:begin
difference = (plus - minus) / np.sqrt(plus + minus)
# solution:instead
# # Your turn: the difference in standard deviations.
# difference = None
# solution:end

check("difference", difference)

# %% [markdown]
# With the real data: more than five. This is no accident. Charge is conserved: to make a $\mathrm{W}^+$, a quark of
# charge $+2/3$ and an antiquark of charge $+1/3$ must meet, mostly $\mathrm{u}\,\bar{\mathrm{d}} \to \mathrm{W}^+$;
# for the other one, $\mathrm{d}\,\bar{\mathrm{u}} \to \mathrm{W}^-$. A proton consists of **two u quarks and one d
# quark** (valence quarks). The antiquarks come from the *sea* of pairs of quarks and antiquarks that fills the
# proton. There are more u quarks than d quarks to be met, so there are more $\mathrm{W}^+$. You have just looked into
# the proton.
#
# <details><summary>Why is the ratio not 2?</summary>
#
# Because not every quark that takes part is a valence quark. A W at 7 TeV needs quarks that carry about $80/7000
# \approx$ 1 % of their proton's momentum. There are many sea quarks there, and the sea holds nearly as many d as u. A
# part of the W bosons even comes from s and c quarks, equally often for both charges. At still higher collision
# energies the sea matters more: at 13 TeV, ATLAS found 1.295 ± 0.010 (for muons and electrons that it can measure,
# Phys. Lett. B 759 (2016) 601).
#
# </details>
#
# CMS published for the same year, with all W bosons of 2010 to electrons and muons (JHEP 10 (2011) 132), the ratio of
# the cross-sections $\sigma(\mathrm{W}^+)/\sigma(\mathrm{W}^-)$: **1.421 ± 0.006 (statistical) ± 0.014 (systematic) ±
# 0.029 (theory)**.
#
# The same three decimals as ours? That is luck: ours are only known to ±0.09. And the two numbers do not even mean
# the same. Theirs is the ratio of *all* W bosons that were made. Ours is the ratio of those which passed the
# selection, and $\mu^+$ and $\mu^-$ do not pass it equally often: because the weak force tells left from right, the
# $\mu^+$ is thrown more against the direction in which its W flies along the beam, the $\mu^-$ more along with it. To
# get from one to the other, CMS needs a simulation; this is where the ±0.029 comes from.
#
# How fast the W flies along the beam depends on which quark carries how much. So the surplus of $\mu^+$, the
# **asymmetry** $A = (N_+ - N_-)/(N_+ + N_-)$, should depend on $\eta$. The cell below draws it.

# %%
figure, axes = plot.figure()
eta_edges = np.array([0.0, 0.7, 1.4, 2.1])
for low, high in pairwise(eta_edges):
    inside = (np.abs(table.eta) >= low) & (np.abs(table.eta) < high)
    n_plus, n_minus = np.sum(inside & (table.Q > 0)), np.sum(inside & (table.Q < 0))
    n = n_plus + n_minus
    asymmetry = (n_plus - n_minus) / n
    error = np.sqrt((1 - asymmetry**2) / n)
    print(f"{low:.1f} < |eta| < {high:.1f}:  N+ = {n_plus}  N- = {n_minus}  A = {asymmetry:.2f} ± {error:.2f}")
    axes.errorbar((low + high) / 2, asymmetry, xerr=(high - low) / 2, yerr=error, fmt="o", color="black")
axes.axhline(0, color=plot.OKABE_ITO["vermilion"], linewidth=1)
axes.set_xlim(0, 2.1)
axes.set_ylim(-0.05, 0.4)
axes.set_xlabel(_("muon |η|"))
axes.set_ylabel(_("charge asymmetry A"))
plot.stamp(axes, sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With the real data: three points, at |η| from 0 to 0.7, to 1.4 and to 2.1. They lie at 0.11, 0.21 and 0.20, each
# with an uncertainty of 0.05. A line marks zero.
#
# </details>
#
# Our points are not good enough to say that the asymmetry rises: the first two differ by 0.10, give or take 0.08.
# With many more events of 2011, CMS saw that it does: from about 0.1 to 0.2 (for electrons, Phys. Rev. Lett. 109
# (2012) 111806). Such measurements tell how quarks share a proton's momentum.
#
# ## 5. How heavy is the W?
#
# The transverse mass should break off at the mass of the W. So read off where it does!
#
# **Task 6.** In bins of 5 GeV, where do the counts fall to **half** of the highest bin? Go from bin centre to bin
# centre along a straight line.
#
# <details><summary>Hint</summary>
#
# Find two neighbouring bins, one above half of the highest one and the next one below it. If they are at $x_1$ and
# $x_2$ with counts $n_1$ and $n_2$, the line reaches the height $h$ at $x_1 + (x_2 - x_1)\,(n_1 - h)/(n_1 - n_2)$.
#
# </details>

# %%
spectrum = plot.histogram(all_mt, np.arange(50, 111, 5))
counts, centres = spectrum.values(), spectrum.axes[0].centers
for centre, count in zip(centres, counts, strict=True):
    print(f"{centre:6.1f} GeV  {count:4.0f}")

# solution:begin
half = np.max(counts) / 2
last = np.max(np.nonzero(counts >= half))
edge = centres[last] + 5 * (counts[last] - half) / (counts[last] - counts[last + 1])
# solution:instead
# # Your turn: the position of the edge in GeV.
# edge = None
# solution:end

check("edge", edge)

# %% [markdown]
# That is about 6 GeV too heavy, and the statistics are not to blame. Three effects smear the edge:
#
# - **Resolution.** The missing momentum is a sum over *hundreds* of particles, each measured a little wrongly. This
#   is the largest effect by far.
# - **Width.** The W lives so briefly that its mass is uncertain by about 2 GeV.
# - **Push.** The W usually flies a little across the beam, too, because gluons have kicked it. This hardly matters
#   for the transverse mass, which is one reason for using it.
#
# So an edge is not simply read off; one compares with a **simulation** that has all these effects in it.
# `wbosons.simulate(mass, resolution)` is a very small one: it lets W bosons decay and smears each component of the
# missing momentum by the given resolution, in GeV.

# %%
edges = np.arange(60, 101, 2.5)


def simulated_parts(mass, resolution, **options):
    """Part of the simulated events in each bin of the transverse mass, after the same cuts as in the data."""
    decays = wbosons.simulate(mass, resolution, **options)
    chosen = decays.where((decays.pt > 25) & (decays.transverse_mass > 50))
    filled = plot.histogram(chosen.transverse_mass, edges).values()
    return filled / filled.sum()


figure, axes = plot.figure()
data_spectrum = plot.histogram(all_mt, edges)
observed = data_spectrum.values()
plot.data_points(axes, data_spectrum)
for resolution, push, style, colour, label in (
    (0.0, 0.0, "--", "green", _("toy W of 80.4 GeV, perfect detector")),
    (7.0, 7.0, "-", "vermilion", _("toy W of 80.4 GeV, resolution 7 GeV")),
):
    parts = simulated_parts(w_mass_pdg, resolution, push=push)
    axes.stairs(
        parts * observed.sum(), edges, color=plot.OKABE_ITO[colour], linestyle=style, linewidth=1.8, label=label
    )
axes.set_ylim(0, 1.4 * axes.get_ylim()[1])
plot.axis_labels(axes, _("transverse mass"), "GeV", 2.5)
plot.legend(axes, loc="upper right")
plot.stamp(axes, sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With the real data, from 60 to 100 GeV in steps of 2.5 GeV. The points stay near 75 a bin up to 80 GeV and then fall
# gently to 5 a bin. The dashed line, for a perfect detector, climbs to twice the height of the points just below 80
# GeV and has dropped nearly to nothing at 85 GeV. The full line, with a resolution of 7 GeV, goes through the points.
#
# </details>
#
# Now let the simulation find the mass. For each mass it gives the part $p_i$ of the events that belongs into bin $i$.
# The probability of finding our counts $n_i$ is proportional to $p_1^{n_1}\,p_2^{n_2}\cdots$. Instead of this tiny
# number one uses
#
# $$D = -2 \sum_i n_i \ln p_i$$
#
# The mass at which $D$ is smallest fits best. One standard deviation away from it, $D$ is larger by 1.
#
# **Task 7.** Complete `disagreement`, then run the cell. Which mass comes out, with which statistical uncertainty, if
# the resolution is 7 GeV?
#
# <details><summary>Hint</summary>
#
# `simulated_parts(mass, resolution)` gives all $p_i$, `observed` holds all $n_i$; `np.log` is the natural logarithm.
# One line with `np.sum` is enough.
#
# </details>


# %%
def disagreement(mass, resolution):
    """D for a W of this mass (GeV), if the missing momentum has this resolution (GeV)."""
    # solution:begin
    return -2 * np.sum(observed * np.log(simulated_parts(mass, resolution)))
    # solution:instead
    # # Your turn: replace None.
    # return None
    # solution:end


def best_mass(resolution):
    """The mass with the smallest D and its statistical uncertainty, from a parabola through D near the minimum."""
    masses = np.arange(77, 84.1, 0.5)
    values = [disagreement(mass, resolution) for mass in masses]
    if values[0] is None:
        return None, None
    lowest = int(np.argmin(values))
    near = slice(max(0, lowest - 4), lowest + 5)
    square, slope, _constant = np.polyfit(masses[near], np.array(values)[near], 2)
    if square <= 0 or lowest in (0, len(masses) - 1):
        print(_("No minimum between 77 and 84 GeV: there is no result."))
        return None, None
    return -slope / (2 * square), 1 / np.sqrt(square)


w_mass, w_mass_error = best_mass(7.0)
if w_mass is not None:
    print(_("mass {mass:.2f} ± {error:.2f} GeV (statistical)").format(mass=w_mass, error=w_mass_error))

check("w_mass", w_mass)
check("w_mass_error", w_mass_error)

# %% [markdown]
# That agrees with the world's average, 80.3692 ± 0.0133 GeV (Particle Data Group, 2024). Be suspicious: who said that
# the resolution is 7 GeV? We did, because it fits.
#
# **Task 8.** How far does the mass move if the resolution is 8 GeV instead of 7 GeV? (8 minus 7, in GeV.)
#
# <details><summary>Hint</summary>
#
# Call `best_mass(8.0)`. It gives the mass and its uncertainty; take the first of the two.
#
# </details>

# %%
# solution:begin
shift = best_mass(8.0)[0] - w_mass
# solution:instead
# # Your turn: the mass for 8 GeV minus the mass for 7 GeV.
# shift = None
# solution:end

check("shift", shift)

# %% [markdown]
# A resolution that is wrong by a single GeV moves the W by more than its whole statistical uncertainty. An honest
# result must say so. With the real data, and if we know the resolution to 1 GeV: **80.6 ± 0.5 (statistical) ± 0.8
# (resolution) ± ? GeV**.
#
# And what is behind the question mark? Think first, then open:
#
# <details><summary>What have we left out?</summary>
#
# - The **scale** of the missing momentum: if it is measured 1 % too large, the mass comes out about 0.4 GeV too
#   heavy.
# - **Background.** We took all events for W bosons decaying into a muon and a neutrino. But some are
#   $\mathrm{W}\to\tau \nu$ with a muon from the τ, some are Z bosons of which one muon was missed, some are from
#   jets.
# - The toy simulation itself: no detector, no radiation, the W's motion along the beam left out although muons beyond
#   $|\eta|$ = 2.1 are lost.
# - We chose 7 GeV by looking at the very data that we then fitted. The right way is to measure the resolution
#   elsewhere: in events with a Z that decays into two muons, nothing is missing, and what seems to be missing *is*
#   the resolution.
#
# In 2024, after years of work, CMS gave 80.3602 ± 0.0099 GeV (arXiv:2412.13872). It used about a hundred million
# decays, and only the momentum of the muon: it is measured far better than the missing one.
#
# </details>
#
# ## What you have learnt
#
# - Momentum is conserved: what is missing across the beam tells of the invisible. Along the beam it tells nothing.
# - A quantity that is never larger than the mass has an edge there; resolution smears every edge.
# - A ratio of counts needs an uncertainty, and two ratios may only be compared if they mean the same.
# - More $\mathrm{W}^+$ than $\mathrm{W}^-$: the proton holds more u quarks than d quarks.
# - A precise result with a badly known resolution is not a precise result.
#
# **Data:** CMS collaboration, W bosons to a muon and a neutrino, events of 2010, record 309 of the CERN Open Data
# portal, DOI 10.7483/OPENDATA.CMS.SQG7.44B9, CC0. They were selected for education, without the experiment's final
# calibration.
