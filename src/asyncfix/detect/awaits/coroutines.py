"""Says which calls only make a coroutine: of functions of the project, and of libraries.

A method counts only if each class that the receiver can be an instance of has it as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.detect.awaits.relatives import Relatives
from asyncfix.model import Confidence
from asyncfix.project.decorators import keeps_coroutine
from asyncfix.project.implementations import PROTOCOLS
from asyncfix.project.inference import Inference, Instance, Named, Ref, Value, object_name
from asyncfix.project.project import Definition
from asyncfix.project.resolution.scoping import binding_value
from asyncfix.project.summary import Module
from asyncfix.project.terms import Attr, Expr, Name


class Coroutines:
    """The coroutine functions of a project, and of the libraries that it uses."""

    def __init__(self, inference: Inference, relatives: Relatives) -> None:
        self._inference = inference
        self._relatives = relatives
        self._names = frozenset(_names(inference))

    def made_by(self, module: Module, func: Expr) -> Confidence | None:
        """How it is known that calling the expression makes a coroutine; None if it isn't."""
        if not self._may(module, func):
            return None
        value = self._inference.value(module, func)
        if value is None and isinstance(func, Name) and self._is_one_of_several(module, func):
            return Confidence.EXACT
        if not self.is_function(value, module.path):
            return None
        if isinstance(value, Ref) and not isinstance(func, Attr):
            return Confidence.EXACT
        owner = self._inference.value(module, func.base) if isinstance(func, Attr) else None
        return Confidence.INFERRED if isinstance(owner, Instance) else Confidence.EXACT

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
        if not isinstance(func, Attr):
            return False
        owner = self._inference.value(module, func.base)
        if isinstance(owner, Instance):
            name = owner.cls
        elif isinstance(owner, Ref) and self._inference.class_named(owner.name, module.path):
            name = owner.name
        else:
            return False
        if self._inference.classes_of(name, module.path) & PROTOCOLS:
            return bool(self._relatives.plain_methods(func.name))
        return any(
            not self.is_function(self._inference.attribute(Instance(sub), func.name, path), path)
            for sub, path in self._relatives.below(name)
        )

    def is_function(self, value: Value, importer: str) -> bool:
        """Whether something is a coroutine function, or a method that is one."""
        if not isinstance(value, Named):
            return False
        found = self._inference.functions(value, importer)
        if found:
            return all(self._is_plain(item) for item in found)
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

    def _may(self, module: Module, func: Expr) -> bool:
        """Whether something of that name is a coroutine function anywhere; saves time."""
        if isinstance(func, Attr):
            return func.name in self._names
        if not isinstance(func, Name):
            return False
        bindings = self._inference.lookup(module, func.scope, func.name) or ()
        return func.name in self._names or any(
            binding.kind == "value" or binding.target.rpartition(".")[2] in self._names
            for binding in bindings
        )


def is_transparent(inference: Inference, module: Module, decorator: Expr) -> bool:
    """Whether a decorator gives the function back as it is."""
    if inference.is_route(module, decorator):
        return True
    value = inference.value(module, decorator)
    return object_name(value) in inference.catalogue.transparent_decorators


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
