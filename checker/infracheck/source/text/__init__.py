"""Places in a text, and what can be wrong at one."""
