"""Items that people give to a `for each` that says `may add`: checked against the type of its list."""

from typing import Any

from orchestra_dsl.graph.accept import BadValue, accept
from orchestra_dsl.graph.elements import AnyStep
from orchestra_dsl.graph.model import Parameter
from orchestra_dsl.graph.types import Type
from orchestra_dsl.graph.values import Stored
from orchestra_dsl.interpreter.events import AddingEnded, InstanceAdded
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.arguments import missing_record
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.errors import Refusal


class Adding:
    """What `engine.runs` hands on of it."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def add(self, run_id: str, step: str, item: Any, by: Acting, event_id: str | None) -> None:
        """Give the step one item more. Raises Refusal."""
        index, type_ = self._added(run_id, step)
        self._core.deliver(run_id, InstanceAdded(index, self._accepted(type_, item)), by, event_id=event_id)

    def end(self, run_id: str, step: str, by: Acting, event_id: str | None) -> None:
        """Say that nothing more comes. Raises Refusal."""
        index, _ = self._added(run_id, step)
        self._core.deliver(run_id, AddingEnded(index), by, event_id=event_id)

    def type_of(self, run_id: str, step: str) -> Type:
        """The type of what may be added. Raises Refusal."""
        return self._added(run_id, step)[1]

    def _added(self, run_id: str, name: str) -> tuple[int, Type]:
        """The index of the step of this name, and the type of its items."""
        key = self._core.run_key(run_id)
        with self._core.store.reading() as reads:
            run = reads.run_row(key)
            if run is None:
                raise Refusal("not found", "this run is not there any more")
            program = self._core.programs.by_key(run.graph, reads)
        steps = {each.name: index for index, each in enumerate(program.elements) if isinstance(each, AnyStep)}
        if name not in steps:
            raise Refusal("not found", f"{run.orchestration} has no step {name}; it has {', '.join(steps) or 'none'}")
        each = program.step_elements[steps[name]].each
        if each is None or not each.may_add:
            raise Refusal("not allowed", f"nothing can be added to {name}: its source does not say `may add`")
        return steps[name], each.item

    def _accepted(self, type_: Type, item: Any) -> Stored:
        try:
            stored = accept(type_, item)
        except BadValue as error:
            raise Refusal("bad value", f"the item does not fit: {error}") from error
        with self._core.store.reading() as reads:
            missing = missing_record((Parameter("the item", type_),), (stored,), reads)
        if missing is not None:
            raise Refusal("not found", missing)
        return stored
