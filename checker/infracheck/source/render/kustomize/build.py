"""One overlay to the text that Kustomize makes of it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from os.path import dirname, join, realpath
from tempfile import TemporaryDirectory

from infracheck.record import Record
from infracheck.source.render.child import Bounds, run
from infracheck.source.render.kustomize.closure import Closure
from infracheck.source.render.kustomize.kustomization import GENERATORS, items
from infracheck.source.render.stage import write
from infracheck.source.yaml.tree import Scalar

_TREE = "tree"
_WRAPPER = "wrapper"
_LONGEST = 400
_SHORTEST_SECRET = 3
_SAID = re.compile(r'err="((?:[^"\\]|\\.)*)"|err=<\n(.*?)\n >|(?:^|\n)[Ee]rror: ([^\n]*)', re.S)
# behind these words stand whole configs and patches, values and all
_QUOTES = re.compile(r" with config: |(?<=from )\[|`")
_BELOW = re.compile(r"recursed accumulation of path '[^']*': ")
_REASONS = re.compile(
    r"unable to parse SM or JSON patch|must specify a target for JSON patch|no such file or directory"
)


class Kustomize(Record):
    """The program that builds, and its word for that: `kustomize build` or `kubectl kustomize`."""

    program: str
    word: str
    bounds: Bounds = Bounds()


class KustomizeOutput(Record):
    """What a build printed, each object with a note of the file that it comes from; or in words why it failed."""

    text: str
    failure: str = ""


def build(closure: Closure, asked: Kustomize) -> KustomizeOutput:
    """Build the root of a closure from a copy of all that it reads."""
    with TemporaryDirectory(prefix="infracheck-") as folder:
        # Kustomize follows the links on the way to its folder, and its words are to be led back from there
        home = realpath(folder)
        try:
            _stage(closure, home)
        except OSError as error:
            # a path that is too long below our folder, a link on a system where it needs rights
            return KustomizeOutput("", f"its files cannot be copied: {(error.strerror or '').lower()}")
        ran = run([asked.program, asked.word, _WRAPPER], home, asked.bounds)
    if ran.failure:
        return KustomizeOutput("", _in_words(ran.complaint or ran.failure, closure))
    return KustomizeOutput(ran.output.decode("utf-8", "replace"))


def path_of(noted: str) -> str:
    """A path in the closure, of one that Kustomize notes from the wrapper's folder."""
    return noted.removeprefix(f"../{_TREE}/")


def _stage(closure: Closure, home: str) -> None:
    tree = join(home, _TREE)
    os.makedirs(join(tree, *closure.root.split("/")), exist_ok=True)
    write(closure.files, tree)
    for name, target in closure.links.items():
        path = join(tree, *name.split("/"))
        os.makedirs(dirname(path), exist_ok=True)
        os.symlink(os.path.relpath(join(tree, *target.split("/")), dirname(path)), path)
    wrapper = {"resources": [f"../{_TREE}/{closure.root}"], "buildMetadata": ["originAnnotations"]}
    write({"kustomization.yaml": json.dumps(wrapper).encode()}, join(home, _WRAPPER))


def _in_words(complaint: str, closure: Closure) -> str:
    """Why a build failed: the innermost of its reasons, with paths of the tree and without what may be secret."""
    match = _SAID.search(complaint)
    said = complaint if match is None else next(each for each in match.groups() if each is not None)
    said = said.replace('\\"', '"').replace("\\n", " ").replace("\\\\", "\\")
    told, *rest = _QUOTES.split(said, maxsplit=1)
    reason = _REASONS.search(rest[0]) if rest else None
    # each kustomization on the way puts its words before those of the one below
    told = _BELOW.split(told)[-1] + (f": {reason[0]}" if reason is not None else "")
    told = " ".join(told.replace(f"../{_TREE}/", "").replace(f"{_TREE}/", "").split()).strip(" '")
    for each in _values(closure):
        told = told.replace(each, "…")
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"


def _values(closure: Closure) -> Iterator[str]:
    """What generators put into ConfigMaps and Secrets."""
    texts: list[str] = []
    for kustomization in closure.kustomizations.values():
        for key in GENERATORS:
            for generator in kustomization.items(key):
                texts += [each.text for each in items(generator, "literals") if type(each) is Scalar]
        for entry, name in closure.brings.get(kustomization.name, ()):
            if entry.key in GENERATORS:
                texts += closure.sources[name].text.split("\n") if name in closure.sources else []
    for text in sorted(texts, key=len, reverse=True):
        for part in (text.strip(), text.partition("=")[2].strip()):
            if len(part) >= _SHORTEST_SECRET:
                yield part
