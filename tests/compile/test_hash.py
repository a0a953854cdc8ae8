"""What the hash of a graph covers, and that its stored form comes back byte for byte."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestra_dsl.graph.codec import content_hash, decode_graph, decode_package, encode_graph, encode_package
from tests.compile.compiling import DECLARED, compile_text, compiled

BODY = """
  version 2
  start on case created or updated when case.status == "New" once per record
  on error "Timeout" as e { fail "late: {e.message}" }
  let limit = 500
  var rounds: integer = 0
  stage triage "Triage" {
    background classify = f(case) { retry 3 times every 10s timeout 1m }
    background enrich = g(case: case, amount: classify.out) {
      start after classify only if classify.out > 1
      on error -> rework
    }
    timeout 3d -> rework
  }
  decide next_step {
    outcome again when rounds < 3 and case.amount > limit { set rounds = rounds + 1 go to triage }
    outcome good when any(case.tags, tag => tag == "x") -> done
    otherwise -> rework
  }
  stage rework "Rework" {
    interactive look = s(case, amount: limit) "Look" {
      assign to case.owner
      finish when look.done
    }
  }
  stage done "Done" { background last = f(case) }
  end "Finished" with { rounds: rounds }
"""

HEAD = '(case: Case) -> { rounds: decimal } "Whole"'


def hash_of(body: str, declared: str = DECLARED) -> str:
    return compiled(body, HEAD, declared).hash


WHOLE = hash_of(BODY)


@pytest.mark.parametrize(
    "changed",
    [
        BODY.replace("\n", "\n\n      "),
        BODY.replace("\n", "  # a remark\n"),
        BODY.replace("  stage", "  ## Documented.\n  stage").replace("  decide", "  ## Why.\n  decide"),
        re.sub(r"\s+", " ", BODY),
        BODY.replace("retry 3 times every 10s timeout 1m", "timeout 1m retry 3 times every 10s"),
        BODY.replace("start after classify only if classify.out > 1", "only if classify.out > 1 start after classify"),
        BODY.replace("g(case: case, amount: classify.out)", "g(amount: classify.out, case: case)"),
        BODY.replace("g(case: case, amount: classify.out)", "g(classify.out, case)"),
        BODY.replace("10s", "10000ms").replace("500", "5_00"),
        BODY.replace("case.amount > limit", "((case.amount) > (limit))"),
    ],
)
def test_what_says_the_same_has_the_same_hash(changed: str) -> None:
    assert changed != BODY
    assert hash_of(changed) == WHOLE


def test_clauses_of_stage_and_orchestration_may_stand_anywhere() -> None:
    lines = BODY.strip().split("\n")
    timeout = next(line for line in lines if "timeout 3d" in line)
    begin = 'stage triage "Triage" {\n'
    moved = BODY.replace(timeout + "\n", "").replace(begin, f"{begin}{timeout}\n")
    assert hash_of(moved) == WHOLE
    handler = next(line for line in lines if 'on error "Timeout"' in line)
    assert hash_of(BODY.replace(handler + "\n", "") + handler + "\n") == WHOLE


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("3 times", "4 times"),
        ('"Triage"', '"Sorting"'),
        ("timeout 3d -> rework", "timeout 3d -> done"),
        ("version 2", "version 3"),
        ("rounds < 3", "rounds <= 3"),
        ("only if classify.out > 1", ""),
        ('"Finished"', '"Ended"'),
        ("case.owner", "manager(case.owner)"),
        ("once per record", "every time"),
        ("rework", "mend"),
    ],
)
def test_what_a_run_could_notice_changes_the_hash(old: str, new: str) -> None:
    assert hash_of(BODY.replace(old, new)) != WHOLE


def test_a_declaration_that_is_not_used_is_outside_the_hash() -> None:
    more = DECLARED + "flow other(case: Case) record Unused { a: text } predicate odd(case: Case) = case.count == 1"
    assert hash_of(BODY, more) == WHOLE


def test_the_stored_form_comes_back_byte_for_byte() -> None:
    graph = compiled(BODY, HEAD).graph
    data = encode_graph(graph)
    assert decode_graph(data) == graph
    assert encode_graph(decode_graph(data)) == data
    assert content_hash(graph) == WHOLE
    package = compile_text(f"{DECLARED} orchestration o{HEAD} {{ {BODY} }}").package
    assert package is not None
    stored = encode_package(package)
    assert decode_package(stored) == package
    assert encode_package(decode_package(stored)) == stored


def test_another_set_of_names_changes_names_only() -> None:
    """Every name is replaced; in the stored form nothing differs but these names."""
    old = ("triage", "classify", "enrich", "rework", "look", "next_step", "again", "good", "done_stage", "limit")
    body = BODY.replace("stage done", "stage done_stage").replace("-> done", "-> done_stage")
    before = encode_graph(compiled(body, HEAD).graph).decode()
    head, renamed = HEAD, body
    for name in old:
        renamed = re.sub(rf"\b{name}\b", f"{name}_2", renamed)
        head = re.sub(rf"\b{name}\b", f"{name}_2", head)
        before = re.sub(rf"(?<=[\".]){name}(?=[\".])", f"{name}_2", before)
    after = encode_graph(compiled(renamed, head).graph).decode()
    assert sorted(after) == sorted(before)
    assert after == before


GAPS = st.sampled_from([" ", "\n", "\t", "  \n\n", " # remark\n", "\n## words\n# more\n "])


@settings(max_examples=25, deadline=None)
@given(st.lists(GAPS, min_size=1, max_size=40))
def test_no_blank_or_comment_changes_the_hash(gaps: list[str]) -> None:
    words = re.findall(r'"[^"]*"|\S+', BODY)
    spaced = "".join(word + gaps[place % len(gaps)] for place, word in enumerate(words))
    assert hash_of(spaced) == WHOLE
