"""Random orchestrations and random ways through them, to hold the static analysis against the real interpreter.

Every place reads outputs without a guard, and variables, wherever the checker lets it. A read of one that is not
there after all becomes an error called MissingValue, which no run may meet.
"""

import random
from collections.abc import Iterator

from msgspec.structs import replace

from orchestra_dsl.analysis.check import check
from orchestra_dsl.diagnostics import Severity
from orchestra_dsl.graph.elements import Decision, Stage
from orchestra_dsl.graph.model import Graph
from orchestra_dsl.interpreter import commit as co
from orchestra_dsl.interpreter import events as ev
from orchestra_dsl.interpreter.program import load
from orchestra_dsl.interpreter.state import decode_state
from orchestra_dsl.source import SourceFile
from tests.language.play import Player

HEAD = "flow f(n: integer) -> { out: integer }\npredicate coin(n: integer)\n"


class Writer:
    """Writes one random orchestration.

    `guarded` are the numbers of the reads that have to have a default; those in `fixed` come to one value there, so
    that `n` is read in their place.
    """

    def __init__(self, seed: int, guarded: frozenset[int], fixed: frozenset[int] = frozenset()) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a test has to be repeatable
        self.guarded = guarded
        self.fixed = fixed
        self.text = HEAD
        self.reads: dict[int, int] = {}
        self.going_on = self.random.choice([0.1, 0.8])  # how likely a stage leaves steps open when it finishes
        self.stages = {f"s{i}": [f"x{i}_{j}" for j in range(self.random.randint(1, 3))] for i in range(4)}
        self.coins = 0
        self.variables: list[str] = []
        self.current = 0
        self.beside: tuple[str, ...] = ("s1", "s2") if self.random.random() < 0.5 else ()
        self.branch: str | None = None

    def write(self) -> str:
        """Return the whole source."""
        self.add("orchestration o() {\nvar n: integer = 0\n")
        if self.random.random() < 0.2:
            self.handler("")
        for place, name in enumerate(self.stages):
            self.current = place
            if name not in self.beside[1:]:
                self.noise("")
                self.variable(place)
            if name in self.beside:
                self.add("parallel p {\n" if name == self.beside[0] else "")
                self.in_branch(name, place)
                self.add(self.joined() if name == self.beside[-1] else "")
                continue
            self.stage(name)
            if self.random.random() < 0.7:
                self.decision(f"d{place}")
            if self.chance(0.3):
                self.waiting(place)
        self.noise("")
        self.add("}\n")
        return self.text

    def variable(self, place: int) -> None:
        """Perhaps a variable that begins with something that was read."""
        if self.chance(0.5):
            self.add(f"var v{place}: integer = ")
            self.read()
            self.add("\n")
            self.variables.append(f"v{place}")

    def in_branch(self, name: str, place: int) -> None:
        """A branch with a stage, and perhaps a decision or a wait; only the first may set the variable."""
        self.branch = name
        self.add(f"branch b{place} {{\n")
        if self.chance(0.3):
            self.waiting(place)
        self.stage(name)
        if self.chance(0.5):
            self.add(f"decide d{place} {{\noutcome a when {self.coin()} -> {self.target()}\notherwise {{ }}\n}}\n")
        self.add("}\n")
        self.branch = None

    def joined(self) -> str:
        """How the branches meet."""
        rest = "rest continue" if self.chance(self.going_on) else ""
        return f"{self.random.choice(['', 'finish when any'])}\n{rest}\n}}\n"

    def waiting(self, place: int) -> None:
        """Control waits for a condition or a time."""
        self.add(f"await w{place} first {{\non {self.coin()} {{\n")
        self.noise("")
        self.add("}\non n > ")
        self.read()
        self.add(f" -> {self.target()}\nafter 2h -> {self.target()}\n}}\n")

    def add(self, text: str) -> None:
        """Append a piece of the source."""
        self.text += text

    def chance(self, share: float) -> bool:
        """Toss a coin."""
        return self.random.random() < share

    def read(self) -> None:
        """Read some output of some step, or a variable, as a number."""
        number = len(self.reads)
        self.reads[len(self.text)] = number
        if self.variables and self.chance(0.3):
            name = self.random.choice(self.variables)
            self.add("n" if number in self.fixed else "0" if number in self.guarded else name)
            return
        known = list(self.stages)
        stage = self.random.choice(known[: self.current + 1] if self.chance(0.9) else known)
        path = f"{stage}.{self.random.choice(self.stages[stage])}.out"
        self.add("n" if number in self.fixed else f"({path} ?? 0)" if number in self.guarded else path)

    def noise(self, before: str) -> None:
        """Perhaps an assignment that reads something."""
        if self.chance(0.7) and self.branch in (None, *self.beside[:1]):
            self.add(f"{before}set n = ")
            self.read()
            self.add(" + 1\n")

    def coin(self) -> str:
        """A condition that comes out anyhow, and for which control waits."""
        self.coins += 1
        return f"coin({self.coins})"

    def target(self) -> str:
        """Somewhere to go."""
        outside = [name for name in self.stages if name not in self.beside or name == self.branch]
        return self.random.choice([*outside, *outside, *(["p"] if self.beside else []), "end"])

    def handler(self, indent: str) -> None:
        """An error handler, with a target or a block."""
        code = self.random.choice(["", ' "Boom"'])
        if self.chance(0.5):
            self.add(f"{indent}on error{code} -> {self.target()}\n")
            return
        self.add(f"{indent}on error{code} {{\n")
        self.noise(indent)
        if self.chance(0.5):
            self.add(f"go to {self.target()}\n")
        self.add("}\n")

    def stage(self, name: str) -> None:
        """A stage with its steps."""
        self.add(f'stage {name} "S" {{\n')
        steps = self.stages[name]
        for place, step in enumerate(steps):
            self.add(f"background {step} = f(n: ")
            self.read()
            self.add(" + 1) {\n")
            self.clauses(steps[:place])
            self.add("}\n")
        for share, text in (
            (0.1, "start when coin(99)"),
            (self.going_on, self.random.choice(["finish when any", "finish when all", f"finish when 1 of {steps[0]}"])),
            (self.going_on, "rest continue"),
            (0.2, f"timeout 1h -> {self.target()}"),
        ):
            if self.chance(share):
                self.add(f"{text}\n")
        if self.chance(0.2):
            self.handler("")
        self.add("}\n")

    def clauses(self, earlier: list[str]) -> None:
        """Some clauses of a step."""
        if earlier and self.chance(0.6):
            join = self.random.choice(["", "any of "])
            self.add(
                f"start after {join}{', '.join(self.random.sample(earlier, self.random.randint(1, len(earlier))))}\n"
            )
        if self.chance(0.2):
            self.add(f"only if {self.coin()}\n")
        if self.chance(0.2):
            self.add("finish when ")
            self.read()
            self.add(" > 0 or now >= run.started_at + 20m\n")  # what is read may never change while the step is open
        if self.chance(0.15):
            self.add("start when ")
            self.read()
            self.add(f" > {self.random.choice([0, 2])} or now >= run.started_at + 5m\n")
        if self.chance(0.2):
            self.add("timeout 10m\n")
        if self.chance(0.5):
            self.handler("")

    def decision(self, name: str) -> None:
        """A decision with an outcome that jumps, and perhaps a block."""
        self.add(f"decide {name} {{\noutcome a when {self.coin()} -> {self.target()}\noutcome b when n > ")
        self.read()
        self.add(" {\n")
        self.noise("")
        self.add("}\notherwise {\n")
        self.noise("")
        self.add("}\n}\n")


