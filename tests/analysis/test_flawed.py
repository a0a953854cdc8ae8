"""An error in one orchestration does not hide what is wrong with the flow of another."""

from tests.analysis.texts import check_text

ENDLESS = 'orchestration endless() "Endless" { stage a { background x = f() } go to a }'
BROKEN = 'orchestration broken() "Broken" { log nothing }'


def codes(text: str) -> list[str]:
    return [each.code for each in check_text(f"flow f()\n{text}").diagnostics]


def test_each_orchestration_is_judged_by_itself() -> None:
    assert codes(f"{ENDLESS}\n{BROKEN}") == ["O402", "O201"]


def test_nothing_about_types_is_concluded_where_they_are_incomplete() -> None:
    loop = "decide d { outcome again when now > run.started_at -> d otherwise -> end }"
    assert codes(f"orchestration o() {{ {loop} }}") == ["O403"]
    assert codes(f"orchestration o() {{ log nothing {loop} }}") == ["O201"]


def test_an_error_in_what_all_share_counts_for_all() -> None:
    assert codes(f'predicate p() = nothing\norchestration o() {{ repeat while p() {{ log "x" }} }}\n{BROKEN}') == [
        "O201",
        "O201",
    ]
