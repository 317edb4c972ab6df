"""The lessons on WZ and on ttZ: their numbers worked out a second time, event by event, with uproot and numpy alone."""

import json
from collections.abc import Callable
from typing import Any

Python = Callable[[str], str]

# Of the package only where a sample's files are, its cross-section, and what the lesson expects. Energies in MeV.
GIVEN = """
import itertools, json, math
import numpy as np
import uproot
from lhcbox import samples
from lhcbox.checks import Checks

Z = 91.188

def rows(name):
    sample = samples.get(name)
    for file in sample.files:
        columns = uproot.open(file.path)[sample.tree].arrays(library="np")
        yield from (dict(zip(columns, each)) for each in zip(*columns.values()))

def weight(name, event, luminosity):
    sample = samples.get(name)
    if sample.kind == "data":
        return 1.0
    factors = math.prod(float(event[factor]) for factor in sample.weight_factors)
    return luminosity * 1000 * sample.cross_section_pb / sample.sum_of_weights * factors

def vector(event, k):
    pt, eta, phi, energy = (float(event["lep_" + name][k]) for name in ("pt", "eta", "phi", "E"))
    return np.array([energy, pt * math.cos(phi), pt * math.sin(phi), pt * math.sinh(eta)])

def mass(event, *which):
    e, x, y, z = sum(vector(event, k) for k in which)
    return math.sqrt(max(e * e - x * x - y * y - z * z, 0.0)) / 1000

def good(event, k, least):
    pt, eta, kind = float(event["lep_pt"][k]), abs(float(event["lep_eta"][k])), int(event["lep_type"][k])
    d0 = abs(float(event["lep_tracksigd0pvunbiased"][k]))
    if "lep_trackd0pvunbiased" in event:  # of 2016, where the other branch is the error
        d0 = abs(float(event["lep_trackd0pvunbiased"][k])) / d0
    tight = event["lep_isTightID"][k] if "lep_isTightID" in event else int(event["lep_flag"][k]) & 512
    inside = (eta < 2.47 and not 1.37 < eta < 1.52) if kind == 11 else eta < 2.5
    return bool(
        pt > 1000 * least and inside and tight and d0 < (5 if kind == 11 else 3)
        and abs(float(event["lep_z0"][k])) * math.sin(2 * math.atan(math.exp(-eta))) < 0.5
        and float(event["lep_ptcone30"][k]) < 0.15 * pt and float(event["lep_etcone20"][k]) < 0.15 * pt
    )

def fired(event):
    in_order = "passGRL" not in event or event["passGRL"] and event["hasGoodVertex"]
    return in_order and (event["trigE"] or event["trigM"])

def by_pt(event, which):
    return sorted(which, key=lambda k: -event["lep_pt"][k])

def three(event, least):
    which = by_pt(event, [k for k in range(len(event["lep_pt"])) if good(event, k, least)])
    return which if len(which) == 3 and event["lep_pt"][which[0]] > 25000 and fired(event) else []

def read(event, which):
    # the pairs of opposite charge and equal flavour in order, the best of them, what is left
    kind, charge = event["lep_type"], event["lep_charge"]
    every = itertools.combinations(which, 2)
    pairs = [(i, j) for i, j in every if kind[i] == kind[j] and charge[i] + charge[j] == 0]
    if not pairs:
        return None
    masses = [mass(event, *pair) for pair in pairs]
    best = min(range(len(pairs)), key=lambda n: abs(masses[n] - Z))
    left = next(k for k in which if k not in pairs[best])
    _e, x, y, _z = vector(event, left)
    met, phi = float(event["met_et"]), float(event["met_phi"])
    # (sum of the sizes)**2 - (size of the sum)**2, which needs no angle between the two
    square = (math.hypot(x, y) + met) ** 2 - (x + met * math.cos(phi)) ** 2 - (y + met * math.sin(phi)) ** 2
    return {"first": masses[0], "mass": masses[best], "near": abs(masses[best] - Z) < 10, "left": left,
            "met": met / 1000, "mtw": math.sqrt(max(square, 0.0)) / 1000, "charge": int(charge[left])}

def passes(seen):
    return bool(seen and seen["near"] and seen["met"] > 30 and seen["mtw"] > 30)

def not_good(event):
    # a good pair near the Z and a third lepton that is not good
    which = by_pt(event, [k for k in range(len(event["lep_pt"])) if event["lep_pt"][k] > 20000])
    seen = read(event, which) if len(which) == 3 and fired(event) else None
    if not seen or not seen["near"] or good(event, seen["left"], 20):
        return None
    return seen if all(good(event, k, 20) for k in which if k != seen["left"]) else None

def total(weights):
    return math.fsum(weights)

def error(weights):
    return math.sqrt(math.fsum(w * w for w in weights))

def poisson(n, mean):
    # probability of at most n
    return math.fsum(math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(n + 1))

def compared(slug, found):
    checks = Checks(slug)
    stated = {name: checks.expected(name) for name in checks.names()}
    return {
        "astray": [[n, found[n], e.value] for n, e in stated.items() if n in found and e and not e.agrees(found[n])],
        "not compared": [name for name in stated if name not in found],
    }
"""

