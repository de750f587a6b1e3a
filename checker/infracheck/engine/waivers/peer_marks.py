"""The marks of peers in the comments of a file, in each tool's own grammar.

hadolint (README, Inline ignores), BuildKit (docs, Build checks), checkov (Suppressing and Skipping Policies), trivy
(Filtering, By Inline Comments) and KICS (Running KICS, Using commands on scanned files).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from infracheck.engine.waivers.comments import Comments
from infracheck.engine.waivers.index import whole
from infracheck.engine.waivers.reach import Reach
from infracheck.engine.waivers.terms import EVERY_RULE
from infracheck.engine.waivers.waiver import Scope, Waiver
from infracheck.source.docker.tree import DockerfileTree
from infracheck.source.yaml.tree import Document

_IDS = r"[A-Za-z0-9_-]+(?:[ \t]*,[ \t]*[A-Za-z0-9_-]+)*+"
_REST = r"(?P<reason>[^\n\r\x85\u2028\u2029]*)"
_IN_DOCKERFILES = re.compile(
    rf"#[ \t]*(?:(?P<hadolint>hadolint[ \t]+(?P<global>global[ \t]+)?ignore[ \t]*=)[ \t]*(?P<rules>{_IDS})"
    rf"|(?P<checkov>(?:checkov|bridgecrew):skip=)[ ]*(?P<skipped>{_IDS})){_REST}"
)
_TRIVY = re.compile(rf"#[ \t]*trivy:ignore:(?P<rule>[A-Za-z0-9_-]+)(?P<rest>(?::\S+)?){_REST}")
_KICS = re.compile(
    rf"#[ \t]*kics-scan[ \t]+(?P<command>ignore(?:-line|-block)?|disable[ \t]*=[ \t]*(?P<ids>{_IDS}))(?![\w=-]){_REST}"
)
_EXPIRY = re.compile(r":exp:([0-9]{4}-[0-9]{2}-[0-9]{2})")


def peer_waivers(comments: Comments, file: Reach, tools: frozenset[str]) -> Iterator[Waiver]:
    """The marks of these tools in the comments of one file."""
    tree = comments.tree
    if not isinstance(tree, Document):
        yield from _in_dockerfile(comments, file, tools)
        if "buildkit" in tools:
            yield from _of_buildkit(tree, file)
    if "trivy" in tools:
        yield from _of_trivy(comments, file)
    if "kics" in tools:
        yield from _of_kics(comments, file)


def _in_dockerfile(comments: Comments, file: Reach, tools: frozenset[str]) -> Iterator[Waiver]:
    for match in comments.matches(_IN_DOCKERFILES):
        tool = "hadolint" if match["hadolint"] else "checkov"
        if tool not in tools:
            continue
        ids, reason = _ids(match["rules"] or match["skipped"]), match["reason"].strip(" \t-:#")
        waiver = comments.waiver(match, ids, reason)._replace(tool=tool)
        # checkov's comments speak of the whole Dockerfile, wherever they stand
        is_global = bool(match["global"] or match["checkov"])
        yield waiver._replace(scopes=whole(file)) if is_global else waiver


def _of_buildkit(tree: DockerfileTree, file: Reach) -> Iterator[Waiver]:
    for directive in tree.directives:
        for option in directive.value.split(";") if directive.name == "check" else ():
            key, _, value = option.partition("=")
            if key.strip() == "skip":
                rules = tuple(EVERY_RULE if each == "all" else each for each in _ids(value))
                yield Waiver(rules, "", directive.span, scopes=whole(file), tool="buildkit")


def _of_trivy(comments: Comments, file: Reach) -> Iterator[Waiver]:
    for match in comments.matches(_TRIVY):
        expiry = _EXPIRY.fullmatch(match["rest"])
        if match["rest"] and expiry is None and ":exp:" in match["rest"]:
            # not a date: trivy does not heed the comment
            continue
        waiver = comments.waiver(match, (match["rule"],), match["reason"].strip(" \t-:#"))
        yield _on_block(waiver, comments, file)._replace(tool="trivy", until=expiry[1] if expiry else "")


def _of_kics(comments: Comments, file: Reach) -> Iterator[Waiver]:
    for match in comments.matches(_KICS):
        ids = _ids(match["ids"]) if match["ids"] else (EVERY_RULE,)
        waiver = comments.waiver(match, ids, match["reason"].strip(" \t-:#"))._replace(tool="kics")
        if match["command"] == "ignore-line":
            yield waiver
        elif match["command"] == "ignore-block":
            yield _on_block(waiver, comments, file)
        elif comments.is_leading(match.start()):
            # a command for a whole file stands at its beginning
            yield waiver._replace(scopes=whole(file))


def _on_block(waiver: Waiver, comments: Comments, file: Reach) -> Waiver:
    """A waiver that speaks of the entry or the item that starts on its line, with all that is in it."""
    if not isinstance(comments.tree, Document) or not waiver.line:
        return waiver
    stretch = file.block_at(waiver.line)
    return waiver if stretch is None else waiver._replace(scopes=(Scope(*stretch),))


def _ids(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (each.strip() for each in text.split(","))))
