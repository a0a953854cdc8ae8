"""The stored form of graphs and packages: the same bytes in and out, and nothing else is read."""

import contextlib
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestra_dsl.graph import expressions as ex
from orchestra_dsl.graph.codec import (
    BadGraph,
    compiled,
    content_hash,
    decode_graph,
    decode_package,
    encode_graph,
    encode_package,
)
from orchestra_dsl.graph.elements import Await, Join
from orchestra_dsl.graph.model import FORMAT, Graph, Origin, Origins, Package
from orchestra_dsl.graph.soundness import faults
from orchestra_dsl.graph.types import DECIMAL, INTEGER, TEXT, ListOf, RecordOf
from tests.interpreter.build import (
    background,
    decision,
    end,
    fail,
    go_to,
    graph,
    interactive,
    on_error,
    otherwise,
    outcome,
    people,
    put,
    stage,
)
from tests.interpreter.terms import (
    ask,
    compare,
    decimal,
    equal,
    error_of,
    field,
    literal,
    output,
    parameter,
    seconds,
    variable,
    visited,
)

FULL = graph(
    put("n", literal(0)),
    stage(
        "a",
        background("x", args={"n": (INTEGER, variable("n"))}, outputs={"k": INTEGER}, timeout=seconds(5)),
        interactive("y", after="x", assign=people("user:ann"), on_error=[on_error(None, put("n", literal(1)))]),
        background("z", after=("x", "y"), count=1, start_when=ask("quiet", (RecordOf("Case"), parameter("case")))),
        finish=(1, ("x", "z")),
        timeout=(seconds(60), "b"),
        on_error=[on_error("b", code="Oops")],
    ),
    decision(
        "d",
        outcome("big", "a", when=compare(output("a.x", "k"), ">", 3), kept=True),
        outcome(
            "any",
            None,
            put("n", literal(2)),
            when=ex.Fold("any", ex.MakeList((decimal("1.5"),)), 0, equal(ex.Local(0), decimal("1"), DECIMAL), DECIMAL),
        ),
        otherwise("next"),
        drops=("a.x",),
    ),
    stage("b", background("w", args={"e": (TEXT, error_of("!error", "code"))}, only_if=visited("d", "big"))),
    go_to("b"),
    fail("no"),
    end("Dön€"),
    parameters={"case": RecordOf("Case")},
    variables={"n": INTEGER},
    lets={"vip": equal(field("Case", "status"), "New")},
    inline={"late": ((7,), equal(ex.Local(7), ex.Call("lower", (literal("A"),))))},
    records={"Case": {"status": TEXT}},
    on_error=[on_error(None, end("Bad"))],
)
STORED = encode_graph(FULL)
PACKAGE = Package(FORMAT, (compiled(FULL, Origins({"a": Origin("x.orch", 1, 1, "doc")})),), FULL.records)


def test_a_graph_comes_back_byte_for_byte() -> None:
    assert decode_graph(STORED) == FULL
    assert encode_graph(decode_graph(STORED)) == STORED


def test_a_package_comes_back_byte_for_byte() -> None:
    stored = encode_package(PACKAGE)
    assert decode_package(stored) == PACKAGE
    assert encode_package(decode_package(stored)) == stored


def test_the_form_is_canonical() -> None:
    """Architecture: sorted keys, UTF-8, no spaces, no floats."""
    plain = json.loads(STORED, parse_float=lambda text: pytest.fail(f"a float: {text}"))
    assert json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == STORED
    assert "Dön€".encode() in STORED


def test_the_order_in_which_a_graph_was_made_does_not_show() -> None:
    reads = {"B": ("x",), "A": ("y",)}
    one = msgspec.structs.replace(FULL, reads=reads)
    other = msgspec.structs.replace(FULL, reads=dict(reversed(reads.items())))
    assert encode_graph(one) == encode_graph(other)
    assert content_hash(one) == content_hash(other)


