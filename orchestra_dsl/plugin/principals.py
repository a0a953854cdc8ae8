"""Users, groups and queues as Python values: texts that know what kind of principal they name."""

from typing import ClassVar, Self

from orchestra_dsl.graph.values import principal_name


class Principal(str):
    """Somebody who can be asked or told: the text is the bare name (`ann`), `principal` the full one (`user:ann`).

    A user and a group of one name are not equal; a principal equals the plain text of its name.
    """

    __slots__ = ()
    kind: ClassVar[str]

    def __new__(cls, name: str) -> Self:
        """Make one from `ann` or from `user:ann`."""
        bare = name.removeprefix(f"{cls.kind}:")
        if not bare or ":" in bare:
            raise ValueError(f"{name!r} does not name a {cls.kind}")
        return super().__new__(cls, bare)

    @property
    def principal(self) -> str:
        """The full name, with the kind before the colon: the stored form."""
        return f"{self.kind}:{self}"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Principal) and other.kind != self.kind:
            return False
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return super().__hash__()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


class User(Principal):
    """One person."""

    __slots__ = ()
    kind = "user"


class Group(Principal):
    """A group of people."""

    __slots__ = ()
    kind = "group"


class Queue(Principal):
    """A queue that work is put into and its members take from."""

    __slots__ = ()
    kind = "queue"


def read_principal(principal: str) -> User | Group | Queue:
    """The value for a full name such as `group:Agents`. Raises ValueError for anything else."""
    for kind in (User, Group, Queue):
        if principal.startswith(f"{kind.kind}:"):
            return kind(principal_name(principal))
    raise ValueError(f"{principal!r} names no user, group or queue; write user:ann, group:Agents or queue:Triage")
