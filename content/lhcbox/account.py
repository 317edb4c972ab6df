"""What a sample tells of itself: where its events come from and what was done to them, as values, text or a card."""

from collections.abc import Iterator
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from lhcbox.language import current, gettext
from lhcbox.numerals import numeral

if TYPE_CHECKING:
    from lhcbox.sample import Sample, SampleFile, Step

_ = partial(gettext, domain="data")

_CARD = "max-width:46rem;border:1px solid currentColor;border-radius:6px;padding:.6rem 1rem;overflow-x:auto"
_CELL = "text-align:left;vertical-align:top;padding:.1rem .8rem .1rem 0"


def facts(sample: "Sample") -> dict[str, Any]:
    """A sample as plain values for JSON, texts in the reader's language."""
    return {
        "id": sample.id,
        "title": sample.title,
        "kind": sample.kind,
        "real": sample.real,
        "label": sample.label,
        "experiment": sample.experiment,
        "release": sample.release,
        "energy_tev": sample.energy_tev,
        "record": sample.record,
        "record_title": sample.record_title,
        "doi": sample.doi,
        "licence": sample.licence,
        "selection": sample.selection,
        "preselection": sample.preselection,
        "looser_than": sample.looser_than,
        "recipe": sample.recipe,
        "note": sample.note,
        "unknowns": sample.unknowns,
        "collection": sample.collection,
        "family": sample.family,
        "luminosity_fb": sample.luminosity_fb,
        "process": sample.process,
        "dsid": sample.dsid,
        "short_name": sample.short_name,
        "cross_section_pb": sample.cross_section_pb,
        "sum_of_weights": sample.sum_of_weights,
        "sum_of_weights_source": sample.sum_of_weights_source,
        "weight_factors": list(sample.weight_factors),
        "tree": sample.tree,
        "events": sample.event_count,
        "files": [
            {
                "file": file.path.name,
                "source": file.source,
                "period": file.period,
                "luminosity_fb": file.luminosity_fb,
                "edition": file.edition,
                "source_checksum": file.source_checksum,
                "events_before": file.events_before,
                "events": file.events,
                "steps": [
                    {"name": step.name, "events": step.events, "sum_of_weights": step.sum_of_weights}
                    for step in file.steps
                ],
                "excerpt": dict(file.excerpt) if file.excerpt else None,
                "precision": dict(file.precision),
            }
            for file in sample.files
        ],
    }


def text(sample: "Sample") -> str:
    """A block of lines: what it is, where it comes from, and how many events each step of curating left."""
    state = _("real") if sample.real else _("PRACTICE")
    lines = [f"{sample.id}  [{state}]", f"    {sample.title}"]
    lines += [f"    {line}" for _name, line in _about(sample)]
    for file in sample.files:
        lines.append("      " + _named(file))
        lines += [f"          {line}" for line in _steps(file)]
    return "\n".join(lines)


def html(sample: "Sample") -> str:
    """The same as a card for a notebook."""
    badge = "" if sample.real else f" <strong>{escape(_('PRACTICE'))}</strong>"
    rows = "".join(
        f'<tr><th style="{_CELL}">{escape(name)}</th><td style="{_CELL}">{escape(line)}</td></tr>'
        for name, line in _about(sample, named=False)
    )
    files = "".join(
        f"<li>{escape(_named(file))}<br>{'<br>'.join(escape(line) for line in _steps(file))}</li>"
        for file in sample.files
    )
    return (
        f'<div class="lhcbox-sample" style="{_CARD}"><strong>{escape(sample.title)}</strong>{badge}'
        f"<br><code>{escape(sample.id)}</code><table>{rows}</table><ul>{files}</ul></div>"
    )


def _about(sample: "Sample", named: bool = True) -> Iterator[tuple[str, str]]:
    """Name of a fact and the fact; the name is repeated in the fact where ``named``."""

    def fact(sentence: str, **values: Any) -> tuple[str, str]:
        name, _colon, rest = sentence.partition(":")
        return name, (sentence if named else rest.strip()).format(**values)

    energy = f"{_number(sample.energy_tev)} TeV" if sample.energy_tev is not None else None
    record = _("record {number}").format(number=sample.record) if sample.record is not None else _("no record")
    origin = [sample.experiment, energy, record, sample.doi and f"DOI {sample.doi}", sample.licence]
    yield _("origin"), ", ".join(filter(None, origin))
    if sample.luminosity_fb is not None:
        yield fact(_("luminosity: {value} per fb"), value=_number(sample.luminosity_fb))
    if sample.cross_section_pb is not None and sample.sum_of_weights is not None:
        yield fact(
            _("cross-section: {value} pb, sum of weights: {sum}"),
            value=_number(sample.cross_section_pb),
            sum=_number(sample.sum_of_weights),
        )
    yield fact(_("selection: {text}"), text=sample.selection)
    if sample.preselection:
        yield fact(_("preselection: {text}"), text=sample.preselection)
    if sample.looser_than:
        yield fact(_("why it is loose enough: {text}"), text=sample.looser_than)
    if sample.recipe:
        yield fact(_("recipe: {text}"), text=sample.recipe)
    if sample.note:
        yield fact(_("note: {text}"), text=sample.note)
    for unknown in sample.unknowns:
        yield fact(_("not known: {text}"), text=unknown)
    yield fact(_("on every plot: {text}"), text=sample.label)


def _named(file: "SampleFile") -> str:
    edition = _("edition {name}").format(name=file.edition) if file.edition else None
    return ", ".join(filter(None, [file.path.name, edition, file.source_checksum]))


def _steps(file: "SampleFile") -> Iterator[str]:
    if file.excerpt:
        yield _("fetched: the first {first} of {all} events of the file").format(
            first=_number(file.excerpt["first_events"]), all=_number(file.excerpt["of"])
        )
    for step in file.steps:
        yield _step(step)
    for bits in sorted(set(file.precision.values())):
        names = ", ".join(sorted(name for name, kept in file.precision.items() if kept == bits))
        yield _("rounded to {bits} bits: {names}").format(bits=bits, names=names)


def _step(step: "Step") -> str:
    names = {
        "source": _("in the source"),
        "excerpt": _("in the part that was fetched"),
        "preselection": _("after the preselection"),
        "thinning": _("after thinning"),
        "generated": _("generated"),
        "accepted": _("accepted"),
    }
    line = _("{events} events {step}").format(events=_number(step.events), step=names.get(step.name, step.name))
    if step.sum_of_weights is not None:
        line += ", " + _("sum of weights {sum}").format(sum=_number(step.sum_of_weights))
    return line


def _number(value: float) -> str:
    return numeral(value, current(), digits=6)
