# %% [markdown]
# # Machine learning II: from one neuron to a network
#
# Everybody speaks of neural networks. They write texts, drive cars and find particles. What is inside? Sums. A single
# "neuron" adds up its inputs, each times a number, and squeezes the result to a value between 0 and 1. You can write
# it in one line, and you will.
#
# The art is to find the numbers. A machine *learns* them by rolling downhill, step by step. How long a step should be
# is the most important choice of all: too short, and it never arrives; too long, and it jumps out of the valley. You
# will see both. Then you join twenty neurons to a network, and let it compete with the forest of the lesson before.

# %% [markdown]
# ![Left: a neuron. Three inputs, each times a weight, go into a circle with a sum, then through a curve shaped like
# an S, and a value between 0 and 1 comes out. Middle: a network of a column of inputs, one layer of neurons and one
# output, joined by many lines. Right: three valleys in which a ball rolls: with short steps it has hardly moved,
# with good ones it reaches the bottom, with long ones it jumps from side to side and upwards.](process.svg)

# %% [markdown]
# **There are no collisions in this lesson.** The events are those of the lesson "a forest of small decisions":
# simulated dark matter beside a Z, and four backgrounds. There you find why rows are divided into training,
# validation and test, and what is done about negative weights. Here both are used.
#
# Run a cell with **Shift + Enter**. Where a cell says *Your turn*, replace `None` by your own code. The check below
# it tells you whether the number is right and, if it is not, what may have gone wrong. Above each picture stands
# where its events come from: simulation of ATLAS, or practice simulation.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.neural_network import MLPClassifier
from threadpoolctl import threadpool_limits

from lhcbox import language, learning, plot, samples
from lhcbox.checks import Checks
from lhcbox.language import gettext as _

language.use("en")
plot.use_style()
check = Checks("neural-network")
threadpool_limits(1)  # our matrices are small: one processor is quicker than two that must agree

names = {
    "nonres": "atlas13-monoz-nonres",
    "zjets": "atlas13-monoz-zjets",
    "wz": "atlas13-monoz-wz",
    "zz": "atlas13-monoz-zz",
    "dm": "atlas13-monoz-dm200",
}
each_sample = {short: samples.get(name) for short, name in names.items()}
events = learning.events({short: s.arrays() for short, s in each_sample.items()}, signal="dm", weight="totalWeight")
part = events.row % 4
train, validate, test = part < 2, part == 2, part == 3

# Positive weights for learning and ROC curves; in training signal and background weigh the same, 1 on average
positive = learning.positive_weights(events.weight, events.process)
weight = learning.balanced(positive[train], events.is_signal[train])
answer = events.is_signal.astype(float)
print(events.x.shape, np.sum(train), np.sum(train & events.is_signal), each_sample["dm"].label)

# %% [markdown]
# ## 1. All inputs to the same scale
#
# The missing momentum runs from 80 to more than 1000 GeV, the number of b jets from 0 to a few. A tree does not mind:
# it asks each variable for itself. A neuron *adds* its inputs, and GeV would drown all the rest. So each column is
# scaled:
#
# $$z = \frac{x - \mu}{s}$$
#
# $\mu$ is the mean and $s$ the standard deviation of the column, **of the training rows alone**. Even two such
# numbers are something learnt.
#
# **Task 1.** Which value of $z$ does a missing momentum of 105 GeV have?
#
# <details><summary>Hint</summary>
#
# `events.column("ETmiss")[train]` are the values. `np.mean` and `np.std` do the rest.
#
# </details>

# %%
# solution:begin
etmiss = events.column("ETmiss")[train]
scaled_105 = (105 - np.mean(etmiss)) / np.std(etmiss)
# solution:instead
# # Your turn: the scaled value of 105 GeV.
# scaled_105 = None
# solution:end

check("scaled_105", scaled_105)

