"""`helm template` by the library helm-python-sdk, as a program of its own."""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from infracheck.source.render.helm.settings import values_set
from infracheck.source.yaml.tree import Mapping, Node, Scalar
from infracheck.source.yaml.tree import Sequence as Items

# helm.sh/helm/v3/pkg/releaseutil: where Helm parts what a template prints
_DOCUMENT = re.compile(r"(?:^|\n)---\s*+")
_HOOK = "helm.sh/hook"
_TESTS = frozenset(("test", "test-success", "test-failure"))
_NOTES = "NOTES.txt"


def main(words: Sequence[str]) -> int:
    """Print what `helm template` would, or say on stderr why not."""
    asked = _parser().parse_args(words)
    helm = importlib.import_module("helm_python")
    try:
        chart = helm.Chart.load(asked.chart)
        _check_dependencies(chart)
        printed = chart.render(_values(helm, asked), name=asked.release, namespace=asked.namespace)
        for name, text in sorted(printed.items()):
            for document in () if name.endswith(_NOTES) else _documents(helm, text):
                sys.stdout.write(f"---\n# Source: {name}\n{document}\n")
    except helm.HelmError as error:
        sys.stderr.write(f"Error: {error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="helm")
    parser.add_argument("command", choices=["template"])
    parser.add_argument("release")
    parser.add_argument("chart")
    parser.add_argument("--namespace", default="default")
    parser.add_argument("--values", action="append", default=[])
    parser.add_argument("--set", action="append", default=[])
    # the library has its own version of Kubernetes, and leaves tests to its caller
    parser.add_argument("--kube-version")
    parser.add_argument("--skip-tests", action="store_true")
    return parser


def _check_dependencies(chart: Any) -> None:
    """Refuse a chart that lacks a part, as Helm does: the library renders what there is."""
    found = {each["name"] for each in chart.dependencies}
    missing = [each["name"] for each in chart.metadata.get("dependencies") or () if each["name"] not in found]
    if missing:
        helm = importlib.import_module("helm_python")
        raise helm.HelmError(
            "An error occurred while checking for chart dependencies. You may need to run `helm dependency build` to "
            f"fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: {', '.join(missing)}"
        )


def _values(helm: Any, asked: argparse.Namespace) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in asked.values:
        with open(path, encoding="utf-8") as file:
            found = _merged(found, helm.values_from_yaml(file.read()))
    for words in asked.set:
        for tree in values_set(words):
            found = _merged(found, _plain(tree))
    return found


def _merged(lower: dict[str, Any], upper: dict[str, Any]) -> dict[str, Any]:
    found = dict(lower)
    for key, value in upper.items():
        known = found.get(key)
        found[key] = _merged(known, value) if isinstance(known, dict) and isinstance(value, dict) else value
    return found


def _plain(node: Node) -> Any:
    """What `--set` makes of a word: whole numbers, yes and no are no strings (helm.sh/helm/v3/pkg/strvals)."""
    if type(node) is Mapping:
        return {key: _plain(value) for key, value in node.values.items()}
    if type(node) is Items:
        return [_plain(each) for each in node.items]
    assert type(node) is Scalar
    if node.text in ("true", "false"):
        return node.text == "true"
    if node.text == "null":
        return None
    is_whole = re.fullmatch(r"-?(?:0|[1-9][0-9]{0,17})", node.text) is not None
    return int(node.text) if is_whole else node.text


def _documents(helm: Any, text: str) -> Iterator[str]:
    for document in _DOCUMENT.split(text):
        if document.strip() and not _TESTS.intersection(_hooks(helm, document)):
            yield document.strip("\n")


def _hooks(helm: Any, document: str) -> Iterable[str]:
    if _HOOK not in document:
        return ()
    read = helm.values_from_yaml(document)
    annotations = (read.get("metadata") or {}).get("annotations") or {}
    return (each.strip() for each in str(annotations.get(_HOOK, "")).split(","))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
