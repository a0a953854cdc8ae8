"""`subject.name`: fields of records and objects, outputs of steps, facts of the run; and items of lists."""

from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.meanings import (
    BeforeFieldMeaning,
    BeforeMeaning,
    FieldMeaning,
    OutputMeaning,
    RunFactMeaning,
    RunMeaning,
    StageMeaning,
    StepMeaning,
)
from orchestra_dsl.analysis.misspelt import misspelt
from orchestra_dsl.analysis.outline import NamedElement
from orchestra_dsl.analysis.show import listed, quoted, show_type
from orchestra_dsl.analysis.types.elements import element_of, is_proven, repeats
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.analysis.types.missing import present
from orchestra_dsl.analysis.types.place import Place, Use
from orchestra_dsl.analysis.types.rules.references import element_value, is_unheard
from orchestra_dsl.graph import types as g
from orchestra_dsl.syntax import nodes as n

ERROR = g.ObjectOf((g.Field("message", g.TEXT), g.Field("code", g.TEXT)))
"""What `e` of a handler holds."""

LAST_ERROR = g.Optional(g.ObjectOf((*ERROR.fields, g.Field("element", g.TEXT))))
"""What `run.error` holds."""

_FACTS: dict[str, g.Type] = {"id": g.TEXT, "started_by": g.USER, "started_at": g.DATETIME, "error": LAST_ERROR}


def attribute(t: Inference, node: n.Attribute, place: Place) -> g.Type:
    """`subject.name` and `subject?.name`."""
    subject = node.subject
    owner = element_of(t, subject, place)
    if owner is not None:
        return _of_element(t, node, owner, place)
    if isinstance(subject, n.Reference) and subject.name == "run" and place.scope.find("run") is None:
        return _fact(t, node, subject, place)
    type_ = t.infer(subject, place)
    call = t.tables.calls.get(subject)
    if call is not None and isinstance(call.meaning, BeforeMeaning) and call.meaning.field is None:
        found = field_of(t, node, type_)
        t.tables.meanings[node] = BeforeFieldMeaning(node.name.text)
        return UNKNOWN if found == UNKNOWN else g.optional(found)
    if node.optional:
        found = field_of(t, node, g.required(type_))
        may_miss = isinstance(type_, g.Optional) and found != UNKNOWN
        return g.optional(found) if may_miss else found
    return field_of(t, node, present(t, subject, type_, f"`.{node.name.text}`"))


def field_of(t: Inference, node: n.Attribute, owner: g.Type) -> g.Type:
    """Return the type of a field of a value that is there."""
    name = node.name.text
    record = owner.name if isinstance(owner, g.RecordOf) else None
    fields: dict[str, g.Type] = {}
    if isinstance(owner, g.RecordOf):
        fields = {"id": g.TEXT} | {each.name: each.type for each in t.declarations.records[owner.name].fields}
    elif isinstance(owner, g.ObjectOf):
        fields = {each.name: each.type for each in owner.fields}
    else:
        _no_fields(t, node, owner)
        return UNKNOWN
    t.tables.meanings[node] = FieldMeaning(name, record)
    if name in fields:
        return fields[name]
    what = f"The record `{record}`" if record else quoted(node.subject, "This object")
    hint = f"Its fields are {listed(fields)}." if fields else "It has no fields."
    t.findings.append(misspelt("O205", f"{what} has no field `{name}`.", node.name.span, name, fields, hint))
    return UNKNOWN


def _no_fields(t: Inference, node: n.Attribute, owner: g.Type) -> None:
    if owner in (UNKNOWN, g.NOTHING):
        return
    hint = None
    if isinstance(owner, g.ListOf):
        hint = f"It is a list: `map(…, x => x.{node.name.text})` reads the field of every item."
    elif owner == g.JSON:
        hint = "Nothing is known of what a `json` value holds; let a flow take it apart."
    message = f"{quoted(node.subject, 'This')} is {show_type(owner)}, which has no field `{node.name.text}`."
    t.report("O205", message, node.name.span, hint)


