"""Cuts as text: a recipe's preselection and a lesson's selection, ``count(lep_pt > 20000) >= 2 and not trigM``.

The text is a small part of Python's grammar and is never run as Python: it is parsed, every node is looked up in what
is written here, and whatever is not here is an error. So a manifest from a stranger can select events and nothing else.

A value is a number or a yes/no, either one an event or a list an event. Numbers are calculated with 64 bits (float64,
int64), whatever the branch holds, so that a mass of float32 momenta is no victim of cancellation.
"""

import ast
import difflib
import math
import warnings
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

import awkward as ak
import numpy as np
import numpy.typing as npt

from lhcbox.language import gettext as _

Value: TypeAlias = Any  # numpy array (one an event), awkward array of lists, or a numpy scalar; bool, int64 or float64
Columns: TypeAlias = Mapping[str, Any]  # branch name -> numpy array, or awkward array of lists

LONGEST = 2000  # characters
DEEPEST = 40  # parts within parts
LARGEST_WHOLE = 2**53  # beyond it float64 no longer tells two integers apart
LARGEST_EXPONENT = 10
LARGEST_INDEX = 99
_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ .+-*/%<>=!&|~()[],")
_SHOWN = 120  # characters of an expression in a message


class ExpressionError(ValueError):
    """An expression that can't be used; the message says where it stands, what is wrong at which character, and what
    to do."""


class _Fault(Exception):
    """What is wrong with one operation; the node that is being worked out adds where."""


# Values ---------------------------------------------------------------------------------------------------------------


def _loaded(name: str, column: Any) -> Value:
    """A branch as a value; a fixed number of values an event is a list like any other."""
    if isinstance(column, np.ndarray) and column.ndim == 2:
        column = ak.from_regular(ak.from_numpy(column))
    if isinstance(column, ak.Array) and column.ndim == 1:
        column = ak.to_numpy(column, allow_missing=True)
    if isinstance(column, np.ndarray):
        if column.ndim != 1 or column.dtype.kind not in "biuf" or isinstance(column, np.ma.MaskedArray):
            raise _Fault(f"{name} holds no plain numbers; a cut can be made on numbers only")
        return _wide(column, column)
    if not isinstance(column, ak.Array) or column.ndim != 2:
        raise _Fault(f"{name} is neither a number nor a list of numbers an event; no cut can be made on it")
    content = ak.flatten(column, axis=1)
    if ak.parameters(content).get("__array__") or "?" in str(content.type) or "option" in str(content.type):
        raise _Fault(f"{name} holds no plain numbers; a cut can be made on numbers only")
    return _wide(column, ak.to_numpy(content))


def _wide(column: Any, content: npt.NDArray[Any]) -> Value:
    if content.dtype.kind == "b":
        return column
    if content.dtype == np.uint64 and len(content) and int(content.max()) >= 2**63:
        raise _Fault("a value of 2**63 or more can't be calculated with; leave this branch out of the expression")
    kind = np.dtype(np.float64 if content.dtype.kind == "f" else np.int64)
    if content.dtype == kind:
        return column
    return ak.values_astype(column, kind) if isinstance(column, ak.Array) else column.astype(kind)


def _is_list(value: Value) -> bool:
    return isinstance(value, ak.Array)


def _is_yes_no(value: Value) -> bool:
    content = ak.to_numpy(ak.flatten(value, axis=1)) if _is_list(value) else np.asarray(value)
    return bool(content.dtype.kind == "b")


def _number(value: Value) -> Value:
    """Yes and no as 1 and 0."""
    if not _is_yes_no(value):
        return value
    return ak.values_astype(value, np.int64) if _is_list(value) else np.asarray(value, dtype=np.int64)


def _real(value: Value) -> Value:
    return ak.values_astype(value, np.float64) if _is_list(value) else np.asarray(value, dtype=np.float64)


def _list(value: Value, what: str) -> Value:
    if not _is_list(value):
        raise _Fault(
            _("{what} takes a list an event, and this is one value an event; leave {what} out").format(what=what)
        )
    return value


# Operations -----------------------------------------------------------------------------------------------------------


def _on_numbers(operation: Callable[[Value, Value], Value], convert: Callable[[Value], Value]) -> Callable[..., Value]:
    return lambda left, right: operation(convert(_number(left)), convert(_number(right)))


