"""`orchestra run --until-idle` stops when nothing is left to do, and never before.

The project has whatever goes on by itself for a moment: chains of calls, attempts that fail, a predicate that asks
again, short time limits, and flows whose writes wake other runs and start further ones.
"""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from orchestra_dsl import Project
from orchestra_dsl.cli import serving
from orchestra_dsl.cli.serving import Serving
from orchestra_dsl.workspace.answers import Answers
from orchestra_dsl.workspace.following import Follower
from tests.cli.project import Desk

SOURCE = """\
record Job {
  id: text
  status: "New" | "Half" | "Done"
}

flow work(job: Job) -> { ok: boolean }
flow mark(job: Job, status: "Half" | "Done") writes Job.status
predicate calm(job: Job)

orchestration chain(job: Job) "Chain" {
  start on job created once per record

  var round: integer = 0

  repeat while round < 2 {
    stage calls "Calls" {
      background one = work(job) { retry 5 times every 5ms }
      background two = work(job) { start after one }
      background three = work(job) { start after two }
    }
    set round = round + 1
  }

  stage quiet "Quiet" {
    start when calm(job) up to 1h -> late
    background half = mark(job, status: "Half")
  }

  stage limited "Limited" {
    start when job.status == "New" up to 15ms -> last
    background never = work(job)
  }

  stage last "Last" {
    background done = mark(job, status: "Done")
    background after = work(job) { start after done }
  }
  end "Done"

  stage late "Late" {
    background give_up = work(job)
  }
  end "Late"
}

orchestration watcher(job: Job) "Watcher" {
  start on job created once per record

  stage half "Half" {
    start when job.status != "New"
    background seen_half = work(job)
  }
  stage done "Done" {
    start when job.status == "Done"
    background seen_done = work(job)
  }
  end "Seen"
}

orchestration follower(job: Job) "Follower" {
  start on job updated when job.status == "Done" once per record

  stage last "Last" {
    background seen_last = work(job)
  }
  end "Followed"
}
"""

PLUGIN = """\
import itertools
import random
import time
from datetime import timedelta
from typing import Literal, TypedDict

from orchestra_dsl.plugin import Answer, Context, FlowError, Record, flow, predicate

asked = itertools.count()


class Job(Record):
    id: str


class Worked(TypedDict):
    ok: bool


@flow("work")
def work(job: Job, context: Context) -> Worked:
    time.sleep(random.choice((0, 0, 0.001, 0.004)))
    if context.step.endswith(".one") and context.attempt < 2:
        raise FlowError("Busy")
    return {"ok": True}


@flow("mark", writes=["Job.status"])
def mark(job: Job, status: Literal["Half", "Done"], context: Context) -> None:
    context.update(job, status=status)
    time.sleep(random.choice((0, 0.002)))


@predicate("calm")
def calm(job: Job) -> Answer:
    return Answer(value=next(asked) % 3 == 2, ask_again_in=timedelta(milliseconds=random.choice((1, 5, 12))))
"""

OUTCOMES = {"chain": "Done", "watcher": "Seen", "follower": "Followed"}
STORE = ".orchestra/store.db"
UNFINISHED = ("outbox", "inbox", "change", "timer", "aside", "watch")


@pytest.fixture
def jobs(desk: Desk) -> Desk:
    """The project."""
    for file in desk.folder.iterdir():
        file.unlink()
    desk.write("jobs.orch", SOURCE)
    desk.write("jobs.py", PLUGIN)
    desk.write("orchestra.toml", 'sources = ["jobs.orch"]\nplugins = ["jobs.py"]\n')
    return desk


def put(desk: Desk, *ids: str) -> None:
    """Put jobs, each of which starts two runs."""
    for id_ in ids:
        desk.write("job.json", json.dumps({"id": id_, "status": "New"}))
        desk.fine("record", "put", "Job", "job.json")


def check_nothing_is_left(folder: Path, jobs: int) -> None:
    """Every job has its three runs, all of them ended, and nothing is still to happen."""
    with closing(sqlite3.connect(folder / STORE)) as store:
        found = Counter(
            store.execute("SELECT name, outcome FROM run JOIN orchestration ON orchestration.key = run.orchestration")
        )
        left = {table: store.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in UNFINISHED}  # noqa: S608 - names of tables of its own
    assert found == dict.fromkeys(OUTCOMES.items(), jobs)
    assert left == dict.fromkeys(UNFINISHED, 0)


def work_off(desk: Desk, rounds: int, at_once: int) -> None:
    """Put some jobs and work until idle, again and again."""
    for round_ in range(rounds):
        put(desk, *(f"{round_}.{number}" for number in range(at_once)))
        said = desk.run("run", ".", "--until-idle", "--json")
        assert (said.code, said.err) == (0, ""), said.out
        check_nothing_is_left(desk.folder, (round_ + 1) * at_once)
        assert [line["text"] for line in said.lines].count("ended: Done") == at_once, "it is told before the end, too"


def follow(desk: Desk, rounds: int) -> None:
    """Start a run by hand, which has to have ended when the command stops."""
    for round_ in range(rounds):
        desk.write("job.json", json.dumps({"id": f"hand {round_}", "status": "Half"}))
        desk.fine("record", "put", "Job", "job.json")
        said = desk.run("run", ".", "chain", "--with", f"job=hand {round_}", "--until-idle", "--json", "--new")
        assert (said.code, said.lines[-1].get("outcome")) == (0, "Done"), said


def test_nothing_is_left_undone(jobs: Desk) -> None:
    work_off(jobs, rounds=3, at_once=4)


def test_a_run_that_goes_on_by_itself_is_followed_to_its_end(jobs: Desk) -> None:
    follow(jobs, rounds=3)


def test_a_run_whose_last_commit_is_heard_of_late_is_told_once(
    jobs: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_ENDED", 2)
    work_off(jobs, rounds=1, at_once=1)
    with Project.load(jobs.folder).engine(create=False) as engine, engine.worker() as worker:
        follower = Follower(engine)
        serves = Serving(follower, worker, Answers(), since=0, as_json=True)
        for runs, ended in (([1], 1), ([1], 0), ([1, 2], 1), ([2, 1], 0), ([3], 1), ([3, 2], 0)):
            follower._hear(runs)
            serves.turn()
            assert capsys.readouterr().out.count("ended: ") == ended, runs
        follower.close()


@pytest.mark.stress
@pytest.mark.parametrize("at_once", [1, 2, 12])
def test_nothing_is_left_undone_however_often(jobs: Desk, at_once: int) -> None:
    work_off(jobs, rounds=100, at_once=at_once)


@pytest.mark.stress
def test_a_run_is_followed_to_its_end_however_often(jobs: Desk) -> None:
    follow(jobs, rounds=200)
