"""The forms of elements that lead control: stages, decisions, branches, loops, jumps, ends, handlers, waiting."""

from orchestra_dsl.compile.support.form import Form, runs
from orchestra_dsl.syntax import nodes as n

CONTROL: tuple[Form, ...] = (
    runs(
        n.Stage,
        'stage name "Label" { … }',
        "Groups steps that belong together. Control goes on below it when it has finished.",
    ),
    runs(
        n.Stage,
        "## a doc comment",
        "Says in your words what the declaration or element below it is for. Drawings and docs show it; `#` alone "
        "begins a note for readers of the text.",
        lambda it: it.doc is not None,
    ),
    runs(
        n.Decision,
        "decide name { … }",
        "Takes the first outcome whose condition holds. The compiler proves that one always does, or names what is "
        "missing.",
    ),
    runs(
        n.Outcome,
        "outcome name when E -> target",
        "Where it holds, control goes to the target: an element with a name, or `end`.",
        lambda it: isinstance(it.then, n.Target),
    ),
    runs(
        n.Outcome,
        "outcome name when E { … }",
        "Where it holds, this is done, and control goes on below the decision.",
        lambda it: isinstance(it.then, n.Block),
    ),
    runs(
        n.Decision,
        "otherwise -> target",
        "Where no outcome holds. It may be left out where the outcomes cover everything.",
        lambda it: isinstance(it.otherwise, n.Target),
    ),
    runs(
        n.Decision,
        "otherwise { … }",
        "The same with a block. An empty one says that nothing is done.",
        lambda it: isinstance(it.otherwise, n.Block),
    ),
    runs(
        n.Parallel,
        "parallel name { branch a { … } … finish when … rest … }",
        "Does its branches side by side. `finish when` and `rest` mean what they mean in a stage; without them it "
        "waits for all branches.",
    ),
    runs(
        n.Repeat,
        "repeat while E { … }",
        "Asks before each round, and does the block as long as E holds. A loop must be able to wait somewhere.",
    ),
    runs(n.GoTo, "go to TARGET", "Jumps to an element with a name, backwards too, and ends what it leaves."),
    runs(
        n.End,
        'end "Outcome"',
        "The run is completed with this outcome. Whatever is still open in it ends.",
        lambda it: it.outcome is not None,
    ),
    runs(
        n.End,
        "end … with { … }",
        "The same, with values for the outputs that the orchestration declares.",
        lambda it: it.outputs is not None,
    ),
    runs(
        n.End,
        "end",
        "The run is completed without an outcome, as it is after the last element.",
        lambda it: it.outcome is None,
    ),
    runs(n.Fail, 'fail "reason"', "The run ends as failed, with this reason."),
    runs(
        n.OnError,
        "on error -> target",
        "Where the step, the stage or the orchestration that it stands in meets an error, control leaves and goes to "
        "the target.",
        lambda it: isinstance(it.then, n.Target),
    ),
    runs(
        n.OnError,
        "on error { … }",
        "The same with a block. A block that does not jump leaves the step skipped, and its outputs are missing.",
        lambda it: isinstance(it.then, n.Block),
    ),
    runs(
        n.OnError,
        'on error "Name" …',
        "Only for errors of this name: those that flows raise, `Timeout`, `RecordGone` and "
        "[the others of Orchestra](rules.md#names-of-errors).",
        lambda it: it.error is not None,
    ),
    runs(
        n.OnError,
        "on error as e …",
        "Gives the error a name: `e.message` and `e.code` can be read.",
        lambda it: it.binding is not None,
    ),
)

WAITING: tuple[Form, ...] = (
    runs(n.Wait, "wait 3d", "Goes on when this much time has passed."),
    runs(
        n.WaitUntil,
        "wait until E up to 7d -> target",
        "Goes on as soon as E holds. `up to` may be left out; with it control goes to the target when the time has "
        "passed first.",
    ),
    runs(
        n.Await,
        "await name first { on EVENT as p where E keep D … after 7d … on E … }",
        "Waits for the first of several things: an event that `where` accepts, a time, a condition. With `keep` an "
        "event that came before control did counts for so long.",
    ),
)
