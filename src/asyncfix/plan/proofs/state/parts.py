"""Says whether what hangs on an object, or a name that an operator changes, is a function's own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Set

from asyncfix.plan.proofs.state.accesses import nodes_of
from asyncfix.plan.proofs.state.fresh import holds_others, is_made
from asyncfix.plan.proofs.state.set_by_name import set_by
from asyncfix.project.inference import Inference, Instance, Ref, Value, name_of
from asyncfix.project.lineage import Ancestor, lineage
from asyncfix.project.project import Definition
from asyncfix.project.summary import Binding, Call, Class, Module, Outside
from asyncfix.project.terms import Attr, Called, Constant, Derived, Either, Expr, Item, Name
from asyncfix.project.view import FunctionNode

_IMMUTABLE = frozenset(
    f"builtins.{name}" for name in ("int", "float", "complex", "bool", "str", "bytes", "tuple")
)
_NAMING = ("setattr", "__setattr__", "__dict__")
"""The words of code that sets attributes by their names."""


def is_in_place(inference: Inference, definition: Definition, name: str) -> bool:
    """Whether `name += …` may change something that was there before the function ran."""
    scope = definition.module.scopes[definition.function.scope]
    bindings = scope.bindings.get(name, ())
    return any(_was_there(inference, definition, name, binding) for binding in bindings)


def _was_there(inference: Inference, definition: Definition, name: str, binding: Binding) -> bool:
    if binding.kind == "parameter":
        given = next((x for x in definition.function.parameters if x.name == name), None)
        if given is None or (given.constant is not None and given.constant.value is not None):
            return given is None
        value = inference.annotation(definition.module, given.annotation)
    else:
        value = inference.value(definition.module, binding.value)
        if binding.value is None or is_made(inference, definition, binding.value):
            return False
    return not (isinstance(value, Instance) and value.cls in _IMMUTABLE)


def gives_immutable(inference: Inference, definition: Definition) -> bool:
    """Whether two calls of a function that give the same give what nobody can tell apart."""
    names = {item.name for item in definition.function.parameters}
    for expr in definition.function.returned:
        value = inference.value(definition.module, expr)
        given = isinstance(expr, Name) and expr.name in names
        if not given and not (isinstance(value, Instance) and value.cls in _IMMUTABLE):
            return False
    return True


def parts_of_others(
    inference: Inference, definition: Definition, node: FunctionNode, own: Set[str]
) -> Mapping[str, frozenset[str]]:
    """What a function uses of the attributes of its own objects that is not theirs alone.

    It is told as it is written, by the name of the object.
    """
    found: dict[str, set[str]] = {}
    for name, attribute in _uses_inside(node):
        text = f"{name}.{attribute}"
        if name in own and not has_own_part(inference, definition, name, f"{text}[]"):
            found.setdefault(name, set()).add(text)
    return {name: frozenset(texts) for name, texts in found.items()}


def _uses_inside(node: FunctionNode) -> frozenset[tuple[str, str]]:
    """The names, and attributes of them, of which a function uses what they have."""
    return frozenset(
        (inner.value.id, inner.attr)
        for part in nodes_of(node)
        if isinstance(part, ast.Attribute | ast.Subscript | ast.AugAssign)
        for inner in [part.target if isinstance(part, ast.AugAssign) else part.value]
        if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name)
    )


def has_own_part(inference: Inference, definition: Definition, root: str, text: str) -> bool:
    """Whether what `text` changes belongs to the object `root` alone.

    An attribute may hold what its class shares, or what the constructor was handed.
    """
    found = re.match(r"\.(\w+)(.*)", text[len(root) :])
    if found is None:  # of a container, what is in it
        depth = text.count("[]") - text.endswith("[]")
        return not depth or not holds_others(inference, definition, root, depth)
    attribute, deeper = found.groups()
    if attribute == "__class__":
        return False
    owner = _class(inference, definition, root)
    return not deeper or owner is None or is_own_part(inference, owner, attribute)


def is_own_part(inference: Inference, owner: tuple[Module, Class], attribute: str) -> bool:
    """Whether what hangs on an attribute of a class's objects belongs to each of them alone."""
    below = inference.subclasses_of(f"{owner[0].name}.{owner[1].qualname}", owner[0].path)
    ways = [lineage(inference, *owner), *([item] for item in sorted(below))]
    if not all(_is_own_by(inference, way, attribute) for way in ways):
        return False
    given = _given_from_outside(inference, attribute)
    return not any(_is_one_of(inference, owner, value) for value in given)


