"""``bake manifest``: read the manifest with a curator's eyes.

``update`` writes the generated part of the releases anew from the facts, ``check`` says where it differs from them, and
``table`` shows what a profile will fetch and hold.
"""

import argparse
import difflib
import json
import sys
from pathlib import Path

from bake import budget, facts, manifest, yamlfile

SHOWN = 60  # lines of differences a file


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bake manifest``."""
    parser.add_argument("action", choices=("update", "check", "table"), help="what to do")
    parser.add_argument("--manifest", type=Path, default=Path("data_manifest"), help="folder of the manifest")
    parser.add_argument("--facts", type=Path, default=Path("../shared/facts"), help="folder of the tables of facts")
    parser.add_argument("--profile", default="starter", help="the profile to show (default: starter)")
    parser.add_argument("--json", action="store_true", help="the table as JSON")


def update(args: argparse.Namespace) -> int:
    """Write the generated parts; then the whole manifest must be readable, or the old files come back."""
    folder = args.manifest / "releases"
    before = {path: path.read_bytes() for path in sorted(folder.glob("*.yml"))}
    changed = facts.update(facts.Facts(args.facts), folder)
    try:
        manifest.samples(args.manifest)
    except manifest.ManifestError:
        for path in changed:
            path.write_bytes(before[path])
        print("manifest: the old files are back; mend what the next line says and run it again", file=sys.stderr)
        raise
    for path in changed:
        print(f"{path}: written")
    if not changed:
        print(f"{folder}: agrees with {args.facts}, nothing written")
    return 0


def check(args: argparse.Namespace) -> int:
    """Exit code 1, and the differences, where a generated part is not what the facts say."""
    known = facts.Facts(args.facts)
    differ = 0
    for release in facts.SOURCES:
        path = args.manifest / "releases" / f"{release}.yml"
        is_, should = facts.renewed(known, path)
        if is_ == should:
            continue
        differ += 1
        old, new = is_.splitlines(), should.splitlines()
        lines = list(difflib.unified_diff(old, new, str(path), f"from {args.facts}", n=0, lineterm=""))
        print("\n".join(lines[:SHOWN]))
        if len(lines) > SHOWN:
            print(f"… and {len(lines) - SHOWN} lines more")
    manifest.samples(args.manifest)
    if differ:
        print(f"manifest: {differ} of {len(facts.SOURCES)} releases differ; run `manifest update`", file=sys.stderr)
    return 1 if differ else 0


def table(args: argparse.Namespace) -> int:
    """Exit code 1 where the profile is over its budget."""
    found = budget.Budget.of(manifest.load(args.manifest, args.profile))
    print(json.dumps(found.as_json(), indent=1) if args.json else found.table())
    for trouble in found.troubles:
        print(f"manifest: {trouble}", file=sys.stderr)
    return 1 if found.troubles else 0


def run(args: argparse.Namespace) -> int:
    """Entry of the verb."""
    try:
        return {"update": update, "check": check, "table": table}[args.action](args)
    except (manifest.ManifestError, facts.FactsError, yamlfile.YAMLFileError) as error:
        print(f"manifest: {error}", file=sys.stderr)
        return 1
