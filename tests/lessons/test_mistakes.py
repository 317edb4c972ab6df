"""A typical mistake is answered in the pupil's language with what to do, and not with the depths of a library."""

import json
from collections.abc import Callable

import pytest

RUN = """
import json
import nbformat
from nbclient import NotebookClient
first = (
    "from lhcbox import checks, comparison, language, objects, samples\\nimport awkward as ak\\nimport numpy as np\\n"
    "language.use({language!r})\\npt = np.array([30.0, 40.0, 50.0])\\n"
    "events = samples.get('atlas13-4lep-data').events()\\ncheck = checks.Checks('dimuon-spectrum')"
)
cells = [nbformat.v4.new_code_cell(code) for code in (first, {code!r})]
notebook = nbformat.v4.new_notebook(cells=cells)
NotebookClient(notebook, kernel_name="python3", allow_errors=True, timeout=120).execute(cwd="/tmp")
said = []
for output in notebook.cells[1].outputs:
    said += output.get("traceback", []) or [output.get("data", {{}}).get("text/plain", "")]
print(json.dumps(said))
"""

MISTAKES = {
    "a wrong name of a sample": ("samples.get('atlas13-4lep-dat')", "atlas13-4lep-data"),
    "a wrong name of a branch": ("samples.get('atlas13-4lep-data').arrays(['lep_ptt'])", "lep_pt,"),
    "a field that is not there": ("events.lep.ptt", "events.lep.fields"),
    "MeV where GeV are meant": ("objects.good_leptons(events.lep)", "unit='GeV'"),
    "and for &": ("mask = (pt > 20) and (pt < 40)", "(pt > 20) & (abs(eta) < 2.5)"),
    "and for & with lists of leptons": ("mask = (events.lep.pt > 20) and (events.lep.pt < 40)", "&"),
    "conditions without brackets": ("pt[pt > 20 & pt < 40]", "(pt > 20) & (eta < 2)"),
    "a cut that leaves nothing": ("np.max(pt[pt > 1000])", "GeV or MeV?"),
    "the first of nothing": ("pt[pt > 1000][0]", "GeV or MeV?"),
    "an array where one event is meant": ("float(pt)", "values[0]"),
    "an array in an if": ("if pt > 20:\n    print(1)", "pt[0] > 20"),
    "a mask of another length": ("pt[:2] + pt", "line 1: pt[:2] + pt"),
    "an open task": ("result = None\nresult + 1", "line 2: result + 1"),
    "a name that was never made": ("unheard_of + 1", "unheard_of"),
    "a selection that returns nothing": (
        "comparison.select(['atlas13-4lep-zee'], lambda events: None, 10)", "return events[mask]"
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_answered_with_a_remedy(box_python: Callable[[str], str], mistake: str) -> None:
    code, remedy = MISTAKES[mistake]
    said = json.loads(box_python(RUN.format(language="en", code=code)).splitlines()[-1])
    assert remedy in " ".join(said)
    assert len(said) <= 3
    assert not any("site-packages" in line for line in said)


def test_a_spanish_pupil_is_answered_in_spanish(box_python: Callable[[str], str]) -> None:
    said = json.loads(box_python(RUN.format(language="es", code="mask = (pt > 20) and (pt < 40)")).splitlines()[-1])
    assert "línea 1: mask" in said[0]
    assert "paréntesis" in said[1]


def test_what_nobody_has_foreseen_is_shown_as_always(box_python: Callable[[str], str]) -> None:
    said = json.loads(box_python(RUN.format(language="en", code="1 / 0")).splitlines()[-1])
    assert "ZeroDivisionError" in " ".join(said)
    assert "Traceback" in " ".join(said)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("check('z_mass', 1000 * check.expected('z_mass').value)", "MeV"),
        ("check('z_mass', float('nan'))", "nan"),
        ("check('z_mass', pt)", "one number is wanted here, not 3 values"),
    ],
)
def test_a_check_tells_the_usual_slips(box_python: Callable[[str], str], code: str, remedy: str) -> None:
    said = json.loads(box_python(RUN.format(language="en", code=code)).splitlines()[-1])
    assert remedy in said[0]
