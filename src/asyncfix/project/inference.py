"""Says what a name or expression is: an object by its dotted name, or an instance of a class.

What is not known is None; nothing is guessed.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from asyncfix.catalogue import Catalogue
from asyncfix.project.expressions import describe
from asyncfix.project.project import Definition, Project
from asyncfix.project.summary import (
    NONE,
    Attr,
    Binding,
    Called,
    Class,
    Derived,
    Either,
    Expr,
    Function,
    Item,
    Literal,
    Module,
    Name,
    Text,
)


class Ref(NamedTuple):
    """A module, class, function or other object by its canonical dotted name."""

    name: str


class Instance(NamedTuple):
    """An instance of the class of that dotted name."""

    cls: str


class Coroutine(NamedTuple):
    """What calling a coroutine function gives; `result` is what awaiting it gives."""

    result: Value


class Bound(NamedTuple):
    """A method of an instance: `name` is dotted, class included."""

    name: str


Value = Ref | Instance | Coroutine | Bound | None

_BUILTINS = frozenset(dir(builtins))
_OPTIONAL = frozenset({"typing.Optional", "typing.Union", "typing.Final", "typing.ClassVar"})
_ANNOTATED = frozenset({"typing.Annotated", "typing_extensions.Annotated"})
_ITERATED = frozenset(
    {
        *("typing.Iterator", "typing.Generator", "typing.AsyncIterator", "typing.AsyncGenerator"),
        *("collections.abc.Iterator", "collections.abc.Generator"),
        *("collections.abc.AsyncIterator", "collections.abc.AsyncGenerator"),
        *("typing.Iterable", "collections.abc.Iterable"),
    }
)
_CONTEXT_MANAGERS = frozenset({"contextlib.contextmanager", "contextlib.asynccontextmanager"})
_PLAIN_DECORATORS = frozenset({"builtins.staticmethod", "builtins.classmethod", "abc.abstractmethod"})
_PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})
_ARGUMENT = "@argument"
_DEEPEST = 40


class Inference:
    """Resolves expressions of a project's modules, with a catalogue's knowledge of libraries."""

    def __init__(self, project: Project, catalogue: Catalogue) -> None:
        self.project = project
        self.catalogue = catalogue
        self._active: set[tuple[object, ...]] = set()
        self._names: dict[tuple[str, int, str], Value] = {}
        self._modules: dict[tuple[str, str], tuple[Module | None, list[str]]] = {}
        self._parents: dict[tuple[str, str], frozenset[str]] = {}
        self._cut = 0  # how often an answer was left open because it depends on itself

    # names

    def lookup(self, module: Module, scope: int, name: str) -> Sequence[Binding] | None:
        """The bindings that a name has, seen from a scope; None where no scope binds it."""
        found = self.scope_of(module, scope, name)
        return None if found is None else module.scopes[found].bindings[name]

    def scope_of(self, module: Module, scope: int, name: str) -> int | None:
        """The index of the scope whose name it is, seen from a scope."""
        index, first = scope, True
        while index >= 0:
            here = module.scopes[index]
            if name in here.global_names:
                index = 0
                here = module.scopes[0]
            if name in here.bindings and (first or here.kind != "class"):
                return index
            first = False
            index = here.parent
        return None

    def name(self, module: Module, scope: int, name: str) -> Value:
        """What a name is, seen from a scope."""
        found = self.scope_of(module, scope, name)
        if found is None:
            return self._from_outside(module, name)
        key = (module.path, found, name)
        if key in self._names:
            return self._names[key]
        if self._is_open(key):
            return None
        cut = self._cut
        self._active.add(key)
        value = self._merge(
            self._binding(module, found, binding)
            for binding in module.scopes[found].bindings[name]
            if binding.value != NONE or binding.annotation is not None
        )
        self._active.discard(key)
        if cut == self._cut or not self._active:
            self._names[key] = value
        return value

    def _is_open(self, key: tuple[object, ...]) -> bool:
        """Whether the question is being answered already, or lies too deep."""
        stop = key in self._active or len(self._active) > _DEEPEST
        self._cut += stop
        return stop

    def _from_outside(self, module: Module, name: str) -> Value:
        for star in module.stars:
            other = self.project.find(star, module.path)
            if other is None:
                return None
            if name in other.top:
                return self.export(other, name)
        return Ref(f"builtins.{name}") if name in _BUILTINS else None

    @staticmethod
    def _merge(values: Iterable[Value]) -> Value:
        """The one value that all agree on."""
        distinct = set(values)
        return distinct.pop() if len(distinct) == 1 else None

    def _binding(self, module: Module, scope: int, binding: Binding) -> Value:
        if binding.kind == "import":
            return self.dotted(binding.target, module.path)
        if binding.kind == "function":
            return Ref(f"{module.name}.{module.functions[int(binding.target)].qualname}")
        if binding.kind == "class":
            return Ref(f"{module.name}.{module.classes[int(binding.target)].qualname}")
        if binding.kind == "parameter":
            return self._parameter(module, scope, binding)
        if binding.kind == "value":
            if binding.annotation is not None:
                declared = self.annotation(module, binding.annotation)
                if declared is not None:
                    return declared
            return self.value(module, binding.value)
        return None

    def _parameter(self, module: Module, scope: int, binding: Binding) -> Value:
        declared = self.annotation(module, binding.annotation)
        if declared is not None:
            return declared
        if isinstance(binding.value, Called):
            return self.value(module, binding.value)
        here = module.scopes[scope]
        if here.kind != "function":
            return None
        function = module.functions[here.function]
        first = function.parameters[0] if function.parameters else None
        if function.owner < 0 or first is None:
            return None
        if here.bindings[first.name][0] is not binding or self._has(function, module, "staticmethod"):
            return None
        name = f"{module.name}.{module.classes[function.owner].qualname}"
        return Ref(name) if self._has(function, module, "classmethod") else Instance(name)

    def _has(self, function: Function, module: Module, decorator: str) -> bool:
        return any(
            self.value(module, item) == Ref(f"builtins.{decorator}") for item in function.decorators
        )

    # dotted names

    def dotted(self, name: str, importer: str) -> Value:
        """What a dotted name is that the file at `importer` imports."""
        module, rest = self._longest_module(name, importer)
        if module is None:
            return Ref(self.catalogue.canonical(name))
        value: Value = Ref(module.name)
        for part in rest:
            value = self.attribute(value, part, module.path)
        return value

    def _longest_module(self, name: str, importer: str) -> tuple[Module | None, list[str]]:
        key = (name, importer)
        if key not in self._modules:
            self._modules[key] = self._split(name, importer)
        return self._modules[key]

    def _split(self, name: str, importer: str) -> tuple[Module | None, list[str]]:
        parts = name.split(".")
        for size in range(len(parts), 0, -1):
            module = self.project.find(".".join(parts[:size]), importer)
            if module is not None:
                return module, parts[size:]
        return None, []

    def export(self, module: Module, name: str) -> Value:
        """What a module gives to those who import the name from it."""
        if name in module.top:
            return self.name(module, 0, name)
        inner = self.project.find(f"{module.name}.{name}", module.path)
        return Ref(inner.name) if inner is not None else self._from_star(module, name)

    def _from_star(self, module: Module, name: str) -> Value:
        key = (module.path, ("*", name))
        if self._is_open(key):
            return None
        self._active.add(key)
        try:
            for star in module.stars:
                other = self.project.find(star, module.path)
                if other is not None and (value := self.export(other, name)) is not None:
                    return value
        finally:
            self._active.discard(key)
        return None

    def attribute(self, value: Value, name: str, importer: str) -> Value:
        """What an attribute of something is."""
        if isinstance(value, Ref):
            module = self.project.find(value.name, importer)
            if module is not None:
                return self.export(module, name)
            owner = self.class_named(value.name, importer)
            if owner is not None:
                return self._member(owner, name, on_instance=False)
            return Ref(self.catalogue.canonical(f"{value.name}.{name}"))
        if isinstance(value, Instance):
            owner = self.class_named(value.cls, importer)
            if owner is not None:
                return self._member(owner, name, on_instance=True)
            known = self.catalogue.classes.get(value.cls)
            if known is not None and name in known.attributes:
                return Instance(known.attributes[name])
            return Bound(f"{value.cls}.{name}")
        return None

    def _member(self, owner: tuple[Module, Class], name: str, on_instance: bool) -> Value:
        module, definition = owner
        key = (module.path, (definition.index, name))
        if self._is_open(key):
            return None
        self._active.add(key)
        try:
            bindings = module.scopes[definition.scope].bindings.get(name)
            if bindings is not None and bindings[-1].kind == "function":
                return self._method(module, int(bindings[-1].target), on_instance)
            found = [*(bindings or ()), *definition.attributes.get(name, ())]
            if found:
                scope = definition.scope
                kept = (item for item in found if item.value != NONE or item.annotation)
                return self._merge(self._binding(module, scope, item) for item in kept)
            return self._inherited(module, definition, name, on_instance)
        finally:
            self._active.discard(key)

    def _inherited(self, module: Module, definition: Class, name: str, on_instance: bool) -> Value:
        for base in definition.bases:
            value = self.value(module, base)
            if isinstance(value, Ref):
                seen: Value = Instance(value.name) if on_instance else value
                found = self.attribute(seen, name, module.path)
                if found is not None:
                    return found
        return None

    def _method(self, module: Module, index: int, on_instance: bool) -> Value:
        function = module.functions[index]
        name = f"{module.name}.{function.qualname}"
        if on_instance and any(
            isinstance(item := self.value(module, decorator), Ref) and item.name in _PROPERTIES
            for decorator in function.decorators
        ):
            return self._result(Definition(module, function))
        return Bound(name) if on_instance else Ref(name)

    def class_named(self, name: str, importer: str) -> tuple[Module, Class] | None:
        """The project's class of that dotted name."""
        module, rest = self._longest_module(name, importer)
        if module is None or not rest:
            return None
        definition = module.class_named(".".join(rest))
        return (module, definition) if definition is not None else None

    def functions_named(self, name: str, importer: str) -> list[Definition]:
        """The project's functions of that dotted name; several if it is defined several times."""
        module, rest = self._longest_module(name, importer)
        if module is None or not rest:
            return []
        return [Definition(module, item) for item in module.functions_named(".".join(rest))]

    # expressions

    def value(self, module: Module, expr: Expr) -> Value:
        """What an expression gives."""
        if isinstance(expr, Name):
            return self.name(module, expr.scope, expr.name)
        if isinstance(expr, Attr):
            return self.attribute(self.value(module, expr.base), expr.name, module.path)
        if isinstance(expr, Called):
            return self._called(module, expr)
        if isinstance(expr, Literal):
            return Instance(expr.type)
        if isinstance(expr, Text):
            return Instance("builtins.str")
        if isinstance(expr, Derived):
            return self._derived(module, expr)
        if isinstance(expr, Either):
            options = [item for item in expr.options if item != NONE]
            return self._merge(self.value(module, item) for item in options)
        if isinstance(expr, Item):
            return self._subscripted(self.value(module, expr.base))
        return None

    def _subscripted(self, value: Value) -> Value:
        """A generic class subscripted is that class; an item of an instance is not followed."""
        return value if isinstance(value, Ref) else None

    def _called(self, module: Module, expr: Called) -> Value:
        callee = self.value(module, expr.func)
        if isinstance(callee, Instance):
            known = self.catalogue.classes.get(callee.cls)
            return Instance(known.call) if known is not None and known.call else None
        if not isinstance(callee, Ref | Bound):
            return None
        if isinstance(callee, Ref) and self.class_named(callee.name, module.path) is not None:
            return Instance(callee.name)
        definitions = self.functions_named(callee.name, module.path)
        if definitions:
            return self._merge(self._call_result(item) for item in definitions)
        return self._library_call(module, expr, callee)

    def _library_call(self, module: Module, expr: Called, callee: Ref | Bound) -> Value:
        catalogue, name = self.catalogue, callee.name
        result = catalogue.returns.get(name)
        if result is None:
            owner, _, method = name.rpartition(".")
            known = catalogue.classes.get(owner)
            if known is not None:
                result = known.returns.get(method, known.returns.get("*"))
        if result == _ARGUMENT:
            return self._argument_result(module, expr)
        if result is not None:
            return Instance(result)
        if isinstance(callee, Ref) and (
            name in catalogue.classes or name.rpartition(".")[2][:1].isupper()
        ):
            return Instance(name)
        return None

    def _argument_result(self, module: Module, expr: Called) -> Value:
        """What a dependency gives: what its function returns, yields or constructs."""
        first = expr.args[0] if expr.args else dict(expr.keywords).get("dependency")
        if first is None:
            return None
        value = self._called(module, Called(first, (), ()))
        if isinstance(value, Coroutine):
            value = value.result
        target = self.value(module, first)
        if value is None and isinstance(target, Ref):
            for definition in self.functions_named(target.name, module.path):
                value = self.yielded(definition)
        return value

    def _call_result(self, definition: Definition) -> Value:
        function, module = definition.function, definition.module
        for decorator in function.decorators:
            value = self.value(module, decorator)
            known = isinstance(value, Ref) and value.name in _PLAIN_DECORATORS
            if not known and not self.is_route(module, decorator):
                return None
        if function.is_generator:
            return None
        result = self._result(definition)
        return Coroutine(result) if function.is_async else result

    def is_route(self, module: Module, decorator: Expr) -> bool:
        """Whether a decorator registers a handler and gives the function back as it is."""
        func = decorator.func if isinstance(decorator, Called) else decorator
        if not isinstance(func, Attr):
            return False
        owner = self.value(module, func.base)
        if not isinstance(owner, Instance):
            return False
        return any(
            framework.classes & self.classes_of(owner.cls, module.path)
            and (func.name in framework.routes or func.name in framework.adders)
            for framework in self.catalogue.frameworks
        )

    def classes_of(self, name: str, importer: str) -> frozenset[str]:
        """A class and those that it inherits from, by dotted name."""
        key = (name, importer)
        if key not in self._parents:
            self._parents[key] = self._collect_classes(name, importer)
        return self._parents[key]

    def _collect_classes(self, name: str, importer: str) -> frozenset[str]:
        found = {name}
        pending = [(name, importer)]
        while pending:
            current, place = pending.pop()
            owner = self.class_named(current, place)
            for base in owner[1].bases if owner is not None else ():
                value = self.value(owner[0], base) if owner is not None else None
                if isinstance(value, Ref) and value.name not in found:
                    found.add(value.name)
                    pending.append((value.name, owner[0].path if owner else place))
        return frozenset(found)

    def _result(self, definition: Definition) -> Value:
        function, module = definition.function, definition.module
        declared = self.annotation(module, function.returns)
        if declared is not None:
            return declared
        key = (module.path, ("result", function.index))
        if not function.returned or self._is_open(key):
            return None
        self._active.add(key)
        try:
            values = (self.value(module, item) for item in function.returned if item != NONE)
            return self._merge(values)
        finally:
            self._active.discard(key)

    def yielded(self, definition: Definition) -> Value:
        """What a generator function yields."""
        function, module = definition.function, definition.module
        if not function.is_generator:
            return None
        returns = function.returns
        if isinstance(returns, Item) and returns.index:
            base = self.value(module, returns.base)
            if isinstance(base, Ref) and base.name in _ITERATED:
                declared = self.annotation(module, returns.index[0])
                if declared is not None:
                    return declared
        return self._merge(self.value(module, item) for item in function.yielded if item != NONE)

    def _derived(self, module: Module, expr: Derived) -> Value:
        if expr.how == "enter" or expr.how == "aenter":
            return self._entered(module, expr)
        value = self.value(module, expr.base)
        if expr.how == "await":
            return value.result if isinstance(value, Coroutine) else None
        if expr.how == "div" and isinstance(value, Instance):
            known = self.catalogue.classes.get(value.cls)
            return Instance(known.div) if known is not None and known.div else None
        return None

    def _entered(self, module: Module, expr: Derived) -> Value:
        if isinstance(expr.base, Called):
            callee = self.value(module, expr.base.func)
            if isinstance(callee, Ref | Bound):
                for definition in self.functions_named(callee.name, module.path):
                    if self._decorated_with(definition, _CONTEXT_MANAGERS):
                        return self.yielded(definition)
        value = self.value(module, expr.base)
        if not isinstance(value, Instance):
            return None
        known = self.catalogue.classes.get(value.cls)
        if known is not None:
            return Instance(known.enter) if known.enter else value
        return None

    def _decorated_with(self, definition: Definition, names: frozenset[str]) -> bool:
        return any(
            isinstance(value := self.value(definition.module, item), Ref) and value.name in names
            for item in definition.function.decorators
        )

    # annotations

    def annotation(self, module: Module, expr: Expr) -> Value:
        """The instance that an annotation promises; None for what is not one plain class."""
        if isinstance(expr, Text):
            return self._annotation_text(module, expr)
        if isinstance(expr, Either):
            options = [item for item in expr.options if item != NONE]
            return self._merge(self.annotation(module, item) for item in options)
        if isinstance(expr, Item):
            return self._annotation_item(module, expr)
        if isinstance(expr, Name | Attr):
            value = self.value(module, expr)
            return Instance(value.name) if isinstance(value, Ref) else self._alias(module, expr)
        return None

    def _alias(self, module: Module, expr: Name | Attr) -> Value:
        """A module-level alias such as `Db = Annotated[Session, Depends(get_db)]`."""
        if not isinstance(expr, Name):
            return None
        place: Module | None = module
        bindings = self.lookup(module, expr.scope, expr.name) or ()
        if len(bindings) == 1 and bindings[0].kind == "import":
            head, _, name = bindings[0].target.rpartition(".")
            place = self.project.find(head, module.path)
            bindings = place.top.get(name, ()) if place is not None else ()
        if place is None or len(bindings) != 1 or not isinstance(bindings[0].value, Item):
            return None
        return self._annotation_item(place, bindings[0].value)

    def _annotation_text(self, module: Module, expr: Text) -> Value:
        try:
            tree = ast.parse(expr.value.strip(), mode="eval")
        except SyntaxError:
            return None
        if isinstance(tree.body, ast.Constant):
            return None
        return self.annotation(module, describe(tree.body, expr.scope))

    def _annotation_item(self, module: Module, expr: Item) -> Value:
        base = self.value(module, expr.base)
        if not isinstance(base, Ref):
            return None
        if base.name in _ANNOTATED and expr.index:
            declared = self.annotation(module, expr.index[0])
            return declared or self._marker(module, expr.index[1:])
        if base.name in _OPTIONAL:
            options = [item for item in expr.index if item != NONE]
            return self._merge(self.annotation(module, item) for item in options)
        if base.name.startswith("typing.") or base.name.startswith("collections.abc."):
            return None
        return Instance(base.name)

    def _marker(self, module: Module, markers: Iterable[Expr]) -> Value:
        for marker in markers:
            if isinstance(marker, Called) and (value := self.value(module, marker)) is not None:
                return value
        return None
