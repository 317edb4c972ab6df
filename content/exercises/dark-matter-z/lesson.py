# %% [markdown]
# # Dark matter beside a Z: a search for the invisible
#
# Stars at the rim of a galaxy fly so fast that the galaxy should fly apart. Something holds them: five times as much
# matter as everything we know, and it does not shine. Nobody knows what **dark matter** is made of. If it is made of
# particles, perhaps the LHC can make them.
#
# But how would you notice? A dark matter particle would leave the detector without a trace, as a neutrino does. An
# event in which *nothing* is seen will not even be recorded. There must be something visible beside it: for instance
# a **Z boson** that decays into two electrons or two muons. The picture would be odd: a Z flies to one side, and to
# the other side flies ... nothing.

# %% [markdown]
# ![Left: a quark and an antiquark meet in a circle with a question mark. A Z boson comes out, which decays into two
# leptons, and something unknown, which decays into two dark matter particles. Right: seen along the beam, two leptons
# close together fly to the right, an arrow for the missing momentum points to the left, and there are few jets. The
# angle between the leptons and the angle between lepton pair and missing momentum are marked.](process.svg)

# %% [markdown]
# **There are no collisions in this lesson.** All events are simulated. So nothing can be discovered here. We plan a
# search, as physicists do *before* they look at the data: what would we see, if dark matter were made like this?
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
check = Checks("dark-matter-z")

names = {
    "nonres": "atlas13-monoz-nonres",
    "zjets": "atlas13-monoz-zjets",
    "wz": "atlas13-monoz-wz",
    "zz": "atlas13-monoz-zz",
    "dm": "atlas13-monoz-dm200",
}
background_names = ["nonres", "zjets", "wz", "zz"]
each_sample = {short: samples.get(name) for short, name in names.items()}
tables = {short: sample.arrays() for short, sample in each_sample.items()}
for short, table in tables.items():
    print(f"{short:>7}: {len(table):6d}  {each_sample[short].title} | {each_sample[short].label}")

# %% [markdown]
# ## 1. Who is who
#
# The **signal**, `dm`, is a Z beside dark matter. Four kinds of **background** look like it:
#
# | name | what happens | why it looks like the signal |
# |---|---|---|
# | `zz` | two Z bosons, one of which decays into two neutrinos | more than likeness: neutrinos *are* invisible |
# | `wz` | a W and a Z, and the lepton from the W is lost | the W's neutrino is missing, and the lost lepton, too |
# | `zjets` | a Z with jets | nothing is missing; a jet was measured badly |
# | `nonres` | mostly pairs of top quarks, pairs of W bosons | two leptons and two neutrinos, but no Z: *non-resonant* |
#
# One row is one simulated event. Momenta and masses are in **GeV**. `mll` is the mass of the two leptons, `ETmiss`
# the size of the missing transverse momentum, `dRll` the distance of the leptons in angle, `dphi_pTll_ETmiss` the
# angle around the beam between the lepton pair and the missing momentum, `N_bjets` the number of jets with a b quark.
# And `ETmiss_over_HT` tells how large the missing momentum is compared with all that is visible.
#
# Somebody has already selected these events. Smallest and largest values show how:

# %%
for column in tables["dm"].fields:
    values = np.concatenate([np.asarray(table[column], dtype=float) for table in tables.values()])
    print(f"{column:>25}: {values.min():9.3f} … {values.max():9.3f}")

