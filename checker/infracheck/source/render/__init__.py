"""Charts and overlays, rendered by their own tools, each line with the place where it was written."""
