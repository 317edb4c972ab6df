"""YAML of a team, read so that a file from elsewhere does no harm: no aliases (they fill the memory), no objects."""

from pathlib import Path
from typing import Any

import yaml

from lhcbox.kit.words import gettext as _

LARGEST = 1 << 20  # bytes


class YAMLError(ValueError):
    """A file that cannot be used; the message names it and says why."""


def read(path: Path) -> dict[str, Any]:
    """The mapping in ``path``.

    Raises:
        YAMLError: there is none.
    """
    try:
        return parse(path.read_bytes(), path.name)
    except OSError as error:
        raise YAMLError(_("{file} cannot be read: {error}").format(file=path, error=error.strerror)) from error


def parse(content: bytes, name: str) -> dict[str, Any]:
    """The mapping that ``content``, the content of the file ``name``, holds.

    Raises:
        YAMLError: there is none.
    """
    if len(content) > LARGEST:
        raise YAMLError(
            _("{file} has {size} bytes; at most {most} are read").format(file=name, size=len(content), most=LARGEST)
        )
    try:
        text = content.decode("utf-8")
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                reason = _("{file}, line {line}: an alias (*name) is not allowed; write out what it stands for")
                raise YAMLError(reason.format(file=name, line=_line(event.start_mark)))
        found = yaml.safe_load(text)
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        if isinstance(error, YAMLError):
            raise
        line = _line(getattr(error, "problem_mark", None))
        problem = getattr(error, "problem", None) or str(error).split("\n")[0]
        reason = _(
            "{file}, line {line}: it is not YAML ({problem}). Look at the spaces at the beginning of the lines, and put"
            " a text that holds a colon in quotes"
        )
        raise YAMLError(reason.format(file=name, line=line, problem=problem)) from error
    if not isinstance(found, dict):
        raise YAMLError(_("{file} holds no list of the form “key: value”").format(file=name))
    return found


def _line(mark: Any) -> int:
    return mark.line + 1 if mark else 1


class _Plain(yaml.SafeDumper):
    """Indents lists and repeats what is the same, as people do."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def written(value: dict[str, Any]) -> str:
    """``value`` as YAML that people can edit."""
    return yaml.dump(value, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)
