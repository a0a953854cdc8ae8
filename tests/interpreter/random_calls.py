"""Graphs of stages with many calls, made at random: what the fast path is for, and its neighbours.

In those of random_graphs.py nearly every step is waited for by somebody, so that hardly an answer takes it.
"""

from random import Random
from typing import Any

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import Retry
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.types import DATETIME, INTEGER, TEXT, RecordOf
from tests.interpreter.build import (
    Draft,
    background,
    branch,
    decision,
    end,
    go_to,
    graph,
    interactive,
    on_error,
    otherwise,
    outcome,
    parallel,
    people,
    put,
    stage,
    undo,
    undone_by,
)
from tests.interpreter.terms import (
    FALSE,
    NOW,
    NULL,
    TRUE,
    ask,
    compare,
    equal,
    fails_to_hold,
    field,
    literal,
    moment,
    output,
    parameter,
    plus,
    seconds,
    variable,
    visited,
)


def one_in(many: int, random: Random) -> bool:
    """Once in so many times."""
    return random.randrange(many) == 0


def number(step: str) -> ex.Expression:
    """The output of a step, 0 where it has none."""
    return ex.Coalesce((output(step, "n"), literal(0)))


def condition(random: Random, earlier: list[str]) -> Any:
    """Over what there is, and what steps before have answered."""
    terms = [
        *(TRUE, TRUE, TRUE, FALSE),
        compare(variable("n"), ">", random.randrange(3)),
        equal(field("Case", "status"), "New"),
        compare(NOW, ">=", moment("2026-01-05T09:01:00Z"), DATETIME),
        visited("d", "one"),
        random.choice([TRUE, TRUE, fails_to_hold(), ask("quiet", (RecordOf("Case"), parameter("case")))]),
        *(compare(number(each), ">", 0) for each in earlier),
        *(equal(output(each, "n"), NULL) for each in earlier),
    ]
    chosen = tuple(random.sample(terms, random.choice([1, 1, 2])))
    return chosen[0] if len(chosen) == 1 else random.choice([ex.And, ex.Or])(chosen)


def handlers(random: Random, block: str) -> list[Any]:
    """No handler, or one that jumps, goes on, or calls flows in a stage of its own."""
    inside = stage(block, background("w"), background("v", after="w"), background("k"))
    kinds = [[], [on_error(random.choice(["a", "b", "end"]))], [on_error(None, put("n", literal(1)))]]
    return random.choice([*kinds, [on_error(None, inside)]])


def step(random: Random, place: str, name: str, before: list[str]) -> Draft:
    """Mostly a call that starts after another one; now and then with what the fast path leaves to the machine."""
    earlier = [f"{place}.{each}" for each in before]
    values = [variable("n"), *map(number, earlier)]
    clauses: dict[str, Any] = {"outputs": {"n": INTEGER}, "on_error": handlers(random, f"{place}{name}mend")}
    if before and not one_in(4, random):
        clauses["after"] = tuple(random.sample(before, 2 if len(before) > 1 and one_in(4, random) else 1))
        clauses["count"] = random.choice([None, None, 1])
    if one_in(3, random):
        clauses["only_if"] = condition(random, earlier)
    if one_in(2, random):
        clauses["args"] = {"n": (INTEGER, random.choice(values)), "s": (TEXT, field("Case", "status"))}
    if one_in(5, random):
        rare = random.choice(["start_when", "finish_when", "withdraw_when", "undo", "kept"])
        back = undone_by("back", {"n": (INTEGER, variable("n"))})
        clauses[rare] = {"undo": back, "kept": False}.get(rare) or condition(random, earlier)
        clauses["kept"] = rare != "kept"
    if one_in(20, random):
        return interactive(name, assign=people("user:ann"), **clauses)
    retry = random.choice([None, None, Retry(1), Retry(2, every=seconds(30), doubling=True)])
    return background(
        name, retry=retry, timeout=seconds(random.choice([60, 90])) if one_in(5, random) else None, **clauses
    )


def calls(random: Random, place: str) -> Draft:
    """A stage of three to nine steps."""
    names = [f"s{each}" for each in range(random.randint(3, 9))]
    steps = [step(random, place, name, names[:at]) for at, name in enumerate(names)]
    clauses: dict[str, Any] = {"on_error": handlers(random, f"{place}mend"), "rest_continues": one_in(2, random)}
    rare: list[dict[str, Any]] = [{"finish": (1, tuple(names))}, {"one_at_a_time": True}, *({} for _ in range(7))]
    clauses |= random.choice(rare)
    return stage(place, *steps, timeout=(seconds(300), "b") if one_in(8, random) else None, **clauses)


def graphs(random: Random) -> Graph:
    """Two such stages, perhaps two more in branches, a loop, something to undo and something to do on cancel."""
    branches = parallel("side", branch("one", calls(random, "p")), branch("two", calls(random, "q")))
    choose = decision("d", outcome("one", None, when=condition(random, []), kept=True), otherwise("b"))
    body = [calls(random, "a"), put("n", plus(variable("n"), 1)), choose, *([branches] * one_in(2, random))]
    last = random.choice([[end("Done")], [go_to("a")], [undo(), end("Undone")]])
    return graph(
        *(put("n", literal(0)), *body, calls(random, "b"), *last),
        parameters={"case": RecordOf("Case")},
        records={"Case": {"status": TEXT, "due": DATETIME}},
        variables={"n": INTEGER},
        on_error=handlers(random, "mend"),
        on_cancel=(
            undo(),
            stage("off", background("w"), background("t", after="w"), background("k")),
        ),
    )
