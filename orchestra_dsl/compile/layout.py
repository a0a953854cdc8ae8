"""The place of every element in a graph: its index, its stable name, its scope, and what comes next.

Elements are numbered in the order of the source: a stage, its steps, each with the blocks of its handlers, then those
of the stage; a decision, then the blocks of its outcomes; a parallel, then its branches, each with what stands in it;
an await, then the blocks of its arms; last the handlers of the orchestration, and what it does `on cancel`. The order
of clauses plays no part.

Names are stable: they say where an element stands, not when it was compiled.

- A stage, a decision, a parallel, a branch and a named await have their own: `triage`. A step has its stage before it:
  `triage.classify`.
- What has no name has the word of the language and its number among its like in its block: `set.1`, `go_to.2`, `end.1`,
  `fail.1`, `var.1`, `repeat.1`, `notify.1`, `await.1`, `wait.1`, `wait_until.1`. Inside a block the names of what
  holds it come before: `refund_accepted.again.set.1`, `refund_accepted.otherwise.end.1`, `repeat.1.set.1`, `left.set.1`
  in the branch `left`, `await.1.arm.2.set.1` in the second arm.
- The block of a handler has its number among the handlers of its owner: `triage.classify.on_error.1`, `on_error.2`.
- What is done `on_cancel` is a block of that name. Each of its steps has its own name, and is the only one of a stage
  that the source has not: `on_cancel.1`.

A name never has a number where another has a word, so no two are alike.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import attrs

from orchestra_dsl.analysis.flow.handlers import handlers_in
from orchestra_dsl.graph.elements import FALLS_OFF, ROOT, THE_END
from orchestra_dsl.syntax import nodes as n

Elements = Sequence[n.Element]

_WORDS: dict[type[n.Node], str] = {
    n.Set: "set",
    n.Var: "var",
    n.Update: "update",
    n.GoTo: "go_to",
    n.End: "end",
    n.Fail: "fail",
    n.Repeat: "repeat",
    n.Notify: "notify",
    n.Log: "log",
    n.Cancel: "cancel",
    n.Await: "await",
    n.Wait: "wait",
    n.WaitUntil: "wait_until",
    n.Undo: "undo",
}

_LABEL = "On cancel"
"""What people read of the stages around what is done `on cancel`."""


@attrs.frozen(eq=False)
class Row:
    """One element to be. `node` is its node in the tree; for the block of a handler the handler."""

    node: n.Node
    name: str
    scope: int
    owner: int = ROOT
    """For a handler's block: what the handler belongs to; for a branch its parallel."""


@attrs.frozen(eq=False)
class Layout:
    """The rows in the order of their indices, and where control goes from them."""

    rows: tuple[Row, ...]
    indices: Mapping[int, int]
    below: Mapping[int, int]
    entries: Mapping[int, int]
    ends: Mapping[int, int]
    first: int
    on_cancel: int | None = None

    def index(self, node: n.Node) -> int:
        """Return the index of an element, a step, a branch or a handler with a block; for an arm that of its await."""
        return self.indices[id(node)]

    def inside(self, node: n.Element) -> range:
        """Return the indices of everything that stands inside a parallel or an await."""
        return range(self.indices[id(node)] + 1, self.ends[id(node)])

    def next(self, node: n.Node) -> int:
        """Return where control goes below an element."""
        return self.below[id(node)]

    def entry(self, block: n.Block | n.OnCancel) -> int:
        """Return where control goes when it enters a block."""
        return self.entries[id(block)]


def lay_out(orchestration: n.Orchestration) -> Layout:
    """Number and name the elements of an orchestration."""
    builder = _Builder()
    builder.number(orchestration.elements, "", ROOT)
    builder.number_handlers(orchestration.clauses, "", ROOT, ROOT)
    first = builder.connect(orchestration.elements, THE_END)
    builder.connect_handlers(orchestration.clauses)
    on_cancel = next((each for each in orchestration.clauses if isinstance(each, n.OnCancel)), None)
    block = None if on_cancel is None else builder.on_cancel(on_cancel)
    return Layout(tuple(builder.rows), builder.indices, builder.below, builder.entries, builder.ends, first, block)


