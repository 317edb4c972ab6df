# %% [markdown]
# # Invariant mass: weighing what is no longer there
#
# How do you weigh something that falls apart before you can put it on a scale? A J/ψ lives for about $10^{-20}$ s, a Z
# boson for less than $10^{-24}$ s. No detector ever sees them; they decay long before they could reach it. But if two
# muons come out of the decay, those cross the whole detector and are measured well.
#
# Energy and momentum are conserved. So what the two muons carry *together* is exactly what their parent had. And from
# energy and momentum follows the mass, for a muon, for a football, and for a particle that is gone. You will do it
# once with pencil and paper, then for fifty thousand pairs that the CMS experiment recorded in 2011.

# %% [markdown]
# ![Left: a parent particle decays in flight into a negative and a positive muon. Middle: the momenta of the two muons
# are put head to tail; the arrow from the start to the end is the momentum of the parent. Right: a right triangle with
# the energy as hypotenuse, momentum and mass as legs.](process.svg)

# %% [markdown]
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: real open data, or practice simulation.

# %%
import matplotlib.pyplot as plt
import numpy as np
import vector

from lhcbox import language, plot, samples
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("invariant-mass")

jpsi_sample = samples.get("cms7-dimuon-jpsi")
upsilon_sample = samples.get("cms7-dimuon-upsilon")
z_sample = samples.get("cms7-dimuon-z")
for sample in (jpsi_sample, upsilon_sample, z_sample):
    print(sample.title, "|", sample.events, "|", sample.label)

# %% [markdown]
# ## 1. One pair, with pencil and paper
#
# Einstein's relation for every free body, with $c = 1$ (so that energy, momentum and mass are all in GeV), is
#
# $$E^2 = p^2 + m^2 \qquad\Longrightarrow\qquad m = \sqrt{E^2 - p_x^2 - p_y^2 - p_z^2}$$
#
# It is Pythagoras' theorem of the triangle above. Put together, the four numbers $(E, p_x, p_y, p_z)$ are called a
# **four-vector**. Two bodies together have the four-vector that you get by adding each of the four numbers; its mass
# is the **invariant mass** of the pair.
#
# In the J/ψ table each row is a pair. The columns that end in 1 belong to the first muon, those that end in 2 to the
# second one. This is the first row:

# %%
jpsi = jpsi_sample.arrays()
pair = jpsi[0]
for name in ("E", "px", "py", "pz"):
    print(f"{name:>2}   {pair[name + '1']:9.4f}   {pair[name + '2']:9.4f}   GeV")

# %% [markdown]
# **Task 1.** Take a pencil (a pocket calculator is allowed for the squares and the root). What is the total energy of
# the pair? What is its mass? Use all four decimals until the end.
#
# <details><summary>Hint</summary>
#
# First add, then square: $E = E_1 + E_2$, $p_x = p_{x1} + p_{x2}$ and so on, with their signs. Then
# $m^2 = E^2 - p_x^2 - p_y^2 - p_z^2$. In Python: `energy = pair.E1 + pair.E2`, and `x**2` is the square of `x`.
#
# </details>

# %%
# solution:begin
energy = pair.E1 + pair.E2
px, py, pz = pair.px1 + pair.px2, pair.py1 + pair.py2, pair.pz1 + pair.pz2
pencil_mass = np.sqrt(energy**2 - px**2 - py**2 - pz**2)
# solution:instead
# # Your turn: your two numbers in GeV, or the commands for them.
# energy = None
# pencil_mass = None
# solution:end

check("energy", energy)
check("pencil_mass", pencil_mass)

# %% [markdown]
# <details><summary>Two things to wonder about</summary>
#
# **Masses do not add up.** A muon has a mass of 0.106 GeV, two have 0.211 GeV. The pair has fifteen times as much.
# What the parent's mass has become is mostly the energy with which the two muons fly apart.
#
# **Why so many decimals?** Energy squared and momentum squared are large and nearly equal, and the mass is in their
# small difference. With the real data they are 896 and 887 GeV²; whoever rounds to one decimal first finds a mass of
# 3.8 GeV instead of 3.1 GeV.
#
# </details>
#
# ## 2. Why *invariant*?
#
# Measure again from a spaceship that flies along the beam (the $z$ axis) with 60 % of the speed of light, $\beta =
# 0.6$. It sees another energy and another momentum along $z$:
#
# $$E' = \gamma\,(E - \beta p_z) \qquad p_z' = \gamma\,(p_z - \beta E)
# \qquad \gamma = \frac{1}{\sqrt{1-\beta^2}} = 1.25$$
#
# Nothing changes across the flight: $p_x$ and $p_y$ stay as they are.
#
# **Task 2.** Which total energy does the spaceship find for your pair, and which mass?
#
# <details><summary>Hint</summary>
#
# Take the *sums* $E$ and $p_z$ of task 1. Work out $E'$ and $p_z'$ with the old values on the right, and only then the
# mass from $E'$, $p_x$, $p_y$, $p_z'$.
#
# </details>

