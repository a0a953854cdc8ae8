"""What else turns text into a tree, each on a text of its own language; None where it is not installed."""

import ast
import contextlib
import importlib
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, NamedTuple

from benchmarks import texts
from orchestra_dsl.source import SourceFile
from orchestra_dsl.syntax.parser import parse
from orchestra_dsl.syntax.table import stored


class Reader(NamedTuple):
    """A row: what it is called and includes, the text that it reads, and how; `most` lines are not too many."""

    name: str
    text: Callable[[int], str]
    read: Callable[[str], object] | None
    most: int = 100_000


def readers() -> list[Reader]:
    """All of them; the first is Orchestra, the second what it is held against."""
    return [
        Reader("Orchestra: nodes with spans, comments, docs", texts.orchestra, _orchestra),
        Reader("ast.parse", lambda lines: texts.filled(texts.PYTHON, lines), ast.parse),
        Reader(_named("lark", "LALR, positions, our grammar"), texts.orchestra, _lark()),
        Reader(_named("python-hcl2", "values"), lambda lines: texts.filled(texts.HCL, lines), _hcl(), 10_000),
        Reader(_named("PyYAML", "C loader, values"), lambda lines: texts.filled(texts.YAML, lines), _yaml()),
        Reader(_named("tree-sitter-python", "tree in C"), lambda lines: texts.filled(texts.PYTHON, lines), _sitter()),
    ]


def _named(package: str, what: str) -> str:
    with contextlib.suppress(ImportError):
        return f"{package} {version(package)}: {what}"
    return package


def _orchestra(text: str) -> object:
    result = parse(SourceFile("bench.orch", text))
    if result.findings:
        raise SystemExit(f"the benchmark's text has a mistake: {result.findings[0]}")
    return result


def _lark() -> Callable[[str], object]:
    lark = importlib.import_module("lark")
    grammar = (stored.folder() / stored.GRAMMAR).read_text(encoding="utf-8")
    parser: Any = lark.Lark(grammar, parser="lalr", start="module", propagate_positions=True, maybe_placeholders=False)
    read: Callable[[str], object] = parser.parse
    return read


def _hcl() -> Callable[[str], object] | None:
    with contextlib.suppress(ImportError):
        read: Callable[[str], object] = importlib.import_module("hcl2").loads
        return read
    return None


def _yaml() -> Callable[[str], object] | None:
    with contextlib.suppress(ImportError):
        yaml = importlib.import_module("yaml")
        loader = getattr(yaml, "CSafeLoader", None)
        return None if loader is None else lambda text: yaml.load(text, loader)
    return None


def _sitter() -> Callable[[str], object] | None:
    with contextlib.suppress(ImportError):
        sitter, grammar = importlib.import_module("tree_sitter"), importlib.import_module("tree_sitter_python")
        parser = sitter.Parser(sitter.Language(grammar.language()))
        return lambda text: parser.parse(text.encode())
    return None
