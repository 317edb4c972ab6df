"""JupyterLab in the reader's language, the lessons beside it, and not one request to anywhere else."""

import json
import re

import pytest
from laboratory import lab, put, run_all
from lessons.notebooks import SLUGS
from playwright.sync_api import expect
from signin.client import student

from boxes import Box
from visitor import Visitor

FORMULAS = {
    "cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "$m^2 = E^2 - p^2$\n\n$$\\sqrt{s} = 13$$"},
        {
            "cell_type": "code", "id": "b", "metadata": {}, "execution_count": None, "outputs": [],
            "source": "import ipywidgets\nipywidgets.VBox([ipywidgets.IntSlider(description='cut'),"
            " ipywidgets.Button(description='go', icon='check'), ipywidgets.HTMLMath('$\\\\eta$')])",
        },
        {
            "cell_type": "code", "id": "c", "metadata": {}, "execution_count": None, "outputs": [],
            "source": "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2]);",
        },
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}  # fmt: skip


def test_it_opens_in_spanish_with_the_lessons_beside_it(visit: Visitor) -> None:
    page = lab(visit, "es")
    panel = page.get_by_role("region", name="Lecciones")
    expect(panel.get_by_role("listitem")).to_have_count(len(SLUGS))
    expect(panel).to_contain_text("minutos")
    expect(page.get_by_role("menuitem", name="Archivo")).to_be_visible()
    assert page.evaluate("document.documentElement.lang").startswith("es")
    visit.screenshot(page, "lab-es")


def test_it_opens_in_english_for_others(visit: Visitor) -> None:
    page = lab(visit, "en")
    expect(page.get_by_role("region", name="Lessons").get_by_role("listitem")).to_have_count(len(SLUGS))
    expect(page.get_by_role("menuitem", name="File")).to_be_visible()
    assert page.evaluate("document.documentElement.lang").startswith("en")


def test_the_address_sets_its_language(visit: Visitor) -> None:
    page = lab(visit, "en", path="/lab?lang=es")
    expect(page.get_by_role("menuitem", name="Archivo")).to_be_visible()


def test_a_lesson_is_opened_from_the_list_by_keyboard(visit: Visitor) -> None:
    page = lab(visit)
    button = page.get_by_role("button", name=re.compile("^Open: .*dimuon", re.IGNORECASE))
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".jp-Notebook")).to_be_visible()
    expect(page.get_by_role("tab", name=re.compile("dimuon-spectrum.ipynb")).first).to_be_visible()


def test_start_again_in_the_list_makes_a_copy_beside_the_old_one(visit: Visitor) -> None:
    page = lab(visit)
    page.get_by_role("button", name="Start again: Four leptons and a Higgs boson").click()
    page.get_by_role("button", name="Start again: Four leptons and a Higgs boson").click()
    expect(page.get_by_role("tab", name=re.compile(r"higgs-four-leptons-\d+\.ipynb")).first).to_be_visible()


def test_each_sign_in_has_a_desk_of_its_own(visit: Visitor) -> None:
    first = lab(visit)
    with first.expect_response(lambda answer: "/lab/api/workspaces/" in answer.url and answer.request.method == "PUT"):
        first.get_by_role("button", name=re.compile("^Open: .*dimuon", re.IGNORECASE)).click()
        expect(first.locator(".jp-Notebook")).to_be_visible()
    second = lab(visit)
    expect(second.get_by_role("region", name="Lessons")).to_be_visible()
    expect(second.locator(".jp-Notebook")).to_have_count(0)


def test_formulas_widgets_and_plots_need_no_other_machine(box: Box, visit: Visitor) -> None:
    put(box, "formulas.ipynb", FORMULAS)
    page = lab(visit, path="/lab/tree/formulas.ipynb")
    expect(page.locator(".jp-MarkdownCell mjx-container")).to_have_count(2)
    run_all(page)
    expect(page.locator(".widget-slider, .jupyter-widgets.widget-inline-hbox").first).to_be_visible()
    expect(page.locator(".jp-OutputArea img").first).to_be_visible()
    visit.screenshot(page, "lab-formulas")
    # the fixture fails the test if any request left the box


@pytest.mark.parametrize("unwanted", ["announcements", "extensionmanager-extension"])
def test_news_and_the_extension_manager_are_off(box: Box, unwanted: str) -> None:
    with student(box) as client:
        page = client.get("/lab/workspaces/mine", headers={"Accept": "text/html"}).text
    found = re.search(r'id="jupyter-config-data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found
    config = json.loads(found[1])
    assert any(unwanted in name for name in config["disabledExtensions"])
    assert config["news"] == {"disabled": True}


def test_its_pages_name_no_other_machine(box: Box) -> None:
    with student(box) as client:
        page = client.get("/lab/workspaces/mine", headers={"Accept": "text/html"}).text
    assert re.findall(r"https?://(?!www\.w3\.org)[\w.]+", page) == []


def test_the_server_cannot_be_stopped_from_a_page(box: Box) -> None:
    with student(box) as client:
        answer = client.post("/api/shutdown", headers={"X-XSRFToken": client.cookies["_xsrf"]})
    assert answer.status_code == 404
