"""The rows of the automaton: for each state what to do on a symbol."""


class Rows(dict[int, dict[str, int]]):
    """For each state what to do on a symbol; unpacked on first use.

    From 0 up an action is the state to go to, below 0 the production to complete,
    counted from -1 down. A small file visits a fraction of the thousand states.
    """

    def __init__(self, packed: list[list[int]], symbols: list[str]) -> None:
        super().__init__()
        self.packed = packed
        self._symbols = symbols

    def __missing__(self, state: int) -> dict[str, int]:
        flat, symbols = self.packed[state], self._symbols
        row = {symbols[symbol]: action for symbol, action in zip(flat[::2], flat[1::2], strict=True)}
        self[state] = row
        return row
