"""Finds what blocks the event loop, and awaits that are missing. It repairs nothing."""
