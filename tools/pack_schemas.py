"""Pack what decoding an object of Kubernetes needs of its OpenAPI schemas into `model/schema/schemas.txt`.

The source is the pip package kubernetes-validate, which only this tool needs: `python tools/pack_schemas.py` writes
the file, `--check` fails when it is stale. All versions are united, so that a field that any of them knows is known.

The file has two paragraphs. In the first, a line for each apiVersion names its kinds, `Kind=definition`; in the
second, a line for each definition names its fields, `field=type`. A type is a letter (`_LETTERS`), a definition's
name, `[type` for a list or `{type` for a map.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import sys
from typing import Any

Fields = dict[str, str]

TARGET = os.path.join(os.path.dirname(__file__), "..", "checker", "infracheck", "model", "schema", "schemas.txt")
_LETTERS = {
    "string": "s",
    "boolean": "b",
    "number": "n",
    "int32": "i",
    "int64": "l",
    "byte": "y",
    "Quantity": "q",
    "IntOrString": "x",
    "object": "o",
    "any": "*",
}
_REFERENCE = "#/$defs/"
_SHORTENED = (
    "io.k8s.api.",
    "io.k8s.apimachinery.pkg.apis.",
    "io.k8s.apimachinery.pkg.api.",
    "io.k8s.apimachinery.pkg.",
    "io.k8s.apiextensions-apiserver.pkg.apis.",
    "io.k8s.kube-aggregator.pkg.apis.",
)
# not in the OpenAPI: kubectl itself takes a List apart
_LIST: Fields = {"apiVersion": "s", "kind": "s", "metadata": "meta.v1.ListMeta", "items": "[o"}


def main() -> int:
    """Write the file, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail when the file is stale")
    check = parser.parse_args().check
    text = pack()
    if not check:
        with open(TARGET, "w", encoding="ascii", newline="\n") as file:
            file.write(text)
        return 0
    with open(TARGET, encoding="ascii") as file:
        if file.read() == text:
            return 0
    print("schemas.txt is stale: run python tools/pack_schemas.py", file=sys.stderr)
    return 1


def pack() -> str:
    """The text of the file."""
    definitions: dict[str, Fields] = {"meta.v1.List": _LIST}
    kinds: dict[str, dict[str, str]] = {"v1": {"List": "meta.v1.List"}}
    for schemas in _versions():
        for name, schema in schemas.items():
            if "properties" in schema:
                # where the type changed, the newer one wins
                definitions.setdefault(_short(name), {}).update(_fields(schema, schemas))
                _register(kinds, name, schema)
    reached = _reached(definitions, {name for names in kinds.values() for name in names.values()})
    lines = [_line(version, names) for version, names in sorted(kinds.items())]
    lines += ["", *(_line(name, definitions[name]) for name in sorted(reached))]
    return "\n".join(lines) + "\n"


def _versions() -> list[dict[str, Any]]:
    """The definitions of each version of Kubernetes, the oldest first."""
    spec = importlib.util.find_spec("kubernetes_validate")
    if spec is None or spec.origin is None:
        sys.exit("pip install kubernetes-validate")
    folder = os.path.join(os.path.dirname(spec.origin), "kubernetes-json-schema")
    names = [name for name in os.listdir(folder) if name.startswith("v") and name.endswith("-local")]
    versions = []
    for name in sorted(names, key=lambda name: [int(part) for part in name[1:].partition("-")[0].split(".")]):
        with open(os.path.join(folder, name, "_definitions.json"), encoding="utf-8") as file:
            versions.append(json.load(file)["$defs"])
    return versions


def _fields(schema: dict[str, Any], schemas: dict[str, Any]) -> Fields:
    return {field: _type(value, schemas) for field, value in schema["properties"].items()}


def _type(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    reference = schema.get("$ref")
    if reference is not None:
        return _referred(reference.removeprefix(_REFERENCE), schemas)
    declared = schema.get("type")
    word = declared if isinstance(declared, str) else next((name for name in declared or () if name != "null"), "any")
    if schema.get("x-kubernetes-preserve-unknown-fields"):
        return _LETTERS["any"]
    if word == "array":
        return "[" + _type(schema.get("items") or {}, schemas)
    if word == "object":
        values = schema.get("additionalProperties")
        return "{" + _type(values, schemas) if isinstance(values, dict) else _LETTERS["any"]
    if word == "integer":
        return _LETTERS[schema.get("format", "int64")]
    return _LETTERS["byte" if schema.get("format") == "byte" else word]


def _referred(name: str, schemas: dict[str, Any]) -> str:
    last = name.rpartition(".")[2]
    if last in ("Quantity", "IntOrString"):
        return _LETTERS[last]
    schema = schemas[name]
    # a definition without fields (Time, RawExtension, JSON, …) stands for its type alone
    return _short(name) if "properties" in schema else _type(schema, schemas)


def _short(name: str) -> str:
    for prefix in _SHORTENED:
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


def _register(kinds: dict[str, dict[str, str]], name: str, schema: dict[str, Any]) -> None:
    groups = schema.get("x-kubernetes-group-version-kind", [])
    # DeleteOptions and WatchEvent belong to every group, and to no manifest
    if len(groups) != 1:
        return
    version = "/".join(filter(None, (groups[0]["group"], groups[0]["version"])))
    kinds.setdefault(version, {})[groups[0]["kind"]] = _short(name)


def _reached(definitions: dict[str, Fields], names: set[str]) -> set[str]:
    reached: set[str] = set()
    while names:
        reached |= names
        used = {type_.lstrip("[{") for name in names for type_ in definitions[name].values()}
        names = {name for name in used if "." in name} - reached
    return reached


def _line(name: str, pairs: dict[str, str]) -> str:
    return " ".join([name, *(f"{left}={right}" for left, right in sorted(pairs.items()))])


if __name__ == "__main__":
    sys.exit(main())
