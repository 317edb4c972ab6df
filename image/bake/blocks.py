"""What in a lesson's source is text for a reader: `lhcbox.kit.blocks`, which a team's kit in the box uses as well."""

from lhcbox.kit.blocks import (
    SourceError,
    Translate,
    code_messages,
    markdown_messages,
    translate_code,
    translate_markdown,
    translate_marked,
    variant,
)

__all__ = [
    "SourceError",
    "Translate",
    "code_messages",
    "markdown_messages",
    "translate_code",
    "translate_markdown",
    "translate_marked",
    "variant",
]
