"""Every event that takes the fast path in a test is done by the machine too, and both have to come to the same."""

from collections.abc import Callable

import msgspec
import pytest

from orchestra_dsl.interpreter import fast_path
from orchestra_dsl.interpreter.commit import Commit, Done
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.events import Event, FlowReturned
from orchestra_dsl.interpreter.facts import Facts
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import State, decode_state, encode_state
from orchestra_dsl.interpreter.step import step

ALONE = fast_path.answered
"""The fast path without the machine beside it: for tests that count what it costs."""


def tell(monkeypatch: pytest.MonkeyPatch, taken: Callable[[Commit], object]) -> None:
    """Have it told what comes of each event that takes the fast path, as often as it is applied."""
    before = fast_path.answered

    def telling(program: Program, state: State, event: Event, act: FlowReturned, facts: Facts) -> Commit | None:
        commit = before(program, state, event, act, facts)
        if commit is not None:
            taken(commit)
        return commit

    monkeypatch.setattr(fast_path, "answered", telling)


def answered(program: Program, state: State, event: Event, act: FlowReturned, facts: Facts) -> Commit | None:
    """The same as fast_path.answered, which is looked after."""
    before = encode_state(state)
    commit = ALONE(program, state, event, act, facts)
    if commit is None:
        assert encode_state(state) == before, "a path that is not taken has changed the state"
    else:
        by_machine = _by_machine(program, before, event, facts)
        assert commit == by_machine, f"the fast path comes to\n{commit}\nand the machine to\n{by_machine}"
        assert _stored(commit) == _stored(by_machine), "the order of what is stored differs"
    return commit


def _stored(commit: Commit) -> tuple[bytes, bytes]:
    """What equal commits may still have in another order: the state, and what goes into history and outbox."""
    rest = commit.notes, commit.effects, tuple(commit.facts.items())
    return encode_state(commit.state), msgspec.msgpack.encode(rest)


def _by_machine(program: Program, before: bytes, event: Event, facts: Facts) -> Commit:
    """What the machine makes of the event: it is asked wherever there is a Context already."""
    state = decode_state(before)
    answer = step(program, state, event, facts, Context(program, state, event.at, facts))
    assert isinstance(answer, Done), f"the machine answers {answer}"
    assert answer.commit is not None, "for the machine this answer comes too late"
    return answer.commit
