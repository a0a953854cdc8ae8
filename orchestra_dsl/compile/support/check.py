"""The pass that reports what this version cannot run (O009): nothing in a source is silently ignored."""

from orchestra_dsl.compile.support.form import Form
from orchestra_dsl.compile.support.table import forms_of
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.syntax import nodes as n


def unsupported(module: n.Module) -> list[Diagnostic]:
    """Report every use of a form that is not run, once, at the outermost place that uses it."""
    found: list[Diagnostic] = []
    rest: list[n.Node] = [module]
    while rest:
        node = rest.pop()
        forms = [form for form in forms_of(type(node)) if not form.run and form.is_form_of(node)]
        found += [_finding(form, node) for form in forms]
        if all(form.inside for form in forms):
            rest.extend(reversed(tuple(n.children(node))))
    return found


def _finding(form: Form, node: n.Node) -> Diagnostic:
    message = f"{form.name} is not supported yet: this version reads and checks it, but cannot run it."
    return Diagnostic("O009", message, node.span, hint=form.instead)
