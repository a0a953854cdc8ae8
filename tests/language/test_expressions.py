"""Expressions: every form worked out in a run, and answered as its output (language.md, section 2)."""

from typing import Any

import pytest

from orchestra_dsl.graph.library import FUNCTIONS
from tests.language.forms import plays
from tests.language.play import Fails, Player

DECLARATIONS = """
record Case {
  id: text
  number: text
  amount: decimal
  count: integer
  urgent: boolean
  note: text?
  tags: list<text>
  items: list<{ name: text, price: decimal, count: integer, sold: boolean }>
  none: list<integer>
  parent: Case?
  owner: user
  team: group
  due: date
  opened: datetime
}
predicate large(case: Case) = case.amount > 1000
predicate above(case: Case, limit: decimal) = case.amount > limit
flow check(case: Case)
flow tell(text: text)
"""
CASE = {
    "number": "C-17",
    "amount": "12.50",
    "count": 7,
    "urgent": True,
    "tags": ["vip", "new"],
    "items": [
        {"name": "pump", "price": "7.5", "count": 2, "sold": True},
        {"name": "hose", "price": "2.5", "count": 5, "sold": False},
    ],
    "none": [],
    "owner": "omar",
    "team": "Agents",
    "due": "2026-03-02",
    "opened": "2026-01-05T08:30Z",
}


def play(head: str, body: str, **outside: Any) -> Player:
    """A run about the case 1, whose parent is the case 2."""
    text = f"{DECLARATIONS}orchestration o(case: Case) -> {{ {head} }} {{ {body} }}"
    player = Player(text, groups={"Agents": ["ann", "bob"]}, managers={"omar": "lena"}, **outside)
    return player.put("Case", id="2", **CASE | {"number": "C-2"}).put("Case", id="1", **CASE | {"parent": "2"})


