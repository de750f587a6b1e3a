"""Which of a container's variables, arguments and settings name an API, a database, the environment or a feature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.products.lookup import APIS
from infracheck.knowledge.products.own_addresses import is_own_address
from infracheck.knowledge.words.environments import ENVIRONMENTS, MODES, stage_of, stage_of_host
from infracheck.knowledge.words.switches import ENV_TRUE, FLAG_WORDS
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.setting import relaxed
from infracheck.model.entities.variable import Variable, of_setting
from infracheck.model.facts.dependencies.dsn import parse_dsn
from infracheck.model.facts.dependencies.url import host_and_port, parse_url
from infracheck.model.facts.environment.configuration import Configuration, Recognised

if TYPE_CHECKING:
    from infracheck.model.entities.workload import Workload

_DOTTED = frozenset(("environment", "app.environment", "app.env", "spring.profiles.active", "env"))
_DATABASES = (
    "DB", "DATABASE", "POSTGRES", "POSTGRESQL", "PG", "MYSQL", "MARIADB", "MONGO", "MONGODB", "REDIS", "VALKEY",
    "RABBITMQ", "KAFKA", "ELASTICSEARCH", "OPENSEARCH", "CASSANDRA", "CLICKHOUSE", "MEMCACHED",
)  # fmt: skip
_HOSTS = frozenset(
    ("PGHOST", *(f"{name}_{end}" for name in _DATABASES for end in ("HOST", "HOSTNAME", "SERVER", "ADDR", "ADDRESS")))
)
_FLAG_STARTS = ("FEATURE_", "FEATURES_", "FF_", "FLAG_", "ENABLE_", "DISABLE_", "TOGGLE_")
_FLAG_ENDS = ("_ENABLED", "_DISABLED", "_FEATURE", "_FLAG")
_FLAG_PATHS = ("feature.", "features.", "featureflags.", "feature.flags.", "flags.")
_DEBUG = (
    MODES
    | {"DEBUG", "APP_DEBUG", "FLASK_DEBUG", "DJANGO_DEBUG", "DEBUG_MODE", "ENABLE_DEBUG", "DEBUG_ENABLED"}
    | {"LOG_LEVEL", "LOGLEVEL", "LOGGING_LEVEL", "LOGGING_LEVEL_ROOT", "RUST_LOG_LEVEL"}
)
_DEBUG_PATHS = frozenset(("debug", "app.debug", "trace", "logging.level.root"))


def recognised(configuration: Configuration) -> dict[str, tuple[Recognised, ...]]:
    """What is understood of the object that a configuration belongs to, by what it is about."""
    return recognised_in(configuration.owner)


def recognised_in(owner: Workload | ConfigMap) -> dict[str, tuple[Recognised, ...]]:
    """What is understood of all that an object is told, by what it is about; what containers share is named once."""
    found: dict[str, list[Recognised]] = {}
    seen: set[tuple[str, str, int]] = set()
    for each in _variables_of(owner):
        for kind, recognised in _kinds_of(each):
            origin = each.origin
            key = (f"{kind} {each.name}", origin.path, origin.start)
            if key not in seen:
                seen.add(key)
                found.setdefault(kind, []).append(recognised)
    return {kind: tuple(each) for kind, each in found.items()}


def _variables_of(owner: Workload | ConfigMap) -> Iterator[Variable]:
    """The variables, arguments and files of a workload's containers; the keys and files of a ConfigMap."""
    if isinstance(owner, ConfigMap):
        yield from (of_setting(each, owner.resource) for each in owner.settings if not each.profile)
        return
    for container in owner.containers:
        yield from container.variables
        yield from container.arguments
        for file in container.mounted_files:
            yield from file.settings


def _kinds_of(each: Variable) -> Iterator[tuple[str, Recognised]]:
    name = each.name
    if name[:1] == "-":
        name = name[2:] if name.startswith("-D") else name.lstrip("-")
    upper = name.replace("-", "_").upper()
    shape = each.shape
    if "://" in shape or "@tcp(" in shape or shape.startswith("jdbc:"):
        yield from _address(each, upper)
    elif upper in _HOSTS or upper.endswith(("BOOTSTRAP_SERVERS", "_BROKERS")):
        yield from _host(each)
    # a plain variable in capitals is no name with dots, and most are
    dotted = "" if upper == name and "." not in name and "__" not in name else relaxed(name)
    if upper in MODES or upper in ENVIRONMENTS or dotted in _DOTTED:
        stage = stage_of(each.text or "")
        yield "environment", Recognised(each.name, _shown(each, each.text or ""), each, stage)
    if (upper in _DEBUG or dotted in _DEBUG_PATHS) and each.text and _is_debug(upper, each.text):
        yield "debug", Recognised(each.name, _shown(each, each.text), each)
    if upper.startswith(_FLAG_STARTS) or upper.endswith(_FLAG_ENDS) or dotted.startswith(_FLAG_PATHS):
        text = (each.text or "").strip().lower()
        if text in FLAG_WORDS or each.text is None:
            yield "flag", Recognised(each.name, _shown(each, text), each)


def _is_debug(upper: str, text: str) -> bool:
    """Whether a switch for developers is on."""
    word = text.strip().lower()
    if "LEVEL" in upper:
        return word in ("trace", "all", "silly")
    if upper in MODES:
        return upper != "DJANGO_SETTINGS_MODULE" and word in ("development", "dev", "debug")
    return word in ENV_TRUE


def _address(each: Variable, upper: str) -> Iterator[tuple[str, Recognised]]:
    shape = each.shape.strip()
    address = (parse_url(shape) if "://" in shape else None) or parse_dsn(shape)
    if address is None:
        return
    is_api = address.kind in APIS
    if is_api and (is_own_address(upper) or not _is_about_address(upper)):
        return
    scheme = shape.partition("://")[0].lower() if "://" in shape else address.kind.lower()
    port = f":{address.port}" if address.port else ""
    value = _shown(each, f"{scheme}://{address.host}{port}")
    yield "api" if is_api else "database", Recognised(each.name, value, each, stage_of_host(address.host))


def _is_about_address(upper: str) -> bool:
    """Whether a name says that an address follows; schemas, documents and licences have addresses too."""
    return upper.endswith(
        ("URL", "URI", "ENDPOINT", "HOST", "ADDRESS", "ADDR", "SERVER", "API", "BASE", "DSN", "UPSTREAM")
    )


def _host(each: Variable) -> Iterator[tuple[str, Recognised]]:
    place = host_and_port(each.shape.partition(",")[0])
    if place is not None:
        host, port = place
        value = _shown(each, f"{host}:{port}" if port else host)
        yield "database", Recognised(each.name, value, each, stage_of_host(host))
    elif each.text is None:
        yield "database", Recognised(each.name, _shown(each, ""), each)


def _shown(each: Variable, text: str) -> Fact[str]:
    if each.is_secret or each.is_opaque:
        return Unknown("it comes from a Secret" if each.is_secret else "the files do not hold the whole value")
    return Known(text, (Note(f"{each.name} is set here", each.origin), *each.because))
