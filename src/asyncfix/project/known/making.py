"""Says what a constructor's calls of methods change of the object, which nobody else has yet."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asyncfix.project.alone import parsed_alone
from asyncfix.project.decorators import gives_its_own, is_property
from asyncfix.project.inference import Inference
from asyncfix.project.lineage import lineage
from asyncfix.project.project import Definition
from asyncfix.project.summary import INITIALISERS
from asyncfix.project.view import FunctionNode, walk_scope

_ALL = frozenset({"__dict__", "__class__", "__setattr__"})


class Changed(NamedTuple):
    """Attributes that are set, and those whose objects something may be done with."""

    set: frozenset[str]
    used: frozenset[str]


class _Use(NamedTuple):
    """An attribute of the object in some code: `called` where it stands."""

    node: ast.Attribute
    called: bool


class Making:
    """The object that a constructor makes, if it hands it to nobody: `own` is its name there."""

    def __init__(self, inference: Inference, definition: Definition, node: FunctionNode) -> None:
        self._inference = inference
        self._place = definition
        self._known: dict[str, Changed | None] = {}
        function = definition.function
        first = function.receiver if function.name in INITIALISERS else ""
        uses = _uses(node, first) if first else None
        kept = uses is not None and not any(map(self._hands_out, uses))
        self.own = first if kept else ""

    def changed(self, call: ast.Call) -> Changed | None:
        """What a call changes of the object; None if it is no method of it, or all may change."""
        func = call.func
        if not isinstance(func, ast.Attribute) or not isinstance(func.value, ast.Name):
            return None
        if not self.own or func.value.id != self.own:
            return None
        if func.attr not in self._known:
            self._known[func.attr] = self._changed(func.attr)
        return self._known[func.attr]

    def _changed(self, name: str) -> Changed | None:
        stored: set[str] = set()
        used: set[str] = set()
        pending, seen = [name], {name}
        while pending:
            found = list(self._methods(pending.pop()))
            for method in found:
                uses = self._of_method(method)
                if uses is None or any(map(self._hands_out, uses)):
                    return None
                for use in uses:
                    attribute = use.node.attr
                    if any(self._methods(attribute)):
                        pending += {attribute} - seen
                        seen.add(attribute)
                    else:
                        (used if isinstance(use.node.ctx, ast.Load) else stored).add(attribute)
            if not found:
                return None
        return Changed(frozenset(stored), frozenset(used))

    def _hands_out(self, use: _Use) -> bool:
        """Whether others may get hold of the object, or what is called may be anything."""
        methods = list(self._methods(use.node.attr))
        if use.called:
            return not methods
        return not all(is_property(self._inference, x.module, x.function) for x in methods)

    def _of_method(self, method: Definition) -> list[_Use] | None:
        """How a method uses the object; None if it may do anything with it."""
        function = method.function
        if function.is_async:
            return []  # its call runs nothing
        if not function.parameters or not gives_its_own(self._inference, method):
            return None
        node, _ = parsed_alone(self._inference.project, method)
        return _uses(node, function.first)

    def _methods(self, name: str) -> Iterator[Definition]:
        """The methods of that name in the class, those above it and those below it."""
        module = self._place.module
        own = module.classes[self._place.function.owner]
        below = self._inference.subclasses_of(f"{module.name}.{own.qualname}", module.path)
        for cls in (*lineage(self._inference, module, own), *sorted(below)):
            place = None if isinstance(cls, str) else self._inference.project.module(cls[0])
            for function in place.functions if place is not None else ():
                if function.owner == cls[1] and function.name == name and place is not None:
                    yield Definition(place, function)


def _uses(node: FunctionNode, own: str) -> list[_Use] | None:
    """The attributes of an object that code names; None if it uses it in any other way."""
    here = list(walk_scope(node))
    called = {item.func for item in here if isinstance(item, ast.Call)}
    found = [
        _Use(item, item in called)
        for item in here
        if isinstance(item, ast.Attribute)
        and isinstance(item.value, ast.Name)
        and item.value.id == own
    ]
    names = sum(isinstance(item, ast.Name) and item.id == own for item in ast.walk(node))
    kept = names == len(found) and all(item.node.attr not in _ALL for item in found)
    return found if kept else None
