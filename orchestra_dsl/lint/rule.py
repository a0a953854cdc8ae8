"""A rule: what is known about it, and the function that looks at one source."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

import attrs

from orchestra_dsl.diagnostics.code import Code, Severity
from orchestra_dsl.diagnostics.codes import CODES

if TYPE_CHECKING:
    from orchestra_dsl.lint.finding import Finding
    from orchestra_dsl.lint.source import Option, Source

Look: TypeAlias = "Callable[[Source], Iterable[Finding]]"

GUEST = re.compile(r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*")
"""The code of a plugin's rule: `acme/no-night-shift`."""


@attrs.frozen
class Rule:
    """One rule. `options` are its settings in `orchestra.toml`, with the values that they have without one."""

    about: Code
    look: Look
    options: "Mapping[str, Option]" = attrs.field(factory=dict)

    @property
    def code(self) -> str:
        """Its code, under which its level is set and its findings can be allowed."""
        return self.about.code

    def __call__(self, source: "Source") -> "Iterable[Finding]":
        """Look at one source, as the rule's own tests do."""
        return self.look(source)


def rule(
    code: str, *, title: str, why: str, level: str = "warning", options: "Mapping[str, Option] | None" = None
) -> Callable[[Look], Rule]:
    """Make a rule of a function. Its code is `prefix/name`; `title` and `why` are shown as those of other findings."""
    if not GUEST.fullmatch(code):
        raise ValueError(f"{code!r} is no code of a rule; write it like acme/no-night-shift")
    if level not in tuple(Severity):
        raise ValueError(f"the level {level!r} of {code} has to be warning or error")
    about = Code(code=code, title=title, why=why, severity=Severity(level))
    return lambda look: Rule(about, look, dict(options or {}))


def own(code: str, **options: "Option") -> Callable[[Look], Rule]:
    """Make one of the product's own rules; what is known about it stands in the registry of findings."""
    return lambda look: Rule(CODES[code], look, options)
