"""Where things are in the checkout."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
LOGS = BUILD / "logs"
SHARE = BUILD / "share"
DOWNLOADS = BUILD / "downloads"
