"""The states of runs that were last stepped, kept encoded: decoding is what makes each step's own copy."""

from collections import OrderedDict

from attrs import frozen

from orchestra_dsl.interpreter.program import Program

LIMIT = 256
"""How many are kept: enough for a busy hour of one worker, and no memory for those that wait."""


@frozen
class Loaded:
    """A run as the next step finds it. `at` is the instant of its last event: time never goes back within a run.

    `status` is that under which lists have it.
    """

    key: int
    id: str
    program: Program
    at: int
    status: int
    state: bytes


class States:
    """What was last committed. Used by one thread at a time: the one that writes."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._kept: OrderedDict[int, Loaded] = OrderedDict()

    def get(self, run: int) -> Loaded | None:
        """The run's state, if it is kept."""
        return self._kept.get(run)

    def keep(self, loaded: Loaded) -> None:
        """Keep a state that has been committed; the one that was kept longest goes."""
        self._kept[loaded.key] = loaded
        self._kept.move_to_end(loaded.key)
        if len(self._kept) > self._limit:
            self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everything: another process has written, or a commit has failed."""
        self._kept.clear()
