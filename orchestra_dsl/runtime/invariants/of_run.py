"""What must hold of one run between two of its events. A check is a function whose name is what must hold.

Each answers a sentence for every place where it does not. Where a reference leads nowhere the other checks are not
asked: they follow references.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from orchestra_dsl.graph.statuses import ENDED
from orchestra_dsl.runtime.invariants.control import (
    control_stands_still_only_where_something_is_open,
    every_open_parallel_counts_its_branches,
    every_open_stage_has_something_left,
    every_thread_belongs_to_what_is_open,
    no_visit_is_beyond_the_counter,
)
from orchestra_dsl.runtime.invariants.errors import (
    every_element_in_error_is_listed_once,
    nothing_can_be_undone_twice,
    the_status_of_the_run_says_how_it_is,
)
from orchestra_dsl.runtime.invariants.outgoing import (
    no_effect_without_somebody_who_waits,
    no_waiting_for_an_effect_that_is_not_under_way,
)
from orchestra_dsl.runtime.invariants.references import every_reference_resolves
from orchestra_dsl.runtime.invariants.sparse import (
    an_ended_run_keeps_nothing,
    the_state_holds_only_what_can_be_read,
    the_state_is_bounded,
)
from orchestra_dsl.runtime.invariants.steps import (
    every_error_of_a_step_shows,
    every_open_instance_waits_for_something,
    every_open_step_is_of_its_stages_visit,
    every_open_step_waits_for_something,
    no_for_each_has_more_open_than_it_may,
    one_step_at_a_time_has_its_turn,
)
from orchestra_dsl.runtime.invariants.subject import Subject
from orchestra_dsl.runtime.invariants.timers import no_timer_without_an_owner, no_waiting_for_a_timer_that_is_not_set
from orchestra_dsl.runtime.invariants.watches import no_watch_that_nothing_reads, nothing_is_read_without_a_watch
from orchestra_dsl.runtime.invariants.work_items import (
    every_open_step_has_its_work_item,
    locks_are_those_of_open_stages,
    no_item_is_open_in_error,
    no_work_item_is_open_for_a_finished_step,
)

Check = Callable[[Subject], Iterator[str]]


class Broken(NamedTuple):
    """Something that must hold and does not: the name of the check, and what it has found."""

    check: str
    what: str


UNDER_WAY: tuple[Check, ...] = (
    every_thread_belongs_to_what_is_open,
    control_stands_still_only_where_something_is_open,
    every_open_stage_has_something_left,
    every_open_parallel_counts_its_branches,
    no_visit_is_beyond_the_counter,
    every_open_step_is_of_its_stages_visit,
    every_error_of_a_step_shows,
    every_open_step_waits_for_something,
    every_open_instance_waits_for_something,
    no_for_each_has_more_open_than_it_may,
    one_step_at_a_time_has_its_turn,
    every_element_in_error_is_listed_once,
    the_status_of_the_run_says_how_it_is,
    nothing_can_be_undone_twice,
    the_state_holds_only_what_can_be_read,
    the_state_is_bounded,
    no_effect_without_somebody_who_waits,
    no_waiting_for_an_effect_that_is_not_under_way,
    no_timer_without_an_owner,
    no_waiting_for_a_timer_that_is_not_set,
    no_watch_that_nothing_reads,
    nothing_is_read_without_a_watch,
    no_work_item_is_open_for_a_finished_step,
    every_open_step_has_its_work_item,
    no_item_is_open_in_error,
    locks_are_those_of_open_stages,
)
"""What must hold of a run that has begun and has not ended."""

RUN_CHECKS: tuple[Check, ...] = (every_reference_resolves, an_ended_run_keeps_nothing, *UNDER_WAY)
"""All checks of one run."""


def broken(run: Subject) -> Iterator[Broken]:
    """Everything that does not hold of the run."""
    if run.state.status in ENDED:
        yield from _ask(an_ended_run_keeps_nothing, run)
        return
    unresolved = list(_ask(every_reference_resolves, run))
    yield from unresolved
    if unresolved or _is_to_begin(run):
        return
    for check in UNDER_WAY:
        yield from _ask(check, run)


def _is_to_begin(run: Subject) -> bool:
    """Whether nothing has happened to the run yet but that it may have been suspended."""
    return not run.state.started_at and not run.state.threads


def _ask(check: Check, run: Subject) -> Iterator[Broken]:
    return (Broken(name_of(check), what) for what in check(run))


def name_of(check: Callable[..., object]) -> str:
    """What a check is called: what must hold."""
    return check.__name__.replace("_", " ")
