"""SVG: right XML, everything in it once, and nothing that a label could change."""

import re
from collections import Counter
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestra_dsl.drawing.model import Block, Drawing, Item, Node
from orchestra_dsl.drawing.structure import drawing_of
from orchestra_dsl.drawing.svg.style import ACCENTS, Theme, style
from orchestra_dsl.drawing.svg.svg import svg
from orchestra_dsl.graph.model import Compiled
from tests.drawing import counting
from tests.drawing.nesting import nested
from tests.drawing.test_mermaid import labelled
from tests.drawing.texts import HOSTILE, everything, example

SPACE = "{http://www.w3.org/2000/svg}"


def read(text: str) -> Element:
    return fromstring(text)  # noqa: S314 - it is our own text, and whether it is right is the question


def written(compiled: Compiled, theme: Theme = "auto") -> str:
    return svg(drawing_of(compiled.graph, compiled.origins), theme)


def check(compiled: Compiled) -> None:
    root = read(written(compiled))
    nodes = Counter(each.attrib["data-element"] for each in root.iter() if "data-element" in each.attrib)
    assert nodes == Counter(counting.nodes(compiled.graph))
    lines = [each.attrib for each in root.iter() if "data-from" in each.attrib]
    assert Counter((each["data-from"], each["data-to"]) for each in lines) == counting.edges(compiled.graph)
    assert len({(each["data-from"], each["data-number"]) for each in lines}) == len(lines)


@pytest.mark.parametrize("compiled", [everything, example])
def test_every_element_and_every_edge_is_written_once(compiled: object) -> None:
    assert callable(compiled)
    check(compiled())


def test_that_holds_for_any_source() -> None:
    for compiled in (*counting.written(), *nested()):
        check(compiled)


def shape(text: str) -> list[tuple[str, list[str]]]:
    """The tags with the names of their attributes, in order, without tooltips and texts, whose number varies."""
    found = ((each.tag.removeprefix(SPACE), sorted(each.attrib)) for each in read(svg(labelled(text))).iter())
    return [each for each in found if each[0] not in ("text", "title", "tspan")]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_stays_a_label(text: str) -> None:
    assert shape(text) == shape("plain")


def test_a_blank_title_of_a_stage_leaves_its_place_empty() -> None:
    blank = Node("s", "stage", " ", "s")
    text = svg(Drawing("o", " ", Block((Item(blank, (Node("s.a", "interactive", "", ""),)),)), ()))
    assert [each.attrib["data-element"] for each in read(text).iter() if "data-element" in each.attrib] == ["s", "s.a"]


@given(st.text())
@settings(max_examples=60, deadline=None)
def test_no_text_can_leave_its_place(text: str) -> None:
    assert shape(text) == shape("plain")


def test_what_is_cut_is_told_when_pointed_at() -> None:
    root = read(svg(labelled("long " * 60)))
    cut = [each for each in root.iter(f"{SPACE}text") if "".join(each.itertext()).endswith("…")]
    assert cut
    assert all(each[0].tag == f"{SPACE}title" and (each[0].text or "").startswith("long long") for each in cut)


def test_it_says_what_it_is_to_who_cannot_see_it() -> None:
    root = read(written(example()))
    assert root.attrib["role"] == "img"
    told = {each.attrib.get("id"): each.text or "" for each in root if each.tag in (f"{SPACE}title", f"{SPACE}desc")}
    assert root.attrib["aria-labelledby"].split() == list(told)
    assert told["orchestra-case_management-auto-title"] == "Case management"
    assert "5 of them stages" in told["orchestra-case_management-auto-desc"]
    group = next(each for each in root.iter() if each.attrib.get("data-element") == "resolve.fix")
    title = group.find(f"{SPACE}title")
    assert title is not None
    assert (title.text or "").startswith("interactive resolve.fix; assign to triage.classify.team")
    assert "at 50% remind" in (title.text or "")


def test_a_theme_is_light_or_dark_or_what_the_reader_prefers() -> None:
    light, dark, auto = (written(example(), theme) for theme in ("light", "dark", "auto"))
    assert "prefers-color-scheme" not in light + dark
    assert "prefers-color-scheme:dark" in auto
    assert light != dark


def names(text: str) -> tuple[str, list[str], set[str], list[str]]:
    """The class of the root, all names of elements, those that are used, and what the rules of style are for."""
    root = read(text)
    style = root.find(f"{SPACE}style")
    assert style is not None
    sheet = "".join(style.itertext())
    given = [each.attrib["id"] for each in root.iter() if "id" in each.attrib]
    used = set(re.findall(r"url\(#([^)]*)\)", sheet)) | set(root.attrib["aria-labelledby"].split())
    inner = re.sub(r"@media [^{]*\{(.*)\}$", r"\1", sheet, flags=re.MULTILINE)
    return root.attrib["class"], given, used, re.findall(r"^([^{]+)\{", inner, re.MULTILINE)


def test_drawings_on_one_page_leave_each_other_and_the_page_alone() -> None:
    drawn = [written(example()), written(everything()), *(written(example(), each) for each in ("light", "dark"))]
    found = [names(text) for text in drawn]
    assert len({root for root, *_ in found}) == len(drawn)
    given = [name for _, ids, _, _ in found for name in ids]
    assert len(set(given)) == len(given)
    for root, ids, used, rules in found:
        assert used == set(ids)
        assert len(rules) > 50
        assert all(rule == f".{root}" or rule.startswith(f".{root} ") for rule in rules)
        assert not any("," in rule for rule in rules), "what stands behind a comma would hold everywhere"


def test_a_name_cannot_leave_the_style_sheet() -> None:
    root, *_ = names(svg(Drawing("a b{}</style>", "", Block(()), ())))
    assert root == "orchestra-a-b----style--auto"


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_can_be_told_from_its_ground(theme: Theme) -> None:
    """At least 4.5 to 1, as the guidelines for accessible pages ask for."""
    colours = dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})\b", style(theme, "o")))
    grounds = ["card", "soft", *(f"{accent}-soft" for accent in set(ACCENTS.values()))]
    assert all(contrast(colours["ink"], colours[ground]) >= 4.5 for ground in grounds)
    assert all(contrast(colours["quiet"], colours[ground]) >= 4.5 for ground in grounds)
    for accent in (*ACCENTS.values(), "blue", "teal", "amber"):
        for ground in (f"{accent}-soft", "card", "soft"):
            assert contrast(colours[accent], colours[ground]) >= 4.5, (accent, ground)
    assert contrast(colours["edge"], colours["page"]) >= 3


def test_nothing_is_fetched_and_nothing_runs() -> None:
    text = written(everything())
    assert not re.search(r"<script|<image|href=|@import|url\((?!#)", text)


def test_the_bytes_are_the_same_each_time() -> None:
    assert written(everything()) == written(everything())
