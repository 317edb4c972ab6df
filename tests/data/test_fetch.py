"""Fetch, attacked: whatever the portal does, a file is whole or it is not there."""

import datetime
import errno
import gzip
import io
import os
import re
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
    compressed,
    corrupted,
    endless,
    in_chunks,
    resized,
    slow,
    stalled,
    trickling,
    truncated,
    without_ranges,
)

from bake.progress import Board


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
    [
        truncated(1000),
        corrupted,
        resized(-1),
        resized(1),
        endless,
        stalled(1000),
        trickling,
        in_chunks(bytes(70_000), again=True),
        answering(404),
        answering(500),
        answering(206, {"Content-Range": "bytes 0-199999/200000"}),
    ],
    ids=[
        "truncated",
        "corrupted",
        "shorter",
        "longer",
        "endless",
        "stalled",
        "trickling",
        "endless-chunks",
        "404",
        "500",
        "unasked-range",
    ],
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


def test_trailers_without_an_end_do_not_hold_anybody_up(bench: Bench) -> None:
    bench.portal.always[bench.path("one.csv")] = in_chunks(bench.contents["one.csv"], trailers=True)
    bench.fetch()
    assert bench.kept("one.csv") == bench.contents["one.csv"]


def test_a_compressed_answer_is_never_unpacked(bench: Bench) -> None:
    bomb = gzip.compress(bytes(64 << 20))
    bench.portal.always[bench.path("one.csv")] = compressed(bomb)
    done = bench.fetch()
    assert "answered in the encoding gzip, which was not asked for" in done.stdout
    assert not (bench.out / "545" / "one.csv.part").exists()
    assert bench.kept("one.csv") is None


def test_a_server_s_words_cannot_steer_the_terminal(bench: Bench) -> None:
    bench.portal.faults[bench.path("one.csv")] = [truncated(100_000)]
    bench.portal.always[bench.path("one.csv")] = answering(206, {"Content-Range": "\033]0;owned\007\033[2J"})
    done = bench.fetch()
    assert "asked for byte 100000 on, the server answered" in done.stdout
    assert "\033" not in done.stdout


def test_a_part_that_is_longer_than_the_server_s_file_is_begun_anew(bench: Bench) -> None:
    part = bench.out / "545" / "one.csv.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(bench.contents["one.csv"][:50_000])
    bench.portal.faults[bench.path("one.csv")] = [answering(416)]
    bench.fetch()
    assert bench.kept("one.csv") == bench.contents["one.csv"]


# Redirects ------------------------------------------------------------------------------------------------------------


def test_a_redirect_is_followed(bench: Bench) -> None:
    bench.portal.files["/elsewhere"] = bench.contents["one.csv"]
    bench.portal.always[bench.path("one.csv")] = answering(302, {"Location": "/elsewhere"})
    bench.fetch()
    assert bench.kept("one.csv") == bench.contents["one.csv"]


def test_a_redirect_to_a_file_of_this_machine_is_not_followed(bench: Bench) -> None:
    bench.portal.always[bench.path("one.csv")] = answering(302, {"Location": "file:///etc/passwd"})
    assert "file:///etc/passwd: no address to fetch from" in bench.fetch().stdout
    assert bench.kept("one.csv") is None


def test_a_redirect_to_another_server_without_encryption_is_not_followed(bench: Bench) -> None:
    other = portals.start()
    other.files["/one.csv"] = bench.contents["one.csv"]
    bench.portal.always[bench.path("one.csv")] = answering(302, {"Location": f"{other.url}/one.csv"})
    done = bench.fetch()
    portals.stop(other)
    assert f"redirects to {other.url}/one.csv, which is not encrypted; not followed" in done.stdout
    assert (bench.kept("one.csv"), other.gets) == (None, [])


def test_redirects_that_go_in_circles_end(bench: Bench) -> None:
    here = bench.path("one.csv")
    bench.portal.always[here] = answering(302, {"Location": here})
    assert "more than 5 redirects" in bench.fetch().stdout
    assert len(bench.portal.starts(here)) == 6


# Stopped and gone on with ---------------------------------------------------------------------------------------------


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


def test_a_pipe_in_the_place_of_a_part_does_not_hold_anybody_up(bench: Bench) -> None:
    (bench.out / "545").mkdir(parents=True)
    os.mkfifo(bench.out / "545" / "one.csv.part")
    bench.fetch()
    assert bench.kept("one.csv") == bench.contents["one.csv"]


def test_a_link_in_the_place_of_a_part_is_not_written_through(bench: Bench) -> None:
    (bench.out / "545").mkdir(parents=True)
    precious = bench.folder / "precious.txt"
    precious.write_text("mine", encoding="utf-8")
    (bench.out / "545" / "one.csv.part").symlink_to(precious)
    bench.fetch()
    assert precious.read_text(encoding="utf-8") == "mine"
    assert bench.kept("one.csv") == bench.contents["one.csv"]


