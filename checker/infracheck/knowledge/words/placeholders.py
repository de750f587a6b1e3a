"""Values that only stand where a credential would: templates, references to a store, words that say so."""

from __future__ import annotations

OPAQUE = "\ue000"
"""Stands in a shape for a part that comes from a secret, or that the files do not tell."""
_WORDS = (
    "changeme", "change-me", "change_me", "change me", "changeit", "replace", "placeholder", "your-", "your_", "your ",
    "example", "redacted", "todo", "xxx", "***", "dummy", "insert", "fixme", "tbd",
    "not set", "not-set", "unset",
)  # fmt: skip
_REFERENCES = ("enc[", "vault:", "ref+", "op://", "sops:", "arn:aws:", "gcp-sm:", "awssm:", "@microsoft.keyvault")
_PAIRS = (("{", "}"), ("<", ">"), ("$", ""), ("%", "%"), ("[", "]"), ("(", ")"))
_LONGEST = 8192


def is_placeholder(text: str) -> bool:
    """Whether a value is no credential but stands for one."""
    low = text.strip()[:_LONGEST].lower()
    if not low or OPAQUE in low or low.startswith(_WORDS) or low.startswith(_REFERENCES):
        return True
    # `<path:…>`: Argo CD Vault Plugin, "Inline-path placeholders"
    if "$(" in low or "${" in low or "{{" in low or "<path:" in low:
        return True
    if "\n" in low or '"' in low or ":" in low:
        return False
    return any(low.startswith(first) and low.endswith(last) for first, last in _PAIRS)
