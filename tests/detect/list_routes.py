"""Prints what the `app` of a module lists as its routes: function, method and path of each.

Run with the module's name as an argument, in the folder where it lies.
"""

import importlib
import json
import sys
from collections.abc import Iterator

Route = tuple[str, str, str]


def routes_of(routes: list[object], prefix: str = "") -> Iterator[Route]:
    """The routes of an application that are the program's own, mounted ones too."""
    for route in routes:
        if hasattr(route, "effective_candidates"):  # an included router, in newer versions
            for inner in route.effective_candidates():
                yield from routes_of([getattr(inner, "starlette_route", None) or inner], prefix)
            continue
        path = prefix + getattr(route, "path", "")
        if getattr(route, "routes", None):
            yield from routes_of(route.routes, path)
        elif hasattr(route, "endpoint"):
            yield from _methods(route, path)


def _methods(route: object, path: str) -> Iterator[Route]:
    endpoint = route.endpoint
    if endpoint.__module__.startswith("fastapi."):
        return
    name = f"{endpoint.__module__}.{endpoint.__qualname__}".replace(".<locals>", "")
    if isinstance(endpoint, type):
        for method in ("get", "post", "put", "patch", "delete"):
            if hasattr(endpoint, method):
                yield f"{name}.{method}", method.upper(), path
        return
    methods = getattr(route, "methods", None) or {"WEBSOCKET"}
    for method in methods - ({"HEAD"} if "GET" in methods else set()):
        yield name, method, path


if __name__ == "__main__":
    sys.path.insert(0, ".")
    app = importlib.import_module(sys.argv[1]).app
    print(json.dumps([*routes_of(app.routes)]))
