"""Follows the result of a call through its function, and says how each use of it is kept."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from asyncfix.model import Edit
from asyncfix.plan.clients.doubts import Doubt
from asyncfix.plan.clients.places import (
    binds_otherwise,
    is_binding,
    is_followed_by,
    is_key,
    is_none_test,
    is_test,
)
from asyncfix.plan.clients.rebound import is_missing, strangers
from asyncfix.plan.clients.table import Client, Member
from asyncfix.plan.code.reads import arguments
from asyncfix.plan.context import Site
from asyncfix.plan.proposal import Refusal
from asyncfix.project.view import FunctionNode, walk_scope


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a result's member, with its edit if there is one.

    `raises`: it is called, and may raise; `unlike` and `needs` are its member's.
    """

    node: ast.expr
    raises: bool = False
    unlike: tuple[str, ...] = ()
    edit: Edit | None = None
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """All uses of a result. `name` is the local name that it is bound to, if it is.

    `doubts` are what may not be the same all the same.
    """

    uses: tuple[Use, ...] = ()
    name: str = ""
    doubts: tuple[Doubt, ...] = ()


def follow(client: Client, site: Site, calls: Sequence[ast.Call]) -> Followed | Refusal:
    """The uses of what the site's call gives; `calls` are all calls that may be rewritten."""
    node = site.node
    if not isinstance(node, ast.Call):
        return Refusal("it is not a call")
    follower = Follower(client, site, calls)
    name = bound_name(site, node)
    follower.value(node)
    if name:
        follower.name(name)
    return follower.refusal or Followed(tuple(follower.uses), name, tuple(follower.doubts))


def bound_name(site: Site, call: ast.expr | ast.stmt) -> str:
    """The local name that a call's result is bound to."""
    parent = site.view.parents[call]
    if isinstance(parent, ast.NamedExpr):
        return parent.target.id
    if isinstance(parent, ast.AnnAssign):
        return parent.target.id if isinstance(parent.target, ast.Name) else ""
    if isinstance(parent, ast.Assign) and len(parent.targets) == 1:
        target = parent.targets[0]
        return target.id if isinstance(target, ast.Name) else ""
    if isinstance(parent, ast.withitem) and isinstance(parent.optional_vars, ast.Name):
        return parent.optional_vars.id
    return ""


