"""The lessons on the Z and on systematics: their numbers worked out a second time, with uproot and numpy alone."""

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

Python = Callable[[str], str]

# Pairs of good leptons of a sample as plain numbers: no awkward arrays, no vector, no helper of the package.
GIVEN = """
import json, math
import numpy as np
import uproot
from lhcbox import samples
from lhcbox.checks import Checks

def good(row, k, pt_scale=1.0):
    kind, pt, eta = row["lep_type"][k], pt_scale * row["lep_pt"][k], abs(row["lep_eta"][k])
    if pt <= 25000 or (eta >= 2.5 if kind == 13 else eta >= 2.47 or 1.37 < eta < 1.52):
        return False
    if row["lep_ptcone30"][k] >= 0.15 * pt or row["lep_etcone20"][k] >= 0.15 * pt:
        return False
    theta = 2 * math.atan(math.exp(-row["lep_eta"][k]))
    if abs(row["lep_z0"][k] * math.sin(theta)) >= 0.5:
        return False
    if "lep_flag" in row:
        tight, d0 = int(row["lep_flag"][k]) // 512 % 2 == 1, abs(row["lep_trackd0pvunbiased"][k])
        d0 = d0 / max(row["lep_tracksigd0pvunbiased"][k], 1e-6)
    else:
        tight, d0 = row["lep_isTightID"][k], row["lep_tracksigd0pvunbiased"][k]
    return bool(tight) and d0 < (3 if kind == 13 else 5)

def mass_of(pt, eta, phi, energy, i, j):
    total = [energy[i] + energy[j], 0.0, 0.0, 0.0]
    for k in (i, j):
        total[1] += pt[k] * math.cos(phi[k])
        total[2] += pt[k] * math.sin(phi[k])
        total[3] += pt[k] * math.sinh(eta[k])
    return math.sqrt(max(total[0] ** 2 - total[1] ** 2 - total[2] ** 2 - total[3] ** 2, 0.0)) / 1000

def rows(name):
    sample = samples.get(name)
    for file in sample.files:
        columns = uproot.open(file.path)[sample.tree].arrays(library="np")
        used = [c for c in columns if c.startswith(("lep_", "trig", "pass", "hasGood", "mcW", "scaleF"))]
        for row in zip(*(columns[c] for c in used)):
            yield dict(zip(used, row))

def weight(sample, row, luminosity):
    if sample.kind == "data":
        return 1.0
    product = 1000 * luminosity * sample.cross_section_pb / sample.sum_of_weights
    for factor in sample.weight_factors:
        product *= float(row[factor])
    return product

def pairs(name, luminosity=None):
    # (flavour or 0, opposite charges, mass in GeV, weight) of each event with two good leptons
    sample = samples.get(name)
    found = []
    for row in rows(name):
        if not (row["trigE"] or row["trigM"]) or not row.get("passGRL", True) or not row.get("hasGoodVertex", True):
            continue
        pt, eta, phi, energy = (np.asarray(row["lep_" + x], float).tolist() for x in ("pt", "eta", "phi", "E"))
        kept = [k for k in range(len(pt)) if good(row, k)]
        if len(kept) == 2:
            i, j = kept
            same = row["lep_type"][i] == row["lep_type"][j]
            found.append((
                int(row["lep_type"][i]) if same else 0,
                bool(int(row["lep_charge"][i]) * int(row["lep_charge"][j]) < 0),
                mass_of(pt, eta, phi, energy, i, j),
                weight(sample, row, luminosity),
            ))
    return found

def window(found, flavour, half=25, charges=True):
    return [p for p in found if p[0] == flavour and p[1] == charges and abs(p[2] - 91.18) < half]

def summed(found):
    return math.fsum(p[3] for p in found), math.sqrt(math.fsum(p[3] ** 2 for p in found))

def luminosity_of(name):
    return samples.get(name).luminosity_fb

def compared(slug, found, wrong):
    checks = Checks(slug)
    told = {name: [m["why"] for m in checks._facts["expect"][name].get("mistakes", [])] for name in checks.names()}
    stated = {name: checks.expected(name) for name in checks.names()}
    return {
        "astray": [[n, found[n], e.value] for n, e in stated.items() if n in found and e and not e.agrees(found[n])],
        "not compared": [name for name in stated if name not in found],
        "found": found,
        "unexplained": [
            [name, value, checks.verdict(name, value).text]
            for name, values in wrong.items()
            for value in values
            if stated[name] and not any(checks.verdict(name, value).text.endswith(why) for why in told[name])
        ],
    }
"""

