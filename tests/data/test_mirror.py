"""Mirrors: folder trees and addresses; what they have is taken if it is a known edition, and named if it is not."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from data import portal as portals
from data.conftest import Bench, noise
from data.portal import Portal, answering, corrupted, truncated


def put(bench: Bench, place: str, content: bytes) -> Path:
    """A file in the mirror."""
    path = bench.folder / "mirror" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_file_deep_in_a_mirror_is_found_and_the_portal_is_not_asked(bench: Bench) -> None:
    for name, content in bench.contents.items():
        put(bench, f"anything/below/{name}", content)
    bench.fetch("--mirror", str(bench.folder / "mirror"))
    assert {item["origin"] for item in bench.summary()["files"]} == {"mirror"}
    assert (bench.portal.heads, bench.portal.gets) == (0, [])


def test_what_the_mirror_lacks_comes_from_the_portal(bench: Bench) -> None:
    put(bench, "one.csv", bench.contents["one.csv"])
    bench.fetch("--mirror", str(bench.folder / "mirror"))
    assert [item["origin"] for item in bench.summary()["files"]] == ["mirror", "portal"]


def test_a_corrupted_file_in_a_mirror_is_named_and_never_used(bench: Bench) -> None:
    content = bytearray(bench.contents["one.csv"])
    content[5] ^= 0xFF
    put(bench, "old/one.csv", bytes(content))
    done = bench.fetch("--mirror", str(bench.folder / "mirror"), "--offline")
    assert f"{bench.folder}/mirror/old/one.csv: corrupted" in done.stdout
    assert "Copy it again or delete it" in done.stdout
    assert bench.kept("one.csv") is None
    assert not list(bench.out.rglob("*.part")), "nothing of it may stay"


def test_an_incomplete_file_in_a_mirror_is_named_and_never_used(bench: Bench) -> None:
    put(bench, "one.csv", bench.contents["one.csv"][:-1])
    done = bench.fetch("--mirror", str(bench.folder / "mirror"), "--offline")
    assert "199999 bytes, but one.csv of record 545 has 200000" in done.stdout
    assert bench.kept("one.csv") is None


def test_a_good_copy_beside_a_corrupted_one_is_used(bench: Bench) -> None:
    put(bench, "a/one.csv", bench.contents["one.csv"][:-1])
    put(bench, "b/one.csv", bench.contents["one.csv"])
    bench.fetch("--mirror", str(bench.folder / "mirror"), "--offline")
    assert bench.kept("one.csv") == bench.contents["one.csv"]


def test_a_mirror_that_is_not_there_is_an_error(bench: Bench) -> None:
    done = bench.fetch("--mirror", str(bench.folder / "nowhere"), check=False)
    assert done.returncode == 1
    assert "nowhere: there is no such folder" in done.stdout


def test_mirrors_are_asked_in_the_order_in_which_they_are_given(bench: Bench) -> None:
    for place in ("first/one.csv", "second/one.csv", "second/two.csv"):
        put(bench, place, bench.contents[Path(place).name])
    mirror = bench.folder / "mirror"
    bench.fetch("--mirror", str(mirror / "first"), "--mirror", str(mirror / "second"))
    assert [item["place"] for item in bench.summary()["files"]] == [
        str(mirror / "first" / "one.csv"),
        str(mirror / "second" / "two.csv"),
    ]


def test_a_folder_that_was_fetched_into_is_a_mirror_for_a_machine_without_a_network(bench: Bench) -> None:
    bench.fetch()
    stick = bench.folder / "stick"
    shutil.copytree(bench.out, stick)
    shutil.rmtree(bench.out)
    bench.portal.gets.clear()
    bench.fetch("--mirror", str(stick), "--offline", "--strict")
    assert {name: bench.kept(name) for name in bench.contents} == bench.contents
    assert bench.portal.gets == []


@pytest.mark.parametrize("year", [1970, 2100])
def test_dates_of_files_do_not_matter(bench: Bench, year: int) -> None:
    when = time.mktime((year, 6, 1, 0, 0, 0, 0, 0, 0))
    for name, content in bench.contents.items():
        os.utime(put(bench, name, content), (when, when))
    bench.fetch("--mirror", str(bench.folder / "mirror"), "--offline", "--strict")
    for name in bench.contents:
        os.utime(bench.out / "545" / name, (when, when))
    assert "2 were here" in bench.fetch("--offline", "--strict").stdout


# What a folder may hold in the place of a file ------------------------------------------------------------------------


def test_a_folder_with_the_name_of_a_file_is_named_and_skipped(bench: Bench) -> None:
    put(bench, "one.csv/readme.txt", b"I am inside")
    done = bench.fetch("--mirror", str(bench.folder / "mirror"))
    assert f"{bench.folder}/mirror/one.csv: is no plain file" in done.stdout
    assert bench.kept("one.csv") == bench.contents["one.csv"], "the portal has it"


def test_a_pipe_with_the_name_of_a_file_does_not_hold_anybody_up(bench: Bench) -> None:
    (bench.folder / "mirror").mkdir()
    os.mkfifo(bench.folder / "mirror" / "one.csv")
    done = bench.fetch("--mirror", str(bench.folder / "mirror"))
    assert f"{bench.folder}/mirror/one.csv: is no plain file" in done.stdout
    assert bench.kept("one.csv") == bench.contents["one.csv"]


def test_links_that_lead_in_circles_are_named_and_end(bench: Bench) -> None:
    mirror = bench.folder / "mirror"
    put(bench, "deep/two.csv", bench.contents["two.csv"])
    for name in ("again", "and-again"):
        (mirror / "deep" / name).symlink_to(mirror, target_is_directory=True)
    (mirror / "one.csv").symlink_to("one.csv")
    done = bench.fetch("--mirror", str(mirror), "--offline")
    assert f"{mirror}/one.csv: cannot be read (Too many levels of symbolic links)" in done.stdout
    assert bench.kept("two.csv") == bench.contents["two.csv"]


def test_a_link_that_leads_nowhere_is_named(bench: Bench) -> None:
    (bench.folder / "mirror").mkdir()
    (bench.folder / "mirror" / "one.csv").symlink_to("gone.csv")
    done = bench.fetch("--mirror", str(bench.folder / "mirror"), "--offline")
    assert "mirror/one.csv: cannot be read (No such file or directory)" in done.stdout


# Mirrors on the web ---------------------------------------------------------------------------------------------------


@pytest.fixture
def web() -> Iterator[Portal]:
    """Another server, without a file so far."""
    running = portals.start()
    yield running
    portals.stop(running)


def test_a_mirror_on_the_web_may_be_laid_out_as_the_folder_of_downloads(bench: Bench, web: Portal) -> None:
    for name, content in bench.contents.items():
        web.files[f"/some/where/545/{name}"] = content
    bench.fetch("--mirror", f"{web.url}/some/where/")
    assert {item["origin"] for item in bench.summary()["files"]} == {"mirror"}
    assert bench.portal.gets == []


def test_a_mirror_on_the_web_may_be_laid_out_as_the_portal(bench: Bench, web: Portal) -> None:
    web.files.update({f"/copy{bench.path(name)}": content for name, content in bench.contents.items()})
    bench.fetch("--mirror", f"{web.url}/copy", "--offline")
    assert [item["place"] for item in bench.summary()["files"]] == [
        f"{web.url}/copy{bench.path(name)}" for name in sorted(bench.contents)
    ]


@pytest.mark.parametrize("fault", [corrupted, truncated(100), answering(403)], ids=["corrupted", "truncated", "403"])
def test_a_bad_file_on_a_web_mirror_is_named_and_comes_from_the_portal(
    bench: Bench, web: Portal, fault: portals.Behaviour
) -> None:
    web.files["/545/one.csv"] = bench.contents["one.csv"]
    web.always["/545/one.csv"] = fault
    done = bench.fetch("--mirror", web.url, "--attempts", "2")
    assert "one.csv (record 545): " in done.stdout
    assert bench.kept("one.csv") == bench.contents["one.csv"]
    assert {item["origin"] for item in bench.summary()["files"]} == {"portal"}


def test_a_web_mirror_that_does_not_answer_is_said_once_and_the_portal_is_asked(bench: Bench, web: Portal) -> None:
    portals.stop(web)
    done = bench.fetch("--mirror", web.url)
    assert done.stdout.count(f"the mirror {web.url} cannot be reached") == 1
    assert {item["origin"] for item in bench.summary()["files"]} == {"portal"}


def test_what_one_place_began_another_one_finishes(bench: Bench, web: Portal) -> None:
    web.files["/545/one.csv"] = bench.contents["one.csv"]
    web.always["/545/one.csv"] = truncated(120_000)
    bench.fetch("--mirror", web.url, "--attempts", "1")
    assert bench.portal.starts(bench.path("one.csv")) == [120_000]
    assert bench.kept("one.csv") == bench.contents["one.csv"]


@pytest.mark.parametrize("address", ["ftp://localhost/data", "file:///etc", "http://", "http://[bad/"])
def test_an_address_that_is_none_is_an_error(bench: Bench, address: str) -> None:
    done = bench.fetch("--mirror", address, check=False)
    assert done.returncode == 1
    assert f"{address}: no address to fetch from" in done.stdout


def test_a_password_in_an_address_is_refused_and_not_repeated(bench: Bench) -> None:
    done = bench.fetch("--mirror", "https://teacher:secret@mirror.invalid/", check=False)
    assert done.returncode == 1
    assert "a user or a password" in done.stdout
    assert "secret" not in done.stdout


# Addresses of single files --------------------------------------------------------------------------------------------


def offer(bench: Bench, name: str, content: bytes, path: str | None) -> str:
    """A file that has an address of its own, and perhaps a ``path`` on the portal, too; returns the address."""
    bench.portal.files[f"/fixed/{name}"] = content
    address = f"{bench.portal.url}/fixed/{name}"
    bench.add(name, content)
    del bench.portal.files[bench.path(name)]
    with bench.editing("releases") as release:
        stated = release["files"]["tables"][0]["files"].pop(name)
        place = {"path": path} if path else {"url": address.rpartition("/")[0]}
        release["files"]["tables"].append({"record": 545, **place, "files": {name: stated}})
        if path:
            release["editions"] = {f"545/{name}": [{"edition": "copy", "url": address, **stated, "size": len(content)}]}
    return address


def test_a_file_that_the_portal_does_not_offer_comes_from_its_own_address(bench: Bench) -> None:
    address = offer(bench, "apart.csv", noise(5000, 4), None)
    bench.fetch("--strict")
    assert bench.kept("apart.csv") == noise(5000, 4)
    origins = {item["file"]: (item["origin"], item["place"]) for item in bench.summary()["files"]}
    assert origins["545/apart.csv"] == ("url", address)


def test_another_edition_s_address_is_asked_only_where_the_portal_fails(bench: Bench) -> None:
    offer(bench, "apart.csv", noise(5000, 4), "/eos/opendata/test")
    bench.fetch("--strict")
    asked = [path for path, _first in bench.portal.gets if path.endswith("apart.csv")]
    assert asked == [bench.path("apart.csv"), "/fixed/apart.csv"]
