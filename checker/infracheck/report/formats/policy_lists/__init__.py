"""The list of policies, one format, one file."""
