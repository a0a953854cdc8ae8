"""O4: processes that cannot go where they should."""

from orchestra_dsl.diagnostics.code import Code, Group, Severity

GROUP = Group("O4", "Control")

CODES = (
    Code(
        code="O401",
        title="Never reached",
        why="No way through the orchestration comes to this element. What stands before it always goes elsewhere.",
    ),
    Code(
        code="O402",
        title="No way to the end",
        why="A run that comes here can never be completed.",
    ),
    Code(
        code="O403",
        title="Loop that never waits",
        why="No element of the loop waits for a person, a flow, a time or an event, so it would go round without end "
        "within one instant.",
    ),
    Code(
        code="O404",
        title="Decision that misses a value",
        why="Without `otherwise` the outcomes have to cover everything that can happen. The finding names what is "
        "missing.",
    ),
    Code(
        code="O405",
        title="Outcome that is never taken",
        why="An earlier outcome always comes first, or the condition can never hold.",
    ),
    Code(
        code="O406",
        title="Steps that wait for each other",
        why="Each of the steps starts or finishes only after another of them, so none can be the first. The "
        "finding shows every hop.",
    ),
    Code(
        code="O407",
        title="Finish that nothing brings about",
        why="Nothing changes what the condition reads while the stage or the parallel is open, or it holds before "
        "anything in it has begun. It finishes at once, or it stays open for ever, even when everything in it is done.",
    ),
    Code(
        code="O408",
        title="Jump into the inside of a block",
        why="A stage, branch or arm is entered at its beginning, where its conditions and locks are taken.",
    ),
    Code(
        code="O409",
        title="Lock within a lock",
        why="A run that holds one lock and waits for another can block a run that does the same the other way round. "
        "So a stage takes no lock while another stage of its run may hold one, and none while it runs an orchestration "
        "that takes one; two branches may use the same lock.",
    ),
    Code(
        code="O410",
        title="Repeated step that loses its undo",
        why="Entering a step again drops what its earlier completion would have undone. Write `undo` before the jump "
        "back, or leave the step out of the loop.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O411",
        title="Number that cannot be met",
        why="The number in `n of` lies between one and the number of names that follow it; that of `at most n at once` "
        "is one or more.",
    ),
    Code(
        code="O412",
        title="Wait that nothing ends",
        why="Nothing changes what the condition reads while it is waited for. It holds at once, or the run waits for "
        "ever.",
    ),
    Code(
        code="O413",
        title="Orchestration that always runs itself",
        why="Every way through the orchestration comes to a step that runs it again, itself or by way of another one. "
        "Runs start each other until the last one may not start a further one and stops in error.",
    ),
    Code(
        code="O414",
        title="Nothing to cancel or to undo",
        why="What a `cancel` names cannot be open where the `cancel` stands, or what an `undo` would take back cannot "
        "have been done by then. It would do nothing.",
        severity=Severity.WARNING,
    ),
    Code(
        code="O415",
        title="Lock without a name that means something",
        why="Runs that use a lock of one name wait for each other. An empty name is refused when the stage is entered, "
        "and a path in quotation marks is one name for all runs.",
    ),
)
