"""Makes a thread's lock one for tasks, where it is made and where it is held."""

from __future__ import annotations

from typing import ClassVar

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class UseAsyncLock(Codemod):
    """`threading.Lock()` becomes `asyncio.Lock()`, and `with lock:` `async with lock:`.

    `twin` is the class of the new lock, where one is made.
    """

    DESCRIPTION = "Use a lock for tasks instead of one for threads."
    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.Call, cst.With)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The new lock, or the asynchronous `with`."""
        twin = edit.text("twin")
        if isinstance(node, cst.Call) and twin:
            return node.with_changes(func=builders.dotted(twin))
        if isinstance(node, cst.With) and not twin and node.asynchronous is None:
            return node.with_changes(asynchronous=cst.Asynchronous())
        raise CannotRewrite("neither a lock that is made nor a `with`")
