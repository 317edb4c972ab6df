"""What the settings switch on: a Wi-Fi of the box's own, ssh for one key; and the name that always answers."""

import json
import re
import socket
import subprocess
from pathlib import Path

import pytest

from computer import Computer, computer, copy_of, on_stick

pytestmark = pytest.mark.timeout(1800)
SETTINGS = "::/lhcbox-settings.txt"
QUESTION = r"""
import socket, struct

def ask(name, kind, where, port, source=None):
    question = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(10)
        if source:
            line.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(source))
        line.sendto(struct.pack(">6H", 7, 0x100, 1, 0, 0, 0) + question + struct.pack(">2H", kind, 1), (where, port))
        try:
            answer = line.recv(4096)
        except OSError as error:
            return repr(error)
    return socket.inet_ntoa(answer[-4:])
"""


def with_settings(image: Path, folder: Path, **settings: str) -> Path:
    """A stick in whose text file somebody filled in some lines."""
    stick = copy_of(image, folder / "stick.img")
    text = on_stick(stick, "mtype", SETTINGS).decode("utf-8-sig")
    for name, value in settings.items():
        line = name.replace("_", "-")
        text, changed = re.subn(rf"(?m)^{line} =.*?(\r?)$", rf"{line} = {value}\1", text)
        assert changed == 1
    (folder / "settings.txt").write_text(text, encoding="utf-8", newline="")
    on_stick(stick, "mcopy", "-o", str(folder / "settings.txt"), SETTINGS)
    return stick


def forward(machine: Computer, port: int) -> int:
    """A port of this host that leads to ``port`` of the computer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = int(probe.getsockname()[1])
    machine.qmp("human-monitor-command", **{"command-line": f"hostfwd_add net tcp:127.0.0.1:{free}-:{port}"})
    return free


def test_its_name_is_answered(stick_image: Path, tmp_path: Path) -> None:
    stick = with_settings(stick_image, tmp_path, host_name="aula-5")
    report = QUESTION + 'say("answer", ask("aula-5.local", 1, "224.0.0.251", 5353, "10.0.2.15"))\n'
    with computer(tmp_path, stick, report=report) as machine:
        assert machine.report("answer")["answer"] == "10.0.2.15"


def test_a_wifi_of_its_own_leads_to_the_first_page(stick_image: Path, tmp_path: Path) -> None:
    stick = with_settings(stick_image, tmp_path, access_point="Aula 5")
    # Linux's own pretended radios: one makes the network, the other looks for it
    report = (
        QUESTION
        + """
import urllib.request
say("radio", run("modprobe", "mac80211_hwsim", "radios=2"))
time.sleep(2)
run("systemctl", "restart", "lhcbox-point")
for _ in range(60):
    if pathlib.Path("/run/lhcbox/point.json").exists():
        break
    time.sleep(1)
time.sleep(10)
say("status", run("systemctl", "status", "lhcbox-point"))
run("ip", "link", "set", "wlan1", "up")
# Not scan alone: it listens to all that happens meanwhile, and on a slow computer its buffer is too small for that
for _ in range(10):
    run("iw", "dev", "wlan1", "scan", "trigger")
    time.sleep(6)
    if "SSID" in (seen := run("iw", "dev", "wlan1", "scan", "dump"))["text"]:
        break
say("seen", seen)
class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None
try:
    urllib.request.build_opener(Stay).open("http://10.42.0.1/generate_204")
except urllib.error.HTTPError as answer:
    say("led", [answer.code, answer.headers["Location"]])
say("name", ask("connectivitycheck.example", 1, "10.42.0.1", 53))
time.sleep(4)
say("screen", open("/run/lhcbox/screen.json").read())
"""
    )
    with computer(tmp_path, stick, report=report) as machine:
        said = machine.report("screen", seconds=900)
    assert "SSID: Aula 5" in said["seen"]["text"], said
    assert said["led"] == [302, "http://10.42.0.1:8888/"]
    assert said["name"] == "10.42.0.1"
    point = json.loads(said["screen"])["point"]
    assert point["name"] == "Aula 5"
    assert re.fullmatch(r"([a-z2-9]{4}-){2}[a-z2-9]{4}", point["password"])


@pytest.mark.parametrize("switched_on", [True, False])
def test_ssh_answers_its_one_key_and_only_where_it_is_switched_on(
    stick_image: Path, tmp_path: Path, switched_on: bool
) -> None:
    key = tmp_path / "key"
    for path in (key, tmp_path / "other"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    public = key.with_suffix(".pub").read_text().strip()
    stick = with_settings(stick_image, tmp_path, **({"ssh_key": public} if switched_on else {}))
    with computer(tmp_path, stick, report='say("ready", True)') as machine:
        machine.wait_for_page()
        machine.report("ready")
        port = forward(machine, 22)

        def knock(identity: Path) -> int:
            options = [f"-p{port}", f"-i{identity}", "-oIdentitiesOnly=yes", "-oBatchMode=yes", "-oConnectTimeout=60"]
            known = ["-oStrictHostKeyChecking=no", "-oUserKnownHostsFile=/dev/null"]
            command = ["ssh", "-F/dev/null", *options, *known, "root@127.0.0.1", "true"]
            return subprocess.run(command, capture_output=True, check=False, timeout=180).returncode

        assert (knock(key) == 0) is switched_on
        assert knock(tmp_path / "other") != 0
