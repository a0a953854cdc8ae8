"""A page in Markdown: for the docs, and for tools that show it beside a finding."""

from orchestra_dsl.diagnostics.pages.page import Page
from orchestra_dsl.diagnostics.pages.sections import Code, Prose, sections


def markdown(page: Page) -> str:
    """The page without its title."""
    lines: list[str] = []
    for section in sections(page.code, page):
        lines += [f"## {section.title}", ""]
        after_item = False
        for block in section.blocks:
            item = isinstance(block, Prose) and block.item
            if after_item and not item:
                lines.append("")
            lines += _lines(block)
            after_item = item
        lines += [""] if after_item else []
    return "\n".join(lines).rstrip() + "\n"


def _lines(block: Prose | Code) -> list[str]:
    if isinstance(block, Prose):
        return [f"- {block.text}"] if block.item else [block.text, ""]
    named = [f"{block.caption}:", ""] if block.caption else []
    return [*named, f"```{block.language}", block.text.rstrip("\n"), "```", ""]
