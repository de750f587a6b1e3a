"""The inventory's formats: valid, harmless whatever the names are, and the same at every run."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from infracheck.engine.config import Config
from infracheck.inventory import take_inventory
from infracheck.report.inventory import entities
from infracheck.report.inventory.entities import Inventory

ROOT = Path(__file__).parents[2]
SHOP = "fixtures/shop"
HOSTILE = (
    '"', "'", "`", "\\", "\\n", "]", "}}", "|", ";", "#quot;", "&lt;", "<script>alert(1)</script>", "%%{init: {}}%%",
    "a-->b", "end", "click x href", "\x1b[31mred", "\u202ereversed", "::error::x", "##[command]x", "${HOME}", "{{7*7}}",
    "a\nb", "ü中🙂", "subgraph", "x" * 5000,
)  # fmt: skip
POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {0}\nspec:\n  containers:\n    - name: c\n      image: i:{0}\n"
Take = Callable[[dict[str, str]], Inventory]


def written(form: str, inventory: Inventory, **settings: Any) -> str:
    out = io.StringIO()
    import_module(f"infracheck.report.formats.as_inventory_{form}").write(inventory, out, **settings)
    return out.getvalue()


@pytest.fixture
def take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Take:
    """The inventory of files by name and text."""

    def taken(texts: dict[str, str]) -> Inventory:
        for name, text in texts.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        return take_inventory(["."], config=Config())

    return taken


@pytest.fixture(scope="module")
def shop() -> Inventory:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return take_inventory([SHOP], config=Config())


@pytest.fixture
def hostile(take: Take) -> Inventory:
    """Objects of every kind whose names are whatever could break out of a label."""
    documents: list[dict[str, Any]] = []
    for name in HOSTILE:
        env = [
            {"name": name, "value": "x"},
            {"name": f"{name}_K", "valueFrom": {"secretKeyRef": {"name": name, "key": name}}},
        ]
        container = {"name": name, "image": f"{name}:1", "env": env, "envFrom": [{"configMapRef": {"name": name}}]}
        pod = {"serviceAccountName": name, "containers": [container]}
        metadata = {"name": name, "namespace": name}
        template = {"metadata": {"labels": {"app": name}}, "spec": pod}
        documents += [
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": {"template": template}},
            {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": {"selector": {"app": name}}},
            {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": {name: "x"}},
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata,
             "data": {name: "x", "REDIS_URL": "redis://cache.example.com"}},
            {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": metadata,
             "subjects": [{"kind": "User", "name": name}], "roleRef": {"kind": "ClusterRole", "name": "admin"}},
        ]  # fmt: skip
    return take({f"{number}.json": json.dumps(each) for number, each in enumerate(documents)})


def schema() -> Any:
    return json.loads(files("infracheck.report").joinpath("inventory-v1.schema.json").read_text(encoding="utf-8"))


def problems(inventory: Inventory) -> list[str]:
    Draft202012Validator.check_schema(schema())
    found = Draft202012Validator(schema()).iter_errors(json.loads(written("json", inventory)))
    return [f"{list(each.absolute_path)}: {each.message[:200]}" for each in found]


def test_json_fits_its_schema(shop: Inventory, hostile: Inventory) -> None:
    assert problems(shop) == []
    assert problems(hostile) == []


def test_an_empty_folder_fits_the_schema_too(take: Take) -> None:
    inventory = take({})

    assert problems(inventory) == []
    assert json.loads(written("json", inventory))["manifests"] == []


def test_the_schema_describes_exactly_the_fields_there_are() -> None:
    described = {name: set(each["properties"]) for name, each in schema()["$defs"].items() if "properties" in each}
    kinds = [each for each in vars(entities).values() if isinstance(each, type) and hasattr(each, "_fields")]
    fields = {re.sub(r"(?<!^)(?=[A-Z])", "_", each.__name__).lower(): set(each._fields) for each in kinds}
    inventory = fields.pop("inventory")

    assert described == fields
    assert set(schema()["properties"]) == {"version", "tool", *inventory}


def test_the_schema_refuses_what_it_does_not_know(shop: Inventory) -> None:
    document = json.loads(written("json", shop))
    document["secrets"][0]["value"] = "hunter2"

    assert not Draft202012Validator(schema()).is_valid(document)


@pytest.mark.parametrize("names", ["shop", "hostile"])
def test_every_relation_leads_from_something_to_something(names: str, request: pytest.FixtureRequest) -> None:
    inventory: Inventory = request.getfixturevalue(names)
    ids = [each.id for each in everything(inventory)]
    ends = {end for relation in inventory.relations for end in (relation.source, relation.target)}
    prefixes = ("manifest:", "image:", "dockerfile:", "configuration:", "secret:", "dependency:")

    assert len(set(ids)) == len(ids)
    assert sorted(each for each in ends if each.startswith(prefixes) and each not in ids) == []


def everything(inventory: Inventory) -> Iterator[Any]:
    yield from inventory.manifests
    yield from inventory.images
    yield from inventory.configurations
    yield from inventory.secrets
    yield from inventory.dependencies


MERMAID = re.compile(
    r'  subgraph \w+\["[^"<>`]*"\]|  end| {2,4}(?P<id>\w+)(?:\["|\[\["|\(\["|\{\{"|\[\("|\("|>")(?:[^"<>`%{}\\]|<br/>)*'
    r'(?:"\]|"\]\]|"\]\)|"\}\}|"\)\]|"\))(?::::\w+)?|  (?P<source>\w+) -->\|"[^"<>`%{}\\]*"\| (?P<target>\w+)'
    r"|  classDef \w+ [\w:#,-]+"
)
DOT = re.compile(
    r'  rankdir=LR;|  (?:node|edge) \[fontname="Helvetica", fontsize=\d+\];|  subgraph "cluster_\w+" \{|  \}'
    r'|    label="(?:[^"\\]|\\\\|\\")*";| {2,4}"(?P<id>\w+)" \[shape=\w+, label="(?:[^"\\]|\\\\|\\"|\\n)*"\];'
    r'|  "(?P<source>\w+)" -> "(?P<target>\w+)" \[label="(?:[^"\\]|\\\\|\\")*"\];'
)


@pytest.mark.parametrize("names", ["shop", "hostile"])
@pytest.mark.parametrize("form", ["mermaid", "dot"])
def test_every_line_of_a_drawing_is_one_of_its_grammar(form: str, names: str, request: pytest.FixtureRequest) -> None:
    grammar = MERMAID if form == "mermaid" else DOT
    lines = written(form, request.getfixturevalue(names)).splitlines()
    inner = lines[1:] if form == "mermaid" else lines[1:-1]
    matches = [grammar.fullmatch(line) for line in inner]
    nodes = [match["id"] for match in matches if match is not None and match["id"]]
    ends = {match[end] for match in matches if match is not None and match["source"] for end in ("source", "target")}

    assert lines[0] == ("flowchart LR" if form == "mermaid" else "digraph inventory {")
    assert [line for line, match in zip(inner, matches, strict=True) if match is None] == []
    assert len({each.lower() for each in nodes}) == len(nodes) > 10
    assert ends <= set(nodes)


@pytest.mark.parametrize("form", ["tree", "json", "mermaid", "dot"])
def test_nothing_steers_a_terminal_or_a_ci_server(form: str, hostile: Inventory) -> None:
    text = written(form, hostile)

    assert re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text) == []
    assert re.findall(r"(?m)^\s*::.*|##\[.*", text if form != "json" else "") == []


def test_a_tree_has_colours_only_where_they_are_asked_for(shop: Inventory) -> None:
    plain, coloured = written("tree", shop), written("tree", shop, color=True)

    assert "\x1b" not in plain
    assert "\x1b" in coloured
    assert [line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", coloured).splitlines()] == plain.splitlines()


def test_the_order_of_the_files_changes_nothing(take: Take, tmp_path: Path) -> None:
    inventory = take({f"{name}.yaml": POD.format(name) for name in "ab"})
    again = take_inventory(["b.yaml", "a.yaml"], config=Config())

    assert [written(form, again) for form in ("tree", "json", "mermaid", "dot")] == [
        written(form, inventory) for form in ("tree", "json", "mermaid", "dot")
    ]


def test_two_objects_of_one_name_have_two_ids(take: Take) -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: c\n      image: nginx:1\n"
    )
    inventory = take({"base/web.yaml": pod, "overlay/web.yaml": pod})

    assert [each.id for each in inventory.manifests] == ["manifest:-/Pod/web", "manifest:-/Pod/web#2"]
