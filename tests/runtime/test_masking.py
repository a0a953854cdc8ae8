"""A secret that a plugin has read is in nothing that is logged or stored, but in what the plugin itself gives away."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest

from orchestra_dsl.graph.elements import End, Notify
from orchestra_dsl.graph.expressions import Literal
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.graph.types import TEXT, USER
from orchestra_dsl.plugin import (
    Candidate,
    Context,
    FlowError,
    Notification,
    Observation,
    channel,
    flow,
    observer,
    policy,
)
from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.masking import mask_from_now
from orchestra_dsl.plugin.observing import Observers
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.runtime.applying.allocating import Allocation
from orchestra_dsl.runtime.sqlite.store import SqliteStore
from orchestra_dsl.runtime.worker.worker import Worker
from tests.patience import wait_for
from tests.runtime import graphs
from tests.runtime.world import Case, Classified, World

SECRET = "hunter2 of this test"  # noqa: S105 - it is none
SETTINGS = {"password": {"env": "TEST_PASSWORD"}}
Says = Callable[[str, Context], str]


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_PASSWORD", SECRET)


def notifying() -> Graph:
    """`notify user("ann") via post "hello"`, and the end."""
    notify = Notify(
        name="notify.1", people=Literal(USER, "user:ann"), channels=("post",), body=Literal(TEXT, "hello"), next=1
    )
    return graphs.graph("notifying", (notify, End(name="end", outcome="Done")))


def at_work(folder: Path, graph: Graph, **supplied: object) -> World:
    """A world on a disk, with a worker for this plugin."""
    here = World(graph, store=SqliteStore.open(folder / "store.db"))
    project = Project(folder=folder, settings={"guest": SETTINGS})
    registry = load_plugins(project, installed=False, given=[("guest", SimpleNamespace(**supplied))])
    assert not registry.check()
    here.worker = Worker(here.engine, Calls(registry, here.engine.clock.now), observers=Observers(registry))
    here.worker.start()
    here.case()
    return here


def on_disk(folder: Path) -> bytes:
    """All that is stored."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("store.db*")))


def called(folder: Path, says: Says) -> tuple[str | None, str]:
    """What becomes of a run whose flow does this with its password, and all that its events say."""

    @flow("crm.classify")
    def plain(case: Case, context: Context) -> Classified:
        assert case.status == "New"
        return {"severity": says(context.settings["password"], context)}

    @flow("crm.classify")
    async def awaited(case: Case, context: Context) -> Classified:
        return plain(case, context)

    classify: object = awaited if says is interrupted else plain
    here = at_work(folder, graphs.flow(), classify=classify)
    run = here.start("flow")
    here.settle()
    found = here.ended(run), repr(list(here.engine.runs.events(run)))
    here.close()
    return found


def told(seen: Sequence[logging.LogRecord]) -> str:
    """All that was logged, as a handler writes it."""
    return "\n".join(logging.Formatter().format(each) for each in seen)


def refuse(password: str) -> NoReturn:
    raise ConnectionError(f"login with {password}")


def chained(password: str, context: Context) -> str:
    try:
        refuse(password)
    except ConnectionError as error:
        raise FlowError(f"Bad {password}", f"{context.settings['password']} is refused") from error


def raised(password: str, _context: Context) -> str:
    raise RuntimeError(password)


def interrupted(password: str, _context: Context) -> str:
    raise KeyboardInterrupt(password)


def reported(password: str, context: Context) -> str:
    context.progress(0.5, f"with {password}")
    context.log.warning("with %s", password)
    logging.getLogger("a.library").warning("connect to %s", {"password": password})
    try:
        refuse(password)
    except OSError:
        logging.getLogger("a.library").exception("no connection")
    return "S1"


@pytest.mark.parametrize(
    ("says", "ended"),
    [(chained, "Bad ***"), (raised, "RuntimeError"), (interrupted, "KeyboardInterrupt"), (reported, "Done")],
)
def test_what_is_said_of_a_call_holds_no_secret(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, says: Says, ended: str
) -> None:
    """Its error and what that came of, its progress, what it logs and what the library below it logs."""
    with caplog.at_level(logging.DEBUG):
        outcome, history = called(tmp_path, says)
    assert ended in str(outcome)
    assert SECRET not in history
    assert SECRET.encode() not in on_disk(tmp_path)
    assert SECRET not in told(caplog.records)
    assert "***" in told(caplog.records) + history


def test_what_a_flow_returns_is_as_it_returned_it(tmp_path: Path) -> None:
    """Outputs are values that the process goes on with: one that was changed would be a wrong one."""
    outcome, history = called(tmp_path, lambda password, _context: password)
    assert outcome == "Done"
    assert SECRET in history


def test_what_keeps_a_notification_from_being_sent_holds_no_secret(tmp_path: Path) -> None:
    @channel("post")
    def post(notification: Notification, context: Context) -> None:
        raise ConnectionError(f"{context.settings['password']} is refused for {notification.text}")

    here = at_work(tmp_path, notifying(), post=post)
    run = here.start("notifying")
    wait_for(lambda: [each for each in here.engine.runs.get(run).pending if each.trouble])
    (pending,) = here.engine.runs.get(run).pending
    assert str(pending.trouble).startswith("*** is refused")
    here.close()
    assert SECRET.encode() not in on_disk(tmp_path)


def test_what_keeps_an_observer_from_being_told_holds_no_secret(tmp_path: Path) -> None:
    @observer("audit")
    def audit(seen: Observation, context: Context) -> None:
        raise ConnectionError(f"{context.settings['password']} is refused for {seen.run}")

    here = at_work(tmp_path, graphs.person(), audit=audit)
    worker = here.worker
    assert worker is not None
    wait_for(lambda: worker.status.observers)
    here.start("person")
    wait_for(lambda: worker.status.observers[0].trouble)
    assert str(worker.status.observers[0].trouble).startswith("ConnectionError: *** is refused")
    here.close()
    assert SECRET.encode() not in on_disk(tmp_path)


def test_what_keeps_a_policy_from_choosing_holds_no_secret() -> None:
    @policy("worst")
    def worst(candidates: Sequence[Candidate]) -> str | None:
        raise ConnectionError(f"{SECRET} is refused by {candidates}")

    mask_from_now(SECRET)
    allocation = Allocation({}, lambda _name: worst)
    people, at = ("group:Agents",), 0
    known = {("present", people, at): ("user:ann",)}
    with SqliteStore.in_memory().writing() as transaction:
        found = allocation.answer(("allocate", "worst", people, (), at, (), 1), known, transaction)
    assert found["trouble"].startswith("the policy worst failed: ConnectionError: *** is refused by")