# %% [markdown]
# ## 2. One neuron
#
# A neuron has a weight $w_j$ for each input and one more number, the bias $b$. (These weights have nothing to do with
# those of the events.) It computes
#
# $$a = b + \sum_j w_j z_j \qquad\qquad p = \frac{1}{1 + e^{-a}}$$
#
# and $p$ is its answer: the probability, in its opinion, that the event is signal. How wrong is it? If the event *is*
# signal, $-\ln p$; if it is not, $-\ln(1-p)$. Being sure and wrong costs most. The **loss** is the mean over the
# training rows, each with its event weight:
#
# $$L = -\big\langle\, y \ln p + (1-y)\ln(1-p) \,\big\rangle \qquad y = 1\ \text{for signal, else}\ 0$$
#
# One neuron with this loss has been known for a long time as *logistic regression*.
#
# A neuron that knows nothing has $w = 0$ and $b = 0$. It says $p$ = 0.5 to everything, and $L = \ln 2$ = 0.693. In
# which direction does $L$ fall? Take the derivatives. They are wonderfully simple:
#
# $$\frac{\partial L}{\partial w_j} = \big\langle (p - y)\, z_j \big\rangle \qquad\qquad
# \frac{\partial L}{\partial b} = \big\langle p - y \big\rangle$$
#
# **Gradient descent**: go one step against the derivative, $w_j \to w_j - \eta\,\partial L/\partial w_j$, the same
# with $b$, and again. $\eta$ is the **learning rate**.
#
# **Task 2.** Write the function `step`. What is the loss after **one** step with $\eta$ = 1, starting from zero?
#
# <details><summary>Hint</summary>
#
# `p - y` is one number for each row. `np.average((p - y)[:, None] * z, axis=0, weights=weight)` gives the ten
# derivatives at once, `np.average(p - y, weights=weight)` the one of `b`.
#
# </details>

# %%
mean, deviation = np.mean(events.x[train], axis=0), np.std(events.x[train], axis=0)
z_all = (events.x - mean) / deviation
z, y = z_all[train], answer[train]


def neuron(z, w, b):
    """What the neuron says to each row: a number between 0 and 1."""
    return 1 / (1 + np.exp(-(z @ w + b)))


def loss(w, b):
    """The mean loss of the training rows."""
    a = z @ w + b
    return np.average(np.logaddexp(0, a) - y * a, weights=weight)  # the formula above, safe for large a


# solution:begin
def step(w, b, eta):
    """Weights and bias after one step of gradient descent."""
    difference = neuron(z, w, b) - y
    slope_w = np.average(difference[:, None] * z, axis=0, weights=weight)
    slope_b = np.average(difference, weights=weight)
    return w - eta * slope_w, b - eta * slope_b


first_loss = loss(*step(np.zeros(10), 0.0, eta=1))
# solution:instead
# # Your turn: the function, and the loss after one step.
# first_loss = None
# solution:end

check("first_loss", first_loss)

# %% [markdown]
# From here on the notebook uses its own function. `descend(eta, steps)` gives weights, bias, and the loss before each
# step.


# %%
def descend(eta, steps, inputs=z):
    """Gradient descent from zero, with the loss before each step."""
    w, b, losses = np.zeros(inputs.shape[1]), 0.0, []
    for _number in range(steps):
        a = inputs @ w + b
        losses.append(np.average(np.logaddexp(0, a) - y * a, weights=weight))
        difference = 1 / (1 + np.exp(-np.clip(a, -500, 500))) - y
        w = w - eta * np.average(difference[:, None] * inputs, axis=0, weights=weight)
        b = b - eta * np.average(difference, weights=weight)
    return w, b, np.array(losses)


def auc(score, rows):
    """Area under the ROC curve of these rows, with positive weights."""
    return roc_auc_score(events.is_signal[rows], score[rows], sample_weight=positive[rows])


# %% [markdown]
# **Task 3.** Let the neuron learn for 200 steps with $\eta$ = 1. What is the area under the ROC curve (AUC) on the
# **validation** rows? And how many steps does it take until the loss is below 0.54, with $\eta$ = 1, and with $\eta$
# = 0.3?
#
# <details><summary>Hint</summary>
#
# `w, b, losses = descend(1, 200)`, then `auc(neuron(z_all, w, b), validate)`. `np.argmax(losses < 0.54)` is the first
# position where the condition is true. Position 0 is before the first step.
#
# </details>

# %%
# solution:begin
w, b, losses = descend(1, 200)
neuron_auc = auc(neuron(z_all, w, b), validate)
steps_1 = np.argmax(losses < 0.54)
steps_03 = np.argmax(descend(0.3, 200)[2] < 0.54)
# solution:instead
# # Your turn: the area, and the two numbers of steps.
# neuron_auc = None
# steps_1 = None
# steps_03 = None
# solution:end

check("neuron_auc", neuron_auc)
check("steps_1", steps_1)
check("steps_03", steps_03)

