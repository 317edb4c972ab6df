"""What a reader may choose as a variable of an analyser of their own: a sample's branches, and what follows from them.

Of a branch with a list an event, such as the momenta of all leptons, a reader takes one number: the first entry, the
largest, how many there are, and so on. Energies, momenta and masses are offered in GeV, whatever the branch holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from lhcbox import records
from lhcbox.language import gettext
from lhcbox.sample import Branch, Sample

_ = partial(gettext, domain="analyser")


TAKES: Mapping[str, str] = {
    "leading": "{list}[0]",
    "second": "{list}[1]",
    "third": "{list}[2]",
    "largest": "max({list})",
    "smallest": "min({list})",
    "sum": "sum({list})",
    "number": "count({list})",
}
"""What can be taken of a list, as an expression."""
FLAG_TAKES = ("leading", "second", "third", "number")
"""What can be taken of a list of yes and no; the number is that of the yes."""
BESIDE_THE_PHYSICS = ("runNumber", "eventNumber", "Run", "Event", "XSection", "SumWeights")
"""Bookkeeping, which makes no histogram that tells anything."""


@dataclass(frozen=True)
class Quantity:
    """One thing to choose.

    Attributes:
        key: the name of the branch, or of what follows from several.
        about: what it is, in the reader's language; empty where nobody has said it.
        unit: as the reader gets it.
        values: its expression.
        scale: what it is divided by to be in ``unit``.
        takes: what can be taken of it, empty where it is one number an event.
    """

    key: str
    about: str
    unit: str
    values: str
    scale: int = 1
    takes: tuple[str, ...] = ()

    def expression(self, take: str = "") -> str:
        """One number an event, in ``unit``; ``take`` is one of ``takes``, and empty where there are none."""
        taken = TAKES[take].format(list=self.values) if take else self.values
        return f"{taken} / {self.scale}" if self.scale != 1 and take != "number" else taken


def quantities(sample: Sample, language: str | None = None) -> dict[str, Quantity]:
    """Everything that can be chosen of ``sample``, by key; what follows from several branches comes first."""
    branches = {branch.name: branch for branch in sample.known_branches}
    numbers = {name: each for name, each in branches.items() if each.type.startswith(("bool", "int", "uint", "float"))}
    made = [*_of_records(numbers, language), *_of_pairs(numbers, language)]
    made += [
        _branch(each, language)
        for name, each in numbers.items()
        if name not in (*BESIDE_THE_PHYSICS, *sample.weight_factors)
    ]
    return {each.key: each for each in made}


def called(quantity: Quantity, take: str, language: str | None = None) -> str:
    """The name of a variable, short enough for an axis."""
    name = quantity.key.partition(".")[0]
    taken = {
        "leading": _("{name}, first", language=language),
        "second": _("{name}, second", language=language),
        "third": _("{name}, third", language=language),
        "largest": _("{name}, largest", language=language),
        "smallest": _("{name}, smallest", language=language),
        "sum": _("{name}, sum", language=language),
        "number": _("{name}, number", language=language),
    }
    return taken[take].format(name=name) if take else name


def title(quantity: Quantity, take: str, language: str | None = None) -> str:
    """What the variable is called above its plot."""
    name = called(quantity, take, language)
    return f"{quantity.about[0].upper()}{quantity.about[1:]} ({name})" if quantity.about else name


def _branch(branch: Branch, language: str | None) -> Quantity:
    unit, scale = _unit(branch)
    takes = (FLAG_TAKES if branch.type == "bool" else tuple(TAKES)) if branch.many else ()
    return Quantity(branch.name, _about(branch, language), unit, branch.name, scale, takes)


def _unit(branch: Branch) -> tuple[str, int]:
    return ("GeV", 1000) if branch.unit == "MeV" else ((branch.unit or "").replace("fb-1", "fb⁻¹"), 1)


def _about(branch: Branch, language: str | None) -> str:
    """What it is, as the manifest says, or as the last part of its name does."""
    if branch.meaning:
        return gettext(branch.meaning, domain="data", language=language)
    meanings = {
        "pt": _("momentum across the beam", language=language),
        "eta": _("direction, 0 is across the beam", language=language),
        "phi": _("angle around the beam", language=language),
        "E": _("energy", language=language),
        "e": _("energy", language=language),
        "m": _("mass", language=language),
        "mass": _("mass", language=language),
        "charge": _("electric charge", language=language),
        "Q": _("electric charge", language=language),
        "n": _("number", language=language),
        "z0": _("distance from the collision along the beam", language=language),
        "isTightID": _("strictly identified", language=language),
        "ptcone30": _("momentum of tracks around it", language=language),
        "etcone20": _("energy around it", language=language),
    }
    last = branch.name.rpartition("_")[2].rstrip("123456789") or branch.name
    counts = branch.name.startswith("n") and branch.name[1:2].isupper()
    return meanings.get("n" if counts else last if last in meanings else branch.name, "")


def _of_records(branches: Mapping[str, Branch], language: str | None) -> list[Quantity]:
    """Masses and angles of the particles that have a list of each coordinate."""
    found = []
    for record, fields in records.plan(branches).items():
        if not all(branches[fields[name]].many for name in fields if name in records.DIRECTION) or "eta" not in fields:
            continue
        pt, eta, phi = (fields[name] for name in records.DIRECTION)
        fourth = next((name for name in records.ENERGY_OR_MASS if name in fields), None)
        if fourth is not None:
            whole = fields[fourth]
            if fourth in ("mass", "m", "M"):
                whole = f"sqrt(({pt} * cosh({eta})) ** 2 + {whole} ** 2)"
            unit, scale = _unit(branches[pt])
            momenta = f"({pt}, {eta}, {phi}, {whole})"
            pair, all_ = (
                _("mass of the first two together", language=language),
                _("mass of all together", language=language),
            )
            found.append(Quantity(f"{record}.pair", pair, unit, f"pair_mass{momenta}", scale))
            found.append(Quantity(f"{record}.system", all_, unit, f"system_mass{momenta}", scale))
        turned = _("angle around the beam between the first two", language=language)
        found.append(Quantity(f"{record}.angle", turned, "rad", f"abs(delta_phi({phi}[0], {phi}[1]))"))
        size = next((name for name in records.MISSING["met"] if name in branches), None)
        angle = records.MISSING_ANGLE["met"]
        if size is not None and angle in branches and branches[size].unit == branches[pt].unit:
            unit, scale = _unit(branches[pt])
            mt = _("transverse mass of the first one and the missing momentum", language=language)
            values = f"transverse_mass({pt}[0], {phi}[0], {size}, {angle})"
            found.append(Quantity(f"{record}.transverse", mt, unit, values, scale))
    return found


def _of_pairs(branches: Mapping[str, Branch], language: str | None) -> list[Quantity]:
    """The mass of the two particles of a table with one column each, where it has none of its own."""
    two = ("pt1", "eta1", "phi1", "pt2", "eta2", "phi2")
    if not branches.keys() >= set(two) or "pt3" in branches or "M" in branches:
        return []
    unit, scale = _unit(branches["pt1"])
    about = _("mass of both together, their own masses left out", language=language)
    values = "sqrt(2 * pt1 * pt2 * (cosh(eta1 - eta2) - cos(phi1 - phi2)))"
    return [Quantity("pair", about, unit, values, scale)]
