"""What may come next, and what was found instead, said in the user's words."""

from orchestra_dsl.diagnostics import Diagnostic, did_you_mean
from orchestra_dsl.source import Span
from orchestra_dsl.syntax.habits import habit, no_target, not_declared
from orchestra_dsl.syntax.meant import cut_short, fixed_phrase, misspelt_before, run_together
from orchestra_dsl.syntax.phrases import COMPARISONS, HOMES, NAMES, OPERATORS, PATHS, RULES, TERMINALS
from orchestra_dsl.syntax.table import END, NAME, Table
from orchestra_dsl.syntax.track import CLOSE, Track, Wrong

_MOST = 8  # phrases in one message
_LONGEST = 40  # characters shown of what was found
_UNITS = ("second", "sec", "minute", "min", "hour", "day", "week", "working", "workday")


def finding_of(wrong: Wrong, track: Track, file: str) -> Diagnostic:
    """Say what is wrong with a token."""
    token, table = wrong.token, track.table
    span = Span(token.start, token.end, file)
    landings = _landings(wrong, track)
    if track.end_state != table.ends["module"]:
        landings.pop(END, None)  # a value in braces ends with the brace
    ranks = _phrases(table, wrong, landings)
    wanted = _joined(sorted(ranks, key=lambda phrase: (ranks[phrase], phrase)))
    known = {table.texts[terminal] for terminal in landings if terminal in table.texts}
    if token.terminal == END:
        if table.marks[CLOSE] in landings:
            return Diagnostic("O102", "The file ends, but a block is not closed.", span, hint="Close it with `}`.")
        hint = _not_declared(wrong, known, table)
        return Diagnostic("O102", f"The file ends, but {wanted} is expected.", span, hint=hint)
    starts_line = any(table.holds_list(landing) for landing in landings.values())
    belongs = _home(table, token.text)
    if belongs and starts_line:
        message = f"`{token.text}` cannot stand here: it {belongs}."
        here = sorted(phrase for phrase, rank in ranks.items() if not rank)
        by_habit = habit(token.text, known, wrong.before) or fixed_phrase(wrong, known, table)
        return Diagnostic("O108", message, span, hint=by_habit or f"Here may stand {_joined(here)}.")
    if wrong.begins_line and not starts_line:
        message = f"Expected {wanted}, but the line ends."
        hint = misspelt_before(wrong, table, track.end_state)
        hint = hint or _not_declared(wrong, known, table) or no_target(known, wrong.before)
        hint = hint or fixed_phrase(wrong, known, table)
        return Diagnostic("O101", message, Span(wrong.after, wrong.after, file), hint=hint)
    message = f"Expected {wanted}, but found {_described(wrong)}."
    hint = misspelt_before(wrong, table, track.end_state) or _hint(wrong, known, table)
    return Diagnostic("O101", message, span, hint=hint)


def _hint(wrong: Wrong, known: set[str], table: Table) -> str | None:
    """Guess what was meant by what was found, where `known` may stand."""
    found = wrong.token.text
    if found == "=" and "==" in known:
        return "Write `==` to compare."
    if "business" in known and found.removesuffix("s") in _UNITS:
        return "Write durations as `30s`, `5m`, `4h`, `2d` or `1w`; working days are `2 business days`."
    if found in COMPARISONS and {"and", "or"} <= known:
        return "Comparisons do not chain; join two of them with `and`."
    if said := habit(found, known, wrong.before) or fixed_phrase(wrong, known, table):
        return said
    if said := _not_declared(wrong, known, table):
        return said
    if not found.isidentifier():
        return None
    words = list(filter(str.isidentifier, known))
    return did_you_mean(found, words) or run_together(wrong, table) or cut_short(found, words)


def _not_declared(wrong: Wrong, known: set[str], table: Table) -> str | None:
    """How to say what must be declared here, where one mark alone may stand."""
    mark = next(iter(known)) if len(known) == 1 else ""
    after = table.after(wrong.states, table.marks[mark]) if mark in table.marks else None
    return None if after is None else not_declared(mark, wrong.before, table.rows[after[-2]])


def _landings(wrong: Wrong, track: Track) -> dict[str, int]:
    """Return what may stand in the token's place, each with the state in which it is taken."""
    terminals = [symbol for symbol in track.table.rows[wrong.states[-1]] if symbol.isupper()]
    found = {terminal: track.table.landing(wrong.states, terminal, track.end_state) for terminal in sorted(terminals)}
    return {terminal: landing for terminal, landing in found.items() if landing is not None}


def _phrases(table: Table, wrong: Wrong, landings: dict[str, int]) -> dict[str, int]:
    """Return how to call what may stand here, each with how early to name it."""
    texts = {table.texts.get(terminal) for terminal in landings}
    passed = OPERATORS if {".", "??"} <= texts or {"and", "or"} <= texts else {"."}
    ranks: dict[str, int] = {}
    for terminal, landing in landings.items():
        if table.texts.get(terminal, terminal) not in passed:
            before = wrong.before if landing == wrong.states[-1] else None
            phrase, rank = _phrase(table, terminal, landing, before)
            ranks.setdefault(phrase, rank)
    return ranks or {"an operator": 0}


def _phrase(table: Table, terminal: str, landing: int, before: object) -> tuple[str, int]:
    """Return how to call a terminal, and how early to name it."""
    row = table.rows[landing]
    for rule, phrase in RULES.items():
        if rule in row and terminal in table.firsts[rule]:
            return phrase, 0
    if terminal == NAME and isinstance(before, str) and before in NAMES:
        return PATHS.get(before, NAMES[before]) if "path" in row else NAMES[before], 0
    if terminal in TERMINALS:
        return TERMINALS[terminal], 3 if terminal == END else 1
    return f"`{table.texts[terminal]}`", 2


def _joined(phrases: list[str]) -> str:
    shown = phrases[:_MOST]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _described(wrong: Wrong) -> str:
    token = wrong.token
    if wrong.begins_line and token.text.isidentifier():
        return f"a new line that begins with `{token.text}`"
    text = token.text if len(token.text) <= _LONGEST else token.text[:_LONGEST] + "…"
    return f"the text {text}" if token.terminal == "TEXT" else f"`{text}`"


def _home(table: Table, word: str) -> str | None:
    """Say where something that begins with this word belongs, if anywhere."""
    keyword = table.keywords.get(word)
    return next((phrase for rule, phrase in HOMES.items() if keyword in table.firsts[rule]), None)
