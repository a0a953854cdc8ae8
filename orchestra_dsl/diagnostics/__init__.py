"""Findings: the registry of codes, the record that passes return, and did-you-mean.

How they are drawn is in `orchestra_dsl.diagnostics.render`.
"""

from orchestra_dsl.diagnostics.code import Code, Group, Severity
from orchestra_dsl.diagnostics.codes import CODES, GROUPS
from orchestra_dsl.diagnostics.diagnostic import Applicability, Diagnostic, Edit, Fix, Label, in_order
from orchestra_dsl.diagnostics.suggest import did_you_mean, nearest, only_nearest

__all__ = [
    "CODES",
    "GROUPS",
    "Applicability",
    "Code",
    "Diagnostic",
    "Edit",
    "Fix",
    "Group",
    "Label",
    "Severity",
    "did_you_mean",
    "in_order",
    "nearest",
    "only_nearest",
]
