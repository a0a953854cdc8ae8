"""What is known about a kind of finding, whoever reports it: its code, title and reason."""

from enum import StrEnum

import attrs


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    """The source cannot run as it is."""
    WARNING = "warning"
    """It can run, but hardly says what was meant."""


@attrs.frozen
class Group:
    """A family of codes. Codes begin with its prefix: those of `O2` run from O201 to O299."""

    prefix: str
    name: str


@attrs.frozen(kw_only=True)
class Code:
    """One kind of finding, in the words that the docs and every report show for it."""

    code: str
    title: str
    """A few words that name the mistake."""
    why: str
    """Why it matters and what to do about it, in a few sentences."""
    severity: Severity = Severity.ERROR
    allowable: bool = True
    """Whether a comment in the source can allow it, where it is a warning."""
