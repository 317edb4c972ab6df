"""The whole HTML page around an analyser, in two forms.

With an address of its events, the page links to its script and styles, so that it works under a policy that forbids
everything inline: for the box. With the events' bytes, everything is inside: for a stick, opened from the file system.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from lhcbox.analyser.bundle import PUBLIC, STATIC, bundle
from lhcbox.language import LANGUAGES, gettext

ASSETS = "/home/analyser"
"""Under which address the box has :func:`script` as ``analyser.js`` and :func:`style` as ``analyser.css``."""
COMMON = Path(__file__).parents[2] / "home" / "static" / "home.css"
"""The look of all pages of the box; it stands in the checkout beside the package."""
NO_REQUESTS = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'"
)
STYLES = ("chart.css", "analyser.css")
BRAND = (
    '<svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true"><circle cx="16" cy="16" r="14" class="ring"/>'
    '<circle cx="16" cy="16" r="8" class="ring"/><path d="M16 16 4 9M16 16l13-5M16 16 9 29M16 16l9 11" class="track"/>'
    '<circle cx="16" cy="16" r="2.2" class="dot"/></svg>'
)


@cache
def script(start: str = "boot") -> str:
    """The page's script, one ES module: what the bundle exports, and ``start``, which is called at its end."""
    text = bundle(public=(*PUBLIC, start)) + f"{start}();\n"
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("a module holds </script or <!--, which would end the page's script; write it in two parts")
    return text


@cache
def style() -> str:
    """The page's own style sheet."""
    return "\n".join((STATIC / name).read_text(encoding="utf-8") for name in STYLES if (STATIC / name).is_file())


def html(
    declaration: Mapping[str, Any],
    words: Mapping[str, str],
    language: str,
    pack: str | bytes,
    *,
    home: str = "/",
    switch: Mapping[str, str] | None = None,
    assets: str = ASSETS,
    common: str | None = None,
    version: str = "",
    live: str | None = None,
) -> str:
    """One page.

    Args:
        declaration: the JSON of ``Declaration.page(language)``.
        words: of :func:`lhcbox.analyser.words.words`.
        language: two letters.
        pack: the address of the events, or their bytes, which then stand in the page.
        home: the address of the first page.
        switch: address of the same page for each language; none is offered where it is left out.
        assets: where script and style are, see :data:`ASSETS`; unused where the events' bytes are given.
        common: the text of the common style sheet for a page that holds everything; read from :data:`COMMON` if None.
        version: of the box, part of the addresses of script and styles, so that a browser never keeps old ones.
        live: the address of the same dashboard with a kernel, where there is one.
    """
    inside = isinstance(pack, bytes)
    events = ""
    if isinstance(pack, bytes):
        head = inner_head(common, style())
        events = f'<script type="text/plain" id="analyser-pack">{base64.b64encode(pack).decode()}</script>\n'
    else:
        head = linked_head(("analyser",), assets, version)
        head += f'\n<link rel="preload" as="fetch" crossorigin href="{escape(pack)}">'
    page = {
        "declaration": declaration,
        "words": words,
        "language": language,
        "pack": None if inside else pack,
    }
    return frame(
        declaration["title"],
        declaration.get("summary") or "",
        words,
        language,
        page,
        head=head,
        code=events + (inner_code() if inside else linked_code("analyser", assets, version)),
        home=home,
        switch=switch,
        after=_sources(declaration, words, None if inside else "/data/"),
        foot=_live(words, live),
        asks=not inside and (declaration.get("fit") or {}).get("python") is not None,
    )


def inner_head(common: str | None, styles: str) -> str:
    """Policy and styles of a page that holds everything; ``common`` as for :func:`html`."""
    looks = common if common is not None else COMMON.read_text(encoding="utf-8")
    return f'<meta http-equiv="Content-Security-Policy" content="{NO_REQUESTS}">\n<style>\n{looks}\n{styles}</style>'


def inner_code(start: str = "boot") -> str:
    """The script of a page that holds everything."""
    return f'<script type="module">\n{script(start)}</script>'


