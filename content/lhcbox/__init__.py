"""LHC-in-a-Box: real LHC collisions, ready to be looked at without a network.

What a notebook or a dashboard imports. Each module is short enough to be read in a lesson.
"""

from lhcbox.language import share

__all__ = ["share"]
