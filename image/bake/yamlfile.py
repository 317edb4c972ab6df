"""YAML as strictly as a file needs to be read that a person writes and a program believes.

What YAML lets pass is an error here: a key that is given twice, anchors (an alias of an alias of an alias fills the
memory), numbers that are no numbers (``.nan``, ``.inf``), and anything that is not a mapping at the top.
"""

import math
from pathlib import Path
from typing import Any

import yaml

LARGEST = 1 << 20  # bytes of one file; the largest release has a third of it
DEEPEST = 30  # levels of nesting

# libyaml reads the releases ten times as fast; a Python without it reads the same
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YAMLFileError(Exception):
    """A file that can't be used; the message names it, the line and what is wrong."""


def _place(path: Path, node: yaml.Node | yaml.Event) -> str:
    mark: Any = node.start_mark  # the stubs say that there may be none; of a parsed file there always is
    return f"{path}: line {mark.line + 1}"


def _shape(path: Path, text: str) -> None:
    """Follow the text without building anything: libyaml's own builder ends the process where nesting is too deep."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise YAMLFileError(f"{_place(path, event)}: nested more than {DEEPEST} levels deep")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            raise YAMLFileError(f"{_place(path, event)}: an alias (*name); write out what it stands for")


def _check(path: Path, top: yaml.Node) -> None:
    """Walk all nodes once: each key may stand once in its mapping."""
    todo = [top]
    while todo:
        node = todo.pop()
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
                    raise YAMLFileError(f"{_place(path, key)}: a key must be a plain word")
                if key.value in keys:
                    raise YAMLFileError(f"{_place(path, key)}: {key.value!r} is given twice; delete one of them")
                keys.add(key.value)
                todo.append(value)
        elif isinstance(node, yaml.SequenceNode):
            todo += node.value


def _finite(path: Path, value: Any) -> None:
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            todo += item.values()
            todo += item
        elif isinstance(item, list):
            todo += item
        elif isinstance(item, float) and not math.isfinite(item):
            raise YAMLFileError(f"{path}: holds the number {item}; only finite numbers can be used")


def read(path: Path) -> dict[str, Any]:
    """The mapping that the YAML file ``path`` holds.

    Raises:
        YAMLFileError: it can't be read, is not YAML, or is not strict.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise YAMLFileError(f"{path}: {size} bytes; no file of the manifest is larger than {LARGEST}")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise YAMLFileError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise YAMLFileError(f"{path}: is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    return parse(text, path)


def parse(text: str, path: Path) -> dict[str, Any]:
    """The mapping that ``text`` holds, which is all or a part of the file ``path``.

    Raises:
        YAMLFileError: it is not YAML, or is not strict.
    """
    try:
        _shape(path, text)
        loader = _LOADER(text)
    except yaml.YAMLError as error:
        raise YAMLFileError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    try:
        top = loader.get_single_node()
        if not isinstance(top, yaml.MappingNode):
            raise YAMLFileError(f"{path}: holds no mapping (key: value) at its top")
        _check(path, top)
        content: dict[str, Any] = loader.construct_document(top)
    except yaml.YAMLError as error:
        raise YAMLFileError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    except (ValueError, OverflowError, RecursionError) as error:  # a date that is none, a number of 5000 digits
        raise YAMLFileError(f"{path}: not YAML: {error}") from error
    finally:
        loader.dispose()
    _finite(path, content)
    return content
