"""What is found is written on the lines that it is about, and what was expected before goes."""

from tests.analysis.rewrite import rewritten


def test_the_findings_of_a_line_stand_at_its_end() -> None:
    text = "a b  # expect O101 x\nc # a remark\nd\n"
    findings = [("f", 2, "O202", "c"), ("f", 1, "O301", "a"), ("f", 1, "O302", "b")]
    assert rewritten(text, findings) == "a b  # expect O301 a ;; O302 b\nc # a remark  # expect O202 c\nd\n"


def test_nothing_found_leaves_nothing_expected() -> None:
    assert rewritten("a  # expect O101 a\n", []) == "a\n"
