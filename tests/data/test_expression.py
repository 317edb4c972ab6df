"""Cuts as text: they select what numpy selects by hand, and they can do nothing else whatever they say."""

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

ToolsRun = Callable[..., subprocess.CompletedProcess[str]]

# Three events with two, no and three leptons. Types as the releases have them: float32, uint32, vectors of bool.
EVENTS = """
import json, math, random, sys, time
import awkward as ak
import numpy as np
from lhcbox.expression import Expression, ExpressionError

columns = {
    "lep_pt": ak.values_astype(ak.Array([[50.0, 30.0], [], [40.0, 20.0, 10.0]]), np.float32),
    "lep_eta": ak.values_astype(ak.Array([[0.5, -1.0], [], [2.0, 0.0, 1.0]]), np.float32),
    "lep_phi": ak.values_astype(ak.Array([[3.0, -3.0], [], [0.0, 1.0, 2.0]]), np.float32),
    "lep_E": ak.values_astype(ak.Array([[60.0, 50.0], [], [160.0, 20.0, 16.0]]), np.float32),
    "lep_type": ak.values_astype(ak.Array([[11, 13], [], [13, 13, 11]]), np.uint32),
    "lep_charge": ak.values_astype(ak.Array([[1, -1], [], [1, 1, -1]]), np.int32),
    "lep_tight": ak.Array([[True, False], [], [True, True, True]]),
    "jet_pt": ak.Array([[25.0], [], []]),
    "met": np.array([10.0, np.nan, 30.0], dtype=np.float32),
    "met_phi": np.array([0.1, 0.2, 0.3], dtype=np.float32),
    "trigE": np.array([True, False, False]),
    "event": np.array([1, 2, 2**62], dtype=np.uint64),
    "Muon": np.ones((3, 4), dtype=np.float32),
    "name": ak.Array(["G", "T", "G"]),
}
"""

VALUES = {
    "count(lep_pt)": [2, 0, 3],
    "count(lep_pt > 20)": [2, 0, 1],
    "count(lep_tight)": [1, 0, 3],
    "any(lep_pt > 45)": [True, False, False],
    "all(lep_pt > 15)": [True, True, False],
    "sum(lep_charge)": [0, 0, 1],
    "sum(lep_type[0] - lep_type > 0)": [0, 0, 1],
    "sum(lep_type)": [24, 0, 37],
    "max(lep_pt)": [50.0, float("-inf"), 40.0],
    "min(lep_pt)": [30.0, float("inf"), 10.0],
    "lep_pt[2] > 5": [False, False, True],
    "lep_pt[1]": [30.0, None, 20.0],
    "lep_tight[1]": [False, False, True],
    "lep_type[0] - lep_type[1]": [-2.0, None, 0.0],
    "sum(lep_type - 12)": [0, 0, 1],
    "lep_pt / 10": [[5.0, 3.0], [], [4.0, 2.0, 1.0]],
    "count(lep_pt > met)": [2, 0, 1],
    "10 < met <= 30": [False, False, True],
    "met == met": [True, False, True],
    "met != 10": [False, False, True],
    "not met > 5": [False, True, False],
    "trigE or met > 20 and not trigE": [True, False, True],
    "(met > 5) & ~trigE | (met < 0)": [False, False, True],
    "trigE + trigE": [2, 0, 0],
    "event == 2": [False, True, False],
    "event - 3": [-2, -1, 2**62 - 3],
    "met ** 2 % 7": [2.0, None, 4.0],
    "2 ** -1 + 0 * met_phi": [0.5, 0.5, 0.5],
    "True": [True, True, True],
    "sqrt(0 - 1) == 1": [False, False, False],
    "1 / 0 > 5": [True, True, True],
    "count(Muon)": [4, 4, 4],
    "abs(lep_charge)": [[1, 1], [], [1, 1, 1]],
    "\n  met > 5\n  and trigE\n": [True, False, False],
}


@pytest.fixture(scope="module")
def tools(tools_run: ToolsRun) -> Callable[[str], Any]:
    """``tools(code)`` runs Python after EVENTS, warnings as errors, and returns the JSON that it prints."""

    def run(code: str) -> Any:
        done = tools_run("python", "-W", "error", "-c", EVENTS + code)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="module")
def values(tools: Callable[[str], Any]) -> dict[str, Any]:
    """What each expression of VALUES gives; NaN as None."""
    return dict(
        tools(f"""
def plain(value):
    if isinstance(value, list):
        return [plain(part) for part in value]
    return None if value != value else value

found = {{}}
for text in {list(VALUES)!r}:
    found[text] = plain(Expression(text, columns, "here").values(columns).tolist())
print(json.dumps(found))
""")
    )


@pytest.mark.parametrize("text", VALUES)
def test_an_expression_gives_what_one_calculates_by_hand(values: dict[str, Any], text: str) -> None:
    assert [*map(str, values[text])] == [*map(str, VALUES[text])]  # -inf is no JSON number to compare


