"""Makes a query load more with its objects."""

from __future__ import annotations

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders


class LoadWith(Codemod):
    """`select(U)` becomes `select(U).options(selectinload(U.posts))`.

    `options` are the options, and `kind` is `select`, or `get` for a call that takes them as an
    argument of that name.
    """

    DESCRIPTION = "Load related objects with a query."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The query with its options."""
        if not isinstance(node, cst.Call):
            raise CannotRewrite("not a call")
        options = edit.names("options")
        if edit.text("kind") == "get":
            if any(arg.keyword and arg.keyword.value == "options" for arg in node.args):
                raise CannotRewrite("it has options already")
            added = [builders.keyword("options", f"[{', '.join(options)}]")]
            return node.with_changes(args=builders.with_more(node.args, added))
        func = cst.Attribute(node.with_changes(lpar=(), rpar=()), cst.Name("options"))
        arguments = [cst.Arg(builders.expression(option)) for option in options]
        return cst.Call(func, arguments, lpar=node.lpar, rpar=node.rpar)
