"""The lines of scenarios (language.md, section 3): each holds where it is right, and is noticed where it is wrong."""

import pytest

from orchestra_dsl.scenario.player import play_scenario
from orchestra_dsl.scenario.result import Failure
from tests.language.forms import plays
from tests.language.play import compiled
from tests.scenario.texts import GIVEN, fails, holds

GIVEN_VALUE = "given case = { … }, given now = datetime(…)"
RETURNS = "given FLOW returns { … }, given PREDICATE returns true"
FAILS = 'given FLOW fails with "Name" 2 times then returns { … }'
TAKES = "given FLOW takes D"
MEMBERS = 'given members of "G" are "ann", "bob"'
MANAGER = 'given manager of "ann" is "lena"'
ABSENCE = 'given absence of "ann" from E until E substitute "bob"'
ALLOCATION = 'given allocation of "G" is POLICY'
START = 'start, "ann" starts'
CREATE = "create Case { … }"
UPDATE = "update case { … }"
DELETE = "delete case"
ADVANCE = "advance D"
CLAIMS = '"ann" claims STEP'
RELEASES = '"ann" releases STEP'
COMPLETES = '"ann" completes STEP with { … }'
SKIPS = 'skip STEP, "ann" skips STEP with { … }'
SAVES = '"ann" saves STEP with { … }'
SUSPENDS = 'suspend STEP until E, "ann" suspends STEP for D'
RESUMES = 'resume STEP, "ann" resumes STEP'
PRIORITIZES = 'prioritize STEP to E, "ann" prioritizes STEP to E'
SUSPEND_RUN = 'suspend run, "ann" suspends run of STEP'
RESUME_RUN = 'resume run, "ann" resumes run of STEP'
ITEM = 'expect item STEP STATUS by "ann" for "bob"'
OFFERED = "expect item STEP offered to E"
PRIORITY = "expect item STEP priority E"
DRAFT = "expect item STEP draft { … }"
SUSPENDED = "expect suspended"
REASSIGN = 'reassign STEP to E, "ann" reassigns STEP to E'
DELEGATES = '"ann" delegates STEP to "bob"'
MAY_NOT_GIVE = '"ann" may not delegate STEP to "bob", reassign STEP to E'
RETRY = 'retry ELEMENT, "ann" retries ELEMENT'
CANCEL = 'cancel, "ann" cancels run of STEP at once'
STATUS = "expect stage | step NAME STATUS"
CALLED = "expect FLOW called n times with { … }"
STARTED = "expect started n times"
ERROR = 'expect error "X"'
ENDED = 'expect ended "Outcome"'
FAILED = 'expect failed "…"'
CANCELED = "expect canceled"
FINISHED = "expect finished"
NOTIFIED = "expect notified E via CHANNEL n times"
LATE = 'given manager of "omar" is "lena" start advance 10d "lena" completes late.take with { resolution: "x" }'
MAY_NOT = '"ann" may not claim | release | complete | skip | save | prioritize | suspend | resume | retry STEP'
MAY_NOT_RUN = '"ann" may not start | cancel | view | suspend run | resume run'
SCENARIO = 'scenario "…" of name { … }'

