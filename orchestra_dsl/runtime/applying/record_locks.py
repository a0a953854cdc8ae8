"""Records that open work items lock: nobody else writes or deletes them (language.md, section 3, `locks RECORD`).

A lock is no row of its own but the open item, so it goes with the item, in the same transaction. Several items may lock
a record: each has to allow a write. With `except assignees` those may write who could do the work now: who has claimed
it or, while nobody has, its candidates (a substitute claims it first). A lock holds for administrators too, who can
give the work to others. It does not hold for the run whose item it is, nor for the other runs of its family (the runs
of its steps, and those that it is a step of), nor for the flows that these call: they are one process. Other runs and
their flows meet it as the error RecordLocked.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from orchestra_dsl.graph.elements import Interactive
from orchestra_dsl.graph.values import principal_name, record_name
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.batch import Batch
from orchestra_dsl.runtime.applying.facts import NeedsOutside
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.store.rows import ItemRow

Answers = Mapping[Any, Any]


def check_unlocked(batch: Batch, type_: str, id_: str, by: Acting, facts: Answers) -> None:
    """Refuse a write by somebody whom a lock keeps out. Raises NeedsOutside for who belongs to which group."""
    for item in batch.transaction.items_locking(record_name(type_, id_)):
        element = batch.programs.by_key(item.graph, batch.transaction).elements[item.ref.element]
        assert isinstance(element, Interactive)
        if not (element.assignees_may_write and by.user is not None and _may_do(by.user, item, facts)):
            raise Refusal("not allowed", _locked(type_, id_, item, element))


def why_locked(batch: Batch, type_: str, id_: str, run: str) -> str | None:
    """Why a run may not write the record; None where it may."""
    for item in batch.transaction.items_locking(record_name(type_, id_)):
        if _family(item.run_id) != _family(run):
            element = batch.programs.by_key(item.graph, batch.transaction).elements[item.ref.element]
            assert isinstance(element, Interactive)
            return _locked(type_, id_, item, element)
    return None


def _family(run: str) -> str:
    """The id of the run at the top, with which those of the runs below it begin."""
    return run.partition("-")[0]


def _locked(type_: str, id_: str, item: ItemRow, element: Interactive) -> str:
    whose = [item.claimed_by] if item.claimed_by is not None else item.candidates
    has = f"{'claimed by' if item.claimed_by is not None else 'open for'} {', '.join(map(principal_name, whose))}"
    work = f"work item {item.key}, {element.label or element.name}, {has}, of run {item.run_id}"
    others = "nobody else" if element.assignees_may_write else "nobody"
    return f"{type_} {id_} is locked by {work}: {others} may change it until that is done"


def _may_do(user: str, item: ItemRow, facts: Answers) -> bool:
    """Whether the user could do the work now."""
    if item.claimed_by is not None:
        return user == item.claimed_by
    if user in item.delegated or _is_among(user, item.excluded, facts):
        return False
    return _is_among(user, item.candidates, facts)


def _is_among(user: str, people: tuple[str, ...], facts: Answers) -> bool:
    if user in people:
        return True
    keys = tuple(_questions(user, people))
    missing = tuple(key for key in keys if key not in facts)
    if missing:
        raise NeedsOutside(missing)
    return any(facts[key] for key in keys)


def _questions(user: str, people: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    return (("member", user, each) for each in people if not each.startswith("user:"))
