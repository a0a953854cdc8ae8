"""Help texts: what a command does, then examples, kept line by line."""

from inspect import cleandoc


def described(text: str, *examples: str) -> str:
    r"""A command's help for click: paragraphs are wrapped, the examples stand as they are.

    Click keeps the lines of a paragraph that begins with `\b`.
    """
    shown = "\n".join(f"  {example}" for example in examples)
    return f"{cleandoc(text)}\n\n\b\nExamples:\n{shown}"
