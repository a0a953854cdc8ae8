"""Graphs written by hand, readably: names instead of indices, blocks instead of `next`.

    graph(
        stage("a", background("x", outputs={"n": INTEGER}), background("y", after="x")),
        decision("d", outcome("big", "b", when=output("a.x", "n") …), otherwise("end")),
        stage("b", interactive("z", assign=people("user:ann"))),
        end("Done"),
    )

Expressions are the graph's own nodes, with names where a graph has indices; `graph` puts the indices in. A target is
a name, "end", or "next": what comes after the decision (or, for a handler, falls off its block).
"""

from collections.abc import Iterable, Mapping
from operator import is_
from typing import Any, cast

import msgspec
from attrs import Factory, define

from orchestra_dsl.graph import elements as el
from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.expressions import InlinePredicate
from orchestra_dsl.graph.model import (
    FORMAT,
    EventType,
    Graph,
    LetFormula,
    Parameter,
    Record,
    Trigger,
    VariableSlot,
)
from orchestra_dsl.graph.types import DATETIME, DURATION, PEOPLE, USER, Field, Type
from tests.interpreter.terms import literal

Fields = Mapping[str, Type]


@define(kw_only=True)
class Draft:
    """An element before its names are indices: `kind` and the attributes that are set."""

    kind: type
    name: str
    attributes: dict[str, Any] = Factory(dict)
    steps: tuple["Draft", ...] = ()
    handlers: tuple["DraftHandler", ...] = ()
    outcomes: tuple["DraftOutcome", ...] = ()
    branches: tuple[tuple[str, tuple["Draft", ...]], ...] = ()
    arms: tuple["DraftArm", ...] = ()


@define
class DraftHandler:
    """`on error`: a target, or a block."""

    code: str | None
    target: str | None
    block: tuple[Draft, ...]


@define
class DraftOutcome:
    """One way out of a decision: a target, or a block."""

    name: str
    when: ex.Expression | None
    target: str | None
    block: tuple[Draft, ...]
    kept: bool


@define
class DraftArm:
    """One arm of an await, without its target: a name, or a block."""

    arm: el.Arm
    target: str | None
    block: tuple[Draft, ...]


@define
class Target:
    """A name that stands for an index."""

    name: str


@define(eq=False)
class Place:
    """An index that is not yet known."""

    index: int | None = None


# --- elements -----------------------------------------------------------------------------------------------------


def stage(
    name: str,
    *steps: Draft,
    up_to: tuple[ex.Expression, str] | None = None,
    finish: tuple[int | None, tuple[str, ...]] | None = None,
    timeout: tuple[ex.Expression, str] | None = None,
    on_error: Iterable[DraftHandler] = (),
    drops: tuple[str, ...] = (),
    **clauses: Any,
) -> Draft:
    """A stage. `finish` is a count (None for all) with the names of steps; other clauses as in elements.Stage."""
    attributes: dict[str, Any] = clauses | {"drops": tuple(map(Target, drops))}
    if up_to is not None:
        attributes["start_limit"] = el.Limit(up_to[0], cast("int", Target(up_to[1])))
    if timeout is not None:
        attributes["timeout"] = el.Limit(timeout[0], cast("int", Target(timeout[1])))
    if finish is not None:
        attributes["finish"] = _join(name, finish[1], finish[0])
    return Draft(kind=el.Stage, name=name, attributes=attributes, steps=steps, handlers=tuple(on_error))


def _join(stage_name: str, names: Iterable[str], count: int | None) -> el.Join:
    return el.Join(tuple(cast("int", Target(f"{stage_name}.{name}")) for name in names), count)


