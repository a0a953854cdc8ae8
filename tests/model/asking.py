"""Which calls of a run are really made, and which are still waited for."""

from attrs import evolve

from tests.model.state import Run


def asked_by_now(run: Run) -> Run:
    """The event is over: what is still wanted is asked of the world now, whatever happens later."""
    return evolve(run, asked=frozenset(number for number in range(len(run.calls)) if is_asked(run, number)))


def is_asked(run: Run, number: int) -> bool:
    """Whether a call is really made: what is discontinued before its event is over is never asked of anybody.

    What nobody waits for is no part of what is discontinued.
    """
    call = run.calls[number]
    if number in run.asked or call.kind in ("update", "unlock") or not call.waits:
        return True
    return waits(run, number) or waiting_scope(run, number) is not None or waiting_stage(run, number) is not None


def waits(run: Run, number: int) -> bool:
    """Whether an instance of a step waits for the call."""
    step = run.steps.get(run.calls[number].element)
    return step is not None and any(each.call == number for each in step.instances)


def waiting_scope(run: Run, number: int) -> int | None:
    """The scope whose control waits for the call."""
    return next((scope for scope, thread in run.threads.items() if thread.call == number), None)


def waiting_stage(run: Run, number: int) -> int | None:
    """The stage that stands in line with the call, or has the lock by it."""
    return next((index for index, stage in run.stages.items() if stage.lock == number), None)
