"""Cuts: every plot and every count follows, and there is always a way back."""

import re

import pytest
from playwright.sync_api import expect

from dashboards.board import SLUGS, Counts, Visit, open_board


@pytest.mark.parametrize("slug", SLUGS)
def test_moving_a_cut_changes_every_plot_and_every_count(visit: Visit, slug: str) -> None:
    board = open_board(visit, slug)
    pictures = board.pictures()
    facts = board.page.locator(".lhc-facts dd").all_inner_texts()
    sentence = board.page.locator(".lhc-sentence").inner_text()
    handle = board.handle("pt_1")
    handle.focus()
    for _press in range(8):
        handle.press("PageUp")
    board.settle(pictures)
    for position, fact in enumerate(facts):
        expect(board.page.locator(".lhc-facts dd").nth(position)).not_to_have_text(fact)
    expect(board.page.locator(".lhc-sentence")).not_to_have_text(sentence)


@pytest.mark.parametrize("slug", SLUGS)
def test_moving_the_mass_window_changes_every_plot(visit: Visit, slug: str) -> None:
    board = open_board(visit, slug)
    pictures = board.pictures()
    board.type_number("window", "85", position=0)
    board.settle(pictures)


@pytest.mark.parametrize("slug", SLUGS)
def test_choosing_another_charge_changes_every_plot(visit: Visit, slug: str) -> None:
    board = open_board(visit, slug)
    pictures = board.pictures()
    board.cut("charge").get_by_role("radio").nth(1).check()
    board.settle(pictures)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_typed_number_moves_the_slider(visit: Visit, slug: str) -> None:
    board = open_board(visit, slug)
    board.type_number("pt_1", "30")
    expect(board.handle("pt_1")).to_have_attribute("aria-valuenow", "30.0")


@pytest.mark.parametrize("slug", SLUGS)
def test_a_moved_slider_shows_its_number(visit: Visit, slug: str) -> None:
    board = open_board(visit, slug)
    board.handle("pt_1").press("End")
    expect(board.number("pt_1")).to_have_value("60")


def test_a_number_between_two_steps_of_the_slider_is_kept(visit: Visit) -> None:
    board = open_board(visit, "higgs-four-leptons")
    pictures = board.pictures()
    board.type_number("pt_1", "30.4")
    board.settle(pictures)
    expect(board.number("pt_1")).to_have_value("30.4")
    expect(board.page.locator(".lhc-tables")).to_contain_text("30.4 GeV")


def test_a_number_beyond_the_limit_is_moved_to_it_and_the_reader_is_told(visit: Visit) -> None:
    board = open_board(visit, "dimuon-spectrum")
    board.type_number("pt_2", "1000")
    expect(board.number("pt_2")).to_have_value("60")
    expect(board.cut("pt_2").locator(".lhc-note")).to_contain_text("0–60 GeV")


def test_a_window_upside_down_is_refused(visit: Visit, counts: dict[str, Counts]) -> None:
    board = open_board(visit, "dimuon-spectrum")
    board.type_number("window", "120", position=0)
    expect(board.number("window", 0)).to_have_value("80")
    expect(board.cut("window").locator(".lhc-note")).to_contain_text("below")
    board.expect_fact(1, str(counts["dimuon-spectrum"].window))


def test_a_button_sets_the_window_on_the_j_psi(visit: Visit, counts: dict[str, Counts]) -> None:
    board = open_board(visit, "dimuon-spectrum")
    board.page.get_by_role("button", name="J/ψ").click()
    expect(board.number("window", 0)).to_have_value("2.9")
    expect(board.number("window", 1)).to_have_value("3.3")
    board.expect_fact(1, str(counts["dimuon-spectrum"].jpsi))


@pytest.mark.parametrize("slug", SLUGS)
def test_start_again_restores_everything(visit: Visit, counts: dict[str, Counts], slug: str) -> None:
    board = open_board(visit, slug)
    pictures, alternatives, facts = board.pictures(), board.alternatives(), board.facts()
    board.type_number("pt_1", "25")
    board.type_number("window", "90", position=0)
    board.cut("charge").get_by_role("radio").nth(2).check()
    board.settle(pictures)
    board.page.get_by_role("button", name="Start again").click()
    board.expect_fact(0, str(counts[slug].selected))
    expect(board.number("pt_1")).to_have_value("0")
    expect(board.cut("charge").get_by_role("radio").first).to_be_checked()
    expect(board.page.locator(".lhc-picture img").last).to_have_attribute("alt", alternatives[-1])
    assert board.facts() == facts
    assert board.alternatives() == alternatives


def test_the_data_can_be_hidden_and_their_numbers_with_them(visit: Visit, counts: dict[str, Counts]) -> None:
    board = open_board(visit, "higgs-four-leptons")
    pictures = board.pictures()
    board.cut("data").get_by_role("checkbox").uncheck()
    board.settle(pictures)
    expect(board.page.locator(".lhc-sentence")).to_contain_text("hidden")
    # the parts of the page follow one after another
    selected = str(counts["higgs-four-leptons"].selected)
    expect(board.page.locator(".lhc-board")).not_to_contain_text(selected, use_inner_text=True)
    expect(board.page.locator(".lhc-picture img[alt*='Data:']")).to_have_count(0)


def test_a_process_can_be_left_out_of_the_expectation(visit: Visit) -> None:
    board = open_board(visit, "higgs-four-leptons")
    board.cut("higgs").get_by_role("checkbox").uncheck()
    expect(board.page.locator(".lhc-sentence")).to_contain_text("no significance")
    expect(board.page.locator(".lhc-tables")).not_to_contain_text("gluon")


def test_with_nothing_left_to_show_the_page_still_stands(visit: Visit, counts: dict[str, Counts]) -> None:
    board = open_board(visit, "higgs-four-leptons")
    for key in ("data", "higgs", "zz", "other"):
        board.cut(key).get_by_role("checkbox").uncheck()
    expect(board.page.locator(".lhc-facts dd")).to_have_count(0)
    board.cut("data").get_by_role("checkbox").check()
    board.expect_fact(0, str(counts["higgs-four-leptons"].selected))


def test_each_channel_holds_a_part_of_the_events(visit: Visit, counts: dict[str, Counts]) -> None:
    board = open_board(visit, "higgs-four-leptons")
    parts = []
    for name in ("4e", "4µ", "2e2µ"):
        board.cut("channel").get_by_role("radio", name=name, exact=True).check()
        expect(board.page.locator(".lhc-tables")).to_contain_text(re.compile(f"Flavours: {name}"))
        parts.append(int(board.facts()[0]))
    assert sum(parts) == counts["higgs-four-leptons"].selected
