"""No address leads out of the folders that are meant to be read."""

import pytest
from signin.client import ask

from boxes import Box

FOLDERS = (
    "/home/", "/docs/", "/docs/en/", "/dash/", "/dash/voila/static/", "/dash/voila/templates/",
    "/dash/voila/templates/lhcbox/", "/dash/voila/labextensions/", "/dash/voila/api/themes/", "/dash/voila/files/",
    "/dash/voila/render/", "/dash/voila/tree/", "/dash/voila/api/contents/", "/dash/api/contents/", "/data/",
    "/open/", "/again/", "/teachers/", "/static/", "/files/", "/view/", "/",
)  # fmt: skip
DISGUISES = (
    "../", "..%2f", "%2e%2e/", "%2e%2e%2f", "%252e%252e%252f", "..%5c", "..\\", "....//", "..;/", "%c0%ae%c0%ae/",
    "..%00/", "/", "%2f",
)  # fmt: skip
TARGETS = ("etc/passwd", "home/student/.lhcbox/secret", "proc/self/environ", "opt/lhcbox/app/serve/keys.py")
TELLTALE = (b"root:x:", b"LHCBOX_", b"hmac.compare_digest")


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_outside_is_served(box: Box, folder: str) -> None:
    secret = box.execute("cat", "/home/student/.lhcbox/secret").stdout.strip().encode()
    assert secret
    leaks = []
    for disguise in DISGUISES:
        for target in TARGETS:
            path = folder + disguise * 8 + target
            answer = ask(box, path)
            if any(sign in answer.body for sign in (*TELLTALE, secret)) or answer.status >= 500:
                leaks.append((answer.status, path))
    assert leaks == []


def test_solutions_are_not_served(box: Box) -> None:
    for path in (
        "/solutions/dimuon-spectrum.en.ipynb",
        "/dash/../solutions/dimuon-spectrum.en.ipynb",
        "/home/../solutions",
    ):
        assert b"cells" not in ask(box, path).body


@pytest.mark.parametrize("path", [
    "/dash/", "/dash", "/dash/voila/tree", "/dash/voila/render/en/dimuon-spectrum.ipynb",
    "/dash/voila/files/en/dimuon-spectrum.ipynb", "/dash/voila/api/contents/", "/dash/api/kernels",
    "/dash/api/contents",
    "/dash/api/sessions", "/dash/api/terminals", "/dash/en/dimuon-spectrum.ipynb", "/dash/dimuon-spectrum.ipynb",
    "/dash/voila/execution/00000000-0000-4000-8000-000000000000",
])  # fmt: skip
def test_below_the_dashboards_there_are_only_dashboards(box: Box, path: str) -> None:
    for method in ("GET", "POST"):
        answer = ask(box, path, method)
        assert answer.status in (302, 403, 404, 405), path
        assert b"cells" not in answer.body
