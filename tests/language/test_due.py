"""Due times, rungs and reminders (language.md, rules 14, 15 and 16)."""

import pytest

from orchestra_dsl.graph.moments import parse_datetime, parse_duration
from orchestra_dsl.interpreter.events import ItemClaimed, ItemDelegated, ItemReassigned, ItemReleased
from orchestra_dsl.interpreter.state import decode_state
from tests.language.forms import plays
from tests.language.play import START, Player, Refusal
from tests.language.texts import DECLARATIONS

CASE = {"id": "1", "status": "New", "amount": "10", "owner": "omar", "wanted": "2026-01-05T11:00:00Z", "lead": "lena"}
RECORD = "  team: group?\n"


def play(clauses: str, **fields: str) -> Player:
    declarations = DECLARATIONS.replace(RECORD, RECORD + "  wanted: datetime\n  lead: user?\n  hours: integer?\n")
    stage = f'stage s {{ interactive a = look(case) "Look" {{ assign to group("Agents") {clauses} }} }}'
    text = f"{declarations} orchestration process(case: Case) {{ notify via email {stage} }}"
    groups = {"Agents": ["ann", "bob"], "Bosses": ["lena"], "Empty": []}
    return Player(text, groups=groups).put("Case", **{**CASE, **fields}).start("1")


def told(player: Player) -> list[tuple[str, str, tuple[str, ...]]]:
    """What was told after the opening: channel, the subject's first word, to whom."""
    return [(each.channel, each.subject.partition(":")[0], each.to) for each in player.notices[1:]]


LADDER = 'due in 4h { at 50% remind at 100% notify case.lead via slack after 1h reassign to group("Bosses") }'
AGENTS, LENA, BOSSES = ("group:Agents",), ("user:lena",), ("group:Bosses",)


@plays(
    "due in D",
    "due … { at 50% … }",
    "due … { after 1d … }",
    "due … { … remind }",
    "due … { … notify E via email }",
    "due … { … reassign to E }",
)
def test_each_rung_is_done_once_at_its_instant_the_instant_included() -> None:
    """Rule 14."""
    player = play(LADDER)
    assert player.item("s.a").due_at == START + parse_duration("4h")
    player.advance("119m")
    assert told(player) == []
    player.advance("1m")
    assert told(player) == [("email", "Reminder", AGENTS)]
    player.advance("2h")
    assert told(player)[1:] == [("slack", "Overdue", LENA)]
    player.advance("1h")
    assert told(player)[2:] == [("email", "Look", BOSSES)]
    assert player.item("s.a").candidates == BOSSES
    player.advance("30d")
    assert len(told(player)) == 3
    assert player.timers == {}


@plays("due … { … reassign to E }", "due … { after 1d … }")
def test_a_rung_that_reassigns_replaces_the_candidates_and_releases_a_claim() -> None:
    """Rule 16."""
    player = play(LADDER)
    player.apply(ItemClaimed(player.item("s.a").ref), "user:ann")
    player.advance("5h")
    item = player.item("s.a")
    assert (item.candidates, item.claimed_by) == (BOSSES, None)
    with pytest.raises(Refusal, match="not allowed"):
        player.complete("s.a", "ann", fine=True)
    player.complete("s.a", "lena", fine=True)


@plays("due in D", "due … { at 50% … }", "due … { … remind }")
def test_the_time_is_not_started_again_by_a_claim_a_release_or_a_reassignment() -> None:
    """Rules 13 and 14."""
    player = play(LADDER)
    ref = player.item("s.a").ref
    player.advance("1h")
    player.apply(ItemClaimed(ref), "user:ann")
    player.apply(ItemReleased(ref), "user:ann")
    player.apply(ItemReassigned(ref, BOSSES), administrator=True)
    player.settle()
    assert player.item("s.a").due_at == START + parse_duration("4h")
    player.advance("1h")
    assert told(player)[-1] == ("email", "Reminder", BOSSES)


