"""Asking a plugin's code that has to answer at once, as a transaction or a person waits: it is given up if it does not.

The code runs on a thread of its own. One that hangs cannot be ended; as long as it does, it is not asked again.
"""

import threading
from collections.abc import Callable

from attrs import define, field

LIMIT = 5.0
"""Seconds without a step forward after which code is given up."""


class NotInTime(Exception):
    """The code has not answered, and nobody waits for it any more."""


@define(eq=False)
class _Asked:
    """One piece of code on its thread."""

    code: Callable[[], None]
    error: BaseException | None = None
    over: threading.Event = field(factory=threading.Event)

    def run(self) -> None:
        try:
            self.code()
        except BaseException as error:  # noqa: BLE001 - it is told to whoever waits
            self.error = error
        self.over.set()


@define(eq=False)
class InTime:
    """Asks code by its name, and remembers what hangs."""

    _hanging: dict[str, _Asked] = field(init=False, factory=dict)

    def ask(self, name: str, code: Callable[[], None], steps: Callable[[], int]) -> None:
        """Have the code done, and raise what it raises; `steps` counts how far it has come. Raises NotInTime."""
        if name in self._hanging and not self._hanging[name].over.is_set():
            raise NotInTime("it still has not answered what it was asked before")
        asked = _Asked(code)
        threading.Thread(target=asked.run, name=f"orchestra-{name}", daemon=True).start()
        done = steps()
        while not asked.over.wait(LIMIT):
            if steps() == done:
                self._hanging[name] = asked
                raise NotInTime(f"it has not answered within {LIMIT:g} seconds; it is asked again once it has")
            done = steps()
        if asked.error is not None:
            raise asked.error if isinstance(asked.error, Exception) else NotInTime(type(asked.error).__name__)
