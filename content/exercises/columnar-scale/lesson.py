# %% [markdown]
# # Columnar at scale: from one notebook to a thousand machines
#
# In the lesson on four leptons you selected some hundred collisions. That took no time. But ATLAS and CMS have
# recorded tens of billions of events, and they simulate even more. One computer would be busy for years.
#
# So the work is cut into pieces, and thousands of processors each take one. This works only if the analysis is
# *written* so that it can be cut: not as a loop with a memory, but as one question to one piece, and a rule for
# adding up the answers. That is what you will do now, with the tools that physicists use: **coffea** and **dask**.
# And the numbers must be the same as before, to the last event. If they are not, the rest is worth nothing.

# %% [markdown]
# ![Left: a long table of events, cut into chunks by dashed lines. Middle: each chunk goes into a box called
# processor, of which there are three, all the same. Right: each box gives a small histogram, and a plus sign joins
# the three to one large histogram.](process.svg)

# %% [markdown]
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: real open data, or practice simulation.

# %%
import time
from concurrent.futures import ThreadPoolExecutor

import awkward as ak
import hist
import matplotlib.pyplot as plt
import numpy as np

from lhcbox import language, plot, samples, selection
from lhcbox.checks import Checks
from lhcbox.columnar import fileset, local_dask, processor, schemas
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("columnar-scale")

names = {
    "data": "atlas13-4lep-data",
    "Zee": "atlas13-4lep-zee",
    "Zmumu": "atlas13-4lep-zmumu",
    "ttbar": "atlas13-4lep-ttbar",
    "ZZ": "atlas13-4lep-zz",
    "ggH": "atlas13-4lep-ggh",
    "VBF": "atlas13-4lep-vbf",
    "WH": "atlas13-4lep-wh",
    "ZH": "atlas13-4lep-zh",
}
each_sample = {name: samples.get(identifier) for name, identifier in names.items()}
luminosity = each_sample["data"].luminosity_fb
for name, sample in each_sample.items():
    print(f"{name:>6}: {len(sample.files)} × {sample.tree}  {sample.label}")

# %% [markdown]
# ## 1. Loop or columns?
#
# There are two ways to write a selection. Event by event:
#
# > Take an event. Add up its charges. Is the sum zero? Then count it. Next one.
#
# Or by columns:
#
# > Take all charges of all events. Add up within each event. Compare everything with zero. Count.
#
# Python is slow at the first, because it asks itself at each step what kind of thing it has in hand. At the second,
# libraries in a fast language do all events at once.
#
# **Task 1.** The loop below counts events whose four leading leptons make two pairs: sum of the codes 44, 48 or 52,
# sum of the charges 0. Write the same by columns. Both must give the same number.
#
# <details><summary>Hint</summary>
#
# `ak.sum(data.lep_type[:, :4], axis=1)` is one number for each event. Combine conditions with `&` and `|`, each in
# brackets.
#
# </details>

# %%
data = each_sample["data"].arrays()


def paired_by_loop(events):
    """Count events with two pairs, one event after the other."""
    number = 0
    for event in events:
        codes, charge = 0, 0
        for i in range(4):
            codes += event.lep_type[i]
            charge += event.lep_charge[i]
        if codes in (44, 48, 52) and charge == 0:
            number += 1
    return number


# solution:begin
def paired_by_columns(events):
    """Count events with two pairs, all at once."""
    codes = ak.sum(events.lep_type[:, :4], axis=1)
    charge = ak.sum(events.lep_charge[:, :4], axis=1)
    return ak.sum(((codes == 44) | (codes == 48) | (codes == 52)) & (charge == 0))


by_columns = paired_by_columns(data)
# solution:instead
# # Your turn: the number, by columns.
# by_columns = None
# solution:end

check("by_columns", by_columns)

# %%
started = time.perf_counter()
print(_("loop: {n} events").format(n=paired_by_loop(data)))
loop_seconds = time.perf_counter() - started
started = time.perf_counter()
flow = selection.four_lepton_cut_flow(data)
column_seconds = time.perf_counter() - started
print(
    _("loop: {loop:.1f} ms   columns, with all cuts: {columns:.1f} ms").format(
        loop=1000 * loop_seconds, columns=1000 * column_seconds
    )
)

