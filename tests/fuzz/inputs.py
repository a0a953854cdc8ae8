"""Inputs for the front end that nobody would write: each follows from its number, so that one can be tried again."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[2]
_WORD = re.compile(r'"[^"\n]*"|\w+|#[^\n]*|[ \t]+|\n[ \t]*|[^\w\s]')
_BEGINS = re.compile(r"^(?=[a-z#])", re.MULTILINE)
_ODD = '\0\x07\r\t\ufeff\u00a0\u2028\u201c\u201d\u2019\u2013\u2192\u00e9\u07c0\U0001f600\U000e0041\ud800"\\{}()[]#%;&!|'
_LARGEST = 2_000  # characters of a source that is taken as it is: small ones are tried more often


@cache
def declarations() -> tuple[str, ...]:
    """The declarations of all sources in the repository, with their comments."""
    found = set()
    for folder in ("examples", "tests"):
        for path in sorted((ROOT / folder).rglob("*.orch")):
            parts = _BEGINS.split(path.read_text(encoding="utf-8"))
            found |= {part for part in parts if 0 < len(part) < _LARGEST}
    return tuple(sorted(found))


@cache
def words() -> tuple[str, ...]:
    """The words, marks, texts, blanks and comments of all sources."""
    return tuple(sorted({word for part in declarations() for word in _WORD.findall(part)}))


def text(number: int) -> str:
    """Return the input of a number."""
    random = Random(number)  # noqa: S311 - not for secrets
    return _KINDS[number % len(_KINDS)](random)


def _source(random: Random) -> str:
    return "".join(random.choices(declarations(), k=random.randint(1, 4)))


def _any_bytes(random: Random) -> str:
    data = random.randbytes(random.randint(0, 400))
    return data.decode(random.choice(("latin-1", "ascii", "utf-8")), errors="replace")


def _odd_characters(random: Random) -> str:
    source = _source(random)
    for _ in range(random.randint(1, 6)):
        at = random.randint(0, len(source))
        source = source[:at] + random.choice(_ODD) + source[at + random.randint(0, 2) :]
    return source


def _spliced_words(random: Random) -> str:
    source = _WORD.findall(_source(random)) or ["x"]
    for _ in range(random.randint(1, 10)):
        at, word = random.randrange(len(source)), random.choice(words())
        source[at : at + random.randint(0, 2)] = [word, *source[at : at + random.randint(0, 1)]]
    return "".join(source)


def _swapped_words(random: Random) -> str:
    source = _WORD.findall(_source(random)) or ["x"]
    for _ in range(random.randint(1, 8)):
        first, second = random.randrange(len(source)), random.randrange(len(source))
        source[first], source[second] = source[second], source[first]
    return "".join(source)


def _joined_halves(random: Random) -> str:
    first, second = _source(random), _source(random)
    return first[: random.randint(0, len(first))] + second[random.randint(0, len(second)) :]


def _lines_in_any_order(random: Random) -> str:
    lines = _source(random).split("\n")
    random.shuffle(lines)
    return "\n".join(lines[: random.randint(1, len(lines))])


def _words_alone(random: Random) -> str:
    return random.choice(("", " ", "\n")).join(random.choices(words(), k=random.randint(0, 80)))


def _repeated(random: Random) -> str:
    source = _WORD.findall(_source(random)) or ["x"]
    at = random.randrange(len(source))
    part = source[at : at + random.randint(1, 6)]
    return "".join([*source[:at], *part * random.randint(2, 60), *source[at:]])


_KINDS: tuple[Callable[[Random], str], ...] = (
    _any_bytes,
    _odd_characters,
    _spliced_words,
    _swapped_words,
    _joined_halves,
    _lines_in_any_order,
    _words_alone,
    _repeated,
    _spliced_words,
    _odd_characters,
)
