"""Decisions: the first outcome that holds is taken (language.md, rule 9)."""

from orchestra_dsl.graph.elements import Decision, Outcome
from orchestra_dsl.interpreter import jumps, waiting
from orchestra_dsl.interpreter.events import Ref
from orchestra_dsl.interpreter.expressions.errors import EvaluationError
from orchestra_dsl.interpreter.machine import Machine
from orchestra_dsl.interpreter.state import Thread


def decide(m: Machine, key: int, thread: Thread, decision: Decision) -> None:
    """Take the first outcome that holds; wait where a plugin's predicate has to answer first."""
    index = thread.at
    outcome = _taken(m, key, thread, decision)
    if outcome is None:
        return
    if outcome.kept and (index, outcome.name) not in m.state.visited:
        m.state.visited.append((index, outcome.name))
        waiting.has_changed(m, "words", "visited")
    m.note(index, "decided", outcome=outcome.name)
    jumps.jump(m, key, outcome.target)


def _taken(m: Machine, key: int, thread: Thread, decision: Decision) -> Outcome | None:
    """The outcome that is taken; None while a predicate has to answer first. Raises EvaluationError."""
    outcomes = decision.outcomes
    if thread.at in m.program.decided_at_once:
        place = 0
        while (when := outcomes[place].when) is not None and not m.evaluate(when, key):
            place += 1
        return outcomes[place]
    ref = Ref(thread.at, thread.visit)
    taken = waiting.first_true(m, [each.when for each in outcomes], thread, ref, key)
    if taken == waiting.PENDING:
        return None
    waiting.forget(m, thread, ref)
    if taken == len(outcomes):
        raise EvaluationError("NoOutcome", f"no outcome of {decision.name} holds")
    return outcomes[taken]
