"""Errors, and the statuses that tell of them."""

from collections import Counter
from collections.abc import Iterator

from orchestra_dsl.graph.statuses import ACTIVE, ERROR, SUSPENDED
from orchestra_dsl.runtime.invariants.subject import Subject


def every_element_in_error_is_listed_once(run: Subject) -> Iterator[str]:
    """The elements in error are those with an error that nobody handles."""
    state = run.state
    failed = {ref.element for ref, each in run.holders() if each.failure and not each.failure.handled}
    for index, times in Counter(state.failing).items():
        if index not in failed:
            yield f"{run.name(index)} is listed as in error, and is not"
        elif times > 1:
            yield f"{run.name(index)} is listed as in error {times} times"
    for index in sorted(failed.difference(state.failing)):
        yield f"{run.name(index)} is in error, and is not listed"
    for index, stage in state.stages.items():
        if stage.status == ERROR and index not in failed:
            yield f"{run.name(index)} says that it is in error, and has none"


def the_status_of_the_run_says_how_it_is(run: Subject) -> Iterator[str]:
    """A run that has not ended is suspended, in error or active."""
    state = run.state
    expected = SUSPENDED if state.suspended else ERROR if state.failing else ACTIVE
    if state.status != expected:
        yield f"the run is {state.status.words}, where what is open says {expected.words}"


def nothing_can_be_undone_twice(run: Subject) -> Iterator[str]:
    """What a step has done is noted once."""
    counted = Counter((each.step, each.visit, each.instance) for each in run.state.done)
    for (step, visit, instance), times in counted.items():
        if times > 1:
            yield f"instance {instance} of {run.name(step)}, visit {visit}, can be undone {times} times"
