"""Telling one person one thing: now or later, alone or in a digest, and by which way."""

import threading
import time
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from orchestra_dsl.plugin import Context, Notification, Postpone
from orchestra_dsl.plugin.problems import message_of
from orchestra_notify.breaker import Breaker
from orchestra_notify.held import Held, Note
from orchestra_notify.hours import next_moment, quiet_until
from orchestra_notify.live import LivePreferences
from orchestra_notify.mail import Mail
from orchestra_notify.preferences import Person
from orchestra_notify.services import ServiceWay
from orchestra_notify.settings import EMAIL, PREFERRED, Settings
from orchestra_notify.writing import Writer, Written

_TURNS = 64
"""Digests for so many people can be put together at the same time."""


class Way(Protocol):
    """A way to people: a mail server or a service."""

    name: str

    def send(self, written: Written, addresses: Mapping[str, str], seconds: float) -> None:
        """Send a message to the user whom it is for, at one of their addresses, within so many seconds."""

    def tells_of_server(self, error: Exception) -> bool:
        """Whether an error says that the server is out of order, and not that it wants this message not."""


class NobodyTold(Exception):
    """None of the ways that somebody prefers works."""


class Post:
    """All that [settings.notify] describes."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._preferences = LivePreferences(_inside(folder, settings.preferences), settings.ways)
        self._limit = settings.limit
        self._held = Held(folder / settings.digests)
        self._writer = Writer(_inside(folder, settings.templates))
        self._turns = [threading.Lock() for _ in range(_TURNS)]
        self._ways: dict[str, Way] = {name: ServiceWay(name, each) for name, each in settings.services.items()}
        self._urgent = {name for name, each in settings.services.items() if each.urgent}
        if settings.email is not None:
            self._ways[EMAIL] = Mail(settings.email, folder)
            self._urgent |= {EMAIL} if settings.email.urgent else set()
        self._breakers = {name: Breaker(way.name) for name, way in self._ways.items()}

    def tell(self, channel: str, notification: Notification, context: Context) -> None:
        """Tell somebody. Raises Postpone where that is to be done later, and what the ways raise."""
        user = str(notification.to)
        person = self._preferences.of(user)
        note = Note(
            key=notification.key,
            subject=notification.subject,
            text=notification.text,
            at=context.now,
            run=context.run,
            step=context.step,
        )
        if channel in self._urgent or not notification.may_wait:
            self._send(channel, user, person, [note], context.now)
            return
        with self._turns[hash((channel, user)) % _TURNS]:
            self._tell_in_time(channel, user, person, note, context.now)

    def _tell_in_time(self, channel: str, user: str, person: Person, note: Note, now: datetime) -> None:
        state = self._held.state(note.key)
        if state is not None and state.sent:
            return
        if state is None and person.digest:
            due = _quiet_end(person, next_moment(person.digest, person.zone, now))
            self._held.hold(channel, user, note, due)
            raise Postpone(due, f"digest of {user}")
        if state is not None and now < state.due and person.digest:
            raise Postpone(state.due, f"digest of {user}")
        end = _quiet_end(person, now)
        if now < end:
            raise Postpone(end, f"quiet hours of {user}")
        if state is None:
            self._send(channel, user, person, [note], now)
        elif now < state.due:
            self._send_held(channel, user, person, [note], now)
        else:
            self._send_due(channel, user, person, note, now)

    def _send_due(self, channel: str, user: str, person: Person, note: Note, now: datetime) -> None:
        """Send digests of what is due, until the notification has gone in one of them."""
        notes = self._held.due(channel, user, now)
        while notes:
            self._send_held(channel, user, person, notes, now)
            if any(each.key == note.key for each in notes):
                return
            notes = self._held.due(channel, user, now)

    def _send_held(self, channel: str, user: str, person: Person, notes: list[Note], now: datetime) -> None:
        self._send(channel, user, person, notes, now)
        self._held.went([each.key for each in notes], now)

    def _send(self, channel: str, user: str, person: Person, notes: list[Note], now: datetime) -> None:
        """Send a message by the way of this name, or by the first that works of those that the person prefers."""
        written = self._writer.write(user, notes, person.zone, now)
        ends = time.monotonic() + self._limit
        if channel != PREFERRED:
            self._send_by(channel, written, person, ends)
            return
        failures = []
        for name in person.via:
            try:
                self._send_by(name, written, person, ends)
            except Exception as error:  # noqa: BLE001 - whatever keeps one way from working, there may be a next
                failures.append(f"{name}: {message_of(error)}")
            else:
                return
        raise NobodyTold("; ".join(failures))

    def _send_by(self, name: str, written: Written, person: Person, ends: float) -> None:
        way = self._ways[name]
        seconds = ends - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("there is no time left for it")
        send = partial(way.send, written, person.address, seconds)
        self._breakers[name].call(written.at, send, way.tells_of_server)


def _quiet_end(person: Person, at: datetime) -> datetime:
    """When the quiet ends that the person has at an instant; the instant where there is none."""
    return quiet_until(person.quiet, person.zone, at) or at


def _inside(folder: Path, name: str | None) -> Path | None:
    return None if name is None else folder / name
