"""The statuses of runs, elements and work items: one word each, the same in code, messages, tables and docs.

A state stores the small number; people read the name.
"""

from enum import IntEnum


class Status(IntEnum):
    """Where a run, a stage or a step stands. `words` is the status as people read it, and as scenarios write it."""

    words: str

    NOT_STARTED = 0
    WAITING = 1
    ACTIVE = 2
    COMPLETED = 3
    SKIPPED = 4
    DISCONTINUED = 5
    CANCELED = 6
    ERROR = 7
    SUSPENDED = 8
    FAILED = 9

    def __init__(self, number: int) -> None:
        del number
        self.words = self.name.lower().replace("_", " ")


class ItemStatus(IntEnum):
    """Where a work item stands."""

    OPEN = 0
    CLAIMED = 1
    SUSPENDED = 2
    COMPLETED = 3
    WITHDRAWN = 4
    EXPIRED = 5

    @property
    def words(self) -> str:
        """The status as people read it."""
        return self.name.lower()


NOT_STARTED, WAITING, ACTIVE, COMPLETED, SKIPPED, DISCONTINUED, CANCELED, ERROR, SUSPENDED, FAILED = Status
"""The same by themselves: in Python 3.11 it takes four times as long to find a member in its class."""

FINISHED = (Status.COMPLETED, Status.SKIPPED, Status.DISCONTINUED, Status.CANCELED)
"""What counts as finished for `all` and `start after a, b` (language.md, rule 6): an error does not."""

ENDED = (Status.COMPLETED, Status.FAILED, Status.CANCELED)
"""The statuses in which a run takes no further event."""

UNDER_WAY = (Status.ACTIVE, Status.ERROR, Status.SUSPENDED)
"""The statuses in which a stored run has begun and has not ended."""

TO_DO = (ItemStatus.OPEN, ItemStatus.CLAIMED)
"""The statuses in which somebody may do a work item."""

NOT_CLOSED = (*TO_DO, ItemStatus.SUSPENDED)
"""The statuses of a work item that is still to be done, now or later."""

CLOSED = (ItemStatus.COMPLETED, ItemStatus.WITHDRAWN, ItemStatus.EXPIRED)
"""The statuses in which nobody can do a work item any more."""
