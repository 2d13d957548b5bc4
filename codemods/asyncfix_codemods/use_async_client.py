"""Makes a one-shot call a request of an asynchronous client that is open around it."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from asyncfix.codemod import CannotRewrite, Codemod
from asyncfix.model import Edit
from asyncfix.rewrite import builders

DROPPED = "-"
_COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


class UseAsyncClient(Codemod):
    """`requests.get(u, params=p)` becomes `await client.get(u, params=p)`.

    `method` is the new callee. `keywords` has the new keyword of each argument, in order:
    empty for a positional one, `-` for one that is left out. `as_text` has the places of
    those that `str()` is put around, `values` new values as `place=text`, and `added` further
    arguments as `name=value`; `first` is one that comes before all others. `finish` is what is done
    with the result, `{}`. `plain`: the call is not awaited; with `split`, its arguments
    get a line of their own.
    """

    DESCRIPTION = "Send a request with an asynchronous client."

    def rewrite(self, node: cst.CSTNode, edit: Edit) -> cst.CSTNode:
        """The awaited request."""
        if not isinstance(node, cst.Call):
            raise CannotRewrite("not a call")
        keywords = edit.names("keywords")
        if len(keywords) != len(node.args):
            raise CannotRewrite("the call has other arguments than planned")
        as_text = {int(place) for place in edit.names("as_text")}
        values = dict(text.split("=", 1) for text in edit.names("values"))
        kept = [
            _carried(_valued(argument, values.get(str(place))), keyword, place in as_text)
            for place, (argument, keyword) in enumerate(zip(node.args, keywords, strict=True))
            if keyword != DROPPED
        ]
        if first := edit.text("first"):
            kept = [cst.Arg(builders.expression(first), comma=_COMMA), *kept]
        added = [builders.keyword(*text.split("=", 1)) for text in edit.names("added")]
        arguments = _joined(node.args, kept, added)
        call = node.with_changes(func=builders.dotted(edit.text("method")), args=arguments)
        if not edit.flag("plain"):
            awaited = builders.awaited(call)
            finish = edit.text("finish")
            return builders.filled(finish.format("{it}"), {"it": awaited}) if finish else awaited
        return builders.split_arguments(call) if edit.flag("split") and not node.args else call


def _valued(argument: cst.Arg, value: str | None) -> cst.Arg:
    return argument if value is None else argument.with_changes(value=builders.expression(value))


def _carried(argument: cst.Arg, keyword: str, as_text: bool) -> cst.Arg:
    value = argument.value
    if as_text:
        value = builders.call("str", value.with_changes(lpar=(), rpar=()))
    if not keyword:
        return argument.with_changes(value=value)
    if argument.keyword is not None:
        return argument.with_changes(value=value, keyword=cst.Name(keyword))
    return builders.keyword_of(keyword, value).with_changes(
        comma=argument.comma, whitespace_after_arg=argument.whitespace_after_arg
    )


def _joined(
    before: Sequence[cst.Arg], kept: Sequence[cst.Arg], added: Sequence[cst.Arg]
) -> list[cst.Arg]:
    """The arguments with commas between them; the last one ends as the last one did."""
    arguments = list(kept)
    if arguments and before:
        last = before[-1]
        arguments[-1] = arguments[-1].with_changes(
            comma=last.comma, whitespace_after_arg=last.whitespace_after_arg
        )
    for argument in added:
        if arguments:
            ended = arguments[-1]
            arguments[-1] = ended.with_changes(
                comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")),
                whitespace_after_arg=cst.SimpleWhitespace(""),
            )
            argument = argument.with_changes(
                comma=ended.comma, whitespace_after_arg=ended.whitespace_after_arg
            )
        arguments.append(argument)
    return arguments
