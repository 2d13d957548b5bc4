"""The handlers of a project as one JSON object for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

from rich.console import Console

from asyncfix.inventory import Handled, Inventory, Verdict
from asyncfix.output.json import Value, error, finding, step_of


def render(inventory: Inventory, console: Console) -> None:
    """Writes the inventory as one object, in plain ASCII."""
    console.out(json.dumps(document(inventory), indent=2), highlight=False)


def document(inventory: Inventory) -> Mapping[str, Value]:
    """The inventory as what JSON can hold."""
    counts = Counter(item.verdict for item in inventory.handlers)
    pool = inventory.pool
    return {
        "version": 1,
        "handlers": [_handler(item) for item in inventory.handlers],
        "thread_pool": {
            "size": pool.size or None,
            "set_at": pool.set_at or None,
            "functions": dict(pool.plain),
            "offloads": pool.offloads,
            "coming": pool.coming,
        },
        "starvations": [
            {
                "path": item.path,
                "line": item.line,
                "dependency": item.dependency,
                "keeps": item.keeps,
                "users": list(item.users),
            }
            for item in inventory.starvations
        ],
        "errors": [error(failure) for failure in inventory.failures],
        "summary": {
            "files": inventory.files,
            "handlers": len(inventory.handlers),
            **{verdict.value: counts[verdict] for verdict in Verdict},
        },
    }


def _handler(item: Handled) -> Mapping[str, Value]:
    return {
        "path": item.path,
        "line": item.line,
        "function": item.function,
        "role": item.role,
        "framework": item.framework,
        "async": item.is_async,
        "runs": "thread" if item.in_thread else "loop",
        "routes": [
            {"methods": list(route.methods), "path": route.path, "served": route.served}
            for route in item.routes
        ],
        "awaits": list(item.awaits),
        "findings": [
            {**finding(noted.result), "way": [step_of(step) for step in noted.way]}
            for noted in item.noted
        ],
        "later": list(item.later),
        "verdict": item.verdict.value,
        "reason": item.reason,
    }
