"""Sources made at random: small orchestrations that mean something, of all forms that the model covers.

There are few names, so that steps, conditions and jumps meet each other. What the compiler refuses is thrown away.
"""

from attrs import Factory, define

from tests.model.agreement import later
from tests.model.agreement.phrases import DECLARATIONS, Choose, Phrases, Streams

HEAD = "orchestration process(case: Case) -> { total: integer?, texts: list<text>? }"
LEFT = ('{ fail "left" } otherwise { } }', "{ end } otherwise { } }")
STAGES = ("a", "b", "c")
TARGETS = ("a", "b", "c", "end")


@define
class Source:
    """One source in the making. `names` counts, so that every element has a name of its own.

    Forms that came later are drawn by `choose_later`, or by a stream of their own (later.py), so that a seed keeps all
    else that it stands for.
    """

    choose: Choose
    streams: Streams
    say: Phrases = Factory(lambda self: Phrases(self.choose), takes_self=True)
    names: int = 0
    targets: tuple[str, ...] = TARGETS
    done_by: list[str] = Factory(list)
    choose_later: Choose = Factory(lambda self: self.streams("later"), takes_self=True)

    def text(self) -> str:
        """The whole source."""
        body = ["version 1", "use calendar office"]
        body += (
            [f"allow {self.choose(['cancel', 'reassign', 'administer'])} by {self.say.people()}"]
            if self.say.some(3)
            else []
        )
        body += later.of_run(self.streams)
        body += [f"on error{self._named()}{self._reaction(4)}"] if self.say.some(5) else []
        body += ["var n: integer = 0", "let double = n * 2"]
        for stage in STAGES:
            body += self.stage(stage)
            body += self.between()
        body += self.choose([[], ['end "Done" with { total: n, texts: [case.status] }'], ['fail "no"'], ["undo"]])
        body += later.on_cancel(self.streams, self.say.outputs)
        lines = "\n".join(body)
        return f"{DECLARATIONS}\n{HEAD} {{\n{lines}\n}}\n"

    # --- between stages -----------------------------------------------------------------------------------------

    def between(self, depth: int = 0) -> list[str]:
        """Something that control passes or waits in."""
        makers = [list, list, self._set, self._decide, self._await, self._wait, self._parallel, self._more]
        makers = makers[:6] if depth > 1 else makers
        made: list[str] = self.choose(makers)() if depth == 0 else self.choose(makers[:6])()
        return made

    def _set(self) -> list[str]:
        return [f"set n = {self.say.integer()}"] if not self._inside else []

    _inside: bool = False

    def _more(self) -> list[str]:
        return [
            str(
                self.choose(
                    [
                        f"notify {self.say.people()} via email {self.say.words()}",
                        'update case { status: "Open" }',
                        f"update case {{ number: {self.say.integer()} }}",
                        "undo",
                        "undo back to a",
                        f"cancel {self.choose(STAGES)}",
                        f"log {self.say.words()}",
                        f"repeat while n < 2 {{ wait 30s\nset n = n + {self.choose([1, 2])} }}",
                        f"decide leave{self._next()} {{ outcome yes when {self.say.condition()} {self.choose(LEFT)}",
                    ]
                )
            )
        ]

    def _next(self) -> int:
        self.names += 1
        return self.names

    def _target(self) -> str:
        return str(self.choose(self.targets))

    def _decide(self) -> list[str]:
        name = "d" if self.names == 0 and not self._inside else f"d{self._next()}"
        self.names += 1
        lines = [f"decide {name} {{", f"outcome yes when {self.say.condition()} -> {self._target()}"]
        before = len(self.say.outputs)
        if self.say.some(2):
            lines.append(f"outcome perhaps when {self.say.condition()} {{")
            lines += [*(self.stage(f"s{self._next()}", 2) if self.say.some(3) else self._set()), "}"]
        del self.say.outputs[before:]
        lines.append(f"otherwise -> {self._target()}" if self.say.some(3) else self._no_target())
        self.say.outcomes.append(f"{name}.yes")
        return [*lines, "}"]

    def _no_target(self) -> str:
        return f"otherwise {{ {self.choose_later(['', '', '', 'end'])} }}"

    def _wait(self) -> list[str]:
        up_to = f" up to {self.say.duration()} -> {self._target()}" if self.say.some(2) else ""
        return [self.choose([f"wait {self.say.duration()}", f"wait until {self.say.condition()}{up_to}"])]

    def _await(self) -> list[str]:
        arms = []
        for _ in range(self.choose([1, 2, 2, 3])):
            behind = f"-> {self._target()}" if self.say.some(3) else "{ }"
            keep = f" keep {self.say.duration()}" if self.say.some(3) else ""
            where = self.choose(["", " where p.n > n", " where p.n == case.number"])
            arms.append(
                self.choose(
                    [
                        f"on paid as p{where}{keep} {{ {'' if self._inside else 'set n = p.n'} }}",
                        f"on rang as r{self.choose(['', ' where r.who == case.owner'])}{keep} {behind}",
                        f"after {self.say.duration()} {behind}",
                        f"on {self.say.condition()} {behind}",
                    ]
                )
            )
        return [f"await w{self._next()} first {{", *arms, "}"]

    def _parallel(self) -> list[str]:
        name, before, outside = f"p{self._next()}", len(self.say.outputs), self._inside
        branches = [f"{name}{letter}" for letter in "xy"]
        lines = [f"parallel {name} {{"]
        self._inside = True
        for branch in branches:
            lines.append(f"branch {branch} {{")
            lines += self.choose([self.stage(f"s{self._next()}", 2), self._wait(), self._await()])
            lines += self.between(1) if self.say.some(3) else []
            lines.append("}")
        self._inside = outside
        finish = [[], ["finish when any"], ["finish when all"], [f"finish when {self.say.condition()}"]]
        lines += self.choose(finish)
        lines += self.choose([[], ["rest continue"]])
        del self.say.outputs[before:]
        return [*lines, "}"]

    # --- stages and steps ---------------------------------------------------------------------------------------

    def stage(self, name: str, most: int = 3) -> list[str]:
        """A stage with some steps."""
        count = self.choose(range(1, most + 1))
        steps = [f"{name}{letter}" for letter in "xyz"[:count]]
        before = list(self.say.outputs)
        inside = [line for number in range(count) for line in self._step(steps, number)]
        self.say.outputs = before + [(f"{name}.{path}", kind) for path, kind in self.say.outputs[len(before) :]]
        clauses = []
        if self.say.some(4):
            limit = f" up to {self.say.duration()} -> {self._target()}" if self.say.some(2) else ""
            clauses.append(f"start when {self.say.condition()}{limit}")
        some = ", ".join(steps)
        ways = ["any", "all", f"1 of {some}", self.say.condition()]
        ways += [f"2 of {some}"] if count > 2 else []
        clauses += [f"finish when {self.choose(ways)}"] if self.say.some(3) else []
        clauses += self.choose([["rest continue"], ["rest stop"], []])
        clauses += [f"timeout {self.say.duration()} -> {self._target()}"] if self.say.some(5) else []
        clauses += [f"on error{self._named()}{self._reaction(3)}"] if self.say.some(5) else []
        clauses += later.of_stage(self.streams)
        return ["## What is done here.", f"stage {name} {{", *clauses, *inside, "}"]

    def _named(self) -> str:
        return str(self.choose(["", ' "Oops"', " as e"]))

    def _reaction(self, one_in: int) -> str:
        if not self.say.some(one_in):
            return f" -> {self._target()}"
        inside = [f"background m{self._next()} = f(1, {self.say.text()})"]
        jump = f"go to {self._target()}" if self.say.some(3) else ""
        held = [f"stage h{self._next()} {{", *inside, "}"] if self.say.some(2) else []
        return " {\n" + "\n".join([*held, f"notify case.owner via email {self.say.words()}", jump]) + "\n}"

    def _step(self, steps: list[str], number: int) -> list[str]:
        name, each = steps[number], self.say.some(5)
        item = "p" if each else "case.owner"
        what = self.choose(
            [
                f"background {name} = f({self.say.integer()}, {self.say.text()})",
                f"background {name} = g({item})",
                f"background {name} = run other({self.say.integer()})",
                f"interactive {name} = ask({self.say.integer()}, case)",
                f"interactive {name} = ask({self.say.integer()}, case)",
                f"interactive {name} = look({item})",
            ]
        )
        clauses = self._clauses(steps[:number], each=each, is_interactive=what.startswith("interactive"))
        clauses += later.of_records(self.streams) if what.startswith("interactive") else []
        clauses += self._of_people(item, steps[:number]) if what.startswith("interactive") else self._of_calls()
        if what.startswith("interactive") and not each:
            self.done_by.append(name)
        is_loose = what.startswith("background") and later.is_loose(self.streams)
        clauses += later.of_calls(self.streams) if what.startswith("background") else []
        if is_loose:
            clauses = ["without waiting", *(each for each in clauses if not each.startswith(("timeout", "retry")))]
        if "= look(" not in what and not is_loose:
            self.say.outputs.append((name, "many" if each else "one"))
        return [f"{what} {{", *clauses, "}"]

    def _clauses(self, earlier: list[str], *, each: bool, is_interactive: bool) -> list[str]:
        some = self.say.some
        clauses = []
        if earlier and some(2):
            names = ", ".join(earlier)
            ways = ["", "any of ", "2 of "] if len(earlier) > 1 else ["", "any of "]
            clauses.append(f"start after {self.choose(ways)}{names}")
        clauses += [f"start when {self.say.condition()}"] if some(4) else []
        clauses += [f"only if {self.say.condition()}"] if some(5) else []
        clauses += [f"finish when {self.say.condition()}"] if some(8) else []
        clauses += [f"timeout {self.say.duration()}"] if some(5) else []
        clauses += [f"on error{self._named()}{self._reaction(2)}"] if some(4) else []
        clauses += self._guards(is_interactive=is_interactive)
        clauses += [f"undo back({self.say.integer()})"] if some(4) else []
        if each:
            window = self.choose(["", " one by one", " at most 2 at once"])
            clauses.append(f"for each p in case.people{window}")
            clauses += [f"enough when {self.say.condition()}"] if some(4) else []
            clauses += ["different people"] if some(3) and is_interactive else []
            clauses += later.of_list(self.streams)
        return clauses

    def _guards(self, *, is_interactive: bool) -> list[str]:
        say = Phrases(self.choose_later, self.say.outputs, self.say.outcomes)
        clauses = [f"withdraw when {say.condition()}"] if say.some(8) else []
        return clauses + ([f"enabled while {say.condition()}"] if is_interactive and say.some(5) else [])

    def _of_calls(self) -> list[str]:
        ways = [["retry 1 times"], ["retry 2 times every 30s doubling"], ["retry 3 times every 60s doubling up to 90s"]]
        return list(self.choose(ways)) if self.say.some(3) else []

    def _of_people(self, item: str, earlier: list[str]) -> list[str]:
        some = self.say.some
        known = [each for each in self.done_by if each in earlier]
        if known and some(2):
            return [f"same person as {self.choose(known)}"]
        other = f" otherwise {self.say.people()}" if some(4) else ""
        clauses = [f"assign to {self.choose([item, self.say.people(), self.say.people()])}{other}"]
        clauses += [f"exclude {self.say.people()}"] if some(4) else []
        clauses += later.of_people(self.streams, known)
        clauses += ["remind every 60s"] if some(8) else []
        clauses += (
            [f"notify via email{self.choose(['', ' ' + self.say.words() + ' ' + self.say.words()])}"] if some(4) else []
        )
        clauses += ["may skip"] if some(5) else []
        clauses += [f"priority {self.say.integer()}"] if some(8) else []
        clauses += [f"may delegate to {self.say.people()}"] if some(6) else []
        if some(4):
            rungs = [
                "at 50% remind",
                f"at 100% notify {self.say.people()} via email",
                f"after 30s reassign to {self.say.people()}",
            ]
            when = self.choose([f"due in {self.say.duration()}", "due in 1 business days", "due at case.due"])
            clauses.append(f"{when} {{ {self.choose(rungs)}\n{self.choose(rungs)} }}")
        return clauses
