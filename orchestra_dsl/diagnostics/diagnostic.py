"""A finding as a plain record: what is wrong, where, and what to do next.

Passes return lists of these and never print; renderers draw them.
"""

from collections.abc import Iterable
from enum import StrEnum

import attrs

from orchestra_dsl.diagnostics.code import Code, Severity
from orchestra_dsl.diagnostics.codes import CODES
from orchestra_dsl.source import Span


class Applicability(StrEnum):
    """Whether a fix may be made without asking."""

    SAFE = "safe"
    """The source means the same, or what its author certainly meant."""
    UNSAFE = "unsafe"
    """Likely right; somebody should look at it."""


@attrs.frozen
class Label:
    """A further place that explains the finding, with a sentence of its own."""

    span: Span
    message: str


@attrs.frozen
class Edit:
    """Replace the text of `span` by `text`; an empty span inserts."""

    span: Span
    text: str


def _edits(given: Iterable[Edit]) -> tuple[Edit, ...]:
    return tuple(given)


def _labels(given: Iterable[Label]) -> tuple[Label, ...]:
    return tuple(given)


@attrs.frozen
class Fix:
    """A change of the source that takes the finding away. Its edits do not overlap."""

    message: str
    edits: tuple[Edit, ...] = attrs.field(converter=_edits)
    applicability: Applicability = Applicability.UNSAFE


def _usual_severity(diagnostic: "Diagnostic") -> Severity:
    return diagnostic.about.severity


def _registered(code: str) -> Code:
    if code not in CODES:
        raise ValueError(f"{code} is not in orchestra_dsl/diagnostics/codes")
    return CODES[code]


def _about(diagnostic: "Diagnostic") -> Code:
    return _registered(diagnostic.code)


@attrs.frozen
class Diagnostic:
    """One finding.

    `message` is a sentence in the user's terms; `span` is as tight as possible; `hint` says what to do next. `about` is
    what the registry has of its code; for a code of a plugin's rule it is given, as the registry has only our own. Its
    severity is the code's unless given. Findings with one `cause` in one place are one mistake, and are shown as one
    (`analysis/echoes`).
    """

    code: str
    message: str
    span: Span
    labels: tuple[Label, ...] = attrs.field(default=(), converter=_labels)
    hint: str | None = None
    fix: Fix | None = None
    about: Code = attrs.field(default=attrs.Factory(_about, takes_self=True), kw_only=True)
    severity: Severity = attrs.field(default=attrs.Factory(_usual_severity, takes_self=True))
    cause: str | None = attrs.field(default=None, kw_only=True)

    @property
    def title(self) -> str:
        """The few words that name this kind of finding."""
        return self.about.title


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Sort findings as a reader meets them: by file, then by place, then by code; each once."""
    return sorted(dict.fromkeys(diagnostics), key=_place)


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    span = diagnostic.span
    return (span.file, span.start, span.end, diagnostic.code, diagnostic.message)
