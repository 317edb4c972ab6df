"""``python3 -m machine settings|data|ready|screen|seal``: what systemd's units call."""

import importlib
import sys

PARTS = ("settings", "data", "ready", "screen", "seal", "point", "update")


def main() -> int:
    """Run one part; the exit code is what it returns."""
    if len(sys.argv) < 2 or sys.argv[1] not in PARTS:
        print(f"usage: python3 -m machine {'|'.join(PARTS)}", file=sys.stderr)
        return 2
    part = importlib.import_module(f"machine.{sys.argv[1]}")
    return int(part.main(sys.argv[2:]))


if __name__ == "__main__":
    sys.exit(main())
