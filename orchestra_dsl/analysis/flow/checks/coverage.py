"""O404 and O405: decisions that miss a case, and outcomes that are never taken."""

from collections.abc import Iterator, Mapping

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.atoms import Cases, Conditions, Unknown, Value
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.words import head
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n

MOST_CASES = 4096
MOST_NAMED = 5

Case = Mapping[Unknown, Value]


def coverage(flow: Flow, checked: Checked) -> Iterator[Diagnostic]:
    """Try every decision of the orchestration in all cases that its conditions can tell apart."""
    for point in flow.points:
        if isinstance(point.node, n.Decision) and all(each.condition in checked.types for each in point.node.outcomes):
            yield from _decision(point.node, checked)


def _decision(decision: n.Decision, checked: Checked) -> Iterator[Diagnostic]:
    conditions = Conditions(checked.types)
    for outcome in decision.outcomes:
        conditions.collect(outcome.condition)
    if conditions.flawed:
        return
    cases = Cases(conditions.unknowns).combinations(MOST_CASES // max(1, len(decision.outcomes)))
    if cases is None:
        if decision.otherwise is None:
            yield _unproven(decision)
        return
    taken: set[int] = set()
    missed: list[Case] = []
    for case in cases:
        place = next((i for i, each in enumerate(decision.outcomes) if conditions.holds(each.condition, case)), None)
        if place is None:
            missed.append(case)
        else:
            taken.add(place)
    yield from _never_taken(decision, taken, conditions, cases)
    if decision.otherwise is None and missed:
        yield _missed(decision, missed)


def _never_taken(
    decision: n.Decision, taken: set[int], conditions: Conditions, cases: list[dict[Unknown, Value]]
) -> Iterator[Diagnostic]:
    for place, outcome in enumerate(decision.outcomes):
        if place in taken:
            continue
        mine = [case for case in cases if conditions.holds(outcome.condition, case)]
        above = [each for each in decision.outcomes[:place] if any(conditions.holds(each.condition, c) for c in mine)]
        reason = "those above it always come first" if mine else "its condition can never hold"
        yield Diagnostic(
            "O405",
            f"The outcome `{outcome.name.text}` is never taken: {reason}.",
            outcome.name.span,
            labels=[Label(each.condition.span, "This comes first.") for each in above],
            hint="Remove it, or put it above them." if mine else "Correct its condition, or remove it.",
        )


def _missed(decision: n.Decision, missed: list[Case]) -> Diagnostic:
    name = decision.name.text
    unknowns = list(missed[0])
    if len(unknowns) == 1 and (subject := spelled(unknowns[0])):
        values = _listed([shown(case[unknowns[0]]) for case in missed])
        return _finding(decision, f"The decision `{name}` has no outcome for `{subject}` being {values}.")
    parts = [(spelled(each), shown(missed[0][each])) for each in unknowns]
    if unknowns and all(text for text, _ in parts):
        case = _listed([f"`{text}` is {value}" for text, value in parts], "and")
        return _finding(decision, f"The decision `{name}` has no outcome for the case that {case}.")
    return _finding(decision, f"The decision `{name}` has no outcome for the case that no condition holds.")


def _unproven(decision: n.Decision) -> Diagnostic:
    message = f"The outcomes of the decision `{decision.name.text}` cannot be shown to cover every case."
    return _finding(decision, message)


def _finding(decision: n.Decision, message: str) -> Diagnostic:
    hint = "Add an outcome for it, or `otherwise`: an `otherwise -> target` takes whatever is left."
    return Diagnostic("O404", message, head(decision), hint=hint)


def _listed(words: list[str], last: str = "or") -> str:
    if len(words) > MOST_NAMED:
        words = [*words[:MOST_NAMED], f"{len(words) - MOST_NAMED} more"]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def shown(value: Value) -> str:
    """Write a value as a source does."""
    if value is None:
        return "missing"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def spelled(unknown: Unknown) -> str | None:
    """Write an unknown as its source does, if it is a plain path or a comparison of such."""
    left = _path(unknown.node)
    if unknown.operator is None or left is None:
        return left
    right = _path(unknown.other)
    return None if right is None else f"{left} {unknown.operator} {right}"


def _path(node: n.Node | None) -> str | None:
    match node:
        case n.Reference(name=name):
            return name
        case n.Attribute(subject=subject, name=name, optional=optional):
            inner = _path(subject)
            return None if inner is None else f"{inner}{'?.' if optional else '.'}{name.text}"
        case n.IntegerLiteral(value=number):
            return str(number)
        case n.TextLiteral(value=text):
            return f'"{text}"'
        case n.NullLiteral():
            return "null"
    return None
