"""Where elements stand, and what their conditions say, is kept for everything that has a condition."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from orchestra_dsl.graph import elements as g
from orchestra_dsl.graph.conditions import conditions_of, waiting_conditions
from orchestra_dsl.graph.expressions import Node
from tests.compile.compiling import DECLARED, compiled

DECLARATIONS = f"""{DECLARED}
event paid {{ order: text amount: decimal }}
orchestration other(case: Case) {{ end }}
"""
EVERYTHING = """
stage a "A" {
  background x = f(case) { start when case.count > 1  only if case.count > 2 # and no more
                           finish when a.x.out > 3 }
  background y = f(case) { for each t in case.tags  enough when count(a.y) > 4 }
  background c = run other(case) { only if case.count > 5 }
  interactive z = s(case) { assign to case.owner  finish when a.z.done  enabled while case.count < 14
                           withdraw when case.count < 15 }
  start when case.count > 6
  finish when case.count > 7
}
parallel p {
  branch left { wait until case.count > 8 up to 1h -> end }
  branch right { wait 1h }
  finish when case.count > 9
}
await first {
  on paid as m where m.amount > 10 { repeat while case.count == 11 { go to a } }
  after 2d -> end
  on case.count > 12 -> end
}
decide d {
  outcome many when case.count > 13 -> end
  otherwise -> end
}
"""


def is_condition(name: str) -> bool:
    return name in {"when", "where", "only_if", "enabled_while"} or name.endswith("_when")


def conditions_in(part: Any) -> Iterator[tuple[type, str, Node]]:
    """Every condition inside a part of a graph, by its field."""
    for each in part if isinstance(part, tuple) else ():
        yield from conditions_in(each)
    for name in part.__struct_fields__ if isinstance(part, Struct) and not isinstance(part, Node) else ():
        value = getattr(part, name)
        if is_condition(name) and value is not None:
            yield type(part), name, value
        else:
            yield from conditions_in(value)


def test_the_texts_of_all_conditions_are_kept_under_their_clauses() -> None:
    assert compiled(EVERYTHING, declared=DECLARATIONS).origins.conditions == {
        "a": {"start when": "case.count > 6", "finish when": "case.count > 7"},
        "a.x": {"start when": "case.count > 1", "only if": "case.count > 2", "finish when": "a.x.out > 3"},
        "a.y": {"enough when": "count(a.y) > 4"},
        "a.c": {"only if": "case.count > 5"},
        "a.z": {"enabled while": "case.count < 14", "withdraw when": "case.count < 15", "finish when": "a.z.done"},
        "left.wait_until.1": {"wait until": "case.count > 8"},
        "p": {"finish when": "case.count > 9"},
        "await.1": {"arm 1 where": "m.amount > 10", "arm 3 on": "case.count > 12"},
        "await.1.arm.1.repeat.1": {"repeat while": "case.count == 11"},
        "d": {"outcome many": "case.count > 13"},
    }


def test_no_condition_of_any_kind_of_element_is_left_out() -> None:
    """Of every class of elements each field that holds a condition stands in the text above, and is told of."""
    seen: set[tuple[type, str]] = set()
    for element in compiled(EVERYTHING, declared=DECLARATIONS).graph.elements:
        found = list(conditions_in(element))
        seen.update((kind, name) for kind, name, _ in found)
        told = [id(condition) for _, condition in conditions_of(element)]
        assert sorted(id(condition) for _, _, condition in found) == sorted(told)
        assert {id(condition) for condition in waiting_conditions(element)} <= set(told)
    kinds = [each for each in vars(g).values() if isinstance(each, type) and issubclass(each, Struct)]
    fields = {(kind, name) for kind in kinds for name in kind.__struct_fields__ if is_condition(name)}
    assert {declared(*each) for each in seen} == {declared(*each) for each in fields}


ANY_CLAUSE = """
allow start by case.owner
allow cancel by group("Heads")
start on case created when case.count > 1
start on case updated
start on case created or updated when case.count > 2
var n: integer = 3
stage a "A" {
  background x = f(case) { retry 2 times every 4s doubling up to 5m  timeout 6m }
  interactive z = s(case) {
    for each t in case.tags # every
    assign to case.owner otherwise user("seven")
    exclude user("eight"), user("nine")
    due in 10d { at 50% remind  at 60% notify user("eleven") via email  after 12d reassign to user("thirteen") }
    remind every 14h
  }
  interactive y = s(case) { assign to user("fifteen") due at case.closed_at ?? now }
  start when case.count > 16 up to 17d -> end
  timeout 28d -> end
}
await first {
  on paid as m keep 19d { set n = 20 }
  after 21d { update case { status: "Closed" } notify user("22") via email "{n}" }
  on case.count > 23 { fail "24" }
}
end "X"
"""


def test_the_texts_of_other_clauses_are_kept_too() -> None:
    assert compiled(ANY_CLAUSE, declared=DECLARATIONS).origins.clauses == {
        "": {
            "start 1 when": "case.count > 1",
            "start 3 when": "case.count > 2",
            "allow 1": "case.owner",
            "allow 2": 'group("Heads")',
        },
        "var.1": {"value": "3"},
        "a": {"up to": "17d", "timeout": "28d"},
        "a.x": {"every": "4s", "doubling up to": "5m", "timeout": "6m"},
        "a.z": {
            "for each": "t in case.tags",
            "assign to": "case.owner",
            "otherwise": 'user("seven")',
            "exclude 1": 'user("eight")',
            "exclude 2": 'user("nine")',
            "due in": "10d",
            "rung 2 people": 'user("eleven")',
            "rung 3 after": "12d",
            "rung 3 people": 'user("thirteen")',
            "remind every": "14h",
        },
        "a.y": {"assign to": 'user("fifteen")', "due at": "case.closed_at ?? now"},
        "await.1": {"arm 1 keep": "19d", "arm 2 after": "21d"},
        "await.1.arm.1.set.1": {"value": "20"},
        "await.1.arm.2.update.1": {"record": "case", "changes": '{ status: "Closed" }'},
        "await.1.arm.2.notify.1": {"people": 'user("22")', "text": '"{n}"'},
        "await.1.arm.3.fail.1": {"reason": '"24"'},
    }


def declared(kind: type, name: str) -> tuple[type, str]:
    """The class that gives the field to this one: all steps have theirs from `Step`."""
    classes = [each for each in kind.__mro__ if issubclass(each, Struct) and each is not Struct]
    return next(each for each in reversed(classes) if name in each.__struct_fields__), name
