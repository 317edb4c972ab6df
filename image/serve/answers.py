"""Questions that Python answers: a queue, and children that answer one question each and end.

Open to everybody who can open a dashboard. The rules: a question is a small JSON object, never code; the children that
answer are few, bounded in time and memory (``serve.answerer``), and forked from the kernels' parent, so that they have
everything loaded; all others wait in a queue that each of them can see; nobody's question makes the server wait.
"""

import asyncio
import json
import logging
import secrets
import socket
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from serve.answerer import ANSWER, LENGTH, MEMORY, MODULES, REFUSAL, SECONDS
from serve.complaint import Complaint
from serve.complaint import marked as _
from serve.memory import expendable, memory
from serve.page import Page
from serve.provisioner import NURSERY, ForkedProcess, Nursery

log = logging.getLogger("lhcbox")

BASE = "/dash/ask/"
COOKIE = "lhcbox-asker"
SMALL = 64 * 1024
"""Bytes that a question may have."""
AT_ONCE = 2
LINE = 200
"""Questions that may wait."""
OF_ONE = 4
"""Questions that one browser may have open."""
OF_AN_ADDRESS = 100
"""Questions that one address may have open: a whole class may share one."""
POLL = 10.0
"""Seconds for which an answer about a question's state is held back while nothing changes."""
LEFT = 40.0
"""Seconds after which a question that nobody has asked about is given up: its page is gone."""
KEPT = 120.0
"""Seconds for which an answer, or that there is none, is kept."""
SHELF = 64 * 1024 * 1024
"""Bytes of answers that are kept for those who have not fetched them."""
LOADING = 90.0
"""Seconds that the children's parent may need until it has loaded everything."""
NO_ROOM = 60.0
"""Seconds for which the first of the queue waits for memory to become free."""

State = Literal["waiting", "working", "ready", "failed"]


CROWDED = _("So many questions are waiting that the box takes no more now. Try again in a minute.")
GREEDY = _("%(count)d of your questions are waiting already. Wait for an answer, or give one of them up.")
UNKNOWN = _("There is no such kind of question. Load the page again.")
GONE = _("The box does not know this question any more. Ask it again.")
LARGE = _("The question is too large: it has %(size)d bytes, and %(most)d are allowed.")
SHAPELESS = _("The question is not a JSON object with finite numbers. Load the page again.")
DIED = _("The computation broke off without an answer. Try again, or ask for less at once.")
SLOW = _("There was no answer after %(seconds)d s, so it was broken off. Try again, or ask for less at once.")
SHORT = _("The box has no memory to spare now. Try again when fewer people are working on it.")
AWAY = _("Python does not answer now. Try again in a minute.")


class Full(Complaint):
    """The queue, or somebody's share of it, is used up."""


class Failed(Complaint):
    """There is no answer."""


class Refused(Exception):
    """The child's sentence about a question that has no answer, in the asker's language."""


@dataclass(eq=False)
class Question:
    """One question on its way to an answer."""

    kind: str
    body: bytes
    language: str
    browser: str
    address: str
    ticket: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    state: State = "waiting"
    error: str = ""
    refused: bool = False
    answer: bytes = b""
    seen: float = 0.0
    done: float = 0.0
    task: asyncio.Task[None] | None = None

    @property
    def pending(self) -> bool:
        """Whether there may still be an answer."""
        return self.state in ("waiting", "working")


