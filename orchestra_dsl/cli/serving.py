"""Working for a store: the runs that change are told line by line, and answers are taken from a file."""

from typing import TYPE_CHECKING

import attrs
import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.output import clock, instant, print_json_line
from orchestra_dsl.cli.skipping import tell_skipped
from orchestra_dsl.cli.stopping import Stop
from orchestra_dsl.cli.trouble import say
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.workspace.answering import Answering
from orchestra_dsl.workspace.answers import Answers
from orchestra_dsl.workspace.following import Followed, Follower

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orchestra_dsl.runtime.counters.work_item import WorkItem
    from orchestra_dsl.runtime.worker.worker import Worker

_BAD = (Status.FAILED, Status.CANCELED)
_PAGE = 200
_ENDED = 1000
"""How many ended runs are kept in mind: far more than can end between a commit and the news of it."""


class Serving:
    """Tells what happens to all runs for which this process works."""

    def __init__(self, follower: Follower, worker: "Worker", answers: Answers, *, since: int, as_json: bool) -> None:
        self.follower = follower
        self.engine = follower.engine
        self.worker = worker
        self.as_json = as_json
        self.answering = Answering(self.engine, answers)
        self._answers = answers
        self._since = since
        self._seen: dict[str, int] = {}
        self._ended: dict[str, None] = {}
        self._in_error: set[str] = set()
        self._trouble: str | None = None
        self.bad = False
        """Whether a run that was told of has failed or was canceled."""

    def turn(self) -> bool:
        """Tell what is new, and give one answer; whether there was anything to do."""
        touched = self.follower.touched()
        for run in touched:
            self._tell(run)
        self._tell_trouble()
        return self._answer() or bool(touched)

    def _tell(self, run: str) -> None:
        """Print what is new of a run. Of one that waits no more is kept than how far it has been told."""
        followed = Followed(run, self._seen.get(run, 0))
        lines = self.follower.news(followed)
        self._seen[run] = followed.seen
        if lines and any(lines[0].at != line.at < self._since for line in lines):  # somebody has told of it before
            lines = [line for line in lines if line.at >= self._since]
        for line in lines:
            if self.as_json:
                print_json_line({"run": followed.run, **attrs.asdict(line), "at": instant(line.at)})
            else:
                when = click.style(clock(line.at), dim=True)
                click.echo(f"{when}  {followed.run}  {plain(line.place)}: {plain(line.text)}")
        if followed.ended:
            self.bad = self.bad or followed.status in _BAD
            self._forget_later(run)
        (self._in_error.add if followed.status == Status.ERROR else self._in_error.discard)(run)

    def _forget_later(self, run: str) -> None:
        """Keep in mind for a while that an ended run has been told: its last commit may be heard of only now."""
        self._ended[run] = None
        if len(self._ended) > _ENDED:
            oldest = next(iter(self._ended))
            del self._ended[oldest], self._seen[oldest]

    def _tell_trouble(self) -> None:
        trouble = self.worker.status.trouble
        if trouble is not None and trouble != self._trouble:
            say(trouble, hint="What was stored is safe; the worker tries again.")
        self._trouble = trouble

    def _answer(self) -> bool:
        """Complete the first open work item that the file has an answer for."""
        if not self._answers:
            return False
        for item in self._items():
            followed = Followed(item.run)
            self.follower.news(followed)  # says how often the step was completed before
            found = self.answering.next([item], followed.completed)
            if found is not None:
                late = self.answering.use(*found)
                if late is not None and not self.as_json:
                    click.echo(f"  {plain(late)}")
                return True
        return False

    def _items(self) -> "Iterator[WorkItem]":
        """All open work items, page by page."""
        after = 0
        while page := self.engine.work.all_open(after=after, limit=_PAGE):
            yield from page
            after = page[-1].key

    @property
    def exit_code(self) -> int:
        """What the runs that were told of have come to."""
        return exit_codes.FAILED if self.bad or self._in_error else exit_codes.FINE

    def serve(self, stop: Stop, *, until_idle: bool) -> int:
        """Work for the store until it is stopped or, with `until_idle`, nothing is left to do."""
        while True:
            stop.check()
            idle = until_idle and self.follower.store_is_idle(self.worker)
            busy = self.turn()
            if busy or tell_skipped(self.follower, self.worker, as_json=self.as_json):
                continue
            if idle:
                return self.exit_code
            self.follower.wait()
