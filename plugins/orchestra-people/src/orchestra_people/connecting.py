"""Connections to databases, through SQLAlchemy, for queries that see the same instant."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from orchestra_dsl.plugin.problems import BadPlugin, describe

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection

_REPEATABLE = ("postgresql", "mysql", "mariadb")
"""Databases that have to be told that all queries see the same instant; others are asked as they are set up."""


@attrs.frozen
class Asked:
    """A connection that is being asked."""

    _connection: "Connection"

    def rows(self, query: str) -> list[Mapping[str, Any]]:
        """What the query answers, by the names of the columns."""
        from sqlalchemy import text  # noqa: PLC0415 - slow to load

        literal = query.replace(":", r"\:")  # no colon stands for a value that is to be given
        return [dict(row) for row in self._connection.execute(text(literal)).mappings()]


@contextmanager
def connected(address: str, folder: Path, name: str) -> Iterator[Asked]:
    """A connection to the database at this address, which is called `name`. Raises BadPlugin for what goes wrong."""
    from sqlalchemy import create_engine, exc  # noqa: PLC0415 - slow to load, and some never ask
    from sqlalchemy.pool import NullPool  # noqa: PLC0415 - the same

    password = None
    try:
        url = _url(address, folder)
        password = url.password
        engine = create_engine(url, poolclass=NullPool)
        with engine.connect() as connection:
            dialect = engine.dialect.name
            if dialect in _REPEATABLE:
                connection.execution_options(isolation_level="REPEATABLE READ")
            elif dialect == "sqlite":
                connection.exec_driver_sql("BEGIN")
            yield Asked(connection)
    except ModuleNotFoundError as error:
        hint = f"Install the package that has {error.name}, in the environment that runs Orchestra."
        raise BadPlugin(f"the driver of the database is not there: {describe(error)}", hint, name) from error
    except (exc.SQLAlchemyError, OSError) as error:
        what = _said(getattr(error, "orig", None) or error)
        what = what if not password else what.replace(password, "***")
        hint = "`url` and `queries` in [settings.directory] say what is asked, and where."
        raise BadPlugin(f"the database cannot be read: {what}", hint, name) from None  # its text may have the password


def _said(error: BaseException) -> str:
    """What the driver says, in one line: some show the query below, and some all that the server has told them."""
    told = error.args[0] if error.args else None
    if isinstance(told, Mapping) and "M" in told:
        return f"{type(error).__name__}: {told['M']}"
    return describe(error).partition("\n")[0]


def _url(address: str, folder: Path) -> "URL":
    """The address, with the file of an SQLite database found from the project's folder. Raises BadPlugin."""
    from sqlalchemy import exc, make_url  # noqa: PLC0415 - slow to load

    try:
        url = make_url(address)
    except (exc.ArgumentError, ValueError):
        raise BadPlugin("`url` is no address of a database", 'Write it as "sqlite:///people.db".') from None
    if url.get_backend_name() != "sqlite":
        return url
    if url.database in (None, "", ":memory:"):
        raise BadPlugin("`url` names no file", 'Write it as "sqlite:///people.db".')
    file = folder / str(url.database)
    if not file.is_file():
        raise BadPlugin(f"there is no database {url.database}", "`url` in [settings.directory] names it.", str(file))
    return url.set(database=str(file))
