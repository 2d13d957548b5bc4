"""Finds the calls whose arguments formatters move to lines of their own before any in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

_WHOLE = (cst.Assign, cst.AnnAssign, cst.AugAssign, cst.Return, cst.Expr)
"""What has an expression that may be such a call and nothing else."""

_PASSED = (cst.Arg, cst.Await)


def enclosing(node: cst.CSTNode, parents: Sequence[cst.CSTNode]) -> Iterator[cst.Call]:
    """The calls around a node, from the inside: it is an argument of them, or has their method."""
    below = node
    for parent in reversed(parents):
        if isinstance(parent, cst.Call):
            yield parent
        elif not isinstance(parent, (*_PASSED, cst.Attribute) if below is node else _PASSED):
            return
        below = parent


def is_whole(call: cst.Call, parents: Sequence[cst.CSTNode]) -> bool:
    """Whether a call is all that its statement assigns, returns or does.

    Where it is only a part of that, formatters have other ways.
    """
    above = parents[: next(at for at, each in enumerate(parents) if each is call)]
    holder = next((each for each in reversed(above) if not isinstance(each, cst.Await)), None)
    return isinstance(holder, _WHOLE) or (isinstance(holder, cst.Assert) and holder.msg is None)
