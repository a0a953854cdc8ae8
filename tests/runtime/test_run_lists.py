"""Lists of the runs that somebody may look at (language.md, section 3: `allow view by E`).

They show neither less nor more than looking at each run does, whatever has changed since.
"""

from random import Random
from typing import Any

import pytest

from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.plugin.people import People
from orchestra_dsl.runtime.applying.batch import READ_AGAIN
from orchestra_dsl.runtime.applying.viewers import ASKED
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.direct import DirectEngine
from orchestra_dsl.runtime.engine import Engine
from orchestra_dsl.runtime.errors import FactsUnavailable, Refusal
from orchestra_dsl.runtime.requests.note_viewers import NoteViewers
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.worker.worker import Worker
from tests.patience import PATIENCE
from tests.runtime.lists import CHANGING, DECLARED, OWN, STAGE, TWO, USERS, Lists, acting, work_off
from tests.runtime.test_timers import START
from tests.runtime.texts import compiled_whole
from tests.runtime.world import ADMIN, calls


def test_a_list_shows_what_somebody_may_look_at_newest_first() -> None:
    here = Lists(OWN, "", 'allow view by [group("Managers"), case.owner]')
    runs = [here.start(here.case(owner), number) for owner in ("ann", "bob") for number in (0, 1, 2)]
    own, all_, managed = runs[::3], runs[1::3], runs[2::3]
    assert here.seen("ann") == [all_[1], managed[0], all_[0], own[0]]
    assert here.seen("lena") == [managed[1], all_[1], managed[0], all_[0]]
    assert here.seen("zoe") == all_[::-1]
    here.agree()


def test_whoever_loses_the_right_sees_the_run_no_more() -> None:
    """It is read afresh: from the record as it is now, also of a run that has ended."""
    here = Lists(OWN)
    case = here.case("ann")
    run = here.start(case)
    here.case("bob", case)
    assert (here.seen("ann"), here.seen("bob")) == ([], [run])
    here.complete(run)
    here.case("omar", case)
    assert (here.seen("bob"), here.seen("omar")) == ([], [run])
    assert here.engine.runs.get(run).status == Status.COMPLETED
    here.engine.records.delete("Case", case, ADMIN)
    assert here.seen("omar") == []
    here.case("zoe", case)
    assert here.seen("zoe") == [run]
    here.agree()


def test_whoever_leaves_a_group_or_gets_another_manager_sees_no_more() -> None:
    """The directory is asked by whoever looks: nothing has to be told when it changes."""
    here = Lists(
        "allow view by case.team", "allow view by manager(case.owner)", 'allow view by members(group("Agents"))'
    )
    team, managed, members = (here.start(here.case("omar", team="group:Auditors"), number) for number in range(3))
    assert [here.seen(user) for user in ("ann", "bob", "lena", "zoe")] == [[members, managed], [members], [], [team]]
    users = {**CHANGING["users"], "omar": {"manager": "lena"}}
    here.people.has(users=users, groups={**CHANGING["groups"], "Auditors": ["bob"], "Agents": ["zoe"]})
    assert [here.seen(user) for user in ("ann", "bob", "lena", "zoe")] == [[], [team], [managed], [members]]
    here.agree()


def test_what_a_step_gives_decides_until_the_run_has_ended() -> None:
    here = Lists('allow view by if (s.a.note ?? "") == "yes" then user("zoe") else case.owner', stage=TWO)
    run = here.start(here.case("omar"))
    assert (here.seen("omar"), here.seen("zoe")) == ([run], [])
    here.complete(run, note="yes")
    assert (here.seen("omar"), here.seen("zoe")) == ([], [run])
    here.engine.runs.cancel(run, ADMIN)
    here.agree()


def test_the_time_is_asked_when_somebody_looks() -> None:
    here = Lists('allow view by if now < run.started_at + 1h then user("zoe") else user("bob")')
    run = here.start(here.case("omar"))
    assert (here.seen("zoe"), here.seen("bob")) == ([run], [])
    here.clock.advance(3600 * 1_000_000)
    assert (here.seen("zoe"), here.seen("bob")) == ([], [run])


