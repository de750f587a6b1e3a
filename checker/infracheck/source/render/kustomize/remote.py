"""Which references of a kustomization lead out of the machine: none of these is ever followed."""

from __future__ import annotations

import re

# kustomize api/internal/git/repospec.go: a scheme, `git::`, a user before a host, or the short names of GitHub
_REMOTE = re.compile(
    r"\s*(?:git::|gh:|github\.com[/:]|[a-z][\w.+-]*://|[a-z][\w.-]*@)|.*(?:://|[?&](?:ref|version)=)", re.I | re.S
)


def is_remote(text: str) -> bool:
    """Whether Kustomize would clone or fetch what a reference names, or might."""
    return _REMOTE.match(text) is not None
