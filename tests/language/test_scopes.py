"""Names and scopes (language.md, rule 10)."""

import pytest

from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.source import SourceFile
from tests.language.play import Player
from tests.language.texts import CASE, orchestration

OK = {"ok": True, "score": 3}


def found(body: str) -> set[str]:
    """The codes of what is found in an orchestration."""
    result = compile_source("test.orch", lambda name: SourceFile(name, orchestration(body)), None)
    return {each.code for each in result.diagnostics}


def play(body: str) -> Player:
    return Player(orchestration(body), flows={"check": [OK], "tell": [{}]}).put("Case", **CASE)


BRANCH = "decide d {{ outcome large when case.amount > 1 {{ {0} {1} }} otherwise {{ }} }}"


@pytest.mark.parametrize("declared", ["let x = case.amount", "var x: decimal = case.amount"])
def test_what_a_block_declares_is_known_in_it_alone(declared: str) -> None:
    """Rule 10: `let` and `var` are block-scoped."""
    inside = 'stage s { background a = tell("{x}") }'
    assert found(BRANCH.format(declared, inside)) == set()
    outside = 'stage t { background b = tell("{x}") }'
    assert found(f"{BRANCH.format(declared, inside)} {outside}") == {"O201"}


def test_two_blocks_may_give_one_name_to_two_variables() -> None:
    """Rule 10: each sees its own."""
    block = 'var x: integer = {0}\nset x = x + 1\nstage {1} {{ background told_{1} = tell("{{x}}") }}'
    both = f"branch a {{ {block.format(10, 's')} }}\n branch b {{ {block.format(20, 't')} }}"
    assert sorted(play(f"parallel p {{ {both} }}").start("1").told) == ["11", "21"]


def test_a_name_of_an_outer_block_may_not_be_taken_again_inside() -> None:
    """Rule 10, section 5: shadowed."""
    assert found(f"let x = 1\n{BRANCH.format('let x = case.amount', 'set x = 2')}") & {"O206", "O207", "O208"}


def test_two_branches_that_set_one_variable_are_found() -> None:
    """Rule 10: one of the two would be lost."""
    sets = "var n: integer = 0\nparallel p {{ branch a {{ set n = 1 }} branch b {{ {0} }} }}"
    assert found(f'{sets.format("set n = 2")}\nend "Done" with {{ total: n }}') == {"O502"}
    assert found(f'{sets.format("wait 1h")}\nend "Done" with {{ total: n }}') == set()


def test_an_element_has_one_name_in_the_whole_orchestration() -> None:
    """Rule 10: a stage in a branch is known by its own name, so no other element may have it."""
    stage = 'stage s { background a = tell("x") }'
    inside = f"parallel p {{ branch a {{ {stage} }} branch b {{ {stage} }} }}"
    assert found(inside) == {"O207"}
    assert "O207" in found(f"{stage} decide s {{ otherwise {{ }} }}")


def test_steps_of_two_stages_have_names_of_their_own() -> None:
    """Rule 10: element names are unique, those of steps too; a path is `stage.step`."""
    stages = "stage s {{ background a = check(case) }}\nstage t {{ background {0} = check(case) {{ only if {1}.ok }} }}"
    assert found(stages.format("a", "s.a")) == {"O207"}
    assert found(stages.format("b", "s.a")) == set()
    assert found(stages.format("b", "a")) == {"O201"}


def test_a_path_never_goes_through_a_branch() -> None:
    """Rule 10."""
    body = (
        "parallel p {{ branch a {{ stage s {{ background x = check(case) }} }} branch b {{ wait 1h }} }}\n"
        'stage t {{ background y = tell("seen") {{ only if {0}.x.ok }} }}'
    )
    assert found(body.format("s")) == set()
    assert found(body.format("a.s")) != set()
    assert play(body.format("s")).start("1").advance("1h").told == ["seen"]


def test_what_has_no_name_is_known_by_its_place_in_the_block() -> None:
    """Rule 10: `wait`, `notify`, `set`, `undo` and an `await` without a name; each block counts anew."""
    player = play(
        "var n: integer = 0\nset n = 1\nwait 1h\nset n = 2\nwait 1h\n"
        "parallel p { branch a { wait 1h } branch b { await first { after 1h { } } } }"
    )
    names = [each.name for each in player.graph.elements]
    assert [name for name in names if "wait" in name] == ["wait.1", "wait.2", "a.wait.1", "b.await.1"]
    assert [name for name in names if "set" in name] == ["set.1", "set.2"]