def test_who_administers_sees_all_that_they_administer() -> None:
    here = Lists('allow view by case.owner allow administer by group("Managers")', OWN)
    mine, others = here.start(here.case("omar")), here.start(here.case("omar"), 1)
    assert here.seen("lena") == [mine]
    assert [row.id for row in here.engine.runs.newest(by=ADMIN)] == [others, mine]


def test_it_is_narrowed_by_status_and_orchestration() -> None:
    here = Lists(OWN, OWN, "")
    runs = [here.start(here.case("zoe"), number) for number in (0, 1, 2) for _ in range(2)]
    here.complete(runs[0])
    here.complete(runs[2])
    here.complete(runs[4])
    assert here.seen("zoe", status=Status.COMPLETED) == [runs[4], runs[2], runs[0]]
    assert here.seen("zoe", status=Status.COMPLETED, orchestration="p1") == [runs[2]]
    assert here.seen("zoe", orchestration="p1") == [runs[3], runs[2]]
    assert here.seen("omar", status=Status.COMPLETED) == [runs[4]]
    assert here.seen("zoe", orchestration="no such") == []


def test_pages_hold_while_runs_come_and_rights_go() -> None:
    """Nothing is shown twice, and nothing that was there all the time is left out."""
    here = Lists(OWN)
    cases = [here.case("ann") for _ in range(9)]
    runs = [here.start(case) for case in cases]
    first = here.engine.runs.newest(by=acting("ann"), limit=3)
    here.start(here.case("ann"))
    here.case("bob", cases[8])  # of a page that has been seen
    here.case("bob", cases[4])  # of a page to come
    rest = here.engine.runs.newest(by=acting("ann"), limit=9, before=first[-1].key)
    assert [row.id for row in (*first, *rest)] == [runs[place] for place in (8, 7, 6, 5, 3, 2, 1, 0)]


def test_a_record_that_names_people_for_many_runs_is_read_again_little_by_little() -> None:
    """Until a worker has come to all of them, lists ask about each: nobody sees too much, or lacks any."""
    here = Lists(OWN)
    case = here.case("ann")
    runs = [here.start(case) for _ in range(2 * READ_AGAIN)][::-1]
    here.case("bob", case)
    assert (here.seen("ann"), here.seen("bob")) == ([], runs)
    assert here.engine.submit(NoteViewers()).result()
    assert (here.seen("ann"), here.seen("bob", orchestration="p0")) == ([], runs)
    here.case("zoe", case)
    assert (here.seen("bob"), here.seen("zoe", status=Status.ACTIVE)) == ([], runs)
    assert work_off(here) == 2
    assert (here.seen("bob"), here.seen("zoe")) == ([], runs)
    with here.engine.store.reading() as reads:
        assert reads.view_changes(-1) == []


def test_a_worker_takes_note_of_what_names_people_for_many_runs() -> None:
    clock = VirtualClock(START)
    engine = Engine(SqliteStore.in_memory(), directory=People(CHANGING), clock=clock)
    engine.install(compiled_whole(f"{DECLARED}\norchestration p0(case: Case) {{ {OWN} {STAGE} }}"))
    case = {"id": "1", "status": "New", "amount": "1", "owner": "user:ann"}
    engine.records.put("Case", case, ADMIN)
    for _ in range(READ_AGAIN + 1):
        engine.start("p0", {"case": "1"}, ADMIN)
    engine.records.put("Case", {**case, "owner": "user:zoe"}, ADMIN)
    worker = Worker(engine, calls())
    worker.start()
    assert worker.settle(PATIENCE), worker.status
    worker.stop(grace=0.2)
    with engine.store.reading() as reads:
        assert reads.view_changes(-1) == []
    assert len(engine.runs.newest(by=acting("zoe"), limit=100)) == READ_AGAIN + 1
    assert engine.runs.newest(by=acting("ann")) == []
    engine.close()


