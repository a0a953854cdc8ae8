"""What the product itself supplies, through the same hooks as any guest: two channels and the project's people."""

import sys
import threading
from collections import deque
from collections.abc import Callable

from orchestra_dsl.plugin.channel import Channel
from orchestra_dsl.plugin.context import Notification
from orchestra_dsl.plugin.directory import Directory
from orchestra_dsl.plugin.hookspecs import Supply, hookimpl
from orchestra_dsl.plugin.people import read_people
from orchestra_dsl.plugin.project import Project

REMEMBERED = 10_000
"""How many notifications the channels remember: enough to recognise what is sent again, and bounded."""


class _Told:
    """The keys of what a channel has sent. Flows send on many threads."""

    def __init__(self) -> None:
        self._keys: dict[str, None] = {}
        self._turn = threading.Lock()

    def once(self, key: str, send: Callable[[], object]) -> None:
        """Send it, unless it was sent before. What could not be sent is not remembered."""
        with self._turn:
            if key in self._keys:
                return
            send()
            self._keys[key] = None
            if len(self._keys) > REMEMBERED:
                del self._keys[next(iter(self._keys))]


class MemoryChannel(Channel[..., None]):
    """The channel `memory`: keeps what was sent, each notification once. It serves tests."""

    def __init__(self) -> None:
        super().__init__("memory", self._tell)
        self.sent: deque[Notification] = deque(maxlen=REMEMBERED)
        self._told = _Told()

    def _tell(self, notification: Notification) -> None:
        """Keep the notification, unless it is there already."""
        self._told.once(notification.key, lambda: self.sent.append(notification))


class ConsoleChannel(Channel[..., None]):
    """The channel `console`: prints a line to standard error, each notification once per process."""

    def __init__(self) -> None:
        super().__init__("console", self._tell)
        self._told = _Told()

    def _tell(self, notification: Notification) -> None:
        """Print who is told what."""
        self._told.once(notification.key, lambda: _print(notification))


def _print(notification: Notification) -> None:
    subject = f"{notification.subject}: " if notification.subject else ""
    via = f" ({notification.via})" if notification.via not in ("", "console") else ""
    sys.stderr.write(f"To {notification.to}{via}: {subject}{notification.text}\n")
    sys.stderr.flush()


class Channels:
    """The plugin of the two channels. Each project gets its own."""

    @hookimpl
    def orchestra_channels(self) -> Supply[Channel[..., None]]:
        """Supply `console` and `memory`."""
        return [ConsoleChannel(), MemoryChannel()]


class ProjectPeople:
    """The plugin of the project's own file of people."""

    @hookimpl
    def orchestra_people(self, project: Project) -> Directory | None:
        """Supply the directory that `people = "people.toml"` in `orchestra.toml` names."""
        return None if project.people is None else read_people(project.people)
