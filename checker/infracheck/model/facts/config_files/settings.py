"""Files in ConfigMaps: which form they have, and the settings in them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from infracheck.model.entities.setting import Setting, profile_of
from infracheck.model.facts.config_files.lines import parted, settings_in_lines
from infracheck.model.facts.config_files.text import Text
from infracheck.model.facts.config_files.toml import settings_in_toml
from infracheck.model.facts.config_files.tree import settings_in_tree
from infracheck.source.text.span import Span
from infracheck.source.yaml.tree import Mapping, Scalar

if TYPE_CHECKING:
    from infracheck.model.entities.config_map import ConfigMap

_MOST = 5000
_YAML, _JSON, _TOML, _PROPERTIES, _LINES = "yaml", "json", "toml", "properties", "lines"
_FORMS = {
    "yaml": _YAML, "yml": _YAML, "json": _JSON, "toml": _TOML, "properties": _PROPERTIES,
    **dict.fromkeys(
        ("env", "ini", "cfg", "cnf", "conf", "config", "sh", "bash", "py", "js", "ts", "lua", "rb", "php", "sql", "xml",
         "html", "css", "md", "rules", "tpl", "tmpl", "template", "rego", "crt", "pem", "key", "pub", "txt"),
        _LINES,
    ),
}  # fmt: skip


def settings_of(file: str, text: Text) -> Iterator[Setting]:
    """The settings of a file, each with its own place; a broken file is the application's business."""
    return islice(_settings_of(file, text), _MOST)


def _settings_of(file: str, text: Text) -> Iterator[Setting]:
    form = form_of(file, text.text)
    profile = profile_of(file)
    found: Iterator[Setting] | None = None
    if form in (_YAML, _JSON):
        found = settings_in_tree(file, text, profile, is_json=form == _JSON)
    elif form == _TOML:
        found = settings_in_toml(file, text, profile)
    return found or settings_in_lines(file, text, profile, is_continued=form == _PROPERTIES)


def settings_in(config_map: ConfigMap) -> tuple[Setting, ...]:
    """The keys of a ConfigMap with their values, and what stands in those that are files, each with its own place."""
    return tuple(_settings_in(config_map))


def settings_by_file(config_map: ConfigMap) -> dict[str, tuple[Setting, ...]]:
    """The settings of a ConfigMap by the key that holds their file, or that is the setting."""
    found: dict[str, list[Setting]] = {}
    for each in config_map.settings:
        found.setdefault(each.file or each.name, []).append(each)
    return {key: tuple(settings) for key, settings in found.items()}


def _settings_in(config_map: ConfigMap) -> Iterator[Setting]:
    node = config_map.node.get("data") if config_map.node is not None else None
    for name, value in node.values.items() if type(node) is Mapping else ():
        if type(value) is not Scalar or type(node) is not Mapping:
            continue
        place = node.entry_span(name)
        plain = value.text.strip()
        has_lines = "\n" in plain
        found: list[Setting] = []
        # a file of one line is a file where its name says so
        if has_lines or plain[:1] == "{" or (value.style == "|" and "." in name):
            found.extend(settings_of(name, Text.of(value, place)))
            yield from found
        if (not has_lines and (not found or plain[:1] == "{")) or "-----BEGIN " in value.text:
            yield Setting(name, value.text, place)
        if not has_lines and not found and (inner := parted(plain))[0]:
            yield Setting(*inner, _place_of_line(value, place), file=name)


def _place_of_line(value: Scalar, entry: Span) -> Span:
    """The place of a value's only line: its own where it stands below the key, else that of the whole entry."""
    if not value.is_block and value.span.line == entry.line:
        return entry
    start = len(value.text) - len(value.text.lstrip())
    return Text.of(value, entry).span(start, len(value.text.rstrip()))


def form_of(file: str, text: str) -> str:
    """The form of a file, `yaml`, `json`, `toml`, `properties` or `lines`: by its name, else by how it begins."""
    form = _FORMS.get(file.rpartition(".")[2].lower()) if "." in file else None
    return form or _guess(text)


def _guess(text: str) -> str:
    """The form of a file whose name tells none, by its first line that says something."""
    for line in text.split("\n", 40):
        plain = line.strip()
        if not plain or plain.startswith(("#", "---")):
            continue
        if plain[0] in "{[":
            return _JSON if text.rstrip()[-1:] in ("}", "]") else _LINES
        name, colon, rest = plain.partition(":")
        is_yaml = bool(colon) and "=" not in name and " " not in name.removeprefix("- ") and rest[:1] in ("", " ")
        return _YAML if is_yaml else _LINES
    return _LINES
