# %% [markdown]
# # Machine learning I: a forest of small decisions
#
# In the lesson on dark matter you chose cuts by hand: opposite charges, no b jet, the mass near the Z, missing
# momentum above 105 GeV. It took a while, and each cut looked at *one* variable. Ten variables are in the table.
# Could a machine do better?
#
# It can ask questions, as you did: "Is the missing momentum above 105 GeV?" After each answer it may ask a different
# one. Such a chain of questions is a **decision tree**. A single tree is weak. But hundreds of small trees, each of
# which corrects the mistakes of those before it, make one of the strongest tools that physicists have. And one of the
# easiest to be fooled by.

# %% [markdown]
# ![Left: a decision tree. A box asks whether the angle is above 2.7; the answer no leads to a blue leaf with the value
# minus, yes leads to a second box that asks whether the mass is above 81 GeV, with a blue leaf minus and a hatched
# orange leaf plus. Right: many such trees are added up, each of which corrects the sum of those before it, to a
# score. Below: a bar in four equal parts, two of which are called train, one validate, one test.](process.svg)

# %% [markdown]
# **There are no collisions in this lesson.** All events are simulated; nothing can be discovered. They are those of
# the lesson on dark matter, in which everything that is in the table is explained. It helps to have done it.
#
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: simulation of ATLAS, or practice simulation.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.tree import DecisionTreeClassifier, export_text

from lhcbox import language, learning, plot, samples
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("decision-trees")

names = {
    "nonres": "atlas13-monoz-nonres",
    "zjets": "atlas13-monoz-zjets",
    "wz": "atlas13-monoz-wz",
    "zz": "atlas13-monoz-zz",
    "dm": "atlas13-monoz-dm200",
}
each_sample = {short: samples.get(name) for short, name in names.items()}
events = learning.events({short: s.arrays() for short, s in each_sample.items()}, signal="dm", weight="totalWeight")
print(events.columns)
print(events.x.shape, each_sample["dm"].label)

# %% [markdown]
# ## 1. Never judge with what you have learnt from
#
# `events.x` is a matrix: a row for each simulated event, a column for each of the ten variables. `events.is_signal`
# is the answer that the machine must learn: true for dark matter, false for the four backgrounds together.
# `events.weight` says how many expected events a row stands for. The weight is *not* one of the columns. It would
# betray the answer.
#
# A machine with enough freedom can learn by heart. Whoever asks it about the very events it has learnt from will be
# delighted, and wrong. So the rows are divided, once and for all, by their number in the table:
#
# | rows | what for | how often |
# |---|---|---|
# | number divided by 4 leaves 0 or 1 | **train**: the machine learns from them | again and again |
# | leaves 2 | **validate**: you choose with them, for instance how many trees, and where to cut | again and again |
# | leaves 3 | **test**: you judge with them | once, at the very end |
#
# Why two sets beside the training? Because you learn, too. Whoever tries a hundred settings and takes the best has
# picked a lucky one. The test rows have seen neither the machine's choices nor yours.
#
# **Task 1.** Make the three masks `train`, `validate` and `test`. How many rows are there to train with, and how many
# of *these* are signal?
#
# <details><summary>Hint</summary>
#
# `events.row % 4` is what is left after dividing by 4. `(a == 0) | (a == 1)` means: one or the other. `np.sum` of a
# mask counts; `&` joins two masks.
#
# </details>

# %%
# solution:begin
left_over = events.row % 4
train = (left_over == 0) | (left_over == 1)
validate = left_over == 2
test = left_over == 3
train_rows = np.sum(train)
train_signal = np.sum(train & events.is_signal)
# solution:instead
# # Your turn: three masks and two counts.
# train_rows = None
# train_signal = None
# solution:end

check("train_rows", train_rows)
check("train_signal", train_signal)

# %% [markdown]
# A machine shall learn what dark matter looks like from fewer than two hundred examples! Keep that in mind.
#
# ## 2. Weights that a machine can take
#
# From here on the notebook uses its own masks, so that you can go on even if a task is open.
#
# Some weights are **negative**: the calculation of such processes adds and subtracts. For sums this is no problem.
# For a machine that learns it is. A tree wants to know which *share* of the events in a leaf is signal. With negative
# weights a share can be below 0 or above 1. Some programs refuse such weights, and others go on as if nothing were
# wrong.

