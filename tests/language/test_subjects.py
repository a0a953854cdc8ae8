"""What work items are about, and which records they lock (language.md, section 3 and rule 4)."""

import pytest

from tests.language.forms import plays
from tests.language.play import Player
from tests.language.texts import CASE, orchestration


def play(clauses: str, **case: str) -> Player:
    """A work item with these clauses."""
    text = orchestration(f"stage s {{ interactive a = look(case) {{ assign to case.owner\n {clauses} }} }}")
    return Player(text).put("Case", **CASE, **case).put("Case", **(CASE | {"id": "2"})).start("1")


def test_an_item_is_about_the_first_record_that_its_screen_shows() -> None:
    """Section 3: default the first record argument."""
    assert (play("").item("s.a").about, play("").item("s.a").locks) == ("Case/1", None)


@plays("about RECORD")
@pytest.mark.parametrize(("record", "name"), [("case", "Case/1"), ('find(Case, "2") ?? case', "Case/2")])
def test_an_item_is_about_the_record_that_is_named(record: str, name: str) -> None:
    """Section 3: `about RECORD`."""
    assert play(f"about {record}").item("s.a").about == name


@plays("about RECORD", "locks RECORD", "for each p in LIST at most 5 at once | one by one")
def test_each_instance_has_a_record_of_its_own() -> None:
    """Rule 4: `about` and `locks` are worked out for each instance."""
    player = play('for each one in [case, find(Case, "2") ?? case]\n about one\n locks one')
    assert [(item.about, item.locks) for item in player.open("s.a")] == [("Case/1", "Case/1"), ("Case/2", "Case/2")]


@plays("locks RECORD except assignees")
@pytest.mark.parametrize("record", ["case", 'find(Case, "1") ?? case'])
def test_an_item_says_what_it_locks(record: str) -> None:
    """Section 3: `locks RECORD except assignees`; who that is, is asked when somebody writes."""
    assert play(f"locks {record} except assignees").item("s.a").locks == "Case/1"


@plays("locks RECORD")
def test_a_record_that_cannot_be_told_is_the_error_of_the_step() -> None:
    """Rule 17: a deleted record fails what reads it."""
    text = """
    stage s { interactive a = look(case) { assign to user("ann") } }
    stage t { interactive b = look(case) { assign to user("ann")
      locks if case.status == "New" then case else case } }
    """
    player = Player(orchestration(text)).put("Case", **CASE).start("1").delete("Case", "1")
    player.complete("s.a", "ann", fine=True)
    assert str(player.ended).startswith("t.b: RecordGone")
    player.put("Case", **CASE).retry("t.b")
    assert player.item("t.b").locks == "Case/1"


@plays("locks RECORD except assignees", "about RECORD")
def test_notifications_name_what_the_work_is_about() -> None:
    """Section 3: `about` is where the work guide shows it."""
    player = play('about find(Case, "2") ?? case\n locks case except assignees\n notify via email').settle()
    (notice,) = player.notices
    assert "about Case 2." in notice.body
