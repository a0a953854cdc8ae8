"""Checking short texts in tests."""

from collections.abc import Iterable, Mapping

from orchestra_dsl.analysis.check import CheckResult, check
from orchestra_dsl.graph.model import Signature
from orchestra_dsl.source import SourceFile


def check_texts(texts: Mapping[str, str], signatures: Iterable[Signature] | None = None) -> CheckResult:
    """Check the first of some texts, which may import the others."""
    files = {name: SourceFile(name, text) for name, text in texts.items()}
    return check(next(iter(files)), files.__getitem__, signatures)


def check_text(text: str, signatures: Iterable[Signature] | None = None) -> CheckResult:
    """Check one text."""
    return check_texts({"a.orch": text}, signatures)


def shown(result: CheckResult) -> list[tuple[str, str]]:
    """The findings as code and message."""
    return [(each.code, each.message) for each in result.diagnostics]
