"""The lessons on W to a lepton and a neutrino and on top quark pairs: their numbers, worked out a second time."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Python = Callable[[str], str]

# Cuts as loops over the plain branches, masses as sums of components, fits without bins by scipy's simplex. Of the
# package only the list of samples is used.
PLAIN = """
import itertools, json, math
import numpy as np
import uproot
from scipy.optimize import minimize
from scipy.stats import norm
from lhcbox import samples
from lhcbox.checks import Checks

def columns(sample):
    parts = [uproot.open(file.path)[sample.tree].arrays(library="np") for file in sample.files]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}

def significance(c, i, k, old):
    ratio = abs(float(c["lep_tracksigd0pvunbiased"][i][k]))
    return abs(float(c["lep_trackd0pvunbiased"][i][k])) / ratio if old else ratio

def leptons(c, i, pt, isolation, old):
    found = []
    for k in range(len(c["lep_pt"][i])):
        p, eta, kind = float(c["lep_pt"][i][k]) / 1000, abs(float(c["lep_eta"][i][k])), int(c["lep_type"][i][k])
        if p <= pt or (eta >= 2.47 or 1.37 < eta < 1.52 if kind == 11 else eta >= 2.5):
            continue
        if abs(float(c["lep_z0"][i][k])) * math.sin(2 * math.atan(math.exp(-eta))) >= 0.5:
            continue
        if significance(c, i, k, old) >= (5 if kind == 11 else 3):
            continue
        if not (int(c["lep_flag"][i][k]) & 512 if old else c["lep_isTightID"][i][k]):
            continue
        beside = max(float(c["lep_ptcone30"][i][k]), float(c["lep_etcone20"][i][k])) / 1000 / p
        if beside < isolation:
            found.append((p, float(c["lep_phi"][i][k]), int(c["lep_charge"][i][k]), kind, beside))
    return found

def jets(c, i, pt, old):
    found = []
    for k in range(len(c["jet_pt"][i])):
        p, eta, phi, energy = (float(c["jet_" + name][i][k]) for name in ("pt", "eta", "phi", "E"))
        p, energy = p / 1000, energy / 1000
        own = abs(float(c["jet_jvf"][i][k])) > 0.5 or p > 50 if old else float(c["jet_jvt"][i][k]) > 0.59 or p > 60
        if p > pt and abs(eta) < 2.5 and (own or abs(eta) > 2.4):
            score = float(c["jet_MV1" if old else "jet_MV2c10"][i][k])
            found.append((p * math.cos(phi), p * math.sin(phi), p * math.sinh(eta), energy, score))
    return found

def across(lepton, met, angle):
    # (sum of the sizes)**2 - (size of the sum)**2, which needs no angle between the two
    x = lepton[0] * math.cos(lepton[1]) + met * math.cos(angle)
    y = lepton[0] * math.sin(lepton[1]) + met * math.sin(angle)
    return math.sqrt(max((lepton[0] + met) ** 2 - x * x - y * y, 0.0))

def read(name, pt, isolation, jet_pt=None):
    # events with one good lepton: weight for 1 per fb, lepton, missing momentum, transverse mass, jets
    sample = samples.get(name)
    c, old = columns(sample), sample.energy_tev == 8
    n = len(c["met_et"])
    weights = np.ones(n)
    for factor in sample.weight_factors:
        weights = weights * c[factor].astype(float)
    if sample.kind != "data":
        weights = weights * 1000 * sample.cross_section_pb / sample.sum_of_weights
    kept = []
    for i in range(n):
        fired = c["trigE"][i] or c["trigM"][i]
        if not fired or old and not (c["passGRL"][i] and c["hasGoodVertex"][i]):
            continue
        good = leptons(c, i, pt, isolation, old)
        if len(good) == 1:
            met = float(c["met_et"][i]) / 1000
            mt = across(good[0], met, float(c["met_phi"][i]))
            kept.append((weights[i], good[0], met, mt, jets(c, i, jet_pt, old) if jet_pt else []))
    return sample, weights, kept

def total(events):
    return sum(event[0] for event in events), math.sqrt(sum(event[0] ** 2 for event in events))

def agreement(n, e, error):
    return n / e, n / e * math.sqrt(1 / n + (error / e) ** 2)

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
            if stated[name] and not any(checks.verdict(name, value).text.endswith(why) for why in told[name])
        ],
    }
