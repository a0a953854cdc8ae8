"""What `orchestra run` does: follow one run, or work for the store until it is stopped."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from orchestra_dsl.cli import exit_codes
from orchestra_dsl.cli.findings import print_findings
from orchestra_dsl.cli.lines import Lines
from orchestra_dsl.cli.live import Live, Manner
from orchestra_dsl.cli.output import print_json_line
from orchestra_dsl.cli.serving import Serving
from orchestra_dsl.cli.stopping import Stop, Stopped
from orchestra_dsl.cli.trouble import Trouble, tell
from orchestra_dsl.cli.wanted import Wanted
from orchestra_dsl.plugin.origin import Interrupted
from orchestra_dsl.plugin.waits import kept_long
from orchestra_dsl.runtime.clock import FastForwardClock
from orchestra_dsl.runtime.worker.worker import Worker
from orchestra_dsl.workspace.answers import Answers, read_answers
from orchestra_dsl.workspace.engine import ProjectEngine
from orchestra_dsl.workspace.errors import CompileFailed
from orchestra_dsl.workspace.following import Follower
from orchestra_dsl.workspace.paths import shown
from orchestra_dsl.workspace.project import Project
from orchestra_dsl.workspace.starting import Begun, start_or_go_on
from orchestra_dsl.workspace.stored import graphs_of_unfinished, install_records
from orchestra_dsl.workspace.typed_text import read_pairs
from orchestra_dsl.workspace.values_file import read_values


def follow(wanted: Wanted, door: str, stop: Stop) -> int:
    """Start a run, or go on with one, and follow it."""
    with _engine(wanted, door) as engine:
        manner = Manner(
            answers=_answers(wanted, engine),
            user=wanted.user,
            ask=not wanted.as_json and (wanted.answers is None or Lines().person),
            until_idle=wanted.until_idle,
            as_json=wanted.as_json,
            command=f"orchestra run {wanted.project}",
        )
        begun = _begin(wanted, engine)
        try:
            _say_begun(begun, engine, wanted)
            with engine.worker() as worker, _following(engine) as follower:
                _say_who_works(engine, worker, wanted)
                live = Live(follower, worker, begun.run, manner, stop)
                if begun.resumed:
                    live.go_on()
                return live.follow()
        except Stopped as stopped:
            return _stopped(stopped, _stored(wanted, begun), wanted)
        except Interrupted as error:
            raise Interrupted(f"{error} {_stored(wanted, begun)}") from error


def _stored(wanted: Wanted, begun: Begun) -> str:
    return f"Run {begun.run} is stored; `orchestra run {wanted.project} --resume {begun.run}` goes on with it."


def work(wanted: Wanted, door: str, stop: Stop) -> int:
    """Work for the store."""
    with _engine(wanted, door) as engine:
        answers, since = _answers(wanted, engine), engine.clock.now()
        try:
            if not wanted.as_json:
                click.echo(f"Working for {shown(Path(engine.store.where))}; Ctrl-C stops.")
            with engine.worker() as worker, _following(engine) as follower:
                _say_who_works(engine, worker, wanted)
                serving = Serving(follower, worker, answers, since=since, as_json=wanted.as_json)
                return serving.serve(stop, until_idle=wanted.until_idle)
        except Stopped as stopped:
            return _stopped(stopped, "Stopped; what is not finished is stored.", wanted)


def _stopped(stopped: Stopped, text: str, wanted: Wanted) -> int:
    """Say what becomes of what is not finished, and which plugin's code has not come back."""
    text = " ".join([text, *(f"{each[0].upper()}{each[1:]}." for each in kept_long())])
    if not wanted.as_json:
        click.echo(f"\n{text}", err=True)
    elif stopped.exit_code != exit_codes.FINE:
        tell(Trouble("interrupted", text, exit=stopped.exit_code), as_json=True)
    return stopped.exit_code


def _engine(wanted: Wanted, door: str) -> ProjectEngine:
    """The project's engine. Sources with errors start nothing, but do not stop the runs that are stored, if any are."""
    project = Project.load(wanted.project)
    clock = None if wanted.fast_forward is None else FastForwardClock(wanted.fast_forward)
    try:
        return project.engine(wanted.store, create=wanted.resume is None, clock=clock, door=door)
    except CompileFailed as failed:
        begins = wanted.resume is None and not (wanted.store or project.settings.store).exists()
        if wanted.orchestration is not None or begins:
            raise
        engine = project.engine(wanted.store, install=False, create=False, clock=clock, door=door)
        print_findings(failed.findings, "text", sys.stderr)
        click.echo("Warning: no new runs can be started until this is mended; stored runs go on.", err=True)
        install_records(engine)
        return engine


@contextmanager
def _following(engine: ProjectEngine) -> Iterator[Follower]:
    follower = Follower(engine)
    try:
        yield follower
    finally:
        follower.close()


def _answers(wanted: Wanted, engine: ProjectEngine) -> Answers:
    if wanted.answers is None:
        return Answers()
    graphs = [each.graph for each in engine.programs.orchestrations()] or graphs_of_unfinished(engine)
    return read_answers(wanted.answers, graphs)


def _begin(wanted: Wanted, engine: ProjectEngine) -> Begun:
    if wanted.orchestration is None:
        return Begun(engine.runs.find(wanted.resume or ""), resumed=True)
    graph = engine.programs.orchestration(wanted.orchestration).graph
    arguments = read_values(wanted.arguments) if wanted.arguments is not None else {}
    arguments |= read_pairs(graph.parameters, wanted.pairs, wanted.orchestration)
    return start_or_go_on(engine, wanted.orchestration, arguments, engine.by(wanted.user), anew=wanted.new)


def _say_begun(begun: Begun, engine: ProjectEngine, wanted: Wanted) -> None:
    if wanted.as_json:
        print_json_line({"run": begun.run, "resumed": begun.resumed})
        return
    title = engine.timeline(begun.run).place(None)
    if begun.resumed:
        another = "" if wanted.resume else "; --new starts another"
        click.echo(f"{title}: going on with run {begun.run}{another}.")
    else:
        click.echo(f"{title}: run {begun.run}.")


def _say_who_works(engine: ProjectEngine, worker: Worker, wanted: Wanted) -> None:
    """Where another process works for the store already, this one only looks on, and says so."""
    other = engine.served_by_another(worker)
    if other is not None and not wanted.as_json:
        click.echo(f"{other.capitalize()} works for this store; this one takes over when it ends.")
