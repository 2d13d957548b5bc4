"""Builds the edits that open a client: around statements, or in place of a client object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asyncfix.model import Argument, Edit, Import
from asyncfix.plan.clients.arguments import spelled
from asyncfix.plan.clients.calls import ClientCall
from asyncfix.plan.clients.constant import shared_object
from asyncfix.plan.clients.held import Held
from asyncfix.plan.clients.pool import Shared, shared_client
from asyncfix.plan.clients.table import Client
from asyncfix.plan.context import Context, Site
from asyncfix.plan.proposal import Refusal

_LONGEST_LINE = 100


class _Options(NamedTuple):
    """What makes a client, its arguments by name, what they import, and edits beside them."""

    callee: str
    values: dict[str, str]
    imports: tuple[Import, ...] = ()
    edits: tuple[Edit, ...] = ()


class Opening:
    """Opens clients of one library in one function.

    `alone` is why one of them shares nothing with others, where that is wanted.
    """

    def __init__(self, context: Context, client: Client, target: str, site: Site) -> None:
        self.context = context
        self.client = client
        self.target = target
        self.site = site
        self.alone = ""

    def around(self, calls: Sequence[ClientCall], names: Sequence[str]) -> list[Edit] | Refusal:
        """The edits that open clients around the region of these calls, by their turns."""
        place = calls[0].place
        if place is None:
            return Refusal("it has no place for a client")
        site = self.site.at(place.region)
        imports, edits, wholes = list[Import](), list[Edit](), list[str]()
        turns = sorted({call.turn for call in calls})
        for turn in turns:
            mine = [call for call in calls if call.turn == turn]
            again = any(call.place is not None and call.place.again for call in mine)
            options = self._options(site, mine, again, frozenset())
            if isinstance(options, Refusal):
                return options
            text = ", ".join(f"{key}={value}" for key, value in options.values.items())
            wholes.append(f"{options.callee}({text}) as {names[turn]}")
            imports += options.imports
            edits += options.edits
        span = site.view.span(site.node)
        begun = [call.entered for call in calls if call.entered and not call.entered.is_block]
        assigned = next((life for life in begun if life.run[0] is place.region), None)
        if assigned is not None:
            span = assigned.span(site.view)
        long = span.column + len(f"async with {', '.join(wholes)}:") > _LONGEST_LINE
        if long and len(wholes) > 1:
            return Refusal("its statement has several such calls, each of which needs a client")
        first, _, name = wholes[0].rpartition(" as ")
        arguments: dict[str, Argument] = {
            "client": first,
            "name": name,
            "more": tuple(wholes[1:]),
            "split": long,
            "assigned": assigned is not None,
            "joined": any(call.streams for call in calls),
        }
        opened = Edit(site.path, span, "open_client", arguments, tuple(dict.fromkeys(imports)))
        return [*edits, opened]

    def instead(self, held: Held, calls: Sequence[ClientCall]) -> list[Edit] | Refusal:
        """The edits that make a client object one of the new library's, open where it was."""
        site = self.site.at(held.made)
        options = self._options(site, calls, False, held.given)
        if isinstance(options, Refusal):
            return options
        added = tuple(f"{key}={value}" for key, value in options.values.items())
        whole = f"{options.callee}({', '.join(added)})"
        shown = f"{held.name} = {whole}" if held.guarded else f"async with {whole} as {held.name}:"
        column = site.view.span(held.region[0]).column
        arguments: dict[str, Argument] = {
            "method": options.callee,
            "keywords": held.keywords,
            "added": added,
            "plain": True,
            "split": column + len(shown) > _LONGEST_LINE,
        }
        imports = tuple(dict.fromkeys(options.imports))
        made = Edit(site.path, site.view.span(held.made), "use_async_client", arguments, imports)
        return [*options.edits, made, *self._entered(held), *self._closed(held)]

    def _entered(self, held: Held) -> Iterator[Edit]:
        view, path = self.site.view, self.site.path
        first, last = view.span(held.region[0]), view.span(held.region[-1])
        if held.is_block:
            yield Edit(path, first, "make_with_async")
        elif not held.guarded:
            arguments: dict[str, Argument] = {"assigned": True, "closed": held.ends}
            yield Edit(path, first.to_end_of(last), "open_client", arguments)

    def _closed(self, held: Held) -> Iterator[Edit]:
        for call, method in held.closing:
            arguments: dict[str, Argument] = {"method": f"{held.name}.{method}"}
            span = self.site.view.span(call)
            yield Edit(self.site.path, span, "use_async_client", arguments)

    def _options(
        self, site: Site, calls: Sequence[ClientCall], again: bool, given: frozenset[str]
    ) -> _Options | Refusal:
        """What a client for these calls is made with; `again`: it serves some of them twice."""
        client = self.client
        values = {
            key: value
            for key, value in client.constructor.items()
            if key not in given and any(key not in call.carried.given for call in calls)
        }
        texts = {key: spelled(self.context, site, value) for key, value in values.items()}
        values = {key: item.text for key, item in texts.items()}
        used = frozenset({*values, *given, *calls[0].carried.constructor})
        pooled = shared_client(self.context, self.target, site, used)
        if isinstance(pooled, Shared):
            values |= calls[0].carried.constructor
            return _Options(pooled.callee, values, (pooled.needed,), pooled.edits)
        if pooled is not None:
            self.alone = self.alone or pooled.reason
        named = self.context.spell(site, f"{self.target}.{client.cls}")
        imports = [*named.imports, *(each for item in texts.values() for each in item.imports)]
        for key, text in client.repeated.items() if again else ():
            function, parenthesis, rest = text.partition("(")
            written = self.context.spell(site, f"{self.target}.{function}")
            values[key] = f"{written.text}{parenthesis}{rest}"
            imports += written.imports
        values |= calls[0].carried.constructor
        if not client.shared or {*values, *given} & {client.shared_argument, *client.shared_unless}:
            return _Options(named.text, values, tuple(imports))
        shared = shared_object(self.context, site, client, self.target)
        if isinstance(shared, Refusal):
            return shared
        values[client.shared_argument], constant = shared
        added = (constant,) if constant is not None else ()
        return _Options(named.text, values, tuple(imports), added)
