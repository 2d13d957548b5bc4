"""What is found in a function while it is gone through, before it is put into the summary."""

from __future__ import annotations

from dataclasses import dataclass, field

from asyncfix.project.summary import Function, Store
from asyncfix.project.terms import Expr


@dataclass(slots=True)
class Noted:
    """What `Function` has under these names, as it grows."""

    returned: list[Expr] = field(default_factory=list)
    yielded: list[Expr] = field(default_factory=list)
    reads: set[str] = field(default_factory=set)
    stores: list[Store] = field(default_factory=list)
    raises: list[Expr] = field(default_factory=list)
    tested: set[str] = field(default_factory=set)

    def hand_over(self, function: Function) -> None:
        """Puts it into the function's summary."""
        function.returned = tuple(self.returned)
        function.yielded = tuple(self.yielded)
        function.reads = tuple(sorted(self.reads))
        function.stores = tuple(self.stores)
        function.raises = tuple(self.raises)
        function.tested = tuple(sorted(self.tested))
