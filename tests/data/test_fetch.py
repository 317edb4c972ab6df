"""Fetch, attacked: whatever the portal does, a file is whole or it is not there."""

import errno
import os
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme
from data import portal as portals
from data.conftest import Bench, noise
from data.portal import (
    Behaviour,
    Handler,
    answering,
    corrupted,
    endless,
    resized,
    slow,
    stalled,
    truncated,
    without_ranges,
)


def test_a_healthy_portal_gives_every_file(bench: Bench) -> None:
    bench.fetch()
    assert {name: bench.kept(name) for name in bench.contents} == bench.contents


def test_what_came_from_where_is_written_beside_the_files(bench: Bench) -> None:
    bench.fetch()
    assert [(item["file"], item["edition"], item["origin"]) for item in bench.summary()["files"]] == [
        ("545/one.csv", "record", "portal"),
        ("545/two.csv", "record", "portal"),
    ]


def test_a_second_run_asks_the_portal_for_nothing(bench: Bench) -> None:
    bench.fetch()
    bench.portal.gets.clear()
    assert "2 were here" in bench.fetch().stdout
    assert bench.portal.gets == []


@pytest.mark.parametrize(
    "fault",
    [truncated(1000), corrupted, resized(-1), resized(1), endless, stalled(1000), answering(404), answering(500)],
    ids=["truncated", "corrupted", "shorter", "longer", "endless", "stalled", "404", "500"],
)
def test_a_file_that_never_comes_right_is_never_kept(bench: Bench, fault: Behaviour) -> None:
    bench.portal.always[bench.path("one.csv")] = fault
    done = bench.fetch("--attempts", "2")
    assert bench.kept("one.csv") is None
    assert bench.kept("two.csv") == bench.contents["two.csv"], "the other file must not suffer"
    assert bench.summary()["missing"] == ["545/one.csv"]
    assert "one.csv (record 545)" in done.stdout, "the file and its trouble are named"


@pytest.mark.parametrize(
    "fault",
    [truncated(100_000), corrupted, stalled(1000), stalled(0), answering(500), answering(503, {"Retry-After": "1"})],
    ids=["truncated", "corrupted", "stalled", "silent", "500", "503"],
)
def test_a_fault_that_passes_is_overcome(bench: Bench, fault: Behaviour) -> None:
    bench.portal.faults[bench.path("one.csv")] = [fault]
    bench.fetch()
    assert bench.kept("one.csv") == bench.contents["one.csv"]


def test_a_broken_download_goes_on_at_the_byte_it_reached(bench: Bench) -> None:
    bench.portal.faults[bench.path("one.csv")] = [truncated(100_000)]
    bench.fetch()
    assert bench.portal.starts(bench.path("one.csv")) == [0, 100_000]


def test_a_server_that_ignores_ranges_still_gives_the_whole_file(bench: Bench) -> None:
    bench.portal.faults[bench.path("one.csv")] = [truncated(100_000)]
    bench.portal.always[bench.path("one.csv")] = without_ranges
    bench.fetch()
    assert bench.kept("one.csv") == bench.contents["one.csv"]


def test_a_file_that_the_portal_does_not_have_is_asked_for_once(bench: Bench) -> None:
    bench.portal.always[bench.path("one.csv")] = answering(404)
    assert "answered 404" in bench.fetch().stdout
    assert bench.portal.starts(bench.path("one.csv")) == [0]


def test_a_corrupted_file_is_said_to_be_corrupted(bench: Bench) -> None:
    bench.portal.always[bench.path("one.csv")] = corrupted
    assert "corrupted: adler32" in bench.fetch().stdout
    assert not list(bench.out.rglob("*.part")), "a corrupted part must not be continued"


def test_a_redirect_is_followed(bench: Bench) -> None:
    bench.portal.files["/elsewhere"] = bench.contents["one.csv"]
    bench.portal.always[bench.path("one.csv")] = answering(302, {"Location": "/elsewhere"})
    bench.fetch()
    assert bench.kept("one.csv") == bench.contents["one.csv"]


def wait_for_part(bench: Bench, name: str) -> Path:
    """The part of the download called ``name``, as soon as something is in it."""
    part = bench.out / "545" / f"{name}.part"
    deadline = time.monotonic() + 60
    while not (part.exists() and part.stat().st_size):
        assert time.monotonic() < deadline, f"{part} never appeared"
        time.sleep(0.02)
    return part


def test_a_run_killed_in_the_middle_leaves_no_file_and_the_next_one_goes_on(
    bench: Bench, bake_process: Callable[..., subprocess.Popen[str]]
) -> None:
    bench.portal.faults[bench.path("one.csv")] = [slow]
    with bake_process(*bench.arguments(), paths=[bench.folder]) as process:
        part = wait_for_part(bench, "one.csv")
        process.kill()
        process.wait(timeout=60)
        if process.stdout:
            process.stdout.close()
    reached = part.stat().st_size
    assert bench.kept("one.csv") is None
    assert 0 < reached < len(bench.contents["one.csv"])
    bench.fetch()
    assert bench.kept("one.csv") == bench.contents["one.csv"]
    assert bench.portal.starts(bench.path("one.csv")) == [0, reached]