Z_13 = """
NAMES = ["zee", "zmumu", "ztautau", "ttbar", "ww", "wz", "zz", "tw", "tbarw"]
DATA = "atlas13-2lep-data"
L = luminosity_of(DATA)
data = pairs(DATA)
simulated = {name: pairs("atlas13-2lep-" + name, L) for name in NAMES}
SIGNAL = {11: "zee", 13: "zmumu"}
def background(flavour):
    return [p for name in NAMES if name not in SIGNAL.values() for p in window(simulated[name], flavour)]
"""

Z = (
    GIVEN
    + Z_13
    + """
# the first pair of muons, by the formula for massless particles
for row in rows(DATA):
    if len(row["lep_pt"]) == 2 and all(t == 13 for t in row["lep_type"]):
        pt, eta, phi = (np.asarray(row["lep_" + x], float) for x in ("pt", "eta", "phi"))
        E = np.asarray(row["lep_E"], float)
        first = mass_of(pt, eta, phi, E, 0, 1)
        p, opening = pt[0] * pt[1] / 1e6, math.cosh(eta[0] - eta[1])
        turned = math.cos(phi[0] - phi[1])
        degrees = math.cos(math.radians(phi[0] - phi[1]))
        slips = [first**2, first / math.sqrt(2), math.sqrt(2 * p * (opening + turned)),
                 math.sqrt(2 * p * (opening - degrees)), 1000 * first]
        break

def half_width(masses):
    counts = [0] * 80
    for m in masses:
        if 70 <= m < 110:
            counts[int((m - 70) / 0.5)] += 1
    return 0.5 * sum(2 * c >= max(counts) for c in counts)

# the fit again: the curve folded by hand on a grid, the minimum found by scipy
from scipy.optimize import minimize
step = 0.02
grid = np.arange(-60, 60 + step / 2, step)
breit = (2.4955 / 2 / math.pi) / (grid**2 + 2.4955**2 / 4)
def curve(position, resolution, centres):
    gauss = np.exp(-(grid**2) / 2 / resolution**2) / resolution / math.sqrt(2 * math.pi)
    folded = np.convolve(breit, gauss, mode="same") * step
    return np.interp(centres - position, grid, folded)
edges = np.arange(86, 96.1, 0.5)
def fitted(masses):
    counts = np.histogram(masses, edges)[0]
    centres = (edges[1:] + edges[:-1]) / 2
    def deviance(p):
        mean = 0.5 * p[0] * 1000 * curve(p[1], abs(p[2]), centres)
        return 2 * np.sum(mean - counts * np.log(mean))
    best = minimize(deviance, [len(masses) / 1000, 91.0, 1.5], method="Nelder-Mead",
                    options={"xatol": 1e-5, "fatol": 1e-6, "maxiter": 4000})
    return best.x[1], abs(best.x[2])

ee, mm = window(data, 11), window(data, 13)
position_muons, resolution_muons = fitted([p[2] for p in mm])
position_electrons, resolution_electrons = fitted([p[2] for p in ee])

def measured(counted, other, passing, name, lumi):
    passed, passed_error = summed(passing)
    efficiency = passed / (1000 * lumi * samples.get(name).cross_section_pb)
    n, b = len(counted), summed(other)[0]
    sigma = (n - b) / (1000 * lumi * efficiency)
    # move N and the efficiency by their errors, one after the other
    up = (n + math.sqrt(n) - b) / (1000 * lumi * efficiency) - sigma
    down = sigma - (n - b) / (1000 * lumi * efficiency * (1 + passed_error / passed))
    more = (n - b) / (1000 * lumi * efficiency * (1 - passed_error / passed)) - sigma
    return efficiency, sigma, math.hypot(up, (down + more) / 2), n, b

mu = measured(mm, background(13), window(simulated["zmumu"], 13), "atlas13-2lep-zmumu", L)
el = measured(ee, background(11), window(simulated["zee"], 11), "atlas13-2lep-zee", L)
at_8 = {}
for flavour, stream, name in ((11, "egamma", "zee"), (13, "muons", "zmumu")):
    collisions = "atlas8-2lep-data-" + stream
    lumi = luminosity_of(collisions)
    other = [p for n in ("ztautau", "ttbar") for p in window(pairs("atlas8-2lep-" + n, lumi), flavour, 20)]
    signal = window(pairs("atlas8-2lep-" + name, lumi), flavour, 20)
    at_8[flavour] = measured(window(pairs(collisions), flavour, 20), other, signal, "atlas8-2lep-" + name, lumi)
s13, e13 = (el[1] + mu[1]) / 2, math.hypot(el[2], mu[2]) / 2
s8, e8 = (at_8[11][1] + at_8[13][1]) / 2, math.hypot(at_8[11][2], at_8[13][2]) / 2
R = s13 / s8
R_error = math.hypot((s13 + e13) / s8 - R, ((s13 / (s8 - e8)) - (s13 / (s8 + e8))) / 2)
signal = summed(window(simulated["zee"], 11) + window(simulated["zmumu"], 13))[0]
other = summed(background(11) + background(13))[0]
taus = summed(window(simulated["ztautau"], 11) + window(simulated["ztautau"], 13))[0]
# all three errors of each published number moved at once
p13, p8 = math.sqrt(49 + 1444 + 1764), math.sqrt(100 + 400 + 900)
published_error = math.hypot(p13 / 1150, 1981 * p8 / 1150**2)
found = {
    "first_mass": first, "electron_pairs": len(ee), "muon_pairs": len(mm),
    "equal_electrons": len(window(data, 11, charges=False)), "equal_muons": len(window(data, 13, charges=False)),
    "background_percent": 100 * other / (signal + other),
    "width_electrons": half_width([p[2] for p in ee]), "width_muons": half_width([p[2] for p in mm]),
    "position_muons": position_muons, "resolution_muons": resolution_muons,
    "resolution_electrons": resolution_electrons,
    "efficiency_muons": mu[0], "sigma_muons": mu[1], "sigma_muons_error": mu[2],
    "ratio": R, "ratio_error": R_error, "published": 1981 / 1150, "published_error": published_error,
}
total = len(ee) + len(mm)
simulation = summed(window(simulated["zmumu"], 13))[1] / summed(window(simulated["zmumu"], 13))[0]
same = [p for p in data if p[0]]
wrong = {
    "first_mass": slips,
    "electron_pairs": [len(mm), total, sum(p[0] == 11 for p in data), len(ee) + found["equal_electrons"],
                       sum(p[0] == 11 and p[1] for p in data)],
    "muon_pairs": [len(ee), total, sum(p[0] == 13 for p in data)],
    "equal_electrons": [len(ee), sum(p[0] == 11 and not p[1] for p in data)],
    "equal_muons": [len(mm), found["equal_electrons"]],
    "background_percent": [found["background_percent"] / 100, 100 * signal / (signal + other),
                           100 * (other - taus) / (signal + other)],
    "width_electrons": [found["width_muons"], 2 * found["width_electrons"], found["width_electrons"] / 2],
    "width_muons": [found["width_electrons"], 2 * found["width_muons"], found["width_muons"] / 2],
    "position_muons": [position_electrons, sum(p[2] for p in mm) / len(mm)],
    "resolution_muons": [resolution_electrons, 2.4955, position_muons],
    "resolution_electrons": [resolution_muons, 2.4955],
    "efficiency_muons": [100 * mu[0], 1000 * mu[0], mu[0] * L * 1000, el[0]],
    "sigma_muons": [1000 * mu[1], mu[1] / 1000, mu[1] * mu[0], mu[3] / (1000 * L * mu[0]), mu[1] * mu[0] * mu[0]],
    "sigma_muons_error": [mu[2] / mu[1], mu[1] * math.sqrt(mu[3]) / (mu[3] - mu[4]),
                          mu[1] * (math.sqrt(mu[3]) / (mu[3] - mu[4]) + simulation),
                          math.sqrt(mu[3])],
    "ratio": [1 / R, el[1] / at_8[11][1], mu[1] / at_8[13][1], (len(ee) + len(mm)) / (at_8[11][3] + at_8[13][3])],
    "ratio_error": [R_error / R, R * (e13 / s13 + e8 / s8), math.hypot(e13, e8), R * e13 / s13],
    "published": [1150 / 1981, 1981 - 1150],
    "published_error": [published_error / (1981 / 1150), (1981 / 1150) * (p13 / 1981 + p8 / 1150),
                        (1981 / 1150) * math.hypot(87 / 1981, 60 / 1150), math.hypot(p13, p8)],
}
practice = not any(samples.get(name).real for name in [DATA, "atlas8-2lep-data-muons"])
result = compared("z-two-leptons", found, wrong if practice else {})
result["electrons"] = [position_electrons, el, at_8[11], at_8[13], mu, total, len(same)]
"""
)


