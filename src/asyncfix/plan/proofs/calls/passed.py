"""Says what a function gets where another one runs it."""

from __future__ import annotations

from typing import NamedTuple

from asyncfix.project.callgraph import Edge
from asyncfix.project.overriding import SUPER
from asyncfix.project.project import Definition
from asyncfix.project.summary import CONSTRUCTORS, Call
from asyncfix.project.terms import Attr, Expr, Name, last_name


class Passed(NamedTuple):
    """What a function gets where it runs: the object that it is a method of, and arguments."""

    receiver: Expr
    call: Call | None
    bound: bool
    made: bool = False

    def argument(self, target: Definition, name: str) -> tuple[bool, Expr]:
        """What a parameter gets, and whether that is known; None if it is something new."""
        names = [item.name for item in target.function.parameters]
        index = names.index(name)
        if name == target.function.receiver and self.made:
            return True, None
        if self.bound:
            if index == 0:
                return self.receiver is not None, self.receiver
            index -= 1
        if self.call is None:
            return False, None
        for keyword, value in self.call.keywords:
            if keyword == name:
                return value is not None, value
        if index < len(self.call.args):
            return self.call.args[index] is not None, self.call.args[index]
        return True, None


def passed_by(caller: Definition, edge: Edge, call: Call | None, new: bool) -> Passed:
    """What the target of an edge gets; `call` is the call that it stands for, if it is one.

    `new`: a constructor only works on objects that are made there.
    """
    if edge.how not in ("call", "with") or call is None:
        return Passed(None, None, False)
    if edge.target.function.name in CONSTRUCTORS and last_name(call.func) not in CONSTRUCTORS:
        return Passed(None, call, True, made=new)
    receiver = call.func.base if isinstance(call.func, Attr) else None
    if call.text.startswith(SUPER):
        receiver = Name(caller.function.receiver, caller.function.scope)
    is_method = edge.target.function.owner >= 0 and receiver is not None
    return Passed(receiver, call, edge.bound or (edge.how == "with" and is_method))
