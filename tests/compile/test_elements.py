"""Each construct as the element that it becomes."""

import pytest

from orchestra_dsl.graph import elements as g
from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.model import Graph, Parameter, RecordTrigger, Signature
from orchestra_dsl.graph.types import (
    BOOLEAN,
    DATETIME,
    DECIMAL,
    DURATION,
    INTEGER,
    TEXT,
    USER,
    Field,
    ListOf,
    Optional,
    RecordOf,
)
from tests.compile.compiling import by_name, compile_text, compiled, graph_of, names

CASE = ex.Parameter(0)
STATUS_IS_NEW = 'case.status == "New"'
MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def duration(microseconds: int) -> ex.Literal:
    return ex.Literal(DURATION, microseconds)


def element(body: str, name: str) -> g.AnyElement:
    return by_name(graph_of(body))[name]


# --- the orchestration --------------------------------------------------------------------------


def test_the_head_of_an_orchestration() -> None:
    graph = graph_of('version 3 end "Done" with { paid: 1 }', '(case: Case, n: integer) -> { paid: decimal } "Label"')
    assert (graph.name, graph.label, graph.version, graph.first) == ("o", "Label", 3, 0)
    assert graph.parameters == (Parameter("case", RecordOf("Case")), Parameter("n", INTEGER))
    assert graph.outputs == (Field("paid", DECIMAL),)
    end = graph.elements[0]
    assert end == g.End(name="end.1", outcome="Done", outputs=ex.MakeObject(("paid",), (ex.Literal(DECIMAL, "1"),)))


def test_an_empty_orchestration_ends_at_once() -> None:
    graph = graph_of("")
    assert (graph.elements, graph.first) == ((), g.THE_END)


@pytest.mark.parametrize(
    ("rerun", "meaning"),
    [
        ("", "once per change"),
        ("once per change", "once per change"),
        ("once per record", "once per record"),
        ("every time", "every time"),
    ],
)
def test_a_record_trigger(rerun: str, meaning: str) -> None:
    graph = graph_of(f"start on case created or updated when {STATUS_IS_NEW} {rerun}")
    (trigger,) = graph.triggers
    assert isinstance(trigger, RecordTrigger)
    assert isinstance(trigger.when, ex.Compare)
    assert (trigger.parameter, trigger.record, trigger.created, trigger.updated) == (0, "Case", True, True)
    assert (trigger.rerun, trigger.reads) == (meaning, ("status",))


def test_a_trigger_on_one_kind_of_change() -> None:
    assert graph_of("start on case updated").triggers == (RecordTrigger(0, "Case", created=False, updated=True),)


def test_what_a_trigger_reads_includes_predicates_and_former_values() -> None:
    graph = graph_of("start on case updated when case.count > 1 and vip(case) and changed(case.owner)")
    assert reads_of_the_trigger(graph) == ("account", "amount", "count", "owner")
    graph = graph_of('start on case updated when before(case.status) == "New" and case.id != "1"')
    assert reads_of_the_trigger(graph) == ("status",)


def reads_of_the_trigger(graph: Graph) -> tuple[str, ...]:
    (trigger,) = graph.triggers
    assert isinstance(trigger, RecordTrigger)
    return trigger.reads


# --- stages -------------------------------------------------------------------------------------


def test_a_stage_and_its_clauses() -> None:
    graph = graph_of(
        'stage a "A" { background x = f(case) interactive y = s(case) { assign to case.owner } '
        f"start when {STATUS_IS_NEW} up to 3h -> z finish when any rest continue timeout 2d -> end "
        'on error "Timeout" -> z on error { fail "x" } } stage z "Z" { background w = f(case) }'
    )
    stage = by_name(graph)["a"]
    assert isinstance(stage, g.Stage)
    assert stage.label == "A"
    assert names(graph, stage.steps) == ["a.x", "a.y"]
    assert names(graph, (stage.next,)) == ["z"]
    assert isinstance(stage.start_when, ex.Compare)
    z = names(graph, tuple(range(len(graph.elements)))).index("z")
    assert stage.start_limit == g.Limit(duration(3 * HOUR), z)
    assert stage.timeout == g.Limit(duration(2 * DAY), g.THE_END)
    assert (stage.finish, stage.finish_when) == (g.Join(stage.steps, 1), None)
    assert stage.rest_continues
    assert stage.handlers[0] == g.Handler("Timeout", target=z)
    assert names(graph, (stage.handlers[1].block or 0,)) == ["a.on_error.2"]
    assert stage.scope == g.ROOT


