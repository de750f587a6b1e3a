"""Writes docs/config.md from the config's JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from infracheck.engine.config.schema import schema

DOCS = Path(__file__).parent.parent / "docs" / "config.md"
HEAD = """\
# Config

<!-- `make docs` writes this file from checker/infracheck/engine/config/config-v1.schema.json. -->

Settings stand in `.infracheck.yaml` or `.infracheck.yml`, or in `[tool.infracheck]` of a pyproject.toml, in the working
directory or above it up to the repository's root; two in one folder are an error. `--config FILE` names another one.
`infracheck init` writes one, `infracheck config show FILE` prints what holds for a file and from where, and
`infracheck config schema` prints the JSON Schema. An editor that knows it completes the settings:

```sh
infracheck config schema > .infracheck.schema.json
```

```yaml
# yaml-language-server: $schema=.infracheck.schema.json
select: [recommended, image-registry]
severities: {latest-tag: high}
options:
  image-registry: {allowed: [registry.example.com]}
exclude: [vendor/]
overrides:
  - paths: [k8s/dev/]
    ignore: [category:availability]
    fail-on: never
```

The command line outranks the config: `--select` replaces each `select`, `--ignore` is added to each `ignore`, and
`--severity` and `--fail-on` hold for all files. A pattern is one of .gitignore; below a folder that matches, `!` takes
nothing back. Patterns are relative to the config's folder; for files outside of it, as of `--config ci/strict.yaml`,
to the root of its repository. What counts is the file in which a finding stands; options are those of the file in which
the object stands that is judged. What cannot be read (`input-…`) is reported whatever is selected.
"""


def text() -> str:
    """The whole page."""
    whole = schema()
    lines = [HEAD, *_table("Settings", whole, whole)]
    for name, setting in whole["properties"].items():
        for each in setting.get("anyOf", [setting]):
            form = _resolved(each, whole)
            entry = form.get("items", form)
            if "properties" in entry:
                lines += _table(f"An entry of `{name}`" if "items" in form else f"In `{name}`", entry, whole)
    return "\n".join(lines)


def _table(title: str, table: dict[str, Any], whole: dict[str, Any]) -> Iterator[str]:
    yield f"## {title}\n\n| setting | value | meaning |\n| --- | --- | --- |"
    for name, setting in table["properties"].items():
        resolved = _resolved(setting, whole)
        needed = " Required." if name in table.get("required", ()) else ""
        yield f"| `{name}` | {_value(resolved, whole)} | {resolved['description']}{needed} |"
    yield ""


def _resolved(setting: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    name = setting.get("$ref", "").rpartition("/")[2]
    return {**whole["$defs"][name], **setting} if name else setting


def _value(setting: dict[str, Any], whole: dict[str, Any]) -> str:
    if "enum" in setting:
        return ", ".join(f"`{each}`" for each in setting["enum"])
    if "anyOf" in setting:
        return ", or ".join(_value(_resolved(each, whole), whole) for each in setting["anyOf"])
    if setting["type"] == "array":
        return "a list of entries" if _resolved(setting["items"], whole).get("type") == "object" else "a list"
    return {"object": "a mapping", "string": "a text", "boolean": "`true` or `false`"}[setting["type"]]


if __name__ == "__main__":
    DOCS.write_text(text(), encoding="utf-8", newline="\n")
