"""What must hold between a run's state and what the store keeps of the run for lists, other runs and people."""

from collections.abc import Iterator

from attrs import frozen

from orchestra_dsl.graph.statuses import ENDED, Status
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.names import item_name
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import State
from orchestra_dsl.interpreter.step import summary_of
from orchestra_dsl.runtime.applying.states import Loaded
from orchestra_dsl.runtime.applying.viewers import UNTOLD, viewers_of
from orchestra_dsl.runtime.invariants.subject import Rows, Subject
from orchestra_dsl.runtime.store.inspected import InspectedItem, InspectedRun
from orchestra_dsl.runtime.store.port import Reads


@frozen
class Stored:
    """A run as a store has it, with the program that it is pinned to. `reads` are of the same instant."""

    run: InspectedRun
    state: State
    program: Program
    reads: Reads

    def subject(self) -> Subject:
        """The same as the checks of one run see it."""
        run = self.run
        readings: dict[tuple[int, int], tuple[tuple[str, str, str], ...]] = {}
        for element, instance, *read in run.watches:
            readings[element, instance] = (*readings.get((element, instance), ()), (read[0], read[1], read[2]))
        rows = Rows(
            effects={name: effect for name, (_, effect) in run.effects.items()},
            timers={(each.kind, each.ref): each.due for each in run.timers},
            items={item_name(each.ref): each for each in run.items},
            readings=readings,
            lines={(ref, name) for ref, name, _ in run.lines},
            coming=[each.act for each in run.coming],
            unsure=run.unsure,
        )
        return Subject(self.program, self.state, rows)


def a_run_is_listed_as_its_state_says(stored: Stored) -> Iterator[str]:
    """Lists of runs show columns of their own, which say what the state says."""
    run, state = stored.run, stored.state
    summary = summary_of(stored.program.elements, state)
    said = {
        "id": (run.id, state.run),
        "status": (Status(run.status).words, state.status.words),
        "outcome": (run.outcome, summary.outcome),
        "error": (run.error, summary.error),
        "number of events": (run.sequence, state.sequence),
        "openness": (run.open, stored.program.sight.open),
    }
    for what, (listed, true) in said.items():
        if listed != true:
            yield f"its {what} is listed as {listed}, and is {true}"


def effects_are_of_the_elements_that_sent_them(stored: Stored) -> Iterator[str]:
    """When the visit of an element ends its effects go, by the element that their rows name."""
    for name, (element, effect) in stored.run.effects.items():
        if effect is not None and effect.ref.element != element:
            yield f"the effect {name} is kept for element {element}, and is of element {effect.ref.element}"


def work_items_are_in_the_lists_of_their_candidates(stored: Stored) -> Iterator[str]:
    """Whoever may claim an open work item finds it, and nobody else; it counts for who has it."""
    for item in stored.run.items:
        if tuple(sorted(set(item.candidates))) != item.listed:
            listed, meant = (", ".join(each) or "nobody" for each in (item.listed, item.candidates))
            yield f"work item {item.key} is in the lists of {listed}, and is for {meant}"
        if item.claimed_by is None and item.holder != _alone(item):
            yield f"work item {item.key} counts for {item.holder or 'nobody'}, and is for {_alone(item) or 'several'}"


def _alone(item: InspectedItem) -> str | None:
    """The one user whom an item is for."""
    only = item.candidates[0] if len(item.candidates) == 1 else ""
    return only if only.startswith("user:") else None


def locks_are_held_by_stages_that_have_begun(stored: Stored) -> Iterator[str]:
    """A stage begins once it has its lock; what tells it so may still be on its way."""
    told = {act.ref for act in (each.act for each in stored.run.coming) if isinstance(act, ev.LockTaken)}
    for ref, name, held_at in stored.run.lines:
        stage = stored.state.stages.get(ref.element)
        if stage is None or stage.visit != ref.visit or stored.run.unsure:
            continue
        if stage.begun and held_at is None:
            yield f"{stored.program.elements[ref.element].name} has begun, and does not have its lock `{name}`"
        if held_at is not None and not stage.begun and Ref(ref.element, ref.visit) not in told:
            yield f"{stored.program.elements[ref.element].name} has its lock `{name}`, and does not know it"


def runs_that_are_steps_are_there(stored: Stored) -> Iterator[str]:
    """A step that waits for a run waits for one that goes on, and that is its step."""
    told = {each.act.ref for each in stored.run.coming if isinstance(each.act, ev.ChildEnded)}
    for index, step in stored.state.steps.items():
        for number, instance in step.instances.items():
            ref = Ref(index, step.visit, number, instance.attempt)
            if instance.child is None or ref in told or stored.run.unsure:
                continue
            name = stored.program.elements[index].name
            key = stored.reads.run_key(instance.child)
            row = None if key is None else stored.reads.run_row(key)
            if row is None:
                yield f"{name} waits for run {instance.child}, which is not there"
            elif row.parent != stored.run.id:
                yield f"{name} waits for run {instance.child}, which is no step of it"
            elif row.status in ENDED:
                yield f"{name} waits for run {instance.child}, which has ended"


def a_run_that_is_a_step_knows_its_parent(stored: Stored) -> Iterator[str]:
    """A run tells its end to the step that waits for it; the parent that it is listed under is the one it tells."""
    parent, listed = stored.state.parent, stored.run.parent
    if not stored.state.started_at and not stored.state.threads:
        return  # it has not begun, and is told with its first event
    if parent is None:
        if listed is not None:
            yield "it is listed as a step of another run, and does not know of it"
        return
    key = stored.reads.run_key(parent.run)
    if key is None or key != listed:
        yield f"it is a step of run {parent.run}, and is not listed as such"


def whoever_may_look_is_listed(stored: Stored) -> Iterator[str]:
    """Lists of runs find what somebody may look at by names that are kept beside the runs."""
    run = stored.run
    if stored.program.sight.open:
        return
    loaded = Loaded(run.key, run.id, stored.program, run.updated_at, run.status, run.encoded)
    wanted = viewers_of(loaded, stored.reads)
    changed = {(each.type, each.id) for each in stored.reads.view_changes(-1)}
    if (run.viewers.records | wanted.records) & changed:
        return  # a record has been written, and not all runs have taken note yet
    if wanted.principals == UNTOLD.principals and not stored.program.sight.asked:
        return  # it cannot be told now: a record is damaged, or too many are named
    if run.viewers.principals != wanted.principals:
        listed, named = (", ".join(sorted(each)) or "nobody" for each in (run.viewers.principals, wanted.principals))
        yield f"it is listed for {listed}, and its source names {named}"
    if run.viewers.records != wanted.records:
        yield "other records are kept as saying who may look than those that do"


def children_are_counted(stored: Stored) -> Iterator[str]:
    """The number that a run has given to its last step that is a run is that of none to come."""
    prefix = f"{stored.run.id}-"
    for step in stored.state.steps.values():
        for instance in step.instances.values():
            number = (instance.child or "").removeprefix(prefix)
            if number.isdigit() and int(number) > stored.state.children:
                yield f"run {instance.child} has been started, and {stored.state.children} are counted"


STORED_CHECKS = (
    a_run_is_listed_as_its_state_says,
    effects_are_of_the_elements_that_sent_them,
    work_items_are_in_the_lists_of_their_candidates,
    locks_are_held_by_stages_that_have_begun,
    runs_that_are_steps_are_there,
    a_run_that_is_a_step_knows_its_parent,
    children_are_counted,
    whoever_may_look_is_listed,
)
"""What is asked of each run of a store."""
