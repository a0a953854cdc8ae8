"""Which forms of the language the model has: all that can be run, those apart that stand here with a reason."""

from orchestra_dsl.compile.support.scenarios import SCENARIOS
from tests.language.forms import FORMS, missing
from tests.model.agreement.fast import Fast
from tests.model.agreement.playing import program, source, world

NOT_PART_OF_A_RUN = "it is settled before a run begins, or outside of it"
OF_PLAYERS = "it says what the player of scenarios does and expects"
OF_THE_DIRECTORY = (
    "no orchestration speaks of substitutes: who is away and who stands in is a fact of the directory, and what they"
    " may do is said in docs/work.md alone: tests/language/test_substitutes.py, tests/runtime/test_substitution.py"
)
OF_THE_PROJECT = (
    "no orchestration speaks of allocation: whom a policy of the project chooses is a fact that the runtime answers, on"
    " counts of the work of all runs: tests/runtime/test_allocation.py"
)

LEFT_OUT = {
    **dict.fromkeys(
        (
            "start on case created",
            "start on case updated",
            "start on case … when E",
            "start on case … once per change",
            "start on case … once per record",
            "start on case … every time",
            "start on payment_received as p when E with { … }",
            'start every "0 8 * * 1-5" in ZONE with { … }',
            "changed(case.status)",
            "before(case)",
            'import "crm.orch"',
            "allow start by E",
            "allow view by E",
        ),
        NOT_PART_OF_A_RUN,
    ),
    **dict.fromkeys((form.text for form in SCENARIOS), OF_PLAYERS),
    'given absence of "ann" from E until E substitute "bob"': OF_THE_DIRECTORY,
    'given allocation of "G" is POLICY': OF_THE_PROJECT,
}


def test_what_is_left_out_is_a_form_that_is_run() -> None:
    assert LEFT_OUT.keys() - FORMS.keys() == set()


def test_where_both_sides_are_compared_nobody_is_away_and_nothing_is_allocated() -> None:
    """Else the model would have to know of substitutes and policies."""
    graph = next(graph for seed in range(150) if (graph := program(seed)) is not None)
    fast = Fast(graph, world())
    assert fast.fact(("stands in for", "user:ann", 0)) == []
    assert fast.fact(("policies",)) == {}


def test_all_other_forms_are_played_on_both_sides() -> None:
    """They stand in the sources that `test_agree.py` plays."""
    texts = [source(seed) for seed in range(150) if program(seed) is not None]
    assert missing(FORMS.keys() - LEFT_OUT.keys(), texts) == set()