SYSTEMATICS = (
    GIVEN
    + Z_13
    + """
import random
LOW, HIGH = 68, 114  # the range of the pictures
ROWS = {name: list(rows("atlas13-2lep-" + name)) for name in SIGNAL.values()}

def again(name, flavour, factor, after=False):
    # masses and weights with each lepton of one kind multiplied by factor(); after the selection, if one does it wrong
    sample, found = samples.get("atlas13-2lep-" + name), []
    for row in ROWS[name]:
        if not (row["trigE"] or row["trigM"]):
            continue
        changes = [factor() if t == flavour else 1.0 for t in row["lep_type"]]
        kept = [k for k, c in enumerate(changes) if good(row, k, 1.0 if after else c)]
        if len(kept) != 2 or row["lep_type"][kept[0]] != row["lep_type"][kept[1]]:
            continue
        if int(row["lep_charge"][kept[0]]) * int(row["lep_charge"][kept[1]]) > 0:
            continue
        pt, energy = ([c * float(v) for c, v in zip(changes, row["lep_" + x])] for x in ("pt", "E"))
        plain = mass_of(row["lep_pt"], row["lep_eta"], row["lep_phi"], row["lep_E"], *kept)
        mass = mass_of(pt, row["lep_eta"], row["lep_phi"], energy, *kept)
        if abs((plain if after else mass) - 91.18) < 25:
            found.append((mass, weight(sample, row, L), float(row["scaleFactor_PILEUP"]),
                          float(row["scaleFactor_ELE"]), row))
    return found

def whole(found):
    return math.fsum(f[1] for f in found)
def inside(found):
    return math.fsum(f[1] for f in found if LOW <= f[0] < HIGH)
def mean(found):
    near = [f for f in found if 80 < f[0] < 100]
    return math.fsum(f[0] * f[1] for f in near) / math.fsum(f[1] for f in near)

plain = {11: again("zee", 11, lambda: 1.0), 13: again("zmumu", 13, lambda: 1.0)}
ee, mm = window(data, 11), window(data, 13)
def half_more(found):
    # with half more of the correction for pile-up, the weight of each event worked out anew
    sample = samples.get("atlas13-2lep-zee")
    return math.fsum(weight(sample, dict(f[4], scaleFactor_PILEUP=1 + 1.5 * (f[2] - 1)), L) for f in found)
up = again("zee", 11, lambda: 1.0035)
late = again("zee", 11, lambda: 1.0035, after=True)
draw = random.Random(5)
smears = [100 * (whole(again("zee", 11, lambda: 1 + 0.01 * draw.gauss(0, 1))) / whole(plain[11]) - 1)
          for _ in range(10)]
centre = math.fsum(smears) / 10
spread = math.sqrt(math.fsum((s - centre) ** 2 for s in smears) / 10)

def shifts(flavour, name, efficiency, scale, width):
    sample = samples.get("atlas13-2lep-" + name)
    B = math.fsum(p[3] for p in background(flavour) if LOW <= p[2] < HIGH)
    S = inside(plain[flavour])
    total = S + B
    pileup = math.fsum(
        weight(sample, dict(f[4], scaleFactor_PILEUP=0.5 * (f[2] - 1)), L)
        for f in plain[flavour] if LOW <= f[0] < HIGH
    )
    scales = [inside(again(name, flavour, lambda c=c: c)) - S for c in (1 + scale, 1 - scale)]
    worse = [inside(again(name, flavour, lambda: 1 + width * draw.gauss(0, 1))) - S for _ in range(10)]
    moves = {"luminosity": 0.021 * total, "trigger": 0.005 * total, "efficiency": ((1 + efficiency) ** 2 - 1) * S,
             "pile-up": abs(pileup), "scale": max(map(abs, scales)), "resolution": abs(math.fsum(worse) / 10),
             "background": 0.2 * B}
    return {k: 100 * v / total for k, v in moves.items()}

of_e = shifts(11, "zee", 0.01, 0.0035, 0.01)
of_m = shifts(13, "zmumu", 0.005, 0.002, 0.005)
def quadrature(*parts, but=""):
    return math.sqrt(math.fsum(v * v for part in parts for k, v in part.items() if k != but))
without, with_l = quadrature(of_m, but="luminosity"), quadrature(of_m)
weights = [f[1] for f in plain[13]]
no_electrons = math.fsum(f[1] / f[3] for f in plain[11])
found = {
    "electron_pairs": len(ee), "muon_pairs": len(mm), "muon_rows": len(plain[13]),
    "of_data": 100 / math.sqrt(len(mm)),
    "of_simulation": 100 * math.sqrt(math.fsum(w * w for w in weights)) / math.fsum(weights),
    "factor_electrons": 100 * (whole(plain[11]) / no_electrons - 1),
    "correlated": 100.5 * 1.005 - 100, "uncorrelated": math.sqrt(0.5),
    "pileup_up": 100 * (half_more(plain[11]) / whole(plain[11]) - 1),
    "scale_number": 100 * (whole(up) / whole(plain[11]) - 1), "scale_mean": mean(up) - mean(plain[11]),
    "smeared_mean": centre, "smeared_spread": spread,
    "without_luminosity": without, "with_luminosity": with_l,
    "ratio_naive": quadrature(of_e, of_m), "ratio_right": quadrature(of_e, of_m, but="luminosity"),
    "equal_luminosity": 1000 * L * (100 / with_l) ** 2 / len(mm),
}
linear = math.fsum(of_m.values())
wrong = {
    "electron_pairs": [len(mm)], "muon_pairs": [len(ee)], "muon_rows": [len(plain[11]), len(mm)],
    "of_data": [math.sqrt(len(mm)), found["of_data"] / 100, 100 / math.sqrt(len(ee))],
    "of_simulation": [found["of_simulation"] / 100, 100 / math.sqrt(len(weights)),
                      math.sqrt(math.fsum(w * w for w in weights))],
    "factor_electrons": [-found["factor_electrons"], 100 * (no_electrons / whole(plain[11]) - 1),
                         found["factor_electrons"] / 100, 100 * whole(plain[11]) / no_electrons],
    "correlated": [math.sqrt(0.5), 0.5], "uncorrelated": [1.0025, 0.5, 1.0],
    "pileup_up": [found["pileup_up"] / 100, -found["pileup_up"], 3 * found["pileup_up"]],
    "scale_number": [0.35, 0.7, found["scale_number"] / 100, 100 * (whole(late) / whole(plain[11]) - 1)],
    "scale_mean": [1000 * found["scale_mean"], mean(up)],
    "smeared_spread": [found["smeared_spread"] / math.sqrt(10)],
    "without_luminosity": [with_l, linear - 2.1, without**2],
    "with_luminosity": [without, linear, with_l**2],
    "ratio_naive": [found["ratio_right"], math.fsum(of_e.values()) + linear],
    "ratio_right": [found["ratio_naive"], without],
    "equal_luminosity": [found["equal_luminosity"] / 1000, found["equal_luminosity"] / 1e4, (100 / with_l) ** 2,
                         1000 * L * (100 / without) ** 2 / len(mm)],
}
practice = not samples.get(DATA).real
result = compared("systematics", found, wrong if practice else {})
result["shifts"] = [of_e, of_m, smears, 100 * (whole(late) / whole(plain[11]) - 1), mean(late) - mean(plain[11])]
"""
)


