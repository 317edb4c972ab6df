"""The stick: pages that open from the file system, whole, in every language, without a server and without a request."""

import re
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

LANGUAGES = ("en", "es")


@pytest.fixture(scope="module")
def stick(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of what the bake made, read-only, in a folder with spaces and accents."""
    made = tmp_path_factory.mktemp("memoria") / "Física de partículas (1º)"
    shutil.copytree(root / "build" / "stick", made)
    for path in [made, *made.rglob("*")]:
        path.chmod(stat.S_IRUSR | (stat.S_IXUSR if path.is_dir() else 0))
    yield made
    for path in [made, *made.rglob("*")]:
        path.chmod(stat.S_IRWXU)


@pytest.fixture
def look(browser: Browser, stick: Path) -> Iterator[Callable[[str], Page]]:
    """``look("START-HERE.html")`` opens a page of the stick; at its end the test fails where anything was asked for."""
    asked: list[str] = []
    troubles: list[str] = []
    context = browser.new_context(offline=True)
    context.on("request", lambda request: asked.append(request.url))
    context.on("page", lambda page: page.on("pageerror", lambda error: troubles.append(str(error))))

    def opened(name: str) -> Page:
        page = context.new_page()
        page.goto((stick / name).as_uri())
        return page

    yield opened
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert troubles == []


def slugs(stick: Path) -> list[str]:
    """Every analyser on the stick; the page for tables of one's own is none until there is a table."""
    return sorted({path.name.split(".")[0] for path in (stick / "analysers").glob("*.html")} - {"yours"})


def mounted(page: Page) -> None:
    """Wait for the plots; the page's policy forbids what Playwright waits for a value with."""
    page.locator("canvas").nth(3).wait_for(state="attached", timeout=60_000)
    assert page.evaluate("Boolean(window.lhcboxAnalyser && window.lhcboxAnalyser.engine)")


def test_each_analyser_is_there_in_each_language(stick: Path, share: Path) -> None:
    assert slugs(stick) == sorted(path.parent.name for path in (share / "analysers").glob("*/pack.bin"))
    for slug in slugs(stick):
        assert all((stick / "analysers" / f"{slug}.{language}.html").is_file() for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_start_here_leads_to_all_of_them(stick: Path, look: Callable[[str], Page], language: str) -> None:
    page = look("START-HERE.html")
    part = page.locator(f'section[lang="{language}"]')
    links = part.locator(".card a")
    expect(links).to_have_count(len(slugs(stick)))
    expect(part.locator(".card svg")).to_have_count(len(slugs(stick)))
    for number in range(links.count()):
        links.nth(number).click()
        mounted(page)
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("canvas").count() >= 4
        page.go_back()
        page.wait_for_url("**/START-HERE.html*")


@pytest.mark.parametrize("width", [360, 1024])
def test_start_here_fits_the_screen(look: Callable[[str], Page], artefacts: Path, width: int) -> None:
    page = look("START-HERE.html")
    page.set_viewport_size({"width": width, "height": 768})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.screenshot(path=str(artefacts / f"stick-{width}.png"), full_page=True)


def test_an_analyser_changes_its_language_and_leads_back(stick: Path, look: Callable[[str], Page]) -> None:
    slug = slugs(stick)[0]
    page = look(f"analysers/{slug}.en.html")
    mounted(page)
    page.locator('a[hreflang="es"]').first.click()
    page.wait_for_url(f"**/{slug}.es.html*")
    mounted(page)
    page.locator("a.brand").click()
    page.wait_for_url("**/START-HERE.html*")


def test_nothing_on_it_names_another_place(stick: Path) -> None:
    for path in [stick / "START-HERE.html", *(stick / "analysers").glob("*.html")]:
        text = path.read_text(encoding="utf-8")
        markup = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
        for address in re.findall(r'(?:href|src)="([^"]*)"', markup):
            assert address.startswith("#") or re.fullmatch(r"[\w./#-]+\.html(#\w+)?", address), (path.name, address)
            assert not address.startswith("/"), (path.name, address)


def test_two_bakes_give_the_same_bytes(bake: Callable[..., Any], root: Path, tmp_path: Path) -> None:
    share = tmp_path / "share"
    shutil.copytree(root / "build" / "unpacked" / "share", share, ignore=shutil.ignore_patterns("docs", "analysers"))
    for number in ("one", "two"):
        stick = str(tmp_path / number)
        bake("analysers", "--out", str(share), "--stick", stick, paths=[tmp_path])
        shutil.copytree(share / "analysers", tmp_path / number / "box")
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert files == sorted(
        path.relative_to(tmp_path / "two") for path in (tmp_path / "two").rglob("*") if path.is_file()
    )
    assert len(files) > 10
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name


def test_a_declaration_that_is_wrong_stops_the_bake_with_a_sentence(
    bake: Callable[..., Any], root: Path, tmp_path: Path
) -> None:
    content = tmp_path / "content"
    shutil.copytree(root / "content", content, ignore=shutil.ignore_patterns("__pycache__"))
    path = content / "dashboards" / "higgs-ww" / "analyser.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("atlas8-hww-table", "atlas8-hww-tabel"), encoding="utf-8")
    places = ("--out", "build/unpacked/share", "--stick", str(tmp_path / "stick"))
    done = bake("analysers", "--content", str(content), *places, paths=[tmp_path], check=False)
    assert done.returncode == 1
    assert "analyser.yml: processes.z: there is no sample 'atlas8-hww-tabel'; is atlas8-hww-table" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "stick").exists()
