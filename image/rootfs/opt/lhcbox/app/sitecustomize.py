"""Run by every Python of the box when it starts: the package atlasopenmagic, once imported, is answered by the box.

Python has no hook for "after the import of". This finder stands in front of the others, hands that one import on to
them and runs `lhcbox.openmagic.install` after the package's own code; no other import is touched, and nothing is
imported before.
"""

import importlib.util
import sys

PACKAGE = "atlasopenmagic"


class AnsweredByTheBox:
    """A finder for one package."""

    def find_spec(self, name, path=None, target=None):
        """The package's own spec, with `install` after its code."""
        if name != PACKAGE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module):
                execute(module)
                from lhcbox import openmagic

                openmagic.install(module)

            spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, AnsweredByTheBox())