def _as_is(value: Value) -> Value:
    return value


def _unequal(left: Value, right: Value) -> Value:
    """NaN differs from everything in IEEE 754; here a comparison with it is no, as with every other operator."""
    return (left != right) & (left == left) & (right == right)


def _logic(operation: Callable[..., Value], what: str) -> Callable[..., Value]:
    def combined(*values: Value) -> Value:
        if not all(_is_yes_no(value) for value in values):
            raise _Fault(
                _(
                    "{what} takes yes or no, such as a comparison, and this is a number; compare it first, and put"
                    " brackets round comparisons that stand beside & or |"
                ).format(what=repr(what))
            )
        return operation(*values)

    return combined


# Integers stay integers where only sums and comparisons are made; everything else could leave their range.
_ARITHMETIC: dict[type[ast.operator], Callable[..., Value]] = {
    ast.Add: _on_numbers(np.add, _as_is),
    ast.Sub: _on_numbers(np.subtract, _as_is),
    ast.Mult: _on_numbers(np.multiply, _real),
    ast.Div: _on_numbers(np.divide, _real),
    ast.Mod: _on_numbers(np.mod, _real),
    ast.Pow: _on_numbers(np.power, _real),
    ast.BitAnd: _logic(np.logical_and, "&"),
    ast.BitOr: _logic(np.logical_or, "|"),
}
_COMPARISONS: dict[type[ast.cmpop], Callable[..., Value]] = {
    ast.Lt: _on_numbers(np.less, _as_is),
    ast.LtE: _on_numbers(np.less_equal, _as_is),
    ast.Gt: _on_numbers(np.greater, _as_is),
    ast.GtE: _on_numbers(np.greater_equal, _as_is),
    ast.Eq: _on_numbers(np.equal, _as_is),
    ast.NotEq: _on_numbers(_unequal, _as_is),
}
_UNARY: dict[type[ast.unaryop], Callable[[Value], Value]] = {
    ast.UAdd: _number,
    ast.USub: lambda value: np.negative(_number(value)),
    ast.Not: _logic(np.logical_not, "not"),
    ast.Invert: _logic(np.logical_not, "~"),
}
_BOOLEAN: dict[type[ast.boolop], Callable[..., Value]] = {
    ast.And: _logic(np.logical_and, "and"),
    ast.Or: _logic(np.logical_or, "or"),
}


def _count(values: Value) -> Value:
    """How many there are of a list of numbers; how many are true of a list of yes and no."""
    values = _list(values, "count")
    return ak.to_numpy(ak.sum(values, axis=1) if _is_yes_no(values) else ak.num(values, axis=1)).astype(np.int64)


def _any(values: Value) -> Value:
    return ak.to_numpy(_logic(lambda v: ak.any(v, axis=1), "any")(_list(values, "any")))


def _all(values: Value) -> Value:
    return ak.to_numpy(_logic(lambda v: ak.all(v, axis=1), "all")(_list(values, "all")))


def _sum(values: Value) -> Value:
    return ak.to_numpy(ak.sum(_number(_list(values, "sum")), axis=1))


def _max(values: Value) -> Value:
    return ak.to_numpy(ak.max(_real(_number(_list(values, "max"))), axis=1, mask_identity=False))


def _min(values: Value) -> Value:
    return ak.to_numpy(ak.min(_real(_number(_list(values, "min"))), axis=1, mask_identity=False))


def _at(values: Value, index: int) -> Value:
    """The value at ``index`` of each list: NaN, or no, where the list is shorter."""
    padded = ak.pad_none(_list(values, "[ ]"), index + 1, axis=1)[:, index]
    if _is_yes_no(values):
        return ak.to_numpy(ak.fill_none(padded, False))
    return ak.to_numpy(ak.fill_none(ak.values_astype(padded, np.float64), np.nan))


def _mass(momenta: list[Value], enough: Value) -> Value:
    """Mass of the sum of the four-momenta of each event; NaN where there are not ``enough``. A square that rounding
    made negative is a mass of zero."""
    pt, eta, phi, energy = momenta
    px, py, pz = pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta)
    total = [ak.to_numpy(ak.sum(part, axis=1)) for part in (energy, px, py, pz)]
    square = total[0] ** 2 - total[1] ** 2 - total[2] ** 2 - total[3] ** 2
    return np.where(ak.to_numpy(enough), np.sqrt(np.maximum(square, 0)), np.nan)