def sources(seeds: range) -> Iterator[tuple[int, str]]:
    """Yield the random sources that compile, with a guard only where the checker asks for one."""
    for seed in seeds:
        guarded: frozenset[int] = frozenset()
        fixed: frozenset[int] = frozenset()
        while True:
            writer = Writer(seed, guarded, fixed)
            text = writer.write()
            file = SourceFile("test.orch", text)
            # Checking says every place; compiling would put those of one step together.
            found = check("test.orch", {"test.orch": file}.__getitem__).diagnostics
            errors = [each for each in found if each.severity is Severity.ERROR]
            unproven = {writer.reads[each.span.start] for each in errors if each.code in ("O501", "O503")}
            of_one_value = {writer.reads[each.span.start] for each in errors if each.code == "O306"}
            if not errors:
                yield seed, text
            if not unproven and not of_one_value:
                break
            guarded |= unproven
            fixed |= of_one_value


def without_drops(graph: Graph) -> Graph:
    """Return a graph that never forgets an output before its time."""
    return replace(
        graph,
        elements=tuple(
            replace(each, drops=()) if isinstance(each, Stage | Decision) else each for each in graph.elements
        ),
    )


class Wanderer(Player):
    """Goes through a run at random: calls return or fail in any order, and time passes."""

    def wander(self, seed: int, most: int = 120) -> None:
        """Let so many things happen, or fewer where the run ends before."""
        chosen = random.Random(seed)  # noqa: S311 - a test has to be repeatable
        self.apply(ev.Started(()))
        for _ in range(most):
            waiting = [*self.outbox.values(), *(["time"] if self.timers else [])]
            if not waiting or (self.summary is not None and self.summary.status >= 3):
                return
            self.happen(chosen.choice(waiting), chosen)

    def seen(self) -> tuple[object, ...]:
        """All that an onlooker can tell of the run."""
        state = decode_state(self.state)
        return self.notes, self.calls, state.variables, state.status

    def happen(self, what: co.Effect | str, chosen: random.Random) -> None:
        """Let one thing happen."""
        if isinstance(what, co.CallFlow):
            self.calls.append(what)
        match what:
            case co.AskPredicate():
                answer = chosen.random() < 0.5
                again = None if answer else 60_000_000
                self.apply(ev.PredicateAnswered(what.ref, what.predicate, what.arguments, answer, again))
            case co.CallFlow() if chosen.random() < 0.85:
                self.apply(ev.FlowReturned(what.ref, {"out": chosen.randint(1, 3)}))
            case co.CallFlow():
                self.apply(ev.FlowFailed(what.ref, chosen.choice(["Boom", "Other"]), "it failed"))
            case _:
                (kind, ref), due = min(self.timers.items(), key=lambda each: (each[1], each[0][1].element))
                self.now = max(self.now, due)
                self.timers.pop((kind, ref))
                self.apply(ev.TimerDue(kind, ref))


def played(text: str, seed: int, *, forgetful: bool) -> Wanderer:
    """Return a run of the source at random; `forgetful`: with the outputs dropped that the compiler says."""
    wanderer = Wanderer(text)
    if not forgetful:
        wanderer.graph = without_drops(wanderer.graph)
        wanderer.program = load(wanderer.graph)
    wanderer.wander(seed)
    return wanderer
