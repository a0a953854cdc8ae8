"""O811: imports of files that declare nothing that is used here."""

from collections.abc import Iterator

from orchestra_dsl.diagnostics import Edit, Fix
from orchestra_dsl.lint.finding import Finding
from orchestra_dsl.lint.rule import own
from orchestra_dsl.lint.source import Source
from orchestra_dsl.syntax import nodes as n


@own("O811")
def unused_import(source: Source) -> Iterator[Finding]:
    """Report imports that bring in no name that this file says; a file of imports alone is left as it is."""
    if all(isinstance(each, n.Import) for each in source.tree.declarations):
        return
    said = _said(source)
    for statement in source.all(n.Import):
        modules = source.brought_in(statement)
        if modules and not any(_declared(module) & said for module in modules):
            message = f'Nothing that "{statement.path.value}" declares is used in this file.'
            fix = Fix("Remove it", [Edit(statement.span, "")])
            yield Finding(statement, message, "Remove the `import`.", fix=fix)


def _said(source: Source) -> set[str]:
    """Every name and path that the file says, whatever it stands for."""
    names = {name.text for name in source.all(n.Name)} | {path.text for path in source.all(n.Path)}
    return names | {reference.name for reference in source.all(n.Reference)}


def _declared(module: n.Module) -> set[str]:
    found = set()
    for each in module.declarations:
        match each:
            case n.Import() | n.Scenario():
                pass
            case _:
                found.add(each.name.text)
    return found
