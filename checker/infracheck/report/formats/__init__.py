"""One format of a report, one file."""
