"""Sees whether tests replace a library by something that new code would no longer reach."""

from __future__ import annotations

import re

from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context


def mock_reason(context: Context, client: Client) -> str:
    """Why the project's tests would miss the library; empty if nothing speaks for that."""
    question = ("mocks", client.library)
    if question not in context.whole:
        context.whole[question] = _reason(context, client)
    return context.whole[question]


def _reason(context: Context, client: Client) -> str:
    patterns = [re.compile(pattern) for pattern in client.mocks]
    for file in (*context.project.files, *context.project.beside):
        if any(pattern.search(file.text) for pattern in patterns):
            return f"{client.mock_reason} ({file.display})"
    return ""
