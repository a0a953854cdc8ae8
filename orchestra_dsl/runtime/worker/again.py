"""What could not be stored is tried again: soon where the store is out of order, and else after growing pauses."""

from attrs import define

from orchestra_dsl.runtime.errors import EventFailed, NotPutAside, Refusal, ValueDamaged

AGAIN = 1.0
"""Seconds until what could not be read or stored is tried again."""
LONGEST_PAUSE = 30.0
"""With what breaks down and cannot be put aside the pause is doubled each time, up to this."""


@define(eq=False)
class Again:
    """The pauses of something that is tried again; `trouble` says of what breaks down each time why it does."""

    trouble: str | None = None
    _pause: float = 0.0

    def pause(self, error: BaseException) -> float:
        """In how many seconds it is tried again after this."""
        if not isinstance(error, NotPutAside):
            self.trouble = None
            return AGAIN
        self.trouble = str(error)
        self._pause = min(max(AGAIN, self._pause * 2), LONGEST_PAUSE)
        return self._pause


def is_settled(error: BaseException | None) -> bool:
    """Whether nothing is to be tried again: it has been done, or was refused, or is put aside."""
    settled = error is None or isinstance(error, EventFailed | Refusal | ValueDamaged)
    return settled and not isinstance(error, NotPutAside)
