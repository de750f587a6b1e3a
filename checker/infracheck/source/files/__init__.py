"""From paths to the texts of files."""