def test_the_hash_leaves_out_where_things_stand_in_a_source() -> None:
    """Architecture: spans, comments and doc text are outside the hash."""
    assert compiled(FULL).hash == compiled(FULL, Origins({"a": Origin("x.orch", 9, 9)})).hash == content_hash(FULL)
    assert content_hash(msgspec.structs.replace(FULL, label="Other")) != content_hash(FULL)


@pytest.mark.parametrize("decode", [decode_graph, decode_package])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"1",
        b"\xff\xfe",
        b"{}",
        b"SQLite format 3\x00",
        b'{"format":"1"}',
        b'{"format":1}',
        pytest.param(b'{"format":1,"name":' + b"[" * 200_000 + b"]" * 200_000 + b"}", id="deep"),
        STORED[:-1],
        STORED + b"x",
        STORED.replace(b'"format":1', b'"format":1.5'),
    ],
)
def test_what_is_no_graph_is_refused(decode: Callable[[bytes], Any], data: bytes) -> None:
    with pytest.raises(BadGraph, match="this is not a compiled"):
        decode(data)


@pytest.mark.parametrize("version", [0, 2, 99, -1])
def test_another_format_is_refused_with_what_to_do(version: int) -> None:
    data = STORED.replace(b'"format":1', b'"format":%d' % version)
    for decode in (decode_graph, decode_package):
        with pytest.raises(
            BadGraph, match=rf"compiled in format {version}, .* reads format 1; compile the source again"
        ):
            decode(data)


def test_a_package_whose_graph_was_changed_is_refused() -> None:
    data = encode_package(PACKAGE).replace(b'"user:ann"', b'"user:eve"')
    with pytest.raises(BadGraph, match="the orchestration test does not match its hash; compile its source again"):
        decode_package(data)


def test_a_package_whose_hash_was_changed_is_refused() -> None:
    data = encode_package(PACKAGE).replace(PACKAGE.orchestrations[0].hash.encode(), b"0" * 64)
    with pytest.raises(BadGraph, match="does not match its hash"):
        decode_package(data)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b'"element":"Stage"', b'"element":"Palace"', "Palace"),
        (b'"node":"Variable"', b'"node":"Exec"', "Exec"),
        (b'"operator":">"', b'"operator":"is"', "operator"),
        (b'"function":"any"', b'"function":"eval"', "function"),
        (b'"fact":"id"', b'"fact":"x"', None),
        (b'"steps":[', b'"steps":["a",', "steps"),
        (b'"name":"a.x"', b'"name":5', "name"),
        (b'"kind":"integer"', b'"kind":"float"', "kind"),
        (b'"first":0', b'"first":null', "first"),
    ],
)
def test_a_wrong_part_is_refused_with_its_place(old: bytes, new: bytes, place: str | None) -> None:
    data = STORED.replace(old, new, 1)
    if place is None:
        assert data == STORED
        return
    with pytest.raises(BadGraph, match=place):
        decode_graph(data)


def changed(**parts: Any) -> Graph:
    """The graph with parts that do not fit."""
    return msgspec.structs.replace(FULL, **parts)


def with_element(name: str, **parts: Any) -> Graph:
    """The graph with an element that does not fit."""
    replaced = (msgspec.structs.replace(each, **parts) if each.name == name else each for each in FULL.elements)
    return changed(elements=tuple(replaced))


def with_condition(condition: Any) -> Graph:
    """The graph with a condition that does not fit."""
    return with_element("b.w", only_if=condition)


def with_await(**parts: Any) -> Graph:
    """The graph with an await, in the place of an assignment, that does not fit."""
    index = INDEX["set n"]
    await_ = Await(name="set n", next=index + 1, arms=(), **parts)
    return changed(elements=(*FULL.elements[:index], await_, *FULL.elements[index + 1 :]))


INDEX = {element.name: index for index, element in enumerate(FULL.elements)}


