"""What a place asks of an expression: a type that it has to fit.

The question goes down into literals, conditionals and `??`, so that a finding stands at the part that is wrong and
every integer that has to become a decimal is known (`wanted` of the tables).
"""

from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.meanings import StepMeaning
from orchestra_dsl.analysis.misspelt import meant_instead, misspelt_text, unknown_part
from orchestra_dsl.analysis.show import listed, quoted, show_type
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.missing import report_missing
from orchestra_dsl.analysis.types.narrowing import assuming
from orchestra_dsl.analysis.types.place import Place
from orchestra_dsl.analysis.types.subject import subject_of
from orchestra_dsl.graph import types as g
from orchestra_dsl.graph.relations import fits
from orchestra_dsl.syntax import nodes as n


def expect(t: Inference, node: n.Node, wanted: g.Type, place: Place, what: str) -> g.Type:
    """Infer an expression that has to be of type `wanted`; `what` begins the message: "`only if`"."""
    if wanted != UNKNOWN and _ask_parts(t, node, wanted, place, what):
        t.tables.types[node] = wanted
        t.tables.wanted[node] = wanted
        return wanted
    given = t.infer(node, place)
    expect_given(t, node, given, wanted, what)
    return given


def expect_given(t: Inference, node: n.Node, given: g.Type, wanted: g.Type, what: str) -> None:
    """Check an expression whose type is known against the type that its place wants."""
    if wanted == UNKNOWN:
        return
    t.tables.wanted[node] = wanted
    if not fits(given, wanted):
        _report(t, node, given, wanted, what)


def condition(t: Inference, node: n.Expression, place: Place, what: str) -> None:
    """Check an expression that has to be true or false."""
    expect(t, node, g.BOOLEAN, place, what)


def _ask_parts(t: Inference, node: n.Node, wanted: g.Type, place: Place, what: str) -> bool:
    """Ask the parts of an expression instead of the whole, where it has parts that can be asked."""
    match node, g.required(wanted):
        case n.ListLiteral(items=items), g.ListOf(item=item):
            for each in items:
                expect(t, each, item, place, "An item of the list")
        case n.ListLiteral(items=items), g.Scalar(kind="people"):
            for each in items:
                expect(t, each, g.PEOPLE, place, what)
        case n.ObjectLiteral(), g.ObjectOf(fields=fields):
            expect_fields(t, node, fields, place, "The object")
        case n.Conditional(condition=asked, value=value, otherwise=otherwise), _:
            condition(t, asked, place, "`if`")
            expect(t, value, wanted, assuming(place, asked, t.tables.types.get, holds=True), what)
            expect(t, otherwise, wanted, assuming(place, asked, t.tables.types.get, holds=False), what)
        case n.Coalesce(operands=operands), _:
            for each in operands[:-1]:
                expect(t, each, g.optional(wanted), place, what)
            expect(t, operands[-1], wanted, place, what)
        case _:
            return False
    return True


def expect_fields(
    t: Inference,
    node: n.ObjectLiteral,
    fields: tuple[g.Field, ...],
    place: Place,
    what: str,
    *,
    partly: bool = False,
    owner: str = "",
) -> None:
    """Check an object literal against the fields that it should have.

    `partly`: it may leave fields out. `owner` is what declares the fields, in the words of `subject.py`.
    """
    types = {field.name: field.type for field in fields}
    given = {entry.name.text for entry in node.entries}
    needed = [name for name, type_ in types.items() if type_ != UNKNOWN and not isinstance(type_, g.Optional)]
    missing = [name for name in needed if name not in given and not partly]
    meant = meant_instead((name for name in given if name not in types), missing)
    met: set[str] = set()
    for entry in node.entries:
        name = entry.name.text
        if name in types:
            if name in met:
                t.report("O207", f"The field `{name}` is there twice.", entry.name.span, "Keep one.")
            met.add(name)
            before = len(t.findings)
            expect(t, entry.value, types[name], place, f"The field `{name}`")
            if owner:
                t.one_mistake(before, [entry.value.span], f"{owner}.{name}")
            continue
        hint = f"The fields are {listed(types)}." if types else None
        t.findings.append(unknown_part("O205", f"{what} has no field `{name}`.", entry.name, meant, types, hint))
        t.infer(entry.value, place)
    left = [name for name in missing if name not in meant.values()]
    if len(left) == 1:
        t.report("O302", f"{what} lacks the field `{left[0]}`.", node.span, "Add it with its value.")
    elif left:
        t.report("O302", f"{what} lacks the fields {listed(left)}.", node.span, "Add them, each with its value.")
    t.tables.types[node] = g.ObjectOf(tuple(field for field in fields if not partly or field.name in given))


