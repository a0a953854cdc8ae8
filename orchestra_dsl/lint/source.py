"""A source as rules see it: the part of the front half that plugins can rely on."""

import posixpath
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias, TypeVar, overload

import attrs

from orchestra_dsl.graph.types import Type
from orchestra_dsl.source import Span
from orchestra_dsl.syntax import nodes as n
from orchestra_dsl.syntax.comments import Comment

if TYPE_CHECKING:
    from orchestra_dsl.analysis.checked import Checked

Option: TypeAlias = int | str | bool
"""What a setting of a rule can be."""

N = TypeVar("N", bound=n.Node)
M = TypeVar("M", bound=n.Node)


@attrs.frozen(eq=False, slots=False)
class Source:
    """One source that could be read whole. Its tree is never changed; offsets count code points of `text`.

    `options` are the settings of the rule that looks.
    """

    name: str
    text: str
    tree: n.Module
    comments: tuple[Comment, ...]
    options: Mapping[str, Option]
    _checked: "Checked"
    _by_class: Mapping[type[n.Node], list[n.Node]]

    @overload
    def all(self, kind: type[N], /) -> Iterator[N]: ...
    @overload
    def all(self, kind: type[N], other: type[M], /) -> Iterator[N | M]: ...
    @overload
    def all(self, *kinds: type[n.Node]) -> Iterator[n.Node]: ...
    def all(self, *kinds: type[n.Node]) -> Iterator[n.Node]:
        """Yield every node of these classes, class by class in the order of the text."""
        for kind in kinds:
            yield from self._by_class.get(kind, ())

    def inside(self, around: n.Node, kind: type[N]) -> Iterator[N]:
        """Yield those of one class that stand inside a node."""
        nodes = self._by_class.get(kind, [])
        first, last = (bisect_left(nodes, place, key=_start) for place in (around.span.start, around.span.end))
        return (node for node in nodes[first:last] if isinstance(node, kind))

    def text_of(self, place: n.Node | Span) -> str:
        """The text that a node or a span covers."""
        span = place.span if isinstance(place, n.Node) else place
        return self.text[span.start : span.end]

    def between(self, first: n.Node, second: n.Node) -> Span:
        """What stands between two nodes."""
        return Span(first.span.end, second.span.start, self.name)

    def type_of(self, expression: n.Expression) -> Type | None:
        """The type of an expression; None where something else is wrong with it."""
        return self._checked.types.get(expression)

    def brought_in(self, statement: n.Import) -> list[n.Module]:
        """The trees that an `import` makes visible: of the file that it names and of all that this one imports."""
        modules = self._checked.modules
        found: dict[str, n.Module] = {}
        waiting = [_path(self.name, statement)]
        while waiting:
            path = waiting.pop()
            if path in modules and path not in found:
                found[path] = modules[path]
                waiting += [_path(path, each) for each in modules[path].declarations if isinstance(each, n.Import)]
        return list(found.values())


def _path(importer: str, statement: n.Import) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(importer), statement.path.value))


def by_class(tree: n.Module) -> Mapping[type[n.Node], list[n.Node]]:
    """All nodes of a tree by their class, in the order of the text: gone through once for all rules."""
    found: dict[type[n.Node], list[n.Node]] = {}
    for node in n.walk(tree):
        found.setdefault(type(node), []).append(node)
    for nodes in found.values():
        nodes.sort(key=_start)
    return found


def _start(node: n.Node) -> int:
    return node.span.start