# %%
part = events.row % 4
train, validate, test = part < 2, part == 2, part == 3

try:
    roc_auc_score(events.is_signal[validate], events.column("ETmiss")[validate], sample_weight=events.weight[validate])
except ValueError as error:
    print("ValueError:", str(error).split(":")[0])

# %% [markdown]
# This is scikit-learn's way to say: the share of events above a threshold must fall when the threshold rises, and
# with negative weights it does not always. One needs a **policy**. Three that are in use:
#
# - *Take the absolute value.* Simple, and it gives a process the wrong size, and often the wrong shape.
# - *Keep the signs and hope.* Works with some programs, as long as each leaf has enough rows.
# - *Leave out the negative rows* in training, and make the other rows of that process lighter by the factor
#   $f = \sum w \,/\, \sum_{w>0} w$, so that its sum stays right.
#
# We take the third. It is right only if the negative rows look like the positive ones. Therefore it is for
# **learning** and for ROC curves only. Where *events are counted*, in $S$, $B$ and significance, all rows count with
# their signs.
#
# **Task 2.** How many rows of all have a negative weight? And by which factor must the positive weights of ZZ be
# multiplied, taking all rows of ZZ?
#
# <details><summary>Hint</summary>
#
# `zz = events.weight[events.process == "zz"]` are the weights of ZZ. `zz[zz > 0]` are the positive ones among them.
#
# </details>

# %%
# solution:begin
negative_rows = np.sum(events.weight < 0)
zz = events.weight[events.process == "zz"]
zz_factor = np.sum(zz) / np.sum(zz[zz > 0])
# solution:instead
# # Your turn: the count, and the factor for ZZ.
# negative_rows = None
# zz_factor = None
# solution:end

check("negative_rows", negative_rows)
check("zz_factor", zz_factor)

# %% [markdown]
# A second policy is needed, and nobody speaks of it: the machine should take signal and background **equally
# seriously**. Of the background six times as many events are expected as of the signal. A machine that calls
# everything background would be right in six cases of seven, and worthless. So for training the signal's weights are
# scaled up until both sums are equal. This is allowed, because it only moves the threshold, which will be chosen
# later anyway.

# %%
positive = learning.positive_weights(events.weight, events.process)
training_weight = np.zeros(len(events))
training_weight[train] = learning.balanced(positive[train], events.is_signal[train])
for short in names:
    rows = events.process == short
    print(f"{short:>7}: {np.sum(events.weight[rows]):6.2f} = {np.sum(positive[rows]):6.2f}", end="   ")
    print(_("weight in training: {sum:7.1f}").format(sum=np.sum(training_weight[rows])))

# %% [markdown]
# ## 3. One question
#
# How does a tree find its questions? It tries them all: each variable, each threshold. And it takes the one after
# which the answers are least mixed. *Mixed* needs a number. If a share $p$ of the weight in a box is signal, its
# **Gini impurity** is
#
# $$G = 2\,p\,(1-p)$$
#
# It is 0 where everything is of one kind and 0.5 where half is signal. (It is the chance that two events drawn at
# random are of different kinds.) A question makes two boxes; each counts with its share of the weight, of which there
# is $W$ in all:
#
# $$G_\mathrm{after} = \frac{W_\mathrm{yes} G_\mathrm{yes} + W_\mathrm{no} G_\mathrm{no}}{W}$$
#
# **Task 3.** Before the first question $G$ is 0.5, because signal and background weigh the same. What is $G$ *after*
# the question "is `dphi_pTll_ETmiss` above 2.7?", for the training rows with their `training_weight`?
#
# <details><summary>Hint</summary>
#
# `yes = events.column("dphi_pTll_ETmiss") > 2.7`. The signal in the yes box is `np.sum(training_weight[yes &
# events.is_signal])`: rows that are not for training have the weight 0. A function `gini(signal, background)` saves
# writing it twice.
#
# </details>

# %%
# solution:begin
yes = events.column("dphi_pTll_ETmiss") > 2.7


def gini(signal, background):
    """The Gini impurity of a box."""
    p = signal / (signal + background)
    return 2 * p * (1 - p)


impurity = 0
for box in (yes, ~yes):
    in_box = [np.sum(training_weight[box & events.is_signal]), np.sum(training_weight[box & ~events.is_signal])]
    impurity += np.sum(in_box) * gini(*in_box) / np.sum(training_weight)