# %% [markdown]
# So all events here have more than 80 GeV of missing momentum, an `mll` near the Z, leptons that are close
# together, and missing momentum on the opposite side. Look at the first line: some weights are **negative**.
#
# ## 2. Rows are not events
#
# The signal has 381 rows, ZZ has 9538. Is ZZ 25 times as frequent? No! How many events somebody simulates depends on
# how long the computer ran. How many are *expected* in the experiment is told by the weights, `totalWeight`:
#
# $$N = \sum_i w_i \qquad\qquad \sigma_N = \sqrt{\sum_i w_i^2}$$
#
# The second formula is the statistical error. (With all weights 1 it is the familiar $\sqrt N$.) A weight may be
# negative: the calculation of such processes adds and subtracts. The sign must stay, in both sums.
#
# **Task 1.** How many rows does ZZ have, and how many of them have a negative weight? How many ZZ events are
# expected, and with which statistical error?
#
# <details><summary>Hint</summary>
#
# `w = np.asarray(tables["zz"].totalWeight)` holds the weights. `len` counts, `np.sum` adds up (or counts where a
# condition is true), `w**2` squares each of them.
#
# </details>

# %%
# solution:begin
w = np.asarray(tables["zz"].totalWeight)
zz_rows = len(w)
zz_negative = np.sum(w < 0)
zz_expected = np.sum(w)
zz_error = np.sqrt(np.sum(w**2))
# solution:instead
# # Your turn: the two counts, then the sum of the weights and its statistical error.
# zz_rows = None
# zz_negative = None
# zz_expected = None
# zz_error = None
# solution:end

check("zz_rows", zz_rows)
check("zz_negative", zz_negative)
check("zz_expected", zz_expected)
check("zz_error", zz_error)

# %% [markdown]
# Compare rows and expected events for all five:

# %%
print("{:>7}  {:>8}  {:>8}  {:>16}".format("", _("rows"), _("negative"), _("expected")))
for short, table in tables.items():
    weights = np.asarray(table.totalWeight)
    total, error = counting.weighted_yield(weights)
    print(f"{short:>7}  {len(weights):8d}  {np.sum(weights < 0):8d}  {total:8.2f} ± {error:5.2f}")

# %% [markdown]
# With ATLAS's simulation the order is turned upside down: of the backgrounds, WZ has the most rows and the *fewest*
# expected events, Z + jets has the fewest rows and still 49 expected events.
#
# Expected in how much data? The tables do not say for which luminosity their weights were made. But perhaps it can be
# found out, as a detective would.
#
# The file of the signal is called `DM_200`. In its list of simulated samples ATLAS's release of 2020 has one called
# `dmV_Zll_MET40_DM1_MM200`: a Z to two leptons beside dark matter particles of 1 GeV, made through a mediator of 200
# GeV. Its cross-section is $\sigma$ = 0.1424 pb, and $N_\mathrm{gen}$ = 10 000 events were generated. *If* this is
# our signal, then each generated event stands for
#
# $$w = \frac{L\,\sigma}{N_\mathrm{gen}}$$
#
# expected events, apart from small corrections for the detector.
#
# **Task 2.** Which luminosity $L$, in fb$^{-1}$, follows from the **mean** weight of the signal's rows?
#
# <details><summary>Hint</summary>
#
# Solve for $L$. With $\sigma$ in pb the result is in pb$^{-1}$; 1 fb$^{-1}$ = 1000 pb$^{-1}$.
#
# </details>

# %%
# solution:begin
luminosity = np.mean(tables["dm"].totalWeight) * 10_000 / 0.1424 / 1000
# solution:instead
# # Your turn: the luminosity in 1/fb.
# luminosity = None
# solution:end

check("luminosity", luminosity)

# %% [markdown]
# Close to 10 fb$^{-1}$, the luminosity of the release of 2020! That fits well. Still, it is a conclusion from clues,
# and not a statement by those who made the tables. All numbers that follow are "for the luminosity of these weights".
#
# ## 3. Cut by cut
#
# Two pictures of everything, stacked: the missing momentum, and the mass of the two leptons. The signal is the
# topmost layer.

# %%
looks = {
    "nonres": plot.Look(_("non-resonant (tt, WW, …)"), plot.OKABE_ITO["yellow"], "///"),
    "zjets": plot.Look(_("Z + jets"), plot.OKABE_ITO["green"], "..."),
    "wz": plot.Look("WZ", plot.OKABE_ITO["blue"], "xx"),
    "zz": plot.Look("ZZ", plot.OKABE_ITO["sky"], ""),
    "dm": plot.Look(_("Z and dark matter"), plot.OKABE_ITO["vermilion"], "\\\\\\"),
}


