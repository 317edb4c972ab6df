"""JupyterLab in a browser, and notebooks put before it."""

from typing import Any

from playwright.sync_api import Page, expect
from signin.client import student

from boxes import Box
from visitor import Visitor


def lab(visit: Visitor, lang: str = "en", path: str = "/lab", **more: Any) -> Page:
    """JupyterLab, signed in and ready."""
    page = visit(f"/signin?next={path}", lang=lang, **more)
    visit.sign_in(page)
    expect(page.locator("#jp-top-panel, #top-panel").first).to_be_visible()
    page.locator("#jupyterlab-splash").wait_for(state="detached")
    return page


def put(box: Box, path: str, notebook: dict[str, Any]) -> None:
    """Put a notebook into the pupils' home."""
    with student(box) as client:
        model = {"type": "notebook", "format": "json", "content": notebook}
        headers = {"X-XSRFToken": client.cookies["_xsrf"]}
        assert client.put(f"/api/contents/{path}", json=model, headers=headers).status_code in (200, 201)


def run_all(page: Page) -> None:
    """Run every cell of the notebook that is open."""
    expect(page.get_by_role("button", name="| Idle")).to_be_visible()  # what is run earlier may get lost
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_text("Run All Cells", exact=True).click()
