"""The type of a field, parameter or variable is changed, and a use of it no longer fits."""

from collections.abc import Iterator

from benchmarks.mistakes.generated.declared import declared_by, told_once
from benchmarks.mistakes.generated.expected import Expected, expectations
from benchmarks.mistakes.generated.right import Right
from benchmarks.mistakes.generated.slip import Slip, replaced
from benchmarks.mistakes.generated.types import differ, named, sort_of
from orchestra_dsl.syntax.nodes import Field, Parameter, Var

_OTHERS = {
    "number": ("text", "boolean"),
    "text": ("integer", "date"),
    "set": ("integer",),
    "boolean": ("text", "integer"),
}


def slips(right: Right) -> Iterator[Slip]:
    """Change each declared type, and point at a use that certainly expects the old one, or at a variable's value."""
    seen = set()
    for each in expectations(right):
        declared = declared_by(right, each)
        other = _other(each, declared) if declared else None
        if declared and other and id(declared) not in seen and told_once(right, each, declared.name.text):
            seen.add(id(declared))
            why = f"`{declared.name.text}` is now {other}, and does not fit any more"
            first = declared.value if isinstance(declared, Var) else each.value
            yield Slip((replaced(declared.type.span, other),), first.span.start, "O3", why)


def _other(each: Expected, declared: Field | Parameter | Var) -> str | None:
    sort = sort_of(declared.type)
    others = _OTHERS.get(sort or "", ())
    fitting = [other for other in others if differ(named(other), each.type)]
    return fitting[each.value.span.start % len(fitting)] if fitting else None
