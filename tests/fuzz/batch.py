"""Batches of cases, each made again from its seed, subject and number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.fuzz import dockerfiles, hints, manifests, settings, streams
from tests.fuzz.case import Case


@dataclass(frozen=True)
class Subject:
    """Makes cases of one kind; `together` is how many of them one scan is given."""

    make: Callable[[Random], Case]
    together: int
    weight: int


SUBJECTS = {
    "manifests": Subject(manifests.manifest, 150, 10),
    "texts": Subject(manifests.text, 150, 4),
    "waivers": Subject(manifests.waived, 100, 2),
    "dockerfiles": Subject(dockerfiles.example, 150, 3),
    "instructions": Subject(dockerfiles.grammar, 150, 4),
    "hints": Subject(hints.hints, 50, 2),
    "streams": Subject(streams.stream, 20, 3),
    "configs": Subject(settings.config, 20, 2),
    "ignores": Subject(settings.ignore, 20, 1),
}


def made(seed: int, subject: str, number: int) -> list[Case]:
    """The cases of a batch."""
    random, chosen = Random(f"{seed}:{subject}:{number}"), SUBJECTS[subject]
    return [chosen.make(random) for _ in range(chosen.together)]


def scheduled(seed: int, chosen: tuple[str, ...]) -> Callable[[int], str]:
    """Which subject the batch of a number has."""
    names = [name for name in chosen for _ in range(SUBJECTS[name].weight)]
    return lambda number: Random(f"{seed}:{number}").choice(names)
