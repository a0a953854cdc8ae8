"""Calls what a plugin supplies as the engine does, without an engine: the smaller half of the kit for authors' tests.

    kit = Kit(my_plugin, settings={"file": str(tmp_path / "crm.db")})
    assert kit.call("crm.classify", {"case": case}) == Returned({"severity": "S1"})

Arguments and results cross the same border as in a run: they are stored, loaded and checked.
"""

import asyncio
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from orchestra_dsl.graph import model
from orchestra_dsl.graph.accept import accept_fields, accept_record
from orchestra_dsl.graph.types import JSON, Field, optional
from orchestra_dsl.graph.values import Stored
from orchestra_dsl.plugin.builtin import MemoryChannel
from orchestra_dsl.plugin.calls import Calls, Ready, ReadyFlow, machine_time, microseconds
from orchestra_dsl.plugin.changes import Changes, PageEnd, Part
from orchestra_dsl.plugin.choosing import choice
from orchestra_dsl.plugin.context import Notification
from orchestra_dsl.plugin.convert import plain
from orchestra_dsl.plugin.directory import Directories
from orchestra_dsl.plugin.directory_check import disagreements
from orchestra_dsl.plugin.hookspecs import hookimpl
from orchestra_dsl.plugin.invocation import Answered, Failed, Returned, TellAnswer
from orchestra_dsl.plugin.isolation.calling import IsolatedCall
from orchestra_dsl.plugin.later import Later
from orchestra_dsl.plugin.manager import load_plugins
from orchestra_dsl.plugin.people import People
from orchestra_dsl.plugin.principals import User
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.records import Record
from orchestra_dsl.plugin.request import Request
from orchestra_dsl.plugin.screen import View
from orchestra_dsl.plugin.shapes import declared_by
from orchestra_dsl.plugin.sourcing import Sources

if TYPE_CHECKING:
    from orchestra_dsl.plugin.progress import Progress

A = TypeVar("A")
T = TypeVar("T")
NAME = "tested"
"""What a tested plugin is called within the kit, unless a test says otherwise."""


class Kit:
    """One project with one plugin, and nothing of the machine's own.

    `settings` are the plugin's, `people` are in the form of the file of people, `folder` stands for the project's, and
    `name` is what the plugin is called where its hooks look for its settings. `updated` is what flows wrote to records,
    as (record type, id, fields), `reported` their progress, in order. `now` is what `context.now` gives, where a test
    sets it; else it is the machine's time.
    """

    def __init__(
        self,
        plugin: object,
        *,
        settings: Mapping[str, Any] | None = None,
        people: Mapping[str, Any] | None = None,
        folder: Path | None = None,
        name: str = NAME,
    ) -> None:
        project = Project(folder=folder or Path(), settings={name: settings or {}})
        given = [] if people is None else [("people of the test", GivenPeople(People(people)))]
        self.registry = load_plugins(project, installed=False, given=[(name, plugin), *given])
        self.now: datetime | None = None
        self.calls = Calls(self.registry, self._instant)
        self.updated: list[tuple[str, str, dict[str, Stored]]] = []
        self.reported: list[Progress] = []

    @property
    def directory(self) -> Directories:
        """The people that the plugin supplies, with those of the test: `kit.directory.members("group:Agents")`.

        Raises Unavailable where the plugin's directory fails, or cannot be had.
        """
        return self.registry.directory

    def check_directory(self, *principals: str, at: datetime | None = None) -> None:
        """Fail unless the directory agrees with itself, about these users, groups and queues and all that it lists.

        `at` is when it is asked who is away.
        """
        __tracebackhide__ = True
        found = {*principals, *(self.directory.principals() or ())}
        moment = at or self.now or datetime.now(UTC)
        wrong = "\n".join(disagreements(self.directory, found, moment)) if found else "it knows nobody: name somebody"
        if wrong:
            raise AssertionError(wrong)

    def choose(self, policy: str, candidates: Mapping[str, Mapping[str, int]]) -> User | Failed | None:
        """Whom an allocation policy chooses: `kit.choose("fewest", {"ann": {"open": 3}, "bob": {}}) == "bob"`.

        What is not said of a candidate (`open`, `turn`, `last`) is as of one who has had no work yet.
        """
        return choice(self.registry, policy, candidates)

    @property
    def notified(self) -> list[Notification]:
        """What was sent through the channel `memory`, in order."""
        memory = self.registry.channel("memory")
        return list(memory.sent) if isinstance(memory, MemoryChannel) else []

    def call(
        self,
        flow: str,
        arguments: Mapping[str, Any],
        *,
        key: str = "test",
        attempt: int = 1,
        acting_for: str | None = None,
    ) -> Returned | Later | Failed:
        """Call a flow. Arguments are Python values, records as instances of their classes.

        `key` is the call's idempotency key, `acting_for` the user whom the step's `as` names.
        """
        declared = self.registry.flow(flow).signature
        user = None if acting_for is None else User(acting_for).principal
        return carry_out_flow(self.calls.flow(self._request(declared, arguments, key, attempt, user)))

    def ask(self, predicate: str, arguments: Mapping[str, Any]) -> Answered | Failed:
        """Ask a predicate."""
        declared = self.registry.predicate(predicate).signature
        return carry_out(self.calls.predicate(self._request(declared, arguments)))

    def show(self, screen: str, arguments: Mapping[str, Any]) -> View | Failed | None:
        """What a screen shows."""
        return self.calls.screen(self._request(self.registry.screen(screen).signature, arguments))

    def tell(self, channel: str, to: str, text: str, *, subject: str = "", key: str = "test") -> TellAnswer:
        """Tell a user something through a channel; why that has failed or is put off, if it has or is."""
        return self.calls.tell(channel, User(to).principal, subject, text, key=key, run="test", step="test")

    def poll(self, source: str, cursor: str | None = None) -> list[Changes] | Failed:
        """Ask a record source once: its pages, with records as `("Case", {…})`, and the deleted as `("Case", "1")`."""
        asked = Sources(self.registry, self._instant).ask(source, cursor, threading.Event(), sys.maxsize)
        parts = on_a_thread_if(lambda: list(asked), is_async=self.registry.source(source).is_async)
        failed = next((each for each in parts if isinstance(each, Failed)), None)
        return failed or [_page(each) for each in parts if isinstance(each, Part)]

    def _instant(self) -> int:
        return machine_time() if self.now is None else microseconds(self.now)

    def _request(
        self,
        declared: model.Signature,
        arguments: Mapping[str, Any],
        key: str = "1",
        attempt: int = 1,
        acting_for: str | None = None,
    ) -> Request:
        given = {(type(record).record_name, record["id"]): record for record in _records_in(arguments)}
        types = {type(record).record_name: _declared(type(record), declared.writes) for record in given.values()}

        def fetch(type_: str, id_: str) -> Mapping[str, Stored] | None:
            fields = {name: plain(given[type_, id_][name]) for name in given[type_, id_]}
            return accept_record(types[type_], fields)

        return Request(
            declared=declared,
            arguments=accept_fields(declared.parameters, plain(arguments)),
            records=types,
            fetch=fetch,
            update=lambda type_, id_, fields, _name: self.updated.append((type_, id_, dict(fields))),
            key=key,
            run="test",
            step="test",
            attempt=attempt,
            acting_for=acting_for,
            token=lambda: f"token of {key}",
            report=self.reported.append,
        )


