"""A hand that pulls at linked plots, and a clock in their page.

What the clock measures: from the moment at which the page's first listener gets the event of a moved pointer (Chromium
hands moves over right before it makes a frame) or of a click, to the end of the frame in which the last plot changed: a
message that is posted while that frame is prepared arrives after its scripts, style, layout and paint, and after what a
canvas has drawn was turned into pixels, which headless Chromium does without a graphics card, in the same thread. What
follows in other threads, the composition of the picture, is not in it: a trace shows 3 to 4 ms for either side.
A click has to wait for the next beat of the screen; that wait is in the number too.
"""

import random
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

CLOCK = """
(() => {
  const found = [];
  const channel = new MessageChannel();
  let began = 0;   // of the event that is being answered; 0: none
  let ended = 0;   // of the last frame in which something changed
  let still = 0;   // frames since
  const afterFrame = () => requestAnimationFrame(() => channel.port2.postMessage(0));
  channel.port1.onmessage = () => { ended = performance.now(); still = 0; };
  const answered = SETTLED;
  const watch = () => {
    if (answered(ended > began, still)) {
      found.push(ended > began ? ended - began : null);
      began = 0;
    } else {
      still += 1;
      requestAnimationFrame(watch);
    }
  };
  const start = () => {
    if (!began) {
      began = performance.now();
      still = 0;
      if (DRAWS) afterFrame();
      requestAnimationFrame(watch);
    }
  };
  const moved = (event) => { if (event.buttons) start(); };
  addEventListener("pointermove", moved, true);
  addEventListener("PRESS", start, true);
  new MutationObserver(() => { if (began && !DRAWS) afterFrame(); })
    .observe(document.body, { subtree: true, childList: true, attributeFilter: ["src", "d", "height", "y"] });
  globalThis.clock = { found };
})()
"""
"""SETTLED: whether an answer is whole, given that something was drawn and the frames since. DRAWS: whether each event
is answered by a drawing in the very next frame, on canvases, which no observer sees. PRESS: the event of a toggle."""


@dataclass(frozen=True)
class Kind:
    """How one side's plots are pulled at; selectors have ``{key}`` for a variable."""

    clock: str
    surface: str
    press: str  # the event that toggles a category
    left: float = 0  # of the categories in the surface, and how far from its foot to press; pixels
    right: float = 0
    foot: float = 0


def clock(settled: str, press: str, draws: bool) -> str:
    """The script of a clock."""
    return CLOCK.replace("SETTLED", settled).replace("DRAWS", "true" if draws else "false").replace("PRESS", press)


OURS = Kind(clock("(drawn) => drawn", "click", True), "[data-variable={key}] .lhc-chart-surface", "click", foot=40)
MOSAIC = Kind(
    clock("(drawn, still) => globalThis.open === 0 && still > (drawn ? 3 : 12)", "pointerdown", False),
    "[data-variable={key}] svg",
    "pointerdown",
    left=40,
    right=20,
    foot=60,
)


@dataclass
class Pulls:
    """Milliseconds from events to the last of the plots, by what was done."""

    step: list[float] = field(default_factory=list)
    leap: list[float] = field(default_factory=list)
    toggle: list[float] = field(default_factory=list)

    @property
    def all(self) -> list[float]:
        """All of them."""
        return [*self.step, *self.leap, *self.toggle]


def percentile(values: Sequence[float], part: int = 95) -> float:
    """Of at least two values."""
    return statistics.quantiles(values, n=100, method="inclusive")[part - 1]


def walk(chance: random.Random, low: float, high: float) -> Iterator[tuple[str, float]]:
    """Where a restless hand goes: steps of up to 25 pixels, and now and then anywhere on the axis."""
    x = chance.uniform(low, high)
    yield "press", x
    for _move in range(chance.randrange(5, 15)):
        leap = chance.random() < 0.3
        x = chance.uniform(low, high) if leap else min(high, max(low, x + chance.uniform(-25, 25)))
        yield ("leap" if leap else "step"), x


