"""Analysers on the box: pages without a kernel, the live dashboards beside them, files that a browser keeps."""

import gzip
import hashlib
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page
from signin.client import student

from boxes import Box
from visitor import Visitor

KERNELS = """
from pathlib import Path
print(sum(b"serve.nursery" in (p / "cmdline").read_bytes() for p in Path("/proc").glob("[0-9]*") if p.is_dir()))
"""
MEMORY = """
import pathlib
pages = [int(p.joinpath("statm").read_text().split()[1]) for p in pathlib.Path("/proc").glob("[0-9]*")
         if b"serve" in p.joinpath("cmdline").read_bytes()]
print(max(pages) * 4096)
"""


@pytest.fixture(scope="module")
def slugs(share: Path) -> list[str]:
    """Every analyser of the box."""
    return sorted(path.parent.name for path in (share / "analysers").glob("*/pack.bin"))


@pytest.fixture(scope="module")
def live(share: Path) -> list[str]:
    """Every dashboard with a notebook."""
    return sorted(path.stem for path in (share / "dashboards" / "en").glob("*.ipynb"))


def kernels(box: Box) -> int:
    """Kernels, with the parent that they are forked from."""
    return int(box.execute("python", "-c", KERNELS).stdout)


def mounted(page: Page) -> None:
    """Wait for the plots; the page's policy forbids what Playwright waits for a value with."""
    page.locator("canvas").nth(3).wait_for(state="attached", timeout=60_000)
    assert page.evaluate("Boolean(window.lhcboxAnalyser && window.lhcboxAnalyser.engine)")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_analyser_opens_without_a_kernel(visit: Visitor, box: Box, slugs: list[str], lang: str) -> None:
    assert slugs
    before = kernels(box)
    for slug in slugs:
        page = visit(f"/dash/{slug}", lang=lang)
        mounted(page)
        assert page.locator("html").get_attribute("lang") == lang
    assert kernels(box) <= max(before, 1)


def test_its_policy_lets_nothing_inline_run(box: Box, slugs: list[str]) -> None:
    for slug in slugs:
        answer = httpx.get(f"{box.url}/dash/{slug}")
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy
        for script in re.findall(r"<script([^>]*)>", answer.text):
            assert 'type="application/json"' in script or re.search(r'src="/[^"]+\?v=[0-9a-f]+"', script), script
        assert "<style" not in answer.text


def test_files_that_name_their_version_are_kept_for_good(box: Box, slugs: list[str]) -> None:
    page = httpx.get(f"{box.url}/dash/{slugs[0]}").text
    addresses = re.findall(r'"((?:/home|/dash)/[^"]*\?v=[0-9a-f]+)"', page)
    assert any("pack.bin" in address for address in addresses)
    for address in sorted(set(addresses)):
        answer = httpx.get(box.url + address)
        assert answer.status_code == 200, address
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", address


def test_the_events_are_those_that_the_address_names(box: Box, slugs: list[str], share: Path) -> None:
    for slug in slugs:
        page = httpx.get(f"{box.url}/dash/{slug}").text
        found = re.search(rf"/dash/{slug}/pack\.bin\?v=([0-9a-f]+)", page)
        assert found
        held = httpx.get(box.url + found[0])
        assert held.headers["Content-Type"] == "application/octet-stream"
        assert "Content-Encoding" not in held.headers
        assert hashlib.sha256(held.content).hexdigest().startswith(found[1])
        assert held.content == (share / "analysers" / slug / "pack.bin").read_bytes()
        assert gzip.decompress(held.content)[:8] == b"LHCBOXA1"


