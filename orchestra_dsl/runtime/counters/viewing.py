"""Who may look at which run, for every read that says who looks. Decided in the interpreter (viewing.py there).

`by` None is whoever may read the store's file: an application that embeds Orchestra looks at everything, and says for
whom it looks where that is to be limited.
"""

from orchestra_dsl.interpreter.commit import Need
from orchestra_dsl.interpreter.people import unknown
from orchestra_dsl.interpreter.program import Program
from orchestra_dsl.interpreter.state import decode_state
from orchestra_dsl.interpreter.viewing import is_open_to_all, why_not
from orchestra_dsl.runtime.acting import Acting
from orchestra_dsl.runtime.applying.facts import Facts, NeedsOutside, look_up
from orchestra_dsl.runtime.core import Core
from orchestra_dsl.runtime.errors import Refusal
from orchestra_dsl.runtime.store.port import Reads
from orchestra_dsl.runtime.store.rows import RunRow


class Viewing:
    """Answers who may look."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def check(self, run: int, by: Acting | None) -> None:
        """Refuse whoever may not look at the run of this key. Raises Refusal and FactsUnavailable."""
        self.check_known(by)
        with self._core.store.reading() as reads:
            refusal = self.refusal(run, by, reads)
        if refusal is not None:
            raise refusal

    def check_known(self, by: Acting | None) -> None:
        """Refuse a user whom the directory does not know: a mistyped name is not told that there is nothing to see."""
        if by is None or by.administrator or by.user is None:
            return
        key = ("known", by.user)
        if not self._core.ask_outside((key,))[key]:
            raise Refusal("not found", unknown(by.user))

    def refusal(self, run: int, by: Acting | None, reads: Reads) -> Refusal | None:
        """Why somebody may not look at the run; None if they may."""
        if by is None or by.administrator:
            return None
        stored = reads.run(run)
        if stored is None:
            return Refusal("not found", "this run is not there any more")
        program = self._core.programs.by_key(stored.graph, reads)
        return None if is_open_to_all(program) else self._asked(program, stored.state, by, reads)

    def is_shown(self, row: RunRow, by: Acting | None, reads: Reads) -> bool:
        """Whether somebody may look at a run of which a list has the row."""
        if by is None or by.administrator or is_open_to_all(self._core.programs.by_key(row.graph, reads)):
            return True
        return self.refusal(row.key, by, reads) is None

    def _asked(self, program: Program, state: bytes, by: Acting, reads: Reads) -> Refusal | None:
        known: Facts = {}
        at = self._core.clock.now()
        while True:
            answer = why_not(program, decode_state(state), at, known, by.user, administrator=by.administrator)
            if not isinstance(answer, Need):
                return None if answer is None else Refusal(answer.code, answer.message)
            try:
                look_up(answer.keys, program.graph, reads, known)
            except NeedsOutside as needed:
                known |= self._core.ask_outside(needed.keys)
