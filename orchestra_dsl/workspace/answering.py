"""Completing work items with answers of a file, or with what somebody has typed."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from orchestra_dsl.graph.statuses import TO_DO
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.runtime.counters.work_item import WorkItem
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.workspace.answers import Answer, Answers
from orchestra_dsl.workspace.engine import ProjectEngine
from orchestra_dsl.workspace.errors import UsageError

_LATE = ("not open", "claimed", "changed", "suspended")
"""Why an answer may be refused that was right when it was asked for: somebody else was quicker."""


@attrs.define
class Answering:
    """Answers the work items of one engine. `left` are versions of items that are left to others."""

    engine: ProjectEngine
    answers: Answers = attrs.field(factory=Answers)
    left: set[tuple[int, int]] = attrs.field(factory=set)

    def is_left(self, item: WorkItem) -> bool:
        """Whether the item, as it is, is left to others."""
        return (item.key, item.version) in self.left

    def leave(self, item: WorkItem) -> None:
        """Leave the item to others, until it changes."""
        self.left.add((item.key, item.version))

    def next(self, items: Sequence[WorkItem], completed: Mapping[str, int]) -> tuple[WorkItem, Answer] | None:
        """The first item that the file has an answer for, where each step has been completed so many times.

        Of several open items of a `for each` it is the first that is for the one who answers.
        """
        for item in items:
            if item.status not in TO_DO:
                continue
            answer = self.answers.answer(item.element, completed.get(item.element, 0))
            if answer is None or self.is_left(item):
                continue
            others = [each for each in items if each.element == item.element and not self.is_left(each)]
            return next((each for each in others if self._is_for(each, answer.user)), item), answer
        return None

    def _is_for(self, item: WorkItem, user: str) -> bool:
        if item.claimed_by is not None:
            return item.claimed_by == user
        groups = [each for each in item.candidates if not each.startswith("user:")]
        return user in item.candidates or any(self.engine.directory.member(user, each) for each in groups)

    def use(self, item: WorkItem, answer: Answer) -> str | None:
        """Complete an item with an answer of the file. Raises UsageError when the answer can never be taken."""
        try:
            return self.complete(item, answer.user, answer.with_)
        except Refusal as refusal:
            hint = "Change the answers file; the run is stored, and goes on from here."
            raise UsageError(f"the answer to {item.element} is refused: {refusal.message}", hint=hint) from refusal

    def complete(self, item: WorkItem, user: str, values: Mapping[str, Any]) -> str | None:
        """Claim and complete; None when it is done, else why somebody else was quicker. Raises Refusal otherwise."""
        by = self.engine.by(user)
        try:
            claimed = self.engine.work.claim(item.key, by, version=item.version)
            self.engine.work.complete(item.key, values, by, version=claimed.version)
        except Refusal as refusal:
            if refusal.code not in _LATE:
                raise
            self.leave(item)
            return f"{principal_name(by.user or '')} was not the first: {refusal.message}."
        return None
