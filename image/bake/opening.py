"""The card that opens a lesson: what one will be able to do, how hard it is, how long it takes, and with which data."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bake.blocks import Translate
from bake.sources import Source

TEMPLATE = "card.md.j2"
Catalogue = Mapping[str, Mapping[str, Any]]


def samples(out: Path) -> Catalogue:
    """What `bake curate` wrote of each sample, by id; empty where nothing is curated yet."""
    try:
        content = json.loads((out / "data" / "catalogue.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {entry["id"]: entry for entry in content["samples"]}


def card(source: Source, content: Path, known: Catalogue, translate: Translate, words: Translate) -> str:
    """The card of a lesson as Markdown.

    Args:
        source: a lesson.
        content: the folder that holds the card's template, under ``exercises``.
        known: the samples in the box; what a lesson uses of others is not listed.
        translate: from the lesson's catalogue.
        words: from the package's catalogue, for the template's own words.
    """
    templates = Environment(
        loader=FileSystemLoader(content / "exercises"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    goals = [translate(goal) for goal in source.facts.get("goals", [])]
    natures = _natures([known[name] for name in source.facts["samples"] if name in known])
    facts = source.facts | source.texts(translate)
    return templates.get_template(TEMPLATE).render(facts=facts, goals=goals, natures=natures, _=words).strip()


def _natures(entries: list[Mapping[str, Any]]) -> list[tuple[bool, str, str, float | None]]:
    """What kinds of events there are, each once: are they real, of which kind, experiment, energy; real data first."""
    found = {(entry["real"], entry["kind"], entry["experiment"], entry["energy_tev"]) for entry in entries}
    return sorted(found, key=lambda nature: (not nature[0], nature[1], nature[2], nature[3] or 0.0))
