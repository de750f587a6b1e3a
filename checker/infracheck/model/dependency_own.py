"""Web addresses that name no service to call: an application's own, and those that are names only."""

from __future__ import annotations

_OWN = (
    "ORIGIN", "REDIRECT", "CALLBACK", "PUBLIC", "EXTERNAL_URL", "ROOT_URL", "SITE_URL", "FRONTEND", "XMLNS", "REFERER",
    "ALLOWED_HOSTS", "CORS", "DOWNLOAD", "_PROXY", "DOC_URL", "DOCS_URL", "HOMEPAGE", "REPO_URL", "MIRROR",
)  # fmt: skip
_OWN_WHOLE = frozenset(
    ("BASE_URL", "URL", "APP_URL", "SERVER_URL", "HOST_URL", "WEB_URL", "HTTP_PROXY", "SITE", "DOMAIN")
)


def is_own_address(name: str) -> bool:
    """Whether a variable's name says that the address is the application's own, or no service that it calls."""
    upper = name.upper()
    return upper in _OWN_WHOLE or any(word in upper for word in _OWN)
