"""O404 and O405: decisions that miss a case, and outcomes that are never taken."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.checks.constant_conditions import fixed_parts
from orchestra_dsl.analysis.flow.conditions.formulas import Formula
from orchestra_dsl.analysis.flow.conditions.reader import Reader
from orchestra_dsl.analysis.flow.conditions.search import may_meet, tried
from orchestra_dsl.analysis.flow.conditions.subjects import Case, Rank, Subject
from orchestra_dsl.analysis.flow.conditions.words import case_in_words, listed, phrase, values
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.flow.reads import is_sound
from orchestra_dsl.analysis.flow.words import head
from orchestra_dsl.analysis.flow.writers import never_set
from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.syntax import nodes as n


def coverage(flow: Flow, checked: Checked) -> Iterator[Diagnostic]:
    """Try every decision of the orchestration in all cases that its conditions can tell apart."""
    fixed = never_set(flow, checked)
    for point in flow.points:
        if isinstance(point.node, n.Decision) and _can_be_tried(point.node, checked, fixed):
            yield from _decision(point.node, Reader(checked, fixed))


def _can_be_tried(decision: n.Decision, checked: Checked, fixed: frozenset[int]) -> bool:
    """Whether all conditions are without error, and none is the same whatever happens."""
    outcomes = decision.outcomes
    return all(is_sound(each.condition, checked) for each in outcomes) and not any(
        next(fixed_parts(each, checked, fixed), None) for each in outcomes
    )


def _decision(decision: n.Decision, reader: Reader) -> Iterator[Diagnostic]:
    conditions = [reader.formula(outcome.condition) for outcome in decision.outcomes]
    found = tried(conditions)
    if found.complete:
        yield from _never_taken(decision, found.taken, conditions)
    if decision.otherwise is None and (found.missed or not found.complete):
        shown = found.missed and not reader.gave_up
        yield _missed(decision, found.missed) if shown else _unproven(decision)


def _never_taken(decision: n.Decision, taken: AbstractSet[int], conditions: list[Formula]) -> Iterator[Diagnostic]:
    for place, outcome in enumerate(decision.outcomes):
        if place in taken:
            continue
        pairs = zip(decision.outcomes[:place], conditions, strict=False)
        above = [each for each, condition in pairs if may_meet(condition, conditions[place])]
        yield Diagnostic(
            "O405",
            f"The outcome `{outcome.name.text}` is never taken: those above it always come first.",
            outcome.name.span,
            labels=[Label(each.condition.span, "This comes first.") for each in above],
            hint="Remove it, or put it above them.",
        )


def _missed(decision: n.Decision, missed: Sequence[Case]) -> Diagnostic:
    name = decision.name.text
    said = _all_in_words(missed)
    return _finding(decision, f"The decision `{name}` has no outcome for {said}.")


def _all_in_words(missed: Sequence[Case]) -> str:
    """Say what is missed: all of it where it is one subject, else one case as an example."""
    subjects = {subject for case in missed for subject in case}
    for subject in subjects if len(subjects) == 1 else ():
        if phrase(subject, subject.cells) is not None:
            return f"`{subject.text}` being {listed(values(subject, [case[subject] for case in missed]))}"
    return f"the case that {case_in_words(_example(missed)) or 'no condition holds'}"


def _example(missed: Sequence[Case]) -> dict[Subject, list[Rank]]:
    """The first missed case, with those cells of its last subject that are missed beside it."""
    first = missed[0]
    last = next(reversed(first), None)
    found = {subject: [cell] for subject, cell in first.items()}
    for case in missed[1:]:
        if (
            last is None
            or list(case) != list(first)
            or any(case[each] != first[each] for each in case if each is not last)
        ):
            break
        found[last].append(case[last])
    return found


def _unproven(decision: n.Decision) -> Diagnostic:
    message = f"The outcomes of the decision `{decision.name.text}` cannot be shown to cover every case."
    return _finding(decision, message)


def _finding(decision: n.Decision, message: str) -> Diagnostic:
    hint = "Add an outcome for it, or `otherwise`: an `otherwise -> target` takes whatever is left."
    return Diagnostic("O404", message, head(decision), hint=hint)
