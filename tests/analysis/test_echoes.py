"""One mistake is one finding; a second mistake beside it is a second one."""

from collections.abc import Callable

import pytest

from orchestra_dsl.analysis.echoes.places import Places
from orchestra_dsl.analysis.echoes.withheld import without_echoes
from orchestra_dsl.compile.pipeline import compile_source
from orchestra_dsl.diagnostics import Diagnostic
from orchestra_dsl.source import SourceFile, Span
from orchestra_dsl.syntax.parser import parse
from tests.growth import growth

DECLARED = """
record Loan { amount: decimal  rate: decimal?  kind: text }
flow bank.ask(loan: Loan, rate: decimal) -> { answer: text }
screen look(loan: Loan) -> { ok: boolean }
"""


def found(body: str, declared: str = DECLARED) -> list[Diagnostic]:
    source = SourceFile("a.orch", f"{declared}orchestration lend(loan: Loan) {{\n{body}\n}}\n")
    return list(compile_source("a.orch", {"a.orch": source}.__getitem__).diagnostics)


def codes(body: str) -> list[str]:
    return [each.code for each in found(body)]


def test_an_unknown_name_is_one_finding_with_its_further_places_as_labels() -> None:
    body = "\n".join(f"decide d{n} {{ otherwise -> aproval }}" for n in range(7)) + "\nstage approval {}"
    only, *_ = [each for each in found(body) if each.code == "O202"]
    messages = [label.message for label in only.labels]
    assert len([each for each in found(body) if each.code == "O202"]) == 1
    assert messages == ["It is the same here."] * 3 + ["It is the same here. So it is in 2 more places."]
    assert only.fix is not None
    assert only.fix.message == "Write `approval` in all 7 places"
    assert {edit.text for edit in only.fix.edits} == {"approval"}
    assert len(only.fix.edits) == 7


def test_two_unknown_names_are_two_findings() -> None:
    assert codes("decide d { outcome a when loan.amount > 1 -> one\n otherwise -> two }").count("O202") == 2


def test_what_may_be_missing_is_said_once_for_each_value() -> None:
    body = (
        "let _a = loan.rate + 1\nlet _b = loan.rate + 2\nstage s { interactive i = look(loan) {\nassign to nobody } }"
    )
    assert codes(body) == ["O304", "O201"]


def test_a_fix_is_offered_only_where_every_place_has_one() -> None:
    body = "decide d { outcome a when aproval.x -> aproval\n otherwise -> aproval.zzzzzz }\nstage approval {}"
    first = next(each for each in found(body) if each.code == "O201")
    assert first.fix is None
    assert len(first.labels) == 2


