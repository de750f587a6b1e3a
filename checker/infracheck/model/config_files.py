"""Files in ConfigMaps: which form they have, and the settings in them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from infracheck.model.config_files_lines import settings_in_lines
from infracheck.model.setting import Setting, profile_of
from infracheck.model.setting_text import Text

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
        from infracheck.model.config_files_tree import settings_in_tree  # late: few scans hold such a file

        found = settings_in_tree(file, text, profile, is_json=form == _JSON)
    elif form == _TOML:
        from infracheck.model.config_files_toml import settings_in_toml

        found = settings_in_toml(file, text, profile)
    return found or settings_in_lines(file, text, profile, is_continued=form == _PROPERTIES)


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
