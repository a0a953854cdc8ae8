"""The clauses of an orchestration: its version, and the writes of records that start it (language.md, section 3)."""

from tests.language.forms import plays
from tests.language.play import Player
from tests.language.texts import CASE, DECLARATIONS, orchestration
from tests.language.writes import Writes, writes


def started(write: Writes, **changes: str) -> int:
    """The number of runs that a write of the case 1 starts, with these changes to it."""
    runs = write.put("Case", **CASE | changes)
    assert {run.outcome for run in runs} <= {"Started"}
    return len(runs)


def by(trigger: str) -> str:
    """A source whose orchestration does nothing but start."""
    return orchestration(f'start on case {trigger}\nend "Started"')


@plays("version 3")
def test_a_run_knows_the_version_that_it_was_started_with() -> None:
    assert Player(orchestration("version 3\nend")).graph.version == 3
    assert Player(orchestration("end")).graph.version is None


@plays("version 3")
def test_another_version_is_another_graph() -> None:
    three, four = (Player(orchestration(f"version {number}\nend")).compiled for number in (3, 4))
    assert three.hash != four.hash


@plays("start on case created")
def test_created_starts_with_the_first_write_alone() -> None:
    with writes(by("created every time")) as write:
        assert [started(write), started(write, status="Working")] == [1, 0]
        assert started(write, id="2") == 1


@plays("start on case updated")
def test_updated_starts_with_every_write_but_the_first() -> None:
    with writes(by("updated every time")) as write:
        assert [started(write), started(write, status="Working"), started(write, status="Closed")] == [0, 1, 1]


@plays("start on case created", "start on case updated", "start on case … every time")
def test_created_or_updated_starts_with_both() -> None:
    with writes(by("created or updated every time")) as write:
        assert [started(write), started(write, status="Working")] == [1, 1]


@plays("start on case … when E")
def test_a_write_for_which_the_condition_does_not_hold_starts_nothing() -> None:
    with writes(by("created when case.amount > 10 and large(case)")) as write:
        assert [started(write, id=number, amount=amount) for number, amount in (("1", "5"), ("2", "5000"))] == [0, 1]


@plays("start on case … when E", "start on case … once per change")
def test_once_per_change_starts_when_the_condition_becomes_true() -> None:
    with writes(by("created or updated when large(case) once per change")) as write:
        assert [started(write, amount=amount) for amount in ("5", "5000", "6000", "5", "7000")] == [0, 1, 0, 0, 1]


@plays("start on case … once per change")
def test_once_per_change_is_what_holds_when_nothing_is_said() -> None:
    with writes(by("created or updated when large(case)")) as write:
        assert [started(write, amount=amount) for amount in ("5000", "6000", "5", "7000")] == [1, 0, 0, 1]


@plays("start on case … once per record")
def test_once_per_record_starts_one_run_for_each_record_for_ever() -> None:
    with writes(by("created or updated when large(case) once per record")) as write:
        assert [started(write, amount=amount) for amount in ("5", "5000", "5", "5000")] == [0, 1, 0, 0]
        assert started(write, id="2", amount="5000") == 1


@plays("start on case … once per record")
def test_once_per_record_outlives_the_deletion_of_the_record() -> None:
    with writes(by("created once per record")) as write:
        assert started(write) == 1
        write.delete("Case", "1")
        assert started(write) == 0


@plays("start on case … every time")
def test_every_time_starts_with_every_write_for_which_the_condition_holds() -> None:
    with writes(by("created or updated when large(case) every time")) as write:
        assert [started(write, amount=amount) for amount in ("5000", "6000", "5", "7000")] == [1, 1, 0, 1]


@plays("changed(case.status)")
def test_changed_asks_whether_the_write_has_changed_the_field() -> None:
    with writes(by("updated when changed(case.status) every time")) as write:
        assert [started(write), started(write, amount="5"), started(write, amount="5", status="Closed")] == [0, 0, 1]


@plays("changed(case.status)")
def test_changed_holds_for_every_field_of_a_new_record() -> None:
    with writes(by("created when changed(case.status) and changed(case.owner)")) as write:
        assert started(write) == 1


@plays("before(case)")
def test_before_is_the_record_before_the_write() -> None:
    with writes(by('updated when before(case).status == "New" and case.status == "Closed" every time')) as write:
        assert [started(write, status=status) for status in ("New", "Working", "Closed", "New", "Closed")] == [
            0,
            0,
            0,
            0,
            1,
        ]


@plays("before(case)")
def test_before_a_new_record_there_was_nothing() -> None:
    with writes(by("created or updated when (before(case.amount) ?? 0) < case.amount every time")) as write:
        assert [started(write, amount=amount) for amount in ("10", "9", "11")] == [1, 0, 1]


@plays("start on case created", 'orchestration name(case: Case) -> { … } "Label" { … }')
def test_the_write_is_given_to_the_parameter_that_the_trigger_names() -> None:
    text = f'{DECLARATIONS}\norchestration o(other: Case?, case: Case) -> {{ number: text, other: Case? }} "O" {{\n'
    text += 'start on case created\nend "Started" with { number: case.id, other: other } }'
    with writes(text) as write:
        (run,) = write.put("Case", **CASE | {"id": "7"})
        assert run.outputs == {"number": "7"}
