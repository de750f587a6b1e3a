"""`infracheck config`."""

from __future__ import annotations

from collections.abc import Iterator

import click
from click import option

from infracheck.cli.settings import config_of
from infracheck.engine.catalogue import Catalogue
from infracheck.engine.config import FAIL_ON, SEVERITY, Config
from infracheck.engine.config.schema import schema, schema_text
from infracheck.report.escape import harmless, plain
from infracheck.session import Session
from infracheck.source.yaml.tree import Mapping, Node, Scalar
from infracheck.source.yaml.tree import Sequence as Many

_DEFAULTS = {"select": "recommended", "severity": SEVERITY, "fail-on": FAIL_ON, "kubernetes-version": "latest"}
_OF_A_PATH = ("select", "ignore", "severity", "fail-on", "severities", "options")


@click.group("config")
def command() -> None:
    """Print the config's JSON Schema, or what holds for a path and from where."""


@command.command("schema")
def print_schema() -> int:
    """Print the JSON Schema of a config, for editors to complete and check it."""
    click.echo(schema_text(), nl=False)
    return 0


@command.command("show")
@click.argument("path", required=False)
@option("--config", metavar="FILE", help="Config file [default: .infracheck.yaml here or above in the repository].")
@option("--policies", multiple=True, metavar="DIR", help="Additional policies: a folder, or `installed`.")
def show(path: str | None, config: str | None, policies: tuple[str, ...]) -> int:
    """Print what holds for PATH, or for all files, each line with the place that says so."""
    file, settings, _ = config_of(config, (path or ".",))
    session = Session(settings, config_file=file, policies=policies)
    settings.check(session.catalogue)
    _say("config", file or "none", "")
    for name, value, place in _settings(settings, session.catalogue, path):
        _say(name, value, place)
    exclude = session.exclude()
    if path is not None and exclude is not None and exclude.hold(path):
        _say("not scanned", path, _place(settings.written and settings.written.root, "exclude"))
    return 0


def _settings(config: Config, catalogue: Catalogue, path: str | None) -> Iterator[tuple[str, str, str]]:
    """The settings in the order of the schema: name, value, and where it is written."""
    tables = [] if config.written is None else [config.written.root]
    if path is not None and config.written is not None:
        by_path = config.written.by_path(config, catalogue)
        tables += [config.overrides[at].written for at in by_path.matching(path)]
    for name in schema()["properties"]:
        within = tables if name in _OF_A_PATH else tables[:1]
        said = [table for table in within if table.get(name) is not None]
        if name == "overrides" and path is not None:
            continue
        if name == "ignore":
            # a `select` starts anew
            last = max((at for at, table in enumerate(tables) if at and table.get("select") is not None), default=0)
            said = [table for table in tables[last:] if table.get(name) is not None]
        elif name in ("severities", "options"):
            yield from _merged(name, said)
            continue
        else:
            said = said[-1:]
        if not said and name in _DEFAULTS:
            yield name, _DEFAULTS[name], "default"
        for table in said:
            yield name, _text(table.values[name]), _place(table, name)


def _merged(name: str, tables: list[Mapping]) -> Iterator[tuple[str, str, str]]:
    """Settings that are given policy by policy, option by option: the last word on each."""
    found: dict[str, tuple[str, str]] = {}
    for table in tables:
        inner = table.values[name]
        assert isinstance(inner, Mapping)
        for policy, value in inner.entries():
            if not isinstance(value, Mapping):
                found[f"{name}.{policy.text}"] = _text(value), _at(policy)
                continue
            for key, each in value.entries():
                found[f"{name}.{policy.text}.{key.text}"] = _text(each), _at(key)
    for setting, (text, place) in found.items():
        yield setting, text, place


def _text(node: Node) -> str:
    if isinstance(node, Many):
        return "[" + ", ".join(map(_text, node.items)) + "]"
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{key.text}: {_text(value)}" for key, value in node.entries()) + "}"
    return node.text


def _place(table: Mapping | None, name: str) -> str:
    return "" if table is None else _at(table.key(name))


def _at(key: Scalar) -> str:
    return f"{key.span.path}:{key.span.line}"


def _say(name: str, value: str, place: str) -> None:
    click.echo(harmless(plain(f"{name}: {value}" + (f"  ({place})" if place else ""))))