"""

W_LEPTON = (
    PLAIN
    + """
names = [name for name in samples.catalogue() if name.startswith("atlas13-1lep-")]
data, simulated = "atlas13-1lep-data", [name for name in names if name != "atlas13-1lep-data"]
L = samples.get(data).luminosity_fb
every = {name: read(name, 35, math.inf) for name in names}
good = {name: read(name, 35, 0.1)[2] for name in names}
passed = {name: [e for e in events if e[2] > 30 and e[3] > 60] for name, events in good.items()}
found, wrong = {}, {}
weights = np.concatenate([every[name][1] for name in simulated]) * L
found["all_data"] = len(every[data][1])
found["all_expected"] = float(weights.sum())
wrong["all_data"] = [len(weights), len(weights) + found["all_data"]]
wrong["all_expected"] = [len(weights), float(abs(weights).sum()), float(weights[weights > 0].sum())]
wrong["all_expected"].append(found["all_expected"] / L)
mt = found["mt_first"] = good[data][0][3]
wrong["mt_first"] = [mt / math.sqrt(2), mt * math.sqrt(2), mt**2]
found["with_lepton"] = len(good[data])
found["with_missing"] = sum(e[2] > 30 for e in good[data])
found["selected"] = n = len(passed[data])
wrong["with_lepton"] = [found["all_data"], len(read(data, 25, 0.1)[2])]
wrong["with_missing"] = [found["with_lepton"], found["with_lepton"] - found["with_missing"]]
wrong["selected"] = [sum(e[3] > 60 for e in good[data]), found["with_missing"] - n, found["with_missing"]]
e, error = total([event for name in simulated for event in passed[name]])
e, error = e * L, error * L
found["agreement"], found["agreement_error"] = agreement(n, e, error)
rows = sum(len(passed[name]) for name in simulated)
wrong["agreement"] = [e / n, n / rows]
r, s = found["agreement"], found["agreement_error"]
wrong["agreement_error"] = [r / math.sqrt(n), s / r, r * error / e, r / math.sqrt(n) + r * error / e]
w = L * sum(total(passed[name])[0] for name in simulated if name.endswith(("enu", "munu")))
tau = L * sum(total(passed[name])[0] for name in simulated if name.endswith("taunu"))
found["purity"] = w / e
wrong["purity"] = [w / n, (w + tau) / e, 1 - w / e, 100 * w / e]
regions = {
    "low": lambda v: v[3] < 40 and v[1][4] < 0.1,
    "low not": lambda v: v[3] < 40 and v[1][4] > 0.2,
    "high not": lambda v: v[2] > 30 and v[3] > 60 and v[1][4] > 0.2,
}
seen = {k: sum(map(f, every[data][2])) for k, f in regions.items()}
known = {k: L * sum(v[0] for name in simulated for v in every[name][2] if f(v)) for k, f in regions.items()}
more = {k: seen[k] - known[k] for k in regions}
found["surplus_not_iso"], found["factor"] = more["low not"], more["low"] / more["low not"]
found["multijet"] = found["factor"] * more["high not"]
wrong["surplus_not_iso"] = [more["low"], more["high not"], -more["low not"]]
wrong["factor"] = [seen["low"] / seen["low not"], 1 / found["factor"]]
wrong["multijet"] = [found["factor"] * seen["high not"], more["high not"], more["high not"] / found["factor"]]
plus, minus = (sum(v[1][2] * sign > 0 for v in passed[data]) for sign in (1, -1))
found |= {"plus": plus, "minus": minus, "ratio": plus / minus}
s13 = found["ratio_error"] = plus / minus * math.sqrt(1 / plus + 1 / minus)
wrong |= {"plus": [minus, n, plus - minus], "minus": [plus, n], "ratio": [minus / plus, plus / n]}
wrong["ratio_error"] = [
    s13 * minus / plus, plus / minus / math.sqrt(n), plus / minus * (plus**-0.5 + minus**-0.5)
]
of_kind = {}
for name, kind in (("atlas8-1lep-data-muons", 13), ("atlas8-1lep-data-egamma", 11)):
    chosen = [v for v in read(name, 25, 0.15)[2] if v[1][3] == kind and v[2] > 30 and v[3] > 30]
    of_kind[kind] = [sum(v[1][2] * sign > 0 for v in chosen) for sign in (1, -1)]
