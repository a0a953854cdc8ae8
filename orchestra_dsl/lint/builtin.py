"""The product's own rules, supplied through the same hook as any guest's: the one list of them, in order."""

from collections.abc import Mapping

from orchestra_dsl.lint.hookspecs import hookimpl

RULES = {
    "O801": "naming",
    "O802": "labels",
    "O803": "long_stage",
    "O804": "unnamed_await",
    "O805": "compared_with_true",
    "O806": "choice_of_truth",
    "O807": "negation",
    "O808": "said_twice",
    "O809": "same_label",
    "O810": "lost_doc",
    "O811": "unused_import",
    "O812": "unused_parameter",
}
"""Every code with the module and function of its rule, `rules/NAME.py`."""


class StyleRules:
    """The plugin of these rules."""

    @hookimpl
    def orchestra_lint_rules(self) -> Mapping[str, str]:
        """Supply them by name, so that only who checks sources loads them."""
        return {code: f"orchestra_dsl.lint.rules.{name}:{name}" for code, name in RULES.items()}
