"""The stored form of the parse table."""

import msgspec


class Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parse table as it is stored.

    A state is a flat list of symbol and action pairs. An action from 0 up is the state
    to go to, below 0 the production to complete, counted from -1 down.
    """

    grammar: int
    terminals: list[tuple[str, str, bool]]
    symbols: list[str]
    productions: list[tuple[str, list[str]]]
    states: list[list[int]]
    starts: dict[str, int]
    ends: dict[str, int]
