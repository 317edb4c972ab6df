"""A dashboard: controls on one side, linked plots and counts on the other.

A dashboard's notebook declares its samples, cuts and plots; this module puts them together and redraws everything when
a control moves. See `content/dashboards` for the two that come with the box.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from html import escape
from importlib.resources import files

import ipywidgets as widgets
from IPython.display import HTML, display

from lhcbox import plot
from lhcbox.dashboard_controls import NO_TOOLTIP, Choice, Control, Cut, Switch, Threshold, Window
from lhcbox.dashboard_numbers import Numbers
from lhcbox.dashboard_plots import Canvas, Plot, bins_table, fill
from lhcbox.dashboard_samples import Chosen, Source, dimuon_source, four_lepton_sources
from lhcbox.dashboard_text import _, interval

__all__ = [
    "Choice",
    "Dashboard",
    "Plot",
    "Switch",
    "Threshold",
    "Window",
    "dimuon_source",
    "four_lepton_sources",
]


class Dashboard:
    """Controls, plots and numbers of a set of samples, always in step.

    Args:
        sources: samples; those of group "data" are counted, all others are the expectation.
        cuts: in the order of the cut flow.
        window: the mass window, applied after all cuts.
        plots: in reading order.
        switches: group of sources ("data", "Higgs" …) to the switch that shows it.
        views: choices that change what is drawn but cut nothing.
    """

    def __init__(
        self,
        *,
        sources: Sequence[Source],
        cuts: Sequence[Cut],
        window: Window,
        plots: Sequence[Plot],
        switches: dict[str, Switch] | None = None,
        views: Sequence[Choice] = (),
    ) -> None:
        plot.use_style()
        self._canvases = [Canvas(wanted) for wanted in plots]
        self._sources, self._cuts, self._window, self._plots = sources, cuts, window, plots
        self._switches = switches or {}
        self._controls: list[Control] = [*cuts, window, *self._switches.values(), *views]
        self._quiet = False
        self._pictures = [widgets.HTML(tooltip=NO_TOOLTIP) for _plot in plots]
        self._summary, self._tables = widgets.HTML(tooltip=NO_TOOLTIP), widgets.HTML(tooltip=NO_TOOLTIP)
        self.numbers = Numbers([], [], "")
        for control in self._controls:
            control.on_change(self._changed)
        self.reset_button = widgets.Button(description=_("Start again"), tooltip=_("All controls back to the start"))
        self.reset_button.on_click(lambda _button: self.reset())
        self._redraw()

    def reset(self) -> None:
        """Every control back to where it stood at the start; drawn once."""
        with self._without_drawing():
            for control in self._controls:
                control.reset()
        self._redraw()

    def set(self, **values: float | str | bool | tuple[float, float]) -> None:
        """Move controls by their keys, as a reader would.

        Raises:
            KeyError: no control has this key.
        """
        controls = {control.key: control for control in self._controls}
        for key, value in values.items():
            control = controls[key]
            if isinstance(control, Threshold) and isinstance(value, float | int):
                control.dial.set([value])
            elif isinstance(control, Window) and isinstance(value, tuple):
                control.dial.set(value)
            elif isinstance(control, Choice) and isinstance(value, str):
                control.radio.value = value
            elif isinstance(control, Switch) and isinstance(value, bool):
                control.box.value = value
            else:
                raise TypeError(f"{value!r} does not fit the control {key!r}")

    def numbers_with(self, **values: float | str | bool | tuple[float, float]) -> Numbers:
        """What would be counted with some controls moved from the start; draws nothing and leaves them at the start."""
        with self._without_drawing():
            self.set(**values)
            numbers = self._count(self._choose())
            for control in self._controls:
                control.reset()
        return numbers

    def show(self) -> None:
        """Put the dashboard on the page."""
        display(HTML(f"<style>{_asset('dashboard.css')}</style><script>{_asset('dashboard.js')}</script>"))
        display(self._page())

    def _page(self) -> widgets.Widget:
        controls = widgets.VBox(
            [_heading(_("Cuts")), *(control.widget for control in self._controls), self.reset_button]
        )
        controls.add_class("lhc-controls")
        self.reset_button.add_class("lhc-reset")
        for each in self._pictures:
            each.add_class("lhc-picture")
        pictures = widgets.GridBox(self._pictures)
        pictures.add_class("lhc-pictures")
        self._summary.add_class("lhc-summary")
        self._tables.add_class("lhc-tables")
        title = _heading(_("Counts and plots"))
        title.add_class("lhc-unseen")
        results = widgets.VBox([title, self._summary, pictures, self._tables])
        results.add_class("lhc-results")
        page = widgets.HBox([controls, results])
        page.add_class("lhc-board")
        return page

    def _changed(self) -> None:
        if not self._quiet:
            self._redraw()

    @contextmanager
    def _without_drawing(self) -> Iterator[None]:
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def _redraw(self) -> None:
        chosen = self._choose()
        window = self._window.value
        self.numbers = self._count(chosen)
        # One message to the browser for each part; the counts first, for they are ready before any picture.
        self._summary.value = self.numbers.summary_html()
        for wanted, canvas, place in zip(self._plots, self._canvases, self._pictures, strict=True):
            filled = fill(wanted, chosen, window)
            place.value = canvas.picture(filled, chosen) + _details(wanted, bins_table(filled))
        self._tables.value = self._number_tables()

    def _choose(self) -> list[Chosen]:
        hidden = {group for group, switch in self._switches.items() if not switch.value}
        return [source.choose(self._cuts, self._window) for source in self._sources if source.group not in hidden]

    def _count(self, chosen: Sequence[Chosen]) -> Numbers:
        return Numbers.of(chosen, interval(*self._window.value, self._window.unit))

    def _number_tables(self) -> str:
        tables = [self.numbers.flow_table()]
        if self.numbers.expected:
            tables.insert(0, self.numbers.window_table())
        return "".join(f'<div class="lhc-table" tabindex="0">{each}</div>' for each in tables if each)


def _details(wanted: Plot, bins: str) -> str:
    name = _("Table of: {plot}").format(plot=wanted.title)
    return (
        f'<details data-key="{escape(wanted.key)}"><summary>{escape(_("The same as a table"))}</summary>'
        f'<div class="lhc-scroll" role="region" tabindex="0" aria-label="{escape(name)}">{bins}</div></details>'
    )


def _heading(text: str) -> widgets.HTML:
    heading = widgets.HTML(f"<h2>{escape(text)}</h2>", tooltip=NO_TOOLTIP)
    heading.add_class("lhc-heading")
    return heading


@cache
def _asset(name: str) -> str:
    return files("lhcbox").joinpath(name).read_text(encoding="utf-8")
