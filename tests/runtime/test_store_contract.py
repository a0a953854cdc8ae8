"""What every store must do, whatever it is made of: the suite runs on a file and on memory."""

from hashlib import sha256
from typing import Any

import pytest

from orchestra_dsl.graph.statuses import ItemStatus, Status
from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.state import encode_state, new_state
from orchestra_dsl.runtime.errors import StoreError
from orchestra_dsl.runtime.store.port import Store, Transaction
from orchestra_dsl.runtime.store.rows import Applied, Change, NewRun, RecordRow, Writes

AT = 1_000
HASH = sha256(b"{}").hexdigest()
EVENT = ev.Event("e", AT, ev.RecordChanged("Case", "1", ("status",)), "user:ann", "test")
SENT = co.CallFlow(ev.Ref(1, 1), "crm.classify", {"case": "1"}, "key")


def commit(sequence: int = 1, **parts: Any) -> co.Commit:
    """A commit with these parts."""
    state = new_state("r")
    summary = parts.pop("summary", co.Summary(Status.ACTIVE))
    facts = {("someone", "group:Agents", ("user:ann",)): True}
    notes = (co.Note(1, "started", {"by": "user:ann"}),)
    return co.Commit(
        sequence=sequence, event="e", at=AT, state=state, kind="record changed", element=1, notes=notes, facts=facts,
        summary=summary, **parts,
    )  # fmt: skip


def applied(run: int, made: co.Commit) -> Applied:
    """The commit as a batch has it."""
    return Applied(run, EVENT, made, encode_state(made.state), moved=True)


def item(status: ItemStatus = ItemStatus.OPEN, to: tuple[str, ...] = ("group:Agents",), **parts: Any) -> co.Item:
    """A work item."""
    given = {"version": 1, "claimed_by": None, "completed_by": None, **parts}
    return co.Item(
        name="1.1.0", ref=ev.Ref(1, 1), element="s.fix", label=None, screen="fix_case", status=status, candidates=to,
        arguments={"case": "1"}, opened_at=AT, **given,
    )  # fmt: skip


def begin(transaction: Transaction, *runs: str) -> None:
    """New runs, with the keys 1, 2, …"""
    name = transaction.orchestration_key("care") or transaction.add_orchestration("care")
    graph = transaction.graph_key(HASH) or transaction.add_graph(HASH, name, b"{}")
    first = transaction.last_run() + 1
    rows = [NewRun(first + place, run, graph, name, AT, encode_state(new_state(run))) for place, run in enumerate(runs)]
    transaction.apply(Writes(runs=rows))


def write(store: Store, **writes: Any) -> None:
    """One transaction that writes this."""
    with store.writing() as transaction:
        transaction.apply(Writes(**writes))


@pytest.fixture
def begun(store: Store) -> Store:
    """A store with the runs a (1), b (2) and c (3)."""
    with store.writing() as transaction:
        begin(transaction, "a", "b", "c")
    return store


def test_a_new_run_has_not_started(begun: Store) -> None:
    with begun.reading() as reads:
        row = reads.run_row(2)
        assert (reads.run_key("b"), reads.run_key("x"), reads.run(9)) == (2, None, None)
        assert reads.graph(1) == b"{}"
        assert reads.run_ids("", 2) == ["a", "b"]
    assert row is not None
    assert (row.id, row.orchestration, row.status, row.sequence) == ("b", "care", Status.NOT_STARTED, 0)


def test_what_an_event_did_is_in_the_run_and_in_its_history(begun: Store) -> None:
    ended = commit(2, summary=co.Summary(Status.COMPLETED, "Paid", {"paid": "7"}))
    write(begun, applied=[applied(1, commit()), applied(1, ended)])
    with begun.reading() as reads:
        row, history = reads.run_row(1), reads.history(1, 0, 10)
        assert reads.history(1, 1, 10) == history[1:]
    assert row is not None
    assert (row.status, row.outcome, row.outputs, row.sequence) == (Status.COMPLETED, "Paid", {"paid": "7"}, 2)
    assert [(each.sequence, each.kind, each.element, each.actor) for each in history] == [
        (1, "record changed", 1, "user:ann"),
        (2, "record changed", 1, "user:ann"),
    ]
    assert history[0].event == EVENT
    assert history[0].past.facts == ((("someone", "group:Agents", ("user:ann",)), True),)
    assert history[0].past.notes == (co.Note(1, "started", {"by": "user:ann"}),)


