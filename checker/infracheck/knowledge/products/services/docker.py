"""The API of a Docker daemon."""

from __future__ import annotations

from infracheck.knowledge.products.product import Product

DOCKER = Product("Docker", {}, 2375, (2376,), addresses=("DOCKER_HOST",))
