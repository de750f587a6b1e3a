"""What a config says, every complaint with its place."""

from __future__ import annotations

from math import isnan, nan
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config.waivers import TOOLS
from infracheck.engine.declarations.declare import Policy
from infracheck.errors import ConfigError, UnknownPolicyError
from infracheck.model.graph.model import Declared
from infracheck.record import Record
from infracheck.source.files.file_tree import DISK, FileTree
from infracheck.source.text.numerals import number
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import TRUE, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from infracheck.engine.config.helm import ConfiguredChart
    from infracheck.engine.config.written import WrittenConfig

SEVERITY, FAIL_ON = "low", "medium"


class Override(Record):
    """What a config says of the files that some patterns match; None where it says nothing."""

    paths: tuple[str, ...]
    select: tuple[str, ...] | None
    ignore: tuple[str, ...]
    severity: str | None
    fail_on: str | None
    written: Mapping


class Config(Record):
    """What a config file says; everything is left at its default where it says nothing."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: str = "low"
    fail_on: str = "medium"
    kubernetes_version: str = ""
    policies: tuple[str, ...] = ()
    exists: tuple[Declared, ...] = ()
    options: Mapping | None = None
    waivers: Node | None = None
    protected: tuple[str, ...] = ()
    peer_waivers: tuple[str, ...] = TOOLS
    waivers_from_base: bool = False
    exclude: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    written: WrittenConfig | None = None
    render: bool = True
    charts: tuple[ConfiguredChart, ...] = ()

    def options_for(self, catalogue: Catalogue) -> dict[str, Any]:
        """The options by policy id; raises `ConfigError` for a policy, an option or a type that does not fit."""
        return options_in(self.options, catalogue)

    def severities_for(self, catalogue: Catalogue) -> dict[str, str]:
        """The severities by policy id; raises `ConfigError` for an id that no policy has."""
        return {} if self.written is None else severities_in(self.written.root, catalogue)

    def check(self, catalogue: Catalogue) -> None:
        """Raise `ConfigError` for what means no policy or no option of one, in entries that no file matches, too."""
        for table in () if self.written is None else (self.written.root, *(each.written for each in self.overrides)):
            for name in ("select", "ignore"):
                listed = table.values.get(name)
                for each in listed.items if isinstance(listed, Sequence) else ():
                    assert isinstance(each, Scalar)
                    _meant(each, catalogue)
            severities_in(table, catalogue)
            options = table.get("options")
            options_in(options if isinstance(options, Mapping) else None, catalogue)


def options_in(table: Mapping | None, catalogue: Catalogue, around: Any = MappingProxyType({})) -> dict[str, Any]:
    """The options that a table of policy ids sets; what it leaves unsaid is as it is in those `around` it."""
    found = {}
    for key, value in () if table is None else table.entries():
        policy = _policy(key, catalogue, "options")
        found[policy.id] = _options(policy, key, value, around.get(policy.id))
    return found


def severities_in(table: Mapping, catalogue: Catalogue) -> dict[str, str]:
    """The severities that a config, or an entry of its overrides, gives policies."""
    written = table.get("severities")
    if not isinstance(written, Mapping):
        return {}
    return {_policy(key, catalogue, "severities").id: plain_value(value) for key, value in written.entries()}


def _policy(key: Scalar, catalogue: Catalogue, what: str) -> Policy:
    policy = catalogue.policies.get(key.text)
    if policy is None:
        _meant(key, catalogue)
        raise wrong(key.span, f"{what} can be set for a single policy only", "Use the policy's id.")
    return policy


def _meant(selector: Scalar, catalogue: Catalogue) -> None:
    try:
        catalogue.matching(selector.text)
    except UnknownPolicyError as error:
        raise wrong(selector.span, error.what, error.remedy) from None


def read_config(path: str | None, *, trusted: bool = True, files: FileTree = DISK) -> Config:
    """Read a config file; one that was only found (`trusted` false) may not name policies, for they are code."""
    if path is None:
        return Config()
    from infracheck.engine.config.file import config_in_file  # late: many scans have no config; 80 ms

    return config_in_file(path, trusted=trusted, files=files)


def plain_value(node: Node) -> Any:
    """A node as the value that it means."""
    if isinstance(node, Mapping):
        return {key: plain_value(value) for key, value in node.values.items()}
    if isinstance(node, Sequence):
        return [plain_value(item) for item in node.items]
    if node.kind == "null":
        return None
    if node.kind == "bool":
        return node.text in TRUE
    if node.kind == "str":
        return node.text
    value = number(node.text)
    # .inf and .nan are numbers that no setting takes
    return nan if value is None else value


def _options(policy: Policy, key: Scalar, value: Node, around: Any) -> Any:
    if policy.options is None:
        raise wrong(key.span, f"{policy.id} has no options", "Remove them.")
    assert isinstance(value, Mapping)
    kind: Any = policy.options
    defaults: dict[str, Any] = kind._field_defaults
    chosen: dict[str, Any] = {} if around is None else around._asdict()
    for option, written in value.entries():
        field = option.text.replace("-", "_")
        if field not in defaults:
            known = ", ".join(each.replace("_", "-") for each in defaults)
            raise wrong(option.span, f"{policy.id} has no such option", f"Available options: {known}.")
        chosen[field] = _typed(defaults[field], written, option)
    return kind(**chosen)


def _typed(default: Any, written: Node, option: Scalar) -> Any:
    value = plain_value(written)
    if isinstance(default, tuple):
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        raise wrong(option.span, "must be a list of strings", "Write one list item per line.")
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default) or (isinstance(value, float) and isnan(value)):
        wanted = _TYPES.get(type(default), "of another type")
        raise wrong(option.span, f"must be {wanted}", f"Write {wanted}.")
    return value


_TYPES: dict[type, str] = {bool: "true or false", int: "an integer", float: "a number", str: "a string"}


def wrong(span: Span, what: str, remedy: str) -> ConfigError:
    """The error about a place of a config."""
    return ConfigError(what, where=f"{span.path}:{span.line}:{span.column}", remedy=remedy)
