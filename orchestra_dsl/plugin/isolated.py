"""The process of an isolated flow: it gets one job, imports the module of its flow, calls it, answers, and ends."""

import asyncio
import importlib
import logging
import os
import queue
import resource
import signal
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from orchestra_dsl.plugin.calls import Calls
from orchestra_dsl.plugin.context import FlowError, Notification
from orchestra_dsl.plugin.directory import Directories
from orchestra_dsl.plugin.flow import Flow
from orchestra_dsl.plugin.invocation import PLUGIN_ERROR, Failed, Returned, failure
from orchestra_dsl.plugin.isolation.messages import (
    Answer,
    Done,
    Job,
    Line,
    Logged,
    Notify,
    Progressed,
    Update,
    Wish,
    to_process,
    untagged,
)
from orchestra_dsl.plugin.later import Later
from orchestra_dsl.plugin.local import guarded, load_file
from orchestra_dsl.plugin.masking_print import mask_printing
from orchestra_dsl.plugin.problems import BadPlugin
from orchestra_dsl.plugin.progress import Progress
from orchestra_dsl.plugin.project import Project
from orchestra_dsl.plugin.registry import Entry, Registry
from orchestra_dsl.plugin.request import Request

OUT_OF_MEMORY = "OutOfMemory"
LONGEST_LINE = 100_000
"""The most characters of a line of the log that are passed on."""


def main(descriptor: int) -> None:
    """Carry out the job that comes through this socket."""
    worker = Worker(Line(socket.socket(fileno=descriptor)))
    job = worker.job()
    _limit(job.memory)
    _log_to(worker, job)
    mask_printing()
    try:
        answer = _answer(carried_out(job, worker))
    except MemoryError:
        answer = Answer(code=OUT_OF_MEMORY, message="")
    for stream in (sys.stdout, sys.stderr):
        stream.flush()  # once it has answered, the worker ends this process
    with suppress(OSError):
        worker.line.send(answer)
    os._exit(0)  # threads that the flow has left behind keep nothing alive


class Worker:
    """The worker as its process sees it. When it has gone, the process ends, with all that it has started."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._done: queue.SimpleQueue[Done] = queue.SimpleQueue()
        self._turn = threading.Lock()

    def job(self) -> Job:
        """What is to be done. From then on the line is listened to."""
        data = self.line.receive()
        job = None if data is None else to_process(data)
        if not isinstance(job, Job):
            sys.exit(1)
        threading.Thread(target=self._listen, daemon=True).start()
        return job

    def ask(self, wish: Wish) -> None:
        """Have something done. Raises FlowError where it cannot be."""
        with self._turn:
            self.line.send(wish)
            done = self._done.get()
        if done.code is not None:
            raise FlowError(done.code, done.message)

    def _listen(self) -> None:
        while (data := self.line.receive()) is not None:
            message = to_process(data)
            if isinstance(message, Done):
                self._done.put(message)
        os.killpg(0, signal.SIGKILL)


class PipedCalls(Calls):
    """Calls whose notifications go through the worker."""

    isolates = False

    def __init__(self, registry: Registry, worker: Worker) -> None:
        super().__init__(registry)
        self._worker = worker

    def notify(self, via: str, notification: Notification, *, run: str = "", step: str = "") -> None:  # noqa: ARG002 - the worker knows
        """Have somebody told. Raises FlowError where that cannot be done."""
        to, text, subject = notification.to.principal, notification.text, notification.subject
        self._worker.ask(Notify(via, to, text, subject, notification.key))


def carried_out(job: Job, worker: Worker) -> Returned | Later | Failed:
    """What comes of the job, whatever its code does."""
    try:
        calls = PipedCalls(_registry(job), worker)
        ready = calls.flow(_request(job, worker))
        if isinstance(ready, Failed):
            return ready
        return asyncio.run(ready.run_async()) if ready.is_async else ready.run()
    except BadPlugin as error:
        return Failed(PLUGIN_ERROR, str(error))
    except MemoryError:
        raise
    except BaseException as error:  # noqa: BLE001 - it is the answer
        return failure(error)


def _registry(job: Job) -> Registry:
    """A registry with the one flow. Raises BadPlugin."""
    name = job.declared.name
    if job.file is not None:
        module: Any = load_file(Path(job.file))
    else:
        module = guarded(f"{job.module} cannot be imported", lambda: importlib.import_module(job.module))
    found = next((each for each in vars(module).values() if isinstance(each, Flow) and each.name == name), None)
    if found is None:
        what = f"the flow {name} is isolated, and is not found at the top of the module {job.module}"
        raise BadPlugin(what, "Write @flow above a function of the module itself.")
    project = Project(folder=Path(job.folder), settings={job.plugin.removesuffix(".py"): untagged(job.settings)})
    entries: Any = {("flow", name): Entry("flow", name, job.plugin, found)}
    return Registry(project, (), (), Directories(), entries)


def _request(job: Job, worker: Worker) -> Request:
    fetched = {(type_, id_): fields for type_, id_, fields in job.fetched}

    def report(progress: Progress) -> None:
        worker.line.send(Progressed(progress.fraction, progress.text))

    return Request(
        declared=job.declared,
        arguments=job.arguments,
        records=job.records,
        fetch=lambda type_, id_: fetched.get((type_, id_)),
        update=lambda type_, id_, fields, name: worker.ask(Update(type_, id_, dict(fields), name)),
        key=job.key,
        run=job.run,
        step=job.step,
        attempt=job.attempt,
        deadline=job.deadline,
        acting_for=job.acting_for,
        token=lambda: job.token,
        report=report,
    )


def _answer(answer: Returned | Later | Failed) -> Answer:
    match answer:
        case Returned(outputs=outputs):
            return Answer(outputs=outputs)
        case Later():
            return Answer(later=True)
        case Failed(code="MemoryError", message=message):
            return Answer(code=OUT_OF_MEMORY, message=message)
        case Failed(code=code, message=message):
            return Answer(code=code, message=message)


def _limit(memory: int | None) -> None:
    """Take no more memory than this, and leave no picture of it behind: there are secrets in it."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (memory, hard))


def _log_to(worker: Worker, job: Job) -> None:
    """Have all that is logged said by the worker."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            try:
                text = self.format(record)[:LONGEST_LINE]
                worker.line.send(Logged(record.name, record.levelno, text))
            except Exception:  # noqa: BLE001 - as `logging` asks of every handler
                self.handleError(record)

    logging.basicConfig(level=job.log_level, handlers=[Handler()], format="%(message)s")