def _system_mass(*momenta: Value) -> Value:
    lists = [_real(_number(_list(part, "system_mass"))) for part in momenta]
    return _mass(lists, ak.num(lists[0], axis=1) > 0)


def _pair_mass(*momenta: Value) -> Value:
    lists = [_real(_number(_list(part, "pair_mass"))) for part in momenta]
    lengths = ak.num(lists[0], axis=1)
    if any(ak.any(ak.num(part, axis=1) != lengths) for part in lists[1:]):  # the first two would hide it
        raise _Fault(_("pair_mass takes pt, eta, phi and E of the same objects; these lists differ in length"))
    return _mass([part[:, :2] for part in lists], lengths > 1)


def _delta_phi(first: Value, second: Value) -> Value:
    return np.mod(_real(_number(first)) - _real(_number(second)) + math.pi, 2 * math.pi) - math.pi


def _transverse_mass(pt: Value, phi: Value, met: Value, met_phi: Value) -> Value:
    energies = 2 * _real(_number(pt)) * _real(_number(met))
    return np.sqrt(energies * (1 - np.cos(_delta_phi(phi, met_phi))))


def _element_wise(function: Callable[[Value], Value]) -> Callable[[Value], Value]:
    return lambda value: function(_real(_number(value)))


@dataclass(frozen=True)
class _Function:
    takes: int
    work: Callable[..., Value]


_FUNCTIONS = {
    "count": _Function(1, _count),
    "any": _Function(1, _any),
    "all": _Function(1, _all),
    "sum": _Function(1, _sum),
    "max": _Function(1, _max),
    "min": _Function(1, _min),
    "abs": _Function(1, lambda value: np.abs(_number(value))),
    "sqrt": _Function(1, _element_wise(np.sqrt)),
    "cos": _Function(1, _element_wise(np.cos)),
    "sin": _Function(1, _element_wise(np.sin)),
    "cosh": _Function(1, _element_wise(np.cosh)),
    "sinh": _Function(1, _element_wise(np.sinh)),
    "exp": _Function(1, _element_wise(np.exp)),
    "log": _Function(1, _element_wise(np.log)),
    "pair_mass": _Function(4, _pair_mass),
    "system_mass": _Function(4, _system_mass),
    "delta_phi": _Function(2, _delta_phi),
    "transverse_mass": _Function(4, _transverse_mass),
}


# The expression -------------------------------------------------------------------------------------------------------


