"""Everything the pages share, put together once at the start."""

from dataclasses import dataclass, field

from serve.gate import Gate
from serve.keys import Keys, keys
from serve.patience import Patience
from serve.settings import Settings
from serve.shelf import Shelf, shelf
from serve.window import Window


@dataclass
class Readiness:
    """What works by now; ``/healthz`` shows it."""

    lab: bool = False
    dashboards: bool = False

    @property
    def all(self) -> bool:
        """Whether everything works."""
        return self.lab and self.dashboards


@dataclass(frozen=True)
class Box:
    """One running box."""

    settings: Settings
    keys: Keys
    gate: Gate
    shelf: Shelf
    window: Window
    ready: Readiness = field(default_factory=Readiness)


def box(settings: Settings) -> Box:
    """The box that ``settings`` describe.

    Raises:
        Complaint: its home cannot be written to, or the class code cannot be used.
    """
    made = keys(settings.home, settings.code)
    return Box(
        settings=settings,
        keys=made,
        gate=Gate(made, Patience()),
        shelf=shelf(settings.share),
        window=Window(settings.pages / "templates"),
    )
