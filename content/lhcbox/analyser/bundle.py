"""Joins the JavaScript modules of ``static/`` to one module, so that a page can hold it and run without a server.

Each module keeps a scope of its own, so a private name of one never meets that of another. Only plain forms are
understood, and each that is not is an error: ``import { a, b } from "./x.js";``, and ``export`` before a function, a
class or a const or as ``export { a, b };``. A module of somebody else, as ``static/vendored.json`` lists them, has its
licence beside it, which goes with it into the bundle.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

STATIC = Path(__file__).parent / "static"
PUBLIC = ("mount", "unpack", "Engine", "significance", "fitPeak")

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"\./([\w.-]+)";[ \t]*\n?', re.MULTILINE)
_EXPORT_LIST = re.compile(r"^export\s*\{([^}]*)\};[ \t]*\n?", re.MULTILINE)
_EXPORT = re.compile(r"^export\s+(?=(?:async\s+)?(?:function\s*\*?|class|const)\s*([\w$]+))", re.MULTILINE)
_DECLARED = re.compile(
    r"^(?:export\s+)?(?:async\s+)?(?:function\s*\*?|class|const|let|var)\s*(?:([\w$]+)|\{([^}]*)\})", re.MULTILINE
)
_LEFT = re.compile(r"^(?:import|export|await)\b.*", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z_$][\w$]*")


class BundleError(ValueError):
    """A module that cannot be joined; the message names its file."""


def bundle(folder: Path = STATIC, public: Sequence[str] = PUBLIC) -> str:
    """One ES module out of those that the public names need from a folder, exporting these names and nothing else.

    Raises:
        BundleError: a form that is not understood, an unknown import, a circle of imports, a name that is there twice,
            or a public name that no module exports.
    """
    return join({path.name: _text(path) for path in sorted(folder.glob("*.js"))}, public)


def _text(path: Path) -> str:
    """A module, below its licence where it has one of its own."""
    licence = path.with_suffix(".LICENSE")
    notice = f"/*!\n{licence.read_text(encoding='utf-8').strip()}\n*/\n" if licence.is_file() else ""
    return notice + path.read_text(encoding="utf-8")


def join(sources: Mapping[str, str], public: Sequence[str] = PUBLIC) -> str:
    """:func:`bundle` of texts by the names of their files."""
    exports = {file: _exported(file, text) for file, text in sources.items()}
    needs = {file: _needed(file, text, exports) for file, text in sources.items()}
    homes = {name: _home(name, exports) for name in public}
    wanted: set[str] = set()
    waiting = sorted(set(homes.values()))
    while waiting:
        file = waiting.pop()
        if file not in wanted:
            wanted.add(file)
            waiting += needs[file]
    try:
        order = list(TopologicalSorter({file: sorted(needs[file]) for file in sorted(wanted)}).static_order())
    except CycleError as error:
        raise BundleError("modules import each other in a circle: " + ", ".join(error.args[1])) from None
    scopes = [_scope(file, sources[file], exports[file]) for file in order]
    given = [f"const {name} = {_variable(homes[name])}.{name};" for name in public]
    return "\n".join([*scopes, *given, f"export {{ {', '.join(public)} }};\n"])


def _home(name: str, exports: Mapping[str, Sequence[str]]) -> str:
    """The one module that exports a name."""
    homes = [file for file, names in exports.items() if name in names]
    if len(homes) != 1:
        where = f"is exported by {' and '.join(homes)}" if homes else f"is exported by none of {', '.join(exports)}"
        raise BundleError(f"{name} {where}")
    return homes[0]


def _variable(file: str) -> str:
    """The name that a module's exports have in the bundle."""
    return "module_" + re.sub(r"\W", "_", file.removesuffix(".js"))


def _names(file: str, listed: str) -> list[str]:
    """The names in braces; none of them renamed."""
    names = [name.strip() for name in listed.split(",") if name.strip()]
    for name in names:
        if not _NAME.fullmatch(name):
            raise BundleError(f"{file}: {name!r} renames or is not a plain name")
    return names


def _declared(text: str) -> Iterator[str]:
    """Every name declared at the top of a module."""
    for plain, braces in _DECLARED.findall(text):
        yield from [plain] if plain else _NAME.findall(re.sub(r"[\w$]+\s*:", "", braces))


def _exported(file: str, text: str) -> list[str]:
    """The names that a module exports."""
    names = _EXPORT.findall(text)
    declared = set(_declared(text))
    for listed in _EXPORT_LIST.findall(text):
        names += _names(file, listed)
    for name in names:
        if name not in declared:
            raise BundleError(f"{file}: exports {name}, which it does not declare")
        if names.count(name) > 1:
            raise BundleError(f"{file}: exports {name} twice")
    return names


def _needed(file: str, text: str, exports: Mapping[str, Sequence[str]]) -> set[str]:
    """The modules that a module imports from, each of whose names is there and clashes with none of its own."""
    needed: set[str] = set()
    taken = list(_declared(text))
    for listed, other in _IMPORT.findall(text):
        if other not in exports:
            raise BundleError(f"{file}: imports from {other}, which is not there")
        for name in _names(file, listed):
            if name not in exports[other]:
                raise BundleError(f"{file}: imports {name}, which {other} does not export")
            if name in taken:
                raise BundleError(f"{file}: {name} of {other} is there already")
            taken.append(name)
        needed.add(other)
    return needed


def _scope(file: str, text: str, exported: Sequence[str]) -> str:
    """A module as a function that is called at once and returns what the module exports."""
    text = _EXPORT.sub("", _EXPORT_LIST.sub("", _IMPORT.sub(_import, text)))
    if left := _LEFT.search(text):
        raise BundleError(f"{file}: cannot join {left[0]!r}")
    returned = f"return {{ {', '.join(exported)} }};"
    return f"// {file}\nconst {_variable(file)} = (() => {{\n{text.strip()}\n{returned}\n}})();\n"


def _import(found: "re.Match[str]") -> str:
    return f"const {{ {' '.join(found[1].split())} }} = {_variable(found[2])};\n"
