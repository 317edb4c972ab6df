"""Flat branches become particles: records that can be added, boosted and asked for their mass.

A release stores ``lep_pt``, ``lep_eta``, ``lep_phi``, ``lep_E`` and more side by side. `grouped` makes of them one
record ``lep`` with the fields ``pt``, ``eta``, ``phi``, ``E``, ..., which is a four-momentum of the `vector` library.
The names are the release's own: what stands before the last part of ``..._pt`` (``lep``, ``jet``, ``largeRjet``,
``Muon``). Tables with one column a particle (``pt1``, ``pt2``, ...) have no such name; their particles are called
``lep``.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import awkward as ak
import numpy as np
import vector

vector.register_awkward()

TABLE_RECORD = "lep"
"""What the particles of a table without prefixes are called."""

DIRECTION = ("pt", "eta", "phi")
CARTESIAN = ("px", "py", "pz")
ENERGY_OR_MASS = ("E", "e", "energy", "mass", "m", "M")
"""What makes a direction a four-momentum, the first one there is; energies are measured, so they come first."""

MISSING = {"met": ("met_et", "met"), "truth_met": ("truth_met",), "MET": ("MET_pt", "MET")}
"""Missing transverse momentum: the record, and the branches that may hold its size."""
MISSING_ANGLE = {"met": "met_phi", "truth_met": "truth_met_phi", "MET": "MET_phi"}
TABLE_MISSING_ANGLE = "phiMET"

# Names by which vector knows coordinates: one record can hold each coordinate once only
_COORDINATES = frozenset(
    {
        "x",
        "px",
        "y",
        "py",
        "rho",
        "pt",
        "phi",
        "z",
        "pz",
        "theta",
        "eta",
        "t",
        "E",
        "e",
        "energy",
        "tau",
        "M",
        "m",
        "mass",
    }
)
_NUMBERED = re.compile(r"([A-Za-z]+)([1-9])")
_ENERGY = re.compile(
    r"(?:^|_)(?:pt|e|et|m|mass|met|met_mp[xy]|(?:pt|et)(?:var)?cone\d+|topoetcone\d+)(?:_syst|_jer\d)?$", re.IGNORECASE
)


def is_energy(branch: str) -> bool:
    """Whether a branch of an ATLAS release holds an energy, a momentum or a mass, by its name.

    Example:
        >>> is_energy("lep_E"), is_energy("met_et"), is_energy("met_phi"), is_energy("lep_type")
        (True, True, False, False)
    """
    return _ENERGY.search(branch) is not None


def plan(branches: Iterable[str]) -> dict[str, dict[str, str]]:
    """Which record is made of which branches: record name -> field -> branch.

    Example:
        >>> plan(["lep_n", "lep_pt", "lep_eta", "lep_phi", "lep_E", "met_et", "met_phi"])["met"]
        {'pt': 'met_et', 'phi': 'met_phi'}
    """
    names = list(branches)
    known = set(names)
    prefixes = [n[:-3] for n in names if n.endswith("_pt") and {n[:-3] + "_eta", n[:-3] + "_phi"} <= known]
    found: dict[str, dict[str, str]] = {prefix: {} for prefix in prefixes}
    for name in names:
        owners = [prefix for prefix in prefixes if name.startswith(prefix + "_")]
        if owners:
            owner = max(owners, key=len)  # truth_jet_pt belongs to truth_jet
            found[owner][name[len(owner) + 1 :]] = name
    for record in MISSING:
        size = next((n for n in MISSING[record] if n in known), None)
        angle = next((n for n in (MISSING_ANGLE[record], TABLE_MISSING_ANGLE) if n in known), None)
        if size and angle and (angle != TABLE_MISSING_ANGLE or record == "MET"):
            found.setdefault(record, {"pt": size, "phi": angle})
    return {name: _without_second_coordinates(fields) for name, fields in found.items()}


def _coordinates(fields: Collection[str]) -> tuple[str, ...]:
    """The fields that make the vector; each other name of a coordinate must not be in its record.

    Where a table has px, py, pz and E they are taken: in one of a hundred muons of CMS's dimuon tables pt is of another
    fit of the track than the rest, and only these four together give the mass of a muon.
    """
    fourth = tuple(name for name in ENERGY_OR_MASS if name in fields)[:1]
    if "E" in fields and set(CARTESIAN) <= set(fields):
        return (*CARTESIAN, "E")
    return (*(name for name in DIRECTION if name in fields), *fourth)


def _without_second_coordinates(fields: Mapping[str, str]) -> dict[str, str]:
    kept = _coordinates(fields)
    return {field: branch for field, branch in fields.items() if field in kept or field not in _COORDINATES}


def plan_table(branches: Iterable[str]) -> list[dict[str, str]]:
    """The particles of a table with one column each (``pt1``, ``eta1``, ... or ``pt``, ``eta``, ...): field -> column.

    Example:
        >>> plan_table(["Run", "pt1", "eta1", "phi1", "Q1", "pt2", "eta2", "phi2", "Q2"])[1]
        {'pt': 'pt2', 'eta': 'eta2', 'phi': 'phi2', 'Q': 'Q2'}
    """
    names = list(branches)
    by_number: dict[str, dict[str, str]] = {}
    for name in names:
        match = _NUMBERED.fullmatch(name)
        if match:
            by_number.setdefault(match[2], {})[match[1]] = name
    particles = [fields for _number, fields in sorted(by_number.items()) if set(DIRECTION) <= fields.keys()]
    if not particles and set(DIRECTION) <= set(names):  # a single one: only what surely is its own
        particles = [{name: name for name in names if name in (*DIRECTION, *CARTESIAN, *ENERGY_OR_MASS, "Q")}]
    shared = set.intersection(*(set(fields) for fields in particles)) if particles else set()
    return [
        _without_second_coordinates({field: column for field, column in fields.items() if field in shared})
        for fields in particles
    ]


def members(record: str, branches: Collection[str]) -> list[str]:
    """The branches that the record ``record`` is made of; none where there is no such record."""
    if record == TABLE_RECORD and (particles := plan_table(branches)):
        return [column for fields in particles for column in fields.values()]
    return list(plan(branches).get(record, {}).values())


def names(branches: Iterable[str]) -> list[str]:
    """Names of all records that these branches make."""
    known = list(branches)
    return [*plan(known), *([TABLE_RECORD] if plan_table(known) else [])]


def grouped(flat: ak.Array, in_mev: Collection[str] = ()) -> ak.Array:
    """The same events with particles as records; what belongs to no particle keeps its name.

    A branch that does not fit its record (a list of another length, a second mass) stays as it is, too. Coordinates
    are in double precision: E**2 - p**2 of a fast, light particle has no digits left in single precision.

    Args:
        flat: events with one field a branch, as `lhcbox.sample.Sample.arrays` gives them.
        in_mev: branches to divide by 1000, so that they are in GeV.
    """
    columns = {name: _gev(flat[name]) if name in in_mev else flat[name] for name in ak.fields(flat)}
    used: set[str] = set()
    made: dict[str, ak.Array] = {}
    for record, fields in plan(columns).items():
        fitting = _fitting({field: columns[branch] for field, branch in fields.items()})
        made[record] = _momenta(fitting)
        used |= {branch for field, branch in fields.items() if field in fitting}
    if particles := plan_table(columns):
        stacked = {
            field: ak.from_regular(ak.concatenate([columns[one[field]][:, np.newaxis] for one in particles], axis=1))
            for field in particles[0]
        }
        made[TABLE_RECORD] = _momenta(stacked)
        used |= {column for one in particles for column in one.values()}
    rest = {name: values for name, values in columns.items() if name not in used}
    return ak.zip({**rest, **made}, depth_limit=1)


def _momenta(fields: Mapping[str, ak.Array]) -> ak.Array:
    coordinates = _coordinates(fields)
    kind = {2: "Momentum2D", 3: "Momentum3D", 4: "Momentum4D"}[len(coordinates)]
    double = {name: ak.values_astype(fields[name], np.float64) for name in coordinates}
    return ak.zip({**fields, **double}, with_name=kind, depth_limit=fields[coordinates[0]].ndim)


def _fitting(fields: dict[str, ak.Array]) -> dict[str, ak.Array]:
    """The fields that have an entry for each particle, as the coordinates have."""
    counting = fields[_coordinates(fields)[0]]
    same = {field: values for field, values in fields.items() if values.ndim == counting.ndim}
    if counting.ndim == 1:
        return same
    return {field: values for field, values in same.items() if ak.all(ak.num(values) == ak.num(counting))}


def _gev(values: Any) -> ak.Array:
    return ak.values_astype(values, np.float64) / 1000.0
