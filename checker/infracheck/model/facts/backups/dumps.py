"""What a container dumps, and whether the dump leaves its pod."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from infracheck.knowledge.products.dump_tools import ANY_FILES, TO_FILE, UPLOADS
from infracheck.knowledge.products.lookup import DUMP_IMAGES, DUMPS, dumped_with

if TYPE_CHECKING:
    from infracheck.model.entities.container import Container


def words_of(container: Container) -> str:
    """What a container runs, as one text."""
    return " ".join((*container.command, *container.args))


def dumped_by(container: Container) -> Iterator[str]:
    """What a container backs up: products, or `*` for files of any kind; nothing for a container that is no backup."""
    image = container.image
    if image is not None:
        product = DUMP_IMAGES.get(image.repository.rpartition("/")[2].lower())
        if product is not None:
            yield from dumped_with(product)
    text = words_of(container)
    if not text:
        return
    for command, product in DUMPS.items():
        if command in text:
            yield from dumped_with(product)


def dump_in(container: Container) -> str | None:
    """The dump tool that a container's command runs, where nothing in it could carry the dump out of the pod."""
    text = words_of(container)
    # without a file, it writes to a log or into a pipe
    if not any(mark in text for mark in TO_FILE):
        return None
    found = next((command for command, product in DUMPS.items() if product != ANY_FILES and command in text), None)
    return None if found is None or any(each in text for each in UPLOADS) else found
