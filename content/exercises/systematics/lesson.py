# %% [markdown]
# # Systematics: the error that does not average out
#
# Measure a table a hundred times with a ruler. The results scatter; their mean gets better and better. But if the
# ruler itself is too short by half a per cent, all hundred results are wrong in the same direction, and no repetition
# helps. You will not even notice.
#
# The scatter is the **statistical** error. The ruler is the **systematic** one. In the lesson on the Z (number 14)
# you measured how often Z bosons are made, with a statistical error. It was only half of the answer. Here comes the
# other half: what if the detector's rulers are a little wrong?

# %% [markdown]
# ![Left: two targets. On the first, many dots scatter evenly around the centre: statistical. On the second, dots lie
# close together, but beside the centre: systematic. Right: how to find out. Take simulated leptons, change one thing,
# select again, compare with the unchanged result.](process.svg)

# %% [markdown]
# A systematic uncertainty cannot be read off the data. Somebody has to ask: *what might be wrong, and by how much?*
# Then one changes just this in the simulation, does **everything** again, and looks how far the result moves.
#
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: ATLAS Open Data, or practice simulation.

# %%
import awkward as ak
import matplotlib.pyplot as plt
import numpy as np

from lhcbox import comparison, language, objects, plot, samples, variations
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("systematics")

ELECTRON, MUON = 11, 13
DATA = "atlas13-2lep-data"
signal_names = {"ee": "atlas13-2lep-zee", "µµ": "atlas13-2lep-zmumu"}
background_names = [f"atlas13-2lep-{name}" for name in ("ztautau", "ttbar", "ww", "wz", "zz", "tw", "tbarw")]
names = [DATA, *signal_names.values(), *background_names]
lumi = comparison.luminosity(names)
print(samples.get(DATA).title, "|", samples.get(DATA).label)
print(_("luminosity: {lumi:.4f} per fb").format(lumi=lumi))

# %% [markdown]
# ## 1. What counting alone tells
#
# The selection is that of lesson 14: two good leptons above 25 GeV of the same flavour and opposite charge, with a
# mass within 25 GeV of the Z. It stands in a function that can do one thing more: `change` is applied to the leptons
# **before** anything is selected.


# %%
def selected(which, change=None):
    """Z candidates of the samples `which`, with the leptons changed before the selection."""

    def z_candidates(events):
        if change is not None:
            events["lep"] = change(events.lep)
        events = events[objects.fired(events)]
        leptons = objects.good_leptons(events.lep, pt=25, isolation=0.15)
        two = ak.num(leptons) == 2
        events, leptons = events[two], leptons[two]
        one, other = leptons[:, 0], leptons[:, 1]
        events["mass"] = (one + other).mass
        events["flavour"] = one["type"]
        good = (one["type"] == other["type"]) & (one.charge * other.charge < 0)
        return events[good & (np.abs(events.mass - 91.18) < 25)]

    return comparison.select(which, z_candidates, luminosity_fb=lumi, branches=["lep", "trigE", "trigM"])


nominal = selected(names)
flavour_of = {"ee": ELECTRON, "µµ": MUON}
data_masses = {}
for what, flavour in flavour_of.items():
    data_masses[what] = nominal[DATA].column("mass")[nominal[DATA].column("flavour") == flavour]
    simulated = nominal[signal_names[what]]
    print(what, len(data_masses[what]), _("collisions"), len(simulated.events), _("simulated"), end=", ")
    print(_("which stand for {n:.1f} ± {error:.1f}").format(n=simulated.total[0], error=simulated.total[1]))