def _of_element(t: Inference, node: n.Attribute, owner: NamedElement, place: Place) -> g.Type:
    """What follows the name of an element: a step of a stage, or an output of a step."""
    if isinstance(owner.node, n.Stage):
        t.tables.meanings[node.subject] = StageMeaning(owner)
        step = element_of(t, node, place)
        if step is not None:
            return element_value(t, node, step, place)
        assert t.around is not None  # noqa: S101 - there are no elements without an orchestration around
        prefix, name = f"{owner.path}.", node.name.text
        known = [path.removeprefix(prefix) for path in t.around.outline.elements if path.startswith(prefix)]
        message = f"The stage `{owner.path}` has no step `{name}`."
        t.findings.append(misspelt("O202", message, node.name.span, name, known))
        return UNKNOWN
    if isinstance(owner.node, n.BackgroundStep | n.InteractiveStep):
        t.tables.meanings[node.subject] = StepMeaning(owner)
        return _output(t, node, owner, place)
    return element_value(t, node.subject, owner, place) if isinstance(node.subject, n.Reference) else UNKNOWN


def _output(t: Inference, node: n.Attribute, step: NamedElement, place: Place) -> g.Type:
    """One output of a step, which may be missing where the step is not proven to have completed."""
    assert t.around is not None  # noqa: S101 - there are no elements without an orchestration around
    fields = t.around.outputs.get(step.path)
    name = node.name.text
    if fields is None:
        return UNKNOWN
    if is_unheard(t, step, node):
        return UNKNOWN
    loop = repeats(step)
    own = _is_own_undo(step, place)
    if loop is not None and not own:
        message = f"`{step.path}` is a list, because the step runs for each `{loop.name.text}`."
        hint = f"Ask about its items, for example with `any(…, x => x.{name} …)`."
        t.report("O205", message, node.name.span, hint)
        return UNKNOWN
    found = next((field for field in fields if field.name == name), None)
    if found is None:
        known = [field.name for field in fields]
        hint = f"Its outputs are {listed(known)}." if known else "It has no outputs."
        message = f"The step `{step.path}` has no output `{name}`."
        t.findings.append(misspelt("O205", message, node.name.span, name, known, hint))
        return UNKNOWN
    proven = own or is_proven(t, step, place)
    t.tables.meanings[node] = OutputMeaning(step, name, proven)
    if found.type == UNKNOWN:
        return UNKNOWN
    return found.type if proven else g.optional(found.type)


def _is_own_undo(step: NamedElement, place: Place) -> bool:
    """Whether the place is the `undo` of the step itself: there its outputs are those of what is undone."""
    clauses = step.node.clauses if isinstance(step.node, n.BackgroundStep | n.InteractiveStep) else ()
    return isinstance(place.node, n.UndoBy) and any(each is place.node for each in clauses)


def _fact(t: Inference, node: n.Attribute, subject: n.Reference, place: Place) -> g.Type:
    t.tables.meanings[subject] = RunMeaning()
    name = node.name.text
    if place.use is Use.TRIGGER:
        t.report("O308", f"`run.{name}` may not stand here: there is no run before it starts.", node.span)
        return UNKNOWN
    match name:
        case "id" | "started_by" | "started_at" | "error":
            t.tables.meanings[node] = RunFactMeaning(name)
            return _FACTS[name]
    hint = f"There are {listed(f'run.{fact}' for fact in _FACTS)}."
    t.findings.append(misspelt("O205", f"A run has no fact `{name}`.", node.name.span, name, _FACTS, hint))
    return UNKNOWN


def index(t: Inference, node: n.Index, place: Place) -> g.Type:
    """`list[0]`: the item at a position from 0, which may not be there."""
    list_ = present(t, node.subject, t.infer(node.subject, place), "`[…]`")
    position = present(t, node.index, t.infer(node.index, place), "`[…]`")
    if position not in (g.INTEGER, UNKNOWN, g.NOTHING):
        t.report("O301", f"A position is a whole number, but this is {show_type(position)}.", node.index.span)
    if isinstance(list_, g.ListOf):
        return UNKNOWN if list_.item == UNKNOWN else g.optional(list_.item)
    if list_ not in (UNKNOWN, g.NOTHING):
        t.report("O307", f"`[…]` reads from a list, but this is {show_type(list_)}.", node.subject.span)
    return UNKNOWN