@pytest.mark.parametrize(
    ("unsound", "problem"),
    [
        (changed(first=99), "it begins at 99"),
        (changed(first=INDEX["a.x"]), "it begins at"),
        (changed(elements=()), "it begins at 0|handler"),
        (with_element("a", next=99), "a: control goes to 99"),
        (with_element("a", next=INDEX["a.x"]), "a: control goes to"),
        (with_element("a", scope=INDEX["a.x"]), "a: it stands in"),
        (with_element("a", steps=(INDEX["a.x"],)), "a: its steps are not those"),
        (with_element("a", finish=Join((INDEX["b.w"],))), "a: its steps are not those"),
        (with_element("b", steps=(INDEX["b.w"], INDEX["d"])), "b: its steps are not those"),
        (with_element("a", drops=(INDEX["d"],)), "a: it drops"),
        (
            changed(elements=(FULL.elements[INDEX["a.x"]],), first=-1, handlers=(), triggers=()),
            "in 1, which is no stage",
        ),
        (with_element("a.x", scope=-1), "a: its steps are not those"),
        (with_element("a.x", arguments=()), "a.x: it has other arguments"),
        (with_element("a.x", dependents=()), "it starts after"),
        (with_element("a.x", dependents=(INDEX["a"],)), "does not start after it"),
        (with_element("a.y", after=None), "does not start after it"),
        (with_element("set n", variable=5), "set n: it sets variable 5"),
        (with_element("go to b", target=-7), "go to b: control goes to -7"),
        (with_element("a.y!error", owner=0), "it handles errors of 0"),
        (changed(handlers=(on_no := msgspec.structs.replace(FULL.handlers[0], block=None),)), "neither"),
        (changed(handlers=(msgspec.structs.replace(on_no, block=0),)), "which is no block"),
        (changed(handlers=(msgspec.structs.replace(on_no, target=77),)), "leads to 77"),
        (changed(variables=()), "variable"),
        (changed(lets=(msgspec.structs.replace(FULL.lets[0], formula=ex.Parameter(3)),)), "reads parameter 3"),
        (with_condition(ex.Let(1)), "reads let 1"),
        (with_condition(ex.Let(-1)), "reads let -1"),
        (with_condition(ex.Apply(4, ())), "asks predicate 4"),
        (with_condition(ex.Output(INDEX["d"], "k")), "which is no step"),
        (with_await(parallels=(INDEX["a"],)), "it ends"),
        (with_await(steps=(INDEX["a"],)), "it forgets the outputs of"),
        (with_condition(ex.Binding(INDEX["d"])), "has bound"),
        (with_condition(ex.Visited(INDEX["a"], "x")), "asks for outcomes"),
        (with_condition(ex.Call("eval", ())), 'calls "eval"'),
        (with_condition(ex.Local(7)), "slot 7, which nothing binds"),
        (with_condition(ex.Not(ex.Not(ex.Local(0)))), "slot 0, which nothing binds"),
        (with_condition(ex.Fold("any", ex.MakeList(()), -1, ex.Literal(INTEGER, 1), INTEGER)), "binds slot -1"),
        (with_condition(ex.Literal(DECIMAL, "abc")), "holds 'abc'"),
        (with_condition(ex.Literal(ListOf(DECIMAL), 5)), "holds 5"),
    ],
)
def test_a_graph_that_does_not_hold_together_is_refused(unsound: Graph, problem: str) -> None:
    with pytest.raises(BadGraph, match=problem):
        decode_graph(encode_graph(unsound))


@given(st.integers(0, len(STORED) - 1), st.integers(0, 255))
def test_a_changed_byte_gives_a_graph_that_holds_together_or_a_refusal(place: int, byte: int) -> None:
    data = STORED[:place] + bytes([byte]) + STORED[place + 1 :]
    with contextlib.suppress(BadGraph):
        assert not list(faults(decode_graph(data)))
