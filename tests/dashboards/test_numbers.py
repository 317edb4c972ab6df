"""The dashboards' numbers are those that were published or counted independently."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from dashboards.board import Counts, Visit, open_board


def test_with_nothing_moved_the_dimuon_counts_are_right(visit: Visit, counts: dict[str, Counts]) -> None:
    board, right = open_board(visit, "dimuon-spectrum"), counts["dimuon-spectrum"]
    assert board.facts() == [str(right.selected), str(right.window)]
    assert f"{right.all} events" in board.sentence()


def test_with_nothing_moved_the_four_lepton_counts_are_right(visit: Visit, counts: dict[str, Counts]) -> None:
    board, right = open_board(visit, "higgs-four-leptons"), counts["higgs-four-leptons"]
    assert board.facts()[:2] == [str(right.selected), str(right.window)]
    assert f"{right.all} events" in board.sentence()


def test_the_published_momentum_cuts_leave_the_published_count(visit: Visit, counts: dict[str, Counts]) -> None:
    board = open_board(visit, "higgs-four-leptons")
    for key, value in (("pt_1", "30"), ("pt_2", "20"), ("pt_3", "10")):
        board.type_number(key, value)
    board.expect_fact(0, str(counts["higgs-four-leptons"].momenta))


@pytest.mark.parametrize(
    ("thresholds", "published"), [((), (27, 86, 146, 248)), ((30.0, 20.0, 10.0), (21, 66, 116, 209))]
)
def test_the_columns_behind_the_plots_give_the_published_counts_of_each_period(
    box_python: Callable[[str], str],
    real: dict[str, bool],
    thresholds: tuple[float, ...],
    published: tuple[int, ...],
) -> None:
    if not real["atlas13-4lep-data"]:
        pytest.skip("this box was baked without the real data")
    code = f"""
import json
import numpy as np
from lhcbox import samples
from lhcbox.dashboard_samples import four_lepton_sources
source, = four_lepton_sources("atlas13-4lep-data", [])
keep = source.columns["charge_zero"] & np.logical_and.reduce([step.passes for step in source.base])
for position, threshold in enumerate({thresholds!r}, start=1):
    keep = keep & (source.columns[f"pt_{{position}}"] > threshold)
ends = np.cumsum([file.events for file in samples.get("atlas13-4lep-data").files])
print(json.dumps([int(part.sum()) for part in np.split(keep, ends[:-1])]))
"""
    assert tuple(json.loads(box_python(code))) == published


def test_the_sentence_says_what_the_table_says(visit: Visit) -> None:
    board = open_board(visit, "higgs-four-leptons")
    table = board.page.locator(".lhc-tables table").first
    signal = table.get_by_role("row", name="Signal S").get_by_role("cell").inner_text()
    background = table.get_by_role("row", name="Background B").get_by_role("cell").inner_text()
    expect(board.page.locator(".lhc-sentence")).to_contain_text(f"{signal} from the Higgs boson (S)")
    expect(board.page.locator(".lhc-sentence")).to_contain_text(f"{background} from the background (B)")


def test_the_expectation_of_the_window_is_the_sum_of_its_processes(box_python: Callable[[str], str]) -> None:
    code = """
import json
from lhcbox import counting
from lhcbox.dashboard import Choice, Window, four_lepton_sources
from lhcbox.dashboard_numbers import Numbers
names = ("zmumu", "zee", "ttbar", "zz", "ggh", "vbf", "wh", "zh")
sources = four_lepton_sources("atlas13-4lep-data", [f"atlas13-4lep-{name}" for name in names])
window = Window("window", "mass", "mass", limits=(80, 250), step=1, default=(115, 130))
charge = Choice("charge", "charge", {"zero": "charge_zero"}, default="charge_zero")
numbers = Numbers.of([source.choose([charge], window) for source in sources], "")
inside = [source.weights[chosen.in_window] for source, chosen in zip(sources[1:], numbers.expected)]
print(json.dumps({
    "signal": numbers.group(signal=True).events,
    "error": numbers.group(signal=True).error,
    "direct": sum(float(weights.sum()) for weights in inside[4:]),
    "direct error": sum(float((weights**2).sum()) for weights in inside[4:]) ** 0.5,
}))
"""
    found = json.loads(box_python(code))
    assert found["signal"] == pytest.approx(found["direct"])
    assert found["error"] == pytest.approx(found["direct error"])
