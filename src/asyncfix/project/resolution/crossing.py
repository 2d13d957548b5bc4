"""Says what a value that was found in one file is in another that imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asyncfix.project.values import Coroutine, Instance, Prepared, Union, Value, merge

if TYPE_CHECKING:
    from asyncfix.project.inference import Inference


def across(inference: Inference, value: Value, origin: str, importer: str) -> Value:
    """The value, unless its name is another's in the file at `importer`."""
    if value is None:
        return None
    if isinstance(value, Coroutine):
        return Coroutine(inference.across(value.result, origin, importer))
    if isinstance(value, Prepared):
        other = _names_another(inference, value.target.name, origin, importer)
        return None if other else value
    if isinstance(value, Union):
        return merge(inference.across(item, origin, importer) for item in value.options)
    name = value.cls if isinstance(value, Instance) else value.name
    if _names_another(inference, name, origin, importer):
        return None
    if isinstance(value, Instance) and value.args:
        args = (inference.across(item, origin, importer) for item in value.args)
        return value._replace(args=tuple(args))
    return value


def _names_another(inference: Inference, name: str, origin: str, importer: str) -> bool:
    if not inference.project.has_top(name.partition(".")[0]):
        return False
    here = inference.longest_module(name, origin)[0]
    return here is not inference.longest_module(name, importer)[0]
