"""A class at once."""

from playwright.sync_api import Page, expect

from dashboards.board import PICTURES, SLUGS, Board, Visit

VIEWERS = 10


def test_ten_viewers_at_once_all_see_their_plots_and_move_their_own_cuts(visit: Visit) -> None:
    pages: list[Page] = [visit(f"/dash/{SLUGS[number % 2]}/live") for number in range(VIEWERS)]
    boards = [Board(page) for page in pages]
    for board in boards:
        expect(board.page.locator(".lhc-picture img")).to_have_count(PICTURES, timeout=120_000)
    for number, board in enumerate(boards):
        board.type_number("pt_1", str(10 + number))
    for number, board in enumerate(boards):
        expect(board.page.locator(".lhc-tables")).to_contain_text(f"> {10 + number} GeV", timeout=120_000)
