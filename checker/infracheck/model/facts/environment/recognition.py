"""Which of a container's variables, arguments and settings name an API, a database, the environment or a feature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.products.address_names import (
    capitals,
    is_about_address,
    is_about_host,
    is_about_self,
    is_stem_of_others,
    stem_of,
)
from infracheck.knowledge.products.brokers.kafka import KAFKA
from infracheck.knowledge.products.lookup import APIS, BY_NAME, DATABASE
from infracheck.knowledge.products.own_addresses import is_own_address
from infracheck.knowledge.words.environments import ENVIRONMENTS, MODES, stage_of, stage_of_host
from infracheck.knowledge.words.switches import ENV_TRUE, FLAG_WORDS
from infracheck.model.base.fact import Fact, Known, Note, Unknown
from infracheck.model.entities.config_map import ConfigMap
from infracheck.model.entities.dependency import SERVICE
from infracheck.model.entities.setting import relaxed
from infracheck.model.entities.variable import Variable, of_setting
from infracheck.model.facts.dependencies.address import Address, host_and_port
from infracheck.model.facts.dependencies.dsn import parse_dsn
from infracheck.model.facts.dependencies.group import host_variable, names_group
from infracheck.model.facts.dependencies.plain_hosts import (
    PlainHost,
    Scene,
    leads_into_cluster,
    may_be_plain,
    plain_host,
)
from infracheck.model.facts.dependencies.url import parse_url
from infracheck.model.facts.environment.configuration import Configuration, Recognised

if TYPE_CHECKING:
    from infracheck.model.entities.workload import Workload

_DOTTED = frozenset(("environment", "app.environment", "app.env", "spring.profiles.active", "env"))
_FLAG_STARTS = ("DO_NOT_", "DONT_")
_FLAG_ENDS = ("_ENABLED", "_DISABLED", "_FEATURE", "_FLAG")
_FLAG_WORDS = frozenset((
    "FEATURE", "FEATURES", "FF", "FLAG", "FLAGS", "ENABLE", "ENABLED", "DISABLE", "DISABLED", "TOGGLE", "USE",
    "INSECURE", "SKIP", "ALLOW",
))  # fmt: skip
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
    workload = None if isinstance(owner, ConfigMap) else owner
    scene = Scene(owner.model, owner.namespace, workload)
    for each in _variables_of(owner):
        for kind, recognised in _kinds_of(each, scene):
            origin = each.origin
            key = (f"{kind} {each.name}", origin.path, origin.start)
            if key not in seen:
                seen.add(key)
                found.setdefault(kind, []).append(recognised)
    return {kind: tuple(each) for kind, each in found.items()}


def _variables_of(owner: Workload | ConfigMap) -> Iterator[Variable]:
    """The variables, arguments and files of a workload's containers; the keys and files of a ConfigMap."""
    if isinstance(owner, ConfigMap):
        told = (each for each in owner.settings if not each.profile and not each.is_example)
        yield from (of_setting(each, owner.resource) for each in told)
        return
    for container in owner.containers:
        yield from container.variables
        yield from container.arguments
        for file in container.mounted_files:
            yield from file.settings


def _kinds_of(each: Variable, scene: Scene) -> Iterator[tuple[str, Recognised]]:
    name = each.name
    if name[:1] == "-":
        name = name[2:] if name.startswith("-D") else name.lstrip("-")
    upper = name.replace("-", "_").upper()
    yield from _addresses(each, upper, scene)
    # a plain variable in capitals is no name with dots, and most are
    dotted = "" if upper == name and "." not in name and "__" not in name else relaxed(name)
    if upper in MODES or upper in ENVIRONMENTS or dotted in _DOTTED:
        stage = stage_of(each.text or "")
        yield "environment", Recognised(each.name, _shown(each, each.text or ""), each, stage)
    if (upper in _DEBUG or dotted in _DEBUG_PATHS) and each.text and _is_debug(upper, each.text):
        yield "debug", Recognised(each.name, _shown(each, each.text), each)
    text = (each.text or "").strip().lower()
    if (text in FLAG_WORDS or each.text is None) and _is_flag(upper, dotted):
        yield "flag", Recognised(each.name, _shown(each, text), each)


