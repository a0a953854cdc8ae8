"""Predicates: questions that conditions ask a plugin.

    @predicate("customer_quiet")
    def customer_quiet(case: Case) -> bool | Answer:
        ...

The answer is kept until an input changes or the element is left; `Answer(False, ask_again_in=timedelta(hours=1))`
asks to be asked again.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from typing import ClassVar

import attrs

from orchestra_dsl.graph.model import Signature
from orchestra_dsl.plugin.signature import returns
from orchestra_dsl.plugin.supplied import P, R, Signed, SuppliedKind, check_name


@attrs.frozen
class Answer:
    """A predicate's answer that holds for a while only."""

    value: bool
    ask_again_in: timedelta | None = None


class Predicate(Signed[P, R]):
    """A predicate under its name."""

    kind: ClassVar[SuppliedKind] = "predicate"

    @cached_property
    def signature(self) -> Signature:
        """What the predicate takes, in the graph's terms. Raises BadPlugin."""
        returns(
            self.function,
            (bool, Answer, bool | Answer),
            "A predicate answers `-> bool`, `-> Answer` or `-> bool | Answer`.",
        )
        return Signature("predicate", self.name, self.takes.fields)


def predicate(name: str) -> Callable[[Callable[P, R]], Predicate[P, R]]:
    """Make the function below a predicate that sources ask by `name`."""
    check_name("predicate", name)
    return lambda function: Predicate(name, function)
