"""O301: two arguments that stand in each other's place are one mistake, not two values of a wrong type."""

from collections.abc import Mapping
from itertools import combinations

from orchestra_dsl.analysis.checked import Callee
from orchestra_dsl.analysis.show import show_expression
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.unmatched import signature
from orchestra_dsl.diagnostics import Diagnostic, Edit, Fix, Label
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.relations import fits
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n


def say_swapped_once(t: Inference, callee: Callee, given: Mapping[str, n.Argument], place: Place, since: int) -> None:
    """Put one finding for those `since` a place in the list that say two arguments do not fit, but each other's do."""
    types = {field.name: field.type for field in reversed(callee.parameters)}
    wrong = [name for name, each in given.items() if _wrong(t.findings[since:], each.value.span)]
    aside = t.aside()
    for one, other in combinations(wrong, 2):
        if _fits(aside, given[one], types[other], place) and _fits(aside, given[other], types[one], place):
            found = _swapped(callee, (one, given[one]), (other, given[other]))
            spans = (given[one].value.span, given[other].value.span)
            t.findings[since:] = [each for each in t.findings[since:] if not any(_inside(each, span) for span in spans)]
            t.findings.append(found)
            return


def _wrong(findings: list[Diagnostic], span: Span) -> bool:
    """Whether nothing is wrong with a value but its type."""
    inside = [each.code for each in findings if _inside(each, span)]
    return bool(inside) and set(inside) <= {"O301", "O305"}


def _inside(finding: Diagnostic, span: Span) -> bool:
    return finding.span.file == span.file and span.start <= finding.span.start and finding.span.end <= span.end


def _fits(aside: Inference, argument: n.Argument, wanted: g.Type, place: Place) -> bool:
    return fits(aside.infer(argument.value, place), wanted)


def _swapped(callee: Callee, one: tuple[str, n.Argument], other: tuple[str, n.Argument]) -> Diagnostic:
    (name, first), (other_name, second) = one, other
    label = Label(second.value.span, f"This has the type of `{name}`.")
    message = f"The arguments `{name}` and `{other_name}` stand in each other's place."
    return Diagnostic("O301", message, first.value.span, [label], signature(callee), _fix(first, second))


def _fix(first: n.Argument, second: n.Argument) -> Fix | None:
    """Swap the names where both have one, else the values as far as they are short."""
    if first.name is not None and second.name is not None:
        edits = [Edit(first.name.span, second.name.text), Edit(second.name.span, first.name.text)]
        return Fix("Swap the names", edits)
    one, other = (None if isinstance(each.value, n.Call) else show_expression(each.value) for each in (first, second))
    if one is None or other is None:
        return None
    return Fix("Swap the values", [Edit(first.value.span, other), Edit(second.value.span, one)])
