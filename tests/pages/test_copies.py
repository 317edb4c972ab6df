"""Pupils work on copies; neither opening a lesson nor starting again ever loses what they did."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from signin.client import student

from boxes import Box

MINE = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'


@pytest.fixture
def own_box(make_box: Callable[..., Any]) -> Box:
    """A box of the test's own, with an empty home."""
    made: Box = make_box()
    return made


@pytest.fixture
def pupil(own_box: Box) -> Iterator[httpx.Client]:
    """Somebody who has signed in there."""
    with student(own_box) as client:
        yield client


def again(pupil: httpx.Client, slug: str = "dimuon-spectrum") -> httpx.Response:
    """Press the button."""
    return pupil.post(f"/again/{slug}", data={"_xsrf": pupil.cookies["_xsrf"]})


def test_opening_a_lesson_copies_it_once(own_box: Box, pupil: httpx.Client) -> None:
    answer = pupil.get("/open/dimuon-spectrum")
    assert answer.headers["Location"] == "/lab/tree/Lessons/dimuon-spectrum.ipynb"
    own_box.execute("sh", "-c", f"echo '{MINE}' > /home/student/Lessons/dimuon-spectrum.ipynb")
    pupil.get("/open/dimuon-spectrum")
    assert own_box.execute("cat", "/home/student/Lessons/dimuon-spectrum.ipynb").stdout.strip() == MINE


def test_the_copy_is_in_the_reader_s_language_and_can_be_changed(own_box: Box, pupil: httpx.Client) -> None:
    answer = pupil.get("/open/dimuon-spectrum?lang=es")
    assert answer.headers["Location"] == "/lab/tree/Lecciones/dimuon-spectrum.ipynb"
    assert own_box.execute("test", "-w", "/home/student/Lecciones/dimuon-spectrum.ipynb").returncode == 0


def test_starting_again_puts_a_fresh_copy_beside_the_old_one(own_box: Box, pupil: httpx.Client) -> None:
    pupil.get("/open/dimuon-spectrum")
    own_box.execute("sh", "-c", f"echo '{MINE}' > /home/student/Lessons/dimuon-spectrum.ipynb")
    targets = [again(pupil).headers["Location"] for _time in range(2)]
    assert targets == [f"/lab/tree/Lessons/dimuon-spectrum-{number}.ipynb" for number in (2, 3)]
    assert own_box.execute("cat", "/home/student/Lessons/dimuon-spectrum.ipynb").stdout.strip() == MINE


def test_following_a_link_does_not_start_again(own_box: Box, pupil: httpx.Client) -> None:
    assert pupil.get("/again/dimuon-spectrum").status_code == 200
    assert own_box.execute("ls", "/home/student").stdout == ""


def test_many_who_start_again_at_once_each_get_a_copy(own_box: Box) -> None:
    own_box.execute("python", "-c", CROWD)
    listed = own_box.execute("ls", "/home/student/Lessons").stdout.split()
    assert len(listed) == 20
    assert all(name.endswith(".ipynb") for name in listed)


def test_a_dangling_link_in_the_way_is_not_followed(own_box: Box, pupil: httpx.Client) -> None:
    own_box.execute("sh", "-c", "mkdir ~/Lessons && ln -s ~/elsewhere ~/Lessons/dimuon-spectrum.ipynb")
    pupil.get("/open/dimuon-spectrum")
    assert own_box.execute("test", "-e", "/home/student/elsewhere", check=False).returncode == 1


def test_a_file_in_the_way_of_the_folder_is_named(own_box: Box, pupil: httpx.Client) -> None:
    own_box.execute("touch", "/home/student/Lessons")
    answer = pupil.get("/open/dimuon-spectrum")
    assert answer.status_code == 507
    assert "Lessons" in answer.text


def test_a_lesson_that_does_not_exist_is_not_found(pupil: httpx.Client) -> None:
    for path in ("/open/nothing", "/again/nothing", "/teachers/nothing", "/data/nothing", "/dash/nothing"):
        assert pupil.get(path).status_code == 404


def test_the_teacher_s_notes_are_there_for_who_has_the_code(pupil: httpx.Client) -> None:
    for slug in ("dimuon-spectrum", "higgs-four-leptons"):
        answer = pupil.get(f"/teachers/{slug}")
        assert answer.status_code == 200
        assert "<h" in answer.text


CROWD = """
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from serve.copies import fresh_copy
lesson = Path("/opt/lhcbox/share/lessons/en/dimuon-spectrum.ipynb")
with ThreadPoolExecutor(10) as pool:
    made = list(pool.map(lambda _: fresh_copy(lesson, Path("/home/student"), "en"), range(20)))
assert len(set(made)) == 20
"""
