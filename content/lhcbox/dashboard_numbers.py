"""What a dashboard counts: events, expected events with their errors, significance; as sentences and as tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from lhcbox import counting, plot
from lhcbox.dashboard_samples import DATA, SIGNAL, Chosen
from lhcbox.dashboard_text import _, measured, number, table


@dataclass(frozen=True)
class Yield:
    """Expected events and their statistical error."""

    events: float
    error: float

    @staticmethod
    def of(chosen: Sequence[Chosen], row: int) -> "Yield":
        """Sum over samples of what is left after row ``row`` of their cut flows."""
        return Yield(
            sum(each.flow.sums[row] for each in chosen), sum(each.flow.errors[row] ** 2 for each in chosen) ** 0.5
        )

    def __str__(self) -> str:
        return measured(self.events, self.error)


@dataclass(frozen=True)
class Numbers:
    """Everything that is counted for one position of the controls.

    Attributes:
        data: cut flows of the measured samples that are shown.
        expected: cut flows of the simulated samples that are shown.
        place: the mass window in words.
    """

    data: Sequence[Chosen]
    expected: Sequence[Chosen]
    place: str

    @classmethod
    def of(cls, chosen: Sequence[Chosen], place: str) -> "Numbers":
        """Sort ``chosen`` into data and expectation."""
        data = [each for each in chosen if each.source.group == DATA]
        return cls(data, [each for each in chosen if each.source.group != DATA], place)

    @property
    def total(self) -> int:
        """Measured events before any cut."""
        return sum(each.flow.counts[0] for each in self.data)

    @property
    def selected(self) -> int:
        """Measured events after all cuts but the mass window."""
        return sum(each.flow.counts[-2] for each in self.data)

    @property
    def in_window(self) -> int:
        """Measured events in the mass window."""
        return sum(each.flow.counts[-1] for each in self.data)

    def group(self, *, signal: bool, row: int = -1) -> Yield:
        """Expected signal or background after row ``row`` of the cut flow; by default in the window."""
        return Yield.of([each for each in self.expected if (each.source.group == SIGNAL) == signal], row)

    def summary(self) -> list[str]:
        """Plain sentences: counts, then expectation and significance."""
        sentences = []
        if self.data:
            sentences.append(
                _("{selected} of {total} events pass the cuts; {inside} of them lie in the window {place}.").format(
                    selected=number(self.selected),
                    total=number(self.total),
                    inside=number(self.in_window),
                    place=self.place,
                )
            )
        else:
            sentences.append(_("The data are hidden; the window is {place}.").format(place=self.place))
        if self.expected:
            sentences += self._expectation()
        return sentences

    def _expectation(self) -> list[str]:
        signal, background = self.group(signal=True), self.group(signal=False)
        sentences = [
            _(
                "In the window {total} events are expected: {signal} from the Higgs boson (S) "
                "and {background} from the background (B)."
            ).format(total=Yield.of(self.expected, -1), signal=signal, background=background)
        ]
        if background.events > 0 and signal.events > 0:
            sentences.append(
                _(
                    "S/√B = {simple}; an experiment like this one expects a significance of {asimov} "
                    "standard deviations (Asimov)."
                ).format(
                    simple=number(counting.simple_significance(signal.events, background.events), 2),
                    asimov=number(counting.asimov_significance(signal.events, background.events), 2),
                )
            )
        else:
            sentences.append(_("Without both a signal and a background there is no significance."))
        return sentences

    def summary_html(self) -> str:
        """:meth:`summary`, with the counts set large before it."""
        facts = []
        if self.data:
            facts += [(_("selected"), number(self.selected)), (_("in the window"), number(self.in_window))]
        if self.expected:
            facts += [(_("expected in the window"), number(Yield.of(self.expected, -1).events, 1))]
            signal, background = self.group(signal=True).events, self.group(signal=False).events
            if background > 0 and signal > 0:
                facts.append(("S/√B", number(counting.simple_significance(signal, background), 2)))
        tiles = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts)
        text = " ".join(escape(sentence) for sentence in self.summary())
        return f'<dl class="lhc-facts">{tiles}</dl><p class="lhc-sentence">{text}</p>'

    def window_table(self) -> str:
        """Data and every expected process in the window."""
        rows = [(_("Data"), number(self.in_window))] if self.data else []
        rows += [
            (plot.look(each.source.sample.process or "").label, str(Yield.of([each], -1))) for each in self.expected
        ]
        strong = range(len(rows), len(rows) + 3)
        if self.expected:
            rows += [
                (_("Signal S"), str(self.group(signal=True))),
                (_("Background B"), str(self.group(signal=False))),
                ("S + B", str(Yield.of(self.expected, -1))),
            ]
        heads = [_("In the window {place}").format(place=self.place), _("events")]
        return table(_("Data and expectation in the mass window, with statistical errors"), heads, rows, strong)

    def flow_table(self) -> str:
        """Events left after each cut."""
        either = [*self.data, *self.expected]
        if not either:
            return ""
        heads = [_("Cut")]
        heads += [_("Data")] if self.data else []
        heads += [_("Expected S"), _("Expected B")] if self.expected else []
        rows = []
        for row, name in enumerate(either[0].flow.names):
            cells = [name if name[1:2].isupper() else name[:1].upper() + name[1:]]  # "pT" stays as it is
            if self.data:
                cells.append(number(sum(each.flow.counts[row] for each in self.data)))
            if self.expected:
                cells += [str(self.group(signal=signal, row=row)) for signal in (True, False)]
            rows.append(cells)
        return table(_("Cut flow: events left after each cut"), heads, rows)