def test_text_is_sent_compressed_to_those_who_take_it(box: Box, slugs: list[str]) -> None:
    for path in (f"/dash/{slugs[0]}", "/home/analyser/analyser.js", "/home/analyser/analyser.css"):
        small = httpx.get(box.url + path, headers={"Accept-Encoding": "gzip"})
        plain = httpx.get(box.url + path, headers={"Accept-Encoding": "identity"})
        refused = httpx.get(box.url + path, headers={"Accept-Encoding": "gzip;q=0"})
        assert small.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert "Content-Encoding" not in refused.headers
        assert small.text == plain.text == refused.text
        assert int(small.headers["Content-Length"]) * 2 < int(plain.headers["Content-Length"])
        assert "Accept-Encoding" in plain.headers["Vary"]
        again = httpx.get(box.url + path, headers={"Accept-Encoding": "gzip", "If-None-Match": small.headers["Etag"]})
        assert again.status_code == 304
        assert httpx.head(box.url + path).status_code == 200


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_page_speaks_the_reader_s_language(box: Box, slugs: list[str], share: Path, lang: str) -> None:
    for slug in slugs:
        title = json.loads((share / "analysers" / slug / f"{lang}.json").read_text(encoding="utf-8"))["title"]
        by_address = httpx.get(f"{box.url}/dash/{slug}?lang={lang}")
        by_browser = httpx.get(f"{box.url}/dash/{slug}", headers={"Accept-Language": lang})
        for answer in (by_address, by_browser):
            assert answer.headers["Content-Language"] == lang
            assert f"<h1>{title}</h1>" in answer.text


def test_the_live_dashboard_stays_beside_it(visit: Visitor, box: Box, live: list[str]) -> None:
    assert live
    for slug in live:
        assert f'href="/dash/{slug}/live"' in httpx.get(f"{box.url}/dash/{slug}").text
        page = visit(f"/dash/{slug}/live")
        page.locator("canvas, .lhc-picture img").first.wait_for(timeout=120_000)


def test_an_analyser_without_a_notebook_has_no_live_one(box: Box, slugs: list[str], live: list[str]) -> None:
    for slug in sorted({*slugs} - {*live}):
        assert httpx.get(f"{box.url}/dash/{slug}/live").status_code == 404
        assert "/live" not in httpx.get(f"{box.url}/dash/{slug}").text


def test_the_first_page_leads_to_all_of_them(box: Box, slugs: list[str], live: list[str]) -> None:
    page = httpx.get(box.url).text
    for slug in slugs:
        assert f'href="/dash/{slug}"' in page
        assert (f'href="/dash/{slug}/live"' in page) == (slug in live)


def test_teacher_s_notes_need_the_code(box: Box, share: Path) -> None:
    noted = [path.stem.removeprefix("dash-") for path in (share / "teachers" / "en").glob("dash-*.html")]
    assert noted
    for slug in noted:
        answer = httpx.get(f"{box.url}/teachers/dash/{slug}")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/signin")
    with student(box) as teacher:
        for slug in noted:
            assert teacher.get(f"/teachers/dash/{slug}").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/dash/higgs-ww/en.html", "/dash/higgs-ww/en.json", "/dash/higgs-ww/pack.bin.gz", "/dash/higgs-ww/",
        "/dash/nothing/pack.bin", "/dash/pack.bin", "/home/analyser/analyser.html", "/home/analyser/",
    ],
)  # fmt: skip
def test_no_other_file_is_given(box: Box, path: str) -> None:
    assert httpx.get(box.url + path).status_code in (403, 404)


def test_it_is_there_before_jupyterlab_is(make_box: Callable[..., Any], slugs: list[str]) -> None:
    box = make_box(wait=False)
    statuses = set()
    for _try in range(400):
        try:
            statuses.add(httpx.get(f"{box.url}/dash/{slugs[0]}", timeout=10).status_code)
            break
        except httpx.TransportError:
            continue
    assert statuses == {200}


def test_a_hundred_viewers_cost_little(make_box: Callable[..., Any], slugs: list[str]) -> None:
    box = make_box()
    paths = [
        path for slug in slugs for path in (f"/dash/{slug}", f"/dash/{slug}/pack.bin", "/home/analyser/analyser.js")
    ]

    def viewer(_number: int) -> list[int]:
        with httpx.Client(base_url=box.url, timeout=60) as client:
            return [client.get(path).status_code for path in paths]

    viewer(0)
    before = int(box.execute("python", "-c", MEMORY).stdout)
    with ThreadPoolExecutor(20) as pool:
        for statuses in pool.map(viewer, range(100)):
            assert set(statuses) == {200}
    after = int(box.execute("python", "-c", MEMORY).stdout)
    assert (after - before) / 100 < 2e6
