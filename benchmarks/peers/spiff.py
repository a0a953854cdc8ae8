"""SpiffWorkflow: BPMN with scripts, a user task, parallel and exclusive gateways and a loop; its own serializer."""

import sys
from collections.abc import Callable
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from benchmarks.peers.bpmn import CASE, chain
from benchmarks.peers.peer import NOTES, RECORD, Peer


def work(_: Any) -> None:
    """A call that does nothing."""


ENGINE = PythonScriptEngine(TaskDataEnvironment({"work": work}))


def read(text: str) -> tuple[Any, Any]:
    """The specification of a process, and those that it calls."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(text.encode()))
    return parser.get_spec("process"), parser.get_subprocess_specs("process")


class Spiff(Peer):
    """A workflow for each run."""

    distributions = ("SpiffWorkflow",)
    rounds = 240
    events = 8
    note = "round 240; it stops after 249 without a word"

    def __init__(self) -> None:
        self.spec = read(CASE)
        self.serializer = BpmnWorkflowSerializer()

    def start(self, reworks: int) -> Any:
        """Its engine's steps up to the user task."""
        run = BpmnWorkflow(*self.spec, script_engine=ENGINE)
        task = run.get_next_task(state=TaskState.READY)
        task.data.update(record=dict(RECORD), round=0, reworks=reworks)
        run.do_engine_steps()
        return run

    def waits(self, run: Any) -> bool:
        """It has not ended."""
        return not run.is_completed()

    def complete(self, run: Any) -> Any:
        """Run the user task, and the engine's steps that follow."""
        task = run.get_next_task(state=TaskState.READY, manual=True)
        task.data.update(NOTES)
        task.run()
        run.do_engine_steps()
        return run

    def dump(self, run: Any) -> bytes:
        """Its own JSON."""
        text: str = self.serializer.serialize_json(run)
        return text.encode()

    def load(self, stored: bytes) -> Any:
        """The same back."""
        run = self.serializer.deserialize_json(stored.decode())
        run.script_engine = ENGINE
        return run

    def chain(self, steps: int) -> Callable[[], object]:
        """A script for each step behind a user task; its parser recurses, and needs a higher limit for a thousand."""
        sys.setrecursionlimit(200_000)
        spec = read(chain(steps))

        def play() -> None:
            run = BpmnWorkflow(*spec, script_engine=ENGINE)
            run.do_engine_steps()
            run.get_next_task(state=TaskState.READY, manual=True).run()
            run.do_engine_steps()
            if not run.is_completed():
                raise RuntimeError("the chain has not come to its end")

        return play