class Expression:
    """A checked expression over the branches ``known``; ``where`` names its file and entry in every message.

    Allowed are names of branches, numbers, True, False, ``+ - * / %``, ``**`` with a number behind it, comparisons
    (chained, too), ``and or not & | ~``, ``lep_pt[0]`` (NaN where there is none, no for a list of yes and no), and

    - ``count any all sum max min``: of a list, one value an event. ``count`` of yes and no counts the yes; ``max`` and
      ``min`` of an empty list are -inf and +inf;
    - ``abs sqrt cos sin cosh sinh exp log``: of each value;
    - ``pair_mass(pt, eta, phi, E)`` and ``system_mass(pt, eta, phi, E)``: mass of the first two, and of all, of an
      event, in the unit of E; NaN where there are fewer;
    - ``delta_phi(a, b)`` within -pi and pi, and ``transverse_mass(pt, phi, met, met_phi)``.

    A comparison with NaN is no.

    Raises:
        ExpressionError: the text is anything else.
    """

    def __init__(self, text: str, known: Collection[str], where: str) -> None:
        self.text = text if isinstance(text, str) else repr(text)
        self.where = where
        self._known = frozenset(known)
        self._used: set[str] = set()
        self._tree = self._parsed(text)
        self._check(self._tree, 1)
        self.branches: frozenset[str] = frozenset(self._used)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def values(self, columns: Columns) -> Any:
        """What the expression gives for ``columns``: one value an event (numpy), or a list an event (awkward).

        Raises:
            ExpressionError: a column is missing or of a kind that the expression can't use.
        """
        if not columns:
            raise ExpressionError(f"{self.where}: {self._shown()} needs at least one branch to know how many events")
        events = len(next(iter(columns.values())))
        with np.errstate(all="ignore"):
            value = self._value(self._tree, columns)
        return value if _is_list(value) else np.array(np.broadcast_to(value, (events,)))

    def mask(self, columns: Columns) -> npt.NDArray[np.bool_]:
        """Which events the expression takes: one bool an event.

        Raises:
            ExpressionError: as ``values``, or the expression gives no yes or no, or a list of them an event.
        """
        taken = self.values(columns)
        if _is_list(taken):
            self._fail(self._tree, _("gives a list an event; put it into any(…), all(…) or count(…)"))
        if taken.dtype.kind != "b":
            self._fail(self._tree, _("gives a number an event, not yes or no; compare it with something"))
        return np.asarray(taken, dtype=np.bool_)

    def _shown(self) -> str:
        return repr(self.text if len(self.text) <= _SHOWN else self.text[:_SHOWN] + "…")

    def _fail(self, node: ast.AST | int, what: str) -> NoReturn:
        at = node if isinstance(node, int) else getattr(node, "col_offset", 0) + 1
        told = _("{where}: in {expression}, at character {at}: {what}")
        raise ExpressionError(told.format(where=self.where, expression=self._shown(), at=at, what=what))

    def _parsed(self, text: str) -> ast.expr:
        if not isinstance(text, str):
            self._fail(1, "an expression is text; put it between quotes")
        if len(text) > LONGEST:
            self._fail(
                LONGEST + 1, _("longer than {most} characters; make the expression shorter").format(most=LONGEST)
            )
        plain = "".join(" " if character in "\t\r\n" else character for character in text)  # YAML folds lines
        for position, character in enumerate(plain, 1):
            if character not in _CHARACTERS:
                what = _("{part} has no place in an expression; see docs/curating.md for what has")
                self._fail(position, what.format(part=repr(character)))
        if not plain.strip():
            self._fail(1, _("the expression is empty; leave it out or write True"))
        lead = len(plain) - len(plain.lstrip(" "))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Python has its opinions on `1or 2`; ours follow
                tree = ast.parse(plain.strip(" "), mode="eval").body
        except SyntaxError as error:
            self._fail(lead + (error.offset or 1), _("{error}; correct the expression").format(error=error.msg))
        except (ValueError, MemoryError, RecursionError):  # numbers of thousands of digits, brackets without an end
            self._fail(1, _("too long a number or too many parts within parts; make the expression simpler"))
        for node in ast.walk(tree):
            if hasattr(node, "col_offset"):
                node.col_offset += lead
        return tree

    def _check(self, node: ast.expr, depth: int) -> None:
        """Everything that can be wrong without data; also notes which branches are used."""
        if depth > DEEPEST:
            self._fail(node, _("more than {most} parts within parts; make the expression simpler").format(most=DEEPEST))
        match node:
            case ast.Constant():
                self._check_constant(node)
                parts: list[ast.expr] = []
            case ast.Name():
                self._check_name(node)
                parts = []
            case ast.BoolOp():
                parts = node.values
            case ast.UnaryOp():
                parts = [node.operand]
            case ast.BinOp(op=ast.Pow()):
                self._check_exponent(node.right)
                parts = [node.left]
            case ast.BinOp() if type(node.op) in _ARITHMETIC:
                parts = [node.left, node.right]
            case ast.Compare() if all(type(op) in _COMPARISONS for op in node.ops):
                parts = [node.left, *node.comparators]
            case ast.Call():
                self._check_call(node)
                parts = node.args
            case ast.Subscript():
                self._check_index(node.slice)
                parts = [node.value]
            case _:
                what = _(
                    "{part} has no place in an expression; use branches, numbers, + - * / ** %, comparisons, and, or,"
                    " not and the functions {names}"
                )
                self._fail(node, what.format(part=_called(node), names=", ".join(_FUNCTIONS)))
        for part in parts:
            self._check(part, depth + 1)

    def _check_constant(self, node: ast.Constant) -> None:
        if not isinstance(node.value, bool | int | float):
            what = _("{part} has no place in an expression; use a number, True or False")
            self._fail(node, what.format(part=_called(node)))
        if (isinstance(node.value, int) and node.value > LARGEST_WHOLE) or not math.isfinite(node.value):
            self._fail(node, _("the number is too large; integers go up to 2**53"))

    def _check_name(self, node: ast.Name) -> None:
        if node.id not in self._known:
            if node.id in _FUNCTIONS:
                self._fail(node, _("{name} is a function; write {name}(…)").format(name=node.id))
            near = _nearest(node.id, self._known)
            what = (
                _("there is no branch {name}; is {near} meant?") if near else _("there is no branch {name}; correct it")
            )
            self._fail(node, what.format(name=repr(node.id), near=near))
        self._used.add(node.id)

    def _check_exponent(self, node: ast.expr) -> None:
        number = node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else node
        value = number.value if isinstance(number, ast.Constant) else None
        if not isinstance(value, int | float) or isinstance(value, bool):
            self._fail(node, _("behind ** stands a plain number only"))
        if not value <= LARGEST_EXPONENT:
            what = _("the exponent is larger than {most}; write it in another way")
            self._fail(node, what.format(most=LARGEST_EXPONENT))

    def _check_call(self, node: ast.Call) -> None:
        function = _FUNCTIONS.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if function is None or not isinstance(node.func, ast.Name):
            self._fail(node, _("this is no function; there are {names}").format(names=", ".join(_FUNCTIONS)))
        if node.keywords or len(node.args) != function.takes:
            what = _("{name} takes between its brackets so many values, without names: {count}")
            self._fail(node, what.format(name=node.func.id, count=function.takes))

    def _check_index(self, node: ast.expr) -> None:
        if not isinstance(node, ast.Constant) or type(node.value) is not int or node.value > LARGEST_INDEX:
            self._fail(node, _("between [ and ] stands a number from 0 to {most} only").format(most=LARGEST_INDEX))

    def _value(self, node: ast.expr, columns: Columns) -> Value:
        try:
            return self._worked_out(node, columns)
        except _Fault as fault:
            self._fail(node, str(fault))
        except ExpressionError:
            raise
        except (ValueError, TypeError, IndexError) as error:  # awkward's, where lists do not fit each other
            first = str(error).strip().partition("\n")[0]
            what = _("lists of different lengths can't be combined, or a list is odd ({first})")
            self._fail(node, what.format(first=first))

    def _worked_out(self, node: ast.expr, columns: Columns) -> Value:
        match node:
            case ast.Constant(value=bool() as flag):
                return np.bool_(flag)
            case ast.Constant(value=int() as whole):
                return np.int64(whole)
            case ast.Constant(value=float() as number):
                return np.float64(number)
            case ast.Name():
                if node.id not in columns:
                    raise _Fault(f"the branch {node.id} was not read; this is an error of the caller")
                return _loaded(node.id, columns[node.id])
            case ast.BoolOp():
                operation = _BOOLEAN[type(node.op)]
                result = self._value(node.values[0], columns)
                for part in node.values[1:]:
                    result = operation(result, self._value(part, columns))
                return result
            case ast.UnaryOp():
                return _UNARY[type(node.op)](self._value(node.operand, columns))
            case ast.BinOp():
                left, right = self._value(node.left, columns), self._value(node.right, columns)
                return _ARITHMETIC[type(node.op)](left, right)
            case ast.Compare():
                terms = [self._value(part, columns) for part in (node.left, *node.comparators)]
                links = [_COMPARISONS[type(op)](*terms[i : i + 2]) for i, op in enumerate(node.ops)]
                result = links[0]
                for link in links[1:]:
                    result = np.logical_and(result, link)
                return result
            case ast.Call(func=ast.Name(id=name)):
                return _FUNCTIONS[name].work(*(self._value(part, columns) for part in node.args))
            case ast.Subscript(slice=ast.Constant(value=int() as index)):
                return _at(self._value(node.value, columns), index)
        raise AssertionError(f"{ast.dump(node)} was let through")  # _check knows no other node


def _called(node: ast.AST) -> str:
    """What a node is called in a message."""
    names = {
        ast.Attribute: _("a dot behind a name"),
        ast.IfExp: _("if … else"),
        ast.Compare: _("is, in or not in"),
        ast.Tuple: _("a comma outside a function's brackets"),
        ast.List: _("a list in [ ]"),
        ast.Starred: _("a star before a value"),
    }
    return names.get(
        type(node),
        _("the operator {name}").format(name=type(node.op).__name__) if isinstance(node, ast.BinOp) else _("this"),
    )


def _nearest(name: str, known: Collection[str]) -> str | None:
    """The branch of nearly the same name."""
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1)), None)
