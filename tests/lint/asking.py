"""Sources of this folder's cases, checked and looked at by rules."""

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.lint.builtin import RULES
from orchestra_dsl.lint.levels import Levels
from orchestra_dsl.lint.rule import Rule
from orchestra_dsl.lint.run import Supplied, lint
from orchestra_dsl.source import SourceFile

CASES = Path(__file__).with_name("cases")


def own_rules() -> list[Supplied]:
    """The product's rules."""
    found = [getattr(import_module(f"orchestra_dsl.lint.rules.{name}"), name) for name in RULES.values()]
    assert all(isinstance(each, Rule) for each in found)
    return [Supplied(each, "style") for each in found]


def case(path: str) -> SourceFile:
    """A source of the cases."""
    return SourceFile(path, (CASES / path).read_text(encoding="utf-8"))


def of_text(text: str) -> Callable[[str], SourceFile]:
    """Load this text as `main.orch`, and what it imports from the cases."""
    return lambda path: SourceFile(path, text) if path == "main.orch" else case(path)


def asked(
    entry: str,
    load: Callable[[str], SourceFile] = case,
    rules: Iterable[Supplied] | None = None,
    levels: Levels | None = None,
) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """What the compiler finds in a source, and what the rules do."""
    result = compile_source(entry, load)
    asked_rules = own_rules() if rules is None else rules
    style = lint(result.checked, result.sources, asked_rules, levels or Levels())
    return list(result.diagnostics), style
