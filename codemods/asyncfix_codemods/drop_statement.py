"""Takes a statement out that nothing needs any more."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import Codemod
from asyncfix.model import Edit


class DropStatement(Codemod):
    """`loop = asyncio.get_running_loop()` goes; the comments above it stay."""

    DESCRIPTION = "Take out a statement."

    def rewrite_statements(
        self, statements: Sequence[cst.BaseStatement], edit: Edit
    ) -> Sequence[cst.BaseStatement]:
        """Nothing."""
        return ()