def draw(column, edges, quantity):
    """Stack one column of all tables, in GeV, with their weights."""
    components = {
        short: plot.histogram(np.asarray(table[column]), edges, np.asarray(table.totalWeight))
        for short, table in tables.items()
    }
    _figure, axes = plot.figure()
    plot.stack(axes, components, looks)
    plot.axis_labels(axes, quantity, "GeV", edges[1] - edges[0])
    axes.set_ylim(0, None)
    plot.legend(axes)
    plot.stamp(axes, each_sample.values())
    plt.show()


draw("ETmiss", np.arange(80, 321, 20), _("missing transverse momentum"))
draw("mll", np.arange(60, 125, 4), _("mass of the two leptons"))

# %% [markdown]
# <details><summary>The pictures in words</summary>
#
# With ATLAS's simulation, weighted. First picture, from 80 to 320 GeV in steps of 20 GeV: the stack falls from about
# 115 events in the first bin to 65 in the second one and to a few beyond 200 GeV. Z + jets and the non-resonant
# background are large in the first bins and nearly gone beyond 160 GeV. ZZ, WZ and the signal fall more slowly;
# beyond 160 GeV they are nearly all that is left. Second picture, from 60 to 124 GeV in steps of 4 GeV: the signal,
# ZZ, WZ and Z + jets form a narrow peak at 91 GeV. The non-resonant background is spread over all masses, a little
# more of it at low ones.
#
# </details>
#
# Three cuts suggest themselves:
#
# - the two leptons of a Z have opposite charges: `sum_lep_charge` is 0,
# - top quarks decay into b quarks, the signal has none: `N_bjets` is 0,
# - `mll` lies within 15 GeV of the Z: from 76.188 to 106.188 GeV.
#
# **Task 3.** Write the function `passes`, which gives a mask for the rows of a table. How many signal events and how
# many background events are expected after these cuts?
#
# <details><summary>Hint</summary>
#
# Combine three conditions with `&`, each in brackets. `np.abs(t.mll - 91.188) < 15` is one of them. For the
# background add the sums of weights of the four tables.
#
# </details>


# %%
def passes(t):
    """Which rows of the table ``t`` pass the three cuts."""
    # solution:begin
    return (t.sum_lep_charge == 0) & (t.N_bjets == 0) & (np.abs(t.mll - 91.188) < 15)
    # solution:instead
    # # Your turn: replace None by the mask.
    # return None
    # solution:end


# solution:begin
signal = np.sum(tables["dm"].totalWeight[passes(tables["dm"])])
background = sum(np.sum(tables[short].totalWeight[passes(tables[short])]) for short in background_names)
# solution:instead
# # Your turn: expected signal and expected background.
# signal = None
# background = None
# solution:end

check("signal", signal)
check("background", background)

# %% [markdown]
# From here on the notebook uses its own cuts, so that you can go on even if a task is open. `expected(**cuts)` gives
# signal and background with their errors, after the three cuts and those that you add.


# %%
def chosen_rows(t, etmiss=80, over_ht=0.5):
    """The three cuts, and two that can be tightened."""
    three = (t.sum_lep_charge == 0) & (t.N_bjets == 0) & (np.abs(t.mll - 91.188) < 15)
    return np.asarray(three & (t.ETmiss > etmiss) & (t.ETmiss_over_HT > over_ht))


def expected(rows=slice(None), scale=1.0, **cuts):
    """S, its error, B, its error: weighted, of these rows of each table, each weight times ``scale``."""
    weights = {}
    for short, table in tables.items():
        part = table[rows]
        weights[short] = scale * np.asarray(part.totalWeight)[chosen_rows(part, **cuts)]
    signal_and_error = counting.weighted_yield(weights["dm"])
    all_background = np.concatenate([weights[short] for short in background_names])
    return (*signal_and_error, *counting.weighted_yield(all_background))


