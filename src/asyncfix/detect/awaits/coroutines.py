"""Says which calls only make a coroutine: of functions of the project, and of libraries.

A method counts only if each class that the receiver can be an instance of has it as one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asyncfix.detect.awaits.callbacks import promises_awaitable
from asyncfix.detect.awaits.relatives import Relatives
from asyncfix.model import Confidence
from asyncfix.project.alone import parsed_alone
from asyncfix.project.decorators import is_route, keeps_coroutine
from asyncfix.project.inference import (
    Inference,
    Instance,
    Named,
    Prepared,
    Ref,
    Union,
    Value,
    object_name,
)
from asyncfix.project.project import Definition
from asyncfix.project.protocols import PROTOCOLS
from asyncfix.project.receivers import is_just_made
from asyncfix.project.resolution.promised import may_promise
from asyncfix.project.resolution.scoping import binding_value
from asyncfix.project.several import in_each
from asyncfix.project.summary import Module
from asyncfix.project.terms import Attr, Called, Expr, Item, Name, last_name, uncalled
from asyncfix.project.written import taken

_CALL = "__call__"


class Coroutines:
    """The coroutine functions of a project, and of the libraries that it uses."""

    def __init__(self, inference: Inference, relatives: Relatives) -> None:
        self._inference = inference
        self._relatives = relatives
        self._giving: dict[tuple[str, int], bool] = {}
        self._names = _with_others(inference, frozenset(_names(inference)))

    def made_by(self, module: Module, func: Expr) -> Confidence | None:
        """How it is known that calling the expression makes a coroutine; None if it isn't."""
        func = self._called(module, func)
        if not self._may(module, func):
            return None
        value = self._inference.value(module, func)
        if value is None and isinstance(func, Name) and self._is_one_of_several(module, func):
            return Confidence.EXACT
        if value is None and isinstance(func, Item | Name | Called):
            taken = self._taken(module, func)
            known = self._if_all(module, taken) is not None
            return Confidence.HEURISTIC if known else self._promised(module, func)
        if value is None and isinstance(func, Attr):
            each = in_each(self._inference, module, func)
            return self._if_all(module, each) or self._promised(module, func)
        if not self.is_function(value, module.path):
            return None
        if isinstance(value, Ref) and not isinstance(func, Attr):
            return Confidence.EXACT
        owner = self._inference.value(module, func.base) if isinstance(func, Attr) else None
        return Confidence.INFERRED if isinstance(owner, Instance) else Confidence.EXACT

    def _called(self, module: Module, func: Expr) -> Expr:
        """The `__call__` of an object of the project that is called, else what is called."""
        value = self._inference.value(module, func) if _CALL in self._names else None
        if not isinstance(value, Instance):
            return func
        known = self._inference.class_named(value.cls, module.path) is not None
        return Attr(func, _CALL) if known else func

    def _if_all(self, module: Module, values: Sequence[Value]) -> Confidence | None:
        known = bool(values) and all(self.is_function(item, module.path) for item in values)
        return Confidence.INFERRED if known else None

    def _promised(self, module: Module, func: Expr) -> Confidence | None:
        """What an annotation says may not be so: plain functions are handed over as well."""
        promised = promises_awaitable(self._inference, module, func)
        return Confidence.HEURISTIC if promised else None

    def _taken(self, module: Module, func: Expr) -> list[Value]:
        """What a call takes from what is written out: `HANDLERS[kind]()`, also by a local name."""
        if isinstance(func, Name):
            bindings = self._inference.lookup(module, func.scope, func.name) or ()
            func = bindings[0].value if len(bindings) == 1 else None
        return [
            self._inference.across(self._inference.value(home, item), home.path, module.path)
            for home, item in taken(self._inference, module, func)
        ]

    def _is_one_of_several(self, module: Module, name: Name) -> bool:
        """Whether a name is imported from several places, and is a coroutine function in each."""
        home = self._inference.scope_of(module, name.scope, name.name)
        bindings = self._inference.lookup(module, name.scope, name.name) or ()
        return home is not None and all(
            item.kind == "import"
            and self.is_function(binding_value(self._inference, module, home, item), module.path)
            for item in bindings
        )

    def may_be_other(self, module: Module, func: Expr) -> bool:
        """Whether a class that the receiver of a method can be of has it as something else."""
        func = self._called(module, func)
        if not isinstance(func, Attr) or is_just_made(self._inference, module, func.base):
            return False
        owner = self._inference.value(module, func.base)
        if isinstance(owner, Union):
            names = [item.cls for item in owner.options]
        elif isinstance(owner, Instance):
            names = [owner.cls]
        elif isinstance(owner, Ref) and self._inference.class_named(owner.name, module.path):
            names = [owner.name]
        else:
            return False
        return any(self._has_other(module, func, name) for name in names)

    def _has_other(self, module: Module, func: Attr, name: str) -> bool:
        """Whether a class below that one, or one that fits a protocol, has another method."""
        if self._inference.classes_of(name, module.path) & PROTOCOLS:
            return bool(self._relatives.plain_methods(func.name))
        return any(
            not self.is_function(self._inference.attribute(Instance(sub), func.name, path), path)
            for sub, path in self._relatives.below(name)
        )

    def is_function(self, value: Value, importer: str) -> bool:
        """Whether something is a coroutine function, or a method that is one."""
        if isinstance(value, Prepared) and not value.manager:
            value = value.target
        if not isinstance(value, Named):
            return False
        found = self._inference.functions(value, importer)
        if found:
            return all(self._is_plain(item) or self._gives_coroutine(item) for item in found)
        catalogue = self._inference.catalogue
        return (
            catalogue.makes_coroutine(value.name)
            and self._inference.longest_module(value.name, importer)[0] is None
        )

    def _is_plain(self, definition: Definition) -> bool:
        """Whether calling the function surely gives its own coroutine: nothing changes that."""
        function, module = definition.function, definition.module
        bindings = module.scopes[function.outer].bindings.get(function.name, ())
        return (
            function.is_async
            and not function.is_generator
            and all(binding.kind == "function" for binding in bindings)
            and all(
                is_transparent(self._inference, module, item)
                or keeps_coroutine(self._inference, module, item)
                for item in function.decorators
            )
        )

    def _gives_coroutine(self, definition: Definition) -> bool:
        """Whether all that a plain function does in the end is to call a coroutine function."""
        function, module = definition.function, definition.module
        key = (module.path, function.index)
        if function.is_async or function.is_generator or not function.returned:
            return False
        if key not in self._giving:
            self._giving[key] = False  # until it is known: it may call itself
            self._giving[key] = (
                all(isinstance(item, Called) for item in function.returned)
                and all(is_transparent(self._inference, module, x) for x in function.decorators)
                and all(
                    isinstance(item, Called)
                    and self.made_by(module, item.func) is not None
                    and not self.may_be_other(module, item.func)
                    for item in function.returned
                )
                and _ends_with_return(self._inference, definition)
            )
        return self._giving[key]

    def _may(self, module: Module, func: Expr) -> bool:
        """Whether something of that name is a coroutine function anywhere; saves time."""
        if isinstance(func, Attr):
            return func.name in self._names
        if not isinstance(func, Name):
            return isinstance(func, Item | Called)
        bindings = self._inference.lookup(module, func.scope, func.name) or ()
        return func.name in self._names or any(
            binding.kind == "value"
            or binding.target.rpartition(".")[2] in self._names
            or (binding.kind == "parameter" and binding.annotation is not None)
            for binding in bindings
        )


