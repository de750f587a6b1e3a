"""One format, one file; nothing here decides what is found."""
