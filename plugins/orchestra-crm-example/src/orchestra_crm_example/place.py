"""Where a project's CRM keeps its data."""

import os
from pathlib import Path

from orchestra_crm_example.store import Crm
from orchestra_dsl.plugin import Context

FILE_VARIABLE = "ORCHESTRA_CRM_FILE"


def crm_of(context: Context) -> Crm:
    """The CRM of the project: its file is named by the environment, by `[settings.crm]`, or lies beside the store."""
    file = os.environ.get(FILE_VARIABLE) or context.settings.get("file", ".orchestra/crm.db")
    return Crm(context.folder / Path(file))