WZ = (
    GIVEN
    + """
family = "atlas13-3lep-"
luminosity = samples.get(family + "data").luminosity_fb
events = [(event, three(event, 20)) for event in rows(family + "data")]
events = [(event, which, read(event, which)) for event, which in events if which]
same = [(event, which, seen) for event, which, seen in events
        if seen and len({int(event["lep_type"][k]) for k in which}) == 1]
odd = [seen for _event, _which, seen in same if abs(seen["first"] - seen["mass"]) > 1e-6]
near = [seen for _event, _which, seen in events if seen and seen["near"]]
kept = [seen for seen in near if passes(seen)]
plus = sum(seen["charge"] > 0 for seen in kept)
share = plus / len(kept)
expected, window, loose = {}, {}, {}
for name in ("wz", "zz", "zee", "zmumu", "ttbar", "ttw", "ttee", "ttmumu"):
    expected[name], window[name], loose[name] = [], [], []
    for event in rows(family + name):
        w = weight(family + name, event, luminosity)
        which = three(event, 20)
        seen = read(event, which) if which else None
        if seen and seen["near"]:
            window[name].append(w)
        if passes(seen):
            expected[name].append(w)
        if name in ("zee", "zmumu") and (bad := not_good(event)):
            loose[name].append((w, passes(bad)))
bad = loose["zee"] + loose["zmumu"]
fraction = total(w for w, good_one in bad if good_one) / total(w for w, _good in bad)
fakes = fraction * total(window["zee"] + window["zmumu"])
S, S_error = total(expected["wz"]), error(expected["wz"])
B = total(sum((weights for name, weights in expected.items() if name != "wz"), []))
def strength(n, s):
    return (n - B - fakes) / s
# the count and the expectation moved by their errors, one after the other
n = len(kept)
spread = math.hypot(
    (strength(n + math.sqrt(n), S) - strength(n - math.sqrt(n), S)) / 2,
    (strength(n, S - S_error) - strength(n, S + S_error)) / 2,
)
streams = {}
for stream in ("muons", "egamma"):
    streams[stream] = []
    for event in rows("atlas8-3lep-data-" + stream):
        which = three(event, 25)
        seen = read(event, which) if which else None
        if seen and seen["near"] and seen["mtw"] > 30:
            streams[stream].append((bool(event["trigM"]), bool(event["trigE"])))
once = sum(m for m, _e in streams["muons"]) + sum(e and not m for m, e in streams["egamma"])
at_8 = {}
for name in ("wz", "zz", "zee", "zmumu", "ttbar"):
    at_8[name] = 0.0
    for event in rows("atlas8-3lep-" + name):
        which = three(event, 25)
        seen = read(event, which) if which else None
        if seen and seen["near"] and seen["mtw"] > 30:
            at_8[name] += weight("atlas8-3lep-" + name, event, 1.0)
with_wz = math.fsum(at_8.values())
found = {
    "n_three": len(events), "n_same": len(same), "mass_first": odd[0]["first"], "mass_best": odd[0]["mass"],
    "n_wrong": len(odd), "after_mass": len(near), "after_met": sum(seen["met"] > 30 for seen in near),
    "after_mtw": n, "signal": S, "signal_error": S_error, "background": B, "fraction": fraction, "fake_events": fakes,
    "strength": strength(n, S), "strength_error": spread, "cross_section": 48.2 * strength(n, S),
    "cross_section_error": 48.2 * spread, "plus": plus, "minus": n - plus, "ratio": share / (1 - share),
    # of the binomial share
    "ratio_error": math.sqrt(share * (1 - share) / n) / (1 - share) ** 2,
    "simply_added": len(streams["muons"]) + len(streams["egamma"]), "counted_once": once,
    "with_wz": with_wz, "without_wz": with_wz - at_8["wz"], "chance_of_so_few": poisson(once, with_wz),
}
result = compared("wz-three-leptons", found)
"""
)