# %%
beta, gamma = 0.6, 1.25

# solution:begin
moving_energy = gamma * (energy - beta * pz)
moving_pz = gamma * (pz - beta * energy)
moving_mass = np.sqrt(moving_energy**2 - px**2 - py**2 - moving_pz**2)
# solution:instead
# # Your turn: energy and mass of the pair, as seen from the spaceship.
# moving_energy = None
# moving_mass = None
# solution:end

check("moving_energy", moving_energy)
check("moving_mass", moving_mass)

# %% [markdown]
# The energy is another one, the mass is the same. Think of a stick that you turn: its shadows on the wall and on the
# floor get longer and shorter, its length stays. The mass is the "length" of the four-vector, with a minus sign where
# Pythagoras has a plus. All observers agree on it, so it belongs to the particle and not to the observer. Hence it
# tells us *which* particle it was.
#
# ## 3. What a detector measures
#
# A detector gives neither $p_x$ nor an energy of the muon. It gives the momentum across the beam $p_\mathrm{T}$ (from
# the curvature in the magnetic field), the angle $\phi$ around the beam, and the pseudorapidity $\eta$, which says how
# steeply the muon flies ($\eta = 0$: across the beam; large $|\eta|$: along it). The table of the Z bosons holds only
# these. The energy follows if one knows *that it is a muon*, and thus its mass:
#
# $$p_x = p_\mathrm{T}\cos\phi \qquad p_y = p_\mathrm{T}\sin\phi \qquad p_z = p_\mathrm{T}\sinh\eta
# \qquad E = \sqrt{p_x^2 + p_y^2 + p_z^2 + m_\mu^2}$$
#
# **Task 3.** Compute the mass of the first pair in the Z table.
#
# <details><summary>Hint</summary>
#
# `pt`, `eta`, `phi` hold two numbers each, one for each muon; Python computes with both at once. Call the components
# `x`, `y`, `z`, so that those of task 1 stay as they are; `np.sum(x)` adds the two. `np.cos`, `np.sin`, `np.sinh`,
# `np.sqrt` are the functions.
#
# </details>

# %%
z_table = z_sample.arrays()
row = z_table[0]
pt, eta, phi = (np.array([row[name + "1"], row[name + "2"]]) for name in ("pt", "eta", "phi"))
muon_mass = 0.10566
print("pt  =", pt, "GeV")
print("eta =", eta)
print("phi =", phi)

# solution:begin
x, y, z = pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta)
e = np.sqrt(x**2 + y**2 + z**2 + muon_mass**2)
first_z = np.sqrt(np.sum(e) ** 2 - np.sum(x) ** 2 - np.sum(y) ** 2 - np.sum(z) ** 2)
# solution:instead
# # Your turn: components and energies of both muons, then the mass of the pair.
# first_z = None
# solution:end

check("first_z", first_z)

# %% [markdown]
# ## 4. All pairs at once
#
# Nobody wants to do that ten thousand times. The library `vector` knows these equations. `vector.zip` makes a
# four-vector of each row; two of them are added with `+`; the sum has a `.mass`.
#
# A Z boson has no electric charge, so its two muons have opposite charges, and the product of the two is negative.
# `Q1` and `Q2` are the charges.
#
# **Task 4.** Compute the masses of all pairs in the Z table. How many pairs *of opposite charge* lie between 86 and 96
# GeV? And how many pairs of equal charge does the whole table hold?
#
# <details><summary>Hint</summary>
#
# `z_masses = (muon1 + muon2).mass`. Conditions are combined with `&`, each in brackets: `(a > 86) & (a < 96) & (b <
# 0)`. Count with `np.sum`.
#
# </details>

# %%
muon1, muon2 = (
    vector.zip(
        {
            "pt": z_table["pt" + number],
            "eta": z_table["eta" + number],
            "phi": z_table["phi" + number],
            "mass": np.full(len(z_table), muon_mass),
        }
    )
    for number in ("1", "2")
)

