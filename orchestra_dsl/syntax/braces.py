"""Which braces are not closed, as far as the indentation of a text tells."""

from orchestra_dsl.syntax.token import Tokens
from orchestra_dsl.syntax.track import CLOSE, OPEN


def unclosed_braces(tokens: Tokens) -> list[int]:
    """Return where the braces stand that nothing closes, the last first.

    A closing brace that begins a line closes a block whose line is indented no further: the blocks inside, which are
    still open there, have lost theirs. Counting alone would take the outermost ones for those that are not closed.
    """
    around: list[int] = []
    lost: list[int] = []
    for index, text in enumerate(tokens.texts):
        if text == OPEN:
            around.append(tokens.starts[index])
        elif text == CLOSE:
            if tokens.begins_line(index):
                indent = tokens.indent(tokens.starts[index])
                while around and tokens.indent(around[-1]) > indent:
                    lost.append(around.pop())
            if around:
                around.pop()
    return sorted([*lost, *around], reverse=True)
