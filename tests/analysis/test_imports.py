"""Imports: relative paths, each file once, circles and files that cannot be read."""

import pytest

from orchestra_dsl.analysis.check import check
from orchestra_dsl.analysis.echoes.together import together
from orchestra_dsl.source import SourceFile
from tests.analysis.texts import check_texts, shown


def test_paths_are_relative_to_the_importing_file() -> None:
    result = check_texts(
        {
            "projects/a.orch": 'import "parts/b.orch"',
            "projects/parts/b.orch": 'import "../../shared/c.orch"\nflow f(case: Case)',
            "shared/c.orch": "record Case { id: text }",
        }
    )
    assert result.diagnostics == ()
    assert list(result.checked.modules) == ["projects/a.orch", "projects/parts/b.orch", "shared/c.orch"]


def test_a_file_that_two_others_import_is_read_once() -> None:
    read = []
    files = {
        "a.orch": 'import "b.orch"\nimport "c.orch"\nflow f(case: Case)',
        "b.orch": 'import "d.orch"',
        "c.orch": 'import "d.orch"',
        "d.orch": "record Case { id: text }",
    }

    def load(path: str) -> SourceFile:
        read.append(path)
        return SourceFile(path, files[path])

    assert check("a.orch", load).diagnostics == ()
    assert sorted(read) == ["a.orch", "b.orch", "c.orch", "d.orch"]


def test_a_circle_shows_every_hop() -> None:
    result = check_texts({"a.orch": 'import "b.orch"', "b.orch": 'import "c.orch"', "c.orch": 'import "a.orch"'})
    (finding,) = result.diagnostics
    assert (finding.code, finding.span.file) == ("O212", "c.orch")
    assert [(label.span.file, label.message) for label in finding.labels] == [
        ("a.orch", "`a.orch` imports `b.orch` here."),
        ("b.orch", "`b.orch` imports `c.orch` here."),
    ]


def test_an_importer_does_not_lend_its_names_to_what_it_imports() -> None:
    result = check_texts({"a.orch": 'import "b.orch"\nrecord Case { id: text }', "b.orch": "flow f(case: Case)"})
    (finding,) = result.diagnostics
    assert (finding.code, finding.span.file) == ("O204", "b.orch")
    assert finding.hint == "It is declared in `a.orch`, which this file does not import."


IMPORTS = 'import "b.orch"\nflow take(loan: Loan)\nevent paid { order: text }\nrecord Loam { id: text }\n'
IMPORTED = """record Loan { id: text }
orchestration lend(loan: Loan) {
  stage s { background a = take(loan) { undo take(loan) } }
  await money first { on paid as p { log p.order  end "Paid" } }
}
"""


def test_each_name_of_a_file_that_is_not_imported_is_said_once_with_the_code_of_its_kind() -> None:
    result = check_texts({"a.orch": IMPORTS, "b.orch": IMPORTED})
    found = together(result.diagnostics, result.checked.modules)
    assert [(each.code, each.message, IMPORTED[each.span.start : each.span.end]) for each in found] == [
        ("O203", "There is no flow `take` in this file.", "take"),
        ("O206", "There is no event `paid` in this file.", "paid"),
    ]
    assert {each.hint for each in found} == {"It is declared in `a.orch`, which this file does not import."}


def test_what_is_not_imported_is_nothing_that_is_meant() -> None:
    (finding,) = check_texts({"a.orch": IMPORTS, "b.orch": "flow f(loan: Loax)\nrecord Loan { id: text }"}).diagnostics
    assert (finding.code, finding.hint) == ("O204", "Did you mean `Loan`?"), "and not `Loam`"
    (finding,) = check_texts({"a.orch": IMPORTS.replace("Loan", "Loam"), "b.orch": "flow f(loam: Loan)"}).diagnostics
    assert (finding.code, finding.fix) == ("O204", None)
    assert finding.hint == "Declare the record in this file, or import the file that does."


def test_a_name_that_an_imported_file_has_is_reported_in_the_importing_one() -> None:
    result = check_texts({"a.orch": 'import "b.orch"\nrecord Case { id: text }', "b.orch": "record Case { id: text }"})
    (finding,) = result.diagnostics
    assert (finding.code, finding.span.file, finding.labels[0].span.file) == ("O207", "a.orch", "b.orch")


def test_a_long_chain_of_imports_is_followed() -> None:
    texts = {f"{n}.orch": f'import "{n + 1}.orch"\nflow f{n}(case: Case)' for n in range(300)}
    assert check_texts({**texts, "300.orch": "record Case { id: text }"}).diagnostics == ()


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FileNotFoundError(2, "No such file"), "O211"),
        (KeyError("b.orch"), "O211"),
        (PermissionError(13, "Permission denied"), "O001"),
        (IsADirectoryError(21, "Is a directory"), "O001"),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), "O002"),
    ],
)
def test_an_import_that_cannot_be_read_is_found_at_the_import(error: Exception, code: str) -> None:
    text = 'import "b.orch"'

    def load(path: str) -> SourceFile:
        if path == "a.orch":
            return SourceFile(path, text)
        raise error

    (finding,) = check("a.orch", load).diagnostics
    assert finding.code == code
    assert text[finding.span.start : finding.span.end] == '"b.orch"'


def test_an_entry_that_is_not_there_is_one_finding() -> None:
    files: dict[str, SourceFile] = {}
    result = check("a.orch", files.__getitem__)
    assert shown(result) == [("O001", "There is no file `a.orch`.")]
    assert result.checked.orchestrations == ()


def test_what_a_missing_file_would_declare_is_not_reported_again() -> None:
    result = check_texts({"a.orch": 'import "b.orch"\nflow f(case: Case)\nflow f(n: integer)'})
    assert [each.code for each in result.diagnostics] == ["O211", "O207"]
