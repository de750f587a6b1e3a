"""A first look at a file: whether it may have waivers at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from infracheck.source.yaml.tree import Document

if TYPE_CHECKING:
    from infracheck.source.docker.tree import DockerfileTree

# letters of a key that are written as an escape, or apart by an escaped end of a line
_HIDING = r"\\[xuU\n\r\x85\u2028\u2029]"


_TOOLS = (
    "infracheck", "hadolint", "check", "bridgecrew", "kube-linter.io", "kube-score", "kubescape.io", "fairwinds.com",
    "trivy", "kics-scan",
)  # fmt: skip


def may_hold_waivers(tree: Document | DockerfileTree) -> bool:
    """Whether a file may have waivers: every mark, ours or a peer's, has one of these words and a name in it.

    Only a key of an annotation can hide its word behind escapes; what may be one is looked at once more.
    """
    text = tree.source.text
    if may_hold_marks(text):
        return True
    # a Dockerfile has comments alone
    return isinstance(tree, Document) and "\\" in text and re.search(_HIDING, text) is not None


def may_hold_marks(text: str) -> bool:
    """Whether a text may hold a mark that nothing hides."""
    is_told = "ignore" in text or "skip" in text or "exempt" in text or "kics-scan" in text
    if not is_told:
        return False
    low = text.lower()
    return any(name in low for name in _TOOLS)
