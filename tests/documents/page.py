"""A built page, read as a browser reads it: what it links to, what it loads, what it says."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

TEXT = {"p", "li", "td", "th", "h1", "h2", "h3", "h4", "dt", "dd", "caption"}
# Elements that have no end tag
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Code is never translated
LANGUAGE_FREE = {"pre", "code"}


@dataclass
class Page(HTMLParser):
    """The page at ``path``."""

    path: Path
    language: str = ""
    links: list[dict[str, str]] = field(default_factory=list)
    """The attributes of each ``<a>``."""
    assets: list[str] = field(default_factory=list)
    """Addresses that a browser loads by itself."""
    ids: set[str] = field(default_factory=set)
    inline_scripts: int = 0
    texts: list[str] = field(default_factory=list)
    """The words of the article, a paragraph, cell or heading each."""

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = []
        self._words: list[list[str]] = []
        self.feed(self.path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.add(given["id"])
        if tag == "html":
            self.language = given.get("lang", "")
        if tag == "a" and "href" in given:
            self.links.append(given)
        if tag == "script" and "src" not in given:
            self.inline_scripts += 1
        if tag == "link" and given.get("rel", "") in {"stylesheet", "icon", "shortcut icon", "preload", "prefetch"}:
            self.assets.append(given["href"])
        for name in ("src", "poster", "data"):
            if name in given:
                self.assets.append(given[name])
        self.assets += [part.split()[0] for part in given.get("srcset", "").split(",") if part.strip()]
        self.assets += re.findall(r"url\(['\"]?([^)'\"]+)", given.get("style", ""))
        if tag not in VOID:
            self._open.append((tag, given.get("class", "")))
            if tag in TEXT:
                self._words.append([])

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, _class = self._open.pop()
            if name in TEXT and (words := " ".join("".join(self._words.pop()).split())):
                self.texts.append(words)
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        names = {name for name, _class in self._open}
        translated = not any("glossary-table" in given for _name, given in self._open)
        if self._words and "article" in names and translated and not names & LANGUAGE_FREE:
            self._words[-1].append(data)
