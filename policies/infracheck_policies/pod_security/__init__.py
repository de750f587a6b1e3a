"""The Pod Security Standards, one check, one file, as the admission code enforces them."""

PACK: tuple[str, ...] = ()
"""The checks, in the order of the standard."""
