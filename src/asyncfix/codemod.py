"""The class that a codemod subclasses; what it knows is libcst, never which call is at fault."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import libcst as cst
from libcst.codemod import CodemodCommand

from asyncfix.model import Edit


class CannotRewrite(Exception):
    """Raised by a codemod whose node is not of the shape that its edit speaks of."""


class Codemod(CodemodCommand):
    """Carries out one kind of edit. Subclass it, and define exactly one of the two methods.

    `NODES` are the libcst node types that `rewrite` is for: the node handed over is the one of
    these types that stands at the edit's span. Its children are rewritten already. The
    statements handed to `rewrite_statements` come without the comments above the first one.
    """

    NODES: ClassVar[tuple[type[cst.CSTNode], ...]] = (cst.Call,)

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """Returns what takes the node's place."""
        raise NotImplementedError

    def rewrite_statements(
        self, statements: Sequence[cst.BaseStatement], edit: Edit
    ) -> Sequence[cst.BaseStatement]:
        """Returns what takes the place of the run of statements at the edit's span."""
        raise NotImplementedError

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        """Plans this one file by itself, for `python -m libcst.tool codemod`."""
        # The pipeline hands edits to codemods; here a codemod asks it for them, and only here.
        from asyncfix.pipeline.alone import rewrite_alone

        path = self.context.filename or "module.py"
        name = type(self).__module__.rpartition(".")[2]
        return cst.parse_module(rewrite_alone(tree.code, path, name))
