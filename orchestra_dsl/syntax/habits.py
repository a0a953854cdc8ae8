"""What is written by habit from other languages, and how it is said here."""

from collections.abc import Collection, Iterator

from orchestra_dsl.syntax.nodes import Path

_DECIDE = "To choose a way, write `decide NAME { outcome NAME when … -> …  otherwise -> … }`."
_OTHERWISE = "The last line of a `decide` is `otherwise -> …`."
_ON_ERROR = "What takes an error is a clause of the step, the stage or the orchestration: `on error { … }`."
_EACH = "A step is done for each item of a list by its clause `for each NAME in …`."
_SOME = "`any` and `all` count everything in it; for some of it write `finish when 1 of a, b`."
_STATUSES = ("active", "canceled", "completed", "discontinued", "error", "not", "skipped", "waiting")
_ANOTHER = "Write one more `outcome NAME when … -> …`."

_WORDS: dict[str, dict[str, str]] = {
    "decide": {
        **dict.fromkeys(("if", "elif", "switch", "match"), _DECIDE),
        "else": _OTHERWISE,
        "goto": "Write `go to …`.",
        **dict.fromkeys(("for", "foreach"), _EACH),
        **dict.fromkeys(("while", "loop", "until"), "Write `repeat while … { … }`."),
        **dict.fromkeys(("try", "catch", "except"), _ON_ERROR),
        "finally": "What is done in every case stands below; what is done after an error, in `on error { … }`.",
        "return": "Write `end`.",
    },
    "outcome": {
        **dict.fromkeys(("else", "default"), "Write `otherwise -> …`."),
        **dict.fromkeys(("if", "elif", "case", "when"), _ANOTHER),
    },
    "background": {
        **dict.fromkeys(("for", "foreach"), _EACH),
        **dict.fromkeys(("if", "else", "elif"), "A step is left out by its clause `only if …`."),
        **dict.fromkeys(("try", "catch", "except", "finally"), _ON_ERROR),
        "of": _SOME,
    },
    "branch": {"of": _SOME},
    "assign": {
        **{word: f"Write `start {word} …`." for word in ("after", "when")},
        "cancel": "Write `withdraw when …`.",
        "skip": "Write `only if …`.",
        "of": "Without a word before the names all of them are meant: `start after a, b`.",
        "if": "Write `only if …`.",
        **dict.fromkeys(("for", "foreach"), "Write `for each NAME in …`."),
        **dict.fromkeys(("try", "catch", "except", "finally"), "Write `on error { … }`."),
    },
    "and": {
        **dict.fromkeys(("is", "equals"), "Write `==` to compare, and `!=` for what is not equal."),
        "|": "Write `or`.",
        "?": "Write `if … then … else …`.",
    },
    "as": {"where": "Name the event first: `on EVENT as NAME where …`."},
    "at": {"by": "Write `one by one`."},
    "error": {"by": "Write `one by one`."},
    "given": {
        "wait": "Write `advance …`.",
        **dict.fromkeys(("claim", "complete", "release", "delegate", "skip"), 'Say who does it: `"ann" completes …`.'),
    },
    "=": {
        "(": "Name the step first: `NAME = …(…)`.",
        **{sign: f"Write `set n = n {sign} …`." for sign in "+-*/"},
    },
    "->": {
        **dict.fromkeys(("=>", ":", "then", "goto"), "Write `->`."),
        **dict.fromkeys(("where", "keep"), "An event is written `on EVENT as NAME where … keep 7d`."),
    },
    ",": {"and": "Write `,` between names."},
    "with": {"{": "Write `with { … }`."},
    "may": dict.fromkeys(("can", "cannot", "must"), "Write `may not …`."),
    "called": dict.fromkeys(_STATUSES, "Write `expect step …` or `expect stage …`."),
    "started": dict.fromkeys(_STATUSES, "There is `not started`; of other statuses say which one it has."),
    "else": {"elif": "Write `else if … then …`."},
}
"""By a word that may stand in the place: what others write there."""


def habit(found: str, known: Collection[str], before: object) -> str | None:
    """Return how it is said here, where `known` may stand behind `before`."""
    if (before, found) == ("<", ">"):
        return "Write `!=`."
    if found.startswith('"') and (before == "->" or (isinstance(before, Path) and before.text == "end")):
        return f"Write `{{ end {found} }}`."
    if found.startswith('"') and "called" in known:
        return f"Write `expect ended {found}`."
    if (found, known) == ("with", {"{"}):
        return "Leave `with` out."
    return next(_said(found, known), None)


def no_target(known: Collection[str], before: object) -> str | None:
    """Return what to add to a line that ends where `->` is to follow: a time limit without a target."""
    if "->" not in known or isinstance(before, Path):
        return None  # behind a path stands what takes its place in a migration
    braces = ", or say in braces what is done" if "{" in known else ""
    return f"Say where the run goes on, `-> NAME` or `-> end`{braces}."


def not_declared(mark: str, before: object, rules: Collection[str]) -> str | None:
    """Return how it is written what is declared behind a name, where this mark alone may stand and begins the rules."""
    if "parameters" in rules:
        return "Say in parentheses what is handed in: `(order: text)`; where nothing is, `()`."
    if "outputs" in rules:
        return "Say what is filled in on the screen: `-> { approved: boolean }`; where nothing is, `-> { }`."
    if (mark, before) == ("{", "->"):
        return "Outputs are fields with names, in braces: `-> { approved: boolean }`."
    return None


def _said(found: str, known: Collection[str]) -> Iterator[str]:
    for word, written in _WORDS.items():
        if word in known and found in written:
            yield written[found]
