"""A client object that a function makes for itself."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from asyncfix.model import Finding
from asyncfix.plan.clients.doubts import Doubt
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Refusal
from asyncfix.project.inference import Ref


@dataclass(slots=True)
class Held:
    """A client object under one name, from the statement that makes it to its last use.

    `region` are the statements in which it lives: the `with` that opens it, or the assignment and
    what follows up to the last use. `requests` are the calls that send something, `closing` those
    of methods that are awaited, with what they become. `needs` is what its URLs must be, `doubts`
    are what of it may not be the same. `ends`: its last statement closes it; `guarded`: a `finally`
    right behind it does.
    """

    name: str
    made: ast.Call
    region: Sequence[ast.stmt]
    findings: list[Finding] = field(default_factory=list)
    keywords: tuple[str, ...] = ()
    given: frozenset[str] = frozenset()
    requests: list[ast.Call] = field(default_factory=list)
    closing: list[tuple[ast.Call, str]] = field(default_factory=list)
    needs: set[str] = field(default_factory=set)
    doubts: list[Doubt] = field(default_factory=list)
    ends: bool = False
    guarded: bool = False
    refusal: Refusal | None = None

    @property
    def is_block(self) -> bool:
        """Whether a `with` opens it."""
        return isinstance(self.region[0], ast.With)

    def refuse(self, reason: str) -> None:
        """Gives it up, for the first reason there is."""
        self.refusal = self.refusal or Refusal(reason)


def makes(context: Context, client: Client, site: Site, node: ast.expr) -> bool:
    """Whether an expression makes an object of the library's class."""
    return isinstance(node, ast.Call) and context.value(site, node.func) == Ref(client.session.cls)
