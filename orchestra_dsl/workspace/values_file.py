"""Files with named values, as JSON or TOML: arguments, records, what a work item asks for."""

import sys
import tomllib
from pathlib import Path
from typing import Any

from orchestra_dsl.workspace.errors import UsageError
from orchestra_dsl.workspace.json_text import read_json
from orchestra_dsl.workspace.paths import shown

STANDARD_INPUT = "-"


def read_values(file: Path) -> dict[str, Any]:
    """The values of a file; `-` is standard input, as JSON. Raises UsageError. Numbers stay exact."""
    where = "standard input" if str(file) == STANDARD_INPUT else shown(file)
    try:
        text = sys.stdin.read() if str(file) == STANDARD_INPUT else file.read_text(encoding="utf-8")
        toml = file.suffix == ".toml"
        values = tomllib.loads(text, parse_float=str) if toml else read_json(text)
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", where=where) from error
    except UnicodeDecodeError as error:
        raise UsageError("is not text in UTF-8", where=where, hint="Save it as UTF-8.") from error
    except ValueError as error:
        form = "TOML" if file.suffix == ".toml" else "JSON"
        raise UsageError(f"this is not valid {form}: {error}", where=where) from error
    except RecursionError as error:
        raise UsageError("this is nested too deeply", where=where) from error
    if not isinstance(values, dict):
        raise UsageError("this is not an object with named values", where=where, hint='Write { "name": value, … }.')
    return values