# solution:instead
# # Your turn: the impurity after the question.
# impurity = None
# solution:end

check("impurity", impurity)

# %% [markdown]
# Is there a better first question? Let scikit-learn try them all, and ask a second and a third one at once:

# %%
small_tree = DecisionTreeClassifier(max_depth=2, min_samples_leaf=20)
small_tree.fit(events.x[train], events.is_signal[train], sample_weight=training_weight[train])
print(export_text(small_tree, feature_names=list(events.columns), class_names=["background", "signal"], decimals=1))

# %% [markdown]
# Yours was the best first question of all. And look at the second ones: where lepton pair and missing momentum are
# back to back, the tree asks for the mass of the pair; else for a large missing momentum. These are the cuts of a
# physicist. Nobody has told the tree what a Z boson is.
#
# ## 4. Many trees
#
# **Boosting**: the first tree gives each event a small value, positive where it believes in signal. The second tree
# is trained on what is still wrong, and its value is added, and so on:
#
# $$\mathrm{score}(x) = F_0 + \eta\,\big[\,t_1(x) + t_2(x) + \dots + t_n(x)\,\big]$$
#
# The **learning rate** $\eta$ = 0.1 keeps each tree from saying too much. The **depth** is the number of questions
# from root to leaf. A score above 0 means: rather signal.
#
# How well does a score separate? Choose a threshold. Which share of the signal is above it, and which of the
# background? Each threshold gives a point, all together the **ROC curve**. The area under it, the **AUC**, is the
# chance that a signal event has a higher score than a background event: 0.5 is guessing, 1 is perfect.
#
# **Task 4.** Train 30 trees of depth 2. What is the AUC on the training rows, and what on the validation rows? Use
# the weights `positive`.
#
# <details><summary>Hint</summary>
#
# `forest.fit(events.x[train], events.is_signal[train], sample_weight=training_weight[train])` trains,
# `forest.decision_function(events.x)` gives the scores of all rows. `auc(score, train)` is there for you.
#
# </details>


# %%
def new_forest(trees, depth):
    """Boosted trees that have learnt nothing yet; no leaf has fewer than 20 training rows."""
    return GradientBoostingClassifier(
        n_estimators=trees, max_depth=depth, learning_rate=0.1, min_samples_leaf=20, random_state=1
    )


def auc(score, rows):
    """Area under the ROC curve of these rows, with positive weights."""
    return roc_auc_score(events.is_signal[rows], score[rows], sample_weight=positive[rows])


forest = new_forest(trees=30, depth=2)
# solution:begin
forest.fit(events.x[train], events.is_signal[train], sample_weight=training_weight[train])
score = forest.decision_function(events.x)
auc_train = auc(score, train)
auc_validate = auc(score, validate)
# solution:instead
# # Your turn: train the forest, then the two areas.
# auc_train = None
# auc_validate = None
# solution:end

check("auc_train", auc_train)
check("auc_validate", auc_validate)

# %%
already_trained = {}


def trained(trees, depth, rows=train):
    """The scores of all events at each number of trees up to ``trees``, learnt from these rows; and the forest."""
    name = (trees, depth, rows.tobytes())
    if name not in already_trained:
        own = new_forest(trees, depth)
        weight = learning.balanced(positive[rows], events.is_signal[rows])
        own.fit(events.x[rows], events.is_signal[rows], sample_weight=weight)
        already_trained[name] = np.array([values[:, 0] for values in own.staged_decision_function(events.x)]), own
    return already_trained[name]


stages, chosen = trained(30, 2)
chosen_score = stages[-1]

figure, axes = plot.figure()
curves = [
    (chosen_score, train, _("30 trees, training rows"), "vermilion", "--"),
    (chosen_score, validate, _("30 trees, validation rows"), "blue", "-"),
    (events.column("ETmiss"), validate, _("missing momentum alone"), "green", "-."),
    (events.column("dphi_pTll_ETmiss"), validate, _("the angle alone"), "purple", ":"),
]
for values, rows, label, colour, style in curves:
    false_positive, true_positive, _thresholds = roc_curve(
        events.is_signal[rows], values[rows], sample_weight=positive[rows]
    )
    text = f"{label}: {auc(values, rows):.2f}"
    axes.plot(false_positive, true_positive, style, color=plot.OKABE_ITO[colour], label=text)
axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
axes.set_xlabel(_("share of the background that is kept"))
axes.set_ylabel(_("share of the signal that is kept"))
axes.set_xlim(0, 1)
axes.set_ylim(0, 1.35)
plot.legend(axes, loc="upper left")
plot.stamp(axes, each_sample.values())
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With ATLAS's simulation: four ROC curves above the diagonal of guessing, each with its area in the legend. The
# forest on its training rows is highest, with an area of 0.85. On the validation rows it has 0.81. The missing
# momentum alone has 0.68, the angle alone 0.69. The curve of the validation rows goes up in small steps, because
# there are only 95 signal rows.
#
# </details>
#
# Together the ten variables are far better than each alone. Which of them does the forest use most?

# %%
for name, importance in sorted(
    zip(events.columns, chosen.feature_importances_, strict=True), key=lambda pair: -pair[1]
):
    print(f"{name:>25}  {importance:5.2f}  {'█' * round(100 * importance)}")

# %% [markdown]
# Do not take these numbers for physics. Where two variables tell the same story, the tree takes one of them and the
# other seems useless. A variable "of no importance" may be as good as the first one.
#
# ## 5. Learning by heart
#
# 30 trees of depth 2 are a modest machine. Give it more freedom!
#
# **Task 5.** Train 100 trees of depth 6. What are the areas now, on the training rows and on the validation rows? By
# how much do they differ?
#
# <details><summary>Hint</summary>
#
# `deep_stages, deep = trained(100, 6)` takes some seconds. `deep_stages[-1]` are the scores of all events with all
# 100 trees.
#
# </details>

# %%
# solution:begin
deep_stages, deep = trained(100, 6)
deep_train = auc(deep_stages[-1], train)
deep_gap = deep_train - auc(deep_stages[-1], validate)
# solution:instead
# # Your turn: the area on the training rows, and that minus the area on the validation rows.
# deep_train = None
# deep_gap = None
# solution:end

check("deep_train", deep_train)
check("deep_gap", deep_gap)

# %%
figure, axes = plot.figure()
number_of_trees = np.array([1, 2, 3, 4, 5, 7, 10, 14, 20, 30, 40, 50, 70, 100])
for depth, colour in ((1, "green"), (2, "blue"), (6, "vermilion")):
    stages, _forest = trained(100, depth)
    for rows, style in ((train, "--"), (validate, "-")):
        areas = [auc(stages[n - 1], rows) for n in number_of_trees]
        label = _("depth {depth}").format(depth=depth) if rows is validate else None
        axes.plot(number_of_trees, areas, style, color=plot.OKABE_ITO[colour], label=label)
axes.plot([], [], "--", color="black", label=_("training rows"))
axes.plot([], [], "-", color="black", label=_("validation rows"))
axes.set_xscale("log")
axes.set_xlim(1, 100)
axes.set_xticks([1, 2, 5, 10, 20, 50, 100], ["1", "2", "5", "10", "20", "50", "100"])
axes.set_ylim(0.6, 1.15)
axes.set_xlabel(_("number of trees"))
axes.set_ylabel(_("area under the ROC curve"))
plot.legend(axes, loc="upper left", ncols=2)
plot.stamp(axes, each_sample.values())
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With ATLAS's simulation: areas against the number of trees, from 1 to 100, on a logarithmic scale. Dashed lines are
# the training rows, full lines the validation rows, one colour for each depth. All dashed lines rise; that of depth 6
# reaches 1.00, that of depth 2 ends at 0.90, that of depth 1 at 0.84. The full lines of the depths 1 and 2 rise to
# 0.81, that of depth 2 faster; from about 20 trees on it falls a little. The full line of depth 6 stays just below
# 0.80 from 5 trees on, whatever is added.
#
# </details>
#
# This is **overtraining**. With enough trees the machine knows each of its 191 signal rows in person. It is *perfect*
# on them, and on all others no better than a machine that is far simpler. Learning curves like these show when
# to stop: where the full line no longer rises.
#
# Is the difference between depth 1 and depth 2 real? There are 95 signal rows in the validation set, and an AUC of
# 0.8 from so few has an error of about 0.02. So no. All settings with a full line near 0.81 are equally good, and it
# is wise to take the **simplest**. We stay with 30 trees of depth 2.
#
# ## 6. Where to cut
#
# The AUC averages over all thresholds. A search uses one. Which? The one with the largest Asimov significance
#
# $$Z_\mathrm{A} = \sqrt{2\left[(S+B)\ln\left(1+\frac SB\right) - S\right]}$$
#
# chosen with the validation rows, judged with the test rows, and with **all** weights and their signs. A quarter of
# the rows stands for all events, so each counts four times.
#
# **Task 6.** Try the thresholds on `chosen_score`. At which one is the significance of the validation rows largest,
# and how large is it there? Then, once and never again, what do the **test** rows give at that threshold?
#
# <details><summary>Hint</summary>
#
# `worth(rows, chosen_score > threshold).significance` gives the significance for a quarter of the rows, `rows` being
# `validate` or `test`. Collect the values in a list; `thresholds[np.argmax(values)]` is the best threshold.
#
# </details>