# %% [markdown]
# There are two statistical errors. The collisions fluctuate by $\sqrt N$. The simulation has its own, because only so
# many events were simulated: $\sqrt{\sum w^2}$.
#
# **Task 1.** How many collisions with two electrons and with two muons are there, and how many simulated events
# (rows) of Z → µµ? How large are the two statistical errors for muons, in per cent: that of the collisions, and that
# of the simulation?
#
# <details><summary>Hint</summary>
#
# `len(data_masses["µµ"])` counts collisions, `len(nominal["atlas13-2lep-zmumu"].events)` simulated events. And
# `nominal["atlas13-2lep-zmumu"].total` holds the weighted sum and its error. A relative error in per cent is 100
# times error over value.
#
# </details>

# %%
# solution:begin
electron_pairs = len(data_masses["ee"])
muon_pairs = len(data_masses["µµ"])
muon_rows = len(nominal["atlas13-2lep-zmumu"].events)
of_data = 100 / np.sqrt(muon_pairs)
weighted, weighted_error = nominal["atlas13-2lep-zmumu"].total
of_simulation = 100 * weighted_error / weighted
# solution:instead
# # Your turn: three counts, two relative errors in per cent.
# electron_pairs = None
# muon_pairs = None
# muon_rows = None
# of_data = None
# of_simulation = None
# solution:end

check("electron_pairs", electron_pairs)
check("muon_pairs", muon_pairs)
check("muon_rows", muon_rows)
check("of_data", of_data)
check("of_simulation", of_simulation)

# %% [markdown]
# ## 2. Scale factors
#
# The simulated detector finds a few more electrons than the real one. So each simulated event gets **scale factors**,
# efficiency in data over efficiency in simulation, which correct its weight: for electrons, for muons, for the
# trigger, and for **pile-up** (how many collisions happen at once). They are branches of the release, and
# `Sample.weights` has multiplied them in already.
#
# **Task 2.** By how many per cent does the scale factor for electrons change the expected number of Z → ee? Compare
# the sum of weights with it and without it: (with − without) / without.
#
# <details><summary>Hint</summary>
#
# `zee.weights` holds the weights with all factors, `zee.column("scaleFactor_ELE")` one factor for each event. Divide
# the weights by it to take it out.
#
# </details>

# %%
zee, zmumu = nominal["atlas13-2lep-zee"], nominal["atlas13-2lep-zmumu"]

# solution:begin
without = np.sum(zee.weights / zee.column("scaleFactor_ELE"))
factor_electrons = 100 * (np.sum(zee.weights) - without) / without
# solution:instead
# # Your turn: the change in per cent.
# factor_electrons = None
# solution:end

check("factor_electrons", factor_electrons)

# %% [markdown]
# But how well are the scale factors themselves known? Here we must be honest. **The release does not tell.** It has
# the factors, and no uncertainties of them. So we *assume* sizes, round numbers like those in ATLAS's publications.
# They stand here in one place, so that everybody can see and change them:

# %%
SIZES = {  # relative; what is assumed by us and what is not: see the table in section 6
    "luminosity": 0.021,
    "electron efficiency": 0.010,  # of each electron
    "muon efficiency": 0.005,  # of each muon
    "trigger": 0.005,  # of each event
    "pile-up": 0.5,  # of the correction
    "electron scale": 0.0035,
    "muon scale": 0.002,
    "electron resolution": 0.010,  # added to the momentum of each electron
    "muon resolution": 0.005,
    "background": 0.20,
}

# %% [markdown]
# **Task 3.** The efficiency of *each* muon is uncertain by 0.5 %. By how many per cent is that of a **pair**
# uncertain? Work it out twice: if both muons are wrong in the same direction (*correlated*: both factors go up by 0.5
# %), and if the two errors have nothing to do with each other (*uncorrelated*).
#
# <details><summary>Hint</summary>
#
# Correlated: the weight of a pair is multiplied by 1.005 twice. Uncorrelated: add 0.5 and 0.5 in quadrature,
# `np.hypot`.
#
# </details>

# %%
# solution:begin
correlated = 100 * (1.005**2 - 1)
uncorrelated = np.hypot(0.5, 0.5)
# solution:instead
# # Your turn: both, in per cent.
# correlated = None
# uncorrelated = None
# solution:end

