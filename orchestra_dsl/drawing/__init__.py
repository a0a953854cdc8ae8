"""Orchestrations drawn from their graphs: a model of the drawing, its layout, and one file for each format."""
