"""`lock "name"`: stages that are not open at the same time, in all runs and in all branches (rule 18).

A stage stands in line for its lock once its `start when` holds, and its steps begin when it has it. It keeps the lock
until it is left, in error too. Other runs stand in the same line, so it lies outside of the run: to join it and to
leave it are calls to the world, and to have the lock is an event.
"""

from attrs import evolve

from orchestra_dsl.graph import elements as el
from tests.model.conditions import work_out
from tests.model.errors import Failed
from tests.model.state import Call, Run, put
from tests.model.world import World

Who = int | str
"""Who stands in a line: a stage of this run, by the number of its call, or another run."""


def stand_in_line(run: Run, world: World, index: int, element: el.Stage) -> Run:
    """The stage asks for its lock, if it has one. Raises Failed."""
    if element.lock is None:
        return run
    name = work_out(run, world, (index, None), element.lock)
    if not name.strip():
        raise Failed("BadLock", "the name of a lock is empty")
    stage = evolve(run.stages[index], lock=len(run.calls))
    call = Call("lock", index, 0, stage.visit, name, {}, passed=run.passed)
    return evolve(run, calls=(*run.calls, call), stages=put(run.stages, index, stage))


def give_back(run: Run, index: int) -> Run:
    """The stage is left: it leaves the line. If that is the event in which it has come, it has never stood there."""
    stage = run.stages[index]
    if stage.lock is None:
        return run
    run = evolve(run, stages=put(run.stages, index, evolve(stage, lock=None)))
    if stage.lock not in run.asked:
        return run
    asked = run.calls[stage.lock]
    return evolve(run, calls=(*run.calls, evolve(asked, kind="unlock", identity=(stage.lock,))))


def join(world: World, name: str, who: Who) -> Who | None:
    """Stand in the line behind whoever came before. The answer is who has the lock now and has not had it before."""
    line = world.lines.setdefault(name, [])
    line.append(who)
    return who if line[0] == who else None


def leave(world: World, name: str, who: Who) -> Who | None:
    """Leave the line, from its head or from within. The answer is who has the lock now and has not had it before."""
    line = world.lines[name]
    had_it = line[0] == who
    line.remove(who)
    return line[0] if had_it and line else None
