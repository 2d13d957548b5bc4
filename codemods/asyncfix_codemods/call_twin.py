"""Makes an object of the twin of a class, with arguments that keep its defaults."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class CallTwin(Codemod):
    """`sessionmaker(engine)` becomes `async_sessionmaker(engine, expire_on_commit=False)`.

    `twin` is the new callee, and `added` further arguments as `name=value`.
    """

    DESCRIPTION = "Make an object of an asynchronous twin."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The call of the twin."""
        if not isinstance(node, cst.Call):
            raise CannotRewrite("not a call")
        twin = edit.text("twin")
        func = builders.dotted(twin) if twin else node.func
        added = [builders.keyword(*text.split("=", 1)) for text in edit.names("added")]
        return node.with_changes(func=func, args=builders.with_more(node.args, added))
