"""What is printed in a process that is Orchestra's own: without secrets, from the moment at which plugins come in.

Before it there is no secret, and masking one is more to load than many commands need. In an application that opens a
project itself, standard output is the application's, and stays as it is.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

_ours: list[ExitStack] = []
"""The block that is at work, if there is one, and with it what ends with it."""


@contextmanager
def printing_is_ours() -> Iterator[None]:
    """This process is Orchestra's own as long as the block lasts."""
    with ExitStack() as stack:
        _ours.append(stack)
        try:
            yield
        finally:
            _ours.remove(stack)


def plugins_come() -> None:
    """From here on code of plugins may read secrets, and print them."""
    if not _ours:
        return
    from orchestra_dsl.plugin.masking_print import masked_printing

    _ours[-1].enter_context(masked_printing())
