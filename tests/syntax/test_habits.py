"""What is written by habit from other languages is answered with how it is said here."""

import pytest

from tests.syntax.reading import findings

ELEMENT = "orchestration o() {{\n  {}\n}}"
OUTCOME = "orchestration o() {{\n  decide d {{\n    {}\n  }}\n}}"
MEMBER = "orchestration o() {{\n  stage s {{\n    {}\n  }}\n}}"
PARALLEL = "orchestration o() {{\n  parallel p {{\n    branch a {{}}\n    {}\n  }}\n}}"
ARM = "orchestration o() {{\n  await w first {{\n    {}\n  }}\n}}"
LINE = 'scenario "s" of o {{\n  {}\n}}'
CLAUSE = "orchestration o() {{\n  stage s {{\n    interactive i = f() {{\n      {}\n    }}\n  }}\n}}"


@pytest.mark.parametrize(
    ("around", "written", "said"),
    [
        (ELEMENT, "if loan.n > 3 {\n    go to x\n  }\n  end", "`decide NAME { outcome NAME when"),
        (ELEMENT, "if a {\n    go to x\n  } else {\n    go to y\n  }\n  end", "`decide NAME { outcome NAME when"),
        (ELEMENT, "elif a {\n  }", "`decide NAME { outcome NAME when"),
        (ELEMENT, "else {\n  }", "`otherwise -> …`"),
        (ELEMENT, "goto x", "`go to …`"),
        (ELEMENT, "go x", "`go to …`"),
        (ELEMENT, 'foreach x in y {\n    log "a"\n  }\n  end', "`for each NAME in …`"),
        (ELEMENT, "while a {\n    go to x\n  }\n  end", "`repeat while … { … }`"),
        (ELEMENT, "try {\n    stage s {\n      background a = f()\n    }\n  }\n  end", "`on error { … }`"),
        (ELEMENT, "finally {\n  }", "`on error { … }`"),
        (ELEMENT, "let a = b || c", "Write `or`."),
        (ELEMENT, "let a = b && c", "Write `and`."),
        (ELEMENT, "let a = b is 3", "Write `==`"),
        (ELEMENT, "let a = b <> 3", "Write `!=`."),
        (ELEMENT, "let a = b ? c : d", "`if … then … else …`"),
        (ELEMENT, "let a = if b then c elif d", "`else if … then …`"),
        (OUTCOME, "outcome yes when a => done", "Write `->`."),
        (OUTCOME, "outcome yes when a is 3 -> done", "Write `==`"),
        (OUTCOME, "otherwise: end", "Write `->`."),
        (OUTCOME, "outcome yes when a -> done\n    else -> end", "`otherwise -> …`"),
        (OUTCOME, "outcome yes when a -> done\n    elif b -> end", "one more `outcome NAME when"),
        (OUTCOME, "outcome yes when a\n    otherwise -> end", "`-> NAME` or `-> end`, or say in braces"),
        (MEMBER, "timeout 1h", "`-> NAME` or `-> end`."),
        (MEMBER, "finally {\n    }", "`on error { … }`"),
        (CLAUSE, 'assign group("A")', "`assign to …`"),
        (CLAUSE, "foreach x in y", "`for each NAME in …`"),
        (CLAUSE, "for x in y", "`for each …`"),
        (CLAUSE, "if a", "`only if …`"),
        (CLAUSE, "start after a and b", "Write `,` between names."),
        (CLAUSE, "start after all of a, b", "`start after a, b`"),
        (MEMBER, "finish when any of a, b", "`finish when 1 of a, b`"),
        (PARALLEL, "finish when all of a, b", "`finish when 1 of a, b`"),
        (ARM, "on paid where paid.order == case.id -> done", "`on EVENT as NAME where …`"),
        (ARM, "on paid as p keep 7d where p.order == case.id -> done", "`on EVENT as NAME where … keep 7d`"),
        (ARM, "after 7d keep 7d -> done", "`on EVENT as NAME where … keep 7d`"),
        (ARM, 'after 7d -> "Late"', 'Write `{ end "Late" }`.'),
        (OUTCOME, 'otherwise -> end "Late"', 'Write `{ end "Late" }`.'),
        (CLAUSE, "after a", "Write `start after …`."),
        (CLAUSE, "when a == 3", "Write `start when …`."),
        (CLAUSE, "cancel when a == 3", "Write `withdraw when …`."),
        (CLAUSE, "skip if a == 3", "Write `only if …`."),
        (MEMBER, "interactive f(case)", "`NAME = …(…)`"),
        (ELEMENT, "set n += 1", "`set n = n + …`"),
        (LINE, "wait 3d", "Write `advance …`."),
        (LINE, 'complete s.a as "ann"', '`"ann" completes …`'),
        (LINE, 'send paid with { order: "1" }', "Leave `with` out."),
        (LINE, 'expect outcome "Late"', 'Write `expect ended "Late"`.'),
        (LINE, '"ann" completes s.a { fine: true }', "Write `with { … }`."),
        (LINE, '"ann" cannot claim s.a', "Write `may not …`."),
        (LINE, "expect s.a completed", "`expect step …` or `expect stage …`"),
        (LINE, "expect step s.a not active", "There is `not started`"),
        ("{}", "screen look()", "`-> { approved: boolean }`; where nothing is, `-> { }`"),
        (
            "{}\nrecord R {{ id: text }}",
            "screen look(order: text)",
            "filled in on the screen: `-> { approved: boolean }`",
        ),
        ("{}", "screen look() { ok: boolean }", "Say what is filled in on the screen"),
        ("{}", "screen look() ok: boolean", "Say what is filled in on the screen"),
        ("{}", "screen look(): boolean", "Write `->`."),
        ("{}", "screen look() -> boolean", "Outputs are fields with names, in braces: `-> { approved: boolean }`."),
        ("{}", "flow ask() -> text", "Outputs are fields with names, in braces"),
        (
            "{}\nflow ask()",
            "screen look",
            "Say in parentheses what is handed in: `(order: text)`; where nothing is, `()`.",
        ),
    ],
)
def test_the_finding_says_how_it_is_written_here(around: str, written: str, said: str) -> None:
    first = findings(around.format(written))[0]
    assert said in (first.hint or "")


@pytest.mark.parametrize(
    ("around", "written", "wanted"),
    [
        (PARALLEL, "finish when 1 of 2", "Expected the name of a step or branch, but found `2`."),
        ("{}", 'scenario "s" of 2 {\n}', "Expected the name of the orchestration, but found `2`."),
    ],
)
def test_what_stands_behind_of_is_called_by_what_it_is(around: str, written: str, wanted: str) -> None:
    assert findings(around.format(written))[0].message == wanted


def test_a_move_of_a_migration_has_no_place_to_go_on() -> None:
    (finding,) = findings("orchestration o() {\n  migrate from 1 {\n    a.b\n  }\n}")
    assert finding.hint is None


def test_a_parameter_that_is_called_case_is_no_word_of_another_language() -> None:
    (finding,) = findings(ELEMENT.format('case.status = "New"'))
    assert finding.hint is None