@pytest.mark.parametrize(
    ("clause", "count"), [("", None), ("finish when all", None), ("finish when any", 1), ("finish when 2 of x, y", 2)]
)
def test_the_joins_of_a_stage(clause: str, count: int | None) -> None:
    stage = element(f'stage a "A" {{ background x = f(case) background y = f(case) {clause} }}', "a")
    assert isinstance(stage, g.Stage)
    assert stage.finish == (None if count is None else g.Join(stage.steps, count))
    assert stage.finish_when is None


def test_a_stage_may_finish_by_a_condition() -> None:
    stage = element('stage a "A" { background x = f(case) finish when x.out != null }', "a")
    assert isinstance(stage, g.Stage)
    assert stage.finish is None
    assert stage.finish_when is not None


# --- steps --------------------------------------------------------------------------------------


def test_a_background_step_and_its_clauses() -> None:
    graph = graph_of(
        'stage a "A" { background x = f(case) background y = g(case: case, amount: x.out) "Why" { '
        f"start after x start when {STATUS_IS_NEW} only if x.out > 1 finish when y.ok "
        "retry 5 times every 30s doubling up to 10m timeout 1m on error -> end } }"
    )
    step = by_name(graph)["a.y"]
    assert isinstance(step, g.Background)
    assert (step.flow, step.label, step.scope, step.kept) == ("g", "Why", 0, True)
    assert [field.name for field in step.parameters] == ["amount", "case", "note", "sizes"]
    assert step.arguments == (
        ex.Widen(ex.Output(1, "out")),
        CASE,
        ex.Literal(TEXT, "none"),
        ex.MakeList((ex.Literal(DECIMAL, "1"), ex.Literal(DECIMAL, "2.5"))),
    )
    assert step.outputs == (Field("ok", BOOLEAN),)
    assert step.after == g.Join((1,))
    assert isinstance(step.start_when, ex.Compare)
    assert step.only_if == ex.Compare(">", ex.Output(1, "out"), ex.Literal(INTEGER, 1), INTEGER)
    assert step.finish_when == ex.Output(2, "ok")
    assert step.retry == g.Retry(5, duration(MINUTE // 2), doubling=True, up_to=duration(10 * MINUTE))
    assert step.timeout == duration(MINUTE)
    assert step.handlers == (g.Handler(None, target=g.THE_END),)


def test_a_retry_needs_no_more_than_a_number() -> None:
    step = element('stage a "A" { background x = f(case) { retry 2 times } }', "a.x")
    assert isinstance(step, g.Background)
    assert step.retry == g.Retry(2)


def test_an_interactive_step() -> None:
    graph = graph_of('stage a "A" { interactive y = s(case) "Look" { assign to [case.owner, group("Agents")] } }')
    step = by_name(graph)["a.y"]
    assert isinstance(step, g.Interactive)
    assert (step.screen, step.label) == ("s", "Look")
    assert step.arguments[0] == CASE
    assert [(field.name, field.type) for field in step.outputs] == [
        ("done", BOOLEAN),
        ("note", Optional(TEXT)),
        ("completed_by", USER),
        ("completed_at", DATETIME),
    ]
    assert step.outputs[0].label == "Done?"
    owner = ex.Get(CASE, "owner", "Case")
    assert step.assign == ex.MakeList((owner, ex.Call("group", (ex.Literal(TEXT, "Agents"),))))


@pytest.mark.parametrize(("after", "count"), [("x, y", None), ("any of x, y", 1), ("2 of x, y", 2), ("1 of x, y", 1)])
def test_start_after(after: str, count: int | None) -> None:
    first = "background x = f(case) background y = f(case)"
    graph = graph_of(f'stage a "A" {{ {first} background z = f(case) {{ start after {after} }} }}')
    step = by_name(graph)["a.z"]
    assert isinstance(step, g.Background)
    assert step.after == g.Join((1, 2), count)
    for index in (1, 2):
        earlier = graph.elements[index]
        assert isinstance(earlier, g.Background)
        assert names(graph, earlier.dependents) == ["a.z"]


# --- control ------------------------------------------------------------------------------------


def test_a_decision_with_targets_and_blocks() -> None:
    graph = graph_of(
        'decide d { outcome a when case.count > 2 -> z outcome b when case.count > 1 { fail "b" } otherwise { } } '
        'stage z "Z" { background w = f(case) }'
    )
    decision = by_name(graph)["d"]
    assert isinstance(decision, g.Decision)
    assert [(each.name, names(graph, (each.target,))[0]) for each in decision.outcomes] == [
        ("d.a", "z"),
        ("d.b", "d.b.fail.1"),
        ("d.otherwise", "z"),
    ]
    assert [each.when is None for each in decision.outcomes] == [False, False, True]
    assert names(graph, (decision.next,)) == ["z"]


def test_an_outcome_that_somebody_asks_for_is_kept() -> None:
    graph = graph_of(
        "decide d { outcome a when case.count > 1 -> e otherwise -> e } "
        'decide e { outcome b when visited(d.a) -> end otherwise { fail "no" } }'
    )
    first, second = graph.elements[0], graph.elements[1]
    assert isinstance(first, g.Decision)
    assert isinstance(second, g.Decision)
    assert [each.kept for each in first.outcomes] == [True, False]
    assert [each.kept for each in second.outcomes] == [False, False]
    assert second.outcomes[0].when == ex.Visited(0, "d.a")


def test_variables_and_assignments() -> None:
    graph = graph_of("var n: decimal = 1 var m: integer = 0 set n = m set m = m + 1")
    assert [(slot.name, slot.type) for slot in graph.variables] == [("n", DECIMAL), ("m", INTEGER)]
    assert graph.elements == (
        g.Assign(name="var.1", variable=0, value=ex.Literal(DECIMAL, "1"), next=1),
        g.Assign(name="var.2", variable=1, value=ex.Literal(INTEGER, 0), next=2),
        g.Assign(name="set.1", variable=0, value=ex.Widen(ex.Variable(1)), next=3),
        g.Assign(
            name="set.2",
            variable=1,
            value=ex.Arithmetic("+", ex.Variable(1), ex.Literal(INTEGER, 1), "integer"),
            next=g.THE_END,
        ),
    )


def test_variables_of_two_blocks_may_have_one_name() -> None:
    graph = graph_of(
        "decide d { outcome a when case.count > 1 { var n: integer = 1 set n = 2 } "
        "otherwise { var n: decimal = 3 set n = 4 } }"
    )
    changed = [(each.name, each.variable) for each in graph.elements if isinstance(each, g.Assign)]
    assert changed == [("d.a.var.1", 0), ("d.a.set.1", 0), ("d.otherwise.var.1", 1), ("d.otherwise.set.1", 1)]


def test_repeat_while_is_a_decision_and_a_way_back() -> None:
    graph = graph_of('repeat while case.count > 1 { stage a "A" { background x = f(case) } } end')
    repeat = graph.elements[0]
    assert isinstance(repeat, g.Decision)
    assert [(each.name, names(graph, (each.target,))[0]) for each in repeat.outcomes] == [
        ("repeat.1.again", "a"),
        ("repeat.1.otherwise", "end.1"),
    ]
    stage = by_name(graph)["a"]
    assert isinstance(stage, g.Stage)
    assert stage.next == 0


def test_jumps_and_ends() -> None:
    graph = graph_of(
        'stage a "A" { background x = f(case) timeout 1d -> z } go to end '
        'stage z "Z" { background y = f(case) } fail "No {case.number}"'
    )
    jump, fail = by_name(graph)["go_to.1"], by_name(graph)["fail.1"]
    assert jump == g.GoTo(name="go_to.1", target=g.THE_END)
    assert isinstance(fail, g.Fail)
    assert fail.reason == ex.Interpolation((ex.Literal(TEXT, "No "), ex.Get(CASE, "number", "Case")), (TEXT, TEXT))


def test_an_end_needs_no_outcome() -> None:
    assert graph_of("end").elements == (g.End(name="end.1"),)


def test_the_block_of_a_handler_binds_the_error() -> None:
    graph = graph_of('stage a "A" { background x = f(case) { on error "T" as e { fail "{e.code}: {e.message}" } } }')
    step, block, fail = graph.elements[1:4]
    assert isinstance(step, g.Background)
    assert step.handlers == (g.Handler("T", block=2),)
    assert block == g.HandlerBlock(name="a.x.on_error.1", scope=0, owner=1, first=3)
    assert isinstance(fail, g.Fail)
    assert fail.scope == 2
    assert isinstance(fail.reason, ex.Interpolation)
    assert fail.reason.parts[0] == ex.Get(ex.Binding(2), "code")


def test_handlers_of_the_orchestration() -> None:
    graph = graph_of('on error "T" -> a on error { end } stage a "A" { background x = f(case) }')
    assert graph.handlers == (g.Handler("T", target=0), g.Handler(block=2))
    assert graph.elements[2] == g.HandlerBlock(name="on_error.2", owner=g.ROOT, first=3)


# --- what is used -------------------------------------------------------------------------------


def test_only_what_is_used_is_in_the_graph() -> None:
    graph = graph_of(
        'stage a "A" { background x = f(case) interactive y = s(case) { assign to case.owner } start when quiet(case) }'
    )
    assert [each.name for each in graph.flows] == ["f"]
    assert graph.screens[0].outputs == (Field("done", BOOLEAN, "Done?"), Field("note", Optional(TEXT)))
    assert graph.predicates == (Signature("predicate", "quiet", (Field("case", RecordOf("Case")),)),)
    assert graph.inline == ()


def test_a_flow_says_what_it_writes() -> None:
    graph = graph_of('stage a "A" { background x = g(1, case) }')
    (flow,) = graph.flows
    assert flow.writes == ("Case.status",)
    assert flow.parameters[3] == Field("sizes", ListOf(DECIMAL))


def test_predicates_in_place_are_numbered_by_use_those_inside_them_too() -> None:
    outcomes = "outcome a when vip(case) -> end outcome b when big(case, limit: 5) -> end"
    graph = graph_of(f"decide d {{ {outcomes} otherwise -> end }}")
    assert [each.name for each in graph.inline] == ["vip", "big"]
    vip, big = graph.inline
    local = ex.Local(vip.slots[0])
    assert vip.body == ex.And(
        (
            ex.Get(ex.Get(local, "account", "Case"), "vip", "Account"),
            ex.Apply(1, (local, ex.Literal(DECIMAL, "100"))),
        )
    )
    assert len({*vip.slots, *big.slots}) == 3
    decision = graph.elements[0]
    assert isinstance(decision, g.Decision)
    assert decision.outcomes[1].when == ex.Apply(1, (CASE, ex.Literal(DECIMAL, "5")))


def test_records_come_with_those_that_they_mention() -> None:
    assert [record.name for record in graph_of("").records] == ["Account", "Case"]
    assert graph_of("", "(n: integer)").records == ()
    found = graph_of('decide d { outcome a when find(Account, "1") != null -> end otherwise -> end }', "(n: integer)")
    assert [record.name for record in found.records] == ["Account"]


def test_the_fields_that_are_read_are_listed() -> None:
    decision = 'decide d { outcome a when vip(case) and case.id != "1" -> end otherwise -> end }'
    graph = graph_of(f"let l = case.parent?.number {decision}")
    assert graph.reads == {"Account": ("vip",), "Case": ("account", "amount", "number", "parent")}


def test_an_output_that_nobody_reads_is_not_kept() -> None:
    graph = graph_of('stage a "A" { background x = f(case) background y = f(case) } fail "{a.x.out}"')
    kept = {each.name: each.kept for each in graph.elements if isinstance(each, g.Background)}
    assert kept == {"a.x": True, "a.y": False}


# --- origins and packages -----------------------------------------------------------------------


def test_origins_say_where_and_what() -> None:
    source = """record Case { count: integer }
flow f(case: Case)
orchestration o(case: Case) {
  ## Looks at it.
  stage a "A" {
    background x = f(case) {
      only if case.count > 1 # at least
        and case.count < 9
    }
    start when case.count != 5
  }
  decide d { outcome many when case.count > 3 -> end otherwise { repeat while case.count == 1 { go to a } } }
}
"""
    result = compile_text(source)
    assert result.package is not None
    origins = result.package.orchestrations[0].origins
    assert origins.elements["a"].doc == "Looks at it."
    place = origins.elements["a.x"]
    assert (place.file, place.line, place.column) == ("main.orch", 6, 5)
    assert origins.conditions == {
        "a": {"start when": "case.count != 5"},
        "a.x": {"only if": "case.count > 1 and case.count < 9"},
        "d": {"outcome many": "case.count > 3"},
        "d.otherwise.repeat.1": {"repeat while": "case.count == 1"},
    }


def test_every_element_has_an_origin() -> None:
    both = compiled('on error { fail "x" } stage a "A" { background x = f(case) } decide d { otherwise { end } }')
    assert set(both.origins.elements) == {each.name for each in both.graph.elements}
