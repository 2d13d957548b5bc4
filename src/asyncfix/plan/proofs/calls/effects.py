"""Says what functions read and change of what others can reach, in all the code that they run.

Of state it is said where it is: in a module, in a scope, or in an attribute of that name. Whose
attribute it is counts where the classes of both are known.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from asyncfix.model import Span
from asyncfix.plan.proofs.calls.dispatch import Dispatch
from asyncfix.plan.proofs.calls.executed import Executed
from asyncfix.plan.proofs.calls.passed import Passed
from asyncfix.plan.proofs.state.accesses import (
    Access,
    accesses,
    mixed_objects,
    nodes_of,
    own_objects,
    same_items,
)
from asyncfix.plan.proofs.state.fresh import is_fresh, is_made, root_of
from asyncfix.plan.proofs.state.indirect import indirect
from asyncfix.plan.proofs.state.moving import moved_by
from asyncfix.plan.proofs.state.owned import items_taken
from asyncfix.plan.proofs.state.parts import is_own_part, parts_of_others
from asyncfix.plan.proofs.state.places import own_place, place_of
from asyncfix.plan.proofs.state.remade import Remade
from asyncfix.plan.proofs.state.stateful import Stateful
from asyncfix.plan.proofs.state.told import Told
from asyncfix.plan.proofs.state.touch import ANY_PLACE, Called, Touch
from asyncfix.project.alone import parsed_alone
from asyncfix.project.callgraph import CallGraph, Key, key_of
from asyncfix.project.expressions import describe
from asyncfix.project.implicit import Implicits
from asyncfix.project.inference import Instance, Ref
from asyncfix.project.nodes import root_name
from asyncfix.project.project import Definition
from asyncfix.project.summary import Module
from asyncfix.project.terms import Attr, Expr, Name, chain_of
from asyncfix.project.view import FunctionNode

_PART = re.compile(r"\w+\.(\w+)[.\[]")
_DEEPEST = 5
_MOST = 400


class Effects:
    """Answers for functions; what was found out about one is kept."""

    def __init__(
        self,
        graph: CallGraph,
        implicits: Implicits,
        stateful: Stateful,
        dispatch: Dispatch,
        remade: Remade,
    ) -> None:
        self._inference = graph.inference
        self._executed = Executed(graph, implicits, dispatch, remade)
        self._remade = remade
        self._stateful = stateful
        self._told = Told(self._inference)
        classes = self._inference.catalogue.classes
        self._fleeting = {name for name, item in classes.items() if item.fleeting}
        words = {name.rpartition(".")[2] for name in self._fleeting}
        self._has_fleeting = any(self._inference.project.with_word(word) for word in words)
        self._parts: dict[tuple[str, int, str], bool] = {}
        self._known: dict[tuple[Key, int], tuple[Touch, ...]] = {}
        self._own: dict[Key, tuple[Touch, ...]] = {}
        self._called: dict[Key, tuple[Called, ...]] = {}

    def of(self, definition: Definition, depth: int = _DEEPEST) -> tuple[Touch, ...]:
        """What the function, and all that it runs, uses of what it did not make.

        Calls are followed down to the same depth whatever was asked before: which fixes there are
        to plan must not change what is known for each.
        """
        key = (key_of(definition), depth)
        if key not in self._known:
            self._known[key] = tuple(dict.fromkeys(self._find(definition, depth)))[:_MOST]
        return self._known[key]

    def called(self, definition: Definition) -> Sequence[Called]:
        """What the code that a function calls uses.

        It is said as the function sees it: what is its own is left out.
        """
        key = key_of(definition)
        if key not in self._called:
            below = partial(self.of, depth=_DEEPEST - 1)
            self._called[key] = tuple(self._of_calls(definition, below))
        return self._called[key]

    def next_to(self, definition: Definition) -> Iterator[Called]:
        """As `called`, but only what stands in the functions that it calls, and no deeper."""
        return self._of_calls(definition, self._by_itself)

    def _of_calls(
        self, definition: Definition, touches: Callable[[Definition], Sequence[Touch]]
    ) -> Iterator[Called]:
        numbers: dict[object, int] = {}
        for place, line, target, given in self._executed.by(definition):
            number = numbers.setdefault(place, len(numbers) + 1)
            span = place if isinstance(place, Span) else None
            for touch in touches(target):
                for seen in self._seen(definition, target, touch, given):
                    if not seen.place.startswith(own_place(definition, "")) or seen.root:
                        yield Called(line, number, seen, span)

    def touch(self, definition: Definition, access: Access) -> Touch | None:
        """What an access in a function uses; None if it is not known where that is."""
        scope = definition.function.scope
        expr = describe(access.node, scope)
        module = definition.module
        place = place_of(self._inference, module, expr)
        if not place:
            return None
        base = expr.base if isinstance(expr, Attr) else None
        value = self._inference.value(module, base) if base is not None else None
        cls = value.cls if isinstance(value, Instance) else ""
        root = root_of(expr)
        given = any(item.name == root for item in definition.function.parameters)
        named = root if given else ""
        fleeting = bool(access.key) and self._is_fleeting(module, expr)
        return Touch(
            *(place, access.key, cls, named, access.writes, access.text),
            at_once=access.at_once,
            fleeting=fleeting,
            asks=access.asks,
        )

    def _is_fleeting(self, module: Module, expr: Expr) -> bool:
        """Whether what something leads to is gone as soon as nobody else keeps it."""
        if not self._has_fleeting:
            return False
        value = self._inference.value(module, expr)
        return isinstance(value, Instance) and value.cls in self._fleeting

    def meet(self, one: Touch, other: Touch, importer: str) -> bool:
        """Whether both may be about the same state."""
        any_of_it = one.place == ANY_PLACE and one.cls and other.cls
        if not (any_of_it or one.place == other.place) or not same_items(one.key, other.key):
            return False
        if not one.cls or not other.cls or one.cls == other.cls:
            return True
        classes_of = self._inference.classes_of
        return one.cls in classes_of(other.cls, importer) or other.cls in classes_of(
            one.cls, importer
        )

    def _find(self, definition: Definition, depth: int) -> Iterator[Touch]:
        yield from self._by_itself(definition)
        if depth:
            below = partial(self.of, depth=depth - 1)
            yield from (item.touch for item in self._of_calls(definition, below))

    def _by_itself(self, definition: Definition) -> Sequence[Touch]:
        key = key_of(definition)
        if key not in self._own:
            self._own[key] = tuple(self._touches(definition))
        return self._own[key]

    def _touches(self, definition: Definition) -> Iterator[Touch]:
        node, _ = parsed_alone(self._inference.project, definition)
        for access in self.accesses(definition, node, self.outer(definition, node)):
            touch = self.touch(definition, access)
            local = touch is not None and touch.place.startswith(own_place(definition, ""))
            if touch is not None and (touch.root or not local):
                yield touch

    def accesses(
        self, definition: Definition, node: FunctionNode, outer: frozenset[str]
    ) -> Iterator[Access]:
        """What a function itself uses of what it did not make; `outer` are outer names."""
        own = self.own(definition, node)
        module, scope = definition.module, definition.function.scope
        others = parts_of_others(self._inference, definition, node, own)
        mixed = {name: x for name, x in mixed_objects(node).items() if name in own}
        for access in accesses(node, own.difference(others, mixed), outer):
            if (others or mixed) and not _is_of(access, others, mixed):
                continue
            yield access
            if access.writes and self._is_process_wide(module, describe(access.node, scope)):
                yield access._replace(writes=False)  # it is set for a while, and set back
        yield from indirect(self._inference, module, scope, node, own, outer)
        for part in nodes_of(node):
            for moved, on in moved_by(self._inference, self._stateful, module, scope, part):
                root = root_name(moved)
                made = any(isinstance(item, ast.Call) for item in ast.walk(moved))
                if root is not None and root.id not in own and not made:
                    text = ast.unparse(moved)
                    yield Access(text, "…", moved.lineno, False, moved)
                    if on:
                        yield Access(text, "…", moved.lineno, True, moved)
        yield from self._told.uses(definition, node, own)

    def _is_process_wide(self, module: Module, expr: Expr) -> bool:
        value = self._inference.value(module, expr)
        return isinstance(value, Ref) and value.name in self._inference.catalogue.process_wide

    def own(self, definition: Definition, node: FunctionNode) -> frozenset[str]:
        """The names in a function that hold what it made, as far as it is known what does."""
        bindings = definition.module.scopes[definition.function.scope].bindings
        own = frozenset(
            name
            for name in own_objects(node)
            if name not in bindings or is_fresh(self._inference, definition, name)
        )
        return own | {definition.function.receiver} if self._remade.makes(definition) else own

    def outer(self, definition: Definition, node: FunctionNode) -> frozenset[str]:
        """The names of outer scopes that a function reads or binds."""
        module, scope = definition.module, definition.function.scope
        names = {item.id for item in nodes_of(node) if isinstance(item, ast.Name)}
        if "globals" in names:
            names |= module.top.keys()
        homes = ((name, self._inference.scope_of(module, scope, name)) for name in names)
        return frozenset(name for name, home in homes if home is not None and home != scope)

    def _seen(
        self, caller: Definition, target: Definition, touch: Touch, given: Passed
    ) -> Iterator[Touch]:
        """What a function uses, as its caller sees it."""
        if not touch.root:
            yield touch
            return
        known, expr = given.argument(target, touch.root)
        if not known:
            if touch.place != own_place(target, touch.root):
                yield touch._replace(root="")
            return
        if expr is None or self._is_own(caller, expr):
            if not self._has_own_part(caller, target, touch, expr):
                yield touch._replace(root="")
            return
        root = root_of(expr)
        passed = any(item.name == root for item in caller.function.parameters)
        place = touch.place
        if place == own_place(target, touch.root):
            place = place_of(self._inference, caller.module, expr)
        if place and passed and (path := chain_of(expr)):
            text = path + touch.text.removeprefix(touch.root)
            yield touch._replace(place=place, root=root, text=text)
        elif place:
            yield touch._replace(place=place, root=root if passed else "")

    def _has_own_part(
        self, caller: Definition, target: Definition, touch: Touch, expr: Expr
    ) -> bool:
        """Whether what is used by way of an own object is its own, as far as it is known."""
        found = _PART.match(touch.text)
        if found is None:
            return True
        value = self._inference.value(caller.module, expr)
        cls = value.cls if isinstance(value, Instance) else ""
        if touch.root == target.function.receiver:
            cls = cls or target.cls
        owner = self._inference.class_named(cls, target.module.path) if cls else None
        if owner is None:
            return True
        key = (owner[0].path, owner[1].index, found[1])
        if key not in self._parts:
            self._parts[key] = is_own_part(self._inference, owner, found[1])
        return self._parts[key]

    def _is_own(self, caller: Definition, expr: Expr) -> bool:
        """Whether something that is handed on is nobody else's."""
        root = root_of(expr)
        if root and root == caller.function.receiver:
            return self._remade.makes(caller)
        if any(item.name == root for item in caller.function.parameters):
            return False
        if isinstance(expr, Name):
            return is_fresh(self._inference, caller, expr.name)
        return is_made(self._inference, caller, expr)


def _is_of(access: Access, others: Mapping[str, frozenset[str]], mixed: Mapping[str, int]) -> bool:
    """Whether it is no use of an own object, or one of what such a part has in it."""
    root = root_name(access.node)
    name = root.id if root is not None else ""
    if name in mixed and items_taken(access.node) >= mixed[name]:
        return True
    parts = others.get(name)
    return (parts is None and name not in mixed) or any(
        (access.base == part and access.key) or access.base.startswith((f"{part}.", f"{part}["))
        for part in parts or ()
    )