EXPRESSIONS: list[tuple[str, str, str, Any]] = [
    ('"text"', "text", '"plain"', "plain"),
    ('"text"', "text", r'"a \"b\" {{c}}"', 'a "b" {c}'),
    ('"Case {case.number}"', "text", '"Case {case.number}"', "Case C-17"),
    ('"Case {case.number}"', "text", '"{case.count + 1} of {case.amount}, {case.urgent}"', "8 of 12.5, true"),
    ("10_000", "integer", "10_000", 10000),
    ("10_000", "integer", "case.count + 1_000", 1007),
    ("0.25", "decimal", "0.25", "0.25"),
    ("0.25", "decimal", "0.1 + 0.2", "0.3"),
    ("true, false", "boolean", "true", True),
    ("true, false", "list<boolean>", "[false, case.urgent]", [False, True]),
    ("null", "text?", "null", None),
    ("null", "boolean", "case.note == null", True),
    ("90s, 4h, 3d", "duration", "90s", 90_000_000),
    ("90s, 4h, 3d", "datetime", "case.opened + 1d2h", "2026-01-06T10:30:00Z"),
    ("[a, b]", "list<integer>", "[1, case.count]", [1, 7]),
    ("[a, b]", "integer", "count([case.number, case.note])", 2),
    ("{ a: 1, b: x }", "{ a: integer, b: text }", "{ a: 1, b: case.number }", {"a": 1, "b": "C-17"}),
    ("{ a: 1, b: x }", "integer", "{ a: { b: case.count } }.a.b", 7),
    ("case: a name that stands for a value", "Case", "case", "1"),
    ("case: a name that stands for a value", "boolean", "case == case.parent", False),
    ("now", "datetime", "now", "2026-01-05T09:00:00Z"),
    ("now", "duration", "now - case.opened", 1_800_000_000),
    ("run.id, run.started_by, run.started_at, run.error", "text", "run.id", "run-1"),
    ("run.id, run.started_by, run.started_at, run.error", "datetime", "run.started_at", "2026-01-05T09:00:00Z"),
    ("run.id, run.started_by, run.started_at, run.error", "text", 'run.error?.code ?? "none"', "none"),
    ("case.number", "text", "case.number", "C-17"),
    ("case.number", "integer", "case.items[0]?.count ?? length(case.number)", 2),
    ("case?.number", "text?", "case.parent?.number", "C-2"),
    ("case?.number", "text?", "case.parent?.parent?.number", None),
    ("list[0]", "text?", "case.tags[1]", "new"),
    ("list[0]", "text?", "case.tags[2]", None),
    ("lower(x): a function of the library", "text", "lower(case.number)", "c-17"),
    ("lower(x): a function of the library", "user?", "manager(case.owner)", "user:lena"),
    ("find(Case, id)", "text?", 'find(Case, "2")?.number', "C-2"),
    ("find(Case, id)", "text?", 'find(Case, "3")?.number', None),
    ("is_vip(case): a predicate", "list<boolean>", "[above(case, 1), above(limit: 13, case: case)]", [True, False]),
    ("predicate vip(case: Case) = E", "list<boolean>", "[large(case), above(case, 12.4)]", [False, True]),
    ("any(list, a => E)", "boolean", "any(case.items, a => a.sold)", True),
    ("any(list, a => E)", "boolean", "any(case.none, n => true) or any(case.items, a => a.count > 5)", False),
    ("all(list, a => E)", "boolean", "all(case.items, a => a.sold)", False),
    ("all(list, a => E)", "boolean", "all(case.none, n => false) and all(case.items, a => a.count > 1)", True),
    ("count(list, a => E)", "integer", "count(case.items, a => a.count > 2)", 1),
    ("count(list, a => E)", "integer", "count(case.tags)", 2),
    ("sum(list, a => E)", "decimal", "sum(case.items, a => a.price * a.count)", "27.5"),
    ("sum(list, a => E)", "integer", "sum(case.none)", 0),
    ("min(list, a => E)", "decimal?", "min(case.items, a => a.price)", "2.5"),
    ("min(list, a => E)", "integer?", "min(case.none)", None),
    ("max(list, a => E)", "decimal?", "max(case.items, a => a.price)", "7.5"),
    ("max(list, a => E)", "integer?", "max([3, case.count, 5])", 7),
    ("filter(list, a => E)", "list<text>", 'filter(case.tags, t => t != "new")', ["vip"]),
    ("filter(list, a => E)", "text?", "filter(case.items, a => not a.sold)[0]?.name", "hose"),
    ("map(list, a => E)", "list<text>", "map(case.items, a => a.name)", ["pump", "hose"]),
    ("map(list, a => E)", "list<integer>", "map(case.tags, t => length(t) + case.count)", [10, 10]),
    ("a => a.approved", "boolean", "any(case.items, a => a.price > case.amount)", False),
    ("a => a.approved", "list<integer>", "map(case.items, a => count(case.items, b => b.count < a.count))", [0, 1]),
    ("not E", "boolean", "not case.urgent", False),
    ("not E", "boolean", "not large(case)", True),
    ("-E", "integer", "-case.count", -7),
    ("-E", "decimal", "2 - -case.amount", "14.5"),
    ("E and E", "list<boolean>", "[case.urgent and case.count > 7, case.urgent and not large(case)]", [False, True]),
    ("E and E", "boolean", "case.note != null and length(case.note) > 3", False),
    ("E or E", "list<boolean>", "[case.count > 7 or case.urgent, case.count > 7 or large(case)]", [True, False]),
    ("E or E", "boolean", "large(case) or case.count > 9 or case.count < 8", True),
    ("E ?? E", "text", 'case.note ?? "none"', "none"),
    ("E ?? E", "text", 'case.note ?? case.parent?.number ?? "none"', "C-2"),
    ("E + E", "integer", "case.count + 3", 10),
    ("E + E", "text", 'case.number + "-" + "x"', "C-17-x"),
    ("E - E", "decimal", "case.amount - 0.5", "12"),
    ("E - E", "integer", "10 - case.count - 2", 1),
    ("E * E", "decimal", "case.amount * 2", "25"),
    ("E * E", "integer", "1 + case.count * 2", 15),
    ("E / E", "decimal", "case.amount / 5", "2.5"),
    ("E / E", "decimal", "case.count / 2 / 2", "1.75"),
    ("E == E", "list<boolean>", '[case.number == "C-17", case.number == "C-18"]', [True, False]),
    ("E == E", "list<boolean>", "[case.amount == 12.5, case.count == 8]", [True, False]),
    ("E != E", "list<boolean>", '[case.number != "C-17", case.number != "C-18"]', [False, True]),
    ("E != E", "list<boolean>", "[case.note != null, case.parent != null]", [False, True]),
    ("E < E", "list<boolean>", "[case.count < 7, case.count < 8]", [False, True]),
    ("E < E", "list<boolean>", "[case.opened < now, now < case.opened]", [True, False]),
    ("E <= E", "list<boolean>", "[case.count <= 6, case.count <= 7]", [False, True]),
    ("E <= E", "list<boolean>", "[case.amount <= 12.5, case.amount <= 12.4]", [True, False]),
    ("E > E", "list<boolean>", "[case.count > 7, case.count > 6]", [False, True]),
    ("E > E", "boolean", 'case.due > date("2026-03-01")', True),
    ("E >= E", "list<boolean>", "[case.count >= 8, case.count >= 7]", [False, True]),
    ("E >= E", "list<boolean>", '[case.number >= "C-17", case.number >= "C-2"]', [True, False]),
    ("E in E", "list<boolean>", '["vip" in case.tags, "old" in case.tags]', [True, False]),
    ("E in E", "list<boolean>", "[case.count in [6, 7], case.count in case.none]", [True, False]),
    ("E not in E", "list<boolean>", '["vip" not in case.tags, "old" not in case.tags]', [False, True]),
    ("E not in E", "boolean", "case.count not in [6, 7]", False),
    ("if E then E else E", "text", 'if case.urgent then "now" else "later"', "now"),
    ("if E then E else E", "integer", "(if large(case) then 1 else case.count) + 1", 8),
]  # fmt: skip
"""A form, the type of an expression, the expression, and what it is worth."""


