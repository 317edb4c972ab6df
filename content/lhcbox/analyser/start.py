"""``START-HERE.html`` of a stick: every analyser with its picture, in every language, opened without a server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

from lhcbox.analyser.declaration import DOMAIN
from lhcbox.language import gettext

_ = partial(gettext, domain=DOMAIN)

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
STYLE = """
.start h1 { font-size: 1.1rem; margin: 0; }
.start .tongue { border-top: 1px solid var(--line); padding-top: .5rem; }
"""


@dataclass(frozen=True)
class Entry:
    """One analyser: its drawing as SVG or None, and for each language title, summary and the address of its page."""

    drawing: str | None
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    pages: Mapping[str, str]
    minutes: int | None


def html(entries: Sequence[Entry], languages: Sequence[str], common: str, own: Mapping[str, tuple[str, str]]) -> str:
    """The page.

    Args:
        entries: the analysers, in the order in which they are shown.
        languages: codes of two letters; each gets a part of its own.
        common: text of the style sheet that all pages of the box share.
        own: address and title, by language, of the page on which readers open a table of their own.
    """
    jumps = " ".join(
        f'<a href="#{code}" hreflang="{code}" lang="{code}">{escape(_name(code))}</a>' for code in languages
    )
    parts = "\n".join(_part(entries, code, own[code]) for code in languages)
    return f"""<!DOCTYPE html>
<html lang="{languages[0]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>LHC-in-a-Box</title>
<style>
{common}
{STYLE}</style>
</head>
<body class="start">
<header class="bar">
<h1 class="brand">LHC-in-a-Box</h1>
<div class="self"><nav class="tongues" aria-label="Language">{jumps}</nav></div>
</header>
<main id="main">
{parts}
</main>
</body>
</html>
"""


def _part(entries: Sequence[Entry], language: str, own: tuple[str, str]) -> str:
    heading = _("Explore without code", language=language)
    lead = _(
        "Real collisions of the Large Hadron Collider. Choose one: it opens in this browser, without internet and"
        " without installing anything.",
        language=language,
    )
    hint = _(
        "If a page stays empty, copy this folder to the desktop and open START-HERE.html there with Firefox, Chrome or"
        " Edge.",
        language=language,
    )
    table = _("open a table of yours in this browser", language=language)
    cards = "\n".join(_card(entry, language) for entry in entries)
    return f"""<section class="tongue" id="{language}" lang="{language}" aria-labelledby="title-{language}">
<h2 id="title-{language}">{escape(heading)}</h2>
<p class="about">{escape(lead)}</p>
<ul class="cards">
{cards}
</ul>
<p class="more"><a href="{escape(own[0])}">{escape(own[1])}: {escape(table)}</a></p>
<p class="note">{escape(hint)}</p>
</section>"""


def _card(entry: Entry, language: str) -> str:
    minutes = ""
    if entry.minutes:
        words = _("{minutes} minutes", language=language).format(minutes=entry.minutes)
        minutes = f'<p class="facts"><span>{escape(words)}</span></p>'
    title, address = escape(entry.titles[language]), escape(entry.pages[language])
    return f"""<li class="card">
{entry.drawing or ""}
<h3><a class="whole" href="{address}">{title}</a></h3>
<p>{escape(entry.summaries[language])}</p>
{minutes}
</li>"""


def _name(language: str) -> str:
    """What a language calls itself."""
    return gettext("English", domain="home", language=language)