check("correlated", correlated)
check("uncorrelated", uncorrelated)

# %% [markdown]
# Which is right? The factor of all muons was measured in one study, by one method. If the method is wrong, it is
# wrong for both muons of the pair and for all pairs: **correlated**. This is typical of systematics, and it is what
# makes them dangerous. (The statistical part of that study would be uncorrelated between, say, slow and fast muons.)
#
# **Task 4.** Pile-up: the factor $p$ of an event may be anything around 1. Assume that the correction is uncertain by
# half of itself: in place of $p$, use $p_\mathrm{up} = 1 + 1.5\,(p - 1)$. By how many per cent does the expected
# number of Z → ee change?
#
# <details><summary>Hint</summary>
#
# A few events have $p = 0$, so that nothing can be divided by $p$. `zee_without_pileup` holds the weights without
# this factor. Multiply them by $p$ or by $p_\mathrm{up}$ and compare the sums.
#
# </details>

# %%
p = zee.column("scaleFactor_PILEUP")


def without_pileup(kept):
    """Weights without the factor for pile-up."""
    events = ak.with_field(kept.events, np.ones(len(kept.events)), "scaleFactor_PILEUP")
    return kept.sample.weights(events, lumi)


zee_without_pileup = without_pileup(zee)

# solution:begin
p_up = 1 + 1.5 * (p - 1)
pileup_up = 100 * (np.sum(zee_without_pileup * p_up) / np.sum(zee_without_pileup * p) - 1)
# solution:instead
# # Your turn: the change in per cent.
# pileup_up = None
# solution:end

check("pileup_up", pileup_up)

# %% [markdown]
# ## 3. Energies: change first, then select
#
# Now the ruler itself. What if all electrons are in truth measured 0.35 % too high? Then more of them are above 25
# GeV, and their masses move, too. A weight cannot describe this: particles must be changed, and the selection must
# run again.
#
# `variations.scaled(leptons, ELECTRON, 1.0035)` gives the leptons with all electrons' momenta and energies
# multiplied.
#
# **Task 5.** Electrons up by 0.35 %. By how many per cent does the expected number of Z → ee change? And by how many
# GeV does the mean of the masses between 80 and 100 GeV move?
#
# <details><summary>Hint</summary>
#
# `up = selected(["atlas13-2lep-zee"], lambda leptons: variations.scaled(leptons, ELECTRON, 1.0035))` does it all
# again. `up["atlas13-2lep-zee"].total[0]` is the new number; `mean_mass(up["atlas13-2lep-zee"])` the new mean.
#
# </details>


# %%
def mean_mass(kept):
    """Weighted mean of the masses between 80 and 100 GeV."""
    mass = kept.column("mass")
    inside = (mass > 80) & (mass < 100)
    return np.average(mass[inside], weights=kept.weights[inside])


print(_("unchanged: {n:.1f} events, mean {mean:.3f} GeV").format(n=zee.total[0], mean=mean_mass(zee)))

# solution:begin
up = selected(["atlas13-2lep-zee"], lambda leptons: variations.scaled(leptons, ELECTRON, 1.0035))["atlas13-2lep-zee"]
scale_number = 100 * (up.total[0] / zee.total[0] - 1)
scale_mean = mean_mass(up) - mean_mass(zee)
# solution:instead
# # Your turn: the change of the number in per cent, that of the mean in GeV.
# scale_number = None
# scale_mean = None
# solution:end

check("scale_number", scale_number)
check("scale_mean", scale_mean)