# %% [markdown]
# How much faster depends on the machine, and on the number of events: columns have a fixed cost, and nearly nothing
# for each further event. (With a million events the loop takes minutes, columns less than a second.)
#
# ## 2. A processor
#
# In coffea an analysis is a class with one function that matters: `process`. It gets **one chunk** of events, knows
# nothing of the others, and returns a dictionary with its results. It must not change anything outside itself,
# because it may run on another machine.
#
# `events` looks like the arrays that you know. `events.metadata` says where they come from.
#
# **Task 2.** Complete the processor: how many events of the chunk pass all cuts? Then run it over the data, in chunks
# of about 100 events. How many events pass, and how many chunks were there?
#
# <details><summary>Hint</summary>
#
# `selection.four_lepton_cut_flow(events).selected` is the mask of events that pass everything. The sum of a mask is a
# count; make it an `int`. The results are in the dictionary `counts`.
#
# </details>


# %%
class Counting(processor.ProcessorABC):
    """Counts events, chunk by chunk."""

    def process(self, events):
        """The results of one chunk."""
        # solution:begin
        passed = int(np.sum(selection.four_lepton_cut_flow(events).selected))
        # solution:instead
        # # Your turn: how many events of this chunk pass all cuts?
        # passed = 0
        # solution:end
        return {"chunks": 1, "entries": {events.metadata["period"]: len(events)}, "passed": passed}

    def postprocess(self, accumulator):
        """Nothing is left to be done when all chunks are added up."""


run = processor.Runner(executor=processor.IterativeExecutor(), schema=schemas.BaseSchema, chunksize=100)
counts = run(fileset({"data": each_sample["data"]}), Counting(), treename="mini")
print(counts)

# solution:begin
passed = counts["passed"]
chunks = counts["chunks"]
# solution:instead
# # Your turn: events that pass, and chunks.
# passed = None
# chunks = None
# solution:end

check("passed", passed)
check("chunks", chunks)
check.record("entries_d", counts["entries"]["D"])

# %% [markdown]
# The four periods of data taking lie in four files, and no chunk reaches from one file into the next. Within a file
# all chunks are of about equal size: with the real data, the 156 events of period B make two chunks of 78.
#
# ## 3. What may be added up
#
# Who has added up the dictionaries? coffea has, with `accumulate`: numbers are added, sets joined, dictionaries taken
# key by key, histograms bin by bin. It must not matter in which order, nor in which groups:
#
# $$a + b = b + a \qquad\qquad (a + b) + c = a + (b + c)$$
#
# For then the chunk that is ready first can be added first. Counts and histograms are like that. A **mean** is not!
#
# **Task 3.** What is the mean four-lepton mass of the selected data, in GeV? Let each chunk return what can be added
# up.
#
# <details><summary>Hint</summary>
#
# The mean of the parts' means is wrong: a chunk with 10 events must not count as much as one with 50. But the *sum*
# of the masses and the *number* of events can be added. Divide at the very end.
#
# </details>


# %%
def mass_results(events):
    """What each chunk returns."""
    mass = selection.four_lepton_mass(events)[selection.four_lepton_cut_flow(events).selected]
    return {"means": [float(np.mean(mass))], "sum": float(np.sum(mass)), "number": len(mass)}


parts = [mass_results(data[first : first + 100]) for first in range(0, len(data), 100)]
together = processor.accumulate(parts)
print([f"{mean:.1f}" for mean in together["means"]], together["sum"], together["number"])

# solution:begin
mean_mass = together["sum"] / together["number"]
# solution:instead
# # Your turn: the mean mass of all selected events.
# mean_mass = None
# solution:end

check("mean_mass", mean_mass)

# %% [markdown]
# ## 4. The whole analysis as a processor
#
# Now everything: selection, mass, weights, a histogram for each process. `hist` histograms know how to be added,
# errors included. In the chunks of simulated events each event counts with its weight, the sign included.


