"""What is piped in: the output of a renderer, a Dockerfile, or anything else."""

from __future__ import annotations

from random import Random

from tests.fuzz import dockerfiles, seeds, texts, words
from tests.fuzz.case import Case
from tests.fuzz.manifests import changed


def stream(random: Random) -> Case:
    """Something on standard input."""
    secrets: tuple[str, ...] = ()
    match random.randrange(6):
        case 0:
            content, secrets = changed(random)
        case 1:
            content = b"---\n".join(
                b"# Source: a/b.yaml\n" + random.choice(seeds.texts()) for _ in range(random.randrange(1, 6))
            )
        case 2:
            content = next(iter(dockerfiles.grammar(random).files.values()))
        case 3:
            content = b"".join(random.choice(words.INSERTS) for _ in range(random.choice((0, 1, 5, 30))))
        case 4:
            content = (
                random.choice((b"\n", b"\r\n", b"#\n", b" \n", b"\t", b"# FROM\n", b"---\n"))
                * random.choice((1, 10, 100, 1000))
                + b"FROM a\n"
            )
        case _:
            content = random.randbytes(random.choice((1, 10, 100)))
    if random.random() < 0.3 and not secrets:
        content = texts.mutate(content, random, random.choice((1, 3)))
    return Case({}, secrets, content, alone=True)
