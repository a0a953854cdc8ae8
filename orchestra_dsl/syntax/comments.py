"""Comments: kept with their places, for the formatter and as docs of what is declared below them."""

from msgspec import Struct

from orchestra_dsl.source import Span


class Comment(Struct, frozen=True):
    """A comment as it stands, from its `#` to the end of the line.

    `doc` marks one of two `#` on a line of its own. What it says belongs to the
    declaration below it.
    """

    span: Span
    text: str
    doc: bool


class Docs:
    """The doc comments of a file, by the tokens that they belong to."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.of_token: dict[int, str] = {}
        """The doc text in front of the token at an offset."""
        self.of_file: str | None = None
        """The doc text at the top of the file, where an empty line parts it from what follows."""

    def attach(self, comments: list[Comment], offset: int, *, first: bool) -> None:
        """Give doc comments to the token at `offset` behind them; the file's first shares them with the file."""
        blocks = self._blocks(comments, offset)
        if first and len(blocks) > 1:
            *of_file, blocks[-1] = blocks
            self.of_file = "\n\n".join(of_file)
            blocks = blocks[-1:]
        if doc := "\n\n".join(filter(None, blocks)):
            self.of_token[offset] = doc

    def _blocks(self, comments: list[Comment], offset: int) -> list[str]:
        """Return the paragraphs that empty lines part; the last is empty where one follows."""
        blocks: list[list[str]] = [[]]
        ends = [comment.span.start for comment in comments[1:]] + [offset]
        for comment, after in zip(comments, ends, strict=True):
            blocks[-1].append(comment.text[2:].removeprefix(" ").rstrip())
            between = self._text[comment.span.end : after].split("\n")[1:-1]
            if not all(map(str.strip, between)):
                blocks.append([])
        return ["\n".join(block) for block in blocks]