NEW = 'create Case { id: "1", status: "New", amount: 10, owner: user("omar") }'
OLD = 'create Case { id: "1", status: "Done", amount: 10, owner: user("omar") }'
GIVEN_BUT_CASE = GIVEN.replace("  given case", "  #")
FIXED = 'with { resolution: "x", refund: 700 }'


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("start expect step resolve.fix active", marks=plays(SCENARIO, START, STATUS, GIVEN_VALUE)),
        pytest.param('start "ann" completes resolve.fix with { resolution: "x" } expect ended "Fixed"',
                     marks=plays(COMPLETES, ENDED)),
        pytest.param('start "bob" completes resolve.fix with { resolution: "x" } expect finished',
                     marks=plays(MEMBERS, FINISHED)),
        pytest.param(f'start "ann" completes resolve.fix {FIXED} expect failed "Too much"', marks=plays(FAILED)),
        pytest.param(f'given limit = 700 start "ann" completes resolve.fix {FIXED} expect ended "Fixed"',
                     marks=plays(GIVEN_VALUE)),
        pytest.param('"ann" starts expect started 1 times expect stage triage completed', marks=plays(START, STARTED)),
        pytest.param(f'start "ann" completes resolve.fix {FIXED} expect tell called with {{ amount: 700 }}',
                     marks=plays(CALLED)),
        pytest.param("start expect classify called 1 times expect tell called 0 times expect quiet called",
                     marks=plays(CALLED)),
        pytest.param('start "ann" claims resolve.fix "bob" may not claim resolve.fix "ann" releases resolve.fix '
                     '"bob" claims resolve.fix', marks=plays(CLAIMS, RELEASES, MAY_NOT)),
        pytest.param('start "ann" may not complete late.take "omar" may not complete resolve.fix',
                     marks=plays(MAY_NOT)),
        pytest.param('start reassign resolve.fix to user("omar") "ann" may not claim resolve.fix '
                     '"omar" claims resolve.fix', marks=plays(REASSIGN)),
        pytest.param('start "ann" delegates resolve.fix to "eve" "ann" may not claim resolve.fix '
                     '"ann" may not delegate resolve.fix "eve" completes resolve.fix with { resolution: "x" }',
                     marks=plays(DELEGATES, MAY_NOT_GIVE)),
        pytest.param('start "eve" may not delegate resolve.fix "ann" may not delegate late.take '
                     '"ann" claims resolve.fix "bob" may not delegate resolve.fix',
                     marks=plays(MAY_NOT_GIVE)),
        pytest.param("start cancel expect stage resolve canceled", marks=plays(CANCEL)),
        pytest.param("start cancel expect canceled", marks=plays(CANCEL, CANCELED)),
        pytest.param('given manager of "omar" is "lena" start advance 10d "lena" claims late.take',
                     marks=plays(MANAGER, ADVANCE)),
        pytest.param('given classify fails with "Gone" start advance 60s expect error "Gone" '
                     'expect step triage.classify error given classify returns { severity: "S2" } '
                     'retry triage.classify expect step triage.classify completed', marks=plays(FAILS, ERROR, RETRY)),
        pytest.param('given classify fails 2 times then returns { severity: "S1", team: group("Support") } start '
                     'advance 30s expect step triage.classify active advance 30s expect step resolve.fix active',
                     marks=plays(FAILS, ADVANCE)),
        pytest.param("given classify takes 45s start advance 44s expect stage triage active "
                     "advance 1s expect stage triage completed", marks=plays(TAKES)),
        pytest.param('given quiet returns true start expect stage resolve waiting given quiet returns false '
                     'update case { note: "x" } expect stage resolve active', marks=plays(RETURNS, UPDATE)),
        pytest.param('start given members of "Support" are "eve" "eve" claims resolve.fix', marks=plays(MEMBERS)),
        pytest.param("start delete case expect stage resolve active", marks=plays(DELETE)),
        pytest.param('start given quiet returns false expect stage late "not started"'.replace('"', ""),
                     marks=plays(STATUS, RETURNS)),
        pytest.param('given absence of "ann" from datetime("2026-01-06T09:00") substitute "eve" start '
                     '"eve" may not claim resolve.fix advance 1d "eve" claims resolve.fix '
                     'expect item resolve.fix claimed by "eve" for "ann"', marks=plays(ABSENCE, ITEM)),
        pytest.param('given absence of "ann" until date("2026-01-05") substitute "eve" start "eve" claims resolve.fix '
                     '"eve" releases resolve.fix advance 15h "eve" may not claim resolve.fix', marks=plays(ABSENCE)),
        pytest.param('given allocation of "Support" is round_robin start expect item resolve.fix offered to '
                     'user("ann") "bob" may not claim resolve.fix', marks=plays(ALLOCATION, OFFERED)),
        pytest.param('given allocation is round_robin start start expect item resolve.fix offered to user("bob") '
                     'given allocation of "Support" is offer_to_all start expect item resolve.fix offered to '
                     'queue("Support")', marks=plays(ALLOCATION)),
        pytest.param('start "ann" claims resolve.fix "ann" saves resolve.fix with { refund: 1.50 } '
                     'expect item resolve.fix draft { refund: 1.5, resolution: null } '
                     '"ann" completes resolve.fix with { resolution: "x" } expect tell called with { amount: 1.5 }',
                     marks=plays(SAVES, DRAFT)),
        pytest.param('start "ann" suspends resolve.fix for 2d "bob" may not claim resolve.fix advance 2d '
                     '"bob" claims resolve.fix suspend resolve.fix until datetime("2026-01-09T09:00") '
                     'expect item resolve.fix suspended by "bob" "ann" may not resume resolve.fix resume resolve.fix '
                     'expect item resolve.fix claimed', marks=plays(SUSPENDS, RESUMES, ITEM, MAY_NOT)),
        pytest.param('start suspend resolve.fix "ann" resumes resolve.fix prioritize resolve.fix to 2 + 3 '
                     'expect item resolve.fix priority 5 "ann" may not prioritize resolve.fix',
                     marks=plays(RESUMES, PRIORITIZES, PRIORITY)),
        pytest.param('start suspend run expect suspended expect item resolve.fix suspended "ann" may not resume run '
                     'resume run expect item resolve.fix open "ann" may not suspend run "ann" may not cancel',
                     marks=plays(SUSPEND_RUN, RESUME_RUN, SUSPENDED, MAY_NOT_RUN)),
        pytest.param('start "ann" claims resolve.fix "ann" reassigns resolve.fix to user("eve") '
                     '"bob" may not reassign resolve.fix to user("ann") expect item resolve.fix offered to user("eve")',
                     marks=plays(REASSIGN, MAY_NOT_GIVE)),
        pytest.param('given classify fails with "Gone" start advance 60s skip triage.classify with '
                     '{ severity: "S1", team: null } expect step triage.classify completed '
                     '"ann" may not retry triage.classify', marks=plays(SKIPS)),
    ],
)  # fmt: skip
def test_a_line_that_is_right_holds(lines: str) -> None:
    holds(lines)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(f'{NEW} expect started 1 times "ann" claims resolve.fix', marks=plays(CREATE, STARTED)),
        pytest.param(f'{OLD} expect started 0 times update case {{ status: "New" }} expect started 1 times',
                     marks=plays(CREATE, UPDATE)),
        pytest.param(f"{NEW} delete case expect started 1 times {OLD} expect started 1 times", marks=plays(DELETE)),
    ],
)  # fmt: skip
def test_without_a_start_records_start_what_they_start(lines: str) -> None:
    """Section 3: beside `start` the orchestration's own triggers are off, without it they are on."""
    holds(lines, given=GIVEN_BUT_CASE)