def test_a_part_that_is_rubbish_does_not_spoil_the_file(bench: Bench) -> None:
    part = bench.out / "545" / "one.csv.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(noise(5000, 99))
    bench.fetch()
    assert bench.kept("one.csv") == bench.contents["one.csv"]


def test_a_part_that_is_too_long_does_not_spoil_the_file(bench: Bench) -> None:
    part = bench.out / "545" / "one.csv.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(noise(300_000, 99))
    bench.fetch()
    assert bench.kept("one.csv") == bench.contents["one.csv"]


def test_a_download_that_changed_on_the_disk_is_fetched_again(bench: Bench) -> None:
    bench.fetch()
    (bench.out / "545" / "one.csv").write_bytes(b"something else")
    assert "has changed since" in bench.fetch().stdout
    assert bench.kept("one.csv") == bench.contents["one.csv"]


def test_two_runs_at_once_do_not_write_into_the_same_folder(
    bench: Bench, bake_process: Callable[..., subprocess.Popen[str]]
) -> None:
    bench.portal.faults[bench.path("one.csv")] = [stalled(1000)]
    with bake_process(*bench.arguments("--stall-timeout", "60"), paths=[bench.folder]) as first:
        wait_for_part(bench, "one.csv")
        second = bench.fetch(check=False)
        first.kill()
        first.wait(timeout=60)
        if first.stdout:
            first.stdout.close()
    assert second.returncode == 1
    assert "another run is fetching" in second.stdout


# The disk -------------------------------------------------------------------------------------------------------------


def test_a_disk_without_room_is_said_before_a_byte_is_fetched(bench: Bench) -> None:
    bench.add("huge.csv", b"x", size=1 << 60)
    done = bench.fetch(check=False)
    assert done.returncode == 1
    assert "make room" in done.stdout
    assert bench.portal.gets == []


@pytest.fixture
def small_disk(bench: Bench) -> Iterator[Path]:
    """A file system of 80 MiB at the folder of downloads."""
    bench.out.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=80m,mode=0777", "lhcbox-test", str(bench.out)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"a small file system can only be mounted as root: {made.stderr.strip()}")
    yield bench.out
    subprocess.run(["umount", str(bench.out)], check=True)


def test_a_disk_that_fills_up_meanwhile_is_said_and_the_next_run_goes_on(bench: Bench, small_disk: Path) -> None:
    filler = small_disk / "somebody-else"
    bench.add("three.csv", noise(8 << 20, 3))

    def while_others_write(handler: Handler, body: bytes, first: int) -> None:
        rest = handler.begin(body, first)
        handler.wfile.write(rest[: 1 << 20])
        handler.wfile.flush()
        _fill(filler)
        handler.wfile.write(rest[1 << 20 :])

    bench.portal.faults[bench.path("three.csv")] = [while_others_write]
    done = bench.fetch(check=False)
    assert done.returncode == 1
    assert "the disk is full" in done.stdout
    assert bench.kept("three.csv") is None
    filler.unlink()
    bench.fetch()
    assert bench.kept("three.csv") == bench.contents["three.csv"]


def _fill(path: Path) -> None:
    """Write until the disk has no room."""
    with path.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(bytes(1 << 16))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise


# Nobody there ---------------------------------------------------------------------------------------------------------


def test_a_portal_that_cannot_be_reached_is_said_once(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    done = bench.fetch("--portal", f"http://localhost:{port}")
    assert done.stdout.count("cannot be reached") == 1
    assert "2 missing" in done.stdout


def test_a_portal_that_takes_the_connection_and_says_nothing_is_given_up_once(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        done = bench.fetch("--portal", f"http://localhost:{silent.getsockname()[1]}", "--connect-timeout", "0.5")
    assert done.stdout.count("says nothing") == 1


def test_a_missing_file_is_an_error_where_that_is_asked_for(bench: Bench) -> None:
    bench.portal.always[bench.path("one.csv")] = answering(404)
    assert bench.fetch("--strict", check=False).returncode == 1


def test_offline_asks_nobody(bench: Bench) -> None:
    bench.fetch("--offline")
    assert (bench.portal.heads, bench.portal.gets) == (0, [])


# https ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def authority(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The certificate of an authority that nobody knows; the bench's portal speaks https with it."""
    for variable in ("PIP_CERT", "SSL_CERT_FILE"):
        monkeypatch.delenv(variable, raising=False)
    made = trustme.CA()
    path = bench.folder / "authority.pem"
    made.cert_pem.write_to_path(str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.issue_cert("localhost").configure_cert(context)
    secure = portals.start(context)
    secure.files = bench.portal.files
    plain, bench.portal = bench.portal, secure
    yield path
    bench.portal = plain
    portals.stop(secure)


def test_https_with_a_school_s_own_authority_works(bench: Bench, authority: Path) -> None:
    bench.fetch(env={"SSL_CERT_FILE": os.fspath(authority)})
    assert bench.kept("one.csv") == bench.contents["one.csv"]


def test_https_with_an_unknown_authority_fetches_nothing_and_says_what_to_set(bench: Bench, authority: Path) -> None:
    done = bench.fetch()
    assert "SSL_CERT_FILE" in done.stdout
    assert bench.kept("one.csv") is None
