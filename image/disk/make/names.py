"""Identifiers that a disk must have, derived and not drawn, so that two makes of the same give the same bytes."""

import os
import subprocess
import uuid

SPACE = uuid.UUID("7d2f7f0e-6b0a-5c55-9d0a-1c8f3f6b1a42")
EPOCH = "946684800"  # 2000; FAT knows no year before 1980
MIB = 1024 * 1024


def identifier(*what: str) -> str:
    """A UUID for ``what``, always the same one."""
    return str(uuid.uuid5(SPACE, "/".join(what)))


def run(*command: str, **options: str) -> None:
    """Run a program with the clock held still; raises where it fails.

    Args:
        options: ``stdin`` is what it reads.
    """
    env = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "MTOOLS_SKIP_CHECK": "1", "TZ": "UTC"}
    subprocess.run(command, check=True, env=env, input=options.get("stdin"), text=True)
