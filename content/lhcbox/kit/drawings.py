"""Drawings: SVG files whose words are translated, and which must be harmless and at home on this box."""

import re
from pathlib import Path
from xml.etree import ElementTree

from lhcbox.kit.blocks import Translate
from lhcbox.kit.words import gettext as _

_SVG = "{http://www.w3.org/2000/svg}"
_WORDS = {_SVG + name for name in ("text", "tspan", "title", "desc")}
_ACTIVE = {"script", "foreignobject", "iframe", "set", "animate", "handler"}
_ELSEWHERE = re.compile(r"^\s*(?!#|data:image/)\S|url\(\s*['\"]?\s*(?!#)", re.IGNORECASE)
_DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class DrawingError(ValueError):
    """A drawing that cannot be used; the message says why."""


def translated(path: Path, translate: Translate) -> str:
    """The drawing at ``path`` as text, its words handed through ``translate``."""
    ElementTree.register_namespace("", _SVG.strip("{}"))
    tree = ElementTree.parse(path)
    for element in tree.iter():
        if element.tag in _WORDS and element.text and re.search(r"[^\W\d_]{2,}", element.text):
            element.text = translate(" ".join(element.text.split()))
    return ElementTree.tostring(tree.getroot(), encoding="unicode")


def words(path: Path) -> list[str]:
    """The texts inside the drawing at ``path``, in the order of the file."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    translated(path, note)
    return found


def harmless(text: str) -> None:
    """Make sure that a drawing neither runs anything nor loads anything.

    Raises:
        DrawingError: it does, or is no drawing.
    """
    if _DECLARED.search(text):
        raise DrawingError(_("it declares a document type or entities; save it as plain SVG"))
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, RecursionError) as error:
        raise DrawingError(
            _("it is not SVG ({error}); draw it again or save it as plain SVG").format(error=error)
        ) from error
    if root.tag not in ("svg", _SVG + "svg"):  # without the namespace where it will stand inside a page, as cards do
        raise DrawingError(_("it is not SVG; save it as plain SVG"))
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name.lower() in _ACTIVE:
            raise DrawingError(_("it holds <{name}>, which can run programs; take it out").format(name=name))
        for key, value in element.attrib.items():
            attribute = key.rpartition("}")[2].lower()
            if attribute.startswith("on"):
                raise DrawingError(_("it holds {name}=…, which can run programs; take it out").format(name=attribute))
            if (attribute in ("href", "src") and _ELSEWHERE.match(value)) or "url(" in value.replace("url(#", ""):
                raise DrawingError(
                    _("it loads {address} from elsewhere; put it inside the drawing").format(address=value[:60])
                )
        if name.lower() == "style" and re.search(
            r"@import|url\(\s*['\"]?\s*(?!#|data:)", element.text or "", re.IGNORECASE
        ):
            raise DrawingError(_("its style loads something from elsewhere; put it inside the drawing"))
