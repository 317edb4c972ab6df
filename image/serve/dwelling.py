"""Makes the home fit to live in: any user id, with or without a name in passwd, on a root that cannot be written to.

The rule: everything that is written while the box is on goes below the home or below /tmp.
"""

import os
import shutil
import tempfile
from pathlib import Path

from serve.complaint import Complaint
from serve.complaint import marked as _

FONTS = Path("/opt/lhcbox/cache/matplotlib")
"""Where the bake left matplotlib's list of fonts."""


class Dwelling:
    """The home of whoever runs the box."""

    def __init__(self, home: Path, pages: Path) -> None:
        self.home = home
        self.pages = pages

    def settle(self) -> None:
        """Check that the home can be written to, and tell programs where to keep their things.

        Raises:
            Complaint: it cannot.
        """
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.home):
                pass  # permission bits say nothing on a root that is mounted read-only
        except OSError as error:
            raise Complaint(
                _(
                    "%(home)s cannot be written to (%(error)s). Students' work is kept there: start the box with "
                    "-v lhcbox-home:/home/student, or with --tmpfs /home/student:mode=1777 if nothing is to be kept."
                ),
                home=str(self.home),
                error=error.strerror or str(error),
            ) from error
        os.environ["HOME"] = str(self.home)
        # Python's getpass and IPython ask for a name; a user id without an entry in passwd has none
        os.environ.setdefault("USER", "student")
        os.environ.setdefault("LOGNAME", os.environ["USER"])
        os.environ.setdefault("SHELL", "/bin/bash")
        kept = self.home / ".lhcbox"
        kept.mkdir(mode=0o700, exist_ok=True)
        if not _writable("/tmp"):
            os.environ["TMPDIR"] = str(kept / "tmp")
            (kept / "tmp").mkdir(exist_ok=True)
            tempfile.tempdir = None  # it may have been looked up already
        places = {
            "IPYTHONDIR": kept / "ipython",
            "JUPYTER_CONFIG_DIR": kept / "jupyter",
            "JUPYTER_DATA_DIR": kept / "jupyter-data",
            "MPLCONFIGDIR": kept / "matplotlib",
            # connection files hold keys and are of no use after a restart; sockets do not work on every volume
            "JUPYTER_RUNTIME_DIR": Path(tempfile.mkdtemp(prefix="lhcbox-")),
        }
        for name, path in places.items():
            path.mkdir(parents=True, exist_ok=True)
            os.environ[name] = str(path)
        os.environ["JUPYTER_PLATFORM_DIRS"] = "0"
        # our dashboard template and our part of JupyterLab are found as Jupyter finds everybody's
        os.environ["JUPYTER_PATH"] = str(self.pages / "jupyter")
        for fonts in FONTS.glob("fontlist-*.json"):
            target = places["MPLCONFIGDIR"] / fonts.name
            if not target.exists():
                shutil.copyfile(fonts, target)


def _writable(folder: str) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
