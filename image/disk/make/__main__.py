"""``python3 -m make slot|disk|bill|plain``."""

import argparse
import sys
from pathlib import Path

from make import appliance, bill, plain, slot, stick


def main() -> int:
    """Make one thing."""
    parser = argparse.ArgumentParser(prog="make")
    verbs = parser.add_subparsers(dest="verb", required=True)
    slotted = verbs.add_parser("slot", help="the machine's root, compressed, beside its kernel")
    slotted.add_argument("--root", type=Path, required=True)
    slotted.add_argument("--squash", default="-comp zstd -Xcompression-level 19")
    disked = verbs.add_parser("disk", help="the stick's raw disk and the OVA")
    disked.add_argument("--slot", type=Path, required=True)
    disked.add_argument("--key", type=Path, default=Path("/run/secrets/signing"))
    disked.add_argument("--medium", type=Path, required=True)
    billed = verbs.add_parser("bill", help="the list of what the machine is made of")
    billed.add_argument("--root", type=Path, required=True)
    plainly = verbs.add_parser("plain", help="a disk with a plain Debian, to compare with")
    plainly.add_argument("--root", type=Path, required=True)
    plainly.add_argument("--medium", type=Path, required=True)
    for verb in (slotted, disked, billed, plainly):
        verb.add_argument("--out", type=Path, required=True)
        verb.add_argument("--version", required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if args.verb == "slot":
        slot.make(args.root, args.out, args.version, args.squash.split())
    elif args.verb == "plain":
        plain.make(args.root, args.medium, args.out, args.version)
    elif args.verb == "bill":
        bill.make(args.root, args.out, args.version)
    else:
        image = args.slot / "slot.ext4"
        boot = stick.prepare(args.medium, args.out.parent / "medium.work", image, args.version, args.key)
        stick.make(args.out / f"lhcbox-{args.version}.img", boot, image, args.version)
        appliance.make(args.out / f"lhcbox-{args.version}.ova", boot, image, args.version)
    return 0


if __name__ == "__main__":
    sys.exit(main())
