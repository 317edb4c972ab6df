"""Questions that Python answers: the queue, its limits, and what happens where a question or a child is bad."""

import contextlib
import http.client
import json
import signal
import string
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from analysers.asking import ASK, WATCH, Asker, caught, children, held, inside, kill_parent, question, ready
from signin.client import student

from boxes import Box

SERVER = "print(open('/proc/1/stat').read().split()[21])"
CROWD = """
import http.client, json, sys
question, statuses, tickets = sys.argv[1].encode(), {}, []
for last, many in ((2, 100), (3, 100), (4, 12)):
    for _each in range(many):
        line = http.client.HTTPConnection("127.0.0.1", 8888, source_address=(f"127.0.0.{last}", 0))
        line.request("POST", "/dash/ask/fit", question, {"Content-Type": "application/json"})
        answer = line.getresponse()
        told = json.loads(answer.read())
        statuses.setdefault(answer.status, []).append(last)
        tickets.append(told.get("ticket"))
        sentence = told.get("error", "")
        line.close()
for ticket in filter(None, tickets):
    line = http.client.HTTPConnection("127.0.0.1", 8888)
    line.request("DELETE", f"/dash/ask/ticket/{ticket}")
    line.getresponse().read()
    line.close()
print(json.dumps([{status: [who.count(last) for last in (2, 3, 4)] for status, who in statuses.items()}, sentence]))
"""


@pytest.fixture(scope="module")
def box(box_factory: Callable[..., Box]) -> Box:
    """A box of these tests' own: they stop and kill parts of it."""
    return ready(box_factory())


@pytest.fixture(autouse=True)
def the_server_lives(box: Box) -> Any:
    """Whatever a test does: the same process goes on serving, and answers."""
    before = box.execute("python", "-c", SERVER).stdout
    yield
    assert box.execute("python", "-c", SERVER).stdout == before
    with Asker(box) as asker:
        assert asker.answer(asker.ticket())["parameters"]


def test_a_question_is_answered_once(box: Box) -> None:
    with Asker(box) as asker:
        ticket = asker.ticket()
        assert len(ticket) == 22
        found = asker.answer(ticket)
        assert found["z"] > 3
        assert asker.state(ticket) == {"state": "unknown"}
        again = asker.get(f"{ASK}/ticket/{ticket}/answer")
        assert again.status_code == 404
        assert again.json()["error"]


def test_a_box_that_is_still_starting_asks_for_patience(make_box: Callable[..., Box]) -> None:
    box = make_box(wait=False)
    statuses = []
    end = time.monotonic() + 60
    while statuses[-1:] != [202] and time.monotonic() < end:
        with contextlib.suppress(httpx.TransportError), Asker(box) as asker:
            statuses.append(asker.hand_in().status_code)
    assert set(statuses) <= {503, 202}
    assert statuses[-1] == 202


def test_the_child_ends_with_its_answer(box: Box) -> None:
    with Asker(box) as asker:
        asker.answer(asker.ticket())
    assert children(box) == 0


def test_the_queue_keeps_its_order(box: Box) -> None:
    with contextlib.ExitStack() as stack:
        askers = [stack.enter_context(Asker(box)) for _each in range(5)]
        with held(box):
            tickets = [asker.ticket() for asker in askers]
            states = [asker.state(ticket) for asker, ticket in zip(askers, tickets, strict=True)]
            assert states[:2] == [{"state": "working"}] * 2
            assert states[2:] == [{"state": "waiting", "place": place} for place in (1, 2, 3)]
            with ThreadPoolExecutor() as pool:
                # the last one asks to be told of a change; the first of the queue goes
                params = {"after": "waiting", "place": "3"}
                waiting = pool.submit(askers[4].get, f"{ASK}/ticket/{tickets[4]}", params=params)
                time.sleep(0.5)
                assert not waiting.done()
                askers[2].give_up(tickets[2])
                assert waiting.result().json() == {"state": "waiting", "place": 2}
            assert askers[3].state(tickets[3]) == {"state": "waiting", "place": 1}
            assert askers[2].state(tickets[2]) == {"state": "unknown"}
        for place in (0, 1, 3, 4):
            assert askers[place].answer(tickets[place])["parameters"]


def test_an_unchanged_state_is_told_after_a_while(box: Box) -> None:
    with Asker(box) as asker, held(box):
        tickets = [asker.ticket() for _each in range(3)]
        started = time.monotonic()
        assert asker.state(tickets[2], after="waiting") == {"state": "waiting", "place": 1}
        assert time.monotonic() - started > 5
        for ticket in tickets:
            asker.give_up(ticket)


