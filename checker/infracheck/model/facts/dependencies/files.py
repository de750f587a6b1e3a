"""Dependencies that the settings of a ConfigMap's files name: whole addresses, and settings that belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.products.lookup import ADDRESSES, BROKERS, HOST_VARIABLES, WEB
from infracheck.model.base.fact import Fact
from infracheck.model.entities.dependency import CredentialSource
from infracheck.model.entities.variable import Variable, of_setting
from infracheck.model.facts.dependencies.address import Address
from infracheck.model.facts.dependencies.dsn import may_be_dsn
from infracheck.model.facts.dependencies.group import group_of, refined
from infracheck.model.facts.dependencies.login import credentials_by, credentials_of
from infracheck.model.facts.dependencies.plain_hosts import (
    Scene,
    grouped,
    leads_into_cluster,
    may_be_plain,
    plain_host,
)
from infracheck.record import Record

if TYPE_CHECKING:
    from infracheck.model.entities.config_map import ConfigMap
    from infracheck.model.entities.setting import Setting
    from infracheck.model.facts.config_files.filled import Filling

Parse = Callable[[str], Address | None]
_Part = tuple[str, int, str]


class Found(Record):
    """An address in a file, with the setting that decides its TLS, the one that names it, and how it logs in."""

    address: Address
    decisive: Variable
    named: Variable
    credentials: Fact[CredentialSource]


def plain(name: str) -> str:
    """A name as one compares it: `spring.rabbit-mq.sslEnabled` and `SPRING_RABBITMQ_SSL_ENABLED` are one."""
    return name.upper().translate(_DROPPED)


# with an entry for every letter: a failed look-up takes longer than all else
_DROPPED = {**{letter: chr(letter) for letter in range(128)}, **{ord(each): None for each in "._-:[]/ "}}
_HOSTS = {plain(name): name for name in HOST_VARIABLES}
_WEB_ADDRESSES = {plain(name): kind for name, kind in ADDRESSES.items()}
_BROKERS = {plain(name): name for name in BROKERS}
_BROKER_ENDS = tuple(_BROKERS)
# how the last part of a name ends that may name a host: a look at it costs less than to put the whole name together
_ENDS = (
    "host", "hostname", "server", "addr", "address", "endpoint", "hosts", "servers", "points", "nodes", "broker",
    "brokers", "list", "target", "upstream", "backend", "peer",
)  # fmt: skip


def in_files(config_map: ConfigMap, parse: Parse, filling: Filling) -> list[Found]:
    """What the files of a ConfigMap name, their places filled in; web addresses are too often no more than names there.

    Settings belong together that stand in one file, one document of it and one profile; a profile's with those that
    hold for all of them.
    """
    parts: dict[_Part, _Settings] = {}
    for setting in config_map.settings:
        if setting.is_example:
            continue
        key = (setting.file, setting.document, setting.profile)
        part = parts.get(key)
        if part is None:
            part = parts[key] = _Settings(config_map, filling)
        part.take(setting)
    bases: dict[str, _Settings] = {}
    for (file, _, profile), part in parts.items():
        if not profile:
            bases.setdefault(_family(file), part)
    found: list[Found] = []
    profiles = 0
    for (file, _, profile), part in parts.items():
        profiles += bool(profile)
        base = bases.get(_family(file)) if profile and profiles <= _MOST_PROFILES else None
        found.extend(part.found(parse, base))
    return found


# each takes all that holds for every profile with it: a file of thousands is no application's
_MOST_PROFILES = 20


def _family(file: str) -> str:
    """The files that are read together, whatever their profile: `application.yml`, `application-prod.properties`."""
    return next((start for start in ("application", "bootstrap", "appsettings") if file.startswith(start)), file)


class _Settings:
    """The settings of one part of a file, and those among them that may name a host."""

    __slots__ = ("addresses", "by_name", "config_map", "filling", "hosts", "settings")

    def __init__(self, config_map: ConfigMap, filling: Filling) -> None:
        self.config_map = config_map
        self.filling = filling
        self.settings: list[Setting] = []
        self.addresses: list[Setting] = []
        self.hosts: list[Setting] = []
        self.by_name: dict[str, Setting] | None = None

    def take(self, setting: Setting) -> None:
        """Add a setting; this is done for each, and so looks at little of it."""
        self.settings.append(setting)
        value = setting.value
        if "://" in value or "@tcp(" in value or ("=" in value and may_be_dsn(value)):
            self.addresses.append(setting)
        name = setting.name
        if name.isdigit():
            # an item of a list: the first stands for all of them
            name = setting.path.rpartition(".")[0] if name == "0" else ""
        if name.lower().endswith(_ENDS):
            self.hosts.append(setting)

    def found(self, parse: Parse, base: _Settings | None) -> Iterator[Found]:
        """The addresses in them, those of a profile with what holds for all profiles."""
        named = [(each, address) for each in self.addresses if (address := parse(each.value)) is not None]
        hosts = [each for each in (*self.hosts, *(base.hosts if base is not None else ())) if "://" not in each.value]
        unknown = [each for each in self.addresses if "://" in each.value and parse(each.value) is None]
        if not named and not hosts and not unknown:
            return
        names = _Names(self.config_map, self.filling, {**(base.names if base is not None else {}), **self.names})
        for setting, address in named:
            found = _of_address(setting, _told(setting, address), names)
            if found is not None:
                yield found
        for setting in hosts:
            yield from _of_host(setting, names)
        for setting in unknown:
            yield from _of_plain(setting, names)

    @property
    def names(self) -> dict[str, Setting]:
        """The settings by their whole names, as one compares them."""
        if self.by_name is None:
            self.by_name = {plain(_whole(each)): each for each in self.settings}
        return self.by_name


class _Names:
    """Settings as if they were variables, looked up by the names of the tables behind a common beginning."""

    __slots__ = ("config_map", "filling", "is_open", "settings", "start")

    def __init__(
        self,
        config_map: ConfigMap,
        filling: Filling,
        settings: dict[str, Setting],
        start: str = "",
        *,
        is_open: bool = False,
    ) -> None:
        self.config_map = config_map
        self.filling = filling
        self.settings = settings
        self.start = start
        self.is_open = is_open

    @property
    def scene(self) -> Scene:
        """Where the settings are read."""
        return Scene(self.config_map.model, self.config_map.namespace, None)

    def get(self, name: str, /) -> Variable | None:
        """The setting of a name, if need be one without the beginning where those count too."""
        bare = name.replace("_", "")
        found = self.settings.get(self.start + bare)
        if found is None and self.is_open:
            found = self.settings.get(bare)
        return None if found is None else self.of(found)

    def of(self, setting: Setting) -> Variable:
        """A setting as a variable, as the program reads it."""
        return self.filling.variable(of_setting(setting, self.config_map.resource))

    def behind(self, start: str, *, is_open: bool = False) -> _Names:
        """The same settings, looked up behind a beginning."""
        return _Names(self.config_map, self.filling, self.settings, start, is_open=is_open)


def _whole(setting: Setting) -> str:
    """The whole name; of the first item of a list, that of the list."""
    return setting.full_name.removesuffix(".0")


def _told(setting: Setting, address: Address) -> Address:
    """The address with the kind that its setting's name tells: `elasticsearch.hosts` is no mere web address."""
    if address.kind not in WEB:
        return address
    for _, end in _endings(_whole(setting)):
        if (kind := _WEB_ADDRESSES.get(end)) is not None:
            return address._replace(kind=kind)
    return address


