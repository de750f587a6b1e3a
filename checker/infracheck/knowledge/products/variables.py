"""How variables are called that name a host, its password and the switches of its TLS, behind the product's prefix."""

from __future__ import annotations

HOST_ENDS = ("HOST", "HOSTNAME", "SERVER", "ADDR", "ADDRESS", "ENDPOINT", "HOSTS", "SERVERS", "CONTACT_POINTS", "NODES")
"""How variables that name a host end, after the prefix."""
PASSWORD_ENDS = (
    "_PASSWORD", "_PASS", "_PWD", "_SECRET_KEY", "_SECRET_ACCESS_KEY", "_PASSWORD_FILE", "PASSWORD", "_TOKEN",
    "_SERVICEACCOUNTTOKEN", "_SERVICE_ACCOUNT_TOKEN", "_API_KEY", "_APIKEY",
)  # fmt: skip
SWITCHES = (
    "_SSL_ENABLED", "_TLS_ENABLED", "_USE_SSL", "_USE_TLS", "_SSL", "_TLS", "_ENABLE_SSL", "_ENABLE_TLS", "_SSL_ENABLE",
    "_SECURE", "_REQUIRE_SSL", "_REQUIRE_TLS", "_SSL_REQUIRED", "_SSL_MODE", "_SSLMODE", "_USE_HTTPS", "_HTTPS",
    "_TLS_ENABLE",
)  # fmt: skip
"""Ends of variables that switch TLS on and off, after the prefix of the host's variable."""
INSECURE = ("_INSECURE",)
"""Ends of variables that switch TLS off by their being on, where a product means that by it."""
CHECKS_OFF_BY_TRUE = (
    "_SKIP_VERIFY", "_INSECURE_SKIP_VERIFY", "_TLS_SKIP_VERIFY", "_TLS_INSECURE", "_SSL_INSECURE",
    "_TLS_INSECURE_SKIP_VERIFY",
)  # fmt: skip
CHECKS_OFF_BY_FALSE = (
    "_SSL_VERIFY", "_TLS_VERIFY", "_VERIFY_SSL", "_VERIFY_TLS", "_VERIFY_CERTS", "_VERIFY", "_SSL_CHECK_HOSTNAME",
    "_SSL_VALIDATE_SERVER_CERTIFICATE", "_SSL_VERIFY_HOSTNAME", "_SSL_REJECT_UNAUTHORIZED",
    "_TLS_REJECT_UNAUTHORIZED", "_SSL_VALIDATE",
)  # fmt: skip
"""Ends of variables that switch the check of certificates off."""
CHECK_MODES = ("_SSL_VERIFICATIONMODE", "_SSL_VERIFICATION_MODE", "_TLS_REQCERT", "_SSL_CERT_REQS")
UNCHECKED = frozenset(("none", "never", "allow", "certificate", "cert_none"))
"""Ends of variables that say how much is checked, and the values by which it is not, or not the host."""
