"""The registry of all findings: the one place that says which codes there are.

A group is a file; a new code is a row in it. Docs, `--format` and reports read from here.
"""

from orchestra_dsl.diagnostics.code import Code, Group
from orchestra_dsl.diagnostics.codes import control, data, general, names, people, plugins, style, syntax, types

_MODULES = (general, syntax, names, types, control, data, people, plugins, style)

GROUPS: dict[Group, tuple[Code, ...]] = {module.GROUP: module.CODES for module in _MODULES}
"""Every group with its codes, in the order of the codes."""

CODES: dict[str, Code] = {row.code: row for rows in GROUPS.values() for row in rows}
"""Every code by its name."""

__all__ = ["CODES", "GROUPS"]
