"""Shell text as commands."""
