"""The lessons on machine learning and on columns at scale: numbers found again without the helpers they use."""

import json
from collections.abc import Callable

import pytest

Python = Callable[[str], str]

# Rows one after the other and sums by hand; areas by counting pairs of rows, the network's neuron by differences.
TABLES = """
import json, math
import numpy as np
import uproot
from lhcbox import samples
from lhcbox.checks import Checks

rows = []
for name in ("nonres", "zjets", "wz", "zz", "dm200"):
    sample = samples.get("atlas13-monoz-" + name)
    columns = uproot.open(sample.files[0].path)[sample.tree].arrays(library="np")
    for i in range(len(columns["totalWeight"])):
        rows.append((name, i, {key: float(values[i]) for key, values in columns.items()}))
train = [row for row in rows if row[1] % 4 < 2]
test = [row for row in rows if row[1] % 4 == 3]

factor = {}
for name in {row[0] for row in rows}:
    weights = [row[2]["totalWeight"] for row in rows if row[0] == name]
    factor[name] = math.fsum(weights) / math.fsum(w for w in weights if w > 0)
positive = {id(row): max(row[2]["totalWeight"], 0) * factor[row[0]] for row in rows}
half = {s: math.fsum(positive[id(row)] for row in train if (row[0] == "dm200") == s) for s in (True, False)}
learnt = [positive[id(row)] / half[row[0] == "dm200"] / 2 for row in train]

def impurity(box):
    s = math.fsum(w for row, w in box if row[0] == "dm200")
    b = math.fsum(w for row, w in box if row[0] != "dm200")
    return (s + b) * (1 - (s / (s + b)) ** 2 - (b / (s + b)) ** 2)

angle = [row[2]["dphi_pTll_ETmiss"] > 2.7 for row in train]
boxes = [[(row, w) for row, w, a in zip(train, learnt, angle) if a == yes] for yes in (True, False)]

kept = [row for row in test if row[2]["sum_lep_charge"] == 0 and row[2]["N_bjets"] == 0
        and abs(row[2]["mll"] - 91.188) < 15 and row[2]["ETmiss"] > 105]
S = 4 * math.fsum(row[2]["totalWeight"] for row in kept if row[0] == "dm200")
B = 4 * math.fsum(row[2]["totalWeight"] for row in kept if row[0] != "dm200")

names = [key for key in rows[0][2] if key != "totalWeight"]
x = np.array([[row[2][key] for key in names] for row in train])
z = (x - x.mean(axis=0)) / x.std(axis=0)
y, w = np.array([row[0] == "dm200" for row in train]), np.array(learnt)

def loss(parameters):
    a = z @ parameters[1:] + parameters[0]
    return float(np.sum(w * np.where(y, np.log1p(np.exp(-a)), np.log1p(np.exp(a)))))

def slope(parameters):
    steps = 1e-5 * np.eye(len(parameters))
    return np.array([(loss(parameters + step) - loss(parameters - step)) / 2e-5 for step in steps])

def way(eta, below):
    parameters, number = np.zeros(len(names) + 1), 0
    while loss(parameters) >= below:
        parameters, number = parameters - eta * slope(parameters), number + 1
    return number

found = {
    "decision-trees": {
        "train_rows": len(train), "train_signal": sum(row[0] == "dm200" for row in train),
        "negative_rows": sum(row[2]["totalWeight"] < 0 for row in rows), "zz_factor": factor["zz"],
        "impurity": sum(impurity(box) for box in boxes),
        "cuts_z": math.sqrt(2 * ((S + B) * math.log(1 + S / B) - S)),
    },
    "neural-network": {
        "scaled_105": float((105 - x[:, names.index("ETmiss")].mean()) / x[:, names.index("ETmiss")].std()),
        "first_loss": loss(-slope(np.zeros(len(names) + 1))), "steps_1": way(1, 0.54), "steps_03": way(0.3, 0.54),
        "steps_an_epoch": -(-len(train) // 200),
    },
} if sample.real else {}
wrong = [(slug, name, value, Checks(slug).expected(name).value)
         for slug, values in found.items() for name, value in values.items()
         if not Checks(slug).expected(name).agrees(value)]
print(json.dumps({"compared": sum(map(len, found.values())), "wrong": wrong}))
"""

PAIRS = """
import json
import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from lhcbox import learning, samples
from lhcbox.checks import Checks

names = {name: samples.get("atlas13-monoz-" + name) for name in ("nonres", "zjets", "wz", "zz", "dm200")}
events = learning.events({name: sample.arrays() for name, sample in names.items()}, "dm200", "totalWeight")
positive, part = learning.positive_weights(events.weight, events.process), events.row % 4
train = part < 2
forest = GradientBoostingClassifier(n_estimators=30, max_depth=2, min_samples_leaf=20, random_state=7)
forest.fit(events.x[train], events.is_signal[train],
           sample_weight=learning.balanced(positive[train], events.is_signal[train]))
score = forest.decision_function(events.x)

def area(rows):
    s, b = rows & events.is_signal, rows & ~events.is_signal
    higher = (score[s][:, None] > score[b]) + 0.5 * (score[s][:, None] == score[b])
    return float(positive[s] @ higher @ positive[b] / positive[s].sum() / positive[b].sum())

values = {"auc_train": area(train), "auc_validate": area(part == 2)}
checks = Checks("decision-trees")
print(json.dumps([
    (name, value) for name, value in values.items() if names["zz"].real
    and not checks.expected(name).agrees(value)
]))
"""

