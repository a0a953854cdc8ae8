"""O415: names of locks that are empty, or the text of a value that was meant itself."""

from collections.abc import Iterator

from orchestra_dsl.analysis.checked import Checked
from orchestra_dsl.analysis.flow.points import Flow
from orchestra_dsl.analysis.meanings import LetMeaning
from orchestra_dsl.diagnostics import Diagnostic, Edit, Fix
from orchestra_dsl.syntax import nodes as n


def lock_names(flow: Flow, checked: Checked) -> Iterator[Diagnostic]:
    """Report every lock whose name cannot be meant."""
    names = {each.name.text for each in flow.outline.node.parameters}
    for stage in flow.stages():
        for lock in (clause for clause in stage.clauses if isinstance(clause, n.Lock)):
            for part in _names(lock.name, checked):
                yield from _judge(part, lock, names)


def _names(name: n.Expression, checked: Checked) -> Iterator[n.Expression]:
    """The expressions whose value the name may be."""
    meaning = checked.meanings.get(name)
    match name:
        case n.Coalesce(operands=operands):
            yield operands[-1]
        case n.Conditional(value=value, otherwise=otherwise):
            yield from (value, otherwise)
        case n.Reference() if isinstance(meaning, LetMeaning):
            yield meaning.formula.value
        case _:
            yield name


def _judge(part: n.Expression, lock: n.Lock, names: set[str]) -> Iterator[Diagnostic]:
    if not isinstance(part, n.TextLiteral):
        return
    first, _, rest = part.value.partition(".")
    if not part.value.strip():
        message = "This lock has no name, so its stage would end in an error before anything in it begins."
        hint = 'Name what only one may work at, such as `lock "printer"` or `lock "case {case.id}"`.'
        yield Diagnostic("O415", message, lock.name.span, hint=hint)
    elif part is lock.name and first in names and rest.replace(".", "").isidentifier():
        message = f"This is a text and no value: all runs would share the one lock that is called `{part.value}`."
        fix = Fix(f"Write `{part.value}`", [Edit(part.span, part.value)])
        yield Diagnostic("O415", message, part.span, hint=f"Write `{part.value}` without quotation marks.", fix=fix)
