"""The files of a scan: what each is read as, by its name, and what a walk hands on."""

from __future__ import annotations

from infracheck.record import Record, made_often
from infracheck.source.text.problem import Problem

STDIN = "-"
MAKES_DOCKERFILE = "a template of a Dockerfile"
YAML, JSON, DOCKERFILE, HCL = "yaml", "json", "dockerfile", "hcl"
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
CHART = "Chart.yaml"
_TEMPLATE_ALONE = "or scan what it makes: `helm template . | infracheck scan -`."
RENDER_CHART = f"Put `helm` on the PATH, or install `infracheck-policy[helm]`; {_TEMPLATE_ALONE}"
ALLOW_RENDERING = f"Leave out `--no-render`, and `render: false` in the config; {_TEMPLATE_ALONE}"
_DOCKERFILES = ("dockerfile", "containerfile")
# a suffix that says the file is something about a Dockerfile, or makes one
_NOT_DOCKERFILE = frozenset(
    (
        "bak", "containerignore", "dockerignore", "go", "html", "js", "json", "md", "orig", "py", "rb", "rst", "sh",
        "swp", "ts", "txt", "yaml", "yml",
    )
)  # fmt: skip


@made_often
class InputFile(Record):
    """A file to read: its path as it is shown, what it is read as, and whether the user asked for this very file."""

    path: str
    kind: str
    is_named: bool = False


class Skipped(Record):
    """Something that was left out, and why."""

    path: str
    reason: str


class Link(Record):
    """A symbolic link in a folder, what it would be read as by its own name, and the tree that it has to stay in."""

    path: str
    kind: str | None
    tree: str


Collected = InputFile | Problem | Skipped


def kind_of(name: str) -> str | None:
    """What a file of this name is read as; None for none of our business."""
    lower = name.lower()
    if lower.endswith((".yaml", ".yml")) or name == "Kustomization":
        return YAML
    if lower.endswith(".json"):
        return JSON
    if is_bake(name):
        return HCL
    return DOCKERFILE if _is_dockerfile(lower) else None


def _is_dockerfile(lower: str) -> bool:
    """`Dockerfile`, `Dockerfile.web`, `web.Dockerfile` and the like, of Podman's name too."""
    for word in _DOCKERFILES:
        if lower == word or (lower.startswith(word) and lower[len(word)] in ".-_"):
            return lower.rpartition(".")[2] not in _NOT_DOCKERFILE
        if lower.endswith((f".{word}", f"-{word}")):
            return True
    return False


def is_compose(name: str) -> bool:
    """Whether a file of this name is a Compose file: no input of its own, but it says how images are built."""
    lower = name.lower()
    return lower.endswith((".yml", ".yaml")) and lower.removeprefix("docker-").startswith(("compose.", "compose-"))


def is_bake(name: str) -> bool:
    """Whether `docker buildx bake` reads a file of this name, or one beside it: it says how images are built, too."""
    lower = name.lower()
    return lower.startswith("docker-bake") and lower.endswith((".hcl", ".json"))
