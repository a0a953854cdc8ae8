"""Screens: what a person is shown beside the fields that the source asks for.

    @screen("fix_case", asks=Fix)
    def fix_case(case: Case) -> View:
        return View(title=f"Case {case.number}", text=case.subject, help={"resolution": "In one sentence."})

A screen needs no plugin: without one its form is made from the declaration alone.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar

import attrs

from orchestra_dsl.graph.model import Signature
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.shape import Annotation
from orchestra_dsl.plugin.signature import outputs_of, returns
from orchestra_dsl.plugin.supplied import P, R, Signed, SuppliedKind, check_name


@attrs.frozen(kw_only=True)
class View:
    """What a screen shows: a title, a text below it, and a line of help for each field that needs one."""

    title: str | None = None
    text: str | None = None
    help: Mapping[str, str] = attrs.field(factory=dict)


class Screen(Signed[P, R]):
    """A screen under its name; `asks` is the class whose fields a person fills in."""

    kind: ClassVar[SuppliedKind] = "screen"

    def __init__(self, name: str, function: Callable[P, R], asks: Annotation) -> None:
        super().__init__(name, function)
        self.asks = asks

    @cached_property
    def signature(self) -> Signature:
        """What the screen takes and asks for, in the graph's terms. Raises BadPlugin."""
        if self.is_async:
            raise BadPlugin("it is async", "A screen is a plain function: take the `async` out.")
        returns(self.function, (View,), "A screen answers `-> View`.")
        return Signature("screen", self.name, self.takes.fields, outputs_of(self.asks, "what it asks for"))

    def _given(self) -> list[Any]:
        return [self.asks]


def screen(name: str, *, asks: type | None) -> Callable[[Callable[P, R]], Screen[P, R]]:
    """Make the function below what the screen `name` shows. `asks` has a field for each output; None for none."""
    check_name("screen", name)
    return lambda function: Screen(name, function, asks)
