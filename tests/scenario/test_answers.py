"""What flows and predicates answer, when, and to which call."""

from tests.scenario.texts import GIVEN, PROCESS, fails, holds

TWICE = PROCESS.replace(
    "  stage resolve", '  stage again "Again" { background more = classify(case) }\n  stage resolve', 1
)
AGAIN = 'decide again { outcome yes when triage.classify.severity == "S1" -> triage otherwise -> resolve }'
LOOP = PROCESS.replace('  stage resolve "Resolve"', f'  {AGAIN}\n  stage resolve "Resolve"', 1)


def test_without_an_answer_a_flow_with_outputs_fails_and_names_the_line_to_add() -> None:
    failure = fails("start", given=GIVEN.replace("given classify", "#"))
    assert failure.found == "triage.classify has called classify, and the scenario does not say what it answers"
    assert failure.hint == 'Add `given classify returns { severity: "S1" }` above.'
    assert failure.expected is None


def test_without_an_answer_a_predicate_fails_and_names_the_line_to_add() -> None:
    failure = fails("start", given=GIVEN.replace("given quiet", "#"))
    assert failure.found == "resolve has asked quiet, and the scenario does not say what it answers"
    assert failure.hint == "Add `given quiet returns true` above."


def test_a_predicate_that_fails_puts_who_asks_in_error() -> None:
    holds('given quiet fails with "Down" start expect error "Down" expect stage resolve error')


def test_failures_are_counted_over_all_steps() -> None:
    lines = 'given classify fails 2 times then returns { severity: "S2" } start expect step triage.classify active'
    holds(f"{lines} advance 30s advance 30s expect step again.more completed", process=TWICE)
    holds('given classify fails 4 times then returns { severity: "S2" } start advance 60s '
          "expect step triage.classify error retry triage.classify advance 30s expect classify called 6 times",
          process=TWICE)  # fmt: skip


def test_after_its_failures_a_flow_answers_what_was_given_before() -> None:
    holds("given classify fails 1 times start advance 30s expect stage triage completed")


def test_an_answer_is_fixed_when_the_call_is_made() -> None:
    holds("""
      given classify takes 10s
      start
      given classify returns { severity: "S1", team: group("Late") }
      given members of "Late" are "eve"
      advance 10s
      "eve" may not claim resolve.fix
      "ann" claims resolve.fix
    """)


def test_an_answer_that_comes_just_in_time_is_in_time() -> None:
    holds("given classify takes 1m start advance 1m expect stage triage completed")


def test_a_timer_that_is_due_at_the_last_instant_fires() -> None:
    holds('given manager of "omar" is "lena" start advance 863999s expect stage resolve active '
          "advance 1s expect stage late active")  # fmt: skip


def test_a_loop_without_end_is_noticed() -> None:
    failure = fails("start", process=LOOP)
    assert failure.found == "this line leads to more than 10,000 events: the orchestration does not come to rest"


def test_an_answer_may_be_worked_out() -> None:
    holds('given classify returns { severity: if now > datetime("2020-01-01T00:00Z") then "S1" else "S2", '
          'team: group("A{1 + 1}") } given members of "A2" are "eve" start "eve" claims resolve.fix')  # fmt: skip
