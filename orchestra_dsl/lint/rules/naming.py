"""O801: names in another style than the rest of the language is written in."""

import re
from collections.abc import Iterator

from orchestra_dsl.lint.finding import Finding
from orchestra_dsl.lint.rule import own
from orchestra_dsl.lint.source import Source
from orchestra_dsl.syntax import nodes as n

_NAMED = (
    n.Field, n.Parameter, n.Flow, n.Screen, n.Predicate, n.Event, n.Calendar, n.Orchestration, n.Stage,
    n.BackgroundStep, n.InteractiveStep, n.Decision, n.Outcome, n.Parallel, n.Branch, n.Await, n.Let, n.Var, n.ForEach,
)  # fmt: skip
_LONGEST = 64  # what is longer is no name that anybody has given
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@own("O801")
def naming(source: Source) -> Iterator[Finding]:
    """Report names of records that are not LikeThis, and others that are not like_this."""
    for record in source.all(n.Record):
        wanted = "".join(part[:1].upper() + part[1:] for part in record.name.text.split("_"))
        yield from _finding(record.name, wanted, "The name of a record is written")
    for name in _names(source):
        yield from _finding(name, _WORD.sub("_", name.text).lower(), "A name that is not a record's is written")


def _names(source: Source) -> Iterator[n.Name]:
    for node in source.all(*_NAMED):
        match next(n.children(node), None):  # the name of a declaration stands first in it
            case n.Name() as name:
                yield name
            case n.Path(names=names):
                yield from names
            case _:  # an `await` may have none
                pass
    yield from (each.binding for each in source.all(n.OnError) if each.binding is not None)
    yield from (each.binding for each in source.all(n.EventArm, n.StartOnEvent))
    yield from (function.parameter for function in source.all(n.Lambda))


def _finding(name: n.Name, wanted: str, rule: str) -> Iterator[Finding]:
    if wanted not in (name.text, "") and len(name.text) <= _LONGEST:
        yield Finding(name, f"{rule} `{wanted}`, and not `{name.text}`.", "Rename it, here and where it is used.")
