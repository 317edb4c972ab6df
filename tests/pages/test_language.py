"""Which language a page speaks: the address wins and is remembered, then the browser, then the box."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from signin.client import student

from boxes import Box

PAGES = ("/", "/signin", "/data/cms8-dimuon", "/nowhere-at-all")


def language(answer: httpx.Response) -> str:
    """What the page says of itself."""
    found = re.search(r'<html lang="([^"]*)"', answer.text)
    assert found
    assert answer.headers["Content-Language"] == found[1]
    return found[1]


@pytest.mark.parametrize(("wish", "spoken"), [
    ("es", "es"), ("es-MX,es;q=0.9", "es"), ("en-GB", "en"), ("de,es;q=0.5,en;q=0.4", "es"),
    ("en;q=0.1,es;q=0.2", "es"),
    ("es;q=0,en;q=0.1", "en"), ("de", "en"), ("", "en"), ("*", "en"), ("es;q=nonsense", "en"), (",;;=,", "en"),
])  # fmt: skip
def test_the_browser_s_wish_is_followed(box: Box, wish: str, spoken: str) -> None:
    assert language(httpx.get(box.url, headers={"Accept-Language": wish})) == spoken


@pytest.mark.parametrize("path", PAGES)
def test_the_address_wins(box: Box, path: str) -> None:
    headers = {"Accept-Language": "en", "Accept": "text/html"}
    with student(box) as client:
        assert language(client.get(path, params={"lang": "es"}, headers=headers)) == "es"


def test_the_choice_is_remembered(box: Box) -> None:
    with httpx.Client(base_url=box.url, headers={"Accept-Language": "en"}) as client:
        client.get("/?lang=es")
        assert language(client.get("/signin")) == "es"


def test_a_language_that_the_box_does_not_speak_changes_nothing(box: Box) -> None:
    answer = httpx.get(f"{box.url}/?lang=../../etc", headers={"Accept-Language": "es"})
    assert language(answer) == "es"


def test_the_box_s_own_language_is_for_all_others(make_box: Callable[..., Any]) -> None:
    box = make_box(env={"LHCBOX_LANG": "es"})
    assert language(httpx.get(box.url, headers={"Accept-Language": "fr"})) == "es"
    assert language(httpx.get(box.url, headers={"Accept-Language": "en"})) == "en"
    assert "Código de clase" in box.logs()


@pytest.mark.parametrize("path", [*PAGES, "/dash/dimuon-spectrum", "/dash/dimuon-spectrum/live"])
def test_every_page_has_a_switch(box: Box, path: str) -> None:
    with student(box) as client:
        page = client.get(path, headers={"Accept": "text/html"}, timeout=120).text
    for code in ("en", "es"):
        assert re.search(rf'href="{path}\?lang={code}" hreflang="{code}"', page)


def test_the_switch_keeps_the_rest_of_the_address(box: Box) -> None:
    page = httpx.get(f"{box.url}/signin?next=%2Flab").text
    assert 'href="/signin?next=%2Flab&amp;lang=es"' in page


def test_a_dashboard_and_its_numbers_speak_the_language_of_the_address(box: Box) -> None:
    page = httpx.get(f"{box.url}/dash/higgs-four-leptons/live?lang=es", timeout=120)
    assert language(page) == "es"
    assert "Un momento" in page.text


def test_documents_open_in_the_reader_s_language(box: Box) -> None:
    answer = httpx.get(f"{box.url}/docs/", headers={"Accept-Language": "es"})
    assert answer.headers["Location"] == "/docs/es/"
