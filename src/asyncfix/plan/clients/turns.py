"""Says which calls of one statement get a client, and the how many-th of the statement's."""

from __future__ import annotations

from collections.abc import Sequence

from asyncfix.plan.clients.calls import ClientCall
from asyncfix.plan.clients.naming import free_names
from asyncfix.plan.clients.opening import Opening
from asyncfix.plan.clients.scope import open_around
from asyncfix.plan.proposal import Refusal

_MOST_IN_ONE = 2


def take_turns(opening: Opening, calls: Sequence[ClientCall]) -> None:
    """Numbers the calls of each statement, and refuses those that are too many for it."""
    crowds: dict[int, list[ClientCall]] = {}
    for call in calls:
        if call.place is not None:
            crowds.setdefault(id(call.place.statement), []).append(call)
    for crowd in crowds.values():
        crowd.sort(key=lambda call: (call.node.lineno, call.node.col_offset))
        kept = _fitting(opening, crowd, calls)
        for call in crowd:
            if call not in kept:
                call.refuse("its statement has several such calls")
        _number(kept)


def _fitting(
    opening: Opening, crowd: Sequence[ClientCall], calls: Sequence[ClientCall]
) -> Sequence[ClientCall]:
    """The calls of a statement that clients can be opened for around it.

    With the strategy `native` some are better than none, certain ones first: what becomes of
    those must not depend on the others, which will stand beside an open client then.
    """
    if any(_has_client(opening, call) for call in crowd):
        return ()
    again = [call for call in crowd if call.place is not None and call.place.again]
    if opening.context.settings.strategy != "native":
        refused = again if len(crowd) <= _MOST_IN_ONE else crowd
        return crowd if len(crowd) == 1 else [call for call in crowd if call not in refused]
    accepted = opening.context.settings.http_accept
    first = sorted(crowd, key=lambda call: _is_doubtful(call, accepted))
    kept = [call for call in crowd if call in first[: 1 if again else _MOST_IN_ONE]]
    _number(kept)
    return kept if len(kept) == 1 or _have_room(opening, kept, calls) else first[:1]


def _has_client(opening: Opening, call: ClientCall) -> bool:
    """Whether the statement stands beside a client that others in it use."""
    if call.place is None:
        return False
    context, client, target, site = opening.context, opening.client, opening.target, opening.site
    return open_around(context, client, target, site, call.place.statement) is not None


def _is_doubtful(call: ClientCall, accepted: Sequence[str]) -> bool:
    return any(doubt.text and doubt.name not in accepted for doubt in call.doubts)


def _number(calls: Sequence[ClientCall]) -> None:
    for turn, call in enumerate(calls):
        call.turn = turn


def _have_room(opening: Opening, kept: Sequence[ClientCall], calls: Sequence[ClientCall]) -> bool:
    """Whether the clients of a statement's calls can be opened on one line."""
    names = free_names(opening.site, opening.client.variable, len(kept))
    together = [call for call in calls if call.refusal is None and call.region is kept[0].region]
    return not isinstance(opening.around(together, names), Refusal)
