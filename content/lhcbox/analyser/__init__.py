"""Linked histograms of real and simulated events, declared in a short file and computed in the reader's browser."""

from lhcbox.analyser.declaration import Declaration, DeclarationError

__all__ = ["Declaration", "DeclarationError"]
