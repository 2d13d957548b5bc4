"""How the cases of a page are read."""

from __future__ import annotations

import pytest

from asyncfix.testing import Case, cases

PAGE = """\
# A rule

```python before strategy=thread unsafe
a = 1

```

Then:

```python after
b = 1
```

```python
not_a_case()
```

````python unchanged
'''
```python before
'''
````
"""


def test_pairs_and_unchanged_ones_are_found_in_order() -> None:
    assert cases(PAGE) == [
        Case("a = 1\n\n", "b = 1\n", ("strategy=thread", "unsafe"), 3),
        Case("'''\n```python before\n'''\n", "'''\n```python before\n'''\n", (), 18),
    ]


def test_windows_newlines_make_no_difference() -> None:
    assert cases(PAGE.replace("\n", "\r\n")) == cases(PAGE)


@pytest.mark.parametrize(
    "page",
    [
        "```python before\na\n```\n",
        "```python after\na\n```\n",
        "```python before\na\n```\n```python before\nb\n```\n",
        "```python before\na\n```\n```python unchanged\nb\n```\n",
    ],
)
def test_a_fence_without_its_other_half_is_an_error(page: str) -> None:
    with pytest.raises(ValueError, match="before"):
        cases(page)