class Follower:
    """Collects uses until one of them cannot be kept."""

    def __init__(self, client: Client, site: Site, calls: Sequence[ast.Call]) -> None:
        self.client = client
        self.site = site
        self.calls = calls
        self.uses: list[Use] = []
        self.refusal: Refusal | None = None
        self.doubts: list[Doubt] = []

    def refuse(self, reason: str) -> None:
        self.refusal = self.refusal or Refusal(reason)

    def value(self, node: ast.expr) -> None:
        """Looks at what is done with the value of an expression."""
        parent = self.site.view.parents[node]
        if isinstance(parent, ast.Attribute):
            self.member(parent)
        elif isinstance(parent, ast.NamedExpr):
            self.value(parent)
        elif (
            is_binding(parent, node)
            or isinstance(parent, ast.Expr)
            or (isinstance(parent, ast.Compare) and is_none_test(parent, node))
        ):
            return
        elif is_test(self.site.view, node) and self.client.truth:
            self.truth(node)
        elif isinstance(parent, ast.BoolOp | ast.IfExp):
            self.refuse("the response is tested for truth, or handed on")
        else:
            self.refuse("the response itself is handed on, not only its members")

    def truth(self, node: ast.expr) -> None:
        """A test of the result itself, or of None in its place."""
        if not isinstance(node, ast.Name):
            return self.refuse("the response is tested for truth, and has no name")
        if self.in_text(node):
            return self.refuse("the response is tested in an f-string")
        member = Member("", to=self.client.truth, negated=self.client.falsehood)
        if self.may_be_none(node.id):
            falsehood = f"{{}} is None or {member.negated}" if member.negated else ""
            member = replace(member, to=f"{{}} is not None and {member.to}", negated=falsehood)
        self.uses.append(Use(node, edit=self.edit(node, member)))
        return None

    def may_be_none(self, name: str) -> bool:
        """Whether the function binds a name to None as well."""
        return any(
            isinstance(node, ast.Name) and node.id == name and is_missing(self.site, node)
            for node in walk_scope(self.site.function_node)
        )

    def name(self, name: str) -> None:
        """Looks at all that the function does with a local name."""
        function = self.site.function_node
        if name in {item.arg for item in arguments(function)}:
            return self.refuse(f"`{name}` is a parameter too")
        own = set(walk_scope(function))
        others = self.others_of(name)
        if isinstance(others, Refusal):
            return self.refuse(others.reason)
        for node in ast.walk(function):
            if binds_otherwise(node, name) and (node in own or isinstance(node, ast.Nonlocal)):
                return self.refuse(f"`{name}` is bound to something else too")
            if isinstance(node, ast.Name) and node.id == name and node not in others:
                if node in own and isinstance(node.ctx, ast.Load):
                    self.value(node)
                elif node not in own and not self.shadowed(node, name):
                    return self.refuse(f"`{name}` is used in a function inside this one")
        return None

    def others_of(self, name: str) -> frozenset[ast.Name] | Refusal:
        """Where the name is something else."""
        return strangers(self.site, name, self.calls)

    def shadowed(self, node: ast.Name, name: str) -> bool:
        """Whether the name is another one there, of a function inside."""
        for parent in self.site.view.ancestors(node):
            if parent is self.site.function_node:
                return False
            if isinstance(parent, FunctionNode | ast.Lambda) and any(
                item.arg == name for item in arguments(parent)
            ):
                return True
        return False

    def member(self, node: ast.Attribute) -> None:
        """Looks at one member of the result."""
        member = self.client.members.get(node.attr)
        parent = self.site.view.parents[node]
        if member is None:
            return self.refuse(f"`.{node.attr}` of the response has no known counterpart")
        if member.refuse and not member.doubt_name:
            return self.refuse(f"`.{node.attr}` {member.refuse}")
        if member.refuse:
            self.doubts.append(Doubt(f"`.{node.attr}` {member.refuse}", member.doubt_name))
        if not isinstance(node.ctx, ast.Load):
            return self.refuse(f"`.{node.attr}` of the response is set")
        called = isinstance(parent, ast.Call) and parent.func is node
        if called != member.call:
            return self.refuse(f"`.{node.attr}` of the response is used in an unusual way")
        if member.keys and not is_key(self.site, node, member.keys):
            return self.refuse(f"`.{node.attr}` gives the first of several only")
        if member.then and not is_followed_by(self.site, node, member.then):
            return self.refuse(f"`.{node.attr}` is used for more than single look-ups")
        if member.guard:
            return self.guarded(node, parent, member)
        given = [*parent.args, *parent.keywords] if isinstance(parent, ast.Call) else []
        if called and member.to and given:
            return self.refuse(f"`.{node.attr}()` is called with arguments")
        edit = self.edit(node, member)
        if edit is not None and self.in_text(node):
            return self.refuse(f"`.{node.attr}` stands in an f-string")
        self.uses.append(Use(node, called, member.unlike, edit, member.needs))
        return None

    def guarded(self, node: ast.Attribute, call: ast.AST, member: Member) -> None:
        """A call that must stay a statement of its own, under a condition."""
        statement = self.site.view.parents[call]
        good = (
            isinstance(statement, ast.Expr)
            and isinstance(call, ast.Call)
            and not call.args
            and not call.keywords
            and isinstance(node.value, ast.Name)
            and self.site.view.stands_alone(statement)
        )
        if not good or not isinstance(statement, ast.Expr):
            return self.refuse(f"`.{node.attr}()` is not a statement of its own")
        test = member.guard.format(ast.unparse(node.value))
        span = self.site.view.span(statement)
        edit = Edit(self.site.path, span, "guard_statement", {"test": test})
        self.uses.append(Use(node, True, member.unlike, edit, member.needs))
        return None

    def edit(self, node: ast.Attribute | ast.Name, member: Member) -> Edit | None:
        if not member.to:
            return None
        parent = self.site.view.parents[node]
        target: ast.Attribute | ast.Name | ast.UnaryOp | ast.Call = node
        template = member.to
        if member.call and isinstance(parent, ast.Call):
            target, parent = parent, self.site.view.parents[parent]
        if isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not) and member.negated:
            target, template = parent, member.negated
        around = self.site.view.parents[target]
        tight = isinstance(around, ast.Compare | ast.BinOp | ast.UnaryOp | ast.Starred)
        joined = " or " in template and isinstance(around, ast.BoolOp)
        parenthesized = (tight and (template.startswith("not ") or " is " in template)) or joined
        return Edit(
            self.site.path,
            self.site.view.span(target),
            "use_member",
            {"template": template, "parenthesized": parenthesized},
        )

    def in_text(self, node: ast.AST) -> bool:
        """Whether it stands in an f-string, whose parts have no sure position."""
        return any(isinstance(item, ast.JoinedStr) for item in self.site.view.ancestors(node))
