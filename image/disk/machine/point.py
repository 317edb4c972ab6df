"""The access point: a Wi-Fi network of the box's own, with a page that appears by itself when a tablet joins.

hostapd makes the network, dnsmasq gives addresses and answers every name with the box's own. Who joins asks a
well-known page whether there is an internet, gets the first page instead, and so the tablet shows it.
"""

import json
import secrets
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from machine.places import HOME, PORT, RUN, write
from machine.settings import kept
from machine.speech import marked as _
from machine.speech import notice

ADDRESS = "10.42.0.1"
RANGE = "10.42.0.50,10.42.0.250,2h"
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
PATIENCE_S = 20
HOSTAPD = """interface={card}
driver=nl80211
ssid2="{name}"
hw_mode=g
channel=6
ieee80211n=1
wmm_enabled=1
wpa=2
wpa_key_mgmt=WPA-PSK
rsn_pairwise=CCMP
wpa_passphrase={password}
"""
DNSMASQ = """interface={card}
bind-interfaces
except-interface=lo
no-resolv
no-hosts
address=/#/{address}
dhcp-range={range}
dhcp-option=option:router,{address}
dhcp-option=option:dns-server,{address}
dhcp-authoritative
dhcp-leasefile=/run/lhcbox/leases
"""
RULES = """table inet lhcbox {{
    chain input {{
        iifname "{card}" udp dport {{ 53, 67 }} accept
        iifname "{card}" tcp dport {{ 53, 80 }} accept
    }}
}}
"""


def main(_arguments: list[str]) -> int:
    """Open the access point where the settings ask for one, and keep it open."""
    settings = kept()
    if not settings.point:
        return 0
    card = _card()
    if card is None:
        notice("50-point", _("The settings ask for a Wi-Fi network, but this computer has no Wi-Fi card that works."))
        return 0
    password = settings.password or _made_password()
    write(RUN / "hostapd.conf", HOSTAPD.format(card=card, name=settings.point, password=password), mode=0o600)
    write(RUN / "dnsmasq.conf", DNSMASQ.format(card=card, address=ADDRESS, range=RANGE))
    for command in (
        ["ip", "address", "replace", f"{ADDRESS}/24", "dev", card],
        ["ip", "link", "set", card, "up"],
    ):
        subprocess.run(command, check=False)
    subprocess.run(["nft", "-f", "-"], input=RULES.format(card=card), text=True, check=False)
    write(RUN / "point.json", json.dumps({"name": settings.point, "password": password}))
    names = subprocess.Popen(["dnsmasq", "--keep-in-foreground", f"--conf-file={RUN / 'dnsmasq.conf'}"])
    threading.Thread(target=_lead, daemon=True).start()
    try:
        return subprocess.run(["hostapd", str(RUN / "hostapd.conf")], check=False).returncode
    finally:
        names.terminate()
        (RUN / "point.json").unlink(missing_ok=True)


class _Lead(BaseHTTPRequestHandler):
    """Whatever page is asked for: it is at the box."""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", f"http://{ADDRESS}:{PORT}/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Who asks for what is nobody's business."""


def _lead() -> None:
    ThreadingHTTPServer((ADDRESS, 80), _Lead).serve_forever()


def _card() -> str | None:
    """The first Wi-Fi card; some take seconds until their firmware is loaded."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        for path in sorted(Path("/sys/class/net").glob("*/phy80211")):
            return path.parent.name
        time.sleep(0.5)
    return None


def _made_password() -> str:
    """The password made at first boot; like the class code it lies with what people make."""
    path = HOME / ".lhcbox" / "wifi"
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        made = "-".join("".join(secrets.choice(ALPHABET) for _letter in range(4)) for _group in range(3))
        write(path, made + "\n", mode=0o600)
        return made