p8, m8 = (sum(counts) for counts in zip(*of_kind.values()))
found |= {"plus8": p8, "minus8": m8, "ratio8": p8 / m8}
s8 = p8 / m8 * math.sqrt(1 / p8 + 1 / m8)
gap = p8 / m8 - plus / minus
found["distance"] = gap / math.hypot(s8, s13)
wrong["plus8"] = [of_kind[13][0], of_kind[11][0], m8, p8 + m8]
wrong["minus8"] = [of_kind[13][1], of_kind[11][1], p8]
wrong["ratio8"] = [m8 / p8] + [a / b for a, b in of_kind.values()]
wrong["distance"] = [-found["distance"], gap, gap / (s8 + s13), gap / s8, gap / s13]
muons8 = [v for v in read("atlas8-1lep-data-muons", 35, 0.1)[2] if v[1][3] == 13 and v[2] > 30 and v[3] > 60]
n8, n13 = len(muons8), sum(v[1][3] == 13 for v in passed[data])
L8 = samples.get("atlas8-1lep-data-muons").luminosity_fb
found |= {"rate8": n8 / L8 / 1000, "rate13": n13 / L / 1000}
g = found["growth"] = found["rate13"] / found["rate8"]
found["growth_error"] = g * math.sqrt(1 / n8 + 1 / n13)
wrong |= {"rate8": [n8 / L8, n8], "rate13": [n13 / L, n13, n / L / 1000], "growth": [1 / g, n13 / n8, 13 / 8]}
wrong["growth_error"] = [found["growth_error"] / g, g * (n8**-0.5 + n13**-0.5)]
result = compared("w-lepton-neutrino", found, wrong)
"""
)

TOP = (
    PLAIN
    + """
def selected(name, pt=30, kind=None):
    cut = 0.7892 if samples.get(name).energy_tev == 8 else 0.8244273
    events = [v for v in read(name, pt, 0.15, pt)[2] if v[2] > 30 and v[3] > 30 and kind in (None, v[1][3])]
    four = [v for v in events if len(v[4]) >= 4]
    return events, four, [v for v in four if sum(jet[4] > cut for jet in v[4]) >= 2], cut

def mass(parts):
    x, y, z, e = (sum(part[k] for part in parts) for k in range(4))
    return math.sqrt(max(e * e - x * x - y * y - z * z, 0.0))

def push(parts):
    return math.hypot(sum(part[0] for part in parts), sum(part[1] for part in parts))

def triplet(jets, cut):
    best = max(itertools.combinations(jets, 3), key=push)
    light = sorted(best, key=lambda jet: jet[4])[:2]
    return mass(best), mass(light), sum(jet[4] > cut for jet in best)

def peak(values, weights, low, high, start):
    x, w = np.asarray(values), np.asarray(weights)
    x, w = x[(x > low) & (x < high)], w[(x > low) & (x < high)]
    middle, span = (low + high) / 2, high - low

    def D(p):
        share, position, width, slope = p
        if not (0 < share < 1 and 2 < width < 40 and abs(slope) < 1):
            return 1e12
        bell = norm.pdf(x, position, width) / (norm.cdf(high, position, width) - norm.cdf(low, position, width))
        line = 1 / span + 2 * slope * (x - middle) / span**2
        return -float(np.sum(w * np.log(share * bell + (1 - share) * line)))

    p = [0.5, *start, 0.0]
    for _ in range(4):
        options = {"xatol": 1e-5, "fatol": 1e-7, "maxfev": 5000}
        p = minimize(D, p, method="Nelder-Mead", options=options).x

    def at(position):
        return minimize(lambda q: D([q[0], position, q[1], q[2]]), [p[0], p[2], p[3]], method="Nelder-Mead").fun

    bend = (at(p[1] + 0.4) + at(p[1] - 0.4) - 2 * D(p)) / 0.4**2
    return p[0] * w.sum(), p[1], p[2], math.sqrt((w**2).sum() / w.sum() / bend)

