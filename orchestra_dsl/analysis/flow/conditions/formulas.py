"""Formulas over subjects, and what they come to where only some of the subjects are known."""

from functools import cached_property
from typing import Any, TypeAlias

import attrs

from orchestra_dsl.analysis.flow.conditions.subjects import Case, Rank, Subject
from orchestra_dsl.syntax.nodes.expressions import ComparisonOperator


@attrs.frozen(eq=False)
class Always:
    """A condition that is fixed."""

    value: bool


@attrs.frozen(eq=False, slots=False)
class Test:
    """A subject compared with a constant; for `in` and `not in` with several."""

    subject: Subject
    operator: ComparisonOperator
    constants: tuple[Any, ...]

    def holds(self, cell: Rank) -> bool:
        """Tell how the comparison comes out for the values of a cell. A missing value has no order."""
        if self.operator in ("==", "in"):
            return cell in self._cells
        if self.operator in ("!=", "not in"):
            return cell not in self._cells
        other = self.subject.ranks[self.constants[0]]
        if cell is None or other is None:
            return False
        return {"<": cell < other, "<=": cell <= other, ">": cell > other, ">=": cell >= other}[self.operator]

    @property
    def holds_of_missing(self) -> bool:
        """How the comparison comes out for a missing value; it has no order."""
        if self.operator in ("==", "in"):
            return None in self.constants
        return self.operator in ("!=", "not in") and None not in self.constants

    @cached_property
    def _cells(self) -> frozenset[Rank]:
        """The cells of the constants; asked for when all conditions have been read."""
        return frozenset(self.subject.ranks[each] for each in self.constants)


@attrs.frozen(eq=False)
class Opposite:
    """`not`."""

    part: "Formula"


@attrs.frozen(eq=False)
class Every:
    """`and`."""

    parts: tuple["Formula", ...]


@attrs.frozen(eq=False)
class Some:
    """`or`."""

    parts: tuple["Formula", ...]


Formula: TypeAlias = Always | Test | Opposite | Every | Some


def value(formula: Formula, case: Case) -> bool | None:
    """Return what a formula comes to in a case; None where that depends on subjects which the case does not have."""
    match formula:
        case Always(value=fixed):
            return fixed
        case Test(subject=subject):
            return formula.holds(case[subject]) if subject in case else None
        case Opposite(part=part):
            inner = value(part, case)
            return None if inner is None else not inner
    short = isinstance(formula, Some)
    found: bool | None = not short
    for part in formula.parts:
        inner = value(part, case)
        if inner is short:
            return short
        if inner is None:
            found = None
    return found


def open_subject(formula: Formula, case: Case) -> Subject:
    """Return the first subject on which an undecided formula depends."""
    while isinstance(formula, Opposite | Every | Some):
        parts = (formula.part,) if isinstance(formula, Opposite) else formula.parts
        formula = next(part for part in parts if value(part, case) is None)
    assert isinstance(formula, Test)  # noqa: S101 - a fixed condition is decided
    return formula.subject


def subjects_of(formula: Formula) -> list[Subject]:
    """Return the subjects of a formula, one for each of its tests."""
    match formula:
        case Always():
            return []
        case Test(subject=subject):
            return [subject]
        case Opposite(part=part):
            return subjects_of(part)
    return [subject for part in formula.parts for subject in subjects_of(part)]