# %%
figure, axes = plot.figure()
for eta, colour, style in ((0.003, "green", ":"), (0.03, "purple", "-."), (1, "blue", "-"), (10, "vermilion", "--")):
    label = _("learning rate {eta}").format(eta=eta)
    axes.plot(np.arange(100), descend(eta, 100)[2], style, color=plot.OKABE_ITO[colour], label=label)
axes.set_xlim(0, 99)
axes.set_ylim(0.4, 1.6)
axes.set_xlabel(_("steps"))
axes.set_ylabel(_("loss of the training rows"))
plot.legend(axes, loc="upper left", ncols=2)
plot.stamp(axes, each_sample.values())
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With ATLAS's simulation: the loss against the number of steps, from 0 to 99, for four learning rates. All begin at
# 0.69. With 0.003 the line falls hardly at all, to 0.65. With 0.03 it falls slowly to 0.55. With 1 it drops to 0.54
# within ten steps and stays flat at 0.53. With 10 it jumps up and down between 0.6 and 1.3 and ends near 1.0, higher
# than where it began.
#
# </details>
#
# Too small: it would arrive, but when? Too large: each step overshoots the bottom of the valley and lands higher on
# the other side. Whether a rate is large or small depends on the inputs. Without scaling, even $\eta$ = 0.001 would
# be too large for the GeV, and too small for the b jets.
#
# What has the neuron learnt? Its ten weights tell. Positive means: speaks for signal.

# %%
w, b, _losses = descend(1, 200)
for name, value in sorted(zip(events.columns, w, strict=True), key=lambda pair: -abs(pair[1])):
    print(f"{name:>25}  {value:+.2f}  {('+' if value > 0 else '-') * round(40 * abs(value))}")

# %% [markdown]
# No b jets, back to back, leptons close together: well learnt. But a *negative* weight for the missing momentum? That
# is no mistake. It says: **if all else is equal**, and lead lepton and `ETmiss_over_HT` tell of the missing momentum
# already. One neuron can only add. It cannot say "the mass matters *if* the angle is large". For this one needs more
# neurons.
#
# ## 3. A network
#
# Take $n$ neurons side by side, each with its own weights: a **hidden layer**. One more neuron takes *their* outputs
# as its inputs, and gives the answer.
#
# A network is not trained with all rows at once, but with small portions, **batches**, of 200 rows, drawn at random.
# After each batch comes a step. Once through all training rows is an **epoch**.
#
# **Task 4.** How many numbers must be learnt in a network of 10 inputs, 20 hidden neurons and one output, biases
# included? And how many steps does it take in one epoch, if the last batch may be smaller?
#
# <details><summary>Hint</summary>
#
# Each hidden neuron has 10 weights and a bias. The last one has 20 weights and a bias. There are 11 713 rows to train
# with in the box's real tables; `len(z)` knows.
#
# </details>

# %%
# solution:begin
parameters = 20 * (10 + 1) + (20 + 1)
steps_an_epoch = int(np.ceil(len(z) / 200))
# solution:instead
# # Your turn: the two numbers.
# parameters = None
# steps_an_epoch = None
# solution:end

check("parameters", parameters)
check("steps_an_epoch", steps_an_epoch)

# %% [markdown]
# More numbers to learn than signal rows! Nobody would fit a curve with 241 parameters to 191 points. That it works at
# all is because learning starts with small weights and is stopped early.
#
# **Task 5.** Train the network for 15 epochs. What is its AUC on the validation rows?
#
# <details><summary>Hint</summary>
#
# In a loop over 15 epochs: `network.partial_fit(z, y, classes=[0, 1], sample_weight=weight)` goes through all
# training rows once. `network.predict_proba(z_all)[:, 1]` is the probability of signal, for all rows.
#
# </details>


# %%
def new_network(hidden=(20,), seed=1):
    """A network that has learnt nothing: small random weights. The same seed gives the same network."""
    return MLPClassifier(hidden, learning_rate_init=0.01, batch_size=200, random_state=seed)


network = new_network()
# solution:begin
for _epoch in range(15):
    network.partial_fit(z, y, classes=[0, 1], sample_weight=weight)
network_auc = auc(network.predict_proba(z_all)[:, 1], validate)
# solution:instead
# # Your turn: train for 15 epochs, then the area.
# network_auc = None
# solution:end

check("network_auc", network_auc)

# %% [markdown]
# The random numbers at the start and the order of the batches decide a little, too. With four other seeds:

