"""The small plot of a data card as SVG: same numbers, same bytes; no font, script or picture from anywhere else.

Real and practice differ by colour (Okabe and Ito), by form and in words: collisions are points with error bars,
official simulation is a filled histogram, practice is hatched. The drawing follows the reader's light or dark scheme;
on its own, in a viewer that knows no styles, it is the light one.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from bake.blocks import Translate
from bake.spectrum import Plot, Spectrum
from lhcbox.numerals import numeral

WIDTH, HEIGHT = 480, 344
LEFT, RIGHT, TOP, BOTTOM = 58.0, 464.0, 62.0, 276.0
SYMBOLS = 20  # height kept free for the marks, where there are any
LONG = 48  # characters of an axis' name; more of them are set smaller
OUTLINE_WIDTH, OUTLINE_HEIGHT = 96, 54
CROWDED = 90  # bins; more of them leave no room for points
LOWEST_LOG = 0.7  # of a logarithmic count axis: below one event

# class: (attribute, light, dark). Attributes carry the light scheme, the style sheet the dark one.
_COLOURS = {
    "paper": ("fill", "#ffffff", "#0e1621"),
    "ink": ("fill", "#14202e", "#e9eef5"),
    "soft": ("fill", "#4a5768", "#b0bccb"),
    "axis": ("stroke", "#4a5768", "#b0bccb"),
    "mark": ("stroke", "#7a8797", "#8593a5"),
    "points": ("stroke", "#14202e", "#e9eef5"),
    "dots": ("fill", "#14202e", "#e9eef5"),
    "official": ("stroke", "#0072b2", "#56b4e9"),
    "official-fill": ("fill", "#0072b2", "#56b4e9"),
    "practice": ("stroke", "#b34a00", "#ffb35c"),
    "practice-fill": ("fill", "#b34a00", "#ffb35c"),
}


@dataclass(frozen=True)
class Subject:
    """Whose plot it is: in ``language``, with the ``stamp`` that must stand on it."""

    sample: str
    title: str
    stamp: str
    kind: str  # "data" or "mc"
    real: bool
    language: str

    @property
    def manner(self) -> str:
        """How it is drawn: "points", "official" or "practice"."""
        if not self.real:
            return "practice"
        return "points" if self.kind == "data" else "official"


# Words ----------------------------------------------------------------------------------------------------------------


def axis_words(plot: Plot, spectrum: Spectrum, subject: Subject, _: Translate) -> tuple[str, str]:
    """The names of the horizontal and the vertical axis."""
    across = f"{_(plot.quantity)} [{plot.unit}]" if plot.unit else _(plot.quantity)
    width = _("bin")
    if plot.spacing != "log":
        size = spectrum.edges[1] - spectrum.edges[0]
        width = f"{numeral(size, subject.language)} {plot.unit}".strip()
    up = {
        "counts": _("events per {width}"),
        "per_fb": _("expected events per {width} at 1 fb⁻¹"),
        "weights": _("sum of weights per {width}"),
    }[spectrum.normalised]
    return across[:1].upper() + across[1:], up[:1].upper() + up[1:].format(width=width)


def drawn_words(spectrum: Spectrum, subject: Subject, _: Translate) -> str:
    """Which part of the sample is drawn."""
    numbers = {"drawn": numeral(spectrum.drawn, subject.language), "all": numeral(spectrum.of, subject.language)}
    if spectrum.drawn == spectrum.of:
        return _("drawn from all {all} events").format(**numbers)
    if spectrum.normalised == "counts":
        return _("drawn from {drawn} of {all} events").format(**numbers)
    return _("drawn from {drawn} of {all} events, scaled up to all").format(**numbers)


def summary(plot: Plot, spectrum: Spectrum, subject: Subject, _: Translate) -> str:
    """The plot in words, for those who do not see it."""

    def say(value: float, digits: int = 3) -> str:
        return numeral(value, subject.language, digits)

    low, high = (say(edge, 4) for edge in (spectrum.edges[0], spectrum.edges[-1]))
    sentences = [
        _("Histogram of one quantity: {quantity}, from {low} to {high} {unit}.").format(
            quantity=_(plot.quantity), low=low, high=high, unit=plot.unit
        )
    ]
    if plot.which:
        sentences.append(_("It holds {which}.").format(which=_(plot.which)))
    sentences.append(
        _("{inside} of {drawn} events lie inside.").format(inside=say(spectrum.inside), drawn=say(spectrum.drawn))
    )
    if spectrum.peak is not None:
        sentences.append(_peak(plot, spectrum, say, _))
    if spectrum.mean is not None and plot.spacing != "log":
        sentences.append(_("Mean: {mean} {unit}.").format(mean=say(spectrum.mean), unit=plot.unit))
    if spectrum.negative:
        share = say(100 * spectrum.negative / spectrum.inside, 2)
        sentences.append(_("{share} % of the events have a negative weight and are subtracted.").format(share=share))
    return " ".join(sentences)


def _peak(plot: Plot, spectrum: Spectrum, say: Callable[..., str], _: Translate) -> str:
    assert spectrum.peak is not None
    content, error = spectrum.contents[spectrum.peak], spectrum.high[spectrum.peak]
    text = {
        "counts": _("The fullest bin goes from {low} to {high} {unit} and has {content} events."),
        "per_fb": _("The fullest bin goes from {low} to {high} {unit}: {content} ± {error} events expected at 1 fb⁻¹."),
        "weights": _("The fullest bin goes from {low} to {high} {unit}: sum of weights {content} ± {error}."),
    }[spectrum.normalised]
    low, high = spectrum.edges[spectrum.peak : spectrum.peak + 2]
    whole = round(content) if spectrum.normalised == "counts" else content
    return text.format(low=say(low, 4), high=say(high, 4), unit=plot.unit, content=say(whole), error=say(error, 2))


# Drawing --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Scale:
    """From a value to a place; with a logarithm where ``log``."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        low, high = self.low, self.high
        if self.log:
            value, low, high = math.log10(max(value, self.low)), math.log10(low), math.log10(high)
        return self.start + (value - low) / (high - low) * (self.end - self.start)

    def ticks(self, about: int) -> list[float]:
        """Round values within the scale."""
        if self.log:
            decades = range(math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9) + 1)
            return [10.0**decade for decade in decades]
        rough = (self.high - self.low) / about
        decade = 10.0 ** math.floor(math.log10(rough))
        step = next(size * decade for size in (1, 2, 2.5, 5, 10) if size * decade >= rough * (1 - 1e-9))
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]

    def minor(self) -> list[float]:
        """Values between the ticks of a logarithmic scale."""
        decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)))
        every = [digit * 10.0**decade for decade in decades for digit in range(2, 10)]
        return [value for value in every if self.low <= value <= self.high]