# %%
class FourLeptons(processor.ProcessorABC):
    """The four-lepton mass of all processes, for the luminosity of the data."""

    def __init__(self, luminosity):
        self.luminosity = luminosity

    def process(self, events):
        """The results of one chunk."""
        name, sample = events.metadata["name"], samples.get(events.metadata["sample"])
        kept = selection.four_lepton_cut_flow(events).selected
        mass = selection.four_lepton_mass(events)[kept]
        weight = np.ones(len(mass)) if sample.kind == "data" else sample.weights(events, self.luminosity)[kept]
        masses = hist.Hist.new.StrCat([], growth=True, name="process").Reg(34, 80, 250, name="mass").Weight()
        masses.fill(process=name, mass=mass, weight=weight)
        return {"chunks": 1, "kept": {name: len(mass)}, "masses": masses}

    def postprocess(self, accumulator):
        """Nothing is left to be done when all chunks are added up."""


def analyse(executor):
    """Results of all samples, and the seconds that it took."""
    started = time.perf_counter()
    run = processor.Runner(executor=executor, schema=schemas.BaseSchema, chunksize=2000)
    results = run(fileset(each_sample), FourLeptons(luminosity), treename="mini")
    return results, time.perf_counter() - started


one, seconds_one = analyse(processor.IterativeExecutor())
print(one["kept"], one["chunks"])

# %% [markdown]
# **Task 4.** How many Higgs events $S$ and how many background events $B$ are expected from 115 to 130 GeV? Take them
# from the histogram.
#
# <details><summary>Hint</summary>
#
# `in_window("ggH")` gives the sum of weights of one process in this window. The Higgs boson is made in four ways:
# `ggH`, `VBF`, `WH`, `ZH`. Background are `Zee`, `Zmumu`, `ttbar`, `ZZ`.
#
# </details>


# %%
def in_window(process, results=one):
    """Sum of weights of a process from 115 to 130 GeV: three bins of 5 GeV."""
    return float(results["masses"][{"process": process, "mass": slice(hist.loc(115), hist.loc(130), sum)}].value)


# solution:begin
signal = sum(in_window(process) for process in ("ggH", "VBF", "WH", "ZH"))
background = sum(in_window(process) for process in ("Zee", "Zmumu", "ttbar", "ZZ"))
# solution:instead
# # Your turn: expected signal and expected background.
# signal = None
# background = None
# solution:end

check("signal", signal)
check("background", background)
check.record("observed", in_window("data"))

# %%
GROUPS = {"other": ("Zee", "Zmumu", "ttbar"), "ZZ": ("ZZ",), "Higgs": ("ggH", "VBF", "WH", "ZH")}
stacked = {
    group: plot.sum_of(one["masses"][{"process": name}] for name in members) for group, members in GROUPS.items()
}
points = one["masses"][{"process": "data"}]
figure, axes = plot.figure()
plot.stack(axes, stacked)
plot.data_points(axes, points)
plot.axis_labels(axes, _("mass of the four leptons"), "GeV", 5)
axes.set_ylim(0, 1.7 * points.values().max())
plot.legend(axes, loc="upper right")
plot.stamp(axes, each_sample.values())
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# The picture of the four-lepton lesson, put together out of chunks. With the real data: points with error bars from
# 80 to 250 GeV, on a stack of expected processes. A peak at 91 GeV, a bin of 17 events at 120 to 125 GeV where the
# Higgs boson is a narrow layer on top of the stack, and many events beyond 180 GeV, where ZZ* dominates.
#
# </details>
#
# ## 5. In parallel
#
# Not a line of the processor changes. Only the **executor** does: it decides who works on which chunk.
#
# | executor | who works |
# |---|---|
# | `IterativeExecutor` | one after the other, in this notebook; best for finding mistakes |
# | `FuturesExecutor` | several threads or processes of this machine |
# | `DaskExecutor` | whatever belongs to a dask cluster: two threads, or a thousand machines |
#
# **Task 5.** The cell runs the analysis with two threads, and with a dask cluster that lives in this notebook. What
# is the largest difference of any bin between `one` and `with_dask`? Is it what you expect?
#
# <details><summary>Hint</summary>
#
# The processes may stand in another order in the two histograms, because another chunk was ready first! So compare
# process by process: `one["masses"][{"process": name}].values()` are the contents of the bins. `np.max(np.abs(...))`.
#
# </details>

# %%
with ThreadPoolExecutor(2) as pool:
    with_threads, seconds_threads = analyse(processor.FuturesExecutor(pool=pool))
with local_dask(threads=2) as client:
    with_dask, seconds_dask = analyse(processor.DaskExecutor(client=client))
