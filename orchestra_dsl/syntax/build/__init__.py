"""Completed rules of the grammar to nodes, while the parser runs.

Each rule has a builder, registered under the rule's name. Rules whose names begin with
`_` have none: their children become those of the rule around them.
"""

# The builders register themselves when their modules are imported.
from orchestra_dsl.syntax.build import declarations, elements, expressions, literals, people, scenario, steps
from orchestra_dsl.syntax.build.children import Context
from orchestra_dsl.syntax.build.completions import Completion, completion, completions, flat, hidden
from orchestra_dsl.syntax.build.rules import BUILDERS, READERS

__all__ = [
    "BUILDERS",
    "READERS",
    "Completion",
    "Context",
    "completion",
    "completions",
    "declarations",
    "elements",
    "expressions",
    "flat",
    "hidden",
    "literals",
    "people",
    "scenario",
    "steps",
]