data, pairs = "atlas13-1lepb-data", "atlas13-1lepb-ttbar"
names = [n for n in samples.catalogue() if n.startswith("atlas13-1lepb-") and n != data]
L = samples.get(data).luminosity_fb
events, four, both, cut = selected(data)
n = len(both)
found, wrong = {"four_jets": len(four), "two_b": n}, {}
exactly = sum(len(v[4]) == 4 for v in four)
b = [sum(jet[4] > cut for jet in v[4]) for v in events]
wrong["four_jets"] = [len(events), exactly, len(four) - exactly]
two = sum(len(v[4]) >= 4 and k == 2 for v, k in zip(events, b))
wrong["two_b"] = [sum(k >= 2 for k in b), two, n - two]
simulated = {name: selected(name)[2] for name in names}
e, error = total([v for events in simulated.values() for v in events])
e, error, e_pairs = e * L, error * L, L * total(simulated[pairs])[0]
found["agreement"], found["agreement_error"] = agreement(n, e, error)
r, s = found["agreement"], found["agreement_error"]
wrong["agreement"] = [e / n, n / sum(map(len, simulated.values()))]
wrong["agreement_error"] = [r / math.sqrt(n), s / r, r * error / e, r / math.sqrt(n) + r * error / e]
found["purity"] = e_pairs / e
wrong["purity"] = [e_pairs / n, 1 - e_pairs / e, 100 * e_pairs / e]
first = list(itertools.combinations(next(v[4] for v in both if len(v[4]) == 4), 3))
found["first_mass"] = mass(max(first, key=push))
wrong["first_mass"] = [m for m in map(mass, first) if m != found["first_mass"]] + [max(map(push, first))]
every = [mass(three) for v in both for three in itertools.combinations(v[4], 3)]
best = [triplet(v[4], cut) for v in both]
near, near_best = sum(150 < m < 200 for m in every), sum(150 < t[0] < 200 for t in best)
found |= {"n_triplets": len(every), "share_every": near / len(every), "share_chosen": near_best / n}
inside = [sum(t[2] == k for t in best) for k in range(4)]
found["one_b"] = inside[1]
wrong |= {"n_triplets": [n, 4 * n], "share_every": [near, near_best / n]}
wrong["share_chosen"] = [near_best, near / len(every), near_best / len(every)]
wrong["one_b"] = [sum(inside[1:]), inside[2], inside[0], n]
one = [t for t in best if t[2] == 1]
ones = np.ones(len(one))
ranges = (110, 250, (172, 12)), (50, 120, (80, 8))
top, w = (peak([t[k] for t in one], ones, *where) for k, where in enumerate(ranges))
weighted = [(v[0] * L, triplet(v[4], cut)) for v in simulated[pairs]]
weighted = [(weight, t) for weight, t in weighted if t[2] == 1]
top_s, w_s = (
    peak([t[k] for _, t in weighted], [weight for weight, _ in weighted], *where)
    for k, where in enumerate(ranges)
)
found |= {"top_peak": top[1], "top_peak_error": top[3], "right_share": top[0] / len(one), "w_peak": w[1]}
scale = found["scale"] = 80.3692 / w[1]
found["rescaled"] = scale * top[1]
wrong |= {"top_peak": [w[1], top[2]], "top_peak_error": [top[2]], "w_peak": [80.3692], "scale": [1 / scale]}
fitted = sum(110 < t[0] < 250 for t in one)
wrong["right_share"] = [top[0] / fitted, top[0]]
wrong["rescaled"] = [top[1] / scale, top[1] - (w[1] - 80.3692)]
found |= {"top_mass": 172.5 + top[1] - top_s[1], "top_mass_error": math.hypot(top[3], top_s[3])}
found["candle"] = w[1] / w_s[1]
wrong["top_mass"] = [172.5 - top[1] + top_s[1], top[1]]
wrong |= {"top_mass_error": [top[3], top[3] + top_s[3]], "candle": [w_s[1] / w[1], w[1] / 80.3692]}
N8 = B8 = E8 = 0
for stream, kind, w_name in (("muons", 13, "wmunu"), ("egamma", 11, "wenu")):
    name = f"atlas8-1lepb-data-{stream}"
    N8 += len(selected(name, 25, kind)[2])
    L8 = samples.get(name).luminosity_fb
    for other in ("t", "tbar", "tw", w_name + "-b", w_name + "-jets"):
        B8 += L8 * total(selected("atlas8-1lepb-" + other, 25, kind)[2])[0]
    E8 += L8 * total(selected("atlas8-1lepb-ttbar", 25, kind)[2])[0]