def _step(kind: type, name: str, after: Any, arguments: Mapping[str, tuple[Type, ex.Expression]], **rest: Any) -> Draft:
    handlers = tuple(rest.pop("on_error", ()))
    outputs = rest.pop("outputs", {})
    attributes = {
        "parameters": tuple(Field(field, type_) for field, (type_, _) in arguments.items()),
        "arguments": tuple(value for _, value in arguments.values()),
        "outputs": tuple(Field(field, type_) for field, type_ in outputs.items()),
        "after": after,
        **rest,
    }
    return Draft(kind=kind, name=name, attributes=attributes, handlers=handlers)


def background(
    name: str,
    *,
    flow: str = "",
    after: str | tuple[str, ...] | None = None,
    count: int | None = None,
    args: Mapping[str, tuple[Type, ex.Expression]] | None = None,
    **clauses: Any,
) -> Draft:
    """A step that calls a flow (named like the step). `after` are names of steps of the stage, `count` of them."""
    return _step(el.Background, name, (after, count), args or {}, flow=flow or name, **clauses)


def interactive(
    name: str,
    *,
    assign: ex.Expression | None = None,
    after: str | tuple[str, ...] | None = None,
    count: int | None = None,
    args: Mapping[str, tuple[Type, ex.Expression]] | None = None,
    **clauses: Any,
) -> Draft:
    """A step with a work item, for user ann unless `assign` says otherwise."""
    clauses = {"screen": name, **clauses}
    return _step(el.Interactive, name, (after, count), args or {}, assign=assign or people("user:ann"), **clauses)


def decision(name: str, *outcomes: DraftOutcome, drops: tuple[str, ...] = ()) -> Draft:
    """A decision; its outcomes in order."""
    attributes = {"drops": tuple(map(Target, drops))}
    return Draft(kind=el.Decision, name=name, attributes=attributes, outcomes=outcomes)


def outcome(
    name: str,
    target: str | None = None,
    *block: Draft,
    when: ex.Expression | None,
    kept: bool = False,
) -> DraftOutcome:
    """One way out; without a target control runs the block and goes on below the decision."""
    return DraftOutcome(name, when, target, block, kept)


def otherwise(target: str | None = None, *block: Draft) -> DraftOutcome:
    """The last way out."""
    return DraftOutcome("otherwise", None, target, block, kept=False)


def branch(name: str, *block: Draft) -> tuple[str, tuple[Draft, ...]]:
    """A branch of a parallel."""
    return name, block


def parallel(
    name: str,
    *branches: tuple[str, tuple[Draft, ...]],
    finish: tuple[int | None, tuple[str, ...]] | None = None,
    **clauses: Any,
) -> Draft:
    """A parallel. `finish` is a count (None for all) with the names of branches; other clauses as in the graph."""
    if finish is not None:
        clauses["finish"] = el.Join(tuple(cast("int", Target(each)) for each in finish[1]), finish[0])
    return Draft(kind=el.Parallel, name=name, attributes=clauses, branches=branches)


def on_event(event: str, target: str | None = None, *block: Draft, where: Any = None, keep: Any = None) -> DraftArm:
    """`on EVENT where … keep …`; without a target control runs the block and goes on below the await."""
    return DraftArm(el.EventArm(event, el.FALLS_OFF, where, keep), target, block)


def after(time: ex.Expression, target: str | None = None, *block: Draft) -> DraftArm:
    """`after D`."""
    return DraftArm(el.TimerArm(time, el.FALLS_OFF), target, block)


def when(condition: ex.Expression, target: str | None = None, *block: Draft) -> DraftArm:
    """`on E`."""
    return DraftArm(el.ConditionArm(condition, el.FALLS_OFF), target, block)


def await_(name: str, *arms: DraftArm) -> Draft:
    """An await; its arms in order."""
    return Draft(kind=el.Await, name=name, arms=arms)


def put(variable: str, value: ex.Expression) -> Draft:
    """`set variable = value`."""
    return Draft(kind=el.Assign, name=f"set {variable}", attributes={"variable": variable, "value": value})


def go_to(target: str) -> Draft:
    """`go to target`."""
    return Draft(kind=el.GoTo, name=f"go to {target}", attributes={"target": Target(target)})