# solution:begin
z_masses = (muon1 + muon2).mass
near_the_z = np.sum((z_masses > 86) & (z_masses < 96) & (z_table.Q1 * z_table.Q2 < 0))
equal_charges = np.sum(z_table.Q1 * z_table.Q2 > 0)
# solution:instead
# # Your turn: the mass of every pair, how many pairs of opposite charge lie between 86 and 96 GeV, and how many
# # pairs of equal charge there are.
# z_masses = None
# near_the_z = None
# equal_charges = None
# solution:end

check("near_the_z", near_the_z)
check("equal_charges", equal_charges)

# %%
# From here on the notebook computes the masses itself, so that you can go on even if a task is open.
opposite = (z_table.Q1 * z_table.Q2 < 0).to_numpy()
z_all = (muon1 + muon2).mass.to_numpy()

figure, axes = plot.figure()
plot.data_points(axes, plot.histogram(z_all[opposite], np.linspace(60, 120, 121)), _("opposite charges"))
equal = plot.histogram(z_all[~opposite], np.linspace(60, 120, 121))
orange = plot.OKABE_ITO["orange"]
axes.stairs(equal.values(), equal.axes[0].edges, fill=True, color=orange, label=_("equal charges"))
plot.axis_labels(axes, _("mass of the muon pair"), "GeV", 0.5)
axes.set_ylim(0, None)
plot.legend(axes)
plot.stamp(axes, z_sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With the real data: points from 60 to 120 GeV, about thirty events per half GeV on the left, a few on the right,
# and one tall peak of 720 events near 91 GeV, about 4 GeV wide. Pairs of equal charge, filled, are hardly there: a
# few on the left, next to none below the peak.
#
# </details>
#
# The pairs of equal charge are useful, although they cannot come from a Z boson: they show how many pairs are there by
# coincidence. Below the peak there are next to none.
#
# ## 5. J/ψ: how well do we hit it?
#
# The J/ψ table holds energies and components, so four-vectors can be made of them directly.
#
# **Task 5.** How many pairs lie between 3.0 and 3.2 GeV? Take the mean of their masses. By how many **per cent** is it
# off the value of the Particle Data Group (PDG), 3.0969 GeV? Give it a sign: negative if yours is lighter.
#
# <details><summary>Hint</summary>
#
# `inside = (jpsi_masses > 3.0) & (jpsi_masses < 3.2)` is a mask; `np.sum(inside)` counts, `jpsi_masses[inside]` are
# the masses that you want, and `np.mean` is their mean. Per cent: `100 * (yours - theirs) / theirs`.
#
# </details>


# %%
def masses_of(table):
    """Mass of every pair of a table with energies and components, GeV."""
    first, second = (
        vector.zip({"E": table["E" + n], "px": table["px" + n], "py": table["py" + n], "pz": table["pz" + n]})
        for n in ("1", "2")
    )
    return (first + second).mass.to_numpy()


jpsi_masses = masses_of(jpsi)
pdg_jpsi = 3.0969

# solution:begin
inside = (jpsi_masses > 3.0) & (jpsi_masses < 3.2)
jpsi_pairs = np.sum(inside)
jpsi_mean = np.mean(jpsi_masses[inside])
per_cent = 100 * (jpsi_mean - pdg_jpsi) / pdg_jpsi
# solution:instead
# # Your turn: pairs from 3.0 to 3.2 GeV, their mean mass, and by how many per cent it is off.
# jpsi_pairs = None
# jpsi_mean = None
# per_cent = None
# solution:end

check("jpsi_pairs", jpsi_pairs)
check("jpsi_mean", jpsi_mean)
check("per_cent", per_cent)

# %% [markdown]
# <details><summary>Is that good?</summary>
#
# With the real data the mean is 0.13 % too low: one part in eight hundred. That is a fine measurement, and yet it is
# no chance: ten thousand pairs fix the mean to 0.01 %, so it is off by about ten times that. The events lack the
# experiment's last corrections, for instance for the energy that a muon loses on its way through the detector's
# material and for the exact strength of the magnetic field. And sometimes a muon radiates a photon, which then is
# missing from the sum. Such an effect, which pushes all events the same way, is called **systematic**. CMS itself
# used the known mass of the J/ψ to find and remove it: a known particle becomes the yardstick for unknown
# ones.
#
# </details>
#
# ## 6. ϒ: three brothers
#
# The ϒ (upsilon) is a bottom quark bound to its antiquark. As in an atom there are excited states, with more energy
# and therefore with more mass: ϒ(1S), ϒ(2S), ϒ(3S).

# %%
upsilon_masses = masses_of(upsilon_sample.arrays())

figure, axes = plot.figure()
plot.data_points(axes, plot.histogram(upsilon_masses, np.linspace(8.5, 11.0, 51)))
plot.axis_labels(axes, _("mass of the muon pair"), "GeV", 0.05)
axes.set_ylim(0, None)
plot.stamp(axes, upsilon_sample)
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With the real data: on a background of 100 events per 0.05 GeV on the left and 250 on the right stands a tall peak
# of 700 events between 9.4 and 9.5 GeV. To the right of it are two smaller ones, with 400 events near 10.0 GeV and
# with 370 events near 10.35 GeV; the valley between these two is not deep.
#
# </details>
#
# **Task 6.** Read off where the first and the second peak are.
#
# <details><summary>Hint</summary>
#
# The middle of the highest points is good enough. A ruler on the screen helps.
#
# </details>

# %%
# solution:begin
upsilon_1s = 9.46
upsilon_2s = 10.01
# solution:instead
# # Your turn: the positions of the first two peaks in GeV.
# upsilon_1s = None
# upsilon_2s = None
# solution:end

check("upsilon_1s", upsilon_1s)
check("upsilon_2s", upsilon_2s)

# %% [markdown]
# ## 7. What is the width of a peak?
#
# All J/ψ are made alike. Why is their peak no thin line? There are two reasons, and they are quite different:
#
# - **Natural width.** What lives only for a time $\tau$ has no sharp mass; the shorter it lives, the wider its curve.
#   This is quantum physics and would be there in a perfect detector. The full width at half height is called $\Gamma$:
#
# $$\Gamma = \frac{\hbar}{\tau} \qquad \hbar = 6.58\times 10^{-25}\ \mathrm{GeV\,s}$$
#
# - **Resolution.** The detector measures every momentum a little too large or too small, by one or two per cent, and
#   the mass with it. This is our doing; a better detector has less of it.

# %% [markdown]
# ![Two rows. For the J/psi nature makes a line as thin as a needle; the detector adds a broad bell; what we see is the
# bell. For the Z nature makes a broad curve; the detector adds a bell of about the same width; what we see is broader
# than both.](widths.svg)

# %% [markdown]
# | particle | mass in GeV (PDG) | natural width $\Gamma$ (PDG) | lifetime $\hbar/\Gamma$ |
# |---|---|---|---|
# | J/ψ | 3.09690 | 0.0000926 GeV | $7\times 10^{-21}$ s |
# | ϒ(1S) | 9.4604 | 0.0000540 GeV | $1\times 10^{-20}$ s |
# | Z | 91.188 | 2.4955 GeV | $3\times 10^{-25}$ s |
#
# A simple measure of a peak's width is its **full width at half height**: how wide is the peak at half of its height?
#
# **Task 7.** Measure it for the J/ψ and for the Z: count the bins that are higher than half of the highest bin, and
# multiply by the width of a bin. How many times its natural width is the J/ψ peak wide?
#
# <details><summary>Hint</summary>
#
# `jpsi_counts` are the heights, one for each bin. `np.sum(jpsi_counts > max(jpsi_counts) / 2)` counts the bins above
# half height. The bins are 0.01 GeV wide for the J/ψ and 0.5 GeV for the Z.
#
# </details>

# %%
jpsi_peak = plot.histogram(jpsi_masses, np.linspace(2.8, 3.4, 61))
z_peak = plot.histogram(z_all[opposite], np.linspace(60, 120, 121))
jpsi_counts, z_counts = jpsi_peak.values(), z_peak.values()

figure, panels = plt.subplots(2, 1, figsize=(8.0, 7.6), layout="constrained")
for axes, peak, bin_width, sample in zip(
    panels, (jpsi_peak, z_peak), (0.01, 0.5), (jpsi_sample, z_sample), strict=True
):
    plot.data_points(axes, peak)
    half = max(peak.values()) / 2
    axes.axhline(half, color=plot.OKABE_ITO["vermilion"], linestyle="--", label=_("half height"))
    plot.axis_labels(axes, _("mass of the muon pair"), "GeV", bin_width)
    axes.set_ylim(0, None)
    plot.legend(axes)
    plot.stamp(axes, sample)
panels[1].set_xlim(80, 102)
plt.show()

# solution:begin
jpsi_width = np.sum(jpsi_counts > max(jpsi_counts) / 2) * 0.01
z_width = np.sum(z_counts > max(z_counts) / 2) * 0.5
times_natural = jpsi_width / 0.0000926
# solution:instead
# # Your turn: both widths in GeV, and how many times its natural width the J/ψ peak is wide.
# jpsi_width = None
# z_width = None
# times_natural = None
# solution:end

check("jpsi_width", jpsi_width)
check("z_width", z_width)
check("times_natural", times_natural)

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With the real data. Above: the J/ψ, a smooth bell of 1270 events at 3.09 GeV on hardly any background; at half height
# it reaches from 3.06 to 3.13 GeV. Below: the Z, a peak of 720 events at 91 GeV with longer tails; at half height it
# reaches from 88.5 to 93 GeV.
#
# </details>
#
# The J/ψ peak is hundreds of times as wide as the J/ψ itself: what we see is our detector, and nothing but. The Z peak
# is not even twice as wide as the Z: here we do see nature.
#
# ## 8. The proof
#
# Is there a way to *show* that a width comes from the detector? Yes: nature does not know in which direction the
# muons will fly, but the detector does. In its middle (small $|\eta|$) muons cross the field squarely and are
# measured best; near the beam (large $|\eta|$) they leave the field early and cross more material. If a peak is
# wider there, the detector makes it wide.
#
# **Task 8.** What is the full width at half height of the J/ψ peak if *both* muons have $|\eta| < 1$, and if both have
# $|\eta| > 1.2$?
#
# <details><summary>Hint</summary>
#
# `abs(jpsi.eta1)` is the amount of $\eta$ of the first muon. Make a mask with `&` for both muons and give it to
# `width_at_half_height`, which is task 7 as a function.
#
# </details>


# %%
def width_at_half_height(values, low, high, bin_width):
    """Full width at half height of the peak between low and high, in the unit of the values."""
    counts = plot.histogram(values, np.linspace(low, high, round((high - low) / bin_width) + 1)).values()
    return np.sum(counts > max(counts) / 2) * bin_width


# solution:begin
central = ((abs(jpsi.eta1) < 1) & (abs(jpsi.eta2) < 1)).to_numpy()
forward = ((abs(jpsi.eta1) > 1.2) & (abs(jpsi.eta2) > 1.2)).to_numpy()
central_width = width_at_half_height(jpsi_masses[central], 2.8, 3.4, 0.01)
forward_width = width_at_half_height(jpsi_masses[forward], 2.8, 3.4, 0.01)
# solution:instead
# # Your turn: the masks, then both widths in GeV.
# central_width = None
# forward_width = None
# solution:end

check("central_width", central_width)
check("forward_width", forward_width)

# %% [markdown]
# <details><summary>What does that tell us?</summary>
#
# With the real data the J/ψ peak is twice as wide for muons near the beam as for those in the middle: it is the
# resolution. Do the same with the Z table (`width_at_half_height(z_all[…], 60, 120, 0.5)`): 4.0 GeV in the middle, 5.5
# GeV near the beam. It becomes wider, too, but it does not double, because below it lies the natural width, which
# stays the same everywhere. No detector in the world makes the Z peak narrower than 2.5 GeV.
#
# </details>
#
# <details><summary>What would a poor detector see of the ϒ?</summary>
#
# Smear the masses with chance and look: `poor = upsilon_masses + np.random.default_rng(1).normal(0, 0.2,
# len(upsilon_masses))`. With 0.2 GeV the second and the third peak become one. In 1977, when the ϒ was discovered, it
# took better data to see that there are several states.
#
# </details>
#
# ## What you have learnt
#
# - Four-vectors are added component by component; $m^2 = E^2 - p^2$ of the sum is the mass of the parent.
# - The mass is the same for every observer; energy and momentum are not. And masses do not add up.
# - The width of a peak is natural width and resolution together. The J/ψ shows the detector, the Z shows nature.
# - A mean can be exact and yet wrong: systematic effects push all events the same way.
#
# **How to go on:** *The dimuon spectrum* has all these particles in one picture, and fits the Z with both widths.
#
# **Data:** CMS collaboration, dimuon events of 2011 at 7 TeV, record 545 of the CERN Open Data portal, CC0. Chosen
# by CMS for education, in windows of mass, without the experiment's final calibration. **Values:** S. Navas et al.
# (Particle Data Group), *Review of Particle Physics*, Phys. Rev. D 110, 030001 (2024).
