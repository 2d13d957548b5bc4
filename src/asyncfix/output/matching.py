"""Says which lines of two versions of a text are the same, for a diff that shows no others.

The standard library leaves out lines that stand often, such as `else:`, as places to begin from, so
that it shows whole passages of them as changed. Here the lines that stand once in both versions
hold those in between in their place, and there all lines count.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import Match, SequenceMatcher


class Matcher(SequenceMatcher[bytes]):
    """Compares two versions, given as their lines."""

    def __init__(self, before: Sequence[bytes], after: Sequence[bytes]) -> None:
        super().__init__(None, before, after, autojunk=False)
        self._before = before
        self._after = after

    def get_matching_blocks(self) -> list[Match]:
        """The stretches of lines that are the same, in their order; the last one is empty."""
        before, after = self._before, self._after
        return [*_joined(_same(before, after)), Match(len(before), len(after), 0)]


def _same(before: Sequence[bytes], after: Sequence[bytes]) -> Iterator[Match]:
    """Stretches of lines that are the same, as they stand in both."""
    begin, end = 0, 0
    shorter = min(len(before), len(after))
    while begin < shorter and before[begin] == after[begin]:
        begin += 1
    while end < shorter - begin and before[-1 - end] == after[-1 - end]:
        end += 1
    rest_before, rest_after = before[begin : len(before) - end], after[begin : len(after) - end]
    yield Match(0, 0, begin)
    last = (0, 0)
    for place in [*_anchors(rest_before, rest_after), (len(rest_before), len(rest_after))]:
        between = SequenceMatcher(
            None, rest_before[last[0] : place[0]], rest_after[last[1] : place[1]], autojunk=False
        )
        for block in between.get_matching_blocks():
            yield Match(begin + last[0] + block.a, begin + last[1] + block.b, block.size)
        last = place
    yield Match(len(before) - end, len(after) - end, end)


def _anchors(before: Sequence[bytes], after: Sequence[bytes]) -> list[tuple[int, int]]:
    """The places of lines that stand once in both: the most of them that keep their order."""
    counts = Counter(before), Counter(after)
    places = {line: at for at, line in enumerate(after)}
    pairs = [
        (at, places[line])
        for at, line in enumerate(before)
        if counts[0][line] == counts[1][line] == 1
    ]
    ends: list[int] = []  # for each length, the least place that so many of them can end at
    lengths: list[int] = []
    for _, place in pairs:
        length = bisect_left(ends, place)
        ends[length:] = [place] if length == len(ends) else [place, *ends[length + 1 :]]
        lengths.append(length)
    found: list[tuple[int, int]] = []
    wanted = len(ends) - 1
    for pair, length in zip(reversed(pairs), reversed(lengths), strict=True):
        if length == wanted and (not found or pair[1] < found[-1][1]):
            found.append(pair)
            wanted -= 1
    return found[::-1]


def _joined(blocks: Iterable[Match]) -> Iterator[Match]:
    """Stretches that go on from each other as one, and no empty ones."""
    last = Match(0, 0, 0)
    for block in blocks:
        if (last.a + last.size, last.b + last.size) == (block.a, block.b):
            last = Match(last.a, last.b, last.size + block.size)
            continue
        if last.size:
            yield last
        last = block
    if last.size:
        yield last
