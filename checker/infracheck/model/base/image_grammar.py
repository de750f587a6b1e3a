"""The grammar of image references, as runtimes read them."""

from __future__ import annotations

import re

from infracheck.knowledge.words.placeholders import is_filler

# distribution/reference, regexp.go
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?")
_PATH = re.compile(rf"{_PART}(?:/{_PART})*")
_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)
_LONGEST_NAME = 255
_SCHEMES = ("http://", "https://", "docker://", "oci://")
# `$(X)`, `${X}`, `$X`, `<image>`, `{{ x }}`, `%X%`, `IMAGE_NAME` are no references; ko builds what `ko://` names
_PLACEHOLDER = re.compile(r"[$<>{}%]|@@|\Ako://|\A__|\A[A-Z][A-Z0-9_-]*(?::|\Z)")


def is_filled_in(text: str) -> bool:
    """Whether what stands for an image is none yet: a placeholder, a hint at what belongs there, or what ko builds."""
    return _PLACEHOLDER.search(text) is not None or (" " in text.strip() and is_filler(text))


def is_tag(text: str) -> bool:
    """Whether a text can be a tag."""
    return _TAG.fullmatch(text) is not None


def fault_of(text: str) -> str:
    """What makes every runtime refuse a reference, in words that follow its owner's name; empty where nothing does.

    distribution/reference decides, as the kubelet and containerd use it; a digest is left to a check of its own.
    """
    if text.startswith(_SCHEMES):
        return "uses an image with a URL scheme, which is not a valid image reference"
    if text == "latest":
        return "uses image latest, which is a tag without an image name"
    if text != text.strip():
        return "has an image reference with a blank or a line break before or after it"
    if any(letter.isspace() for letter in text):
        return "has an image reference that contains blanks"
    name, _, digest = text.partition("@")
    if "@" in text and not digest:
        # not quoted: what stands before an @ looks like a login
        return "has an image reference that ends with @, without a digest"
    head, slash, last = name.rpartition("/")
    last, colon, tag = last.partition(":")
    if colon and not is_tag(tag):
        return f"uses image {text}, whose tag {_tag_fault(tag)}"
    fault = _name_fault(f"{head}{slash}{last}")
    return fault and f"uses image {text}, {fault}"


def _tag_fault(tag: str) -> str:
    if not tag:
        return "is empty"
    if ":" in tag:
        return "contains a colon"
    return "is longer than 128 characters" if len(tag) > 128 else "contains a character other than A-Z a-z 0-9 _ . -"


def _name_fault(name: str) -> str:
    first, slash, path = name.partition("/")
    if not slash or not ("." in first or ":" in first or first == "localhost"):
        first, path = "", name
    components = path.split("/")
    # a word all in capitals is a placeholder
    if any(part == part.upper() != part.lower() for part in components):
        return ""
    if any(part != part.lower() for part in components):
        return "whose path is not in lower case"
    if first and _DOMAIN.fullmatch(first) is None:
        return "whose registry is not a host name with an optional port"
    if len(name) > _LONGEST_NAME:
        return f"whose name is longer than {_LONGEST_NAME} characters"
    if _PATH.fullmatch(path) is None:
        return "whose path has an empty component" if "" in components else "whose path has a malformed component"
    return ""