steps = [
    (_("all rows"), lambda t: t.mll > 0),
    (_("opposite charges"), lambda t: t.sum_lep_charge == 0),
    (_("no b jet"), lambda t: t.N_bjets == 0),
    (_("mll near the Z"), lambda t: np.abs(t.mll - 91.188) < 15),
]
masks = {short: np.ones(len(table), dtype=bool) for short, table in tables.items()}
print(" " * 20, *(f"{short:>8}" for short in tables), f"{'S/√B':>8}")
for name, condition in steps:
    for short, table in tables.items():
        masks[short] &= np.asarray(condition(table))
    left = {short: np.sum(np.asarray(tables[short].totalWeight)[masks[short]]) for short in tables}
    quick = left["dm"] / np.sqrt(sum(left[short] for short in background_names))
    print(f"{name:<20}", *(f"{value:8.2f}" for value in left.values()), f"{quick:8.2f}")

# %% [markdown]
# The table shows what each cut is good for: the b jets cost the non-resonant background two thirds, the mass half of
# the rest. The signal loses next to nothing. No cut helps against ZZ: it *is* a Z with something invisible beside it.
#
# ## 4. How significant, and how well do we know?
#
# If there were no dark matter, we would count $B$ events, give or take $\sqrt B$. With it, we expect $S$ more. How
# many standard deviations are that?
#
# $$Z \approx \frac{S}{\sqrt B} \qquad\qquad Z_\mathrm{A} = \sqrt{2\left[(S+B)\ln\left(1+\frac SB\right) - S\right]}$$
#
# (Statistics calls it $Z$; the boson has nothing to do with it.) The first formula is quick, and too kind when $S$ is
# not small against $B$. The second one is named after Asimov and is the better one.
#
# **Task 4.** Compute both from your $S$ and $B$.
#
# <details><summary>Hint</summary>
#
# `np.log` is the natural logarithm. `counting.asimov_significance(signal, background)` is there for comparison.
#
# </details>

# %%
# solution:begin
simple = signal / np.sqrt(background)
asimov = np.sqrt(2 * ((signal + background) * np.log(1 + signal / background) - signal))
# solution:instead
# # Your turn: both significances.
# simple = None
# asimov = None
# solution:end

check("simple", simple)
check("asimov", asimov)

# %% [markdown]
# But $S$ and $B$ are sums over a few hundred or thousand weights, so they have errors $\sigma_S$ and $\sigma_B$. Then
# the significance has one, too. For $S/\sqrt B$ it follows from the rules for products and powers:
#
# $$\frac{\sigma_Z}{Z} = \sqrt{\left(\frac{\sigma_S}{S}\right)^2 + \left(\frac{\sigma_B}{2B}\right)^2}$$
#
# **Task 5.** How large is the statistical error of your $S/\sqrt B$?
#
# <details><summary>Hint</summary>
#
# The cell below prints $\sigma_S$ and $\sigma_B$. Do not forget to multiply by $Z$ in the end.
#
# </details>

# %%
_s, signal_error, _b, background_error = expected()
print(_("error of S: {s:.2f}   error of B: {b:.2f}").format(s=signal_error, b=background_error))

# solution:begin
simple_error = simple * np.hypot(signal_error / signal, background_error / (2 * background))
# solution:instead
# # Your turn: the statistical error of S/√B.
# simple_error = None
# solution:end

check("simple_error", simple_error)

# %% [markdown]
# Remember this error. It says that an improvement from 3.8 to 3.9 may be nothing but chance.
#
# ## 5. Optimise, but honestly
#
# More missing momentum means less background, but also less signal. Somewhere there must be a best threshold.
#
# **Task 6.** Try thresholds on `ETmiss` from 80 to 200 GeV in steps of 5 GeV. For which one is the Asimov
# significance largest? And which one would you choose if you (wrongly) counted *rows* and took S/√B of the counts?
#
# <details><summary>Hint</summary>
#
# In a loop over `thresholds`, `expected(etmiss=threshold)` gives S, its error, B, its error. `rows_left(threshold)`
# gives the numbers of rows of signal and background. Collect the significances in a list;
# `thresholds[np.argmax(values)]` is the best threshold.
#
# </details>