def _is_own_by(inference: Inference, way: Iterable[Ancestor], attribute: str) -> bool:
    """Whether the first of some classes that sets an attribute gives each object one of its own."""
    in_body = False
    for ancestor in way:
        module = None if isinstance(ancestor, str) else inference.project.module(ancestor[0])
        if module is None or isinstance(ancestor, str):
            continue
        cls = module.classes[ancestor[1]]
        if _sets_by_name(inference, module, cls, attribute):
            return False
        bindings = cls.attributes.get(attribute, ())
        if told := [item for item in bindings if item.value is not None]:  # `+=` changes what is
            return all(_is_set_anew(inference, module, cls, item) for item in told)
        bodies = module.scopes[cls.scope].bindings.get(attribute, ())
        in_body = in_body or any(_is_everybodys(inference, module, item) for item in bodies)
    return not in_body


def _sets_by_name(inference: Inference, module: Module, cls: Class, attribute: str) -> bool:
    """Whether a method sets an attribute of its object by a name that may be that one's.

    What it makes for the object is the object's own.
    """
    for call, base, name, value in _named(inference, module):
        method = module.functions[call.function] if call.function >= 0 else None
        if method is None or method.owner != cls.index:
            continue
        own = base == Name(method.receiver, method.scope) and name in ("", attribute)
        if own and not (name and is_made(inference, Definition(module, method), value)):
            return True
    return False


def _named(inference: Inference, module: Module) -> Iterator[tuple[Call, Expr, str, Expr]]:
    """The calls that set an attribute by its name: of what, "" if it may be any, and to what."""
    sets = inference.project.words.stand_in(module.path, _NAMING)
    for call in module.calls if sets else ():
        if call.text.endswith(("setattr", "__setattr__")) and (given := set_by(module, call)):
            base, name, value = given
            yield call, base, str(name.value) if isinstance(name, Constant) else "", value
        elif call.text.endswith(".__dict__.update"):
            whole = call.func.base if isinstance(call.func, Attr) else None
            yield call, whole.base if isinstance(whole, Attr) else None, "", None


def _given_from_outside(inference: Inference, attribute: str) -> Iterator[Value]:
    """The objects and classes on which code that is none of their methods sets an attribute.

    What a function makes there for one object is the object's own; what a class has is everybody's.
    """
    for module in inference.project.mentioning(attribute):
        named = (Outside(x[1], x[3]) for x in _named(inference, module) if x[2] == attribute)
        for store in (*module.outside.get(attribute, ()), *named):
            owner = inference.value(module, store.base)
            if not (isinstance(owner, Instance) and _is_made_there(inference, module, store)):
                yield owner


def _is_made_there(inference: Inference, module: Module, store: Outside) -> bool:
    """Whether a function makes what it sets an attribute to."""
    if store.value is None or isinstance(store.value, Constant):
        return True
    scopes = _scopes(store.base)
    setter = next((item for item in module.functions if item.scope in scopes), None)
    return setter is not None and is_made(inference, Definition(module, setter), store.value)


def _is_one_of(inference: Inference, owner: tuple[Module, Class], value: Value) -> bool:
    """Whether it is the class of the objects, or one above or below, or an object of these."""
    name = value.cls if isinstance(value, Instance) else name_of(value)
    own, path = f"{owner[0].name}.{owner[1].qualname}", owner[0].path
    return bool(name) and (
        name in inference.classes_of(own, path) or own in inference.classes_of(name, path)
    )


def _class(inference: Inference, definition: Definition, root: str) -> tuple[Module, Class] | None:
    function, module = definition.function, definition.module
    if root and root == function.receiver:
        return module, module.classes[function.owner]
    value = inference.value(module, Name(root, function.scope))
    return inference.class_named(value.cls, module.path) if isinstance(value, Instance) else None


def _is_set_anew(inference: Inference, module: Module, cls: Class, binding: Binding) -> bool:
    methods = [item for item in module.functions if item.owner == cls.index]
    if not methods:
        return True
    scopes = set(_scopes(binding.value))
    setter = next((item for item in methods if item.scope in scopes), methods[0])
    return is_made(inference, Definition(module, setter), binding.value)


def _scopes(expr: Expr) -> list[int]:
    """The scopes that the names of an expression are seen from."""
    if isinstance(expr, Name):
        return [expr.scope]
    if isinstance(expr, Either):
        return [scope for item in expr.options for scope in _scopes(item)]
    if isinstance(expr, Called):
        return [scope for item in (expr.func, *expr.args) for scope in _scopes(item)]
    return _scopes(expr.base) if isinstance(expr, Attr | Item | Derived) else []


def _is_everybodys(inference: Inference, module: Module, binding: Binding) -> bool:
    """Whether what the body of a class gives an attribute is there once, and can be changed.

    The body of a dataclass may only say how each object gets one of its own.
    """
    value = inference.value(module, binding.value)
    if isinstance(value, Instance) and value.cls in _IMMUTABLE:
        return False
    field = isinstance(binding.value, Called) and inference.value(module, binding.value.func)
    return field != Ref("dataclasses.field")
