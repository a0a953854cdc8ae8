"""How rules of style are supplied: the hook of the linter, handed to whoever loads plugins."""

from orchestra_dsl.lint import hookspecs
from orchestra_dsl.lint.rule import Rule
from orchestra_dsl.plugin.extension import Extension

RULES = Extension("rule", "orchestra_lint_rules", hookspecs, Rule, lambda rule: str(rule.code))