COLUMNS = """
import json, math, sys
import numpy as np
import uproot
from lhcbox import samples
from lhcbox.checks import Checks
from lhcbox.columnar import fileset, local_dask, processor, schemas

data = samples.get("atlas13-4lep-data")
paired, entries, masses = 0, {}, []
for file in data.files:
    events = uproot.open(file.path)[data.tree].arrays(library="np")
    entries[file.period] = len(events["lep_pt"])
    for i in range(entries[file.period]):
        if sum(events["lep_type"][i][:4]) not in (44, 48, 52) or sum(events["lep_charge"][i][:4]) != 0:
            continue
        paired += 1
        pt = events["lep_pt"][i] / 1000
        if pt[0] > 30 and pt[1] > 20 and pt[2] > 10:
            eta, phi, e = (events["lep_" + name][i][:4] for name in ("eta", "phi", "E"))
            p = [float(np.sum(pt[:4] * f)) for f in (np.cos(phi), np.sin(phi), np.sinh(eta))]
            masses.append(math.sqrt((float(np.sum(e)) / 1000) ** 2 - sum(part * part for part in p)))

class Entries(processor.ProcessorABC):
    def process(self, events):
        return {"entries": {events.metadata["period"]: len(events)}, "chunks": 1}
    def postprocess(self, accumulator):
        pass

def run(executor):
    runner = processor.Runner(executor=executor, schema=schemas.BaseSchema, chunksize=100)
    return runner(fileset({"data": data}), Entries(), treename=data.tree)

one = run(processor.IterativeExecutor())
with local_dask() as client:
    with_dask = run(processor.DaskExecutor(client=client))
values = {
    "by_columns": paired, "passed": len(masses), "entries_d": entries["D"],
    "mean_mass": math.fsum(masses) / len(masses),
    "observed": sum(115 <= m < 130 for m in masses), "passed_dask": len(masses), "chunks": one["chunks"],
} if data.real else {}
checks = Checks("columnar-scale")
print(json.dumps({
    "wrong": [(name, value) for name, value in values.items() if not checks.expected(name).agrees(value)],
    "entries": [one["entries"] == entries, with_dask == one],
    "left behind": [name for name in ("numba", "dask.dataframe", "pandas") if name in sys.modules],
}))
"""

HELPERS = """
import numpy as np
from lhcbox import learning

rng = np.random.default_rng(5)
w = rng.normal(1, 1, 400)
process = rng.choice(["a", "b"], 400)
positive = learning.positive_weights(w, process)
assert (positive >= 0).all() and (positive[w < 0] == 0).all()
for name in "ab":
    assert abs(positive[process == name].sum() - w[process == name].sum()) < 1e-9
signal = process == "a"
even = learning.balanced(positive, signal)
assert abs(even.mean() - 1) < 1e-12 and abs(even[signal].sum() - even[~signal].sum()) < 1e-9
for mistake in (lambda: learning.balanced(w, signal), lambda: learning.balanced(positive, signal & ~signal),
                lambda: learning.positive_weights([-1.0, 0.5], ["a", "a"])):
    try:
        mistake()
    except ValueError as error:
        print(error)
nothing = learning.worth(w, signal, np.zeros(400, dtype=bool))
assert nothing.signal == 0 and np.isnan(nothing.significance)
"""


def _last_line(text: str) -> str:
    return text.strip().splitlines()[-1]


def test_what_the_tables_say_row_by_row_is_what_the_lessons_expect(box_python: Python) -> None:
    found = json.loads(_last_line(box_python(TABLES)))
    if found["compared"] == 0:
        pytest.skip("the tables of this box are practice")
    assert found["wrong"] == []


def test_the_area_under_the_curve_is_the_share_of_pairs_in_the_right_order(box_python: Python) -> None:
    assert json.loads(_last_line(box_python(PAIRS))) == []


def test_columns_and_executors_give_what_a_loop_over_the_files_gives(box_python: Python) -> None:
    found = json.loads(_last_line(box_python(COLUMNS)))
    assert found["wrong"] == []
    assert found["entries"] == [True, True]
    assert found["left behind"] == []


def test_weights_for_learning_keep_their_sums_and_mistakes_are_named(box_python: Python) -> None:
    said = box_python(HELPERS).strip().splitlines()
    assert len(said) == 3
    assert all("weight" in line for line in said)