def said(box_python: Python, code: str) -> Any:
    """What ``code`` leaves in ``result``."""
    return json.loads(box_python(code + "\nimport json\nprint(json.dumps(result))").splitlines()[-1])


def test_the_numbers_of_the_z_and_its_mistakes_are_those_of_another_computation(box_python: Python) -> None:
    result = said(box_python, Z)
    assert result["astray"] == []
    assert result["not compared"] == []
    assert result["unexplained"] == []


def test_electrons_and_muons_give_the_same_cross_section(box_python: Python) -> None:
    _position, electrons, electrons_8, muons_8, muons, _total, _same = said(box_python, Z)["electrons"]
    for one, two in ((electrons, muons), (electrons_8, muons_8)):
        assert abs(one[1] - two[1]) < 3 * math.hypot(one[2], two[2])
    assert electrons[0] == pytest.approx(0.24, abs=0.05)


def test_the_numbers_of_systematics_and_its_mistakes_are_those_of_another_computation(box_python: Python) -> None:
    result = said(box_python, SYSTEMATICS)
    assert result["astray"] == []
    assert result["not compared"] == []
    assert result["unexplained"] == []


LEPTONS = """
import awkward as ak, json, math
import numpy as np
from lhcbox import variations
random = np.random.default_rng(3)
counts = random.integers(0, 5, 4000)
n = int(counts.sum())
flat = {"pt": random.uniform(10, 90, n), "E": random.uniform(90, 200, n), "type": random.choice([11, 13], n)}
leptons = ak.zip({name: ak.unflatten(values, counts) for name, values in flat.items()})
"""