def test_never_more_than_two_answer_at_once(box: Box) -> None:
    with inside(box, WATCH, "/tmp/enough") as watching:
        with contextlib.ExitStack() as stack:
            askers = [stack.enter_context(Asker(box)) for _each in range(12)]
            tickets = [asker.ticket() for asker in askers]
            for asker, ticket in zip(askers, tickets, strict=True):
                asker.answer(ticket)
        box.execute("touch", "/tmp/enough")
        assert watching.stdout is not None
        assert int(watching.stdout.read()) in (1, 2)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_one_browser_cannot_fill_the_queue(box: Box, lang: str) -> None:
    with Asker(box, lang) as greedy, Asker(box, lang) as modest, held(box):
        tickets = [greedy.ticket() for _each in range(4)]
        refused = greedy.hand_in()
        assert refused.status_code == 429
        assert ("Wait" if lang == "en" else "Espera") in refused.json()["error"]
        assert int(refused.headers["Retry-After"]) > 0
        modest.give_up(modest.ticket())
        greedy.give_up(tickets.pop())
        tickets.append(greedy.ticket())
        for ticket in tickets:
            greedy.give_up(ticket)


def test_the_queue_has_an_end(box: Box) -> None:
    with held(box):
        told = json.loads(box.execute("python", "-c", CROWD, json.dumps(question())).stdout)
    # two are being worked at, 200 wait; no address has more than 100
    assert told[0] == {"202": [100, 100, 2], "429": [0, 0, 10]}
    assert "minute" in told[1]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[1, 2]", b"3", b'"fit"', b'{"counts": [NaN]}', b'{"mean": Infinity}', b"[" * 60_000, b"\xff\xfe{}"],
)
def test_what_is_no_json_object_is_refused(box: Box, body: bytes) -> None:
    for lang, word in (("en", "question"), ("es", "pregunta")):
        with Asker(box, lang) as asker:
            answer = asker.post(f"{ASK}/fit", content=body)
            assert answer.status_code == 400
            assert word in answer.json()["error"]


def test_a_large_question_is_refused(box: Box) -> None:
    large = b'{"counts": [' + b"1," * 32_768 + b"1]}"
    assert len(large) > 65_536
    with Asker(box) as asker:
        answer = asker.post(f"{ASK}/fit", content=large)
        assert answer.status_code == 400
        assert str(len(large)) in answer.json()["error"]
    with student(box) as signed_in:
        assert signed_in.post(f"{ASK}/fit", content=large).status_code == 400


def test_a_huge_question_is_not_even_read(box: Box) -> None:
    line = http.client.HTTPConnection(urlsplit(box.url).netloc, timeout=30)
    line.putrequest("POST", f"{ASK}/fit")
    line.putheader("Content-Length", str(10**9))
    line.endheaders()
    assert line.getresponse().status == 400


@pytest.mark.parametrize("kind", ["nothing", "ticket", "os"])
def test_an_unknown_kind_is_refused(box: Box, kind: str) -> None:
    with Asker(box) as asker:
        answer = asker.hand_in(kind=kind)
        assert answer.status_code == 404
        assert answer.json()["error"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"counts": [1.0] * 1001, "edges": [float(x) for x in range(1002)]}, "1001"),
        ({"counts": []}, "counts"),
        ({"counts": "110"}, "counts"),
        ({"counts": [*[10] * 109, -3]}, "-3"),
        ({"counts": [*[10] * 109, True]}, "110"),
        ({"counts": [*[10] * 109, "1"]}, "110"),
        ({"counts": [*[10] * 109, None]}, "null"),
        ({"counts": [*[10] * 109, 1e300]}, "1e+300"),
        ({"counts": [*[10] * 109, 10**400]}, "110"),
        ({"counts": [0] * 110}, "event"),
        ({"counts": [100, *[0] * 109]}, "bins"),
        ({"edges": [105.0] * 111}, "edges"),
        ({"edges": [105.0, 160.0]}, "edges"),
        ({"edges": [1e200 * x for x in range(111)]}, "edges"),
        ({"mean": 200.0}, "200"),
        ({"mean": None}, "mean"),
        ({"width": 0}, "width"),
        ({"width": -1}, "-1"),
        ({"width": 1e6}, "width"),
        ({"order": 6}, "6"),
        ({"order": 2.5}, "2.5"),
        ({"free": ["mass"]}, "mass"),
        ({"free": "mean"}, "mean"),
        ({"background": "sine"}, "sine"),
        ({"data": 1}, "data"),
        ({"code": "print(1)"}, "code"),
    ],
)
def test_a_question_that_makes_no_sense_is_told_why(box: Box, changes: dict[str, Any], named: str) -> None:
    asked = question(**{name: value for name, value in changes.items() if value is not None})
    for name in [name for name, value in changes.items() if value is None]:
        del asked[name]
    with Asker(box) as asker:
        told = asker.end(asker.ticket(asked))
        assert told["state"] == "failed"
        assert told["refused"] is True
        assert named in told["error"]
        assert "Traceback" not in told["error"]


