"""O7: what a source declares and no plugin supplies as declared."""

from orchestra_dsl.diagnostics.code import Code, Group

GROUP = Group("O7", "Plugins")

CODES = (
    Code(
        code="O701",
        title="Not supplied by any plugin",
        why="A flow, and a predicate without an expression, is carried out by a plugin. Install the one that supplies "
        "it, or name the local module in `orchestra.toml`.",
    ),
    Code(
        code="O702",
        title="Unknown channel",
        why="Notifications go through channels that plugins supply. Under `[channels]` in `orchestra.toml` another "
        "one may stand for a channel, such as the built-in `console`.",
    ),
    Code(
        code="O703",
        title="Signature differs from the plugin's",
        why="The inputs and outputs that the source declares and those of the plugin's function have to be the same; "
        "otherwise the call fails when the process runs. Change the one that is out of date.",
    ),
    Code(
        code="O704",
        title="Plugin cannot be loaded",
        why="The plugin raised an error or has the wrong form, so nothing that it supplies is there.",
    ),
    Code(
        code="O705",
        title="Supplied twice",
        why="Two plugins supply the same name, and nothing says which of them is meant. Remove one.",
    ),
    Code(
        code="O706",
        title="Record differs from the plugin's class",
        why="The code of a plugin reads a record by a class of its own. A field that the record lacks, or that is of "
        "another type, would stop every call in error; where a record source brings records by the class, none of them "
        "could be stored. Change the one that is out of date; a class may leave out fields that its code does not "
        "read.",
    ),
    Code(
        code="O707",
        title="Unknown allocation policy",
        why="Under `[allocation]` in `orchestra.toml` a policy is named that no plugin supplies, so work that it "
        "should hand out is offered to everybody. The built-in ones are `round_robin`, `shortest_queue`, "
        "`least_recently_used` and `offer_to_all`; scenarios, in which no plugin is loaded, know these alone.",
    ),
    Code(
        code="O708",
        title="Unknown record source",
        why="Under `[record_sources]` in `orchestra.toml` it is said how often a record source is asked that no plugin "
        "supplies, so nothing is brought in by it. Correct its name, or install the plugin that supplies it.",
    ),
    Code(
        code="O709",
        title="Record that no file declares",
        why="A record source says that it brings records of a type that none of the project's files declares, so every "
        "one of them would be rejected, and with too many of them the source is asked no more. Declare the record, "
        "correct the name of the class, or do not have the source asked in this project. It is said where all files "
        "of the project are looked at together, and none of them has an error.",
    ),
)
