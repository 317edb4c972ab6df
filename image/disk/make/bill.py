"""The list of everything that the machine is made of (SBOM, CycloneDX): Debian's packages and Python's."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from make.names import EPOCH, identifier, run

TOOLS = Path("/opt/bill/bin")
NAME = "LHC-in-a-Box"
TIME = datetime.fromtimestamp(int(EPOCH), UTC).isoformat()


def make(root: Path, out: Path, version: str) -> None:
    """Write ``lhcbox-VERSION.cdx.json`` into ``out``; two makes of the same root give the same bytes."""
    said = (
        "--distro-name", NAME, "--distro-version", version, "--timestamp", TIME,
        "--cdx-serialnumber", identifier("bill", version), "--cdx-schema-version", "1.6", "-t", "cdx",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        debian, python = Path(folder) / "debian", Path(folder) / "python.cdx.json"
        run(str(TOOLS / "debsbom"), "generate", *said, "-r", str(root), "-o", str(debian))
        run(
            str(TOOLS / "cyclonedx-py"), "environment", "--output-reproducible", "--sv", "1.6",
            "-o", str(python), str(root / "opt/lhcbox/venv/bin/python"),
        )  # fmt: skip
        run(
            str(TOOLS / "debsbom"),
            "merge",
            *said,
            "-o",
            str(out / f"lhcbox-{version}"),
            f"{debian}.cdx.json",
            str(python),
        )
