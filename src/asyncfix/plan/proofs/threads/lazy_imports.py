"""Says where a module imports a package only when it needs it, and may have to do without it."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from asyncfix.model import Edit
from asyncfix.plan.context import Context


def imported_too_early(context: Context, edits: Iterable[Edit]) -> str:
    """The package that edits import at the top of a module that puts that off; "" if none."""
    for edit in edits:
        for item in edit.imports:
            package = item.module.partition(".")[0]
            if package in sys.stdlib_module_names:
                continue
            view = context.view(edit.path)
            at_top = {other.target.partition(".")[0] for other in view.imports()}
            if package in view.module.packages - at_top:
                return f"`{package}` is imported only when it is needed, and would be at the start"
    return ""
