"""How far a word is from another, as fingers slip: some edits are likelier than others."""

from itertools import product

__all__ = ["slip_cost"]

_ROWS = (("qwertyuiop", 0.0), ("asdfghjkl", 0.25), ("zxcvbnm", 0.75))
"""The rows of a keyboard, each with how far it is set in, in keys."""

_REACH = 1.3
"""Keys whose middles are no further apart, in keys, are neighbours."""

_NEIGHBOUR, _TWICE, _SWAP = 0.5, 0.5, 0.75
"""What a slip to a neighbouring key costs, a letter typed twice or once too few, and a swap."""


def _neighbours() -> frozenset[tuple[str, str]]:
    places = {
        letter: complex(inset + at, row)
        for row, (letters, inset) in enumerate(_ROWS)
        for at, letter in enumerate(letters)
    }
    return frozenset(
        (one, other)
        for one, other in product(places, repeat=2)
        if one != other and abs(places[one] - places[other]) <= _REACH
    )


_NEIGHBOURS = _neighbours()


def slip_cost(typed: str, meant: str) -> float:
    """The least cost of slips that make `typed` of `meant`; an unlikely slip costs 1.

    Optimal string alignment: no letter is edited twice.
    """
    before: list[float] = []
    row = [0.0]
    for at in range(len(typed)):
        row.append(row[-1] + _extra(typed, at))
    for end, letter in enumerate(meant, start=1):
        above, row = row, [row[0] + _extra(meant, end - 1)]
        for at, key in enumerate(typed, start=1):
            cost = min(
                above[at] + _extra(meant, end - 1),
                row[at - 1] + _extra(typed, at - 1),
                above[at - 1] + _replaced(key, letter),
            )
            if min(at, end) > 1 and (key, typed[at - 2]) == (meant[end - 2], letter):
                cost = min(cost, before[at - 2] + _SWAP)
            row.append(cost)
        before = above
    return row[-1]


def _extra(word: str, at: int) -> float:
    """What it costs that the letter is in this word alone: less after its like."""
    return _TWICE if at and word[at] == word[at - 1] else 1.0


def _replaced(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return _NEIGHBOUR if (one, other) in _NEIGHBOURS else 1.0
