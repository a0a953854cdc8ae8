"""Who may look at a run: `allow view by E` (language.md, section 3). A question, not an event: nothing of it is kept.

Where an orchestration says nothing everybody may. Else those whom it names may, those to whom it allows to administer,
and administrators. Of a run that has ended the outputs are gone, so that whom only they would name may not any more.
"""

from orchestra_dsl.interpreter import grants, people
from orchestra_dsl.interpreter.commit import Need, Refused
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.events import Event, RunCanceled
from orchestra_dsl.interpreter.facts import Facts, MissingFact
from orchestra_dsl.interpreter.machine import Machine, RefusedError, new_machine
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import State


def is_open_to_all(program: Program) -> bool:
    """Whether the orchestration says nothing about who may look at its runs."""
    return program.sight.open


def named(program: Program, state: State, at: int, facts: Facts) -> Need | people.Principals:
    """Those whom the orchestration names, nobody where that cannot be told; Need the facts to bring."""
    try:
        return grants.named(_asking(program, state, at, facts), "view")
    except MissingFact as missing:
        return Need((missing.key,))
    except RefusedError:
        return ()


def why_not(
    program: Program, state: State, at: int, facts: Facts, actor: str | None, *, administrator: bool
) -> Need | Refused | None:
    """Why somebody may not look at the run; None if they may; Need the facts to bring. The state stays as it is."""
    if is_open_to_all(program):
        return None
    try:
        m = _asking(program, state, at, facts, actor, administrator=administrator)
        grants.check(m, "view", "view this run")
    except MissingFact as missing:
        return Need((missing.key,))
    except RefusedError as error:
        return error.refused
    return None


def _asking(
    program: Program, state: State, at: int, facts: Facts, actor: str | None = None, *, administrator: bool = False
) -> Machine:
    asking = Event("", at, RunCanceled(), actor, None, administrator)  # says who asks; its act is not applied
    return new_machine(program, state, asking, Context(program, state, at, facts))
