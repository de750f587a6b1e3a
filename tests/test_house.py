"""What holds of the whole: everything is listed where it must be, and named as the house names things."""

from __future__ import annotations

import ast
import importlib
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import click
import pytest

import infracheck
from infracheck.cli import group
from infracheck.engine.declarations.complaint import code_of
from infracheck.engine.declarations.declare import Policy
from infracheck.engine.declarations.load import load_pack

ROOT = Path(__file__).parents[1]
CHECKER = ROOT / "checker" / "infracheck"
PACK = ROOT / "policies" / "infracheck_policies"
FIXTURES = ROOT / "fixtures"
POLICIES = list(load_pack())

# whole systems rather than examples of one policy
SYSTEMS = {"products", "shop", "shop-fixed"}
CATEGORIES = {
    "availability", "backups", "configuration", "control-plane", "dependencies", "dockerfile", "images", "isolation",
    "metadata", "network", "nodes", "pod-security", "probes", "rbac", "resources", "secrets", "storage", "users",
}  # fmt: skip
_KEBAB = r"[a-z0-9]+(-[a-z0-9]+)*"
# the form of an id in each set: a typing error in one that nobody selects would never be seen
CONTROLS = {
    "cis-docker-1.6": r"\d+\.\d+",
    "cis-kubernetes-1.11": r"\d+\.\d+(\.\d+)?",
    "cis-kubernetes-1.12": r"\d+\.\d+(\.\d+)?",
    "cwe": r"\d+",
    "nist-800-190": r"\d\.\d\.\d",
    "nist-800-53-r5": r"[A-Z]{2}-\d+(\(\d+\))?",
    "nsa-1.2": r"[a-z]+([.-][a-z]+)*",
    "owasp-k8s-2022": r"K\d\d",
    "owasp-k8s-2025": r"K\d\d",
    "pci-dss-4.0": r"\d+\.\d+\.\d+",
    "pss": r"baseline|restricted",
    "soc2": r"(CC|A)\d\.\d",
}
ALIASES = {
    "buildkit": r"([A-Z]+[a-z]+)+",
    "checkov": r"CKV2?_(K8S|DOCKER)_\d+",
    "gatekeeper": rf"(general|pod-security-policy)/{_KEBAB}",
    "hadolint": r"DL\d{4}",
    "kics": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "kube-linter": _KEBAB,
    "kube-score": _KEBAB,
    "kubescape": r"C-\d{4}|[A-Za-z0-9]+([._-][A-Za-z0-9]+)*",
    "kyverno": rf"{_KEBAB}(/[A-Za-z0-9-]+)?",
    "polaris": r"[a-z]+([A-Z][a-z]*)*",
    "trivy": r"(KSV|KCV|DS)-\d{4,5}",
}
# programs whose names start a title in their own spelling
SMALL_LETTERS = ("`", "etcd ", "wget ")
# names that start a message in their own spelling; those with a second capital tell it themselves
NAMES = {
    "Cluster", "Deployment", "Elasticsearch", "Ingress", "Job", "Kafka", "Oracle", "Pod", "Redis", "Role", "Secret",
    "Service", "Velero",
}  # fmt: skip
VERBS = {
    "avoid", "check", "deny", "disable", "disallow", "do", "dont", "enable", "enforce", "ensure", "forbid", "has",
    "is", "must", "never", "no", "not", "prevent", "require", "should", "use", "validate",
}  # fmt: skip
# classes of one name in two modules: each pair reads right where it stands, and is renamed with its room
TWICE = {
    "Address", "Amounts", "Flag", "Inputs", "Instruction", "Reader", "Resources", "Rule", "Scope",
    "SecretKey", "Setting", "Told", "Variable", "Way",
}  # fmt: skip
MOST_LATE_IMPORTS = 15
IMPORTS_BY_NAME = {"__import__", "import_module"}
# what is loaded by a name: the lazy API, facts, formats, commands, packs and their examples, readers of other tools,
# and a library that a user may have
REGISTRIES = {
    "__init__.py", "adopt/foreign.py", "cli/__init__.py", "engine/declarations/load.py", "model/base/derived.py",
    "report/explain.py", "report/formats/catalogue.py", "source/render/helm/library.py",
}  # fmt: skip
NO_NAMES = {"utils", "helpers", "common", "manager", "base", "data", "misc"}
# report/inventory/secrets.py stands beside images.py and manifests.py, each named after its entity
LIKE_THE_STANDARD_LIBRARY = {"secrets"}


def modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def trees(folder: Path) -> Iterator[tuple[Path, ast.Module]]:
    for path in modules(folder):
        yield path.relative_to(folder), ast.parse(path.read_text(encoding="utf-8"))


def ids_declared_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else ()
        for call in decorators:
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "policy":
                yield ast.literal_eval(call.args[0])


def test_every_policy_that_is_written_is_in_the_pack() -> None:
    written = {(str(path), name) for path, tree in trees(PACK) for name in ids_declared_in(tree)}
    loaded = {
        (str(Path(code_of(version.check).co_filename).relative_to(PACK)), policy.id)
        for policy in POLICIES
        for version in policy.versions
    }

    assert sorted(written - loaded) == []
    assert sorted(loaded - written) == []


def test_every_module_of_the_pack_holds_policies_or_serves_one_that_does() -> None:
    listed = set(packed(importlib.import_module("infracheck_policies")))
    imported = {name for _, tree in trees(PACK) for name in imports_of(tree)}
    present = {".".join(path.with_suffix("").relative_to(PACK.parent).parts) for path in modules(PACK)}

    assert sorted(listed - present) == []
    assert sorted(each for each in present - listed - imported if not each.endswith("__init__")) == []


def packed(package: ModuleType) -> Iterator[str]:
    for name in package.PACK:
        module = importlib.import_module(f"{package.__name__}.{name}")
        yield from packed(module) if hasattr(module, "PACK") else (module.__name__,)


