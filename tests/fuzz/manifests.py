"""Manifests: the examples of the policies, changed."""

from __future__ import annotations

from random import Random

from tests.fuzz import seeds, texts, trees
from tests.fuzz.case import Case
from tests.fuzz.secrets import plant

_NAMES = (
    *["web.yaml"] * 20, "web.yml", "web.json", "web.json", "values.yaml", "deployment.v1.yaml", "Web.YAML", "-.yaml",
    "a b.yaml", "é.yaml", "{{x}}.yaml", "a%2f.yaml", "#.yaml", "\u202e.yaml", "::error::.yaml", "a\nb.yaml",
    "\x1b[31m.yaml", "templates/a.yaml",
)  # fmt: skip
_WAIVERS = (
    "# infracheck: ignore[memory-limit] reason", "# infracheck: ignore[all] ok", "# infracheck:ignore[]",
    "# infracheck: ignore", "#infracheck: ignore[root-user,,] ", "# infracheck: ignore[category:secrets] x",
    "# infracheck: ignore[nope] x", "# infracheck: ignore[", "# infracheck: ignore[memory-limit]",
    "# infracheck: ignore[pss:restricted, checkov:CKV_K8S_13] -- r", "# infracheck: ignore[input-schema] x",
    "# infracheck: ignore[\u202e] \x1b[31m", "# infracheck: ignore[memory-limit] a # infracheck: ignore[cpu-limit] b",
)  # fmt: skip


def manifest(random: Random) -> Case:
    """A file of one or more documents whose trees were changed, and sometimes its text."""
    content, secrets = changed(random)
    if random.random() < 0.3:
        content, secrets = texts.mutate(content, random, random.choice((1, 1, 2, 4))), ()
    return Case({random.choice(_NAMES): content}, secrets)


def text(random: Random) -> Case:
    """An example whose text was changed, comments and all."""
    content = random.choice(seeds.texts())
    if random.random() < 0.15:
        content += random.choice((b"\n---\n", b"---\n", b"\n...\n", b"\n")) + random.choice(seeds.texts())
    return Case({random.choice(_NAMES): texts.mutate(content, random, random.choice((1, 1, 1, 2, 4)))})


def waived(random: Random) -> Case:
    """A file with waivers, right and wrong, at the ends of its lines and between them."""
    content = random.choice(seeds.texts()) if random.random() < 0.5 else changed(random)[0]
    return Case({"web.yaml": with_waivers(content, random)})


def with_waivers(content: bytes, random: Random) -> bytes:
    """A text with waivers strewn in."""
    lines = content.split(b"\n")
    for _ in range(random.choice((1, 1, 2, 5, 30))):
        index, mark = random.randrange(len(lines)), random.choice(_WAIVERS).encode()
        if random.random() < 0.5:
            lines[index] += b" " + mark
        else:
            lines.insert(index, b" " * random.choice((0, 2, 4)) + mark)
    content = random.choice((b"\n", b"\n", b"\n", b"\r\n", b"\r")).join(lines)
    return texts.mutate(content, random, 1) if random.random() < 0.2 else content


def changed(random: Random) -> tuple[bytes, tuple[str, ...]]:
    """Documents whose trees were changed, written anew; and the secrets in them."""
    pool = seeds.with_values() if random.random() < 0.3 else seeds.documents()
    roots = [trees.copied(random.choice(pool)) for _ in range(random.choice((1, 1, 1, 1, 2, 3)))]
    for root in roots:
        trees.mutate(root, random, random.choice((0, 1, 1, 2, 2, 3, 5, 8)))
    secrets = plant(roots, random)
    content = trees.written(roots, random)
    return content, secrets if content else ()