# %%
def worth(rows, kept):
    """S, B and significance, with errors, of a quarter of the rows scaled up to all events."""
    return learning.worth(events.weight[rows], events.is_signal[rows], kept[rows], scale=4)


thresholds = np.arange(-15, 9) / 10

# solution:begin
values = [worth(validate, chosen_score > threshold).significance for threshold in thresholds]
best_threshold = thresholds[np.argmax(values)]
validate_z = np.max(values)
test_z = worth(test, chosen_score > best_threshold).significance
# solution:instead
# # Your turn: the threshold, and the two significances there.
# best_threshold = None
# validate_z = None
# test_z = None
# solution:end

check("best_threshold", best_threshold)
check("validate_z", validate_z)
check("test_z", test_z)

# %%
figure, axes = plot.figure()
for rows, label, colour, style in (
    (validate, _("validation rows"), "blue", "-"),
    (test, _("test rows"), "vermilion", "--"),
):
    results = [worth(rows, chosen_score > threshold) for threshold in thresholds]
    z = np.array([result.significance for result in results])
    error = np.array([result.significance_error for result in results])
    axes.fill_between(thresholds, z - error, z + error, color=plot.OKABE_ITO[colour], alpha=0.15, linewidth=0)
    axes.plot(thresholds, z, style, color=plot.OKABE_ITO[colour], label=label)
axes.set_xlim(thresholds[0], thresholds[-1])
axes.set_ylim(0, 8)
axes.set_xlabel(_("threshold on the score"))
axes.set_ylabel(_("expected significance"))
plot.legend(axes, loc="upper left")
plot.stamp(axes, each_sample.values())
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With ATLAS's simulation: the expected significance against the threshold on the score, from -1.5 to 0.8. The full
# line of the validation rows rises slowly from 3.5 to 4.2 at 0.0 and then falls to 2.9. The dashed line of the test
# rows lies above it: it rises from 3.9 to 4.7 at 0.0, to 5.1 near 0.4, and falls to 4.6. Each has a band of about 0.5
# on either side; up to 0.2 the bands overlap.
#
# </details>
#
# With ATLAS's simulation the test gives *more* than the validation: 4.7 against 4.2. Have we been clever? No. Each of
# the two has an error of 0.5, because it rests on a quarter of 381 signal rows. This time chance was kind. And the
# highest point of the dashed line, 5.1, is not ours to take: we would have chosen it with the test.
#
# ## 7. Better than the cuts?
#
# **Task 7.** The best cuts of the lesson on dark matter were: `sum_lep_charge` is 0, `N_bjets` is 0, `mll` within 15
# GeV of 91.188 GeV, and `ETmiss` above 105 GeV. Which significance do the same **test** rows give with these cuts?
#
# <details><summary>Hint</summary>
#
# `events.column("mll")` is one column of the matrix. Make one mask with four conditions, then `worth(test, mask)`.
#
# </details>

# %%
# solution:begin
by_hand = (
    (events.column("sum_lep_charge") == 0)
    & (events.column("N_bjets") == 0)
    & (np.abs(events.column("mll") - 91.188) < 15)
    & (events.column("ETmiss") > 105)
)
cuts_z = worth(test, by_hand).significance
# solution:instead
# # Your turn: the significance of the cuts on the test rows.
# cuts_z = None
# solution:end

check("cuts_z", cuts_z)

