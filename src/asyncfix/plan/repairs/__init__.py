"""Repairs, a module for each kind: what becomes of the code, or why nothing can."""