def test_masses_and_angles_are_those_of_the_four_momenta(tools: Callable[[str], Any]) -> None:
    found = tools("""
def mass(event, first):
    total = np.zeros(4)
    parts = [columns["lep_" + part][event].tolist()[:first] for part in ("pt", "eta", "phi", "E")]
    for pt, eta, phi, energy in zip(*parts):
        total += [energy, pt * math.cos(phi), pt * math.sin(phi), pt * math.sinh(eta)]
    return math.sqrt(max(total[0] ** 2 - (total[1:] ** 2).sum(), 0))

def values(text):
    return Expression(text, columns, "here").values(columns)

momenta = "lep_pt, lep_eta, lep_phi, lep_E"
pair, system = values(f"pair_mass({momenta})"), values(f"system_mass({momenta})")
angle = values("delta_phi(lep_phi[0], lep_phi[1])")
transverse = values("transverse_mass(lep_pt[0], lep_phi[0], met, met_phi)")
met, met_phi = (columns[name].astype(float) for name in ("met", "met_phi"))
print(json.dumps({
    "pair": [[pair[0], mass(0, 2)], [pair[2], mass(2, 2)]],
    "system": [[system[0], mass(0, 2)], [system[2], mass(2, 3)]],
    "empty": bool(np.isnan(pair[1]) and np.isnan(system[1])),
    "angle": [[angle[0], 6 - 2 * math.pi], [angle[2], -1.0]],
    "transverse": [[transverse[0], math.sqrt(2 * 50 * 10 * (1 - math.cos(3 - met_phi[0])))]],
}))
""")
    assert found.pop("empty")
    for pairs in found.values():
        for value, by_hand in pairs:
            assert value == pytest.approx(by_hand, rel=1e-12)  # both calculate in float64


def test_a_float32_column_is_calculated_with_in_double_precision(tools: Callable[[str], Any]) -> None:
    # E - pz of a particle that flies along the beam: float32 knows 24 bits, the difference of the squares needs more
    ratio = tools("""
many = {"E": ak.values_astype(ak.Array([[7000.0, 7000.0]]), np.float32), "zero": ak.Array([[0.0, 0.0]])}
many["eta"], many["pt"] = ak.values_astype(ak.Array([[8.0, -8.0]]), np.float32), ak.Array([[1.0, 1.0]])
print(json.dumps(float(Expression("system_mass(pt, eta, zero, E)", many, "here").values(many)[0])))
""")
    assert ratio == pytest.approx((14000**2 - 2**2) ** 0.5, rel=1e-12)


def test_branches_are_those_that_have_to_be_read(tools: Callable[[str], Any]) -> None:
    read = "sorted(Expression('count(lep_pt > met) > 1 and (trigE or True)', columns, 'here').branches)"
    assert tools(f"print(json.dumps({read}))") == ["lep_pt", "met", "trigE"]


ATTACKS = {
    "an attribute": "met.tofile",
    "a dunder": "__import__",
    "a dunder call": "__import__(1)",
    "a method": "met.__class__.__bases__",
    "a builtin": "exec(met)",
    "open": "open(met)",
    "a lambda": "(lambda: 1)()",
    "a comprehension": "[x for x in met]",
    "a generator": "sum(x for x in lep_pt)",
    "a walrus": "(met := 1) > 0",
    "an f-string": "f'{met}'",
    "a string": "met == 'a'",
    "bytes": "b'a' * 9",
    "a dictionary": "{1: met}",
    "a keyword": "sum(axis=lep_pt)",
    "a star": "sum(*lep_pt)",
    "two stars": "sum(**lep_pt)",
    "if else": "1 if met else 2",
    "in": "1 in met",
    "is": "met is 1",
    "await": "await met",
    "yield": "(yield met)",
    "a slice": "lep_pt[0:2]",
    "a negative index": "lep_pt[-1]",
    "an index from data": "lep_pt[event]",
    "an index of a billion": "lep_pt[1000000000]",
    "a tuple": "met, met",
    "an ellipsis": "...",
    "an imaginary number": "1j < met",
    "floor division": "met // 2",
    "matrix multiplication": "met @ met",
    "a shift": "1 << 100000",
    "a power of powers": "2**10**9",
    "a large power": "2**1000000000",
    "a power from data": "2**event",
    "an infinite number": "1e999 > met",
    "a number of 1900 digits": "9" * 1900,
    "brackets without an end": "(" * 1999,
    "minus 1900 times": "-" * 1900 + "1",
    "not 400 times": "not " * 400 + "trigE",
    "a sum of 900 terms": "1" + "+1" * 900,
    "functions 300 deep": "abs(" * 300 + "met" + ")" * 300,
    "a null byte": "met\0 > 1",
    "a unicode identifier": "ｍｅｔ > 1",
    "a letter like ours": "mеt > 1",
    "a comment": "met > 1 # and more",
    "two statements": "met > 1; met",
    "an assignment": "met = 1",
    "an import": "import os",
    "an empty text": "  ",
    "a function as a value": "abs > 1",
    "a number called": "3(met)",
    "a branch called": "met(1)",
    "too many arguments": "abs(met, met)",
    "no argument": "count()",
    "an escape": "met \\\n > 1",
    "a list where one value is due": "lep_pt > 20",
    "a number where yes or no is due": "met",
    "a number beside and": "met and trigE",
    "comparisons without brackets beside &": "met > 5 & met < 9",
    "not of a number": "not met",
    "any of numbers": "any(lep_pt)",
    "one value where a list is due": "count(met) > 1",
    "lists of different objects": "count(lep_pt > jet_pt) > 1",
    "momenta of different objects": "pair_mass(lep_pt, lep_eta, lep_phi, jet_pt) > 1",
    "text in a branch": "name == 1",
}