def end(outcome_name: str | None = None, outputs: ex.Expression | None = None) -> Draft:
    """`end "Outcome" with …`."""
    return Draft(kind=el.End, name="end", attributes={"outcome": outcome_name, "outputs": outputs})


def undo(back_to: str | None = None) -> Draft:
    """`undo`, `undo back to STAGE`."""
    return Draft(kind=el.Undo, name="undo", attributes={"back_to": None if back_to is None else Target(back_to)})


def cancel(target: str) -> Draft:
    """`cancel STEP | STAGE`."""
    return Draft(kind=el.Cancel, name=f"cancel {target}", attributes={"target": Target(target)})


def log(text: ex.Expression) -> Draft:
    """`log "text"`."""
    return Draft(kind=el.Log, name="log", attributes={"text": text})


def undone_by(flow: str, args: Mapping[str, tuple[Type, ex.Expression]]) -> el.UndoCall:
    """`undo flow(…)` of a step."""
    fields = tuple(Field(field, type_) for field, (type_, _) in args.items())
    return el.UndoCall(flow, tuple(value for _, value in args.values()), fields)


def fail(reason: ex.Expression | str) -> Draft:
    """`fail "reason"`."""
    value = literal(reason) if isinstance(reason, str) else reason
    return Draft(kind=el.Fail, name="fail", attributes={"reason": value})


def on_error(target: str | None = None, *block: Draft, code: str | None = None) -> DraftHandler:
    """`on error "code" -> target`, or with a block."""
    return DraftHandler(code, target, block)


def people(*principals: str) -> ex.Expression:
    """Those who are named."""
    return ex.Literal(PEOPLE, list(principals))


def duration(amount: int) -> ex.Expression:
    """A duration of so many seconds."""
    return ex.Literal(DURATION, amount * 1_000_000)


# --- the whole ----------------------------------------------------------------------------------------------------


def graph(
    *body: Draft,
    parameters: Fields | None = None,
    variables: Fields | None = None,
    lets: Mapping[str, ex.Expression] | None = None,
    inline: Mapping[str, tuple[tuple[int, ...], ex.Expression]] | None = None,
    records: Mapping[str, Fields] | None = None,
    outputs: Fields | None = None,
    on_error: Iterable[DraftHandler] = (),
    on_cancel: Iterable[Draft] = (),
    triggers: tuple[Trigger, ...] = (),
    events: Mapping[str, Fields] | None = None,
) -> Graph:
    """The graph of an orchestration called `test`."""
    writer = _Writer(variables or {}, lets or {}, inline or {}, parameters or {})
    first = cast("int", writer.block(body, el.ROOT, Place(el.FALLS_OFF)))
    handlers = writer.handlers(on_error, el.ROOT, "", el.ROOT)
    done_last = (DraftHandler(None, None, tuple(on_cancel)),) if on_cancel else ()
    on_cancel_blocks = writer.handlers(done_last, el.ROOT, "cancel", el.ROOT)
    fields = {name: tuple(Field(*each) for each in shape.items()) for name, shape in (records or {}).items()}
    return writer.resolved(
        Graph(
            format=FORMAT,
            name="test",
            parameters=tuple(Parameter(*each) for each in (parameters or {}).items()),
            outputs=tuple(Field(*each) for each in (outputs or {}).items()),
            records=tuple(Record(name, each) for name, each in fields.items()),
            reads={name: tuple(sorted(shape)) for name, shape in (records or {}).items()},
            inline=tuple(InlinePredicate(name, *each) for name, each in (inline or {}).items()),
            lets=tuple(LetFormula(*each) for each in (lets or {}).items()),
            variables=tuple(VariableSlot(*each) for each in (variables or {}).items()),
            triggers=triggers,
            events=tuple(
                EventType(name, tuple(Field(*each) for each in shape.items()))
                for name, shape in sorted((events or {}).items())
            ),
            handlers=handlers,
            elements=cast("Any", tuple(writer.elements)),
            first=first,
            on_cancel=on_cancel_blocks[0].block if on_cancel_blocks else None,
        )
    )