def test_tickets_cannot_be_guessed(box: Box) -> None:
    with contextlib.ExitStack() as stack, held(box):
        askers = [stack.enter_context(Asker(box)) for _each in range(8)]
        tickets = [asker.ticket() for asker in askers for _each in range(4)]
        assert len(set(tickets)) == 32
        assert {*"".join(tickets)} <= {*string.ascii_letters, *string.digits, "-", "_"}
        # 128 random bits: at each place, many letters have been there
        assert all(len({ticket[place] for ticket in tickets}) > 8 for place in range(21))
        for ticket in (tickets[0][:-2] + "AA", "A" * 22, "0", "../fit", "%00"):
            assert askers[0].get(f"{ASK}/ticket/{ticket}").status_code in (403, 404, 405)
        for asker, place in zip(askers, range(0, 32, 4), strict=True):
            for ticket in tickets[place : place + 4]:
                asker.give_up(ticket)


def test_what_is_given_up_ends(box: Box) -> None:
    with Asker(box) as asker, caught(box, signal.SIGSTOP) as catching:
        ticket = asker.ticket()
        assert catching.wait(60) == 0
        assert children(box) == 1
        assert asker.state(ticket) == {"state": "working"}
        asker.give_up(ticket)
        asker.give_up(ticket)  # once more is no error
        assert asker.state(ticket) == {"state": "unknown"}
        assert children(box) == 0


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_child_that_dies_is_told_in_a_sentence(box: Box, lang: str) -> None:
    with Asker(box, lang) as asker, caught(box, signal.SIGKILL) as catching:
        ticket = asker.ticket()
        told = asker.end(ticket)
        assert catching.wait(60) == 0
    assert told["state"] == "failed"
    assert told["refused"] is False
    assert ("broke off" if lang == "en" else "interrumpió") in told["error"]


def test_a_child_that_takes_too_long_is_ended(box: Box) -> None:
    with Asker(box) as asker, caught(box, signal.SIGSTOP) as catching:
        told = asker.end(asker.ticket())
        assert catching.wait(60) == 0
    assert told["state"] == "failed"
    assert "30 s" in told["error"]
    assert children(box) == 0


def test_a_page_that_has_gone_does_not_hold_up_others(box: Box) -> None:
    with Asker(box) as gone, Asker(box) as patient, held(box):
        left = [gone.ticket() for _each in range(4)]
        mine = patient.ticket()
        deadline = time.monotonic() + 120
        # nobody asks for the first four, so what waits is before nobody any more
        while patient.state(mine, "waiting") == {"state": "waiting", "place": 3}:
            assert time.monotonic() < deadline
        assert {gone.state(ticket)["state"] for ticket in left} == {"unknown"}
        patient.give_up(mine)


def test_the_children_s_parent_may_die(box: Box) -> None:
    kill_parent(box)
    with Asker(box) as asker:
        assert asker.answer(asker.ticket())["parameters"]


def test_another_site_s_page_cannot_ask(box: Box) -> None:
    with Asker(box) as asker:
        answer = asker.post(f"{ASK}/fit", json=question(), headers={"Origin": "https://example.org"})
        assert answer.status_code == 403


def test_its_answers_are_kept_by_nobody(box: Box) -> None:
    with Asker(box) as asker:
        taken = asker.hand_in()
        assert taken.headers["Cache-Control"] == "no-store"
        assert taken.headers["X-Content-Type-Options"] == "nosniff"
        cookie = taken.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        # the language of one question is not that of all pages
        assert "lhcbox-lang" not in cookie
        asker.answer(taken.json()["ticket"])


def test_other_methods_are_refused(box: Box) -> None:
    for method, path in (("GET", "/fit"), ("PUT", "/fit"), ("POST", "/ticket/" + "A" * 22), ("DELETE", "/fit")):
        assert httpx.request(method, box.url + ASK + path, timeout=30).status_code in (403, 404, 405)