# %%
already_trained = {}


def trained(hidden, seed, epochs, rows=train):
    """Scores of all events after each epoch, learnt from these rows, scaled with these rows."""
    name = (hidden, seed, epochs, rows.tobytes())
    if name not in already_trained:
        center, width = np.mean(events.x[rows], axis=0), np.std(events.x[rows], axis=0)
        scaled = (events.x - center) / width
        own_weight = learning.balanced(positive[rows], events.is_signal[rows])
        own, scores = new_network(hidden, seed), []
        for _epoch in range(epochs):
            own.partial_fit(scaled[rows], answer[rows], classes=[0, 1], sample_weight=own_weight)
            scores.append(own.predict_proba(scaled)[:, 1])
        already_trained[name] = np.array(scores)
    return already_trained[name]


areas = [auc(trained((20,), seed, 15)[-1], validate) for seed in (2, 3, 4, 5)]
print(", ".join(f"{area:.4f}" for area in areas))

# %% [markdown]
# So the third digit is chance. (Another processor may change it as well: it adds in another order, and learning makes
# the tiny difference larger. The checks of this lesson allow for that.)
#
# **Task 6.** Now a large network: two hidden layers of 50 neurons each, `hidden=(50, 50)`, 40 epochs, seed 1. By how
# much is the AUC on the **training** rows larger than on the **validation** rows?
#
# <details><summary>Hint</summary>
#
# `large = trained((50, 50), 1, 40)` takes some seconds; `large[-1]` are the scores after the last epoch.
#
# </details>

# %%
# solution:begin
large = trained((50, 50), 1, 40)
large_gap = auc(large[-1], train) - auc(large[-1], validate)
# solution:instead
# # Your turn: the difference of the two areas.
# large_gap = None
# solution:end

check("large_gap", large_gap)

# %%
figure, axes = plot.figure()
epochs = np.arange(1, 41)
for hidden, colour in (((20,), "blue"), ((50, 50), "vermilion")):
    history = trained(hidden, 1, 40)
    size = " + ".join(str(neurons) for neurons in hidden)
    for rows, style in ((train, "--"), (validate, "-")):
        label = _("{size} neurons").format(size=size) if rows is validate else None
        values = [auc(scores, rows) for scores in history]
        axes.plot(epochs, values, style, color=plot.OKABE_ITO[colour], label=label)
axes.plot([], [], "--", color="black", label=_("training rows"))
axes.plot([], [], "-", color="black", label=_("validation rows"))
axes.set_xlim(1, 40)
axes.set_ylim(0.7, 1.05)
axes.set_xlabel(_("epochs"))
axes.set_ylabel(_("area under the ROC curve"))
plot.legend(axes, loc="upper left", ncols=2)
plot.stamp(axes, each_sample.values())
plt.show()

# %% [markdown]
# <details><summary>The picture in words</summary>
#
# With ATLAS's simulation: areas against the number of epochs, from 1 to 40. Dashed lines are the training rows, full
# lines the validation rows. For 20 neurons both rise: the dashed line to 0.86, the full one to 0.81, where it stays
# from about 10 epochs on. For 50 + 50 neurons the dashed line rises to 0.95, while the full one reaches 0.81 after a
# few epochs and then falls to 0.77.
#
# </details>
#
# Overtraining, as with the trees: each further epoch of the large network learns its training rows by heart, and
# forgets what they have in common. Whoever stops after 5 epochs has as good a network as with 20 neurons. This is
# called **early stopping**, and it is chosen with the validation rows.
#
# ## 4. Network against forest
#
# Now the competition, on the same events and by the same rules, those of the lesson before: each quarter of the rows
# is the judge once, another chooses the threshold, the remaining two train. All rows are judged, none by a machine
# that knew it. Three competitors: the four cuts by hand, 30 trees of depth 2, and the network of 20 neurons with 15
# epochs.
#
# **Task 7.** Run the cell below and enter the difference of the significances: network minus forest.
#
# <details><summary>Hint</summary>
#
# `result["network"].significance` is the one of the network.
#
# </details>


# %%
def forest_scores(rows):
    """Scores of all events by 30 boosted trees that learnt from these rows."""
    forest = GradientBoostingClassifier(
        n_estimators=30, max_depth=2, learning_rate=0.1, min_samples_leaf=20, random_state=1
    )
    forest.fit(
        events.x[rows],
        events.is_signal[rows],
        sample_weight=learning.balanced(positive[rows], events.is_signal[rows]),
    )
    return forest.decision_function(events.x)