def drawing(plot: Plot, spectrum: Spectrum, subject: Subject, _: Translate) -> str:
    """The plot as the text of an SVG file."""
    across, up = axis_words(plot, spectrum, subject, _)
    horizontal = _Scale(spectrum.edges[0], spectrum.edges[-1], LEFT, RIGHT, plot.spacing == "log")
    vertical, power = _vertical(plot, spectrum)
    if power:
        up += f" (× {_power(power)})"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-labelledby="title words" lang="{subject.language}" '
        "font-family=\"system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif\" font-size=\"14\">",
        f'<title id="title">{escape(subject.title)}: {escape(_(plot.quantity))}</title>',
        f'<desc id="words">{escape(subject.stamp)}. {escape(summary(plot, spectrum, subject, _))}</desc>',
        _style(),
        f'<rect {_is("paper")} width="{WIDTH}" height="{HEIGHT}"/>',
        *_stamp(subject),
        f'<text x="{_n(LEFT)}" y="50" {_is("soft")} font-size="13">{escape(up)}</text>',
        *_marks(plot, horizontal),
        *_contents(spectrum, subject, horizontal, vertical),
        *_axes(horizontal, vertical, power, subject.language),
        f'<text x="{_n(RIGHT)}" y="313" text-anchor="end" {_is("ink")} font-weight="600" '
        f'font-size="{14 if len(across) <= LONG else 12.5}">{escape(across)}</text>',
        f'<g font-size="11.5" {_is("soft")}><text x="12" y="336">{escape(drawn_words(spectrum, subject, _))}</text>'
        f'<text x="{_n(RIGHT)}" y="336" text-anchor="end">{escape(subject.sample)}</text></g>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def outline(plot: Plot, spectrum: Spectrum) -> str:
    """The same histogram without words, as the ``d`` of a path in a box of 96 by 54."""
    horizontal = _Scale(spectrum.edges[0], spectrum.edges[-1], 0, OUTLINE_WIDTH, plot.spacing == "log")
    top = max((*spectrum.contents, 0.0)) or 1.0
    log = plot.counts == "log"
    vertical = _Scale(LOWEST_LOG if log else 0.0, top, OUTLINE_HEIGHT, 4, log and top > LOWEST_LOG)
    steps = [f"M0 {OUTLINE_HEIGHT}"]
    before = None
    for edge, content in zip(spectrum.edges[1:], spectrum.contents, strict=True):
        height = _n(vertical(max(content, 0.0)))
        steps.append((f"V{height}" if height != before else "") + f"H{_n(horizontal(edge))}")
        before = height
    return "".join(steps) + f"V{OUTLINE_HEIGHT}Z"


