"""How much findings matter in one project: the table `[lint]` of `orchestra.toml`, read and asked.

[lint]
O803 = "off"
acme = "error"                       # all rules of one prefix
O803 = { level = "warning", steps = 20 }
"""

import re
from collections.abc import Mapping
from typing import Any

import attrs

from orchestra_dsl.diagnostics import CODES, GROUPS, Code, Severity, did_you_mean
from orchestra_dsl.lint.rule import GUEST

OFF = "off"
LEVELS = (OFF, *Severity)
_PREFIX = re.compile(r"(?!o\d+$)[a-z][a-z0-9-]*")
"""What stands before the codes of a plugin's rules; `o802` is a code in the wrong case."""
_GROUPS = {group.prefix: rows for group, rows in GROUPS.items()}


class WrongLevel(Exception):
    """The table says what cannot be. `key` is where, `hint` what to write instead."""

    def __init__(self, key: str, what: str, hint: str | None = None) -> None:
        super().__init__(what)
        self.key = key
        self.hint = hint


@attrs.frozen
class Levels:
    """The levels by code or group, and the options of rules by code."""

    levels: Mapping[str, str] = attrs.field(factory=dict)
    options: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)

    def severity(self, about: Code) -> Severity | None:
        """How much a finding of this kind matters; None where it is turned off. The code goes before its group."""
        level = self.levels.get(about.code) or self.levels.get(group_of(about.code))
        if level is None:
            return about.severity
        return None if level == OFF else Severity(level)

    def is_off(self, code: str) -> bool:
        """Whether findings of this code are turned off."""
        return (self.levels.get(code) or self.levels.get(group_of(code))) == OFF

    @property
    def named(self) -> set[str]:
        """The codes and prefixes that the table names."""
        return {*self.levels, *self.options}


def group_of(code: str) -> str:
    """The group of a code: `O8` of O801, `acme` of acme/no-night-shift."""
    return code.partition("/")[0] if "/" in code else code[:2]


def read_levels(table: Mapping[str, Any]) -> Levels:
    """Read the table. Raises WrongLevel."""
    levels: dict[str, str] = {}
    options: dict[str, Mapping[str, Any]] = {}
    for key, value in table.items():
        _check_key(key)
        if not isinstance(value, dict):
            levels[key] = _level(key, value)
            continue
        options[key] = {name: each for name, each in value.items() if name != "level"}
        if options[key] and (key in _GROUPS or _PREFIX.fullmatch(key)):
            raise WrongLevel(key, f"{key} is a group, and a group has only a level", f'Write {key} = "off".')
        if "level" in value:
            levels[key] = _level(key, value["level"])
    return Levels(levels, options)


def _level(key: str, value: Any) -> str:
    if not isinstance(value, str) or value not in LEVELS:
        near = did_you_mean(value, LEVELS) if isinstance(value, str) else None
        raise WrongLevel(
            key, f"the level of {key} has to be one of {', '.join(LEVELS)}", near or f'Write {key} = "off".'
        )
    errors = [each.code for each in _rows(key) if each.severity is Severity.ERROR]
    if not errors or value == Severity.ERROR:
        return value
    if key in CODES:
        what = f"{key} is an error: the sources cannot run, so it cannot be turned off or made a warning"
        raise WrongLevel(key, what, f"Leave {key} out of [lint].")
    warnings = [each.code for each in _rows(key) if each.severity is Severity.WARNING]
    hint = f"Its warnings are {', '.join(warnings)}: name those." if warnings else "All of its findings are errors."
    raise WrongLevel(key, f"{key} has errors, which cannot be turned off or made warnings", hint)


def _rows(key: str) -> tuple[Code, ...]:
    return (CODES[key],) if key in CODES else _GROUPS.get(key, ())


def _check_key(key: str) -> None:
    if key in CODES or key in _GROUPS or GUEST.fullmatch(key) or _PREFIX.fullmatch(key):
        return
    hint = did_you_mean(key, [*CODES, *_GROUPS]) or "Write a code such as O802, a group such as O8, or a plugin's."
    raise WrongLevel(key, f"there is no finding `{key}`", hint)
