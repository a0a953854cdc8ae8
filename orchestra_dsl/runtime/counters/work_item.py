"""A work item as people see it."""

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from orchestra_dsl.graph.elements import Interactive, asked_outputs
from orchestra_dsl.graph.statuses import CLOSED, ItemStatus
from orchestra_dsl.graph.types import Field
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.runtime.store.rows import ItemRow


@frozen(kw_only=True)
class WorkItem:
    """A work item as people see it. `inputs` and `outputs` are what its screen shows and asks for, with their types.

    `instance` is its number among those of its step, from 1; None for a step without `for each`.
    `excluded` are those who may not do it, as of when somebody last acted (they are asked for again at every act);
    `delegated` the users who have delegated it, the first one first. Of `priority` the greater number comes first in
    lists. `until` is when a suspended one goes on by itself, `draft` what has been entered so far. `may_skip` tells
    whether whoever may complete it may skip it. `acting_for` is in whose place a substitute has claimed it or
    completed it, `pool` whom it is for where it is allocated to one of them.
    `version` grows with every change: an act that names it is refused when somebody else was quicker.
    """

    key: int
    run: str
    orchestration: str
    element: str
    instance: int | None
    label: str | None
    screen: str
    status: ItemStatus
    version: int
    candidates: tuple[str, ...]
    excluded: tuple[str, ...]
    delegated: tuple[str, ...]
    claimed_by: str | None
    arguments: Mapping[str, Any]
    inputs: tuple[Field, ...]
    outputs: tuple[Field, ...]
    opened_at: int
    due_at: int | None
    completed_by: str | None
    priority: int = 0
    until: int | None = None
    may_skip: bool = False
    about: str | None = None
    locks: str | None = None
    draft: Mapping[str, Any] = field(factory=dict)
    acting_for: str | None = None
    pool: tuple[str, ...] = ()

    def is_overdue(self, now: int) -> bool:
        """Whether it should have been done by now, and is still open."""
        return self.due_at is not None and self.due_at <= now and self.status not in CLOSED


def shown(row: ItemRow, program: Program) -> WorkItem:
    """The item of a row; `program` is its run's."""
    element = program.elements[row.ref.element]
    assert isinstance(element, Interactive)
    return WorkItem(
        key=row.key,
        run=row.run_id,
        orchestration=program.graph.name,
        element=element.name,
        instance=None if element.each is None else row.ref.instance + 1,
        label=element.label,
        screen=element.screen,
        status=row.status,
        version=row.version,
        candidates=row.candidates,
        excluded=row.excluded,
        delegated=row.delegated,
        claimed_by=row.claimed_by,
        arguments=row.arguments,
        inputs=element.parameters,
        outputs=asked_outputs(element),
        opened_at=row.opened_at,
        due_at=row.due_at,
        completed_by=row.completed_by,
        priority=row.priority,
        until=row.until,
        may_skip=element.may_skip,
        about=row.about,
        locks=row.locks,
        draft=row.draft,
        acting_for=row.acting_for,
        pool=row.pool,
    )
