"""The pages that are open to all: first page, data cards, documents, health; and the shelf for those who signed in."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tornado.web import HTTPError, RedirectHandler, StaticFileHandler

from lhcbox.language import LANGUAGES
from serve import analysers, cards, screen
from serve.copies import FOLDERS, first_copy, fresh_copy
from serve.page import STRICT, Page, needs_code
from serve.shelf import said

SLUG = r"([a-z0-9][a-z0-9-]*)"


class Home(Page):
    """What this is, and everything there is to open."""

    def get(self) -> None:
        """Show the first page."""
        shelf = self.box.shelf
        self.show(
            "index.html",
            shelf=shelf,
            releases=cards.releases(shelf),
            profile=self.box.settings.profile,
            hackathon=(shelf.folder / "kit").is_dir(),
        )


class Health(Page):
    """Version, profile and what is ready, for machines."""

    def get(self) -> None:
        """Answer 200 once everything works, 503 before."""
        settings, ready, shelf = self.box.settings, self.box.ready, self.box.shelf
        self.set_status(200 if ready.all else 503)
        self.set_header("Content-Type", "application/json")
        self.finish(
            json.dumps(
                {
                    "version": settings.version,
                    "profile": settings.profile,
                    "ready": {"pages": True, "lab": ready.lab, "dashboards": ready.dashboards},
                    "lessons": sorted(shelf.lessons),
                    "samples": len(shelf.samples),
                }
            )
        )


class Samples(Page):
    """The list of all samples."""

    def get(self) -> None:
        """Show the list."""
        self.show("samples.html", shelf=self.box.shelf, releases=cards.releases(self.box.shelf))


class Sample(Page):
    """The card of one sample: what it is, where it comes from, what was done to it."""

    def get(self, name: str) -> None:
        """Show the card."""
        shelf = self.box.shelf
        sample = shelf.samples.get(name)
        if sample is None:
            raise HTTPError(404)
        histogram = shelf.histogram(name)
        self.show(
            "data.html",
            name=name,
            sample=sample,
            listed=cards.Listed(name, sample, shelf.cards.get(name, {})),
            histogram=histogram,
            bins=cards.bins(histogram),
            steps=cards.steps(sample),
            precision=cards.precision(sample),
            folder=shelf.folder / "data",
        )


class Plots(StaticFileHandler, Page):
    """The plots of the data cards, which also open on their own and can be saved."""

    # they carry the colours of the dark scheme as a style of their own
    content_security_policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class Notes(Page):
    """The teacher's notes of a lesson or a dashboard. They hold the answers, so they need the code."""

    content_security_policy = STRICT + "; style-src 'self' 'unsafe-inline'"  # figures carry their styles with them

    @needs_code
    def get(self, of_dashboard: str | None, slug: str) -> None:
        """Show the notes."""
        shelf = self.box.shelf
        path = (
            shelf.dashboard_notes_file(slug, self.language) if of_dashboard else shelf.notes_file(slug, self.language)
        )
        if path is None:
            raise HTTPError(404)
        content = path.read_text(encoding="utf-8")
        if content.lstrip()[:9].lower() == "<!doctype":
            self.finish(content)
            return
        entry = (shelf.dashboards if of_dashboard else shelf.lessons)[slug]
        self.show("notes.html", title=said(entry.get("title"), self.language), notes=content)


class Hackathon(Page):
    """What a hackathon team is asked, and how to go about it."""

    def get(self) -> None:
        """Show the brief, as the bake wrote it."""
        path = self.box.shelf.folder / "kit" / f"brief.{self.language}.html"
        if not path.is_file():
            raise HTTPError(404)
        brief = path.read_text(encoding="utf-8")
        heading = re.search(r"<h1>(.*?)</h1>", brief)
        self.show("hackathon.html", title=heading[1] if heading else "Hackathon", brief=brief)


class Lessons(Page):
    """The lessons as JupyterLab's lesson list wants them."""

    @needs_code
    def get(self) -> None:
        """Answer with the list, in the reader's language."""
        language = self.language
        entries = [
            {
                "slug": slug,
                "title": said(lesson.get("title"), language),
                "summary": said(lesson.get("summary"), language),
                "minutes": lesson.get("minutes"),
                "physics": lesson.get("level_physics"),
                "coding": lesson.get("level_coding"),
                "notes": self.box.shelf.notes_file(slug, language) is not None,
            }
            for slug, lesson in self.box.shelf.lessons.items()
        ]
        words = json.loads(self.box.window.draw("words.json.j2", language))
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps({"language": language, "lessons": entries, "words": words}))