x8, x13 = (samples.get(name).cross_section_pb for name in ("atlas8-1lepb-ttbar", pairs))
B13 = e - e_pairs
found |= {"sigma8": x8 * (N8 - B8) / E8, "sigma13": x13 * (n - B13) / e_pairs}
g = found["growth"] = found["sigma13"] / found["sigma8"]
parts = math.sqrt(N8) / (N8 - B8), math.sqrt(n) / (n - B13)
found["growth_error"] = g * math.hypot(*parts)
wrong["sigma8"] = [x8 * N8 / E8, x8 * E8 / (N8 - B8), N8 - B8]
wrong["sigma13"] = [x13 * n / e_pairs, x13 * e_pairs / (n - B13), n - B13]
wrong["growth"] = [1 / g, n / N8]
wrong["growth_error"] = [math.hypot(*parts), g * sum(parts), g * math.sqrt(1 / N8 + 1 / n)]
result = compared("top-pairs", found, wrong)
"""
)


def said(box_python: Python, code: str) -> Any:
    return json.loads(box_python(f"{code}\nimport json\nprint(json.dumps(result))"))


@pytest.mark.parametrize(
    ("name", "code"),
    [("atlas13-1lep-data", W_LEPTON), ("atlas13-1lepb-data", TOP)],
    ids=["w-lepton-neutrino", "top-pairs"],
)
def test_the_numbers_and_their_mistakes_are_those_of_another_computation(
    box_python: Python, name: str, code: str
) -> None:
    if said(box_python, f"from lhcbox import samples\nresult = samples.get({name!r}).real"):
        pytest.skip("numbers are stated for the practice samples; this box holds real ones")
    result = said(box_python, code)
    assert result["astray"] == []
    assert result["not compared"] == []
    assert result["unexplained"] == []


def test_the_example_of_the_triplet_holds(box_python: Python) -> None:
    assert "failed=0" in box_python("import doctest, lhcbox.toppairs as m\nprint(doctest.testmod(m))")


def test_a_triplet_is_that_of_a_loop_over_all(box_python: Python) -> None:
    code = """
import itertools, math, random
import awkward as ak
from lhcbox.kinematics import four_momenta
from lhcbox.toppairs import best_triplet, light_pair
draw = random.Random(5)
events = [
    [(draw.uniform(25, 200), draw.uniform(-2.5, 2.5), draw.uniform(-3.1, 3.1), draw.random()) for _ in range(n)]
    for n in [3, 4, 7, 4, 5, 3, 6] * 20
]
columns = [[[jet[k] for jet in event] for event in events] for k in range(4)]
jets = four_momenta(*columns[:3], mass=ak.zeros_like(ak.Array(columns[0])))
jets["MV1"] = ak.Array(columns[3])
chosen = best_triplet(jets)
pair = light_pair(chosen)
off = 0
for event, three, two in zip(events, chosen, pair):
    best = max(
        itertools.combinations(event, 3),
        key=lambda t: math.hypot(sum(j[0] * math.cos(j[2]) for j in t), sum(j[0] * math.sin(j[2]) for j in t)),
    )
    off += [round(float(v), 9) for v in three.pt] != [round(j[0], 9) for j in best]
    off += sorted(round(float(v), 9) for v in two.MV1) != sorted(round(j[3], 9) for j in best)[:2]
result = [off, len(best_triplet(jets[:0])), len(light_pair(best_triplet(jets[:0])))]
"""
    assert said(box_python, code) == [0, 0, 0]


def test_mistakes_with_jets_are_told_in_words(box_python: Python) -> None:
    code = """
import awkward as ak
from lhcbox.kinematics import four_momenta
from lhcbox.toppairs import best_triplet, light_pair
jets = four_momenta([[50.0, 40.0], [50.0, 40.0, 30.0]], [[0.0] * 2, [0.0] * 3], [[0.0, 1.0], [0.0, 1.0, 2.0]],
                    mass=[[0.0] * 2, [0.0] * 3])
result = []
for function, given in ((best_triplet, jets), (best_triplet, jets[1]), (light_pair, jets[1:])):
    try:
        function(given)
    except ValueError as error:
        result.append(str(error))
"""
    few, single, scores = said(box_python, code)
    assert "1 event" in few
    assert "many events" in single
    assert "b-tag" in scores
