"""One mistake in a source, and what the compiler says of it. Nothing here knows the rules."""

from collections.abc import Collection
from functools import cache

import attrs

from benchmarks.mistakes.compiling import Compiled, compiled
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.graph.model import Signature


@attrs.frozen
class Installed:
    """What the installed plugins supply, for mistakes that only show beside them."""

    signatures: tuple[Signature, ...]
    channels: Collection[str] = frozenset({"email", "slack", "sms"})


@attrs.frozen(kw_only=True)
class Mistake:
    """A right source, the same with one mistake in it, and where a careful reader would point.

    `kind` is a word or two for the tables, `group` that of the finding that should come (O1 to O8), `source` the file
    name of the right source, `line` the line of `mutated` that is wrong, `why` half a sentence. `installed` is None
    where declarations are to be taken at their word.
    """

    kind: str
    group: str
    source: str
    original: str = attrs.field(repr=False)
    mutated: str = attrs.field(repr=False)
    line: int
    why: str
    installed: Installed | None = None


@attrs.frozen
class Reported:
    """A finding that the right source does not have, and the lines of its spans; None in an imported file."""

    code: str
    message: str
    line: int | None
    lines: frozenset[int]


@attrs.frozen
class Verdict:
    """What came of a mistake.

    `caught`: something is reported that is not reported of the right source. `on_line`: of that, something begins on
    the line of the mistake, or a further label does. `in_group`: something is of the group. `unchanged`: the mutated
    source compiles to the same graphs, scenarios and types, so that it is no mistake at all.
    """

    mistake: Mistake
    reported: tuple[Reported, ...]
    unchanged: bool

    @property
    def caught(self) -> bool:
        """Whether anything is reported."""
        return bool(self.reported)

    @property
    def on_line(self) -> bool:
        """Whether something points at the line."""
        return any(self.mistake.line in each.lines for each in self.reported)

    @property
    def in_group(self) -> bool:
        """Whether something is of the group of the mistake."""
        return any(each.code.startswith(self.mistake.group) for each in self.reported)


def judge(mistake: Mistake) -> Verdict:
    """Compile the right source and the mutated one, and compare what is reported."""
    right = _right(mistake.source, mistake.original, mistake.installed)
    wrong = _compiled(mistake.source, mistake.mutated, mistake.installed)
    known = {(each.code, each.message) for each in right.diagnostics}
    new = [each for each in wrong.diagnostics if (each.code, each.message) not in known]
    unchanged = wrong.content is not None and wrong.content == right.content
    return Verdict(mistake, tuple(_reported(each, wrong) for each in new), unchanged)


def _compiled(source: str, text: str, installed: Installed | None) -> Compiled:
    if installed is None:
        return compiled(source, text)
    return compiled(source, text, installed.signatures, installed.channels)


# Right sources are few, and each is asked for again with every mistake in it.
_right = cache(_compiled)


def _reported(found: Diagnostic, wrong: Compiled) -> Reported:
    lines = [wrong.line_of(span) for span in (found.span, *(label.span for label in found.labels))]
    return Reported(found.code, found.message, lines[0], frozenset(line for line in lines if line))