class Answers:
    """All questions of the box."""

    def __init__(self, nursery: Nursery = NURSERY, clock: Callable[[], float] = time.monotonic) -> None:
        """``nursery`` forks the children, as ``serve.provisioner.Nursery.answerer`` does."""
        self._nursery = nursery
        self._clock = clock
        self._questions: OrderedDict[str, Question] = OrderedDict()
        self._working: set[Question] = set()
        self._news = asyncio.Event()
        # of its own: what blocks while the kernels' parent is still loading must not hold up other threads' work
        self._forks = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="fork")
        self._sweeper: asyncio.Task[None] | None = None

    def ask(self, question: Question) -> Question:
        """Put ``question`` at the end of the queue.

        Raises:
            Full: it has no room for it.
        """
        pending = [each for each in self._questions.values() if each.pending]
        if sum(each.browser == question.browser for each in pending) >= OF_ONE:
            raise Full(GREEDY, count=OF_ONE)
        if sum(each.address == question.address for each in pending) >= OF_AN_ADDRESS or len(self._line()) >= LINE:
            raise Full(CROWDED)
        question.seen = self._clock()
        self._questions[question.ticket] = question
        if self._sweeper is None or self._sweeper.done():
            self._sweeper = asyncio.create_task(self._sweep())
        self._go_on()
        return question

    def find(self, ticket: str) -> Question | None:
        """The question of ``ticket``, whose asker is thereby known to be still there."""
        question = self._questions.get(ticket)
        if question is not None:
            question.seen = self._clock()
        return question

    def place(self, question: Question) -> int:
        """Where in the queue ``question`` stands: 1 is next; 0 where it does not wait."""
        return self._line().index(question) + 1 if question.state == "waiting" else 0

    async def news(self, question: Question, seconds: float, told: tuple[str, int]) -> None:
        """Return once state and place of ``question`` are other than ``told``, or after ``seconds``."""
        deadline = self._clock() + seconds
        while question.ticket in self._questions and (question.state, self.place(question)) == told:
            left = deadline - self._clock()
            if left <= 0:
                return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), left)

    def give_up(self, question: Question) -> None:
        """Forget ``question``; a child that is at it ends."""
        self._questions.pop(question.ticket, None)
        if question.task is not None:
            question.task.cancel()
        self._go_on()

    async def stop(self) -> None:
        """Give up all of them."""
        tasks = [question.task for question in self._working if question.task is not None]
        for question in list(self._questions.values()):
            self.give_up(question)
        if self._sweeper is not None:
            self._sweeper.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._forks.shutdown(wait=False, cancel_futures=True)

    def _line(self) -> list[Question]:
        return [question for question in self._questions.values() if question.state == "waiting"]

    def _go_on(self) -> None:
        """Begin with as many questions as may be worked at, and tell everybody who waits for news."""
        for question in self._line()[: max(0, AT_ONCE - len(self._working))]:
            question.state = "working"
            self._working.add(question)
            question.task = asyncio.create_task(self._work(question))
        self._news.set()
        self._news = asyncio.Event()

    async def _work(self, question: Question) -> None:
        try:
            question.answer = await self._answer(question)
            question.state = "ready"
        except Failed as failure:
            question.state, question.error = "failed", failure.told(question.language)
        except Refused as refusal:
            question.state, question.error, question.refused = "failed", str(refusal), True
        except Exception:
            log.exception("a question of the kind %s", question.kind)
            question.state, question.error = "failed", Failed(DIED).told(question.language)
        finally:
            question.done = self._clock()
            question.body = b""
            self._clear(SHELF)
            self._working.discard(question)
            self._go_on()

    async def _answer(self, question: Question) -> bytes:
        """What a child of its own writes.

        Raises:
            Refused: the child's sentence.
            Failed: there is no answer.
        """
        await _room(MEMORY[question.kind] // 2)  # most need less than half of what they may
        try:
            async with asyncio.timeout(LOADING):
                child, channel = await self._child(question)
        except (OSError, TimeoutError) as trouble:
            log.warning("the nursery does not answer: %s", trouble)
            raise Failed(AWAY) from trouble
        seconds = SECONDS[question.kind]
        try:
            async with asyncio.timeout(seconds):
                expendable(child.pid)
                said = await _talk(channel, question.body)
        except TimeoutError as late:
            raise Failed(SLOW, seconds=int(seconds)) from late
        except OSError:
            said = b""  # it died while it was spoken to
        finally:
            _end(child, channel)
        if len(said) > LENGTH or said[:1] not in (ANSWER, REFUSAL):
            raise Failed(DIED)
        if said[:1] == REFUSAL:
            raise Refused(said[1:].decode())
        return said[1:]

    async def _child(self, question: Question) -> tuple[ForkedProcess, socket.socket]:
        """A child of its own; one that comes when nobody wants it any more is ended."""
        forking = self._forks.submit(self._nursery.answerer, question.kind, question.language)
        try:
            return await asyncio.wrap_future(forking)
        except asyncio.CancelledError:
            forking.add_done_callback(_unwanted)
            raise

    def _clear(self, most: int) -> None:
        """Forget the oldest answers as long as all together have more than ``most`` bytes."""
        kept = sum(len(question.answer) for question in self._questions.values())
        for question in list(self._questions.values()):
            if kept > most and question.answer:
                kept -= len(question.answer)
                del self._questions[question.ticket]

    async def _sweep(self) -> None:
        while self._questions:
            await asyncio.sleep(2)
            now = self._clock()
            for question in list(self._questions.values()):
                if question.pending and now - question.seen > LEFT:
                    self.give_up(question)
                elif not question.pending and now - question.done > KEPT:
                    self._questions.pop(question.ticket, None)


async def _room(needed: int) -> None:
    """Wait until ``needed`` bytes of memory are free.

    Raises:
        Failed: they are not.
    """
    for _try in range(int(NO_ROOM)):
        if memory().free >= needed:
            return
        await asyncio.sleep(1)
    raise Failed(SHORT)


async def _talk(channel: socket.socket, body: bytes) -> bytes:
    """Say ``body``; all that the child says until it ends, or what is too much of it."""
    reader, writer = await asyncio.open_connection(sock=channel)
    try:
        writer.write(body)
        writer.write_eof()
        said = bytearray()
        while len(said) <= LENGTH + 1 and (piece := await reader.read(LENGTH)):
            said += piece
        return bytes(said)
    finally:
        writer.transport.abort()  # at once: nobody reads what may be left to say


def _end(child: ForkedProcess, channel: socket.socket) -> None:
    """End a child, whatever it does, and forget it once it has ended."""
    channel.close()
    child.kill()
    child.wait()  # it was killed, so this is over at once


def _unwanted(forking: Future[tuple[ForkedProcess, socket.socket]]) -> None:
    """End a child whose question was given up before it was there."""
    if not forking.cancelled() and forking.exception() is None:
        _end(*forking.result())


# The addresses --------------------------------------------------------------------------------------------------------


class Counter(Page):
    """Where questions are handed in and answers fetched: everything but an answer is JSON."""

    def prepare(self) -> None:
        """Nothing: the language of one page's questions is not remembered for all pages."""

    def check_xsrf_cookie(self) -> None:
        """Not asked for: ``serve.front`` refuses what other sites' pages send, and nothing here belongs to a reader."""

    @property
    def answers(self) -> Answers:
        """All questions."""
        answers: Answers = self.settings["answers"]
        return answers

    def say(self, content: dict[str, object], status: int = 200) -> None:
        """Finish with ``content``."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(content, ensure_ascii=False))

    def refuse(self, status: int, sentence: str, **gaps: object) -> None:
        """Finish with a sentence in the reader's language."""
        self.say({"error": Complaint(sentence, **gaps).told(self.language)}, status)

    def write_error(self, status_code: int, **_kwargs: Any) -> None:
        """A page that asks reads no page."""
        self.refuse(status_code, SHAPELESS if status_code < 500 else AWAY)


class Ask(Counter):
    """Takes a question."""

    def post(self, kind: str) -> None:
        """Put it into the queue and answer with its ticket."""
        body = self.request.body
        if kind not in MODULES:
            self.refuse(404, UNKNOWN)
        elif len(body) > SMALL:
            self.refuse(400, LARGE, size=len(body), most=SMALL)
        elif not _sound(body):
            self.refuse(400, SHAPELESS)
        else:
            try:
                asked = self.answers.ask(
                    Question(kind, body, self.language, self.browser(), self.request.remote_ip or "")
                )
            except Full as full:
                self.set_header("Retry-After", "10")
                self.say({"error": full.told(self.language)}, 429)
            else:
                self.say({"ticket": asked.ticket}, 202)

    def browser(self) -> str:
        """A name for the browser that asks, which it keeps until it is closed."""
        known = self.get_cookie(COOKIE)
        if known and len(known) <= 64:
            return known
        made = secrets.token_urlsafe(16)
        self.set_cookie(COOKIE, made, path=BASE, httponly=True, samesite="Strict")
        return made


class Ticket(Counter):
    """Tells of a question. Its ticket, which only the asker was given, is the key."""

    async def get(self, ticket: str) -> None:
        """Its state; with ``after``, the state that the asker knows, as soon as it is another one."""
        question = self.answers.find(ticket)
        after = self.get_query_argument("after", "")
        if question is not None and after:
            place = self.get_query_argument("place", "")
            known = int(place) if place.isdecimal() and len(place) < 10 else self.answers.place(question)
            await self.answers.news(question, POLL, (after, known))
            question = self.answers.find(ticket)
        if question is None:
            self.refuse(404, GONE)
        elif question.state == "waiting":
            self.say({"state": "waiting", "place": self.answers.place(question)})
        elif question.state == "failed":
            self.say({"state": "failed", "error": question.error, "refused": question.refused})
        else:
            self.say({"state": question.state})

    def delete(self, ticket: str) -> None:
        """Give it up."""
        question = self.answers.find(ticket)
        if question is not None:
            self.answers.give_up(question)
        self.set_status(204)
        self.finish()


class Answer(Counter):
    """Gives an answer, once."""

    async def get(self, ticket: str) -> None:
        """Send it, and forget it when it has arrived."""
        question = self.answers.find(ticket)
        if question is None or question.state != "ready":
            self.refuse(404, GONE)
            return
        self.set_header("Content-Type", "application/octet-stream")
        self.set_header("Cache-Control", "no-store")
        self.write(question.answer)
        await self.flush()
        self.answers.give_up(question)
        self.finish()


TICKET = r"([A-Za-z0-9_-]{22})"


def rules() -> list[tuple[Any, ...]]:
    """Addresses and who answers them; the application's settings hold ``answers``."""
    return [
        (rf"{BASE}([a-z]+)", Ask),
        (rf"{BASE}ticket/{TICKET}", Ticket),
        (rf"{BASE}ticket/{TICKET}/answer", Answer),
    ]


def _sound(body: bytes) -> bool:
    """Whether ``body`` is a JSON object without NaN or infinite numbers."""
    try:
        return isinstance(json.loads(body, parse_constant=_refuse_constant), dict)
    except (ValueError, RecursionError):
        return False


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
