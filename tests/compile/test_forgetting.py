"""Outputs are forgotten where nothing reads them any more, and not before."""

from orchestra_dsl.graph.elements import Decision, Stage
from tests.compile.compiling import graph_of, names


def drops(body: str) -> dict[str, list[str]]:
    graph = graph_of(body)
    return {
        each.name: names(graph, each.drops)
        for each in graph.elements
        if isinstance(each, Stage | Decision) and each.drops
    }


def stage(name: str, reads: str = "case", more: str = "") -> str:
    return f'stage {name} "S" {{ background x_{name} = f({reads}) {more} }}'


def on(name: str, condition: str, target: str, otherwise: str = "-> end") -> str:
    return f"decide {name} {{ outcome yes when {condition} -> {target} otherwise {otherwise} }}"


def test_an_output_goes_when_its_last_reader_is_passed() -> None:
    body = f"{stage('a')} {on('d', 'a.x_a.out > 1', 'b')} {stage('b')} {stage('c')}"
    assert drops(body) == {"b": ["a.x_a"]}


def test_an_output_that_nobody_reads_is_never_there() -> None:
    assert drops(f"{stage('a')} {stage('b')}") == {}


def test_an_output_that_is_read_in_its_stage_only_goes_at_the_next() -> None:
    body = 'stage a "A" { background x_a = f(case) background y = f(case) { start after x_a only if x_a.out > 1 } } '
    assert drops(f"{body} {stage('b')} {stage('c')}") == {"b": ["a.x_a"]}


def test_each_way_forgets_on_its_own() -> None:
    body = (
        f"{stage('a')} {on('d', 'a.x_a.out > 1', 'b', '-> c')} "
        f"{stage('b')} {on('e', 'a.x_a.out > 2', 'c')} {stage('c')} {stage('z')}"
    )
    assert drops(body) == {"c": ["a.x_a"]}


def test_a_reader_further_on_keeps_it() -> None:
    assert drops(f'{stage("a")} {stage("b")} {stage("c")} fail "{{a.x_a.out}}"') == {}


def test_a_loop_keeps_what_its_next_round_reads() -> None:
    body = f"{stage('a')} {stage('b')} {on('d', 'a.x_a.out > case.count', 'b', '-> c')} {stage('c')}"
    assert drops(body) == {"c": ["a.x_a"]}


def test_what_the_next_round_makes_anew_is_forgotten_in_this_one() -> None:
    body = f"{stage('a')} {on('d', 'a.x_a.out > 1', 'b')} {stage('b')} {on('e', 'case.count > 1', 'a')}"
    assert drops(body) == {"b": ["a.x_a"]}


def test_what_a_formula_or_a_handler_reads_is_kept() -> None:
    body = f"{stage('a')} let l = a.x_a.out {stage('b')} {on('d', 'l > 1', 'c')} {stage('c')}"
    assert drops(body) == {"c": ["a.x_a"]}
    assert drops(f'on error {{ fail "{{a.x_a.out ?? 1}}" }} {stage("a")} {stage("b")} {stage("c")}') == {}


def test_a_way_out_by_time_or_error_keeps_what_it_leads_to() -> None:
    body = f'{stage("a")} {stage("b", more="timeout 1d -> z")} {stage("c")} end {stage("z")} fail "{{a.x_a.out ?? 1}}"'
    assert drops(body) == {"c": ["a.x_a"]}
    error = 'stage b "S" { background w = f(case) { on error -> z } }'
    assert drops(f'{stage("a")} {error} {stage("c")} end {stage("z")} fail "{{a.x_a.out ?? 1}}"') == {"c": ["a.x_a"]}


def test_a_stage_whose_steps_go_on_keeps_what_they_read() -> None:
    body = 'stage b "B" {{ background y = f(case) background w = f(case) {{ start after y only if a.x_a.out > 1 }} finish when any {} }}'  # noqa: E501 - one source
    assert drops(f"{stage('a')} {body.format('rest stop')} {stage('c')} {stage('z')}") == {"c": ["a.x_a"]}
    assert drops(f"{stage('a')} {body.format('rest continue')} {stage('c')} {stage('z')}") == {}


def test_an_error_that_comes_late_keeps_what_its_handler_leads_to() -> None:
    body = (
        'stage b "B" {{ background y = f(case) background w = f(case) {{ start after y on error -> z }} '
        "finish when any {} }}"
    )
    rest = f'{stage("c")} {stage("e")} end {stage("z")} fail "{{a.x_a.out ?? 1}}"'
    assert drops(f"{stage('a')} {body.format('rest stop')} {rest}") == {"c": ["a.x_a"]}
    assert drops(f"{stage('a')} {body.format('rest continue')} {rest}") == {}


def test_inside_the_block_of_a_handler_nothing_is_forgotten() -> None:
    handler = f"on error {{ {stage('h')} {on('d', 'h.x_h.out > 1', 'end', '{ }')} {stage('i')} }}"
    assert drops(f'stage a "A" {{ background w = f(case) {{ {handler} }} }} {stage("b")}') == {}


def test_an_assignment_between_forgets_nothing_itself() -> None:
    body = f"var n: integer = 0 {stage('a')} set n = a.x_a.out set n = 1 {stage('b')} {stage('c')}"
    assert drops(body) == {"b": ["a.x_a"]}
