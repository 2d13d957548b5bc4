"""Which texts surely are URLs with a good origin."""

from __future__ import annotations

import pytest

from asyncfix.plan.clients.texts import Hole, has_no_query, has_origin, is_plain_url


@pytest.mark.parametrize("port", ["", ":1", ":8000", ":59999", ":60000", ":65535"])
def test_a_written_out_origin(port: str) -> None:
    assert has_origin((f"http://127.0.0.1{port}/a",))


@pytest.mark.parametrize("port", [":65536", ":66000", ":70000", ":123456", ":x"])
def test_an_impossible_port(port: str) -> None:
    assert not has_origin((f"http://127.0.0.1{port}/a",))


def test_a_base_with_a_path_behind_it_has_no_query() -> None:
    assert has_no_query((Hole.TEXT, "/items"))
    assert has_no_query((Hole.TEXT, "/items/", Hole.NUMBER))
    assert not has_no_query((Hole.TEXT,))
    assert not has_no_query((Hole.TEXT, "/items?a=1"))
    assert not has_no_query((Hole.TEXT, "/items/", Hole.TEXT))


def test_text_put_in_is_not_plain() -> None:
    assert is_plain_url((Hole.TEXT, "/items/", Hole.NUMBER))
    assert not is_plain_url((Hole.TEXT, "/items/", Hole.TEXT))
    assert not is_plain_url(("http://h/a|b",))


def test_a_host_put_in_belongs_to_the_base() -> None:
    text = ("http://127.0.0.1:", Hole.TEXT, "/items/", Hole.NUMBER)
    assert is_plain_url(text)
    assert has_no_query(text)
    assert not has_origin(text)
    assert not is_plain_url(("http://", Hole.TEXT, "?q=", Hole.TEXT))
    assert has_no_query(("http://h",))
    assert not has_no_query(("http://h", Hole.TEXT))
    assert not has_no_query(("http://", Hole.TEXT, "/a?", Hole.NUMBER))
