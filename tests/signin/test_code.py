"""The class code: easy to give, hard to guess."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from signin.client import browser, sign_in, student

from boxes import CODE, Box


@pytest.mark.parametrize("typed", [CODE, CODE.lower(), CODE.replace("-", ""), CODE.replace("-", " "), f"  {CODE}  "])
def test_capitals_spaces_and_dashes_do_not_matter(box: Box, typed: str) -> None:
    with browser(box) as client:
        assert sign_in(client, typed).status_code == 303


def test_the_cookie_is_for_this_site_and_not_for_scripts(box: Box) -> None:
    with browser(box) as client:
        headers = sign_in(client).headers.get_list("set-cookie")
    cookie = next(value for value in headers if value.startswith("lhcbox-"))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_out_closes_the_doors_again(box: Box) -> None:
    with student(box) as client:
        assert client.get("/api/contents").status_code == 200
        assert client.post("/signout", data={"_xsrf": client.cookies["_xsrf"]}).status_code == 303
        assert client.get("/api/contents").status_code == 403


def test_a_code_made_by_the_box_is_in_its_log_and_opens_it(make_box: Callable[..., Any]) -> None:
    box = make_box(env={"LHCBOX_CODE": ""})
    code = box.execute("cat", "/home/student/.lhcbox/code").stdout.strip()
    assert code in box.logs()
    with browser(box) as client:
        assert sign_in(client, code).status_code == 303


def test_wrong_codes_cost_time_and_the_right_one_from_elsewhere_still_works(make_box: Callable[..., Any]) -> None:
    box = make_box()
    with browser(box) as client:
        statuses = [sign_in(client, f"wrong-{number}").status_code for number in range(6)]
        waiting = sign_in(client)  # the right code, too early
    assert statuses[:3] == [403, 403, 403]
    assert 429 in statuses[3:]
    assert waiting.status_code == 429
    assert int(waiting.headers["Retry-After"]) >= 1
    assert box.execute("python", "-c", SIGN_IN_FROM_INSIDE.format(code=CODE)).stdout == "303\n"


def test_guessing_through_the_api_costs_time_too(make_box: Callable[..., Any]) -> None:
    box = make_box()
    with browser(box) as client:
        for number in range(8):
            client.get("/api/contents", headers={"Authorization": f"token wrong-{number}"})
        assert client.get("/api/contents", headers={"Authorization": f"token {CODE}"}).status_code == 403


def test_a_cookie_of_another_box_is_worth_nothing(make_box: Callable[..., Any], box: Box) -> None:
    other = make_box()
    with student(box) as mine:
        stolen = {cookie.name: str(cookie.value) for cookie in mine.cookies.jar}
    name = next(name for name in stolen if name.startswith("lhcbox-"))
    theirs = "lhcbox-" + other.url.removeprefix("http://").replace(".", "-").replace(":", "-")
    answer = httpx.get(f"{other.url}/api/contents", headers={"Cookie": f"{theirs}={stolen[name]}"})
    assert answer.status_code == 403


def test_a_code_that_is_too_short_stops_the_start_with_a_sentence(box_factory: Callable[..., Any]) -> None:
    box = box_factory(env={"LHCBOX_CODE": "abc", "LHCBOX_LANG": "es"}, wait=False)
    for _attempt in range(100):
        if "LHCBOX_CODE" in box.logs():
            break
    assert "El código de clase «abc» es demasiado corto" in box.logs()


SIGN_IN_FROM_INSIDE = """
import http.cookiejar, urllib.error, urllib.parse, urllib.request
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None
jar = http.cookiejar.CookieJar()
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), Stay)
opener.open("http://127.0.0.1:8888/signin")
xsrf = next(cookie.value for cookie in jar if cookie.name == "_xsrf")
form = urllib.parse.urlencode({{"_xsrf": xsrf, "code": "{code}"}}).encode()
try:
    print(opener.open("http://127.0.0.1:8888/signin", form).status)
except urllib.error.HTTPError as answer:
    print(answer.status)
"""
