"""The registry of codes is complete and of one form."""

import re

import pytest

from orchestra_dsl.diagnostics import CODES, GROUPS, Code, Severity
from orchestra_dsl.diagnostics.code import Group


def test_codes_are_unique() -> None:
    assert sum(len(rows) for rows in GROUPS.values()) == len(CODES)


def test_codes_stand_in_order() -> None:
    assert list(CODES) == sorted(CODES)


@pytest.mark.parametrize(("group", "rows"), GROUPS.items(), ids=lambda value: getattr(value, "prefix", ""))
def test_codes_begin_with_the_prefix_of_their_group(group: Group, rows: tuple[Code, ...]) -> None:
    assert rows
    assert all(re.fullmatch(rf"{group.prefix}\d\d", row.code) for row in rows)


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.code)
def test_every_code_explains_itself(code: Code) -> None:
    assert code.title[0].isupper()
    assert code.title[-1] not in ".!?"
    assert len(code.title) <= 60
    assert code.why[0].isupper()
    assert code.why.endswith(".")


def test_titles_are_unique() -> None:
    assert len({code.title for code in CODES.values()}) == len(CODES)


def test_all_style_findings_are_warnings() -> None:
    assert {code.severity for name, code in CODES.items() if name.startswith("O8")} == {Severity.WARNING}


def test_not_supported_yet_is_o009_and_an_error() -> None:
    assert CODES["O009"].title == "Not supported yet"
    assert CODES["O009"].severity is Severity.ERROR