def _endings(name: str) -> Iterator[tuple[str, str]]:
    """A name in two, as one compares it: whole, then its last two parts, then the last: a section may qualify a key."""
    parts = name.split(".")
    for count in dict.fromkeys((len(parts), 2, 1)):
        if count <= len(parts):
            yield plain(".".join(parts[:-count])), plain(".".join(parts[-count:]))


def _of_address(setting: Setting, address: Address, names: _Names) -> Found | None:
    if address.kind in WEB and not address.has_password and not leads_into_cluster(address, setting.name, names.scene):
        return None
    variable = decisive = names.of(setting)
    name = _underscored(_whole(setting))
    # a key that is the setting is a variable too, and judged with the others as such
    told = refined(address, name, names) if setting.file else None
    if told is not None:
        address = address._replace(tls=told[0])
        decisive = told[1] if told[1] is not None and told[0].rating is not None else variable
    return Found(address, decisive, variable, credentials_of(address, variable, names, name))


def _underscored(name: str) -> str:
    return name.upper().replace(".", "_").replace("-", "_").replace(":", "_")


def _of_host(setting: Setting, names: _Names) -> Iterable[Found]:
    if not setting.file and (setting.name in HOST_VARIABLES or setting.name.endswith(BROKERS)):
        # a variable of whoever takes the ConfigMap: found there
        return ()
    for start, end in _endings(_whole(setting)):
        if (name := _HOSTS.get(end)) is not None:
            return _grouped(name, names.behind(start))
    whole = plain(_whole(setting))
    for end in _BROKER_ENDS if whole.endswith(_BROKER_ENDS) else ():
        if whole.endswith(end):
            return _grouped(_BROKERS[end], names.behind(whole.removesuffix(end), is_open=True))
    return _of_plain(setting, names)


def _of_plain(setting: Setting, names: _Names) -> Iterator[Found]:
    """A host of which neither a scheme nor a name tells the product."""
    variable = names.of(setting)
    found = plain_host(_whole(setting), variable, {}, names.scene) if may_be_plain(setting.value) else None
    if found is not None:
        group = grouped(found, variable, {})
        yield Found(group.endpoint, group.decisive, group.host, credentials_by(group.password))


def _grouped(name: str, names: _Names) -> Iterator[Found]:
    group = group_of(name, names)
    if group is not None:
        yield Found(group.endpoint, group.decisive, group.host, credentials_by(group.password))
