"""`python -m orchestra_http`: serve the addresses at which calls are answered from outside."""

import logging
from pathlib import Path
from typing import Any

import click
import waitress

from orchestra_dsl import Project, StoreError, UsageError
from orchestra_http.callbacks import LARGEST, Callbacks, answerable

SERVER: dict[str, Any] = {
    "ident": "",
    "max_request_body_size": 4 * LARGEST,
    "connection_limit": 500,
    "channel_timeout": 20,
    "cleanup_interval": 5,
}
"""Those who connect and then say nothing keep nobody else out, and are cut off after some seconds."""


@click.command("orchestra_http")
@click.argument("project", type=click.Path(path_type=Path), default=Path())
@click.option("--listen", metavar="HOST:PORT", default="127.0.0.1:8077", show_default=True, help="Where to listen.")
@click.option("--store", type=click.Path(path_type=Path), help="Another store than the project's own.")
def main(project: Path, listen: str, store: Path | None) -> None:
    """Take what is posted to {callback} of the flows of PROJECT.

    It speaks plain HTTP: put the server before it that speaks TLS for the address `callbacks` in orchestra.toml. A
    worker of the same store goes on with what is answered.
    """
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        loaded = Project.load(project)
        flows = answerable(loaded)
        if not flows:
            raise click.ClickException("no flow in [settings.http.flows] sends {callback}: there is nothing to serve")
        with loaded.engine(store, install=False) as engine:
            application = Callbacks(engine.calls, flows)
            click.echo(f"Taking answers for {', '.join(flows)} at http://{listen}/", err=True)
            waitress.serve(application, listen=listen, **SERVER)
    except (UsageError, StoreError, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main(prog_name="python -m orchestra_http")
