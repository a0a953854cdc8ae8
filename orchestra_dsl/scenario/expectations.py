"""`expect …` and `"ann" may not …`: each looks at how things are, and fails where they are not so."""

from collections.abc import Mapping
from typing import Any, assert_never

from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.graph.values import decoder, principal_name
from orchestra_dsl.runtime.store.rows import RunRow
from orchestra_dsl.scenario.answers import Notice
from orchestra_dsl.scenario.expected_items import expect_item
from orchestra_dsl.scenario.may_not import may_not
from orchestra_dsl.scenario.play import Play
from orchestra_dsl.scenario.result import ScenarioFailed, check
from orchestra_dsl.scenario.showing import shown
from orchestra_dsl.scenario.standing import described, status_of
from orchestra_dsl.scenario.work import people_of


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
        case s.MayNot():
            may_not(play, line)
        case s.ExpectNotified():
            _notified(play, line)
        case _:
            _of_run(play, line) if isinstance(line, s.OfRun) else expect_item(play, line)


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
        found += f"; the last calls: {'; '.join(shown(convert(call.arguments)) for call in calls[-_SHOWN:])}"
    raise ScenarioFailed(found, expected=expected)


_SHOWN = 5


def _has(play: Play, expected: s.Valued, arguments: Mapping[str, Any]) -> bool:
    """Whether a call has these arguments; others it may have too."""
    wanted = play.value(expected)
    given = {name: arguments.get(name) for name in wanted}
    convert = decoder(expected.type)
    return wanted == given if convert is None else bool(convert(wanted) == convert(given))


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


def _of_run(play: Play, line: s.OfRun) -> None:
    run = play.run()
    match line:
        case s.ExpectEnded(outcome=outcome):
            holds = run.status == Status.COMPLETED and run.outcome == outcome
            expected = f'ended "{outcome}"'
        case s.ExpectFailed(reason=reason):
            holds = run.status == Status.FAILED and run.error == reason
            expected = f'failed "{reason}"'
        case s.ExpectSuspended():
            holds = run.status == Status.SUSPENDED
            expected = "suspended"
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
        case Status.SUSPENDED:
            return "the run is suspended"
    open_ = play.engine.runs.get(run.id).open
    told = (f"{each.element} is {f'in error: {each.error}' if each.error else each.status.words}" for each in open_)
    return f"the run goes on: {', '.join(told)}"
