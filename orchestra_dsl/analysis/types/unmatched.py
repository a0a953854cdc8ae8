"""O302, O303: arguments that no parameter takes, and parameters that get no value. One mistake is said once."""

from collections.abc import Container, Sequence

from orchestra_dsl.analysis.checked import Callee
from orchestra_dsl.analysis.declare.types import UNKNOWN
from orchestra_dsl.analysis.misspelt import meant_instead, unknown_part
from orchestra_dsl.analysis.show import listed, show_expression
from orchestra_dsl.analysis.types.inference import Inference
from orchestra_dsl.diagnostics import Label
from orchestra_dsl.graph.types import Field, show
from orchestra_dsl.syntax import nodes as n


def report_unmatched(
    t: Inference, call: n.Call, callee: Callee, left: Sequence[n.Argument], given: Container[str]
) -> None:
    """Report the arguments that are `left`, and the parameters without a value beside those `given`."""
    needed = [each.name.text for each in callee.node.parameters if each.default is None]
    missing = [name for name in needed if name not in given]
    unknown = [each.name for each in left if each.name is not None]
    meant = meant_instead((name.text for name in unknown), missing)
    known = [field.name for field in callee.parameters]
    for name in unknown:
        message = f"`{callee.name}` has no parameter `{name.text}`."
        t.findings.append(unknown_part("O303", message, name, meant, known, signature(callee)))
    missing = [name for name in missing if name not in meant.values()]
    unclear = [each for each in left if each.name is None]
    if unclear:
        _report_unclear(t, call, callee, unclear, missing)
    # What stands at no certain place may be what is missing.
    if len(missing) > len(unclear):
        what = "arguments" if len(missing) > 1 else "argument"
        message = f"`{callee.name}` needs the {what} {listed(missing)}."
        t.report("O302", message, call.function.span, signature(callee))


def _report_unclear(
    t: Inference, call: n.Call, callee: Callee, unclear: Sequence[n.Argument], missing: Sequence[str]
) -> None:
    """Report arguments without a name that no parameter takes by its place, all in one finding."""
    first, *others = unclear
    if all(each.name is None for each in call.arguments):
        message = f"This is one argument too many for `{callee.name}`."
        if others:
            message = f"These are {len(unclear)} arguments too many for `{callee.name}`."
        labels = [Label(each.span, "This is too many as well.") for each in others]
        t.report("O303", message, first.span, signature(callee), tuple(labels))
        return
    hint = "After an argument with a name, all others need theirs too."
    if missing:
        hint += f" {listed(missing)} {'has' if len(missing) == 1 else 'have'} no value yet."
    labels = [Label(each.span, "Nor is it for this one.") for each in others]
    message = "It is not clear which parameter this argument is for."
    t.report("O303", message, first.span, hint, tuple(labels))


def signature(callee: Callee) -> str:
    """Return the sentence that shows how it is called."""
    pairs = zip(callee.parameters, callee.node.parameters, strict=True)
    return f"It is declared as `{callee.name}({', '.join(_declared(field, node) for field, node in pairs)})`."


def _declared(field: Field, node: n.Parameter) -> str:
    """A parameter as it is declared; its default as far as that can be said in a few words."""
    known = field.name if field.type == UNKNOWN else f"{field.name}: {show(field.type)}"
    return known if node.default is None else f"{known} = {show_expression(node.default) or '…'}"
