"""The finding record."""

import pytest

from orchestra_dsl.diagnostics import Diagnostic, Edit, Fix, Severity, in_order
from orchestra_dsl.source import Span

HERE = Span(3, 5, "a.orch")


def test_a_code_that_is_not_registered_is_refused() -> None:
    with pytest.raises(ValueError, match="O299 is not in orchestra_dsl/diagnostics/codes"):
        Diagnostic("O299", "?", HERE)


def test_the_severity_is_that_of_the_code() -> None:
    assert Diagnostic("O201", "x", HERE).severity is Severity.ERROR
    assert Diagnostic("O802", "x", HERE).severity is Severity.WARNING


def test_the_severity_can_be_given() -> None:
    assert Diagnostic("O802", "x", HERE, severity=Severity.ERROR).severity is Severity.ERROR


def test_the_title_is_that_of_the_code() -> None:
    assert Diagnostic("O201", "x", HERE).title == "Unknown name"


def test_findings_are_plain_values() -> None:
    assert Diagnostic("O201", "x", HERE) == Diagnostic("O201", "x", Span(3, 5, "a.orch"))
    assert Fix("y", [Edit(HERE, "z")]) == Fix("y", (Edit(HERE, "z"),))
    assert len({Diagnostic("O201", "x", HERE, fix=Fix("y", [Edit(HERE, "z")])) for _ in range(2)}) == 1


def test_order_is_file_then_place_then_code_and_each_once() -> None:
    late = Diagnostic("O201", "late", Span(9, 10, "a.orch"))
    early = Diagnostic("O301", "early", Span(1, 2, "a.orch"))
    same_place = Diagnostic("O201", "same place", Span(1, 2, "a.orch"))
    other = Diagnostic("O201", "other", Span(0, 1, "b.orch"))
    assert in_order([other, late, early, same_place, late]) == [same_place, early, late, other]
