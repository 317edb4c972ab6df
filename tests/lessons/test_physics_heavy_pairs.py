"""Two Z bosons and a heavy graviton: the lessons' numbers once more, event by event with uproot and math alone."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Python = Callable[[str], str]

# Plain numbers of one event at a time: no awkward arrays, no vector, none of the package's selections or statistics.
GIVEN = """
import json, math
import numpy as np
import uproot
from lhcbox import samples
from lhcbox.checks import Checks

MZ = 91.188
WAYS = (((0, 1), (2, 3)), ((0, 2), (1, 3)), ((0, 3), (1, 2)))
L = samples.get("atlas13-4lep-data").luminosity_fb

def rows(short):
    sample = samples.get("atlas13-4lep-" + short)
    for file in sample.files:
        columns = uproot.open(file.path)[sample.tree].arrays(library="np")
        names = list(columns)
        for row in zip(*columns.values()):
            yield dict(zip(names, row))

def weight(row, short):
    if short == "data":
        return 1.0
    product = 1000 * L * float(row["XSection"]) * float(row["mcWeight"]) / float(row["SumWeights"])
    for name in ("PILEUP", "ELE", "MUON", "LepTRIGGER"):
        product *= float(row["scaleFactor_" + name])
    return product

def mass(row, places):
    total = np.zeros(4)
    for k in places:
        pt, eta, phi = (float(row["lep_" + name][k]) for name in ("pt", "eta", "phi"))
        total += [float(row["lep_E"][k]), pt * math.cos(phi), pt * math.sin(phi), pt * math.sinh(eta)]
    return math.sqrt(max(total[0] ** 2 - (total[1:] ** 2).sum(), 0.0)) / 1000

def good(row, k):
    pt, eta, kind = float(row["lep_pt"][k]), abs(float(row["lep_eta"][k])), int(row["lep_type"][k])
    seen = eta < 2.5 if kind == 13 else eta < 2.47 and not 1.37 < eta < 1.52
    alone = row["lep_ptcone30"][k] < 0.15 * pt and row["lep_etcone20"][k] < 0.15 * pt
    near = float(row["lep_tracksigd0pvunbiased"][k]) < (3 if kind == 13 else 5)
    along = abs(float(row["lep_z0"][k])) * math.sin(2 * math.atan(math.exp(-eta))) < 0.5
    return bool(pt > 20000 and seen and alone and near and along and row["lep_isTightID"][k])

def fits(row, i, j):
    return row["lep_type"][i] == row["lep_type"][j] and int(row["lep_charge"][i]) + int(row["lep_charge"][j]) == 0

def off(pair):
    return abs(pair[0] - MZ) + abs(pair[1] - MZ)

def at_most(n, mean):
    return math.fsum(math.exp(i * math.log(mean) - mean - math.lgamma(i + 1)) for i in range(n + 1))

def compared(slug, found, wrong):
    checks = Checks(slug)
    told = {name: [m["why"] for m in checks._facts["expect"][name].get("mistakes", [])] for name in checks.names()}
    stated = {name: checks.expected(name) for name in checks.names()}
    return {
        "astray": [[n, found[n], e.value] for n, e in stated.items() if n in found and e and not e.agrees(found[n])],
        "not compared": [name for name in stated if name not in found],
        "unexplained": [
            [name, value, checks.verdict(name, value).text]
            for name, values in wrong.items()
            for value in values
            if stated[name] and not stated[name].agrees(value)  # with practice a slip may change nothing
            and not any(checks.verdict(name, value).text.endswith(why) for why in told[name])
        ],
    }
"""

PAIRS = (
    GIVEN
    + """
def pairs(short):
    # of each event with four good leptons: its weight, its leptons, the masses of each allowed way
    for row in rows(short):
        places = [k for k in range(len(row["lep_pt"])) if good(row, k)]
        if not (row["trigE"] or row["trigM"]) or len(places) != 4 or row["lep_pt"][places[0]] <= 25000:
            continue
        ways = []
        for number, way in enumerate(WAYS):
            (i, j), (k, m) = (tuple(places[x] for x in pair) for pair in way)
            if fits(row, i, j) and fits(row, k, m):
                ways.append((number, (mass(row, (i, j)), mass(row, (k, m)))))
        yield weight(row, short), [int(row["lep_type"][k]) for k in places], ways

