"""What the page “Your own” offers: every sample of the box, by release and family, and what it holds."""

import json
from functools import partial
from typing import Any

from lhcbox import samples
from lhcbox.analyser.quantities import quantities
from lhcbox.analyser.yours import (
    LONGEST_EXPRESSION,
    LONGEST_TITLE,
    LUMINOSITY,
    MOST_BINS,
    MOST_PROCESSES,
    MOST_SAMPLES,
    MOST_VARIABLES,
)
from lhcbox.language import gettext, share
from lhcbox.sample import Sample, SampleError

Entry = dict[str, Any]


def offered(language: str) -> Entry:
    """Samples and quantities as JSON, in ``language``.

    ``families`` are lists of samples that belong together; ``schemas`` are the different lists of quantities, to
    which samples refer by place. Empty where the box holds no samples.
    """
    said = partial(gettext, domain="data", language=language)
    titles = _families(language)
    schemas: list[list[Entry]] = []
    families: dict[tuple[str, str | None, str], Entry] = {}
    for sample in _catalogue():
        held = [
            {"key": each.key, "about": each.about, "unit": each.unit, "takes": list(each.takes)}
            for each in quantities(sample, language).values()
        ]
        if held not in schemas:
            schemas.append(held)
        title = titles.get(sample.id) or said(sample.title_en)
        family = families.setdefault(
            (sample.release, sample.family, title),
            {"release": said(sample.release_title_en), "name": sample.family, "title": title, "samples": []},
        )
        family["samples"].append(
            {
                "id": sample.id,
                "title": said(sample.title_en),
                "kind": sample.kind,
                "manner": "practice" if not sample.real else "data" if sample.kind == "data" else "official",
                "events": sample.event_count,
                "schema": schemas.index(held),
                "luminosity": sample.luminosity_fb,
                "weighted": sample.cross_section_pb is not None,
            }
        )
    return {"families": list(families.values()), "schemas": schemas}


def limits() -> Entry:
    """How much can be chosen at once."""
    return {
        "samples": MOST_SAMPLES,
        "processes": MOST_PROCESSES,
        "variables": MOST_VARIABLES,
        "bins": MOST_BINS,
        "expression": LONGEST_EXPRESSION,
        "title": LONGEST_TITLE,
        "luminosity": LUMINOSITY,
    }


def _catalogue() -> list[Sample]:
    try:
        return list(samples.catalogue().values())
    except SampleError:
        return []


def _families(language: str) -> dict[str, str]:
    """Sample to the title of its family, as the list of samples on the first page has it."""
    try:
        index = json.loads((share() / "cards" / "cards.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    found = {}
    for name, card in index.get("cards", {}).items():
        family = card.get("family") or {}
        found[name] = family.get(language) or family.get("en") or ""
    return found
