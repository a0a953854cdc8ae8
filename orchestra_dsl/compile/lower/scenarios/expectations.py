"""`expect …` and `"ann" may not …`."""

from orchestra_dsl.analysis.scenarios.stored import written_fields
from orchestra_dsl.compile.lower.scenarios.line import Lines, said
from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.types import INTEGER, PEOPLE, ObjectOf
from orchestra_dsl.syntax import nodes as n


def expectation(lines: Lines, line: n.Expectation) -> s.Expectation:
    """Lower one expectation."""
    place = lines.place(line)
    match line:
        case n.ExpectStatus(kind=kind, path=path, status=status):
            return s.ExpectStatus(place=place, kind=kind, path=lines.path(path), status=status)
        case n.ExpectCalled():
            return _called(lines, line)
        case n.ExpectNotified(people=people, channel=channel, times=times):
            value = lines.values.value(people, PEOPLE)
            return s.ExpectNotified(place=place, people=value, channel=channel.text, times=times)
        case n.ExpectStarted(times=times):
            return s.ExpectStarted(place=place, times=times)
        case n.ExpectError(error=error):
            return s.ExpectError(place=place, error=error.value)
        case n.MayNot():
            return _may_not(lines, line)
        case _:
            return _of_run(lines, line) if isinstance(line, n.OfRun) else _of_item(lines, line)


def _of_run(lines: Lines, line: n.OfRun) -> s.OfRun:
    place = lines.place(line)
    match line:
        case n.ExpectEnded(outcome=outcome):
            return s.ExpectEnded(place=place, outcome=outcome.value)
        case n.ExpectFailed(reason=reason):
            return s.ExpectFailed(place=place, reason=reason.value)
        case n.ExpectSuspended():
            return s.ExpectSuspended(place=place)
        case n.ExpectCanceled():
            return s.ExpectCanceled(place=place)
        case n.ExpectFinished():
            return s.ExpectFinished(place=place)


def _of_item(lines: Lines, line: n.OfItem) -> s.OfItem:
    place, step, value = lines.place(line), lines.path(line.step), lines.values.value
    match line:
        case n.ExpectItem(status=status, by=by, acting_for=other):
            return s.ExpectItem(place=place, step=step, status=status, by=said(by), acting_for=said(other))
        case n.ExpectOffered(people=people):
            return s.ExpectOffered(place=place, step=step, people=value(people, PEOPLE))
        case n.ExpectPriority(priority=priority):
            return s.ExpectPriority(place=place, step=step, priority=value(priority, INTEGER))
        case n.ExpectDraft(values=values):
            return s.ExpectDraft(place=place, step=step, value=value(values, lines.draft(line.step)))


def _may_not(lines: Lines, line: n.MayNot) -> s.MayNot:
    step = None if line.step is None else lines.path(line.step)
    user = line.to.value if isinstance(line.to, n.TextLiteral) else None
    people = None if line.to is None or user is not None else lines.values.value(line.to, PEOPLE)
    return s.MayNot(
        place=lines.place(line), person=line.person.value, act=line.act, step=step, user=user, people=people
    )


def _called(lines: Lines, line: n.ExpectCalled) -> s.ExpectCalled:
    callee, declared = lines.callee(line.callee), lines.checked.declarations
    everything = {**declared.flows, **declared.predicates}
    fields = ObjectOf(written_fields(everything[callee.name].parameters))
    arguments = None if line.arguments is None else lines.values.value(line.arguments, fields)
    return s.ExpectCalled(place=lines.place(line), callee=callee, times=line.times, arguments=arguments)