data = list(pairs("data"))
ways = [w for _weight, _types, w in data if w]
best = [min((pair for _n, pair in w), key=off) for w in ways]
event = next(
    w for _weight, types, w in data if sum(types) in (44, 52) and w and min(w, key=lambda x: off(x[1]))[0] == 0
)
S = [w for w, _types, found in pairs("zz") if found and min(off(pair) for _n, pair in found) < 50]
inside = [p for p in best if all(66 < m < 116 for m in p)]
n_best, n_misfit = sum(off(p) < 50 for p in best), len(data) - len(ways)
signal, error = math.fsum(S), math.sqrt(math.fsum(w * w for w in S))
mu = (n_best - n_misfit / 3) / signal
mu_error = math.sqrt((n_best + n_misfit / 9) / signal**2 + (mu * error / signal) ** 2)
found = {
    "n_four": len(data), "n_misfit": n_misfit, "mass_with_0": event[0][1][0], "mass_other": event[0][1][1],
    "n_best": n_best, "n_last": sum(off(w[-1][1]) < 50 for w in ways),
    "n_square": len(inside), "n_tip": sum(off(p) < 50 and p not in inside for p in best),
    "signal": signal, "signal_error": error, "background": n_misfit / 3, "background_error": math.sqrt(n_misfit) / 3,
    "strength": mu, "cross_section": 14.51 * mu, "cross_section_error": 14.51 * mu_error,
}
wrong = {
    "n_four": [832, 4 * len(data)],
    "n_misfit": [len(ways)],
    "mass_with_0": [event[1][1][0], event[1][1][1], event[0][1][1], event[0][1][0] / math.sqrt(2)],
    "mass_other": [event[1][1][1], event[0][1][0]],
    "n_best": [
        sum(off(w[-1][1]) < 50 for w in ways), sum(off(w[0][1]) < 50 for w in ways), len(ways),
        sum(max(off(p) for _n, p in w) < 50 for w in ways), sum(off(p) < 50 for w in ways for _n, p in w),
    ],
    "n_last": [sum(off(p) < 50 for w in ways for n, p in w if n == 2), sum(off(w[0][1]) < 50 for w in ways)],
    "n_square": [sum(any(66 < m < 116 for m in p) for p in best)],
    "n_tip": [len(best) - len(inside), 0],
    "signal": [len(S), signal / L],
    "signal_error": [error**2, math.sqrt(signal), math.sqrt(len(S))],
    "strength": [n_best / signal, 1 / mu, (n_best - n_misfit / 3) / len(S)],
    "cross_section": [14.51 * n_best / signal, 1.2578 * mu, 14.51 / mu],
    "cross_section_error": [mu_error, 14.51 * math.sqrt(n_best) / signal, 14.51 * mu * error / signal],
}
print(json.dumps(compared("zz-four-leptons", found, wrong)))
"""
)

GRAVITON = (
    GIVEN
    + """
backgrounds = ("zz", "ggh", "vbf", "wh", "zh", "zee", "zmumu", "ttbar")
table = {}
for short in ("data", "graviton", *backgrounds):
    kept = []
    for row in rows(short):
        kinds, charges = ([int(x) for x in row[name][:4]] for name in ("lep_type", "lep_charge"))
        if sum(kinds) in (44, 48, 52) and sum(charges) == 0:
            kept.append((mass(row, range(4)), weight(row, short)))
    table[short] = kept
types = {str(row["lep_type"].dtype) for row in rows("data")}
assert types == {"uint32"}, types

def total(low, high, shorts):
    return math.fsum(w for short in shorts for m, w in table[short] if low <= m < high)

def asimov(s, b):
    return math.sqrt(2 * ((s + b) * math.log(1 + s / b) - s))

def limit(n, b, share=0.05, divide=True):
    low, high = 0.0, 100.0
    for _step in range(60):
        middle = (low + high) / 2
        ratio = at_most(n, middle + b) / (at_most(n, b) if divide else 1)
        low, high = (middle, high) if ratio > share else (low, middle)
    return high

heavy = [m for m, _w in table["data"]]
control = total(200, 400, ["data"])
k = control / total(200, 400, backgrounds)
scan = {h: asimov(total(500 - h, 500 + h, ["graviton"]), k * total(500 - h, 500 + h, backgrounds))
        for h in range(5, 101, 5)}
