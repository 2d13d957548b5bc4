"""Finds names for the clients that a function opens."""

from __future__ import annotations

import ast
import itertools
from itertools import chain, islice

from asyncfix.plan.code.reads import bound_by
from asyncfix.plan.context import Site
from asyncfix.project.nodes import names_in


def free_names(site: Site, name: str, count: int) -> list[str]:
    """Names like the one given that the function does not use."""
    function = site.function_node
    used = names_in(function)
    used |= {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    for node in ast.walk(function):
        if isinstance(node, ast.Global | ast.Nonlocal):
            used.update(node.names)
        elif node is not function:
            used.update(bound_by(node))
    candidates = chain([name], (f"{name}_{number}" for number in itertools.count(2)))
    return list(islice((item for item in candidates if item not in used), count))
