"""O215: error names that are nearly those of errors that runs meet by themselves."""

from collections.abc import Iterator

from orchestra_dsl.analysis.misspelt import misspelt_text
from orchestra_dsl.diagnostics import Diagnostic, nearest
from orchestra_dsl.graph.error_names import ERRORS
from orchestra_dsl.syntax import nodes as n


def check_errors(root: n.Node) -> Iterator[Diagnostic]:
    """Look at the names after `on error`, `fails with` and `expect error`."""
    for node in n.walk(root):
        match node:
            case n.OnError(error=n.TextLiteral() as name) | n.GivenFails(error=n.TextLiteral() as name):
                yield from _check(name)
            case n.ExpectError(error=n.TextLiteral() as name):
                yield from _check(name)
            case _:
                pass


def _check(name: n.TextLiteral) -> Iterator[Diagnostic]:
    if name.value not in ERRORS and nearest(name.value, ERRORS, most=1):
        message = f'No run meets an error called "{name.value}" by itself.'
        yield misspelt_text("O215", message, name.span, name.value, ERRORS)
