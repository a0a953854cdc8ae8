"""The files that belong together: the one asked for and all that it imports, each parsed once."""

import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import attrs

from orchestra_dsl.diagnostics import Diagnostic, Label
from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.syntax import nodes as n
from orchestra_dsl.syntax.comments import Comment
from orchestra_dsl.syntax.parser import parse

Load: TypeAlias = Callable[[str], SourceFile]
"""Gives the source of a path. It raises OSError or LookupError for a file that is not there or may not be read, and
UnicodeError for one that is no text."""


@attrs.frozen(kw_only=True)
class Sources:
    """The trees by path, the first one first, and which files each one sees: itself and all that it imports.

    In `order` a file comes after those that it imports.
    """

    modules: Mapping[str, n.Module]
    comments: Mapping[str, tuple[Comment, ...]]
    order: tuple[str, ...]
    visible: Mapping[str, frozenset[str]]
    broken: bool
    """Whether a file is missing, or was left out: then names may be missing too."""
    misread: frozenset[str]
    """The files with mistakes of syntax by which something is missing in their trees."""


def collect(entry: str, load: Load) -> tuple[Sources, list[Diagnostic]]:
    """Read a file and, through its imports, all files that it needs."""
    reader = _Reader(load)
    reader.read(entry)
    visible = {path: reader.reachable(path) for path in reader.modules}
    sources = Sources(
        modules=reader.modules,
        comments=reader.comments,
        order=tuple(reader.order),
        visible=visible,
        broken=reader.broken,
        misread=frozenset(reader.misread),
    )
    return sources, reader.findings


class _Reader:
    """Goes through the imports depth first, with an own stack: a chain of imports may be long."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.modules: dict[str, n.Module] = {}
        self.comments: dict[str, tuple[Comment, ...]] = {}
        self.order: list[str] = []
        self.imports: dict[str, list[str]] = {}
        self.findings: list[Diagnostic] = []
        self.broken = False
        self.misread: set[str] = set()

    def read(self, entry: str) -> None:
        """Read a file and what it imports."""
        if not self._open(entry, Span(0, 0, entry), imported=False):
            return
        hops: list[tuple[str, n.Import | None]] = [(entry, None)]
        rest: list[Iterator[n.Import]] = [self._imports(entry)]
        while rest:
            node = next(rest[-1], None)
            if node is None:
                rest.pop()
                self.order.append(hops.pop()[0])
                continue
            importer = hops[-1][0]
            path = posixpath.normpath(posixpath.join(posixpath.dirname(importer), node.path.value))
            self.imports[importer].append(path)
            if any(path == open_ for open_, _ in hops):
                self._report_circle(path, hops, node)
            elif path not in self.modules and self._open(path, node.path.span, imported=True):
                hops.append((path, node))
                rest.append(self._imports(path))

    def reachable(self, path: str) -> frozenset[str]:
        """Return the files whose declarations the file sees."""
        found: set[str] = set()
        rest = [path]
        while rest:
            each = rest.pop()
            if each in self.modules and each not in found:
                found.add(each)
                rest.extend(self.imports[each])
        return frozenset(found)

    def _imports(self, path: str) -> Iterator[n.Import]:
        return iter([each for each in self.modules[path].declarations if isinstance(each, n.Import)])

    def _open(self, path: str, place: Span, *, imported: bool) -> bool:
        """Load and parse one file; report at `place` why that cannot be done."""
        try:
            source = self.load(path)
        except UnicodeError:
            self._fail("O002", f"The file `{path}` is not text in UTF-8.", place, "Save it as UTF-8.")
            return False
        except (FileNotFoundError, LookupError):
            hint = "The path is relative to the file that has the `import`." if imported else "Check the path."
            self._fail("O211" if imported else "O001", f"There is no file `{path}`.", place, hint)
            return False
        except OSError as error:
            reason = error.strerror or str(error)
            self._fail("O001", f"The file `{path}` cannot be read: {reason}.", place, _mend(error))
            return False
        result = parse(source)
        self.modules[path], self.imports[path] = result.tree, []
        self.comments[path] = result.comments
        self.findings += result.findings
        if not result.whole:
            self.misread.add(path)
        return True

    def _fail(self, code: str, message: str, place: Span, hint: str) -> None:
        self.broken = True
        self.findings.append(Diagnostic(code, message, place, hint=hint))

    def _report_circle(self, path: str, hops: list[tuple[str, n.Import | None]], last: n.Import) -> None:
        """Report a circle at the import that closes it, and show the way round from the file it began with."""
        if path == hops[-1][0]:
            self.findings.append(Diagnostic("O212", f"`{path}` imports itself.", last.path.span, hint="Remove this."))
            return
        begin = next(place for place, (open_, _) in enumerate(hops) if open_ == path)
        labels = [
            Label(node.path.span, f"`{importer}` imports `{imported}` here.")
            for (importer, _), (imported, node) in zip(hops[begin:], hops[begin + 1 :], strict=False)
            if node is not None
        ]
        message = f"This import closes a circle: `{hops[-1][0]}` imports `{path}`, which needs `{hops[-1][0]}` itself."
        hint = "Move what both files need into a third one."
        self.findings.append(Diagnostic("O212", message, last.path.span, labels, hint))


def _mend(error: OSError) -> str:
    """What to do about a file that cannot be read."""
    return "Check its permissions." if isinstance(error, PermissionError) else "Check the path."
