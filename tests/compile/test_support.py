"""The support table and the findings it leads to."""

import importlib
import inspect
import pkgutil

import pytest

from orchestra_dsl.compile.support.check import unsupported
from orchestra_dsl.compile.support.table import PARTS, SUPPORT, forms_of
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax import nodes as n
from orchestra_dsl.syntax.parser import parse


def classes() -> set[type[n.Node]]:
    """All classes of nodes, whether or not the package exports them."""
    modules = [importlib.import_module(f"{n.__name__}.{each.name}") for each in pkgutil.iter_modules(n.__path__)]
    found = {kind for module in modules for _, kind in inspect.getmembers(module, inspect.isclass)}
    return {kind for kind in found if issubclass(kind, n.Node) and kind is not n.Node}


def test_every_class_of_nodes_has_a_row_or_is_a_part_of_one() -> None:
    listed = {form.node for rows in SUPPORT.values() for form in rows}
    assert classes() - listed - PARTS == set()


def test_no_class_is_both_a_form_and_a_part() -> None:
    assert {form.node for rows in SUPPORT.values() for form in rows} & PARTS == set()


def findings(text: str) -> list[tuple[str, str]]:
    """Report what is not supported in a text, as the stretch of the source and the message."""
    parsed = parse(SourceFile("a.orch", text))
    assert parsed.findings == ()
    found = unsupported(parsed.tree)
    assert {each.code for each in found} <= {"O009"}
    return [(text[each.span.start : each.span.end], each.message.split(" is not supported yet")[0]) for each in found]


def in_body(element: str) -> str:
    return f"orchestration o(case: Case) {{ {element} }}"


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        (in_body("migrate from 1 { a -> b }"), "migrate from 1 { a -> b }"),
    ],
)  # fmt: skip
def test_what_is_not_run_is_reported_once_where_it_stands(text: str, stretch: str) -> None:
    assert [found for found, _ in findings(text)] == [stretch]


def test_every_form_that_is_not_run_has_a_case_above() -> None:
    mark = test_what_is_not_run_is_reported_once_where_it_stands.pytestmark[0]  # type: ignore[attr-defined]  # pytest's
    reported = {name for text, _ in mark.args[1] for _, name in findings(text)}
    assert {form.name for rows in SUPPORT.values() for form in rows if not form.run} == reported


def test_the_forms_of_this_version_are_not_reported() -> None:
    text = """
    import "crm.orch"
    record Case { id: text status: "New" | "Done" }
    event paid { id: text }
    calendar c { zone "Europe/Berlin" open mon to fri 09:00 to 17:00 }
    flow f(case: Case, n: integer = 1) -> { ok: boolean } writes Case.status
    screen s(case: Case) -> { done: boolean }
    predicate quiet(case: Case)
    predicate new(case: Case) = case.status == "New"
    orchestration o(case: Case, m: integer = 1) -> { n: decimal } "O" {
      version 2
      start on case created or updated when changed(case.status) once per record
      on error "X" as e { set n = 1 }
      let limit = 3
      var n: integer = 0
      stage a "A" {
        start when new(case) up to 3d -> end
        background b = f(case) { retry 2 times every 1s doubling up to 1m timeout 1m on error -> a }
        interactive i = s(case) "I" { start after any of b assign to group("A") finish when quiet(case) only if n > 1 }
        finish when 1 of b, i
        rest continue
        timeout 3d -> z
      }
      repeat while n < 3 { set n = n + 1 }
      decide d { outcome x when visited(d.x) -> a otherwise { go to z } }
      stage z { interactive i2 = s(case) { assign to case.owner } }
      parallel p {
        branch left { wait 3d wait until n > 3 up to 7d -> end }
        branch right { await w first { on paid as p where p.id == case.id keep 2d -> z after 1d { } on n > 2 { } } }
        finish when any
        rest continue
      }
      fail "no {case.id}"
      end "Done" with { n: 1.5 }
    }
    """
    assert findings(text) == []


def test_a_class_without_a_row_has_no_forms() -> None:
    assert forms_of(n.Name) == ()
