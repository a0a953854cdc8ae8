"""The compiled artefact: an orchestration as plain, frozen data, and the types and values that it speaks of."""
