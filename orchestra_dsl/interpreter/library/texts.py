"""Functions over texts."""

from orchestra_dsl.interpreter.context import LONGEST_TEXT, Context
from orchestra_dsl.interpreter.expressions.errors import EvaluationError


def starts_with(_: Context, text: str, start: str) -> bool:
    """Whether `text` begins with `start`."""
    return text.startswith(start)


def ends_with(_: Context, text: str, end: str) -> bool:
    """Whether `text` ends with `end`."""
    return text.endswith(end)


def contains(_: Context, text: str, part: str) -> bool:
    """Whether `part` is inside `text`."""
    return part in text


def blank(_: Context, text: str | None) -> bool:
    """Whether the text is missing, empty or only white space."""
    return text is None or not text.strip()


def lower(_: Context, text: str) -> str:
    """The text in small letters."""
    return text.lower()


def upper(_: Context, text: str) -> str:
    """The text in capital letters."""
    return text.upper()


def trim(_: Context, text: str) -> str:
    """The text without white space at its ends."""
    return text.strip()


def length(_: Context, text: str) -> int:
    """The number of characters."""
    return len(text)


def replace(_: Context, text: str, old: str, new: str) -> str:
    """The text with every `old` replaced by `new`; the length is known before the work is done."""
    if len(text) + text.count(old) * (len(new) - len(old)) > LONGEST_TEXT:
        raise EvaluationError("TooLarge", f"a text grew over {LONGEST_TEXT:,} characters")
    return text.replace(old, new)


def join(context: Context, texts: list[str], separator: str) -> str:
    """The texts as one, with the separator between them."""
    context.charge(len(texts))
    if sum(map(len, texts)) + len(separator) * len(texts) > LONGEST_TEXT:
        raise EvaluationError("TooLarge", f"a text grew over {LONGEST_TEXT:,} characters")
    return separator.join(texts)