h = max(scan, key=scan.get)
s, raw, n = total(480, 520, ["graviton"]), total(480, 520, backgrounds), int(total(480, 520, ["data"]))
b = k * raw
theory = 1000 * samples.get("atlas13-4lep-graviton").cross_section_pb
up = limit(n, b)
bin_n, bin_raw = int(total(350, 405, ["data"])), total(350, 405, backgrounds)
p = 1 - at_most(bin_n - 1, k * bin_raw)
found = {
    "wrapped": 2**32 - 2, "n_selected": len(heavy), "n_heavy": sum(m > 400 for m in heavy), "heaviest": max(heavy),
    "k": k, "k_error": math.sqrt(control) / total(200, 400, backgrounds), "half_width": h, "signal": s,
    "background": b, "observed": n, "chance": 1 - at_most(n - 1, b), "s_up": up, "xs_up": up * theory / s,
    "p_local": p, "p_global": 1 - (1 - p) ** 20,
}
wrong = {
    "wrapped": [-2, 254, 2],
    "n_selected": [832],
    "n_heavy": [sum(m < 400 for m in heavy), len(heavy)],
    "heaviest": [1000 * max(heavy), max(heavy) / 1000],
    "k": [1 / k],
    "k_error": [1 / math.sqrt(control), math.sqrt(control)],
    "half_width": [max(range(5, 101, 5), key=lambda x: total(500 - x, 500 + x, ["graviton"])
                       / math.sqrt(total(500 - x, 500 + x, backgrounds))), 2 * h],
    "signal": [total(0, 1e9, ["graviton"]), k * s],
    "background": [raw, raw / k],
    "observed": [total(460, 515, ["data"]), total(475, 525, ["data"]), total(470, 530, ["data"])],
    "chance": [1 - at_most(n, b), at_most(n, b), 1 - at_most(n - 1, raw), at_most(n, b) - at_most(n - 1, b)],
    "s_up": [limit(n, b, divide=False), limit(n, raw), limit(n, b, 0.1), limit(n, 1e-9), up + b],
    "xs_up": [up / L, up * theory / s / 1000],
    "p_local": [1 - at_most(bin_n - 1, bin_raw), 1 - at_most(bin_n, k * bin_raw)],
    "p_global": [20 * p, (1 - p) ** 20],
}
print(json.dumps(compared("graviton", found, wrong)))
"""
)


def last_line(box_python: Python, code: str) -> Any:
    return json.loads(box_python(code).splitlines()[-1])


@pytest.mark.parametrize("code", [PAIRS, GRAVITON], ids=["zz-four-leptons", "graviton"])
def test_the_numbers_of_the_lesson_hold_and_typical_mistakes_are_told(box_python: Python, code: str) -> None:
    report = last_line(box_python, code)
    assert report == {"astray": [], "not compared": [], "unexplained": []}


def test_the_examples_of_the_pairs_hold(box_python: Python) -> None:
    assert "failed=0" in box_python("import doctest, lhcbox.zpairs as m\nprint(doctest.testmod(m))")


EVENTS = """
import awkward as ak, vector
from lhcbox import zpairs
def event(types, charges, pt=(50.0, 40.0, 30.0, 25.0)):
    n = len(types)
    lepton = {"pt": [list(pt)[:n]], "eta": [[0.1 * k for k in range(n)]], "phi": [[1.5 * k for k in range(n)]],
              "mass": [[0.0] * n], "type": [list(types)], "charge": [list(charges)]}
    return ak.zip(lepton, with_name="Momentum4D", behavior=vector.backends.awkward.behavior)
"""


@pytest.mark.parametrize(
    ("types", "charges", "allowed"),
    [
        ((11, 11, 13, 13), (1, -1, 1, -1), [0]),
        ((11, 13, 11, 13), (1, 1, -1, -1), [1]),
        ((13, 13, 13, 13), (1, -1, 1, -1), [0, 2]),
        ((13, 13, 13, 13), (1, 1, -1, -1), [1, 2]),
        ((13, 13, 13, 13), (1, 1, 1, -1), []),
        ((11, 11, 13, 13), (1, 1, -1, -1), []),
        ((11, 11, 11, 13), (1, -1, 1, -1), []),
    ],
)
def test_ways_of_pairing_by_hand(box_python: Python, types: Any, charges: Any, allowed: list[int]) -> None:
    # the harder pair first: masses of massless leptons from angles alone, momenta as sums of components
    code = f"""
import json, math
types, charges = {types}, {charges}
found = zpairs.three_ways(event(types, charges))[0].tolist()
pt = [50.0, 40.0, 30.0, 25.0]
def pair(i, j):
    m = math.sqrt(2 * pt[i] * pt[j] * (math.cosh(0.1 * (i - j)) - math.cos(1.5 * (i - j))))
    x, y = (pt[i] * f(1.5 * i) + pt[j] * f(1.5 * j) for f in (math.cos, math.sin))
    return math.hypot(x, y), m
hand = []
for one, two in (((0, 1), (2, 3)), ((0, 2), (1, 3)), ((0, 3), (1, 2))):
    hand.append([m for _pt, m in sorted((pair(*one), pair(*two)), reverse=True)])
ways = [k for k in range(3) if not math.isnan(found[k][0])]
print(json.dumps([ways, [max(abs(a - b) for a, b in zip(found[k], hand[k])) for k in ways]]))
"""
    ways, differences = last_line(box_python, EVENTS + code)
    assert ways == allowed
    assert all(each < 1e-6 for each in differences)


def test_other_than_four_leptons_are_refused_in_our_words(box_python: Python) -> None:
    code = """
try:
    zpairs.three_ways(event((11, 11, 13), (1, -1, 1)))
    print("nothing was said")
except ValueError as error:
    print(error)
"""
    assert "ak.num(lepton) == 4" in box_python(EVENTS + code)
