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
    said = ("--distro-version", version, "--timestamp", TIME, "--cdx-schema-version", "1.6", "-t", "cdx")
    with tempfile.TemporaryDirectory() as folder:
        debian, python, project = (Path(folder) / name for name in ("debian", "python.cdx.json", "pyproject.toml"))
        number = ("--cdx-serialnumber", identifier("bill", "debian", version))
        run(str(TOOLS / "debsbom"), "generate", *said, *number, "-r", str(root), "-o", str(debian))
        # the lists are joined under their roots, so Python's needs one
        project.write_text(f'[project]\nname = "lhcbox-python"\nversion = "{version}"\n', encoding="utf-8")
        run(
            str(TOOLS / "cyclonedx-py"), "environment", "--output-reproducible", "--sv", "1.6",
            "--pyproject", str(project), "-o", str(python), str(root / "opt/lhcbox/venv/bin/python"),
        )  # fmt: skip
        number = ("--cdx-serialnumber", identifier("bill", version))
        bill = out / f"lhcbox-{version}"
        merged = ("-o", str(bill), f"{debian}.cdx.json", str(python))
        run(str(TOOLS / "debsbom"), "merge", "--distro-name", NAME, *said, *number, *merged)