PAIRS = {
    "two values of wrong types": (
        'let _a = loan.amount and loan.kind == "x"\nlet _b = not loan.kind',
        ["O301", "O301"],
    ),
    "an unknown name beside one of another kind": ("let _a = nme\nlet _b = bank(1)", ["O201", "O201"]),
    "a wrong part and a wrong other operand": (
        'let _a = loan.amount and loan.kind == "x"\nlet _b = loan.kind + 1',
        ["O301", "O307"],
    ),
    "one call with a swap and a wrong name": (
        "stage s { background a = bank.ask(loan: 1, rate: loan, zz: 1) }",
        ["O301", "O303"],
    ),
    "a jump into a stage and a wrong type": (
        "decide d { outcome a when loan.kind -> s.a\n otherwise -> s }\nstage s { background a = bank.ask(loan, 1) }",
        ["O301", "O408"],
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_two_mistakes_are_two_findings(name: str) -> None:
    body, expected = PAIRS[name]
    assert sorted(codes(body)) == expected


ECHOES = {
    "an operator whose operands are both no conditions": ("let _a = loan.amount and loan.kind", ["O301"]),
    "what an unknown function would have taken": ("let _a = finnd(Loan, loan.kind)", ["O201"]),
    "a lambda of an unknown function": ("let _a = ay([loan], each => each.amount > 1)", ["O201"]),
    "a loop that an early jump makes": (
        'stage s { background a = bank.ask(loan, 1) }\ngo to s\nend "Done"',
        ["O401"],
    ),
    "a loop name beside a clause that is there twice": (
        "stage s { background a = bank.ask(loan, 1) { for each x in [loan]\nfor each y in [loan] } }",
        ["O107"],
    ),
    "a parameter that is set to itself": ("set loan = loan", ["O311"]),
    "a comparison of an unknown name": ('let _a = (nme.a ?? "x") == "y"', ["O201"]),
    "a result of a comparison that does not work": (
        "let _a = if loan.amount > 1 then 2 else 3 in loan.amount",
        ["O307"],
    ),
    "a loop name that only the missing argument reads": (
        "stage s { background a = bank.ask(rate: 1) { for each x in [loan, loan] } }",
        ["O302"],
    ),
    "what a step leaves away that a condition always keeps from running": (
        (
            'stage s { background a = bank.ask(loan, 1) { only if loan.kind == "a" and loan.kind == "b" } }\n'
            'decide d { outcome x when s.a.answer == "x" {}\n otherwise {} }'
        ),
        ["O306"],
    ),
    "what is behind a jump into a stage": (
        "go to s.a\nstage before {}\nstage s { background a = bank.ask(loan, rate: 1) }",
        ["O408"],
    ),
    "what a join that asks for too many leaves open": (
        (
            "stage s { finish when 2 of a\nbackground a = bank.ask(loan, 1) }\n"
            "stage t { background b = bank.ask(loan, length(s.a.answer)) }"
        ),
        ["O411"],
    ),
}


@pytest.mark.parametrize("name", ECHOES)
def test_an_echo_is_not_reported(name: str) -> None:
    body, expected = ECHOES[name]
    assert codes(body) == expected


def test_what_an_import_would_have_brought_is_one_finding_for_each_name() -> None:
    body = (
        "stage s { background a = away.take(loan) { undo away.take(loan) }\nbackground b = away.give(loan) }\n}\n"
        'scenario "one" of lend {\ngiven away.take returns { a: 1 }\nstart\n'
    )
    assert codes(body) == ["O203", "O203"]


def test_a_field_of_an_unknown_type_is_not_missed() -> None:
    declared = "record Loan { amount: dcimal? }\n"
    body = '}\nscenario "one" of lend {\ngiven loan = { id: "1" }\nstart'
    assert [each.code for each in found(body, declared)] == ["O204"]


TYPED = """
var late: boolean = 0
set late = 1
let _a = late + 1
stage s { interactive i = look(loan) { assign to nobody }
  background a = bank.ask(loan, rate: late) }
"""


def test_what_contradicts_one_declaration_is_one_finding() -> None:
    only = next(each for each in found(TYPED) if each.code == "O301")
    assert codes(TYPED) == ["O301", "O201"]
    assert [label.message for label in only.labels] == [
        "It is the same here.",
        "`+` does not work for `boolean` and `integer`.",
        "The argument `rate` needs `decimal`, but `late` is `boolean`.",
    ]


def test_a_field_and_what_a_scenario_gives_for_it_are_one_finding() -> None:
    body = 'let _a = not loan.kind\n}\nscenario "one" of lend {\ngiven loan = { id: "1", amount: 1, kind: true }\nstart'
    assert codes(body) == ["O301"]


# --- many findings ------------------------------------------------------------------------------------------------


SPANS = [Span(start, end, "a.orch") for start in range(6) for end in range(start, 6)]


def test_places_say_what_asking_each_span_says() -> None:
    for number in range(0, 5_000, 7):
        some = [each for at, each in enumerate(SPANS) if number * (at + 3) % 11 < 2]
        places = Places(some)
        for span in SPANS:
            inside = [each for each in some if span.start <= each.start and each.end <= span.end and each != span]
            assert places.within(span) == bool(inside)
            assert places.around(span) == any(each.start <= span.start and span.end <= each.end for each in some)


STEP = "background s{0} = bank.ask(loan, 1) {{ for each x{0} in [loan] }}\n"


@pytest.mark.parametrize(("code", "errors"), [("O209", "O202"), ("O306", "O201"), ("O301", "O201")])
def test_twice_as_many_findings_take_twice_the_time(code: str, errors: str) -> None:
    def prepare(number: int) -> Callable[[], object]:
        text = "orchestration o() { stage s {\n" + "".join(map(STEP.format, range(number))) + "} }"
        starts = [text.index(f"x{each} ") for each in range(number)]
        spans = [Span(start, start + 1, "a.orch") for start in starts]
        found = [Diagnostic(code, "x", each) for each in spans]
        found += [Diagnostic(errors, "y", Span(each.start + 3, each.start + 4, "a.orch")) for each in spans[-1:]]
        found += [Diagnostic(errors, "y", Span(start, start, "a.orch")) for start in range(number)]
        modules = {"a.orch": parse(SourceFile("a.orch", text)).tree}
        return lambda: without_echoes(found, modules)

    assert growth(prepare, 200) < 3


@pytest.mark.parametrize(("call", "wrong"), [("run lent(loan)", "lent"), ("lend(loan)", "lend")])
def test_a_path_through_a_step_that_is_called_wrongly_is_no_second_finding(call: str, wrong: str) -> None:
    step = f"background higher = {call} {{ only if loan.amount > 5 }}"
    lines = "expect step s.higher.s.higher active  expect step s.hgher active"
    process = f'orchestration lend(loan: Loan) "Lend" {{ stage s "S" {{ {step} }} }}'
    source = SourceFile("a.orch", f'{DECLARED}{process}\nscenario "x" of lend {{ start {lines} }}')
    result = compile_source("a.orch", {"a.orch": source}.__getitem__)
    found = [(each.code, source.text[each.span.start : each.span.end]) for each in result.diagnostics]
    assert [each for each in found if each[0] in ("O202", "O203")] == [("O203", wrong), ("O202", "s.hgher")]
