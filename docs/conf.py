"""Settings of Sphinx for `make docs`: the pages in docs/ as a site in docs/_build.

The pages are Markdown to be read anywhere. What a site needs besides is made here from what they say: `index.md` lists
the pages under its headings, and that is the site's navigation; a link to a file outside of docs/ becomes its name.
"""

import re
import sys
from functools import partial
from pathlib import Path, PurePath
from typing import Any

from sphinx.application import Sphinx

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS))

from lexer import OrchLexer  # noqa: E402 - found by the line above

from orchestra_dsl import __version__  # noqa: E402 - the same

project = "Orchestra"
author = "The Orchestra maintainers"
project_copyright = author
version = release = __version__

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
myst_heading_anchors = 4
html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
highlight_language = "none"  # of a block that names none
pygments_dark_style = "github-dark"
smartquotes = False  # `--fix` in a text is an option, not a dash
html_title = f"Orchestra {__version__}"
html_show_sphinx = False

_GROUP = re.compile(r"^## (?P<title>.+?)\n(?P<lines>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_PAGE = re.compile(r"^- \[(?P<title>[^\]]+)\]\((?P<page>[\w/]+)\.md\)", re.MULTILINE)
_UPWARDS = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<up>(?:\.\./)+)(?P<path>[^)]+)\)")


def toctrees(index: str) -> str:
    """The site's navigation: a group for each heading of the index, with the pages that are listed below it."""
    groups = []
    for group in _GROUP.finditer(index):
        pages = [f"{page['title']} <{page['page']}>" for page in _PAGE.finditer(group["lines"])]
        if pages:
            lines = "\n".join(pages)
            groups.append(f"```{{toctree}}\n:hidden:\n:caption: {group['title']}\n\n{lines}\n```")
    return "\n\n".join(groups)


def inside(name: str, link: re.Match[str]) -> str:
    """A link upwards as the site has it: of a file outside of docs/ its path, behind the text where that differs."""
    text, path = link["text"], link["path"]
    if link["up"].count("../") <= name.count("/"):
        return link[0]
    return f"`{path}`" if PurePath(path).name.startswith(text) else f"{text} (`{path}`)"


def read(_app: Sphinx, name: str, source: list[str]) -> None:
    """Make of a page what the site needs."""
    if name == "index":
        source[0] += f"\n\n{toctrees(source[0])}\n"
    elif (DOCS / name).is_dir():
        source[0] += f"\n\n```{{toctree}}\n:hidden:\n:glob:\n\n{name}/*\n```\n"
    source[0] = _UPWARDS.sub(partial(inside, name), source[0])


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_lexer("orch", OrchLexer)
    app.connect("source-read", read)
    return {"parallel_read_safe": True}