def test_a_scale_moves_one_kind_of_lepton_and_leaves_the_other(box_python: Python) -> None:
    code = """
moved = variations.scaled(leptons, 13, 1.01)
pt, e = (ak.to_numpy(ak.flatten(moved[name])) for name in ("pt", "E"))
muon = flat["type"] == 13
result = [
    bool(np.allclose(pt[muon], 1.01 * flat["pt"][muon])),
    bool(np.array_equal(pt[~muon], flat["pt"][~muon])),
    bool(np.allclose(e[muon] / pt[muon], (flat["E"] / flat["pt"])[muon])),
    ak.num(moved.pt).tolist() == counts.tolist(),
]
"""
    assert said(box_python, LEPTONS + code) == [True, True, True, True]


def test_smearing_is_a_gauss_curve_of_the_width_asked_for_and_its_seed_repeats(box_python: Python) -> None:
    code = """
def ratio(seed):
    return ak.to_numpy(ak.flatten(variations.smeared(leptons, 11, 0.02, seed).pt)) / flat["pt"]
electron = flat["type"] == 11
one, same, other = ratio(1), ratio(1), ratio(2)
g = (one[electron] - 1) / 0.02
result = [float(g.mean()), float(g.std()), float(np.mean(g**4) / 3), bool(np.array_equal(one, same)),
          bool(np.array_equal(one, other)), bool(np.all(one[~electron] == 1)), len(g)]
"""
    mean, width, fourth, same, other, untouched, n = said(box_python, LEPTONS + code)
    assert abs(mean) < 4 / math.sqrt(n)
    assert width == pytest.approx(1, abs=4 / math.sqrt(n))
    assert fourth == pytest.approx(1, abs=0.2)
    assert (same, other, untouched) == (True, False, True)


