"""The moment when the first page answers: the boot is good, and a slot that was on trial stays."""

import subprocess
import time
import urllib.error
import urllib.request

from machine.medium import medium
from machine.places import GRUBENV, PORT, RUN, words, write
from machine.speech import marked as _
from machine.speech import notice

PATIENCE_S = 900
ADDRESS = f"http://127.0.0.1:{PORT}/"


def main(_arguments: list[str]) -> int:
    """Wait for the first page; a slot on trial that does not bring it up gives way to the one before."""
    trial = words().get("lhcbox.trial", "")
    if _answers(PATIENCE_S):
        write(RUN / "ready", f"{time.monotonic():.1f}\n")
        if trial:
            _keep(trial)
        return 0
    if trial:
        subprocess.run(["systemctl", "reboot"], check=False)  # the boot menu has forgotten the trial already
    notice("30-ready", _("The first page does not answer. Switch the computer off and on again."))
    return 1


def _answers(patience: float) -> bool:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(ADDRESS, timeout=10):
                return True
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    return False


def _keep(slot: str) -> None:
    with medium(writable=True) as folder:
        if folder is not None:
            subprocess.run(["grub-editenv", str(folder / GRUBENV), "set", f"slot={slot}"], check=False)
