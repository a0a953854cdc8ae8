"""The hooks of layers that plugins do not know, and what the product itself supplies to them."""

from orchestra_dsl.drawing import hookspecs as of_drawing
from orchestra_dsl.drawing.builtin import Formats
from orchestra_dsl.drawing.exporter import Exporter
from orchestra_dsl.lint import hookspecs as of_lint
from orchestra_dsl.lint.builtin import StyleRules
from orchestra_dsl.lint.rule import Rule
from orchestra_dsl.plugin.extension import Extension

RULES = Extension("rule", "orchestra_lint_rules", of_lint, Rule, lambda rule: str(rule.code))
EXPORTERS = Extension("exporter", "orchestra_exporters", of_drawing, Exporter, lambda exporter: str(exporter.name))

EXTENSIONS = (RULES, EXPORTERS)
OWN = (("style", StyleRules()), ("drawings", Formats()))