def pulled(page: Page, kind: Kind, variables: Sequence[dict[str, Any]], number: int, seed: int = 1) -> Pulls:
    """The times of at least ``number`` events of a random hand: drags in any plot, toggles between them."""
    chance = random.Random(seed)
    pulls = Pulls()
    page.evaluate(kind.clock)
    ranges = [one for one in variables if one["kind"] == "range"]
    categories = [one for one in variables if one["kind"] == "category"]
    while len(pulls.all) < number:
        for variable in (chance.choice(ranges), chance.choice(categories)):
            surface = page.locator(kind.surface.format(key=variable["key"])).first
            surface.evaluate("element => element.scrollIntoView({ block: 'center' })")
            page.wait_for_timeout(50)
            box = surface.bounding_box()
            assert box
            low, high = box["x"] + kind.left, box["x"] + box["width"] - kind.right
            if variable in categories:
                category = chance.randrange(variable["bins"])
                place = low + (high - low) * (category + 0.5) / variable["bins"], box["y"] + box["height"] - kind.foot
                _note(page, lambda place=place: page.mouse.click(*place), pulls.toggle)
                continue
            y = box["y"] + box["height"] / 2
            for what, x in walk(chance, low + 1, high - 1):
                if what == "press":
                    page.mouse.move(x, y)
                    page.wait_for_timeout(100)
                    page.mouse.down()
                    page.wait_for_timeout(50)
                    page.evaluate("clock.found.length = 0")
                else:
                    _note(page, lambda x=x, y=y: page.mouse.move(x, y), pulls.leap if what == "leap" else pulls.step)
            page.mouse.up()
            page.wait_for_timeout(50)
    return pulls


def _note(page: Page, do: Any, times: list[float]) -> None:
    """Do it and note how long the answer took; nothing where nothing was to change."""
    page.evaluate("clock.found.length = 0")
    do()
    page.wait_for_function("clock.found.length > 0", polling=5)
    taken = page.evaluate("clock.found[0]")
    if taken is not None:
        times.append(taken)


RESTLESS = """
([selector, low, high, y, seconds, draws]) => new Promise((finish) => {
  const target = document.querySelector(selector);
  const pictures = [];
  let due = false;
  const note = () => {
    if (!due) requestAnimationFrame(() => { due = false; pictures.push(performance.now()); });
    due = true;
  };
  if (!draws) new MutationObserver(note).observe(document.body, { subtree: true, childList: true });
  let x = (low + high) / 2;
  const move = () => {
    x = Math.min(high, Math.max(low, x + 50 * (Math.random() - 0.5)));
    const where = { clientX: x, clientY: y, buttons: 1, bubbles: true, pointerId: 1, view: window };
    target.dispatchEvent(new PointerEvent("pointermove", where));
    target.dispatchEvent(new MouseEvent("mousemove", where));
    if (draws) note();
  };
  const moving = setInterval(move, 8);
  setTimeout(() => {
    clearInterval(moving);
    finish((1000 * (pictures.length - 1)) / (pictures.at(-1) - pictures[0]));
  }, 1000 * seconds);
})
"""


def frames_a_second(page: Page, kind: Kind, key: str, seconds: float = 5) -> float:
    """Pictures that a second of steady pulling makes.

    The button is pressed from outside; the moves come from within the page, 125 a second as from a common mouse: a
    slowed page would otherwise wait for the test.
    """
    selector = kind.surface.format(key=key)
    surface = page.locator(selector).first
    surface.evaluate("element => element.scrollIntoView({ block: 'center' })")
    box = surface.bounding_box()
    assert box
    low, high = box["x"] + kind.left + 1, box["x"] + box["width"] - kind.right - 1
    y = box["y"] + box["height"] / 2
    page.mouse.move(low + 20, y)
    page.mouse.down()
    page.mouse.move(low + 60, y)
    page.wait_for_timeout(500)
    shown: float = page.evaluate(RESTLESS, [selector, low, high, y, seconds, kind is OURS])
    page.mouse.up()
    return shown
