"""What a call on an object tells of the function it comes to."""

from __future__ import annotations

from asyncfix.project.decorators import has, is_of_class
from asyncfix.project.inference import Bound, Inference, Instance, Prepared, Value, object_name
from asyncfix.project.nodes import CLASS
from asyncfix.project.project import Definition
from asyncfix.project.protocols import is_protocol
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Attr, Called, Expr, Name, last_name


def is_bound(inference: Inference, value: Value, target: Definition) -> bool:
    """Whether Python itself gives the first argument where that value is called."""
    module, function = target.module, target.function
    if function.owner < 0 or has(inference, module, function, "builtins.staticmethod"):
        return False
    by_class = object_name(value) == target.name
    return not by_class or is_of_class(inference, module, function)


def object_of(inference: Inference, module: Module, expr: Expr, value: Value) -> str:
    """The name of the object of which that value is a method: `self` of `self.step`.

    It may have got another name, or arguments. The object must have got its name just once.
    """
    if isinstance(expr, Name):
        expr = _only_value(inference, module, expr)
    if isinstance(expr, Called) and isinstance(value, Prepared) and expr.args:
        expr = expr.args[0]
    own = expr.base if isinstance(expr, Attr) else None
    if not isinstance(own, Name) or not isinstance(value, Bound | Prepared):
        return ""
    bindings = inference.lookup(module, own.scope, own.name) or ()
    return own.name if len(bindings) == 1 else ""


def _only_value(inference: Inference, module: Module, name: Name) -> Expr:
    """What a name stands for, if it is bound just once, and that to a value."""
    bindings = inference.lookup(module, name.scope, name.name) or ()
    plain = len(bindings) == 1 and bindings[0].kind == "value" and not bindings[0].annotation
    return bindings[0].value if plain else None


def comes_there(
    inference: Inference, caller: Definition, call: Call, value: Value, target: Definition
) -> bool:
    """Whether what a method is called on can have the target, which overrides it.

    It must be below the receiver's class. In `self.load()`, where `load` is a subclass's, that
    class must not override the method around the call: else its objects never come there.
    """
    cls = target.cls
    if not isinstance(value, Bound) or value.name == target.name or not cls:
        return True
    receiver = call.func.base if isinstance(call.func, Attr) else None
    known = inference.value(caller.module, receiver)
    if isinstance(receiver, Called) or not isinstance(known, Instance) or call.awaited:
        return False  # what is awaited is a coroutine function of another class
    if known.cls not in inference.classes_of(cls, target.module.path):
        promised = inference.class_named(known.cls, caller.module.path)
        return promised is not None and is_protocol(inference, *promised)
    own = call.text.rpartition(".")[0] == "self"
    if caller.function.owner < 0 or not own or known.cls == cls:
        return True
    found = inference.attribute(Instance(cls), caller.function.name, target.module.path)
    return not isinstance(found, Bound) or found.name == caller.name


def only_fits(inference: Inference, value: Value, target: Definition) -> bool:
    """Whether a method is that of a class which does not inherit from the one that is named."""
    if not isinstance(value, Bound) or value.name == target.name or not target.cls:
        return False
    named = value.name.rpartition(".")[0]
    return named not in inference.classes_of(target.cls, target.module.path)


def names_class(inference: Inference, module: Module, expr: Expr, cls: str) -> bool:
    """Whether an expression can be no other class: it names that one, and is no variable for it or
    one below, as `cls` is."""
    if last_name(expr) == cls.rpartition(".")[2]:
        return True
    bindings = inference.lookup(module, expr.scope, expr.name) if isinstance(expr, Name) else None
    if bindings and all(item.kind in ("class", "import") for item in bindings):
        return True
    return not inference.subclasses_of(cls, module.path)


def is_just_made(inference: Inference, module: Module, expr: Expr) -> bool:
    """Whether something is what calling a class of the project gives: of no class below that."""
    expr = _only_value(inference, module, expr) if isinstance(expr, Name) else expr
    name = object_name(inference.value(module, expr.func)) if isinstance(expr, Called) else ""
    found = inference.class_named(name, module.path) if name else None
    return found is not None and not inference.method(name, "__new__", module.path)


def typed(expr: Expr) -> Expr:
    """Of `type(x)` and `x.__class__` that `x`; else the expression itself."""
    if isinstance(expr, Attr) and expr.name == CLASS:
        return expr.base
    if isinstance(expr, Called) and last_name(expr.func) == "type" and len(expr.args) == 1:
        return expr.args[0]
    return expr
