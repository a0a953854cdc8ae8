"""Graphs of everything that runs so far, made at random, and events that fit what is open.

Every run goes through `world.Run`, which applies each event in three ways that must agree and holds the rows of a
store against the state (rows.py); a test only has to keep it busy.
"""

from typing import Any, cast

from hypothesis import strategies as st

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.elements import ForEach, Retry
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.statuses import ENDED
from orchestra_dsl.graph.types import BOOLEAN, DATETIME, INTEGER, TEXT, RecordOf
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.state import decode_state
from tests.interpreter.build import (
    Draft,
    after,
    await_,
    background,
    branch,
    cancel,
    decision,
    end,
    fail,
    go_to,
    graph,
    interactive,
    log,
    on_error,
    on_event,
    otherwise,
    outcome,
    parallel,
    people,
    put,
    stage,
    undo,
    undone_by,
    when,
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
from tests.interpreter.world import Refusal, Run

STAGES = ("a", "b", "c")
STEPS = ("x", "y", "z")
"""Of each stage z has `for each`."""
USERS = ("ann", "bob", "eve")
ON_CANCEL = [(undo(),), (stage("off", background("w", retry=Retry(1))), undo("b"))]
CANCELED = st.sampled_from([*STAGES, "a.x", "b.y", "c.z"])
TARGETS = st.sampled_from([*STAGES, "end", "d"])


@st.composite
def conditions(draw: st.DrawFn) -> Any:
    """Conditions over everything that a condition can read."""
    step = f"{draw(st.sampled_from(STAGES))}.{draw(st.sampled_from(STEPS[:2]))}"
    number = ex.Coalesce((output(step, "n"), literal(0)))
    plain: list[Any] = [
        TRUE,
        FALSE,
        fails_to_hold(),
        compare(number, ">", 1),
        equal(output(step, "n"), NULL),
        compare(how_many(draw(st.sampled_from(STAGES))), ">", draw(st.integers(0, 2))),
        compare(variable("n"), ">", draw(st.integers(0, 3))),
        equal(field("Case", "status"), draw(st.sampled_from(["New", "Open"]))),
        compare(NOW, ">=", moment("2026-01-05T09:01:00Z"), DATETIME),
        compare(NOW, "<", field("Case", "due"), DATETIME),
        ask("quiet", (RecordOf("Case"), parameter("case"))),
        ask("small", (INTEGER, variable("n"))),
        compare(ex.Call("find", (literal("Case"), literal("2"))), "!=", NULL, RecordOf("Case")),
        visited("d", "one"),
        compare(ex.RunFact("error"), "!=", NULL, TEXT),
    ]
    terms = tuple(draw(st.lists(st.sampled_from(plain), min_size=1, max_size=2)))
    return terms[0] if len(terms) == 1 else draw(st.sampled_from([ex.And, ex.Or]))(terms)


def how_many(name: str) -> ex.Expression:
    """How many instances of a stage's step z have completed."""
    return ex.Fold("count", ex.Outputs(cast("int", f"{name}.z")), 0, TRUE, BOOLEAN)


def sometimes(values: st.SearchStrategy[Any], one_in: int = 3) -> st.SearchStrategy[Any]:
    """Mostly None."""
    return st.integers(1, one_in).flatmap(lambda number: values if number == 1 else st.none())


@st.composite
def handlers(draw: st.DrawFn, block: str | None) -> list[Any]:
    """No handler, or one of each kind; a block may hold a stage called `block`."""
    kind = draw(st.sampled_from(["none", "none", "target", "named", "block", "jump"]))
    if kind == "none":
        return []
    if kind in ("target", "named"):
        return [on_error(draw(TARGETS), code="Oops" if kind == "named" else None)]
    inside: list[Draft] = [put("n", plus(variable("n"), 1))]
    if block is not None:
        inside.append(stage(block, background("w"), interactive("v", only_if=draw(sometimes(conditions())))))
    inside += draw(sometimes(st.just([undo()]))) or []
    inside += draw(sometimes(st.builds(lambda target: [cancel(target)], CANCELED))) or []
    return [on_error(None, *inside, *([go_to(draw(TARGETS))] if kind == "jump" else []))]


@st.composite
def repetitions(draw: st.DrawFn, place: str) -> dict[str, Any]:
    """The clauses of a step with `for each`: three items, none, or more of a variable."""
    number = ex.Binding(cast("int", f"{place}.z"))
    items = draw(st.sampled_from([(literal(1), literal(1), literal(2)), (), (variable("n"), literal(0))]))
    enough = compare(how_many(place), ">", draw(st.integers(0, 2)))
    each = ForEach(
        items=ex.MakeList(items),
        item=INTEGER,
        at_most=draw(st.sampled_from([None, 1, 2])),
        enough_when=draw(sometimes(st.one_of(st.just(enough), conditions()))),
    )
    own = ex.Or((compare(number, ">", 1), draw(conditions())))
    return {"each": each, "args": {"i": (INTEGER, number)}, "finish_when": draw(sometimes(st.just(own)))}


@st.composite
def people_clauses(draw: st.DrawFn, place: str, number: int) -> dict[str, Any]:
    """Who may do a step, as others have been done, and what they may do besides."""
    done_by = output(f"{place}.{STEPS[0]}", "completed_by")
    earlier = number > 0
    return {
        "exclude": draw(sometimes(st.just((done_by,)))) or () if earlier else (),
        "same_as": draw(sometimes(st.just(done_by))) if earlier else None,
        "different": STEPS[number] == "z" and draw(st.booleans()),
        "may_skip": draw(st.booleans()),
        "priority": draw(sometimes(st.just(variable("n")))),
    }


@st.composite
def steps(draw: st.DrawFn, place: str, number: int) -> Draft:
    """A step with some clauses."""
    name = STEPS[number]
    earlier = STEPS[:number]
    after = tuple(draw(st.lists(st.sampled_from(earlier), unique=True, max_size=2))) if earlier else ()
    clauses: dict[str, Any] = {
        "after": after or None,
        "count": draw(st.sampled_from([None, 1])) if after else None,
        "start_when": draw(sometimes(conditions())),
        "only_if": draw(sometimes(conditions())),
        "finish_when": draw(sometimes(conditions(), 5)),
        "timeout": draw(sometimes(st.just(seconds(90)))),
        "on_error": draw(handlers(f"{place}{name}mend")),
        "outputs": {"n": INTEGER},
        "kept": True,
        "args": draw(sometimes(st.just({"n": (INTEGER, variable("n")), "s": (TEXT, field("Case", "status"))}))),
    }
    if name == "z":
        clauses |= draw(repetitions(place))
    clauses["undo"] = draw(sometimes(st.just(undone_by("back", {"n": (INTEGER, variable("n"))}))))
    if draw(st.booleans()):
        assign = draw(st.sampled_from([people("user:ann"), people("group:Agents"), people("group:Empty")]))
        return interactive(name, assign=assign, **clauses, **draw(people_clauses(place, number)))
    retry = draw(sometimes(st.sampled_from([Retry(1), Retry(2, every=seconds(30), doubling=True)])))
    return background(name, retry=retry, **clauses)


@st.composite
def stages(draw: st.DrawFn, name: str) -> Draft:
    """A stage with three steps."""
    inside = [draw(steps(name, number)) for number in range(len(STEPS))]
    names = tuple(each.name for each in inside)
    finish = draw(st.sampled_from([None, "join", "condition"]))
    return stage(
        name,
        *inside,
        start_when=draw(sometimes(conditions())),
        up_to=draw(sometimes(st.tuples(st.just(seconds(120)), TARGETS))),
        finish=(draw(st.sampled_from([None, 1, 2])), names) if finish == "join" else None,
        finish_when=draw(conditions()) if finish == "condition" else None,
        rest_continues=draw(st.booleans()),
        timeout=draw(sometimes(st.tuples(st.just(seconds(300)), TARGETS))),
        on_error=draw(handlers(f"{name}mend")),
        lock=draw(sometimes(st.sampled_from([literal("one"), field("Case", "status")]), 5)),
        one_at_a_time=draw(st.integers(1, 4)) == 1,
    )


@st.composite
def awaits(draw: st.DrawFn, name: str, stage_name: str) -> Draft:
    """An await with some arms; the block of one may hold a stage."""
    asked = compare(ex.Get(ex.Binding(cast("int", name)), "n"), draw(st.sampled_from([">", "<"])), variable("n"))
    keep = draw(sometimes(st.just(seconds(90))))
    event = draw(st.sampled_from(["rang", "paid"]))
    used = plus(variable("n"), ex.Get(ex.Binding(cast("int", name)), "n"))
    arms = [
        on_event(
            event, None, put("n", used), draw(stages(stage_name)), where=draw(sometimes(st.just(asked))), keep=keep
        ),
        on_event("paid", draw(sometimes(TARGETS)), keep=draw(sometimes(st.just(seconds(300))))),
        after(seconds(draw(st.sampled_from([0, 30, 60]))), draw(sometimes(TARGETS))),
        after(seconds(60), None, put("n", plus(variable("n"), 1))),
        when(draw(conditions()), draw(sometimes(TARGETS))),
        when(draw(conditions())),
    ]
    chosen = draw(st.lists(st.sampled_from(range(len(arms))), min_size=1, max_size=4, unique=True))
    return await_(name, *(arms[number] for number in chosen))


@st.composite
def parallels(draw: st.DrawFn) -> Draft:
    """Two branches of which one may hold two more, with stages, awaits and jumps inside."""
    waits = draw(awaits("w", "p"))
    ends = draw(sometimes(st.builds(lambda target: [cancel(target)], st.sampled_from(["q", "q.x", "q.z"])))) or []
    inner: list[Draft] = [draw(stages("q"))]
    if draw(st.booleans()):
        inner = [parallel("inside", branch("three", *inner), branch("four", put("n", literal(1))))]
    jump = draw(sometimes(st.builds(go_to, TARGETS)))
    finish = draw(st.sampled_from([None, "join", "condition"]))
    return parallel(
        "side",
        branch("one", *inner, *([jump] if jump else [])),
        branch("two", waits, *ends),
        finish=(draw(st.sampled_from([None, 1])), ("one", "two")) if finish == "join" else None,
        finish_when=draw(conditions()) if finish == "condition" else None,
        rest_continues=draw(st.booleans()),
    )


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Three stages, a decision between them, a variable that counts, perhaps a parallel or an await, and an end."""
    more = draw(st.sampled_from([None, "parallel", "parallel", "await"]))
    between = [] if more is None else [draw(parallels()) if more == "parallel" else draw(awaits("w", "p"))]
    made = [draw(stages(name)) for name in STAGES]
    choose = decision(
        "d",
        outcome("one", draw(TARGETS.filter(lambda each: each != "d")), when=draw(conditions()), kept=True),
        outcome("two", None, put("n", literal(0)), when=draw(conditions())),
        otherwise(draw(st.sampled_from([None, "b", "c", "end"]))),
    )
    last = draw(st.sampled_from([end("Done"), fail("no"), go_to("a"), put("n", literal(9))]))
    names = {each.name for each in made}
    back = draw(sometimes(st.sampled_from([[undo()], [undo("b")], [cancel("a"), log(field("Case", "status"))]]))) or []
    body = [put("n", literal(0)), made[0], put("n", plus(variable("n"), 1)), choose, *between, *made[1:], *back, last]
    assert names == set(STAGES)
    return graph(
        *body,
        parameters={"case": RecordOf("Case")},
        records={"Case": {"status": TEXT, "due": DATETIME}},
        variables={"n": INTEGER},
        events={"rang": {"n": INTEGER}, "paid": {"n": INTEGER}},
        on_error=draw(handlers("mend")),
        on_cancel=draw(sometimes(st.sampled_from(ON_CANCEL))) or (),
    )


def start(made: Graph) -> Run:
    """A run of a random graph, with the world that its conditions look at."""
    run = Run(made)
    run.groups = {"Agents": ["ann", "bob"], "Empty": []}
    run.write("Case", "1", status="New", due="2026-01-05T09:02:00Z")
    return run.start("1")


def act(run: Run, draw: Any) -> str:
    """Something that may happen next; what it was, for the reader of a failing example."""
    choices = ["advance", "write", "write", "delete", "send", "late", "nonsense"]
    choices += ["return", "return", "fail"] if run.calls else []
    choices += ["answer", "answer", "break"] if run.questions else []
    choices += ["claim", "complete", "complete", "release", "reassign", "skip", "people"] if run.open else []
    choices += ["cancel"] if draw(st.integers(1, 20)) == 1 else []
    choices += ["resume run"] * 3 if decode_state(run.stored).suspended else ["suspend run"]
    choices += ["suspend", "resume", "save"] if run.open else []
    choices += ["lock", "lock"] if in_line(run) else []
    choices += ["retry", "retry"] if decode_state(run.stored).failing else []
    what: str = draw(st.sampled_from(choices))
    try:
        _act(run, what, draw)
    except Refusal as refusal:
        return f"{what} (refused: {refusal})"
    return what


def _act(run: Run, what: str, draw: Any) -> None:
    match what:
        case "return" | "fail":
            ref = draw(st.sampled_from(run.calls)).ref
            code = draw(st.sampled_from(["Oops", "Timeout", "Other"]))
            outputs = {"n": draw(st.integers(0, 3))}
            run.apply(ev.FlowReturned(ref, outputs) if what == "return" else ev.FlowFailed(ref, code, "it broke"))
        case "answer" | "break":
            asked = draw(st.sampled_from(run.questions))
            again = draw(sometimes(st.just(45_000_000)))
            answer = ev.PredicateAnswered(asked.ref, asked.predicate, asked.arguments, draw(st.booleans()), again)
            run.apply(answer if what == "answer" else ev.PredicateFailed(asked.ref, asked.predicate, "Oops", "broke"))
        case "claim" | "complete" | "release" | "reassign" | "skip" | "suspend" | "resume" | "save" | "people":
            _on_item(run, what, draw)
        case "lock" | "retry":
            failing = decode_state(run.stored).failing
            choices = (
                [ev.LockTaken(each) for each in in_line(run)] if what == "lock" else map(ev.ElementRetried, failing)
            )
            run.apply(draw(st.sampled_from(list(choices))), "root", administrator=True)
        case "advance" | "cancel":
            run.cancel() if what == "cancel" else run.advance(draw(st.sampled_from(["30s", "60s", "5m"])))
        case "write":
            record = draw(st.sampled_from(["1", "2"]))
            run.write("Case", record, status=draw(st.sampled_from(["New", "Open"])), due="2026-01-05T09:05:00Z")
        case "send":
            run.send(draw(st.sampled_from(["rang", "paid"])), n=draw(st.integers(0, 3)))
        case "delete":
            record = draw(st.sampled_from(["1", "2", "2"]))
            if ("Case", record) in run.records:
                run.delete("Case", record)
        case _:
            _out_of_place(run, what, draw)


def in_line(run: Run) -> list[ev.Ref]:
    """The stages that stand in line for a lock."""
    stages_ = decode_state(run.stored).stages.items()
    return [ev.Ref(index, each.visit) for index, each in stages_ if each.lock is not None and not each.begun]


def _on_item(run: Run, what: str, draw: Any) -> None:
    if what == "people":
        run.groups["Agents"] = draw(st.sampled_from([["ann", "bob"], ["bob"], []]))
        run.apply(ev.PeopleChanged())
        return
    ref = draw(st.sampled_from(run.open_items)).ref
    user = draw(st.sampled_from(USERS))
    acts: dict[str, ev.Act] = {
        "claim": ev.ItemClaimed(ref),
        "complete": ev.ItemCompleted(ref, {"n": draw(st.integers(0, 3))}),
        "release": ev.ItemReleased(ref),
        "skip": ev.ItemSkipped(ref, draw(sometimes(st.just({"n": 1})))),
        "reassign": ev.ItemReassigned(ref, (f"user:{draw(st.sampled_from(USERS))}",)),
        "suspend": ev.ItemSuspended(ref, draw(sometimes(st.just(run.now + 45_000_000)))),
        "resume": ev.ItemResumed(ref),
        "save": ev.ItemSaved(ref, {"n": draw(sometimes(st.integers(0, 3)))}),
    }
    run.apply(acts[what], user, administrator=draw(st.booleans()))


def _out_of_place(run: Run, what: str, draw: Any) -> None:
    """The run stands still or goes on; or what comes late, twice or from nowhere."""
    if what in ("suspend run", "resume run"):
        run.apply(ev.RunSuspended() if what == "suspend run" else ev.RunResumed(), "root", administrator=True)
        return
    state = decode_state(run.stored)
    size = len(run.graph.elements)
    made_up = st.builds(
        ev.Ref, st.integers(0, size - 1), st.integers(0, state.visit), st.integers(-1, 2), st.integers(1, 3)
    )
    known = [each.ref for each in run.calls] + [ref for _, ref in run.rows.timers]
    ref = draw(st.sampled_from(known)) if known and what == "late" else draw(made_up)
    kinds = st.sampled_from(["retry", "timeout", "limit", "after", "condition", "again"])
    acts: list[ev.Act] = [
        ev.TimerDue(draw(kinds), ref),
        ev.ItemCompleted(ref, {}),
        ev.PredicateAnswered(ref, "quiet", ("1",), answer=True),
        ev.Started(("1",)),
        ev.ElementRetried(ref.element),
        ev.RecordChanged("Case", "1", None),
        ev.MessageArrived("paid", "late", {"n": "no number"}),
        ev.LockTaken(ref),
    ]
    if what == "nonsense":
        acts += [ev.FlowReturned(ref, {"n": 1}), ev.FlowFailed(ref, "Oops", "")]
    run.apply(draw(st.sampled_from(acts)), "ann", administrator=True)


def ended(run: Run) -> bool:
    """Whether the run takes no further event."""
    return decode_state(run.stored).status in ENDED
