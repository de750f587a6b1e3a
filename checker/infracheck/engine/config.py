"""The config file, checked, every complaint with its place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from math import isnan, nan
from typing import Any

from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config_toml import read_toml
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

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "infracheck config",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "select": {"type": "array", "items": {"type": "string"}, "description": "Selectors of the policies to run."},
        "ignore": {"type": "array", "items": {"type": "string"}, "description": "Selectors of the policies to skip."},
        "severity": {"enum": list(LEVELS), "description": "Report, and fail for, findings of this severity or higher."},
        "fail-on": {"enum": [*LEVELS, "never"], "description": "Exit with 1 if a finding has this severity or higher."},
        "kubernetes-version": {"type": "string", "pattern": r"^v?[0-9]{1,4}\.[0-9]{1,4}(\.[0-9]+)?$|^latest$"},
        "policies": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Folders of additional policies, or `installed`.",
        },
        "options": {"type": "object", "additionalProperties": {"type": "object"}},
        "waivers": {
            "type": "object",
            "additionalProperties": False,
            "description": "Which waivers count where a change is compared with its base.",
            "properties": {"from": {"enum": ["change", "base"]}},
        },
        "exists": {
            "type": "array",
            "description": "Objects that exist in the cluster but in none of the scanned files.",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["kind", "name"],
                "properties": {k: {"type": "string"} for k in ("kind", "name", "namespace")},
            },
        },
    },
}


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
    waivers_from_base: bool = False

    def options_for(self, catalogue: Catalogue) -> dict[str, Any]:
        """The options by policy id; raises `ConfigError` for a policy, an option or a type that does not fit."""
        if self.options is None:
            return {}
        found = {}
        for key, value in self.options.entries():
            name = key.text
            policy = catalogue.policies.get(name)
            if policy is None:
                try:
                    catalogue.matching(name)
                except UnknownPolicyError as error:
                    raise _wrong(key.span, error.what, error.remedy) from None
                raise _wrong(key.span, "options can be set for a single policy only", "Use the policy's id.")
            found[policy.id] = _options(policy, key, value)
        return found


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
        plain.get("severity", "low"),
        plain.get("fail-on", "medium"),
        plain.get("kubernetes-version", ""),
        tuple(_beside(path, each) for each in plain.get("policies", ())),
        tuple(Declared(each["kind"], each["name"], each.get("namespace")) for each in plain.get("exists", ())),
        options if isinstance(options, Mapping) else None,
        plain.get("waivers", {}).get("from") == "base",
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

    for error in sorted(Draft202012Validator(SCHEMA).iter_errors(plain), key=lambda each: list(map(str, each.path))):
        place = _place(root, list(error.absolute_path))
        if error.validator == "additionalProperties":
            extra = next(key for key in error.instance if key not in error.schema.get("properties", {}))
            place = _place(root, [*error.absolute_path, extra])
            raise _wrong(place, "unknown setting", "Available settings: " + ", ".join(error.schema["properties"]) + ".")
        raise _wrong(place, _said(error), "See the README for an example.")


def _said(error: Any) -> str:
    if error.validator == "enum":
        return "must be one of " + ", ".join(map(str, error.validator_value))
    if error.validator == "type":
        names = {"array": "a list", "object": "a mapping", "string": "a string"}
        return "must be " + names.get(error.validator_value, str(error.validator_value))
    if error.validator == "required":
        return "must have " + " and ".join(error.validator_value)
    return "has an invalid format"


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


def _options(policy: Policy, key: Scalar, value: Node) -> Any:
    if policy.options is None:
        raise _wrong(key.span, f"{policy.id} has no options", "Remove them.")
    assert isinstance(value, Mapping)
    kind: Any = policy.options
    defaults: dict[str, Any] = kind._field_defaults
    chosen = {}
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