# %% [markdown]
# The number hardly changes. The mean moves by nearly 0.3 GeV: that is several times its statistical error. The same
# uncertainty can be harmless for one question and decisive for another. For a cross-section the energy scale does not
# matter much; for a mass it is everything.
#
# Next, the resolution. `variations.smeared(leptons, ELECTRON, 0.01, seed)` multiplies the momentum of each electron
# by $1 + 0.01\,g$, with a random number $g$ of its own. The `seed` chooses the random numbers.
#
# **Task 6.** Smear the electrons by 1 %, with the seeds 1, 2, …, 10. By how many per cent does the expected number of
# Z → ee change on average? And how large is the standard deviation of the ten results?
#
# <details><summary>Hint</summary>
#
# `seed=seed` in the function keeps the seed of each turn:
# `lambda leptons, seed=seed: variations.smeared(leptons, ELECTRON, 0.01, seed)`. Collect ten changes in a list, then
# `np.mean` and `np.std`.
#
# </details>

# %%
# solution:begin
changes = []
for seed in range(1, 11):
    worse = selected(["atlas13-2lep-zee"], lambda leptons, seed=seed: variations.smeared(leptons, ELECTRON, 0.01, seed))
    changes.append(100 * (worse["atlas13-2lep-zee"].total[0] / zee.total[0] - 1))
smeared_mean, smeared_spread = np.mean(changes), np.std(changes)
# solution:instead
# # Your turn: mean and standard deviation of the ten changes, in per cent.
# smeared_mean = None
# smeared_spread = None
# solution:end

check("smeared_mean", smeared_mean)
check("smeared_spread", smeared_spread)

# %% [markdown]
# The spread is pure chance: a few events fall over the edges of the selection, other ones for each seed. So a shift
# has a statistical error of its own! With few simulated events one easily takes noise for a systematic effect. (With
# the practice samples of this box a hundred seeds give a mean of −0.08 ± 0.01 %. Compare with yours.) Experiments
# check for this, too. We take the mean of ten. Smearing can only make the resolution worse, so the other direction is
# taken as equally far away.
#
# ## 4. All together
#
# Now all sources at once, for both channels. The cell keeps, for each source, the histogram of the mass, changed up
# and down.

# %%
edges = np.arange(68, 115, 2.0)


def mass_histogram(kept, weights=None):
    """Expected events per bin."""
    return np.histogram(kept.column("mass"), edges, weights=kept.weights if weights is None else weights)[0]


varied, expected, background = {}, {}, {}
for what, flavour in flavour_of.items():
    name, lepton = signal_names[what], "electron" if flavour == ELECTRON else "muon"
    signal = mass_histogram(nominal[name])
    others = sum(
        mass_histogram(nominal[b], nominal[b].weights * (nominal[b].column("flavour") == flavour))
        for b in background_names
    )
    expected[what], background[what] = signal + others, others
    base, factor = without_pileup(nominal[name]), nominal[name].column("scaleFactor_PILEUP")
    sources = {}
    for source in ("luminosity", "trigger"):
        sources[source] = [(1 + sign * SIZES[source]) * expected[what] for sign in (1, -1)]
    sources["efficiency"] = [(1 + sign * SIZES[f"{lepton} efficiency"]) ** 2 * signal + others for sign in (1, -1)]
    sources["pile-up"] = [
        mass_histogram(nominal[name], base * (1 + (1 + sign * SIZES["pile-up"]) * (factor - 1))) + others
        for sign in (1, -1)
    ]
    sources["scale"] = []
    for sign in (1, -1):
        scale = 1 + sign * SIZES[f"{lepton} scale"]
        moved = selected([name], lambda leptons, f=flavour, s=scale: variations.scaled(leptons, f, s))
        sources["scale"].append(mass_histogram(moved[name]) + others)
    width, worse = SIZES[f"{lepton} resolution"], np.zeros(len(signal))
    for seed in range(1, 11):
        moved = selected([name], lambda leptons, f=flavour, w=width, s=seed: variations.smeared(leptons, f, w, s))
        worse += mass_histogram(moved[name]) / 10
    sources["resolution"] = [worse + others]
    sources["background"] = [signal + (1 + sign * SIZES["background"]) * others for sign in (1, -1)]
    varied[what] = sources