def test_an_envelope_is_what_independent_throws_of_all_sources_do(box_python: Python) -> None:
    # 20 000 worlds, in each of which every source is off by its own Gauss factor
    code = """
nominal = np.array([100.0, 40.0])
shift = {"a": np.array([3.0, -2.0]), "b": np.array([4.0, 1.0]), "c": np.array([0.5, 2.0])}
sources = {name: [nominal + d, nominal - d] for name, d in shift.items()}
sources["c"] = sources["c"][:1]
down, up = variations.envelope(nominal, sources)
worlds = nominal + sum(np.outer(random.standard_normal(20000), d) for d in shift.values())
one_sided = variations.envelope(10.0, {"a": [11.0, 12.0], "b": [7.0, 10.5]})
result = [up.tolist(), down.tolist(), worlds.std(axis=0).tolist(), [float(v) for v in one_sided]]
"""
    up, down, worlds, one_sided = said(box_python, LEPTONS + code)
    assert up == pytest.approx(worlds, rel=0.03)
    assert down == pytest.approx(worlds, rel=0.03)
    assert one_sided == pytest.approx([3.0, math.hypot(2.0, 0.5)])


@pytest.mark.parametrize(
    ("call", "word"),
    [
        ("scaled(leptons, 11, 0.35)", "1.002"),
        ("scaled(leptons, 15, 1.01)", "11"),
        ("smeared(leptons, 13, 5, 1)", "0.005"),
        ("smeared(leptons, 13, -0.1, 1)", "0.005"),
        ("envelope(1.0, {'trigger': []})", "trigger"),
    ],
)
def test_a_typical_slip_is_named(box_python: Python, call: str, word: str) -> None:
    code = f"""
try:
    variations.{call}
    result = "nothing was said"
except ValueError as error:
    result = str(error)
"""
    assert word in said(box_python, LEPTONS + code)


def test_the_examples_of_the_variations_hold(box_python: Python) -> None:
    assert "failed=0" in box_python("import doctest, lhcbox.variations as m\nprint(doctest.testmod(m))")
