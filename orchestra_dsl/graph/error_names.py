"""The names of the errors that elements meet by themselves, for `on error "Timeout"`. Flows have names of their own."""

LONGEST_NAME = 200
LONGEST_MESSAGE = 2_000
"""The most characters of an error's name and of its text that are kept: they end up in every history row about it."""

ERRORS = (
    "BadDuration",
    "BadLock",
    "BadValue",
    "Budget",
    "Canceled",
    "Cancelled",
    "Crashed",
    "DivisionByZero",
    "Failed",
    "MissingValue",
    "NoChannel",
    "NoOrchestration",
    "NoOutcome",
    "NoRecords",
    "NoWorkingTime",
    "Nobody",
    "OutOfMemory",
    "OutOfTime",
    "Overflow",
    "Postponed",
    "RecordGone",
    "RecordLocked",
    "Timeout",
    "TooDeep",
    "TooLarge",
    "UnknownZone",
    "WritesUnsaid",
)
