"""``python -m bake translations``: bring catalogues up to date, find gaps and staleness, compile them.

English in the sources is what is translated. A change there marks the translation as fuzzy, and the check fails until
somebody has read it again.
"""

import argparse
import sys
from pathlib import Path

from bake import catalogues
from bake.messages import Message, domains


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb understands."""
    parser.add_argument("action", choices=("update", "check", "compile"))
    parser.add_argument("--content", type=Path, default=Path("content"), help="the folder of sources")
    parser.add_argument("--out", type=Path, default=Path("build/share"), help="compile: where the box's files go")
    parser.add_argument("--domain", action="append", help="only this catalogue; may be given several times")


def run(args: argparse.Namespace) -> int:
    """Do one action; the exit code is 1 where the check finds a fault."""
    content: Path = args.content.resolve()
    if args.action == "compile":
        written = catalogues.compile_all(content, args.out)
        print(f"{len(written)} catalogues compiled into {args.out / 'locale'}")
        return 0
    every = domains(content)
    unknown = [domain for domain in args.domain or [] if domain not in every]
    if unknown:
        print(f"no domain {unknown[0]!r}; there are {', '.join(every)}", file=sys.stderr)
        return 2
    wanted = {name: collect() for name, collect in every.items() if not args.domain or name in args.domain}
    return _update(content, wanted) if args.action == "update" else _check(content, wanted, args.domain)


def _update(content: Path, wanted: dict[str, list[Message]]) -> int:
    for language in catalogues.languages(content)[1:]:
        for domain, messages in wanted.items():
            if messages and catalogues.update(content, language, domain, messages):
                print(f"updated {catalogues.po_path(content, language, domain)}: {len(messages)} messages")
    return 0


def _check(content: Path, wanted: dict[str, list[Message]], only: list[str] | None) -> int:
    found = []
    for language in catalogues.languages(content)[1:]:
        for domain, messages in wanted.items():
            found += list(catalogues.faults(content, language, domain, messages))
        if not only:
            folder = content / "locale" / language / "LC_MESSAGES"
            strays = [path for path in sorted(folder.glob("*.po")) if path.stem not in wanted]
            found += [catalogues.Fault(path, "belongs to nothing; remove it", path.stem) for path in strays]
    for fault in found:
        print(fault, file=sys.stderr)
    total = sum(len(messages) for messages in wanted.values())
    print(f"{total} messages in {len(wanted)} domains, {len(found)} faults")
    return 1 if found else 0