words = {
    "luminosity": _("luminosity"),
    "efficiency": _("efficiency of the leptons"),
    "trigger": _("trigger"),
    "pile-up": _("pile-up"),
    "scale": _("energy scale"),
    "resolution": _("resolution"),
    "background": _("background"),
}
shifts = {what: {} for what in varied}
print(f"{'':28}" + "".join(f"{what:>18}" for what in varied))
for source, word in words.items():
    line = f"{word:28}"
    for what, sources in varied.items():
        total = np.sum(expected[what])
        moves = [100 * (np.sum(each) / total - 1) for each in sources[source]]
        shifts[what][source] = np.max(np.abs(moves))
        line += f"{'  '.join(f'{move:+.2f}' for move in moves):>16} %"
    print(line)

# %% [markdown]
# Each line is a source, each number by how much the expected events in the picture change when it goes up and down.
# In `shifts` the larger one of each is kept: `shifts["ee"]["trigger"]`, for instance.
#
# The sources have nothing to do with each other: whoever measures the luminosity does not look at electrons. So they
# add in **quadrature**:
#
# $$\delta_\mathrm{syst} = \sqrt{\sum_\mathrm{sources} \delta_i^2}$$
#
# **Task 7.** How large is the systematic uncertainty of the expected number for muons, in per cent: of all sources
# but the luminosity, and with the luminosity?
#
# <details><summary>Hint</summary>
#
# `shifts["µµ"].values()` are all of them. A loop over `shifts["µµ"].items()` gives names and values; leave out
# `"luminosity"`. Square, add up, take the root.
#
# </details>

# %%
# solution:begin
squares = {source: shift**2 for source, shift in shifts["µµ"].items()}
without_luminosity = np.sqrt(sum(value for source, value in squares.items() if source != "luminosity"))
with_luminosity = np.sqrt(sum(squares.values()))
# solution:instead
# # Your turn: both, in per cent.
# without_luminosity = None
# with_luminosity = None
# solution:end

check("without_luminosity", without_luminosity)
check("with_luminosity", with_luminosity)

# %%
figure, axes = plot.figure()
places = np.arange(len(words))
for what, offset, colour, hatch in (("ee", -0.2, "vermilion", "///"), ("µµ", 0.2, "blue", "")):
    values = [shifts[what][source] for source in words]
    axes.barh(
        places + offset, values, 0.36, color=plot.OKABE_ITO[colour], hatch=hatch, edgecolor="white", label=f"Z → {what}"
    )
axes.set_yticks(places, list(words.values()))
axes.minorticks_off()
axes.tick_params(axis="y", length=0)
axes.invert_yaxis()
axes.set_xlabel(_("change of the expected number") + " [%]")
axes.legend(loc="lower right")
plot.stamp(axes, [each.sample for each in nominal.values() if each.sample.kind != "data"])
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Bars for seven sources, for Z → ee (hatched) and Z → µµ. The luminosity changes both by 2.1 %. The efficiency of the
# leptons changes electrons by 2.0 % and muons by 1.0 %, the trigger both by 0.5 %. With the practice samples of this
# box, pile-up, energy scale, resolution and background change the number by less than half a per cent each.
#
# </details>
#
# The sum of squares is ruled by the largest ones. Whoever wants a better result must work on the luminosity and the
# efficiencies. To halve the smallest source changes nothing.
#
# In the pictures of the mass, the sources add up bin by bin. The result is an **envelope**, a band around the
# expected number. `variations.envelope` adds in quadrature, upwards and downwards apart.

