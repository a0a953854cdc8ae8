"""Scenarios: what their lines name, and the types of what they give and expect."""
