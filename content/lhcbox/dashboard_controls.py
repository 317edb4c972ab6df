"""Controls of a dashboard: every slider has a number entry for each of its handles, and the two always agree.

A control that cuts has ``step``: which events pass, given the columns of a sample. Controls are made of stock
ipywidgets; ``dashboard.js`` gives their handles the names that assistive technology needs.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import ipywidgets as widgets
import numpy as np
from numpy.typing import NDArray

from lhcbox.dashboard_text import _, brief, interval
from lhcbox.selection import Mask, Step, inside

Columns = Mapping[str, NDArray[np.generic]]
"""One value an event under each name; booleans for yes-no properties."""

Listener = Callable[[], None]

NO_TOOLTIP = ""
"""Without it the browser shows the word "null" over the label."""


class Dial:
    """A slider and one number entry for each of its handles.

    A typed number is kept exactly; the slider stands at its nearest step. A typed number outside the limits is moved to
    the limit, and a lower edge above the upper one is refused; ``note`` then says so.

    Args:
        name: of the slider, with its unit.
        entry_names: of the entries, one for each handle, for those who cannot see where they stand.
        limits: smallest and largest value.
        step: of the slider; with ``log`` in powers of ten.
        default: one value for each handle.
        log: the slider runs in equal factors, not equal differences.
    """

    def __init__(
        self,
        name: str,
        entry_names: Sequence[str],
        limits: tuple[float, float],
        step: float,
        default: Sequence[float],
        *,
        unit: str = "",
        log: bool = False,
    ) -> None:
        self._limits, self._step, self._log, self._unit = limits, step, log, unit
        self._default = self._value = tuple(default)
        self._listeners: list[Listener] = []
        self._syncing = False
        kind = widgets.FloatSlider if len(self._default) == 1 else widgets.FloatRangeSlider
        low, high = (self._position(limit) for limit in limits)
        self.slider = kind(
            min=low, max=high, step=step, value=self._slider_value(), description=name, readout=False,
            continuous_update=True, tooltip=NO_TOOLTIP,
        )  # fmt: skip
        self.entries = [
            widgets.FloatText(value=value, step=None if log else step, description=entry, tooltip=NO_TOOLTIP)
            for value, entry in zip(self._default, entry_names, strict=True)
        ]
        self.note = widgets.HTML(tooltip=NO_TOOLTIP)
        self.note.add_class("lhc-note")
        self.widget = widgets.VBox([widgets.HBox([self.slider, *self.entries]), self.note])
        self.widget.add_class("lhc-cut")
        if log:
            self.widget.add_class("lhc-log")
        if len(self.entries) == 2:
            self.widget.add_class("lhc-range")
        self.slider.observe(self._slider_moved, "value")
        for entry in self.entries:
            entry.observe(self._number_typed, "value")

    @property
    def value(self) -> tuple[float, ...]:
        """One number for each handle."""
        return self._value

    def on_change(self, listener: Listener) -> None:
        """Call ``listener`` after every change of the value."""
        self._listeners.append(listener)

    def set(self, value: Sequence[float]) -> None:
        """Take ``value`` as if it had been typed."""
        self._take(tuple(value), note="")

    def reset(self) -> None:
        """Back to the value at the start."""
        self.set(self._default)

    def _position(self, value: float) -> float:
        return math.log10(value) if self._log else value

    def _slider_value(self) -> float | tuple[float, ...]:
        positions = tuple(self._position(value) for value in self._value)
        return positions[0] if len(positions) == 1 else positions

    def _slider_moved(self, change: dict[str, float | tuple[float, ...]]) -> None:
        if self._syncing:
            return
        new = change["new"]
        positions = new if isinstance(new, tuple) else (new,)
        value = list(self._value)
        for handle, position in enumerate(positions):
            # A typed number between two steps: the browser reports the step at which the handle came to rest.
            if abs(position - self._position(value[handle])) > 0.501 * self._step:
                value[handle] = self._rounded(position)
        self._take(tuple(value), note="", move_slider=False)

    def _rounded(self, position: float) -> float:
        if self._log:
            return float(f"{10**position:.3g}")
        return round(round(position / self._step) * self._step, 6)

    def _number_typed(self, _change: object) -> None:
        if self._syncing:
            return
        low, high = self._limits
        typed = tuple(entry.value for entry in self.entries)
        value = tuple(min(max(number, low), high) for number in typed)
        note = ""
        if value != typed:
            note = _("Only {interval} is possible here; the nearest value was taken.").format(
                interval=interval(low, high, self._unit)
            )
        if len(value) == 2 and value[0] >= value[1]:
            value = self._value
            note = _("The lower edge must be below the upper one; nothing was changed.")
        self._take(value, note)

    def _take(self, value: tuple[float, ...], note: str, move_slider: bool = True) -> None:
        changed = value != self._value
        self._value = value
        self._syncing = True
        try:
            for entry, number in zip(self.entries, value, strict=True):
                entry.value = number
            if move_slider:
                self.slider.value = self._slider_value()
        finally:
            self._syncing = False
        self.note.value = f"<p>{note}</p>" if note else ""
        if changed:
            for listener in self._listeners:
                listener()


class Threshold:
    """Keeps events whose column lies above (or below) a number.

    Args:
        key: short name, used by tests and in the cut flow.
        label: in the reader's language, without unit.
        column: of the sample.
        limits, step, default: of the slider.
        keep: which side stays.
    """

    def __init__(
        self,
        key: str,
        label: str,
        column: str,
        *,
        limits: tuple[float, float],
        step: float,
        default: float,
        unit: str = "",
        keep: Literal["above", "below"] = "above",
    ) -> None:
        self.key, self.label, self.unit, self._column, self._keep = key, label, unit, column, keep
        self._open_end = limits[0] if keep == "above" else limits[1]
        pattern = _("{quantity}, at least") if keep == "above" else _("{quantity}, at most")
        name = pattern.format(quantity=label) + (f" ({unit})" if unit else "")
        self.dial = Dial(name, [name], limits, step, [default], unit=unit)
        self.widget = self.dial.widget
        self.on_change, self.reset = self.dial.on_change, self.dial.reset
        self.widget.add_class(f"lhc-cut-{key}")

    @property
    def value(self) -> float:
        """Where the cut stands."""
        return self.dial.value[0]

    def step(self, columns: Columns) -> Step:
        """The cut as a step of a cut flow; it cuts nothing where the slider stands at its open end."""
        values = columns[self._column]
        if self.value == self._open_end:
            name = _("{quantity}: no limit").format(quantity=self.label)
            return Step(self.key, name, np.ones(len(values), dtype=np.bool_))
        sign = ">" if self._keep == "above" else "<"
        passes: Mask = np.greater(values, self.value) if self._keep == "above" else np.less(values, self.value)
        return Step(self.key, f"{self.label} {sign} {brief(self.value)} {self.unit}".rstrip(), passes)


class Window:
    """Two edges of a mass; the numbers of the dashboard are counted between them.

    Args:
        key, label, column, limits, step, default, unit: as for :class:`Threshold`.
        log: the slider runs in powers of ten.
        presets: name in the reader's language to edges; a button for each.
    """

    def __init__(
        self,
        key: str,
        label: str,
        column: str,
        *,
        limits: tuple[float, float],
        step: float,
        default: tuple[float, float],
        unit: str = "GeV",
        log: bool = False,
        presets: Mapping[str, tuple[float, float]] | None = None,
    ) -> None:
        self.key, self.label, self.unit, self._column = key, label, unit, column
        names = [
            pattern.format(quantity=label) + f" ({unit})" for pattern in (_("{quantity}, from"), _("{quantity}, to"))
        ]
        self.dial = Dial(f"{label} ({unit})", names, limits, step, default, unit=unit, log=log)
        self.on_change, self.reset = self.dial.on_change, self.dial.reset
        buttons = [self._preset(name, edges) for name, edges in (presets or {}).items()]
        row = widgets.HBox(buttons)
        row.add_class("lhc-presets")
        self.widget = widgets.VBox([self.dial.widget, row] if buttons else [self.dial.widget])
        self.widget.add_class(f"lhc-cut-{key}")

    def _preset(self, name: str, edges: tuple[float, float]) -> widgets.Button:
        button = widgets.Button(description=name, tooltip=interval(*edges, self.unit))
        button.on_click(lambda _button: self.dial.set(edges))
        return button

    @property
    def value(self) -> tuple[float, float]:
        """Lower edge, which is inside, and upper edge, which is not."""
        low, high = self.dial.value
        return low, high

    def step(self, columns: Columns) -> Step:
        """The window as the last step of a cut flow."""
        values = np.asarray(columns[self._column], dtype=np.float64)
        return Step(self.key, f"{self.label} {interval(*self.value, self.unit)}", inside(values, self.value))


class Choice:
    """One of a few properties that an event may be asked to have.

    Args:
        key, label: as for :class:`Threshold`.
        options: name in the reader's language to a column; a yes-no column where the choice is a cut.
        default: the column chosen at the start.
    """

    def __init__(self, key: str, label: str, options: Mapping[str, str], *, default: str) -> None:
        self.key, self.label, self._default = key, label, default
        self._names = {column: name for name, column in options.items()}
        self.radio = widgets.RadioButtons(
            options=list(options.items()), value=default, description=label, tooltip=NO_TOOLTIP
        )
        self.widget = widgets.VBox([self.radio])
        self.widget.add_class("lhc-choice")
        self.widget.add_class(f"lhc-cut-{key}")

    @property
    def value(self) -> str:
        """The chosen column."""
        return str(self.radio.value)

    @property
    def name(self) -> str:
        """The chosen option as the reader sees it."""
        return self._names[self.value]

    def on_change(self, listener: Listener) -> None:
        """Call ``listener`` after every change."""
        self.radio.observe(lambda _change: listener(), "value")

    def reset(self) -> None:
        """Back to the option at the start."""
        self.radio.value = self._default

    def step(self, columns: Columns) -> Step:
        """The choice as a step of a cut flow."""
        return Step(self.key, f"{self.label}: {self.name}", np.asarray(columns[self.value], dtype=np.bool_))


class Switch:
    """Something that is shown or not.

    Args:
        key, label: as for :class:`Threshold`.
        default: shown at the start.
    """

    def __init__(self, key: str, label: str, *, default: bool = True) -> None:
        self.key, self.label, self._default = key, label, default
        self.box = widgets.Checkbox(value=default, description=label, indent=False)
        self.widget = widgets.VBox([self.box])
        self.widget.add_class("lhc-switch")
        self.widget.add_class(f"lhc-cut-{key}")

    @property
    def value(self) -> bool:
        """True while it is shown."""
        return bool(self.box.value)

    def on_change(self, listener: Listener) -> None:
        """Call ``listener`` after every change."""
        self.box.observe(lambda _change: listener(), "value")

    def reset(self) -> None:
        """Back to the state at the start."""
        self.box.value = self._default


Cut = Threshold | Choice
Control = Threshold | Choice | Window | Switch
