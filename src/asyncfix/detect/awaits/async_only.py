"""Says what only `async with` can enter, and what only `async for` can go through."""

from __future__ import annotations

from collections.abc import Callable

from asyncfix.detect.awaits.completing import is_made_otherwise
from asyncfix.detect.awaits.coroutines import is_transparent
from asyncfix.detect.awaits.relatives import Relatives
from asyncfix.detect.awaits.replaced import may_be_replaced
from asyncfix.entries import Entry
from asyncfix.model import Confidence
from asyncfix.project.inference import Bound, Inference, Instance, Ref, Value
from asyncfix.project.project import Definition
from asyncfix.project.receivers import is_just_made
from asyncfix.project.summary import Class, Module
from asyncfix.project.terms import Attr, Called, Constant, Expr, Name

_MAKES_CONTEXT = "contextlib.asynccontextmanager"
# Bases that neither enter nor iterate.
_BARE = frozenset(
    {
        *("builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol"),
        *("typing_extensions.Protocol", "typing_extensions.Generic"),
    }
)
_METACLASSES = frozenset({"abc.ABCMeta", "enum.EnumMeta", "builtins.type"})
_LONGEST_WAY = 3
_Test = Callable[[Value, str], bool]


class AsyncOnly:
    """What only works asynchronously: of the project's own, and of libraries."""

    def __init__(self, inference: Inference, relatives: Relatives) -> None:
        self._inference = inference
        self._relatives = relatives

    def context(self, module: Module, expr: Expr) -> Confidence | None:
        """How it is known that only `async with` enters something; None if that isn't."""
        origin = self._origin(module, expr)
        if isinstance(origin, Called) and self._made_by(module, origin.func, self._opens):
            return _confidence(origin)
        if self._is_only(module, expr, "__aenter__", frozenset({"__enter__"})):
            return _confidence(origin)
        return None

    def iterable(self, module: Module, expr: Expr) -> Confidence | None:
        """How it is known that only `async for` goes through something; None if that isn't."""
        origin = self._origin(module, expr)
        if isinstance(origin, Called) and (
            self._made_by(module, origin.func, self._generates)
            or self._made_by(module, origin.func, self._hands_on)
        ):
            return _confidence(origin)
        sync = frozenset({"__iter__", "__getitem__"})
        return _confidence(origin) if self._is_only(module, expr, "__aiter__", sync) else None

    def blocking(self, module: Module, expr: Expr) -> Entry | None:
        """What is known of going through something, if that blocks; `async for` does as well."""
        known = self._inference.class_entry(self._inference.value(module, expr))
        return known.gone_through if known is not None else None

    def _origin(self, module: Module, expr: Expr) -> Expr:
        """What a name that is bound once stands for."""
        for _ in range(_LONGEST_WAY):
            if not isinstance(expr, Name):
                break
            bindings = self._inference.lookup(module, expr.scope, expr.name) or ()
            if len(bindings) != 1 or bindings[0].kind != "value" or bindings[0].annotation:
                break
            if not isinstance(bindings[0].value, Name | Called):
                break
            expr = bindings[0].value
        return expr

    def _made_by(self, module: Module, func: Expr, test: _Test) -> bool:
        """Whether a callee, in each class that its receiver can be of, passes the test."""
        inference = self._inference
        callee = inference.value(module, func)
        if not test(callee, module.path) or may_be_replaced(inference, module, func):
            return False
        owner = inference.value(module, func.base) if isinstance(func, Attr) else None
        if not isinstance(func, Attr) or not isinstance(owner, Instance):
            return True
        return all(
            test(inference.attribute(Instance(sub), func.name, path), path)
            for sub, path in self._relatives.below(owner.cls)
        )

    def _opens(self, callee: Value, importer: str) -> bool:
        found = self._inference.functions(callee, importer)
        return bool(found) and all(self._is_context_function(item) for item in found)

    def _is_context_function(self, definition: Definition) -> bool:
        module = definition.module
        values = [self._inference.value(module, item) for item in definition.function.decorators]
        return values.count(Ref(_MAKES_CONTEXT)) == 1 and all(
            value == Ref(_MAKES_CONTEXT) or is_transparent(self._inference, module, item)
            for value, item in zip(values, definition.function.decorators, strict=True)
        )

    def _generates(self, callee: Value, importer: str) -> bool:
        found = self._inference.functions(callee, importer)
        if found:
            return all(
                item.function.is_async
                and item.function.is_generator
                and all(
                    is_transparent(self._inference, item.module, decorator)
                    for decorator in item.function.decorators
                )
                for item in found
            )
        if not isinstance(callee, Bound):
            return False
        owner, _, method = callee.name.rpartition(".")
        known = self._inference.catalogue.classes.get(owner)
        return known is not None and method in known.async_iterators

    def _hands_on(self, callee: Value, importer: str) -> bool:
        """Whether plain functions give what an asynchronous generator function has made."""
        found = self._inference.functions(callee, importer)
        return bool(found) and all(
            not item.function.is_async
            and bool(item.function.returned)
            and not item.function.decorators
            and all(
                isinstance(made, Called) and self._made_by(item.module, made.func, self._generates)
                for made in item.function.returned
            )
            for item in found
        )

    def _is_only(self, module: Module, expr: Expr, wanted: str, others: frozenset[str]) -> bool:
        """Whether all that something can be an instance of has one method, and none of others."""
        value = self._inference.value(module, expr)
        if not isinstance(value, Instance):
            return False
        if not self._has_only(value.cls, module.path, wanted, others):
            return False
        return is_just_made(self._inference, module, expr) or all(
            self._has_only(cls, path, wanted, others)
            for cls, path in self._relatives.below(value.cls)
        )

    def _has_only(self, cls: str, importer: str, wanted: str, others: frozenset[str]) -> bool:
        lineage = self._relatives.lineage(cls, importer)
        if lineage is None:
            return False
        known = [self._inference.catalogue.classes.get(name) for name in lineage.foreign - _BARE]
        has = [
            item is not None and (item.async_context if "enter" in wanted else item.async_iterable)
            for item in known
        ]
        names = [module.scopes[item.scope].bindings.keys() for module, item in lineage.own]
        return (
            all(has)
            and (bool(has) or any(wanted in each for each in names))
            and not any(others & each for each in names)
            and not any(self._is_completed(module, item, others) for module, item in lineage.own)
            and not (lineage.own and any(self._is_set_from_outside(name) for name in others))
        )

    def _is_completed(self, module: Module, cls: Class, names: frozenset[str]) -> bool:
        """Whether code that runs when a class is made may give it methods of those names."""
        if cls.metaclass is not None:
            kind = self._inference.value(module, cls.metaclass)
            if not isinstance(kind, Ref) or kind.name not in _METACLASSES:
                return True
        if any(is_made_otherwise(self._inference, module, cls, name) for name in names):
            return True
        own = f"{module.name}.{cls.qualname}"
        return "__init_subclass__" in module.scopes[cls.scope].bindings or any(
            self._sets_some(here, own)
            for here in self._inference.project.mentioning("setattr")
            if cls.name in here.top or here is module
        )

    def _sets_some(self, module: Module, cls: str) -> bool:
        """Whether a module gives a class attributes whose names are not written out."""
        return any(
            len(call.args) > 1
            and not isinstance(call.args[1], Constant)
            and self._inference.value(module, call.func) == Ref("builtins.setattr")
            and self._inference.value(module, call.args[0]) == Ref(cls)
            for call in module.calls
        )

    def _is_set_from_outside(self, name: str) -> bool:
        """Whether code of the project, such as a class decorator, gives classes that method."""
        return any(
            name in module.outside or any(Constant(name) in call.args[1:2] for call in module.calls)
            for module in self._inference.project.mentioning(name)
        )


def _confidence(origin: Expr) -> Confidence:
    return Confidence.EXACT if isinstance(origin, Called) else Confidence.INFERRED
