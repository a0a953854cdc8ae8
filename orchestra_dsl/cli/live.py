"""A run as it goes on before somebody's eyes: what happens is printed, and who has to answer is asked."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs
import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.ask import ask_form, ask_user
from orchestra_dsl.cli.lines import Lines
from orchestra_dsl.cli.output import clock, instant, print_json_line, values_text
from orchestra_dsl.cli.skipping import tell_skipped
from orchestra_dsl.cli.stopping import Stop
from orchestra_dsl.cli.trouble import say
from orchestra_dsl.diagnostics.render.cells import plain
from orchestra_dsl.graph.statuses import Status
from orchestra_dsl.graph.values import principal_name
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.workspace.answering import Answering
from orchestra_dsl.workspace.answers import Answers
from orchestra_dsl.workspace.explaining import item_text
from orchestra_dsl.workspace.family import Family
from orchestra_dsl.workspace.following import Follower

if TYPE_CHECKING:
    from orchestra_dsl.runtime.counters.work_item import WorkItem
    from orchestra_dsl.runtime.worker.worker import Worker
    from orchestra_dsl.workspace.timeline import Line

CALM = 1.0
"""Seconds without news after which somebody is asked although flows are still being called."""

TELLING = 5.0
"""Seconds for which a run that has ended is followed until its last notifications have been sent."""


@attrs.define
class Manner:
    """How a run is followed: who answers, what is printed, and when to stop."""

    answers: Answers = attrs.field(factory=Answers)
    user: str | None = None
    ask: bool = True
    until_idle: bool = False
    as_json: bool = False
    command: str = "orchestra"


class Live:
    """Follows one run to its end."""

    def __init__(self, follower: Follower, worker: "Worker", run: str, manner: Manner, stop: Stop) -> None:
        self.engine = follower.engine
        self.follower = follower
        self.worker = worker
        self.family = Family(follower, run)
        self.run = run
        self.manner = manner
        self.stop = stop
        self.lines = Lines()
        self.answering = Answering(self.engine, manner.answers)
        self._news_at = time.monotonic()
        self._trouble: str | None = None
        self._ended_at: float | None = None

    def follow(self) -> int:
        """Go on until the run has ended, or nothing more can happen here; answers the exit code."""
        stuck = False
        while True:
            self.stop.check()
            items = self.family.open_work()  # before the news, which say what was completed
            told = self._tell(self.family.news())
            if self.family.root.ended:
                if self._is_telling():
                    self.follower.wait()
                    continue
                self._tell(self.family.news())  # whom it has told since the news above
                return self._ended()
            if self._answer(items) or self._ask(items):
                stuck = False
                continue
            self._tell_trouble()
            if tell_skipped(self.follower, self.worker, as_json=self.manner.as_json):
                stuck = False
                continue
            if stuck and not told:  # nothing has come in between: what was told is all there is
                return self._stopped()
            stuck = self._stuck(items)
            if not stuck:
                self.follower.wait()

    def go_on(self) -> None:
        """Of a run that was begun before, say how far it has come and what is open, not all that has happened."""
        if self.manner.as_json:
            return
        lines = self.family.news()
        if self.family.root.ended:
            self._tell(lines)
            return
        run = self.run
        click.echo(f"What has happened so far is shown by `orchestra runs show {run}` ({len(lines)} lines). Open now:")
        for line in self._open_now():
            click.echo(line)

    def _open_now(self) -> "Iterator[str]":
        """What the run waits for, and the runs that are its steps."""
        for run in self.follower.family(self.run):
            step = "" if run == self.run else f"{run}  "
            yield from (f"  {step}{plain(each.place)}: {plain(each.text)}" for each in self.engine.waits(run))

    def _is_telling(self) -> bool:
        """Whether the run, which has ended, is still telling people something: for a while that is waited for."""
        self._ended_at = self._ended_at or time.monotonic()
        return time.monotonic() - self._ended_at < TELLING and self.follower.is_telling(self.run)

    # --- printing -----------------------------------------------------------------------------------------------

    def _tell(self, lines: "Sequence[tuple[str, Line]]") -> bool:
        """Print lines, those of a run that is a step with its id; whether there were any."""
        if lines:
            self._news_at = time.monotonic()
        for run, line in lines:
            if self.manner.as_json:
                print_json_line({"run": run, **attrs.asdict(line), "at": instant(line.at)})
            else:
                step = "" if run == self.run else f"{run}  "
                click.echo(f"{click.style(clock(line.at), dim=True)}  {step}{plain(line.place)}: {plain(line.text)}")
        return bool(lines)

    def _tell_trouble(self) -> None:
        trouble = self.worker.status.trouble
        if trouble is not None and trouble != self._trouble:
            say(trouble, hint="What was stored is safe; the worker tries again.")
        self._trouble = trouble

    def _ended(self) -> int:
        view = self.engine.runs.get(self.run)
        if self.manner.as_json:
            print_json_line(
                {"run": view.id, "status": view.status.words, "outcome": view.outcome, "outputs": view.outputs}
            )
        elif view.outputs:
            click.echo(f"The run's outputs are {values_text(view.outputs)}.")
        return exit_codes.FINE if view.status == Status.COMPLETED else exit_codes.FAILED

    def _stopped(self) -> int:
        """Nothing goes on here by itself: say what the run waits for."""
        run = self.run
        view = self.engine.runs.get(run)
        waits = self.engine.waits(run)
        if self.manner.as_json:
            print_json_line(
                {"run": run, "status": view.status.words, "waits_for": [attrs.asdict(each) for each in waits]}
            )
        else:
            click.echo(f"Run {run} is stored, and waits{':' if waits else ' for something outside.'}")
            for line in self._open_now():
                click.echo(line)
            if view.status == Status.ERROR:
                click.echo(f"Once the cause is mended: `orchestra runs retry {run}`.")
                click.echo(f"To go on without it: `orchestra runs skip {run}`.")
            click.echo(f"Nothing runs it until `{self.manner.command}` is started again.")
        return exit_codes.FAILED if view.status == Status.ERROR else exit_codes.FINE

    # --- answering ----------------------------------------------------------------------------------------------

    def _answer(self, items: "Sequence[WorkItem]") -> bool:
        """Complete a work item with an answer of the file; False where there is none."""
        for run in dict.fromkeys(item.run for item in items):
            found = self.answering.next([each for each in items if each.run == run], self.family.completed(run))
            if found is not None:
                self._say(self.answering.use(*found))
                return True
        return False

    def _say(self, sentence: str | None) -> None:
        if sentence is not None and not self.manner.as_json:
            click.echo(f"  {plain(sentence)}")

    # --- asking -------------------------------------------------------------------------------------------------

    def _ask(self, items: "Sequence[WorkItem]") -> bool:
        """Ask for one work item; False where there is nobody or nothing to ask."""
        if not self.manner.ask or self.lines.ended or not self._calm():
            return False
        for item in items:
            if self.answering.is_left(item):
                continue
            users = self._who(item)
            if users:
                self._ask_for(item, users)
                return True
        return False

    def _calm(self) -> bool:
        """Whether somebody can be asked without being talked over."""
        if time.monotonic() - self._news_at > CALM:
            return True
        return not any(each.calls for run in self.follower.family(self.run) for each in self.engine.runs.get(run).open)

    def _who(self, item: "WorkItem") -> list[str]:
        """Who of those at this terminal may complete the item: `--as`, or anybody without it."""
        directory = self.engine.directory

        def users(named: "Sequence[str]") -> list[str]:
            return [each for one in named for each in ([one] if one.startswith("user:") else directory.members(one))]

        able = users((item.claimed_by,) if item.claimed_by is not None else item.candidates)
        barred = {*users(item.excluded), *item.delegated}
        wanted = self.engine.by(self.manner.user).user
        return [principal_name(each) for each in dict.fromkeys(able) if each not in barred and wanted in (None, each)]

    def _ask_for(self, item: "WorkItem", users: list[str]) -> None:
        form = self.engine.form(item)
        place = self.engine.timeline(item.run).place(item.element, item.instance)
        click.echo(click.style(f"{plain(place)}: {plain(form.title)} ({plain(item_text(item))})", bold=True))
        still_open = self._still_open(item)
        user = self.manner.user or ask_user(self.lines, users, still_open)
        values = None if user is None else ask_form(self.lines, form, still_open)
        if user is not None and values is not None:
            self._say(self._completed(item, user, values))
            return
        self.answering.leave(item)
        if self.follower.is_open(item):
            click.echo(f"  Left to others: `orchestra work complete {item.key} --as USER`.")
        else:
            click.echo("  It is no longer open.")

    def _completed(self, item: "WorkItem", user: str, values: dict[str, Any]) -> str | None:
        """Complete the item; answers why that could not be, and leaves the item to others then."""
        try:
            return self.answering.complete(item, user, values)
        except Refusal as refusal:
            self.answering.leave(item)
            return f"{refusal.message}."

    def _still_open(self, item: "WorkItem") -> Callable[[], bool]:
        """What is asked again and again while somebody thinks."""

        def tick() -> bool:
            self.stop.check()
            return self.follower.is_open(item)

        return tick

    # --- stopping -----------------------------------------------------------------------------------------------

    def _stuck(self, items: "Sequence[WorkItem]") -> bool:
        """Whether to stop: asked to when idle, or in error with nothing else that could still happen."""
        if not self.manner.until_idle and (self.family.root.status != Status.ERROR or items):
            return False
        return self.follower.is_idle(self.run, self.worker)