def is_transparent(inference: Inference, module: Module, decorator: Expr) -> bool:
    """Whether a decorator gives the function back as it is."""
    if is_route(inference, module, decorator):
        return True
    value = inference.value(module, decorator)
    return object_name(value) in inference.catalogue.transparent_decorators


def _ends_with_return(inference: Inference, definition: Definition) -> bool:
    """Whether a function does not come to its end without a `return`."""
    node, _ = parsed_alone(inference.project, definition)
    return isinstance(node.body[-1], ast.Return)


def _with_others(inference: Inference, names: frozenset[str]) -> frozenset[str]:
    """These names, those of plain functions that call one, and of attributes that hold one."""
    found = set(names)
    for module in inference.project.modules():
        for function in module.functions:
            if any(
                _names_one(item, names) for item in function.returned if isinstance(item, Called)
            ):
                found.add(function.name)
        for cls in module.classes:
            inside = module.scopes[cls.scope].bindings
            for name, bindings in (*cls.attributes.items(), *inside.items()):
                values = [item for item in bindings if item.kind == "value"]
                if any(
                    _names_one(item.value, names) or may_promise(item.annotation) for item in values
                ):
                    found.add(name)
    return frozenset(found)


def _names_one(expr: Expr, names: frozenset[str]) -> bool:
    """Whether an expression is one of these names, a call of it, or `partial` of it."""
    if isinstance(expr, Called) and last_name(expr.func) == "partial" and expr.args:
        return last_name(expr.args[0]) in names
    return last_name(uncalled(expr)) in names


def _names(inference: Inference) -> Iterator[str]:
    catalogue = inference.catalogue
    for name in catalogue.coroutines:
        yield name.rpartition(".")[2]
    for known in catalogue.classes.values():
        yield from known.awaitable
    for module in inference.project.modules():
        for function in module.functions:
            if function.is_async and not function.is_generator:
                yield function.name
