"""Figures: statistical errors, and where the events come from."""

import json
import math
from collections.abc import Callable

import pytest

Python = Callable[[str], str]


def test_a_band_is_the_root_of_the_sum_of_squared_weights(box_python: Python) -> None:
    code = """
import json
from lhcbox import plot
figure, axes = plot.figure()
parts = {"ZZ": plot.histogram([1.0, 1.0], [0.0, 2.0], [2.0, -0.5]), "Higgs": plot.histogram([1.0], [0.0, 2.0], [1.0])}
total = plot.stack(axes, parts)
print(json.dumps([total.values().tolist(), total.variances().tolist()]))
"""
    values, variances = json.loads(box_python(code))
    assert values == pytest.approx([2.5])
    assert [math.sqrt(each) for each in variances] == pytest.approx([math.sqrt(5.25)])


@pytest.mark.parametrize("language", ["en", "es"])
def test_practice_beside_real_data_is_stamped_as_both(box_python: Python, language: str) -> None:
    code = f"""
import dataclasses, json
from lhcbox import language, plot, samples
language.use("{language}")
data = samples.get("atlas13-4lep-data")
practice, real = [dataclasses.replace(data, real=kind) for kind in (False, True)]
print(json.dumps([plot.stamp_lines([practice, real]), [real.label, practice.label]]))
"""
    stamped, labels = json.loads(box_python(code))
    assert stamped == labels
    assert stamped[0] != stamped[1]


def test_colours_are_never_the_only_difference(box_python: Python) -> None:
    code = """
from lhcbox import plot
looks = [plot.look(process) for process in ("ZZ", "other", "Higgs")]
print(len({look.colour for look in looks}), len({look.hatch for look in looks}))
"""
    assert box_python(code).split() == ["3", "3"]
