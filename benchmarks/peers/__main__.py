"""Answer one question about one peer: `python -m benchmarks.peers NAME QUESTION REPETITIONS` prints JSON."""

import importlib
import json
import sys
from importlib.metadata import version
from typing import Any

import attrs

from benchmarks.peers.asking import PEERS
from benchmarks.peers.peer import UnableError
from benchmarks.peers.questions import QUESTIONS


def main(name: str, question: str, repetitions: int) -> None:
    """Print the answer, or why there is none."""
    module, of_class = PEERS[name].rsplit(".", 1)
    peer = getattr(importlib.import_module(f"benchmarks.peers.{module}"), of_class)()
    said = {"version": version(peer.distributions[0])}
    try:
        said |= _answer(peer, question, repetitions)
    except UnableError as unable:
        said["unable"] = str(unable)
    print(json.dumps(said), flush=True)
    if hasattr(peer, "leave"):
        peer.leave()


def _answer(peer: Any, question: str, repetitions: int) -> dict[str, Any]:
    """What a peer answers itself, or what comes of the question that all are asked."""
    if hasattr(peer, "answer"):
        return attrs.asdict(peer.answer(question, repetitions))
    return attrs.asdict(QUESTIONS[question](peer, repetitions))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
