"""Compares the routes that `asyncfix handlers` finds with those that the running application lists.

`python -m benchmarks.routes package.module:app FOLDER`, where the application can be imported,
prints how many there are, those that are missing, and those that are found beside them
and served by some application.
`--list package.module:app` prints them as JSON, with the Python that has the application installed;
a file of that as a third argument is compared with in place of the imported application.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

HTTP_METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


class Listed(NamedTuple):
    """A route: the function's dotted name, one of its methods, and its path."""

    function: str
    method: str
    path: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is compared by: the package's own name may be a part of that of a namespace."""
        return (".".join(self.function.split(".")[-2:]), self.method, self.path)


def routes_of(routes: Iterable[object], prefix: str = "") -> Iterator[Listed]:
    """The routes of an application, those of included routers and mounted applications too."""
    for route in routes:
        candidates = getattr(route, "effective_candidates", None)
        inner, endpoint = getattr(route, "routes", None), getattr(route, "endpoint", None)
        path = prefix + (getattr(route, "path", "") or "")
        if candidates is not None:  # an included router, in newer versions of FastAPI
            found = [getattr(item, "starlette_route", None) or item for item in candidates()]
            yield from routes_of(found, prefix)
        elif inner:
            yield from routes_of(inner, path)
        elif callable(endpoint):
            yield from _of_endpoint(endpoint, getattr(route, "methods", None), path)


def _of_endpoint(
    endpoint: Callable[..., object], methods: Iterable[str] | None, path: str
) -> Iterator[Listed]:
    function = inspect.unwrap(getattr(endpoint, "__func__", endpoint))
    module = getattr(function, "__module__", "")
    name = f"{module}.{getattr(function, '__qualname__', '')}".replace(".<locals>", "")
    if isinstance(function, type):
        for method in HTTP_METHODS:
            if hasattr(function, method):
                yield Listed(f"{name}.{method}", method.upper(), path)
        return
    served = set(methods or {"WEBSOCKET"})
    for method in served - ({"HEAD"} if "GET" in served else set()):
        yield Listed(name, method, path)


def application_routes(target: str) -> list[Listed]:
    """What an application lists that is imported from `module:name`, or made by `module:name()`."""
    module, _, name = target.partition(":")
    app = getattr(importlib.import_module(module), name.removesuffix("()"))
    if name.endswith("()"):
        app = app()
    return [*routes_of(app.routes)]


def main() -> None:
    """Lists or compares, as the arguments say."""
    sys.path.insert(0, ".")
    if sys.argv[1] == "--list":
        print(json.dumps(application_routes(sys.argv[2])))
        return
    from asyncfix import pipeline
    from asyncfix.settings import Settings

    target, folder = sys.argv[1], Path(sys.argv[2])
    found: dict[tuple[str, str, str], str] = {}
    served: set[tuple[str, str, str]] = set()
    for item in pipeline.handlers(Settings(root=folder), [folder]).handlers:
        for route in item.routes:
            for method in route.methods:
                if method != "HEAD" or "GET" not in route.methods:
                    key = Listed(item.function, method, route.path).key
                    found[key] = f"{item.path}:{item.line}"
                    served |= {key} if route.served else set()
    own = f"{target.partition(':')[0].partition('.')[0]}."
    listed = {item.key: item for item in _listed(target) if item.function.startswith(own)}
    missing = sorted(listed.keys() - found.keys())
    beside = sorted(served - listed.keys())
    print(f"{target}: {len(listed) - len(missing)} of {len(listed)} routes, {len(beside)} beside")
    for key in missing:
        print("missing", *listed[key])
    for key in beside:
        print("beside", *key, found[key])


def _listed(target: str) -> list[Listed]:
    if len(sys.argv) == 3:
        return application_routes(target)
    return [Listed(*item) for item in json.loads(Path(sys.argv[3]).read_text("utf-8"))]


if __name__ == "__main__":
    main()
