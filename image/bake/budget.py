"""What a profile will fetch and hold, worked out from the manifest alone: nothing is downloaded to know it.

Sizes of downloads are the records'; of an excerpt at most what the profile allows. Sizes in the image are estimates,
of the bytes an event that each recipe states. MB are 10^6 bytes everywhere.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any

from bake.manifest import Edition, Profile, SampleSpec, SourceFile

MB = 1e6


@dataclass(frozen=True)
class Line:
    """A sample's part: files, MB that its record holds and that are fetched, where from, events, MB in the image."""

    sample: str
    files: int
    whole_mb: float
    fetched_mb: float  # of files that no line above fetches already
    sources: str
    events_at_most: int
    image_mb: float


def _offered(file: SourceFile) -> Edition:
    """The edition that would be fetched: the portal's, else another address's, else the first that is known."""
    return file.remote or next(iter(file.elsewhere), file.editions[0])


def fetched_bytes(file: SourceFile) -> float:
    """Bytes of ``file`` that are fetched, at most."""
    size = float(_offered(file).size)
    return size if file.at_most_mb is None else min(size, file.at_most_mb * MB)


def events_at_most(spec: SampleSpec) -> int:
    """Events of a sample that are curated, at most: what its files hold, its excerpts, its limit."""
    recipe = spec.recipe
    if spec.practice_only or recipe.source_bytes_per_event is None:
        return spec.max_events or 0
    total = 0
    for file in spec.files:
        held = math.ceil(_offered(file).size / recipe.source_bytes_per_event)
        read = held if file.first_events is None else min(held, file.first_events)
        kept = math.ceil(read * recipe.kept_share)
        # The limit is one of each file: a sample's files are cut one by one
        total += kept if spec.max_events is None else min(kept, spec.max_events)
    return total


def _sources(spec: SampleSpec) -> str:
    if spec.practice_only:
        return "practice"
    portal = any(file.remote for file in spec.files)
    elsewhere = any(file.elsewhere for file in spec.files)
    known = [name for name, there in (("portal", portal), ("url", elsewhere)) if there]
    return "+".join(known) or "mirror only"


def lines(profile: Profile) -> list[Line]:
    """A line for each sample, in the profile's order."""
    counted: set[str] = set()
    made = []
    for spec in profile.samples:
        fetched = () if spec.practice_only else spec.files
        fresh = [file for file in fetched if file.key not in counted]
        counted |= {file.key for file in fresh}
        events = events_at_most(spec)
        made.append(
            Line(
                sample=spec.id,
                files=len(spec.files),
                whole_mb=sum(_offered(file).size for file in spec.files) / MB,
                fetched_mb=sum(fetched_bytes(file) for file in fresh) / MB,
                sources=_sources(spec),
                events_at_most=events,
                image_mb=events * (spec.recipe.bytes_per_event or 0) / MB,
            )
        )
    return made


@dataclass(frozen=True)
class Budget:
    """All lines of a profile with their sums, and what is allowed."""

    profile: str
    download_mb: float
    image_mb: float
    download_allowed_mb: float | None
    image_allowed_mb: float | None
    lines: list[Line]

    @classmethod
    def of(cls, profile: Profile) -> "Budget":
        """Work out the budget of ``profile``."""
        made = lines(profile)
        return cls(
            profile=profile.name,
            download_mb=sum(line.fetched_mb for line in made),
            image_mb=sum(line.image_mb for line in made),
            download_allowed_mb=profile.download_mb,
            image_allowed_mb=profile.image_mb,
            lines=made,
        )

    @property
    def troubles(self) -> list[str]:
        """What is over the budget; empty where nothing is."""
        said = []
        pairs = (
            ("to download", self.download_mb, self.download_allowed_mb),
            ("in the image", self.image_mb, self.image_allowed_mb),
        )
        for what, is_, allowed in pairs:
            if allowed is not None and is_ > allowed:
                largest = max(self.lines, key=lambda line: line.fetched_mb if what == "to download" else line.image_mb)
                said.append(
                    f"profile {self.profile}: {is_:.1f} MB {what}, allowed are {allowed:g} MB; take less of a sample "
                    f"(the largest is {largest.sample}) with max_events, or first_events and at_most_mb"
                )
        return said

    def as_json(self) -> dict[str, Any]:
        """All of it as plain numbers and words."""
        return asdict(self) | {"troubles": self.troubles}

    def table(self) -> str:
        """All of it as a table for people."""
        head = ("sample", "files", "whole MB", "fetch MB", "from", "events <=", "image MB")
        rows = [head]
        rows += [
            (
                line.sample, str(line.files), f"{line.whole_mb:.1f}", f"{line.fetched_mb:.1f}", line.sources,
                f"{line.events_at_most}", f"{line.image_mb:.1f}",
            )
            for line in self.lines
        ]  # fmt: skip
        rows.append(("total", "", "", f"{self.download_mb:.1f}", "", "", f"{self.image_mb:.1f}"))
        rows.append(("allowed", "", "", _allowed(self.download_allowed_mb), "", "", _allowed(self.image_allowed_mb)))
        widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
        left = {0, 4}
        shown = [
            "  ".join(row[i].ljust(w) if i in left else row[i].rjust(w) for i, w in enumerate(widths)) for row in rows
        ]
        rule = "-" * len(shown[0])
        text = [shown[0], rule, *shown[1:-2], rule, *shown[-2:]]
        notes = [
            "whole MB: all files of the sample; fetch MB: what is fetched at most, each file counted once;",
            "events and image MB: estimated from the bytes an event that each recipe states.",
        ]
        return "\n".join(line.rstrip() for line in [*text, "", *notes])


def _allowed(megabytes: float | None) -> str:
    return "-" if megabytes is None else f"{megabytes:g}"
