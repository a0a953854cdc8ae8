"""`expect item STEP …`: how the work items of a step stand, each of them in the last visit of its stage.

A step has one item, or one for each item of a `for each`: then it is enough that one of them stands so.
"""

from collections.abc import Iterable, Sequence
from typing import Any, assert_never

from orchestra_dsl.graph import scenario as s
from orchestra_dsl.graph.statuses import NOT_CLOSED, ItemStatus
from orchestra_dsl.graph.values import Convert, decoder, principal_name
from orchestra_dsl.runtime.store.rows import ItemRow
from orchestra_dsl.scenario.items import items_of
from orchestra_dsl.scenario.people import user
from orchestra_dsl.scenario.play import Play
from orchestra_dsl.scenario.result import ScenarioFailed, check
from orchestra_dsl.scenario.showing import shown
from orchestra_dsl.scenario.standing import described
from orchestra_dsl.scenario.work import people_of


def expect_item(play: Play, line: s.OfItem) -> None:
    """Check one expectation. Raises ScenarioFailed where it does not hold."""
    items = _last_of_each(items_of(play, line.step))
    if not items:
        raise ScenarioFailed(f"{line.step.text} has no work item: the step {described(play, line.step)}")
    about = f"item {line.step.text}"
    match line:
        case s.ExpectItem():
            holds = any(_stands(item, line) for item in items)
            check(f"{about} {_words(line)}", _all(map(_standing, items)), holds=holds)
        case s.ExpectOffered(people=people):
            wanted = people_of(play, people)
            holds = any(set(item.candidates) == set(wanted) and item.status in NOT_CLOSED for item in items)
            check(f"{about} offered to {_names(wanted)}", _all(map(_offered, items)), holds=holds)
        case s.ExpectPriority(priority=priority):
            number = play.value(priority)
            holds = any(item.priority == number for item in items)
            check(f"{about} priority {number}", _all(f"it has priority {item.priority}" for item in items), holds=holds)
        case s.ExpectDraft(value=value):
            _expect_draft(play.value(value), decoder(value.type) or dict, about, items)
        case _:
            assert_never(line)


def _last_of_each(items: list[ItemRow]) -> list[ItemRow]:
    """The newest item of each instance, in the last visit."""
    last = {item.run: item.ref.visit for item in items}
    return list({(item.run, item.ref.instance): item for item in items if item.ref.visit == last[item.run]}.values())


def _stands(item: ItemRow, line: s.ExpectItem) -> bool:
    if item.status.words != line.status:
        return False
    if line.by is not None and _who(item) != user(line.by):
        return False
    return line.acting_for is None or item.acting_for == user(line.acting_for)


def _who(item: ItemRow) -> str | None:
    """Who has the item, or has done it."""
    return item.completed_by if item.status == ItemStatus.COMPLETED else item.claimed_by


def _expect_draft(stored: Any, convert: Convert, about: str, items: list[ItemRow]) -> None:
    """Expect these values to be in a draft; one that is `null` is not there."""
    wanted, drafts = convert(stored), [convert(item.draft) for item in items]
    holds = any(all(draft.get(name) == value for name, value in wanted.items()) for draft in drafts)
    found = (f"its draft is {shown(draft)}" if draft else "it has no draft" for draft in drafts)
    check(f"{about} draft {shown(wanted)}", _all(found), holds=holds)


# --- in words ---------------------------------------------------------------------------------------------------


def _words(line: s.ExpectItem) -> str:
    by = f" by {line.by}" if line.by else ""
    return f"{line.status}{by}{f' for {line.acting_for}' if line.acting_for else ''}"


def _standing(item: ItemRow) -> str:
    who = _who(item)
    by = f" by {principal_name(who)}" if who else ""
    return f"it is {item.status.words}{by}{f' for {principal_name(item.acting_for)}' if item.acting_for else ''}"


def _offered(item: ItemRow) -> str:
    if item.status not in NOT_CLOSED:
        return _standing(item)
    return f"it is offered to {_names(item.candidates)}"


def _names(people: Sequence[str]) -> str:
    return ", ".join(map(principal_name, people)) or "nobody"


def _all(sentences: Iterable[str]) -> str:
    return "; ".join(sentences)
