"""The config file, checked, every complaint with its place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from math import isnan, nan
from types import MappingProxyType
from typing import Any

from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config_helm import ConfiguredChart, charts_of
from infracheck.engine.config_toml import read_toml
from infracheck.engine.config_waivers import TOOLS, are_from_base, listed_in, tools_of
from infracheck.engine.declarations.declare import Policy
from infracheck.engine.declarations.load import INSTALLED
from infracheck.errors import ConfigError, UnknownPolicyError
from infracheck.model.graph.model import Declared
from infracheck.record import Record
from infracheck.source.files.file_tree import DISK, FileTree
from infracheck.source.text.numerals import number
from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import TRUE, Mapping, Node, Scalar
from infracheck.source.yaml.tree import Sequence as Many

_MOST_BYTES = 1_000_000
LEVELS = ("critical", "high", "medium", "low")

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
    written: Mapping | None = None
    render: bool = True
    charts: tuple[ConfiguredChart, ...] = ()

    def options_for(self, catalogue: Catalogue) -> dict[str, Any]:
        """The options by policy id; raises `ConfigError` for a policy, an option or a type that does not fit."""
        return options_in(self.options, catalogue)

    def severities_for(self, catalogue: Catalogue) -> dict[str, str]:
        """The severities by policy id; raises `ConfigError` for an id that no policy has."""
        return {} if self.written is None else severities_in(self.written, catalogue)

    def check(self, catalogue: Catalogue) -> None:
        """Raise `ConfigError` for what means no policy or no option of one, in entries that no file matches, too."""
        for table in () if self.written is None else (self.written, *(each.written for each in self.overrides)):
            for name in ("select", "ignore"):
                listed = table.values.get(name)
                for each in listed.items if isinstance(listed, Many) else ():
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
    return {_policy(key, catalogue, "severities").id: _plain(value) for key, value in written.entries()}


def _policy(key: Scalar, catalogue: Catalogue, what: str) -> Policy:
    policy = catalogue.policies.get(key.text)
    if policy is None:
        _meant(key, catalogue)
        raise _wrong(key.span, f"{what} can be set for a single policy only", "Use the policy's id.")
    return policy


def _meant(selector: Scalar, catalogue: Catalogue) -> None:
    try:
        catalogue.matching(selector.text)
    except UnknownPolicyError as error:
        raise _wrong(selector.span, error.what, error.remedy) from None


def read_config(path: str | None, *, trusted: bool = True, files: FileTree = DISK) -> Config:
    """Read a config file; one that was only found (`trusted` false) may not name policies, for they are code."""
    if path is None:
        return Config()
    root = _load(path, files)
    if root is None:
        return Config()
    plain = _plain(root)
    _validate(root, plain)
    if plain.get("policies") and not trusted:
        where = root.key("policies").span
        raise _wrong(
            where,
            "a config that was discovered automatically must not load code",
            "Pass the config with --config, or the folders with --policies.",
        )
    options = root.get("options")
    return Config(
        tuple(plain.get("select", ())),
        tuple(plain.get("ignore", ())),
        plain.get("severity", SEVERITY),
        plain.get("fail-on", FAIL_ON),
        plain.get("kubernetes-version", ""),
        tuple(_beside(path, each) for each in plain.get("policies", ())),
        tuple(Declared(each["kind"], each["name"], each.get("namespace")) for each in plain.get("exists", ())),
        options if isinstance(options, Mapping) else None,
        listed_in(root.get("waivers")),
        tuple(plain.get("protected", ())),
        tools_of(plain.get("peer-waivers", True)),
        are_from_base(plain.get("waivers")),
        tuple(plain.get("exclude", ())),
        tuple(_overrides(root, plain)),
        root,
        plain.get("render", True),
        tuple(charts_of(root, plain, path, files)),
    )


def _overrides(root: Mapping, plain: Any) -> Iterator[Override]:
    written = root.get("overrides")
    for each, node in zip(plain.get("overrides", ()), written.items if isinstance(written, Many) else (), strict=True):
        assert isinstance(node, Mapping)
        select = each.get("select")
        yield Override(
            tuple(each["paths"]),
            None if select is None else tuple(select),
            tuple(each.get("ignore", ())),
            each.get("severity"),
            each.get("fail-on"),
            node,
        )


def _beside(config: str, folder: str) -> str:
    return folder if folder == INSTALLED else os.path.join(os.path.dirname(config), folder)


def _load(path: str, files: FileTree) -> Mapping | None:
    try:
        loaded = files.load(path, _MOST_BYTES)
        if len(loaded) > _MOST_BYTES:
            raise ConfigError(f"larger than {_MOST_BYTES // 1_000_000} MB", where=path, remedy="Reduce its size.")
        text = loaded.decode("utf-8")
    except OSError as error:
        what, remedy = (error.strerror or "cannot be read").lower(), "Check the path given with --config."
        if files is not DISK:
            what = f"{what} in the base revision"
            remedy = "With --base, the config is the base's: merge it first, or leave --config out."
        raise ConfigError(what, where=path, remedy=remedy) from error
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8", where=path, remedy="Save it as UTF-8.") from error
    return _root_of(Source(path, text))


def _documents_of(source: Source) -> Iterator[Node]:
    if source.name.endswith(".toml"):
        table = read_toml(source)
        if table is not None:
            yield table
        return
    for each in read_documents(source):
        if isinstance(each, Problem):
            raise _wrong(each.span, each.message, each.remedy)
        yield each.root


def _root_of(source: Source) -> Mapping | None:
    documents = list(_documents_of(source))
    if len(documents) > 1:
        # the config in use is no input, so nothing may hide behind it
        raise _wrong(
            documents[1].span, "a config must be a single YAML document", "Move all settings into the first document."
        )
    if not documents or (isinstance(documents[0], Scalar) and documents[0].kind == "null"):
        return None
    if not isinstance(documents[0], Mapping):
        raise _wrong(documents[0].span, "a config must be a mapping", "See the README for an example.")
    return documents[0]


def _plain(node: Node) -> Any:
    if isinstance(node, Mapping):
        return {key: _plain(value) for key, value in node.values.items()}
    if isinstance(node, Many):
        return [_plain(item) for item in node.items]
    if node.kind == "null":
        return None
    if node.kind == "bool":
        return node.text in TRUE
    if node.kind == "str":
        return node.text
    value = number(node.text)
    # .inf and .nan are numbers that no setting takes
    return nan if value is None else value


def _validate(root: Mapping, plain: Any) -> None:
    if "kubernetes-version" in plain and isinstance(plain["kubernetes-version"], float):
        # 1.34 without quotes is a number to YAML, and clear to everybody else
        written = root.values["kubernetes-version"]
        plain["kubernetes-version"] = written.text if isinstance(written, Scalar) else ""
    from jsonschema import Draft202012Validator  # late: only a config needs it
    from jsonschema.exceptions import best_match

    for found in sorted(Draft202012Validator(schema()).iter_errors(plain), key=lambda each: list(map(str, each.path))):
        # of a setting that takes several forms, what is wrong with the form that was meant
        error = best_match((found,))
        path = list(error.absolute_path)
        if error.validator == "additionalProperties":
            known = list(error.schema["properties"])
            extra = next(key for key in error.instance if key not in known)
            raise _wrong(_place(root, [*path, extra]), "unknown setting", _nearest(extra, known))
        raise _wrong(_place(root, path), _said(error), _remedy(error))
    for place, pattern in _patterns(plain):
        if not is_relative(pattern):
            remedy = "Write a path relative to the config's folder, such as k8s/dev/."
            raise _wrong(_place(root, place), "the pattern leads out of the config's folder", remedy)


def schema() -> dict[str, Any]:
    """The JSON Schema of a config, as it is published."""
    import json  # late: a scan without a config needs none

    read: dict[str, Any] = json.loads(schema_text())
    return read


def schema_text() -> str:
    """The JSON Schema of a config as it is shipped."""
    with open(os.path.join(os.path.dirname(__file__), "config-v1.schema.json"), encoding="utf-8") as file:
        return file.read()


def _nearest(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches  # late: only a mistake needs it

    near = get_close_matches(name, known, n=1)
    return f"Did you mean {near[0]}?" if near else "Available settings: " + ", ".join(known) + "."


def _patterns(plain: Any) -> Iterator[tuple[list[Any], str]]:
    yield from ((["exclude", number], pattern) for number, pattern in enumerate(plain.get("exclude", ())))
    for at, override in enumerate(plain.get("overrides", ())):
        yield from ((["overrides", at, "paths", number], each) for number, each in enumerate(override["paths"]))


def is_relative(pattern: str) -> bool:
    """Whether a pattern can match below a folder: none that leaves it does, nor one as Windows writes paths."""
    bare = pattern.removeprefix("!")
    is_of_windows = bare[1:3] == ":\\" or bare[1:3] == ":/"
    return not is_of_windows and not bare.startswith("~") and not {"..", "."} & set(bare.split("/"))


def _said(error: Any) -> str:
    if error.validator == "enum":
        return "must be one of " + ", ".join(map(str, error.validator_value))
    if error.validator == "type":
        names = {"array": "a list", "object": "a mapping", "string": "a string"}
        return "must be " + names.get(error.validator_value, str(error.validator_value))
    if error.validator == "required":
        return "must have " + " and ".join(error.validator_value)
    if error.validator in ("minItems", "minLength"):
        return "must not be empty"
    return "has an invalid format"


def _remedy(error: Any) -> str:
    """What to write: what the schema says of the setting that is wrong, or of the one around it."""
    described = error.schema.get("description")
    return described or "Run `infracheck config schema` for what can be written."


def _place(root: Mapping, path: Sequence[Any]) -> Span:
    node: Node = root
    span = root.span
    for step in path:
        if isinstance(node, Mapping) and step in node.values:
            span = node.key(step).span
            node = node.values[step]
        elif isinstance(node, Many) and isinstance(step, int):
            node = node.items[step]
            span = node.span
    return span


def _options(policy: Policy, key: Scalar, value: Node, around: Any) -> Any:
    if policy.options is None:
        raise _wrong(key.span, f"{policy.id} has no options", "Remove them.")
    assert isinstance(value, Mapping)
    kind: Any = policy.options
    defaults: dict[str, Any] = kind._field_defaults
    chosen: dict[str, Any] = {} if around is None else around._asdict()
    for option, written in value.entries():
        field = option.text.replace("-", "_")
        if field not in defaults:
            known = ", ".join(each.replace("_", "-") for each in defaults)
            raise _wrong(option.span, f"{policy.id} has no such option", f"Available options: {known}.")
        chosen[field] = _typed(defaults[field], written, option)
    return kind(**chosen)


def _typed(default: Any, written: Node, option: Scalar) -> Any:
    value = _plain(written)
    if isinstance(default, tuple):
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        raise _wrong(option.span, "must be a list of strings", "Write one list item per line.")
    if isinstance(default, float) and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not type(default) or (isinstance(value, float) and isnan(value)):
        wanted = _TYPES.get(type(default), "of another type")
        raise _wrong(option.span, f"must be {wanted}", f"Write {wanted}.")
    return value


_TYPES: dict[type, str] = {bool: "true or false", int: "an integer", float: "a number", str: "a string"}


def _wrong(span: Span, what: str, remedy: str) -> ConfigError:
    return ConfigError(what, where=f"{span.path}:{span.line}:{span.column}", remedy=remedy)