# %% [markdown]
# With ATLAS's simulation 4.68 ± 0.54 for the forest and 4.56 ± 0.54 for the cuts: from this test nobody can say which
# is better. Two tricks help.
#
# **Everybody takes a turn.** Divide the rows into four quarters. Each quarter is the test once, another one
# validates, and the remaining two train. Four forests, four thresholds, and in the end *every* row has been judged by
# a forest that had never seen it. This is called **cross-validation**. No row is wasted.
#
# **Compare on the same events.** Forest and cuts keep mostly the same rows. If chance gives us many signal rows, both
# profit. The *difference* is known better than either of the two. How well? Give each row a random number of copies,
# 0, 1, 2, ... (Poisson, mean 1), work out the difference again, and again: its spread is the error. This is the
# **bootstrap**.

# %%
forest_keeps = np.zeros(len(events), dtype=bool)
for quarter in range(4):
    judge, choose = part == quarter, part == (quarter - 1) % 4
    scores = trained(30, 2, rows=~judge & ~choose)[0][-1]
    best = max(thresholds, key=lambda threshold: worth(choose, scores > threshold).significance)
    forest_keeps |= judge & (scores > best)

cuts_keep = (
    (events.column("sum_lep_charge") == 0)
    & (events.column("N_bjets") == 0)
    & (np.abs(events.column("mll") - 91.188) < 15)
    & (events.column("ETmiss") > 105)
)


def both(weight):
    """The results of the forest and of the cuts, with all rows."""
    return [learning.worth(weight, events.is_signal, kept) for kept in (forest_keeps, cuts_keep)]


by_forest, by_cuts = both(events.weight)
generator = np.random.default_rng(2026)
differences = []
for _copy in range(300):
    first, second = both(events.weight * generator.poisson(1, len(events)))
    differences.append(first.significance - second.significance)
for name, result in ((_("forest"), by_forest), (_("cuts"), by_cuts)):
    print(f"{name:>8}:  S = {result.signal:.1f}  B = {result.background:.1f}", end="")
    print(f"  Z = {result.significance:.2f} ± {result.significance_error:.2f}")
gain = by_forest.significance - by_cuts.significance
print(_("difference: {gain:.2f} ± {error:.2f}").format(gain=gain, error=np.std(differences)))
check.record("gain", gain)

# %% [markdown]
# With ATLAS's simulation the forest gains 0.3, with an error of 0.13: a bit more than two standard deviations. It
# keeps a sixth more signal at a little more background. Better, probably. Not by much. And the cuts were chosen with
# all rows, which flatters them a little.
#
# A physicist would also ask what the gain costs. Four cuts can be explained on a blackboard, and each can be tested
# with data. For the forest one has to check that the simulation gets ten variables right, *and how they hang
# together*.
#
# ## What may we say?
#
# <details><summary>“In training our machine was perfect. It cannot be that bad.” What do you answer?</summary>
#
# That it had seen the answers. On events that it had not seen, the very same machine was no better than one that
# reached 0.85 in training. A result without the word *test* is no result.
#
# </details>
#
# <details><summary>Our forest was trained with dark matter of one mass. What if nature has chosen another?</summary>
#
# Then the missing momentum has another shape, and the forest looks for the wrong thing. It may still work, or not.
# This must be tried out with simulations of other masses. A machine answers the question it was trained for, and only
# that.
#
# </details>
#
# <details><summary>Where does it become better: with cleverer trees or with more simulated events?</summary>
#
# Here with more events. With 191 signal rows the learning curves stop rising early, and two settings that really
# differ cannot be told apart. In many real searches it is the same: the size of the simulation sets the limit.
#
# </details>
#
# ## What you have learnt
#
# - A tree asks the question that leaves the least mixture; boosted trees correct each other.
# - Train, validate, test: three sets of rows, because machine *and* physicist learn.
# - Negative weights need a policy for learning. For counting, the signs stay.
# - Overtraining is seen in learning curves. Of equally good machines take the simplest.
# - Compare on the same events, with the error of the difference.
#
# **Data:** tables made by ATLAS outreach from simulated events of ATLAS Open Data at 13 TeV, for a histogram analyser
# for dark matter. They have no record of their own on the CERN Open Data portal. For education. Samples marked as
# practice simulation were made for this box and are neither ATLAS data nor ATLAS simulation.