def _report(t: Inference, node: n.Node, given: g.Type, wanted: g.Type, what: str) -> None:
    if isinstance(given, g.Optional) and fits(g.required(given), wanted):
        report_missing(t, node, given, what)
        return
    if given == g.NOTHING:
        t.report("O304", f"{what} needs {show_type(wanted)}, but this is `null`.", node.span)
        return
    allowed = g.required(wanted)
    if isinstance(allowed, g.Choice) and isinstance(g.required(given), g.Choice):
        report_outside(t, node, g.required(given), allowed, f"{what} cannot be")
        return
    message = f"{what} needs {show_type(allowed)}, but {quoted(node, 'this')} is {show_type(given)}."
    hint = about_step(t, node) or hint_for(g.required(given), allowed)
    t.report("O301", message, node.span, hint, cause=subject_of(t, node))


def report_outside(t: Inference, node: n.Node, given: g.Type, allowed: g.Choice, what: str) -> None:
    """Report a text that is not in a closed set; `what` begins the message: "`case.status` is never"."""
    values = given.values if isinstance(given, g.Choice) else ()
    outside = next(value for value in values if value not in allowed.values)
    known = ", ".join(f'"{value}"' for value in allowed.values)
    message = f'{what} "{outside}": the values are {known}.'
    t.findings.append(misspelt_text("O305", message, node.span, outside, allowed.values))


_HINTS: dict[tuple[str, str], str] = {
    ("decimal", "integer"): "`floor(…)` and `ceil(…)` make a whole number.",
    ("datetime", "date"): "`date_of(…)` gives the date of a point in time.",
    ("datetime", "boolean"): "Compare it with the present time: `now >= …`.",
    ("business", "duration"): "Write a duration such as `2d`.",
    ("text", "user"): '`user("ann")` is the user of this name.',
    ("text", "people"): 'Write `user("ann")`, `group("Agents")` or `queue("Support")`.',
    ("text", "group"): '`group("Agents")` is the group of this name.',
    ("text", "queue"): '`queue("Support")` is the queue of this name.',
    ("text", "date"): '`date("2026-03-02")` is a date.',
    ("text", "datetime"): '`datetime("2026-03-02T09:00Z")` is a point in time.',
}


def about_step(t: Inference, *nodes: n.Node) -> str | None:
    """What to do where one of these is a step as a whole, though all that it has brought cannot be meant."""
    for node in nodes:
        meaning = t.tables.meanings.get(node)
        if isinstance(meaning, StepMeaning) and not isinstance(t.tables.types.get(node), g.ListOf):
            path = meaning.step.path
            return f'Name one of its outputs, or ask where the step stands: `state({path}) == "completed"`.'
    return None


def hint_for(given: g.Type, wanted: g.Type) -> str | None:
    """Return how a value of the wanted type is made from the one that is given, where there is a usual way."""
    if isinstance(given, g.ListOf) and wanted == g.TEXT:
        return "For lists there are `count(…)`, `in` and `join(…)`."
    kind = "text" if isinstance(given, g.Choice) else given.kind if isinstance(given, g.Scalar) else ""
    if isinstance(wanted, g.Scalar):
        if wanted == g.TEXT and kind in ("integer", "decimal", "boolean", "date", "datetime", "duration", "user"):
            return 'Values in braces become text: `"{…}"`.'
        return _HINTS.get((kind, wanted.kind))
    return None