@plays("remind every D")
def test_a_reminder_goes_to_who_has_claimed_the_work() -> None:
    player = play("remind every 1h")
    player.advance("1h")
    player.apply(ItemClaimed(player.item("s.a").ref), "user:ann")
    player.advance("2h")
    assert told(player) == [("email", "Reminder", each) for each in (AGENTS, ("user:ann",), ("user:ann",))]


def test_nothing_is_due_any_more_once_the_work_is_done() -> None:
    player = play(LADDER + ' remind every 1h finish when case.status == "Closed"')
    player.complete("s.a", "ann", fine=True)
    assert player.timers == {}
    player.advance("30d")
    assert told(player) == []


def test_nothing_is_due_any_more_once_the_work_has_expired() -> None:
    player = play(LADDER + " remind every 1h timeout 90m * 3")
    player.advance("270m")
    assert "Timeout" in str(player.ended)
    assert player.timers == {}


@plays("due at E", "due … { … notify E via email }")
def test_rungs_that_are_past_at_opening_are_done_at_once_and_in_order() -> None:
    """Rule 14: in the order of their instants, then of the source."""
    rungs = '{ after 1h reassign to group("Bosses") at 100% notify case.lead via slack at 50% remind after 1d remind }'
    player = play("due at case.wanted " + rungs, wanted="2026-01-05T07:00:00Z")
    assert told(player) == [("slack", "Overdue", LENA), ("email", "Reminder", AGENTS), ("email", "Look", BOSSES)]
    assert list(player.timers.values()) == [START - parse_duration("2h") + parse_duration("1d")]
    player.advance("22h")
    assert told(player)[3:] == [("email", "Reminder", BOSSES)]


@plays("due at E")
def test_a_due_time_at_an_instant_measures_its_percentages_from_the_opening() -> None:
    player = play("due at case.wanted { at 50% remind }")
    assert list(player.timers.values()) == [START + parse_duration("1h")]


def test_an_error_in_a_rung_leaves_the_work_open_and_is_kept() -> None:
    """Rule 15: flows, conditions and assignments put an element in error, a rung does not."""
    player = play('due in 1h { at 50% reassign to group("Empty") after 1h / (case.hours ?? 0) remind at 100% remind }')
    assert player.happened("s.a") == ["started", "opened", "not done on time", "told"]
    player.advance("30m")
    assert player.happened("s.a")[-1] == "not done on time"
    assert player.ended == "active"
    player.advance("30m")
    assert told(player) == [("email", "Reminder", AGENTS)]
    player.complete("s.a", "ann", fine=True)
    assert player.ended == "completed"


def test_an_error_in_the_due_time_itself_is_that_of_the_step() -> None:
    player = play("due in 1h / (case.hours ?? 0)")
    assert "DivisionByZero" in str(player.ended)
    player.put("Case", **{**CASE, "hours": 1})
    player.retry("s.a")
    assert player.item("s.a").due_at == START + parse_duration("1h")


@plays("remind every D")
@pytest.mark.parametrize(
    ("hours", "why"),
    [
        (0, "there would be no time between two reminders, so nobody is reminded"),
        (-1, "a duration of -1h: it cannot be negative"),
    ],
)
def test_nobody_is_reminded_without_a_pause_between_two_reminders_and_the_work_stays_open(hours: int, why: str) -> None:
    player = play(f"due in 1h * (case.hours ?? 0) remind every 1h * (case.hours ?? {hours})")
    assert player.item("s.a").due_at == START
    player.advance("2h")
    assert told(player) == []
    (instance,) = decode_state(player.state).steps[player.indices["s.a"]].instances.values()
    assert instance.trouble == f"BadDuration: {why}"
    player.complete("s.a", "ann", fine=True)
    assert player.ended == "completed"


@plays("due in D")
def test_a_due_time_before_the_opening_is_an_error_that_can_be_mended() -> None:
    player = play("due in 1h * (case.hours ?? -1)")
    assert "BadDuration: a duration of -1h: it cannot be negative" in str(player.ended)
    player.put("Case", **{**CASE, "hours": 1})
    player.retry("s.a")
    assert player.item("s.a").due_at == START + parse_duration("1h")


