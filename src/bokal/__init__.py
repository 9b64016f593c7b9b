"""Bokal runs a neighbourhood programme from the first figure to the final report."""

__version__ = "0.1.0"
