"""The stick in a computer: it starts, everything in it is well, and nothing else listens."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from computer import computer, copy_of, on_stick

INSIDE = """
import os
say("failed", run("systemctl", "--failed", "--plain", "--no-legend"))
say("state", run("systemctl", "is-system-running", "--wait"))
environment = {**os.environ}
for line in open("/etc/lhcbox/box.env"):
    name, _, value = line.strip().partition("=")
    environment[name] = value
os.environ.update(environment)
say("check", run("runuser", "-u", "student", "--", "lhcbox", "check", "--quick", "--only", "first-histogram"))
say("listening", run("ss", "-Hlntu"))
say("firewall", run("nft", "list", "ruleset"))
say("mounts", run("findmnt", "--json", "--list", "-o", "TARGET,SOURCE,FSTYPE,OPTIONS"))
say("screen", open("/run/lhcbox/screen.json").read())
say("logins", run("systemctl", "list-units", "--plain", "--no-legend", "--type", "service", "*getty*", "*ssh*"))
say("shadow", open("/etc/shadow").read())
say("secure", run("sh", "-c", "dmesg | grep -i secureboot"))
open("/home/student/kept.txt", "w").write("kept")
os.sync()
say("done", True)
"""
SETTINGS = "::/lhcbox-settings.txt"


@pytest.fixture(scope="module")
def stick(stick_image: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stick as somebody has just written it."""
    return copy_of(stick_image, tmp_path_factory.mktemp("stick") / "stick.img")


@pytest.fixture(scope="module")
def first(stick: Path, tmp_path_factory: pytest.TempPathFactory, artefacts: Path) -> dict[str, Any]:
    """What a computer with 1 GB and an old BIOS says of its first start; then its plug is pulled."""
    with computer(tmp_path_factory.mktemp("first"), stick, report=INSIDE) as machine:
        seconds = machine.wait_for_page()
        said = machine.report("done")
        page = httpx.get(machine.url + "/", timeout=30)
        screen = httpx.get(machine.url + "/screen", timeout=30)
        machine.photograph(artefacts / "disk-text.png")
        machine.cut_power()
    return said | {"seconds": seconds, "page": page, "screen-page": screen}


def test_no_unit_fails(first: dict[str, Any]) -> None:
    assert first["failed"]["text"] == ""


def test_a_lesson_is_right_inside(first: dict[str, Any]) -> None:
    assert first["check"]["code"] == 0, first["check"]["text"]


def test_the_host_sees_the_first_page(first: dict[str, Any]) -> None:
    assert "LHC-in-a-Box" in first["page"].text


def test_the_line_with_the_class_code_is_for_the_computer_s_own_screen_alone(first: dict[str, Any]) -> None:
    assert first["screen-page"].status_code == 404


def test_nothing_listens_but_the_first_page_and_names(first: dict[str, Any]) -> None:
    found = set()
    for line in first["listening"]["text"].splitlines():
        kind, _state, _receive, _send, local = line.split()[:5]
        address, _, port = local.rpartition(":")
        if not re.match(r"127\.|\[::1\]|\[::ffff:127", address):
            found.add((kind, port))
    # avahi answers names on 5353 and asks from a port of its own; 68 and 546 are the addresses' client
    assert {pair for pair in found if pair[0] == "tcp"} == {("tcp", "8888")}
    assert {port for kind, port in found if kind == "udp" and int(port) < 32768} <= {"5353", "68", "546"}


def test_the_firewall_is_closed_otherwise(first: dict[str, Any]) -> None:
    rules = first["firewall"]["text"]
    assert "hook input priority filter; policy drop" in rules
    assert re.findall(r"tcp dport (\S+)", rules) == ["8888"]


def test_nobody_can_log_in(first: dict[str, Any]) -> None:
    assert first["logins"]["text"] == ""
    assert [line for line in first["shadow"].splitlines() if line.split(":")[1][:1] not in ("!", "*")] == []


def test_the_root_is_sealed_and_people_s_files_lie_on_the_stick(first: dict[str, Any]) -> None:
    mounts = {each["target"]: each for each in json.loads(first["mounts"]["text"])["filesystems"]}
    assert mounts["/"]["fstype"] == "overlay"
    assert any(each["fstype"] == "squashfs" and "/dev/mapper" in each["source"] for each in mounts.values())
    assert mounts["/home"]["fstype"] == "ext4"


def test_the_screen_says_address_and_code(first: dict[str, Any]) -> None:
    facts = json.loads(first["screen"])
    assert facts["addresses"] == ["http://10.0.2.15:8888/"]
    assert re.fullmatch(r"[a-z2-9]{3}-[a-z2-9]{3}", facts["code"])
    assert facts["qr"].startswith("<svg")
    assert facts["notices"] == []


@pytest.fixture(scope="module")
def second(
    first: dict[str, Any], stick: Path, tmp_path_factory: pytest.TempPathFactory, artefacts: Path
) -> dict[str, Any]:
    """The same stick after the power cut, with settings somebody got partly wrong, in a newer computer."""
    settings = on_stick(stick, "mtype", SETTINGS).decode("utf-8-sig")
    settings = settings.replace("language = en", "language = es").replace("class-code =", "class-code = x")
    settings = settings.replace("host-name = lhcbox", "host-name = aula-5")
    folder = tmp_path_factory.mktemp("second")
    (folder / "settings.txt").write_text(settings, encoding="cp1252")
    on_stick(stick, "mcopy", "-o", str(folder / "settings.txt"), SETTINGS)
    report = """
say("screen", open("/run/lhcbox/screen.json").read())
say("kept", open("/home/student/kept.txt").read())
say("environment", open("/run/lhcbox/box.env").read())
say("secure", run("sh", "-c", "dmesg | grep -i secureboot"))
say("kiosk", run("systemctl", "status", "--lines", "30", "lhcbox-kiosk"))
say("opened", run("sh", "-c", "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\\\0' ' '"))
say("failed", run("systemctl", "--failed", "--plain", "--no-legend"))
"""
    with computer(folder, stick, "secure-boot", "usb", 2048, report) as machine:
        machine.wait_for_page()
        said = machine.report("failed")
        machine.wait_for_picture()
        machine.photograph(artefacts / "disk-kiosk.png")
    return said


def test_what_was_saved_before_a_power_cut_is_there(second: dict[str, Any]) -> None:
    assert second["kept"] == "kept"


def test_the_class_code_stays_the_same(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert json.loads(second["screen"])["code"] == json.loads(first["screen"])["code"]


def test_settings_are_taken_and_a_wrong_one_is_reported(second: dict[str, Any]) -> None:
    facts = json.loads(second["screen"])
    assert facts["name"] == "http://aula-5.local:8888/"
    assert 'LHCBOX_LANG="es"' in second["environment"]
    assert "LHCBOX_CODE" not in second["environment"]
    assert len(facts["notices"]) == 1
    assert "class-code" in facts["notices"][0]


def test_it_starts_with_secure_boot_on(second: dict[str, Any]) -> None:
    assert re.search(r"secureboot: Secure boot enabled", second["secure"]["text"])


def test_the_kiosk_runs(second: dict[str, Any]) -> None:
    assert "active (running)" in second["kiosk"]["text"]
    assert second["failed"]["text"] == ""


def test_the_kiosk_speaks_the_language_of_the_settings(second: dict[str, Any]) -> None:
    assert "http://localhost:8888/screen?lang=es" in second["opened"]["text"].split()
