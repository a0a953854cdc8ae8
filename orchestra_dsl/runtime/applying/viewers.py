"""Who is named to look at which run, kept beside the runs, so that a list of what somebody may see costs what it shows.

It is read from the source's `allow view` and `allow administer` in the transaction that changes what they say: that of
a commit of the run, or of a write of a record that they read. No row stands for a run that is open to everybody.

What is kept is where lists look, and never decides: each run that is shown is asked about (viewing.py). So it may name
too many, but nobody who may look is ever missing. Whom it cannot name in advance it keeps as ASKED.
"""

from collections.abc import Iterable

from orchestra_dsl.interpreter.commit import FactKey, Need
from orchestra_dsl.interpreter.state import decode_state
from orchestra_dsl.interpreter.viewing import named
from orchestra_dsl.runtime.applying.facts import Facts, NeedsOutside, look_up
from orchestra_dsl.runtime.applying.states import Loaded
from orchestra_dsl.runtime.errors import ValueDamaged
from orchestra_dsl.runtime.store.port import Reads
from orchestra_dsl.runtime.store.rows import Viewers

ASKED = ""
"""In the place of a principal: whoever wants to look at the run has to be asked about."""

MANAGER = "manager:"
"""Before a user: whoever is the manager of that one."""

MOST_NAMED, LONGEST_NAME = 200, 200
"""Where more are named, or by longer names, whoever looks is asked about: their rows would make commits slow."""


UNTOLD = Viewers(frozenset((ASKED,)))


def viewers_of(run: Loaded, reads: Reads) -> Viewers:
    """Who is named to look at the run as it is now."""
    if run.program.sight.asked:
        return UNTOLD
    known: Facts = {}
    try:
        principals = _named(run, reads, known)
    except (NeedsOutside, ValueDamaged):
        principals = UNTOLD.principals
    records = frozenset((key[1], key[2]) for key in known if key[0] == "record")
    fits = len(principals) <= MOST_NAMED and all(len(each) <= LONGEST_NAME for each in principals)
    return Viewers(principals if fits else UNTOLD.principals, records)


def _named(run: Loaded, reads: Reads, known: Facts) -> frozenset[str]:
    """The answer; `known` has then what it was read from."""
    state = decode_state(run.state)
    while isinstance(answer := named(run.program, state, run.at, known), Need):
        look_up(_in_words(answer.keys, known), run.program.graph, reads, known)
    return frozenset(answer)


def _in_words(keys: Iterable[FactKey], known: Facts) -> list[FactKey]:
    """Answer what the directory is asked with words for the answer, which are looked up for whoever looks.

    Answers what is left to look up.
    """
    rest = []
    for key in keys:
        match key:
            case ("manager", user):
                known[key] = f"{MANAGER}{user}"
            case ("members", group):
                known[key] = [group]
            case _:
                rest.append(key)
    return rest
