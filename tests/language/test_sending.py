"""`send EVENT { … }` in scenarios: an event from outside that a run waits for, or has kept."""

from tests.language.forms import plays
from tests.scenario.texts import fails, holds

SEND = "send EVENT { … }"
PROCESS = """
record Case { id: text owner: user }
screen ok(case: Case) -> { fine: boolean }
event paid { order: text, amount: decimal }

orchestration handle(case: Case) {
  stage desk { interactive look = ok(case) { assign to case.owner } }
  await payment first {
    on paid as p where p.order == case.id keep 2d { end "Paid {p.amount}" }
    after 3d { end "Never paid" }
  }
}
""".replace('end "Paid {p.amount}"', 'end "Paid"')
GIVEN = 'given case = { id: "1", owner: user("ann") } start'
DONE = '"ann" completes desk.look with { fine: true }'
PAID = 'send paid { order: "1", amount: 10 }'


@plays(SEND)
def test_an_event_goes_to_the_run_that_waits_for_it() -> None:
    holds(
        f'{DONE} send paid {{ order: "2", amount: 10 }} advance 1d {PAID} expect ended "Paid"',
        process=PROCESS,
        given=GIVEN,
    )


@plays(SEND)
def test_an_event_that_comes_early_is_kept_as_long_as_the_await_says() -> None:
    holds(f'{PAID} advance 1d {DONE} expect ended "Paid"', process=PROCESS, given=GIVEN)
    failure = fails(f'{PAID} advance 3d {DONE} expect ended "Paid"', process=PROCESS, given=GIVEN)
    assert failure.found.startswith("the run goes on: ")