def test_a_folder_in_the_place_of_a_file_is_named_and_the_other_files_come(bench: Bench) -> None:
    (bench.out / "545" / "one.csv").mkdir(parents=True)
    done = bench.fetch()
    assert f"{bench.out}/545/one.csv: a folder is where this file must go; move it away" in done.stdout
    assert bench.kept("two.csv") == bench.contents["two.csv"]


def test_a_name_that_climbs_out_of_its_folder_is_an_error(bench: Bench) -> None:
    with bench.editing("releases") as release:
        files = release["files"]["tables"][0]["files"]
        files["../../climbed.csv"] = dict(files["one.csv"])
    done = bench.fetch(check=False)
    assert done.returncode == 1
    assert "../../climbed.csv" in done.stdout
    assert not list(bench.folder.parent.rglob("climbed.csv"))


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
    bench.add("huge.csv", b"x", size=10**14)
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


@pytest.mark.parametrize(("since", "until"), [(-20, -10), (10, 20)], ids=["a-clock-ahead", "a-clock-behind"])
def test_a_clock_that_is_wrong_is_said_to_be_wrong(bench: Bench, since: int, until: int) -> None:
    now = datetime.datetime.now(datetime.UTC)
    made = trustme.CA()
    made.cert_pem.write_to_path(str(bench.folder / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    span = [now + datetime.timedelta(days=days) for days in (since, until)]
    made.issue_cert("localhost", not_before=span[0], not_after=span[1]).configure_cert(context)
    secure = portals.start(context)
    known = os.fspath(bench.folder / "authority.pem")
    done = bench.fetch("--portal", secure.url, env={"SSL_CERT_FILE": known})
    portals.stop(secure)
    assert re.search(r"by this machine's clock, which says 20\d\d-\d\d-\d\d \d\d:\d\d UTC", done.stdout)
    assert "set the clock" in done.stdout
    assert secure.gets == []


def test_a_redirect_from_https_to_http_is_not_followed(bench: Bench, authority: Path) -> None:
    plain = portals.start()
    plain.files["/one.csv"] = bench.contents["one.csv"]
    bench.portal.always[bench.path("one.csv")] = answering(302, {"Location": f"{plain.url}/one.csv"})
    done = bench.fetch(env={"SSL_CERT_FILE": os.fspath(authority)})
    portals.stop(plain)
    assert "which is not encrypted; not followed" in done.stdout
    assert (bench.kept("one.csv"), plain.gets) == (None, [])


def test_https_with_an_unknown_authority_fetches_nothing_and_says_what_to_set(bench: Bench, authority: Path) -> None:
    done = bench.fetch()
    assert "SSL_CERT_FILE" in done.stdout
    assert bench.kept("one.csv") is None


# What the curator sees ------------------------------------------------------------------------------------------------


def test_a_table_at_the_end_says_how_much_came_from_where(bench: Bench) -> None:
    mirror = bench.folder / "mirror"
    mirror.mkdir()
    (mirror / "one.csv").write_bytes(bench.contents["one.csv"])
    done = bench.fetch("--mirror", str(mirror))
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["mirror", str(mirror), "1", "0", "200.0", "kB"] in rows
    assert ["portal", bench.portal.url.removeprefix("http://"), "1", "0", "20.0", "kB"] in rows


def test_a_log_gets_a_line_now_and_then_with_every_file_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    stream = io.StringIO()
    board = Board(stream)
    with board.row("one.root", 1000) as one, board.row("two.root", 3000) as two:
        for _ in range(10):
            clock.now += 1
            one.add(50)
            two.add(50)
    board.close()
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2, "ten seconds, one line in five"
    assert "one.root 25 %, two.root 6 %" in lines[0] or "one.root 25 %, two.root 8 %" in lines[0]
    assert "\033" not in stream.getvalue()


def test_a_terminal_shows_a_line_a_file_and_one_for_all_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(monkeypatch)
    monkeypatch.setenv("COLUMNS", "100")
    stream = Terminal()
    board = Board(stream)
    with board.row("one.root", 1000) as one, board.row("two.root", 3000) as two:
        clock.now += 1
        one.add(500)
        clock.now += 1
        two.add(1500)
        assert [line.split()[0] for line in stream.screen()] == ["one.root", "two.root", "all"]
        assert all(len(line) < 100 for line in stream.screen())
        assert "50 %" in stream.screen()[2]
        board.say("a trouble")
    board.close()
    assert stream.screen() == ["a trouble"]


class Clock:
    """A monotonic clock that a test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr("bake.progress.time.monotonic", lambda: self.now)


class Terminal(io.StringIO):
    """Knows the two commands that redrawing needs: up by n lines, and wipe from here."""

    def isatty(self) -> bool:
        return True

    def screen(self) -> list[str]:
        """The lines that a reader sees."""
        lines: list[str] = []
        for up, text in re.findall(r"\033\[(\d+)A\r\033\[J|([^\033\n]*)\n", self.getvalue()):
            if up:
                del lines[len(lines) - int(up) :]
            else:
                lines.append(text)
        return lines