@pytest.mark.parametrize(
    ("type_", "expression", "value"),
    [pytest.param(*row, marks=plays(form), id=row[1]) for form, *row in EXPRESSIONS],
)
def test_an_expression_has_its_value(type_: str, expression: str, value: Any) -> None:
    player = play(f"x: {type_}", f'end "Done" with {{ x: {expression} }}').start("1")
    assert player.ended == "Done"
    assert player.outputs.get("x") == value


LIBRARY = {
    "starts_with": ('starts_with(case.number, "C")', "true"),
    "ends_with": ('ends_with(case.number, "C")', "false"),
    "contains": ('contains(case.number, "-1")', "true"),
    "blank": ("blank(case.note)", "true"),
    "lower": ("lower(case.number)", "c-17"),
    "upper": ("upper(case.tags[0] ?? case.number)", "VIP"),
    "trim": ("trim(case.number)", "C-17"),
    "length": ("length(case.number)", "4"),
    "replace": ('replace(case.number, "-", "/")', "C/17"),
    "join": ('join(case.tags, "+")', "vip+new"),
    "abs": ("abs(-case.count)", "7"),
    "round": ("round(case.amount / 3, 2)", "4.17"),
    "floor": ("floor(case.amount)", "12"),
    "ceil": ("ceil(case.amount)", "13"),
    "date": ('date("2026-03-03")', "2026-03-03"),
    "datetime": ('datetime("2026-03-03T10:00Z")', "2026-03-03 10:00 UTC"),
    "date_of": ("date_of(case.opened)", "2026-01-05"),
    "year": ("year(case.due)", "2026"),
    "month": ("month(case.due)", "3"),
    "day": ("day(case.due)", "2"),
    "weekday": ("weekday(case.due)", "1"),
    "days_between": ("days_between(date_of(case.opened), case.due)", "56"),
    "add_days": ("add_days(case.due, 30)", "2026-04-01"),
    "hours": ("hours(now - case.opened)", "0.5"),
    "user": ('user("{case.owner}")', "omar"),
    "group": ('group("Agents")', "Agents"),
    "queue": ('queue("Triage")', "Triage"),
    "manager": ("manager(case.owner) ?? case.owner", "lena"),
    "members": ("members(case.team)[1] ?? case.owner", "bob"),
}  # fmt: skip


def test_every_function_of_the_library_has_a_row() -> None:
    assert LIBRARY.keys() == FUNCTIONS.keys()


@pytest.mark.parametrize(("expression", "shown"), LIBRARY.values(), ids=LIBRARY)
def test_a_function_of_the_library_has_its_value(expression: str, shown: str) -> None:
    player = play("", f'let x = {expression} stage s "S" {{ background b = tell("{{x}}") }}', flows={"tell": [{}]})
    assert player.start("1").told == [shown]


@plays("visited(severity.critical)")
@pytest.mark.parametrize(("limit", "answer"), [(10, True), (20, False)])
def test_visited_says_whether_an_outcome_was_taken(limit: int, answer: bool) -> None:  # noqa: FBT001 - a column
    decide = f"decide size {{ outcome big when case.amount > {limit} {{ }} otherwise {{ }} }}"
    player = play("x: boolean", f'{decide} end "Done" with {{ x: visited(size.big) }}').start("1")
    assert player.outputs == {"x": answer}


@plays("visited(severity.critical)")
def test_visited_is_asked_afresh_in_every_round() -> None:
    player = play(
        "",
        'var again: boolean = true stage s "S" { background a = tell("{visited(d.yes)}") } '
        "decide d { outcome yes when again { set again = false go to s } otherwise { } }",
        flows={"tell": [{}]},
    ).start("1")
    assert player.told == ["false", "true"]


@plays("run.id, run.started_by, run.started_at, run.error", "case?.number")
def test_run_error_says_what_a_handler_took() -> None:
    body = (
        'on error -> mend stage s "S" { background a = check(case) } end "Done" stage mend "M" { background b = tell('
    )
    player = play("", body + 'run.error?.element ?? "none") }', flows={"check": [Fails("Busy")], "tell": [{}]}).start(
        "1"
    )
    assert player.told == ["s.a"]


@plays("now", "90s, 4h, 3d")
def test_now_in_a_condition_that_waits_becomes_a_timer() -> None:
    body = 'stage s "S" { start when now >= case.opened + 90m background a = tell("late") }'
    player = play("", body, flows={"tell": [{}]}).start("1")
    player.advance("59m")
    assert player.told == []
    player.advance("1m")
    assert player.told == ["late"]
