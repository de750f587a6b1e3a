"""Which environment a word names: production, staging, development or test."""

from __future__ import annotations

PRODUCTION, STAGING, DEVELOPMENT, TEST = "production", "staging", "development", "test"
_WORDS = {
    **dict.fromkeys(("production", "prod", "prd"), PRODUCTION),
    **dict.fromkeys(("staging", "stage", "stg", "preprod", "preproduction", "uat"), STAGING),
    **dict.fromkeys(("development", "develop", "dev", "devel"), DEVELOPMENT),
    **dict.fromkeys(("test", "testing", "tst", "qa", "sit"), TEST),
}
STAGES = frozenset(_WORDS)
"""Words for an environment, in lower case."""
_WHOLE = {"live": PRODUCTION, "local": DEVELOPMENT, "ci": TEST}
MODES = frozenset(
    (
        "NODE_ENV", "RAILS_ENV", "RACK_ENV", "FLASK_ENV", "GO_ENV", "MIX_ENV", "PHP_ENV", "ASPNETCORE_ENVIRONMENT",
        "DOTNET_ENVIRONMENT", "DJANGO_SETTINGS_MODULE", "DJANGO_ENV",
    )
)  # fmt: skip
"""How a framework runs, which need not be where: `NODE_ENV` is `production` in staging too."""
ENVIRONMENTS = frozenset((
    "ENVIRONMENT", "ENVIRONMENT_NAME", "ENV", "ENV_NAME", "APP_ENV", "APP_ENVIRONMENT", "APPLICATION_ENV",
    "APPLICATION_ENVIRONMENT", "DEPLOY_ENV", "DEPLOYMENT_ENV", "DEPLOYMENT_ENVIRONMENT", "DEPLOY_ENVIRONMENT",
    "STAGE", "DEPLOYMENT_STAGE", "SPRING_PROFILES_ACTIVE", "QUARKUS_PROFILE", "MICRONAUT_ENVIRONMENTS",
    "SENTRY_ENVIRONMENT", "DD_ENV", "RUN_ENV", "RUNTIME_ENV", "RUNTIME_ENVIRONMENT", "SERVICE_ENV", "CLUSTER_ENV",
    "TARGET_ENV", "REACT_APP_ENV", "NEW_RELIC_ENVIRONMENT", "ELASTIC_APM_ENVIRONMENT",
))  # fmt: skip
"""Names of variables that say where something runs."""
# of their own services, for everyone: not somebody's development
_NO_STAGES = ("dev.azure.com", "dev.mysql.com", "dev.virtualearth.net", "test.pypi.org", ".grafana.net")


def stage_of(text: str) -> str | None:
    """The environment that a name or a value names; None where it names none, or two."""
    low = text.strip().lower()
    if len(low) > 200:
        return None
    return _WHOLE.get(low) or _one_of(_words_of(low))


def stage_of_host(host: str) -> str | None:
    """The environment that a host names, by the first or the last word of one of its labels but the last."""
    low = host.strip().lower().rstrip(".")
    if low.endswith(_NO_STAGES):
        return None
    labels = low.split(".")
    words: list[str] = []
    for label in labels[:-1] if len(labels) > 1 else labels:
        parts = _words_of(label)
        words.extend(parts if len(parts) < 3 else (parts[0], parts[-1]))
    return _one_of(words)


def _words_of(low: str) -> list[str]:
    plain = low if low.isalnum() else "".join(c if c.isalnum() else " " for c in low)
    words = [word.rstrip("0123456789") for word in plain.split()]
    for index, word in enumerate(words[1:], 1):
        if word in _WORDS and words[index - 1] in ("pre", "non", "not", "no"):
            is_before = words[index - 1] == "pre" and _WORDS[word] == PRODUCTION
            words[index] = STAGING if is_before else ""
    return words


def _one_of(words: list[str]) -> str | None:
    found = {_WORDS[word] for word in words if word in _WORDS}
    return found.pop() if len(found) == 1 else None
