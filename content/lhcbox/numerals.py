"""Numbers as a reader of each language writes them.

Spanish writes a decimal comma. Large numbers are set in groups of three with a narrow space, which both languages read.
"""

import math

from lhcbox.language import gettext

GROUP = "\u202f"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_WRITTEN_OUT = 7  # more digits than these before the point, or zeros after it, and a power of ten is easier to read


def numeral(value: float, language: str, digits: int = 4) -> str:
    """``value`` for a reader of ``language``.

    Args:
        value: a whole number is written out; of any other, ``digits`` significant digits are.
        language: ``"en"`` or ``"es"``.
        digits: how many, at least 1.

    Example:
        >>> numeral(1234567, "en").replace(GROUP, " "), numeral(12.3456, "es", 3), numeral(1.5e11, "en")
        ('1 234 567', '12,3', '1.5 × 10¹¹')
    """
    if isinstance(value, int):
        return _grouped(str(value))
    if not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = int(exponent)
    if power >= _WRITTEN_OUT or power < -3:
        text = f"{_trimmed(mantissa)} × 10{str(power).translate(_SUPERSCRIPTS)}"
    else:
        text = _trimmed(f"{round(value, digits - 1 - power):.{max(digits - 1 - power, 0)}f}")
        whole, point, rest = text.partition(".")
        text = _grouped(whole) + point + rest
    return text.replace(".", decimal_sign(language))


def decimal_sign(language: str) -> str:
    """What stands between units and tenths.

    Example:
        >>> decimal_sign("en"), decimal_sign("es")
        ('.', ',')
    """
    return gettext("0.5", language=language)[1]  # translators write the number as they would


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouped(whole: str) -> str:
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    if len(digits) < 5:
        return sign + digits
    head = len(digits) % 3
    groups = [digits[:head]] * bool(head) + [digits[i : i + 3] for i in range(head, len(digits), 3)]
    return sign + GROUP.join(groups)
