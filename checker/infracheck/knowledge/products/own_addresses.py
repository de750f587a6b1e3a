"""Web addresses that name no service to call: an application's own, and those that are names only."""

from __future__ import annotations

_OWN = (
    "ORIGIN", "REDIRECT", "CALLBACK", "PUBLIC", "EXTERNAL_URL", "ROOT_URL", "SITE_URL", "FRONTEND", "XMLNS", "REFERER",
    "ALLOWED_HOSTS", "CORS", "DOWNLOAD", "_PROXY", "DOC_URL", "DOCS_URL", "HOMEPAGE", "REPO_URL", "MIRROR",
)  # fmt: skip
_OWN_WHOLE = frozenset(
    ("BASE_URL", "URL", "APP_URL", "SERVER_URL", "HOST_URL", "WEB_URL", "HTTP_PROXY", "SITE", "DOMAIN")
)
# hosts of namespaces and vocabularies: XML, JSON Schema, RDF
_IDENTIFIERS = frozenset(
    (
        "w3.org", "www.w3.org", "json-schema.org", "purl.org", "xmlns.com", "docs.oasis-open.org", "xmlns.jcp.org",
        "xmlns.oracle.com", "java.sun.com", "www.springframework.org", "maven.apache.org", "ns.adobe.com", "schema.org",
        "www.opengis.net", "ogp.me", "tempuri.org", "hl7.org", "specs.openid.net",
    )
)  # fmt: skip


def is_identifier(host: str) -> bool:
    """Whether an address at a host is a name that nobody calls: `http://schemas.xmlsoap.org/…`, `http://purl.org/…`."""
    return host in _IDENTIFIERS or host.startswith("schemas.")


def is_own_address(name: str) -> bool:
    """Whether a variable's name says that the address is the application's own, or no service that it calls."""
    upper = name.upper()
    return upper in _OWN_WHOLE or any(word in upper for word in _OWN)
