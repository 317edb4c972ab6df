"""Words and numbers of the dashboards, in the reader's language."""

from collections.abc import Iterable, Sequence
from html import escape

from lhcbox.language import current, gettext
from lhcbox.numerals import decimal_sign

NARROW_SPACE = "\u202f"
"""Between groups of three digits in both languages, as the SI asks; never breaks a line."""


def _(message: str) -> str:
    """``message`` from the dashboards' own catalogue."""
    return gettext(message, domain="dashboards")


def number(value: float, digits: int = 0) -> str:
    """``value`` with ``digits`` decimals, thousands set apart, and the decimal sign of the language.

    Example:
        >>> number(37183).replace(NARROW_SPACE, " ")
        '37 183'
    """
    text = f"{value:,.{digits}f}".replace(",", NARROW_SPACE).replace("-", "\u2212")
    return text.replace(".", decimal_sign(current()))


def brief(value: float) -> str:
    """``value`` with as many decimals as it has, at most four significant digits: for edges and thresholds."""
    text = f"{value:.4g}".replace("-", "\u2212")
    return text.replace(".", decimal_sign(current()))


def measured(value: float, error: float, digits: int = 2) -> str:
    """``value ± error``."""
    return f"{number(value, digits)} ± {number(error, digits)}"


def interval(low: float, high: float, unit: str) -> str:
    """``low–high unit``, without the unit where there is none."""
    return f"{brief(low)}–{brief(high)} {unit}".rstrip()


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], strong: Iterable[int] = ()) -> str:
    """An HTML table whose first column names its rows.

    Args:
        caption: what the table holds; may be empty where a heading just above says it.
        heads: one for each column.
        rows: plain texts, escaped here.
        strong: positions of the rows to be set off (sums).
    """
    marked = set(strong)
    parts = ["<table>"]
    if caption:
        parts.append(f"<caption>{escape(caption)}</caption>")
    parts.append("<thead><tr>")
    parts += [f'<th scope="col">{escape(head)}</th>' for head in heads]
    parts.append("</tr></thead><tbody>")
    for position, (name, *cells) in enumerate(rows):
        parts.append('<tr class="lhc-sum">' if position in marked else "<tr>")
        parts.append(f'<th scope="row">{escape(name)}</th>')
        parts += [f"<td>{escape(cell)}</td>" for cell in cells]
        parts.append("</tr>")
    parts.append("</tbody></table>")
    return "".join(parts)