for name, seconds in (("iterative", seconds_one), ("threads", seconds_threads), ("dask", seconds_dask)):
    print(f"{name:>10}: {seconds:5.2f} s")
print(with_threads["kept"] == with_dask["kept"] == one["kept"])

# solution:begin
largest = max(
    np.max(np.abs(one["masses"][{"process": name}].values() - with_dask["masses"][{"process": name}].values()))
    for name in names
)
print(largest)
# solution:instead
# # Your turn: the largest difference of any bin.
# largest = None
# solution:end

check("largest", largest)
check.record("passed_dask", with_dask["kept"]["data"])

# %% [markdown]
# The same numbers. (A difference of $10^{-14}$ is no mistake: a computer rounds, and the sum of three numbers depends
# on the order by the last digit.) Was it faster? Perhaps a little, perhaps not at all. There are only some ten
# thousand events here, each chunk takes a tenth of a second, and two threads of one Python often wait for each other.
# That brings us to a law.
#
# ## 6. How it runs on a cluster
#
# A cluster is many machines with one shared store of files. In your notebook only these lines change:
#
# ```python
# from dask_jobqueue import HTCondorCluster    # not in this box: it needs a cluster
#
# cluster = HTCondorCluster(cores=1, memory="2GB", disk="1GB")
# cluster.scale(jobs=1000)                     # ask for a thousand workers
# client = Client(cluster)
# executor = processor.DaskExecutor(client=client)
# ```
#
# Then chunks become larger, 100 000 events instead of 2000, because handing one out takes time, too. Files are named
# by addresses that each machine can reach. A worker that breaks down is no disaster: its chunk is given to another
# one. This is possible only because `process` needs nothing but its chunk.
#
# Some things cannot be shared out: making the list of files, handing out chunks, adding up at the end, drawing. If a
# share $s$ of the work is of this kind, $n$ workers are faster by **Amdahl's law**
#
# $$\frac{t_1}{t_n} = \frac{1}{s + (1 - s)/n}$$
#
# **Task 6.** An analysis takes a thousand hours on one processor, of which 1 % cannot be shared out. How many times
# faster is it with 1000 processors?
#
# <details><summary>Hint</summary>
#
# $s$ = 0.01 and $n$ = 1000. Guess first, then compute.
#
# </details>

# %%
# solution:begin
speedup = 1 / (0.01 + 0.99 / 1000)
# solution:instead
# # Your turn: how many times faster?
# speedup = None
# solution:end

check("speedup", speedup)

# %% [markdown]
# Nine of ten processors have nothing to do most of the time. So one makes the part small that cannot be shared:
# results are added up in a tree, by the workers themselves. And one gives the processors to several people at once.
#
# ## What may we say?
#
# <details><summary>“With two threads it took longer. Parallel computing is useless.” What do you answer?</summary>
#
# That where a chunk is a tenth of a second's work, handing it out costs as much as it brings. Where chunks are
# large it pays. One must measure, and with the real amount of data.
#
# </details>
#
# <details><summary>Why must <code>process</code> not write into a variable outside, for instance a list?</summary>
#
# On another machine there is another list. Nobody would collect it. With threads there is one list, but chunks arrive
# in a different order each time, and two may write at once. What a chunk has found goes into what it returns.
#
# </details>
#
# <details><summary>How would you notice that a chunk was lost?</summary>
#
# By counting. Return the number of events of each chunk, and compare the sum with the number of events in the files.
# With the real data: 39, 156, 237 and 400, in the four periods. Serious analyses refuse to go on if it does not fit.
#
# </details>
#
# ## What you have learnt
#
# - Columns, not loops: one operation for all events.
# - A processor sees one chunk and returns what can be added up, in any order.
# - A mean cannot be added. Sum and number can.
# - The executor decides who works. The numbers must not depend on it: check that.
# - What cannot be shared out limits the gain.
#
# **Data:** ATLAS collaboration, *ATLAS 13 TeV samples collection with at least four leptons*, record 15005 of the
# CERN Open Data portal, DOI 10.7483/OPENDATA.ATLAS.2Y1T.TLGL, CC0. For education. Samples marked as practice
# simulation were made for this box and are neither ATLAS data nor ATLAS simulation.
