"""Projects: their configuration, files and plugins, and the one place that joins the two halves of Orchestra."""