# %%
thresholds = np.arange(80, 201, 5)


def rows_left(threshold):
    """Rows of signal and of background, counted without weights."""
    left = {short: np.sum(chosen_rows(table, etmiss=threshold)) for short, table in tables.items()}
    return left["dm"], sum(left[short] for short in background_names)


# solution:begin
weighted, counted = [], []
for threshold in thresholds:
    s, _s_error, b, _b_error = expected(etmiss=threshold)
    weighted.append(counting.asimov_significance(s, b))
    signal_rows, background_rows = rows_left(threshold)
    counted.append(signal_rows / np.sqrt(background_rows))
best_threshold = thresholds[np.argmax(weighted)]
misled_threshold = thresholds[np.argmax(counted)]
# solution:instead
# # Your turn: the best threshold with weights, and the one that counting rows would give.
# best_threshold = None
# misled_threshold = None
# solution:end

check("best_threshold", best_threshold)
check("misled_threshold", misled_threshold)

# %%
figure, axes = plot.figure()
results = [expected(etmiss=threshold) for threshold in thresholds]
significance = np.array([counting.asimov_significance(s, b) for s, _s, b, _b in results])
spread = np.array([counting.asimov_error(*result) for result in results])
axes.fill_between(
    thresholds,
    significance - spread,
    significance + spread,
    color=plot.OKABE_ITO["sky"],
    alpha=0.5,
    label=_("statistical error"),
)
axes.plot(thresholds, significance, color=plot.OKABE_ITO["blue"], label=_("weighted, background known exactly"))
for f, style, colour in ((0.1, "--", "vermilion"), (0.2, "-.", "purple")):
    with_f = [counting.asimov_significance(s, b, f) for s, _s, b, _b in results]
    label = _("weighted, background uncertain by {percent} %").format(percent=round(100 * f))
    axes.plot(thresholds, with_f, style, color=plot.OKABE_ITO[colour], label=label)
by_rows = [rows_left(threshold)[0] / np.sqrt(rows_left(threshold)[1]) for threshold in thresholds]
axes.plot(thresholds, by_rows, ":", color="black", label=_("rows counted (wrong)"))
axes.set_xlim(80, 200)
axes.set_ylim(0, 6.6)
axes.set_xlabel(_("threshold on the missing transverse momentum") + " [GeV]")
axes.set_ylabel(_("expected significance"))
axes.legend()
plot.stamp(axes, each_sample.values())
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With ATLAS's simulation: the expected significance for thresholds from 80 to 200 GeV. The full line for an exactly
# known background is flat at 3.7 to 3.8 up to 120 GeV and then falls to 2.7; the band around it is 0.2 to 0.3 wide on
# either side. With an uncertainty of 10 % the dashed line rises from 2.2 to 2.9 at 120 GeV and stays there up to 165
# GeV; with 20 % it rises from 1.3 to 2.2 at 160 GeV. The dotted line for counted rows falls all the way, from 2.7 to
# 1.4.
#
# </details>
#
# This picture teaches three things.
#
# - The best threshold is **no sharp point**. Between 85 and 110 GeV all are equally good, within the statistical
#   error.
# - Whoever counts **rows** would not cut at all. The rows are mostly WZ, of which far too many were simulated; the
#   background that the cut really removes, Z + jets, hardly counts among the rows.
# - Where the **background is uncertain**, one must cut harder. Then S/B matters more than S/√B.
#
# And a warning: beyond 165 GeV not one row of Z + jets is left. This does not mean that there is no such background.
# It means that too few events were simulated to know.
#
# **Task 7.** Now two cuts at once: `etmiss` and `over_ht`. With enough freedom one always finds something good. Is it
# real? Test it: choose the best pair of cuts with **one half** of the simulated events (the rows 1, 3, 5, …, of which
# each counts twice), then look what the same cuts give in the **other half** (rows 0, 2, 4, …). Enter both Asimov
# significances.
#
# <details><summary>Hint</summary>
#
# `expected(odd, 2, etmiss=..., over_ht=...)` uses one half, `expected(even, 2, etmiss=..., over_ht=...)` the other.
# Two loops, one in the other, go through all pairs; remember the best one. Only then look at the other half, and only
# once.
#
# </details>

