"""Goes through an asynchronous iterable with `async for`, in a loop or a comprehension."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders

_Comprehension = cst.ListComp | cst.SetComp | cst.DictComp


class MakeForAsync(Codemod):
    """`for x in rows():` becomes `async for x in rows():`.

    In a comprehension, these are the `for`s with the numbers in `loops`, counted from 0.
    """

    DESCRIPTION = "Make a `for` asynchronous."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (
        cst.For,
        cst.ListComp,
        cst.SetComp,
        cst.DictComp,
    )

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The loop or comprehension with its `async for`."""
        if isinstance(node, cst.For):
            return node.with_changes(asynchronous=builders.asynchronous())
        if not isinstance(node, _Comprehension):
            raise CannotRewrite("neither a loop nor a comprehension")
        return node.with_changes(for_in=_asynchronous(node.for_in, edit.names("loops"), 0))


def _asynchronous(part: cst.CompFor, loops: Sequence[str], number: int) -> cst.CompFor:
    if part.inner_for_in is not None:
        inner = _asynchronous(part.inner_for_in, loops, number + 1)
        part = part.with_changes(inner_for_in=inner)
    if str(number) not in loops:
        return part
    return part.with_changes(asynchronous=builders.asynchronous())
