"""How long a test waits for what has to come. Only a failure takes so long, so the busiest machine has time enough."""

PATIENCE = 60.0
