"""The OVA."""
from pathlib import Path
from make.stick import Boot
def make(ova: Path, boot: Boot, slot: Path, version: str) -> None:
    pass
