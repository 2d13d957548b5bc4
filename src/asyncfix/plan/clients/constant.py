"""Gives a module one object that all of its clients share, because it is slow to make."""

from __future__ import annotations

from asyncfix.model import Edit
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Refusal
from asyncfix.plan.repairs.module_object import module_object


def shared_object(
    context: Context, site: Site, client: Client, target: str
) -> tuple[str, Edit | None] | Refusal:
    """The name of the object, and the edit that adds it to the module unless it is there."""
    function = f"{target}.{client.shared.removesuffix('()')}"
    return module_object(context, site, function, target, client.shared_name)
