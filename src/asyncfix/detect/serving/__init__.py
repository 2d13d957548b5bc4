"""Finds the functions that a web framework calls, and says how it runs them."""
