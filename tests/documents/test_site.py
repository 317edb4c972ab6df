"""The built documentation: whole, in both languages, and at home on a machine without a network."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from documents.page import Page
from playwright.sync_api import Browser, expect

LANGUAGES = ("en", "es")
EDGES = ("top", "right", "bottom", "left")
PAGES = (
    "index", "teachers", "paths", "technicians", "computer", "computer-page", "analysers", "analysis", "data",
    "curators", "downloading", "curating", "translators", "hackathon", "developers", "about", "search",
)  # fmt: skip


@pytest.fixture(scope="session")
def site(share: Path) -> dict[Path, Page]:
    """Every page of both sites, by its path."""
    return {path: Page(path) for language in LANGUAGES for path in sorted((share / "docs" / language).rglob("*.html"))}


def outside(address: str) -> bool:
    """Whether a browser would ask another machine for ``address``."""
    return bool(urlsplit(address).netloc) or urlsplit(address).scheme not in ("", "data")


def wanted(page: Page) -> Iterator[tuple[str, Path, str]]:
    """Each link inside the site: as written, the file it leads to, the anchor."""
    for link in page.links:
        parts = urlsplit(link["href"])
        if not outside(link["href"]) and link.get("class") != "box-home":
            target = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
            yield link["href"], target, unquote(parts.fragment)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there(share: Path, language: str) -> None:
    top = share / "docs" / language
    built = {path.relative_to(top).as_posix() for path in top.rglob("*.html")}
    assert built == {f"{name}.html" for name in PAGES}


def test_every_page_says_its_language(site: dict[Path, Page], share: Path) -> None:
    told = {path: page.language for path, page in site.items()}
    assert told == {path: path.relative_to(share / "docs").parts[0] for path in site}


def test_every_link_leads_to_a_page_that_is_there(site: dict[Path, Page]) -> None:
    asked = [(page.path, href, target) for page in site.values() for href, target, _anchor in wanted(page)]
    lost = [f"{path}: {href}" for path, href, target in asked if not target.is_file()]
    assert lost == []


def test_every_anchor_is_on_the_page_it_names(site: dict[Path, Page]) -> None:
    lost = [
        f"{page.path}: {href}"
        for page in site.values()
        for href, target, anchor in wanted(page)
        if anchor and target in site and anchor not in site[target].ids
    ]
    assert lost == []


def test_every_page_leads_to_itself_in_the_other_language(site: dict[Path, Page], share: Path) -> None:
    for path, page in site.items():
        language, name = path.relative_to(share / "docs").parts
        other = LANGUAGES[1 - LANGUAGES.index(language)]
        switches = [link for link in page.links if link.get("class") == "box-language"]
        assert [urlsplit(link["href"]).path for link in switches] == [f"./../{other}/{name}"], path
        assert [link["hreflang"] for link in switches] == [other], path


def test_every_page_leads_back_to_the_box(site: dict[Path, Page]) -> None:
    for path, page in site.items():
        homes = [link["href"] for link in page.links if link.get("class") == "box-home"]
        assert homes == [f"./../../?lang={page.language}"], path


def test_no_page_loads_anything_from_another_machine(site: dict[Path, Page]) -> None:
    loaded = {address for page in site.values() for address in page.assets}
    assert loaded
    assert {address for address in loaded if outside(address)} == set()


def test_everything_a_page_loads_is_there(site: dict[Path, Page]) -> None:
    lost = [
        f"{page.path}: {address}"
        for page in site.values()
        for address in page.assets
        if not address.startswith("data:") and not (page.path.parent / urlsplit(address).path).is_file()
    ]
    assert lost == []


def test_no_style_sheet_loads_anything_from_another_machine(share: Path) -> None:
    sheets = sorted((share / "docs").rglob("*.css"))
    assert sheets
    for sheet in sheets:
        text = sheet.read_text(encoding="utf-8")
        loaded = re.findall(r"url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^)\"']*))\s*\)", text)
        addresses = [next(filter(None, found), "") for found in loaded]
        addresses += re.findall(r"@import\s+[\"']([^\"']+)", text)
        assert [address for address in addresses if outside(address)] == [], sheet


def test_no_page_holds_a_script(site: dict[Path, Page]) -> None:
    """Scripts in files of their own let the box forbid all others (Content-Security-Policy)."""
    assert [path for path, page in site.items() if page.inline_scripts] == []


def test_no_paragraph_is_left_in_english(site: dict[Path, Page], share: Path) -> None:
    for name in PAGES:
        english = set(site[share / "docs" / "en" / f"{name}.html"].texts)
        spanish = site[share / "docs" / "es" / f"{name}.html"].texts
        same = [text for text in spanish if text in english and len(re.findall(r"[^\W\d_]{2,}", text)) > 3]
        assert same == [], name


def test_both_languages_say_as_much(site: dict[Path, Page], share: Path) -> None:
    for name in PAGES:
        counts = [len(site[share / "docs" / language / f"{name}.html"].texts) for language in LANGUAGES]
        assert counts[0] == counts[1], name


def test_a_folder_without_a_server_has_a_page_to_begin_with(share: Path) -> None:
    page = Page(share / "docs" / "index.html")
    assert [link["href"] for link in page.links] == ["en/index.html", "es/index.html"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_to_print_is_one_sheet_of_paper_without_menus(share: Path, browser: Browser, language: str) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((share / "docs" / language / "computer-page.html").as_uri())
    menu = page.locator(".sidebar-drawer")
    expect(menu).to_be_visible()
    page.emulate_media(media="print")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("table")).to_be_visible()
    for paper in ("A4", "Letter"):
        sheets = re.findall(rb"/Type /Page\b", page.pdf(format=paper, margin=dict.fromkeys(EDGES, "12mm")))
        assert len(sheets) == 1, paper
    page.close()
