"""Says of what functions of a library are handed to call whether anything is known of it."""

from __future__ import annotations

from asyncfix.project.calling import may_call, may_call_more
from asyncfix.project.inference import Inference, Union, object_name
from asyncfix.project.summary import Call, Module
from asyncfix.project.terms import Attr, Called, Either, Expr, Item, Name
from asyncfix.project.values import name_of

_GIVING = "builtins."
"""How the names begin of what makes no functions of its own, but may give one."""


def calls_unknown(inference: Inference, module: Module, call: Call | Called) -> str:
    """The function of the library that is called and calls what is not known; "" if none."""
    sorts = isinstance(call.func, Attr) and call.func.name == "sort"
    value = inference.value(module, call.func)
    name = object_name(value) or ("builtins.list.sort" if sorts else "")
    unknown = (is_unknown(inference, module, item) for item in may_call(name, call))
    found = may_call_more(name, call) or any(unknown)
    return name.removeprefix("builtins.") if found else ""


def is_unknown(inference: Inference, module: Module, hook: Expr) -> bool:
    """Whether it is something of which nothing is known, handed over to be called."""
    if isinstance(hook, Either):
        return any(is_unknown(inference, module, item) for item in hook.options)
    if isinstance(hook, Called):  # what a dictionary or `getattr` gives is what was put there
        maker = name_of(inference.value(module, hook.func))
        return maker.startswith(_GIVING) or not inference.catalogue.is_thread_safe(maker)
    if not isinstance(hook, Name | Attr | Item):
        return False
    value = inference.value(module, hook)
    return value is None or isinstance(value, Union)  # any of several is not followed