@pytest.mark.parametrize(
    ("lines", "expected", "found"),
    [
        pytest.param("start expect stage resolve completed", "stage resolve completed", "stage resolve is active",
                     marks=plays(SCENARIO, STATUS)),
        pytest.param("start expect step late.take active", "step late.take active", "step late.take is not started",
                     marks=plays(STATUS)),
        pytest.param('start expect ended "Fixed"', 'ended "Fixed"',
                     "the run goes on: resolve is active, resolve.fix is active", marks=plays(ENDED)),
        pytest.param(f'start "ann" completes resolve.fix {FIXED} expect finished', "finished",
                     'the run has failed "Too much"', marks=plays(FINISHED)),
        pytest.param('start cancel expect failed "Too much"', 'failed "Too much"', "the run was canceled",
                     marks=plays(FAILED, CANCEL)),
        pytest.param("start expect canceled", "canceled",
                     "the run goes on: resolve is active, resolve.fix is active", marks=plays(CANCELED)),
        pytest.param("start cancel expect finished", "finished", "the run was canceled", marks=plays(FINISHED)),
        pytest.param('start expect error "Gone"', 'error "Gone"', "nothing is in error", marks=plays(ERROR)),
        pytest.param("start expect started 2 times", "started 2 times", "it was started once", marks=plays(STARTED)),
        pytest.param("start expect tell called", "tell called", "it was never called", marks=plays(CALLED)),
        pytest.param(f'start "ann" completes resolve.fix {FIXED} expect tell called 2 times with {{ amount: 7 }}',
                     "tell called 2 times with these arguments",
                     'it was never called with these arguments; the last calls: { case: "1", amount: 700 }'),
        pytest.param(f'{LATE} expect notified user("eve") via email', "eve notified via email",
                     "eve was never notified", marks=plays(NOTIFIED)),
        pytest.param(f'{LATE} expect notified queue("Support") via email 2 times',
                     "ann, bob notified via email 2 times", "ann was notified once, bob was notified once",
                     marks=plays(NOTIFIED)),
        pytest.param(f'{LATE} expect notified queue("Nobody") via email', " notified via email",
                     "these people are nobody"),
        pytest.param('start "ann" may not claim resolve.fix', "ann may not claim resolve.fix",
                     "ann may claim resolve.fix"),
        pytest.param('"ann" may not start', "ann may not start", "ann may start handle"),
        pytest.param('start "ann" may not delegate resolve.fix', "ann may not delegate resolve.fix",
                     "ann may delegate resolve.fix", marks=plays(MAY_NOT_GIVE)),
        pytest.param('start "ann" claims resolve.fix expect item resolve.fix open', "item resolve.fix open",
                     "it is claimed by ann", marks=plays(ITEM)),
        pytest.param('start expect item resolve.fix claimed by "ann" for "bob"',
                     "item resolve.fix claimed by ann for bob", "it is open", marks=plays(ITEM)),
        pytest.param('start expect item resolve.fix offered to [user("ann"), user("bob")]',
                     "item resolve.fix offered to ann, bob", "it is offered to Support", marks=plays(OFFERED)),
        pytest.param('start "ann" completes resolve.fix with { resolution: "x" } expect item resolve.fix offered to []',
                     "item resolve.fix offered to nobody", "it is completed by ann", marks=plays(OFFERED)),
        pytest.param("start expect item resolve.fix priority 7", "item resolve.fix priority 7", "it has priority 0",
                     marks=plays(PRIORITY)),
        pytest.param("start expect item resolve.fix draft { refund: 1 }", "item resolve.fix draft { refund: 1 }",
                     "it has no draft", marks=plays(DRAFT)),
        pytest.param('start "ann" claims resolve.fix "ann" saves resolve.fix with { resolution: "y", refund: 2 } '
                     'expect item resolve.fix draft { resolution: "x" }', 'item resolve.fix draft { resolution: "x" }',
                     'its draft is { resolution: "y", refund: 2 }', marks=plays(DRAFT, SAVES)),
        pytest.param("start expect suspended", "suspended",
                     "the run goes on: resolve is active, resolve.fix is active", marks=plays(SUSPENDED)),
        pytest.param("start suspend run expect finished", "finished", "the run is suspended",
                     marks=plays(SUSPEND_RUN)),
        pytest.param('start "administrator" may not suspend run', "administrator may not suspend run",
                     "administrator may suspend run", marks=plays(MAY_NOT_RUN)),
        pytest.param('start "ann" may not view', "ann may not view", "ann may view", marks=plays(MAY_NOT_RUN)),
        pytest.param('start "ann" may not delegate resolve.fix to "eve"', "ann may not delegate resolve.fix to eve",
                     "ann may delegate resolve.fix to eve", marks=plays(MAY_NOT_GIVE)),
        pytest.param('start "ann" may not suspend resolve.fix', "ann may not suspend resolve.fix",
                     "ann may suspend resolve.fix", marks=plays(MAY_NOT)),
    ],
)  # fmt: skip
def test_an_expectation_that_is_wrong_says_what_is(lines: str, expected: str, found: str) -> None:
    failure = fails(lines)
    assert (failure.expected, failure.found) == (expected, found)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        pytest.param('start "omar" claims resolve.fix', "omar may not: this work item is for Support",
                     marks=plays(CLAIMS)),
        pytest.param('start "ann" releases resolve.fix', "nobody has claimed this work item", marks=plays(RELEASES)),
        pytest.param('start "ann" completes late.take with { resolution: "x" }',
                     "late.take has no open work item: the step is not started", marks=plays(COMPLETES)),
        pytest.param("start reassign resolve.fix to []", "say to whom: a work item is reassigned to at least one user, "
                     "group or queue", marks=plays(REASSIGN)),
        pytest.param("start retry resolve.fix", "resolve.fix is not in error in run run1; nothing in it is in error",
                     marks=plays(RETRY)),
        pytest.param("cancel", "handle has not been started"),
        pytest.param("given classify takes 2m start advance 5m expect finished",
                     "the run goes on: triage is active, triage.classify is in error: "
                     "Timeout: the flow did not answer in time", marks=plays(TAKES)),
        pytest.param('given manager of "lena" is "omar" start advance 10d "omar" claims late.take',
                     "omar may not: this work item is for administrator", marks=plays(MANAGER)),
        pytest.param('start "omar" delegates resolve.fix to "eve"', "omar may not: this work item is for Support",
                     marks=plays(DELEGATES)),
        pytest.param('start "ann" skips resolve.fix with { resolution: "x" }',
                     "this work item may not be skipped: only one whose step says `may skip` may be",
                     marks=plays(SKIPS)),
        pytest.param('start "ann" completes resolve.fix with { resolution: "x" } "ann" skips resolve.fix',
                     "resolve.fix has no open work item: the step is completed", marks=plays(SKIPS)),
        pytest.param('start "ann" delegates resolve.fix to "ann"',
                     "ann cannot delegate to ann: name somebody else", marks=plays(DELEGATES)),
        pytest.param('start "ann" saves resolve.fix with { resolution: "x" }', "claim this work item first: a draft is "
                     "kept for whoever has claimed it", marks=plays(SAVES)),
        pytest.param('start "ann" claims resolve.fix "ann" saves resolve.fix with { refund: 1 } '
                     '"ann" completes resolve.fix', "resolution: it is missing; text is expected", marks=plays(SAVES)),
        pytest.param('start "omar" suspends resolve.fix', "omar may not: this work item is for Support",
                     marks=plays(SUSPENDS)),
        pytest.param('start suspend resolve.fix until datetime("2026-01-05T09:00")',
                     "the instant until which a work item rests has to come yet: say a later one",
                     marks=plays(SUSPENDS)),
        pytest.param('start suspend resolve.fix "ann" claims resolve.fix',
                     "this work item is suspended; resume it first", marks=plays(SUSPENDS)),
        pytest.param('start "ann" resumes resolve.fix', "this work item is not suspended", marks=plays(RESUMES)),
        pytest.param('start "ann" prioritizes resolve.fix to 3', "only an administrator or who has claimed it may "
                     "change the priority of this work item", marks=plays(PRIORITIZES)),
        pytest.param('start "ann" suspends run', "only an administrator may suspend this run",
                     marks=plays(SUSPEND_RUN)),
        pytest.param("start resume run", "run run1 is not suspended", marks=plays(RESUME_RUN)),
        pytest.param('start "omar" reassigns resolve.fix to user("omar")', "only an administrator or who has claimed "
                     "it may reassign this work item", marks=plays(REASSIGN)),
        pytest.param('start "ann" cancels', "only an administrator may cancel this run", marks=plays(CANCEL)),
        pytest.param('given classify fails with "Gone" start advance 60s "ann" retries triage.classify',
                     "only an administrator may retry what is in error", marks=plays(RETRY)),
        pytest.param("start skip triage.classify", "triage.classify is not in error in run run1; nothing in it is in "
                     "error", marks=plays(SKIPS)),
        pytest.param("start expect item late.take open", "late.take has no work item: the step is not started",
                     marks=plays(ITEM)),
        pytest.param('given absence of "ann" from now until now', "ann is back before the absence begins",
                     marks=plays(ABSENCE)),
    ],
)  # fmt: skip
def test_an_act_that_cannot_be_says_why(lines: str, found: str) -> None:
    assert fails(lines).found == found