# %%
looks = {
    "background": plot.Look(_("background"), plot.OKABE_ITO["green"], "///"),
    "Z": plot.Look("Z → ℓℓ", plot.OKABE_ITO["sky"], ""),
}
for what, quantity in (("ee", _("mass of the two electrons")), ("µµ", _("mass of the two muons"))):
    flavour, name = flavour_of[what], signal_names[what]
    parts = [nominal[b] for b in background_names]
    layers = {
        "background": plot.sum_of(
            plot.histogram(b.column("mass"), edges, b.weights * (b.column("flavour") == flavour)) for b in parts
        ),
        "Z": plot.histogram(nominal[name].column("mass"), edges, nominal[name].weights),
    }
    figure, main, low = plot.figure_with_ratio()
    total = plot.stack(main, layers, looks)
    down, up = variations.envelope(expected[what], varied[what])
    statistical = np.sqrt(total.variances())
    variations.band(main, edges, expected[what], down, up, _("systematic uncertainty (assumed)"))
    points = plot.histogram(data_masses[what], edges)
    plot.data_points(main, points)
    plot.ratio(low, points, total)
    variations.band(low, edges, 1, down / expected[what], up / expected[what], "")
    low.set_ylim(0.4, 1.6)
    plot.axis_labels(main, quantity, "GeV", 2)
    low.set_xlabel(main.get_xlabel())
    main.set_xlabel("")
    main.set_ylim(0, 1.5 * np.max(points.values()))
    plot.legend(main, ncols=2)
    plot.stamp(main, [nominal[DATA].sample, nominal[name].sample, *(b.sample for b in parts)])
    plt.show()
    peak = np.argmax(expected[what])
    print(_("{what}, bin at {mass:.0f} GeV:").format(what=what, mass=edges[peak] + 1), end=" ")
    print(
        _("systematic +{up:.1f} −{down:.1f} %").format(
            up=100 * up[peak] / expected[what][peak], down=100 * down[peak] / expected[what][peak]
        ),
        end=", ",
    )
    print(_("statistical (simulation) {s:.1f} %").format(s=100 * statistical[peak] / expected[what][peak]))

# %% [markdown]
# <details><summary>The pictures in words</summary>
#
# Two plots of the mass from 68 to 114 GeV in steps of 2 GeV, for electrons and for muons: data points on the stacked
# simulation, and the ratio below. The hatched band is the statistical error of the simulation: narrow at the peak,
# wide in the tails, where few events were simulated. The coloured band is the systematic uncertainty. With the
# practice samples of this box it is a few per cent wide at the peak and several times wider on both sides of it. In
# the tails it jumps up and down from bin to bin. Most data points agree with
# the expectation within the errors.
#
# </details>
#
# Why is the band wide on the sides of the peak? There the curve is steep. If the energy scale shifts it to the right,
# one side loses and the other wins. In the total this cancels; in single bins it does not. And bins of one source
# move *together*: the band is no set of independent error bars. A shifted peak is one of its possibilities, a zigzag
# is not. (That the band is ragged in the tails is noise again: a few events that change their bin.)
#
# ## 5. Statistical against systematic
#
# Now the result of lesson 14 with all its errors. The cross-section is $\sigma = (N - B) / (L\,\varepsilon)$, so a
# change of the *expected* number by one per cent changes it by one per cent, in the other direction.

# %%
for what, flavour in flavour_of.items():
    simulated = nominal[signal_names[what]]
    b = sum(np.sum(nominal[name].weights[nominal[name].column("flavour") == flavour]) for name in background_names)
    n = len(data_masses[what])
    sigma = (n - b) / simulated.total[0] * simulated.sample.cross_section_pb
    parts = {
        _("statistics of the collisions"): np.sqrt(n) / (n - b),
        _("statistics of the simulation"): simulated.total[1] / simulated.total[0],
        _("systematic"): np.sqrt(sum(s**2 for k, s in shifts[what].items() if k != "luminosity")) / 100,
        _("luminosity"): shifts[what]["luminosity"] / 100,
    }
    print(f"Z → {what}:  σ = {sigma:.0f} pb  " + "  ".join(f"± {sigma * part:.0f}" for part in parts.values()))
print("   ".join(parts))

