"""The schedules of a project: those that are in force, and those that its sources declare beside them."""

from collections import Counter
from typing import TYPE_CHECKING

from orchestra_dsl.graph.model import ScheduleTrigger
from orchestra_dsl.workspace.errors import CompileFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from orchestra_dsl.runtime.store.rows import ScheduleRow
    from orchestra_dsl.workspace.project import Project

Declared = tuple[str, str, str]
"""An orchestration, a cron text and a zone."""


def not_in_force(project: "Project", rows: "Iterable[ScheduleRow]") -> list[Declared]:
    """What the sources declare and no worker has put in force yet; nothing where the sources have errors."""
    try:
        declared = Counter(_declared(project))
    except CompileFailed:
        return []
    declared.subtract((row.name, row.cron, row.zone) for row in rows)
    return list(declared.elements())


def _declared(project: "Project") -> "Iterator[Declared]":
    for each in project.compile().orchestrations:
        for trigger in each.graph.triggers:
            if isinstance(trigger, ScheduleTrigger):
                yield each.graph.name, trigger.cron, trigger.zone
