"""Findings and sources that the renderers' tests share."""

from orchestra_dsl.diagnostics import Applicability, Diagnostic, Edit, Fix, Label
from orchestra_dsl.source import SourceFile, Span

CASE = SourceFile(
    "my cases/case.orch",
    'import "crm.orch"\n'
    "\n"
    "orchestration x(case: Case) {\n"
    '  stage resolve "Resolve" {\n'
    "    background fix = crm.y()\n"
    "    background b = crm.y() { start after fxi }\n"
    "  }\n"
    "}\n",
)
CRM = SourceFile("crm.orch", "flow crm.y(a: text)\n")
SOURCES = {CASE.name: CASE, CRM.name: CRM}


def find(source: SourceFile, text: str, nth: int = 1) -> Span:
    """Return the span of the `nth` occurrence of `text`."""
    start = -1
    for _ in range(nth):
        start = source.text.index(text, start + 1)
    return Span(start, start + len(text), source.name)


MISSPELT = Diagnostic(
    "O202",
    "There is no step `fxi` in stage `resolve`.",
    find(CASE, "fxi"),
    labels=(Label(find(CASE, "resolve"), "the stage is declared here"),),
    hint="Did you mean `fix`?",
    fix=Fix("Replace `fxi` with `fix`.", (Edit(find(CASE, "fxi"), "fix"),), Applicability.SAFE),
)
MISSING = Diagnostic(
    "O302",
    "The argument `a` is missing.",
    find(CASE, "crm.y()"),
    labels=(Label(find(CRM, "a: text"), "it is declared here"),),
)
LONG = Diagnostic(
    "O803",
    "The stage is long.",
    Span(CASE.text.index("stage"), CASE.text.rindex("  }") + 3, CASE.name),
)
GONE = Diagnostic("O001", "The file is missing: 100%.", Span(0, 0, "a,b:c.orch"), hint="Check the path.")
END = Diagnostic("O102", "The file ends inside a block.", Span(len(CASE.text), len(CASE.text), CASE.name))