# %%
odd, even = slice(1, None, 2), slice(0, None, 2)
etmiss_choices = np.arange(80, 151, 5)
over_ht_choices = np.arange(50, 91, 5) / 100

# solution:begin
tuned = 0.0
for etmiss in etmiss_choices:
    for over_ht in over_ht_choices:
        s, _s_error, b, _b_error = expected(odd, 2, etmiss=etmiss, over_ht=over_ht)
        if counting.asimov_significance(s, b) > tuned:
            tuned = counting.asimov_significance(s, b)
            best_pair = {"etmiss": int(etmiss), "over_ht": float(over_ht)}
s, s_error, b, b_error = expected(even, 2, **best_pair)
honest = counting.asimov_significance(s, b)
print(best_pair, f"± {counting.asimov_error(s, s_error, b, b_error):.2f}")
# solution:instead
# # Your turn: the largest significance in the odd half, and what the same cuts give in the even half.
# tuned = None
# honest = None
# solution:end

check("tuned", tuned)
check("honest", honest)

# %% [markdown]
# With ATLAS's simulation, the cuts lose 0.7 standard deviations as soon as they meet events that they were not chosen
# with. Part of it is chance: each half has an error of 0.3. But whoever splits the rows at random, again and again,
# still loses a third of a standard deviation on average. Whoever tries many cuts and takes the best also picks the
# best *fluctuations*. The same happens to a machine that learns by heart: it is called **overtraining**. The remedy
# is always the same: choose with one set of events, judge with another.
#
# ## What may we say?
#
# <details><summary>“With 3.8 standard deviations we have evidence of dark matter.” True?</summary>
#
# No, and for more than one reason.
#
# - There are **no data** here. 3.8 is what an experiment would typically find *if* dark matter of this very kind
#   existed with this very cross-section.
# - The number holds for the luminosity of the weights, which nobody has stated. With four times the luminosity $S$
#   and $B$ would be four times as large, and $Z$ would double.
# - The background was taken as known exactly. With an uncertainty of 10 % it would be less than 3.
# - The signal is one of many models, with a mass that somebody chose.
#
# ATLAS has done this search with real collisions (139 fb$^{-1}$, Phys. Lett. B 829 (2022) 137066). It found what is
# expected without dark matter. That, too, is a result: models that predict more are ruled out.
#
# </details>
#
# <details><summary>How could one get hold of the ZZ background?</summary>
#
# It cannot be cut away, so it must be known well. One way: look at ZZ events in which *both* Z bosons decay into
# electrons or muons. There nothing is invisible. Measure those, and work out how many with neutrinos belong to them.
#
# </details>
#
# ## What you have learnt
#
# - The invisible is found by what recoils against it.
# - Simulated events count with weights; the sign stays, and the error is $\sqrt{\sum w^2}$.
# - A number of unknown origin (here the luminosity) must be used with care, and one must say so.
# - A significance has an error, too. The best cut is a region, not a point.
# - Choose cuts with one set of events, judge them with another, and look at the data last.
#
# **Data:** tables made by ATLAS outreach from simulated events of ATLAS Open Data at 13 TeV, for a histogram analyser
# for dark matter. They have no record of their own on the CERN Open Data portal. For education. Samples marked as
# practice simulation were made for this box and are neither ATLAS data nor ATLAS simulation.
