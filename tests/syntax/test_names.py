"""Every word of the language stays usable as a name, wherever the language does not need it itself."""

import pytest

from orchestra_dsl.syntax.nodes import Name, Node, Reference, walk
from orchestra_dsl.syntax.reserved import RESERVED
from orchestra_dsl.syntax.table import load
from tests.syntax.reading import read

WORDS = sorted(load().keywords)
ELEMENTS = frozenset({"any"})  # which no element may be called, so that `start after any of` is clear

PLACES = {
    "record": ("record @ { }", ()),
    "first field": ("record R { @: text b: text }", ()),
    "later field": ("record R {\n a: text\n @: text\n b: text }", ()),
    "field after a label": ('record R { a: text "A" @: text? }', ()),
    "field after a union": ('record R { a: "A" | "B" @: text }', ()),
    "name of a type": ("record R { a: @ b: @? c: list<@> }", {"list"}),
    "event": ("event @ { @: text, b: text, }", ()),
    "flow": ("flow @(@: text, b: @ = 1) flow crm.@.x() flow @.y()", {"list"}),
    "output": ("flow f() -> { @: text b: text @: text }", ()),
    "written field": ("flow f() writes @.@, R.@ record S { }", ()),
    "screen": ("screen @(@: text) -> { @: text }", ()),
    "predicate": ("predicate @(@: text) predicate p()", ()),
    "calendar": ('calendar @ { zone "UTC" }', ()),
    "orchestration": ("orchestration @(@: text) -> { @: text } { }", ()),
    "scenario of": ('scenario "t" of @ { }', ()),
    "stage": ('orchestration o() { stage @ { } stage @ "L" { } }', ()),
    "step": ('orchestration o() { stage s { background @ = f() interactive @ = f() "L" { } } }', ()),
    "called": ("orchestration o() { stage s { background a = @(@: 1) background b = run @() } }", ()),
    "decision": ("orchestration o() { decide @ { outcome @ when 1 -> @ otherwise -> @ } }", ()),
    "parallel": ("orchestration o() { parallel @ { branch @ { } } }", ()),
    "await": ("orchestration o() { await @ first { on e as @ -> @ } }", ()),
    "let, var, set": ("orchestration o() { let @ = 1 var @: text = 1 set @ = 1 }", ()),
    "target": ("orchestration o() { go to @ go to a.@ wait until 1 up to 1 -> @ end }", ()),
    "cancel, update": ("orchestration o() { cancel @ cancel @.@ update @ { @: 1 } undo back to @ }", ()),
    "channel": ('orchestration o() { notify a via @, @ "x" notify via @ }', ()),
    "trigger": ("orchestration o() { start on @ created start on @ as @ with { @: 1 } use calendar @ }", ()),
    "migration": ("orchestration o() { migrate from 2 { @ -> @.@ @.a -> b } }", ()),
    "binding": ('orchestration o() { on error as @ -> @ on error "E" as @ { } }', ()),
    "after": ("orchestration o() { stage s { background b = f() { start after a, @, a.@ } } }", ()),
    "first after": ("orchestration o() { stage s { background b = f() { start after @ timeout 1m } } }", ELEMENTS),
    "joined": ("orchestration o() { stage s { finish when 2 of @, @.@ rest stop } }", ()),
    "loop": ("orchestration o() { stage s { background b = f() { for each @ in l one by one } } }", ()),
    "same person": ("orchestration o() { stage s { background b = f() { same person as @ timeout 1m } } }", ()),
    "undo": ("orchestration o() { stage s { background b = f() { undo @(@: 1) timeout 1m } } }", ()),
    "after a dot": ("orchestration o() { let x = a.@.@ + b?.@ == c.@ and d.@ }", ()),
    "argument": ("orchestration o() { let x = f(@: 1, @: 2) }", ()),
    "key": ("orchestration o() { let x = { @: 1, @: 2 } }", ()),
    "lambda": ("orchestration o() { let x = any(a, @ => 1) }", RESERVED),
    "value": ("orchestration o() { let x = @ or (@) and @ == @ + @ * @ ?? @ let y = @.b }", RESERVED),
    "values": ("orchestration o() { let x = [@, f(@), a[@], if @ then @ else @] let y = 1 }", RESERVED),
    "value in a text": ('orchestration o() { log "{@} and {@.@}" }', RESERVED),
    "condition": ("orchestration o() { repeat while @ { } stage s { start when @ finish when @.a } }", RESERVED),
    "value of a clause": (
        """orchestration o() { stage s { interactive b = f() {
          only if @ assign to @ otherwise @ exclude @, @ as @ retry 1 times every @ up to @
          due in @ { at 5% notify @ via @ after @ reassign to @ }
        } } }""",
        RESERVED,
    ),
    "arm": ("orchestration o() { await first { on @ as x -> @ on @ -> @ on @.a { } after @ -> b } }", RESERVED),
    "given": ('scenario "t" of o { given @ = 1 given @ returns 1 given @.@ fails given @ takes 1d }', ()),
    "act": ('scenario "t" of o { create @ { } update @ { @: 1 } delete @ send @ { } start }', ()),
    "item": ('scenario "t" of o { "a" claims @ "a" completes @.@ "a" delegates @ to "b" retry @ start }', ()),
    "resting": ('scenario "t" of o { suspend @.@ "a" suspends @ for 1d "a" may not resume @.@ start }', {"run"}),
    "run of": ('scenario "t" of o { suspend run of @.@ cancel run of @ at once skip @ start }', ()),
    "worked": ('scenario "t" of o { prioritize @.@ to 1 "a" saves @ with { @: 1 } "a" reassigns @ to b start }', ()),
    "expected item": ('scenario "t" of o { expect item @ open expect item @.@ draft { @: 1 } start }', ()),
    "policy": ('scenario "t" of o { given allocation is @ given allocation of "G" is @ start }', ()),
    "expected": ('scenario "t" of o { expect stage @ active expect step @.@ error expect @.@ called }', ()),
    "expected flow": ('scenario "t" of o { expect @ called start }', {"stage", "step", "item", "notified"}),
    "notified": ('scenario "t" of o { expect notified a via @ }', ()),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_word_of_the_language_may_be_a_name(place: str) -> None:
    text, needed = PLACES[place]
    usual = shape(text.replace("@", "anything_else"))
    assert usual is not None
    assert usual[1].count("anything_else") == text.count("@")
    not_names = {word for word in WORDS if shape(text.replace("@", word)) != renamed(usual, word)}
    assert not_names == set(needed)


Shape = tuple[list[type[Node]], list[str]]


def shape(text: str) -> Shape | None:
    """Return the classes of the nodes and the names, in order, or None where the text is wrong."""
    result = read(text)
    if result.findings:
        return None
    nodes = list(walk(result.tree))
    names = [n.text if isinstance(n, Name) else n.name for n in nodes if isinstance(n, Name | Reference)]
    return [type(node) for node in nodes], names


def renamed(usual: Shape, word: str) -> Shape:
    """Return what the shape has to be with a word as the name."""
    return usual[0], [word if name == "anything_else" else name for name in usual[1]]


def test_the_words_all_and_any_are_joins_after_finish_when() -> None:
    for word in ("all", "any"):
        text = "orchestration o() { stage s { finish when %s } }"
        assert read(text % word).tree != read(text % f"({word}(x))").tree
