"""Threads of control, stages and parallels fit into each other."""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import ROOT, Await, Branch, Decision, Parallel, Stage, Undo, Update
from orchestra_dsl.graph.statuses import COMPLETED
from orchestra_dsl.interpreter.state import Thread
from orchestra_dsl.runtime.invariants.subject import Subject


def every_thread_belongs_to_what_is_open(run: Subject) -> Iterator[str]:
    """The first thread is there; each further one is that of an open branch, or of a block that handles an error."""
    state = run.state
    for key, thread in state.threads.items():
        if key == ROOT:
            working = None if state.canceling is None else run.program.graph.on_cancel
            if (thread.parent, thread.block) != (None, working):
                yield "the first thread of control runs a block that is not the run's"
            continue
        assert thread.parent is not None
        assert thread.block is not None
        parent, block = state.threads[thread.parent], run.program.elements[thread.block]
        if isinstance(block, Branch):
            if (key, state.parallels[block.owner].thread) != (thread.block, thread.parent):
                yield f"the branch {block.name} belongs to another thread than its parallel"
        elif not (key in state.steps or key in state.stages or parent.at == key):
            yield f"{block.name} handles an error of {run.name(key)}, which is not open"


def control_stands_still_only_where_something_is_open(run: Subject) -> Iterator[str]:
    """A thread stands where it waits, where it has met an error, or in what it has entered."""
    if ROOT not in run.state.threads:
        yield "the run has not ended, and control is nowhere"
    for thread in run.state.threads.values():
        if thread.failure is None and not _stands(run, thread):
            yield f"control stands at {run.name(thread.at)}, where nothing waits"


def _stands(run: Subject, thread: Thread) -> bool:
    match run.program.elements[thread.at]:
        case Stage():
            stage = run.state.stages.get(thread.at)
            return stage is not None and stage.visit == thread.visit
        case Parallel():
            parallel = run.state.parallels.get(thread.at)
            return parallel is not None and parallel.visit == thread.visit
        case Decision() | Await():
            return thread.waiting is not None or thread.at in run.state.threads
        case Undo():
            return thread.undoing is not None
        case Update():
            return True  # the answer comes with the same commit, or is kept to be applied
    return thread.block == thread.at or thread.at in run.state.threads


def every_open_stage_has_something_left(run: Subject) -> Iterator[str]:
    """Whoever has entered a stage is in it until it is completed, and it counts the steps that are unfinished."""
    state = run.state
    for index, stage in state.stages.items():
        name, thread = run.name(index), state.threads[stage.thread]
        if stage.status != COMPLETED and (thread.at, thread.visit) != (index, stage.visit):
            yield f"the stage {name} is open, and control is not in it"
        inside = sum(run.program.elements[each].scope == index for each in state.steps)
        if inside > stage.left:
            yield f"the stage {name} has {inside} open steps, and counts {stage.left}"
        if not stage.left and stage.status == COMPLETED:
            yield f"the stage {name} is kept, with nothing left in it"


def every_open_parallel_counts_its_branches(run: Subject) -> Iterator[str]:
    """A parallel knows how many of its branches are open, and how the others have finished."""
    state = run.state
    for index, parallel in state.parallels.items():
        element = run.program.elements[index]
        assert isinstance(element, Parallel)
        name, thread = element.name, state.threads[parallel.thread]
        opened = sum(each in state.threads for each in element.branches)
        if opened != parallel.left or opened + len(parallel.statuses) != len(element.branches):
            yield f"the parallel {name} has {opened} open branches, and counts {parallel.left}"
        if not parallel.completed and (thread.at, thread.visit) != (index, parallel.visit):
            yield f"the parallel {name} is open, and control is not in it"
        if parallel.completed and not parallel.left:
            yield f"the parallel {name} is kept, with nothing left in it"


def no_visit_is_beyond_the_counter(run: Subject) -> Iterator[str]:
    """Every entry has a number that the run has given: else a later entry would have the same."""
    state = run.state
    for found in (state.threads, state.stages, state.steps, state.parallels):
        for index, each in found.items():
            if each.visit > state.visit:
                yield f"{run.name(index)} has visit {each.visit}, and the run has counted {state.visit}"
