"""What was probably meant where a token does not fit, by what the grammar takes there.

A misspelt word may be taken for a name, so that only what stands behind it does not fit: `expect canceld`. Some words
come only together, and then all of them are said: `one at a time`.
"""

from collections.abc import Collection

from orchestra_dsl.diagnostics import nearest
from orchestra_dsl.syntax.table import END, NAME, Table
from orchestra_dsl.syntax.track import Wrong

_LONGEST = 5  # words of a phrase
_SHORTEST = 3  # letters of a word that is guessed
_MOST_TIMES = 3  # how much longer another form of a word may be


def fixed_phrase(wrong: Wrong, known: Collection[str], table: Table) -> str | None:
    """Say as a whole the words that come only together: `one at a time` behind `one at`, where `a` is all `known`."""
    words: list[str] = []
    goes_on = False
    states: list[int] | None = wrong.states
    only = next(iter(known)) if len(known) == 1 else ""
    while only.isidentifier() and len(words) < _LONGEST:
        states = None if states is None else table.after(states, table.keywords[only])
        if states is None:
            break
        words.append(only)
        row = table.rows[states[-1]]
        follows = [each for each in row if each.isupper()]
        goes_on = any(row[each] >= 0 for each in follows)
        only = table.texts.get(follows[0], "") if goes_on and len(follows) == 1 else ""
    more = " …" if goes_on else ""
    if wrong.words and words:
        return f"Write `{' '.join([*wrong.words[-_LONGEST:], *words])}{more}`."
    return f"Go on with `{' '.join(words)}{more}`." if len(words) > 1 else None


def run_together(wrong: Wrong, table: Table) -> str | None:
    """Write apart words that were written as one: `upto`, `start_when`."""
    rest = wrong.token.text.replace("_", "").lower()
    states: list[int] | None = wrong.states
    words: list[str] = []
    while rest and states is not None and len(words) < _LONGEST:
        fitting = [
            word for word in table.keywords if rest.startswith(word) and table.after(states, table.keywords[word])
        ]
        if not fitting:
            return None
        words.append(max(fitting, key=len))
        states = table.after(states, table.keywords[words[-1]])
        rest = rest.removeprefix(words[-1])
    return f"Write `{' '.join(words)}`." if len(words) > 1 and not rest else None


def cut_short(found: str, known: Collection[str]) -> str | None:
    """Offer the one word of which another form was written: `mon` for `monday`."""
    near = [word for word in known if min(len(word), len(found)) >= _SHORTEST and _is_beginning(word, found)]
    return f"Did you mean `{near[0]}`?" if len(near) == 1 and near[0] != found else None


def _is_beginning(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return longer.startswith(shorter) and len(longer) <= _MOST_TIMES * len(shorter)


def misspelt_before(wrong: Wrong, table: Table, end: int) -> str | None:
    """Offer the word in whose place the one before the token may stand, if the token fits behind that."""
    last = wrong.last
    if last is None or not last.text.isidentifier() or len(last.text) < _SHORTEST:
        return None
    below = wrong.states[:-1]
    for word in nearest(last.text, table.keywords, limit=3):
        states = table.after(below, table.keywords[word])
        if states is not None and _fits(states, wrong.token.terminal, table, end):
            return f"Did you mean `{word}` instead of `{last.text}`?"
    return None


def _fits(states: list[int], terminal: str, table: Table, end: int) -> bool:
    """Whether a terminal may come next; a word of the language perhaps as a name."""
    if table.landing(states, terminal, end) is not None:
        return True
    return terminal != END and terminal in table.words and table.landing(states, NAME, end) is not None
