"""The ``lhcbox`` command: one verb, handed to the module of that name."""

import importlib
import sys

from lhcbox.language import gettext as _

VERBS = {
    "samples": "lhcbox.samples",
    "check": "lhcbox.check",
    "new-lesson": "lhcbox.kit.newlesson",
    "checklist": "lhcbox.kit.checklist",
    "carry": "lhcbox.kit.carry",
    "take": "lhcbox.kit.take",
}


def main(argv: list[str] | None = None) -> int:
    """Run the verb named first in ``argv``; returns the process's exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments[:1] and arguments[0] in VERBS:
        module = importlib.import_module(VERBS[arguments[0]])
        code: int = module.main(arguments[1:])
        return code
    out = sys.stdout if arguments[:1] in ([], ["help"], ["--help"], ["-h"]) else sys.stderr
    print(_("usage: lhcbox VERB [options]"), file=out)
    print(
        "  samples   " + _("every sample in the box: record, licence, checksum, selection, real or practice"), file=out
    )
    print("  check     " + _("run every lesson and dashboard and compare their numbers"), file=out)
    print("  new-lesson NAME   " + _("make a lesson of your team, from a template or a lesson of the box"), file=out)
    print("  checklist NAME    " + _("what is still to do before others can use it"), file=out)
    print("  carry NAME        " + _("pack it into one file"), file=out)
    print("  take FILE         " + _("take in such a file, after showing what would change"), file=out)
    return 0 if out is sys.stdout else 2


if __name__ == "__main__":
    sys.exit(main())
