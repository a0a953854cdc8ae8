"""From files to a package, or to findings."""

import pytest

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.graph.model import Signature
from orchestra_dsl.source import SourceFile
from tests.compile.compiling import DECLARED, compile_text


def test_a_package_holds_all_orchestrations_and_all_records_by_name() -> None:
    result = compile_text(
        'import "other.orch" record Zebra { a: text } orchestration b() { end } orchestration a() { end }',
        other="record Ape { a: text } orchestration c() { end }",
    )
    assert result.diagnostics == ()
    assert result.package is not None
    assert [each.graph.name for each in result.package.orchestrations] == ["a", "b", "c"]
    assert [record.name for record in result.package.records] == ["Ape", "Zebra"]
    assert list(result.sources) == ["main.orch", "other.orch"]


def test_what_is_not_run_yet_makes_no_package() -> None:
    body = 'migrate from 1 { b -> a } stage a "A" { background x = f(case) }'
    text = f"{DECLARED} orchestration o(case: Case) {{ {body} }}"
    result = compile_text(text)
    assert [(each.code, text[each.span.start : each.span.end]) for each in result.diagnostics] == [
        ("O009", "migrate from 1 { b -> a }")
    ]
    assert result.package is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("orchestration o() { end", "O102"),
        ("orchestration o() { go to nowhere }", "O202"),
        ("orchestration o(n: integer) { let a = n + true }", "O307"),
        ("orchestration o() { end end }", "O401"),
        ('import "none.orch"', "O211"),
    ],
)
def test_an_error_makes_no_package(text: str, code: str) -> None:
    result = compile_text(text)
    assert code in [each.code for each in result.diagnostics]
    assert result.package is None


def test_warnings_do_not_keep_a_package_back() -> None:
    result = compile_text("orchestration o() { let unused = 1 end }")
    assert [each.code for each in result.diagnostics] == ["O209"]
    assert result.package is not None


def test_findings_of_imported_files_are_reported_in_their_own_file() -> None:
    result = compile_text(
        'import "other.orch"',
        other=(
            "orchestration o() { migrate from 1 { a -> b } version 2 "
            'stage b "B" { start when now > run.started_at } end }'
        ),
    )
    assert [(each.code, each.span.file) for each in result.diagnostics] == [("O009", "other.orch")]


def test_signatures_of_plugins_are_checked() -> None:
    text = 'flow f() orchestration o() { stage a "A" { background x = f() } }'
    load = lambda path: SourceFile(path, text)  # noqa: E731 - as short as it is
    assert compile_source("main.orch", load, [Signature("flow", "f", ())]).package is not None
    result = compile_source("main.orch", load, [])
    assert [each.code for each in result.diagnostics] == ["O701"]
    assert result.package is None