def _n(value: float) -> str:
    """A place with a tenth of a unit: finer than a screen, and short."""
    return f"{value:.1f}".removesuffix(".0")


def _is(name: str) -> str:
    attribute, light, _dark = _COLOURS[name]
    return f'class="{name}" {attribute}="{light}"'


def _style() -> str:
    dark = "".join(f".{name}{{{attribute}:{dark}}}" for name, (attribute, _light, dark) in _COLOURS.items())
    return f"<style>@media screen and (prefers-color-scheme:dark){{{dark}}}</style>"


def _stamp(subject: Subject) -> Iterator[str]:
    """Where the events come from: a disc for real, a square on its tip for practice, and the words."""
    if subject.real:
        yield f'<circle cx="18" cy="20" r="5.5" {_is("ink")}/>'
    else:
        yield f'<path d="M18 13l7 7-7 7-7-7z" fill="none" stroke-width="2" {_is("practice")}/>'
    tone = "ink" if subject.real else "practice-fill"
    yield f'<text x="32" y="25" font-weight="700" {_is(tone)}>{escape(subject.stamp)}</text>'


def _vertical(plot: Plot, spectrum: Spectrum) -> tuple[_Scale, int]:
    """The scale of the contents, and the power of ten that its numbers leave out."""
    top = max(content + error for content, error in zip(spectrum.contents, spectrum.high, strict=True))
    bottom = min(content - error for content, error in zip(spectrum.contents, spectrum.low, strict=True))
    ceiling = TOP + SYMBOLS if plot.marks else TOP
    if plot.counts == "log" and top > LOWEST_LOG:
        return _Scale(LOWEST_LOG, 1.2 * top, BOTTOM, ceiling, log=True), 0
    top, bottom = (top * 1.03 if top > 0 else 1.0), min(bottom * 1.08, 0.0)
    power = 3 * math.floor(math.log10(top) / 3)
    return _Scale(bottom, top, BOTTOM, ceiling), 0 if 0.02 < top < 1e5 else power


def _marks(plot: Plot, horizontal: _Scale) -> Iterator[str]:
    for symbol, at in plot.marks:
        place = _n(horizontal(at))
        yield (
            f'<path d="M{place} {_n(TOP + 17)}V{_n(BOTTOM)}" fill="none" stroke-dasharray="3 4" {_is("mark")}/>'
            f'<text x="{place}" y="{_n(TOP + 12)}" text-anchor="middle" {_is("soft")} font-size="12">'
            f"{escape(symbol)}</text>"
        )


