"""Collisions against simulation: the same selection for every sample, weighted, stacked, counted.

    >>> kept = comparison.select(names, z_bosons)            # doctest: +SKIP
    >>> comparison.draw(kept, groups, "mass", edges, "mass of the pair", "GeV")  # doctest: +SKIP
    >>> print(comparison.table(kept, groups))                # doctest: +SKIP

``z_bosons`` is a function of yours: it gets the events of a sample (:meth:`lhcbox.samples.Sample.events`, in GeV) and
gives those that it keeps, with new fields such as ``mass`` if it likes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import awkward as ak
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from lhcbox import counting, plot, samples
from lhcbox.language import gettext as _
from lhcbox.sample import Sample, SampleError, nearest

Events = Any
"""An awkward array, one record an event."""

Choose = Callable[[Events], Events]


@dataclass(frozen=True)
class Kept:
    """What a selection keeps of a sample: its events, and for each how many collisions it stands for."""

    sample: Sample
    events: Events
    weights: NDArray[np.float64]

    def column(self, name: str) -> NDArray[np.float64]:
        """One number an event.

        Raises:
            SampleError: the events have no such field, or it holds a list in each event.
        """
        if name not in self.events.fields:
            near = nearest(name, self.events.fields)
            raise SampleError(
                _("{sample}: the kept events have no field {name!r}; the nearest names are: {near}").format(
                    sample=self.sample.id, name=name, near=near
                )
            )
        values = self.events[name]
        if values.ndim > 1:
            raise SampleError(
                _(
                    "{name}: each event holds a list here, one number is wanted; take one of them: events.{name}[:, 0]"
                ).format(name=name)
            )
        return np.asarray(ak.to_numpy(ak.fill_none(values, np.nan)), dtype=np.float64)

    @property
    def total(self) -> tuple[float, float]:
        """Expected (or counted) events and their statistical error."""
        return counting.weighted_yield(self.weights)


@dataclass(frozen=True)
class Group:
    """Samples that are drawn as one layer."""

    look: plot.Look
    names: tuple[str, ...]


def luminosity(names: Iterable[str]) -> float:
    """Luminosity in 1/fb of the collisions among the samples called ``names``.

    Raises:
        SampleError: there are none, or samples of different luminosity, each of which needs its own comparison.
    """
    found = {samples.get(name).luminosity_fb for name in names if samples.get(name).kind == "data"}
    if len(found) != 1 or None in found:
        said = ", ".join(str(value) for value in found) or _("none")
        raise SampleError(
            _("the luminosity of the collisions is not one number but: {found}; give it").format(found=said)
        )
    return float(next(value for value in found if value is not None))


def select(
    names: Iterable[str],
    choose: Choose,
    luminosity_fb: float | None = None,
    branches: list[str] | None = None,
    step: str = "100 MB",
) -> dict[str, Kept]:
    """Apply ``choose`` to each sample and weigh what is left.

    Args:
        names: ids of samples, collisions and simulation.
        choose: events in, the events that it keeps out.
        luminosity_fb: to which the simulation is scaled, 1/fb; that of the collisions among ``names`` where None.
        branches: which to read (see ``Sample.events``); all where None.
        step: how much is read at a time.

    Raises:
        SampleError: no such sample or branch, or ``choose`` did not give events.
    """
    each = list(names)
    scale = luminosity(each) if luminosity_fb is None else luminosity_fb
    found = {}
    for name in each:
        sample = samples.get(name)
        parts = [_events(choose(part), name) for part in sample.iterate(step, branches, unit="GeV")]
        events = parts[0] if len(parts) == 1 else ak.concatenate(parts)
        weights = np.ones(len(events)) if sample.kind == "data" else sample.weights(events, scale)
        found[name] = Kept(sample, events, weights)
    if not any(len(each.events) for each in found.values()):
        raise SampleError(
            _(
                "the selection leaves no event in any sample; momenta are in GeV here: is a threshold a thousand times"
                " too high?"
            )
        )
    return found


def _events(given: Any, name: str) -> Events:
    if isinstance(given, ak.Array) and given.fields:
        return given
    if given is None:
        reason = _("{sample}: the selection gave nothing back; its last line must be `return events[mask]`")
    else:
        reason = _("{sample}: the selection must give events, as `return events[mask]` does, not {kind}")
    raise SampleError(reason.format(sample=name, kind=type(given).__name__))


def collisions(kept: Mapping[str, Kept]) -> list[Kept]:
    """Those that are data."""
    return [each for each in kept.values() if each.sample.kind == "data"]


def of_group(kept: Mapping[str, Kept], group: Group, column: str, edges: ArrayLike) -> plot.Histogram:
    """Weighted histogram of a column, all samples of the group together."""
    return plot.sum_of(plot.histogram(kept[n].column(column), edges, kept[n].weights) for n in group.names)


def draw(
    kept: Mapping[str, Kept],
    groups: Mapping[str, Group],
    column: str,
    edges: Sequence[float] | NDArray[np.float64],
    quantity: str,
    unit: str,
    *,
    logarithmic: bool = False,
    data: bool = True,
) -> tuple[Axes, Axes | None]:
    """Stack the groups, lowest first, with the collisions as points and their ratio below.

    Args:
        kept: of :func:`select`.
        groups: name to group.
        column: a field of the events, one number each.
        edges: of the bins, in ``unit``.
        quantity, unit: what the horizontal axis says, in the reader's language.
        logarithmic: vertical axis of powers of ten.
        data: draw the collisions, too.

    Returns:
        The main panel, and that of the ratio or None.
    """
    bins = np.asarray(edges, dtype=np.float64)
    counted = collisions(kept) if data else []
    low = None
    if counted:
        _figure, axes, low = plot.figure_with_ratio()
    else:
        _figure, axes = plot.figure()
    stacked = {name: of_group(kept, group, column, bins) for name, group in groups.items()}
    total = plot.stack(axes, stacked, {name: group.look for name, group in groups.items()})
    widths = np.diff(bins)
    width = float(widths[0]) if np.allclose(widths, widths[0]) else None
    top = float(np.max(total.values()))
    if counted:
        points = plot.sum_of(plot.histogram(each.column(column), bins) for each in counted)
        plot.data_points(axes, points)
        top = max(top, float(np.max(points.values())))
    plot.axis_labels(axes, quantity, unit, width)
    if low is not None:
        plot.ratio(low, points, total)
        low.set_xlabel(axes.get_xlabel())
        axes.set_xlabel("")
    if logarithmic:
        axes.set_yscale("log")
        axes.set_ylim(max(1e-3 * max(top, 1e-3), 0.05), 30 * max(top, 1.0))
    else:
        axes.set_ylim(0, 1.45 * max(top, 1e-9))
    plot.legend(axes, ncols=2)
    used = [kept[name].sample for group in groups.values() for name in group.names]
    plot.stamp(axes, [*(each.sample for each in counted), *used])
    return axes, low


def totals(kept: Mapping[str, Kept], names: Iterable[str]) -> tuple[float, float]:
    """Expected events of some samples together and their statistical error."""
    return counting.weighted_yield(np.concatenate([np.zeros(0), *(kept[name].weights for name in names)]))


def table(kept: Mapping[str, Kept], groups: Mapping[str, Group]) -> str:
    """Expected events of each group and of all, with their statistical errors, and the collisions counted."""
    rows = [(group.look.label, *totals(kept, group.names)) for group in groups.values()]
    rows.append((_("all expected"), *totals(kept, (n for group in groups.values() for n in group.names))))
    width = max(len(label) for label, _value, _error in rows)
    lines = [f"{label:<{width}}  {value:10.1f} ± {error:.1f}" for label, value, error in rows]
    if counted := collisions(kept):
        lines.append(f"{_('data'):<{width}}  {sum(len(each.events) for each in counted):8d}")
    return "\n".join(lines)
