"""Sources made at random in which blocks stand deep in each other, with jumps from everywhere to everywhere."""

import random
from functools import cache

from orchestra_dsl.graph.model import Compiled
from tests.compile.compiling import compile_text
from tests.drawing.texts import DECLARATIONS


class Nest:
    """Writes one orchestration."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a test has to be repeatable
        self.names = [f"s{number}" for number in range(30)]
        self.outside = self.random.sample(self.names, 30)[:8]
        self.taken: list[str] = []
        self.numbers = iter(range(1000))

    def write(self) -> str:
        """Return the whole orchestration."""
        stages = "".join(self.stage(name) for name in self.outside[:4])
        rest = "".join(self.stage(name) for name in self.outside[4:])
        handlers = self.handlers(2)
        return f"orchestration o(case: Case) {{ {handlers} {stages} {self.block(3)} {rest} }}"

    def chance(self, likely: float) -> bool:
        return self.random.random() < likely

    def target(self) -> str:
        return self.random.choice([*self.outside, "end"])

    def condition(self) -> str:
        return f'case.number == "{next(self.numbers)}"'

    def handlers(self, depth: int) -> str:
        text = f' on error "Busy" -> {self.target()}' if self.chance(0.25) else ""
        if self.chance(0.25):
            text += f" on error {{ {self.block(depth - 1) if depth > 0 else self.small()} }}"
        return text

    def stage(self, name: str, depth: int = 1) -> str:
        steps: list[str] = []
        for number in range(self.random.randint(1, 4)):
            earlier = [f"{name}_{each}" for each in range(number)]
            after = self.random.sample(earlier, self.random.randint(0, len(earlier)))
            clauses = f" start after {', '.join(after)}" if after else ""
            clauses += self.handlers(depth - 1)
            steps.append(f"background {name}_{number} = f(case) {{{clauses} }}")
        limits = f" timeout {next(self.numbers) + 1}d -> {self.target()}" if self.chance(0.3) else ""
        return f'stage {name} "The stage {name}" {{ {" ".join(steps)} {limits}{self.handlers(depth)} }}\n'

    def small(self) -> str:
        return self.random.choice(
            [
                "wait 1h ",
                f"wait until {self.condition()} up to 2d -> {self.target()} ",
                'notify case.owner via email "x" ',
                'update case { status: "Working" } ',
            ]
        )

    def block(self, depth: int, *, falls: bool = False) -> str:
        """A block; one that `falls` can be left at its end."""
        kinds = [self.kind(depth) for _ in range(self.random.randint(1, 3))]
        text = "".join(self.element(kind, depth) for kind in kinds)
        return (
            text if falls else text + self.random.choice(["", f"go to {self.target()} ", 'end "Over" ', 'fail "No" '])
        )

    def kind(self, depth: int) -> str:
        return self.random.choice(["stage", "small", "decide", "parallel", "await", "repeat"]) if depth > 0 else "small"

    def inner(self, depth: int) -> str:
        return f"{{ {self.block(depth)} }}" if depth > 0 and self.chance(0.7) else f"-> {self.target()}"

    def last(self, depth: int) -> str:
        """A way on which control comes to what stands below."""
        return f"{{ {self.block(depth, falls=True)} }}"

    def element(self, kind: str, depth: int) -> str:
        number = next(self.numbers)
        match kind:
            case "stage":
                return self.stage(f"t{number}", depth)
            case "decide":
                outcomes = range(self.random.randint(1, 3))
                ways = "".join(f"outcome w{n} when {self.condition()} {self.inner(depth - 1)} " for n in outcomes)
                return f"decide d{number} {{ {ways} otherwise {self.last(depth - 1)} }}\n"
            case "parallel":
                names = [f"b{number}_{each}" for each in range(self.random.randint(1, 3))]
                branches = " ".join(f"branch {name} {self.last(depth - 1)}" for name in names)
                return f"parallel p{number} {{ {branches} }}\n"
            case "await":
                arms = f"on paid as m{number} {self.inner(depth - 1)} after 1d {self.inner(depth - 1)} "
                return f"await a{number} first {{ {arms} on {self.condition()} {self.last(depth - 1)} }}\n"
            case "repeat":
                return f"repeat while {self.condition()} {{ wait 1h {self.block(depth - 1)} }}\n"
        return self.small()


@cache
def nested() -> tuple[Compiled, ...]:
    """The first of them that compile."""
    found = (compile_text(f"{DECLARATIONS}\n{Nest(seed).write()}").package for seed in range(14))
    graphs = (next(one for one in each.orchestrations if one.graph.name == "o") for each in found if each is not None)
    return tuple(graphs)
