"""The images of operating systems, and the variables that none of them sets."""

from __future__ import annotations

from pathlib import Path

import pytest

from infracheck.model.base.values import ImageReference
from infracheck.model.image.dockerfile import Dockerfile
from infracheck.source.docker.reader import parse_dockerfile
from infracheck.source.text.span import Source

SYSTEMS = Path(__file__).parent.joinpath("words", "systems.txt").read_text(encoding="utf-8").split()
# what runtimes, shells and a builder set, or the images of systems themselves
SET_ANYWAY = (
    "ALL_PROXY DISTTAG EUID FGC FTP_PROXY HOME HOSTNAME HTTPS_PROXY HTTP_PROXY IFS LANG NO_PROXY OLDPWD PATH PPID PWD "
    "RANDOM SHELL SHLVL TERM UID USER _ all_proxy container ftp_proxy http_proxy https_proxy no_proxy"
)


@pytest.mark.parametrize("image", SYSTEMS)
def test_an_image_is_one_of_a_system(image: str) -> None:
    assert ImageReference.parse(image).is_system


@pytest.mark.parametrize(
    "image",
    [
        "node", "python:3.14-alpine", "shop/debian", "ghcr.io/shop/alpine", "registry.example.com/debian:13",
        "docker.io/shop/library/debian", "gcr.io/distroless/static", "debian-base", "library/node", "fedora/httpd",
    ],
)  # fmt: skip
def test_an_image_of_somebody_else_may_be_anything(image: str) -> None:
    assert not ImageReference.parse(image).is_system


def lacks(text: str, name: str) -> bool:
    stage = Dockerfile(parse_dockerfile(Source("Dockerfile", text))).stages[-1]
    return stage.scope.lacks(name, len(stage.dockerfile.instructions))


@pytest.mark.parametrize("name", SET_ANYWAY.split())
def test_a_variable_that_a_build_has_anyway_is_never_known_to_be_unset(name: str) -> None:
    assert not lacks(f"ARG {name}\nFROM debian\n", name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ARG V=1\nFROM debian\n", True),
        ("FROM node AS a\nENV V=1\nFROM debian\n", True),
        ("FROM node AS a\nARG V\nFROM scratch\n", True),
        ("FROM debian AS a\nFROM node\nENV V=1\nFROM a\n", True),
        ("ARG V=1\nFROM debian\nARG V\n", False),
        ("FROM debian\nENV V=1\n", False),
        ("FROM debian AS a\nENV V=1\nFROM a\n", False),
        ("ARG V=1\nFROM node\n", False),
        ("ARG V=1\nARG BASE\nFROM $BASE\n", False),
        ("FROM debian\n", False),
        ("FROM node AS a\nLABEL V=1\nFROM debian\n", False),
    ],
)
def test_a_variable_is_unset_where_no_image_can_set_it(text: str, expected: bool) -> None:
    assert lacks(text, "V") is expected
