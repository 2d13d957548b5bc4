"""Says what the constructors of a class are handed, where no annotation tells it."""

from __future__ import annotations

from collections.abc import Iterator

from asyncfix.plan.context import Context
from asyncfix.project.callgraph import key_of
from asyncfix.project.inference import Ref
from asyncfix.project.project import Definition
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Expr, Name


def kept_in_thread(context: Context, definition: Definition, attribute: str) -> str:
    """Why what a constructor keeps in an attribute works in its thread only, if it does so.

    It is one of a class that says so, in any call of the constructor that the project has.
    """
    module, function = definition.module, definition.function
    if function.owner < 0:
        return ""
    cls = module.classes[function.owner]
    question = ("handed in", module.path, cls.qualname, attribute)
    if question not in context.whole:
        context.whole[question] = next(_reasons(context, module, cls.qualname, attribute), "")
    return context.whole[question]


def _reasons(context: Context, module: Module, cls: str, attribute: str) -> Iterator[str]:
    inference, name = context.inference, f"{module.name}.{cls}"
    place = _place(context, module, name, attribute)
    if place is None:
        return
    for made in (name, *_made_alike(context, module, name)):
        for user in context.project.mentioning(made.rpartition(".")[2]):
            for call in user.calls:
                given = _given(call, *place)
                if given is not None and inference.value(user, call.func) == Ref(made):
                    known = inference.class_entry(inference.value(user, given))
                    if known is not None and known.is_thread_bound:
                        yield known.bound


def _made_alike(context: Context, module: Module, cls: str) -> Iterator[str]:
    """The classes below one that have its constructor."""
    inference = context.inference
    wanted = {key_of(item) for item in inference.functions_named(f"{cls}.__init__", module.path)}
    for path, index in sorted(inference.subclasses_of(cls, module.path)):
        other = context.project.module(path)
        if other is not None:
            name = f"{other.name}.{other.classes[index].qualname}"
            if wanted & {key_of(item) for item in inference.method(name, "__init__", path)}:
                yield name


def _place(context: Context, module: Module, cls: str, attribute: str) -> tuple[int, str] | None:
    """Which argument of the constructor is kept in the attribute: its number and its name."""
    found = context.inference.class_named(cls, module.path)
    kept = found[1].attributes.get(attribute, ()) if found is not None else ()
    names = {item.value.name for item in kept if isinstance(item.value, Name)}
    for made in context.inference.functions_named(f"{cls}.__init__", module.path):
        for number, parameter in enumerate(made.function.parameters[1:]):
            if parameter.name in names and parameter.annotation is None:
                return number, parameter.name
    return None


def _given(call: Call, number: int, name: str) -> Expr:
    if number < len(call.args):
        return call.args[number]
    return dict(call.keywords).get(name)
