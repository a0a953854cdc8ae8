"""Mends the one mistake in the head of a block, so that what stands in the block is read all the same.

Given up, a head would take its whole block along, and the mistakes in there would be found only once it is right.
So where a line ends with `{` it is tried whether one token more, one less or another one makes a head of it.
"""

from collections.abc import Iterator

from orchestra_dsl.syntax.table import NAME, Table
from orchestra_dsl.syntax.token import Tokens
from orchestra_dsl.syntax.track import OPEN, Track

_TEXTS = {NAME: "_", "TEXT": '""', "INTEGER": "0", "DECIMAL": "0.0", "DURATION": "1d", "TIME": "00:00"}
_LONGEST = 40  # tokens of a head that are tried


def mend_head(track: Track, tokens: Tokens, index: int) -> int | None:
    """Bring the track behind the mistake at a token; return the token to go on with, None where that does not help."""
    brace = _brace(tokens, index)
    if brace is None:
        return None
    states, table = track.states, track.table
    for terminal, at in _tries(table, states[-1], index):
        tried = states if terminal is None else table.after(states, terminal)
        for kind in tokens.kinds[at : brace + 1]:
            tried = tried and (table.after(tried, kind) or (kind in table.words and table.after(tried, NAME)) or None)
        if tried and table.holds_list(tried[-1]):
            if terminal is not None:
                track.feed(terminal, table.texts.get(terminal) or _TEXTS[terminal])
            return at
    return None


def _brace(tokens: Tokens, index: int) -> int | None:
    """Return the brace that ends the line of a token."""
    for at in range(index, min(index + _LONGEST, len(tokens.kinds) - 1)):
        if at > index and tokens.begins_line(at):
            return None
        if tokens.texts[at] == OPEN and tokens.begins_line(at + 1):
            return at
    return None


def _tries(table: Table, state: int, index: int) -> Iterator[tuple[str | None, int]]:
    """Yield what may be put in (nothing, too) and at which token to go on: one more, another one, one less."""
    known = sorted(terminal for terminal in table.rows[state] if terminal in table.texts or terminal in _TEXTS)
    yield from ((terminal, index) for terminal in known)
    yield from ((terminal, index + 1) for terminal in known)
    yield None, index + 1
