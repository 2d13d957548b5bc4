"""Chooses the library that takes the place of another one."""

from __future__ import annotations

from collections.abc import Iterable

from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context
from asyncfix.plan.proposal import Refusal
from asyncfix.plan.requirements import uses_package
from asyncfix.settings import HTTP_CLIENTS


def target_of(context: Context, client: Client, imported: Iterable[str]) -> str | Refusal:
    """The new library: the one that was asked for, or that the project has, or the first.

    `imported` are the dotted names that the module in question imports.
    """
    wanted = context.settings.http_client
    if client.result:
        return client.targets[0]
    if context.settings.http_exactness == "strict":
        return Refusal("`http-exactness` is strict, and no other client sends the same bytes")
    if wanted != "auto":
        if wanted in client.targets:
            return wanted
        return Refusal(f"no exact way from {client.library} to {wanted} is known")
    here = [name.partition(".")[0] for name in imported]
    used = [name for name in HTTP_CLIENTS[1:] if uses_package(context.project, name)]
    for known in (here, used):
        for name in client.targets:
            if name in known:
                return name
    if used:
        option = f"`--http-client {client.targets[0]}` takes another one"
        return Refusal(f"the project has {used[0]}, to which no exact way is known; {option}")
    return client.targets[0]
