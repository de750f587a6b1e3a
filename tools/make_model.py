"""Write docs/model.md anew: every class that a policy meets, with its fields, facts and neighbours."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from enum import Enum
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import infracheck
from infracheck import Dockerfile, KubernetesObject, Record, View
from infracheck.model.base.derived import Derived
from infracheck.model.base.field import Field

PAGE = Path(__file__).resolve().parents[1] / "docs" / "model.md"
_INTRO = """\
<!-- Written by `make docs` from the model itself; a change here is lost. -->

# The model

The classes and fields that a policy can read. Everything here is imported from `infracheck`.

- A **field** comes from the file: on an instance it is the value, on the class the place (`at=Container.image`). The
  path is the one in the YAML, below the class's own mapping.
- A **fact** follows from several files or is derived from fields; `Fact[…]` is `Known(value, because)` or
  `Unknown(why)`.
- A policy may **judge** the classes that are marked so: the type of its first parameter says which.
"""
_TYPES = {
    "text": "str \\| None", "flag": "bool \\| None", "integer": "int \\| None",
    "number_or_text": "int \\| str \\| None", "texts": "tuple[str, ...]", "text_map": "dict[str, str]",
    "present": "bool",
}  # fmt: skip
_GROUPS = (
    ("Workloads and containers", ("Workload", "Pod", "Container")),
    ("Images", ("Dockerfile", "Stage", "Instruction")),
    ("Configuration", ("ConfigMap", "Configuration")),
    ("Secrets", ("AnySecret",)),
    ("Dependencies and backups", ("Dependency", "Endpoint", "OperatedDatabase", "Backup")),
    ("Network", ("Service", "Ingress", "Route", "NetworkPolicy", "ServiceMonitor")),
    ("Rights", ("AnyRole", "AnyBinding", "ServiceAccount")),
    ("What governs", ("Namespace", "LimitRange", "ResourceQuota", "AnyAutoscaler", "PodDisruptionBudget",
                      "AdmissionWebhooks")),
    ("Storage", ("StorageClass", "PersistentVolume", "PersistentVolumeClaim")),
    ("The control plane", ("Program", "ConfiguredProgram", "AuditPolicy", "EncryptionConfiguration")),
    ("What admitted pods before", ("PodSecurityPolicy", "SecurityContextConstraints")),
    ("Any object", ("KubernetesObject",)),
)  # fmt: skip


class Row(NamedTuple):
    """A member of a class: its name, what kind it is, its type, its YAML path, what it says."""

    name: str
    kind: str
    type: str
    path: str
    words: str


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    print(f"{PAGE.name}: {len(_public_classes())} classes")
    return 0


def page() -> str:
    """The text of the page."""
    lines = [_INTRO]
    left = dict(sorted(_public_classes().items()))
    for title, roots in _GROUPS:
        bases = tuple(left[name] for name in roots if name in left)
        chosen = [each for each in left.values() if issubclass(each, bases)]
        chosen.sort(key=partial(_order, roots))
        lines.append(f"## {title}\n")
        for each in chosen:
            left.pop(each.__name__)
            lines.append(_section(each))
    lines.append("## Parts and values\n")
    lines.extend(_section(each) for each in left.values())
    return "\n".join(lines).rstrip() + "\n"


def _order(roots: tuple[str, ...], owner: type) -> tuple[int, str]:
    name = owner.__name__
    return (roots.index(name) if name in roots else len(roots)), name


@cache
def _public_classes() -> dict[str, type]:
    found = {}
    for name in dir(infracheck):
        value = getattr(infracheck, name)
        is_ours = inspect.isclass(value) and value.__module__.startswith(("infracheck.model.", "infracheck.knowledge."))
        if is_ours and value not in (View, Record):
            found[name] = value
    return found


def _section(owner: type) -> str:
    lines = [f"### {owner.__name__}", ""]
    words = inspect.cleandoc(owner.__doc__ or "").partition("\n\n")
    lines += [words[0], ""]
    if words[2]:
        lines += [" ".join(words[2].split("\n")), ""]
    bases = [each.__name__ for each in owner.__mro__[1:] if each.__name__ in _public_classes()]
    marks = ["A policy may judge it."] if _is_judged(owner) else []
    if bases:
        marks.append(f"Has also what {_listed(bases)} {'has' if len(bases) == 1 else 'have'}.")
    if marks:
        lines += [" ".join(marks), ""]
    if issubclass(owner, Enum):
        return "\n".join([*lines, _listed(each.name for each in owner) + ".", ""])
    rows = sorted(_rows(owner), key=lambda row: _KINDS.index(row.kind))
    if rows:
        lines += ["| name | type | where, or what |", "| --- | --- | --- |"]
        lines += [f"| `{row.name}` | `{row.type}` | {_said(row)} |" for row in rows]
        lines.append("")
    return "\n".join(lines)


_KINDS = ("field", "fact", "function")


def _said(row: Row) -> str:
    where = f"`{row.path}`" if row.path else ""
    return "; ".join(filter(None, (where, row.words.replace("|", "\\|").rstrip("."))))


def _is_judged(owner: type) -> bool:
    """Whether the engine calls policies for it: what stands in a model by itself, or is found by its class."""
    return issubclass(owner, KubernetesObject | Dockerfile) or hasattr(owner, "all_of") or owner.__name__ in _JUDGED


_JUDGED = ("Pod", "Container", "Stage", "Instruction", "CopyInstruction", "ExposeInstruction", "PairInstruction",
           "RunInstruction", "WorkdirInstruction")  # fmt: skip


def _rows(owner: type) -> Iterator[Row]:
    body = _source_of(owner)
    for node, words in _with_words(body):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            value = inspect.getattr_static(owner, name, None)
            if isinstance(value, Field) and not name.startswith("_"):
                yield Row(name, "field", _type_of_field(node.value, owner), ".".join(value.keys), words)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
            is_slot = name in vars(owner).get("__slots__", ())
            if not name.startswith("_") and (is_slot or issubclass(owner, tuple) or _is_derived(owner, name)):
                yield Row(name, "fact", _shown(node.annotation), "", words)
        elif isinstance(node, ast.FunctionDef) and node.name == "__init__":
            yield from _of_instance(node)
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield from _of_function(node)


def _is_derived(owner: type, name: str) -> bool:
    return isinstance(vars(owner).get(name), Derived)


_INNER = (
    "cache", "command", "document", "index", "model", "node", "origin", "position", "resource", "role", "scope",
    "tree", "view",
)  # fmt: skip


def _of_instance(node: ast.FunctionDef) -> Iterator[Row]:
    """What `__init__` keeps, where it says the type; not what the machinery of a view needs."""
    given = {each.arg: each.annotation for each in (*node.args.args, *node.args.kwonlyargs)}
    for each, words in _with_words(node.body):
        target = (
            each.target
            if isinstance(each, ast.AnnAssign)
            else each.targets[0]
            if isinstance(each, ast.Assign)
            else None
        )
        if not isinstance(target, ast.Attribute) or target.attr.startswith("_") or target.attr in _INNER:
            continue
        annotation = each.annotation if isinstance(each, ast.AnnAssign) else given.get(target.attr)
        if annotation is not None:
            yield Row(target.attr, "fact", _shown(annotation), "", words)


def _of_function(node: ast.FunctionDef) -> Iterator[Row]:
    words = (ast.get_docstring(node) or "").partition("\n")[0]
    returns = _shown(node.returns) if node.returns is not None else "Any"
    marks = {getattr(each, "id", "") for each in node.decorator_list}
    if marks & {"property", "remembered"}:
        yield Row(node.name, "fact", returns, "", words)
    elif not marks & {"classmethod", "staticmethod"}:
        arguments = [each.arg for each in (*node.args.args[1:], *node.args.kwonlyargs)]
        yield Row(f"{node.name}({', '.join(arguments)})", "function", returns, "", words)


def _with_words(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, str]]:
    """Each statement with the string that stands below it, as the documentation of attributes does."""
    for node, following in zip(body, [*body[1:], ast.Pass()], strict=True):
        words = ""
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            words = inspect.cleandoc(str(following.value.value)).partition("\n")[0]
        yield node, words


def _type_of_field(made: ast.expr, owner: type) -> str:
    """What a field's factory makes: `parts("env", EnvVar)` is `tuple[EnvVar, ...]`."""
    assert isinstance(made, ast.Call)
    factory = ast.unparse(made.func)
    if factory in _TYPES:
        return _TYPES[factory]
    if len(made.args) == 1:
        return _shown(_returned_by(factory, owner))
    of = ast.unparse(made.args[1]).removesuffix(".parse")
    shapes = {"part": of, "parts": f"tuple[{of}, ...]", "optional": f"{of} \\| None", "parsed": f"{of} \\| None"}
    return shapes[factory]


def _returned_by(factory: str, owner: type) -> ast.expr:
    """The type of the fields that a factory of the owner's module makes, by what it says it returns."""
    tree = _tree(sys.modules[owner.__module__])
    made = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == factory)
    assert isinstance(made.returns, ast.Subscript)
    return made.returns.slice


def _shown(annotation: ast.expr) -> str:
    return ast.unparse(annotation).replace("|", "\\|").strip("'")


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


def _source_of(owner: type) -> list[ast.stmt]:
    module: Any = sys.modules[owner.__module__]
    found = (each for each in ast.walk(_tree(module)) if isinstance(each, ast.ClassDef) and each.name == owner.__name__)
    return next(found).body


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    sys.exit(main())
