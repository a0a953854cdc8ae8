"""What `orchestra fmt` makes of one source."""

from msgspec import Struct

from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.format.faithful import Read, difference
from orchestra_dsl.format.printer import printed
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.concrete import concrete
from orchestra_dsl.syntax.parser import parse

_MARK = "\ufeff"


class Formatted(Struct, frozen=True):
    """The text in its canonical form; where it cannot be read it is as it was, and the findings say why."""

    text: str
    findings: tuple[Diagnostic, ...] = ()


class Unfaithful(Exception):
    """Formatting would have changed more than the layout: a mistake of the formatter."""


def formatted(file: SourceFile) -> Formatted:
    """Format a source. How its lines end, and a byte order mark, stay as they are. Raises Unfaithful."""
    result = parse(file)
    if result.findings:
        return Formatted(file.text, result.findings)
    read = Read(file, result.tree, concrete(file))
    text = printed(file.text, read.source)
    if wrong := difference(read, text):
        raise Unfaithful(f"{file.name} was left as it is; formatted {wrong}")
    mark = _MARK if file.text.startswith(_MARK) else ""
    return Formatted(mark + (text.replace("\n", "\r\n") if _ends_with_returns(file.text) else text))


def _ends_with_returns(text: str) -> bool:
    """Tell whether the first line ends as they do on Windows; one form is taken for the whole file."""
    return text[: text.find("\n") + 1].endswith("\r\n")
