"""Functions over texts."""

from orchestra_dsl.interpreter.budgeted import CHARACTERS, LONGEST_TEXT
from orchestra_dsl.interpreter.context import Context
from orchestra_dsl.interpreter.expressions.errors import EvaluationError


def _visit(context: Context, text: str) -> None:
    """Charge for looking through a text."""
    context.charge(len(text) // CHARACTERS)


def starts_with(context: Context, text: str, start: str) -> bool:
    """Whether `text` begins with `start`."""
    _visit(context, start)
    return text.startswith(start)


def ends_with(context: Context, text: str, end: str) -> bool:
    """Whether `text` ends with `end`."""
    _visit(context, end)
    return text.endswith(end)


def contains(context: Context, text: str, part: str) -> bool:
    """Whether `part` is inside `text`."""
    _visit(context, text)
    return part in text


def blank(_: Context, text: str | None) -> bool:
    """Whether the text is missing, empty or only white space."""
    return not text or text.isspace()


def lower(context: Context, text: str) -> str:
    """The text in small letters."""
    _visit(context, text)
    return text.lower()


def upper(context: Context, text: str) -> str:
    """The text in capital letters."""
    _visit(context, text)
    return text.upper()


def trim(context: Context, text: str) -> str:
    """The text without white space at its ends."""
    _visit(context, text)
    return text.strip()


def length(_: Context, text: str) -> int:
    """The number of characters."""
    return len(text)


def replace(context: Context, text: str, old: str, new: str) -> str:
    """The text with every `old` replaced by `new`; the length is known before the work is done."""
    _visit(context, text)
    if len(text) + text.count(old) * (len(new) - len(old)) > LONGEST_TEXT:
        raise EvaluationError("TooLarge", f"a text grew over {LONGEST_TEXT:,} characters")
    return text.replace(old, new)


def join(context: Context, texts: list[str], separator: str) -> str:
    """The texts as one, with the separator between them."""
    size = sum(map(len, texts)) + len(separator) * len(texts)
    context.charge(len(texts) + size // CHARACTERS)
    if size > LONGEST_TEXT:
        raise EvaluationError("TooLarge", f"a text grew over {LONGEST_TEXT:,} characters")
    return separator.join(texts)