def imports_of(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_every_policy_has_a_folder_of_examples_and_every_folder_a_policy() -> None:
    assert {path.name for path in FIXTURES.iterdir()} - SYSTEMS == {policy.id for policy in POLICIES}


def test_a_folder_of_examples_holds_nothing_else() -> None:
    strays = [
        path.relative_to(FIXTURES).as_posix()
        for policy in POLICIES
        for path in (FIXTURES / policy.id).iterdir()
        if not path.name.startswith(("pass", "fail")) and path.name != "output.txt"
    ]

    assert strays == []


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
def test_a_policy_is_named_as_the_house_names_policies(policy: Policy) -> None:
    assert policy.category in CATEGORIES
    assert policy.id.partition("-")[0] not in VERBS, "an id is a noun"
    assert policy.title[:1].isupper() or policy.title.startswith(SMALL_LETTERS), "a title starts with a capital"
    assert policy.title.endswith("."), "a title ends with a period"
    assert not re.search(r"[.!?] ", policy.title), "a title is one sentence"


@pytest.mark.parametrize(("attribute", "known"), [("controls", CONTROLS), ("aliases", ALIASES)])
def test_controls_and_aliases_have_the_form_of_their_set(attribute: str, known: dict[str, str]) -> None:
    references = {(policy.id, each) for policy in POLICIES for each in getattr(policy, attribute)}

    assert {each.partition(":")[0] for _, each in references} == set(known)
    assert sorted(f"{policy}: {each}" for policy, each in references if not has_form(each, known)) == []


def test_controls_and_aliases_stand_in_the_crosswalk() -> None:
    assert [policy.id for policy in POLICIES if policy.own_controls or policy.own_aliases] == []


def has_form(reference: str, known: dict[str, str]) -> bool:
    name, _, number = reference.partition(":")
    return re.fullmatch(known[name], number) is not None


def test_messages_are_no_sentences() -> None:
    said = [
        (path.parent.name, line[4:])
        for path in sorted(FIXTURES.glob("*/output.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r" {4}(?!Fix: )[^ -]", line)
    ]
    wrong = [f"{policy}: {text}" for policy, text in said if text.endswith(".") or not starts_as_a_message(text)]

    assert len(said) > 500
    assert wrong == []


def starts_as_a_message(text: str) -> bool:
    """Whether a message starts with a small letter, or with a name that has a capital of its own."""
    word = re.split(r"[\s,:/]", text)[0]
    return not word[:1].isupper() or word in NAMES or bool(re.search(r"[A-Z0-9_]", word[1:]))


def test_every_public_name_can_be_imported_and_is_known_to_type_checkers() -> None:
    tree = ast.parse((CHECKER / "__init__.py").read_text(encoding="utf-8"))
    told = {
        name.asname: f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module != "typing"
        for name in node.names
        if name.asname
    }
    public = [
        name
        for name in dir(infracheck)
        if not name.startswith("_") and not isinstance(getattr(infracheck, name), ModuleType)
    ]

    assert sorted(set(told) - {"__version__"}) == sorted(set(public) - {"annotations", "TYPE_CHECKING"})
    for name, source in told.items():
        module, _, attribute = source.rpartition(".")
        assert getattr(infracheck, name) is getattr(importlib.import_module(module), attribute)


def test_every_command_is_listed_and_explains_itself() -> None:
    context = click.Context(group)
    files = {path.name.removesuffix("_command.py") for path in (CHECKER / "cli").glob("*_command.py")}

    assert set(group.list_commands(context)) == files
    for name in files:
        command = group.get_command(context, name)
        assert command is not None
        assert command.get_short_help_str(), name


def test_no_class_of_the_engine_has_the_name_of_another() -> None:
    names = Counter(node.name for _, tree in trees(CHECKER) for node in tree.body if isinstance(node, ast.ClassDef))

    assert sorted(name for name, number in names.items() if number > 1 and name[0] != "_") == sorted(TWICE)


def test_modules_are_named_after_what_they_hold() -> None:
    names = {path.stem for path in (*modules(CHECKER), *modules(PACK))}

    assert sorted(names & NO_NAMES) == []
    assert sorted((names & sys.stdlib_module_names) - LIKE_THE_STANDARD_LIBRARY - {"__init__", "__main__"}) == []


@pytest.mark.parametrize("folder", [CHECKER, PACK], ids=["checker", "policies"])
def test_modules_and_functions_fit_in_the_head(folder: Path) -> None:
    for path, tree in trees(folder):
        assert ast.get_docstring(tree), f"{path} does not say what it is for"
        assert folder.joinpath(path).read_text(encoding="utf-8").count("\n") <= 400, f"{path} is two files"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno <= 70, f"{path}: {node.name} is two functions"


def test_no_folder_of_the_engine_holds_more_than_twenty_modules() -> None:
    numbers = Counter(path.parent.relative_to(CHECKER).as_posix() for path in modules(CHECKER))

    assert {name: number for name, number in numbers.items() if number - 1 > 20} == {}


def test_few_imports_stand_inside_functions_and_each_says_why() -> None:
    late = {f"{path}:{node.lineno}": lines for path, node, lines in late_imports()}

    assert len(late) <= MOST_LATE_IMPORTS, f"{len(late)} imports inside functions: {', '.join(late)}"
    assert [place for place, lines in late.items() if not any("# late: " in line for line in lines)] == []


def late_imports() -> Iterator[tuple[Path, ast.stmt, list[str]]]:
    """The imports inside functions, each with its line and the one above it."""
    for path, tree in trees(CHECKER):
        lines = CHECKER.joinpath(path).read_text(encoding="utf-8").splitlines()
        inside = {
            node
            for function in ast.walk(tree)
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
            for node in ast.walk(function)
            if isinstance(node, (ast.Import, ast.ImportFrom))
        }
        for node in sorted(inside, key=lambda each: each.lineno):
            yield path, node, lines[max(0, node.lineno - 2) : node.end_lineno]


def test_modules_are_imported_by_name_in_the_registries_alone() -> None:
    importers = {
        path.as_posix()
        for path, tree in trees(CHECKER)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Name, ast.Attribute, ast.alias)) and IMPORTS_BY_NAME & names_in(node)
    }

    assert importers == REGISTRIES


def names_in(node: ast.Name | ast.Attribute | ast.alias) -> set[str]:
    """The names that a part of a module's text uses."""
    match node:
        case ast.Name(name) | ast.Attribute(_, name):
            return {name}
        case ast.alias(name):
            return {name}
