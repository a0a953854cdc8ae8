"""What can go wrong at the runtime's doors. Each says what is wrong, where, and what to do next."""

from typing import Literal

StoreTrouble = Literal[
    "locked", "read-only", "damaged", "full", "missing", "foreign", "newer", "outdated", "disk", "closed"
]


class StoreError(Exception):
    """The store cannot be read or written. Nothing that was acknowledged is lost, nothing of this act is kept.

    A process that ends while its disk fails may have left the act in the log of the database all the same: whoever
    sends it again under the same `event_id` has it applied once in either case.
    `kind` names the trouble; the message says what, where, and what to do.
    """

    def __init__(self, kind: StoreTrouble, where: str, what: str, hint: str) -> None:
        super().__init__(f"{where}: {what}. {hint}")
        self.kind = kind
        self.where = where
        self.what = what
        self.hint = hint


class ValueDamaged(StoreError):
    """One stored value is damaged. Only what needs it suffers; everything else in the store goes on."""

    def __init__(self, where: str, what: str) -> None:
        hint = (
            "Everything else goes on. To get it back, put a copy of the store from before in its place; "
            "keep the damaged file for an inspection."
        )
        super().__init__("damaged", where, what, hint)


class Refusal(Exception):
    """An act that may not be, or not any more. Nothing has changed.

    `code`: "not open", "not allowed", "claimed", "changed", "suspended", "answered" (a call, otherwise),
    "not found", "bad value".
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class FactsUnavailable(Exception):
    """What a step must know cannot be known now; nothing has changed, and the same act may be tried again.

    The directory of people fails, or this machine lacks what a calendar needs: its zone, or the package of holidays.
    """


def directory_failed(error: Exception) -> FactsUnavailable:
    """What is said where the directory of people raises this: whose it is, where a plugin's own has named itself."""
    from orchestra_dsl.plugin.problems import Unavailable, describe  # noqa: PLC0415 - for the day that it fails

    named = isinstance(error, Unavailable)
    return FactsUnavailable(str(error) if named else f"the directory of people failed: {describe(error)}")


class HistoryDiverges(ValueError):
    """A history does not lead where it led when it is applied again.

    Another version of Orchestra has written it, or it has been changed.
    """


class EventFailed(Exception):
    """A step broke down by a fault of the program, not of the process that it runs. The run is as it was before."""


class NotPutAside(EventFailed):
    """The same, and what must not be lost could not be put aside: it stays where it was, to be tried again later."""
