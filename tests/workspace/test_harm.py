"""Which errors count as brought about by a fix, and which it has only brought to light."""

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.workspace.findings import Findings
from orchestra_dsl.workspace.harm import harm_of

TEXT = "one\ntwo\nthree\n"
SOURCES = {name: SourceFile(name, TEXT) for name in ("a.orch", "b.orch")}


def found(*codes: tuple[str, int]) -> Findings:
    """Findings in a.orch, each at an offset."""
    each = [Diagnostic(code, f"{code} is wrong.", Span(at, at + 1, "a.orch")) for code, at in codes]
    return Findings(tuple(each), SOURCES)


def harm(before: Findings, after: Findings, *lines: tuple[int, int]) -> str | None:
    error = harm_of(before, after, {"a.orch": lines})
    return None if error is None else error.code


def test_less_errors_are_no_harm() -> None:
    assert harm(found(("O301", 0), ("O205", 4)), found(("O301", 0)), (4, 5)) is None


def test_an_error_that_has_moved_is_not_new() -> None:
    assert harm(found(("O301", 0), ("O205", 0)), found(("O301", 9)), (9, 10)) is None


def test_a_second_one_of_the_same_kind_is_new() -> None:
    assert harm(found(("O301", 0)), found(("O301", 0), ("O301", 4)), (4, 5)) == "O301"


def test_where_there_was_no_error_every_one_is_harm() -> None:
    assert harm(found(("O802", 0)), found(("O401", 9)), (0, 1)) == "O401"
    assert harm(found(), found(("O802", 9)), (0, 1)) is None


def test_what_could_not_be_found_before_is_no_harm_unless_it_is_on_a_line_that_was_written() -> None:
    assert harm(found(("O205", 0)), found(("O401", 9)), (0, 1)) is None
    assert harm(found(("O205", 0)), found(("O301", 2)), (0, 1)) == "O301"


def test_a_name_that_is_unknown_now_is_harm_unless_names_could_not_be_looked_for() -> None:
    assert harm(found(("O301", 0)), found(("O201", 9)), (0, 1)) == "O201"
    assert harm(found(("O104", 0)), found(("O201", 9)), (0, 1)) is None


def test_a_source_that_can_be_read_less_is_harmed() -> None:
    assert harm(found(("O301", 0)), found(("O101", 9)), (0, 1)) == "O101"
    assert harm(found(("O104", 0)), found(("O104", 0), ("O101", 9)), (0, 1)) == "O101"
    assert harm(found(("O104", 0)), found(("O101", 9)), (0, 1)) is None
