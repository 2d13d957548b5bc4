"""Quart runs plain functions where its table says: in a thread, or on the loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from quart import Quart, render_template_string, url_for

from asyncfix import registry, tables

CATALOGUE = tables.load(path for pack in registry.packs() for path in pack.tables)
TABLE = next(item for item in CATALOGUE.frameworks if item.name == "quart")


def application(seen: dict[str, bool]) -> Quart:
    """An application that writes down, by what registered a plain function, whether it was called
    in a thread."""
    app = Quart("x")
    loop_thread = threading.get_ident()

    def noting(name: str, gives: Callable[..., object]) -> Callable[..., object]:
        def function(*args: object, **kwargs: object) -> object:
            seen[name] = threading.get_ident() != loop_thread
            return gives(*args)

        return function

    def first(*args: object) -> object:
        return args[0] if args else None

    def nothing(*args: object) -> None:
        return None

    for name in ("before_request", "teardown_request", "teardown_appcontext"):
        getattr(app, name)(noting(name, nothing))
    app.after_request(noting("after_request", first))
    for name in ("before_serving", "after_serving", "url_defaults", "url_value_preprocessor"):
        getattr(app, name)(noting(name, nothing))
    app.context_processor(noting("context_processor", lambda: {}))
    for name in ("template_filter", "template_global", "template_test"):
        getattr(app, name)(f"x_{name}")(noting(name, lambda *_: True))
    app.errorhandler(KeyError)(noting("errorhandler", lambda error: "failed"))
    app.get("/get")(noting("get", lambda: "x"))
    app.add_url_rule("/added", "added", noting("add_url_rule", lambda: "x"))

    @app.get("/page")
    async def page() -> str:
        app.add_background_task(noting("add_background_task", nothing))
        text = "{{ 1|x_template_filter }}{{ x_template_global() }}{{ 1 is x_template_test }}"
        return await render_template_string(text + url_for("page"))

    @app.get("/error")
    async def error() -> str:
        raise KeyError

    return app


def test_plain_functions_run_where_the_table_says() -> None:
    seen: dict[str, bool] = {}

    async def talk() -> None:
        app = application(seen)
        async with app.test_app():
            client = app.test_client()
            for path in ("/get", "/added", "/page", "/error"):
                assert (await client.get(path)).status_code == 200

    asyncio.run(talk())

    roles = {**TABLE.hooks, **TABLE.first, **TABLE.third, "get": "route"}
    told = {
        name: roles[name] in TABLE.threaded or (roles[name] == "route" and TABLE.thread)
        for name in seen
    }
    assert seen == told
    assert len(seen) == 16
