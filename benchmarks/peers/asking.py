"""Asking peers, each in a process of its own: a figure, or in words why there is none."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from benchmarks.figures import Values

PEERS = {
    "SpiffWorkflow": "spiff.Spiff",
    "python-statemachine": "statemachine_.Statemachine",
    "transitions": "transitions_.Transitions",
    "LangGraph": "langgraph_.Langgraph",
    "DBOS": "dbos_.Dbos",
    "cel-python": "cel.Cel",
}
"""Where each is to be found; xstate is asked of Node (xstate.js)."""

ENGINES = ("SpiffWorkflow", "python-statemachine", "transitions", "LangGraph", "DBOS", "xstate")
LIMIT = 600
"""Seconds after which a peer is given up."""

NODE = Path(sys.prefix) / "node"
"""The folder into which xstate is installed."""


def asked(question: str, repetitions: int, *, of: Iterable[str] = ENGINES) -> dict[str, Values | str]:
    """What the peers answer, by name and version."""
    return dict(_answer(name, question, repetitions) for name in of)


@cache
def _answer(name: str, question: str, repetitions: int) -> tuple[str, Values | str]:
    if name == "xstate" and (missing := _missing_node()):
        return name, missing
    words = _node(question, repetitions) if name == "xstate" else _python(name, question, repetitions)
    try:
        done = subprocess.run(words, check=False, capture_output=True, text=True, timeout=LIMIT, env=None)
    except subprocess.TimeoutExpired:
        return name, f"given up after {LIMIT} s"
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        return name, "not installed" if "ModuleNotFoundError" in last else f"failed: {last}"
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    named = f"{name} {answer['version']}"
    if "unable" in answer:
        return named, answer["unable"]
    return named, Values(answer["unit"], answer["samples"], answer["note"])


def _python(name: str, question: str, repetitions: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.peers", name, question, str(repetitions)]


def _node(question: str, repetitions: int) -> list[str]:
    script = Path(__file__).with_name("xstate.js")
    return ["node", "--expose-gc", str(script), str(NODE / "node_modules" / "xstate"), question, str(repetitions)]


def _missing_node() -> str:
    if shutil.which("node") is None:
        return "not measured: there is no Node here"
    return "" if (NODE / "node_modules" / "xstate").is_dir() else "not installed"