ADDS = '"ann" adds E to STEP'
ENDS_ADDING = '"ann" ends adding to STEP'
ASKING = """
record Case { id: text people: list<user> notes: list<text> }
screen look(case: Case) -> { fine: boolean }
flow keep(note: text)
orchestration ask(case: Case) "Ask" {
  stage s "S" { interactive each = look(case) "Look" { for each p in case.people may add assign to p } }
  stage t "T" { background kept = keep(note) { for each note in case.notes may add } }
}
"""
ASKED = 'given case = { id: "1", people: [user("ann"), user("bob")], notes: ["a"] } start '


def asked(lines: str) -> Failure | None:
    text = f'{ASKING}\nscenario "the test" of ask {{ {ASKED} {lines} }}\n'
    package, _ = compiled(text)
    (scenario,) = package.scenarios
    return play_scenario(package, scenario).failure


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param('"ann" adds user("cleo") to s.each "cleo" completes s.each with { fine: true }',
                     marks=plays(ADDS)),
        pytest.param('"ann" ends adding to s.each "ann" completes s.each with { fine: true } '
                     '"bob" completes s.each with { fine: true } expect keep called 1 times expect stage t active '
                     '"administrator" adds "b" to t.kept expect keep called with { note: "b" } '
                     '"administrator" ends adding to t.kept expect finished', marks=plays(ADDS, ENDS_ADDING)),
    ],
)  # fmt: skip
def test_somebody_adds_to_a_list_and_ends_adding(lines: str) -> None:
    assert asked(lines) is None


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        pytest.param('"eve" adds user("eve") to s.each', "only who may do an open work item of s.each, or an "
                     "administrator, may add to it", marks=plays(ADDS)),
        pytest.param('"ann" ends adding to s.each "ann" adds user("eve") to s.each', "nothing more is to be added to "
                     "s.each: somebody has said so", marks=plays(ENDS_ADDING)),
        pytest.param('"administrator" ends adding to t.kept', "t.kept is not running, so nothing can be added to it",
                     marks=plays(ENDS_ADDING)),
    ],
)  # fmt: skip
def test_what_cannot_be_added_says_why(lines: str, found: str) -> None:
    failure = asked(lines)
    assert failure is not None
    assert failure.found == found
