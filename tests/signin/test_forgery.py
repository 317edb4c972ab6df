"""Other sites' pages can neither read the box nor make a pupil's browser act in it."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from signin.client import ask, browser, sign_in, student
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from boxes import Box

EVIL = "http://evil.example"
ELSEWHERE = [
    "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "/\tevil", "/\r\nSet-Cookie: a=b", "javascript:alert(1)", "http:evil.example", "evil.example", "", "/\x00",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_never_leads_to_another_site(box: Box, target: str) -> None:
    with browser(box) as client:
        answer = sign_in(client, next=target)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("target", ["/lab", "/lab/tree/Lessons/x.ipynb", "/open/dimuon-spectrum?lang=es", "/#data"])
def test_signing_in_leads_to_where_one_wanted_to_go(box: Box, target: str) -> None:
    with browser(box) as client:
        assert sign_in(client, next=target).headers["Location"] == target


@pytest.mark.parametrize("path", ["/signin", "/signout", "/again/dimuon-spectrum"])
def test_a_form_without_its_secret_is_refused(box: Box, path: str) -> None:
    with student(box) as client:
        assert client.post(path, data={"code": box.code}).status_code == 403


@pytest.mark.parametrize(("method", "path"), [
    ("PUT", "/api/contents/forged.txt"), ("POST", "/api/kernels"), ("POST", "/api/terminals"),
    ("POST", "/api/sessions"), ("DELETE", "/api/kernels/00000000-0000-4000-8000-000000000000"),
])  # fmt: skip
def test_jupyter_s_api_wants_the_secret_too(box: Box, method: str, path: str) -> None:
    with student(box) as client:
        assert client.request(method, path, json={}).status_code == 403


def test_with_the_secret_the_api_works(box: Box) -> None:
    model = {"type": "file", "format": "text", "content": "91.19"}
    with student(box) as client:
        headers = {"X-XSRFToken": client.cookies["_xsrf"]}
        assert client.put("/api/contents/result.txt", json=model, headers=headers).status_code == 201
        assert client.delete("/api/contents/result.txt", headers=headers).status_code == 204


@pytest.mark.parametrize("path", ["/", "/lab", "/api/contents", "/dash/dimuon-spectrum", "/healthz", "/signin"])
def test_another_site_s_page_is_not_answered(box: Box, path: str) -> None:
    with student(box) as client:
        answer = client.get(path, headers={"Origin": EVIL})
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_another_site_s_page_cannot_open_a_websocket(box: Box) -> None:
    address = f"{box.url.replace('http', 'ws', 1)}/api/events/subscribe"
    headers = {"Authorization": f"token {box.code}"}
    with connect(address, additional_headers=headers, origin=Origin(box.url), proxy=None):
        pass  # our own page can
    with (
        pytest.raises(InvalidStatus) as refusal,
        connect(address, additional_headers=headers, origin=Origin(EVIL), proxy=None),
    ):
        pass
    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize("name", ["evil.example", "evil.example:8888", "rebind.attacker.test.com", "", "[", "a b"])
def test_the_box_does_not_answer_to_strange_names(box: Box, name: str) -> None:
    assert ask(box, "/", Host=name).status in (400, 403)


@pytest.mark.parametrize("name", ["localhost:8888", "192.168.1.20:8888", "[::1]:8888", "lhcbox.local", "teacher-pc"])
def test_the_box_answers_to_the_names_of_a_classroom(box: Box, name: str) -> None:
    assert ask(box, "/", Host=name).status == 200


def test_a_school_may_give_the_box_a_name(make_box: Callable[..., Any]) -> None:
    box = make_box(env={"LHCBOX_HOSTS": "lhc.school.example"})
    assert ask(box, "/", Host="lhc.school.example").status == 200
    assert ask(box, "/", Host="evil.example").status == 403


@pytest.mark.parametrize(
    "path", ["/", "/signin", "/healthz", "/data/cms8-dimuon", "/docs/en/", "/nowhere", "/home/home.css"]
)
def test_every_page_forbids_framing_sniffing_and_foreign_sources(box: Box, path: str) -> None:
    headers = httpx.get(box.url + path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("path", ["/lab", "/api/contents", "/dash/nothing"])
def test_so_do_jupyterlab_and_the_dashboards(box: Box, path: str) -> None:
    with student(box) as client:
        headers = client.get(path).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "http" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_somebody_without_the_code_cannot_fill_the_memory(box: Box) -> None:
    try:
        status = httpx.post(f"{box.url}/signin", content=b"a" * 10_000_000).status_code
    except httpx.TransportError:  # it may hang up while the client still sends
        status = 400
    assert status in (400, 413)  # 403 would mean that it has read all that
