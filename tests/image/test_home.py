"""What people make outlives the box they made it in."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from boxes import engine


@pytest.fixture
def volume() -> Iterator[str]:
    """A volume of the test's own."""
    name = f"lhcbox-test-{uuid.uuid4().hex[:8]}"
    yield name
    engine("volume", "rm", "--force", name, check=False)


def test_work_survives_a_new_container_on_the_same_volume(make_box: Callable[..., Any], volume: str) -> None:
    home = ("--volume", f"{volume}:/home/student")
    first = make_box(home=home)
    first.execute("sh", "-c", "echo 91.19 > /home/student/my-result")
    first.stop()
    assert make_box(home=home).execute("cat", "/home/student/my-result").stdout == "91.19\n"


def test_the_class_code_stays_the_same_on_the_same_volume(make_box: Callable[..., Any], volume: str) -> None:
    home = ("--volume", f"{volume}:/home/student")
    codes = []
    for _attempt in range(2):
        box = make_box(home=home, env={"LHCBOX_CODE": ""})
        codes.append(box.execute("cat", "/home/student/.lhcbox/code").stdout)
        box.stop()
    assert codes[0] == codes[1] != ""


def test_the_secrets_are_readable_by_their_owner_alone(make_box: Callable[..., Any]) -> None:
    box = make_box(env={"LHCBOX_CODE": ""})
    kept = box.execute("find", "/home/student/.lhcbox", "-maxdepth", "1", "-type", "f", "-printf", "%f %m\n").stdout
    assert {"code 600", "secret 600"} <= set(kept.splitlines())