class _Writer:
    """Gives every element its index, in source order, then puts indices in the place of names."""

    def __init__(
        self,
        variables: Mapping[str, Any],
        lets: Mapping[str, Any],
        inline: Mapping[str, Any],
        parameters: Mapping[str, Any],
    ) -> None:
        self.elements: list[Any] = []
        self.names: dict[str, int] = {}
        self.uses: dict[str, int] = {}
        self.variables = list(variables)
        self.numbers: dict[type, list[str]] = {
            ex.Variable: self.variables,
            ex.Let: list(lets),
            ex.Apply: list(inline),
            ex.Parameter: list(parameters),
        }

    def block(self, drafts: tuple[Draft, ...], scope: int, after: Place) -> Place:
        """Write the elements of a block; where it begins, which is `after` when it is empty."""
        begin = Place() if drafts else after
        here = begin
        for number, draft in enumerate(drafts):
            following = after if number == len(drafts) - 1 else Place()
            here.index = len(self.elements)
            self.write(draft, scope, following)
            here = following
        return begin

    def new(self, name: str) -> tuple[int, str]:
        """An index for the next element, and its name, with a number if it is taken."""
        number = self.uses[name] = self.uses.get(name, 0) + 1
        unused = name if number == 1 else f"{name} {number}"
        index = self.names[unused] = len(self.elements)
        self.elements.append(None)
        return index, unused

    def write(self, draft: Draft, scope: int, next_: Place) -> None:
        """Write an element and what stands inside."""
        index, name = self.new(draft.name)
        attributes = dict(draft.attributes)
        if draft.kind in (el.Stage, el.Decision, el.Parallel, el.Await, el.Assign, el.Undo, el.Log, el.Cancel):
            attributes["next"] = next_
        if draft.kind is el.Stage:
            attributes["steps"] = tuple(self.step(each, index, name, scope) for each in draft.steps)
            attributes["handlers"] = self.handlers(draft.handlers, index, name, scope)
        elif draft.kind is el.Decision:
            attributes["outcomes"] = tuple(self.outcome(each, name, scope, next_) for each in draft.outcomes)
        elif draft.kind is el.Parallel:
            attributes["branches"] = tuple(self.branch(*each, index, scope) for each in draft.branches)
        elif draft.kind is el.Await:
            attributes["arms"] = tuple(self.arm(each, scope, next_) for each in draft.arms)
        elif draft.kind is el.Assign:
            attributes["variable"] = self.variables.index(attributes["variable"])
        if draft.kind in (el.Parallel, el.Await):
            steps = (each for each in range(index, len(self.elements)) if _is_step(self.elements[each]))
            attributes["steps"] = tuple(steps)
        if draft.kind is el.Await:
            inside = range(index + 1, len(self.elements))
            attributes["parallels"] = tuple(each for each in inside if isinstance(self.elements[each], el.Parallel))
        self.elements[index] = draft.kind(name=name, scope=scope, **attributes)

    def branch(self, name: str, block: tuple[Draft, ...], parallel_index: int, scope: int) -> int:
        """Write a branch with what stands in it."""
        index, name = self.new(name)
        first = cast("int", self.block(block, index, Place(el.FALLS_OFF)))
        self.elements[index] = el.Branch(name=name, scope=scope, owner=parallel_index, first=first)
        return index

    def arm(self, draft: DraftArm, scope: int, next_: Place) -> el.Arm:
        """Write an arm, with its block."""
        target: Any = self.block(draft.block, scope, next_) if draft.target is None else Target(draft.target)
        return cast("el.Arm", _with(draft.arm, target=target))

    def step(self, draft: Draft, stage_index: int, stage_name: str, scope: int) -> int:
        """Write a step of a stage."""
        index, name = self.new(f"{stage_name}.{draft.name}")
        attributes = dict(draft.attributes)
        after, count = attributes.pop("after")
        if after is not None:
            attributes["after"] = _join(stage_name, (after,) if isinstance(after, str) else after, count)
        if draft.kind is el.Interactive:
            attributes["outputs"] = (
                *attributes["outputs"],
                Field("completed_by", USER),
                Field("completed_at", DATETIME),
            )
        attributes["handlers"] = self.handlers(draft.handlers, index, name, scope)
        self.elements[index] = draft.kind(name=name, scope=stage_index, **attributes)
        return index

    def handlers(self, drafts: Iterable[DraftHandler], owner: int, name: str, scope: int) -> tuple[el.Handler, ...]:
        """Write handlers, with their blocks."""
        return tuple(self.handler(each, owner, name, scope) for each in drafts)

    def handler(self, draft: DraftHandler, owner: int, name: str, scope: int) -> el.Handler:
        """Write a handler."""
        if draft.target is not None:
            return el.Handler(draft.code, cast("int", Target(draft.target)))
        index, block_name = self.new(f"{name}!error")
        first = cast("int", self.block(draft.block, index, Place(el.FALLS_OFF)))
        self.elements[index] = el.HandlerBlock(name=block_name, scope=scope, owner=owner, first=first)
        return el.Handler(draft.code, block=index)

    def outcome(self, draft: DraftOutcome, name: str, scope: int, next_: Place) -> el.Outcome:
        """Write an outcome, with its block: what comes after the block comes after the decision."""
        target: Any = next_
        if draft.target is None:
            target = self.block(draft.block, scope, next_)
        elif draft.target != "next":
            target = Target(draft.target)
        return el.Outcome(f"{name}.{draft.name}", target, draft.when, draft.kept)

    # --- names become indices -----------------------------------------------------------------------------------

    def resolved(self, graph_: Graph) -> Graph:
        """The graph with indices where it has names, and with each step's dependents."""
        dependents: dict[int, list[int]] = {}
        found = cast("Graph", self.resolve(graph_))
        for index, element in enumerate(found.elements):
            after = getattr(element, "after", None)
            for step in after.elements if after else ():
                dependents.setdefault(step, []).append(index)
        linked = [
            _with(element, dependents=tuple(dependents[index])) if index in dependents else element
            for index, element in enumerate(found.elements)
        ]
        return cast("Graph", _with(found, elements=tuple(linked)))

    def resolve(self, value: Any) -> Any:
        """The value with indices in the place of names, all the way down."""
        match value:
            case Place(index=index):
                return index
            case Target(name="end"):
                return el.THE_END
            case Target(name="next"):
                return el.FALLS_OFF
            case Target(name=name):
                return self.names[name]
            case tuple():
                parts = tuple(self.resolve(each) for each in value)
                return value if all(map(is_, parts, value)) else parts
            case msgspec.Struct():
                return self.resolve_struct(value)
        return value

    def resolve_struct(self, value: msgspec.Struct) -> msgspec.Struct:
        """The struct with its parts resolved; the same one where nothing changes, which saves much time."""
        changed = {}
        for name in value.__struct_fields__:
            old = getattr(value, name)
            new = self.number(value, name, old) if isinstance(old, str) else self.resolve(old)
            if new is not old:
                changed[name] = new
        return msgspec.structs.replace(value, **changed) if changed else value

    def number(self, value: msgspec.Struct, field: str, name: str) -> Any:
        """What a text in a struct stands for: mostly itself."""
        if field == "element" and isinstance(value, ex.Output | ex.Outputs | ex.Visited | ex.Binding):
            return self.names[name]
        if field in ("index", "predicate") and type(value) in self.numbers:
            return self.numbers[type(value)].index(name)
        return name


def _is_step(element: Any) -> bool:
    return isinstance(element, el.Background | el.Interactive)


def _with(value: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(value, **changes)
