"""The conditions of elements, under the words of their clauses: for people who ask what was decided, and why."""

from collections.abc import Iterator

from orchestra_dsl.graph.elements import (
    AnyElement,
    Arm,
    Await,
    ConditionArm,
    Decision,
    EventArm,
    Interactive,
    Outcome,
    Parallel,
    Stage,
    Step,
)
from orchestra_dsl.graph.expressions import Expression


def conditions_of(element: AnyElement) -> Iterator[tuple[str, Expression]]:
    """Every condition of an element, with its clause: `start when`, `outcome critical`, `arm 2 where`."""
    return ((clause, condition) for clause, condition in _named(element) if condition is not None)


def waiting_conditions(element: AnyElement) -> Iterator[Expression]:
    """Those that are asked again when something that they read changes, until they hold."""
    match element:
        case Stage() | Step() | Parallel():
            yield from (condition for clause, condition in conditions_of(element) if clause != "only if")
        case Await(arms=arms):
            yield from (arm.when for arm in arms if isinstance(arm, ConditionArm))


def word_of(name: str) -> str | None:
    """The word of the language of an element without a name of its own: `wait until` for `left.wait_until.2`."""
    *_, word, number = ["", *name.split(".")]
    return word.replace("_", " ") if number.isdecimal() else None


def _named(element: AnyElement) -> Iterator[tuple[str, Expression | None]]:
    match element:
        case Stage():
            yield from (("start when", element.start_when), ("finish when", element.finish_when))
        case Step():
            yield from (("start when", element.start_when), ("only if", element.only_if))
            yield "enabled while", element.enabled_while if isinstance(element, Interactive) else None
            yield "withdraw when", element.withdraw_when
            yield "enough when", None if element.each is None else element.each.enough_when
            yield "finish when", element.finish_when
        case Parallel():
            yield "finish when", element.finish_when
        case Decision(name=name, outcomes=outcomes):
            yield from ((_of_outcome(name, each), each.when) for each in outcomes)
        case Await(name=name, arms=arms):
            yield from (_of_arm(name, number, arm) for number, arm in enumerate(arms, 1))


def _of_outcome(decision: str, outcome: Outcome) -> str:
    return "repeat while" if word_of(decision) == "repeat" else f"outcome {outcome.name.rpartition('.')[2]}"


def _of_arm(name: str, number: int, arm: Arm) -> tuple[str, Expression | None]:
    match arm:
        case ConditionArm(when=when):
            return "wait until" if word_of(name) == "wait until" else f"arm {number} on", when
        case EventArm(where=where):
            return f"arm {number} where", where
    return f"arm {number} after", None