def test_a_run_whose_state_is_damaged_keeps_nobody_from_the_others() -> None:
    here = Lists(OWN)
    case = here.case("zoe")
    runs = [here.start(case) for _ in range(3)]
    with here.engine.store.writing() as transaction:
        connection: Any = transaction._connection  # type: ignore[attr-defined]  # the tests know that it is SQLite
        connection.execute("UPDATE run SET state = x'00' WHERE key = 2")
    here.engine = DirectEngine(here.engine.store, directory=here.people, clock=here.clock)  # as another process
    here.engine.install(here.package)
    assert here.seen("zoe") == [runs[2], runs[0]]
    here.case("omar", case)
    assert (here.seen("zoe"), here.seen("omar")) == ([], [runs[2], runs[0]])


def test_a_group_of_very_many_is_one_name() -> None:
    """Whoever is in it sees the runs, and no row is written for each of them."""
    here = Lists('allow view by group("Agents")', 'allow view by members(group("Agents"))')
    run, unread = (here.start(here.case("omar"), number) for number in (0, 1))
    everybody = [f"u{number}" for number in range(20_000)]
    here.people.has(users={each: {} for each in everybody}, groups={"Agents": everybody})
    assert here.seen("u19999") == [run], "more than 10,000 cannot be read one by one, so that `members` names nobody"
    with here.engine.store.writing() as transaction:
        assert transaction.viewers(2).principals == {"group:Agents"}
    assert unread not in here.seen("u1")


def test_very_many_names_and_very_long_ones_are_asked_about() -> None:
    here = Lists("allow view by case.watchers")
    run = here.start(here.case("omar", watchers=[f"user:u{number}" for number in range(1000)] + ["user:zoe"]))
    assert (here.seen("zoe"), here.seen("omar")) == ([run], [])
    named = here.start(here.case("omar", watchers=["user:" + "u" * 100_000, "user:zoe"]))
    assert here.seen("zoe") == [named, run]
    with here.engine.store.writing() as transaction:
        assert transaction.viewers(1).principals == transaction.viewers(2).principals == {ASKED}


def test_a_directory_that_fails_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Lists('allow view by group("Agents")')
    here.start(here.case("omar"))

    def fails(_user: str, _principal: str) -> bool:
        raise OSError("no answer")

    monkeypatch.setattr(here.people, "member", fails, raising=False)
    with pytest.raises(FactsUnavailable, match="the directory of people failed: OSError: no answer"):
        here.seen("ann")


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_a_list_shows_what_looking_does(seed: int) -> None:
    """Random changes of records, runs and people; each list is compared with looking at every run."""
    random = Random(seed)  # noqa: S311 - no secret
    here = Lists(
        OWN,
        "",
        "allow view by [case.team, manager(case.owner)]",
        'allow view by if case.amount > 5 then group("Auditors") else user(s.a.note ?? "bob")',
        'allow view by manager(manager(case.owner)) allow administer by user("zoe")',
        "allow view by case.owner allow cancel by case.owner",
        stage=TWO,
    )
    cases = [here.case(random.choice(USERS)) for _ in range(4)]
    runs = list[str]()
    for _ in range(40):
        case = random.choice(cases)
        match random.randrange(6):
            case 0 | 1:
                try:
                    runs.append(here.start(case, random.randrange(6)))
                except Refusal:
                    here.case(random.choice(USERS), case)  # it was deleted
            case 2:
                team = random.choice([None, "group:Agents", "group:Auditors"])
                here.case(random.choice(USERS), case, team=team, amount=str(random.randrange(10)))
            case 3:
                here.engine.records.delete("Case", case, ADMIN)
            case 4 if runs:
                run = random.choice(runs)
                if here.engine.runs.get(run).status == Status.ACTIVE and random.random() < 0.5:
                    here.engine.runs.cancel(run, ADMIN)
                elif here.engine.runs.get(run).status == Status.ACTIVE:
                    here.complete(run, note=random.choice(USERS))
            case _:
                users = {name: {"manager": random.choice(USERS)} for name in USERS}
                here.people.has(users=users, groups={**CHANGING["groups"], "Auditors": random.sample(USERS, 2)})
        here.agree()
