"""Fill every catalogue of a language with a made-up translation: English with its vowels marked and doubled.

Run in the tools' image: ``python pseudo.py CONTENT LANGUAGE``. The words are a third longer, as translations are, and
nobody takes them for English. What must stay literal in every language stays: formulas, code, placeholders, addresses.
"""

import re
import sys
from pathlib import Path

from babel.messages.pofile import read_po, write_po

LITERAL = re.compile(
    r"\$\$.*?\$\$|\$[^$\n]+\$|```.*?```|`[^`]*`|\{[^{}]*\}|%\([a-z_]+\)[sd]|<[^>]*>|\]\([^)]*\)|&[a-z#0-9]+;|\\[a-zA-Z]+"
    r"|\b[\w.-]+\.(?:sh|yml|csv|root|ipynb)\b|(?<!\w)--?[a-z][a-z-]*",
    re.DOTALL,
)
VOWELS = str.maketrans({"a": "åå", "e": "ëë", "i": "îî", "o": "öö", "u": "üü", "A": "Å", "E": "Ë", "O": "Ö"})
OWN = {"0.5": "0·5", "English": "Psëüdö"}
"""How the language writes a decimal, and what it calls itself."""


def translated(text: str) -> str:
    """``text`` in the made-up language."""
    if text in OWN:
        return OWN[text]
    made, end = [], 0
    for match in LITERAL.finditer(text):
        made += [text[end : match.start()].translate(VOWELS), match[0]]
        end = match.end()
    return "".join([*made, text[end:].translate(VOWELS)])


def main() -> None:
    """Fill the catalogues that ``bake translations update`` has made."""
    content, language = Path(sys.argv[1]), sys.argv[2]
    for path in sorted((content / "locale" / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=None)
        for message in catalogue:
            if message.id:
                message.string = translated(str(message.id))
        with path.open("wb") as file:
            write_po(file, catalogue)


if __name__ == "__main__":
    main()
