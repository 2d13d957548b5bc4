"""Finds what blocks the event loop of async Python code, and rewrites it."""

__version__ = "0.1.0"
