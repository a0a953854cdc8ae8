"""Flows that are answered later: by their token, once, from any process, and as any other answer."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestra_dsl.graph.elements import Retry
from orchestra_dsl.plugin import Context, Later
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.clock import VirtualClock
from orchestra_dsl.runtime.counters.open_calls import OpenCalls
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.store.port import Store
from tests.patience import PATIENCE
from tests.runtime.conftest import MakeWorld
from tests.runtime.graphs import SECOND, duration, flow
from tests.runtime.world import ADMIN, Case, World

START = 1_767_603_600 * SECOND
OUTPUTS = {"severity": "S2"}


class Desk:
    """What the flow of a test calls: it keeps the tokens, and answers later."""

    def __init__(self) -> None:
        self.tokens: list[str] = []

    def ask(self, _case: Case, context: Context) -> Later:
        """Begin something that ends elsewhere."""
        self.tokens.append(context.token)
        return Later()

    @property
    def token(self) -> str:
        """The token of the newest call."""
        return self.tokens[-1]


@pytest.fixture
def desk() -> Desk:
    """A desk that nobody has asked yet."""
    return Desk()


def waiting(world: MakeWorld, desk: Desk, store: Store | None = None, **clauses: Any) -> tuple[World, str]:
    """A run whose flow has returned, and waits to be answered."""
    here = world(flow(**clauses), store=store, clock=VirtualClock(START))
    here.case()
    here.work(desk.ask)
    run = here.start("flow")
    here.settle()
    return here, run


def test_a_call_is_completed_with_its_token(world: MakeWorld, store: Store, desk: Desk) -> None:
    here, run = waiting(world, desk, store)
    assert here.worker is not None
    assert here.worker.status.calls == ()
    (step,) = (each for each in here.engine.runs.get(run).open if each.element == "s.classify")
    assert (step.status.words, step.calls, step.later) == ("active", (), ("crm.classify",))
    assert here.engine.calls.complete(desk.token, OUTPUTS)
    here.settle()
    assert here.ended(run) == "Done"
    (_, last) = here.engine.runs.events(run)
    assert (last.kind, last.past.act.outputs, last.door) == ("flow returned", OUTPUTS, "token")  # type: ignore[union-attr]  # a flow's answer
    assert here.engine.runs.get(run).open == ()


def test_what_somebody_does_under_the_name_of_an_answer_is_none(world: MakeWorld, desk: Desk) -> None:
    here, run = waiting(world, desk)
    with here.engine.store.reading() as reads:
        assert reads.outbox_row(1) is not None
    here.engine.runs.suspend(run, ADMIN, event_id="call/1")
    assert here.engine.calls.complete(desk.token, OUTPUTS)
    here.engine.runs.resume(run, ADMIN)
    here.settle()
    assert here.ended(run) == "Done"


def test_a_call_that_fails_is_tried_again_with_another_token(world: MakeWorld, desk: Desk) -> None:
    here, run = waiting(world, desk, retry=Retry(1))
    assert here.engine.calls.fail(desk.token, "Refused", "not like this", Acting(None, "portal"))
    here.settle()
    first, second = desk.tokens
    assert first != second
    with pytest.raises(Refusal, match="this call has failed already; the first answer counts"):
        here.engine.calls.complete(first, OUTPUTS)
    assert here.engine.calls.fail(second, "Refused", "")
    here.settle()
    assert here.ended(run) == "s.classify: Refused: "


def test_the_same_answer_again_changes_nothing_and_says_so(world: MakeWorld, store: Store, desk: Desk) -> None:
    here, run = waiting(world, desk, store)
    assert here.engine.calls.outputs(desk.token) is not None
    assert here.engine.calls.flow(desk.token) == "crm.classify"
    assert here.engine.calls.complete(desk.token, OUTPUTS)
    assert not here.engine.calls.complete(desk.token, OUTPUTS)
    assert here.events(run) == ["started", "flow returned"]
    assert here.ended(run) == "Done"
    assert not here.engine.calls.complete(desk.token, OUTPUTS), "also once the run has ended"


ANSWERS: dict[str, Callable[[OpenCalls, str], bool]] = {
    "S2": lambda calls, token: calls.complete(token, {"severity": "S2"}),
    "S3": lambda calls, token: calls.complete(token, {"severity": "S3"}),
    "no fit": lambda calls, token: calls.complete(token, {"severity": 3}),
    "refused": lambda calls, token: calls.fail(token, "Refused", "too dear"),
    "refused otherwise": lambda calls, token: calls.fail(token, "Refused", "too late"),
    "lost": lambda calls, token: calls.fail(token, "Lost", "too dear"),
    "half a character": lambda calls, token: calls.fail(token, "Lost", "\ud800"),
}


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("S2", "S3", "has been completed already, with other outputs; the first answer counts"),
        ("S2", "no fit", "has been completed already, with other outputs; the first answer counts"),
        ("S2", "refused", "has been completed already; the first answer counts"),
        ("refused", "S2", "has failed already; the first answer counts"),
        ("refused", "no fit", "has failed already; the first answer counts"),
        ("refused", "refused otherwise", "has failed already, with another error; the first answer counts"),
        ("refused", "lost", "has failed already, with another error; the first answer counts"),
        ("refused", "half a character", "has failed already, with another error; the first answer counts"),
    ],
)
def test_another_answer_is_refused_and_changes_nothing(
    world: MakeWorld, store: Store, desk: Desk, first: str, second: str, message: str
) -> None:
    here, run = waiting(world, desk, store)
    assert ANSWERS[first](here.engine.calls, desk.token)
    here.settle()
    before = here.engine.runs.get(run), here.events(run)
    with pytest.raises(Refusal, match=message) as refused:
        ANSWERS[second](here.engine.calls, desk.token)
    assert refused.value.code == "answered"
    assert (here.engine.runs.get(run), here.events(run)) == before
    assert not ANSWERS[first](here.engine.calls, desk.token), "the first is known as before"


def test_what_was_called_is_known_also_when_it_has_been_answered(world: MakeWorld, store: Store, desk: Desk) -> None:
    here, _ = waiting(world, desk, store)
    for _ in range(2):
        assert here.engine.calls.flow(desk.token) == "crm.classify"
        assert [each.name for each in here.engine.calls.outputs(desk.token)] == ["severity"]
        here.engine.calls.complete(desk.token, OUTPUTS)


def test_of_two_different_answers_at_once_one_counts(world: MakeWorld, desk: Desk) -> None:
    """Both have seen the call open: the transaction of the second finds what the first has said."""
    here, run = waiting(world, desk)
    said: list[bool | str] = []
    together = threading.Barrier(2)

    def answer(severity: str) -> None:
        together.wait(PATIENCE)
        try:
            said.append(here.engine.calls.complete(desk.token, {"severity": severity}))
        except Refusal as refusal:
            said.append(refusal.code)

    threads = [threading.Thread(target=answer, args=(each,)) for each in ("S2", "S3")]
    for each in threads:
        each.start()
    for each in threads:
        each.join(PATIENCE)
    assert sorted(said, key=str) == [True, "answered"]
    assert here.events(run) == ["started", "flow returned"]


def test_of_many_who_answer_at_once_one_does(world: MakeWorld, desk: Desk) -> None:
    here, run = waiting(world, desk)
    answers: list[bool] = []
    together = threading.Barrier(8)

    def answer() -> None:
        together.wait(PATIENCE)
        answers.append(here.engine.calls.complete(desk.token, OUTPUTS))

    threads = [threading.Thread(target=answer) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(PATIENCE)
    assert sorted(answers) == [False] * 7 + [True]
    assert here.events(run) == ["started", "flow returned"]


def test_outputs_that_do_not_fit_are_refused_and_the_call_still_waits(world: MakeWorld, desk: Desk) -> None:
    here, _ = waiting(world, desk)
    for outputs, message in (({}, "severity"), ({"severity": 1}, "severity"), ({**OUTPUTS, "more": 1}, "more")):
        with pytest.raises(Refusal, match=message):
            here.engine.calls.complete(desk.token, outputs)
    with pytest.raises(Refusal, match="needs a name"):
        here.engine.calls.fail(desk.token, " ", "")
    assert here.engine.calls.complete(desk.token, OUTPUTS)


def changed(token: str) -> str:
    """The token with another character in its middle."""
    return token[:20] + ("A" if token[20] != "A" else "B") + token[21:]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda _token: "", "no token of a call"),
        (lambda _token: "call_", "no token of a call"),
        (lambda token: token[:-1], "no token of a call"),
        (lambda token: token[:-4], "no token of a call"),
        (lambda token: token + "A", "no token of a call"),
        (lambda token: token.removeprefix("call_"), "no token of a call"),
        (lambda token: token.upper(), "no token of a call"),
        (lambda token: token + "é", "no token of a call"),
        (lambda _token: "call_" + "A" * 43, "of no call here"),
        (changed, "of no call here"),
    ],
)
def test_a_token_that_was_not_given_out_is_refused(
    world: MakeWorld, desk: Desk, spoil: Callable[[str], str], message: str
) -> None:
    here, run = waiting(world, desk)
    with pytest.raises(Refusal, match=message):
        here.engine.calls.complete(spoil(desk.token), OUTPUTS)
    with pytest.raises(Refusal, match=message):
        here.engine.calls.fail(spoil(desk.token), "Refused", "")
    assert here.events(run) == ["started"]


def test_the_token_of_another_store_is_refused(world: MakeWorld, desk: Desk) -> None:
    here, run = waiting(world, desk)
    other = Desk()
    waiting(world, other)
    with pytest.raises(Refusal, match="of another store"):
        here.engine.calls.complete(other.token, OUTPUTS)
    assert here.events(run) == ["started"]


def test_the_token_of_a_call_that_is_over_is_refused(world: MakeWorld, store: Store, desk: Desk) -> None:
    here, run = waiting(world, desk, store)
    here.engine.runs.cancel(run, ADMIN)
    for answer in (
        lambda: here.engine.calls.complete(desk.token, OUTPUTS),
        lambda: here.engine.calls.outputs(desk.token),
    ):
        with pytest.raises(Refusal, match="nobody waits for this call any more"):
            answer()


def test_the_token_of_a_call_whose_flow_has_answered_itself_is_refused(world: MakeWorld, desk: Desk) -> None:
    here = world(flow())
    here.case()

    def answer(case: Case, context: Context) -> dict[str, str]:
        desk.ask(case, context)
        return OUTPUTS

    here.work(answer)
    run = here.start("flow")
    here.settle()
    assert here.ended(run) == "Done"
    with pytest.raises(Refusal, match="nobody waits"):
        here.engine.calls.complete(desk.token, OUTPUTS)


def test_a_time_limit_holds_while_somebody_is_to_answer(world: MakeWorld, desk: Desk) -> None:
    here, run = waiting(world, desk, timeout=duration(60))
    assert isinstance(here.engine.clock, VirtualClock)
    here.engine.clock.advance(60 * SECOND)
    here.settle()
    assert here.ended(run) == "s.classify: Timeout: the flow did not answer in time"
    with pytest.raises(Refusal, match="nobody waits"):
        here.engine.calls.complete(desk.token, OUTPUTS)


def test_an_answer_that_comes_before_the_flow_has_returned_counts(world: MakeWorld, desk: Desk) -> None:
    inside, let = threading.Event(), threading.Event()

    def ask(case: Case, context: Context) -> Later:
        answer = desk.ask(case, context)
        inside.set()
        let.wait(PATIENCE)
        assert context.cancelled.wait(PATIENCE), "nobody has said that the call is over"
        return answer

    here = world(flow())
    here.case()
    here.work(ask)
    run = here.start("flow")
    assert inside.wait(PATIENCE)
    assert here.engine.calls.complete(desk.token, OUTPUTS)
    let.set()
    here.settle()
    assert here.ended(run) == "Done"
    assert here.events(run) == ["started", "flow returned"]


def test_what_comes_while_the_run_is_suspended_is_kept(world: MakeWorld, store: Store, desk: Desk) -> None:
    here, run = waiting(world, desk, store)
    here.engine.runs.suspend(run, ADMIN)
    assert here.engine.calls.complete(desk.token, OUTPUTS)
    assert not here.engine.calls.complete(desk.token, OUTPUTS)
    here.settle()
    assert here.ended(run) == "suspended"
    here.engine.runs.resume(run, ADMIN)
    here.settle()
    assert here.ended(run) == "Done"


def test_an_async_flow_may_answer_later_too(world: MakeWorld, desk: Desk) -> None:
    async def awaited(case: Case, context: Context) -> Later:
        return desk.ask(case, context)

    here = world(flow())
    here.case()
    here.work(awaited=awaited)
    run = here.start("flow")
    here.settle()
    assert here.engine.calls.complete(desk.token, OUTPUTS)
    assert here.ended(run) == "Done"


def test_a_call_that_is_answered_later_is_not_made_again_by_the_next_worker(tmp_path: Path, desk: Desk) -> None:
    def process() -> World:
        return World(flow(), store=SqliteStore.open(tmp_path / "store.db"))

    first = process()
    first.case()
    first.work(desk.ask)
    run = first.start("flow")
    first.settle()
    first.close()
    second = process()
    second.work(desk.ask)
    second.settle()
    assert len(desk.tokens) == 1
    third = process()  # one that does no work
    assert third.engine.calls.complete(desk.token, OUTPUTS)
    third.close()
    second.settle()
    assert second.ended(run) == "Done"
    second.close()


def test_thousands_of_calls_may_wait_without_taking_room(world: MakeWorld, desk: Desk) -> None:
    here = world(flow())
    here.case()
    here.work(desk.ask)
    runs = [here.start("flow") for _ in range(600)]
    here.settle()
    assert len(desk.tokens) == 600
    for token in desk.tokens:
        assert here.engine.calls.complete(token, OUTPUTS)
    here.settle()
    assert {here.ended(run) for run in runs} == {"Done"}


def test_a_call_that_nobody_waits_for_may_be_answered_after_its_run_has_ended(world: MakeWorld, desk: Desk) -> None:
    here, run = waiting(world, desk, waits=False)
    assert here.ended(run) == "Done"
    (call,) = here.engine.calls.waiting(run, ADMIN)
    assert (call.element, call.flow, call.token) == ("s.classify", "crm.classify", desk.token)
    assert here.engine.calls.complete(desk.token, OUTPUTS)
    assert not here.engine.calls.complete(desk.token, OUTPUTS)
    assert here.engine.calls.waiting(run, ADMIN) == []
    with pytest.raises(Refusal, match="only an administrator"):
        here.engine.calls.waiting(run, Acting("user:ann"))