TTZ = (
    GIVEN
    + """
family = "atlas13-3lep-"
luminosity = samples.get(family + "data").luminosity_fb
signal, bosons, fake, w_only = ["ttee", "ttmumu"], ["wz", "zz"], ["zee", "zmumu", "ttbar"], ["ttw"]
rest = bosons + fake + w_only

def jets(event):
    count = tagged = 0
    for k in range(len(event["jet_pt"])):
        pt, eta = float(event["jet_pt"][k]) / 1000, abs(float(event["jet_eta"][k]))
        if pt > 25 and eta < 2.5 and (float(event["jet_jvt"][k]) > 0.59 or pt > 60 or eta > 2.4):
            count += 1
            tagged += float(event["jet_MV2c10"][k]) > 0.8244273
    return count, tagged

kept, loose = {}, {}
for name in ["data", *signal, *rest]:
    kept[name], loose[name] = [], []
    for event in rows(family + name):
        w = weight(family + name, event, luminosity)
        which = three(event, 20)
        seen = read(event, which) if which else None
        if seen and seen["near"]:
            kept[name].append((*jets(event), w))
        if name in fake and not_good(event):
            loose[name].append((*jets(event), w))

def of(names, condition, source=kept):
    return [w for name in names for count, tagged, w in source[name] if condition(count, tagged)]

regions = {
    1: lambda count, tagged: count == 1 and tagged >= 1,
    2: lambda count, tagged: count == 2 and tagged >= 1,
    3: lambda count, tagged: count >= 3 and tagged >= 1,
}
any_b = {
    1: lambda count, tagged: count == 1,
    2: lambda count, tagged: count == 2,
    3: lambda count, tagged: count >= 3,
}
everything = lambda count, tagged: True
control = lambda count, tagged: count >= 1 and tagged == 0
p = total(of(bosons, regions[1])) / total(of(bosons, any_b[1]))
V, others = of(bosons, control), total(of(signal + fake + w_only, control))
N = len(of(["data"], control))
def correction(n, v):
    return (n - others) / v
k = correction(N, total(V))
k_error = math.hypot(
    correction(N + math.sqrt(N), total(V)) - k,
    (correction(N, total(V) - error(V)) - correction(N, total(V) + error(V))) / 2,
)
r = total(of(["zee", "zmumu"], everything)) / total(of(["zee", "zmumu"], everything, loose))
S, B, n = {}, {}, {}
for each in regions:
    in_region = k * total(of(bosons, any_b[each])) * (1 - (1 - p) ** each)
    B[each] = in_region + total(of(w_only, regions[each])) + r * total(of(fake, regions[each], loose))
    S[each] = total(of(signal, regions[each]))
    n[each] = len(of(["data"], regions[each]))
simulated = total(of(rest, regions[3]))

def asimov(s, b, f=0.0):
    # from the likelihood itself: the count s + b and an auxiliary count, both as expected, with background alone
    if f == 0.0:
        return math.sqrt(2 * ((s + b) * math.log((s + b) / b) - s))
    tau = 1 / (f * f * b)  # the auxiliary count expects tau * b with the relative error f
    seen, aside = s + b, tau * b
    best = (seen + aside) / (1 + tau)
    return math.sqrt(2 * (seen * math.log(seen / best) + aside * math.log(aside / (tau * best))))

parts = [asimov(S[each], B[each], 0.5) for each in regions]
chance = 1 - poisson(n[3] - 1, B[3]) if B[3] > 1 else math.fsum(
    math.exp(-B[3] + c * math.log(B[3]) - math.lgamma(c + 1)) for c in range(n[3], 60))
def tail(z):
    return math.erfc(z / math.sqrt(2)) / 2
low, high = 0.0, 12.0
for _ in range(80):
    middle = (low + high) / 2
    low, high = (middle, high) if tail(middle) > chance else (low, middle)

def slope(mu):
    return math.fsum(S[each] * (1 - n[each] / (mu * S[each] + B[each])) for each in regions)
def q(mu):
    return 2 * math.fsum(mu * S[each] + B[each] - n[each] * math.log(mu * S[each] + B[each]) for each in regions)
def crossing(function, left, right):
    for _ in range(80):
        middle = (left + right) / 2
        left, right = (middle, right) if (function(middle) > 0) == (function(left) > 0) else (left, middle)
    return (left + right) / 2
best = crossing(slope, 0.0, 3.0)
ends = [crossing(lambda mu: q(mu) - q(best) - 1, *between) for between in ((0.0, best), (best, 4.0))]
found = {
    "signal_rows": len(of(signal, regions[3])), "signal": S[3], "signal_error": error(of(signal, regions[3])),
    "background_rows": len(of(rest, regions[3])), "background_simulated": simulated,
    "naive": S[3] / math.sqrt(simulated), "p": p, "p_three": 3 * p - 3 * p**2 + p**3, "control_count": N, "k": k,
    "k_error": k_error, "bosons_in_region": k * total(of(bosons, any_b[3])) * (3 * p - 3 * p**2 + p**3),
    "background": B[3], "significance": asimov(S[3], B[3]), "significance_half": asimov(S[3], B[3], 0.5),
    "significance_worse": asimov(S[3], 20 * B[3], 0.3), "combined": math.hypot(*parts),
    "joined": asimov(sum(S.values()), sum(B.values()), 0.5), "count_1": n[1], "count_2": n[2], "count_3": n[3],
    "chance": chance, "sigmas": low, "strength": best, "strength_error": (ends[1] - ends[0]) / 2,
    "cross_section": 0.88 * best,
}
result = compared("ttz", found)
"""
)


def said(box_python: Python, code: str) -> Any:
    """What ``code`` leaves in ``result``."""
    return json.loads(box_python(code + "\nprint(json.dumps(result))").splitlines()[-1])


def test_the_numbers_of_wz_are_those_of_another_computation(box_python: Python) -> None:
    assert said(box_python, WZ) == {"astray": [], "not compared": []}


def test_the_numbers_of_ttz_are_those_of_another_computation(box_python: Python) -> None:
    assert said(box_python, TTZ) == {"astray": [], "not compared": []}