# %% [markdown]
# For comparison: ATLAS, with 81 pb$^{-1}$ of 2015, has published $1981 \pm 7 \pm 38 \pm 42$ pb (Phys. Lett. B 759
# (2016) 601): statistical, systematic, luminosity. The statistical error is the smallest by far.
#
# **Task 8.** Is nature's lepton universality exact? Take the ratio $\sigma_{ee} / \sigma_{\mu\mu}$. How large is its
# *systematic* uncertainty in per cent, if one (wrongly) takes all sources as independent in the two channels, the
# luminosity included? And if one remembers that the luminosity is **the same** for both, so that it cancels? (Take
# the other sources as independent.)
#
# <details><summary>Hint</summary>
#
# Relative errors of a ratio add in quadrature: for the first, add the squares of *all* values in `shifts["ee"]` and
# `shifts["µµ"]`. For the second, leave out the luminosity in both.
#
# </details>

# %%
# solution:begin
every = [(source, shift) for channel in shifts.values() for source, shift in channel.items()]
ratio_naive = np.sqrt(sum(shift**2 for source, shift in every))
ratio_right = np.sqrt(sum(shift**2 for source, shift in every if source != "luminosity"))
# solution:instead
# # Your turn: both, in per cent.
# ratio_naive = None
# ratio_right = None
# solution:end

check("ratio_naive", ratio_naive)
check("ratio_right", ratio_right)

# %% [markdown]
# This is the art of the trade: choose quantities in which what you don't know cancels. (Pile-up is the same for both
# channels, too; it would cancel in part. Trigger and efficiencies do not: they are those of different particles.)
#
# **Task 9.** The statistical error of the collisions shrinks like $1/\sqrt L$. At which luminosity, in pb$^{-1}$, is
# it equal to the systematic uncertainty of the muon channel (luminosity included)? Take the number of collisions as
# proportional to $L$.
#
# <details><summary>Hint</summary>
#
# With the relative uncertainty $s$ (not in per cent) the wanted number of events is $1/s^2$. You have `muon_pairs`
# events (`len(data_masses["µµ"])`) for a luminosity of `1000 * lumi` pb$^{-1}$.
#
# </details>

# %%
# solution:begin
events_wanted = 1 / (with_luminosity / 100) ** 2
equal_luminosity = 1000 * lumi * events_wanted / len(data_masses["µµ"])
# solution:instead
# # Your turn: the luminosity in 1/pb.
# equal_luminosity = None
# solution:end

check("equal_luminosity", equal_luminosity)

# %%
figure, axes = plot.figure()
luminosities = np.logspace(-0.5, 5.6, 200)  # per pb
counted = len(data_masses["µµ"]) * luminosities / (1000 * lumi)
of_counts = 100 / np.sqrt(counted)
of_rulers = np.sqrt(sum(shift**2 for shift in shifts["µµ"].values()))
axes.plot(luminosities, of_counts, "--", color=plot.OKABE_ITO["blue"], label=_("statistical (collisions)"))
axes.axhline(of_rulers, color=plot.OKABE_ITO["orange"], linestyle="-.", label=_("systematic, with luminosity"))
axes.plot(luminosities, np.hypot(of_counts, of_rulers), color="black", label=_("both"))
for place, text in ((10_064, _("release of 2020")), (140_100, _("2015 to 2018"))):
    axes.axvline(place, color="#666666", linewidth=1, linestyle=":")
    axes.text(place, 1.9, text, rotation=90, ha="right", va="top", fontsize=9, color="#444444")
