"""What tells a scan how to scan: config files and ignore files."""

from __future__ import annotations

from random import Random

from tests.fuzz import texts, trees, words
from tests.fuzz.case import Case

_POD = b"apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: nginx\n"
_CONFIG = """\
select: [recommended, category:secrets, "pss:baseline", memory-limit]
ignore: [cpu-limit, "checkov:CKV_K8S_13"]
severity: low
fail-on: medium
kubernetes-version: "1.30"
exists:
  - {kind: Secret, name: "db-*", namespace: shop}
  - kind: ConfigMap
    name: web
options:
  image-registry: {allowed: [docker.io, "*.example.com"]}
  memory-limit: {}
"""
_PATTERNS = (
    "*", "**", "/", "//", "!", "\\", "a\\", "!\\", "[z-a]", "[a-\\d]", "[", "[]", "[]a]", "[!a]", "[^a]", "[a", "a[",
    "**/a", "a/**", "a/**/b", "**a", "a**b", "?", "???", "/a", "a/", "!a", "#a", "\\#a", "\\!a", "a ", "a\\ ", " a",
    "\ta", "*.yaml", "!*.yaml", "web.yaml", "/web.yaml", "./web.yaml", "../web.yaml", "a/../web.yaml", "[[:alpha:]]",
    "[[:x:]]", "[\\]]", "*a*a*a*b", "**/a/**/a/**/b", "{a,b}", "(a|b", "a+", "^a$", "é", "\u202e", "\x1b[31m", "\0",
    "a\0b", "*" * 50, "/" * 50, "a" * 300, ".", "..", "...", ".*", "k8s", "k8s/", "/k8s/*", "!k8s/web.yaml",
)  # fmt: skip


def config(random: Random) -> Case:
    """A config file beside a pod."""
    root = trees.parsed(_CONFIG)
    trees.mutate(root, random, random.choice((1, 1, 2, 3, 6)))
    content = trees.written([root], random)
    if random.random() < 0.2:
        content = texts.mutate(content, random, 1)
    return Case({".infracheck.yaml": content, "web.yaml": _POD}, alone=True)


def ignore(random: Random) -> Case:
    """An ignore file beside some files."""
    lines = []
    for _ in range(random.choice((1, 1, 2, 4, 10))):
        pattern = random.choice(_PATTERNS) if random.random() < 0.8 else random.choice(words.ODD)
        if random.random() < 0.3:
            pattern += random.choice(("", "/")) + random.choice(_PATTERNS)
        lines.append(pattern.encode("utf-8", "surrogatepass"))
    content = random.choice((b"\n", b"\n", b"\r\n", b"\r")).join(lines)
    if random.random() < 0.1:
        content = texts.mutate(content, random, 1)
    names = (
        "web.yaml",
        "a/web.yaml",
        "k8s/a/b.yaml",
        "a b.yaml",
        "[z].yaml",
        "aaaaaaaaaaaaaaaaaaaaaaaa.yaml",
        "a/a/a/a/a/a.yaml",
    )
    return Case({".infracheckignore": content, **dict.fromkeys(names, _POD)}, alone=True)
