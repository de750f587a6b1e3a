"""Words that tell of an annotation or a label that it is about how a credential is renewed."""

from __future__ import annotations

ROTATION_WORDS = ("rotat", "renew", "expir")
"""Parts of its name, in lower case."""