def test_a_transaction_that_is_left_by_an_error_never_was(begun: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        _break_down_within(begun)
    with begun.reading() as reads:
        assert reads.run_key("d") is None
        assert reads.history(1, 0, 10) == []


def _break_down_within(store: Store) -> None:
    with store.writing() as transaction:
        begin(transaction, "d")
        transaction.apply(Writes(applied=[applied(1, commit())]))
        raise ZeroDivisionError


def test_a_transaction_sees_what_it_has_written_itself(store: Store) -> None:
    with store.writing() as transaction:
        begin(transaction, "a")
        transaction.apply(Writes(records=[RecordRow("Case", "1", 1, AT, {"id": "1"})]))
        found = transaction.record("Case", "1")
        assert found is not None
        assert (found.version, found.fields) == (1, {"id": "1"})
        assert transaction.last_run() == 1


def test_timers_come_in_the_order_of_their_instants_then_of_the_source(begun: Store) -> None:
    one = (co.Timer(30, "condition", ev.Ref(1, 1)), co.Timer(20, "retry", ev.Ref(7, 1)))
    two = (co.Timer(20, "timeout", ev.Ref(3, 1)), co.Timer(99, "again", ev.Ref(3, 1)))
    write(begun, applied=[applied(1, commit(timers=one)), applied(2, commit(timers=two))])
    with begun.reading() as reads:
        due = reads.timers_due(30, 10)
        assert [(each.run, each.kind, each.due) for each in due] == [
            (2, "timeout", 20),
            (1, "retry", 20),
            (1, "condition", 30),
        ]
        assert (reads.next_due(), reads.timers_due(19, 10)) == (20, [])
        assert len(reads.timers_due(30, 2)) == 2
        assert {each.kind for each in reads.timers_of(2)} == {"timeout", "again"}


def test_what_later_events_of_a_batch_take_back_is_not_there(begun: Store) -> None:
    ref, other = ev.Ref(1, 1), ev.Ref(2, 1)
    made = commit(
        timers=(co.Timer(10, "condition", ref), co.Timer(10, "timeout", other), co.Timer(10, "again", ref)),
        effects=(co.Outgoing("1.1.0.1", SENT), co.Outgoing("x", co.AskPredicate(other, "quiet", ()))),
        watches=(co.Watch(1, (("Case", "1", "status"),)), co.Watch(2, (("Case", "1", "amount"),))),
    )
    cleared = (("condition", ref), ("again", ref))
    back = commit(2, timers_cleared=cleared, settled=("1.1.0.1",), watches=(co.Watch(1, ()),))
    again = commit(3, timers=(co.Timer(11, "condition", ref),), cleared=(2,))
    write(begun, applied=[applied(1, made), applied(2, made), applied(1, back), applied(1, again)])
    _check(begun, 1, [("condition", 11)], [], [])
    _check(begun, 2, [("again", 10), ("condition", 10), ("timeout", 10)], ["1.1.0.1", "x"], ["amount", "status"])


def test_what_an_earlier_batch_has_written_is_taken_back_too(begun: Store) -> None:
    ref, other = ev.Ref(1, 1), ev.Ref(2, 1)
    made = commit(
        timers=(co.Timer(10, "condition", ref), co.Timer(10, "timeout", other)),
        effects=(co.Outgoing("1.1.0.1", SENT), co.Outgoing("x", co.AskPredicate(other, "quiet", ()))),
        watches=(co.Watch(1, (("Case", "1", "status"),)), co.Watch(2, (("Case", "1", "amount"),))),
    )
    write(begun, applied=[applied(1, made), applied(2, made)])
    replaced = commit(2, cleared=(1,), timers=(co.Timer(12, "condition", ref),), effects=(co.Outgoing("new", SENT),))
    write(begun, applied=[applied(1, replaced)])
    _check(begun, 1, [("condition", 12), ("timeout", 10)], ["new", "x"], ["amount"])
    _check(begun, 2, [("condition", 10), ("timeout", 10)], ["1.1.0.1", "x"], ["amount", "status"])


def _check(store: Store, run: int, timers: list[tuple[str, int]], effects: list[str], fields: list[str]) -> None:
    with store.writing() as transaction:
        assert sorted((each.kind, each.due) for each in transaction.timers_of(run)) == timers
        assert sorted(each.name for each in transaction.outbox_of(run)) == effects
        every = ("status", "amount")
        read = [each for each in every if run in transaction.watchers(Change(0, "Case", "1", (each,), EVENT), 9)]
        assert sorted(read) == fields


@pytest.mark.parametrize(
    "act",
    [
        ev.TimerDue("condition", ev.Ref(1, 1)),
        ev.FlowReturned(ev.Ref(1, 1), {}),
        ev.FlowFailed(ev.Ref(1, 1), "Busy", ""),
        ev.PredicateAnswered(ev.Ref(1, 1), "quiet", (), answer=True),
        ev.PredicateFailed(ev.Ref(1, 1), "quiet", "Busy", ""),
    ],
)
def test_an_answer_that_comes_too_late_takes_what_would_bring_it_again(begun: Store, act: ev.Act) -> None:
    ref = ev.Ref(1, 1)
    asked = co.AskPredicate(ref, "quiet", ())
    effects = (co.Outgoing("1.1.0.1", SENT), co.Outgoing("p1.1.0.1", asked))
    write(begun, applied=[applied(1, commit(timers=(co.Timer(10, "condition", ref),), effects=effects))])
    write(begun, too_late=[(1, act)])
    with begun.reading() as reads:
        left = {each.name for each in reads.outbox_of(1)} | {each.kind for each in reads.timers_of(1)}
    assert len(left) == 2
    by_act = {"TimerDue": "condition", "FlowReturned": "1.1.0.1", "FlowFailed": "1.1.0.1"}
    gone = by_act.get(type(act).__name__, "p1.1.0.1")
    assert gone not in left


def test_effects_are_read_in_the_order_of_their_commits_and_no_key_is_used_twice(begun: Store) -> None:
    for number in range(3):
        write(begun, applied=[applied(1, commit(number + 1, effects=(co.Outgoing(f"n{number}", SENT),)))])
    with begun.reading() as reads:
        rows = reads.outbox(0, 2**62, 10)
        assert [row.name for row in rows] == ["n0", "n1", "n2"]
        assert (rows[0].run_id, rows[0].at, rows[0].effect) == ("a", AT, SENT)
        last = reads.last_outbox()
        assert reads.outbox(rows[0].key, rows[1].key, 10) == rows[1:2]
        assert reads.outbox_has(last)
        assert reads.outbox_keys([rows[0].key, last, last + 1]) == {rows[0].key, last}
    write(begun, applied=[applied(1, commit(4, settled=("n2",)))])
    write(begun, applied=[applied(1, commit(5, effects=(co.Outgoing("n3", SENT),)))])
    with begun.reading() as reads:
        assert not reads.outbox_has(last)
        assert reads.outbox_keys([rows[0].key, last]) == {rows[0].key}
        assert reads.outbox_keys([]) == set()
        assert [row.name for row in reads.outbox(last, 2**62, 10)] == ["n3"]


def test_a_work_item_is_one_row_that_changes(begun: Store) -> None:
    write(begun, applied=[applied(1, commit(items=(item(to=("user:bob", "group:Agents")),)))])
    with begun.reading() as reads:
        (opened,) = reads.open_items(0, 10)
        assert (opened.run_id, opened.arguments, opened.candidates) == (
            "a",
            {"case": "1"},
            ("user:bob", "group:Agents"),
        )
        assert reads.items_for("group:Agents", 0, 10) == reads.items_for("user:bob", 0, 10) == [(-1, opened.key)]
        assert reads.principals_with_work() == ["group:Agents"]
    claimed = item(ItemStatus.CLAIMED, ("group:Managers",), version=2, claimed_by="user:ann")
    write(begun, applied=[applied(1, commit(2, items=(claimed,)))])
    with begun.reading() as reads:
        assert reads.items_claimed_by("user:ann", 0, 10) == [(-1, opened.key)]
        assert not reads.items_for("group:Agents", 0, 9)
        assert reads.items_for("group:Managers", 0, 9) == [(-1, opened.key)]
    closed = item(ItemStatus.COMPLETED, version=3, claimed_by="user:ann", completed_by="user:ann")
    write(begun, applied=[applied(1, commit(3, items=(closed,)))])
    with begun.reading() as reads:
        assert not reads.open_items(0, 10)
        assert not reads.items_claimed_by("user:ann", 0, 9)
        assert not reads.principals_with_work()
        (row,) = reads.items_of_run(1)
        assert (row.key, row.status, row.completed_by) == (opened.key, ItemStatus.COMPLETED, "user:ann")
        assert row.candidates == closed.candidates != ()
        assert [each.key for each in reads.items([opened.key, 99])] == [opened.key]


def test_a_work_item_is_once_in_the_lists_of_those_who_may_claim_it_last(begun: Store) -> None:
    """Whoever is named first or further, or twice, and whatever an earlier event of the batch has said."""
    several = ("user:bob", "group:Agents", "user:bob", "group:Agents")
    batches: list[list[tuple[str, ...]]] = [[several], [several, ("group:Agents",)], [("user:eve",), several]]
    for sequence, offers in enumerate(batches):
        commits = [commit(10 * sequence + place, items=(item(to=to),)) for place, to in enumerate(offers)]
        write(begun, applied=[applied(1, each) for each in commits])
        with begun.reading() as reads:
            for who in ("user:bob", "group:Agents", "user:eve"):
                assert len(reads.items_for(who, 0, 9)) == (who in offers[-1]), (offers, who)


def test_watchers_are_those_who_read_a_changed_field(begun: Store) -> None:
    reads_of = {1: "status", 2: "amount", 3: "*"}
    for run, field in reads_of.items():
        write(begun, applied=[applied(run, commit(watches=(co.Watch(1, (("Case", "1", field),)),)))])
    with begun.writing() as transaction:

        def woken(fields: tuple[str, ...] | None, id_: str = "1", after: int = 0, limit: int = 9) -> list[int]:
            return transaction.watchers(Change(0, "Case", id_, fields, EVENT, after), limit)

        assert woken(("status",)) == [1, 3]
        assert woken(("amount", "status")) == [1, 2, 3]
        assert woken(("note",)) == [3]
        assert woken(None) == [1, 2, 3]
        assert woken(None, id_="2") == []
        assert (woken(None, after=1), woken(None, limit=2), woken(("status",), after=1)) == ([2, 3], [1, 2], [3])


def test_an_event_that_its_sender_named_is_remembered_with_what_it_made(begun: Store) -> None:
    write(begun, event_ids=[(1, "click", None), (0, "order-17", "a")])
    with begun.writing() as transaction:
        assert transaction.was_applied(1, "click") == (None,)
        assert transaction.was_applied(0, "order-17") == ("a",)
        assert transaction.was_applied(2, "click") is None


def test_records_are_written_read_page_by_page_and_deleted(store: Store) -> None:
    rows = [RecordRow("Case", f"{number}", 1, AT, {"id": f"{number}"}) for number in range(5)]
    write(store, records=[*rows, RecordRow("Order", "1", 1, AT, {})])
    write(store, records=[RecordRow("Case", "3", 2, AT + 1, {"id": "3", "status": "New"})], deleted=[("Case", "4")])
    with store.reading() as reads:
        assert [row.id for row in reads.records("Case", "", 10)] == ["0", "1", "2", "3"]
        assert [row.id for row in reads.records("Case", "1", 1)] == ["2"]
        found = reads.record("Case", "3")
        assert found is not None
        assert (found.version, found.changed_at, found.fields["status"]) == (2, AT + 1, "New")
        assert reads.record("Case", "4") is None


def test_a_record_has_its_run_once(store: Store) -> None:
    write(store, once=[(1, "Case", "1")])
    with store.writing() as transaction:
        assert transaction.has_run_once(1, "Case", "1")
        assert not transaction.has_run_once(2, "Case", "1")
        assert not transaction.has_run_once(1, "Case", "2")


def test_the_inbox_keeps_events_until_they_are_applied(begun: Store) -> None:
    write(begun, inbox=[(1, EVENT), (2, EVENT)])
    with begun.reading() as reads:
        first, second = reads.inbox(0, 10)
        assert (first.run, second.run, first.event) == (1, 2, EVENT)
        assert reads.inbox(first.key, 10) == [second]
    write(begun, taken=[second.key])
    write(begun, inbox=[(3, EVENT)])
    with begun.writing() as transaction:
        assert (transaction.in_inbox(first.key), transaction.in_inbox(second.key)) == (True, False)
        assert transaction.inbox(0, 10)[-1].key > second.key


def test_changes_are_worked_off_oldest_first_from_where_they_were_left(store: Store) -> None:
    changes = [Change(0, "Case", "1", ("status",), EVENT), Change(0, "Case", "2", None, EVENT)]
    write(store, changes=changes)
    with store.reading() as reads:
        first = reads.oldest_change()
    assert first is not None
    assert (first.id, first.fields, first.event, first.woken) == ("1", ("status",), EVENT, 0)
    write(store, woken=[(first.key, 17)])
    with store.reading() as reads:
        assert (reads.oldest_change() or first).woken == 17
    write(store, woken=[(first.key, None)])
    with store.reading() as reads:
        second = reads.oldest_change()
    assert second is not None
    assert (second.id, second.fields) == ("2", None)


def test_events_put_aside_are_kept_with_the_reason(begun: Store) -> None:
    write(begun, aside=[(1, AT, "a fault", EVENT), (2, AT, "another", EVENT)])
    with begun.reading() as reads:
        first, second = reads.asides(0, 10)
        assert (first.run_id, first.error, first.event) == ("a", "a fault", EVENT)
        assert reads.aside(second.key) == second
    write(begun, resumed=[first.key])
    with begun.reading() as reads:
        assert reads.asides(0, 10) == [second]
        assert reads.aside(first.key) is None


def test_the_version_is_another_one_after_a_write_and_the_same_without(begun: Store) -> None:
    before = begun.version()
    assert begun.version() == before
    with begun.reading() as reads:
        reads.run_key("a")
    assert begun.version() == before
    write(begun, inbox=[(1, EVENT)])
    assert begun.version() != before


def test_a_store_that_was_closed_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError, match="closed"), store.writing():
        pass
    with pytest.raises(StoreError, match="closed"), store.reading():
        pass
    with pytest.raises(StoreError, match="closed"):
        store.version()
