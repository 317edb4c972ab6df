"""Python that runs where the box is a machine of its own: Debian's Python, standard library only, as root.

Each module is one thing the machine has; ``python3 -m machine NAME`` is what systemd's units call.
"""
