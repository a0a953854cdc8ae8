"""`expect …` and `"ann" may not …`: each looks at how things are, and fails where they are not so."""

from collections.abc import Callable, Mapping
from typing import Any, assert_never

from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.arguments import accept_arguments
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.graph.values import decoder, principal_name
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.runtime.requests.start import Start
from orchestra_dsl.runtime.rows import ItemRow, RunRow
from orchestra_dsl.scenario.acts import arguments, people_of
from orchestra_dsl.scenario.answers import Notice
from orchestra_dsl.scenario.items import open_items, why_not
from orchestra_dsl.scenario.play import Play
from orchestra_dsl.scenario.result import ScenarioFailed
from orchestra_dsl.scenario.standing import described, status_of


def expect(play: Play, line: s.Expectation) -> None:
    """Check one expectation. Raises ScenarioFailed where it does not hold."""
    match line:
        case s.ExpectStatus(kind=kind, path=path, status=status):
            holds = status_of(play, path).words == status
            check(f"{kind} {path.text} {status}", f"{kind} {path.text} {described(play, path)}", holds=holds)
        case s.ExpectCalled():
            _called(play, line)
        case s.ExpectStarted(times=expected):
            started = len(play.runs())
            check(f"started {times(expected)}", f"it {_was('started', started)}", holds=started == expected)
        case s.ExpectError(error=error):
            _error(play, error)
        case s.ExpectEnded() | s.ExpectFailed() | s.ExpectCanceled() | s.ExpectFinished():
            _over(play, line)
        case s.MayNot():
            _may_not(play, line)
        case s.ExpectNotified():
            _notified(play, line)
        case _:
            assert_never(line)


def check(expected: str, found: str, *, holds: bool) -> None:
    """Fail unless it holds."""
    if not holds:
        raise ScenarioFailed(found, expected=expected)


def times(number: int) -> str:
    """A number of times in words."""
    return {0: "not at all", 1: "once"}.get(number, f"{number} times")


def _was(what: str, number: int) -> str:
    """How often something was done, in words."""
    return f"was {what} {times(number)}" if number else f"was never {what}"


# --- calls ------------------------------------------------------------------------------------------------------


def _called(play: Play, line: s.ExpectCalled) -> None:
    name = line.callee.name
    calls = [call for call in play.answers.calls if call.name == name]
    fitting = calls if line.arguments is None else [c for c in calls if _has(play, line.arguments, c.arguments)]
    holds = bool(fitting) if line.times is None else len(fitting) == line.times
    if holds:
        return
    what = "" if line.arguments is None else " with these arguments"
    expected = f"{name} called{what}" if line.times is None else f"{name} called {times(line.times)}{what}"
    found = f"it {_was('called', len(fitting))}{what}"
    if line.arguments is not None and calls:
        convert = decoder(line.arguments.type) or dict
        found += f"; the last calls: {'; '.join(_shown(convert(call.arguments)) for call in calls[-_SHOWN:])}"
    raise ScenarioFailed(found, expected=expected)


_SHOWN = 5


def _has(play: Play, expected: s.Valued, arguments: Mapping[str, Any]) -> bool:
    """Whether a call has these arguments; others it may have too."""
    wanted = play.value(expected)
    given = {name: arguments.get(name) for name in wanted}
    convert = decoder(expected.type)
    return wanted == given if convert is None else bool(convert(wanted) == convert(given))


def _shown(arguments: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{name}: {_text(value)}" for name, value in arguments.items()) + " }"


def _text(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)


def _notified(play: Play, line: s.ExpectNotified) -> None:
    """Each of these people, one by one where they are a group, was told so often."""
    users = [user for each in people_of(play, line.people) for user in play.people.members(each)]
    counts = {user: play.answers.notices.count(Notice(line.channel, user)) for user in users}
    holds = bool(counts) and all(n > 0 if line.times is None else n == line.times for n in counts.values())
    often = "" if line.times is None else f" {times(line.times)}"
    told = (f"{principal_name(user)} {_was('notified', number)}" for user, number in counts.items())
    names = ", ".join(map(principal_name, counts))
    found = ", ".join(told) if counts else "these people are nobody"
    check(f"{names} notified via {line.channel}{often}", found, holds=holds)


# --- the run ----------------------------------------------------------------------------------------------------


def _error(play: Play, error: str) -> None:
    open_ = play.engine.runs.get(play.run().id).open
    errors = [(each.element, each.error) for each in open_ if each.error is not None]
    parts = (part for _, text in errors for part in text.split(": ", 1))
    shown = "; ".join(f"{element} is in error: {text}" for element, text in errors)
    check(f'error "{error}"', shown or "nothing is in error", holds=error in parts)


def _over(play: Play, line: s.ExpectEnded | s.ExpectFailed | s.ExpectCanceled | s.ExpectFinished) -> None:
    run = play.run()
    match line:
        case s.ExpectEnded(outcome=outcome):
            holds = run.status == Status.COMPLETED and run.outcome == outcome
            expected = f'ended "{outcome}"'
        case s.ExpectFailed(reason=reason):
            holds = run.status == Status.FAILED and run.error == reason
            expected = f'failed "{reason}"'
        case s.ExpectCanceled():
            holds = run.status == Status.CANCELED
            expected = "canceled"
        case s.ExpectFinished():
            holds = run.status == Status.COMPLETED
            expected = "finished"
        case _:
            assert_never(line)
    check(expected, _standing(play, run), holds=holds)


def _standing(play: Play, run: RunRow) -> str:
    """Where the run stands, in a sentence."""
    match run.status:
        case Status.COMPLETED:
            return f'the run has ended "{run.outcome}"' if run.outcome else "the run has ended without an outcome"
        case Status.FAILED:
            return f'the run has failed "{run.error}"'
        case Status.CANCELED:
            return "the run was canceled"
    open_ = play.engine.runs.get(run.id).open
    told = (f"{each.element} is {f'in error: {each.error}' if each.error else each.status.words}" for each in open_)
    return f"the run goes on: {', '.join(told)}"


# --- who may not ------------------------------------------------------------------------------------------------

_ANYBODY = "user:anybody else"
"""Somebody who is no party to anything: what is asked is who may delegate, not to whom (that would be a bad value)."""
_ACTS: Mapping[str, Callable[[ItemRow], ev.Act]] = {
    "claim": lambda item: ev.ItemClaimed(item.ref),
    "complete": lambda item: ev.ItemCompleted(item.ref, {}),
    "delegate": lambda item: ev.ItemDelegated(item.ref, _ANYBODY),
}


def _may_not(play: Play, line: s.MayNot) -> None:
    by = play.by(line.person)
    expected = f"{line.person} may not {line.act}"
    if line.step is None:
        orchestration = play.engine.programs.orchestration(play.scenario.orchestration)
        values = accept_arguments(orchestration.graph.parameters, arguments(play))
        refusal = play.engine.would(Start(orchestration, values, by))
        check(expected, f"{line.person} may start {orchestration.graph.name}", holds=refusal is not None)
        return
    make = _ACTS[line.act]
    refusals = [why_not(play, item, make(item), by) for item in open_items(play, line.step)]
    allowed = any(each is None or each.code == "bad value" for each in refusals)  # no fault of who acts
    check(f"{expected} {line.step.text}", f"{line.person} may {line.act} it", holds=not allowed)