def _is_flag(upper: str, dotted: str) -> bool:
    """Whether a name is a switch's, by any of its words: `ENABLE_TRACING`, `TLS_DISABLE_CHECK`, `DO_NOT_TRACK`."""
    if "." in upper:
        # most switches of a framework are its settings, and no features
        return upper.endswith(_FLAG_ENDS) or dotted.startswith(_FLAG_PATHS)
    return upper.startswith(_FLAG_STARTS) or not _FLAG_WORDS.isdisjoint(upper.split("_"))


def _is_debug(upper: str, text: str) -> bool:
    """Whether a switch for developers is on."""
    word = text.strip().lower()
    if "LEVEL" in upper:
        return word in ("trace", "all", "silly")
    if upper in MODES:
        return upper != "DJANGO_SETTINGS_MODULE" and word in ("development", "dev", "debug")
    return word in ENV_TRUE


def _addresses(each: Variable, upper: str, scene: Scene) -> Iterator[tuple[str, Recognised]]:
    """What a value is as an address: one with a scheme, a host, or one that is left empty."""
    shape = each.shape
    address = _parsed(shape)
    if address is not None:
        yield from _address(each, upper, address, scene)
    elif not shape.strip():
        yield from _left_empty(each, upper)
    elif "://" not in shape and names_group(capitals(upper)):
        yield from _host(each, capitals(upper))
    elif may_be_plain(shape) and (found := plain_host(upper, each, {}, scene)) is not None:
        value = f"{found.scheme}://{_at(found)}" if found.scheme else _at(found)
        yield _about(found.kind), Recognised(each.name, _shown(each, value), each, stage_of_host(found.host))


def _parsed(shape: str) -> Address | None:
    if "://" in shape or "@tcp(" in shape or shape.startswith("jdbc:"):
        shape = shape.strip()
        return (parse_url(shape) if "://" in shape else None) or parse_dsn(shape)
    return None


def _address(each: Variable, upper: str, address: Address, scene: Scene) -> Iterator[tuple[str, Recognised]]:
    is_api = address.kind in APIS
    if is_api and (
        is_own_address(upper) or not (is_about_address(upper) or leads_into_cluster(address, each.name, scene))
    ):
        return
    shape = each.shape.strip()
    scheme = shape.partition("://")[0].lower() if "://" in shape else address.kind.lower()
    value = _shown(each, f"{scheme}://{_at(address)}")
    yield "api" if is_api else "database", Recognised(each.name, value, each, stage_of_host(address.host))


def _at(address: Address | PlainHost) -> str:
    host = f"[{address.host}]" if ":" in address.host else address.host
    return f"{host}:{address.port}" if address.port else host


def _about(kind: str) -> str:
    """What an address of a kind of dependency is about: a database, a broker or a cache, or anything else."""
    product = BY_NAME.get(kind)
    if product is None:
        return "database" if kind == DATABASE else "api"
    return "database" if product.is_store or product.is_database_or_cache or product.is_broker else "api"


def _left_empty(each: Variable, upper: str) -> Iterator[tuple[str, Recognised]]:
    """An address that waits to be set: whoever takes it calls nobody, or fails."""
    name = capitals(upper)
    if (is_about_address(name) or is_about_host(name)) and not is_about_self(name) and is_stem_of_others(stem_of(name)):
        told = host_variable(name)
        yield _about(told[0] if told is not None else SERVICE), Recognised(each.name, _shown(each, ""), each)


def _host(each: Variable, name: str) -> Iterator[tuple[str, Recognised]]:
    told = host_variable(name)
    kind = _about(told[0] if told is not None else KAFKA.name)
    place = host_and_port(each.shape.partition(",")[0])
    if place is not None and not place[0].isdigit() and place[0].lower() not in FLAG_WORDS:
        host, port = place
        value = _shown(each, f"{host}:{port}" if port else host)
        yield kind, Recognised(each.name, value, each, stage_of_host(host))
    elif each.text is None:
        yield kind, Recognised(each.name, _shown(each, ""), each)


def _shown(each: Variable, text: str) -> Fact[str]:
    if each.is_secret or each.is_opaque:
        return Unknown("it comes from a Secret" if each.is_secret else "the files do not hold the whole value")
    return Known(text, (Note(f"{each.name} is set here", each.origin), *each.because))
