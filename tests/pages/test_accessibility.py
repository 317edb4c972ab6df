"""WCAG 2.2 AA on the box's own pages, as far as a machine can tell; and everything by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from boxes import CODE
from visitor import Visitor

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
MORE = {"runOnly": [*WCAG["runOnly"], "best-practice"]}
PAGES = ("/", "/signin", "/signout", "/data/atlas13-4lep-zz", "/data/cms8-dimuon", "/dash/not-there")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(visit: Visitor, path: str, lang: str, scheme: str) -> None:
    page = visit(path, lang=lang, color_scheme=scheme, reduced_motion="reduce")
    found = Axe().run(page, options=MORE)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("lang", ["en", "es"])
def test_axe_finds_nothing_in_the_documents(visit: Visitor, lang: str) -> None:
    found = Axe().run(visit("/docs/", lang=lang), options=WCAG)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", ["/again/dimuon-spectrum", "/signin", "/teachers/dimuon-spectrum"])
def test_axe_finds_nothing_after_signing_in(visit: Visitor, path: str) -> None:
    page = visit("/signin")
    visit.sign_in(page)
    page.get_by_role("link", name="Sign out").wait_for()
    page.goto(visit.origin + path)
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()


def test_axe_finds_nothing_where_a_code_was_wrong(visit: Visitor) -> None:
    page = visit("/signin")
    visit.sign_in(page, "not the code")
    expect(page.get_by_role("alert")).to_be_visible()
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()
    visit.sign_in(page)  # so that the box forgets the mistake


def test_targets_are_large_enough_for_a_finger(visit: Visitor) -> None:
    page = visit("/", width=360, has_touch=True)
    small = page.evaluate(
        "[...document.querySelectorAll('a, button, input:not([type=hidden])')].filter(e => e.checkVisibility()"
        " && !e.closest('.skip, footer p')).map(e => [e.outerHTML, e.getBoundingClientRect()])"
        ".filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"
    )
    assert [html for html in small if 'class="skip"' not in html] == []


def test_one_signs_in_by_keyboard_alone(visit: Visitor) -> None:
    page = visit("/signin?next=/again/dimuon-spectrum")
    expect(page.get_by_label("Class code")).to_be_focused()
    page.keyboard.type(CODE.lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**/again/dimuon-spectrum")


def test_the_first_stop_of_the_tab_key_skips_to_the_content(visit: Visitor) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_dashboard_is_reached_by_keyboard(visit: Visitor) -> None:
    page = visit("/")
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "/dash/higgs-four-leptons":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/dash/higgs-four-leptons")
