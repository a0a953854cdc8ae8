"""Which braces are not closed, as far as the indentation of a text tells."""

from orchestra_dsl.syntax.token import Tokens
from orchestra_dsl.syntax.track import CLOSE, OPEN


def unclosed_braces(tokens: Tokens) -> list[int]:
    """Return where the braces stand that nothing closes, the last first.

    A closing brace that begins a line closes a block whose line is indented no further: the blocks inside, which are
    still open there, have lost theirs. Counting alone would take the outermost ones for those that are not closed.
    """
    around: list[tuple[int, int]] = []  # where a brace stands, and how far its line is indented
    lost: list[int] = []
    indent = 0
    for index, (text, start) in enumerate(zip(tokens.texts, tokens.starts, strict=True)):
        begins_line = tokens.begins_line(index)
        if begins_line:
            indent = start - tokens.source.rfind("\n", 0, start) - 1
        if text == OPEN:
            around.append((start, indent))
        elif text == CLOSE:
            while begins_line and around and around[-1][1] > indent:
                lost.append(around.pop()[0])
            if around:
                around.pop()
    return sorted([*lost, *(start for start, _ in around)], reverse=True)
