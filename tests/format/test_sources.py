"""Formatting whatever there is: it settles at once, and changes nothing but layout and the order of clauses."""

from collections import Counter
from functools import cache

import pytest

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.format.faithful import same
from orchestra_dsl.format.formatter import formatted
from orchestra_dsl.source import SourceFile
from tests.format.sources import comments, sources
from tests.syntax.reading import tree

ALL = dict(sources())


@cache
def form(text: str) -> str:
    """Format a text that is right."""
    result = formatted(SourceFile("a.orch", text))
    assert result.findings == ()
    return result.text


@pytest.mark.parametrize("name", ALL)
def test_formatting_changes_layout_alone_and_settles_at_once(name: str) -> None:
    text = ALL[name]
    once = form(text)
    assert form(once) == once
    assert same(tree(once), tree(text))
    assert comments(once) == comments(text)


def compiled(texts: dict[str, str], entry: str) -> tuple[list[str] | None, Counter[tuple[str, str]]]:
    """The hashes of the graphs of a source that may import others, None where it has errors; and what is found."""

    def load(name: str) -> SourceFile:
        if name not in texts:
            raise FileNotFoundError(name)
        return SourceFile(name, texts[name])

    result = compile_source(entry, load)
    found = Counter((finding.code, finding.message) for finding in result.diagnostics)
    hashes = None if result.package is None else [each.hash for each in result.package.orchestrations]
    return hashes, found


@pytest.mark.parametrize("name", [name for name in ALL if "form" not in name])
def test_the_hashes_of_graphs_and_what_is_found_stay(name: str) -> None:
    assert compiled({other: form(text) for other, text in ALL.items()}, name) == compiled(ALL, name)


def test_sources_that_run_and_sources_with_findings_are_among_those_that_are_formatted() -> None:
    assert compiled(ALL, "examples/case_management/case_management.orch")[0]
    assert compiled(ALL, "tests/analysis/cases/bad/names/elements.orch")[1]


@pytest.mark.parametrize("name", [name for name in ALL if name.startswith(("examples/", "tests/desk/"))])
def test_what_is_shown_to_others_is_in_the_canonical_form(name: str) -> None:
    assert form(ALL[name]) == ALL[name]
