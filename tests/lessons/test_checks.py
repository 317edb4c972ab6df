"""What a check says to a pupil."""

import json
from collections.abc import Callable

import pytest
from lessons.notebooks import SLUGS

Python = Callable[[str], str]

IN_MEV = """
from lhcbox import language
from lhcbox.checks import Checks
language.use("{language}")
checks = Checks("higgs-four-leptons")
print(checks.verdict("leading_pt", 1000 * checks.expected("leading_pt").value).text)
"""
EVERY_MISTAKE = """
import json
from lhcbox.checks import Checks
checks = Checks("{slug}")
astray = []
for name in checks.names():
    expectation = checks._facts["expect"][name]
    expected = checks.expected(name)
    for mistake in expectation.get("mistakes", []) if expected else []:
        if "factor" in mistake:
            number = expected.value * mistake["factor"]
        elif "above" in mistake:
            number = mistake["above"] * 1.5
        elif checks._kind(name) == "practice":
            number = mistake.get("practice_value", mistake.get("value"))
        else:
            number = mistake.get("value")
        if number is None:
            continue
        verdict = checks.verdict(name, number)
        if verdict.state != "wrong" or not verdict.text.endswith(mistake["why"]):
            astray.append([name, number, verdict.text, mistake["why"]])
print(json.dumps(astray))
"""

SAY = """
from lhcbox import language
from lhcbox.checks import Checks
language.use("{language}")
print(Checks("higgs-four-leptons").verdict("{name}", {value}).text)
"""

OF_KIND = """
import types
from lhcbox import samples
from lhcbox.checks import Checks
real = {real}
samples.get = lambda name: types.SimpleNamespace(real=name in real)
checks = Checks("higgs-four-leptons")
number = {{"tolerance": 0, "source": "by hand"}}
checks._facts["samples"] = ["a", "b"]
checks._facts["expect"]["paired"] = {{
    "what": "pairs",
    "real": {{"value": 1, **number}},
    "mixed": {{"of_real": ["a"], "value": 2, **number}},
    "practice": {{"value": 3, **number}},
    "mistakes": [{{"value": 10, "practice_value": 20, "why": "Known slip."}}],
}}
expected = checks.expected("paired")
slips = [slip for slip in (10, 20) if checks.verdict("paired", slip).text.endswith("Known slip.")]
print(expected and expected.value, slips)
"""


@pytest.mark.parametrize(
    ("real", "said"),
    [("ab", "1 [10]"), ("a", "2 [10]"), ("", "3 [20]"), ("b", "None []")],
    ids=["all real", "some real, as written", "all practice", "others real than written"],
)
def test_what_is_expected_depends_on_which_samples_are_real(box_python: Python, real: str, said: str) -> None:
    assert box_python(OF_KIND.format(real=[*real])).strip() == said


@pytest.mark.parametrize("slug", SLUGS)
def test_every_typical_mistake_is_explained_by_its_own_reason(box_python: Python, slug: str) -> None:
    assert json.loads(box_python(EVERY_MISTAKE.format(slug=slug))) == []


def test_forgotten_units_are_recognised(box_python: Python) -> None:
    assert "in MeV. Divide by 1000" in box_python(IN_MEV.format(language="en"))


def test_the_reason_is_given_in_the_reader_s_language(box_python: Python) -> None:
    assert "está en MeV. Divide por 1000" in box_python(IN_MEV.format(language="es"))


@pytest.mark.parametrize("value", ["None", "..."])
def test_an_open_task_is_not_called_wrong(box_python: Python, value: str) -> None:
    assert "not yet done" in box_python(SAY.format(language="en", name="paired", value=value))


@pytest.mark.parametrize(
    ("value", "complaint"),
    [
        ("[1, 2, 3]", "not 3 values"),
        ("'507'", "not a text"),
        ("float('nan')", "not a number (nan)"),
        ("True", "one number"),
    ],
)
def test_what_is_no_number_is_refused_kindly(box_python: Python, value: str, complaint: str) -> None:
    assert complaint in box_python(SAY.format(language="en", name="paired", value=value))


def test_an_unknown_mistake_still_gets_a_direction(box_python: Python) -> None:
    assert "It is too small." in box_python(SAY.format(language="en", name="paired", value=17))


def test_an_unknown_check_names_those_that_exist(box_python: Python) -> None:
    code = "try:\n    {}\nexcept KeyError as error:\n    print(error)"
    said = box_python(code.format("from lhcbox.checks import Checks; Checks('dimuon-spectrum').verdict('mass', 1)"))
    assert "first_mass" in said