@plays("remind every D")
def test_reminders_are_a_second_apart_at_least() -> None:
    player = play("remind every 1s / 10")
    player.advance("2s")
    assert told(player) == [("email", "Reminder", AGENTS)] * 2


def test_an_item_that_is_opened_again_after_a_retry_is_due_anew() -> None:
    player = play(LADDER + " timeout 5h")
    player.advance("5h")
    player.retry("s.a")
    assert player.item("s.a").due_at == START + parse_duration("9h")
    player.advance("2h")
    assert told(player)[-1] == ("email", "Reminder", AGENTS)


CALENDAR = """
calendar support {
  zone "Europe/Berlin"
  open mon to fri 09:00 to 17:00
}
"""


def test_a_percentage_of_business_days_is_measured_in_open_time() -> None:
    """Rule 14: opened on Friday at 13:00 (Berlin), due on Tuesday at 13:00, half the open hours end on Monday."""
    clauses = "due in 2 business days { at 50% remind at 100% remind after 1 business day remind }"
    stage = f"stage s {{ interactive a = look(case) {{ assign to case.owner {clauses} }} }}"
    body = f"use calendar support notify via email {stage}"
    player = Player(f"{DECLARATIONS}{CALENDAR}orchestration process(case: Case) {{ {body} }}")
    player.put("Case", id="1", status="New", amount="1", owner="omar")
    player.now = parse_datetime("2026-01-09T12:00Z").instant
    player.start("1")
    at = [parse_datetime(f"2026-01-{day}T12:00Z").instant for day in (12, 13, 14)]
    assert sorted(player.timers.values()) == at
    assert player.item("s.a").due_at == at[1]
    assert "It is due 2026-01-13 13:00 Europe/Berlin." in player.notices[0].body
    player.advance("10d")
    assert [each.subject for each in player.notices[1:]] == ["Reminder: a"] * 3


@plays("due in D", "due … { at 50% … }")
def test_neither_due_time_nor_time_limit_is_started_again_by_a_delegation() -> None:
    """Rules 13 and 14: from opening; claim, release, delegation and reassignment change nothing about it."""
    player = play("due in 2h { at 100% remind } timeout 3h")
    ref, before = player.item("s.a").ref, dict(player.timers)
    player.advance("30m")
    player.apply(ItemClaimed(ref), "user:ann")
    player.apply(ItemDelegated(ref, "user:bob"), "user:ann")
    player.apply(ItemClaimed(ref), "user:bob")
    player.apply(ItemReleased(ref), "user:bob")
    player.apply(ItemReassigned(ref, BOSSES), administrator=True)
    assert player.timers == before
    player.settle().advance("149m")
    assert told(player)[-1] == ("email", "Reminder", BOSSES)
    assert player.ended == "active"
    player.advance("1m")
    assert "Timeout" in str(player.ended)


@plays("due in D", "due … { … notify E via email }", "due … { after 1d … }")
def test_rungs_of_one_instant_are_done_in_the_order_of_the_source() -> None:
    """Rules 14 and 21: a timer is due at its instant, inclusive."""
    rungs = "after 60m remind after 1h notify case.lead via slack at 100% notify case.owner via teams"
    player = play(f"due in 1h {{ {rungs} }}").advance("119m")
    assert told(player) == [("teams", "Overdue", ("user:omar",))]
    player.advance("1m")
    assert told(player)[1:] == [("email", "Reminder", AGENTS), ("slack", "Overdue", LENA)]


@pytest.mark.parametrize("to", ["case.lead", 'group("Bosses")', 'user("ann")'])
def test_a_rung_does_not_reassign_to_those_who_may_not_do_it(to: str) -> None:
    """Rule 16: the excluded, and who has delegated; the work stays with whom it was."""
    player = play(f"exclude case.lead due in 1h {{ at 100% reassign to {to} }}")
    player.apply(ItemDelegated(player.item("s.a").ref, "user:bob"), "user:ann")
    player.settle().advance("1h")
    item = player.item("s.a")
    assert item.candidates == ("user:bob",)
    assert player.happened("s.a")[-1] == "not done on time"
    player.complete("s.a", "bob", fine=True)
    assert player.ended == "completed"
