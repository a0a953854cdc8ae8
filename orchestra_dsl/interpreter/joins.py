"""How far a `start after` is: how many of its steps have finished, and how many of these are completed (rule 6)."""

from orchestra_dsl.graph.elements import Join
from orchestra_dsl.interpreter.state import StageState

Met = tuple[int, int]


def counted(join: Join, met: Met, *, completed: bool) -> tuple[Met, bool]:
    """One more step has finished: how far the join is now, and whether that is what its dependent begins with."""
    finished, so_far = met[0] + 1, met[1] + completed
    everything = finished == len(join.elements)
    if join.count is None:
        return (finished, so_far), everything
    return (finished, so_far), (completed and so_far == join.count) or (everything and so_far < join.count)


def keep(stage: StageState, dependent: int, join: Join, met: Met) -> None:
    """Note how far it is, until all have finished: then there is nothing left to count."""
    stage.met.pop(dependent, None)
    if met[0] < len(join.elements):
        stage.met[dependent] = met
