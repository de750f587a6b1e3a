"""Values of options that commands share."""

from __future__ import annotations

LEVELS = ("critical", "high", "medium", "low")


def split(values: tuple[str, ...]) -> tuple[str, ...]:
    """Values of an option that repeats, each of which may hold several behind commas."""
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())
