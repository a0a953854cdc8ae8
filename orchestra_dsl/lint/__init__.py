"""Rules of style: what runs, but could be read more easily. The product's own and those of plugins are alike.

An author needs this module alone:

    from orchestra_dsl.lint import Finding, Source, nodes, rule

    @rule("acme/no-log", title="Log line", why="Our runs are read in the history, and log lines are lost there.")
    def no_log(source: Source) -> Iterator[Finding]:
        for line in source.all(nodes.Log):
            yield Finding(line, "This line would be lost.", hint="Say it in a label.")

Importing it imports next to nothing: a worker that loads a plugin with rules does not load the parser for them.
"""

# Not on first use, as the others: by then a module of this name may have been loaded, and stand in its place.
from orchestra_dsl.lint.rule import Rule, rule

TYPE_CHECKING = False  # type checkers take it for typing's

if TYPE_CHECKING:
    from orchestra_dsl.diagnostics.diagnostic import Applicability, Edit, Fix, Label
    from orchestra_dsl.lint.finding import Finding
    from orchestra_dsl.lint.source import Source
    from orchestra_dsl.syntax import nodes

__all__ = ["Applicability", "Edit", "Finding", "Fix", "Label", "Rule", "Source", "nodes", "rule"]

_HOMES = {
    "Applicability": "orchestra_dsl.diagnostics.diagnostic",
    "Edit": "orchestra_dsl.diagnostics.diagnostic",
    "Fix": "orchestra_dsl.diagnostics.diagnostic",
    "Label": "orchestra_dsl.diagnostics.diagnostic",
    "Finding": "orchestra_dsl.lint.finding",
    "Source": "orchestra_dsl.lint.source",
    "nodes": "",
}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a public name from its module on first use."""
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 - costs start-up, so only on first use

        home = _HOMES[name]
        value = getattr(import_module(home), name) if home else import_module("orchestra_dsl.syntax.nodes")
        globals()[name] = value
        return value