class _Builder:
    """Indices first, then where each leads."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.indices: dict[int, int] = {}
        self.below: dict[int, int] = {}
        self.entries: dict[int, int] = {}
        self.ends: dict[int, int] = {}

    def add(self, row: Row) -> int:
        """Give the next index to a row."""
        self.indices[id(row.node)] = len(self.rows)
        self.rows.append(row)
        return len(self.rows) - 1

    # --- indices ------------------------------------------------------------------------------------------------

    def number(self, elements: Elements, prefix: str, scope: int) -> None:
        """Number the elements of a block and of the blocks inside it."""
        ordinals: Counter[str] = Counter()
        for element in _that_run(elements):
            if isinstance(element, n.Stage | n.Decision | n.Parallel | n.Await) and element.name is not None:
                name = element.name.text
            else:
                word = _WORDS[type(element)]
                ordinals[word] += 1
                name = f"{prefix}{word}.{ordinals[word]}"
            index = self.add(Row(element, name, scope))
            match element:
                case n.Stage():
                    self._number_stage(element, name, index, scope)
                case n.Repeat():
                    self.number(element.block.elements, f"{name}.", scope)
                case n.Decision():
                    for label, block in _blocks(element):
                        self.number(block.elements, f"{name}.{label}.", scope)
                case n.Parallel():
                    self._number_branches(element, index, scope)
                case n.Await():
                    self._number_arms(element, name, index, scope)
                case _:
                    pass
            self.ends[id(element)] = len(self.rows)

    def _number_branches(self, parallel: n.Parallel, index: int, scope: int) -> None:
        for branch in parallel.branches:
            name = branch.name.text
            inside = self.add(Row(branch, name, scope, index))
            self.number(branch.block.elements, f"{name}.", inside)

    def _number_arms(self, element: n.Await, name: str, index: int, scope: int) -> None:
        for ordinal, arm in enumerate(element.arms, 1):
            self.indices[id(arm)] = index
            if isinstance(arm.then, n.Block):
                self.number(arm.then.elements, f"{name}.arm.{ordinal}.", scope)

    def _number_stage(self, stage: n.Stage, name: str, index: int, scope: int) -> None:
        for step in stage.steps:
            step_name = step.name.text if _is_alone(stage) else f"{name}.{step.name.text}"
            step_index = self.add(Row(step, step_name, index))
            self.number_handlers(step.clauses, f"{step_name}.", index, step_index)
        self.number_handlers(stage.clauses, f"{name}.", scope, index)

    def number_handlers(self, clauses: Sequence[n.Node], prefix: str, scope: int, owner: int) -> None:
        """Number the blocks of the handlers among some clauses."""
        for ordinal, handler in enumerate(handlers_in(clauses), 1):
            if isinstance(handler.then, n.Block):
                name = f"{prefix}on_error.{ordinal}"
                index = self.add(Row(handler, name, scope, owner))
                self.number(handler.then.elements, f"{name}.", index)

    def on_cancel(self, clause: n.OnCancel) -> int:
        """Number what is done when the run is canceled, and say where it leads. Return the index of its block."""
        block = self.add(Row(clause, "on_cancel", ROOT))
        elements = [_alone(each, ordinal) for ordinal, each in enumerate(clause.elements, 1)]
        self.number(elements, "on_cancel.", block)
        self.entries[id(clause)] = self.connect(elements, FALLS_OFF)
        return block

    # --- where they lead ----------------------------------------------------------------------------------------

    def connect(self, elements: Elements, below: int) -> int:
        """Say what comes next in a block; `below` is where control goes after it. Return its first element."""
        running = _that_run(elements)
        starts = [*(self.indices[id(element)] for element in running), below]
        for element, following in zip(running, starts[1:], strict=True):
            self.below[id(element)] = following
            match element:
                case n.Stage():
                    for step in element.steps:
                        self.connect_handlers(step.clauses)
                    self.connect_handlers(element.clauses)
                case n.Repeat():
                    again = self.indices[id(element)]
                    self.entries[id(element.block)] = self.connect(element.block.elements, again)
                case n.Decision():
                    for _, block in _blocks(element):
                        self.entries[id(block)] = self.connect(block.elements, following)
                case n.Parallel(branches=branches):
                    for branch in branches:
                        self.entries[id(branch.block)] = self.connect(branch.block.elements, FALLS_OFF)
                case n.Await(arms=arms):
                    for arm in arms:
                        if isinstance(arm.then, n.Block):
                            self.entries[id(arm.then)] = self.connect(arm.then.elements, following)
                case _:
                    pass
        return starts[0]

    def connect_handlers(self, clauses: Sequence[n.Node]) -> None:
        """Say what comes next in the blocks of the handlers among some clauses."""
        for handler in handlers_in(clauses):
            if isinstance(handler.then, n.Block):
                self.entries[id(handler.then)] = self.connect(handler.then.elements, FALLS_OFF)


def _alone(element: n.BackgroundStep | n.Undo, ordinal: int) -> n.Stage | n.Undo:
    """A step of `on cancel` in a stage of its own: they are done one after the other."""
    if isinstance(element, n.Undo):
        return element
    name, label = n.Name(span=element.span, text=f"on_cancel.{ordinal}"), n.TextLiteral(span=element.span, value=_LABEL)
    return n.Stage(span=element.span, name=name, label=label, clauses=(), steps=(element,), doc=None)


def _is_alone(stage: n.Stage) -> bool:
    """Whether it is the stage around a step of `on cancel`: no name in a source has a dot."""
    return "." in stage.name.text


def _that_run(elements: Elements) -> list[n.Element]:
    """Leave out what is no element of the graph: a `let` is a formula, read where it is named."""
    return [element for element in elements if not isinstance(element, n.Let)]


def _blocks(decision: n.Decision) -> list[tuple[str, n.Block]]:
    """The blocks of a decision, with the names of their outcomes."""
    named = [(outcome.name.text, outcome.then) for outcome in decision.outcomes]
    if decision.otherwise is not None:
        named.append(("otherwise", decision.otherwise))
    return [(name, then) for name, then in named if isinstance(then, n.Block)]
