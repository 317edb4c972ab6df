"""A translator adds a third language with catalogues alone; its longer words break no page."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from boxes import ENGINE, Box
from host.bake import bake_options

CODE = "xx"
Run = Callable[..., Any]
OVERFLOW = """() => {
    const page = document.documentElement;
    const wide = [...document.querySelectorAll("main *, header *")].filter(
        one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll, .unseen, pre, svg, .skip"));
    return {over: page.scrollWidth - page.clientWidth, who: wide.slice(0, 3).map(one => one.outerHTML.slice(0, 120))};
}"""


@dataclass(frozen=True)
class Spoken:
    """What was baked in three languages, and what the translations' check said of it."""

    share: Path
    check: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def spoken(bake: Run, root: Path, share: Path, tmp_path_factory: pytest.TempPathFactory) -> Spoken:
    """A copy of the sources with an empty folder for the language, its catalogues filled, and everything rendered."""
    tree = tmp_path_factory.mktemp("three")
    for part in ("content", "image", "data_manifest"):
        shutil.copytree(root / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tree / "docs" / "_extensions").mkdir(parents=True)
    shutil.copyfile(root / "docs/_extensions/data_table.py", tree / "docs/_extensions/data_table.py")
    content, made = tree / "content", tree / "share"
    (content / "locale" / CODE / "LC_MESSAGES").mkdir(parents=True)
    shutil.copytree(share, made)
    bake("translations", "update", "--content", str(content), paths=[tree])
    *common, tools = bake_options()
    mount = ["--mount", f"type=bind,source={tree},target={tree}"]
    filled = subprocess.run(
        [ENGINE, "run", *common, *mount, tools, "python", "/src/tests/languages/pseudo.py", str(content), CODE],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert filled.returncode == 0, filled.stderr
    check = bake("translations", "check", "--content", str(content), paths=[tree], check=False)
    bake("render", "--content", str(content), "--out", str(made), paths=[tree])
    places = ("--manifest", str(tree / "data_manifest"), "--out", str(made), "--stick", str(tree / "stick"))
    bake("analysers", "--content", str(content), *places, paths=[tree])
    return Spoken(made, check)


@pytest.fixture(scope="module")
def mounted(spoken: Spoken) -> list[str]:
    """Options that put the share of three languages in the place of the box's own."""
    return ["--mount", f"type=bind,source={spoken.share},target=/opt/lhcbox/share,readonly"]


@pytest.fixture(scope="module")
def third(box_factory: Callable[..., Box], mounted: list[str]) -> Iterator[Box]:
    """A box that speaks three languages."""
    box = box_factory(*mounted)
    yield box
    box.stop()


def test_its_catalogues_pass_the_same_check(spoken: Spoken) -> None:
    assert spoken.check.stderr == ""
    assert spoken.check.returncode == 0


def test_every_lesson_is_there_in_it(spoken: Spoken) -> None:
    names = sorted(path.name for path in (spoken.share / "lessons" / CODE).glob("*.ipynb"))
    assert names == sorted(path.name for path in (spoken.share / "lessons" / "en").glob("*.ipynb"))


def test_a_lesson_gives_its_numbers_in_it(box_run: Run, mounted: list[str]) -> None:
    done = box_run("lhcbox", "check", "--json", "--lang", CODE, "--only", "z-two-leptons", options=mounted)
    assert {result["state"] for result in json.loads(done.stdout)} == {"right"}


def test_its_decimal_sign_is_used(box_run: Run, mounted: list[str]) -> None:
    code = f"from lhcbox.numerals import numeral; print(numeral(12.5, {CODE!r}))"
    assert box_run("python", "-c", code, options=mounted).stdout.strip() == "12·5"


def test_each_page_offers_it_by_its_own_name(third: Box, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{third.url}/")
    assert page.get_by_role("link", name="Psëüdö").count() == 1
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "path",
    [
        *("/", "/signin", "/data", "/data/atlas13-4lep-zz", "/hackathon"),
        *("/dash/dimuon-spectrum", "/dash/dimuon-spectrum/live"),
    ],
)
def test_no_page_grows_wider_than_the_screen(third: Box, browser: Browser, path: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{third.url}{path}?lang={CODE}", wait_until="load")
    page.get_by_text("ëë").first.wait_for(timeout=60_000)
    measured = page.evaluate(OVERFLOW)
    page.close()
    assert measured == {"over": 0, "who": []}
