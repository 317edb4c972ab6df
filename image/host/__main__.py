"""``./build.sh VERB``: one verb each."""

import argparse
import os
import sys
from pathlib import Path

from host import bake, box, disk, suite
from host.engine import ensure_engine
from host.paths import ROOT
from host.speech import Trouble, die, step
from host.speech import gettext as _

PROFILES = ("starter", "classroom", "full")


def main(argv: list[str] | None = None) -> int:
    """Parse ``argv``, run its verb, return the exit code."""
    args = _parser().parse_args(argv)
    if args.verb in (None, "help"):
        _parser().print_help()
        return 0
    try:
        return _run(args)
    except Trouble as trouble:
        die(trouble)
    except KeyboardInterrupt:
        die(Trouble(_("interrupted"), _("run the same command again: it goes on with what is done")))


def _run(args: argparse.Namespace) -> int:
    mirrors = find_mirrors(args.mirror)
    step(_("looking for a container engine"))
    engine = ensure_engine(args.engine)
    match args.verb:
        case "up" | "class":
            bake.ensure_image(engine, args.profile, mirrors)
            everybody = args.verb == "class"
            box.start(engine, args.port, "0.0.0.0" if everybody else "127.0.0.1")
            box.tell(engine, args.port, box.lan_addresses() if everybody else ["localhost"])
        case "bake":
            bake.ensure_image(engine, args.profile, mirrors, here=True)
        case "disk":
            disk.make(engine, args.profile, mirrors, quick=args.quick)
        case "data" if args.check:
            return bake.check_data(engine, args.profile)
        case "data":
            bake.ensure_data(engine, args.profile, mirrors)
        case "down":
            box.stop(engine)
        case "translate":
            bake.ensure_tools(engine)
            bake.bake(engine, "translations", "update")
        case "test":
            return suite.run(engine, args.suite, args.pytest_options, args.profile, mirrors)
    return 0


def find_mirrors(given: list[str]) -> list[str]:
    """Places to look in before the portal: as given, else ``LHCBOX_MIRROR``, ``mirror/``, the shared folder.

    Raises:
        Trouble: one was asked for and is neither an http(s) address nor a folder.
    """
    asked = given or [place for place in [os.environ.get("LHCBOX_MIRROR")] if place]
    if not asked:
        usual = (ROOT / "mirror", ROOT.parent / "shared" / "open-data")
        return [str(folder.resolve()) for folder in usual if folder.is_dir()][:1]
    return [place if place.startswith(("http://", "https://")) else _folder(place) for place in asked]


def _folder(place: str) -> str:
    folder = Path(place).expanduser().resolve()
    if not folder.is_dir():
        raise Trouble(
            _("the mirror {folder} is not a folder").format(folder=folder),
            _("give --mirror the folder that holds the downloaded files, or leave it out"),
        )
    return str(folder)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./build.sh", description=_("LHC-in-a-Box: bake it, start it, test it"))
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    helps = {
        "up": _("set up what is missing, bake if needed, start, print the address and how to sign in"),
        "class": _("the same, for everybody on this network"),
        "down": _("stop the box; what people made is kept"),
        "bake": _("bake the image only"),
        "disk": _("make the stick's image and the virtual machine in dist/"),
        "data": _("fetch, verify and curate the samples only"),
        "translate": _("bring the translation files up to date with the texts"),
        "test": _("run the test suites named, or all of them"),
        "help": _("show this text"),
    }
    for verb, text in helps.items():
        sub = verbs.add_parser(verb, help=text, description=text)
        sub.add_argument("--profile", choices=PROFILES, default="starter", help=_("how much data goes in"))
        sub.add_argument(
            "--mirror",
            metavar="PLACE",
            action="append",
            default=[],
            help=_("look in this folder or at this http(s) address for data files first; may be given several times"),
        )
        sub.add_argument("--engine", choices=("docker", "podman"), help=_("the container engine to use"))
        if verb in ("up", "class"):
            port = int(os.environ.get("LHCBOX_PORT", "8888"))
            sub.add_argument("--port", type=int, default=port, help=_("where the box answers on this machine"))
        if verb == "disk":
            sub.add_argument("--quick", action="store_true", help=_("compress less: quicker to make, larger files"))
        if verb == "data":
            sub.add_argument(
                "--check",
                action="store_true",
                help=_("download nothing: show what the profile fetches and holds, fail if it is over its budget"),
            )
        if verb == "test":
            sub.add_argument("suite", nargs="*", help=_("a folder of tests/"))
            sub.add_argument("--pytest-options", nargs=argparse.REMAINDER, default=[], help=_("handed on to pytest"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