@pytest.fixture(scope="module")
def attacked(tools: Callable[[str], Any]) -> dict[str, Any]:
    """What each of ATTACKS ended in: type and text of the exception, and the seconds that it took."""
    return dict(
        tools(f"""
found = {{}}
attacks = {ATTACKS!r}
attacks["1e6 characters"] = "met > 1 or " * 90_000 + "trigE"  # longer than a command line may be
for name, text in attacks.items():
    begun = time.perf_counter()
    try:
        Expression(text, columns, "recipes/evil.yml: preselection").mask(columns)
        found[name] = ["nothing", "", 0]
    except BaseException as error:
        found[name] = [type(error).__name__, str(error), time.perf_counter() - begun]
print(json.dumps(found))
""")
    )


@pytest.mark.parametrize("name", [*ATTACKS, "1e6 characters"])
def test_what_is_no_cut_is_refused_by_name_and_quickly(attacked: dict[str, Any], name: str) -> None:
    kind, message, seconds = attacked[name]
    assert kind == "ExpressionError", message
    assert message.startswith("recipes/evil.yml: preselection: in "), message
    assert "at character" in message
    assert len(message) < 600, "a message that quotes a million characters helps nobody"
    assert seconds < 1, "measured: 3 ms for the slowest"


def test_a_misspelt_branch_is_met_with_the_nearest_and_its_place(tools: Callable[[str], Any]) -> None:
    message = tools("""
try:
    Expression("trigE and\\n lep_pT > 5", columns, "here")
except ExpressionError as error:
    print(json.dumps(str(error)))
""")
    assert "at character 12: there is no branch 'lep_pT'; is lep_pt meant?" in message


FUZZ = """
random_ = random.Random(20)
words = [*columns, "\\n", "\\0", "[", "]"]
words += "count any all sum max min abs sqrt log exp pair_mass delta_phi ( ) ( ) [0] [1] , + - * / ** % //".split()
words += "< > <= == != and or not & | ~ ^ @ := lambda if else for in is 1 0 2.5 1e308 99999999999999999999".split()
words += "0x1F 1_0 True None import yield ... . ' f'' # \\\\ { } é".split()

def tree(depth):
    if not depth:
        return random_.choice([*columns, "1", "0", "2.5", "True"])
    part = lambda: tree(depth - 1)
    operator = random_.choice("+ - * / % < > <= >= == != & | and or".split())
    function = random_.choice("count any all sum max min abs sqrt log exp cosh".split())
    power = random_.choice("2 -1 0.5".split())
    return random_.choice([
        f"({part()} {operator} {part()})", f"{part()}[{random_.randint(0, 2)}]", f"({part()})**{power}",
        f"{function}({part()})", f"(not {part()})", f"-{part()}", f"~{part()}", f"({part()} < {part()} <= {part()})",
        f"delta_phi({part()}, {part()})", f"system_mass({part()}, {part()}, {part()}, {part()})",
    ])

texts = [random_.choice(["", " "]).join(random_.choices(words, k=random_.randint(1, 9))) for _ in range(20_000)]
texts += [tree(random_.randint(1, 3)) for _ in range(3_000)]
outcome = {"taken": 0, "refused": 0, "slowest": 0.0, "leaks": []}
for text in texts:
    begun = time.perf_counter()
    try:
        assert len(Expression(text, columns, "here").values(columns)) == 3
        outcome["taken"] += 1
    except ExpressionError:
        outcome["refused"] += 1
    except BaseException as error:
        outcome["leaks"].append([text, repr(error)])
    outcome["slowest"] = max(outcome["slowest"], time.perf_counter() - begun)
print(json.dumps(outcome))
"""


def test_random_text_ends_in_a_value_or_in_our_error_and_soon(tools: Callable[[str], Any]) -> None:
    outcome = tools(FUZZ)
    assert outcome["leaks"] == []
    assert outcome["taken"] > 500, "a fuzz that never gets past the parser tests the parser only"
    assert outcome["refused"] > 500
    assert outcome["slowest"] < 1
