"""A page for each code: what would happen, a wrong example with what is reported for it, and the right one.

The page of O404 is `O404.md`, in this folder. Titles, severities and reasons are those of the registry; what is
reported is drawn by the renderer (`make docs` writes it to `reported/`). So nothing is said twice:

    What would happen on the day, in the words of whoever runs the process.

    ```orch wrong
    …
    ```

    ```orch right
    …
    ```

    When it is hard to see, and what to do instead.

An example is one source that stands by itself or, with an `orchestra.toml`, a project of several files. A file that
is the same in both is `both`; one with a name has it behind that word: "```toml both people.toml". A file that is
not saved as UTF-8 says how it is saved behind its name. Where another code cannot be kept out of the examples, the
first line of the page says so: "Also: O009".
"""

from orchestra_dsl.diagnostics.pages.page import BadPage, File, Page
from orchestra_dsl.diagnostics.pages.stored import folder, page_of

__all__ = ["BadPage", "File", "Page", "folder", "page_of"]
