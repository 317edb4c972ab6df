"""The first page: what this is, what there is to open, where the data come from."""

import json
import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from boxes import Box
from visitor import Visitor

WIDTHS = (360, 1280, 1920)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_it_lists_every_lesson_with_level_and_minutes(visit: Visitor, share: Path, lang: str) -> None:
    page = visit("/", lang=lang)
    for lesson in json.loads((share / "lessons" / "lessons.json").read_text(encoding="utf-8")).values():
        card = page.locator(".card").filter(has=page.get_by_role("link", name=lesson["title"][lang], exact=True)).last
        expect(card).to_contain_text(f"{lesson['minutes']} min")
        expect(card).to_contain_text("física" if lang == "es" else "physics")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_it_lists_every_dashboard(visit: Visitor, share: Path, lang: str) -> None:
    page = visit("/", lang=lang)
    for slug, dashboard in json.loads((share / "dashboards" / "dashboards.json").read_text(encoding="utf-8")).items():
        link = page.get_by_role("link", name=dashboard["title"][lang], exact=True).first
        expect(link).to_have_attribute("href", f"/dash/{slug}")


def test_every_sample_says_whether_it_is_real(visit: Visitor, share: Path) -> None:
    page = visit("/")
    for sample in json.loads((share / "data" / "catalogue.json").read_text(encoding="utf-8"))["samples"]:
        row = page.locator(".listed").filter(has=page.locator(f'a[href="/data/{sample["id"]}"]'))
        real = "real data" if sample["kind"] == "data" else "official simulation"
        expect(row.locator(".badge")).to_have_text(real if sample["real"] else "practice simulation")


def test_no_link_of_it_leads_nowhere(box: Box) -> None:
    page = httpx.get(box.url).text
    for target in sorted(set(re.findall(r'href="(/[^"#]*)"', page))):
        assert httpx.get(box.url + target.replace("&amp;", "&"), timeout=120).status_code in (200, 302), target


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_screen(visit: Visitor, lang: str, width: int, scheme: str) -> None:
    page = visit("/", lang=lang, width=width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    visit.screenshot(page, f"first-page-{lang}-{width}-{scheme}")


def test_what_one_sees_first_is_drawn_for_the_readme(visit: Visitor, artefacts: Path) -> None:
    picture = artefacts / "first-page.png"  # docs/_static/first-page.png is a copy of it
    visit("/", height=1180, color_scheme="light").screenshot(path=picture)
    assert picture.stat().st_size > 50_000


def test_the_spanish_page_is_spanish_throughout(visit: Visitor) -> None:
    words = visit("/", lang="es").locator("body").inner_text().replace("CERN Open Data", "").replace("Open Data", "")
    english = ("Sign in", "Lessons", "Open", "minutes", "beginner", "Data", "real data", "practice", "Sample")
    assert [word for word in english if re.search(rf"\b{word}\b", words)] == []


def test_health_says_version_profile_and_what_is_ready(box: Box) -> None:
    health = httpx.get(f"{box.url}/healthz").json()
    assert re.fullmatch(r"\d+\.\d+\.\d+", health["version"])
    assert health["profile"] == "starter"
    assert health["ready"] == {"pages": True, "lab": True, "dashboards": True}
