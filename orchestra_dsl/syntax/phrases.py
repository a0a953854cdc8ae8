"""How messages call what the grammar calls by rules and terminals."""

RULES = {
    "_declaration": "a declaration such as `record`, `flow` or `orchestration`",
    "_calendar_clause": "a line of the calendar such as `zone` or `open`",
    "_member": "a clause or an element of the orchestration",
    "_element": "an element such as `stage`, `decide` or `go to`",
    "_stage_member": "a step or a clause of the stage",
    "_step_clause": "a clause of the step",
    "_cancel_element": "a background step or `undo`",
    "_parallel_member": "a `branch`, `finish when` or `rest`",
    "_arm": "an arm that begins with `on` or `after`",
    "_line": "a line of the scenario such as `given`, `advance` or `expect`",
    "field": "a field such as `name: text`",
    "outcome": "an `outcome`",
    "rung": "a line such as `at 50% remind`",
    "move": "a line such as `old.step -> new.step`",
    "_type": "a type such as text or decimal",
    "_plain_type": "a type such as text or decimal",
    "parameter": "a parameter such as `case: Case`",
    "entry": "an entry such as `name: value`",
    "_expr": "a value",
    "_arguments": "an argument",
    "_and": "a value",
    "_not": "a value",
    "_coalesce": "a value",
    "_sum": "a value",
    "_product": "a value",
    "_unary": "a value",
}
"""By rule, those that hold others first. A terminal that may begin the rule is called by the rule."""

TERMINALS = {
    "NAME": "a name",
    "TEXT": "a text in quotation marks",
    "INTEGER": "a whole number",
    "DECIMAL": "a number",
    "DURATION": "a duration such as `3d`",
    "TIME": "a time such as `09:00`",
    "$END": "the end of the file",
}

NAMES = {
    "record": "the name of the record",
    "flow": "the name of the flow",
    "screen": "the name of the screen",
    "predicate": "the name of the predicate",
    "event": "the name of the event",
    "calendar": "the name of the calendar",
    "orchestration": "the name of the orchestration",
    "of": "the name of the orchestration",
    "stage": "the name of the stage",
    "decide": "the name of the decision",
    "outcome": "the name of the outcome",
    "parallel": "the name of the parallel",
    "branch": "the name of the branch",
    "background": "the name of the step",
    "interactive": "the name of the step",
    "run": "the name of an orchestration",
    "=": "the name of what the step calls",
    "->": "the name of an element, or `end`",
    "to": "the name of an element, or `end`",
    "let": "the name of the formula",
    "var": "the name of the variable",
    "set": "the name of a variable",
    "each": "a name for the item",
    "as": "a name for it",
    "via": "the name of a channel",
    "after": "the name of a step",
    "person": "the name of a step",
    "cancel": "the name of a step or stage",
    "update": "the name of a record",
    "send": "the name of an event",
    "given": "what is given, such as a parameter or a flow",
    "expect": "what is expected, such as `stage` or `called`",
    ".": "a name after the dot",
    "?.": "a name after the dot",
    "(": "a parameter such as `case: Case`",
}
"""What a name is, by the word or mark in front of it."""

PATHS = {"of": "the name of a step or branch"}
"""The same where a path may stand."""

HOMES = {
    "_step_clause": "is a clause of a step",
    "_stage_member": "belongs in a stage",
    "_member": "belongs in an orchestration",
    "_line": "belongs in a scenario",
    "_calendar_clause": "belongs in a calendar",
    "_declaration": "stands outside of every block",
}
"""Where what begins with a keyword belongs, by the rule that it begins."""

COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">=", "in"))

OPERATORS = frozenset(
    ("and", "or", "not", "in", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "??", ".", "?.", "[", "(")
)
"""What goes on with a value that is complete; messages do not list it one by one."""