def kept_by(scores_from, thresholds):
    """Which rows are kept if each quarter is judged by a machine and a threshold that never saw it."""
    kept = np.zeros(len(events), dtype=bool)
    for quarter in range(4):
        judge, choose = part == quarter, part == (quarter - 1) % 4
        scores = scores_from(~judge & ~choose)

        def worth(threshold, rows=choose, values=scores):
            found = learning.worth(events.weight[rows], events.is_signal[rows], values[rows] > threshold, scale=4)
            return found.significance

        kept |= judge & (scores > max(thresholds, key=worth))
    return kept


kept = {
    "cuts": (events.column("sum_lep_charge") == 0)
    & (events.column("N_bjets") == 0)
    & (np.abs(events.column("mll") - 91.188) < 15)
    & (events.column("ETmiss") > 105),
    "forest": kept_by(forest_scores, np.arange(-15, 9) / 10),
}
for seed in (1, 2, 3, 4, 5):
    name = "network" if seed == 1 else f"network {seed}"
    kept[name] = kept_by(lambda rows, seed=seed: trained((20,), seed, 15, rows)[-1], np.arange(2, 16) / 20)
result = {name: learning.worth(events.weight, events.is_signal, rows) for name, rows in kept.items()}

# The error of the difference, by the bootstrap: each row 0, 1, 2, … times, at random
generator = np.random.default_rng(2026)
copies = [events.weight * generator.poisson(1, len(events)) for _copy in range(200)]
for name, found in result.items():
    differences = [
        learning.worth(weights, events.is_signal, kept[name]).significance
        - learning.worth(weights, events.is_signal, kept["forest"]).significance
        for weights in copies
    ]
    against = found.significance - result["forest"].significance
    print(f"{name:>10}  S = {found.signal:4.1f}  B = {found.background:5.1f}", end="")
    print(f"  Z = {found.significance:.2f} ± {found.significance_error:.2f}", end="   ")
    print(_("minus forest: {value:+.2f} ± {error:.2f}").format(value=against, error=np.std(differences)))

# solution:begin
network_minus_forest = result["network"].significance - result["forest"].significance
# solution:instead
# # Your turn: the difference, network minus forest.
# network_minus_forest = None
# solution:end

check("network_minus_forest", network_minus_forest)

# %% [markdown]
# Which is better? With ATLAS's simulation the network of seed 1 is 0.20 ± 0.10 below the forest, which looks like two
# standard deviations. But look at the other seeds: from -0.17 to 0.00. The *same* network, with other random numbers
# at the start! All five together are about 0.12 below, with an error of 0.10. The honest answer is:
#
# > On these events the network is not better than the forest. Whether it is worse, 381 signal rows cannot tell.
#
# And both are better than the cuts by 0.1 to 0.3, with an error of 0.13. That is not much for so much machinery.
# Networks have their great time where there are millions of examples, and where the inputs are not ten well-chosen
# variables but pictures, or hundreds of particles in a jet.
#
# ## What may we say?
#
# <details><summary>Somebody tries 50 seeds and publishes the network with the largest significance. Fair?</summary>
#
# No. The best of 50 is mostly the luckiest. It would have to be chosen with the validation rows, and then judged once
# with others. Better still: take the mean of several networks' answers. It is as good as the good ones, and has less
# luck in it.
#
# </details>
#
# <details><summary>The neuron is the simplest of all. How much worse is it really?</summary>
#
# Its AUC in validation is 0.78, that of the network 0.81. With 95 signal rows each has an error of about 0.02, but
# they are compared on the same rows, and so the difference is known better. Find out: the bootstrap above does it for
# areas, too.
#
# </details>
#
# ## What you have learnt
#
# - A neuron adds and squeezes. Learning is rolling downhill along the derivative of a loss.
# - The learning rate decides: too small never arrives, too large jumps away. Scale the inputs first.
# - A network has many parameters; early stopping and validation keep it from learning by heart.
# - The seed is part of the error. Compare machines on the same events, with errors, and say so if nobody has won.
#
# **Data:** tables made by ATLAS outreach from simulated events of ATLAS Open Data at 13 TeV, for a histogram analyser
# for dark matter. They have no record of their own on the CERN Open Data portal. For education. Samples marked as
# practice simulation were made for this box and are neither ATLAS data nor ATLAS simulation.
