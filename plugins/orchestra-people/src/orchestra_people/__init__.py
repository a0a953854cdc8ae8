"""Users, groups, queues, managers and substitutes from a TOML file or a database; changes count without a restart.

In `orchestra.toml`:

    [settings.directory]
    file = "people.toml"        # or: url = "postgresql+pg8000://reader@db.example/staff"
"""

from orchestra_dsl.plugin import Directory, Project, hookimpl


@hookimpl
def orchestra_people(project: Project) -> Directory | None:
    """Supply the directory that [settings.directory] describes; nothing where there is no such table."""
    table = project.settings.get("directory")  # as it is written: secrets are read when they are needed
    if not table:
        return None
    from orchestra_people.settings import directory_of  # noqa: PLC0415 - a project without it pays nothing

    return directory_of(table, project.folder)
