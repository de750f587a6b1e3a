"""The words that names of credentials are made of, each table once."""

from __future__ import annotations

from infracheck.knowledge.words.environments import STAGES

PARTS = (
    "pass", "pwd", "secret", "token", "key", "cred", "auth", "private", "salt", "cookie", "bearer", "jwt", "dsn",
    "login", "licen",
)  # fmt: skip
"""Parts of names, in lower case, that may tell of a credential anywhere: a first look, never the last word."""
PARTS_IN_SECRETS = (*PARTS, "pw", "hook", "signature", "connection", "users", "accounts", "pin")
"""The same of keys of a Secret, where less is enough."""

PASSWORDS = frozenset(("password", "passwords", "passwd", "passphrase", "pword", "pwd", "pass", "pw", "requirepass"))
"""Words for what a person or a program logs in with; requirepass is of redis.conf."""
NOUNS = PASSWORDS | frozenset(
    # masterauth: redis.conf
    ("secret", "secrets", "token", "bearer", "credential", "credentials", "creds", "jwt", "masterauth")
)
"""Words that are a credential where a name ends with them."""
WEAK_NOUNS = frozenset(("key", "keys", "auth", "pat", "salt", "seed", "pepper", "sas", "signature"))
"""Words that may be one: what stands before them, or the value, decides."""
KEYS = frozenset(
    (
        "access", "account", "admin", "api", "app", "auth", "batch", "client", "decryption", "encryption", "hmac",
        "jwt", "license", "licence", "master", "private", "secret", "service", "shared", "signing", "ssh", "storage",
        "webhook",
    )
)  # fmt: skip
"""Words before `key` that make it one that lets in."""
OPEN = frozenset(
    (
        "public", "pub", "gpg", "pgp", "sign", "release", "host", "primary", "foreign", "partition", "sort", "cache",
        "translation", "fingerprint", "apt", "rpm", "repo", "registry", "hot", "map", "by", "known", "ssl", "tls",
        "work", "old", "first", "site", "random", "empty", "routing", "topology", "recv", "receive",
    )
)  # fmt: skip
"""Words before a weak noun, or `pass`, that make it one of a table, a package or a lock."""
PUBLIC = frozenset(("public", "publishable"))
"""Words anywhere in a name that make what it names public: `VAPID_PUBLIC_KEY`."""
PUBLISHERS = frozenset(("gpg", "pgp", "apt", "rpm", "release"))
"""Words anywhere in a name that make a key one that packages are verified with."""
SWITCHES_FIRST = frozenset(
    (
        "allow", "disable", "enable", "has", "hide", "is", "max", "min", "no", "num", "require", "show", "skip", "use",
        "with", "without",
    )
)  # fmt: skip
"""Words that begin the name of a switch or a number: `USE_TOKEN`."""
SWITCHES = frozenset(("allow", "empty", "random"))
"""Words that make a switch of it anywhere: `MYSQL_ALLOW_EMPTY_PASSWORD`, `MYSQL_RANDOM_ROOT_PASSWORD`."""
PREPOSITIONS = frozenset(("for", "of", "to", "on"))
"""Words behind which a name says what the credential is for: `tokenForReports`."""
PURPOSES = STAGES | frozenset(
    (
        # which one of several
        "base", "content", "contents", "current", "default", "eu", "json", "live", "local", "main", "master", "new",
        "next", "old", "plain", "plaintext", "previous", "primary", "raw", "replica", "secondary", "slave", "string",
        "text", "us", "value", "b64",
        # who
        "admin", "administrator", "api", "app", "backup", "bot", "ci", "client", "consumer", "deploy", "deployer",
        "exporter", "guest", "internal", "external", "monitor", "monitoring", "operator", "owner", "producer",
        "read", "reader", "readonly", "readwrite", "ro", "root", "rw", "superuser", "sysadmin", "system",
        "worker", "write", "writer", "webhook",
        # with what
        "amqp", "anthropic", "artifactory", "auth0", "aws", "azure", "bitbucket", "cassandra", "clickhouse",
        "cloudflare", "codecov", "consul", "database", "datadog", "db", "digitalocean", "discord", "docker",
        "dockerhub", "elastic", "elasticsearch", "ftp", "gcp", "ghcr", "gitea", "github", "gitlab", "google", "grafana",
        "harbor", "heroku", "imap", "influxdb", "jenkins", "jira", "kafka", "keycloak", "ldap", "mail", "mailgun",
        "mariadb", "minio", "mongo", "mongodb", "mqtt", "mssql", "mysql", "nats", "nexus", "npm", "nuget",
        "okta", "openai", "oracle", "pagerduty", "paypal", "pg", "postgres", "postgresql", "pypi", "quay", "rabbitmq",
        "redis", "s3", "sendgrid", "sentry", "sftp", "slack", "smtp", "snyk", "sonar", "sonarqube", "splunk",
        "sqlserver", "ssh", "stripe", "telegram", "twilio", "vpn",
    )
)  # fmt: skip
"""Words behind a credential's that say what it is for, and leave it one: `TOKEN_GITHUB`, `DB_PASSWORD_PROD`."""
ABOUT = frozenset(
    (
        "address", "age", "alg", "algo", "algorithm", "algorithms", "alphabet", "annotation", "annotations", "arn",
        "attempts", "attr", "attribute", "attributes", "audience", "audiences", "authentication", "authority",
        "backend", "bits", "bucket", "burst", "bytes", "cache", "characters", "chars", "charset", "check", "checks",
        "cipher", "claim", "claims", "class", "cluster", "cmd", "codec", "column", "columns", "command", "complexity",
        "contract", "cost", "count", "country", "currency", "curve", "date", "days", "deadline", "decimals", "delay",
        "description", "digest", "digits", "dir", "directory", "disabled", "domain", "driver", "duration", "email",
        "enable", "enabled", "encoder", "encoding", "encryption", "endpoint", "endpoints", "engine", "env", "errors",
        "event", "events", "exp", "expiration", "expires", "expiry", "field", "fields", "file", "filename", "files",
        "filter", "fingerprint", "folder", "format", "frequency", "from", "generator", "grace", "group", "groups",
        "handler", "hasher", "hashers", "hashing", "header", "headers", "helper", "hint", "hints", "history", "host",
        "hostname", "hours", "icon", "id", "identifier", "ids", "image", "in", "index", "input", "interval", "issuer",
        "issuers", "iterations", "jitter", "kind", "label", "labels", "language", "leeway", "len", "length", "level",
        "lifespan", "lifetime", "limit", "link", "list", "listener", "locale", "location", "lookup", "lowercase",
        "management", "manager", "map", "mapping", "max", "maxlen", "maxlength", "message", "method", "metrics", "min",
        "minlen", "minlength", "minutes", "mode", "model", "module", "mount", "name", "names", "namespace", "network",
        "option", "options", "page", "param", "parameter", "params", "path", "paths", "pattern", "patterns", "per",
        "period", "placeholder", "plugin", "policies", "policy", "poll", "poller", "polling", "pool", "port", "prefix",
        "price", "probe", "process", "processor", "profile", "project", "projects", "prompt", "property", "protocol",
        "provider", "providers", "quality", "question", "queue", "quota", "rate", "ratio", "realm", "recipient",
        "recovery", "ref", "reference", "references", "refresh", "refs", "regex", "regexp", "region", "renewal",
        "replacement", "replicas", "replicate", "replicator", "repository", "required", "requirement", "requirements",
        "reset", "resolver", "resource", "retention", "retries", "retry", "reuse", "ring", "role", "roles", "rotation",
        "rounds", "rule", "rules", "scan", "scanner", "scanning", "schedule", "scheme", "scope", "scopes", "seconds",
        "selector", "selectors", "separator", "server", "servers", "service", "size", "skew", "sock", "socket",
        "source", "spec", "standard", "state", "status", "storage", "store", "stores", "strategy", "strength",
        "subject", "suffix", "supply", "symbol", "symbols", "sync", "table", "tag", "team", "template", "templates",
        "tenant", "threshold", "throttle", "time", "timeout", "title", "tolerance", "topic", "transform", "ttl", "type",
        "types", "unit", "units", "uppercase", "uri", "url", "urls", "usage", "user", "username", "users", "validation",
        "validator", "validators", "validity", "var", "variable", "vars", "vendor", "verification", "verifier",
        "version", "versions", "view", "volume", "window", "workers", "zone",
    )
)  # fmt: skip
"""Words that, at the end of a name, make it say something about a credential: `TOKEN_TTL`, `SECRET_SCANNER`."""
PAIRS = frozenset((("erlang", "cookie"), ("key", "content"), ("key", "base")))
"""Two words that are one credential together."""
PUBLIC_ENDS = (("site", "key"), ("application", "credentials"), ("initial", "cluster", "token"))
"""Ends of names of what lets nobody in: reCAPTCHA's key, the path of Google's file, the name of etcd's cluster."""
OBJECTS = frozenset(
    ("ca", "cert", "certificate", "existing", "image", "keystore", "pull", "registry", "ssl", "tls", "truststore")
)
"""Words beside `secret` that make it an object of Kubernetes: `TLS_SECRET`, `IMAGE_PULL_SECRET`."""
NAMED = frozenset(("aws_access_key_id",))
"""Names of halves of credentials, useless alone, that other tools report in builds."""