def linked_head(names: Sequence[str], assets: str, version: str) -> str:
    """Links to the styles and the script ``names`` of the box; the first name is that of the script."""
    query = _query(version)
    styles = [f'<link rel="stylesheet" href="{escape(assets)}/{name}.css{query}">' for name in names]
    return "\n".join(
        [
            '<link rel="icon" href="/home/icon.svg" type="image/svg+xml">',
            f'<link rel="stylesheet" href="/home/home.css{query}">',
            *styles,
            f'<link rel="modulepreload" href="{escape(assets)}/{names[0]}.js{query}">',
        ]
    )


def linked_code(name: str, assets: str, version: str) -> str:
    """The script of a page of the box."""
    return f'<script type="module" src="{escape(assets)}/{name}.js{_query(version)}"></script>'


def _query(version: str) -> str:
    return escape(f"?v={version}" if version else "")


def frame(
    title: str,
    summary: str,
    words: Mapping[str, str],
    language: str,
    page: Mapping[str, Any],
    *,
    head: str,
    code: str,
    home: str,
    switch: Mapping[str, str] | None,
    after: str = "",
    foot: str = "",
    asks: bool = False,
) -> str:
    """The page around what a script makes of ``page``.

    Args:
        title, summary: plain texts.
        words: of :func:`lhcbox.analyser.words.words`.
        language: two letters.
        page: what the script works with.
        head, code: HTML at the ends, of the functions above.
        home, switch: as for :func:`html`.
        after, foot: HTML below the analyser, and at the end of the page's foot.
        asks: whether the page may send the counts of a histogram to the box.
    """
    named, told = escape(title), escape(summary)
    return f"""<!DOCTYPE html>
<html lang="{escape(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{named} · LHC-in-a-Box</title>
{head}
</head>
<body class="an-page">
<a class="skip" href="#main">{escape(words["page.skip"])}</a>
<header class="bar">
<a class="brand" href="{escape(home)}">{BRAND}<span>LHC-in-a-Box</span></a>
<div class="self">{_tongues(words, language, switch or {})}</div>
</header>
<main id="main" tabindex="-1">
<div class="an-head">
<h1>{named}</h1>
{f'<p class="an-summary">{told}</p>' if told else ""}
</div>
<div id="analyser">
<p class="an-loading">{escape(words["page.wait"])}</p>
<p class="an-loading an-late">{escape(words["page.late"])}</p>
<noscript><p class="an-loading">{escape(words["page.noscript"])}</p></noscript>
</div>
{after}
</main>
<footer class="foot">
<p>{escape(words["page.foot.ask" if asks else "page.foot"])}{foot}</p>
</footer>
<script type="application/json" id="analyser-page">{_json(page)}</script>
{code}
</body>
</html>
"""


def _json(value: Any) -> str:
    """JSON that stands between script tags: without a character that could end them."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _tongues(words: Mapping[str, str], language: str, switch: Mapping[str, str]) -> str:
    """Links to the same page in each language, which take the reader's cuts along."""
    if not switch:
        return ""
    links = []
    for code in LANGUAGES:
        if code in switch:
            here = ' aria-current="true"' if code == language else ""
            name = escape(gettext("English", domain="home", language=code))
            links.append(
                f'<a href="{escape(switch[code])}" hreflang="{code}" lang="{code}" data-same-state{here}>{name}</a>'
            )
    return f'<nav class="tongues" aria-label="{escape(words["page.language"])}">{"".join(links)}</nav>'


def _sources(declaration: Mapping[str, Any], words: Mapping[str, str], cards: str | None) -> str:
    """Which samples are in the page, real or practice; with links to their cards on the box."""
    rows = []
    for sample in {entry["id"]: entry for entry in declaration.get("sources") or []}.values():
        kind = "real" if sample["real"] else "practice"
        title = escape(sample["title"])
        named = f'<a href="{cards}{escape(sample["id"])}">{title}</a>' if cards else title
        rows.append(f'<li><span class="badge {kind}">{escape(words[f"page.{kind}"])}</span> {named}</li>')
    if not rows:
        return ""
    summary = f"<summary>{escape(words['page.sources'])}</summary>"
    return f'<details class="an-sources">{summary}<ul>{"".join(rows)}</ul></details>'


def _live(words: Mapping[str, str], address: str | None) -> str:
    return f' <a href="{escape(address)}">{escape(words["page.live"])}</a>' if address else ""
