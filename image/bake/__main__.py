"""``python -m bake VERB``: one verb a step, each in the module of its name."""

import argparse
import importlib
import sys

VERBS = {
    "manifest": "review the manifest: what a profile fetches and holds, agreement with the facts it was written from",
    "fetch": "download and verify the source files of a profile",
    "curate": "make the small samples of a profile from what was fetched, practice where nothing was",
    "cards": "draw the plot of each sample's data card",
    "openmagic": "write the answers of the ATLAS metadata service, for use without a network",
    "render": "make notebooks, dashboards and teachers' notes in every language",
    "analysers": "make the pages with linked histograms, for the box and for a stick",
    "lesson": "take a team's lesson into the repository, or give one as teams edit it",
    "docs": "make the documentation site in every language",
    "translations": "update, check or compile the translations",
}
MODULES = {"manifest": "review"}  # `bake.manifest` is what everybody reads the manifest with


def main(argv: list[str] | None = None) -> int:
    """Parse ``argv`` and run its verb; returns the process's exit code."""
    parser = argparse.ArgumentParser(prog="bake", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    wanted = (sys.argv[1:] if argv is None else argv)[:1]
    for verb, help_ in VERBS.items():
        sub = verbs.add_parser(verb, help=help_)
        if [verb] == wanted:  # only the verb asked for is imported: curate needs uproot, fetch does not
            module = importlib.import_module(f"bake.{MODULES.get(verb, verb)}")
            module.add_arguments(sub)
            sub.set_defaults(run=module.run)
    args = parser.parse_args(argv)
    code: int = args.run(args)
    return code


if __name__ == "__main__":
    sys.exit(main())
