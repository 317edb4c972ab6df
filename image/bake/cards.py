"""``python -m bake cards``: the plot of each sample's data card, in every language, and its numbers.

Written are ``<language>/<sample>.svg``, ``<sample>.json`` with the bins, and ``cards.json``, which the server reads:
for each sample the family that it is shown in, its plot in words and a small outline of it. A histogram is filled anew
only where the data or the table of plots have changed; the drawing is always made.
"""

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bake import catalogues, plots, provenance, spectrum
from bake.blocks import Translate
from bake.plots import Subject
from bake.spectrum import CardError, Entry, Plot, Spectrum
from lhcbox.expression import ExpressionError

INDEX = "cards.json"
FORMAT = 1
VERSION = 1
"""Of the filling; a change of it makes every histogram anew."""


@dataclass(frozen=True)
class Tongue:
    """A language: what translates the words of the cards, and what those of the samples."""

    language: str
    words: Translate
    titles: Translate

    @classmethod
    def of(cls, content: Path, language: str) -> "Tongue":
        """The language with the catalogues of ``content``; they are read once."""
        return cls(language, *(catalogues.translator(content, language, domain) for domain in ("home", "data")))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb understands."""
    parser.add_argument("--content", type=Path, default=Path("content"), help="the folder of sources")
    parser.add_argument("--data", type=Path, default=Path("build/share/data"), help="folder that `bake curate` filled")
    parser.add_argument("--out", type=Path, default=Path("build/share/cards"), help="where the cards' plots go")


def run(args: argparse.Namespace) -> int:
    """Write the plots of every sample of the catalogue; the exit code is 1 where one can't be made."""
    try:
        return cards(args.content.resolve(), args.data, args.out)
    except (CardError, ExpressionError) as error:
        print(f"cards: {error}", file=sys.stderr)
        return 1


def cards(content: Path, data: Path, out: Path) -> int:
    """Make every card's plot below ``out``; returns the exit code."""
    table = spectrum.rules(content / "cards.yml")
    entries = _catalogue(data)
    tongues = [Tongue.of(content, language) for language in catalogues.languages(content)]
    out.mkdir(parents=True, exist_ok=True)
    index: dict[str, Any] = {}
    for entry in entries:
        rule = spectrum.rule_of(entry["id"], table)
        card: dict[str, Any] = {"family": {tongue.language: tongue.words(rule.title) for tongue in tongues}}
        plot = spectrum.plot_of(entry, data, rule)
        if plot is None:
            print(f"  {entry['id']}: no plot, its branches fit none that content/cards.yml has for it")
        else:
            card |= _card(entry, plot, tongues, data, out)
        index[entry["id"]] = card
    provenance.write_json(out / INDEX, {"format": FORMAT, "cards": index})
    languages = [tongue.language for tongue in tongues]
    _sweep(out, languages, {name for name, card in index.items() if "plot" in card})
    print(f"{len(index)} data cards in {', '.join(languages)}: {out}")
    return 0


def _catalogue(data: Path) -> list[Entry]:
    path = data / provenance.CATALOGUE
    try:
        entries: list[Entry] = json.loads(path.read_text(encoding="utf-8"))["samples"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CardError(f"{path}: cannot be read ({error}); run `python -m bake curate` first") from error
    return entries


def _card(entry: Entry, plot: Plot, tongues: list[Tongue], data: Path, out: Path) -> dict[str, Any]:
    """Draw the plot of one sample in every language; what the index says of it."""
    filled = _spectrum(entry, plot, data, out)
    card: dict[str, Any] = {"plot": plot.name, "outline": plots.outline(plot, filled)}
    for text in ("summary", "across", "up", "drawn"):
        card[text] = {}
    for tongue in tongues:
        language, words = tongue.language, tongue.words
        subject = _subject(entry, tongue)
        target = out / language / f"{entry['id']}.svg"
        target.parent.mkdir(exist_ok=True)
        target.write_text(plots.drawing(plot, filled, subject, words), encoding="utf-8")
        card["summary"][language] = plots.summary(plot, filled, subject, words)
        card["across"][language], card["up"][language] = plots.axis_words(plot, filled, subject, words)
        card["drawn"][language] = plots.drawn_words(filled, subject, words)
    return card


def _spectrum(entry: Entry, plot: Plot, data: Path, out: Path) -> Spectrum:
    """The sample's histogram: the one of an earlier run where nothing that it is made of has changed."""
    path = out / f"{entry['id']}.json"
    inputs = provenance.fingerprint({
        "version": VERSION,
        "plot": asdict(plot),
        "files": [[file["path"], file["events"], file["content_digest"]] for file in entry["files"]],
        "weights": [entry["kind"], entry.get("weight_factors"), entry.get("sum_of_weights")],
        "cross_section_pb": entry.get("cross_section_pb"),
    })  # fmt: skip
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
        if noted["inputs"] == inputs:
            return spectrum.from_json(noted["histogram"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # there is none, or one of another version
    filled = spectrum.fill(entry, data, plot)
    noted = {
        "format": FORMAT,
        "sample": entry["id"],
        "plot": plot.name,
        "quantity": plot.quantity,
        "which": plot.which,
        "unit": plot.unit,
        "histogram": spectrum.as_json(filled),
        "inputs": inputs,
    }
    provenance.write_json(path, noted)
    return filled


def _subject(entry: Entry, tongue: Tongue) -> Subject:
    # the very words of lhcbox.samples.Sample.label, and so the very translations
    stamp = "{experiment} Open Data, for education" if entry["real"] else "practice simulation, not {experiment} data"
    return Subject(
        sample=entry["id"],
        title=tongue.titles(entry["title"]),
        stamp=tongue.titles(stamp).format(experiment=entry["experiment"]),
        kind=entry["kind"],
        real=entry["real"],
        language=tongue.language,
    )


def _sweep(out: Path, languages: list[str], drawn: set[str]) -> None:
    """Remove what an earlier run left of samples that are gone."""
    for path in (*out.glob("*.json"), *(path for language in languages for path in (out / language).glob("*.svg"))):
        if path.name != INDEX and path.stem not in drawn:
            path.unlink()
