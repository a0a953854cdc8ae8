"""How wide texts are, without a font: the advance widths of Helvetica, Arial and the fonts that are made to fit them.

Other letters are counted by what they look like: those with accents as their plain ones, those of East Asia as squares,
marks as nothing, all others as wide letters. Where a font differs, the drawing tells it to keep to these widths.
"""

import unicodedata
from functools import lru_cache

_REGULAR = {
    191: "'",
    222: "ijl",
    260: "|",
    278: " !,./:;I[\\]ft·",
    333: "()-`r“”\u2018\u2019",
    355: '"{}',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    556: "#$0123456789?L_abdeghnopqu\u2013",
    584: "+<=>~\u00d7",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "…→—",
    1015: "@",
}
_BOLD = {
    238: "'",
    278: " ,./I\\ijl|·",
    333: "!()-:;[]`ft\u2018\u2019",
    389: "*r{}",
    474: '"',
    500: "z“”",
    556: "#$0123456789J_aceksvxy\u2013",
    584: "+<=>^~\u00d7",
    611: "?FLTZbdghnopqu",
    667: "EPSVXY",
    722: "&ABCDHKNRU",
    778: "GOQw",
    833: "M",
    889: "%m",
    944: "W",
    975: "@",
    1000: "…→—",
}
_MONO, _SQUARE, _OTHER = 600, 1000, 780
_FACES = {
    "regular": {letter: width for width, letters in _REGULAR.items() for letter in letters},
    "bold": {letter: width for width, letters in _BOLD.items() for letter in letters},
    "mono": {chr(code): _MONO for code in range(32, 127)},
}


def width_of(text: str, size: float, face: str) -> float:
    """The width of a text in a size and a face: `regular`, `bold` or `mono`."""
    return sum(_width(letter, face) for letter in text) * size / 1000


@lru_cache(maxsize=4096)
def _width(letter: str, face: str) -> int:
    known = _FACES[face].get(letter)
    if known is not None:
        return known
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return _SQUARE
    plain = unicodedata.normalize("NFD", letter)[0]
    return _FACES[face].get(plain, _MONO if face == "mono" and plain.isalpha() else _OTHER)


def cut(text: str, widest: float, size: float, face: str) -> str:
    """The text, or as much of its beginning as fits with an ellipsis."""
    if width_of(text, size, face) <= widest:
        return text
    room = widest - width_of("…", size, face)
    kept = 0
    for letter in text:
        room -= _width(letter, face) * size / 1000
        if room < 0:
            break
        kept += 1
    return f"{text[:kept].rstrip()}…"


def wrapped(text: str, widest: float, size: float, face: str, lines: int) -> list[str]:
    """The text on at most so many lines, broken between words; the last line is cut where more would follow."""
    found: list[str] = []
    words = text.split()
    while words and len(found) < lines - 1:
        taken = 1
        while taken < len(words) and width_of(" ".join(words[: taken + 1]), size, face) <= widest:
            taken += 1
        if width_of(words[0], size, face) > widest:
            break
        found.append(" ".join(words[:taken]))
        words = words[taken:]
    return [*found, cut(" ".join(words), widest, size, face)] if words or not found else found
