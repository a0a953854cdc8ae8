"""Notifications: `notify E via …`, and `notify via …` for work items (language.md, sections 2 and 3)."""

from orchestra_dsl.interpreter.commit import Tell
from orchestra_dsl.interpreter.events import ItemClaimed, ItemReassigned, TellFailed
from tests.language.forms import plays
from tests.language.play import Player
from tests.language.texts import CASE, orchestration


def play(body: str) -> Player:
    groups = {"Agents": ["ann", "bob"], "Support": ["ines"]}
    return Player(orchestration(body), groups=groups).put("Case", **CASE).start("1")


def sent(player: Player) -> list[tuple[str, tuple[str, ...], str]]:
    """What has been told: the channel, to whom, the subject."""
    return [(each.channel, each.to, each.subject) for each in player.notices]


@plays('notify E via email "text"')
def test_a_notification_goes_out_through_each_channel_and_the_run_goes_on() -> None:
    player = play('notify [case.owner, group("Agents")] via email, slack "Case {case.id} is here" end "Done"')
    assert player.ended == "Done"
    to = ("user:omar", "group:Agents")
    assert [(each.channel, each.to, each.body) for each in player.notices] == [
        ("email", to, "Case 1 is here"),
        ("slack", to, "Case 1 is here"),
    ]
    assert len({each.key for each in player.notices}) == 2
    assert player.outbox == {}, "an ended run takes the answers"
    assert player.happened("notify.1") == ["notified", "told", "told"]


def test_a_missing_value_is_nobody_and_nobody_is_told() -> None:
    player = play('notify case.team via email "x" end "Done"')
    assert (player.ended, player.notices) == ("Done", [])


@plays('notify E via email "text"')
def test_an_error_in_a_notification_is_that_of_its_element() -> None:
    player = play('notify case.owner via email "{check.out}" end "Done"'.replace("check.out", "1 / (1 - 1)"))
    assert "DivisionByZero" in str(player.ended)


def test_a_notification_that_was_given_up_is_said_and_changes_nothing_else() -> None:
    player = Player(orchestration('notify case.owner via email "x" stage s { background a = check(case) }'))
    player.put("Case", **CASE).start("1")
    tell = player.notices[0]
    player.outbox["t"] = tell
    player.apply(TellFailed(tell.ref, tell.element, "email", (), "no such mailbox"))
    assert player.happened("notify.1")[-1] == "not told"
    assert player.ended == "active"


@plays("notify via email, slack", 'notify via email "subject" "body"')
def test_the_inner_notify_via_wins() -> None:
    """language.md, section 3: on orchestration, stage or step; inner wins."""
    player = play("""
      notify via email
      stage s {
        notify via slack
        interactive a = look(case) { assign to case.owner notify via pager "Look!" "At {case.id}" }
        interactive b = look(case) { assign to case.owner }
      }
      stage t { interactive c = look(case) "Look again" { assign to case.owner } }
    """)
    player.complete("s.a", "omar", fine=True).complete("s.b", "omar", fine=True)
    assert sent(player) == [
        ("pager", ("user:omar",), "Look!"),
        ("slack", ("user:omar",), "b"),
        ("email", ("user:omar",), "Look again"),
    ]
    assert player.notices[0].body == "At 1"
    assert "Look again, in process, about Case 1" in player.notices[2].body
    assert "orchestra work complete" in player.notices[2].body


@plays("notify via email, slack")
def test_candidates_are_told_at_opening_and_reassignment_and_not_at_a_claim() -> None:
    player = play('notify via email stage s { interactive a = look(case) { assign to group("Agents") } }')
    ref = player.item("s.a").ref
    player.apply(ItemClaimed(ref), "user:ann")
    player.apply(ItemReassigned(ref, ("queue:Support",)), administrator=True)
    player.settle()
    player.complete("s.a", "ines", fine=True)
    assert [to for _, to, _ in sent(player)] == [("group:Agents",), ("queue:Support",)]


def test_who_is_excluded_or_has_delegated_is_not_told_of_work_that_is_for_a_group_of_theirs() -> None:
    """Rule 16: they are no candidates, though a group that is has them as members."""
    player = play(
        'notify via email stage s { interactive a = look(case) { assign to group("Agents")\n'
        ' exclude user("ann")\n remind every 1h } }'
    )
    player.advance("1h")
    members = {"group:Agents": ["user:ann", "user:bob"], "user:ann": ["user:ann"]}
    assert [each.users(members.__getitem__) for each in player.notices] == [("user:bob",)] * 2


@plays('notify via email "subject" "body"')
def test_words_that_cannot_be_worked_out_keep_nobody_from_their_work() -> None:
    player = play(
        'notify via email "{1 / (1 - 1)}" "b" stage s { interactive a = look(case) { assign to case.owner } }'
    )
    (told,) = player.notices
    assert isinstance(told, Tell)
    assert (told.subject, told.body) == ("a", "b")
    assert "default words" in player.happened("s.a")
    assert player.item("s.a").candidates == ("user:omar",)
