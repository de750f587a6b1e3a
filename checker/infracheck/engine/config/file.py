"""A config file, read and checked, every complaint with its place."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from infracheck.engine.config import FAIL_ON, SEVERITY, Config, Override, plain_value, wrong
from infracheck.engine.config.helm import charts_of
from infracheck.engine.config.schema import schema
from infracheck.engine.config.toml import read_toml
from infracheck.engine.config.waivers import are_from_base, listed_in, tools_of
from infracheck.engine.config.written import WrittenConfig
from infracheck.engine.declarations.load import INSTALLED
from infracheck.errors import ConfigError
from infracheck.model.graph.model import Declared
from infracheck.source.files.file_tree import DISK, FileTree
from infracheck.source.files.path_patterns import is_relative
from infracheck.source.text.nearest import nearest
from infracheck.source.text.problem import Problem
from infracheck.source.text.span import Source, Span
from infracheck.source.yaml.reader import read_documents
from infracheck.source.yaml.tree import Mapping, Node, Scalar
from infracheck.source.yaml.tree import Sequence as Many

_MOST_BYTES = 1_000_000


def config_in_file(path: str, *, trusted: bool, files: FileTree) -> Config:
    """Read a config file; one that was only found (`trusted` false) may not name policies, for they are code."""
    root = _load(path, files)
    if root is None:
        return Config()
    plain = plain_value(root)
    _validate(root, plain)
    if plain.get("policies") and not trusted:
        where = root.key("policies").span
        raise wrong(
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
        WrittenConfig(root),
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
            raise wrong(each.span, each.message, each.remedy)
        yield each.root


def _root_of(source: Source) -> Mapping | None:
    documents = list(_documents_of(source))
    if len(documents) > 1:
        # the config in use is no input, so nothing may hide behind it
        raise wrong(
            documents[1].span, "a config must be a single YAML document", "Move all settings into the first document."
        )
    if not documents or (isinstance(documents[0], Scalar) and documents[0].kind == "null"):
        return None
    if not isinstance(documents[0], Mapping):
        raise wrong(documents[0].span, "a config must be a mapping", "See the README for an example.")
    return documents[0]


def _validate(root: Mapping, plain: Any) -> None:
    if "kubernetes-version" in plain and isinstance(plain["kubernetes-version"], float):
        # 1.34 without quotes is a number to YAML, and clear to everybody else
        written = root.values["kubernetes-version"]
        plain["kubernetes-version"] = written.text if isinstance(written, Scalar) else ""
    for found in sorted(Draft202012Validator(schema()).iter_errors(plain), key=lambda each: list(map(str, each.path))):
        # of a setting that takes several forms, what is wrong with the form that was meant
        error = best_match((found,))
        path = list(error.absolute_path)
        if error.validator == "additionalProperties":
            known = list(error.schema["properties"])
            extra = next(key for key in error.instance if key not in known)
            raise wrong(_place(root, [*path, extra]), "unknown setting", _known(extra, known))
        raise wrong(_place(root, path), _said(error), _remedy(error))
    for place, pattern in _patterns(plain):
        if not is_relative(pattern):
            remedy = "Write a path relative to the config's folder, such as k8s/dev/."
            raise wrong(_place(root, place), "the pattern leads out of the config's folder", remedy)


def _known(name: str, known: Sequence[str]) -> str:
    near = nearest(name, known)
    return f"Did you mean {near[0]}?" if near else "Available settings: " + ", ".join(known) + "."


def _patterns(plain: Any) -> Iterator[tuple[list[Any], str]]:
    yield from ((["exclude", number], pattern) for number, pattern in enumerate(plain.get("exclude", ())))
    for at, override in enumerate(plain.get("overrides", ())):
        yield from ((["overrides", at, "paths", number], each) for number, each in enumerate(override["paths"]))


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
