"""A due time, a rung or a reminder that can never matter, because the time is over before."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.lines import inside_at, more_inside
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from orchestra_dsl.syntax.nodes import DueAt, DueIn, DurationLiteral, InteractiveStep, RemindEvery, Stage, Timeout

_DAY = 24 * 3_600 * 1_000_000


def slips(right: Right) -> Iterator[Slip]:
    """Move a due time behind the timeout, or bring a timeout before it; remind more slowly than either."""
    for step, place in right.of(InteractiveStep):
        stage = place.inside(Stage)
        own, around = _timeout(step), _timeout(stage) if stage else None
        due = next((each for each in step.clauses if isinstance(each, DueIn)), None)
        if due:
            yield from _due(right, step, due, own or around)
        else:
            yield from _added(right, step, own or around)


def _timeout(node: InteractiveStep | Stage) -> int | None:
    """The timeout in whole days, rounded up, where it is written as a duration."""
    found = [each.duration for each in node.clauses if isinstance(each, Timeout)]
    if found and isinstance(found[0], DurationLiteral):
        return -(-found[0].microseconds // _DAY)
    return None


def _due(right: Right, step: InteractiveStep, due: DueIn, limit: int | None) -> Iterator[Slip]:
    why = "the time is over before it is due"
    if limit:
        for days in (limit + 3, limit * 2 + 1, limit * 10):
            yield Slip((replaced(due.duration.span, f"{days}d"),), due.span.start, "O6", why)
    elif not any(isinstance(each, DueAt | Timeout) for each in step.clauses):
        yield Slip((more_inside(right, step, "timeout 5m"),), due.span.start, "O6", why)


def _added(right: Right, step: InteractiveStep, limit: int | None) -> Iterator[Slip]:
    has = {type(each) for each in step.clauses}
    if limit and DueAt not in has:
        for line in (f"due in {limit + 1}d", f"due in {limit * 3}d {{ at 100% remind }}"):
            edit = more_inside(right, step, line)
            yield Slip((edit,), inside_at(right, step), "O6", "it is due when the time is over")
    if RemindEvery not in has:
        yield from _slow(right, step, f"remind every {limit + 1}d" if limit else "timeout 1d  remind every 2d")


def _slow(right: Right, step: InteractiveStep, line: str) -> Iterator[Slip]:
    yield Slip((more_inside(right, step, line),), inside_at(right, step), "O6", "the reminder never comes")
