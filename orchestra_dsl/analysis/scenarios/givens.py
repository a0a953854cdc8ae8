"""`given …`: records, the time, and what flows and predicates answer."""

from orchestra_dsl.analysis.checked import Callee
from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.analysis.scenarios.stored import record_fields, written, written_fields
from orchestra_dsl.analysis.scenarios.world import World
from orchestra_dsl.analysis.show import listed
from orchestra_dsl.analysis.types.expectation import condition, expect, expect_fields
from orchestra_dsl.analysis.types.places.durations import moment, working_time
from orchestra_dsl.analysis.types.subject import callee_owner, record_owner
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.policies import BUILT_IN
from orchestra_dsl.syntax import nodes as n


def check_given(world: World, line: n.Given) -> None:
    """Check one given."""
    match line:
        case n.GivenValue():
            _value(world, line)
        case n.GivenReturns(callee=callee, value=value):
            _answer(world, callee, value)
        case n.GivenFails(callee=callee, then=then):
            if then is not None:
                _answer(world, callee, then)
            else:
                callee_of(world, callee)
        case n.GivenTakes(callee=callee, duration=amount):
            callee_of(world, callee)
            working_time(world.t, amount, world.place, "`takes`")
        case n.GivenAbsence():
            _absence(world, line)
        case n.GivenAllocation(policy=policy):
            _allocation(world, policy)
        case n.GivenMembers() | n.GivenManager():
            return


def _value(world: World, line: n.GivenValue) -> None:
    t, place, name = world.t, world.place, line.name.text
    if name == "now":
        expect(t, line.value, g.DATETIME, place, "`now`")
        return
    field = next((field for field in world.parameters if field.name == name), None)
    if field is None:
        t.infer(line.value, place)
        message = f"`{world.outline.name}` has no parameter `{name}`."
        t.findings.append(misspelt("O201", message, line.name.span, name, [each.name for each in world.parameters]))
        return
    record = g.required(field.type)
    if isinstance(record, g.RecordOf) and isinstance(line.value, n.ObjectLiteral):
        fields = record_fields(t.declarations.records[record.name].fields)
        expect_fields(t, line.value, fields, place, f"The record `{record.name}`", owner=record_owner(record.name))
    else:
        expect(t, line.value, written(field.type), place, f"`{name}`")


def callee_of(world: World, path: n.Path) -> Callee | None:
    """Return the flow, or the predicate of a plugin, that a line names; report it where there is none."""
    t = world.t
    found = t.names.find("callable", path.text, t.file)
    if isinstance(found, n.Orchestration) or (isinstance(found, n.Predicate) and found.body is not None):
        what = "an orchestration" if isinstance(found, n.Orchestration) else "a predicate written in place"
        hint = "A scenario answers for flows and for predicates of plugins; everything else runs as it is written."
        t.report("O308", f"`{path.text}` is {what}.", path.span, hint)
        return None
    everything = {**t.declarations.flows, **t.declarations.predicates}
    if found is None or path.text not in everything:
        known = [*t.names.visible(n.Flow, t.file), *t.names.visible(n.Predicate, t.file)]
        message = f"There is no flow or predicate `{path.text}`."
        t.findings.append(misspelt("O203", message, path.span, path.text, known, cause=path.text))
        return None
    return everything[path.text]


def _answer(world: World, path: n.Path, value: n.Expression) -> None:
    """Check what a flow or a predicate is to answer."""
    t, place = world.t, world.place
    callee = callee_of(world, path)
    if callee is None:
        t.infer(value, place)
    elif isinstance(callee.node, n.Predicate):
        condition(t, value, place, f"The answer of `{callee.name}`")
    elif isinstance(value, n.ObjectLiteral):
        owner = callee_owner(callee.name)
        expect_fields(t, value, written_fields(callee.outputs), place, f"The answer of `{callee.name}`", owner=owner)
    else:
        expect(t, value, g.ObjectOf(written_fields(callee.outputs)), place, f"The answer of `{callee.name}`")


def _absence(world: World, line: n.GivenAbsence) -> None:
    """Check from when until when somebody is away: instants, or whole days."""
    for what, node in (("`from`", line.since), ("`until`", line.until)):
        if node is not None and world.t.infer(node, world.place) != g.DATE:
            moment(world.t, node, world.place, what)
    if line.substitute is not None and line.substitute.value == line.person.value:
        message = f"{line.person.value} cannot stand in for {line.person.value}."
        world.t.report("O308", message, line.substitute.span, "Name somebody else, or leave `substitute` out.")


def _allocation(world: World, policy: n.Name) -> None:
    """A scenario loads no plugin, so it knows the policies of the product itself."""
    if policy.text not in BUILT_IN:
        message = f"There is no allocation policy `{policy.text}` in scenarios."
        hint = f"The policies are {listed(BUILT_IN)}; those of plugins are not loaded."
        world.t.findings.append(misspelt("O707", message, policy.span, policy.text, BUILT_IN, hint))