class Open(Page):
    """Opens the student's own copy of a lesson, made if there is none."""

    @needs_code
    def get(self, slug: str) -> None:
        """Make the copy if need be and go to it."""
        self.lead_to(slug, fresh=False)

    def lead_to(self, slug: str, fresh: bool) -> None:
        """Go to the student's copy in JupyterLab, or say where it is."""
        language = self.language
        lesson = self.box.shelf.lesson_file(slug, language)
        if lesson is None:
            raise HTTPError(404)
        try:
            copy = (fresh_copy if fresh else first_copy)(lesson, self.box.settings.home, language)
        except OSError as error:
            self.notice("unwritable", 507, folder=FOLDERS[language], error=str(error))
            return
        if self.request.headers.get("Accept", "").startswith("application/json"):
            self.set_header("Content-Type", "application/json")
            self.finish(json.dumps({"path": copy.as_posix()}))
            return
        self.redirect("/lab/tree/" + quote(copy.as_posix()), status=303)


class Again(Open):
    """Makes a fresh copy of a lesson beside the student's old one."""

    @needs_code
    def get(self, slug: str) -> None:
        """Ask first: following a link must not make files."""
        lesson = self.box.shelf.lessons.get(slug)
        if lesson is None:
            raise HTTPError(404)
        self.show("again.html", slug=slug, title=said(lesson.get("title"), self.language))

    @needs_code
    def post(self, slug: str) -> None:
        """Make the copy and go to it."""
        self.lead_to(slug, fresh=True)


class Files(StaticFileHandler, Page):
    """Files of our own pages: style, script, pictures."""

    def set_extra_headers(self, path: str) -> None:
        """Let browsers keep a file as long as its address names its version."""
        if self.get_argument("v", None):
            self.set_header("Cache-Control", "public, max-age=31536000, immutable")


class Docs(StaticFileHandler, Page):
    """The documents as their generator made them, one site per language."""

    # the generator's theme sets light or dark by a script in the page and carries styles with its examples
    content_security_policy = (
        STRICT + "; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; font-src 'self' data:"
    )

    async def get(self, path: str, include_body: bool = True) -> None:
        """Show a document; an address without a language leads to the reader's own."""
        parts = path.split("/")
        if parts[0] not in LANGUAGES:
            there = (Path(self.root) / self.language).is_dir()
            language = self.language if there else "en"
            if not (Path(self.root) / language).is_dir():
                raise HTTPError(404)
            self.redirect(f"/docs/{language}/")
            return
        if self.get_argument("lang", None) and self.language != parts[0]:
            self.redirect("/docs/" + quote("/".join([self.language, *parts[1:]])))
            return
        await super().get(path, include_body)


class Missing(Page):
    """Whatever else is asked for."""

    def prepare(self) -> None:
        """There is nothing."""
        raise HTTPError(404)


class Starting(Page):
    """Stands in for JupyterLab and the dashboards until they are loaded."""

    def prepare(self) -> None:
        """Say so, and ask again by itself."""
        self.notice("starting", 503, again_in=2)

    def check_xsrf_cookie(self) -> None:
        """Nothing is done for anybody yet; who asks by script is told to come again, not that he may not."""


class Unwelcome(Page):
    """The answer to a request that must not come in: a name that is not ours, or another site's page."""

    def initialize(self, what: str) -> None:
        """``what`` names the notice."""
        self.what = what

    def prepare(self) -> None:
        """Refuse."""
        self.notice(self.what, 403, host=self.request.host[:80])

    def check_xsrf_cookie(self) -> None:
        """Refused anyway."""


def rules(box_folder: Path, share: Path) -> list[tuple[Any, ...]]:
    """Addresses and who answers them."""
    return [
        (r"/", Home),
        (r"/healthz", Health),
        (r"/screen", screen.Screen),
        (r"/screen/facts", screen.Facts),
        (r"/data/?", Samples),
        (rf"/data/{SLUG}", Sample),
        (r"/cards/((?:en|es)/[a-z0-9-]+\.svg)", Plots, {"path": str(share / "cards")}),
        (rf"/teachers/(dash/)?{SLUG}", Notes),
        (rf"/open/{SLUG}", Open),
        (rf"/again/{SLUG}", Again),
        (r"/lessons", Lessons),
        (r"/hackathon/?", Hackathon),
        (r"/docs()", Docs, {"path": str(share / "docs"), "default_filename": "index.html"}),
        (r"/docs/(.*)", Docs, {"path": str(share / "docs"), "default_filename": "index.html"}),
        *analysers.rules(share),
        (r"/home/(.*)", Files, {"path": str(box_folder / "static")}),
        (r"/favicon\.ico", RedirectHandler, {"url": "/home/icon.svg"}),
    ]