axes.set_xscale("log")
axes.set_yscale("log")
axes.set_xlim(luminosities[0], luminosities[-1])
axes.set_ylim(0.003, 40)
axes.set_xlabel(_("luminosity") + " [pb⁻¹]")
axes.set_ylabel(_("relative uncertainty of σ(Z → µµ) [%]"))
axes.legend(loc="lower left")
plot.stamp(axes, [each.sample for each in nominal.values()])
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# Relative uncertainty against luminosity, both axes logarithmic. The statistical one falls as a straight line, the
# systematic one is a flat line between 2 and 3 per cent. With the practice samples of this box they cross near 3
# pb⁻¹. Beyond, the sum of both stays flat: for all of the release of 2020, and all the more for the data of 2015 to
# 2018, the statistical part is negligible.
#
# </details>
#
# For the Z, collisions beyond the crossing improve nothing by themselves. (They help in another way: with more Z
# bosons the efficiencies can be measured better. Many "systematic" uncertainties are the statistical ones of another
# measurement.) For rare processes it is the other way round: there, statistics rules.
#
# ## 6. What is known, and what is not
#
# | source | size used here | where it comes from |
# |---|---|---|
# | luminosity | 2.1 % | preliminary values for one year of this run were 2.0 to 2.4 %; today they are 0.9 to 1.1 % |
# | efficiency, trigger | 0.5 to 1 % | **assumed**: the release has factors, no uncertainties |
# | pile-up | half of the correction | **assumed** |
# | energy scale, electrons | 0.35 % | the typical value of `lep_pt_syst`, see below |
# | momentum scale, muons | 0.2 % | the larger of two published values, 0.05 and 0.2 % (Eur. Phys. J. C 76 (2016) 292) |
# | resolution | 1 % (e), 0.5 % (µ) | **assumed** |
# | background | 20 % | **assumed**; it hardly matters |
# | theory: which masses, how many fly forward | left out | would change $\varepsilon$; ATLAS includes it |
#
# The full files of the release of 2020 hold one number more for each simulated lepton, `lep_pt_syst`: how uncertain
# its momentum is, scale and resolution in one. (There is `jet_pt_syst`, `met_et_syst` and so on, too.) The samples of
# this box leave these branches out. In the simulated Z → ee of the four-lepton collection its median, for electrons
# from 25 to 50 GeV, is 0.35 %. It has no sign and does not say what moves together. The release of 2025 has two
# variations of the jets' resolution (`jet_pt_jer1`, `jet_pt_jer2`); leptons have none there.
#
# With practice samples there is one thing more to say: their luminosity is known exactly, and data and simulation
# were made with the same detector. So in truth they have *no* systematic uncertainty; where data and expectation
# differ, it is statistics. The band shows what a real analysis with such sizes would have to admit.
#
# ## What may we say?
#
# <details><summary>“The data agree within the band, so the systematic uncertainties are right.” True?</summary>
#
# No. A band that is too wide agrees with everything. Agreement is expected if the uncertainties are right *or too
# large*.
#
# </details>
#
# <details><summary>“To be on the safe side, take every uncertainty twice as large.” Good advice?</summary>
#
# No. An uncertainty is a statement, and it can be wrong in both directions. Too large ones hide discoveries, and
# averages of several experiments would give such a result too little weight.
#
# </details>
#
# <details><summary>The peak of the data lies 1 GeV below that of the simulation. May one shift it?</summary>
#
# One may *calibrate*: measure the scale with the Z, correct it, and keep the uncertainty of this measurement. This is
# what ATLAS does. But then the Z no longer tests the scale: one must not use the same peak twice.
#
# </details>
#
# ## What you have learnt
#
# - Statistical errors average out; systematic ones do not. They must be *asked for*.
# - Change one thing, do everything again, look at the shift. Change leptons **before** the selection.
# - Independent sources add in quadrature; one source moves all bins, and both leptons of a pair, together.
# - In ratios, common sources cancel.
# - A shift has a statistical error, too; and an assumed size must be called assumed.
#
# **Data:** ATLAS Open Data at 13 TeV (release of 2020, two leptons, DOI 10.7483/OPENDATA.ATLAS.GQ1W.I9VI), for
# education. Samples marked as practice simulation were made for this box and are neither ATLAS data nor ATLAS
# simulation.
