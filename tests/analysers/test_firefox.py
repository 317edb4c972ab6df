"""The stick in Firefox, from the file system: a read-only folder with spaces and accents. Edge is Chromium."""

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from firefox import Firefox

RIGHT = "\ue014"  # the arrow key
POINT = """
(() => {
  const handle = document.querySelectorAll("[role=slider]")[WHICH];
  handle.scrollIntoView({ block: "center" });
  const box = handle.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
})()
"""
COUNT = "lhcboxAnalyser.engine.totals().count.reduce((sum, one) => sum + one, 0)"


@pytest.fixture
def stick(root: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of what the bake made."""
    made = tmp_path / "Física de partículas (1.º año)"
    shutil.copytree(root / "build" / "stick", made)
    for path in [made, *made.rglob("*")]:
        path.chmod(stat.S_IRUSR | (stat.S_IXUSR if path.is_dir() else 0))
    yield made
    for path in [made, *made.rglob("*")]:
        path.chmod(stat.S_IRWXU)


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    """Debian's Firefox."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if not program:
        pytest.skip("Firefox is not installed: apt-get install firefox-esr")
    profile = tmp_path / "profile"
    profile.mkdir()
    with Firefox(program, profile) as running:
        yield running


@pytest.mark.parametrize("language", ["en", "es"])
def test_start_here_an_analyser_and_a_cut(firefox: Firefox, stick: Path, language: str) -> None:
    firefox.go((stick / "START-HERE.html").as_uri())
    firefox.run(f"document.querySelector('section[lang=\"{language}\"] .card a').click()")
    firefox.until("Boolean(window.lhcboxAnalyser && document.querySelectorAll('canvas').length > 3)")
    assert firefox.run("document.documentElement.lang") == language
    firefox.run("new Promise((next) => setTimeout(next, 500))")
    everything = firefox.run(COUNT)
    assert everything > 0
    x, y = firefox.run(POINT.replace("WHICH", "0"))
    firefox.pull(x, y, 60)  # the lower edge of the first plot, by the mouse
    firefox.until("location.hash.startsWith('#c.')")
    pulled = firefox.run(COUNT)
    assert 0 < pulled < everything
    firefox.run("document.querySelectorAll('[role=slider]')[0].focus()")
    firefox.press(RIGHT)
    firefox.until(f"{COUNT} < {pulled}")
    drawn = """
    (() => {
      const canvas = document.querySelector("canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value, i) => i % 4 === 3 && value > 0);
    })()
    """
    assert firefox.run(drawn)
    assert firefox.run(
        """(() => {
          const { engine } = lhcboxAnalyser;
          const { totals } = engine.recompute();
          return engine.totals().sum.every((sum, p) => sum === totals.sum[p]);
        })()"""
    )
    assert firefox.troubles == []