def _contents(spectrum: Spectrum, subject: Subject, horizontal: _Scale, vertical: _Scale) -> Iterator[str]:
    manner = subject.manner
    ground = vertical(LOWEST_LOG if vertical.log else 0.0)
    crowded = len(spectrum.contents) > CROWDED
    steps = "".join(
        f"V{_n(vertical(content))}H{_n(horizontal(edge))}"
        for edge, content in zip(spectrum.edges[1:], spectrum.contents, strict=True)
    )
    area = f"M{_n(LEFT)} {_n(ground)}{steps}V{_n(ground)}"
    if manner == "official":
        yield f'<path d="{area}Z" fill-opacity="0.25" {_is("official-fill")}/>'
    elif manner == "practice":
        yield (
            '<pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            f'<path d="M0 0V7" stroke-width="2.4" stroke-opacity="0.55" {_is("practice")}/></pattern>'
            f'<path d="{area}Z" fill="url(#hatch)"/>'
        )
    if manner != "points" or crowded:
        yield f'<path d="{area}" fill="none" stroke-width="1.6" stroke-linejoin="round" {_is(manner)}/>'
    yield from _errors(spectrum, manner, horizontal, vertical, crowded)


def _errors(spectrum: Spectrum, manner: str, horizontal: _Scale, vertical: _Scale, crowded: bool) -> Iterator[str]:
    """Bars of the statistical errors; and the points, where events are drawn as points."""
    bars, dots = [], []
    for bin_, content in enumerate(spectrum.contents):
        low, high = spectrum.low[bin_], spectrum.high[bin_]
        if low == high == 0:
            continue
        left, right = spectrum.edges[bin_ : bin_ + 2]
        place = _n((horizontal(left) + horizontal(right)) / 2)
        bars.append(f"M{place} {_n(vertical(content - low))}V{_n(vertical(content + high))}")
        dots.append(f'<circle cx="{place}" cy="{_n(vertical(content))}" r="2.3"/>')
    if bars:
        width = "1.4" if manner == "points" and not crowded else "1"
        yield f'<path d="{"".join(bars)}" fill="none" stroke-width="{width}" {_is(manner)}/>'
    if dots and manner == "points" and not crowded:
        yield f"<g {_is('dots')}>{''.join(dots)}</g>"


def _axes(horizontal: _Scale, vertical: _Scale, power: int, language: str) -> Iterator[str]:
    path = [f"M{_n(LEFT)} {_n(TOP)}V{_n(BOTTOM)}H{_n(RIGHT)}"]
    ground = vertical(0.0)
    if not vertical.log and ground < BOTTOM - 1:  # negative weights reach below nothing
        path.append(f"M{_n(LEFT)} {_n(ground)}H{_n(RIGHT)}")
    words = []
    for value in horizontal.ticks(6):
        place = _n(horizontal(value))
        path.append(f"M{place} {_n(BOTTOM)}v6")
        words.append(f'<text x="{place}" y="{_n(BOTTOM + 20)}" text-anchor="middle">{_tick(value, language)}</text>')
    for value in vertical.ticks(5):
        height = vertical(value)
        path.append(f"M{_n(LEFT)} {_n(height)}h-6")
        number = _power(round(math.log10(value))) if vertical.log else _tick(value / 10.0**power, language)
        words.append(f'<text x="{_n(LEFT - 9)}" y="{_n(height + 4.5)}" text-anchor="end">{number}</text>')
    path += [f"M{_n(horizontal(value))} {_n(BOTTOM)}v3" for value in (horizontal.minor() if horizontal.log else [])]
    path += [f"M{_n(LEFT)} {_n(vertical(value))}h-3" for value in (vertical.minor() if vertical.log else [])]
    yield f'<path d="{"".join(path)}" fill="none" stroke-width="1.2" {_is("axis")}/>'
    yield f'<g {_is("ink")} font-size="13">{"".join(words)}</g>'


def _tick(value: float, language: str) -> str:
    return numeral(0 if abs(value) < 1e-12 else value, language, 3)


def _power(exponent: int) -> str:
    """Ten to the power of ``exponent``, small ones written out."""
    if 0 <= exponent <= 2:
        return str(10**exponent)
    return "10" + str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