@attrs.frozen
class GivenPeople:
    """Supplies the people of a test."""

    people: People

    @hookimpl
    def orchestra_people(self) -> People:
        """Supply them."""
        return self.people


def carry_out(ready: Ready[A]) -> A | Failed:
    """Carry out a call that was made ready, and wait for it, also where an event loop runs on this thread."""
    if isinstance(ready, Failed):
        return ready
    if not ready.is_async:
        return ready.run()
    return on_a_thread_if(lambda: asyncio.run(ready.run_async()), is_async=True)


def on_a_thread_if(work: Callable[[], T], *, is_async: bool) -> T:
    """Do something that may need an event loop of its own, where one may run on this thread."""
    if not is_async:
        return work()
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def _page(part: Part) -> Changes:
    """A whole page as plain values."""
    end = part.end or PageEnd(None, more=False)
    records = [(each.type, each.fields) for each in part.changes if each.fields is not None]
    deleted = [(each.type, each.id) for each in part.changes if each.fields is None]
    return Changes(records=records, deleted=deleted, cursor=end.cursor, more=end.more)


def carry_out_flow(ready: ReadyFlow) -> Returned | Later | Failed:
    """The same for a flow, which may have a process of its own."""
    if isinstance(ready, IsolatedCall):
        return ready.run()
    answer: Returned | Later | Failed = carry_out(ready)
    return answer


def _declared(class_: type[Record], writes: Iterable[str]) -> model.Record:
    """The record type of a class, with the fields that only the flow's `writes` names: they may be anything."""
    record = declared_by(class_)
    known = {field.name for field in record.fields}
    named = (path.partition(".")[2] for path in writes if path.partition(".")[0] == record.name)
    written = tuple(Field(name, optional(JSON)) for name in named if name not in known)
    return model.Record(record.name, (*record.fields, *written))


def _records_in(value: Any) -> Iterable[Record]:
    """All records that the value holds, at any depth."""
    match value:
        case Record():
            yield value
            for field in value:
                yield from _records_in(value[field])
        case Mapping():
            for each in value.values():
                yield from _records_in(each)
        case list() | tuple():
            for each in value:
                yield from _records_in(each)
