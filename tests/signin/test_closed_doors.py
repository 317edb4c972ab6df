"""Without the class code nothing that runs code or holds pupils' work answers; the server itself says what there is."""

import json
import re
from collections.abc import Callable

import httpx
import pytest
from signin.client import ask, refused, student
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from boxes import Box

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

LIST_ROUTES = """
import asyncio, json
from serve.box import box
from serve.dwelling import Dwelling
from serve.engine import Engine
from serve.front import Front
from serve.settings import from_environment

def patterns(router):
    for rule in router.rules:
        pattern = getattr(rule.matcher, "regex", None)
        if hasattr(rule.target, "rules"):
            yield from patterns(rule.target)
        elif pattern is not None:
            yield pattern.pattern, getattr(rule.target, "__name__", "")

async def main():
    settings = from_environment()
    Dwelling(settings.home, settings.pages).settle()
    here = box(settings)
    engine = Engine(here)
    await engine.start(Front(here))
    print("ROUTES" + json.dumps(sorted(set(patterns(engine.server.web_app.default_router)))))
    await engine.stop()

asyncio.run(main())
"""

KERNEL = "00000000-0000-4000-8000-000000000000"
# For each route an address that it answers; a route that no address fits fails the test
PATHS = (
    "/nowhere", "/nowhere/", "/lab", "/lab/tree/lesson.ipynb", "/doc", "/lab/workspaces/mine", "/robots.txt", "/api",
    "/api/config/notebook", "/api/contents", "/api/contents/lesson.ipynb", "/api/contents/lesson.ipynb/checkpoints",
    "/api/contents/lesson.ipynb/checkpoints/1", "/api/contents/lesson.ipynb/trust", "/api/events",
    "/api/events/subscribe", "/api/kernels", f"/api/kernels/{KERNEL}", f"/api/kernels/{KERNEL}/restart",
    f"/api/kernels/{KERNEL}/interrupt", f"/api/kernels/{KERNEL}/channels", "/api/kernelspecs",
    "/api/kernelspecs/python3", "/api/me", "/api/nbconvert", "/api/notebooks/lesson.ipynb", "/api/resolvePath",
    "/api/security/csp-report", "/api/sessions", f"/api/sessions/{KERNEL}", "/api/spec.yaml", "/api/status",
    "/api/terminals", "/api/terminals/1", "/files/lesson.ipynb", "/kernelspecs/python3/logo-svg.svg",
    "/lab/anything", "/lab/api/build", "/lab/api/extensions", "/lab/api/licenses/", "/lab/api/listings/x",
    "/lab/api/news", "/lab/api/plugins", "/lab/api/settings", "/lab/api/settings/x", "/lab/api/themes/x",
    "/lab/api/translations", "/lab/api/translations/es_ES", "/lab/api/update", "/lab/api/workspaces",
    "/lab/api/workspaces/x", "/lab/extensions/lhcbox-lessons/static/remoteEntry.js", "/metrics", "/nbconvert/html",
    "/nbconvert/html/lesson.ipynb", "/static/lab/index.html", "/static/x", "/terminals/websocket/1",
    "/view/lesson.ipynb",
)  # fmt: skip
OURS = ("/$", r"/(favicon\.ico)$")
"""Addresses that the first page's own server answers before JupyterLab's is asked."""


@pytest.fixture(scope="module")
def routes(box_run: Callable[..., object]) -> list[tuple[str, str]]:
    """Pattern and handler of everything that JupyterLab's server answers."""
    printed = str(getattr(box_run("python", "-", stdin=LIST_ROUTES), "stdout", ""))
    listed = next(line for line in printed.splitlines() if line.startswith("ROUTES"))
    return [(pattern, handler) for pattern, handler in json.loads(listed.removeprefix("ROUTES"))]


def test_every_route_is_closed(box: Box, routes: list[tuple[str, str]]) -> None:
    unknown = [
        f"{pattern} ({handler})"
        for pattern, handler in routes
        if pattern not in OURS and not any(re.match(pattern, path) for path in PATHS)
    ]
    assert unknown == [], "give each of these an address above"
    answers = {(method, path): ask(box, path, method) for path in PATHS for method in METHODS}
    assert [door for door, answer in answers.items() if not refused(answer) and answer.status != 404] == []
    for place in ("/lab", "/api/contents", "/api/kernels", "/files/lesson.ipynb", "/terminals/websocket/1"):
        assert refused(answers["GET", place])  # these are there


def test_every_websocket_is_closed(box: Box) -> None:
    for path in PATHS:
        address = box.url.replace("http", "ws", 1) + path
        with pytest.raises(InvalidStatus) as refusal, connect(address, proxy=None):
            pass
        assert refusal.value.response.status_code in (403, 404), path


@pytest.mark.parametrize("path", ["/lab", "/lab/tree/x.ipynb", "/open/dimuon-spectrum", "/teachers/dimuon-spectrum"])
def test_a_browser_is_led_to_the_sign_in_page_and_back(box: Box, path: str) -> None:
    answer = httpx.get(box.url + path, headers={"Accept": "text/html"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/signin?next=" + path.replace("/", "%2F")


@pytest.mark.parametrize("path", ["/", "/healthz", "/signin", "/data/cms8-dimuon", "/docs/en/", "/home/home.css"])
def test_reading_is_open(box: Box, path: str) -> None:
    assert httpx.get(box.url + path).status_code == 200


def test_the_code_in_an_address_opens_nothing(box: Box) -> None:
    assert refused(httpx.get(f"{box.url}/api/contents?token={box.code}"))


@pytest.mark.parametrize("token", ["wrong", "student", "None", "undefined"])
def test_a_wrong_token_opens_nothing(box: Box, token: str) -> None:
    assert refused(httpx.get(f"{box.url}/api/contents", headers={"Authorization": f"token {token}"}))
    with student(box):
        pass  # the right code wipes the mistake out, so that it does not slow the next test down


def test_a_forged_cookie_opens_nothing(box: Box) -> None:
    name = "lhcbox-" + re.sub(r"[^a-z0-9]+", "-", box.url.removeprefix("http://"))
    for value in ("student", "2|1:0|10:1700000000|4:user|8:c3R1ZGVudA==|" + "0" * 64):
        assert refused(httpx.get(f"{box.url}/api/contents", cookies={name: value}))
